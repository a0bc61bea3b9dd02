//! Disk and process faults: D-05, D-06, D-07, D-13, D-14, D-16, as far as one machine without device-mapper can make
//! them. A variant that needs a mount is left out, and says so, where mounting isn't allowed.

mod damage;
mod flips;
mod full;
mod killed;
mod read_only;
mod restoring;
mod shim;
mod slow;
mod wal;
