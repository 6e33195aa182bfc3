//! A source as readers see it, and the statements they make most.

use crate::diagnostic::{Place, Problem};
use crate::model::{
    Evidence, Gap, Key, Kind, Listing, Name, Property, Reading, Role, Scope, Statement, Tool, ToolVersion, Words,
    parent,
};
use crate::syntax::tree::{Kind as Shape, Node, Tree};
use crate::text::{Excerpt, FileId, Span};

/// One file with its path taken apart.
pub(super) struct Source<'a> {
    pub text: Excerpt<'a>,
    pub path: &'a str,
    /// The folder it lies in.
    pub folder: &'a str,
    /// The name of the file.
    pub name: &'a str,
}

impl<'a> Source<'a> {
    pub fn new(text: Excerpt<'a>, path: &'a str) -> Self {
        let folder = parent(path);
        let name = path.rsplit('/').next().unwrap_or(path);
        Self { text, path, folder, name }
    }

    /// The name of the folder it lies in; empty at the root.
    pub fn folder_name(&self) -> &'a str {
        self.folder.rsplit('/').next().unwrap_or(self.folder)
    }

    pub fn without_text(path: &'a str) -> Self {
        Self::new(Excerpt::whole(FileId(0), ""), path)
    }

    pub fn is_named(&self, names: &[&str]) -> bool {
        names.contains(&self.name)
    }

    pub fn ends_with(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.name.ends_with(ending))
    }

    pub fn place(&self) -> Place {
        Place::File(self.text.file)
    }
}

/// The folder that a file of `.github` or `.devcontainer` speaks for: the one that holds that folder.
pub(super) fn host_folder(path: &str) -> &str {
    match path.find(".github/") {
        Some(0) => "",
        Some(at) => path[..at].trim_end_matches('/'),
        None => parent(path),
    }
}

/// What readers add to a reading.
pub(super) trait State {
    fn version(&mut self, folder: &str, tool: Tool, words: &str, role: Role, span: Span);
    fn name(&mut self, folder: &str, name: Name, span: Span);
    fn property(&mut self, folder: &str, property: Property, span: Span);
    fn required(&mut self, folder: &str, name: Name, span: Span);
    fn own_version(&mut self, version: Option<&Node>);
    fn whole_list(&mut self, folder: &str, kind: Kind, within: &str, place: Place);
    fn unreadable_names(&mut self, folder: &str, kind: Kind, within: &str, span: Span, why: &'static str);
    fn one_document(&mut self, tree: &Tree, reader: &str);
    fn is_map(&mut self, node: &Node, what: &str) -> bool;
}

/// Whether words are what a step found out before, which it hardly ever does but by reading what is pinned.
pub(super) fn is_output(words: &str) -> bool {
    let inner = words.trim().strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).map(str::trim);
    inner.is_some_and(|inner| inner.starts_with("steps.") && !inner.contains(' '))
}

impl State for Reading {
    /// States a version; words that are no version (`lts/*`, `latest`) are a gap.
    fn version(&mut self, folder: &str, tool: Tool, words: &str, role: Role, span: Span) {
        match ToolVersion::read(tool, words, role) {
            Some(version) => self.says.versions.statements.push(Statement::fact(version, span, folder)),
            None if is_output(words) => {}
            None => self.says.versions.gaps.push(Gap {
                domain: (),
                subject: Some(tool),
                pattern: None,
                scope: Scope::of(folder),
                span,
                why: "a version is named here that cannot be compared",
            }),
        }
    }

    fn name(&mut self, folder: &str, name: Name, span: Span) {
        self.says.names.statements.push(Statement::fact(name, span, folder));
    }

    fn property(&mut self, folder: &str, property: Property, span: Span) {
        self.says.properties.statements.push(Statement {
            value: property,
            span,
            scope: Scope::of(folder),
            evidence: Evidence::SOURCE,
        });
    }

    /// States a name without which the source does not work.
    fn required(&mut self, folder: &str, name: Name, span: Span) {
        self.name(folder, name.clone(), span);
        self.property(folder, Property::new(name, Key::Required, ["yes".to_owned()]), span);
    }

    /// States the version that a manifest gives what it is about, if it gives one.
    fn own_version(&mut self, version: Option<&Node>) {
        let version = version.and_then(Node::scalar);
        self.own_versions.extend(version.map(|version| Words { text: version.value.clone(), span: version.inner }));
    }

    fn whole_list(&mut self, folder: &str, kind: Kind, within: &str, place: Place) {
        let domain = (kind, within.to_owned());
        self.says.names.listings.push(Listing { domain, scope: Scope::of(folder), place, table: None });
    }

    /// Tells of further documents, which the program that reads such files does not take.
    fn one_document(&mut self, tree: &Tree, reader: &str) {
        let second = tree.documents.get(1).filter(|second| !matches!(second.kind, Shape::Null));
        if let Some(second) = second {
            let first = second.entries().first().map_or(second.span, |(key, _)| key.span);
            let message = format!("a second document begins here; {reader} takes one, and only the first is read");
            self.problems.push(Problem::at(first, message));
        }
    }

    /// Whether a value is a map, as it must be; tells if it is not. Nothing is one without entries.
    fn is_map(&mut self, node: &Node, what: &str) -> bool {
        let is_map = matches!(node.kind, Shape::Map(_) | Shape::Null);
        if !is_map {
            self.problems.push(Problem::at(node.span, format!("{what} must be a map, and is {}", node.word())));
        }
        is_map
    }

    fn unreadable_names(&mut self, folder: &str, kind: Kind, within: &str, span: Span, why: &'static str) {
        let domain = (kind, within.to_owned());
        self.says.names.gaps.push(Gap { domain, subject: None, pattern: None, scope: Scope::of(folder), span, why });
    }
}
