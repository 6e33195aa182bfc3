//! The pages of the rules: of those with findings, or of all when the configuration asks for them.

use minijinja::Value;

use super::frame::Frame;
use super::inventory::document;
use super::markdown::{self, Link, Source};
use super::words::upper_first;
use super::{Made, Site, ThemeError};
use crate::kinds::Page;
use crate::rules::{self, Pages, Rule};
use crate::syntax::markdown::Flavor;
use crate::text::{EntryKind, Files};

/// Whether a rule has a page: it has findings, or the configuration asks for all.
pub(super) fn is_shown(site: &Site, rule: &Rule) -> bool {
    site.ws.config.settings.site.all_rules || site.findings.iter().any(|finding| finding.rule == rule.name)
}

/// The address of a rule's page.
pub(super) fn address(rule: &Rule) -> String {
    format!("rules/{}.html", rule.name)
}

pub(super) fn page(site: &Site, rule: &Rule) -> Result<Made, ThemeError> {
    let frame = Frame::new(&address(rule), rule.name, "rules");
    let frame = Frame { summary: rule.summary.to_owned(), ..frame.under("Rules", "rules.html") };
    let findings: Vec<_> = site.findings.iter().filter(|finding| finding.rule == rule.name).take(50).collect();
    let content = context! {
        summary => rule.summary,
        level => rule.level.word(),
        tone => super::findings::tone(rule.level),
        pages => match rule.pages {
            Pages::Typed => "in knowledge bases",
            Pages::Agents => "in agent files",
            Pages::All => "on all pages",
        },
        body => Value::from_safe_string(written(rule)),
        findings => findings,
    };
    let artifact = site.render("rule.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "rule")), copies: Vec::new() })
}

pub(super) fn list(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("rules.html", "Rules", "rules");
    let families = rules::FAMILIES.iter().map(|(family, rules)| {
        let rows = rules.iter().map(|rule| {
            let findings = site.findings.iter().filter(|finding| finding.rule == rule.name).count();
            context! {
                name => rule.name, summary => rule.summary, level => rule.level.word(),
                tone => super::findings::tone(rule.level), shown => is_shown(site, rule), findings, url => rule.url(),
            }
        });
        context! { family, title => upper_first(family), rules => rows.collect::<Vec<_>>() }
    });
    let artifact = site.render("rules.html", &frame, context! { families => families.collect::<Vec<_>>() })?;
    Ok(Made { artifact, document: Some(document(&frame, "rules")), copies: Vec::new() })
}

/// A rule's page as HTML, without its title, which the frame shows.
fn written(rule: &Rule) -> String {
    let path = format!("{}.md", rule.name);
    let mut files = Files::new(vec![(path.clone(), EntryKind::File)]);
    let file = files.find(&path).expect("it was just put in");
    files.set_text(file, rule.page.as_bytes().to_vec());
    let Some(text) = files.whole(file) else { return String::new() };
    let page = Page {
        file,
        folder: String::new(),
        kind: None,
        agent: None,
        is_included: false,
        front: None,
        markdown: crate::syntax::markdown::parse(text, Flavor::Markdown),
        path,
    };
    let rendered = markdown::render(&Source {
        page: &page,
        files: &files,
        checks: &[],
        runs: &|_| Vec::new(),
        findings: &[],
        // Rules point at one another by name.
        link: &|dest, _| Link::To(dest.replace(".md", ".html")),
        diagram: &|_, _| Err("rules have no diagrams".to_owned()),
    });
    rendered.html
}
