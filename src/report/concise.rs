//! One finding a line, `path:line:column: level[rule] message`, as long as a defect is in few places.

use std::fmt::Write;

use super::group::{Told, tell_folded};
use super::place::{resolve, shown_message, shown_places};
use super::visible::visible;
use crate::diagnostic::Diagnostic;
use crate::workspace::Workspace;

/// The findings, a line each; a defect in many places is folded.
pub fn concise(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    tell_folded(diagnostics, |told| match told {
        Told::Whole(diagnostic) => write_line(ws, diagnostic, &mut out),
        Told::Folded(others) => {
            writeln!(out, "… and {}", shown_places(ws, others)).expect("a string takes all that is written");
        }
    });
    out
}

fn write_line(ws: &Workspace, diagnostic: &Diagnostic, out: &mut String) {
    if let Some(place) = resolve(ws, &diagnostic.place) {
        out.push_str(&visible(place.path));
        if let Some((_, start, _)) = place.range {
            write!(out, ":{}:{}", start.line, start.column).expect("a string takes all that is written");
        }
        out.push_str(": ");
    }
    let (level, rule) = (diagnostic.level.word(), diagnostic.rule);
    writeln!(out, "{level}[{rule}] {}", shown_message(diagnostic)).expect("a string takes all that is written");
}
