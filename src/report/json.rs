//! JSON, as `schemas/lint.json` describes it: lines and columns from 1, bytes from 0.

use std::borrow::Cow;

use serde::Serialize;

use super::each::Each;
use super::place::{fingerprints, resolve};
use super::summary::Summary;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Place};
use crate::rules::rule_url;
use crate::text::{Position, json_document, json_line};
use crate::workspace::Workspace;

#[derive(Serialize)]
struct Document<D> {
    version: u32,
    tool: ToolOut,
    summary: SummaryOut,
    diagnostics: D,
}

#[derive(Serialize)]
struct ToolOut {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct SummaryOut {
    error: usize,
    warning: usize,
    info: usize,
    hidden: usize,
    baseline: usize,
    suppressed: usize,
    pages: usize,
    judged: usize,
    unjudged: usize,
}

/// A finding as every JSON of ours has it.
#[derive(Serialize)]
pub struct Finding<'a> {
    rule: &'a str,
    level: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    group: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Placed<'a>,
    related: Vec<RelatedOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    url: String,
    fingerprint: String,
}

#[derive(Serialize)]
struct Placed<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Point>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Point>,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    byte: u32,
}

#[derive(Serialize)]
struct RelatedOut<'a> {
    #[serde(flatten)]
    place: Placed<'a>,
    message: Cow<'a, str>,
}

#[derive(Serialize)]
struct FixOut<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditOut<'a>>,
}

#[derive(Serialize)]
struct EditOut<'a> {
    path: &'a str,
    start: u32,
    end: u32,
    text: &'a str,
}

/// One document with a summary.
pub fn json(ws: &Workspace, diagnostics: &[Diagnostic], summary: &Summary) -> String {
    let document = Document {
        version: 1,
        tool: ToolOut { name: "devops-docs", version: env!("CARGO_PKG_VERSION") },
        summary: SummaryOut {
            error: summary.errors,
            warning: summary.warnings,
            info: summary.infos,
            hidden: summary.hidden,
            baseline: summary.baseline,
            suppressed: summary.suppressed,
            pages: summary.pages,
            judged: summary.tally.holds + summary.tally.broken,
            unjudged: summary.tally.unjudged,
        },
        diagnostics: Each(|| findings(ws, diagnostics)),
    };
    json_document(&document)
}

/// One finding a line.
pub fn jsonl(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    findings(ws, diagnostics).map(|finding| json_line(&finding)).collect()
}

/// The findings, as `schemas/lint.json` describes each.
pub fn findings<'a>(ws: &'a Workspace, diagnostics: &'a [Diagnostic]) -> impl Iterator<Item = Finding<'a>> {
    let finding = move |(diagnostic, fingerprint): (&'a Diagnostic, String)| Finding {
        rule: diagnostic.rule,
        level: diagnostic.level.word(),
        group: &diagnostic.subject,
        message: &diagnostic.message,
        place: placed(ws, &diagnostic.place),
        related: diagnostic
            .related
            .iter()
            .map(|related| {
                let message = match &related.place {
                    // The words lead to what did it.
                    Place::Commit(commit) => Cow::Owned(format!("{} {commit}", related.message)),
                    _ => Cow::Borrowed(related.message.as_str()),
                };
                RelatedOut { place: placed(ws, &related.place), message }
            })
            .collect(),
        fix: diagnostic.fix.as_ref().map(|fix| fix_out(ws, fix)),
        help: diagnostic.help.as_deref(),
        url: rule_url(diagnostic.rule),
        fingerprint,
    };
    diagnostics.iter().zip(fingerprints(ws, diagnostics)).map(finding)
}

fn placed<'a>(ws: &'a Workspace, place: &'a Place) -> Placed<'a> {
    if let Place::Commit(commit) = place {
        return Placed { path: None, commit: Some(commit), start: None, end: None };
    }
    let resolved = resolve(ws, place).expect("every place but a commit has a path");
    let point = |at: Position, byte| Point { line: at.line, column: at.column, byte };
    let (start, end) = match resolved.range {
        Some((span, start, end)) => (Some(point(start, span.start)), Some(point(end, span.end))),
        None => (None, None),
    };
    Placed { path: Some(resolved.path), commit: None, start, end }
}

fn fix_out<'a>(ws: &'a Workspace, fix: &'a Fix) -> FixOut<'a> {
    FixOut {
        title: &fix.title,
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        },
        edits: fix
            .edits
            .iter()
            .map(|edit| EditOut {
                path: ws.files.path(edit.span.file),
                start: edit.span.start,
                end: edit.span.end,
                text: &edit.text,
            })
            .collect(),
    }
}
