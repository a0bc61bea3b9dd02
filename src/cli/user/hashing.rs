//! Hashing many passwords on all cores: each takes some 25 ms.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::chat::passwords;
use crate::cli::progress::Progress;
use crate::error::{Error, Result};

/// The hash of each password, in order; nothing for nothing.
pub(super) fn hash_all(passwords: &[Option<&str>]) -> Result<Vec<Option<String>>> {
    let wanted = passwords.iter().flatten().count();
    let progress = Progress::new("Protegiendo contraseñas", wanted as u64);
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(wanted.max(1));
    let parts: Vec<Result<Vec<(usize, String)>>> = thread::scope(|scope| {
        let work = || hash_some(passwords, &next, &progress);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|_| Err(Error::internal("un hilo entró en pánico")))
        };
        workers.into_iter().map(join).collect()
    });
    let mut hashes = vec![None; passwords.len()];
    for part in parts {
        for (index, hash) in part? {
            hashes[index] = Some(hash);
        }
    }
    Ok(hashes)
}

/// Takes the next one that nobody has taken, until there are no more.
fn hash_some(passwords: &[Option<&str>], next: &AtomicUsize, progress: &Progress) -> Result<Vec<(usize, String)>> {
    let mut done = Vec::new();
    loop {
        let index = next.fetch_add(1, Ordering::Relaxed);
        let Some(password) = passwords.get(index) else {
            return Ok(done);
        };
        if let Some(password) = password {
            done.push((index, passwords::hash(password)?));
            progress.add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_keep_the_order_of_the_passwords() {
        let hashes = hash_all(&[Some("uno-uno"), None, Some("dos-dos"), Some("tres-tres")]).unwrap();
        let holds = |index: usize, password| passwords::verify(password, hashes[index].as_deref());
        assert!(holds(0, "uno-uno") && hashes[1].is_none() && holds(2, "dos-dos") && holds(3, "tres-tres"));
    }
}
