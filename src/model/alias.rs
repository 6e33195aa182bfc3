//! Display names: what pages call by the name that people see is filed under the name that the source gives it.

use std::collections::HashMap;

use super::inventory::Inventory;
use super::name::{Kind, Name};
use super::property::{Key, Property};

/// The ids behind display names; a name that two things have stands for neither.
struct Titles {
    ids: HashMap<(Kind, String, String), Option<String>>,
}

/// Files the claims that use display names under the ids of the facts.
pub(super) fn settle(claims: &mut Inventory, facts: &Inventory) {
    let titles = Titles::of(facts);
    if titles.ids.is_empty() {
        return;
    }
    for claim in &mut claims.names.statements {
        claim.value.within = titles.within(&claim.value);
    }
    for listing in &mut claims.names.listings {
        let of = Name::within(listing.domain.0, listing.domain.1.clone(), "");
        listing.domain.1 = titles.within(&of);
    }
    for claim in &mut claims.properties.statements {
        titles.file(&mut claim.value);
    }
}

impl Titles {
    fn of(facts: &Inventory) -> Self {
        let mut ids: HashMap<_, Option<String>> = HashMap::new();
        for fact in &facts.properties.statements {
            let Property { of, key: Key::Title, values } = &fact.value else { continue };
            for title in values {
                let at = (of.kind, of.within.clone(), title.to_lowercase());
                let entry = ids.entry(at).or_insert_with(|| Some(of.name.clone()));
                if entry.as_ref() != Some(&of.name) {
                    *entry = None;
                }
            }
        }
        // What is the id of one thing means that thing, although another is shown under it.
        for fact in &facts.properties.statements {
            let of = &fact.value.of;
            ids.remove(&(of.kind, of.within.clone(), of.name.to_lowercase()));
        }
        Self { ids }
    }

    fn id(&self, kind: Kind, within: &str, title: &str) -> Option<&String> {
        self.ids.get(&(kind, within.to_owned(), title.to_lowercase()))?.as_ref()
    }

    /// The workflow that a job or input is part of.
    fn within(&self, of: &Name) -> String {
        if !matches!(of.kind, Kind::Job | Kind::DispatchInput) || of.within.is_empty() {
            return of.within.clone();
        }
        let path = self.id(Kind::Workflow, "", &of.within).unwrap_or(&of.within);
        match of.kind {
            // Inputs are filed under the name of the workflow's file, jobs under its path.
            Kind::DispatchInput => path.rsplit('/').next().unwrap_or(path).to_owned(),
            _ => path.clone(),
        }
    }

    fn file(&self, property: &mut Property) {
        property.of.within = self.within(&property.of);
        let of = &property.of;
        if let Some(id) = self.id(of.kind, &of.within, &of.name).cloned() {
            property.of.name = id;
        }
        if property.key == Key::Needs {
            let within = property.of.within.clone();
            let id = |name: String| self.id(Kind::Job, &within, &name).cloned().unwrap_or(name);
            property.values = std::mem::take(&mut property.values).into_iter().map(id).collect();
        }
    }
}
