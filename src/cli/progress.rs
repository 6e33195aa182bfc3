//! What a person who watches is told on standard error while a run takes long; nothing when it is piped.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long one waits in silence.
const PATIENCE: Duration = Duration::from_millis(1500);

/// A word that appears after a while and is gone when this is dropped.
pub(super) struct Progress {
    done: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Says `words` after a while, on a terminal.
    pub fn saying(words: &'static str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { done: None };
        }
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || {
            if receiver.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let mut stderr = std::io::stderr();
                drop(write!(stderr, "{words} …").and_then(|()| stderr.flush()));
                // It ends when the other side is dropped.
                let _: Result<(), _> = receiver.recv();
                drop(write!(stderr, "\r\u{1b}[K").and_then(|()| stderr.flush()));
            }
        });
        Self { done: Some((sender, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.done.take() {
            drop(sender);
            drop(thread.join());
        }
    }
}

/// One line that says what runs and since when. It is rewritten each second, and gone when this is dropped.
pub(super) struct Live {
    line: Arc<Mutex<Line>>,
    done: Option<(Sender<()>, JoinHandle<()>)>,
}

/// How often the line is rewritten.
const BEAT: Duration = Duration::from_secs(1);

/// The most letters of the line: it must not go on in a second one, which nothing would take away again.
const WIDTH: usize = 60;

#[derive(Default)]
struct Line {
    /// What runs: the page and line, the name, and since when; the longest first.
    running: Vec<(String, usize, String, Instant)>,
    is_shown: bool,
}

impl Live {
    /// A line if somebody watches, else one that is never shown.
    pub fn new(watched: bool) -> Self {
        let line = Arc::new(Mutex::new(Line::default()));
        let shared = Arc::clone(&line);
        let done = watched.then(|| {
            let (sender, receiver) = channel();
            let show = move || {
                while receiver.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                    lock(&shared).show();
                }
                lock(&shared).clear();
            };
            (sender, std::thread::spawn(show))
        });
        Self { line, done }
    }

    /// Something begins to run, at a page and line.
    pub fn begins(&self, (page, number): (&str, usize), name: &str) {
        lock(&self.line).running.push((page.to_owned(), number, name.to_owned(), Instant::now()));
    }

    /// It has ended, which `print` tells; no other line stands in between.
    pub fn ends(&self, place: (&str, usize), print: impl FnOnce()) {
        let mut line = lock(&self.line);
        line.running.retain(|(page, number, ..)| (page.as_str(), *number) != place);
        let was_shown = line.is_shown;
        line.clear();
        print();
        if was_shown {
            line.show();
        }
    }
}

fn lock(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Line {
    fn show(&mut self) {
        let Some((_, _, name, since)) = self.running.first() else { return self.clear() };
        let others = match self.running.len() {
            1 => String::new(),
            all => format!(", and {} more", all - 1),
        };
        let name: String = name.chars().take(WIDTH / 2).collect();
        let words = format!("running {name}, {} s{others} …", since.elapsed().as_secs());
        let words: String = words.chars().take(WIDTH).collect();
        let mut stderr = std::io::stderr();
        drop(write!(stderr, "\r{words}\u{1b}[K").and_then(|()| stderr.flush()));
        self.is_shown = true;
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let mut stderr = std::io::stderr();
            drop(write!(stderr, "\r\u{1b}[K").and_then(|()| stderr.flush()));
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.done.take() {
            drop(sender);
            drop(thread.join());
        }
    }
}
