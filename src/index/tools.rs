//! Tools: which versions the repository pins, and what the pages say of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::told::{Told, is_own, word};
use crate::claims;
use crate::model::{Key, Kind, Name, Role, Tool};
use crate::workspace::Workspace;

/// A tool.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToolItem {
    /// As people write it.
    pub name: String,
    /// The versions that sources give.
    pub stated: Vec<VersionItem>,
    /// How it is probed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probe: Option<String>,
    /// How it is installed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub install: Option<String>,
    /// The lines of pages that name it with a version or list it.
    pub documented: Vec<Mention>,
}

/// A version as a source gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct VersionItem {
    /// As written.
    pub version: String,
    /// `pin` for the one in use, `floor` for the lowest that is supported.
    pub role: &'static str,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
}

pub(super) fn tools(ws: &Workspace, told: &Told) -> Vec<ToolItem> {
    let mut found: BTreeMap<String, ToolItem> = BTreeMap::new();
    let entry = |found: &mut BTreeMap<String, ToolItem>, shown: &str, apply: &mut dyn FnMut(&mut ToolItem)| {
        let item = found.entry(shown.to_lowercase()).or_insert_with(|| {
            let name = Name::new(Kind::Tool, shown);
            ToolItem {
                name: shown.to_owned(),
                stated: Vec::new(),
                probe: told.claimed(&name, Key::Probe),
                install: told.claimed(&name, Key::Install),
                documented: told.mentions(&name),
            }
        });
        apply(item);
    };
    for judged in ws.ledger.versions.facts.iter().filter(|judged| is_own(ws, judged.said.span)) {
        let version = &judged.said.value;
        let role = if version.role == Role::Floor { "floor" } else { "pin" };
        let item = VersionItem { version: version.words.clone(), role, place: Place::of(ws, judged.said.span) };
        entry(&mut found, version.tool.shown, &mut |tool| tool.stated.push(item.clone()));
    }
    for judged in &ws.ledger.versions.claims {
        let mention = Mention { place: Place::of(ws, judged.said.span), verdict: word(&judged.verdict) };
        // What only a page speaks of is no tool of the repository, unless a typed page lists it.
        if judged.said.evidence.typed || found.contains_key(&judged.said.value.tool.shown.to_lowercase()) {
            entry(&mut found, judged.said.value.tool.shown, &mut |tool| tool.documented.push(mention.clone()));
        }
    }
    // A page documents what it names with a version, though none that it must agree with.
    for (tool, span) in ws.pages.iter().flat_map(claims::named_versions) {
        if let Some(item) = found.get_mut(&tool.shown.to_lowercase()) {
            item.documented.push(Mention { place: Place::of(ws, span), verdict: "unjudged" });
        }
    }
    for name in told.names(Kind::Tool) {
        let shown = Tool::named(&name.name).map_or(name.name.as_str(), |tool| tool.shown).to_owned();
        entry(&mut found, &shown, &mut |tool| tool.documented.extend(told.mentions(&name)));
    }
    let mut tools: Vec<ToolItem> = found.into_values().collect();
    for tool in &mut tools {
        tool.stated.sort();
        tool.stated.dedup();
        tool.documented = Mention::merged(std::mem::take(&mut tool.documented));
    }
    tools
}
