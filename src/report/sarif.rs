//! SARIF 2.1.0, for code scanning. Columns count UTF-16 code units, bytes from 0; nothing names this machine.

use std::collections::BTreeMap;

use serde::Serialize;

use super::SITE;
use super::each::Each;
use super::place::{before_in_line, fingerprints, shown_message};
use super::visible::visible;
use crate::diagnostic::{Applicability, Diagnostic, Fix, Level, Place};
use crate::rules::{FAMILIES, Rule, all, rule_url};
use crate::text::{FileId, Span, json_document, percent};
use crate::workspace::{Workspace, path_of};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<R> {
    tool: Tool,
    column_kind: &'static str,
    results: R,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Help,
    help_uri: String,
    default_configuration: Configuration,
    properties: Tags,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Tags {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOut {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the format names it so")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    byte_offset: u32,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixOut {
    description: Message,
    artifact_changes: Vec<ArtifactChange>,
    properties: FixProperties,
}

#[derive(Serialize)]
struct FixProperties {
    applicability: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange {
    artifact_location: ArtifactLocation,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// One run with every rule and all findings.
pub fn sarif(ws: &Workspace, diagnostics: &[Diagnostic]) -> String {
    let fingerprints = fingerprints(ws, diagnostics);
    let results = || diagnostics.iter().zip(&fingerprints).map(|(found, print)| result(ws, found, print.clone()));
    let driver = Driver {
        name: "devops-docs",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: SITE,
        rules: FAMILIES.iter().flat_map(|(family, rules)| rules.iter().map(|rule| describe(family, rule))).collect(),
    };
    let run = Run { tool: Tool { driver }, column_kind: "utf16CodeUnits", results: Each(results) };
    let log = Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
    json_document(&log)
}

fn describe(family: &'static str, rule: &Rule) -> Descriptor {
    Descriptor {
        id: rule.name,
        name: rule.name.split('-').map(capitalized).collect(),
        short_description: Message { text: rule.summary.to_owned() },
        full_description: Message { text: first_paragraph(rule.page) },
        help: Help { text: rule.page, markdown: rule.page },
        help_uri: rule_url(rule.name),
        default_configuration: Configuration { level: level_word(rule.level) },
        properties: Tags { tags: [family] },
    }
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

/// The text between a page's title and the next empty line, as one line.
fn first_paragraph(page: &str) -> String {
    let lines = page.lines().skip(1).skip_while(|line| line.trim().is_empty());
    lines.take_while(|line| !line.trim().is_empty()).map(str::trim).collect::<Vec<_>>().join(" ")
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Info => "note",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn result(ws: &Workspace, diagnostic: &Diagnostic, fingerprint: String) -> ResultOut {
    let place = physical(ws, &diagnostic.place);
    let label = Some(&diagnostic.label).filter(|label| !label.is_empty()).map(|label| message(label));
    let related = (1..).zip(&diagnostic.related).map(|(id, related)| Location {
        id: Some(id),
        physical_location: physical(ws, &related.place),
        message: Some(match &related.place {
            Place::Commit(commit) => message(&format!("{} {commit}", related.message)),
            _ => message(&related.message),
        }),
    });
    ResultOut {
        rule_id: diagnostic.rule,
        rule_index: all()
            .position(|rule| rule.name == diagnostic.rule)
            .expect("a finding is of a rule of the catalogue"),
        level: level_word(diagnostic.level),
        message: message(&shown_message(diagnostic)),
        locations: place
            .map(|place| Location { id: None, physical_location: Some(place), message: label })
            .into_iter()
            .collect(),
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([("devopsDocs/v1", fingerprint)]),
        fixes: diagnostic.fix.iter().map(|fix| fix_out(ws, fix)).collect(),
    }
}

/// A message, in which `[words](1)` would be a link: it is kept from being one.
fn message(text: &str) -> Message {
    Message { text: visible(text).replace("](", "\\](") }
}

fn physical(ws: &Workspace, place: &Place) -> Option<PhysicalLocation> {
    let path = path_of(ws, place)?;
    // GitHub shows only what has a line, so a finding about a whole file or folder stands at its first.
    let span = place.span().or_else(|| Some(Span::new(place.file()?, 0, 0)));
    let region = span.map_or(FIRST, |span| region(ws, span));
    Some(PhysicalLocation { artifact_location: artifact(path), region })
}

fn artifact(path: &str) -> ArtifactLocation {
    ArtifactLocation { uri: percent::encode(path), uri_base_id: "%SRCROOT%" }
}

/// Where a path begins that has no text here.
const FIRST: Region =
    Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1, byte_offset: 0, byte_length: 0 };

fn region(ws: &Workspace, span: Span) -> Region {
    let point = |byte: u32| {
        let column = before_in_line(ws, span.file, byte).encode_utf16().count() + 1;
        (ws.files.position_of(span.file, byte as usize).line, column)
    };
    let ((start_line, start_column), (end_line, end_column)) = (point(span.start), point(span.end));
    Region { start_line, start_column, end_line, end_column, byte_offset: span.start, byte_length: span.len() }
}

fn fix_out(ws: &Workspace, fix: &Fix) -> FixOut {
    let mut changes: BTreeMap<FileId, Vec<Replacement>> = BTreeMap::new();
    for edit in &fix.edits {
        let inserted_content = Message { text: edit.text.clone() };
        let replacement = Replacement { deleted_region: region(ws, edit.span), inserted_content };
        changes.entry(edit.span.file).or_default().push(replacement);
    }
    let change =
        |(file, replacements)| ArtifactChange { artifact_location: artifact(ws.files.path(file)), replacements };
    FixOut {
        description: message(&fix.title),
        artifact_changes: changes.into_iter().map(change).collect(),
        properties: FixProperties {
            applicability: match fix.applicability {
                Applicability::Safe => "safe",
                Applicability::Unsafe => "unsafe",
            },
        },
    }
}
