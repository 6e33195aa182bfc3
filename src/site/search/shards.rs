//! The index as files: cut into pieces of a bounded size, each a script that calls `S` with its name and its content.
//!
//! A shard of words is `term postings~term postings~…`. A term's first letter counts the letters it shares with the one
//! before it. Numbers are written in letters that need no escape, the lowest first; the upper half says that more follow.
//! A posting is one number of page distance, place and whether a section follows, then the section.

use std::cmp::Ordering;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::index::{Index, PLACES, Posting};
use super::words::CONCEPT;
use super::{Document, Standing};
use crate::answers::vocabulary;
use crate::artifact::Artifact;

/// What a shard of words or names holds, in bytes.
const SHARD: usize = 12 * 1024;
/// Names come in one file up to here, which is about 24 KB when compressed.
const NAMES_IN_ONE: usize = 80 * 1024;
/// What is shown of neighbouring pages comes together up to here.
const PAGES: usize = 6 * 1024;
/// Letters shown of a title or a heading.
const HEADING: usize = 120;
/// Letters kept of a section's text, of which two lines are shown: those that have what was asked for.
const TEXT: usize = 600;
/// Letters shown of a command.
const COMMAND: usize = 180;
/// Sections shown of one page; words of later ones lead to its top.
const SECTIONS: usize = 100;
/// A page of more sections is a reference of everything.
const LONG: usize = 60;
/// Letters kept of all that is shown of one page, beside its headings.
const PAGE: usize = 4_000;

/// `index.js`: which file to ask for what. Short keys, since it is read before everything else.
#[derive(Serialize)]
struct Directory<'a> {
    /// Changes with any file, so that no browser mixes two builds.
    version: String,
    pages: usize,
    /// Where each file begins among the keys.
    words: Vec<&'a str>,
    names: Vec<&'a str>,
    /// How many pages each file has, as coded numbers.
    chunks: String,
    /// A standing and how many pages in a row have it.
    standings: Vec<(u8, usize)>,
    places: u32,
    /// Other words for what titles and headings are about: the terms of concepts, then words or groups of words.
    concepts: Vec<(String, String)>,
    /// Words that say nothing of what is wanted.
    fillers: String,
}

/// All files of search; pages are in the order that the index counts them in.
pub(super) fn write(documents: &[&Document], index: &Index) -> Vec<Artifact> {
    let mut files = Vec::new();
    let words = write_words(index, &mut files);
    let names = write_names(index, &mut files);
    let chunks = write_pages(documents, &mut files);
    let directory = Directory {
        version: version(&files),
        pages: documents.len(),
        words: words.iter().map(String::as_str).collect(),
        names: names.iter().map(String::as_str).collect(),
        chunks,
        standings: standings(documents),
        places: PLACES,
        concepts: concepts(index),
        fillers: vocabulary().filter(|(concepts, _)| concepts.is_empty()).map(|(_, groups)| groups.join(",")).collect(),
    };
    files.push(call("index", &directory));
    files.sort();
    files
}

/// The words for concepts that some page has.
fn concepts(index: &Index) -> Vec<(String, String)> {
    let term = |concept: &&'static str| format!("{CONCEPT}{concept}");
    let all = vocabulary().filter(|(concepts, _)| !concepts.is_empty());
    let known = all.filter(|(concepts, _)| concepts.iter().all(|concept| index.terms.contains_key(&term(concept))));
    known
        .map(|(concepts, groups)| (concepts.iter().map(term).collect::<Vec<_>>().join(","), groups.join(",")))
        .collect()
}

fn write_words(index: &Index, files: &mut Vec<Artifact>) -> Vec<String> {
    let mut firsts = Vec::new();
    let mut shard = String::new();
    let mut before = "";
    let mut terms: Vec<(&String, &Vec<Posting>)> = index.terms.iter().collect();
    terms.sort_by(|one, other| as_scripts_compare(one.0, other.0));
    for (term, postings) in terms {
        let coded = code_postings(postings);
        if !shard.is_empty() && shard.len() + coded.len() > SHARD {
            files.push(call(&format!("words-{}", firsts.len() - 1), &std::mem::take(&mut shard)));
        }
        if shard.is_empty() {
            firsts.push(divider(before, term));
            before = "";
        } else {
            shard.push('~');
        }
        let (letters, bytes) = shared_letters(before, term);
        shard.push(LETTERS[letters] as char);
        shard.push_str(&term[bytes..]);
        shard.push(' ');
        shard.push_str(&coded);
        before = term;
    }
    if !shard.is_empty() {
        files.push(call(&format!("words-{}", firsts.len() - 1), &shard));
    }
    firsts
}

