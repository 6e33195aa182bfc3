//! The parts of the running system, grouped by the file that defines them.

use std::collections::BTreeMap;

use super::layout::MOST_NODES;
use super::list;
use super::picture::{Item, Picture, Zone, figure};
use crate::model::{COMPOSE_FILES, Component, ComponentKind, UNIT, connections, join, parent, without_defaults};
use crate::text::counted;

/// With more parts than this, people see a wall of boxes.
pub const MOST_PARTS: usize = 60;
/// So few are drawn one by one, however alike they are.
const FEW_PARTS: usize = 12;
/// As many parts as this share a box if they differ in their names only.
const LEAST_ALIKE: usize = 3;
/// More boxes without any line between them are the list once more.
const MOST_LOOSE: usize = 24;

/// Where what is drawn stands in a list.
#[derive(Clone, Copy)]
pub struct Links<'a> {
    /// A component.
    pub part: &'a dyn Fn(&Component) -> Option<String>,
    /// The file, or the folder, that holds a component.
    pub group: &'a dyn Fn(&Component) -> Option<String>,
}

/// The figure of a system with its links; nothing when there is too much, or nothing, to draw. Its ids begin with `prefix`.
///
/// With more parts than people can look at, or than a drawing shows legibly, a box stands for a file, then for a folder,
/// then for all below a folder further out. Boxes that nothing joins say less than the list.
pub fn topology(components: &[Component], prefix: &str, links: Links) -> Option<String> {
    let system = System::of(components);
    if components.len() <= MOST_PARTS && !(system.edges.is_empty() && components.len() > MOST_LOOSE) {
        let parts = figure(&system.parts(links), prefix);
        if parts.is_some() {
            return parts;
        }
    }
    let deepest = components.iter().map(|component| component.path.matches('/').count()).max().unwrap_or_default();
    let at_depth = |depth| system.gathered(links, "folder", move |component| outer(&component.path, depth).to_owned());
    let folders = (1..=deepest).rev().map(at_depth);
    let gathered =
        std::iter::once(system.gathered(links, "file", |component| unit(component).to_owned())).chain(folders);
    gathered
        .filter(|picture| !picture.edges.is_empty() && picture.boxes.len() > 1)
        .find_map(|picture| figure(&picture, prefix))
        .or_else(|| units(components, prefix, links))
}

/// The units of one environment in their order, where no drawing of all is possible; the others are mostly like them.
fn units(components: &[Component], prefix: &str, links: Links) -> Option<String> {
    let mut places: BTreeMap<&str, Vec<Component>> = BTreeMap::new();
    for component in components.iter().filter(|component| component.sort == UNIT) {
        places.entry(unit(component)).or_default().push(component.clone());
    }
    let (place, inside) = places.into_iter().rev().max_by_key(|(_, inside)| inside.len())?;
    // Of all parts only these are drawn, so that a drawing of no others is the same drawing again.
    if inside.len() == components.len() {
        return None;
    }
    let mut picture = System::of(&inside).parts(links);
    picture.legend.push(format!("drawn: the units of {place}, of {}", counted(components.len(), "part")));
    (!picture.edges.is_empty()).then(|| figure(&picture, prefix)).flatten()
}

/// Components with the lines between them.
struct System<'a> {
    components: &'a [Component],
    /// From what needs to what is needed.
    edges: Vec<(usize, usize)>,
}

impl<'a> System<'a> {
    fn of(components: &'a [Component]) -> Self {
        let mut edges = connections(components);
        // A module of Terraform is the folder that it names.
        for (from, component) in components.iter().enumerate().filter(|(_, part)| part.kind == ComponentKind::Terraform)
        {
            let folder = component.image.as_ref().filter(|image| image.text.starts_with('.'));
            let folder = folder.and_then(|folder| join(parent(&component.path), &folder.text));
            let found = folder.and_then(|folder| {
                components.iter().position(|part| part.kind == component.kind && parent(&part.path) == folder)
            });
            edges.extend(found.map(|to| (from, to)));
        }
        Self { components, edges }
    }

