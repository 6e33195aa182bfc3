//! `global.json`: the SDK that .NET builds with.

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};
use crate::syntax::{json, tree::Node};

/// Values of `rollForward` with which no later SDK is taken, but for its patches.
const STAYS: &[&str] = &["disable", "patch", "latestPatch"];

pub(super) fn reads(source: &Source) -> bool {
    source.name == "global.json"
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = json::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(sdk) = tree.root().and_then(|root| root.get("sdk")) else { return };
    let Some(version) = sdk.get("version").and_then(Node::scalar) else { return };
    let stays = sdk.get("rollForward").and_then(Node::text).is_none_or(|words| STAYS.contains(&words));
    let role = if stays { Role::Pin } else { Role::Floor };
    let tool = Tool::named("dotnet").expect(".NET is known");
    reading.version(source.folder, tool, &version.value, role, version.inner);
}
