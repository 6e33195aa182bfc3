//! From texts to a workspace, without disk or processes.

use rayon::prelude::*;

use crate::claims;
use crate::config::{Config, PLACES};
use crate::diagnostic::{Allow, Place, Problem};
use crate::facts;
use crate::kinds::{Page, PageKind, orders_pages, standing};
use crate::model::{
    Answers, Check, Component, Drill, History, Inventory, Job, Ledger, Mistake, Questions, Reading, Repository, Run,
    Words, Workflow, with_overrides,
};
use crate::syntax::markdown::excess;
use crate::text::{EntryKind, FileId, Files, Presence, Span, Unreadable};

use super::memo::Memo;
use super::standing::leave_open;

/// What the readers found, before git was asked.
#[derive(Debug)]
pub struct Draft {
    files: Files,
    pages: Vec<Page>,
    facts: Inventory,
    claims: Inventory,
    workflows: Vec<Workflow>,
    components: Vec<Component>,
    checks: Vec<Check>,
    mistakes: Vec<Mistake>,
    runs: Vec<Run>,
    drills: Vec<Drill>,
    alert_pages: Vec<Words>,
    own_versions: Vec<Words>,
    allows: Vec<Allow>,
    problems: Vec<Problem>,
    config: Config,
    repository: Repository,
}

/// A repository, read and reconciled.
#[derive(Debug)]
pub struct Workspace {
    /// Every path, and the texts that were read.
    pub files: Files,
    /// The pages, in the order of their paths.
    pub pages: Vec<Page>,
    /// Every fact and claim with its verdict.
    pub ledger: Ledger,
    /// The workflows, in the order of their paths.
    pub workflows: Vec<Workflow>,
    /// The parts of the running system, in the order of their paths and places.
    pub components: Vec<Component>,
    /// The commands of pages that can be run, in the order of their places.
    pub checks: Vec<Check>,
    /// What is wrong with commands that were meant to be run.
    pub mistakes: Vec<Mistake>,
    /// The runs that were recorded.
    pub runs: Vec<Run>,
    /// The drills that were recorded.
    pub drills: Vec<Drill>,
    /// Where alerts lead whoever is woken by them, as written.
    pub alert_pages: Vec<Words>,
    /// The versions that manifests give what the repository publishes, as written.
    pub own_versions: Vec<Words>,
    /// The suppressions.
    pub allows: Vec<Allow>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Which repository this is.
    pub repository: Repository,
    /// What git told.
    pub answers: Answers,
    /// The project's configuration.
    pub config: Config,
    /// The day on which dates are judged, as `2024-03-09`.
    pub today: String,
    /// What was found out of all this already.
    pub memo: Memo,
}

/// Files above this many bytes are read one by one.
const LARGE: usize = 128 * 1024;

/// A page with what it claims.
type PageReading = (Page, Reading);

impl Draft {
    /// The files whose text the readers want.
    pub fn wanted(files: &Files, config: &Config) -> Vec<FileId> {
        files.iter().filter(|(_, entry)| entry.is_text_file() && wants(&entry.path, config)).map(|(id, _)| id).collect()
    }

