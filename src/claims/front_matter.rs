//! Front matter: what a page says of itself.

use super::speech::Context;
use crate::kinds::{AgentFile, Page, PageKind};
use crate::model::{Reading, parent};
use crate::syntax::markdown::Markdown;
use crate::syntax::{toml, tree::Node, yaml};
use crate::text::{Excerpt, Files};

/// The page with its front matter read and its kind decided.
pub(super) fn page(text: Excerpt, path: &str, markdown: Markdown, context: &Context, reading: &mut Reading) -> Page {
    let config = context.config;
    let root = config.typed_root(path);
    let tree = markdown.front_matter.map(|span| {
        let inner = text.at(span);
        if markdown.front_matter_toml { toml::parse(inner) } else { yaml::parse(inner) }
    });
    let agent = AgentFile::of_path(path).filter(|_| root.is_none());
    let front = tree.and_then(|tree| {
        // The front matter of an untyped page is the business of its site generator.
        if root.is_some() || agent.as_ref().is_some_and(|file| file.root.is_some()) {
            reading.problems.extend(tree.problems.iter().cloned());
        }
        tree.documents.into_iter().next()
    });
    let kind = root.map(|root| {
        let asked = front.as_ref().and_then(|front| front.get("kind")).and_then(Node::text);
        asked.and_then(PageKind::named).unwrap_or_else(|| PageKind::of_path(&path[root.len() + 1..]))
    });
    let folder = match root {
        Some(root) => root.strip_suffix("_ai/devops").map_or_else(|| parent(root), |above| above.trim_end_matches('/')),
        None => mirrored(path, context.files).unwrap_or_else(|| parent(path)),
    };
    let is_included = context.is_included(path);
    Page {
        file: text.file,
        path: path.to_owned(),
        kind,
        agent,
        folder: folder.to_owned(),
        is_included,
        front,
        markdown,
    }
}

/// The folder that a page of a documentation tree is about, when that tree mirrors the sources: `docs/api/x.md`, `api/`.
fn mirrored<'a>(path: &'a str, files: &Files) -> Option<&'a str> {
    let (tree, rest) = path.split_once('/')?;
    let (about, _) = rest.split_once('/')?;
    (matches!(tree, "docs" | "doc" | "documentation") && files.is_folder(about)).then_some(about)
}
