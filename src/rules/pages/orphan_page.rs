#![doc = include_str!("orphan_page.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::PageKind;
use crate::model::join;
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    name: "orphan-page",
    summary: "no page leads to a page of the knowledge base",
    page: include_str!("orphan_page.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    if !present(ws).any(|page| page.kind == Some(PageKind::Index)) {
        return Vec::new();
    }
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for page in &ws.pages {
        for link in &page.markdown.links {
            let path = link.dest.split(['#', '?']).next().unwrap_or_default();
            let from = [page.own_folder(), ""].map(|folder| join(folder, path));
            reached.extend(from.into_iter().flatten().filter(|to| *to != page.path));
        }
    }
    let claims = ws.ledger.paths.claims.iter().map(|claim| &claim.said);
    for claim in claims {
        reached.extend(claim.scope.outward().filter_map(|folder| join(folder, &claim.value.path)));
    }
    let is_led_to = |path: &str| {
        let mut folder = path;
        reached.contains(path)
            || std::iter::from_fn(|| {
                folder = crate::model::parent(folder);
                (!folder.is_empty()).then_some(folder)
            })
            .take(1)
            .any(|folder| reached.contains(folder))
    };
    let alone = present(ws).filter(|page| page.kind != Some(PageKind::Index) && !is_led_to(&page.path));
    alone.map(|page| RULE.at(title(page), "no page leads here").about(page.path.as_str())).collect()
}
