//! `Cargo.toml` and `.cargo/config.toml`: packages, binaries, examples, features, aliases, the oldest Rust.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading, Role, Tool, parent};
use crate::syntax::{toml, tree::Node};

pub(super) fn reads(source: &Source) -> bool {
    source.name == "Cargo.toml" || is_config(source)
}

fn is_config(source: &Source) -> bool {
    source.path.ends_with(".cargo/config.toml") || source.path.ends_with(".cargo/config")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = toml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    if is_config(source) {
        return aliases(root, parent(source.folder), reading);
    }
    let folder = source.folder;
    for at in [&["package", "rust-version"][..], &["workspace", "package", "rust-version"]] {
        if let Some(version) = root.path(at).and_then(Node::scalar) {
            let tool = Tool::named("rust").expect("Rust is known");
            reading.version(folder, tool, &version.value, Role::Floor, version.inner);
        }
    }
    for at in [&["package", "version"][..], &["workspace", "package", "version"]] {
        reading.own_version(root.path(at));
    }
    let package = root.path(&["package", "name"]).and_then(Node::scalar);
    if package.is_some() || root.get("workspace").is_some() {
        // What Cargo finds by itself, the tree states; what members have, they do.
        for kind in [Kind::CargoPackage, Kind::CargoBin, Kind::CargoExample, Kind::CargoTest, Kind::CargoBench] {
            reading.whole_list(folder, kind, "", source.place());
        }
    }
    let Some(package) = package else { return };
    reading.name(folder, Name::new(Kind::CargoPackage, package.value.clone()), package.inner);
    reading.name(folder, Name::new(Kind::CargoBin, package.value.clone()), package.inner);
    let tables = [
        ("bin", Kind::CargoBin),
        ("example", Kind::CargoExample),
        ("test", Kind::CargoTest),
        ("bench", Kind::CargoBench),
    ];
    for (table, kind) in tables {
        for target in root.get(table).map(Node::items).unwrap_or_default() {
            if let Some(name) = target.get("name").and_then(Node::scalar) {
                reading.name(folder, Name::new(kind, name.value.clone()), name.inner);
            }
        }
    }
    features(root, folder, reading);
    reading.whole_list(folder, Kind::CargoFeature, "", source.place());
}

/// Declared features, and the optional dependencies that are features too.
fn features(root: &Node, folder: &str, reading: &mut Reading) {
    for (key, _) in root.get("features").map(Node::entries).unwrap_or_default() {
        if let Some(name) = key.text() {
            reading.name(folder, Name::new(Kind::CargoFeature, name), key.span);
        }
    }
    for (key, value) in root.get("dependencies").map(Node::entries).unwrap_or_default() {
        if let (Some(name), Some("true")) = (key.text(), value.get("optional").and_then(Node::text)) {
            reading.name(folder, Name::new(Kind::CargoFeature, name), key.span);
        }
    }
}

fn aliases(root: &Node, folder: &str, reading: &mut Reading) {
    for (key, _) in root.get("alias").map(Node::entries).unwrap_or_default() {
        if let Some(name) = key.text() {
            reading.name(folder, Name::new(Kind::CargoAlias, name), key.span);
        }
    }
}
