//! Links and images: relative targets, and addresses of this repository at its host.

use super::site::original;
use super::speech::Speech;
use crate::kinds::{Page, is_read_from_root};
use crate::model::{How, Naming, Scope, join, markdown_stem};
use crate::syntax::markdown::{Comment, Link, LinkKind};
use crate::text::percent::decode;
use crate::text::{Span, is_mail_address};

pub(super) fn read(speech: &mut Speech) {
    if speech.is_leftover {
        return;
    }
    let page = speech.page;
    let generated = generated(page);
    // The host shows a template in an issue or a pull request, where a relative link leads elsewhere.
    let is_template =
        ["pull_request_template", "issue_template"].iter().any(|name| page.path.to_lowercase().contains(name));
    for link in &page.markdown.links {
        let Some(span) = link.dest_span.filter(|_| !is_template) else { continue };
        let dest = link.dest.trim();
        if generated.iter().any(|block| block.contains(link.span)) {
            continue;
        }
        if dest.trim_matches('.').is_empty()
            || dest.contains(['{', '}', '<', '>', '$', '|', '*', '`', ' ', '…'])
            || dest.contains("%7B")
            || is_variable(dest)
            // What rustdoc resolves in a README that is the documentation of a crate.
            || dest.contains("::")
            // What Zola reads from the folder of its content.
            || dest.starts_with("@/")
        {
            continue;
        }
        if link.kind == LinkKind::Autolink && dest.contains('@') || is_optional(page, link) {
            continue;
        }
        if let Some(path) = own_address(dest, speech) {
            let naming = Naming::Address;
            speech.claim_path(path.path, naming, path.anchor, span, Scope::only(""), How::Link);
        } else if is_relative(dest) {
            relative(speech, link, dest, span);
        }
    }
}

/// Whether the page says what holds if the file is not there.
fn is_optional(page: &Page, link: &Link) -> bool {
    let blocks = &page.markdown.blocks;
    let at = blocks.partition_point(|block| block.span.start <= link.span.start);
    at.checked_sub(1).is_some_and(|at| Speech::is_optional(&blocks[at], link.span))
}

/// The parts of a page that another program writes between comments of its own: nobody may mend them by hand.
fn generated(page: &Page) -> Vec<Span> {
    let comments = &page.markdown.comments;
    let named = |text: &str, mark: &str| {
        text.split_whitespace().next().and_then(|word| word.strip_suffix(mark)).map(str::to_owned)
    };
    let start = |comment: &Comment| named(&comment.text, ":START");
    let starts = comments.iter().filter_map(|comment| Some((start(comment)?, comment.span)));
    let ends = |name: &str, after: Span| {
        comments
            .iter()
            .find(|other| other.span.start >= after.end && named(&other.text, ":END").as_deref() == Some(name))
    };
    starts.filter_map(|(name, span)| Some(span.to(ends(&name, span)?.span))).collect()
}

/// Whether a program puts something else in place of a part, as in `@docroot@/index.md`.
fn is_variable(dest: &str) -> bool {
    let mut parts = dest.split('@').skip(1);
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let name = parts.next().is_some_and(is_name);
    name && parts.next().is_some()
}

/// Whether a destination is a path, if only for want of a scheme: it names neither one nor a host nor a person.
fn is_relative(dest: &str) -> bool {
    let is_handle = dest.contains('@') && !dest.contains('/') && !is_mail_address(dest);
    !has_scheme(dest) && !is_handle && !["//", "www."].iter().any(|start| dest.starts_with(start))
}

/// Whether a destination names a scheme: `https:`, `mailto:`.
fn has_scheme(dest: &str) -> bool {
    dest.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// A path of this repository, and the anchor behind it.
pub(super) struct Target {
    pub path: String,
    pub anchor: Option<String>,
}

/// The path that an address of this repository's host leads to, on its main branch.
pub(super) fn own_address(dest: &str, speech: &Speech) -> Option<Target> {
    let rest = dest.strip_prefix("https://").or_else(|| dest.strip_prefix("http://"))?;
    let (host, rest) = rest.split_once('/')?;
    let (rest, anchor) = rest.split_once('#').map_or((rest, None), |(rest, anchor)| (rest, Some(decode(anchor))));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let mut steps = rest.split('/');
    if host == "img.shields.io" {
        let path = rest.strip_prefix("github/actions/workflow/status/")?;
        let mut steps = path.split('/');
        own(&mut steps, speech)?;
        return workflow(steps.next()?);
    }
    let raw = host == "raw.githubusercontent.com";
    if !(raw || host == "github.com" || host == "www.github.com") {
        return None;
    }
    own(&mut steps, speech)?;
    if !raw {
        match steps.next()? {
            "issues" => return issue_template(steps.next()?, query, speech),
            "blob" | "tree" | "raw" | "edit" | "blame" => {}
            "actions" if steps.next() == Some("workflows") => return workflow(steps.next()?),
            _ => return None,
        }
    }
    let mut reference = steps.next()?;
    if raw && reference == "refs" {
        steps.next()?;
        reference = steps.next()?;
    }
    let default = speech.context.repository.default_branch.as_deref();
    if !(matches!(reference, "main" | "master" | "HEAD" | "trunk") || default == Some(reference)) {
        return None;
    }
    let path = decode(&steps.collect::<Vec<_>>().join("/"));
    Some(Target { path: join("", &path)?, anchor })
}

/// Takes `owner/name` of this repository off an address.
fn own<'s>(steps: &mut impl Iterator<Item = &'s str>, speech: &Speech) -> Option<()> {
    let slug = format!("{}/{}", steps.next()?, steps.next()?).to_lowercase();
    speech.context.repository.slugs.contains(&slug).then_some(())
}

