#![doc = include_str!("hidden_text.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "hidden-text",
    summary: "a page holds characters that show another text than it has",
    page: include_str!("hidden_text.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in &ws.pages {
        let text = ws.files.text(page.file).unwrap_or_default();
        if text.is_ascii() {
            continue;
        }
        for (at, character) in text.char_indices() {
            let Some(name) = name(character, page.is_typed()) else { continue };
            // A joiner between emoji, and a mark at the start of the file, are as they should be.
            let joins =
                character == '\u{200d}' && text[..at].chars().next_back().is_some_and(|before| !before.is_ascii());
            if joins || at == 0 {
                continue;
            }
            let span = Span::new(page.file, at, at + character.len_utf8());
            let fix = Fix::guess("remove it", vec![Edit::replace(span, "")]);
            let code = character as u32;
            found.push(RULE.at(span, format!("a {name} (U+{code:04X}) is hidden here")).about(name).fix(fix));
        }
    }
    found
}

/// What a hidden character is called; in a knowledge base those without width count too.
fn name(character: char, typed: bool) -> Option<&'static str> {
    match character {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some("bidirectional override"),
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' if typed => Some("character without width"),
        '\u{e0000}'..='\u{e007f}' if typed => Some("tag character"),
        _ => None,
    }
}
