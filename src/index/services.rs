//! The parts of the running system, as the sources define them.

use schemars::JsonSchema;
use serde::Serialize;

use super::place::{Mention, Place};
use super::told::{Told, is_own};
use crate::model::{Component, ComponentKind, Kind, Name, UNIT, connections};
use crate::workspace::Workspace;

/// A service, an object or a resource.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceItem {
    /// Its name.
    pub name: String,
    /// `compose`, `kubernetes`, `helm` or `terraform`.
    pub kind: &'static str,
    /// What it is there: `service`, `Deployment`, `aws_db_instance`.
    pub sort: String,
    /// The image, chart or module that it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The ports that it is reached at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<String>,
    /// What it needs, by name; blocks of Terraform by type and name, `aws_vpc.main`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What it keeps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<String>,
    /// Where it is defined.
    pub stated: Place,
    /// The lines of pages that speak of it.
    pub documented: Vec<Mention>,
}

pub(super) fn services(ws: &Workspace, told: &Told) -> Vec<ServiceItem> {
    let texts = |words: &[crate::model::Words]| words.iter().map(|words| words.text.clone()).collect();
    let item = |component: &Component| ServiceItem {
        name: component.name.text.clone(),
        kind: component.kind.word(),
        sort: component.sort.clone(),
        image: component.image.as_ref().map(|image| image.text.clone()),
        ports: texts(&component.ports),
        needs: Vec::new(),
        volumes: texts(&component.volumes),
        stated: Place::of(ws, component.name.span),
        documented: match component.kind {
            ComponentKind::Compose => told.mentions(&Name::new(Kind::ComposeService, component.name.text.as_str())),
            _ => Vec::new(),
        },
    };
    let mut items: Vec<ServiceItem> = ws.components.iter().map(item).collect();
    for (from, to) in connections(&ws.components) {
        let needed = &items[to];
        // Blocks of Terraform are told apart by their types.
        let is_block = ws.components[to].kind == ComponentKind::Terraform && needed.sort != UNIT;
        let name = if is_block { format!("{}.{}", needed.sort, needed.name) } else { needed.name.clone() };
        items[from].needs.push(name);
    }
    let mut own = ws.components.iter().map(|component| is_own(ws, component.name.span));
    items.retain(|_| own.next().unwrap_or_default());
    for item in &mut items {
        item.needs.sort();
        item.needs.dedup();
    }
    items.sort_by(|a, b| (&a.stated, &a.name).cmp(&(&b.stated, &b.name)));
    items
}
