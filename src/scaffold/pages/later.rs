//! What pages that `init` wrote earlier lack by now: a section for a deployment that came later, and rows of the index for
//! new pages. What people wrote is left as it is.

use super::{Known, index, of_kind};
use crate::artifact::Artifact;
use crate::diagnostic::Edit;
use crate::kinds::{Page, PageKind};
use crate::model::Workflow;
use crate::scaffold::blocks::{self, Block};
use crate::scaffold::sections::{append_below, append_section};
use crate::scaffold::words::text;
use crate::survey;
use crate::workspace::Workspace;

/// The pages that were there before, with what they lack of these files and of what came after them.
pub fn later(ws: &Workspace, known: &Known, new: &[Artifact]) -> Vec<Artifact> {
    deployments(ws).into_iter().chain(index::with_later(ws, known, new)).collect()
}

/// The page about deployments with sections for those that came after it; none if it has all, or is not of ours.
fn deployments(ws: &Workspace) -> Option<Artifact> {
    let pages = of_kind(ws, PageKind::Deployment);
    let read: Vec<(&Page, Vec<Block>)> =
        pages.map(|page| Some((page, blocks::find(&ws.files, page).ok()?))).collect::<Option<_>>()?;
    let is_ours = |block: &Block| matches!(block.kind.as_str(), "deployments" | "deployment");
    let (page, found) = read.iter().find(|(_, found)| found.iter().any(is_ours))?;
    let deploys = survey::deploys(ws, "");
    let missing: Vec<&Workflow> = blocks::workflows(&deploys)
        .into_iter()
        .filter(|workflow| !read.iter().any(|(page, found)| tells(ws, page, found, workflow)))
        .collect();
    let edit = sections(ws, page, found, &missing)?;
    let raw = std::str::from_utf8(ws.files.raw(page.file)?).ok()?;
    let (before, after) = (raw.get(..edit.span.start as usize)?, raw.get(edit.span.end as usize..)?);
    Some(Artifact::new(page.path.clone(), format!("{before}{}{after}", edit.text)))
}

/// Whether a page has a block about a workflow, or people name it there.
fn tells(ws: &Workspace, page: &Page, found: &[Block], workflow: &Workflow) -> bool {
    let name = workflow.file_name();
    let has_block = found.iter().any(|block| block.kind == "deployment" && block.attribute("workflow") == Some(name));
    let text = ws.files.text(page.file).unwrap_or_default();
    let in_a_block = |at: usize| found.iter().any(|block| block.body.range().contains(&at));
    has_block || text.match_indices(name).any(|(at, _)| !in_a_block(at))
}

/// The edit that adds a section for each workflow, behind those that are there.
fn sections(ws: &Workspace, page: &Page, found: &[Block], missing: &[&Workflow]) -> Option<Edit> {
    let headings = &page.markdown.headings;
    let last = found.iter().rfind(|block| block.kind == "deployment");
    let around = last.and_then(|block| headings.iter().rfind(|heading| heading.section.contains(block.begin)));
    let steps = || headings.iter().find(|heading| heading.level > 1 && heading.text.eq_ignore_ascii_case("steps"));
    let below = around.and_then(|heading| headings.get(heading.parent?)).filter(|heading| heading.level > 1);
    let below = below.or_else(steps);
    let level = below.map_or(2, |heading| heading.level + 1);
    let part = |workflow: &&Workflow| {
        let block = blocks::fresh_about(ws, &page.path, "deployment", ("workflow", workflow.file_name()));
        (text(workflow.title()), block)
    };
    let (title, mut body) = missing.first().map(part)?;
    for (title, block) in missing[1..].iter().map(part) {
        let marks = "#".repeat(usize::from(level.min(6)));
        body.push_str(&format!("\n\n{marks} {title}\n\n{block}"));
    }
    Some(match below {
        Some(heading) => append_below(&ws.files, heading, &title, &body),
        None => append_section(&ws.files, page, &title, &body),
    })
}
