//! Where `GoReleaser` brings things, which its settings decide and not its command.

use super::commands::{commands_of, program};
use super::{Target, platforms};
use crate::facts::GORELEASER_FILES;
use crate::model::{Step, join};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use crate::workspace::Workspace;

/// Where a step brings things with `GoReleaser`: nobody knows where if its settings cannot be read; none if it is another
/// step, or there are none.
pub(super) fn targets(ws: &Workspace, step: &Step) -> Option<Vec<Target>> {
    let words = words(step)?;
    let folder = step.input("workdir").or(step.folder.as_ref()).map_or("", |folder| folder.text.as_str());
    let given = words.windows(2).find(|pair| matches!(pair[0].as_str(), "--config" | "-f")).map(|pair| pair[1].clone());
    let given = given.or_else(|| words.iter().find_map(|word| Some(word.strip_prefix("--config=")?.to_owned())));
    let path = match given {
        Some(path) => join(folder, &path).unwrap_or(path),
        None => {
            GORELEASER_FILES.iter().filter_map(|name| join(folder, name)).find(|path| ws.files.find(path).is_some())?
        }
    };
    let text = ws.files.find(&path).and_then(|file| ws.files.whole(file));
    let found = text.and_then(|text| Some(of_settings(yaml::parse(text).root()?))).unwrap_or_default();
    Some(if found.is_empty() { vec![Target::By("goreleaser".to_owned())] } else { found })
}

/// The words of its command, if a step has one.
fn words(step: &Step) -> Option<Vec<String>> {
    if let Some(uses) = &step.uses {
        let arguments = || step.input("args").map_or("", |args| args.text.as_str()).split_whitespace();
        let is_it = uses.text.to_ascii_lowercase().starts_with("goreleaser/goreleaser-action");
        return is_it.then(|| arguments().map(str::to_owned).collect());
    }
    commands_of(step).iter().find(|command| program(command) == "goreleaser").cloned()
}

fn of_settings(root: &Node) -> Vec<Target> {
    let is_on = |node: &Node, key: &str| node.get(key).and_then(Node::text) == Some("true");
    let releases = !root.get("release").is_some_and(|release| is_on(release, "disable"));
    let published = |key: &str| {
        let all = root.get(key).map(Node::items).unwrap_or_default();
        all.iter().any(|one| match key {
            "snapcrafts" => is_on(one, "publish"),
            _ => !["skip_push", "skip_upload", "disable"].iter().any(|skip| is_on(one, skip)),
        })
    };
    let is_meant = |platform: &&platforms::Platform| {
        platform.goreleaser.iter().any(|key| if key == "release" { releases } else { published(key) })
    };
    platforms::all().filter(is_meant).map(Target::Platform).collect()
}
