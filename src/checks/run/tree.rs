//! All that a command has started: who it is, and its end.

use rustix::process::{Pid, Signal};

/// Sends a signal to all that this process has started, its children's children included, and says to how many.
pub(super) fn signal(main: Pid, signal: Signal) -> usize {
    // One that is already gone needs none.
    let _ = rustix::process::kill_process_group(main, signal);
    let all = descendants();
    for pid in &all {
        let _ = rustix::process::kill_process(*pid, signal);
    }
    all.len()
}

/// Kills all that this process has started. What forks faster than it is killed is stopped first.
pub(super) fn kill(main: Pid) {
    for _ in 0..100 {
        let before = descendants();
        for pid in &before {
            let _ = rustix::process::kill_process(*pid, Signal::STOP);
        }
        if descendants().len() <= before.len() {
            break;
        }
    }
    signal(main, Signal::KILL);
}

/// The processes below this one, dead ones that nobody has asked for excluded.
#[cfg(target_os = "linux")]
fn descendants() -> Vec<Pid> {
    use std::collections::BTreeMap;

    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    let Ok(folder) = std::fs::read_dir("/proc") else { return Vec::new() };
    for entry in folder.filter_map(Result::ok) {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<i32>().ok()) else { continue };
        let Ok(line) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        // The name may hold anything, so what counts stands behind its closing bracket.
        let mut words = line.rsplit(')').next().unwrap_or_default().split_whitespace();
        let (state, parent) = (words.next(), words.next().and_then(|word| word.parse::<i32>().ok()));
        if let Some(parent) = parent.filter(|_| state != Some("Z")) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found = Vec::new();
    let mut open = vec![rustix::process::getpid().as_raw_nonzero().get()];
    while let Some(pid) = open.pop() {
        for child in children.remove(&pid).unwrap_or_default() {
            open.push(child);
            found.extend(Pid::from_raw(child));
        }
    }
    found
}

/// Where the system does not tell, only the command's own group is known.
#[cfg(not(target_os = "linux"))]
fn descendants() -> Vec<Pid> {
    Vec::new()
}
