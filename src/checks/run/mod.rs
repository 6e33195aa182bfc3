//! Runs commands in helpers: processes of this program that start one command at a time, and end only when nothing that
//! it started is left.
//!
//! Each helper adopts what its command leaves behind, so the processes of two commands cannot be confused, and a helper
//! that loses its master kills what it has.

mod helper;
mod room;
#[cfg(unix)]
mod tree;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::sandbox::Confinement;

pub use helper::serve;

/// The hidden argument by which this program becomes a helper.
pub const HELPER: &str = "__run-helper";

/// The name of this system in `os=`.
pub const SYSTEM: &str = std::env::consts::OS;

/// The most bytes of one stream that are kept.
pub const MOST_OUTPUT: usize = 1 << 20;

/// What a helper is to run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// All of its environment, but for `TMPDIR`.
    pub environment: BTreeMap<String, String>,
    /// The folder that it begins in; none for an empty one.
    pub folder: Option<PathBuf>,
    /// How long it and all that it starts may take, one turn after the other.
    pub turns: Vec<Turn>,
    /// What it writes to standard output after each of its steps, if it has several.
    pub mark: Option<String>,
    /// Whether both streams are one.
    pub merged: bool,
    /// What it may touch; none for everything.
    pub confinement: Option<Confinement>,
}

/// The time of one check among those that share a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// How many marks end it.
    pub marks: usize,
    /// How long it may take, in milliseconds.
    pub limit: u64,
}

/// What came of an order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The exit status; of a command that a signal ended, 128 and its number, as shells have it.
    pub exit: Option<i32>,
    /// Whether it took too long.
    pub timed_out: bool,
    /// What it wrote to standard output, or to both streams.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
    /// Whether it wrote more than is kept.
    pub truncated: bool,
    /// How many processes it left behind, which were ended.
    pub left: usize,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// What confined it.
    pub sandbox: String,
    /// Why it could not be run, or not be ended.
    pub error: Option<String>,
    /// Whether its helper can run nothing more.
    pub spent: bool,
    /// When it began, as `2026-11-22T06:02:11Z`.
    pub started: String,
}

impl Report {
    fn failed(why: impl Into<String>) -> Self {
        Self { error: Some(why.into()), sandbox: super::sandbox::NONE.to_owned(), spent: true, ..Self::default() }
    }
}

/// A helper process, which is started when it is needed.
pub struct Helper {
    program: PathBuf,
    running: Option<Running>,
}

struct Running {
    child: Child,
    orders: Option<ChildStdin>,
    reports: Receiver<String>,
}

/// How much longer than a command's limit its helper may take to end what is left.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much longer than a command's limit a helper that is not hindered takes to end it.
const ENDING: Duration = Duration::from_secs(4);

/// How often a helper is looked after whose command has had its time.
const BEAT: Duration = Duration::from_millis(100);

