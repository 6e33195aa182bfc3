//! `devcontainer.json`: the versions of tools in its image and its features.

use super::images;
use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};
use crate::syntax::{json, tree::Node};

pub(super) fn reads(source: &Source) -> bool {
    matches!(source.name, "devcontainer.json" | ".devcontainer.json")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = json::parse(source.text);
    let Some(root) = tree.root() else { return };
    let folder = host_folder(source.folder);
    if let Some(image) = root.get("image").and_then(Node::scalar) {
        images::state(&image.value, image.inner, folder, reading);
    }
    for (feature, options) in root.get("features").map(Node::entries).unwrap_or_default() {
        let name = feature.text().unwrap_or_default().split(':').next().unwrap_or_default();
        let Some(tool) = name.strip_prefix("ghcr.io/devcontainers/features/").and_then(Tool::named) else { continue };
        // A feature gives its version as an option, or alone; `latest` and `lts` are none.
        let version = options.get("version").unwrap_or(options).scalar();
        let version = version.filter(|version| version.value.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(version) = version {
            reading.version(folder, tool, &version.value, Role::Pin, version.inner);
        }
    }
}

/// The folder that a dev container is for: the one that holds `.devcontainer`.
fn host_folder(folder: &str) -> &str {
    match folder.find(".devcontainer") {
        Some(at) => folder[..at].trim_end_matches('/'),
        None => folder,
    }
}

#[cfg(test)]
mod tests {
    use crate::facts;
    use crate::text::{Excerpt, FileId};

    #[test]
    fn images_and_features_pin_versions() {
        let text = r#"{
            // Where we work.
            "image": "mcr.microsoft.com/devcontainers/python:3.12-bookworm",
            "features": {
                "ghcr.io/devcontainers/features/node:1": {"version": "20"},
                "ghcr.io/devcontainers/features/go:1": "1.22",
                "ghcr.io/devcontainers/features/rust:1": {"version": "latest"},
                "ghcr.io/acme/features/ruby:1": {"version": "3.3"}
            }
        }"#;
        let reading = facts::read(Excerpt::whole(FileId(0), text), ".devcontainer/web/devcontainer.json");
        let found = reading.says.versions.statements.iter().map(|said| {
            assert_eq!(&*said.scope.folder, "");
            format!("{} {} at {}", said.value.tool.id, said.value.words, &text[said.span.range()])
        });
        assert_eq!(found.collect::<Vec<_>>(), ["python 3.12 at 3.12", "node 20 at 20", "go 1.22 at 1.22"]);
    }
}
