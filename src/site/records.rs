//! The timeline of releases, and the incidents.

use minijinja::Value;

use super::frame::Frame;
use super::ids::ids;
use super::inventory::document;
use super::{Made, Site, ThemeError, search};
use crate::index::ReleaseItem;

/// How many releases are listed.
const SHOWN: usize = 200;
/// How many of them are seen at once; the others unfold, year by year.
const OPEN: usize = 25;

/// The tone and the sign of how a release ended.
pub(super) fn outcome(release: &ReleaseItem) -> (&'static str, &'static str) {
    match () {
        () if release.is_done() => ("ok", "check"),
        () if release.is_taken_back() => ("warn", "back"),
        () if release.is_failed() => ("danger", "fail"),
        () if release.status.is_some() => ("info", "clock"),
        () => ("none", "tag"),
    }
}

/// A commit as people write it: the first digits of a whole one.
pub(super) fn short(commit: &str) -> &str {
    let is_whole = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_whole { &commit[..10] } else { commit }
}

/// The ids of releases on their page.
pub(super) fn release_ids(releases: &[ReleaseItem]) -> Vec<String> {
    ids("", releases.iter().map(|release| &release.version))
}

pub(super) fn releases(site: &Site) -> Result<Made, ThemeError> {
    let mut years: Vec<(String, Vec<Value>)> = Vec::new();
    for (release, id) in site.index.releases.iter().zip(release_ids(&site.index.releases)).take(SHOWN) {
        let (tone, icon) = outcome(release);
        let row = context! {
            item => release,
            id,
            tone, icon,
            commit => release.commit.as_deref().map(short),
            commit_url => release.commit.as_deref().and_then(|commit| site.host.commit(commit)),
        };
        let year = release.date.get(..4).unwrap_or("without a date").to_owned();
        match years.last_mut().filter(|(last, _)| *last == year) {
            Some((_, rows)) => rows.push(row),
            None => years.push((year, vec![row])),
        }
    }
    // A version may be called after its year.
    let ids = ids("in-", years.iter().map(|(year, _)| year));
    let contents: Vec<(&str, &str)> =
        ids.iter().map(String::as_str).zip(years.iter().map(|(year, _)| year.as_str())).collect();
    let frame = Frame::new("releases.html", "Releases", "release").contents(&contents);
    let frame = Frame { feed: site.ws.config.settings.site.url.as_ref().map(|_| "releases.atom".to_owned()), ..frame };
    let written = site.index.releases.iter().filter(|release| release.page.is_some()).count();
    let mut left = OPEN;
    let groups = years.iter().zip(&ids).map(|((year, rows), id)| {
        // One that would be alone behind a fold stands with the others.
        let open = if rows.len() <= left + 1 { rows.len() } else { left };
        left = left.saturating_sub(open);
        context! { year, id, open => &rows[..open], folded => &rows[open..] }
    });
    let content = context! {
        years => groups.collect::<Vec<_>>(),
        count => site.index.releases.len(),
        shown => SHOWN,
        written,
    };
    let artifact = site.render("releases.html", &frame, content)?;
    let names = site.index.releases.iter().take(SHOWN).map(|release| release.version.clone()).collect();
    let document = search::Document {
        sections: vec![search::Section { names, ..search::Section::default() }],
        standing: search::Standing::Record,
        ..document(&frame, "releases")
    };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

pub(super) fn measures(site: &Site) -> Result<Made, ThemeError> {
    let measures = &site.index.measures;
    let contents: Vec<(&str, &str)> = measures.iter().map(|measure| (measure.name, measure.title)).collect();
    let frame = Frame::new("measures.html", "Measures of delivery", "measures").contents(&contents);
    let artifact = site.render("measures.html", &frame, context! { measures => measures, shown => SHOWN })?;
    Ok(Made { artifact, document: Some(document(&frame, "measures")), copies: Vec::new() })
}

pub(super) fn incidents(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("incidents.html", "Incidents", "incident");
    let rows = site.index.incidents.iter().map(|incident| {
        context! { item => incident, open => incident.is_open() }
    });
    let content = context! {
        incidents => rows.collect::<Vec<_>>(),
        open => site.index.incidents.iter().filter(|incident| incident.is_open()).count(),
    };
    let artifact = site.render("incidents.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "incidents")), copies: Vec::new() })
}
