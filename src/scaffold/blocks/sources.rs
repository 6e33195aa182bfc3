//! Which files a block is written from, so that who changes one of them is told of the block.

use std::cell::LazyCell;

use super::{Block, renewed};
use crate::kinds::{AgentFile, Page};
use crate::survey;
use crate::workspace::Workspace;

/// Whether a block of a page is written from one of some files, be it one that is gone by now.
pub fn is_written_from<'p>(
    ws: &Workspace,
    page: &Page,
    block: &Block,
    mut paths: impl Iterator<Item = &'p String>,
) -> bool {
    let tools = LazyCell::new(|| survey::tools(ws, &page.folder));
    let new = LazyCell::new(|| renewed(ws, page, block).ok().flatten().map(|new| new.text));
    let is_of_tools = |path: &str| tools.iter().any(|tool| tool.files.iter().any(|of| of == path));
    // A block names a file as it is or as it should be: the script, the Makefile, what states a version.
    let is_mentioned = |path: &str| {
        let name = format!("`{path}`");
        ws.words(block.body).contains(&name) || new.as_ref().is_some_and(|new| new.contains(&name))
    };
    paths.any(|path| is_source(ws, block, path, &is_of_tools) || is_mentioned(path))
}

fn is_source(ws: &Workspace, block: &Block, path: &str, is_of_tools: &dyn Fn(&str) -> bool) -> bool {
    let is_named = |key: &str| block.attribute(key) == Some(path);
    let in_actions = || path.starts_with(".github/") || path.ends_with("/action.yml") || path.ends_with("/action.yaml");
    match block.kind.as_str() {
        "jobs" | "triggers" if block.attribute("workflow").is_some() => {
            let file = path.strip_prefix(".github/workflows/");
            file.is_some() && file == block.attribute("workflow")
        }
        "variables" if block.attribute("of") == Some("samples") => {
            survey::is_sample(path.rsplit('/').next().unwrap_or(path))
        }
        "workflows" | "jobs" | "triggers" | "schedules" | "caches" | "starts" | "secrets" | "variables"
        | "environments" | "deployments" | "deployment" | "verification" | "rollback" => in_actions(),
        "tools" | "prerequisites" => in_actions() || is_of_tools(path),
        "terraform-state" => path.ends_with(".tf"),
        "services" => is_named("file") || survey::infrastructure_sort(path) == Some("Compose"),
        "include" => is_named("file"),
        "agents" => ws.config.typed_root(path).is_some() || AgentFile::of_path(path).is_some(),
        "releases" => ws.config.typed_root(path).is_some(),
        _ => false,
    }
}
