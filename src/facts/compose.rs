//! Compose files: services, their images, ports, and the variables they need.

use super::images;
use super::source::{Source, State};
use crate::model::{Key, Kind, Name, Property, Reading};
use crate::syntax::{tree::Node, yaml};

pub(super) fn reads(source: &Source) -> bool {
    let name = source.name.to_ascii_lowercase();
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    is_yaml && (name.starts_with("docker-compose") || name.starts_with("compose.") || name.starts_with("compose-"))
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = yaml::parse(source.text);
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
    let Some(root) = tree.root() else { return };
    if let Some(include) = root.get("include") {
        reading.unreadable_names(folder, Kind::ComposeService, "", include.span, "the Compose file includes others");
    }
    for (key, service) in root.get("services").map(Node::entries).unwrap_or_default() {
        let Some(name) = key.text() else { continue };
        let of = Name::new(Kind::ComposeService, name);
        reading.name(folder, of.clone(), key.span);
        if let Some(image) = service.get("image").and_then(Node::scalar) {
            images::state(&image.value, image.inner, folder, reading);
            reading.property(folder, Property::new(of.clone(), Key::Image, [image.value.clone()]), image.inner);
        }
        host_ports(service, &of, folder, reading);
        environment(service, folder, reading);
    }
    reading.whole_list(folder, Kind::ComposeService, "", source.place());
}

/// The ports of this machine that lead into a service.
fn host_ports(service: &Node, of: &Name, folder: &str, reading: &mut Reading) {
    for port in service.get("ports").map(Node::items).unwrap_or_default() {
        let (written, span) = match (port.scalar(), port.get("published").and_then(Node::scalar)) {
            (Some(short), _) => (short.value.as_str(), short.inner),
            (None, Some(long)) => (long.value.as_str(), long.inner),
            (None, None) => continue,
        };
        let without_protocol = written.split('/').next().unwrap_or(written);
        let mut from_last = without_protocol.rsplit(':');
        let container = from_last.next();
        let host = from_last.next().or(container.filter(|_| port.get("published").is_some()));
        if let Some(host) = host.filter(|host| host.bytes().all(|b| b.is_ascii_digit()) && !host.is_empty()) {
            reading.property(folder, Property::new(of.clone(), Key::Port, [host.to_owned()]), span);
        }
    }
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
