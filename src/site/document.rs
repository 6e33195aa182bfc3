//! A page of the repository, with what is known of it around its words.

use minijinja::Value;

use super::findings::Finding;
use super::frame::{Content, Crumb, Frame, root};
use super::markdown::{self, Link, Mark, Source, Tone};
use super::{Made, Site, ThemeError, drawing, lead, releases, search};
use crate::index::{self, IncidentItem, PageItem, anchor_of, page_led_to};
use crate::kinds::{Page, PageKind};
use crate::model::{Check, join, parent};
use crate::text::percent;

/// The endings of files that are copied for a page to show, if their bytes may be.
const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico"];

/// What stands at an old address of a page: the way to it.
pub(super) fn moved(site: &Site, item: &PageItem, from: &str) -> Result<Made, ThemeError> {
    let frame = Frame { twin: None, ..Frame::new(from, item.title.clone(), "") };
    Ok(site.render("moved.html", &frame, context! { to => item.address })?.into())
}

/// The old addresses of a page, as addresses of this site.
pub(super) fn old_addresses(item: &PageItem) -> impl Iterator<Item = String> {
    item.aliases.iter().filter_map(|alias| alias_address(alias))
}

/// Whether most of what a page says is written from right to left.
fn is_rtl(page: &Page) -> bool {
    let letters = page.markdown.blocks.iter().flat_map(|block| block.prose.chars()).filter(|c| c.is_alphabetic());
    let (own, all) = letters.fold((0, 0), |(own, all): (usize, usize), letter| {
        let is_own = matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
        (own + usize::from(is_own), all + 1)
    });
    own * 2 > all
}

/// The page.
pub(super) fn page(site: &Site, page: &Page, item: &PageItem) -> Result<Made, ThemeError> {
    let address = item.address.as_deref().expect("only published pages are shown");
    let root = root(address);
    let findings: Vec<&Finding> =
        site.findings.iter().filter(|finding| finding.path.as_deref() == Some(page.path.as_str())).collect();
    let marks: Vec<Mark> = findings.iter().filter_map(|finding| mark(finding, &root)).collect();
    let checks: Vec<&Check> = site.ws.checks.iter().filter(|check| check.fence.file == page.file).collect();
    let runs = |check: &Check| index::runs_of(site.ws, &page.path, &check.label());
    let copies = std::cell::RefCell::new(Vec::new());
    let link = |dest: &str, image: bool| resolve(site, page, &root, dest, image, &mut copies.borrow_mut());
    let rendered = markdown::render(&Source {
        page,
        files: &site.ws.files,
        checks: &checks,
        runs: &runs,
        findings: &marks,
        link: &link,
        diagram: &drawing::mermaid,
    });
    let section = section(page.kind);
    let (previous, next) = site.sidebar.neighbours(address, section);
    let source_url = site.source_url(&page.path, None);
    let frame = Frame {
        summary: item.summary.clone(),
        contents: rendered.contents.iter().map(Content::from).collect(),
        source: Some(page.path.clone()),
        edit_url: site.host.edit(&page.path).filter(|url| Some(url) != source_url.as_ref()),
        source_url,
        url: site.ws.config.settings.site.url.as_ref().map(|url| format!("{}/{address}", url.trim_end_matches('/'))),
        changed: item.changes.first().cloned(),
        previous,
        next,
        ..Frame::new(address, item.title.clone(), section)
    };
    let frame = match home_of(page.kind) {
        Some((title, address)) => frame.under(title, address),
        None => frame,
    };
    let environment = (page.kind == Some(PageKind::Environment))
        .then(|| {
            site.index.environments.iter().find(|environment| environment.page.as_deref() == Some(page.path.as_str()))
        })
        .flatten();
    let siblings: Vec<Crumb> = if environment.is_some() {
        let others = site.index.environments.iter();
        others.filter_map(|other| Some(Crumb::new(other.name.clone(), other.address.clone()?))).collect()
    } else {
        Vec::new()
    };
    let incident = site.index.incidents.iter().find(|incident| incident.page == page.path);
    let release = site.index.releases.iter().find(|release| release.page.as_deref() == Some(page.path.as_str()));
    let content = context! {
        is_rtl => is_rtl(page),
        item => item,
        kind => page.kind.map(PageKind::word),
        // What the page calls itself at its top, where its front matter has another name for lists.
        heading => rendered.title,
        title_id => rendered.title_id,
        body => Value::from_safe_string(rendered.html),
        findings => &findings,
        overdue => item.review_due.as_deref().is_some_and(|due| due < site.ws.today.as_str()),
        runs => last_runs(site, &page.path),
        drill => index::drill_of(site.ws, page),
        is_drilled => page.kind == Some(PageKind::Runbook),
        lead => lead::of(site, page, item),
        last => last_release(site, page, item),
        environment => environment,
        incident,
        incident_open => incident.is_some_and(IncidentItem::is_open),
        release,
        release_tone => release.map(releases::outcome),
        tag_url => release.and_then(|release| site.host.tag(release.tag.as_deref()?)),
        compare_url => release.and_then(|release| site.host.compare(release.since.as_deref()?, release.tag.as_deref()?)),
        commit => release.and_then(|release| release.commit.as_deref()).map(releases::short),
        siblings => siblings,
    };
    let artifact = site.render("page.html", &frame, content)?;
    let document = search::Document {
        address: address.to_owned(),
        kind: page.kind.map_or("document", PageKind::word).to_owned(),
        title: item.title.clone(),
        aliases: item.aliases.iter().cloned().chain([page.path.clone()]).collect(),
        standing: match page.kind {
            Some(PageKind::Runbook | PageKind::Environment | PageKind::Deployment) => search::Standing::Raised,
            Some(PageKind::Release | PageKind::Incident) => search::Standing::Record,
            _ => search::Standing::Ordinary,
        },
        sections: sections(item, rendered.sections, environment, incident),
    };
    Ok(Made { artifact, document: Some(document), copies: copies.into_inner() })
}

