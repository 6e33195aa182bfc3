//! The inside of a helper: one order after the other, until its master is gone.

use std::io::{BufRead, PipeReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::room::{Room, Started, Starter};
use super::{MOST_OUTPUT, Order, Report, Turn};

/// How long what was asked to end may take to do so.
const MERCY: Duration = Duration::from_secs(2);
/// How long what the command left behind may go on, so that a pipe's last reader can finish.
const GRACE: Duration = Duration::from_millis(100);
/// How long an output is waited for once nothing is left that could write.
const DRAIN: Duration = Duration::from_secs(1);
/// How long killing may take.
const KILLING: Duration = Duration::from_secs(15);

/// What a helper learns while it waits.
enum Event {
    /// A line of its master.
    Order(String),
    /// Its master is gone.
    Gone,
    /// The command has ended; the status as shells have it.
    Ended(i32),
    /// Nothing is left of it.
    NoneLeft,
    /// One step of the command has ended, of several.
    Marked,
    /// A stream has ended.
    Drained,
}

/// Takes orders, one a line, until there are no more.
pub fn serve(orders: impl BufRead + Send + 'static, reports: &mut impl Write) {
    prepare();
    let (sender, events) = channel();
    let from_master = sender.clone();
    std::thread::spawn(move || {
        for line in orders.lines().map_while(Result::ok) {
            if from_master.send(Event::Order(line)).is_err() {
                return;
            }
        }
        drop(from_master.send(Event::Gone));
    });
    let mut room = None;
    while let Ok(Event::Order(line)) = events.recv() {
        let report = match serde_json::from_str(&line) {
            Ok(order) => run(order, &mut room, &sender, &events),
            Err(error) => Some(Report::failed(format!("an order that is none: {error}"))),
        };
        let Some(report) = report else { return };
        let is_spent = report.spent;
        let line = serde_json::to_string(&report).expect("a report is always JSON");
        if writeln!(reports, "{line}").and_then(|()| reports.flush()).is_err() {
            return;
        }
        if is_spent {
            return;
        }
    }
}

/// Leaves the terminal, adopts what its commands leave behind, and limits what they may use.
#[cfg(unix)]
fn prepare() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Without a terminal of its own, no command of it finds one.
    let _ = rustix::process::setsid();
    super::hide();
    // What whoever started this program had open is none of a command's business.
    close_fds::set_fds_cloexec_threadsafe(3, &[]);
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
    let limit = |resource, most| {
        let most = Some(rustix::process::getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most)));
        let _ = setrlimit(resource, Rlimit { current: most, maximum: most });
    };
    limit(Resource::Core, 0);
    limit(Resource::Fsize, 256 << 20);
    // The limit counts all processes of the user, so it stands above those that are there.
    let running = std::fs::read_to_string("/proc/loadavg")
        .ok()
        .and_then(|line| line.split_whitespace().nth(3)?.split_once('/')?.1.parse::<u64>().ok());
    if let Some(running) = running {
        limit(Resource::Nproc, running + 1024);
    }
}

#[cfg(not(unix))]
fn prepare() {}

/// Runs one order; nothing if its master went away meanwhile.
fn run(mut order: Order, room: &mut Option<Room>, sender: &Sender<Event>, events: &Receiver<Event>) -> Option<Report> {
    let started = Instant::now();
    let mut own = match room.take().map_or_else(Room::new, Ok) {
        Ok(own) => own,
        Err(why) => return Some(Report::failed(why)),
    };
    let folder = order.folder.clone().unwrap_or_else(|| own.folder().to_path_buf());
    order.environment.insert("TMPDIR".to_owned(), own.folder().to_string_lossy().into_owned());
    let confinement = order.confinement.take();
    let is_confined = confinement.is_some();
    let mut streams = Vec::new();
    let started_it = command(&order, &folder, &mut streams).and_then(|command| own.start(command, confinement));
    let Started { child, sandbox, starter } = match started_it {
        Ok(started) => started,
        Err(why) => return Some(Report::failed(why)),
    };
    // Only the first stream carries what ends a turn.
    let marks = std::iter::once(order.mark.clone()).chain(std::iter::repeat(None));
    let kept: Vec<Kept> =
        streams.into_iter().zip(marks).map(|(stream, mark)| Kept::read(stream, mark, sender.clone())).collect();
    let watched = Watched::new(child, starter, sender.clone());
    let ended = wait(&watched, events, &order.turns, kept.len())?;
    let mut report = Report {
        exit: ended.status,
        timed_out: ended.timed_out,
        left: ended.left,
        duration: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        sandbox,
        spent: ended.survivors || ended.open > 0,
        error: ended.survivors.then(|| "some of its processes could not be ended".to_owned()),
        ..Report::default()
    };
    let mut texts = kept.into_iter().map(Kept::take);
    for text in [&mut report.stdout, &mut report.stderr] {
        if let Some((words, truncated)) = texts.next() {
            *text = words;
            report.truncated |= truncated;
        }
    }
    // What was not confined may have put anything in the place of the folder.
    if is_confined && !report.spent && own.empty() {
        *room = Some(own);
    }
    Some(report)
}

