//! From a page to its steps: numbered items where it has them, else its commands one by one, else its sections.

use super::{Part, WalkCommand, WalkFinding, WalkStep};
use crate::diagnostic::Diagnostic;
use crate::index::Place;
use crate::kinds::{Page, PageKind, VALIDATION, is_about_rollback, sections};
use crate::model::{Check, Effect};
use crate::snippets::infer;
use crate::syntax::markdown::{Block, BlockKind, Fence, Heading};
use crate::syntax::shell;
use crate::text::Span;
use crate::workspace::Workspace;

/// The most letters of a step's name.
const MOST_LETTERS: usize = 100;

/// Where a step begins, and what it is called.
struct Mark {
    start: u32,
    name: String,
}

pub(super) fn steps(ws: &Workspace, page: &Page, findings: &[Diagnostic]) -> Vec<WalkStep> {
    let mut all: Vec<WalkStep> = Vec::new();
    for (at, heading) in page.markdown.headings.iter().enumerate() {
        let (part, is_procedure) = part(page, at);
        let fences: Vec<&Fence> =
            page.markdown.fences.iter().filter(|fence| heading.content.contains(fence.span) && is_run(fence)).collect();
        if !is_procedure && fences.is_empty() {
            continue;
        }
        let marks = marks(ws, page, heading, &fences);
        for (number, mark) in marks.iter().enumerate() {
            let end = marks.get(number + 1).map_or(heading.content.end, |next| next.start);
            let span = Span { start: mark.start, end, file: page.file };
            let own = fences.iter().filter(|fence| (mark.start..end).contains(&fence.span.start));
            all.push(WalkStep {
                number: all.len() + 1,
                name: mark.name.clone(),
                text: text(page, mark.start..end),
                section: heading.text.clone(),
                part,
                place: Place::of(ws, span),
                commands: own.map(|fence| command(ws, fence)).collect(),
                findings: findings.iter().filter_map(|one| finding(ws, one, span)).collect(),
            });
        }
    }
    all
}

/// Whether a fence is typed by whoever follows the page.
fn is_run(fence: &Fence) -> bool {
    shell::is_shell(&fence.language) && !fence.text.trim().is_empty()
}

/// Which part a heading begins, by its own words or those of one that it stands under; and whether they name a procedure.
fn part(page: &Page, at: usize) -> (Part, bool) {
    let mut next = Some(at);
    let required = sections(page.kind.unwrap_or(PageKind::Runbook)).iter().filter(|section| section.required);
    let words: Vec<&str> = required.flat_map(|section| section.words).copied().collect();
    while let Some(heading) = next.map(|at| &page.markdown.headings[at]).filter(|heading| heading.level > 1) {
        let text = heading.text.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match () {
            () if is_about_rollback(&heading.text) => return (Part::Rollback, true),
            () if has(VALIDATION) => return (Part::Verification, true),
            () if has(&words) => return (Part::Step, true),
            () => next = heading.parent,
        }
    }
    (Part::Step, false)
}

/// Where the steps under a heading begin, in the order of their places.
fn marks(ws: &Workspace, page: &Page, heading: &Heading, fences: &[&Fence]) -> Vec<Mark> {
    let blocks: Vec<&Block> = page
        .markdown
        .blocks
        .iter()
        .filter(|block| heading.content.contains(block.span) && !matches!(block.kind, BlockKind::Heading(_)))
        .collect();
    let items = blocks.iter().filter(|block| block.kind == BlockKind::ListItem && block.depth == 1);
    let items = items.filter(|block| is_counted(ws, block));
    let mut marks: Vec<Mark> =
        items.map(|block| Mark { start: block.span.start, name: name(&block.prose, &heading.text) }).collect();
    let is_in_item = |fence: &Fence| fence.list_item && marks.iter().any(|mark| mark.start < fence.span.start);
    let alone: Vec<Mark> = fences
        .iter()
        .filter(|fence| !is_in_item(fence))
        .map(|fence| {
            // What stands right above commands mostly says what they are for.
            let before = blocks.iter().rev().find(|block| block.span.end <= fence.span.start);
            let before = before.filter(|block| block.kind == BlockKind::Paragraph);
            let start = before.map_or(fence.span.start, |block| block.span.start);
            Mark { start, name: before.map_or(heading.text.clone(), |block| name(&block.prose, &heading.text)) }
        })
        .collect();
    marks.extend(alone);
    marks.sort_by_key(|mark| mark.start);
    marks.dedup_by_key(|mark| mark.start);
    if marks.is_empty() && !blocks.is_empty() {
        marks.push(Mark { start: blocks[0].span.start, name: heading.text.clone() });
    }
    marks
}

