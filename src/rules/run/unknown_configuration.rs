#![doc = include_str!("unknown_configuration.md")]

use crate::config::{self, Settings};
use crate::diagnostic::{Diagnostic, Edit, Fix, Level, Problem};
use crate::kinds::PageKind;
use crate::rules::likeness::closest;
use crate::rules::{Detect, Pages, Rule, all, is_family, names_of, nearest};
use crate::syntax::toml;
use crate::syntax::tree::Node;
use crate::text::Span;
use crate::workspace::{Workspace, path_of};

pub(super) static RULE: Rule = Rule {
    name: "unknown-configuration",
    summary: "the configuration has a key or value that means nothing",
    page: include_str!("unknown_configuration.md"),
    level: Level::Error,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Whether a problem is one of the configuration file.
pub(super) fn is_about(ws: &Workspace, problem: &Problem) -> bool {
    let own = ws.config.file.as_deref();
    path_of(ws, &problem.place).is_some_and(|path| config::PLACES.contains(&path) || Some(path) == own)
}

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = ws
        .problems
        .iter()
        // Keys that nobody knows are found below, at their own place.
        .filter(|problem| is_about(ws, problem) && !problem.message.starts_with("unknown field"))
        .map(|problem| RULE.at(problem.place.clone(), problem.message.clone()))
        .collect();
    let file = ws.config.file.as_deref().and_then(|path| ws.files.find(path));
    let tree = file.and_then(|file| ws.files.whole(file)).map(toml::parse);
    if let Some(root) = tree.as_ref().and_then(|tree| tree.root()) {
        let known = serde_json::to_value(Settings::sample()).expect("settings are always JSON");
        keys(root, &known, "", &mut found);
        let entries = |key: &str| root.get(key).map(Node::items).unwrap_or_default();
        for rule in entries("ignore").iter().filter_map(|ignore| ignore.get("rules")).flat_map(Node::items) {
            rule_name(rule, &mut found);
        }
        for rule in entries("waiver").iter().filter_map(|waiver| waiver.get("rule")) {
            rule_name(rule, &mut found);
        }
        let conditions = || entries("gate").iter().filter_map(|gate| gate.get("condition")).flat_map(Node::items);
        for rule in conditions().filter_map(|condition| condition.get("rules")).flat_map(Node::items) {
            if !is_family(rule.text().unwrap_or_default()) {
                rule_name(rule, &mut found);
            }
        }
        for kind in conditions().filter_map(|condition| condition.get("page-kinds")).flat_map(Node::items) {
            page_kind(kind, &mut found);
        }
        for globs in globs(root) {
            folder(ws, globs, &mut found);
        }
        for (key, _) in root.get("rules").map(Node::entries).unwrap_or_default() {
            rule_name(key, &mut found);
        }
    }
    found
}

/// Reports a name that no rule has.
fn rule_name(node: &Node, found: &mut Vec<Diagnostic>) {
    let name = node.text().unwrap_or_default();
    if let Some(names) = names_of(name) {
        let message = format!("`{name}` is a family, and a rule is needed here");
        found.push(unknown(node, &message, None).help(format!("its rules are {names}")));
    } else if all().all(|rule| rule.name != name) {
        found.push(unknown(node, &format!("there is no rule `{name}`"), nearest(name)));
    }
}

/// Reports a kind that no page can have.
fn page_kind(node: &Node, found: &mut Vec<Diagnostic>) {
    let name = node.text().unwrap_or_default();
    if PageKind::named(name).is_none() {
        let kinds = PageKind::ALL.map(PageKind::word);
        let near = closest(name, kinds.iter().copied(), 2);
        let diagnostic = unknown(node, &format!("there is no kind of page `{name}`"), near);
        found.push(if near.is_none() {
            diagnostic.help(format!("there are {}", kinds.join(", ")))
        } else {
            diagnostic
        });
    }
}

/// The globs of a configuration file.
fn globs(root: &Node) -> impl Iterator<Item = &Node> {
    let pages = ["untyped", "exclude", "include"].iter().filter_map(|key| root.path(&["pages", key]));
    let published = root.path(&["site", "include"]);
    let ignored = root.get("ignore").map(Node::items).unwrap_or_default();
    let lists = pages.chain(published).chain(ignored.iter().filter_map(|ignore| ignore.get("paths")));
    lists.flat_map(Node::items)
}

/// Reports a glob that is the path of a folder: it means nothing in it.
fn folder(ws: &Workspace, glob: &Node, found: &mut Vec<Diagnostic>) {
    let path = glob.text().unwrap_or_default().trim_end_matches('/');
    if ws.files.is_folder(path) && !path.is_empty() {
        let all = format!("{path}/**");
        let message = format!("`{path}` is a folder, and this glob means nothing in it");
        let fix = Fix::guess(format!("write {all}"), vec![Edit::replace(words_of(glob), &all)]);
        found.push(RULE.at(glob.span, message.as_str()).about(message).help(format!("write `{all}`")).fix(fix));
    }
}

/// Reports the keys of a table that no setting has.
fn keys(table: &Node, known: &serde_json::Value, prefix: &str, found: &mut Vec<Diagnostic>) {
    let Some(known) = known.as_object() else { return };
    for (key, value) in table.entries() {
        let name = key.text().unwrap_or_default();
        match known.get(name) {
            None => {
                let near = closest(name, known.keys().map(String::as_str), 1 + name.len() / 3);
                let diagnostic = unknown(key, &format!("there is no setting `{prefix}{name}`"), near);
                let inner =
                    known.iter().find(|(_, inner)| inner.as_object().is_some_and(|inner| inner.contains_key(name)));
                found.push(match inner.filter(|_| near.is_none()) {
                    Some((table, _)) => diagnostic.help(format!("it stands under `[{table}]`")),
                    None => diagnostic,
                });
            }
            Some(serde_json::Value::Array(inner)) => {
                let entries = value.items().iter().zip(inner.iter().cycle());
                entries.for_each(|(entry, known)| keys(entry, known, &format!("{prefix}{name}."), found));
            }
            Some(inner) if name != "rules" => keys(value, inner, &format!("{prefix}{name}."), found),
            Some(_) => {}
        }
    }
}

/// The words of a key or value, without the quotes around them.
fn words_of(node: &Node) -> Span {
    node.scalar().map_or(node.span, |scalar| scalar.inner)
}

fn unknown(key: &Node, message: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = RULE.at(key.span, message).about(message);
    match near {
        Some(near) => diagnostic
            .help(format!("did you mean `{near}`?"))
            .fix(Fix::guess(format!("write {near}"), vec![Edit::replace(words_of(key), near)])),
        None => diagnostic,
    }
}
