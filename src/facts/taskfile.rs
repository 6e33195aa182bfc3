//! `Taskfile.yml`: tasks.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading};
use crate::syntax::{tree::Node, yaml};

pub(super) fn reads(source: &Source) -> bool {
    let name = source.name.to_ascii_lowercase();
    matches!(name.as_str(), "taskfile.yml" | "taskfile.yaml" | "taskfile.dist.yml" | "taskfile.dist.yaml")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = yaml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    reading.one_document(&tree, "Task");
    let why = "the Taskfile could not be read";
    if !tree.complete {
        reading.unreadable_names(source.folder, Kind::TaskfileTask, "", source.text.all(), why);
    }
    let Some(root) = tree.root() else { return };
    let tasks = root.get("tasks");
    if !reading.is_map(root, "a Taskfile") || tasks.is_some_and(|tasks| !reading.is_map(tasks, "`tasks`")) {
        reading.unreadable_names(source.folder, Kind::TaskfileTask, "", root.span, why);
    }
    for (key, task) in root.get("tasks").map(Node::entries).unwrap_or_default() {
        let Some(name) = key.text() else { continue };
        reading.name(source.folder, Name::new(Kind::TaskfileTask, name), key.span);
        for alias in task.get("aliases").map(Node::items).unwrap_or_default().iter().filter_map(Node::scalar) {
            reading.name(source.folder, Name::new(Kind::TaskfileTask, alias.value.clone()), alias.inner);
        }
        if name.contains('*') {
            reading.unreadable_names(source.folder, Kind::TaskfileTask, "", key.span, "a task here takes any name");
        }
    }
    if let Some(includes) = root.get("includes") {
        let why = "the Taskfile includes others";
        reading.unreadable_names(source.folder, Kind::TaskfileTask, "", includes.span, why);
    }
    reading.whole_list(source.folder, Kind::TaskfileTask, "", source.place());
}
