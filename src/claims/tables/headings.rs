//! Headings of a knowledge base: the workflow that a section is about, the environment that a page is about.

use super::super::speech::Speech;
use crate::kinds::{Page, PageKind};
use crate::model::environment::is_of_own_machine;
use crate::model::{How, Kind, Listing, Name, join};
use crate::text::Span;
use crate::text::percent::decode;

/// The words of the headings over a section, nearest first, in lower case.
pub(super) fn above(page: &Page, section: Option<usize>) -> Vec<String> {
    outward(page, section).map(|at| page.markdown.headings[at].text.to_lowercase()).collect()
}

/// The headings over a section, nearest first.
pub(super) fn outward(page: &Page, section: Option<usize>) -> impl Iterator<Item = usize> {
    let mut next = section;
    std::iter::from_fn(move || {
        let now = next?;
        next = page.markdown.headings[now].parent;
        Some(now)
    })
}

/// The path of a workflow, if words name a file that exists; else the words.
pub(super) fn workflow(speech: &Speech, words: &str) -> String {
    let words = words.trim();
    let file = words.rsplit('/').next().unwrap_or(words);
    let mut folder = Some(speech.page.folder.as_str());
    while let Some(here) = folder {
        let path = format!("{here}/.github/workflows/{file}").trim_start_matches('/').to_owned();
        if is_file(file) && speech.context.files.exists(&path) {
            return path;
        }
        folder = (!here.is_empty()).then(|| crate::model::parent(here));
    }
    words.to_owned()
}

fn is_file(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "yml" | "yaml"))
}

/// The workflow of a repository that has just one, whose name no page needs to give.
pub(super) fn only_workflow(speech: &Speech) -> Option<String> {
    let folder = join(&speech.page.folder, ".github/workflows")?;
    let files = speech.context.files.below(&folder).map(|(_, entry)| entry.path.to_string());
    let mut workflows = files.filter(|path| path.ends_with(".yml") || path.ends_with(".yaml"));
    workflows.next().filter(|_| workflows.next().is_none())
}

/// The file of the workflow that a cell links to.
pub(super) fn linked_workflow(page: &Page, cell: Span) -> Option<String> {
    let links = page.markdown.links.iter().filter(|link| cell.contains(link.span));
    let mut targets = links.filter_map(|link| link.dest.split_once(".github/workflows/").map(|(_, file)| decode(file)));
    targets.next().filter(|file| file.ends_with(".yml") || file.ends_with(".yaml"))
}

/// The workflow that a section is about: the file that the nearest heading names, else what the nearest one says.
pub(super) fn workflow_above(speech: &Speech, section: Option<usize>) -> Option<String> {
    let page = speech.page;
    let headings: Vec<usize> = outward(page, section).collect();
    let file = headings.iter().find_map(|at| file_in(&page.markdown.headings[*at].text));
    if let Some(file) = file {
        return Some(workflow(speech, file));
    }
    let plain = |text: &str| !matches!(text.to_lowercase().as_str(), "jobs" | "job" | "inputs" | "input" | "workflows");
    let said = headings.iter().map(|at| &page.markdown.headings[*at]).find(|heading| plain(&heading.text));
    said.filter(|heading| heading.level > 1).map(|heading| heading.text.clone())
}

/// The word of a heading that is the file of a workflow.
fn file_in(text: &str) -> Option<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '`' | ',' | ':'))
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|word| is_file(word) && word.len() > 5)
}

pub(super) fn read(speech: &mut Speech, kind: PageKind) {
    match kind {
        PageKind::Ci => workflows(speech),
        PageKind::Environment => environment(speech),
        _ => {}
    }
}

/// Sections of a page about CI that are called after a workflow's file.
fn workflows(speech: &mut Speech) {
    let page = speech.page;
    let mut first = None;
    for (at, heading) in page.markdown.headings.iter().enumerate() {
        let Some(file) = file_in(&heading.text).filter(|_| speech.is_now(Some(at))) else { continue };
        let raw = speech.text.at(heading.span).text;
        let start = heading.span.start as usize + raw.find(file).unwrap_or_default();
        let span = Span::new(heading.span.file, start, start + file.len());
        first.get_or_insert(span);
        let scope = speech.scope();
        speech.claim_name(Name::new(Kind::Workflow, file), span, scope, How::Definition);
    }
    if let Some(first) = first {
        list(speech, Kind::Workflow, first);
    }
}

/// Whether a page is where such things are listed: the sample of variables is for people's own machines, and a page
/// of no particular kind must be called after what it lists.
pub(super) fn is_meant_whole(page: &Page, kind: Kind) -> bool {
    let stem = page.stem().to_lowercase();
    match (page.kind, kind) {
        (_, Kind::EnvVar) => is_of_own_machine(&stem),
        (Some(PageKind::Note), kind) => stem.contains(kind.word()),
        _ => true,
    }
}

/// Whether a page is called after the secrets and variables of a repository that it lists; those of an environment, or of
/// Terraform, are another matter.
pub(super) fn is_about_names(page: &Page) -> bool {
    const NAMES: &[&str] = &["secret", "variable", "var"];
    const OTHERS: &[&str] = &["and", "action", "ci", "github", "repository", "workflow"];
    let stem = page.stem().to_lowercase();
    let mut words = stem.split(['-', '_', ' ']).map(|word| word.strip_suffix('s').unwrap_or(word));
    page.kind == Some(PageKind::Note)
        && words.clone().any(|word| NAMES.contains(&word))
        && words.all(|word| NAMES.contains(&word) || OTHERS.contains(&word))
}

/// A page in `environments/` is about the environment that it is called after.
fn environment(speech: &mut Speech) {
    let page = speech.page;
    let is_own = page.path.rsplit('/').nth(1) == Some("environments");
    let Some(heading) = page.markdown.headings.iter().find(|heading| heading.level == 1) else { return };
    if !is_own {
        return;
    }
    let (scope, span) = (speech.scope(), heading.span);
    // A name that no file can have stands in the front matter.
    let name = page.environment().unwrap_or_else(|| page.stem()).to_owned();
    // That people have one at home does not mean that all environments are told of.
    let lists = !is_of_own_machine(&name);
    speech.claim_name(Name::new(Kind::Environment, name), span, scope, How::Definition);
    if lists {
        list(speech, Kind::Environment, span);
    }
}

/// Says that a page lists such things whole, without a table.
pub(super) fn list(speech: &mut Speech, kind: Kind, at: Span) {
    let (domain, scope) = ((kind, String::new()), speech.scope());
    speech.reading.says.names.listings.push(Listing { domain, scope, place: at.into(), table: None });
}
