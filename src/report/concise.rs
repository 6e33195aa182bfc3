//! One finding a line: `path:line:column: level[rule] message`.

use std::fmt::Write;

use super::place::resolve;
use crate::diagnostic::Diagnostic;
use crate::workspace::Workspace;

/// The findings, a line each.
pub fn concise(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        if let Some(place) = resolve(ws, &diagnostic.place) {
            out.push_str(place.path);
            if let Some((_, start, _)) = place.range {
                write!(out, ":{}:{}", start.line, start.column).expect("a string takes all that is written");
            }
            out.push_str(": ");
        }
        let (level, rule) = (diagnostic.level.word(), diagnostic.rule);
        writeln!(out, "{level}[{rule}] {}", diagnostic.message).expect("a string takes all that is written");
    }
    out
}
