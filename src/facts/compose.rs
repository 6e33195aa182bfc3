//! Compose files: services, their images, ports, and the variables they need.

use super::images;
use super::source::{Source, State};
use crate::model::{Component, ComponentKind, Gap, Key, Kind, Name, Property, Reading, Scope, Term, Words};
use crate::syntax::tree::{Node, Scalar};
use crate::syntax::yaml;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// More services in a file are generated.
const MOST_SERVICES: usize = 300;

pub(super) fn reads(source: &Source) -> bool {
    is_called_so(source) || may_be_one(source)
}

fn is_called_so(source: &Source) -> bool {
    let name = source.name.to_ascii_lowercase();
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    // A role of Ansible has tasks that are called after what they install.
    let is_of_a_role = matches!(source.folder.rsplit('/').next(), Some("tasks" | "handlers"));
    is_yaml
        && !is_of_a_role
        && (name.starts_with("docker-compose") || name.starts_with("compose.") || name.starts_with("compose-"))
}

/// Whether a file at the root may be one under a name of its own, such as `quickstart.yml`, which its words then tell.
fn may_be_one(source: &Source) -> bool {
    source.folder.is_empty() && !source.name.starts_with('.') && source.ends_with(&[".yml", ".yaml"])
}

/// Whether the words of a file say that it is for Compose: services, of which each runs an image or builds one.
fn says_so(root: &Node) -> bool {
    let services = root.get("services").map(Node::entries).unwrap_or_default();
    let runs = |service: &Node| ["image", "build", "extends"].iter().any(|key| service.get(key).is_some());
    let is_of_ci = ["steps", "pipeline", "jobs", "stages"].iter().any(|key| root.get(key).is_some());
    !services.is_empty() && !is_of_ci && services.iter().any(|(_, service)| runs(service))
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let is_called_so = is_called_so(source);
    if !is_called_so && !source.text.text.lines().any(|line| line.starts_with("services:")) {
        return;
    }
    let tree = yaml::parse(source.text);
    if !(is_called_so || tree.complete && tree.documents.iter().all(says_so)) {
        return;
    }
    reading.problems.extend(tree.problems.iter().cloned());
    let folder = source.folder;
    if !tree.complete {
        reading.unreadable_names(
            folder,
            Kind::ComposeService,
            "",
            source.text.all(),
            "a Compose file could not be read",
        );
    }
    // Compose takes several documents, one over the other.
    for root in &tree.documents {
        document(source, root, reading);
    }
    // Those of another name lie beside each other for different purposes.
    if is_called_so && tree.root().is_some() {
        reading.whole_list(folder, Kind::ComposeService, "", source.place());
    }
}

fn document(source: &Source, root: &Node, reading: &mut Reading) {
    let folder = source.folder;
    let services = root.get("services");
    if !reading.is_map(root, "a Compose file")
        || services.is_some_and(|services| !reading.is_map(services, "`services`"))
    {
        let why = "a Compose file could not be read";
        reading.unreadable_names(folder, Kind::ComposeService, "", root.span, why);
    }
    if let Some(include) = root.get("include") {
        reading.unreadable_names(folder, Kind::ComposeService, "", include.span, "the Compose file includes others");
    }
    root.walk_scalars(&mut |scalar| required(source, scalar, reading));
    for (key, service) in root.get("services").map(Node::entries).unwrap_or_default() {
        let Some(name) = key.text() else { continue };
        let of = Name::new(Kind::ComposeService, name);
        reading.name(folder, of.clone(), key.span);
        if let Some(image) = service.get("image").and_then(Node::scalar) {
            images::state(&image.value, image.inner, folder, reading);
            if !image.value.contains('$') {
                reading.property(folder, Property::new(of.clone(), Key::Image, [image.value.clone()]), image.inner);
            }
        }
        ports(service, &of, folder, reading);
        health(service, &of, folder, reading);
        environment(service, folder, reading);
        if let Some(name) = key.scalar().filter(|_| reading.components.len() < MOST_SERVICES) {
            reading.components.push(component(source, name, service));
        }
    }
}

