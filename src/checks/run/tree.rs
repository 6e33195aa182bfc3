//! All that a command has started: who it is, and its end.

#[cfg(target_os = "linux")]
use std::collections::BTreeMap;

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

/// Kills all that this process has started.
pub(super) fn kill(main: Pid) {
    stop(descendants);
    signal(main, Signal::KILL);
}

/// Stops processes that fork faster than they can be killed.
fn stop(all: fn() -> Vec<Pid>) {
    for _ in 0..100 {
        let before = all();
        for pid in &before {
            let _ = rustix::process::kill_process(*pid, Signal::STOP);
        }
        if all().len() <= before.len() {
            break;
        }
    }
}

/// The process that gives this one its orders.
#[cfg(target_os = "linux")]
pub(super) fn master() -> Option<Pid> {
    // It says who it is; one that died is followed by whoever adopts orphans.
    let said = std::env::args().nth(2).and_then(|word| word.parse::<i32>().ok());
    rustix::process::getppid().filter(|pid| *pid != Pid::INIT && Some(pid.as_raw_nonzero().get()) == said)
}

/// Kills all that is confined as the calling thread is, all at once, so that nothing can fork away from it. Where the
/// kernel does not keep signals within a confinement nothing is done: there others of this user would be killed too.
#[cfg(target_os = "linux")]
pub(super) fn kill_confined(master: Pid) {
    use rustix::process::{getppid, kill_process_group, test_kill_process};
    // The master is of the same user, so nothing but the confinement keeps a signal from it.
    if test_kill_process(master) == Err(rustix::io::Errno::PERM) && getppid() == Some(master) {
        // The group of number 1 stands for all that can be reached.
        let _ = kill_process_group(Pid::INIT, Signal::KILL);
    }
}

/// Whether somebody has stopped a process.
#[cfg(target_os = "linux")]
pub(super) fn is_stopped(pid: Pid) -> bool {
    let line = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
    let state = line.rsplit(')').next().unwrap_or_default().split_whitespace().next();
    matches!(state, Some("T" | "t"))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn is_stopped(_: Pid) -> bool {
    false
}

/// Makes this process adopt what a dead helper leaves behind.
pub(super) fn adopt() {
    // Where this cannot be asked for, what is left goes to the system.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// Kills what a helper that died has left to its master.
pub(super) fn kill_orphans() {
    for _ in 0..100 {
        stop(orphans);
        let left = orphans();
        if left.is_empty() {
            return;
        }
        for pid in left {
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
    }
}

/// The children of this process that are no helpers, and all below them.
#[cfg(target_os = "linux")]
fn orphans() -> Vec<Pid> {
    let children = children();
    let is_helper = |pid: &i32| {
        let words = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        words.split(|byte| *byte == 0).nth(1) == Some(super::HELPER.as_bytes())
    };
    let own = children.get(&rustix::process::getpid().as_raw_nonzero().get()).cloned().unwrap_or_default();
    below(&children, own.into_iter().filter(|pid| !is_helper(pid)).collect())
}

#[cfg(not(target_os = "linux"))]
fn orphans() -> Vec<Pid> {
    Vec::new()
}

/// The processes below this one, dead ones that nobody has asked for excluded.
#[cfg(target_os = "linux")]
fn descendants() -> Vec<Pid> {
    let children = children();
    let own = children.get(&rustix::process::getpid().as_raw_nonzero().get()).cloned().unwrap_or_default();
    below(&children, own)
}

/// These processes and all below them.
#[cfg(target_os = "linux")]
fn below(children: &BTreeMap<i32, Vec<i32>>, mut open: Vec<i32>) -> Vec<Pid> {
    let mut found = Vec::new();
    while let Some(pid) = open.pop() {
        open.extend(children.get(&pid).into_iter().flatten());
        found.extend(Pid::from_raw(pid));
    }
    found
}

/// Which processes each process has started or adopted.
#[cfg(target_os = "linux")]
fn children() -> BTreeMap<i32, Vec<i32>> {
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    let Ok(folder) = std::fs::read_dir("/proc") else { return children };
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
    children
}

/// Where the system does not tell, only the command's own group is known.
#[cfg(not(target_os = "linux"))]
fn descendants() -> Vec<Pid> {
    Vec::new()
}
