//! Small disks of their own, where the machine lets us mount them.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::dir::TempDir;

/// A file system that goes away with the test.
pub struct Mount {
    point: PathBuf,
    dir: TempDir,
}

impl Mount {
    /// A RAM disk of so many MiB; `None` where that isn't allowed.
    pub fn tmpfs(mib: u32) -> Option<Self> {
        Self::at(&["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"], TempDir::new())
    }

    /// A real file system of so many MiB in a file, which turns read-only when it meets an error.
    pub fn ext4(mib: u64) -> Option<Self> {
        let dir = TempDir::new();
        let image = dir.join("disk.img");
        File::create(&image).and_then(|file| file.set_len(mib << 20)).expect("an image");
        let image = image.to_str().expect("a path");
        succeeds("mkfs.ext4", &["-q", "-F", image])
            .then(|| Self::at(&["-o", "loop,errors=remount-ro", image], dir))
            .flatten()
    }

    fn at(words: &[&str], dir: TempDir) -> Option<Self> {
        let point = dir.join("disk");
        fs::create_dir_all(&point).expect("a mount point");
        let words: Vec<&str> = words.iter().copied().chain([point.to_str().expect("a path")]).collect();
        succeeds("mount", &words).then_some(Self { point, dir })
    }

    /// The file of the kernel that makes ext4 meet an error, if there is one.
    pub fn error_trigger(&self) -> Option<PathBuf> {
        let output = Command::new("findmnt").args(["-n", "-o", "SOURCE"]).arg(&self.point).output().ok()?;
        let device = String::from_utf8(output.stdout).ok()?;
        let trigger = Path::new("/sys/fs/ext4").join(Path::new(device.trim()).file_name()?).join("trigger_fs_error");
        trigger.exists().then_some(trigger)
    }

    /// Checks an ext4 that gave up and mounts it again; nothing on it may be open.
    pub fn mend(&self) -> bool {
        let (image, point) = (self.dir.join("disk.img"), self.point.to_str().expect("a path"));
        let image = image.to_str().expect("a path");
        let unmounted = succeeds("umount", &[point]);
        // Its status says that something was mended, which is no failure here.
        succeeds("e2fsck", &["-f", "-y", image]);
        unmounted && succeeds("mount", &["-o", "loop", image, point])
    }

    /// A path on it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.point.join(name)
    }

    /// Uses up all that is free on it but so many bytes; the file that has it.
    pub fn fill_but(&self, left: u64) -> PathBuf {
        let path = self.join("relleno");
        let mut file = File::create(&path).expect("a file to fill the disk with");
        let block = vec![0xA5; 64 << 10];
        let mut written = 0;
        while let Ok(count) = file.write(&block) {
            written += count as u64;
        }
        file.set_len(written.saturating_sub(left)).expect("room to be left");
        path
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.point
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Lazily: what a failing test left open must not keep it.
        succeeds("umount", &["-l", self.point.to_str().expect("a path")]);
    }
}

/// Whether a command is there and ends well.
pub fn succeeds(command: &str, words: &[&str]) -> bool {
    let mut command = Command::new(command);
    let status = command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Says that a test could not be made here, past the capture of output, which hides what passes.
pub fn left_out(what: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "LEFT OUT: {what}: {why}");
}
