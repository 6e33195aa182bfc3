#![doc = include_str!("broken_anchor.md")]

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::kinds::Page;
use crate::model::{Naming, RepoPath, Statement, Verdict, join, parent};
use crate::rules::likeness::keeps_words;
use crate::rules::{Detect, Pages, Rule};
use crate::survey::is_of_site;
use crate::syntax::markdown::Heading;
use crate::text::{Span, letters};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "broken-anchor",
    summary: "a link leads to a heading that does not exist",
    page: include_str!("broken_anchor.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let links = ws.ledger.paths.claims.iter().filter(|claim| claim.verdict == Verdict::Holds);
    links.filter_map(|claim| finding(ws, &claim.said)).collect()
}

fn finding(ws: &Workspace, claim: &Statement<RepoPath>) -> Option<Diagnostic> {
    if !matches!(claim.value.naming, Naming::Target | Naming::Address) {
        return None;
    }
    let anchor = claim.value.anchor.as_deref().filter(|anchor| is_judged(anchor))?;
    let page = ws.page(ws.files.find(&claim.value.path)?)?;
    if has(ws, page, anchor) || takes_others_in(ws, page) {
        return None;
    }
    let here = claim.span.file == page.file;
    let place = if here { "this page".to_owned() } else { page.path.clone() };
    let mut diagnostic =
        RULE.at(claim.span, format!("{place} has no heading `#{anchor}`")).about(format!("{}#{anchor}", page.path));
    // A path behind the mark is one that lost its way: `[set-up](#docs/setup.md)`.
    let file =
        join(parent(ws.files.path(claim.span.file)), anchor).filter(|path| here && ws.files.find(path).is_some());
    if file.is_some() {
        let edits = vec![Edit::replace(claim.span, anchor)];
        return Some(
            diagnostic
                .help(format!("did you mean the file {anchor}?"))
                .fix(Fix::guess(format!("write {anchor}"), edits)),
        );
    }
    let around = if here { sections_around(page, claim.span) } else { Vec::new() };
    if let Some(near) = called(ws, page, claim.span).or_else(|| nearest(page, anchor, &around)) {
        diagnostic = diagnostic.related(near.span, "the nearest heading").help(format!("did you mean #{}?", near.slug));
        let words = ws.words(claim.span);
        if let Some(at) = words.find('#') {
            let start = claim.span.start as usize + at + 1;
            let span = Span::new(claim.span.file, start, claim.span.end as usize);
            diagnostic =
                diagnostic.fix(Fix::guess(format!("write #{}", near.slug), vec![Edit::replace(span, &near.slug)]));
        }
    }
    Some(diagnostic)
}

/// Anchors that a host or browser makes, and places in sources, are nobody's headings.
fn is_judged(anchor: &str) -> bool {
    let line = anchor.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let made = ["user-content-", ":~:", "fn", "fnref", "!", "/", "?", "__tabbed_"]
        .iter()
        .any(|start| anchor.starts_with(start));
    !anchor.is_empty() && !line && !made && !matches!(anchor, "top" | "readme" | "start" | "start-of-content")
}

/// Whether something on the page has that anchor. Other generators differ from GitHub in dashes, dots and case, and many
/// leave accents out, which GitHub keeps.
pub(in crate::rules) fn has(ws: &Workspace, page: &Page, anchor: &str) -> bool {
    let anchors = &page.markdown.anchors;
    if anchors.contains(anchor) {
        return true;
    }
    let is_of_site = is_of_site(&page.path, &ws.files);
    let plain =
        |words: &str| letters(&if is_of_site { words.nfkd().collect::<String>() } else { words.nfc().collect() });
    let wanted = plain(anchor);
    // Site generators read classes and languages behind a heading: `## Setup {.wide lang=en}`.
    let bare = |heading: &Heading| {
        let (text, attributes) = heading.text.rsplit_once('{')?;
        let valid = attributes.starts_with(['.', '#', ':']) || attributes.contains('=');
        (valid && attributes.ends_with('}')).then(|| plain(text))
    };
    // Some leave out what stands in an element behind the words: `### config <span>(root-only)</span>`.
    let without_elements = |heading: &Heading| {
        let (words, element) = ws.words(heading.span).split_once('<')?;
        element.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| plain(words))
    };
    (!wanted.is_empty() && anchors.iter().any(|known| plain(known) == wanted))
        || page.markdown.headings.iter().filter_map(bare).any(|text| text == wanted)
        || page.markdown.headings.iter().filter_map(without_elements).any(|text| text == wanted)
        || is_of_middleman(page) && is_made_by_redcarpet(ws, page, anchor, &plain)
}

fn is_of_middleman(page: &Page) -> bool {
    [".html.md", ".html.md.erb"].iter().any(|ending| page.path.ends_with(ending))
}

