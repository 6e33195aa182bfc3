//! Environments: those that jobs run in and those that pages describe.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::publication::Publication;
use super::secrets::SecretItem;
use super::told::{Told, word};
use super::workflows::{JobItem, UserItem};
use crate::kinds::PageKind;
use crate::model::environment::is_of_own_machine;
use crate::model::{Key, Kind, Name, Verdict};
use crate::workspace::Workspace;

/// An environment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EnvironmentItem {
    /// As written.
    pub name: String,
    /// The page that describes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Where the site has that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Where it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When its page was last reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<String>,
    /// The jobs that run in it, or hand it to the workflow that they call.
    pub jobs: Vec<UserItem>,
    /// Those of them of which a name, an action or a command shows that they bring something there.
    pub deployed_by: Vec<UserItem>,
    /// The secrets of those jobs.
    pub secrets: BTreeSet<String>,
    /// The configuration variables of those jobs, and those that its page tells of; no secrets.
    pub variables: BTreeSet<String>,
    /// The sources that name it.
    pub stated: Vec<Place>,
    /// The lines of pages that speak of it.
    pub documented: Vec<Mention>,
}

pub(super) fn environments(
    ws: &Workspace,
    told: &Told,
    published: &Publication,
    jobs: &[JobItem],
    secrets: &[SecretItem],
    variables: &[SecretItem],
) -> Vec<EnvironmentItem> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for name in told.names(Kind::Environment) {
        names.entry(name.name.to_lowercase()).or_insert(name.name);
    }
    let pages: Vec<_> = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Environment)).collect();
    for page in &pages {
        let Some(name) = page.environment() else { continue };
        names.entry(name.to_lowercase()).or_insert_with(|| name.to_owned());
    }
    let item = |(key, name): (String, String)| {
        let page =
            pages.iter().find(|page| page.environment().is_some_and(|environment| environment.to_lowercase() == key));
        let of = Name::new(Kind::Environment, name.as_str());
        let entering: Vec<&JobItem> = jobs
            .iter()
            .filter(|job| job.environments.iter().any(|environment| environment.to_lowercase() == key))
            .collect();
        let is_used = |item: &SecretItem| item.environments.iter().any(|e| e.to_lowercase() == key);
        let is_told = |item: &SecretItem| {
            page.is_some_and(|page| item.documented.iter().any(|mention| mention.place.path == page.path))
        };
        let secrets: BTreeSet<String> =
            secrets.iter().filter(|item| is_used(item)).map(|item| item.name.clone()).collect();
        let variables = variables.iter().filter(|item| is_used(item) || is_told(item)).map(|item| item.name.clone());
        let variables = variables.filter(|name| !secrets.contains(name)).collect();
        EnvironmentItem {
            page: page.map(|page| page.path.clone()),
            address: page.and_then(|page| published.address(&page.path)).map(str::to_owned),
            url: told.quality(&of, Key::Url).or_else(|| told.claimed(&of, Key::Url)),
            owner: page.and_then(|page| page.front_word("owner")).map(str::to_owned),
            reviewed: page.and_then(|page| page.front_word("reviewed")).map(str::to_owned),
            jobs: by_workflow(entering.iter().copied()),
            deployed_by: by_workflow(entering.iter().copied().filter(|job| job.deploys)),
            secrets,
            variables,
            stated: told.stated(&of),
            documented: documented(told, &of),
            name,
        }
    };
    names.into_iter().map(item).collect()
}

/// The lines that speak of an environment. That of one's own machine is named by nothing else, so they are not broken.
fn documented(told: &Told, of: &Name) -> Vec<Mention> {
    let mut all = told.mentions(of);
    for mention in all.iter_mut().filter(|mention| mention.verdict == "broken" && is_of_own_machine(&of.name)) {
        mention.verdict = word(&Verdict::Holds);
    }
    all
}

fn by_workflow<'a>(jobs: impl Iterator<Item = &'a JobItem>) -> Vec<UserItem> {
    let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for job in jobs {
        users.entry(&job.workflow).or_default().push(job.id.clone());
    }
    users.into_iter().map(|(workflow, jobs)| UserItem { workflow: workflow.to_owned(), jobs }).collect()
}
