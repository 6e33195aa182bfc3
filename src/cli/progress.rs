//! A word on standard error when a run takes long and a person watches; nothing when it is piped.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

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
