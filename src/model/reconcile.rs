//! How one statement is held against the other side: the one place that decides whether a claim is true.

use std::collections::HashMap;

use super::name::{Kind, Name};
use super::path::{Naming, RepoPath, join, parent};
use super::questions::{Answers, Receipt};
use super::statement::{Absence, Answer, Said, Statement, Term};
use crate::text::{EntryKind, FileId, Files, Presence};

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The other side agrees.
    Holds,
    /// The other side proves it wrong.
    Broken(Drift),
    /// Nobody can tell.
    Unjudged(Reason),
}

/// How the two sides disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// Both speak and differ; the indices of the other side's statements.
    Differs(Vec<usize>),
    /// The other side has a whole list, and it is not there; the index of the list.
    Absent(usize),
    /// It was there once.
    Gone(Receipt),
}

/// Why nobody can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The other side does not speak of it.
    NotStated,
    /// No list is whole.
    NoListing,
    /// It is not there, and nothing shows that it ever was.
    NoReceipt,
    /// What the other side says decides nothing.
    Irrelevant,
    /// Something of that name is in another folder.
    Elsewhere,
    /// Some file says the word, where no reader understands it.
    Mentioned,
    /// Git ignores it: people or builds make it.
    Ignored,
    /// It lies in another repository.
    Submodule,
    /// It lies behind a symbolic link that leaves the repository.
    Outside,
    /// The page may speak to people who work elsewhere.
    Addressee,
    /// What would decide it could not be read.
    Gap(&'static str),
}

impl Reason {
    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotStated => "the repository does not state it",
            Self::NoListing => "the repository has no whole list of such things there",
            Self::NoReceipt => "it does not exist, and the history shows none that the page can mean",
            Self::Irrelevant => "what the repository states decides nothing about it",
            Self::Elsewhere => "it exists in another folder",
            Self::Mentioned => "some file says the name, in a way that is not understood",
            Self::Ignored => "git ignores it",
            Self::Submodule => "it is in a submodule, which is another repository",
            Self::Outside => "it is behind a symbolic link that leaves the repository",
            Self::Addressee => "the page does not show that it is for people who work on or operate what is here",
            Self::Gap(why) => why,
        }
    }
}

/// What is stated of a subject at one folder.
pub(super) enum Stated {
    Agrees,
    Differs(Vec<usize>),
    Silent,
}

/// One side, asked about exactly one folder at a time.
pub(super) trait Side<T: Term> {
    fn stated(&self, folder: &str, value: &T) -> Option<Stated>;
    fn listing(&self, folder: &str, value: &T) -> Option<usize>;
    fn gap(&self, folder: &str, value: &T) -> Option<Reason>;
    fn receipt(&self, said: &Statement<T>) -> Option<Receipt>;
    fn elsewhere(&self, said: &Statement<T>) -> Option<Reason>;
    fn everywhere(&self, value: &T) -> Option<Stated>;
    fn is_sure(&self, value: &T, differing: &[usize]) -> bool;
}

