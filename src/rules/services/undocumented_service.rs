#![doc = include_str!("undocumented_service.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Column;
use crate::model::{Key, Kind};
use crate::rules::inventory::{stated, undocumented};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::names;
use crate::survey;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "undocumented-service",
    summary: "the list of services lacks one of the Compose file",
    page: include_str!("undocumented_service.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for missing in undocumented(ws, Kind::ComposeService) {
        let fact = missing.facts[0];
        if fact.scope.folder != missing.listing.scope.folder {
            continue;
        }
        // A block has the services that a person's machine runs; files for other purposes lie beside theirs.
        let local = survey::local_compose(ws, &fact.scope.folder).filter(|_| missing.is_written_by_a_block(ws));
        let file = ws.files.path(fact.span.file);
        if local.is_some_and(|local| !local.files.iter().any(|of| of == file)) {
            continue;
        }
        let name = missing.name();
        let say = |key: Key| {
            let values: Vec<&str> =
                stated(ws, &fact.value, key).flat_map(|fact| &fact.value.values).map(String::as_str).collect();
            (!values.is_empty()).then(|| names(values))
        };
        let fix = missing.add_row(ws, name, &|header| match () {
            () if Column::Port.is(header) || Column::HostPort.is(header) => say(Key::HostPort),
            () if Column::Image.is(header) => say(Key::Image),
            () => None,
        });
        let message = format!("the list of services lacks {name}");
        let diagnostic = RULE.at(fact.span, message).about(name);
        found.push(diagnostic.related(missing.listing.place.clone(), "the list of services").fix(fix));
    }
    found
}
