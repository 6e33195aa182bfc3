//! Environment variables, where a page defines them: in a table, a list of definitions, or headings.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::speech::Speech;
use crate::model::{How, Kind, Name};
use crate::syntax::markdown::{Block, BlockKind};

/// A name that is written as variables are, with at least one underscore.
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$").expect("a valid expression"));

/// Variables of other programs, which this repository need not name.
const WELL_KNOWN: &[&str] = &[
    "AWS_",
    "GITHUB_",
    "RUNNER_",
    "DOCKER_",
    "RUST_",
    "CARGO_",
    "NODE_",
    "NPM_",
    "PYTHON",
    "PIP_",
    "GO",
    "CGO_",
    "LC_",
    "XDG_",
    "TF_",
    "KUBE",
    "HTTP_",
    "HTTPS_",
    "NO_",
    "GIT_",
    "SSH_",
    "JAVA_",
    "GOOGLE_",
    "AZURE_",
    "ARM_",
    "CI_",
    "GPG_",
    "OTEL_",
    "COMPOSE_",
    "BUILDKIT_",
    "VIRTUAL_",
    "YOUR_",
    "MY_",
    "EXAMPLE_",
    "SOME_",
    "POSTGRES_",
    "MYSQL_",
    "PG",
    "LD_",
    "DYLD_",
    "MSBUILD",
    "VSCODE_",
    "CONDA_",
    "SPRING_",
    "QUARKUS_",
    "MICRONAUT_",
];

/// Whether a name is that of a variable that some program of this repository may read.
pub(super) fn is_variable(name: &str) -> bool {
    VARIABLE.is_match(name) && !WELL_KNOWN.iter().any(|known| name.starts_with(known))
}

pub(super) fn read(speech: &mut Speech) {
    let used = used(speech.text.text);
    fences(speech, &used);
    let page = speech.page;
    let markdown = &page.markdown;
    for code in &markdown.codes {
        let block = &markdown.blocks[code.block];
        let name = code.text.split('=').next().unwrap_or(&code.text).trim();
        if code.struck || !speech.speaks(block) || !is_variable(name) || code.text.len() != code.span.len() {
            continue;
        }
        // It must be the first word of its place, as the name of what is defined there.
        let before = code.span.start.saturating_sub(block.span.start) as usize;
        let first = block.prose.get(..before).is_some_and(|words| words.trim().is_empty());
        let defines = match block.kind {
            BlockKind::ListItem => first && ends_a_term(&block.prose, before + code.text.len()),
            BlockKind::Heading(_) => first && !is_among_codes(speech, block),
            BlockKind::TableCell => first && is_variable_column(speech, code.block),
            BlockKind::Paragraph | BlockKind::Html => false,
        };
        // What a sample on the same page reads is the sample's own.
        let is_sample = used.contains(name);
        if !defines || is_sample || Speech::is_elsewhen(&block.prose) {
            continue;
        }
        let span = crate::text::Span { end: code.span.start + u32::try_from(name.len()).unwrap_or(0), ..code.span };
        let how = if block.kind == BlockKind::TableCell { How::Table } else { How::Definition };
        speech.claim_name(Name::new(Kind::EnvVar, name), span, speech.scope(), how);
    }
}

/// Whether a heading stands in a section of codes, which are written as variables are: "Error codes".
fn is_among_codes(speech: &Speech, block: &Block) -> bool {
    static CODES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i-u)\b(?:errors?|codes|status(?:es)?|events|constants|enums?)\b").expect("a valid expression")
    });
    let headings = &speech.page.markdown.headings;
    let own = block.section.and_then(|at| headings.get(at));
    let around = std::iter::successors(own.and_then(|heading| heading.parent), |at| headings[*at].parent);
    around.into_iter().any(|at| headings[at].level > 1 && CODES.is_match(&headings[at].text))
}

/// The variables that a page itself reads, in whatever sample.
fn used(text: &str) -> HashSet<&str> {
    static READS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:\$\{?|(?:process|import\.meta)\.env\.|(?:environ|ENV|env)\[["']?|(?:environ\.get|getenv|ENV\.fetch|env)\(["']?)(?P<name>[A-Z][A-Z0-9_]+)"#)
            .expect("a valid expression")
    });
    READS.captures_iter(text).filter_map(|found| found.name("name")).map(|name| name.as_str()).collect()
}

/// Languages of fences that may hold settings.
const SETTINGS: &[&str] = &["", "env", "dotenv", "ini", "properties", "sh", "bash", "shell", "text"];

static ASSIGNMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:export )?(?P<name>[A-Z][A-Z0-9_]+) ?=(?P<value>[^$`]*)$").expect("a valid expression")
});

/// Fences that hold nothing but settings to be filled in.
fn fences(speech: &mut Speech, used: &HashSet<&str>) {
    let page = speech.page;
    for fence in &page.markdown.fences {
        if !SETTINGS.contains(&fence.language.as_str()) || !speech.fence_speaks(fence) {
            continue;
        }
        let is_other =
            |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#') && !ASSIGNMENT.is_match(line);
        if fence.text.lines().any(is_other) {
            continue;
        }
        let mut at = 0;
        for line in fence.text.split_inclusive('\n') {
            if let Some(name) = ASSIGNMENT.captures(line.trim_end()).and_then(|found| found.name("name"))
                && is_variable(name.as_str())
                && !used.contains(name.as_str())
            {
                let span = fence.locate(at + name.start(), at + name.end());
                speech.claim_name(Name::new(Kind::EnvVar, name.as_str()), span, speech.scope(), How::Definition);
            }
            at += line.len();
        }
    }
}

/// Whether a term ends there: what follows explains it.
fn ends_a_term(prose: &str, at: usize) -> bool {
    let rest = prose.get(at..).unwrap_or_default().trim_start_matches(['*', ' ', '`']);
    rest.is_empty() || rest.starts_with([':', '-', '–', '—', '=', '('])
}

/// Whether a cell stands in the first column of a table that calls it a variable.
fn is_variable_column(speech: &Speech, block: usize) -> bool {
    let tables = &speech.page.markdown.tables;
    let Some(table) = tables.iter().find(|table| table.blocks.contains(&block)) else { return false };
    let header = table.header.first().map(|cell| cell.text.to_lowercase()).unwrap_or_default();
    let in_first = table.rows.iter().any(|row| row.cells.first().is_some_and(|cell| cell.block == block));
    in_first
        && ["variable", "env", "name", "setting", "parameter", "key", "option"].iter().any(|word| header.contains(word))
}
