//! Releases and incidents: what the records of the knowledge base tell, and the tags that nobody wrote a record of.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::publication::Publication;
use crate::git::Record;
use crate::kinds::{
    Page, PageKind, actions, cell, dated, is_answer, is_before_final, plain_version, released, releases as recorded,
    tag_version,
};
use crate::model::Tag;
use crate::workspace::Workspace;

/// A release.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ReleaseItem {
    /// Its version.
    pub version: String,
    /// The day, or the time, in UTC.
    pub date: String,
    /// Where it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// What was released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The tag that marks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The tag of the release before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// How many commits it has that the release before it had not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commits: Option<usize>,
    /// How it ended, as its page says: `verified`, `rolled back` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// Whether it was made to repair an earlier one, if its record says so or not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rework: Option<bool>,
    /// The page of its record; absent for a tag without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Where the site has that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What its record says in short.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
}

impl ReleaseItem {
    /// Whether its record says that users have it.
    pub fn is_done(&self) -> bool {
        ["verified", "released", "done", "deployed", "success"].contains(&self.status_word().as_str())
    }

    /// Whether its record says that it was taken back.
    pub fn is_taken_back(&self) -> bool {
        ["back", "yank", "withdrawn"].iter().any(|word| self.status_word().contains(word))
    }

    /// Whether its record says that it did not succeed.
    pub fn is_failed(&self) -> bool {
        self.status_word().contains("fail")
    }

    fn status_word(&self) -> String {
        self.status.as_deref().unwrap_or_default().trim().to_lowercase()
    }
}

/// An incident.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IncidentItem {
    /// Its name.
    pub title: String,
    /// The day or the time at which it began, in UTC.
    pub date: String,
    /// How bad it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// `open`, `mitigated`, `resolved` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The release that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Who leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Started, detected, mitigated, resolved: what is known of them, in UTC.
    #[serde(serialize_with = "by_name")]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub times: Vec<(String, String)>,
    /// How many of its actions are still to be done.
    pub open_actions: usize,
    /// The page of its record.
    pub page: String,
    /// Where the site has that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl IncidentItem {
    /// How bad it is, the worst first: by its first digit, and what nobody has judged yet after all others.
    pub fn rank(&self) -> u32 {
        let word = self.severity.as_deref().unwrap_or_default();
        let by_name = ["critical", "high", "medium", "low"].iter().position(|name| word.eq_ignore_ascii_case(name));
        let digit = word.chars().find_map(|letter| letter.to_digit(10));
        digit.or_else(|| u32::try_from(by_name? + 1).ok()).unwrap_or(u32::MAX)
    }

    /// Whether it goes on: nothing says that it is over.
    pub fn is_open(&self) -> bool {
        let over = ["resolved", "closed", "done", "mitigated", "completed"];
        let says_over = self.status.as_deref().is_some_and(|status| over.contains(&status.to_lowercase().as_str()));
        let has_end = self.times.iter().any(|(what, _)| what == "resolved");
        // A record without a word on its state is about the past.
        !says_over && !has_end && self.status.is_some()
    }
}

/// Writes pairs as an object.
fn by_name<S: serde::Serializer>(pairs: &[(String, String)], out: S) -> Result<S::Ok, S::Error> {
    out.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// The tags of releases, those of one thing together: of the program, or of a package beside others. After them come the
/// final ones alone, since what a final release brought is more than what its last candidate lacked.
pub fn series(tags: &[Tag]) -> Vec<Vec<String>> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for tag in tags {
        if let Some((name, _)) = tag_version(&tag.name) {
            found.entry(name.trim_end_matches(['v', 'V'])).or_default().push(tag.name.clone());
        }
    }
    let is_final = |tag: &&String| tag_version(tag).is_some_and(|(_, number)| !is_before_final(number));
    let finals = found.values().filter(|tags| !tags.iter().all(|tag| is_final(&tag)));
    let finals: Vec<Vec<String>> = finals.map(|tags| tags.iter().filter(is_final).cloned().collect()).collect();
    found.into_values().chain(finals).collect()
}