/// The command of an order, with the streams that it writes to.
fn command(order: &Order, folder: &std::path::Path, streams: &mut Vec<PipeReader>) -> Result<Command, String> {
    let told = |error: std::io::Error| error.to_string();
    let mut command = Command::new(&order.program);
    command.args(&order.arguments).env_clear().envs(&order.environment).current_dir(folder).stdin(Stdio::null());
    let (reader, writer) = std::io::pipe().map_err(told)?;
    streams.push(reader);
    if order.merged {
        command.stderr(writer.try_clone().map_err(told)?);
    } else {
        let (reader, writer) = std::io::pipe().map_err(told)?;
        streams.push(reader);
        command.stderr(writer);
    }
    command.stdout(writer);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

/// What is kept of a stream while it comes in.
struct Kept {
    bytes: Arc<Mutex<(Vec<u8>, bool)>>,
}

impl Kept {
    fn read(mut stream: PipeReader, mark: Option<String>, sender: Sender<Event>) -> Self {
        let bytes = Arc::new(Mutex::new((Vec::new(), false)));
        let shared = Arc::clone(&bytes);
        std::thread::spawn(move || {
            let mut chunk = vec![0; 64 << 10];
            let mut marks = mark.map(Marks::new);
            // What is not kept is read all the same, so that the writer is not held up.
            while let Ok(count @ 1..) = stream.read(&mut chunk) {
                let Ok(mut kept) = shared.lock() else { break };
                let room = MOST_OUTPUT - kept.0.len();
                kept.0.extend_from_slice(&chunk[..count.min(room)]);
                kept.1 |= count > room;
                drop(kept);
                let seen = marks.as_mut().map_or(0, |marks| marks.count(&chunk[..count]));
                (0..seen).for_each(|_| drop(sender.send(Event::Marked)));
            }
            drop(sender.send(Event::Drained));
        });
        Self { bytes }
    }

    /// What came, and whether there was more.
    fn take(self) -> (String, bool) {
        let mut kept = self.bytes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (bytes, truncated) = std::mem::take(&mut *kept);
        (String::from_utf8_lossy(&bytes).into_owned(), truncated)
    }
}

/// Counts marks in a stream that comes in pieces.
struct Marks {
    mark: Vec<u8>,
    /// The end of the piece before, in which a mark may have begun.
    before: Vec<u8>,
}

impl Marks {
    fn new(mark: String) -> Self {
        Self { mark: mark.into_bytes(), before: Vec::new() }
    }

    fn count(&mut self, piece: &[u8]) -> usize {
        self.before.extend_from_slice(piece);
        let (mut count, mut seen) = (0, 0);
        for at in memchr::memmem::find_iter(&self.before, &self.mark) {
            (count, seen) = (count + 1, at + self.mark.len());
        }
        let keep = (self.before.len() - seen).min(self.mark.len() - 1);
        self.before.drain(..self.before.len() - keep);
        count
    }
}

/// How a command ended.
struct Ended {
    status: Option<i32>,
    timed_out: bool,
    left: usize,
    survivors: bool,
    /// How many streams are still open.
    open: usize,
}

/// What is done to a command at the moment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Running,
    /// It has ended, what it started has not.
    Grace,
    /// All was asked to end.
    Mercy,
    Killing,
    /// Nothing is left; its output may be on its way.
    Drain,
}

