//! Secrets and configuration variables, by name: who uses them, who owns them, where they are documented.

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::told::Told;
use super::workflows::{UserItem, said_of, users};
use crate::model::{Key, Kind, Name, calendar};
use crate::survey::{self, Setting};
use crate::workspace::Workspace;

/// A secret or a variable. Only its name is known here, never its value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SecretItem {
    /// As written.
    pub name: String,
    /// `secret`, `variable` of GitHub Actions, or `environment variable`.
    pub kind: &'static str,
    /// The workflows that name it.
    pub workflows: Vec<UserItem>,
    /// The environments of the jobs that name it, or that pages give.
    pub environments: Vec<String>,
    /// Who looks after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How often it is renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation: Option<String>,
    /// When it was last renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotated: Option<String>,
    /// When it is or was to be renewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotation_due: Option<String>,
    /// What holds when nobody sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The sources that name it.
    pub stated: Vec<Place>,
    /// The lines of pages that speak of it.
    pub documented: Vec<Mention>,
}

impl SecretItem {
    /// Whether something is missing: nobody documents it, nobody uses it, or its renewal is late.
    pub fn has_gap(&self, today: &str) -> bool {
        self.documented.is_empty() || self.stated.is_empty() || self.is_overdue(today)
    }

    /// Whether its renewal is late.
    pub fn is_overdue(&self, today: &str) -> bool {
        self.rotation_due.as_deref().is_some_and(|due| due < today)
    }
}

pub(super) fn secrets(ws: &Workspace, told: &Told) -> Vec<SecretItem> {
    let settings = survey::settings(ws, "", Kind::Secret);
    told.names(Kind::Secret).iter().map(|name| item(ws, told, &settings, name, "secret", "secrets")).collect()
}

pub(super) fn variables(ws: &Workspace, told: &Told) -> Vec<SecretItem> {
    let of_actions = told.names(Kind::Variable);
    let of_systems = told.names(Kind::EnvVar);
    let settings = survey::settings(ws, "", Kind::Variable);
    let of_actions = of_actions.iter().map(|name| item(ws, told, &settings, name, "variable", "vars"));
    let of_systems = of_systems.iter().map(|name| item(ws, told, &[], name, "environment variable", "env"));
    // What only a workflow sets, for itself, is nobody's setting.
    let of_systems = of_systems.filter(|item| {
        !item.documented.is_empty() || !item.stated.iter().all(|place| place.path.starts_with(".github/"))
    });
    let mut all: Vec<SecretItem> = of_actions.chain(of_systems).collect();
    all.sort_by(|a, b| (&a.name, a.kind).cmp(&(&b.name, b.kind)));
    all
}

fn item(
    ws: &Workspace,
    told: &Told,
    settings: &[Setting],
    name: &Name,
    kind: &'static str,
    context: &str,
) -> SecretItem {
    let users = users(ws, context, name);
    let setting = settings.iter().find(|setting| setting.name.eq_ignore_ascii_case(&name.name));
    let mut environments: Vec<String> = setting.iter().flat_map(|setting| &setting.environments).cloned().collect();
    if let Some(said) = told.claimed(name, Key::Environment) {
        environments.extend(said.split(", ").map(str::to_owned));
        environments.sort();
        environments.dedup();
    }
    let rotation = said_of(told, name, Key::Rotation);
    let rotated = said_of(told, name, Key::Rotated);
    let due = rotation.as_deref().zip(rotated.as_deref()).and_then(|(every, last)| calendar::due(last, every));
    SecretItem {
        name: name.name.clone(),
        kind,
        workflows: users,
        environments,
        owner: told.claimed(name, Key::Owner),
        rotation_due: due.map(|day| day.to_string()),
        rotation,
        rotated,
        default: if kind == "secret" { None } else { told.quality(name, Key::Default) },
        stated: told.stated(name),
        documented: told.mentions_of_setting(name),
    }
}
