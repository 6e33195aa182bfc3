#![doc = include_str!("unguarded_destruction.md")]

use std::sync::LazyLock;

use regex::Regex;

use super::{called, declare};
use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Page;
use crate::model::Effect;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::snippets::{infer, infer_check};
use crate::syntax::markdown::Fence;
use crate::syntax::shell::{self, Command};
use crate::text::Excerpt;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "unguarded-destruction",
    summary: "a command that cannot be taken back stands without a word of warning",
    page: include_str!("unguarded_destruction.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Words that tell the reader what is at stake, or what to do before.
static WARNING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:warning|caution|danger(?:ous)?|careful(?:ly)?|back ?up|snapshot|irreversib[a-z]+|irrecoverab[a-z]+|permanent(?:ly)?|cannot be (?:undone|taken back|restored)|can[’']t be undone|no way back|for good|destr[a-z]+|delet[a-z]+|discard[a-z]*|remov[a-z]+|los(?:e|es|t|s)|wipe[sd]?|eras[a-z]+|drops?|overwrit[a-z]+|reset[a-z]*|clean[a-z]*|prun[a-z]*|tear[a-z]*|scratch|afresh|confirm[a-z]*|make sure|double-check|approv[a-z]+|throw[a-z]* away|uninstall[a-z]*)\b",
    )
    .expect("a valid expression")
});

/// Folders that a build makes again.
const MADE_AGAIN: &[&str] = &[
    "node_modules",
    "dist",
    "build",
    "target",
    "out",
    ".cache",
    ".venv",
    "venv",
    "coverage",
    ".next",
    ".nuxt",
    ".terraform",
    "__pycache__",
    ".pytest_cache",
    "vendor",
    ".gradle",
    "bin",
    "obj",
    "_site",
    "public",
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let declared = ws.checks.iter().filter(|check| check.declared < Effect::Destroy).filter_map(|check| {
        let destroys = infer_check(check, check.folder.is_none()).destroys?;
        let message =
            format!("{} says check={}, and `{destroys}` cannot be taken back", called(check), check.declared.word());
        Some(RULE.at(check.attributes, message).about(check.label()).fix(declare(ws, check, "destroy")))
    });
    let mut found: Vec<Diagnostic> = declared.collect();
    for page in present(ws) {
        for fence in page.markdown.fences.iter().filter(|fence| shell::is_shell(&fence.language)) {
            if !ws.checks.iter().any(|check| check.fence == fence.span) && !is_guarded(page, fence) {
                found.extend(in_fence(fence));
            }
        }
    }
    found
}

/// What the commands of a fence destroy, unless they say so themselves.
fn in_fence(fence: &Fence) -> Vec<Diagnostic> {
    let whole = Excerpt { file: fence.span.file, offset: 0, text: &fence.text };
    let script = if shell::looks_like_console(&fence.text) { shell::parse_console(whole) } else { shell::parse(whole) };
    let comments = fence.text.lines().filter_map(|line| line.split_once('#')).any(|(_, words)| WARNING.is_match(words));
    if comments || !script.clean {
        return Vec::new();
    }
    let finding = |command: &Command| {
        let words = command.span.range();
        let destroys = infer(fence.text.get(words.clone())?, "bash", false).destroys?;
        if is_remade(command) {
            return None;
        }
        let span = fence.locate(words.start, words.end);
        let message = format!("`{destroys}` cannot be taken back, and nothing here says so");
        let help = "say what is lost and what to do before, in the section above the command";
        Some(RULE.at(span, message).about(destroys).help(help))
    };
    script.commands.iter().filter_map(finding).collect()
}

/// Whether a command removes only what is made again: build folders, temporary files.
fn is_remade(command: &Command) -> bool {
    let words = || command.words.iter().skip_while(|word| word.raw == "sudo");
    let is_made = |path: &str| {
        let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
        MADE_AGAIN.contains(&name) || path.starts_with("/tmp/") || path.contains("tmp") || path.ends_with(".log")
    };
    let operands = || words().skip(1).filter(|word| !word.raw.starts_with('-'));
    words().next().is_some_and(|word| word.raw == "rm") && operands().all(|word| is_made(&word.raw))
}

/// Whether the section of a fence says what is at stake.
fn is_guarded(page: &Page, fence: &Fence) -> bool {
    let markdown = &page.markdown;
    let headings = fence.section.into_iter().flat_map(|at| {
        std::iter::successors(Some(at), |at| markdown.headings[*at].parent)
            .filter(|at| markdown.headings[*at].level > 1)
    });
    let mut titles = headings.map(|at| markdown.headings[at].text.as_str());
    let mut words =
        markdown.blocks.iter().filter(|block| block.section == fence.section).map(|block| block.prose.as_str());
    let risk = page.front_word("risk") == Some("high");
    risk || titles.any(|title| WARNING.is_match(title)) || words.any(|words| WARNING.is_match(words))
}