/// A service as a part of the system.
fn component(source: &Source, name: &Scalar, service: &Node) -> Component {
    let words = |scalar: &Scalar| Words { text: scalar.value.clone(), span: scalar.inner };
    let items = |key: &str| service.get(key).map(Node::items).unwrap_or_default();
    let depends = service.get("depends_on");
    let listed = depends.map(Node::items).unwrap_or_default().iter();
    let keyed = depends.map(Node::entries).unwrap_or_default().iter().map(|(key, _)| key);
    let mut needs: Vec<Words> = listed.chain(keyed).filter_map(Node::scalar).map(words).collect();
    for link in items("links").iter().filter_map(Node::scalar) {
        let text = link.value.split(':').next().unwrap_or_default().to_owned();
        if needs.iter().all(|need| need.text != text) {
            needs.push(Words { text, span: link.inner });
        }
    }
    // The long forms of ports and volumes say in a map what the short ones say in a word.
    let port = |entry: &Node| {
        let target = entry.scalar().or_else(|| entry.get("target")?.scalar())?;
        let published = entry.get("published").and_then(Node::text).map(|port| format!("{port}:"));
        Some(Words { text: published.unwrap_or_default() + &target.value, span: target.inner })
    };
    let volume = |entry: &Node| Some(words(entry.scalar().or_else(|| entry.get("source")?.scalar())?));
    Component {
        kind: ComponentKind::Compose,
        sort: "service".to_owned(),
        name: words(name),
        file: source.text.file,
        path: source.path.to_owned(),
        span: service.span,
        image: service.get("image").and_then(Node::scalar).map(words),
        ports: items("ports").iter().filter_map(port).collect(),
        needs,
        labels: Vec::new(),
        volumes: items("volumes").iter().filter_map(volume).collect(),
    }
}

static REQUIRED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^$])(?:\$\$)*\$\{(?P<name>[A-Za-z_]\w*):?\?").expect("a valid expression"));

/// The variables of a value without which Compose starts nothing: `${TAG:?}`.
fn required(source: &Source, scalar: &Scalar, reading: &mut Reading) {
    let written = source.text.at(scalar.inner);
    for name in REQUIRED.captures_iter(written.text).filter_map(|found| found.name("name")) {
        reading.required(source.folder, Name::new(Kind::EnvVar, name.as_str()), written.span(name.range()));
    }
}

/// The ports of a service, inside and on this machine; where one of the latter is computed or a range, others may be meant.
fn ports(service: &Node, of: &Name, folder: &str, reading: &mut Reading) {
    let ports = service.get("ports").map(Node::items).unwrap_or_default();
    for (port, span) in ports.iter().filter_map(container_port) {
        reading.property(folder, Property::new(of.clone(), Key::Port, [port]), span);
    }
    for port in ports {
        match host_port(port) {
            HostPort::None => {}
            HostPort::Known(host, span) => {
                if host.contains('-') {
                    reading.says.properties.gaps.push(open_port(of, folder, span, "a range of ports is published"));
                }
                reading.property(folder, Property::new(of.clone(), Key::HostPort, [host]), span);
            }
            HostPort::Computed(span) => {
                reading.says.properties.gaps.push(open_port(of, folder, span, "a published port is computed"));
            }
        }
    }
}

/// Says that a service may have more ports on this machine than are stated.
fn open_port(of: &Name, folder: &str, span: Span, why: &'static str) -> Gap<(), <Property as Term>::Subject> {
    let subject = Some(Property::new(of.clone(), Key::HostPort, None).subject());
    Gap { domain: (), subject, scope: Scope::of(folder), pattern: None, span, why }
}

/// The port inside of the service in one entry.
fn container_port(port: &Node) -> Option<(String, Span)> {
    let scalar = port.scalar().or_else(|| port.get("target").and_then(Node::scalar))?;
    let written = scalar.value.split('/').next().unwrap_or(&scalar.value);
    let last = written.rsplit(':').next().unwrap_or(written);
    let is_port = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    is_port.then(|| (last.to_owned(), scalar.inner))
}

/// The port of this machine in one entry.
enum HostPort {
    None,
    /// A port, or a range of them: `8080`, `4510-4559`.
    Known(String, Span),
    Computed(Span),
}

fn host_port(port: &Node) -> HostPort {
    let published = port.get("published");
    let Some(scalar) = port.scalar().or_else(|| published.and_then(Node::scalar)) else { return HostPort::None };
    // Where nobody sets a variable, its default holds.
    let written = DEFAULT.replace_all(&scalar.value, "$value");
    let written = written.split('/').next().unwrap_or(&written);
    let mut parts = written.rsplit(':');
    let container = parts.next();
    let Some(host) = parts.next().or(container.filter(|_| published.is_some())) else { return HostPort::None };
    let is_port = host.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if is_port { HostPort::Known(host.to_owned(), scalar.inner) } else { HostPort::Computed(scalar.inner) }
}

/// A variable with what it is unless somebody sets it: `${PORT:-8080}`.
static DEFAULT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$\{\w+:?-(?P<value>[^{}$]*)\}").expect("a valid expression"));

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"https?://[A-Za-z0-9_.\-\[\]]+(?::[0-9]+)?(/[A-Za-z0-9_./\-]*)").expect("a valid expression")
});

