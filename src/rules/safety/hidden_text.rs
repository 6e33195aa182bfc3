#![doc = include_str!("hidden_text.md")]

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::Page;
use crate::rules::{Detect, Pages, Rule};
use crate::text::Span;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "hidden-text",
    summary: "a page holds what its readers do not see: characters that hide, orders in comments",
    page: include_str!("hidden_text.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Words that order something of whoever reads a comment, and nobody sees them on the page.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
          \b(?:ignore|disregard|forget)\b [^.\n]{0,30} \b(?:previous|prior|above|earlier|other|all)\b [^.\n]{0,30} \b(?:instructions?|rules?|prompts?|commands?|text)\b
        | \b(?:do\ not|don['’]t|never)\ (?:tell|mention|show|reveal|inform|report)\b
        | \bsystem\ prompts?\b
        | \b(?:agents?|assistants?|llms?|language\ models?|ai)\b [^.\n]{0,40} \b(?:must|shall|always|never|please)\b
        | \byou\ are\ (?:an?|now)\b
        | \b(?:run|execute)\b [^\n]{0,60} (?:\bcurl\b|\bwget\b|\brm\ -rf\b|\bbase64\b|\|\ *(?:ba)?sh\b)
        | \b(?:send|upload|post|forward|exfiltrate)\b [^\n]{0,80} (?:https?://|\btokens?\b|\bsecrets?\b|\bcredentials?\b|\.env\b)",
    )
    .expect("a valid expression")
});

/// The same where agents are the readers: there every order counts.
static ORDER_TO_AGENTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:you (?:must|should|shall|will)|always|never|make sure|from now on)\b")
        .expect("a valid expression")
});

/// The most letters of a word that shows what turning does.
const SHOWN: usize = 60;

/// The marks around letters alone that are turned around: a word that shows what turning does, hides nothing.
fn shown(text: &str) -> HashSet<usize> {
    let turns = text.match_indices(['\u{202d}', '\u{202e}']);
    let pairs = turns.filter_map(|(at, mark)| {
        let word = at + mark.len();
        let is_shown = |letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '\'' | '-');
        let mut letters = text[word..].char_indices().take(SHOWN + 1).skip_while(|(_, letter)| is_shown(*letter));
        let (end, _) = letters.next().filter(|(end, letter)| *end > 0 && *letter == '\u{202c}')?;
        Some([at, word + end])
    });
    pairs.flatten().collect()
}

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = ws.pages.iter().flat_map(orders).collect();
    for page in &ws.pages {
        let is_ours = page.is_typed() || page.agent.is_some();
        let text = ws.files.text(page.file).unwrap_or_default();
        if text.is_ascii() {
            continue;
        }
        let shown = shown(text);
        let mut start = 0;
        let lines = text.split_inclusive('\n').flat_map(|line| {
            let begin = start;
            start += line.len();
            let is_read_both_ways = is_read_both_ways(line);
            line.char_indices().map(move |(at, character)| (begin + at, character, is_read_both_ways))
        });
        for (at, character, is_read_both_ways) in lines {
            let Some(name) = name(character, is_ours) else { continue };
            if shown.contains(&at) || is_read_both_ways && sets_direction(character) {
                continue;
            }
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

/// Comments of a knowledge base and of agent files that order something: people do not see them, agents follow them.
fn orders(page: &Page) -> impl Iterator<Item = Diagnostic> + '_ {
    let is_judged = page.is_typed() || page.agent.is_some();
    let orders = |words: &str| ORDER.is_match(words) || page.agent.is_some() && ORDER_TO_AGENTS.is_match(words);
    let comments = page.markdown.comments.iter().filter(move |_| is_judged);
    let comments = comments.filter(move |comment| !comment.text.starts_with("devops-docs:") && orders(&comment.text));
    comments.map(|comment| {
        let message = "this comment orders something, and nobody who reads the page sees it";
        let help = "write it into the text, where people can agree to it, or take it out";
        let fix = Fix::guess("remove it", vec![Edit::replace(comment.span, "")]);
        RULE.at(comment.span, message).about(comment.text.chars().take(60).collect::<String>()).help(help).fix(fix)
    })
}

/// Whether a line has Hebrew or Arabic in it, and nothing that turns letters around: there words of another direction are set
/// in with marks that are needed to read them.
fn is_read_both_ways(line: &str) -> bool {
    let is_right_to_left = |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}');
    !line.is_ascii() && line.contains(is_right_to_left) && !line.contains(['\u{202d}', '\u{202e}'])
}

/// Whether a mark sets the direction of what follows without turning letters around.
fn sets_direction(mark: char) -> bool {
    matches!(mark, '\u{202a}'..='\u{202c}' | '\u{2066}'..='\u{2069}')
}

/// What a hidden character is called; where `ours`, those without width count too.
fn name(character: char, ours: bool) -> Option<&'static str> {
    match character {
        '\u{202d}' | '\u{202e}' => Some("bidirectional override"),
        '\u{202a}'..='\u{202c}' => Some("bidirectional embedding"),
        '\u{2066}'..='\u{2069}' => Some("bidirectional isolate"),
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' if ours => Some("character without width"),
        '\u{e0000}'..='\u{e007f}' if ours => Some("tag character"),
        _ => None,
    }
}