/// All that stands in a part of a page as text, without its commands.
fn text(page: &Page, range: std::ops::Range<u32>) -> String {
    let blocks = page.markdown.blocks.iter().filter(|block| range.contains(&block.span.start));
    let blocks = blocks.filter(|block| !matches!(block.kind, BlockKind::Heading(_)));
    blocks.map(|block| plain(&block.prose)).filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Words one blank apart, with none before what closes a sentence or a part of it: markup leaves gaps.
fn plain(prose: &str) -> String {
    let words = prose.split_whitespace().collect::<Vec<_>>().join(" ");
    [" ,", " .", " ;", " :", " )", " ?", " !"].iter().fold(words, |words, gap| words.replace(gap, gap.trim_start()))
}

/// Whether an item of a list is one of a sequence: it has a number, or a box to tick.
fn is_counted(ws: &Workspace, item: &Block) -> bool {
    let text = ws.files.text(item.span.file).unwrap_or_default();
    let start = item.span.start as usize;
    let line = text.get(..start).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim();
    let has_box = |words: &str| ["[ ]", "[x]", "[X]"].iter().any(|mark| words.contains(mark));
    line.starts_with(|first: char| first.is_ascii_digit())
        || has_box(line)
        || has_box(item.prose.get(..3).unwrap_or_default())
}

/// The first sentence of a text, or as much of it as fits.
fn name(prose: &str, otherwise: &str) -> String {
    let words = plain(prose);
    let first = words.split_once(". ").map_or(words.as_str(), |(first, _)| first);
    let first = first.trim_end_matches([':', '.']);
    match first.char_indices().nth(MOST_LETTERS) {
        _ if first.is_empty() => otherwise.to_owned(),
        Some((end, _)) => format!("{}…", &first[..end]),
        None => first.to_owned(),
    }
}

/// A finding that begins within a step.
fn finding(ws: &Workspace, finding: &Diagnostic, step: Span) -> Option<WalkFinding> {
    let at = finding.place.span().filter(|at| at.file == step.file && (step.start..step.end).contains(&at.start))?;
    Some(WalkFinding {
        rule: finding.rule,
        level: finding.level.word(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        stated: Place::of(ws, at),
    })
}

fn command(ws: &Workspace, fence: &Fence) -> WalkCommand {
    let stated = Place::of(ws, fence.span);
    if let Some(check) = ws.checks.iter().find(|check| check.fence == fence.span) {
        return of_check(check, stated);
    }
    let script = if shell::looks_like_console(&fence.text) {
        shell::transcript(&fence.text).into_iter().map(|entry| entry.command).collect::<Vec<_>>().join("\n")
    } else {
        fence.text.trim_end().to_owned()
    };
    let found = infer(&script, "sh", false);
    WalkCommand { script, effect: found.effect.word(), why: found.why, check: None, expected: None, stated }
}

fn of_check(check: &Check, stated: Place) -> WalkCommand {
    let own = check.expected().map(|lines| lines.into_iter().map(str::to_owned).collect());
    let why = (check.effect != Effect::Read).then(|| check.raised_by.clone()).flatten();
    let (script, effect) = (check.script(), check.effect.word());
    WalkCommand { script, effect, why, check: Some(check.label()), expected: own, stated }
}