/// What a helper needs to know of its master's environment: where temporary folders are, and the system's programs.
const PASSED: &[&str] = &["PATH", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

impl Helper {
    /// A helper that is not started yet: `program` is this program.
    pub fn new(program: PathBuf) -> Self {
        #[cfg(unix)]
        tree::adopt();
        hide();
        Self { program, running: None }
    }

    /// Runs one order to its end.
    pub fn run(&mut self, order: &Order) -> Report {
        let started = now();
        let running = match self.running.take().map_or_else(|| Running::start(&self.program), Ok) {
            Ok(running) => self.running.insert(running),
            Err(error) => return Report { started, ..Report::failed(format!("no helper can be started: {error}")) },
        };
        let report = running.run(order);
        #[cfg(unix)]
        if report.is_err() {
            // It died before what it ran, or was killed by it.
            self.running = None;
            tree::kill_orphans();
        }
        let report = report.unwrap_or_else(Report::failed);
        if report.spent {
            self.running = None;
        }
        Report { started, ..report }
    }
}

impl Running {
    fn start(program: &Path) -> std::io::Result<Self> {
        let mut command = Command::new(program);
        let passed = PASSED.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.arg(HELPER).arg(std::process::id().to_string()).env_clear().envs(passed);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (sender, reports) = channel();
        let output = child.stdout.take().expect("it was asked for");
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
        Ok(Self { orders: child.stdin.take(), child, reports })
    }

    fn run(&mut self, order: &Order) -> Result<Report, String> {
        let mut line = serde_json::to_string(order).expect("an order is always JSON");
        line.push('\n');
        let orders = self.orders.as_mut().expect("they are taken only when it is dropped");
        let sent = orders.write_all(line.as_bytes()).and_then(|()| orders.flush());
        sent.map_err(|error| format!("the helper that runs commands takes no orders: {error}"))?;
        let limit = order.turns.iter().map(|turn| turn.limit).sum();
        match self.report(Duration::from_millis(limit)) {
            Ok(line) => serde_json::from_str(&line).map_err(|error| format!("a report that is none: {error}")),
            Err(RecvTimeoutError::Timeout) => {
                drop(self.child.kill());
                Err("the helper that runs commands does not answer".to_owned())
            }
            Err(RecvTimeoutError::Disconnected) => Err("the helper that runs commands has ended".to_owned()),
        }
    }

    /// Waits for a report. A command may stop its helper, which is woken when the time is over, and given up if it is
    /// stopped over and over.
    fn report(&self, limit: Duration) -> Result<String, RecvTimeoutError> {
        let given_up = Instant::now() + limit + PATIENCE;
        let ended = Instant::now() + limit + ENDING;
        let mut wait = limit + BEAT;
        loop {
            let received = self.reports.recv_timeout(wait);
            if received != Err(RecvTimeoutError::Timeout) {
                return received;
            }
            wait = BEAT;
            let now = Instant::now();
            if now > given_up || now > ended && stopped(&self.child) {
                return received;
            }
            wake(&self.child);
        }
    }
}

/// Whether a helper is stopped.
#[cfg(unix)]
fn stopped(child: &Child) -> bool {
    tree::is_stopped(rustix::process::Pid::from_child(child))
}

#[cfg(not(unix))]
fn stopped(_: &Child) -> bool {
    false
}

/// Lets a helper go on that a command has stopped.
fn wake(child: &Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::Pid::from_child(child), rustix::process::Signal::CONT);
    #[cfg(not(unix))]
    let _ = child;
}

impl Drop for Running {
    fn drop(&mut self) {
        // Without orders it ends by itself, after what it runs.
        self.orders.take();
        drop(self.child.wait());
    }
}

/// Keeps other processes of this user from reading the environment and the memory of this one, which may hold secrets.
fn hide() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// This program, to be started again as a helper.
pub fn this_program() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// The time, as `2026-11-22T06:02:11Z`.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A word that nobody can guess, to mark places in an output.
pub fn nonce() -> String {
    use std::hash::BuildHasher;
    let random = || std::collections::hash_map::RandomState::new().hash_one(0_u8);
    format!("{:016x}{:016x}", random(), random())
}

/// Where a path leads, if it leads somewhere.
pub fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The file that a name means in a list of folders.
pub fn find_program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let names: Vec<OsString> = if cfg!(windows) {
        ["exe", "cmd", "bat", "com"].map(|end| format!("{name}.{end}").into()).to_vec()
    } else {
        vec![name.into()]
    };
    folders.iter().flat_map(|folder| names.iter().map(move |name| folder.join(name))).find(|path| is_program(path))
}

/// Whether a program is a script, which an interpreter reads.
pub fn is_script(program: &Path) -> bool {
    let by_name = program.extension().is_some_and(|end| ["cmd", "bat"].iter().any(|known| end == *known));
    by_name || interpreter_line(program).is_some()
}

/// The line of a program that names its interpreter, if it has one.
pub fn interpreter_line(program: &Path) -> Option<String> {
    let mut first = [0; 128];
    let read = std::fs::File::open(program).and_then(|mut file| std::io::Read::read(&mut file, &mut first)).ok()?;
    let text = String::from_utf8_lossy(&first[..read]);
    text.strip_prefix("#!").map(|rest| rest.lines().next().unwrap_or_default().to_owned())
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