/// Holds one statement against the other side: the nearest folder that decides, decides.
pub(super) fn judge<T: Term>(said: &Statement<T>, side: &impl Side<T>) -> Verdict {
    let value = &said.value;
    let differs = |facts: Vec<usize>, gap: Option<Reason>| match gap.filter(|_| !side.is_sure(value, &facts)) {
        Some(gap) => Verdict::Unjudged(gap),
        None => Verdict::Broken(Drift::Differs(facts)),
    };
    let mut gap = None;
    let mut silent = false;
    let mut of_documentation = None;
    for folder in said.scope.outward() {
        gap = gap.or_else(|| side.gap(folder, value));
        match side.stated(folder, value) {
            Some(Stated::Agrees) => return Verdict::Holds,
            // What builds the documentation is pinned beside it, and pages there speak of the whole project.
            Some(Stated::Differs(_)) if is_of_documentation(folder) && agrees_somewhere(said, side) => {
                return Verdict::Unjudged(Reason::Elsewhere);
            }
            // "20 or later" beside a package that demands just that is told of this package.
            Some(Stated::Differs(_))
                if *folder != *said.scope.folder && value.may_be_of_a_part() && agrees_somewhere(said, side) =>
            {
                return Verdict::Unjudged(Reason::Elsewhere);
            }
            Some(Stated::Differs(facts)) => {
                // What only the documentation is built with stands back behind what the project states.
                let is_outer = folder.is_empty() || said.scope.fixed || !is_of_documentation(folder);
                if is_outer {
                    return differs(facts, gap);
                }
                of_documentation.get_or_insert((facts, gap));
            }
            Some(Stated::Silent) => silent = true,
            None => {}
        }
    }
    if let Some((facts, gap)) = of_documentation {
        return differs(facts, gap);
    }
    if silent {
        return Verdict::Unjudged(Reason::Irrelevant);
    }
    if value.may_look_everywhere(&said.scope) && gap.is_none() && !said.scope.fixed {
        match side.everywhere(value) {
            Some(Stated::Differs(facts)) => return Verdict::Broken(Drift::Differs(facts)),
            Some(Stated::Agrees) => return Verdict::Holds,
            Some(Stated::Silent) | None => {}
        }
    }
    let absence = value.absence(said.evidence);
    if absence == Absence::Nothing {
        return Verdict::Unjudged(Reason::NotStated);
    }
    if let Some(why) = side.elsewhere(said) {
        return Verdict::Unjudged(why);
    }
    if let Some(gap) = gap {
        return Verdict::Unjudged(gap);
    }
    if let Some(receipt) = side.receipt(said) {
        return Verdict::Broken(Drift::Gone(receipt));
    }
    if absence == Absence::NeedsReceipt {
        return Verdict::Unjudged(Reason::NoReceipt);
    }
    match said.scope.outward().find_map(|folder| side.listing(folder, value)) {
        Some(listing) => Verdict::Broken(Drift::Absent(listing)),
        None => Verdict::Unjudged(Reason::NoListing),
    }
}

/// Whether a folder, which is not the whole repository, holds documentation.
fn is_of_documentation(folder: &str) -> bool {
    folder.split('/').any(|step| matches!(step, "docs" | "doc" | "documentation" | "website" | "site" | "www"))
}

fn agrees_somewhere<T: Term>(said: &Statement<T>, side: &impl Side<T>) -> bool {
    !said.scope.fixed && matches!(side.everywhere(&said.value), Some(Stated::Agrees))
}

/// A [`Said`], looked up by folder and subject.
pub(super) struct Index<'a, T: Term> {
    said: &'a Said<T>,
    by_subject: HashMap<T::Subject, Vec<usize>>,
    by_domain: HashMap<T::Domain, Vec<usize>>,
    gaps: HashMap<T::Domain, Vec<usize>>,
    answers: &'a Answers,
}

impl<'a, T: Term> Index<'a, T> {
    pub fn of(said: &'a Said<T>, answers: &'a Answers) -> Self {
        let (mut by_subject, mut by_domain, mut gaps) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (at, statement) in said.statements.iter().enumerate() {
            by_subject.entry(statement.value.subject()).or_insert_with(Vec::new).push(at);
        }
        for (at, listing) in said.listings.iter().enumerate() {
            by_domain.entry(listing.domain.clone()).or_insert_with(Vec::new).push(at);
        }
        for (at, gap) in said.gaps.iter().enumerate() {
            gaps.entry(gap.domain.clone()).or_insert_with(Vec::new).push(at);
        }
        Self { said, by_subject, by_domain, gaps, answers }
    }

    fn about(&self, value: &T) -> &[usize] {
        self.by_subject.get(&value.subject()).map_or(&[], Vec::as_slice)
    }

    fn file_of(&self, statement: usize) -> FileId {
        self.said.statements[statement].span.file
    }

    fn weigh(&self, value: &T, statements: impl Iterator<Item = usize>) -> Option<Stated> {
        let (mut differing, mut compatible) = (Vec::new(), Vec::new());
        let mut any = false;
        for at in statements {
            any = true;
            match value.held_against(&self.said.statements[at].value) {
                Answer::Agrees => return Some(Stated::Agrees),
                Answer::Differs => differing.push(at),
                Answer::Compatible => compatible.push(self.file_of(at)),
                Answer::Silent => {}
            }
        }
        // A source that states several admits each of them.
        differing.retain(|at| !compatible.contains(&self.file_of(*at)));
        any.then_some(match () {
            () if !differing.is_empty() => Stated::Differs(differing),
            () if !compatible.is_empty() => Stated::Agrees,
            () => Stated::Silent,
        })
    }
}