    /// Reads every text once, each by the readers that know it.
    pub fn read(files: Files, config: Config, repository: Repository, mut problems: Vec<Problem>) -> Self {
        let wanted = Self::wanted(&files, &config);
        let context = claims::Context::new(&files, &repository, &config);
        let read_one = |id: FileId| {
            let source = files.whole(id)?;
            let path = files.path(id);
            let mut facts = facts::read(source, path);
            let is_page = standing(path, &config).is_page();
            let excess = if is_page { excess(source.text) } else { None };
            facts.problems.extend(excess.map(|at| {
                Problem::at(Span::new(id, at, at), "this page is too much to be read from here on, so none of it is")
            }));
            let claims = (is_page && excess.is_none()).then(|| claims::read(source, path, &context));
            Some((id, facts, claims))
        };
        // The trees of large files are large: there is one at a time, however many could be read at once.
        let is_large = |id: &FileId| files.text(*id).is_some_and(|text| text.len() > LARGE);
        let (large, small): (Vec<FileId>, Vec<FileId>) = wanted.into_iter().partition(is_large);
        let mut read: Vec<(FileId, Reading, Option<PageReading>)> =
            small.into_par_iter().filter_map(read_one).collect();
        read.extend(large.into_iter().filter_map(read_one));
        read.sort_unstable_by_key(|(id, ..)| *id);
        let (mut facts, mut claims, mut pages, mut allows) = (Vec::new(), Inventory::default(), Vec::new(), Vec::new());
        let (mut workflows, mut components, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut checks, mut mistakes, mut drills) = (Vec::new(), Vec::new(), Vec::new());
        let (mut alert_pages, mut own_versions) = (Vec::new(), Vec::new());
        for (file, mut fact, page) in read {
            workflows.extend(fact.workflow.take());
            components.append(&mut fact.components);
            runs.append(&mut fact.runs);
            drills.append(&mut fact.drills);
            alert_pages.append(&mut fact.alert_pages);
            own_versions.append(&mut fact.own_versions);
            allows.append(&mut fact.allows);
            problems.append(&mut fact.problems);
            facts.push((file, fact));
            if let Some((page, reading)) = page {
                claims.absorb(reading.says);
                checks.extend(reading.checks);
                mistakes.extend(reading.mistakes);
                allows.extend(reading.allows);
                problems.extend(reading.problems);
                pages.push(page);
            }
        }
        problems.extend(unreadable(&files, &config));
        problems.extend(unread_configuration(&files, &config));
        let facts = facts::resolve(facts, &workflows, &files);
        let components = with_overrides(components);
        Self {
            files,
            pages,
            facts,
            claims,
            workflows,
            components,
            checks,
            mistakes,
            runs,
            drills,
            alert_pages,
            own_versions,
            allows,
            problems,
            config,
            repository,
        }
    }

    /// What only git or the text of all files can answer.
    pub fn questions(&self) -> Questions {
        let mut questions = claims::questions(&self.claims, &self.files);
        let called = self.workflows.iter().flat_map(|workflow| workflow.jobs.iter().flat_map(Job::calls));
        questions.paths.extend(called.map(|(path, _)| path).filter(|path| !self.files.exists(path)));
        questions.paths.extend(dangling(&self.files, &self.config).map(|(_, target)| target));
        for page in self.pages.iter().filter(|page| page.is_typed()) {
            questions.tags |= page.kind == Some(PageKind::Release);
            let has = |key: &str| page.front_word(key).is_some();
            if page.kind == Some(PageKind::Maintenance) || has("drill_every") || has("review_every") && !has("reviewed")
            {
                questions.pages.insert(page.path.clone());
            }
            if let Some(day) = page.front_word("reviewed") {
                questions.reviewed.insert(page.path.clone(), day.to_owned());
            }
            if let Some(covers) = page.covers() {
                let paths = self.files.iter().map(|(_, entry)| entry.path.to_string());
                questions.covered.insert(page.path.clone(), paths.filter(|path| covers.has(path)).collect());
            }
        }
        questions
    }

    /// The configuration that decided what was read.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The files, to be asked whether a path exists.
    pub fn files(&self) -> &Files {
        &self.files
    }
}

impl Workspace {
    /// Pairs facts and claims.
    pub fn new(draft: Draft, answers: Answers, today: String) -> Self {
        let Draft {
            files,
            pages,
            facts,
            claims,
            workflows,
            components,
            checks,
            mistakes,
            runs,
            drills,
            alert_pages,
            own_versions,
            allows,
            mut problems,
            config,
            repository,
        } = draft;
        // What is made before anybody reads it is not in the repository, and git ignores it.
        let dangling = dangling(&files, &config).filter(|(_, target)| !answers.ignored.contains(target));
        problems.extend(dangling.map(|(link, target)| Problem {
            place: link.into(),
            message: format!("this symbolic link leads to {target}, which does not exist"),
        }));
        let ledger = Ledger::new(facts, claims, &files, &answers);
        let mut workspace = Self {
            files,
            pages,
            ledger,
            workflows,
            components,
            checks,
            mistakes,
            runs,
            drills,
            alert_pages,
            own_versions,
            allows,
            problems,
            repository,
            answers,
            config,
            today,
            memo: Memo::default(),
        };
        leave_open(&mut workspace);
        workspace
    }

