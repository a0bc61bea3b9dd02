//! The names that the server answers to. A page elsewhere that points its own name at our address (DNS rebinding)
//! sends that name as `Host`, and is told 421.

use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

/// The machine's addresses are looked up again at most this often: a laptop changes networks.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// What may stand in `Host`.
pub struct Hosts {
    names: HashSet<String>,
    addresses: RwLock<(Instant, HashSet<IpAddr>)>,
}

impl Hosts {
    /// `localhost`, the machine's name (also with `.local`), its addresses, and `further` names.
    pub fn new(further: &[String]) -> Self {
        let mut names: HashSet<String> = further.iter().map(|name| name.trim().to_lowercase()).collect();
        names.insert("localhost".to_owned());
        if let Some(name) = hostname::get().ok().and_then(|name| name.into_string().ok()) {
            let name = name.to_lowercase();
            names.insert(format!("{name}.local"));
            names.insert(name);
        }
        Self { names, addresses: RwLock::new((Instant::now(), own_addresses())) }
    }

    /// Whether `host`, as it stands in the header, is one of ours. The port is not looked at: it may be forwarded.
    pub fn knows(&self, host: &str) -> bool {
        let Some(name) = without_port(host) else {
            return false;
        };
        match name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) => self.owns(address),
            Err(_) => self.names.contains(&name.trim_end_matches('.').to_lowercase()),
        }
    }

    fn owns(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        {
            let known = self.addresses.read().unwrap_or_else(PoisonError::into_inner);
            if address.is_loopback() || known.1.contains(&address) {
                return true;
            }
            if known.0.elapsed() < LOOK_AGAIN {
                return false;
            }
        }
        // Asking takes a file descriptor; when there is none, what is known holds.
        let Ok(found) = look_up() else {
            return false;
        };
        let own = found.contains(&address);
        *self.addresses.write().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), found);
        own
    }
}

/// The addresses of this machine's interfaces.
pub fn own_addresses() -> HashSet<IpAddr> {
    look_up().unwrap_or_default()
}

fn look_up() -> std::io::Result<HashSet<IpAddr>> {
    Ok(if_addrs::get_if_addrs()?.iter().map(|one| one.ip()).collect())
}

fn without_port(host: &str) -> Option<&str> {
    if host.starts_with('[') {
        let end = host.find(']')?;
        let port = &host[end + 1..];
        return (port.is_empty() || is_port(port.strip_prefix(':')?)).then_some(&host[..=end]);
    }
    match host.split_once(':') {
        None => (!host.is_empty()).then_some(host),
        Some((name, port)) => (!name.is_empty() && is_port(port)).then_some(name),
    }
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_names_are_known() {
        let hosts = Hosts::new(&["Farmacia.lan".to_owned()]);
        for host in ["localhost:5000", "127.0.0.1", "[::1]:5000", "farmacia.lan", "LOCALHOST", "127.0.0.1:1"] {
            assert!(hosts.knows(host), "{host}");
        }
        for host in ["evil.cl", "localhost.evil.cl", "8.8.8.8:5000", "", ":5000", "localhost:x", "[::1", "a:b:c"] {
            assert!(!hosts.knows(host), "{host}");
        }
    }
}
