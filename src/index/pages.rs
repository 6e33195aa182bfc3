//! The pages: what each is, who looks after it, where it is published.

use schemars::JsonSchema;
use serde::Serialize;

use super::publication::Publication;
use crate::git::{Change, Record};
use crate::kinds::Page;
use crate::model::calendar;
use crate::syntax::markdown::BlockKind;
use crate::workspace::Workspace;

/// One commit that changed a file.
#[derive(Clone, Debug, Serialize, JsonSchema, PartialEq, Eq)]
pub struct ChangeItem {
    /// In UTC.
    pub time: String,
    /// Abbreviated.
    pub commit: String,
    /// Who wrote it.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

impl From<&Change> for ChangeItem {
    fn from(change: &Change) -> Self {
        Self {
            time: change.time.clone(),
            commit: change.commit.clone(),
            author: change.author.clone(),
            subject: change.subject.clone(),
        }
    }
}

/// A heading of a page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HeadingItem {
    /// 1 to 6.
    pub level: u8,
    /// The fragment that reaches it.
    pub id: String,
    /// Its words.
    pub text: String,
    /// The line where it stands, from 1.
    pub line: usize,
}

/// A page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageItem {
    /// Relative to the repository.
    pub path: String,
    /// Where the site has it; absent when it is not published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The same as Markdown, for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
    /// `runbook`, `environment` …; absent outside a knowledge base.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name.
    pub title: String,
    /// Its first paragraph.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When it was last reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
    /// When its review was or is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_due: Option<String>,
    /// Where it applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// `low`, `medium` or `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Who must agree first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Words to find it by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its old addresses, and alerts that it answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Its headings.
    pub headings: Vec<HeadingItem>,
    /// Its last changes, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "newest")]
    pub changes: Vec<ChangeItem>,
    /// How many findings it has.
    pub findings: usize,
}

/// How many changes of a page a document tells; the site shows more.
const TOLD: usize = 3;

/// Writes the newest changes only.
fn newest<S: serde::Serializer>(changes: &[ChangeItem], out: S) -> Result<S::Ok, S::Error> {
    out.collect_seq(changes.iter().take(TOLD))
}

pub(super) fn pages(
    ws: &Workspace,
    published: &Publication,
    record: &Record,
    findings: &dyn Fn(&str) -> usize,
) -> Vec<PageItem> {
    let item = |page: &Page| {
        let address = published.address(&page.path).map(str::to_owned);
        let reviewed = page.front_word("reviewed").map(str::to_owned);
        let due = page.front_word("review_every").zip(reviewed.as_deref());
        let due = due.and_then(|(every, last)| calendar::due(last, every)).map(|day| day.to_string());
        let changes = record.changes.get(&page.path).map(Vec::as_slice).unwrap_or_default();
        PageItem {
            path: page.path.clone(),
            markdown: address.as_deref().map(twin),
            address,
            kind: page.kind.map(|kind| kind.word().to_owned()),
            title: without_references(&page.title()),
            summary: summary(page),
            owner: page.front_word("owner").map(str::to_owned),
            reviewed,
            review_due: due,
            environment: page.front_word("environment").map(str::to_owned),
            risk: page.front_word("risk").map(str::to_owned),
            approver: page.front_word("approver").map(str::to_owned),
            tags: front_list(page, "tags"),
            aliases: front_list(page, "aliases"),
            headings: page
                .markdown
                .headings
                .iter()
                .map(|heading| HeadingItem {
                    level: heading.level,
                    id: heading.slug.clone(),
                    text: heading.text.clone(),
                    line: ws.files.position(heading.span).line,
                })
                .collect(),
            changes: changes.iter().map(ChangeItem::from).collect(),
            findings: findings(&page.path),
        }
    };
    ws.pages.iter().map(item).collect()
}

/// The address of the Markdown beside a page.
pub fn twin(address: &str) -> String {
    format!("{}.md", address.trim_end_matches(".html"))
}

