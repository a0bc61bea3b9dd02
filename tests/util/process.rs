//! What the system says of the server's process.

use std::fs;
use std::time::Duration;

/// A process by its number.
#[derive(Debug, Clone, Copy)]
pub struct Process(pub u32);

impl Process {
    /// The memory that it has now, in KiB.
    pub fn memory(self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most memory that it has had, in KiB.
    pub fn peak_memory(self) -> u64 {
        self.status("VmHWM:")
    }

    fn status(self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).expect("/proc/PID/status");
        let line = status.lines().find(|line| line.starts_with(name)).expect(name);
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number of KiB")
    }

    /// The time that it has had on a core so far.
    pub fn cpu_time(self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).expect("/proc/PID/stat");
        // After the name in parentheses, which may hold anything, come state, ppid, …; 14 and 15 of all are ticks.
        let (_, rest) = stat.rsplit_once(')').expect("a name");
        let ticks: u64 = rest.split_whitespace().skip(11).take(2).map(|t| t.parse::<u64>().expect("ticks")).sum();
        // Linux tells user space in hundredths of a second whatever the kernel's own tick.
        Duration::from_millis(ticks * 10)
    }

    /// How many file descriptors it may have open, now and if it asks for more.
    pub fn may_open_files(self) -> (String, String) {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.0)).expect("/proc/PID/limits");
        let line = limits.lines().find(|line| line.starts_with("Max open files")).expect("a line of them");
        let mut numbers = line.split_whitespace().skip(3).map(str::to_owned);
        (numbers.next().expect("the soft limit"), numbers.next().expect("the hard limit"))
    }

    /// How many file descriptors it has open.
    pub fn open_files(self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.0)).expect("/proc/PID/fd").count()
    }
}
