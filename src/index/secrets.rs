//! Secrets and configuration variables, by name: who uses them, who owns them, where they are documented.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::told::Told;
use super::workflows::{UserItem, own, said_of, users};
use crate::model::{ComponentKind, Key, Kind, Name, Term, calendar, is_built_in_secret, join, parent};
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
    /// Whether nothing here sets it: a workflow takes it, under this name, from those that call it.
    pub handed_over: bool,
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
        !self.handed_over && self.documented.is_empty() || self.stated.is_empty() || self.is_overdue(today)
    }

    /// Whether its renewal is late.
    pub fn is_overdue(&self, today: &str) -> bool {
        self.rotation_due.as_deref().is_some_and(|due| due < today)
    }
}

/// The secrets, and the variables: those of GitHub Actions and those that the system itself reads.
pub(super) fn settings(ws: &Workspace, told: &Told) -> (Vec<SecretItem>, Vec<SecretItem>) {
    let of_kind = |kind, word, context| {
        let settings = survey::settings(ws, "", kind);
        let names = told.names(kind);
        names.iter().map(|name| item(ws, told, &settings, name, word, context)).collect::<Vec<_>>()
    };
    let mut secrets = of_kind(Kind::Secret, "secret", "secrets");
    let known: BTreeSet<_> = told.names(Kind::Secret).iter().map(Term::subject).collect();
    for (name, stated) in handed_over(ws) {
        if !known.contains(&name.subject()) {
            let item = item(ws, told, &[], &name, "secret", "secrets");
            secrets.push(SecretItem { handed_over: true, stated, ..item });
        }
    }
    secrets.sort_by(|a, b| a.name.cmp(&b.name));
    let mut variables = of_kind(Kind::Variable, "variable", "vars");
    let modules = called_modules(ws);
    for name in told.names(Kind::EnvVar) {
        let mut item = item(ws, told, &[], &name, "environment variable", "env");
        if name.name.starts_with("TF_VAR_") {
            item.stated.retain(|place| !modules.contains(parent(&place.path)));
            if item.stated.is_empty() && item.documented.is_empty() {
                continue;
            }
        }
        let is_of_system = item.stated.iter().any(|place| !place.path.starts_with(".github/"));
        let same = |other: &&mut SecretItem| other.name == item.name;
        if is_of_system {
            variables.push(item);
        } else if let Some(set) = secrets.iter_mut().chain(&mut variables).find(same) {
            // A workflow hands it to its steps under its own name: one setting, told of twice.
            set.documented = Mention::merged(set.documented.drain(..).chain(item.documented).collect::<Vec<_>>());
        } else if !item.documented.is_empty() {
            variables.push(item);
        }
        // What only a workflow sets, for itself, is nobody's setting.
    }
    variables.sort_by(|a, b| (&a.name, a.kind).cmp(&(&b.name, b.kind)));
    (secrets, variables)
}

/// The secrets that workflows take from their callers and read, each with where that is said.
fn handed_over(ws: &Workspace) -> BTreeMap<Name, Vec<Place>> {
    let mut found: BTreeMap<Name, Vec<Place>> = BTreeMap::new();
    for workflow in own(ws) {
        let declared = workflow.triggers.iter().flat_map(|trigger| &trigger.secrets);
        for secret in declared.filter(|secret| !is_built_in_secret(&secret.text)) {
            let name = Name::new(Kind::Secret, secret.text.as_str());
            if !users(ws, "secrets", &name).is_empty() {
                found.entry(name).or_default().push(Place::of(ws, secret.span));
            }
        }
    }
    found
}

/// The folders of Terraform modules that others call: these hand them their variables, no environment does.
fn called_modules(ws: &Workspace) -> BTreeSet<String> {
    let modules = ws.components.iter().filter(|one| one.kind == ComponentKind::Terraform && one.sort == "module");
    let called = modules.filter_map(|module| {
        let source = module.image.as_ref().filter(|source| source.text.starts_with('.'))?;
        join(parent(&module.path), &source.text)
    });
    called.collect()
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
        handed_over: false,
        default: if kind == "secret" { None } else { told.quality(name, Key::Default) },
        stated: told.stated(name),
        documented: told.mentions_of_setting(name),
    }
}
