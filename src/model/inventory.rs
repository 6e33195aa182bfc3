//! All that one side says, and what one file adds to it.

use super::name::Name;
use super::path::RepoPath;
use super::property::Property;
use super::statement::Said;
use super::version::ToolVersion;
use crate::diagnostic::{Allow, Problem};
use crate::text::Span;

/// Words that speak of the repository in a way that nobody can judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The words.
    pub span: Span,
    /// Why nobody can.
    pub why: &'static str,
}

/// All that one side, repository or pages, says.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Versions of tools.
    pub versions: Said<ToolVersion>,
    /// Named things.
    pub names: Said<Name>,
    /// Qualities of named things.
    pub properties: Said<Property>,
    /// Paths.
    pub paths: Said<RepoPath>,
    /// What is left open.
    pub open: Vec<Open>,
}

impl Inventory {
    /// Adds all that `other` holds.
    pub fn absorb(&mut self, other: Self) {
        self.versions.absorb(other.versions);
        self.names.absorb(other.names);
        self.properties.absorb(other.properties);
        self.paths.absorb(other.paths);
        self.open.extend(other.open);
    }
}

/// A source that takes another in, so that its statements hold there too.
#[derive(Clone, Debug)]
pub struct Include {
    /// The path, relative to the including file's folder; of a module, without what may be left out.
    pub path: String,
    /// The module by which the names are called; empty if they are called as they are.
    pub within: String,
    /// The folder of the including file.
    pub folder: String,
    /// What the included statements speak for here: that folder, or the including file if no program finds it by itself.
    pub scope: String,
    /// The kind of names that it brings.
    pub kind: super::name::Kind,
    /// Where it is written.
    pub span: Span,
    /// It may be missing.
    pub optional: bool,
}

/// What one file says.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Its statements.
    pub says: Inventory,
    /// What it takes in.
    pub includes: Vec<Include>,
    /// The workflow that it is.
    pub workflow: Option<super::workflow::Workflow>,
    /// The parts of the running system that it defines.
    pub components: Vec<super::component::Component>,
    /// The commands in it that can be run.
    pub checks: Vec<super::check::Check>,
    /// What is wrong with commands that were meant to be run.
    pub mistakes: Vec<super::check::Mistake>,
    /// Where its alerts lead whoever is woken by them, as written.
    pub alert_pages: Vec<super::workflow::Words>,
    /// The versions that it gives what the repository publishes, as written.
    pub own_versions: Vec<super::workflow::Words>,
    /// The runs that it records.
    pub runs: Vec<super::check::Run>,
    /// The drills that it records.
    pub drills: Vec<super::drill::Drill>,
    /// The suppressions in it.
    pub allows: Vec<Allow>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}