fn workflow(name: &str) -> Option<Target> {
    // Some badges give the whole path, in percent signs.
    let name = decode(name);
    let name = name.strip_prefix(".github/workflows/").unwrap_or(&name);
    let is_file = name.ends_with(".yml") || name.ends_with(".yaml");
    is_file.then(|| Target { path: format!(".github/workflows/{name}"), anchor: None })
}

/// The form that `issues/new?template=bug.yml` opens. Without any here they are those of the organisation.
fn issue_template(page: &str, query: &str, speech: &Speech) -> Option<Target> {
    const FORMS: &str = ".github/ISSUE_TEMPLATE";
    let name = query.split('&').find_map(|pair| pair.strip_prefix("template="))?;
    let path = join(FORMS, &decode(name))?;
    (page == "new" && speech.context.files.is_folder(FORMS)).then_some(Target { path, anchor: None })
}

/// What a page of GitHub itself is called from a README: `../../issues`, `../../releases`.
const OF_THE_HOST: &[&str] = &[
    "issues",
    "pulls",
    "pull",
    "releases",
    "wiki",
    "discussions",
    "actions",
    "tree",
    "blob",
    "commit",
    "commits",
    "compare",
    "graphs",
    "security",
    "projects",
    "milestones",
    "labels",
    "tags",
    "network",
    "stargazers",
];