/// The release that went last to the environment of a page; on the page of deployments, the last anywhere.
fn last_release<'a>(site: &Site<'a>, page: &Page, item: &PageItem) -> Option<&'a index::ReleaseItem> {
    match page.kind {
        Some(PageKind::Environment) => {
            lead::last_release(site, Some(item.environment.as_deref().unwrap_or_else(|| page.stem())))
        }
        Some(PageKind::Deployment) => lead::last_release(site, None),
        _ => None,
    }
}

/// What search is told of a page: its parts, what its front matter says of it, and what the repository knows.
fn sections(
    item: &PageItem,
    parts: Vec<markdown::Section>,
    environment: Option<&index::EnvironmentItem>,
    incident: Option<&IncidentItem>,
) -> Vec<search::Section> {
    let section = |part: markdown::Section| search::Section {
        id: part.id,
        heading: part.heading,
        text: part.text,
        commands: part.commands,
        names: Vec::new(),
    };
    let mut sections: Vec<search::Section> = parts.into_iter().map(section).collect();
    if sections.is_empty() {
        sections.push(search::Section::default());
    }
    sections[0].names = item.environment.iter().chain(&item.owner).chain(&item.tags).cloned().collect();
    // `sev1` is how people say it, whatever the front matter calls it.
    let severity = incident.and_then(|incident| incident.severity.as_deref());
    sections[0].names.extend(severity.map(|severity| format!("severity {severity}")));
    let digit = severity.and_then(|severity| severity.chars().find(char::is_ascii_digit));
    sections[0].names.extend(digit.map(|digit| format!("sev{digit}")));
    sections.extend(environment.map(|environment| {
        let url = environment.url.as_ref().map(|url| format!("URL {url}"));
        let jobs = environment.jobs.iter().flat_map(|user| &user.jobs);
        search::Section {
            id: "Known".to_owned(),
            heading: "What the repository knows".to_owned(),
            // A secret's own row is what its name leads to first.
            text: url
                .into_iter()
                .chain(jobs.chain(&environment.secrets).chain(&environment.variables).cloned())
                .collect::<Vec<_>>()
                .join("; "),
            ..search::Section::default()
        }
    }));
    sections
}

/// The list that a kind of page stands in.
fn home_of(kind: Option<PageKind>) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Some(PageKind::Environment) => ("Environments", "environments.html"),
        Some(PageKind::Runbook) => ("Runbooks", "runbooks.html"),
        Some(PageKind::Release) => ("Releases", "releases.html"),
        Some(PageKind::Incident) => ("Incidents", "incidents.html"),
        Some(PageKind::Note) => ("Notes", "notes.html"),
        None => ("Documents", "documents.html"),
        Some(PageKind::Index | PageKind::Deployment | PageKind::Ci | PageKind::Tooling | PageKind::Maintenance) => {
            return None;
        }
    })
}

