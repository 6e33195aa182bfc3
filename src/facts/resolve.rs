//! What one file cannot know: Makefiles that take others in, lock files, targets that Cargo finds by itself.

use std::collections::HashMap;

use super::package_json::lock_manager;
use super::python::lock_manager as python_lock_manager;
use super::workflow::handed_on;
use crate::diagnostic::Place;
use crate::kinds::is_vendored;
use crate::model::{
    Evidence, Gap, Include, Inventory, Kind, Listing, Name, Reading, Scope, Statement, Workflow, join, parent,
};
use crate::text::{EntryKind, FileId, Files, Span};

/// Joins the readings of all sources to one side of the ledger.
pub fn resolve(readings: Vec<(FileId, Reading)>, workflows: &[Workflow], files: &Files) -> Inventory {
    let mut facts = Inventory::default();
    let mut included = included(&readings, files);
    for (_, reading) in readings {
        facts.absorb(reading.says);
    }
    facts.absorb(handed_on(workflows));
    facts.absorb(std::mem::take(&mut included));
    by_the_tree(files, &mut facts);
    super::agents::state(files, &mut facts);
    // Variables are looked for in the text of every file, so what is found nowhere is not there.
    facts.names.listings.push(Listing {
        domain: (Kind::EnvVar, String::new()),
        scope: Scope::root(),
        place: Place::Path(".".to_owned()),
        table: None,
    });
    facts
}

/// The names that sources take in from others, said again for the folder of the including one.
fn included(readings: &[(FileId, Reading)], files: &Files) -> Inventory {
    let by_file: HashMap<FileId, &Reading> = readings.iter().map(|(file, reading)| (*file, reading)).collect();
    let mut added = Inventory::default();
    for (file, reading) in readings {
        let mut open: Vec<(FileId, &str)> = vec![(*file, "")];
        let mut seen = vec![*file];
        let Some(first) = reading.includes.first() else { continue };
        while let Some((from, within)) = open.pop() {
            let Some(reading) = by_file.get(&from) else { continue };
            for include in &reading.includes {
                // What a module of a module has is called by two names, and nothing is said of it.
                if !within.is_empty() && !include.within.is_empty() {
                    continue;
                }
                let within = if within.is_empty() { include.within.as_str() } else { within };
                let into = Into { folder: &first.scope, include, within };
                let targets = targets(include, files);
                if targets.is_empty() && !include.optional {
                    added.names.gaps.push(into.gap());
                }
                for target in targets {
                    if !seen.contains(&target) {
                        seen.push(target);
                        open.push((target, within));
                        into.take(target, by_file.get(&target).copied(), &mut added);
                    }
                }
            }
        }
    }
    added
}

/// The files that an include may mean: where a part of its name is computed, all that the rest fits.
fn targets(include: &Include, files: &Files) -> Vec<FileId> {
    let Some(path) = join(&include.folder, &include.path) else { return Vec::new() };
    if !include.within.is_empty() {
        let written = ["", ".just", "/mod.just", "/justfile", "/Justfile", "/.justfile"];
        return written.iter().find_map(|end| files.find(&format!("{path}{end}"))).into_iter().collect();
    }
    let Some((before, rest)) = path.split_once(['$', '*']) else { return files.find(&path).into_iter().collect() };
    let after = rest.rsplit([')', '}', '*']).next().unwrap_or_default();
    let folder = parent(before);
    // Without a folder or a name around the computed part anything could be meant.
    if before.is_empty() || before.ends_with('/') && after.is_empty() {
        return Vec::new();
    }
    let fits = |path: &str| path.starts_with(before) && path.ends_with(after) && parent(path) == folder;
    files.below(folder).filter(|(_, entry)| fits(&entry.path)).map(|(id, _)| id).collect()
}

/// Where the names of an included file are said again.
struct Into<'a> {
    folder: &'a str,
    include: &'a Include,
    within: &'a str,
}

