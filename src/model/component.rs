//! A part of the running system, as Compose, Kubernetes or Terraform define it: what the topology shows.

use std::collections::HashMap;

use super::path::{join, parent};
use super::workflow::Words;
use crate::text::{FileId, Span};

/// Where a component is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComponentKind {
    /// A service of a Compose file.
    Compose,
    /// An object of a Kubernetes manifest.
    Kubernetes,
    /// A Helm chart.
    Helm,
    /// A resource, data source or module of Terraform or `OpenTofu`, or a unit of Terragrunt.
    Terraform,
}

/// What Terragrunt calls one thing that it brings up.
pub const UNIT: &str = "unit";

impl ComponentKind {
    /// The word for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compose => "compose",
            Self::Kubernetes => "kubernetes",
            Self::Helm => "helm",
            Self::Terraform => "terraform",
        }
    }
}

/// One part of the system.
///
/// What it needs is written down where it is read; [`connections`] finds what is meant.
#[derive(Clone, Debug)]
pub struct Component {
    /// Where it is defined.
    pub kind: ComponentKind,
    /// What it is there: `service`, `Deployment`, `aws_db_instance`, `module`.
    pub sort: String,
    /// Its name.
    pub name: Words,
    /// Its file.
    pub file: FileId,
    /// The path of its file.
    pub path: String,
    /// Everything that belongs to it.
    pub span: Span,
    /// The image, chart or module that it runs, as written.
    pub image: Option<Words>,
    /// The ports that it is reached at, as written.
    pub ports: Vec<Words>,
    /// The components that it needs, as its source would name them: `db`, `ConfigMap/web`, `aws_vpc.main`, labels as
    /// `app=web,tier=front`.
    pub needs: Vec<Words>,
    /// The labels by which others find it, as `app=web`.
    pub labels: Vec<Words>,
    /// What it keeps: volumes and claims.
    pub volumes: Vec<Words>,
}

impl Component {
    /// All names under which others may need it.
    fn names(&self) -> Vec<String> {
        let name = &self.name.text;
        let mut names = match self.kind {
            ComponentKind::Compose | ComponentKind::Helm => vec![name.clone()],
            ComponentKind::Terraform if self.sort == UNIT => vec![format!("{UNIT}/{}", parent(&self.path))],
            ComponentKind::Terraform => vec![format!("{}.{name}", self.sort)],
            ComponentKind::Kubernetes if self.sort == "Kustomization" => {
                vec![format!("{}/{}", self.sort, parent(&self.path))]
            }
            ComponentKind::Kubernetes => vec![format!("{}/{name}", self.sort)],
        };
        names.extend(self.labels.iter().map(|label| label.text.clone()));
        names
    }

    /// Whether a file defines it that Compose lays over another one.
    pub fn is_override(&self) -> bool {
        self.kind == ComponentKind::Compose && is_file(&self.path, COMPOSE_OVERRIDES)
    }

    /// Whether the file of an override is laid over its file.
    pub fn is_base_of(&self, over: &Self) -> bool {
        self.kind == ComponentKind::Compose
            && parent(&self.path) == parent(&over.path)
            && is_file(&self.path, COMPOSE_FILES)
    }

    /// Whether it has all labels of a selector.
    fn is_selected(&self, selector: &str) -> bool {
        selector.split(',').all(|wanted| self.labels.iter().any(|label| label.text == wanted))
    }
}

/// The parts with those of Compose's override files taken into the files beside them, as Compose takes them: an image
/// replaces the other, and ports, needs and volumes are added.
pub fn with_overrides(components: Vec<Component>) -> Vec<Component> {
    let (overrides, mut components): (Vec<Component>, Vec<Component>) =
        components.into_iter().partition(Component::is_override);
    for over in overrides {
        let is_base = |other: &&mut Component| other.name.text == over.name.text && other.is_base_of(&over);
        let Some(base) = components.iter_mut().find(is_base) else {
            components.push(over);
            continue;
        };
        base.image = over.image.or(base.image.take());
        let lists = [(&mut base.ports, over.ports), (&mut base.needs, over.needs), (&mut base.volumes, over.volumes)];
        for (known, more) in lists {
            let new: Vec<Words> =
                more.into_iter().filter(|word| known.iter().all(|old| old.text != word.text)).collect();
            known.extend(new);
        }
    }
    components
}

