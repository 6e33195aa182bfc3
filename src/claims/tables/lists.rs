//! Lists of a knowledge base whose items begin with the name of a secret or variable.

use std::sync::LazyLock;

use regex::Regex;

use super::super::speech::Speech;
use super::headings::{above, is_meant_whole, list};
use super::shape::{is_whole, of_heading};
use super::stores::is_elsewhere;
use crate::kinds::PageKind;
use crate::model::{How, Kind, Name, is_built_in_secret};
use crate::syntax::markdown::BlockKind;

/// Whether a word can be the name of a secret or variable.
fn is_identifier(word: &str) -> bool {
    static IDENTIFIER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[A-Za-z_][A-Za-z0-9_]*$").expect("a valid expression"));
    IDENTIFIER.is_match(word)
}

/// Whether GitHub provides what is called so: one secret, and many variables of the environment.
pub(super) fn is_built_in(kind: Kind, word: &str) -> bool {
    let is_of_environment = !matches!(kind, Kind::Secret | Kind::Variable);
    let begins = |rest: &str| BUILT_IN.iter().any(|word| rest.starts_with(word));
    is_built_in_secret(word)
        || is_of_environment && word.strip_prefix("GITHUB_").or(word.strip_prefix("RUNNER_")).is_some_and(begins)
}

/// What follows `GITHUB_` or `RUNNER_` in the variables that GitHub sets. Others begin so too: `GITHUB_CLIENT_ID`.
const BUILT_IN: &[&str] = &[
    "ACTION",
    "ACTOR",
    "API_URL",
    "BASE_REF",
    "ENV",
    "EVENT_",
    "GRAPHQL_URL",
    "HEAD_REF",
    "JOB",
    "OUTPUT",
    "PATH",
    "REF",
    "REPOSITORY",
    "RETENTION_DAYS",
    "RUN_",
    "SERVER_URL",
    "SHA",
    "STEP_SUMMARY",
    "TRIGGERING_ACTOR",
    "WORKFLOW",
    "WORKSPACE",
    "ARCH",
    "DEBUG",
    "NAME",
    "OS",
    "TEMP",
    "TOOL_CACHE",
];

/// Whether words before a name are other names.
fn are_names(before: &str) -> bool {
    before.split([' ', ',', '/', '*', '`']).all(|word| word.is_empty() || word == "and" || is_identifier(word))
        && !before.chars().any(|c| c.is_ascii_lowercase() && !"and".contains(c))
}

pub(super) fn read(speech: &mut Speech, page_kind: PageKind) {
    let page = speech.page;
    let mut listed: Vec<Kind> = Vec::new();
    for code in &page.markdown.codes {
        let block = &page.markdown.blocks[code.block];
        let before = code.span.start.saturating_sub(block.span.start) as usize;
        let first = block.prose.get(..before).is_some_and(are_names);
        if block.kind != BlockKind::ListItem || code.struck || !first || !speech.speaks(block) {
            continue;
        }
        let kind = above(page, block.section).iter().find_map(|heading| of_heading(page_kind, heading));
        let Some(kind) = kind.filter(|kind| matches!(kind, Kind::Secret | Kind::Variable | Kind::EnvVar)) else {
            continue;
        };
        if kind != Kind::EnvVar && is_elsewhere(page, block.section, &[]) || Speech::is_elsewhen(&block.prose) {
            continue;
        }
        let is_name = is_identifier(&code.text) && !code.text.bytes().any(|b| b.is_ascii_lowercase());
        if super::claim_pattern(speech, kind, &code.text, code.span) || !is_name || is_built_in(kind, &code.text) {
            continue;
        }
        super::claim(speech, Name::new(kind, code.text.clone()), code.span, How::Definition);
        if !listed.contains(&kind) && is_whole(page_kind, kind) && is_meant_whole(page, kind) {
            listed.push(kind);
            list(speech, kind, code.span);
        }
    }
}
