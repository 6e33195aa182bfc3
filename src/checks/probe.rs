//! Asks programs for their versions and services whether they are well, confined like any check that only reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::borrowed::{Borrowed, Objection, loaded};
use super::run::{Helper, Order, Report, Turn, find_program, real};
use super::surroundings::Surroundings;
use crate::snippets::{Reach, infer, is_known};

/// What a probe may take, in milliseconds: the first start of a virtual machine is slow.
const LIMIT: u64 = 15_000;

/// Something to ask.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// The program and what it is told; none if nobody knows how to ask.
    pub words: Vec<String>,
    /// Whether it gets the network.
    pub net: bool,
}

/// This machine, as far as probes see it.
pub struct Machine {
    surroundings: Surroundings,
    root: PathBuf,
    borrowed: Borrowed,
}

impl Machine {
    /// The machine that has these variables and folders of programs.
    pub fn new(root: &Path, variables: &BTreeMap<String, String>, path: Vec<PathBuf>) -> Self {
        let surroundings = Surroundings::new(vec![root.to_path_buf()], variables, path);
        Self { surroundings, root: root.to_path_buf(), borrowed: Borrowed::at_root(root) }
    }

    /// Where a program is.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        find_program(program, &self.surroundings.path)
    }

    /// Runs probes side by side; none where the program is not there.
    pub fn ask(&self, probes: &[Probe], helper: &Path, jobs: usize) -> Vec<Option<Report>> {
        let answers: Vec<Mutex<Option<Report>>> = probes.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..jobs.clamp(1, probes.len().max(1)) {
                scope.spawn(|| {
                    let mut helper = Helper::new(helper.to_path_buf());
                    while let Some((probe, answer)) = {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        probes.get(at).zip(answers.get(at))
                    } {
                        let report = self.order(probe).map(|order| helper.run(&order));
                        *answer.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = report;
                    }
                });
            }
        });
        answers
            .into_iter()
            .map(|answer| answer.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
            .collect()
    }

    /// Why the command of a page does more than look on this machine; none if it does not.
    pub fn objection(&self, probe: &Probe) -> Option<String> {
        let [_, option, command] = probe.words.as_slice() else { return None };
        let judged = (option == "-c").then(|| infer(command, "sh", false))?;
        if judged.questions.may_leave {
            return Some("it may leave its folder, for one whose files decide what runs".to_owned());
        }
        self.borrowed.objection(command, &judged, &self.surroundings.path).map(Objection::why)
    }

    /// Whether what is asked may read what it finds, before it answers: a file of the repository says so, or nobody knows
    /// it. What stands behind a version manager answers by the repository only.
    fn may_read_first(&self, probe: &Probe, program: &str, path: &Path) -> bool {
        let is_of_a_page = probe.words.get(1).is_some_and(|word| word == "-c");
        let is_unknown =
            !is_of_a_page && !is_known(program) && !path.parent().is_some_and(|folder| folder.ends_with("shims"));
        self.objection(probe).is_some()
            || self.borrowed.place_of(program, &self.surroundings.path).is_some()
            || is_unknown
    }

    fn order(&self, probe: &Probe) -> Option<Order> {
        let (program, arguments) = probe.words.split_first()?;
        let found = self.find(program)?;
        // In an empty folder a program finds no file by which the repository would take its place.
        let apart = self.may_read_first(probe, program, &found);
        let local = probe.net && asks_a_daemon_alone(probe, &self.surroundings.path);
        let confinement = self.surroundings.confinement(probe.net, local, false);
        Some(Order {
            program: found,
            arguments: arguments.to_vec(),
            environment: self.surroundings.environment("local", false),
            folder: (!apart).then(|| self.root.clone()),
            turns: vec![Turn { marks: 1, limit: LIMIT }],
            mark: None,
            merged: false,
            confinement: Some(if apart { confinement.without(&real(&self.root)) } else { confinement }),
        })
    }
}

/// Whether what a page asks is a daemon of this machine, beside nothing that may run what lies around it.
fn asks_a_daemon_alone(probe: &Probe, folders: &[PathBuf]) -> bool {
    let [_, option, command] = probe.words.as_slice() else { return false };
    let judged = infer(command, "sh", false);
    let is_alone = || judged.settles.is_none() && loaded(command, folders).is_none();
    option == "-c" && judged.reach == Reach::Daemon && is_alone()
}