/// The first paragraph under the first heading, shortened at a word.
fn summary(page: &Page) -> String {
    let is_lead = |kind: BlockKind| kind == BlockKind::Paragraph;
    let lead = page.markdown.blocks.iter().filter(|block| is_lead(block.kind) && !block.quoted);
    // What opens a block of a site generator is no sentence, and neither is what dresses one.
    let opens = |prose: &str| ["!!!", "???", ":::", "===", "{{", "{%"].iter().any(|mark| prose.starts_with(mark));
    let lead = lead.map(|block| block.prose.trim()).filter(|prose| !opens(prose));
    let lead = lead.map(|prose| prose.rfind("{:").filter(|_| prose.ends_with('}')).map_or(prose, |at| &prose[..at]));
    let words = lead.map(|prose| prose.split_whitespace().collect::<Vec<_>>().join(" "));
    let words = words.into_iter().find(|words| words.chars().filter(|c| c.is_alphabetic()).count() > 20);
    // What the page says next is not there to be announced.
    words.map(|words| in_sentences(announced(&closed(&without_references(&words))), 220)).unwrap_or_default()
}

/// The words without the colon before what is not there, with or without a full stop behind that.
fn announced(words: &str) -> &str {
    words.strip_suffix('.').filter(|words| words.ends_with([':', ' '])).unwrap_or(words).trim_end_matches([':', ' '])
}

/// The words without the names that a generator of sites would find: `BaseModel` of `[BaseModel][pydantic.BaseModel]`.
fn without_references(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('[') {
        let found = after.split_once("][").and_then(|(shown, after)| {
            let (name, after) = after.split_once(']')?;
            (!shown.contains(['[', ']']) && !name.contains('[')).then_some((shown, after))
        });
        out.push_str(before);
        if let Some((shown, after)) = found {
            out.push_str(shown.trim());
            rest = after;
        } else {
            out.push('[');
            rest = after;
        }
    }
    out + rest
}

/// The words, cut after a sentence if one ends in good time, or else at a blank.
fn in_sentences(words: &str, most: usize) -> String {
    if words.len() <= most {
        return words.to_owned();
    }
    let cut = &words[..words.floor_char_boundary(most)];
    let is_end = |at: &usize| cut[*at + 2..].starts_with(|next: char| next.is_uppercase() || !next.is_ascii());
    let sentence = cut.match_indices(". ").map(|(at, _)| at).filter(is_end).last().filter(|at| *at >= most / 3);
    sentence.map_or_else(|| shorten(words, most), |at| cut[..=at].to_owned())
}

/// The words without the blanks that markup leaves before the marks that end a part of a sentence.
fn closed(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for (at, letter) in words.char_indices() {
        let mut after = words[at + letter.len_utf8()..].chars();
        let is_mark = after.next().is_some_and(|mark| ",.;:!?)".contains(mark));
        if letter == ' ' && out.ends_with('(') {
            continue;
        }
        if !(letter == ' ' && is_mark && after.next().is_none_or(char::is_whitespace)) {
            out.push(letter);
        }
    }
    out
}

/// The words, cut at a blank when they are longer than `most` bytes.
pub fn shorten(words: &str, most: usize) -> String {
    if words.len() <= most {
        return words.to_owned();
    }
    let cut = &words[..words.floor_char_boundary(most)];
    format!("{}…", cut.rfind(' ').map_or(cut, |at| &cut[..at]).trim_end_matches([',', ';', ':', '(', ' ']))
}

/// A list of words of the front matter; one word is a list of one.
pub(super) fn front_list(page: &Page, key: &str) -> Vec<String> {
    let Some(node) = page.front.as_ref().and_then(|front| front.get(key)) else { return Vec::new() };
    let one = node.text().map(str::to_owned);
    node.items().iter().filter_map(|item| item.text().map(str::to_owned)).chain(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_ends_with_a_sentence_or_with_a_word() {
        let words = "It sends parcels to all of them. It is run by two people, who know each other well.";
        assert_eq!(in_sentences(words, 60), "It sends parcels to all of them.");
        assert_eq!(in_sentences("Parcels e.g. labels and other long words", 20), "Parcels e.g. labels…");
        assert_eq!(shorten("Sends parcels (and labels)", 16), "Sends parcels…");
        assert_eq!((announced("Read on here:."), announced("It runs.")), ("Read on here", "It runs."));
        assert_eq!(without_references("of [ Base ][a.b.Base], or [x] [y][]"), "of Base, or [x] y");
        assert_eq!(closed("queues ( two of them ) , and more"), "queues (two of them), and more");
    }
}
