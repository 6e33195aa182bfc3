//! `pyproject.toml` and `Pipfile`: which Python, and the tools that build it.

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};
use crate::syntax::{toml, tree::Node};

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["pyproject.toml", "Pipfile", "setup.cfg"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    // `setup.cfg` is no TOML and states nothing here; its text shows which tests it sets up.
    if source.name == "setup.cfg" {
        return;
    }
    let tree = toml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    for at in [&["project", "version"][..], &["tool", "poetry", "version"]] {
        reading.own_version(root.path(at));
    }
    let python = Tool::named("python").expect("Python is known");
    let places: &[(&[&str], Role)] = &[
        (&["project", "requires-python"], Role::Floor),
        (&["tool", "poetry", "dependencies", "python"], Role::Floor),
        (&["requires", "python_version"], Role::Pin),
        (&["requires", "python_full_version"], Role::Pin),
    ];
    for (at, role) in places {
        if let Some(version) = root.path(at).and_then(Node::scalar) {
            reading.version(source.folder, python, &version.value, *role, version.inner);
        }
    }
}
