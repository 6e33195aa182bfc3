//! Which words of code are strings, comments, keywords: `TextMate` grammars, brought down to a dozen classes.

use crate::syntax::shell::is_shell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use syntaxmate::{Highlighter, HighlighterOptions, TokenizerOptions};

/// Longer code stays plain, so that a page costs a bounded time.
const MOST_BYTES: usize = 48 * 1024;

/// Longer lines are data.
const LONGEST_LINE: usize = 2 * 1024;

/// What a word of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A program, or a function that is called or made.
    Program,
    /// A flag, a key, a property, an attribute.
    Name,
    /// A string.
    Text,
    /// A number or a constant.
    Number,
    /// A comment.
    Comment,
    /// A keyword.
    Keyword,
}

impl Class {
    /// The class in the style sheet.
    pub fn name(self) -> &'static str {
        match self {
            Self::Program => "p",
            Self::Name => "f",
            Self::Text => "s",
            Self::Number => "num",
            Self::Comment => "c",
            Self::Keyword => "k",
        }
    }
}

/// What begins a scope, the more special before the more general.
const SCOPES: [(&str, Option<Class>); 40] = [
    ("comment", Some(Class::Comment)),
    ("punctuation.definition.comment", Some(Class::Comment)),
    ("string.unquoted.argument", None),
    ("string.unquoted.plain", None),
    ("string.unquoted.heredoc", Some(Class::Text)),
    ("string.unquoted", None),
    ("string.regexp", Some(Class::Text)),
    ("string", Some(Class::Text)),
    ("punctuation.definition.string", Some(Class::Text)),
    ("constant.numeric", Some(Class::Number)),
    ("constant.language", Some(Class::Number)),
    ("constant.other.option", Some(Class::Name)),
    ("constant.character.escape", Some(Class::Text)),
    ("constant", Some(Class::Number)),
    ("keyword.operator.new", Some(Class::Keyword)),
    ("keyword.operator.logical.python", Some(Class::Keyword)),
    ("keyword.operator.expression", Some(Class::Keyword)),
    ("keyword.operator", None),
    ("keyword.other.unit", Some(Class::Number)),
    ("keyword.control.flow.block-scalar", None),
    ("keyword", Some(Class::Keyword)),
    ("storage.type.class", Some(Class::Keyword)),
    ("storage", Some(Class::Keyword)),
    ("entity.name.function.call", Some(Class::Program)),
    ("entity.name.command", Some(Class::Program)),
    ("entity.name.function", Some(Class::Program)),
    ("support.function.builtin", Some(Class::Program)),
    ("support.function", Some(Class::Program)),
    ("entity.name.tag", Some(Class::Name)),
    ("entity.name.section", Some(Class::Keyword)),
    ("entity.name.type", Some(Class::Name)),
    ("entity.other.attribute-name", Some(Class::Name)),
    ("support.type.property-name", Some(Class::Name)),
    ("support.type", Some(Class::Name)),
    ("variable.other.readwrite.instance", Some(Class::Name)),
    ("variable.declaration", Some(Class::Name)),
    ("variable.language", Some(Class::Keyword)),
    ("markup.inserted", Some(Class::Text)),
    ("markup.deleted", Some(Class::Keyword)),
    ("markup.heading", Some(Class::Keyword)),
];

/// The classes of words of `code`, in their order; none if the language is not known or the code is too much.
pub(super) fn classes(language: &str, code: &str) -> Option<Vec<(Range<usize>, Class)>> {
    static HIGHLIGHTER: LazyLock<Option<Highlighter>> = LazyLock::new(|| {
        let catalog = syntaxmate::Catalog::bundled();
        let tokenizer = TokenizerOptions { max_line_bytes: LONGEST_LINE, line_cache_entries: 1024 };
        // As many languages as a large repository writes about; each costs most at its first use.
        let options = HighlighterOptions { tokenizer, prepared_languages: 64, ..HighlighterOptions::default() };
        Some(Highlighter::with_catalog_options(&catalog, options))
    });
    if code.len() > MOST_BYTES || code.lines().any(|line| line.len() > LONGEST_LINE) {
        return None;
    }
    let document = HIGHLIGHTER.as_ref()?.tokenize(grammar(language), code).ok()?;
    let mut classes = Vec::new();
    let mut known = HashMap::new();
    let mut start = 0;
    for (line, text) in document.lines().iter().zip(code.split('\n')) {
        for token in line.tokens() {
            // The newline belongs to the last token, and the words to it without blanks.
            let range = token.range().start.min(text.len())..token.range().end.min(text.len());
            let Some(words) = text.get(range.clone()) else { continue };
            let range = start + range.start..start + range.start + words.trim_end().len();
            // A page has few different stacks of scopes and many tokens.
            let class = match token.scope_stack() {
                Some(stack) => *known.entry(stack).or_insert_with(|| class_of(token.scopes())),
                None => class_of(token.scopes()),
            };
            classes.extend(class.filter(|_| !range.is_empty()).map(|class| (range, class)));
        }
        start += text.len() + 1;
    }
    Some(classes)
}

/// The class of the innermost scope that has one.
fn class_of<'s>(scopes: impl Iterator<Item = &'s str>) -> Option<Class> {
    let scopes: Vec<&str> = scopes.collect();
    scopes.iter().rev().find_map(|scope| {
        let known = SCOPES.iter().find(|(prefix, _)| {
            scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        known.map(|(_, class)| *class)
    })?
}

/// What authors call languages, where the grammars call them otherwise.
fn grammar(language: &str) -> &str {
    match language {
        "env" => "dotenv",
        "golang" => "go",
        "caddyfile" | "conf" => "ini",
        "jsonc" | "json5" => "jsonc",
        "gha" | "compose" => "yaml",
        "cmd" | "batch" => "bat",
        "ps" | "pwsh" => "powershell",
        "fish" => "fish",
        other if is_shell(other) => "shellscript",
        other => other,
    }
}
