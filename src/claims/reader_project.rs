//! Where a page turns to a project of its reader, or to another repository, so that the commands there are none of this
//! one.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::speech::{Context, Speech};
use crate::kinds::Page;
use crate::syntax::markdown::{Block, BlockKind};
use crate::text::Span;

/// What the reader has: a project of their own, or a file of it in which commands are defined.
static THEIRS: LazyLock<Regex> = LazyLock::new(|| {
    let things = r"(?:app|application|project|codebase|crate|package|plugin|repo|repository)";
    let files = r"(?:package\.json|composer\.json|makefile|justfile|taskfile|mise\.toml)";
    let ways = [
        format!(
            r"(?:(?:in(?:to|side)?|of|from|to)\s+)?your\s+(?:(?:own|new|existing|root|project[’']s|app[’']s)\s+)?{files}"
        ),
        format!(r"your\s+own\s+{things}"),
        format!(r"in(?:to|side)?\s+your\s+{things}"),
        // Of a package that is here nobody says how it was made.
        format!(
            r"{things}\s+(?:that\s+)?you(?:\s+want|\s+wish|\s+would\s+like|[’']d\s+like)\s+to\s+\w+,?\s+(?:\w+\s+)?(?:created|made|built|generated)\s+(?:by|with)"
        ),
        // One pushes to a repository, and to one's clone of this one too.
        r"(?:of|from|to)\s+your\s+(?:app(?:lication)?|project|codebase)".to_owned(),
        // Of this one people say that it is a clone or a fork.
        r"in\s+your\s+(?:local\s+)?copy\s+of\s+`*[\w./-]+".to_owned(),
        format!(r"(?:if|when|unless|once)\s+your\s+{things}\s+(?:already\s+)?(?:has|have|uses?|defines?|contains?)"),
        format!(r"creat(?:e|ing)\s+an?\s+(?:(?:new|simple|minimal)\s+)?{files}"),
        // A name without an article is another project's.
        r"check(?:ing)?\s+out\s+[a-z][\w-]*\s+and\s+(?:then\s+)?(?:build|install|compile|run)\s+(?:it|from\s+source)"
            .to_owned(),
    ];
    Regex::new(&format!(r"(?i)\b(?:{})\b", ways.join("|"))).expect("a valid expression")
});

/// What follows where a project is the reader's clone of this one, has a part that is here, or is one at some platform.
static NOT_THEIRS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[’']s\b|\s+(?:root|director(?:y|ies)|folders?|location|path|ids?|keys?|names?|numbers?|settings|dashboard|console|secrets|urls?)\b)")
        .expect("a valid expression")
});

/// Words that come back to this repository.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:this\s+repo(?:sitory)?|your\s+(?:local\s+)?(?:clone|fork|checkout)|clon(?:e|ing)\s+(?:this|the|our|it))\b")
        .expect("a valid expression")
});

/// Whose project each part of a page is about.
pub(super) struct ReaderProject<'a> {
    page: &'a Page,
    /// Whether each heading speaks of the reader's project.
    titles: Vec<bool>,
    /// Of each section the places where its words turn to the reader's project, or back, in their order.
    turns: HashMap<Option<usize>, Vec<(u32, bool)>>,
}

impl<'a> ReaderProject<'a> {
    pub fn of(page: &'a Page, context: &Context) -> Self {
        // A knowledge base is about the repository that it is in.
        if page.is_typed() {
            return Self { page, titles: Vec::new(), turns: HashMap::new() };
        }
        let mut turns: HashMap<_, Vec<_>> = HashMap::new();
        for block in page.markdown.blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Heading(_))) {
            let found = turns_of(block);
            if !found.is_empty() {
                turns.entry(block.section).or_default().extend(found);
            }
        }
        for code in page.markdown.codes.iter().filter(|code| leaves(&code.text)) {
            let found: &mut Vec<_> = turns.entry(page.markdown.blocks[code.block].section).or_default();
            found.push((code.span.start, true));
            found.sort_unstable();
        }
        let titles = page.markdown.headings.iter().map(|heading| &heading.text);
        let titles = titles.map(|words| theirs(words).next().is_some() || is_of_another(words, context)).collect();
        Self { page, titles, turns }
    }

    /// Whether what stands at a place of a section is about the reader's project.
    pub fn has(&self, section: Option<usize>, at: u32) -> bool {
        let headings = &self.page.markdown.headings;
        let mut said = self.turn(section, at);
        let mut around = section;
        while let (None, Some(heading)) = (said, around) {
            around = headings[heading].parent;
            // What introduces the whole page, below its title, says nothing of its sections.
            let of_sections = around.filter(|parent| headings[*parent].level > 1);
            let by_title = self.titles.get(heading).copied().filter(|theirs| *theirs);
            said = by_title.or_else(|| of_sections.and_then(|_| self.turn(of_sections, at)));
        }
        said.unwrap_or_default()
    }

    /// Whose project the words of a section were about last, before a place.
    fn turn(&self, section: Option<usize>, at: u32) -> Option<bool> {
        let turns = self.turns.get(&section)?;
        turns[..turns.partition_point(|(from, _)| *from <= at)].last().map(|(_, theirs)| *theirs)
    }
}

/// Where a block turns to the reader's project or back: each time, the sentence that does.
fn turns_of(block: &Block) -> Vec<(u32, bool)> {
    let place = |found: regex::Match| {
        let start = block.span.start as usize;
        let sentence =
            Speech::sentence_range(block, Span::new(block.span.file, start + found.start(), start + found.end()));
        block.span.start + sentence.start as u32
    };
    let ours = OURS.find_iter(&block.prose).map(|found| (place(found), false));
    let mut turns: Vec<_> = theirs(&block.prose).map(|found| (place(found), true)).chain(ours).collect();
    // A sentence that speaks of both is about the reader's.
    turns.sort_unstable();
    turns
}

/// Whether a heading is the name of another repository, `owner/name`.
fn is_of_another(heading: &str, context: &Context) -> bool {
    let name = heading.trim().trim_matches('`');
    let is_step = |step: &str| {
        !step.is_empty() && step.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    let is_slug = name.split_once('/').is_some_and(|(owner, name)| is_step(owner) && is_step(name));
    is_slug
        && !context.repository.slugs.contains(&name.to_lowercase())
        && !context.repository.slugs.is_empty()
        && !context.files.exists(name)
}

/// Whether inline code goes to a folder that cannot be this repository's: `cd /path/to/shop`.
fn leaves(code: &str) -> bool {
    let target = code.strip_prefix("cd ").map(str::trim_start);
    target.is_some_and(|target| target.starts_with(['/', '~', '<']) && !target.contains(['&', ';']))
}

/// The words that speak of a project of the reader.
fn theirs(words: &str) -> impl Iterator<Item = regex::Match<'_>> {
    THEIRS.find_iter(words).filter(|found| !NOT_THEIRS.is_match(&words[found.end()..]))
}
