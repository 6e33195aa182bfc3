//! `package.json`: scripts, the versions of Node and of package managers, and which manager is used.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading, Role, Tool, Version};
use crate::syntax::{json, tree::Node};

const LOCKS: &[(&str, &str)] = &[
    ("package-lock.json", "npm"),
    ("npm-shrinkwrap.json", "npm"),
    ("yarn.lock", "yarn"),
    ("pnpm-lock.yaml", "pnpm"),
    ("bun.lock", "bun"),
    ("bun.lockb", "bun"),
];

/// The package manager whose lock file this is.
pub(super) fn lock_manager(name: &str) -> Option<&'static str> {
    LOCKS.iter().find(|(lock, _)| *lock == name).map(|(_, manager)| *manager)
}

pub(super) fn reads(source: &Source) -> bool {
    source.name == "package.json"
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = json::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let folder = source.folder;
    let unreadable = |reading: &mut Reading, span| {
        reading.unreadable_names(folder, Kind::PackageScript, "", span, "package.json could not be read");
        // Any workspace may have it as a member.
        reading.unreadable_names("", Kind::NodePackage, "", span, "a package.json could not be read");
    };
    let Some(root) = tree.root() else { return unreadable(reading, source.text.all()) };
    let scripts = root.get("scripts");
    if !reading.is_map(root, "package.json") || scripts.is_some_and(|scripts| !reading.is_map(scripts, "`scripts`")) {
        unreadable(reading, root.span);
    }
    reading.own_version(root.get("version"));
    for (key, _) in root.get("scripts").map(Node::entries).unwrap_or_default() {
        if let Some(name) = key.text() {
            reading.name(folder, Name::new(Kind::PackageScript, name), key.span);
        }
    }
    reading.whole_list(folder, Kind::PackageScript, "", source.place());
    for (key, _) in root.get("bin").map(Node::entries).unwrap_or_default() {
        if let Some(name) = key.text() {
            reading.name(folder, Name::new(Kind::Dependency, name), key.span);
        }
    }
    match root.get("name").and_then(Node::scalar) {
        Some(name) => {
            reading.name(folder, Name::new(Kind::Dependency, name.value.clone()), name.inner);
            reading.name(folder, Name::new(Kind::NodePackage, name.value.clone()), name.inner);
        }
        None if folder.is_empty() => {}
        // npm calls it as its folder.
        None => reading.name(folder, Name::new(Kind::NodePackage, source.folder_name()), root.span),
    }
    if root.get("workspaces").is_some() {
        // The names of its members, they have.
        reading.whole_list(folder, Kind::NodePackage, "", source.place());
    }
    for table in ["dependencies", "devDependencies", "optionalDependencies"] {
        for (key, _) in root.get(table).map(Node::entries).unwrap_or_default() {
            if let Some(name) = key.text() {
                reading.name(folder, Name::new(Kind::Dependency, name), key.span);
            }
        }
    }
    for (key, value) in root.get("engines").map(Node::entries).unwrap_or_default() {
        if let (Some(tool), Some(scalar)) = (key.text().and_then(Tool::named), value.scalar()) {
            reading.version(folder, tool, &scalar.value, Role::Floor, scalar.inner);
        }
    }
    for (key, value) in root.get("volta").map(Node::entries).unwrap_or_default() {
        if let (Some(tool), Some(scalar)) = (key.text().and_then(Tool::named), value.scalar()) {
            reading.version(folder, tool, &scalar.value, Role::Pin, scalar.inner);
        }
    }
    for engine in ["runtime", "packageManager"].iter().filter_map(|kind| root.get("devEngines")?.get(kind)) {
        // One, or a list of those of which any will do.
        let one_or_several = if engine.items().is_empty() { std::slice::from_ref(engine) } else { engine.items() };
        for engine in one_or_several {
            if let (Some(tool), Some(version)) = (
                engine.get("name").and_then(Node::text).and_then(Tool::named),
                engine.get("version").and_then(Node::scalar),
            ) {
                let role = if Version::parse(&version.value).is_some() { Role::Pin } else { Role::Floor };
                reading.version(folder, tool, &version.value, role, version.inner);
            }
        }
    }
    if let Some(manager) = root.get("packageManager").and_then(Node::scalar)
        && let Some((name, version)) = manager.value.split_once('@')
        && let Some(tool) = Tool::named(name)
    {
        let version = version.split('+').next().unwrap_or(version);
        reading.version(folder, tool, version, Role::Pin, manager.inner);
        reading.name(folder, Name::new(Kind::PackageManager, tool.id), manager.inner);
    }
}
