//! Which files a block is written from, so that who changes one of them is told of the block.

use super::{Block, renewed};
use crate::kinds::{AgentFile, Page};
use crate::survey;
use crate::workspace::Workspace;

/// Whether a block of a page is written from a file, be it one that is gone by now.
pub fn is_written_from(ws: &Workspace, page: &Page, block: &Block, path: &str) -> bool {
    let is_named = |key: &str| block.attribute(key) == Some(path);
    let in_actions = || path.starts_with(".github/") || path.ends_with("/action.yml") || path.ends_with("/action.yaml");
    let is_source = match block.kind.as_str() {
        "jobs" | "triggers" if block.attribute("workflow").is_some() => {
            let file = path.strip_prefix(".github/workflows/");
            file.is_some() && file == block.attribute("workflow")
        }
        "variables" if block.attribute("of") == Some("samples") => {
            survey::is_sample(path.rsplit('/').next().unwrap_or(path))
        }
        "workflows" | "jobs" | "triggers" | "caches" | "starts" | "secrets" | "variables" | "environments"
        | "deployments" | "deployment" | "verification" | "rollback" => in_actions(),
        "tools" => {
            in_actions() || survey::tools(ws, &page.folder).iter().any(|tool| tool.files.iter().any(|of| of == path))
        }
        "services" => is_named("file") || survey::infrastructure_sort(path) == Some("Compose"),
        "include" => is_named("file"),
        "agents" => ws.config.typed_root(path).is_some() || AgentFile::of_path(path).is_some(),
        "releases" => ws.config.typed_root(path).is_some(),
        _ => false,
    };
    is_source || is_mentioned(ws, page, block, path)
}

/// Whether a block names a file, as it is or as it should be: the script, the Makefile, what states a version.
fn is_mentioned(ws: &Workspace, page: &Page, block: &Block, path: &str) -> bool {
    let name = format!("`{path}`");
    let new = || renewed(ws, page, block).ok().flatten().is_some_and(|new| new.text.contains(&name));
    ws.words(block.body).contains(&name) || new()
}
