//! Findings for people: both places underlined, why, and what to do.

use std::fmt::Write;

use codespan_reporting::diagnostic::{Diagnostic as Drawn, Label, LabelStyle, Severity};
use codespan_reporting::term::{self, Config, termcolor};

use super::group::{Told, tell_folded};
use super::place::{shown_place, shown_places, shown_related};
use super::sheet::{Sheets, TAB};
use super::source::Drawable;
use super::visible::visible;
use crate::diagnostic::{Applicability, Diagnostic, Level, Place};
use crate::rules::rule_url;
use crate::text::{FileId, Span};
use crate::workspace::Workspace;

/// How text is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// With colour.
    pub color: bool,
    /// With links that terminals open.
    pub hyperlinks: bool,
    /// How many columns a line of source may take with its number.
    pub width: usize,
}

impl Default for Style {
    /// Plain, and as wide as logs are read.
    fn default() -> Self {
        Self { color: false, hyperlinks: false, width: 140 }
    }
}

/// The findings as drawings of source; a defect in many places is folded.
pub fn text(ws: &Workspace, diagnostics: &[Diagnostic], style: Style) -> String {
    let files = Drawable::new(ws, diagnostics.iter().flat_map(places).filter_map(Place::span));
    let mut out = String::new();
    tell_folded(diagnostics, |told| match told {
        Told::Whole(diagnostic) => draw(ws, &files, diagnostic, style, &mut out),
        Told::Folded(others) => {
            writeln!(out, "… and {}\n", shown_places(ws, others)).expect("a string takes all that is written");
        }
    });
    out
}

fn places(diagnostic: &Diagnostic) -> impl Iterator<Item = &Place> {
    std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|related| &related.place))
}

fn draw(ws: &Workspace, files: &Drawable, diagnostic: &Diagnostic, style: Style, out: &mut String) {
    let severity = match diagnostic.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Note,
    };
    let message = visible(&diagnostic.message);
    let mut drawn = Drawn::new(severity).with_code(code(diagnostic.rule, style)).with_message(message.as_ref());
    let mut notes = Vec::new();
    let sheets = Sheets::new(files, places(diagnostic).filter_map(Place::span), style.width);
    match &diagnostic.place {
        Place::Span(span) => drawn.labels.push(label(&sheets, LabelStyle::Primary, *span, &diagnostic.label)),
        Place::Commit(commit) => notes.push(format!("in the history, commit {}", visible(commit))),
        place => notes.push(format!("in {}", shown_place(ws, place))),
    }
    for related in &diagnostic.related {
        match &related.place {
            Place::Span(span) => drawn.labels.push(label(&sheets, LabelStyle::Secondary, *span, &related.message)),
            _ => notes.push(shown_related(ws, related)),
        }
    }
    notes.extend(diagnostic.help.iter().map(|help| format!("help: {}", visible(help))));
    notes.extend(diagnostic.fix.as_ref().map(|fix| {
        let title = visible(&fix.title);
        match fix.applicability {
            Applicability::Safe => format!("fix: {title}"),
            Applicability::Unsafe => format!("fix: {title} (a guess: --unsafe-fixes)"),
        }
    }));
    drawn.notes = notes;
    let config = Config { tab_width: TAB, ..Config::default() };
    let mut buffer = if style.color { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
    let drawing = term::emit_to_write_style(&mut buffer, &config, &sheets, &drawn);
    if drawing.is_ok() {
        out.push_str(&String::from_utf8_lossy(buffer.as_slice()));
    } else {
        writeln!(out, "{}[{}]: {message}", diagnostic.level.word(), diagnostic.rule)
            .expect("a string takes all that is written");
    }
}

/// The rule's name, which a terminal may open as its page.
fn code(rule: &str, style: Style) -> String {
    if style.hyperlinks {
        format!("\u{1b}]8;;{}\u{1b}\\{rule}\u{1b}]8;;\u{1b}\\", rule_url(rule))
    } else {
        rule.to_owned()
    }
}

fn label(sheets: &Sheets, style: LabelStyle, span: Span, message: &str) -> Label<FileId> {
    Label::new(style, span.file, sheets.range(span)).with_message(visible(message))
}
