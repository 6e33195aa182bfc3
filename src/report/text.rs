//! Findings for people: both places underlined, why, and what to do.

use std::fmt::Write;
use std::ops::Range;

use codespan_reporting::diagnostic::{Diagnostic as Drawn, Label, LabelStyle, Severity};
use codespan_reporting::files::{Error, Files as Sources};
use codespan_reporting::term::{self, Config, termcolor};

use crate::diagnostic::{Applicability, Diagnostic, Level, Place, Related};
use crate::lint::path_of;
use crate::rules::rule_url;
use crate::text::{FileId, Span};
use crate::workspace::Workspace;

/// How text is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// With colour.
    pub color: bool,
    /// With links that terminals open.
    pub hyperlinks: bool,
}

/// The longest line that is drawn whole, in bytes.
const LONG_LINE: usize = 400;

/// The findings as drawings of source.
pub fn text(ws: &Workspace, diagnostics: &[Diagnostic], style: Style) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        draw(ws, diagnostic, style, &mut out);
    }
    out
}

fn draw(ws: &Workspace, diagnostic: &Diagnostic, style: Style, out: &mut String) {
    let severity = match diagnostic.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info => Severity::Note,
    };
    let mut drawn = Drawn::new(severity).with_code(code(diagnostic.rule, style)).with_message(&diagnostic.message);
    let places = std::iter::once(&diagnostic.place).chain(diagnostic.related.iter().map(|related| &related.place));
    let labels = places.filter_map(Place::span).collect();
    let mut notes = Vec::new();
    match &diagnostic.place {
        Place::Span(span) => drawn.labels.push(label(LabelStyle::Primary, *span, &diagnostic.label)),
        place => notes.push(format!("in {}", path_of(ws, place).unwrap_or("the history"))),
    }
    for related in &diagnostic.related {
        match &related.place {
            Place::Span(span) => drawn.labels.push(label(LabelStyle::Secondary, *span, &related.message)),
            _ => notes.push(aside(ws, related)),
        }
    }
    notes.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    notes.extend(diagnostic.fix.as_ref().map(|fix| match fix.applicability {
        Applicability::Safe => format!("fix: {}", fix.title),
        Applicability::Unsafe => format!("fix: {} (a guess: --unsafe-fixes)", fix.title),
    }));
    drawn.notes = notes;
    let sources = Clipped { ws, labels };
    let config = Config { tab_width: 4, ..Config::default() };
    let mut buffer = if style.color { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
    let drawing = term::emit_to_write_style(&mut buffer, &config, &sources, &drawn);
    if drawing.is_ok() {
        out.push_str(&String::from_utf8_lossy(buffer.as_slice()));
    } else {
        writeln!(out, "{}[{}]: {}", diagnostic.level.word(), diagnostic.rule, diagnostic.message)
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

fn label(style: LabelStyle, span: Span, message: &str) -> Label<FileId> {
    Label::new(style, span.file, span.range()).with_message(message)
}

fn aside(ws: &Workspace, related: &Related) -> String {
    match &related.place {
        Place::Commit(commit) => format!("{} {commit}", related.message),
        place => format!("{}: {}", related.message, path_of(ws, place).unwrap_or_default()),
    }
}

/// The workspace's files as codespan reads them; of a very long line it sees what is around a label.
struct Clipped<'a> {
    ws: &'a Workspace,
    labels: Vec<Span>,
}

impl Clipped<'_> {
    fn window(&self, id: FileId, line: Range<usize>, text: &str) -> Range<usize> {
        let label = self.labels.iter().find(|l| l.file == id && line.contains(&(l.start as usize)));
        let middle = label.map_or(line.start, |label| label.start as usize);
        let start = middle.saturating_sub(LONG_LINE / 4).max(line.start);
        let end = label.map_or(start, |label| label.end as usize).max(start).min(start + LONG_LINE) + LONG_LINE / 4;
        text.floor_char_boundary(start)..text.floor_char_boundary(end.min(line.end))
    }
}

impl<'a> Sources<'a> for Clipped<'a> {
    type FileId = FileId;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(self.ws.files.path(id))
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        self.ws.files.text(id).ok_or(Error::FileMissing)
    }

    fn line_index(&'a self, id: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.ws.files.lines(id).ok_or(Error::FileMissing)?.index(byte))
    }

    fn column_number(&'a self, id: FileId, _: usize, byte: usize) -> Result<usize, Error> {
        Ok(self.ws.files.position_of(id, byte).column)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<Range<usize>, Error> {
        let lines = self.ws.files.lines(id).ok_or(Error::FileMissing)?;
        if line >= lines.count() {
            return Err(Error::LineTooLarge { given: line, max: lines.count() - 1 });
        }
        let text = self.source(id)?;
        let range = lines.start(line, text)..lines.start(line + 1, text);
        Ok(if range.len() > LONG_LINE { self.window(id, range, text) } else { range })
    }
}
