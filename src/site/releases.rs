//! The timeline of releases: what each brought, how it went, where it is told, and what publishes them.

use std::collections::BTreeMap;

use minijinja::Value;

use super::frame::Frame;
use super::ids::ids;
use super::inventory::document;
use super::starts::starts;
use super::{Made, Site, ThemeError, search};
use crate::index::ReleaseItem;
use crate::kinds::{is_before_final, tag_version};
use crate::model::Trigger;
use crate::survey::{self, Left};

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

/// The releases as people count them, the newest first: those without a record that are tags of one commit are one, which the
/// shortest of their names stands for.
fn counted<'a>(site: &Site<'a>) -> Vec<Vec<(&'a ReleaseItem, String)>> {
    let releases = &site.index.releases;
    let mut found: Vec<Vec<(&ReleaseItem, String)>> = Vec::new();
    let mut at_commit: BTreeMap<&str, usize> = BTreeMap::new();
    for (release, id) in releases.iter().zip(release_ids(releases)) {
        let commit = release.commit.as_deref().filter(|_| release.page.is_none());
        if let Some(&at) = commit.and_then(|commit| at_commit.get(commit)) {
            found[at].push((release, id));
        } else {
            at_commit.extend(commit.map(|commit| (commit, found.len())));
            found.push(vec![(release, id)]);
        }
    }
    for together in &mut found {
        together.sort_by_key(|(release, _)| release.version.len());
    }
    found
}

/// How many releases there are.
pub(super) fn count(site: &Site) -> usize {
    counted(site).len()
}

/// The newest release.
pub(super) fn newest<'a>(site: &Site<'a>) -> Option<&'a ReleaseItem> {
    Some(counted(site).first()?.first()?.0)
}

/// The ids of releases on their page.
pub(super) fn release_ids(releases: &[ReleaseItem]) -> Vec<String> {
    ids("", releases.iter().map(|release| &release.version))
}

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let releases = &site.index.releases;
    let years = years(site);
    // A version may be called after its year.
    let ids = ids("in-", years.iter().map(|(year, _)| year));
    let contents: Vec<(&str, &str)> =
        ids.iter().map(String::as_str).zip(years.iter().map(|(year, _)| year.as_str())).collect();
    let frame = Frame::new("releases.html", "Releases", "release").contents(&contents);
    let frame = Frame { feed: site.ws.config.settings.site.url.as_ref().map(|_| "releases.atom".to_owned()), ..frame };
    let mut left = OPEN;
    let groups = years.iter().zip(&ids).map(|((year, rows), id)| {
        // One that would be alone behind a fold stands with the others.
        let open = if rows.len() <= left + 1 { rows.len() } else { left };
        left = left.saturating_sub(open);
        context! { year, id, open => &rows[..open], folded => &rows[open..] }
    });
    let content = context! {
        years => groups.collect::<Vec<_>>(),
        count => count(site),
        shown => SHOWN,
        written => releases.iter().filter(|release| release.page.is_some()).count(),
        publishers => publishers(site),
    };
    let artifact = site.render("releases.html", &frame, content)?;
    let names = releases.iter().take(SHOWN).map(|release| release.version.clone()).collect();
    let document = search::Document {
        sections: vec![search::Section { names, ..search::Section::default() }],
        standing: search::Standing::Record,
        ..document(&frame, "releases")
    };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

/// The releases by their years, the newest first.
fn years(site: &Site) -> Vec<(String, Vec<Value>)> {
    let mut years: Vec<(String, Vec<Value>)> = Vec::new();
    for together in counted(site).iter().take(SHOWN) {
        let year = together[0].0.date.get(..4).unwrap_or("without a date").to_owned();
        let row = row(site, together);
        match years.last_mut().filter(|(last, _)| *last == year) {
            Some((_, rows)) => rows.push(row),
            None => years.push((year, vec![row])),
        }
    }
    years
}

fn row(site: &Site, together: &[(&ReleaseItem, String)]) -> Value {
    let (release, id) = &together[0];
    let (tone, icon) = outcome(release);
    // Of two tags of one commit, the one after the other brought nothing itself.
    let brought = together.iter().map(|(release, _)| *release).find(|release| release.commits.is_some());
    let compared = brought.and_then(|release| release.since.as_deref().zip(release.tag.as_deref()));
    let others = together[1..].iter().map(|(other, id)| {
        context! { id, version => other.version, tag_url => other.tag.as_deref().and_then(|tag| site.host.tag(tag)) }
    });
    let number = tag_version(&release.version).map(|(_, number)| number);
    context! {
        item => release,
        id, tone, icon,
        others => others.collect::<Vec<_>>(),
        is_before_final => number.is_some_and(is_before_final),
        tag_url => release.tag.as_deref().and_then(|tag| site.host.tag(tag)),
        brought,
        compare_url => compared.and_then(|(since, tag)| site.host.compare(since, tag)),
        commit => release.commit.as_deref().map(short),
        commit_url => release.commit.as_deref().and_then(|commit| site.host.commit(commit)),
    }
}

/// The workflows that a release or its tag starts, and that bring it to its users.
fn publishers(site: &Site) -> Vec<Value> {
    let is_of_release = |trigger: &Trigger| match trigger.event.text.as_str() {
        "release" => true,
        "push" => trigger.filters.iter().any(|(name, _)| name == "tags"),
        _ => false,
    };
    let deploys = survey::deploys(site.ws, "");
    let publish = deploys.iter().filter(|deploy| {
        let mut starts = deploy.workflow.triggers.iter().filter(|trigger| is_of_release(trigger));
        deploy.is_certain() && starts.any(|trigger| deploy.left(trigger) != Left::Never)
    });
    let mut publish: Vec<&survey::Deploy> = publish.collect();
    publish.dedup_by_key(|deploy| &deploy.workflow.path);
    let line = |deploy: &survey::Deploy| {
        let workflow = site.index.workflow(&deploy.workflow.path)?;
        let starts = starts(site, workflow, [deploy]);
        Some(context! { name => workflow.name, address => workflow.address, starts => starts })
    };
    publish.into_iter().filter_map(line).collect()
}