/// The entry of the sidebar.
fn section(kind: Option<PageKind>) -> &'static str {
    kind.map_or("document", PageKind::word)
}

fn mark(finding: &Finding, root: &str) -> Option<Mark> {
    Some(Mark {
        span: finding.span?,
        tone: match finding.tone {
            "danger" => Tone::Danger,
            "warn" => Tone::Warn,
            _ => Tone::Info,
        },
        rule: finding.rule.to_owned(),
        message: finding.message.clone(),
        address: format!("{root}findings.html#{}", finding.id),
        id: format!("f{}", finding.id),
    })
}

/// Where a link of a page leads on the site. Images of the repository are noted to be copied.
fn resolve(site: &Site, page: &Page, root: &str, dest: &str, image: bool, copies: &mut Vec<(String, String)>) -> Link {
    let scheme = dest.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    if dest.starts_with("//") {
        // On disk the site has no scheme that such a link could take over.
        return Link::To(format!("https:{dest}"));
    }
    if has_scheme {
        return Link::To(dest.to_owned());
    }
    if let Some(anchor) = dest.strip_prefix('#') {
        return Link::To(format!("#{}", anchor_of(page, anchor)));
    }
    let (path, fragment) = dest.split_once('#').map_or((dest, None), |(path, fragment)| (path, Some(fragment)));
    let path = percent::decode(path.split('?').next().unwrap_or_default());
    let led = page_led_to(site.ws, page, &path);
    let from = if path.starts_with('/') { "" } else { parent(&page.path) };
    let Some(path) = join(from, path.trim_start_matches('/')) else { return Link::Nowhere };
    let anchor = |fragment| led.map_or(fragment, |led| anchor_of(led, fragment));
    let fragment = fragment.map(|fragment| format!("#{}", anchor(fragment))).unwrap_or_default();
    let is_image = path.rsplit_once('.').is_some_and(|(_, end)| IMAGES.contains(&end.to_lowercase().as_str()));
    if image && is_image && site.ws.files.find(&path).is_some() {
        let Some(found) = (site.image)(&path) else { return Link::Left(site.source_url(&path, None)) };
        let address = format!("files/{path}");
        let shown = percent::encode(&address);
        copies.push((path, address));
        return Link::Image(format!("{root}{shown}"), found.size);
    }
    let path = led.map_or(path, |led| led.path.clone());
    match site.target(&path, None) {
        (Some(address), false) => Link::To(format!("{root}{address}{fragment}")),
        (Some(address), true) => Link::To(format!("{address}{fragment}")),
        (None, _) => Link::Nowhere,
    }
}

/// How a page's checks last went: the newest run of each, and of those one that did not pass, or else the newest.
fn last_runs<'a>(site: &'a Site, path: &str) -> Vec<&'a index::RunItem> {
    let checks = site.index.checks.iter().filter(|check| check.page == path);
    let newest = checks.filter_map(|check| check.runs.iter().max_by(|a, b| a.started.cmp(&b.started)));
    let told = newest.max_by(|a, b| {
        let failed = |run: &index::RunItem| !matches!(run.status, "passed" | "skipped");
        (failed(a), &a.started).cmp(&(failed(b), &b.started))
    });
    told.into_iter().collect()
}

/// The address that an old address or an alert's name gets on this site.
fn alias_address(alias: &str) -> Option<String> {
    let alias = alias.trim_start_matches('/').trim_end_matches(".md").trim_end_matches(".html").trim_end_matches('/');
    let is_plain = |step: &str| {
        !step.is_empty() && !step.starts_with('.') && step.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c))
    };
    (!alias.is_empty() && alias.split('/').all(is_plain)).then(|| format!("{alias}.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_stay_inside_the_site() {
        for (alias, address) in [
            ("/old/rollback.html", Some("old/rollback.html")),
            ("KubeAPIDown", Some("KubeAPIDown.html")),
            ("../../etc/passwd", None),
            ("a b", None),
            ("https://example.org", None),
            ("", None),
        ] {
            assert_eq!(alias_address(alias).as_deref(), address, "{alias}");
        }
    }
}
