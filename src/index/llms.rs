//! The texts for language models: `llms.txt`, a list of what there is in the shape of llmstxt.org, and
//! `llms-full.txt`, all published pages in one.

use super::documents::title;
use super::host::Host;
use super::list::List;
use super::twins::markdown;
use super::{Index, PageItem, shorten};
use crate::artifact::Artifact;
use crate::kinds::{Page, PageKind};
use crate::text::percent;
use crate::workspace::Workspace;

/// How large `llms-full.txt` grows at most; pages that no longer fit are named at its end.
const MOST: usize = 1_000_000;

/// The sections of `llms.txt` and which kinds of pages stand in each; a page without a kind stands under the last.
const SECTIONS: [(&str, &[PageKind]); 5] = [
    ("Start here", &[PageKind::Index]),
    ("Procedures", &[PageKind::Runbook, PageKind::Deployment, PageKind::Environment]),
    ("Reference", &[PageKind::Ci, PageKind::Tooling, PageKind::Maintenance, PageKind::Note]),
    ("Records", &[PageKind::Release, PageKind::Incident]),
    ("Pages of the repository", &[]),
];

/// Both texts.
pub(super) fn texts(ws: &Workspace, index: &Index) -> Vec<Artifact> {
    vec![Artifact::new("llms-full.txt", full(ws, index)), Artifact::new("llms.txt", short(ws, index))]
}

/// What a text holds and when it is worth reading.
pub(super) fn described(path: &str) -> (&'static str, &'static str) {
    match path {
        "llms-full.txt" => ("All published pages as Markdown, in one file.", "you may read everything at once"),
        _ => ("The pages and lists, with links and summaries.", "you read texts rather than JSON"),
    }
}

/// The published pages, section by section.
fn sections<'a>(ws: &'a Workspace, index: &'a Index) -> Vec<(&'static str, Vec<(&'a Page, &'a PageItem)>)> {
    let of = |kinds: &[PageKind]| {
        let belongs = |page: &Page| page.kind.map_or(kinds.is_empty(), |kind| kinds.contains(&kind));
        let pages = ws.pages.iter().zip(&index.pages);
        pages.filter(|(page, item)| item.markdown.is_some() && belongs(page)).collect::<Vec<_>>()
    };
    SECTIONS.into_iter().map(|(name, kinds)| (name, of(kinds))).filter(|(_, pages)| !pages.is_empty()).collect()
}

fn short(ws: &Workspace, index: &Index) -> String {
    let name = title(ws, index);
    let mut out = format!("# {name}\n\n> How {name} is set up, built, deployed and repaired. ");
    out.push_str("Facts come from the repository's own configuration, and pages are held against it.\n\n");
    out.push_str("`index.json` says how large each list below is and from which commit it was made. ");
    out.push_str("Secrets stand here by name only.\n");
    for (name, pages) in sections(ws, index) {
        out.push_str(&format!("\n## {name}\n\n"));
        for (_, item) in pages {
            let address = item.markdown.as_deref().unwrap_or_default();
            let mut about = Vec::new();
            about.extend((!item.summary.is_empty()).then(|| shorten(&item.summary, 160)));
            about.extend(item.risk.as_ref().map(|risk| format!("Risk: {risk}.")));
            about.extend((item.findings > 0).then(|| "Has findings.".to_owned()));
            let about = if about.is_empty() { String::new() } else { format!(": {}", about.join(" ")) };
            out.push_str(&format!("- [{}]({}){about}\n", plain(&item.title), percent::encode(address)));
        }
    }
    out.push_str("\n## Lists\n\n- [index.json](index.json): What there is; read it first.\n");
    for list in List::ALL {
        out.push_str(&format!("- [{0}]({0}): {1} Read it when {2}.\n", list.file(), list.holds(), list.read_when()));
    }
    out.push_str("\n## Optional\n\n- [llms-full.txt](llms-full.txt): All of the pages above in one file.\n");
    out
}

fn full(ws: &Workspace, index: &Index) -> String {
    let host = Host::new(ws);
    let mut out = format!("# {}\n", title(ws, index));
    let mut left = Vec::new();
    for (page, item) in sections(ws, index).into_iter().flat_map(|(_, pages)| pages) {
        let text = markdown(ws, &index.published, &host, page, "");
        let body = text.get(body_start(page)..).unwrap_or(&text).trim();
        if out.len() + body.len() > MOST {
            left.push(item);
            continue;
        }
        out.push_str(&format!("\n<!-- {} -->\n\n{body}\n", page.path.replace("--", "- -")));
    }
    if !left.is_empty() {
        out.push_str("\n<!-- left out, to keep this file small -->\n\n");
    }
    for item in left {
        let address = item.markdown.as_deref().unwrap_or_default();
        out.push_str(&format!("- [{}]({})\n", plain(&item.title), percent::encode(address)));
    }
    out
}

/// Where the text of a page begins: after its front matter, in which no link was moved.
fn body_start(page: &Page) -> usize {
    page.markdown.body.start as usize
}

/// Words as they can stand between the brackets of a link.
fn plain(words: &str) -> String {
    words.replace(['[', ']'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}
