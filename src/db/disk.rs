//! Room on the disk: some is kept in reserve, so that people can still log in and read when it runs out
//! (RELIABILITY §3).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::health::Health;
use crate::model::limits;

const RESERVE: &str = "reserve.bin";

/// Watches the disk of one data directory.
pub(super) struct Disk {
    dir: PathBuf,
    health: Arc<Health>,
    warned: bool,
    /// A file system on which room can't be set aside; without the reserve the rest still holds.
    is_unreservable: bool,
}

/// How much there is.
#[derive(Debug, Clone, Copy)]
struct Space {
    free: u64,
    total: u64,
}

impl Space {
    fn floor(self) -> u64 {
        limits::DISK_FLOOR.min(self.total / 16)
    }

    fn is_little(self) -> bool {
        self.free < limits::DISK_LITTLE.min(self.total / 4)
    }

    /// More than the floor itself: setting the reserve aside again must not use it all up.
    fn is_enough_for_reserve(self) -> bool {
        self.free >= 2 * self.floor()
    }
}

impl Disk {
    /// Nothing is looked at yet: the start does not wait for it.
    pub fn new(dir: &Path, health: Arc<Health>) -> Self {
        Self { dir: dir.to_owned(), health, warned: false, is_unreservable: false }
    }

    /// Looks how much is free, and acts on it.
    pub fn look(&mut self) {
        let Ok(found) = fs4::statvfs(&self.dir) else {
            return;
        };
        self.act_on(Space { free: found.available_space(), total: found.total_space() });
    }

    fn act_on(&mut self, space: Space) {
        self.warn_of(space);
        let reserve = self.dir.join(RESERVE);
        let is_set_aside = reserve.exists();
        match self.health.has_no_room() {
            true if space.is_enough_for_reserve() => {
                self.health.set_no_room(false);
                tracing::info!("hay espacio en el disco otra vez: se vuelve a guardar");
                self.set_aside(&reserve, space.floor());
            }
            false if space.free < space.floor() => self.ran_out(),
            false if !is_set_aside && space.is_enough_for_reserve() => self.set_aside(&reserve, space.floor()),
            _ => {}
        }
    }

    fn warn_of(&mut self, space: Space) {
        let is_little = space.is_little();
        if is_little && !self.warned {
            tracing::warn!(libres_mib = space.free >> 20, "queda poco espacio en el disco");
        }
        self.warned = is_little;
    }

    /// There is no room: gives the reserve back, and texts are refused until there is some again.
    pub fn ran_out(&mut self) {
        if !self.health.has_no_room() {
            tracing::error!("no queda espacio en el disco: se puede entrar y leer, pero no escribir");
        }
        self.health.set_no_room(true);
        fs::remove_file(self.dir.join(RESERVE)).ok();
    }

    fn set_aside(&mut self, reserve: &Path, bytes: u64) {
        if self.is_unreservable {
            return;
        }
        let made = File::create(reserve).and_then(|file| fs4::FileExt::allocate(&file, bytes));
        if let Err(cause) = made {
            fs::remove_file(reserve).ok();
            self.is_unreservable = true;
            tracing::warn!(%cause, "no se pudo reservar espacio en el disco");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn disk(name: &str) -> Disk {
        let dir = std::env::temp_dir().join(format!("weigence-disk-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Disk::new(&dir, Arc::default())
    }

    /// What a disk of 1,600 MiB goes through, with 64 MiB in reserve while there is room for it.
    #[test]
    fn the_reserve_goes_when_room_runs_out_and_comes_back_after() {
        let mut disk = disk("reserve");
        for (free, has_reserve, has_no_room) in [
            (1_000, true, false),
            (64, true, false),
            (63, false, true),
            // What the reserve gave back is for those who log in, not for texts.
            (127, false, true),
            (128, true, false),
            (64, true, false),
        ] {
            disk.act_on(Space { free: free * MIB, total: 1_600 * MIB });
            assert_eq!(disk.dir.join(RESERVE).exists(), has_reserve, "{free} MiB free");
            assert_eq!(disk.health.has_no_room(), has_no_room, "{free} MiB free");
        }
        fs::remove_dir_all(&disk.dir).unwrap();
    }

    #[test]
    fn a_small_disk_keeps_a_sixteenth() {
        let mut disk = disk("small");
        disk.act_on(Space { free: 20 * MIB, total: 48 * MIB });
        assert_eq!(fs::metadata(disk.dir.join(RESERVE)).unwrap().len(), 3 * MIB);
        fs::remove_dir_all(&disk.dir).unwrap();
    }

    #[test]
    fn logins_go_on_without_room_but_not_into_a_damaged_file() {
        let health = Health::default();
        assert!(health.trouble().is_none() && health.refusal(false).is_none());
        health.set_no_room(true);
        assert!(health.refusal(false).is_some() && health.refusal(true).is_none());
        health.set_damaged();
        assert!(health.refusal(true).is_some());
    }
}
