//! Services of Compose files, workloads of Kubernetes and charts of Helm, with their images and ports.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{ComponentKind, Key, Kind, Name, parent};
use crate::workspace::Workspace;

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// What runs it.
    pub kind: ComponentKind,
    /// Its name.
    pub name: String,
    /// The images that it runs, as written.
    pub images: BTreeSet<String>,
    /// The ports of the machine that lead into it.
    pub ports: BTreeSet<String>,
    /// The files that define it.
    pub files: BTreeSet<String>,
}

/// The services that the Compose files of a folder define, in the order of their names.
pub fn services(ws: &Workspace, folder: &str) -> Vec<Service> {
    let files = ws.files.iter().map(|(_, entry)| entry.path.as_ref()).filter(|path| parent(path) == folder);
    let files: Vec<String> = files.map(str::to_owned).collect();
    found(ws, &files, false)
}

/// The services of some Compose files, each laid over those before it, in the order of their names.
pub fn services_of(ws: &Workspace, files: &[String]) -> Vec<Service> {
    found(ws, files, true)
}

fn found(ws: &Workspace, files: &[String], over_each_other: bool) -> Vec<Service> {
    let places: HashMap<&str, usize> = files.iter().enumerate().map(|(at, file)| (file.as_str(), at)).collect();
    let at = |path: &str| places.get(path).copied();
    let mut found: BTreeMap<&str, Service> = BTreeMap::new();
    for fact in ws.ledger.names.facts.iter().map(|fact| &fact.said) {
        let path = ws.files.path(fact.span.file);
        if fact.value.kind == Kind::ComposeService && at(path).is_some() {
            let name = fact.value.name.as_str();
            let service = found.entry(name).or_insert_with(|| Service {
                kind: ComponentKind::Compose,
                name: name.to_owned(),
                images: BTreeSet::new(),
                ports: BTreeSet::new(),
                files: BTreeSet::new(),
            });
            service.files.insert(path.to_owned());
        }
    }
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let mut facts: Vec<_> = facts.filter_map(|fact| Some((at(ws.files.path(fact.span.file))?, fact))).collect();
    facts.sort_by_key(|(at, fact)| (*at, fact.span));
    for (_, fact) in facts {
        let Name { kind: Kind::ComposeService, name, .. } = &fact.value.of else { continue };
        let Some(service) = found.get_mut(name.as_str()) else { continue };
        match fact.value.key {
            Key::Image => {
                // An image replaces the one below it; ports are added.
                if over_each_other {
                    service.images.clear();
                }
                service.images.extend(fact.value.values.iter().cloned());
            }
            Key::HostPort => service.ports.extend(fact.value.values.iter().cloned()),
            _ => {}
        }
    }
    found.into_values().collect()
}

/// Objects that run something.
const WORKLOADS: &[&str] = &["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Pod"];

/// The workloads of Kubernetes and the charts of Helm, in the order of their names; those of samples are left out.
///
/// What an overlay repeats is told once, with every file that defines it.
pub fn workloads(ws: &Workspace) -> Vec<Service> {
    let runs = ws.components.iter().filter(|component| match component.kind {
        ComponentKind::Kubernetes => WORKLOADS.contains(&component.sort.as_str()),
        ComponentKind::Helm => true,
        ComponentKind::Compose | ComponentKind::Terraform => false,
    });
    let mut found: BTreeMap<(&str, &str), Service> = BTreeMap::new();
    for component in runs.filter(|component| !super::is_sample_folder(&component.path)) {
        let name = component.name.text.as_str();
        let service = found.entry((name, component.kind.word())).or_insert_with(|| Service {
            kind: component.kind,
            name: name.to_owned(),
            images: BTreeSet::new(),
            ports: BTreeSet::new(),
            files: BTreeSet::new(),
        });
        service.images.extend(component.image.iter().map(|image| image.text.clone()));
        service.ports.extend(component.ports.iter().map(|port| port.text.clone()));
        service.files.insert(component.path.clone());
    }
    found.into_values().collect()
}
