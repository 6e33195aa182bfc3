//! Versions that a reader is told to install.

use super::operands;
use crate::claims::speech::Speech;
use crate::model::{How, Role, Tool, ToolVersion};
use crate::syntax::shell::Word;
use crate::text::Span;

pub(super) fn version_manager(speech: &mut Speech, program: &str, words: &[Word]) {
    // The pages of a site show its readers how such a command is used.
    if speech.site.is_some() {
        return;
    }
    let operands = operands(words, &[]);
    let text = |at: usize| operands.get(at).and_then(|word| word.text.as_deref());
    let (tool, at) = match (program, text(0), text(1)) {
        ("volta", Some("install" | "pin"), _) | ("mise", Some("install" | "use"), _) => {
            return operands[1..].iter().for_each(|word| tool_at_version(speech, word));
        }
        ("nvm" | "fnm", Some("install" | "use" | "alias"), Some(_))
        | ("nodenv", Some("install" | "local" | "global"), Some(_)) => ("node", 1),
        ("tfenv", Some("install" | "use"), Some(_)) => ("terraform", 1),
        ("goenv", Some("install" | "local" | "global"), Some(_)) => ("go", 1),
        ("pyenv", Some("install" | "local" | "global" | "shell"), Some(_)) => ("python", 1),
        ("rbenv", Some("install" | "local" | "global"), Some(_)) => ("ruby", 1),
        ("rustup", Some("install" | "default" | "override"), Some(_)) => ("rust", 1),
        ("rustup", Some("toolchain"), Some("install")) => ("rust", 2),
        ("asdf", Some("install" | "local" | "global" | "set"), Some(tool)) => (tool, 2),
        _ => return,
    };
    if let Some(word) = operands.get(at)
        && let Some(text) = word.text.as_deref()
    {
        claim(speech, tool, text, word.span);
    }
}

/// A word such as `node@22`.
fn tool_at_version(speech: &mut Speech, word: &Word) {
    let Some(text) = word.text.as_deref().filter(|text| *text == word.raw) else { return };
    if let Some((tool, version)) = text.split_once('@') {
        let end = word.span.end as usize;
        claim(speech, tool, version, Span::new(word.span.file, end - version.len(), end));
    }
}

fn claim(speech: &mut Speech, tool: &str, text: &str, span: Span) {
    let Some(tool) = Tool::named(tool) else { return };
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == 'v') {
        return;
    }
    if let Some(version) = ToolVersion::read(tool, text, Role::Claimed) {
        speech.claim_version(version, span, How::Command);
    }
}