/// The files of which Compose reads the first where none is named.
pub const COMPOSE_FILES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// The files that it reads over them.
pub const COMPOSE_OVERRIDES: &[&str] =
    &["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"];

fn is_file(path: &str, names: &[&str]) -> bool {
    path.rsplit('/').next().is_some_and(|name| names.contains(&name))
}

/// A value of Compose as people say it: what a variable has by default, or else its name.
pub fn without_defaults(value: &str) -> String {
    let mut text = value.to_owned();
    // The innermost comes last.
    while let Some(start) = text.rfind("${") {
        let Some(end) = text[start..].find('}').map(|end| start + end) else { break };
        let inside = &text[start + 2..end];
        let name_end = inside.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(inside.len());
        let (name, rest) = inside.split_at(name_end);
        let default = rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-')).filter(|default| !default.is_empty());
        let shown = default.map_or_else(|| format!("${name}"), str::to_owned);
        text.replace_range(start..=end, &shown);
    }
    text
}

/// Which components need which, by index and in order: what needs, then what is needed.
///
/// A need is met in the same file, else in the same folder. Objects of a cluster and charts may stand anywhere, so of
/// those the only one of that name will do.
pub fn connections(components: &[Component]) -> Vec<(usize, usize)> {
    let mut named: HashMap<(ComponentKind, String), Vec<usize>> = HashMap::new();
    for (index, component) in components.iter().enumerate() {
        for name in component.names() {
            named.entry((component.kind, name)).or_default().push(index);
        }
    }
    let mut connections = Vec::new();
    for (from, component) in components.iter().enumerate() {
        for need in &component.needs {
            let wanted = wanted(component, &need.text);
            let is_selector = component.kind == ComponentKind::Kubernetes && wanted.contains('=');
            let first = if is_selector { wanted.split(',').next().unwrap_or_default() } else { &wanted };
            let Some(found) = named.get(&(component.kind, first.to_owned())) else { continue };
            let is_meant = |to: usize| to != from && (!is_selector || components[to].is_selected(&wanted));
            let found: Vec<usize> = found.iter().copied().filter(|&to| is_meant(to)).collect();
            let among = |is_near: &dyn Fn(&Component) -> bool| {
                let near: Vec<usize> = found.iter().copied().filter(|&to| is_near(&components[to])).collect();
                (!near.is_empty()).then_some(near)
            };
            let folder = parent(&component.path);
            let may_stand_anywhere =
                component.sort == UNIT || matches!(component.kind, ComponentKind::Kubernetes | ComponentKind::Helm);
            let met = among(&|other| other.path == component.path)
                .or_else(|| among(&|other| parent(&other.path) == folder))
                .or_else(|| (may_stand_anywhere && found.len() == 1).then(|| found.clone()));
            for to in met.unwrap_or_default() {
                connections.push((from, to));
            }
        }
    }
    connections.sort_unstable();
    connections.dedup();
    connections
}

/// The name of what is needed; of a Kustomization or a unit the folder, which is written relative to its own.
fn wanted(component: &Component, need: &str) -> String {
    if !["Kustomization", UNIT].contains(&component.sort.as_str()) {
        return need.to_owned();
    }
    format!("{}/{}", component.sort, join(parent(&component.path), need).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_with_what_variables_have_by_default() {
        for (value, shown) in [
            ("ghcr.io/shop/web:${TAG:-1.4}", "ghcr.io/shop/web:1.4"),
            ("web:${TAG?set the tag}", "web:$TAG"),
            ("web:${TAG:?}", "web:$TAG"),
            ("${REGISTRY:-${HOST:-ghcr.io}}/web", "ghcr.io/web"),
            ("web:${TAG:-}", "web:$TAG"),
            ("web:$TAG", "web:$TAG"),
            ("web:${TAG", "web:${TAG"),
        ] {
            assert_eq!(without_defaults(value), shown, "{value}");
        }
    }
}
