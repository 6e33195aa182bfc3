//! Versions that a reader is told to install.

use super::operands;
use crate::claims::speech::Speech;
use crate::model::{How, Role, Tool, ToolVersion};
use crate::syntax::shell::Word;

pub(super) fn version_manager(speech: &mut Speech, program: &str, words: &[Word]) {
    // The pages of a site show its readers how such a command is used.
    if speech.site.is_some() {
        return;
    }
    let operands = operands(words, &[]);
    let text = |at: usize| operands.get(at).and_then(|word| word.text.as_deref());
    let (tool, at) = match (program, text(0), text(1)) {
        ("nvm" | "fnm", Some("install" | "use" | "alias"), Some(_)) => ("node", 1),
        ("pyenv", Some("install" | "local" | "global" | "shell"), Some(_)) => ("python", 1),
        ("rbenv", Some("install" | "local" | "global"), Some(_)) => ("ruby", 1),
        ("rustup", Some("install" | "default" | "override"), Some(_)) => ("rust", 1),
        ("rustup", Some("toolchain"), Some("install")) => ("rust", 2),
        ("asdf", Some("install" | "local" | "global" | "set"), Some(tool)) => (tool, 2),
        _ => return,
    };
    let (Some(tool), Some(word)) = (Tool::named(tool), operands.get(at)) else { return };
    let Some(text) = word.text.as_deref().filter(|text| text.starts_with(|c: char| c.is_ascii_digit() || c == 'v'))
    else {
        return;
    };
    if let Some(version) = ToolVersion::read(tool, text, Role::Claimed) {
        speech.claim_version(version, word.span, How::Command);
    }
}