impl<T: Term + Remembered> Side<T> for Index<'_, T> {
    fn stated(&self, folder: &str, value: &T) -> Option<Stated> {
        let here = |at: &usize| *self.said.statements[*at].scope.folder == *folder;
        self.weigh(value, self.about(value).iter().copied().filter(here))
    }

    fn listing(&self, folder: &str, value: &T) -> Option<usize> {
        let listings = self.by_domain.get(&value.domain())?;
        listings.iter().copied().find(|at| *self.said.listings[*at].scope.folder == *folder)
    }

    fn gap(&self, folder: &str, value: &T) -> Option<Reason> {
        let subject = value.subject();
        let gaps = self.gaps.get(&value.domain())?.iter().map(|at| &self.said.gaps[*at]);
        gaps.filter(|gap| *gap.scope.folder == *folder)
            .filter(|gap| gap.pattern.as_ref().is_none_or(|pattern| value.fits(pattern)))
            .find(|gap| gap.subject.as_ref().is_none_or(|about| *about == subject))
            .map(|gap| Reason::Gap(gap.why))
    }

    fn receipt(&self, said: &Statement<T>) -> Option<Receipt> {
        said.value.receipt(self.answers)
    }

    fn elsewhere(&self, said: &Statement<T>) -> Option<Reason> {
        let about = self.about(&said.value);
        if said.scope.fixed {
            return None;
        }
        // What a page of a knowledge base orders is run in its own folder, and that one says what it has.
        let is_listed_here = said.is_an_order() && self.listing(&said.scope.folder, &said.value).is_some();
        match () {
            () if !about.is_empty() && !is_listed_here => Some(Reason::Elsewhere),
            () => said.value.mentioned(self.answers).then_some(Reason::Mentioned),
        }
    }

    fn everywhere(&self, value: &T) -> Option<Stated> {
        self.weigh(value, self.about(value).iter().copied())
    }

    fn is_sure(&self, value: &T, differing: &[usize]) -> bool {
        differing.iter().any(|at| value.contradicts_for_sure(&self.said.statements[*at].value))
    }
}

/// What the text of the repository, and its past, know of a thing that no reader understands.
pub(super) trait Remembered {
    /// Whether some file speaks of it.
    fn mentioned(&self, _: &Answers) -> bool {
        false
    }

    /// The proof that it was here once.
    fn receipt(&self, _: &Answers) -> Option<Receipt> {
        None
    }
}

impl Remembered for super::version::ToolVersion {}
impl Remembered for super::property::Property {}
impl Remembered for Name {
    fn receipt(&self, answers: &Answers) -> Option<Receipt> {
        let receipt = answers.gone_names.get(&self.file()?)?;
        parent(&receipt.path).ends_with("management/commands").then(|| receipt.clone())
    }

    fn mentioned(&self, answers: &Answers) -> bool {
        let is_begun = || answers.prefixes.iter().any(|prefix| self.name.starts_with(prefix.as_str()));
        match self.kind {
            kind if !kind.is_asked_for() => false,
            // Nobody puts these together from parts, so a longer word is another name.
            Kind::Secret | Kind::Variable => answers.mentioned_whole.contains(&self.name),
            kind => {
                answers.mentioned.contains(&self.name)
                    || self.compositions().iter().any(|words| answers.mentioned.contains(words))
                    || kind == Kind::EnvVar && is_begun()
            }
        }
    }
}

/// The tree of files, with what git remembers: paths are asked for, never listed.
pub(super) struct Tree<'a> {
    pub files: &'a Files,
    pub answers: &'a Answers,
}

