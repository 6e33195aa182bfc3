#![doc = include_str!("undocumented_workflow.md")]

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::kinds::Column;
use crate::model::{Key, Kind, Name};
use crate::rules::inventory::{Missing, stated, undocumented};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::{code, codes, names, text};
use crate::text::FileId;
use crate::workspace::Workspace;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-workflow",
    summary: "the list of workflows lacks one",
    page: include_str!("undocumented_workflow.md"),
    level: Level::Info,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut by_file: BTreeMap<FileId, Missing> = BTreeMap::new();
    for missing in undocumented(ws, Kind::Workflow) {
        by_file.entry(missing.facts[0].span.file).or_insert(missing);
    }
    let lacking = by_file.into_iter().filter(|(file, _)| !is_told(ws, *file));
    lacking.map(|(file, missing)| finding(ws, file, &missing)).collect()
}

/// Whether some page tells of a workflow by any of its names.
fn is_told(ws: &Workspace, file: FileId) -> bool {
    let path = ws.files.path(file);
    let facts = ws.ledger.names.facts.iter().filter(|fact| fact.said.span.file == file);
    let names: Vec<_> = facts.filter(|fact| fact.said.value.kind == Kind::Workflow).collect();
    let by_name = names.iter().any(|fact| fact.verdict == crate::model::Verdict::Holds);
    let typed = || ws.pages.iter().filter(|page| page.is_typed());
    let heads = |text: &str| names.iter().any(|fact| text.eq_ignore_ascii_case(&fact.said.value.name));
    by_name
        || typed().flat_map(|page| &page.markdown.headings).any(|heading| heads(&heading.text))
        || typed().any(|page| ws.files.text(page.file).is_some_and(|text| text.contains(path)))
}

fn finding(ws: &Workspace, file: FileId, missing: &Missing) -> Diagnostic {
    let path = ws.files.path(file);
    let name = path.rsplit('/').next().unwrap_or(path);
    let of = Name::new(Kind::Workflow, path);
    let all = |key: Key| -> Vec<String> { stated(ws, &of, key).flat_map(|fact| fact.value.values.clone()).collect() };
    let (events, crons, title) = (all(Key::Triggers), all(Key::Schedule), all(Key::Title).into_iter().next());
    let words = format!("{name} {}", title.as_deref().unwrap_or_default()).to_lowercase();
    let is_weighty = ["deploy", "release", "publish"].iter().any(|word| words.contains(word))
        || events.iter().any(|event| matches!(event.as_str(), "schedule" | "release"));
    let level = if is_weighty { Level::Warning } else { Level::Info };
    let by_title = missing.listing.table.as_ref().is_some_and(|table| {
        let cells = table.rows.iter().filter_map(|row| row.cells.get(table.subject));
        !table.rows.is_empty() && cells.map(|cell| ws.words(*cell)).all(|words| !words.contains(".y"))
    });
    let subject = title.clone().filter(|_| by_title).unwrap_or_else(|| name.to_owned());
    let fix = missing.add_row(ws, &subject, &|header| match () {
        () if Column::Triggers.is(header) => Some(names(events.iter().map(String::as_str))),
        () if Column::Schedule.is(header) && !crons.is_empty() => Some(codes(crons.iter().map(String::as_str))),
        () if Column::File.is(header) => Some(code(name)),
        () if Column::Title.is(header) => title.as_deref().map(text),
        () => None,
    });
    let message = format!("the list of workflows lacks {name}");
    let diagnostic = RULE.at(Place::File(file), message).level(level).about(path);
    diagnostic.related(missing.listing.place.clone(), "the list of workflows").fix(fix)
}
