//! JUnit XML, which every CI server shows: a test case a finding, and one that passes if there is none.

use std::fmt::Write;

use super::place::{resolve, shown_place, shown_related};
use super::visible::visible;
use crate::diagnostic::{Diagnostic, Level};
use crate::rules::rule_url;
use crate::text::xml;
use crate::workspace::Workspace;

/// The findings as failed tests; information is told by tests that pass.
pub fn junit(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    let failures = diagnostics.iter().filter(|diagnostic| diagnostic.level > Level::Info).count();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"0\"", diagnostics.len().max(1));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"devops-docs\" {counts}>\n  \
         <testsuite name=\"devops-docs\" {counts} skipped=\"0\">\n"
    );
    if diagnostics.is_empty() {
        out.push_str("    <testcase classname=\"devops-docs\" name=\"nothing to report\"/>\n");
    }
    for diagnostic in diagnostics {
        write_case(ws, diagnostic, &mut out);
    }
    out.push_str("  </testsuite>\n</testsuites>\n");
    out
}

fn write_case(ws: &Workspace, diagnostic: &Diagnostic, out: &mut String) {
    let place = resolve(ws, &diagnostic.place);
    let (rule, level, message) = (diagnostic.rule, diagnostic.level.word(), visible(&diagnostic.message));
    let name = format!("{}: {message}", shown_place(ws, &diagnostic.place));
    let mut attributes = format!("classname=\"devops-docs.{rule}\" name=\"{}\"", escape(&name));
    if let Some(place) = &place {
        write!(attributes, " file=\"{}\"", escape(place.path)).expect("a string takes all that is written");
    }
    if let Some((_, start, _)) = place.and_then(|place| place.range) {
        write!(attributes, " line=\"{}\"", start.line).expect("a string takes all that is written");
    }
    let mut lines = vec![format!("{level}[{rule}] {name}")];
    lines.extend(diagnostic.related.iter().map(|related| shown_related(ws, related)));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {}", visible(help))));
    lines.extend(diagnostic.fix.iter().map(|fix| format!("fix: {}", visible(&fix.title))));
    lines.push(rule_url(rule));
    let body: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    let (open, close) = match diagnostic.level {
        Level::Info => ("<system-out>".to_owned(), "</system-out>"),
        Level::Warning | Level::Error => {
            (format!("<failure type=\"{level}\" message=\"{}\">", escape(&message)), "</failure>")
        }
    };
    writeln!(out, "    <testcase {attributes}>\n      {open}{}{close}\n    </testcase>", body.join("\n"))
        .expect("a string takes all that is written");
}

/// Text for elements and attributes; what XML cannot hold at all is shown by its stand-in.
fn escape(text: &str) -> String {
    xml::escape(&visible(text))
}
