//! What is said, where, how, and for which folder.

use std::fmt::Debug;
use std::hash::Hash;
use std::sync::Arc;

use crate::diagnostic::Place;
use crate::text::Span;

/// The folder that a fact speaks for, or a claim is read in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Scope {
    /// Relative to the root; the root is empty.
    pub folder: Arc<str>,
    /// The words fixed the folder (`cd api && …`), so no other one is meant.
    pub fixed: bool,
}

impl Scope {
    /// A folder, from which one looks outward.
    pub fn of(folder: &str) -> Self {
        Self { folder: folder.into(), fixed: false }
    }

    /// This folder and no other.
    pub fn only(folder: &str) -> Self {
        Self { folder: folder.into(), fixed: true }
    }

    /// The root of the repository.
    pub fn root() -> Self {
        Self::of("")
    }

    /// The folder and those around it, nearest first, the root last; only itself when it is fixed.
    pub fn outward(&self) -> impl Iterator<Item = &str> {
        let mut next = Some(&*self.folder);
        let fixed = self.fixed;
        std::iter::from_fn(move || {
            let now = next?;
            next = (!fixed && !now.is_empty()).then(|| now.rfind('/').map_or("", |at| &now[..at]));
            Some(now)
        })
    }
}

/// The way in which something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum How {
    /// In the words of a sentence.
    Prose,
    /// As inline code.
    Code,
    /// In a list item or heading that defines it.
    Definition,
    /// As the target of a link, an image or a badge.
    Link,
    /// As a command, in a fence or inline.
    Command,
    /// In the front matter of a page.
    FrontMatter,
    /// As a cell of a table.
    Table,
    /// In a source of the repository.
    Source,
}

/// How strongly something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Evidence {
    /// The way of speaking.
    pub how: How,
    /// On a page whose kind is known.
    pub typed: bool,
    /// As an instruction to do it here.
    pub instructs: bool,
}

impl Evidence {
    /// A fact's.
    pub const SOURCE: Self = Self { how: How::Source, typed: false, instructs: false };
}

/// One fact or claim.
#[derive(Clone, Debug)]
pub struct Statement<T> {
    /// What is said.
    pub value: T,
    /// The words that say it.
    pub span: Span,
    /// The folder it is said for.
    pub scope: Scope,
    /// How it is said.
    pub evidence: Evidence,
}

impl<T> Statement<T> {
    /// A statement of a source of the repository.
    pub fn fact(value: T, span: Span, folder: &str) -> Self {
        Self { value, span, scope: Scope::of(folder), evidence: Evidence::SOURCE }
    }

    /// Whether a page whose kind is known tells its readers to run it.
    pub fn is_an_order(&self) -> bool {
        self.evidence.typed && self.evidence.how == How::Command
    }
}

/// One row of a table that lists things.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// The whole line, without its end.
    pub span: Span,
    /// The words of each cell, trimmed.
    pub cells: Vec<Span>,
}

/// A table whose rows are things of one kind, so that a row can be added.
#[derive(Clone, Debug)]
pub struct Table {
    /// The header's words, in lower case, cell by cell.
    pub header: Vec<String>,
    /// The column that names the thing.
    pub subject: usize,
    /// The rows below the header.
    pub rows: Vec<TableRow>,
    /// All of it.
    pub span: Span,
}

/// A place that says: this is the whole list of such things for this folder.
#[derive(Clone, Debug)]
pub struct Listing<D> {
    /// Which things.
    pub domain: D,
    /// The folder it speaks for.
    pub scope: Scope,
    /// The list.
    pub place: Place,
    /// The table it is, if it is one.
    pub table: Option<Arc<Table>>,
}

/// Something about such things is said here, but cannot be read.
#[derive(Clone, Debug)]
pub struct Gap<D, S> {
    /// Which things.
    pub domain: D,
    /// About which of them; all when absent.
    pub subject: Option<S>,
    /// The folder it speaks for.
    pub scope: Scope,
    /// The names that it may stand for, with `%` for any letters; all when absent.
    pub pattern: Option<String>,
    /// Where.
    pub span: Span,
    /// Why it cannot be read.
    pub why: &'static str,
}

/// All that one side says with one term.
#[derive(Clone, Debug)]
pub struct Said<T: Term> {
    /// What is said.
    pub statements: Vec<Statement<T>>,
    /// Which lists are whole.
    pub listings: Vec<Listing<T::Domain>>,
    /// What could not be read.
    pub gaps: Vec<Gap<T::Domain, T::Subject>>,
}

impl<T: Term> Default for Said<T> {
    fn default() -> Self {
        Self { statements: Vec::new(), listings: Vec::new(), gaps: Vec::new() }
    }
}

impl<T: Term> Said<T> {
    /// Adds all that `other` holds.
    pub fn absorb(&mut self, other: Self) {
        self.statements.extend(other.statements);
        self.listings.extend(other.listings);
        self.gaps.extend(other.gaps);
    }
}

/// What a fact answers to a claim about the same subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Both say the same.
    Agrees,
    /// They contradict each other.
    Differs,
    /// They do not contradict each other, but the fact is too vague to settle it.
    Compatible,
    /// The fact decides nothing: a pin, asked about a lower bound.
    Silent,
}

/// What it takes to call a claim broken whose subject the other side does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// The other side's list is proof.
    Proves,
    /// Only the history is: it was there once.
    NeedsReceipt,
    /// Nothing is.
    Nothing,
}

/// A kind of thing that both sides speak of.
pub trait Term: Clone + Debug + Send + Sync {
    /// What makes two statements be about the same one.
    type Subject: Ord + Hash + Clone + Debug + Send + Sync;
    /// What a list can be the whole list of.
    type Domain: Ord + Hash + Clone + Debug + Send + Sync;

    /// What this statement is about.
    fn subject(&self) -> Self::Subject;
    /// The list that its subject would stand in.
    fn domain(&self) -> Self::Domain;
    /// What `other`, of the other side and of the same subject, answers to this claim.
    fn held_against(&self, other: &Self) -> Answer;
    /// What it takes to call it broken when the other side does not have it.
    fn absence(&self, evidence: Evidence) -> Absence;
    /// Whether the subject is one of those that a gap's pattern stands for.
    fn fits(&self, _pattern: &str) -> bool {
        true
    }
    /// Whether a contradiction stands although something else at that folder cannot be read.
    fn contradicts_for_sure(&self, _other: &Self) -> bool {
        false
    }
    /// Whether a claim of a page below the root may be about a part that is elsewhere, and that agrees with it.
    fn may_be_of_a_part(&self) -> bool {
        false
    }
    /// Whether a claim about which no folder at or above says anything may be held against all folders.
    fn may_look_everywhere(&self, _from: &Scope) -> bool {
        false
    }
}