impl Into<'_> {
    fn take(&self, file: FileId, reading: Option<&Reading>, added: &mut Inventory) {
        let Some(reading) = reading else { return added.names.gaps.push(self.gap()) };
        let (kind, scope) = (self.include.kind, Scope::of(self.folder));
        let says = &reading.says.names;
        let names = says.statements.iter().filter(|statement| statement.value.kind == kind);
        added.names.statements.extend(names.map(|statement| Statement {
            value: Name::within(kind, self.within, statement.value.name.as_str()),
            scope: scope.clone(),
            ..statement.clone()
        }));
        let gaps = says.gaps.iter().filter(|gap| gap.domain.0 == kind);
        added.names.gaps.extend(gaps.map(|gap| Gap { domain: self.domain(), scope: scope.clone(), ..gap.clone() }));
        if !self.within.is_empty() {
            let (domain, place) = (self.domain(), Place::File(file));
            added.names.listings.push(Listing { domain, scope, place, table: None });
        }
    }

    fn domain(&self) -> (Kind, String) {
        (self.include.kind, self.within.to_owned())
    }

    fn gap(&self) -> Gap<(Kind, String), (Kind, String, String)> {
        Gap {
            domain: self.domain(),
            subject: None,
            pattern: None,
            scope: Scope::of(self.folder),
            span: self.include.span,
            why: "a file that is included here could not be found",
        }
    }
}

/// What the mere presence of a file states.
fn by_the_tree(files: &Files, facts: &mut Inventory) {
    let packages = || (Kind::NodePackage, String::new());
    for (id, entry) in files.iter() {
        let path = entry.path.as_ref();
        if entry.kind == EntryKind::Submodule {
            facts.names.gaps.push(Gap {
                domain: packages(),
                subject: None,
                pattern: None,
                scope: Scope::root(),
                span: Span::new(id, 0, 0),
                why: "a submodule may have it",
            });
        }
        if is_vendored(path) {
            continue;
        }
        let name = path.rsplit('/').next().unwrap_or(path);
        let folder = parent(path);
        let mut state_name = |folder: &str, value: Name| {
            facts.names.statements.push(Statement {
                value,
                span: Span::new(id, 0, 0),
                scope: Scope::of(folder),
                evidence: Evidence::SOURCE,
            });
        };
        if name == "pnpm-workspace.yaml" {
            let (scope, place) = (Scope::of(folder), Place::File(id));
            facts.names.listings.push(Listing { domain: packages(), scope, place, table: None });
        }
        if let Some(manager) = python_lock_manager(name) {
            state_name(folder, Name::within(Kind::PackageManager, Name::PYTHON, manager));
        }
        let mut state = |folder: &str, kind: Kind, name: &str| state_name(folder, Name::new(kind, name));
        if let Some(manager) = lock_manager(name) {
            state(folder, Kind::PackageManager, manager);
        }
        if let Some(stem) = name.strip_suffix(".rs") {
            if let Some((kind, package)) = cargo_target(folder) {
                state(package, kind, stem);
            } else if let (Some((kind, package)), "main.rs") = (cargo_target(parent(folder)), name) {
                state(package, kind, folder.rsplit('/').next().unwrap_or(folder));
            }
        }
        if let Some(command) = name
            .strip_suffix(".py")
            .filter(|command| folder.ends_with("management/commands") && !command.starts_with('_'))
            .filter(|_| !folder.split('/').any(|step| step == "tests"))
        {
            state("", Kind::ManageCommand, command);
        }
        if let Some((base, inside)) = mise_task_folder(folder) {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let mut steps: Vec<&str> = inside.split('/').filter(|step| !step.is_empty()).collect();
            if stem != "_default" {
                steps.push(stem);
            }
            state(base, Kind::MiseTask, &steps.join(":"));
            state(base, Kind::MiseTask, &[&steps[..steps.len().saturating_sub(1)], &[name]].concat().join(":"));
        }
    }
}

/// What Cargo finds by itself in a folder, and the folder of the package.
fn cargo_target(folder: &str) -> Option<(Kind, &str)> {
    let (package, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    match last {
        "bin" if package == "src" || package.ends_with("/src") => Some((Kind::CargoBin, parent(package))),
        "examples" => Some((Kind::CargoExample, package)),
        "tests" => Some((Kind::CargoTest, package)),
        "benches" => Some((Kind::CargoBench, package)),
        _ => None,
    }
}

/// The folder that a folder of mise's file tasks belongs to, and the part below it.
fn mise_task_folder(folder: &str) -> Option<(&str, &str)> {
    for tasks in ["mise-tasks", ".mise-tasks", ".mise/tasks", "mise/tasks", ".config/mise/tasks"] {
        if let Some(at) = folder.find(tasks) {
            let whole_step = at == 0 || folder.as_bytes()[at - 1] == b'/';
            let rest = &folder[at + tasks.len()..];
            if whole_step && (rest.is_empty() || rest.starts_with('/')) {
                return Some((folder[..at].trim_end_matches('/'), rest.trim_start_matches('/')));
            }
        }
    }
    None
}