/// Sorted by their letters without blanks, as people may leave them out.
fn write_names(index: &Index, files: &mut Vec<Artifact>) -> Vec<String> {
    let mut names: Vec<(String, String)> = index
        .names
        .iter()
        .map(|(name, postings)| (name.replace(' ', ""), format!("{name} {}", code_postings(postings))))
        .collect();
    names.sort_by(|one, other| as_scripts_compare(&one.0, &other.0).then_with(|| one.1.cmp(&other.1)));
    let total: usize = names.iter().map(|(_, line)| line.len() + 1).sum();
    let limit = if total <= NAMES_IN_ONE { NAMES_IN_ONE } else { SHARD };
    let mut firsts: Vec<String> = Vec::new();
    let mut shard = String::new();
    let mut before = String::new();
    for (key, line) in names {
        // Names that differ in blanks alone stay together, or half of them could not be found.
        if !shard.is_empty() && shard.len() + line.len() > limit && key != before {
            files.push(call(&format!("names-{}", firsts.len() - 1), &std::mem::take(&mut shard)));
        }
        if shard.is_empty() {
            firsts.push(divider(&before, &key));
        } else {
            shard.push('~');
        }
        shard.push_str(&line);
        before = key;
    }
    if !shard.is_empty() {
        files.push(call(&format!("names-{}", firsts.len() - 1), &shard));
    }
    firsts
}

/// What is shown of a page: kind, address, title, and per section anchor, heading, text and first command.
type Shown<'a> = (&'a str, &'a str, String, Vec<(&'a str, String, String, String)>);

fn write_pages(documents: &[&Document], files: &mut Vec<Artifact>) -> String {
    let mut lengths = String::new();
    let mut finish = |chunk: &mut Vec<Shown>, at: usize| {
        code(&mut lengths, chunk.len() as u32);
        files.push(call(&format!("pages-{at}"), chunk));
        chunk.clear();
    };
    let mut done = 0;
    let mut chunk: Vec<Shown> = Vec::new();
    let mut size = 0;
    for document in documents {
        let page = show(document);
        let sections: usize = page.3.iter().map(|one| one.0.len() + one.1.len() + one.2.len() + one.3.len()).sum();
        let length = page.1.len() + page.2.len() + sections;
        if size + length > PAGES && !chunk.is_empty() {
            finish(&mut chunk, done);
            done += 1;
            size = 0;
        }
        size += length;
        chunk.push(page);
    }
    if !chunk.is_empty() {
        finish(&mut chunk, done);
    }
    lengths
}

fn show(document: &Document) -> Shown<'_> {
    let mut left = PAGE;
    let mut take = |text: &str, most: usize| {
        let clipped = clip(text, most.min(left));
        left -= clipped.chars().count().min(left);
        clipped
    };
    let sections = document.sections.iter().take(SECTIONS).map(|section| {
        let text = take(&section.text, TEXT);
        let command = section.commands.first().map(|command| take(command, COMMAND)).unwrap_or_default();
        (section.id.as_str(), clip(&section.heading, HEADING), text, command)
    });
    let sections = sections.collect();
    (&document.kind, &document.address, clip(&document.title, HEADING), sections)
}

/// The first letters of a text, without a torn word at the end.
fn clip(text: &str, most: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let cut = &text[..end];
    let whole = cut.rfind(char::is_whitespace).filter(|blank| blank * 2 > end).unwrap_or(end);
    if whole == 0 { String::new() } else { format!("{}…", cut[..whole].trim_end()) }
}

fn standings(documents: &[&Document]) -> Vec<(u8, usize)> {
    let mut runs: Vec<(u8, usize)> = Vec::new();
    for document in documents {
        let standing = match document.standing {
            Standing::Raised => 2,
            // A page of everything says every word somewhere, and is seldom about them.
            Standing::Ordinary if document.sections.len() > LONG => 3,
            Standing::Ordinary => 1,
            Standing::Record => 0,
        };
        match runs.last_mut() {
            Some((last, length)) if *last == standing => *length += 1,
            _ => runs.push((standing, 1)),
        }
    }
    runs
}

