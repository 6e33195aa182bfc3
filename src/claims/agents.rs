//! Agent files that name one another: by path, as the one that work is handed to, as a command.

use std::sync::LazyLock;

use regex::Regex;

use super::code_spans::path_in;
use super::speech::Speech;
use crate::kinds::AGENT_ROOTS;
use crate::model::{How, Kind, Name, Naming, Scope};
use crate::syntax::markdown::{Block, Code};

/// A name in the way of agents; one word alone may be anything.
static AGENT: LazyLock<Regex> = LazyLock::new(|| expression(r"^[a-z0-9]+(?:-[a-z0-9]+)+$"));

/// A command in the way of agents; a further slash makes it a path.
static COMMAND: LazyLock<Regex> = LazyLock::new(|| expression(r"^/([a-z0-9]+(?:-[a-z0-9]+)*)$"));

/// A phrase that begins a workflow.
static PHRASE: LazyLock<Regex> = LazyLock::new(|| expression(r"^workflow ([a-z0-9]+(?:-[a-z0-9]+)*)$"));

/// Words before a name by which work is handed on.
static HANDS_ON: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"(?i)\b(?:delegat(?:e|es|ed|ing)(?: \S+){0,4} to|hand(?:s|ed|ing)?(?: it| \S+)? (?:over|off|on) to|sub-?agent)(?: the)?\s*$",
    )
});

/// What stands before a name in a list of who gets what.
static GETS: LazyLock<Regex> = LazyLock::new(|| expression(r"(?i)(?:[:→]|->|=>|\bto(?: the)?|\bask|\buse)\s*$"));

/// Words that make what follows a phrase to begin with.
static ACTIVATES: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?i)\b(?:called by|activat\w+|invok\w+ (?:by|with)|invocation|slash commands?)\b"));

/// Agents that programs bring along.
const BUILT_IN_AGENTS: &[&str] = &["general-purpose", "statusline-setup", "output-style-setup", "claude-code-guide"];

/// Commands that programs bring along.
const BUILT_IN_COMMANDS: &[&str] = &[
    "add-dir",
    "agents",
    "bug",
    "clear",
    "compact",
    "config",
    "context",
    "cost",
    "doctor",
    "exit",
    "export",
    "help",
    "hooks",
    "init",
    "login",
    "logout",
    "mcp",
    "memory",
    "model",
    "permissions",
    "plan",
    "plugin",
    "resume",
    "review",
    "rewind",
    "security-review",
    "skills",
    "status",
    "tasks",
    "todos",
    "usage",
];

fn expression(words: &str) -> Regex {
    Regex::new(words).expect("a valid expression")
}

pub(super) fn read(speech: &mut Speech) {
    let page = speech.page;
    slash_commands(speech);
    if page.agent.as_ref().is_none_or(|file| file.root.is_none()) {
        return;
    }
    for code in &page.markdown.codes {
        let block = &page.markdown.blocks[code.block];
        let sentence = Speech::sentence(block, code.span);
        let is_now = !Speech::is_to_be_made(sentence) && !Speech::is_elsewhen(sentence) && !Speech::is_sample(sentence);
        // What is written over two lines has no place of its own.
        if code.struck || code.text.len() != code.span.len() || !speech.speaks(block) || !is_now {
            continue;
        }
        if let Some((kind, name, how)) = named(speech, block, code) {
            speech.claim_name(Name::new(kind, name), code.span, Scope::root(), how);
        }
    }
}

/// The commands of the repository that files for agents name: `/release` is `.claude/commands/release.md`, as far as the
/// history knows such a file.
fn slash_commands(speech: &mut Speech) {
    let page = speech.page;
    let name = page.path.rsplit('/').next().unwrap_or(&page.path);
    if !matches!(name, "AGENTS.md" | "CLAUDE.md" | "GEMINI.md") && page.agent.is_none() {
        return;
    }
    for code in &page.markdown.codes {
        let block = &page.markdown.blocks[code.block];
        let Some(command) = COMMAND.captures(&code.text).map(|found| found[1].to_owned()) else { continue };
        let is_here = |path: &str| speech.context.files.exists(path);
        let elsewhere = [format!("_ai/commands/{command}.md"), format!("_ai.dev/commands/{command}.md")]
            .into_iter()
            .chain([format!(".claude/skills/{command}/SKILL.md"), format!("_ai/skills/{command}/SKILL.md")]);
        let is_left_out = code.struck || code.text.len() != code.span.len() || !speech.speaks(block);
        if is_left_out
            || BUILT_IN_COMMANDS.contains(&command.as_str())
            || elsewhere.into_iter().any(|path| is_here(&path))
        {
            continue;
        }
        let path = format!(".claude/commands/{command}.md");
        speech.claim_path(path, Naming::Mention, None, code.span, Scope::root(), How::Code);
    }
}

/// The agent file that a code span names by its path below a root: `agents/specialized/ci-doctor.md`.
pub(super) fn inside(code: &str) -> Option<String> {
    let (path, _) = path_in(code)?;
    let inside = |root: &&str| path.strip_prefix(*root).and_then(|rest| rest.strip_prefix('/'));
    let inside = AGENT_ROOTS.iter().find_map(inside)?;
    // `workflows/[name].md` and `agents/agent-name.md` stand for any.
    let stem = inside.rsplit('/').next()?.strip_suffix(".md")?;
    if inside.contains(['[', '(', '@']) || stem == "name" || stem.ends_with("-name") {
        return None;
    }
    crate::kinds::AgentFile::of_path(&path).map(|_| inside.to_owned())
}

/// What a code span names, and how surely.
fn named(speech: &Speech, block: &Block, code: &Code) -> Option<(Kind, String, How)> {
    if let Some(inside) = inside(&code.text) {
        return Some((Kind::AgentFile, inside, How::Code));
    }
    let start = (code.span.start.saturating_sub(block.span.start)) as usize;
    let before = block.prose.get(..start).unwrap_or_default();
    let after = block.prose.get(start + code.text.len()..).unwrap_or_default();
    let heading = block.section.map(|at| speech.page.markdown.headings[at].text.to_lowercase()).unwrap_or_default();
    if AGENT.is_match(&code.text) && !BUILT_IN_AGENTS.contains(&code.text.as_str()) {
        let how = match () {
            () if HANDS_ON.is_match(before.trim_end()) => How::Definition,
            () if heading.contains("delegat") && GETS.is_match(before.trim_end()) => How::Code,
            () => return None,
        };
        return Some((Kind::Agent, code.text.clone(), how));
    }
    let activates = heading.contains("activation") || heading.contains("invocation") || ACTIVATES.is_match(before);
    let command = COMMAND.captures(&code.text).map(|found| found[1].to_owned());
    if let Some(command) = command.filter(|command| !BUILT_IN_COMMANDS.contains(&command.as_str())) {
        let noun = |words: &str| words.split_whitespace().next().is_some_and(|word| word.starts_with("command"));
        let is_called = before.trim_end().ends_with("command") || noun(after);
        let kind = if activates { Kind::Activation } else { Kind::AgentCommand };
        return (activates || is_called).then_some((kind, command, How::Code));
    }
    let phrase = PHRASE.captures(&code.text).filter(|_| activates)?;
    Some((Kind::Activation, format!("workflow-{}", &phrase[1]), How::Code))
}