/// The path that a service's health check asks for.
fn health(service: &Node, of: &Name, folder: &str, reading: &mut Reading) {
    let Some(test) = service.path(&["healthcheck", "test"]) else { return };
    for scalar in test.items().iter().chain(Some(test)).filter_map(Node::scalar) {
        for path in asked_paths(&scalar.value) {
            reading.property(folder, Property::new(of.clone(), Key::Health, [path.to_owned()]), scalar.inner);
        }
    }
}

/// The paths of the addresses that a command asks.
pub(super) fn asked_paths(command: &str) -> impl Iterator<Item = &str> {
    ADDRESS.captures_iter(command).filter_map(|found| found.get(1)).map(|path| path.as_str())
}

fn environment(service: &Node, folder: &str, reading: &mut Reading) {
    let Some(environment) = service.get("environment") else { return };
    for (key, _) in environment.entries() {
        if let Some(name) = key.text() {
            reading.name(folder, Name::new(Kind::EnvVar, name), key.span);
        }
    }
    for item in environment.items().iter().filter_map(Node::scalar) {
        let name = item.value.split('=').next().unwrap_or(&item.value);
        reading.name(folder, Name::new(Kind::EnvVar, name), item.inner);
    }
}

#[cfg(test)]
mod tests {
    use crate::facts;
    use crate::model::connections;
    use crate::text::{Excerpt, FileId};

    #[test]
    fn a_file_is_known_by_its_services_whatever_it_is_called() {
        let read = |path: &str, text: &str| facts::read(Excerpt::whole(FileId(0), text), path).components.len();
        let compose = "services:\n  web:\n    image: shop/web\n";
        assert_eq!(read("quickstart.yml", compose), 1);
        assert_eq!(read("config/services.yaml", compose), 0);
        assert_eq!(read("services.yaml", "services:\n  App\\Mailer:\n    class: Mailer\n"), 0);
        assert_eq!(read("pipeline.yml", "steps: []\nservices:\n  db:\n    image: postgres\n"), 0);
    }

    #[test]
    fn services_are_parts_of_the_system() {
        let text = "services:\n  web:\n    image: shop/web:1.4\n    depends_on: {db: {condition: service_healthy}}\n    \
                    ports: ['8080:80', {published: 9000, target: 90}]\n  worker:\n    build: .\n    depends_on: [db, cache]\n  \
                    db:\n    image: postgres\n    volumes: [data:/var/lib]\n  empty:\n";
        let components = facts::read(Excerpt::whole(FileId(0), text), "compose.yaml").components;
        let ports: Vec<_> = components[0].ports.iter().map(|port| port.text.as_str()).collect();
        assert_eq!(ports, ["8080:80", "9000:90"]);
        assert_eq!(components[2].volumes[0].text, "data:/var/lib");
        assert_eq!(connections(&components), [(0, 2), (1, 2)]);
        assert_eq!(components.len(), 4);
    }
}
