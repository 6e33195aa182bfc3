//! Workflow commands of GitHub Actions. A step shows ten annotations of a level, so a defect is told once, however
//! many places it has, and what is left over is counted.

use std::fmt::Write;

use super::group::{Group, groups};
use super::place::{resolve, shown_message, shown_places, shown_related};
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Level};
use crate::workspace::Workspace;

/// How many annotations of a level GitHub shows.
const SHOWN: usize = 10;

/// The findings as annotations, errors first.
pub fn github(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    let groups = groups(diagnostics);
    let of = |level: Level| groups.iter().filter(move |group| group.first.level == level);
    let levels = [Level::Error, Level::Warning, Level::Info];
    let is_cut = levels.iter().any(|level| of(*level).count() > SHOWN);
    let mut out = String::new();
    let mut left = Vec::new();
    for level in levels {
        // The line that counts is a notice itself.
        let room = if is_cut && level == Level::Info { SHOWN - 1 } else { SHOWN };
        of(level).take(room).for_each(|group| annotate(ws, group, &mut out));
        let count: usize = of(level).skip(room).map(|group| group.others.len() + 1).sum();
        if count > 0 {
            left.push(format!("{count} of level {}", level.word()));
        }
    }
    if is_cut {
        writeln!(out, "::notice title=devops-docs::More findings than GitHub shows: {}", left.join(", "))
            .expect("a string takes all that is written");
    }
    out
}

fn annotate(ws: &Workspace, group: &Group, out: &mut String) {
    let diagnostic = group.first;
    let command = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "notice",
    };
    write!(out, "::{command} ").expect("a string takes all that is written");
    if let Some(place) = resolve(ws, &diagnostic.place) {
        write!(out, "file={},", escape_property(&visible(place.path))).expect("a string takes all that is written");
        if let Some((_, start, end)) = place.range {
            write!(out, "line={},endLine={},", start.line, end.line).expect("a string takes all that is written");
            // GitHub takes columns only within one line.
            if start.line == end.line {
                write!(out, "col={},endColumn={},", start.column, end.column)
                    .expect("a string takes all that is written");
            }
        }
    }
    let mut lines = vec![shown_message(diagnostic)];
    lines.extend(diagnostic.related.iter().map(|related| shown_related(ws, related)));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {}", visible(help))));
    lines.extend(diagnostic.fix.iter().map(|fix| format!("fix: {}", visible(&fix.title))));
    if !group.others.is_empty() {
        lines.push(format!("and {}", shown_places(ws, &group.others)));
    }
    writeln!(out, "title={}::{}", escape_property(diagnostic.rule), escape_data(&lines.join("\n")))
        .expect("a string takes all that is written");
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