fn relative(speech: &mut Speech, link: &Link, dest: &str, span: Span) {
    let (path, anchor) = dest.split_once('#').map_or((dest, None), |(path, anchor)| (path, Some(decode(anchor))));
    let path = path.split('?').next().unwrap_or(path);
    let path = decode(path);
    let here = speech.page.own_folder().to_owned();
    if speech.links_labels() {
        // Whether a label is known shows only when all sources are read.
        let is_heading = || anchor.as_ref().is_some_and(|anchor| speech.page.markdown.anchors.contains(anchor));
        let is_label = if path.is_empty() { !is_heading() } else { !path.contains('/') && !has_file_ending(&path) };
        if is_label {
            return;
        }
    }
    if path.is_empty() {
        let own = speech.page.path.clone();
        return speech.claim_path(own, Naming::Target, anchor, span, Scope::only(""), How::Link);
    }
    let ending =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_lowercase());
    let is_page = markdown_stem(&path).is_some();
    let files = speech.context.files;
    let in_site = speech.site.is_some();
    let found = |folder: &str, path: &str| {
        let whole = join(folder, path)?;
        let stem = whole.strip_suffix(".html").unwrap_or(&whole);
        let written =
            [&whole, &format!("{stem}.md"), &format!("{stem}.mdx"), &format!("{whole}/README.md")].map(String::clone);
        let exact = written.into_iter().find(|path| files.exists(path));
        // A generator serves a page and a folder with an index under one address.
        let folded = || folded(&whole).into_iter().flatten().find(|path| in_site && files.exists(path));
        let exact = exact.or_else(folded);
        // Sites do not mind the case of letters, and show the original where a translation is missing.
        let any_case = || files.find_in_any_case(&whole).filter(|_| in_site).map(|id| files.path(id).to_owned());
        exact.or_else(any_case).or_else(|| original(&whole).filter(|path| files.exists(path)))
    };
    if let Some(absolute) = path.strip_prefix('/') {
        // From the root of the repository, as its host does, or from the root of the site.
        let content = speech.site.as_ref().map(|site| site.content.clone());
        let target = content.as_deref().and_then(|content| found(content, absolute)).or_else(|| found("", absolute));
        let first = absolute.split('/').next().unwrap_or(absolute);
        // Pages and sources; what a site serves from its own root are pictures and pages of HTML.
        let is_file =
            is_page || speech.site.is_none() && ending.as_deref().is_some_and(|ending| SOURCES.contains(&ending));
        // Of what lies at the root itself only its host can be meant where the page lies there too.
        let is_of_the_root =
            || is_page && speech.site.is_none() && !absolute.contains('/') && speech.page.own_folder().is_empty();
        let from_root = (is_file && absolute.contains('/') && files.is_folder(first) || is_of_the_root())
            && !speech.page.path.ends_with(".mdx");
        match target {
            Some(target) => speech.claim_path(target, Naming::Target, anchor, span, Scope::only(""), How::Link),
            None if from_root => {
                let path = join("", absolute).unwrap_or_else(|| absolute.to_owned());
                speech.claim_path(path, Naming::Target, anchor, span, Scope::only(""), How::Link);
            }
            // Without an ending it may be an address of a site, so only what was here once shows that it is a path.
            None if speech.site.is_none() && ending.is_none() && files.is_folder(first) => {
                let path = join("", absolute).unwrap_or_else(|| absolute.to_owned());
                speech.claim_path(path, Naming::Mention, anchor, span, Scope::only(""), How::Link);
            }
            None => {}
        }
        return;
    }
    // A site turns `guide.md` into `guide/`, so one step up may be one too many; and it serves its static files from anywhere.
    let in_site = speech.site.is_some();
    let one_step_up = || in_site.then(|| found(&here, path.strip_prefix("../")?)).flatten();
    let from_root = || is_read_from_root(&speech.page.path).then(|| found("", &path)).flatten();
    let content = speech.site.as_ref().filter(|site| is_page && site.from_content).map(|site| site.content.clone());
    let from_content = || found(content.as_deref()?, &path);
    if let Some(target) = found(&here, &path).or_else(one_step_up).or_else(from_root).or_else(from_content) {
        return speech.claim_path(target, Naming::Target, anchor, span, Scope::only(""), How::Link);
    }
    let Some(whole) = join(&here, &path) else { return };
    if is_of_rustdoc(speech, link, &path) {
        return;
    }
    let is_address = ending.as_deref().is_none_or(|ending| matches!(ending, "html" | "htm"));
    let is_readme = speech.page.stem().eq_ignore_ascii_case("readme") || !speech.page.path.contains('/');
    // On a site such a link is an address, and a part of a page is read from where it is put.
    if is_address && in_site || speech.page.is_part() {
        return;
    }
    if let Some(site) = &speech.site {
        // Above its sources lie other parts of the same address, and some sites know their pages by name alone.
        let leaves = !site.content.is_empty() && !whole.starts_with(&format!("{}/", site.content));
        let name = whole.rsplit('/').next().unwrap_or(&whole);
        if leaves || site.by_name && files.with_tail(name).next().is_some() {
            return;
        }
    }
    // What is there from the root was written from there by mistake; one step alone may be an address as well.
    let is_from_root = || path.contains('/') && files.exists(&path) || files.find(&path).is_some();
    let sure = match () {
        () if is_address && !in_site && is_from_root() => true,
        // Without an ending it may be an address of a site that nobody here knows of; a knowledge base links to paths.
        () if is_address && !is_readme && !speech.page.is_typed() => false,
        // A page of HTML that is not there is one that a build makes, unless it was there once.
        () if matches!(ending.as_deref(), Some("html" | "htm")) || path.ends_with(".html.md") => false,
        () if in_site || speech.page.path.ends_with(".mdx") => is_page && link.kind != LinkKind::Html,
        () => true,
    };
    if path.starts_with("../../")
        && OF_THE_HOST.iter().any(|word| path.trim_start_matches("../").split('/').next() == Some(word))
    {
        return;
    }
    let naming = if sure { Naming::Target } else { Naming::Mention };
    speech.claim_path(whole, naming, anchor, span, Scope::only(""), How::Link);
}

/// Whether a link in the README of a crate names an item, as rustdoc reads it where the crate takes the README in.
fn is_of_rustdoc(speech: &Speech, link: &Link, path: &str) -> bool {
    let is_name = |step: &str| {
        let is_rest = |c: char| c.is_ascii_alphanumeric() || c == '_';
        step.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && step.chars().all(is_rest)
    };
    let in_crate =
        || join(&speech.page.folder, "Cargo.toml").is_some_and(|path| speech.context.files.find(&path).is_some());
    let is_code = speech.text.at(link.span).text.starts_with("[`");
    is_code && path.split("::").all(is_name) && path != path.to_uppercase() && in_crate()
}

/// Endings of sources and settings.
#[rustfmt::skip]
const SOURCES: &[&str] =
    &["yml", "yaml", "toml", "json", "sh", "py", "rb", "go", "rs", "ts", "tf", "sql", "java", "kt", "php"];

/// Whether a name ends as those of files do that pages link to, and not as `package.Class.method`.
fn has_file_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        let short =
            (1..=4).contains(&ending.len()) && ending.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        short || markdown_stem(name).is_some()
    })
}

/// The other ways of keeping the page of an address: `a.md`, `a/index.md`, `a/_index.md`, `a/README.md`.
fn folded(path: &str) -> [Option<String>; 4] {
    let stem = path.strip_suffix(".md");
    let folder = |stem| ["/_index", "/index", "/README"].into_iter().find_map(|name| str::strip_suffix(stem, name));
    let base = stem.map(|stem: &str| folder(stem).unwrap_or(stem));
    ["/index.md", "/_index.md", "/README.md", ".md"].map(|end| base.map(|base| format!("{base}{end}")))
}