impl Tree<'_> {
    /// The template from which a build makes a page: `x.md.in` beside it, or the `SUMMARY.md.in` of the book it is in.
    fn template(&self, path: &str) -> Option<FileId> {
        let mut beside = ["in", "tmpl", "tpl", "j2", "jinja", "erb"].iter();
        let beside = beside.find_map(|ending| self.files.find(&format!("{path}.{ending}")));
        let mut folders = std::iter::successors(Some(parent(path)), |at| (!at.is_empty()).then(|| parent(at)));
        let of_the_book = |at: &str| self.files.find(&join(at, "SUMMARY.md.in")?);
        beside.or_else(|| folders.find_map(of_the_book).filter(|_| path.ends_with(".md")))
    }

    /// Whether git ignores a path, so that it may be there where the page is read. A link leads to the host, which has no
    /// file that is ignored by its own name and was removed.
    fn is_made_by_people(&self, value: &RepoPath, path: &str) -> bool {
        let is_dead = value.naming == Naming::Target
            && self.answers.ignored_by_name.contains(path)
            && self.answers.gone.contains_key(path);
        self.answers.ignored.contains(path) && !is_dead
    }

    /// Whether a path was removed before the page that names it was written, so that the page never meant it.
    fn was_gone_before(&self, receipt: &Receipt, said: &Statement<RepoPath>) -> bool {
        let born = self.answers.born.get(self.files.path(said.span.file));
        born.is_some_and(|born| !receipt.date.is_empty() && *born > receipt.date)
    }
}

impl Side<RepoPath> for Tree<'_> {
    fn stated(&self, folder: &str, value: &RepoPath) -> Option<Stated> {
        let path = join(folder, &value.path)?;
        (self.files.presence(&path) == Presence::Here).then_some(Stated::Agrees)
    }

    fn listing(&self, _: &str, value: &RepoPath) -> Option<usize> {
        matches!(value.naming, Naming::Target | Naming::Address | Naming::Program | Naming::Script).then_some(0)
    }

    fn gap(&self, folder: &str, value: &RepoPath) -> Option<Reason> {
        match self.files.presence(&join(folder, &value.path)?) {
            Presence::Closed(EntryKind::Submodule) => Some(Reason::Submodule),
            Presence::Closed(_) => Some(Reason::Outside),
            Presence::Absent(path) if self.is_made_by_people(value, &path) => Some(Reason::Ignored),
            Presence::Absent(path) => self.template(&path).map(|_| Reason::Gap("a build makes it from a template")),
            Presence::Here | Presence::Circle => None,
        }
    }

    fn receipt(&self, said: &Statement<RepoPath>) -> Option<Receipt> {
        let value = &said.value;
        let is_file_name = value.naming == Naming::Mention && !value.path.contains('/');
        let at = |folder: &str| self.answers.gone.get(&join(folder, &value.path)?);
        // A name alone is one beside the page, or at the root; folders between them have others of that name.
        let is_meant = |folder: &&str| !is_file_name || folder.is_empty() || *folder == &*said.scope.folder;
        // Two words may name a file of many sorts, of which a workflow is the one that pages name alone.
        let is_it = |receipt: &&Receipt| {
            receipt.path.starts_with(".github/workflows/") || value.path.matches(['-', '_']).count() >= 2
        };
        let is_mention = value.naming == Naming::Mention;
        let by_name = || self.answers.gone_names.get(&value.path).filter(|_| is_mention).filter(is_it);
        let receipt = said.scope.outward().filter(is_meant).find_map(at).or_else(by_name)?;
        let is_link = matches!(value.naming, Naming::Target | Naming::Address);
        (is_link || said.evidence.typed || !self.was_gone_before(receipt, said)).then(|| receipt.clone())
    }

    fn elsewhere(&self, said: &Statement<RepoPath>) -> Option<Reason> {
        match said.value.naming {
            Naming::Target | Naming::Address => None,
            Naming::Mention | Naming::Program | Naming::Script | Naming::Folder => {
                let tail = said.value.path.trim_start_matches("../");
                let was_here = || said.is_an_order() && self.receipt(said).is_some();
                let is_elsewhere = !said.scope.fixed && self.files.with_tail(tail).next().is_some() && !was_here();
                is_elsewhere.then_some(Reason::Elsewhere)
            }
        }
    }

    fn everywhere(&self, _: &RepoPath) -> Option<Stated> {
        None
    }

    fn is_sure(&self, _: &RepoPath, _: &[usize]) -> bool {
        true
    }
}