fn version(files: &[Artifact]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.path.as_bytes());
        hash.update(&file.bytes);
    }
    HEXLOWER.encode(&hash.finalize()[..4])
}

/// A file that hands its content to `S`. JSON is JavaScript, and `<` and the two line ends that only older browsers
/// refuse in strings are escaped, so that the script can stand anywhere.
fn call(name: &str, content: &impl Serialize) -> Artifact {
    let json = serde_json::to_string(content).expect("strings and numbers are JSON");
    let json = json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    Artifact::new(format!("search/{name}.js"), format!("S(\"{name}\",{json});\n"))
}

/// Printable letters without quotes, `\`, `<` and the separators.
const LETTERS: [u8; 88] = {
    let mut letters = [0; 88];
    let (mut at, mut letter) = (0, b'#');
    while at < letters.len() {
        if letter != b'<' && letter != b'\\' {
            letters[at] = letter;
            at += 1;
        }
        letter += 1;
    }
    letters
};
const BASE: u32 = LETTERS.len() as u32 / 2;

fn code_postings(postings: &[Posting]) -> String {
    let mut coded = String::with_capacity(postings.len() * 2);
    let mut next = 0;
    for posting in postings {
        let has_section = u32::from(posting.section > 0);
        code(&mut coded, ((posting.page - next) * PLACES + posting.place as u32) * 2 + has_section);
        if posting.section > 0 {
            code(&mut coded, posting.section - 1);
        }
        next = posting.page + 1;
    }
    coded
}

fn code(coded: &mut String, mut number: u32) {
    while number >= BASE {
        coded.push(LETTERS[(BASE + number % BASE) as usize] as char);
        number /= BASE;
    }
    coded.push(LETTERS[number as usize] as char);
}

/// Browsers compare strings by UTF-16, which puts letters beyond U+FFFF elsewhere than UTF-8 does.
fn as_scripts_compare(one: &str, other: &str) -> Ordering {
    one.encode_utf16().cmp(other.encode_utf16())
}

/// The fewest letters of a key that tell it from the one before it.
fn divider(before: &str, key: &str) -> String {
    key.chars().take(before.chars().zip(key.chars()).take_while(|(one, other)| one == other).count() + 1).collect()
}

/// How many letters two terms begin with alike, and how many bytes those are in the second.
fn shared_letters(before: &str, term: &str) -> (usize, usize) {
    let alike = before.chars().zip(term.chars()).take_while(|(one, other)| one == other);
    alike.take(LETTERS.len() - 1).fold((0, 0), |(letters, bytes), (_, letter)| (letters + 1, bytes + letter.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::search::index::Place;

    #[test]
    fn postings_take_a_letter_or_two() {
        let posting = |page, place, section| Posting { page, place, section };
        assert_eq!(code_postings(&[posting(0, Place::Text, 0), posting(1, Place::Text, 0)]), "##");
        assert_eq!(code_postings(&[posting(0, Place::Title, 0)]), "-");
        assert_eq!(code_postings(&[posting(3, Place::Text, 2)]).len(), 2);
        assert_eq!(code_postings(&[posting(10_000, Place::Title, 0)]).len(), 4);
    }

    #[test]
    fn numbers_need_no_escape() {
        let mut coded = String::new();
        (0..10_000).for_each(|number| code(&mut coded, number));
        assert!(!coded.contains(['"', '\\', '<', '~', ' ']));
        assert_eq!(LETTERS.last(), Some(&b'|'));
    }

    #[test]
    fn shards_are_told_apart_by_few_letters() {
        assert_eq!(divider("relax", "release"), "rele");
        assert_eq!(divider("release", "releases"), "releases");
        assert_eq!(divider("", "release"), "r");
    }

    #[test]
    fn clipping_keeps_words_and_letters_whole() {
        assert_eq!(clip("roll back", 20), "roll back");
        assert_eq!(clip("roll back the release", 11), "roll back…");
        assert_eq!(clip("データベース", 3), "データ…");
        assert_eq!(clip("anything", 0), "");
    }
}