/// Whether Redcarpet, which renders the pages of Middleman, makes an anchor: it takes `##Words` for a heading, and of a mark
/// such as `'` it writes the number.
fn is_made_by_redcarpet(ws: &Workspace, page: &Page, anchor: &str, plain: &dyn Fn(&str) -> String) -> bool {
    const NUMBERS: &[&str] = &["34", "38", "39", "60", "62"];
    let words: Vec<&str> = anchor.split('-').filter(|word| !NUMBERS.contains(word)).collect();
    let wanted = plain(&words.concat());
    let lines = ws.files.text(page.file).unwrap_or_default().lines();
    let headings = lines.filter_map(|line| line.strip_prefix('#')).map(|words| words.trim_start_matches('#'));
    headings.map(plain).any(|heading| heading == wanted)
}

/// Whether a page takes text in from elsewhere, so that its headings are not all here.
fn takes_others_in(ws: &Workspace, page: &Page) -> bool {
    let text = ws.files.text(page.file).unwrap_or_default();
    let marks = [
        "{{#",
        "--8<--",
        "<!--@include",
        "<!-- include:",
        "<!-- @include",
        "{!",
        "[[",
        "::: ",
        "{{>",
        "<include",
        ":::{include}",
        "<%",
        "embedmd",
    ];
    let is_titled = |line: &str| {
        let tag = line.trim_start().strip_prefix('<').unwrap_or_default();
        tag.starts_with(|c: char| c.is_ascii_uppercase())
            && ["title=", "id=", "label="].iter().any(|at| tag.contains(at))
    };
    // Components have headings of their own.
    let in_components = || text.contains("import ") || text.lines().any(is_titled);
    let has_script = || text.lines().any(|line| line.trim_start().starts_with("<script"));
    let components = page.is_part() || has_script() || page.path.ends_with(".mdx") && in_components();
    // The signs of a template are also the second half of those of a shortcode.
    let is_template = || text.match_indices("{%").any(|(at, _)| !text[..at].ends_with('{'));
    let by_shortcode = || shortcodes(text).any(|name| !TEXT_ONLY.contains(&name));
    // TanStack fills a page with what the page of another framework has.
    let from_another = page.front_word("ref").is_some_and(|path| ws.files.exists(path));
    from_another || components || marks.iter().any(|mark| text.contains(mark)) || is_template() || by_shortcode()
}

/// Shortcodes of Hugo and its themes that set the text of the page itself, and neither take text in nor make headings.
#[rustfmt::skip]
const TEXT_ONLY: &[&str] = &[
    "ref", "relref", "highlight", "figure", "param", "youtube", "vimeo", "gist", "tab", "tabs", "tabpane", "note",
    "warning", "caution", "tip", "info", "important", "alert", "hint", "callout", "notice", "admonition", "button",
    "mermaid", "columns", "comment", "pageinfo", "details", "expand", "icon", "image", "img", "feature-state", "glossary_tooltip",
];

/// The names of the shortcodes in a text: `tab` of `{{< tab "Linux" >}}` and of `{{< /tab >}}`.
fn shortcodes(text: &str) -> impl Iterator<Item = &str> {
    let opened = text.match_indices("{{<").chain(text.match_indices("{{%"));
    opened.map(|(at, mark)| {
        let inside = text[at + mark.len()..].trim_start_matches(['<', '%', ' ', '/', '*']);
        inside.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).next().unwrap_or_default()
    })
}

/// The headings of the sections that a place stands in, innermost first.
fn sections_around(page: &Page, place: Span) -> Vec<usize> {
    let headings = &page.markdown.headings;
    let innermost = headings.partition_point(|heading| heading.span.start < place.start).checked_sub(1);
    std::iter::successors(innermost, |at| headings[*at].parent).collect()
}

/// The one heading of a page that is called as the text of the link says which leads there.
fn called<'a>(ws: &Workspace, page: &'a Page, address: Span) -> Option<&'a Heading> {
    let text = letters(&ws.page(address.file)?.link_to(address)?.text);
    let mut called = page.markdown.headings.iter().filter(|heading| letters(&heading.text) == text);
    called.next().filter(|_| !text.is_empty() && called.next().is_none())
}

/// The heading that is called most like an anchor. A link does not lead to where it stands itself.
fn nearest<'a>(page: &'a Page, anchor: &str, around: &[usize]) -> Option<&'a Heading> {
    let likeness = |heading: &&Heading| strsim::damerau_levenshtein(&heading.slug, anchor);
    let headings = || {
        let others = page.markdown.headings.iter().enumerate().filter(|(at, _)| !around.contains(at));
        others.map(|(_, heading)| heading)
    };
    let is_alike = |heading: &&Heading| likeness(heading) <= anchor.len() / 3 && keeps_words(anchor, &heading.slug);
    let alike = headings().filter(is_alike).min_by_key(likeness);
    // A heading that was made longer still begins so.
    let longer = |heading: &&Heading| heading.slug.strip_prefix(anchor).is_some_and(|rest| rest.starts_with('-'));
    let mut grown = headings().filter(longer);
    let grown = grown.next().filter(|_| grown.next().is_none());
    // A slip of the pen is nearer than that, and nothing else is.
    alike.filter(|heading| likeness(heading) <= 2).or(grown).or(alike)
}