pub(super) fn releases(ws: &Workspace, published: &Publication, record: &Record) -> Vec<ReleaseItem> {
    let mut found: Vec<ReleaseItem> = recorded(&ws.pages).map(|page| of_page(page, published, &record.tags)).collect();
    let told: BTreeSet<String> = found.iter().map(|release| plain_version(&release.version).to_owned()).collect();
    let is_told = |tag: &Tag| told.contains(plain_version(&tag.name));
    let untold = record.tags.iter().filter(|tag| tag_version(&tag.name).is_some() && !is_told(tag));
    found.extend(untold.map(of_tag));
    for release in &mut found {
        if let Some(brought) = release.tag.as_ref().and_then(|tag| record.brought.get(tag)) {
            (release.since, release.commits) = (Some(brought.since.clone()), Some(brought.commits));
        }
    }
    found.sort_by(|a, b| (&b.date, &b.version).cmp(&(&a.date, &a.version)));
    found
}

/// A release as its record tells it.
fn of_page(page: &Page, published: &Publication, tags: &[Tag]) -> ReleaseItem {
    let version = released(page);
    let tag = tags.iter().find(|tag| plain_version(&tag.name) == plain_version(version));
    ReleaseItem {
        version: version.to_owned(),
        date: page.front_word("date").unwrap_or(dated(page.stem()).0).to_owned(),
        environment: page.front_word("environment").map(str::to_owned),
        commit: page.front_word("commit").map(str::to_owned),
        tag: tag.map(|tag| tag.name.clone()),
        status: known(page, "status"),
        approver: page.front_word("approver").map(str::to_owned).or_else(|| approved_by(page)),
        address: published.address(&page.path).map(str::to_owned),
        rework: page.front_word("rework").and_then(|word| word.parse().ok()),
        page: Some(page.path.clone()),
        ..ReleaseItem::default()
    }
}

/// A release that nobody wrote a record of.
fn of_tag(tag: &Tag) -> ReleaseItem {
    ReleaseItem {
        version: tag.name.clone(),
        date: tag.time.clone(),
        commit: Some(tag.commit.clone()),
        tag: Some(tag.name.clone()),
        ..ReleaseItem::default()
    }
}

/// A word of the front matter; `unknown` where somebody still has to write it.
fn known(page: &Page, key: &str) -> Option<String> {
    let word = page.front_word(key)?;
    Some(if is_answer(word) { word } else { "unknown" }.to_owned())
}

/// Who approved a release as its table of approvals has it; none as long as a row of it is not filled in.
fn approved_by(page: &Page) -> Option<String> {
    const WHO: &[&str] = &["who", "approver", "by", "approved by"];
    const WHEN: &[&str] = &["when", "date", "on"];
    let under = |section: Option<usize>| {
        section.is_some_and(|at| page.markdown.headings[at].text.to_lowercase().contains("approv"))
    };
    let table = page.markdown.tables.iter().find(|table| under(table.section))?;
    let is_dated = table.header.iter().any(|header| WHEN.contains(&header.text.trim().to_lowercase().as_str()));
    let one = |row| {
        let is_done = !is_dated || cell(table, row, WHEN).is_some();
        is_done.then(|| cell(table, row, WHO)).flatten().map(|cell| cell.text.trim())
    };
    let all: Vec<&str> = table.rows.iter().map(one).collect::<Option<_>>()?;
    (!all.is_empty()).then(|| all.join(", "))
}

pub(super) fn incidents(ws: &Workspace, published: &Publication) -> Vec<IncidentItem> {
    let item = |page: &Page| {
        let times = ["started", "detected", "mitigated", "resolved"];
        let told = |key: &str| page.front_word(key).filter(|word| is_answer(word));
        let times = times.iter().filter_map(|key| Some(((*key).to_owned(), told(key)?.to_owned())));
        let began = told("started").or_else(|| told("date")).unwrap_or(dated(page.stem()).0);
        IncidentItem {
            title: page.title(),
            date: began.to_owned(),
            severity: known(page, "severity"),
            status: known(page, "status"),
            release: told("release").map(str::to_owned),
            owner: told("owner").map(str::to_owned),
            times: times.collect(),
            open_actions: actions(page).iter().filter(|action| action.is_open).count(),
            page: page.path.clone(),
            address: published.address(&page.path).map(str::to_owned),
        }
    };
    let mut found: Vec<IncidentItem> =
        ws.pages.iter().filter(|page| page.kind == Some(PageKind::Incident)).map(item).collect();
    found.sort_by(|a, b| (&b.date, &b.page).cmp(&(&a.date, &a.page)));
    found
}