    /// A box for each component, or for several that differ in nothing but their names.
    fn parts(&self, links: Links) -> Picture {
        let mut files: Vec<&str> = Vec::new();
        let alike = self.alike();
        let boxes = alike.iter().map(|members| {
            let component = &self.components[members[0]];
            let unit = self.zone_of(component);
            let zone = files.iter().position(|file| *file == unit).unwrap_or_else(|| {
                files.push(unit);
                files.len() - 1
            });
            let others = members.len() - 1;
            let names: Vec<&str> = members.iter().map(|at| self.components[*at].name.text.as_str()).collect();
            Item {
                name: component.name.text.clone(),
                note: if others > 0 { format!("and {others} alike") } else { note(component) },
                words: if others > 0 { list(&names) } else { words(component) },
                link: (links.part)(component),
                stacked: others > 0,
                zone: Some(zone),
                ..Item::default()
            }
        });
        let boxes = boxes.collect();
        let zone = |file: &&str| Zone {
            label: tail(titled(file)),
            words: (*file).to_owned(),
            link: self.components.iter().find(|part| unit(part) == *file).and_then(links.group),
            lock: None,
        };
        let zones = files.iter().map(zone).collect();
        let has =
            |is_module: bool| self.components.iter().any(|part| (part.kind == ComponentKind::Terraform) == is_module);
        let shaded = match (has(false), has(true)) {
            (true, true) => "shaded: a file, or a folder of Terraform",
            (false, true) => "shaded: a folder of Terraform",
            _ => "shaded: a file",
        };
        let mut legend = vec![counted(self.components.len(), "part"), shaded.to_owned()];
        if !self.edges.is_empty() {
            legend.push("a line: needs".to_owned());
        }
        let of = |part: usize| alike.iter().position(|members| members.contains(&part)).unwrap_or_default();
        let mut edges: Vec<_> = self.edges.iter().map(|&(from, to)| (of(from), of(to))).collect();
        edges.retain(|(from, to)| from != to);
        edges.sort_unstable();
        edges.dedup();
        picture(boxes, edges, zones, legend)
    }

    /// The components by what they run and what they are joined to; where there are few, each by itself.
    fn alike(&self) -> Vec<Vec<usize>> {
        let joined = |at: usize| {
            let needs = self.edges.iter().filter(|edge| edge.0 == at).map(|edge| edge.1).collect::<Vec<_>>();
            let needed = self.edges.iter().filter(|edge| edge.1 == at).map(|edge| edge.0).collect::<Vec<_>>();
            (needs, needed)
        };
        let key = |at: usize| {
            let component = &self.components[at];
            let image = component.image.as_ref().map(|image| image.text.as_str());
            (self.zone_of(component), component.sort.as_str(), image, joined(at))
        };
        let all = 0..self.components.len();
        if all.len() <= FEW_PARTS {
            return all.map(|at| vec![at]).collect();
        }
        let keys: Vec<_> = all.clone().map(key).collect();
        let same = |at: usize| all.clone().filter(|other| keys[*other] == keys[at]).collect::<Vec<_>>();
        let is_joined = |at: usize| !keys[at].3.0.is_empty() || !keys[at].3.1.is_empty();
        let groups = all.clone().filter_map(|at| {
            let members = Some(same(at)).filter(|members| is_joined(at) && members.len() >= LEAST_ALIKE);
            let members = members.unwrap_or_else(|| vec![at]);
            (members[0] == at).then_some(members)
        });
        groups.collect()
    }

