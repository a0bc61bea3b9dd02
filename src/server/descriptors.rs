//! File descriptors: every connection takes one, and most systems give a program 1,024 unless it asks for more.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::model::limits;

/// Takes as many as this process may have, and says so when they won't do.
pub fn take_all() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` is as many as there are. Some systems promise that and give less: there, what is needed is asked for.
    let wanted = [maximum, maximum.map_or(Some(limits::OPEN_FILES), |most| Some(most.min(limits::OPEN_FILES)))];
    let grows = |more: &Option<u64>| more.is_none_or(|more| current.is_some_and(|current| more > current));
    for more in wanted.into_iter().filter(grows) {
        if setrlimit(Resource::Nofile, Rlimit { current: more, maximum }).is_ok() {
            break;
        }
    }
    if let Some(has) = getrlimit(Resource::Nofile).current.filter(|has| *has < limits::OPEN_FILES) {
        tracing::warn!(
            permitidos = has,
            "el sistema permite pocos archivos abiertos para {} conexiones; se cambia con ulimit -Hn o LimitNOFILE",
            limits::CONNECTIONS
        );
    }
}
