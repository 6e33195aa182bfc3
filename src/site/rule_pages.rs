//! The pages of the rules: of those with findings, or of all when the configuration asks for them.

use std::collections::BTreeSet;

use minijinja::Value;

use super::frame::Frame;
use super::inventory::document;
use super::markdown::{self, Link, Source};
use super::{Made, Site, ThemeError};
use crate::kinds::Page;
use crate::rules::{self, Pages, Rule};
use crate::syntax::markdown::Flavor;
use crate::text::{EntryKind, Files};

pub(super) fn pages(site: &Site) -> Result<Vec<Made>, ThemeError> {
    let found: BTreeSet<&str> = site.findings.iter().map(|finding| finding.rule).collect();
    let all = site.ws.config.settings.site.all_rules;
    let shown = |rule: &Rule| all || found.contains(rule.name);
    let mut made = Vec::new();
    for rule in rules::all().filter(|rule| shown(rule)) {
        made.push(page(site, rule)?);
    }
    made.push(list(site, &shown)?);
    Ok(made)
}

fn page(site: &Site, rule: &Rule) -> Result<Made, ThemeError> {
    let address = format!("rules/{}.html", rule.name);
    let frame = Frame::new(&address, rule.name, "rules");
    let frame = Frame { summary: rule.summary.to_owned(), ..frame.under("Rules", "rules.html") };
    let findings: Vec<_> = site.findings.iter().filter(|finding| finding.rule == rule.name).take(50).collect();
    let content = context! {
        summary => rule.summary,
        level => rule.level.word(),
        tone => super::findings::tone(rule.level),
        typed => rule.pages == Pages::Typed,
        body => Value::from_safe_string(written(rule)),
        findings => findings,
    };
    let artifact = site.render("rule.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "rule")), copies: Vec::new() })
}

fn list(site: &Site, shown: &dyn Fn(&Rule) -> bool) -> Result<Made, ThemeError> {
    let frame = Frame::new("rules.html", "Rules", "rules");
    let families = rules::FAMILIES.iter().map(|(family, rules)| {
        let rows = rules.iter().map(|rule| {
            let findings = site.findings.iter().filter(|finding| finding.rule == rule.name).count();
            context! {
                name => rule.name, summary => rule.summary, level => rule.level.word(),
                tone => super::findings::tone(rule.level), shown => shown(rule), findings, url => rule.url(),
            }
        });
        context! { family, rules => rows.collect::<Vec<_>>() }
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