    /// The file, or folder, in whose zone a component stands; what only an override adds is part of what it is laid over.
    fn zone_of(&self, component: &'a Component) -> &'a str {
        let base = component.is_override().then(|| self.components.iter().find(|other| other.is_base_of(component)));
        unit(base.flatten().unwrap_or(component))
    }

    /// A box for all components that share a place.
    fn gathered(&self, links: Links, noun: &str, place: impl Fn(&Component) -> String) -> Picture {
        let mut places: Vec<(String, Vec<usize>)> = Vec::new();
        for (index, component) in self.components.iter().enumerate() {
            let at = place(component);
            match places.iter_mut().find(|(known, _)| *known == at) {
                Some((_, members)) => members.push(index),
                None => places.push((at, vec![index])),
            }
        }
        let of = |index: usize| places.iter().position(|(_, members)| members.contains(&index)).unwrap_or_default();
        let mut edges: Vec<_> = self.edges.iter().map(|&(from, to)| (of(from), of(to))).collect();
        edges.retain(|(from, to)| from != to);
        edges.sort_unstable();
        edges.dedup();
        // Of many boxes, those that nothing joins would hide the others.
        let joined: Vec<usize> =
            (0..places.len()).filter(|at| edges.iter().any(|(from, to)| from == at || to == at)).collect();
        let loose = places.len() - joined.len();
        let new = |old: usize| joined.iter().position(|at| *at == old).unwrap_or_default();
        for (from, to) in &mut edges {
            (*from, *to) = (new(*from), new(*to));
        }
        let places: Vec<_> = joined.iter().map(|at| &places[*at]).collect();
        let is_one_of_several =
            |at: &str| places.iter().filter(|(other, _)| step(titled(other)) == step(titled(at))).count() > 1;
        let boxes = places.iter().map(|(at, members)| Item {
            name: if at.is_empty() { "the root".to_owned() } else { step(titled(at)).to_owned() },
            // A number must not lose its beginning, so it never stands beside what may have to be cut.
            note: match step(parent(titled(at))) {
                folder if !folder.is_empty() && is_one_of_several(at) => folder.to_owned(),
                _ => counted(members.len(), "part"),
            },
            words: format!("{at}: {}", counted(members.len(), "part")),
            link: members.first().and_then(|&first| (links.group)(&self.components[first])),
            stacked: members.len() > 1,
            ..Item::default()
        });
        let boxes = boxes.collect();
        let mut legend =
            vec![counted(self.components.len(), "part"), format!("a box: all parts of a {noun}; a line: needs")];
        if loose > 0 {
            legend.push(format!("not drawn: {} that nothing joins", counted(loose, noun)));
        }
        picture(boxes, edges, Vec::new(), legend)
    }
}

fn picture(boxes: Vec<Item>, edges: Vec<(usize, usize)>, zones: Vec<Zone>, legend: Vec<String>) -> Picture {
    let needs = |from: usize| {
        edges.iter().filter(move |edge| edge.0 == from).map(|edge| boxes[edge.1].name.as_str()).collect::<Vec<_>>()
    };
    let sentences = (0..boxes.len())
        .filter(|&from| !needs(from).is_empty())
        .map(|from| format!("{} needs {}.", boxes[from].name, list(&needs(from))));
    let description: Vec<String> = sentences.take(MOST_NODES).collect();
    let description = if description.is_empty() { "No part needs another.".to_owned() } else { description.join(" ") };
    Picture { title: "Parts of the system".to_owned(), description, boxes, edges, zones, legend }
}

/// What a zone stands for: a file, or a folder where that is the unit.
fn unit(component: &Component) -> &str {
    match component.kind {
        // Each stands in a folder of its own.
        ComponentKind::Terraform if component.sort == UNIT => parent(parent(&component.path)),
        ComponentKind::Terraform => parent(&component.path),
        _ => &component.path,
    }
}

/// The folder of a file, or the one further out at a depth.
pub fn outer(path: &str, depth: usize) -> &str {
    let folder = parent(path);
    let end = folder.match_indices('/').nth(depth - 1).map_or(folder.len(), |(at, _)| at);
    &folder[..end]
}

/// What the small line of a box says.
fn note(component: &Component) -> String {
    let ports: Vec<&str> = component.ports.iter().map(|port| port.text.as_str()).collect();
    let image = component.image.as_ref().map(|image| without_defaults(&image.text));
    let image = image.as_deref().and_then(|image| image.rsplit('/').next());
    // A digest, or the tag that is meant without one, fills a box and tells nobody anything.
    let image = image.map(|image| image.split('@').next().unwrap_or_default().trim_end_matches(":latest").to_owned());
    match (image, ports.as_slice()) {
        (Some(image), _) if component.kind != ComponentKind::Terraform => image,
        (_, []) => component.sort.clone(),
        (_, ports) => format!("{} :{}", component.sort, ports.join(", :")),
    }
}

fn words(component: &Component) -> String {
    let mut words = vec![component.name.text.clone(), component.sort.clone()];
    words.extend(component.image.as_ref().map(|image| without_defaults(&image.text)));
    let ports: Vec<&str> = component.ports.iter().map(|port| port.text.as_str()).collect();
    if !ports.is_empty() {
        words.push(format!("ports {}", list(&ports)));
    }
    words.push(format!("in {}", component.path));
    words.join("; ")
}

/// What a file is called after: its folder, where all such files have one name.
fn titled(path: &str) -> &str {
    let is_usual = COMPOSE_FILES.contains(&step(path)) || ["Chart.yaml", "kustomization.yaml"].contains(&step(path));
    if is_usual && path.contains('/') { parent(path) } else { path }
}

/// The last step of a path.
fn step(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The last two steps of a path, which tell most.
fn tail(path: &str) -> String {
    let cut = path.rmatch_indices('/').nth(1).map_or(0, |(at, _)| at + 1);
    path[cut..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts;
    use crate::text::{Excerpt, FileId};

    fn read(path: &str, text: &str) -> Vec<Component> {
        facts::read(Excerpt::whole(FileId(0), text), path).components
    }

    fn draw(parts: &[Component]) -> Option<String> {
        let part = |part: &Component| Some(format!("#part-{}", part.name.text));
        let group = |part: &Component| Some(format!("#file-{}", part.path));
        topology(parts, "t", Links { part: &part, group: &group })
    }

    #[test]
    fn a_system_is_drawn_by_file() {
        let compose = "services:\n  web: {image: 'shop/web:1', depends_on: [db]}\n  db: {image: 'postgres:16'}\n";
        let figure = draw(&read("deploy/compose.yaml", compose)).expect("it can be drawn");
        for part in [
            "web needs db.",
            "href=\"#part-db\"",
            "href=\"#file-deploy/compose.yaml\"",
            ">deploy</text>",
            ">postgres:16</text>",
        ] {
            assert!(figure.contains(part), "{part} in {figure}");
        }
        assert!(draw(&[]).is_none());
    }

    #[test]
    fn parts_that_differ_in_their_names_only_share_a_box() {
        let workers: String = (0..12).map(|at| format!("  w{at}: {{image: shop, depends_on: [db]}}\n")).collect();
        let compose = format!("services:\n  db: {{image: 'postgres:16'}}\n  mail: {{image: mail}}\n{workers}");
        let figure = draw(&read("compose.yaml", &compose)).expect("it can be drawn");
        assert!(figure.contains(">and 11 alike</text>") && figure.contains("w9, w10 and w11"), "{figure}");
        assert!(figure.contains(">mail</text>") && figure.contains("14 parts"), "{figure}");
    }

    #[test]
    fn an_override_is_drawn_in_the_file_that_it_is_laid_over() {
        let mut parts =
            read("compose.yaml", "services:\n  web: {image: 'shop/web:${TAG:?set it}', ports: ['80:80']}\n  db: {}\n");
        parts.extend(read(
            "compose.override.yaml",
            "services:\n  web: {depends_on: [db], ports: ['80:80', '81:81']}\n  mail: {image: 'mail:${MAIL_TAG:-2}'}\n",
        ));
        let parts = crate::model::with_overrides(parts);
        let shown: Vec<_> = parts.iter().map(|part| (&*part.path, &*part.name.text, part.ports.len())).collect();
        let (base, over) = ("compose.yaml", "compose.override.yaml");
        assert_eq!(shown, [(base, "web", 2), (base, "db", 0), (over, "mail", 0)]);
        let figure = draw(&parts).expect("it can be drawn");
        for part in ["web needs db.", ">web:$TAG</text>", ">mail:2</text>", "shaded: a file", "a line: needs"] {
            assert!(figure.contains(part), "{part} in {figure}");
        }
        assert!(!figure.contains("Terraform") && !figure.contains("compose.override.yaml</text>"), "{figure}");
    }

    #[test]
    fn too_many_parts_become_folders_joined_by_the_modules_that_they_use() {
        let many = |file: usize| {
            let mut blocks: String = (0..8).map(|at| format!("resource \"a_b\" \"r{at}\" {{\n}}\n")).collect();
            blocks += "module \"net\" {\n  source = \"../0\"\n}\n";
            read(&format!("infra/{file}/main.tf"), &blocks)
        };
        let some: Vec<Component> = (0..20).flat_map(many).collect();
        let figure = draw(&some).expect("folders can be drawn");
        assert!(figure.contains(">9 parts</text>") && figure.contains("180 parts"), "{figure}");
        assert!(figure.contains("19 needs 0."), "{figure}");
    }

    #[test]
    fn where_nothing_joins_all_parts_the_units_of_one_environment_are_drawn() {
        let blocks: String = (0..70).map(|at| format!("resource \"a_b\" \"r{at}\" {{\n}}\n")).collect();
        let mut parts = read("aws/eks/main.tf", &blocks);
        // More than a drawing of folders has room for.
        for place in (0..31).map(|at| format!("e{at:02}")) {
            let unit = |name: &str, text: &str| read(&format!("env/{place}/{name}/terragrunt.hcl"), text);
            parts.extend(unit("eks", "dependency \"dns\" {\n  config_path = \"../dns\"\n}\n"));
            parts.extend(unit("dns", "terraform {\n  source = \"git::https://x//dns\"\n}\n"));
        }
        let figure = draw(&parts).expect("units can be drawn");
        assert!(figure.contains("eks needs dns.") && figure.contains("drawn: the units of env/e00, of 132 parts"));
    }

    #[test]
    fn the_label_of_a_file_is_whole_or_says_in_full_what_was_cut() {
        let path = "deploy/compose.for-staging.yaml";
        let figure = draw(&read(path, "services:\n  db: {}\n")).expect("it can be drawn");
        assert!(figure.contains(&format!(">{path}</text>")), "the zone is as wide as its label: {figure}");
        let path = format!("deploy/compose.{}.yaml", "long-".repeat(12));
        let figure = draw(&read(&path, "services:\n  db: {}\n")).expect("it can be drawn");
        assert!(figure.contains(&format!("<a href=\"#file-{path}\"><title>{path}</title>")), "{figure}");
    }

    #[test]
    fn boxes_that_nothing_joins_are_no_drawing() {
        let many = |file: usize| {
            let blocks: String = (0..8).map(|at| format!("resource \"a_b\" \"r{at}\" {{\n}}\n")).collect();
            read(&format!("infra/{file}/main.tf"), &blocks)
        };
        let some: Vec<Component> = (0..20).flat_map(many).collect();
        assert!(draw(&some).is_none());
    }
}
