#![doc = include_str!("stale_block.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::Page;
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::agents::is_generated;
use crate::scaffold::blocks::{Block, find, renewed};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-block",
    summary: "a managed block differs from what it would be now, or its markers are damaged",
    page: include_str!("stale_block.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    ws.pages.iter().flat_map(|page| of_page(ws, page)).collect()
}

fn of_page(ws: &Workspace, page: &Page) -> Vec<Diagnostic> {
    match find(&ws.files, page) {
        // A page with a damaged marker is not written to: nobody can tell what lies outside.
        Err(damages) => damages
            .into_iter()
            .map(|damage| RULE.at(damage.span, damage.why).about(format!("{} marker", page.path)))
            .collect(),
        Ok(blocks) => blocks.iter().filter_map(|block| of_block(ws, page, block)).collect(),
    }
}

/// What differs between two rows about the same thing, cell by cell.
fn cells(wrong: &str, lacking: &str) -> Option<String> {
    let split = |row: &str| -> Option<Vec<String>> {
        let row = row.strip_prefix('|')?.strip_suffix('|')?;
        Some(row.split('|').map(|cell| cell.trim().to_owned()).collect())
    };
    let (old, new) = (split(wrong)?, split(lacking)?);
    let is_same = old.first() == new.first() && old.len() == new.len();
    let pairs: Vec<_> = old.iter().zip(&new).filter(|(old, new)| old != new).collect();
    let shown = |words: &str| if words.is_empty() { "nothing".to_owned() } else { short(words.to_owned()) };
    let told = pairs.iter().map(|(old, new)| format!("{} has become {}", shown(old), shown(new)));
    (is_same && !pairs.is_empty()).then(|| format!("in the row {}: {}", old[0], told.collect::<Vec<_>>().join(", ")))
}

/// The most characters of a line that a finding quotes.
const SHORT: usize = 100;

/// The beginning of a line, up to the end of a cell or word.
fn short(line: String) -> String {
    if line.chars().count() <= SHORT {
        return line;
    }
    let head: String = line.chars().take(SHORT).collect();
    format!("{} …", head.rsplit_once(' ').map_or(head.as_str(), |(head, _)| head))
}

/// The first line that is wrong, and the first that is missing.
fn difference(old: &str, new: &str) -> Option<String> {
    let first = |of: &str, other: &str| {
        let lines = of.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.filter(|line| !other.lines().any(|another| another.trim() == *line)).map(str::to_owned).next()
    };
    let (wrong, lacking) = (first(old, new), first(new, old));
    if let Some(cells) = wrong.as_deref().zip(lacking.as_deref()).and_then(|(wrong, lacking)| cells(wrong, lacking)) {
        return Some(cells);
    }
    let (wrong, lacking) = (wrong.map(short), lacking.map(short));
    let wrong = wrong.map(|line| format!("it has: {line}"));
    let lacking = lacking.map(|line| format!("it lacks: {line}"));
    let words: Vec<String> = wrong.into_iter().chain(lacking).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

fn of_block(ws: &Workspace, page: &Page, block: &Block) -> Option<Diagnostic> {
    let about = format!("{} {}", page.path, ws.words(block.begin));
    match renewed(ws, page, block) {
        Ok(None) => None,
        Ok(Some(new)) => {
            let message = format!("the block `{}` is not what the repository has now", block.kind);
            let difference = difference(ws.words(block.body), &new.text);
            let help: Vec<String> = difference.into_iter().chain(leaving(&new.leaving)).collect();
            // Another program writes that file, and would undo it.
            let is_ours = !is_generated(ws, &page.path);
            let fix = is_ours.then(|| {
                let title = format!("write the block `{}` again", block.kind);
                let begin = new.begin.map(|marker| Edit::replace(block.begin, marker));
                let edits = begin.into_iter().chain([Edit::replace(block.body, new.text)]).collect();
                // What people wrote goes only when somebody says so.
                if new.leaving.is_empty() { Fix::safe(title, edits) } else { Fix::guess(title, edits) }
            });
            let diagnostic = RULE.at(block.begin, message).about(about).fix(fix);
            Some(if help.is_empty() { diagnostic } else { diagnostic.help(help.join("; ")) })
        }
        Err(damage) => Some(RULE.at(damage.span, damage.why).about(about)),
    }
}

/// What people wrote into rows that are no more, in words.
fn leaving(cells: &[String]) -> Option<String> {
    let shown = cells.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = cells.len().saturating_sub(5);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!cells.is_empty()).then(|| format!("with rows that are no more it would drop what people wrote: {shown}{more}"))
}
