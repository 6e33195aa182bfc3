//! `composer.json`: scripts and the version of PHP.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading, Role, Tool};
use crate::syntax::{json, tree::Node};

pub(super) fn reads(source: &Source) -> bool {
    source.name == "composer.json"
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = json::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    for (key, _) in root.get("scripts").map(Node::entries).unwrap_or_default() {
        if let Some(name) = key.text() {
            reading.name(source.folder, Name::new(Kind::ComposerScript, name), key.span);
        }
    }
    reading.whole_list(source.folder, Kind::ComposerScript, "", source.place());
    if let Some(php) = root.path(&["require", "php"]).and_then(Node::scalar) {
        let tool = Tool::named("php").expect("PHP is known");
        reading.version(
            source.folder,
            tool,
            &php.value.replace('|', "||").replace("||||", "||"),
            Role::Floor,
            php.inner,
        );
    }
}