/// Waits until nothing is left of a command; nothing if its master went away, after which all is killed.
fn wait(watched: &Watched, events: &Receiver<Event>, turns: &[Turn], streams: usize) -> Option<Ended> {
    let mut ended = Ended { status: None, timed_out: false, left: 0, survivors: false, open: streams };
    let mut turns = turns.iter().copied();
    let limit = |turn: Option<Turn>| Instant::now() + Duration::from_millis(turn.map_or(0, |turn| turn.limit));
    let mut turn = turns.next();
    let (mut phase, mut until) = (Phase::Running, limit(turn));
    let mut give_up = None;
    let mut gone = false;
    loop {
        let patience = until.saturating_duration_since(Instant::now());
        let event = events.recv_timeout(patience);
        match event {
            Ok(Event::Ended(status)) => {
                ended.status = Some(status);
                if phase == Phase::Running {
                    (phase, until) = (Phase::Grace, Instant::now() + GRACE);
                }
            }
            Ok(Event::NoneLeft) => (phase, until) = (Phase::Drain, Instant::now() + DRAIN),
            Ok(Event::Marked) => {
                let left = turn.as_mut().map_or(0, |turn| {
                    turn.marks = turn.marks.saturating_sub(1);
                    turn.marks
                });
                if left == 0
                    && let Some(next) = turns.next()
                {
                    turn = Some(next);
                    if phase == Phase::Running {
                        until = limit(turn);
                    }
                }
            }
            Ok(Event::Drained) => ended.open -= 1,
            Ok(Event::Gone) | Err(RecvTimeoutError::Disconnected) => {
                gone = true;
                watched.kill();
                (phase, until) = (Phase::Killing, Instant::now() + Duration::from_millis(5));
            }
            // A master gives one order at a time.
            Ok(Event::Order(_)) => {}
            Err(RecvTimeoutError::Timeout) => match phase {
                Phase::Running | Phase::Grace => {
                    ended.timed_out = phase == Phase::Running;
                    let count = watched.ask_to_end();
                    ended.left = if ended.timed_out { 0 } else { count };
                    (phase, until) = (Phase::Mercy, Instant::now() + MERCY);
                }
                Phase::Mercy | Phase::Killing => {
                    let last = *give_up.get_or_insert_with(|| Instant::now() + KILLING);
                    if Instant::now() > last {
                        ended.survivors = true;
                        return (!gone).then_some(ended);
                    }
                    watched.kill();
                    (phase, until) = (Phase::Killing, Instant::now() + Duration::from_millis(20));
                }
                Phase::Drain => return (!gone).then_some(ended),
            },
        }
        if phase == Phase::Drain && ended.open == 0 {
            return (!gone).then_some(ended);
        }
    }
}

/// A command and all that it starts.
#[cfg(unix)]
struct Watched {
    main: rustix::process::Pid,
    starter: Option<Rc<Starter>>,
}

#[cfg(unix)]
impl Watched {
    /// Tells when it ends, and when nothing of it is left.
    #[expect(clippy::needless_pass_by_value, reason = "where there are no process groups, its own thread waits for it")]
    fn new(child: Child, starter: Option<Rc<Starter>>, sender: Sender<Event>) -> Self {
        use rustix::process::{WaitOptions, wait};
        let main = rustix::process::Pid::from_child(&child);
        std::thread::spawn(move || {
            loop {
                match wait(WaitOptions::empty()) {
                    Ok(Some((pid, status))) if pid == main => {
                        let signal = status.terminating_signal().map(|signal| 128 + signal);
                        let code = status.exit_status().or(signal).unwrap_or(-1);
                        drop(sender.send(Event::Ended(code)));
                    }
                    Ok(_) | Err(rustix::io::Errno::INTR) => {}
                    Err(_) => break,
                }
            }
            drop(sender.send(Event::NoneLeft));
        });
        Self { main, starter }
    }

    fn ask_to_end(&self) -> usize {
        super::tree::signal(self.main, rustix::process::Signal::TERM)
    }

    fn kill(&self) {
        self.starter.iter().for_each(|starter| starter.end_all());
        super::tree::kill(self.main);
    }
}

/// Elsewhere the system's own program ends a command with all that it has started.
#[cfg(not(unix))]
struct Watched {
    main: u32,
}

#[cfg(not(unix))]
impl Watched {
    fn new(mut child: Child, _: Option<Rc<Starter>>, sender: Sender<Event>) -> Self {
        let main = child.id();
        std::thread::spawn(move || {
            let code = child.wait().ok().and_then(|status| status.code()).unwrap_or(-1);
            drop(sender.send(Event::Ended(code)));
            drop(sender.send(Event::NoneLeft));
        });
        Self { main }
    }

    fn ask_to_end(&self) -> usize {
        self.kill();
        0
    }

    fn kill(&self) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &self.main.to_string()]);
        drop(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status());
    }
}