    /// The page of a file.
    pub fn page(&self, file: FileId) -> Option<&Page> {
        self.pages.binary_search_by_key(&file, |page| page.file).ok().map(|at| &self.pages[at])
    }

    /// The words at a span.
    pub fn words(&self, span: Span) -> &str {
        self.files.words(span)
    }

    /// Whether the history could be read to its beginning.
    pub fn history_is_whole(&self) -> bool {
        self.answers.history == History::Whole
    }
}

/// The path of a place, if it has one.
pub fn path_of<'a>(ws: &'a Workspace, place: &'a Place) -> Option<&'a str> {
    match place {
        Place::Span(span) => Some(ws.files.path(span.file)),
        Place::File(file) => Some(ws.files.path(*file)),
        Place::Path(path) => Some(path),
        Place::Commit(_) => None,
    }
}

/// The symbolic links that readers want and that lead to nothing, with the path to which they lead.
fn dangling<'a>(files: &'a Files, config: &'a Config) -> impl Iterator<Item = (FileId, String)> + 'a {
    let links = files.iter().filter(|(_, entry)| entry.kind == EntryKind::Symlink && wants(&entry.path, config));
    links.filter_map(|(id, entry)| match files.presence(&entry.path) {
        Presence::Absent(target) => Some((id, target)),
        _ => None,
    })
}

/// Configuration at one of the usual places that has no effect, since another counts or it is no file.
fn unread_configuration(files: &Files, config: &Config) -> Vec<Problem> {
    let problem = |place: &str| {
        let message = match (files.find(place).map(|id| files.entry(id).kind), config.file.as_deref()) {
            (None, _) if files.is_folder(place) => "this is a folder, and the configuration is a file".to_owned(),
            (Some(_), Some(own)) if own == PLACES[0] && own != place => {
                format!("this file has no effect, since {own} is read; move its settings there and remove it")
            }
            (Some(EntryKind::Symlink), None) => {
                "the configuration is not read through a symbolic link; put the file itself here".to_owned()
            }
            // It is read, or another was asked for, or that nobody can read it is told of any file.
            _ => return None,
        };
        Some(Problem { place: files.find(place).map_or_else(|| Place::Path(place.to_owned()), Place::File), message })
    };
    PLACES.iter().filter_map(|place| problem(place)).collect()
}

/// Whether some reader wants the text of a path.
pub(super) fn wants(path: &str, config: &Config) -> bool {
    // The scripts that we wrote are held against what they would be now.
    let is_known = || facts::reads(path) || orders_pages(path) || path.starts_with("scripts/devops/");
    standing(path, config).is_page() || is_known()
}

/// Files that a reader wanted and whose bytes are no text, or that nobody can reach.
fn unreadable(files: &Files, config: &Config) -> Vec<Problem> {
    let why = |id: FileId| match files.unreadable(id) {
        Some(Unreadable::Io(why)) => Some(format!("this file cannot be read: {why}")),
        Some(Unreadable::TooLarge(bytes)) => {
            Some(format!("this file has {} MB, and files above 16 MB are not read", bytes / 1_000_000))
        }
        Some(Unreadable::Binary(why)) => Some(format!("this file has {why}")),
        Some(Unreadable::Encrypted) | None => None,
    };
    let mut problems = Vec::new();
    for (id, entry) in files.iter() {
        let is_circle = || entry.kind == EntryKind::Symlink && files.presence(&entry.path) == Presence::Circle;
        if is_circle() && wants(&entry.path, config) {
            problems.push(Problem { place: id.into(), message: "this symbolic link leads in a circle".to_owned() });
        }
        if let Some(message) = why(id) {
            problems.push(Problem { place: id.into(), message });
        }
        if let Some(at) = files.invalid_at(id) {
            let span = Span::new(id, at, at + 1);
            problems.push(Problem::at(span, "this byte is not UTF-8; it is read as a question mark"));
        }
    }
    problems
}
