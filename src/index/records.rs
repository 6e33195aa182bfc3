//! Releases and incidents: what the records of the knowledge base tell, and the tags that nobody wrote a record of.

use schemars::JsonSchema;
use serde::Serialize;

use super::pages::title;
use super::publication::Publication;
use crate::git::Record;
use crate::kinds::{Page, PageKind, dated, plain_version, released, releases as recorded, tag_version};
use crate::workspace::Workspace;

/// A release.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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
    /// How it ended, as its page says: `verified`, `rolled back` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Who approved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
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

/// An incident.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct IncidentItem {
    /// Its name.
    pub title: String,
    /// The day on which it began.
    pub date: String,
    /// How bad it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// `open`, `mitigated`, `resolved` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Who leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Started, detected, mitigated, resolved: what is known of them, in UTC.
    #[serde(serialize_with = "by_name")]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub times: Vec<(String, String)>,
    /// The page of its record.
    pub page: String,
    /// Where the site has that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl IncidentItem {
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

pub(super) fn releases(ws: &Workspace, published: &Publication, record: &Record) -> Vec<ReleaseItem> {
    let mut found: Vec<ReleaseItem> = recorded(&ws.pages)
        .map(|page| ReleaseItem {
            version: released(page).to_owned(),
            date: page.front_word("date").unwrap_or(dated(page.stem()).0).to_owned(),
            environment: page.front_word("environment").map(str::to_owned),
            commit: page.front_word("commit").map(str::to_owned),
            status: page.front_word("status").map(str::to_owned),
            approver: page.front_word("approver").map(str::to_owned),
            address: published.address(&page.path).map(str::to_owned),
            page: Some(page.path.clone()),
            summary: String::new(),
        })
        .collect();
    let known: Vec<String> = found.iter().map(|release| plain_version(&release.version).to_owned()).collect();
    let is_told = |tag: &str| known.iter().any(|version| version == plain_version(tag));
    let tags = record.tags.iter().filter(|tag| tag_version(&tag.name).is_some() && !is_told(&tag.name));
    found.extend(tags.map(|tag| ReleaseItem {
        version: tag.name.clone(),
        date: tag.time.clone(),
        environment: None,
        commit: Some(tag.commit.clone()),
        status: None,
        approver: None,
        page: None,
        address: None,
        summary: String::new(),
    }));
    found.sort_by(|a, b| (&b.date, &b.version).cmp(&(&a.date, &a.version)));
    found
}

pub(super) fn incidents(ws: &Workspace, published: &Publication) -> Vec<IncidentItem> {
    let item = |page: &Page| {
        let times = ["started", "detected", "mitigated", "resolved"];
        let times = times.iter().filter_map(|key| Some(((*key).to_owned(), page.front_word(key)?.to_owned())));
        IncidentItem {
            title: title(page),
            date: page.front_word("date").unwrap_or(dated(page.stem()).0).to_owned(),
            severity: page.front_word("severity").map(str::to_owned),
            status: page.front_word("status").map(str::to_owned),
            owner: page.front_word("owner").map(str::to_owned),
            times: times.collect(),
            page: page.path.clone(),
            address: published.address(&page.path).map(str::to_owned),
        }
    };
    let mut found: Vec<IncidentItem> =
        ws.pages.iter().filter(|page| page.kind == Some(PageKind::Incident)).map(item).collect();
    found.sort_by(|a, b| (&b.date, &b.page).cmp(&(&a.date, &a.page)));
    found
}
