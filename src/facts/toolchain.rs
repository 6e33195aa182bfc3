//! Files that pin tools: `.nvmrc`, `.tool-versions`, `mise.toml`, `rust-toolchain.toml` and their kin.

use super::source::{Source, State};
use super::versions::line_version;
use crate::model::{Kind, Name, Reading, Role, Tool, parent};
use crate::syntax::{toml, tree::Node};
use crate::text::Span;

/// Files that hold nothing but a version.
const PLAIN: &[(&str, &str)] = &[
    (".nvmrc", "node"),
    (".node-version", "node"),
    (".python-version", "python"),
    (".ruby-version", "ruby"),
    (".java-version", "java"),
    (".go-version", "go"),
    (".terraform-version", "terraform"),
    (".opentofu-version", "opentofu"),
    (".bun-version", "bun"),
    (".php-version", "php"),
    (".elixir-version", "elixir"),
    ("rust-toolchain", "rust"),
];

const MISE: &[&str] = &["mise.toml", ".mise.toml"];

pub(super) fn reads(source: &Source) -> bool {
    PLAIN.iter().any(|(name, _)| source.name == *name)
        || source.is_named(&[".tool-versions", "rust-toolchain.toml", "runtime.txt", ".sdkmanrc"])
        || is_mise(source)
}

fn is_mise(source: &Source) -> bool {
    source.is_named(MISE) || source.path.ends_with("mise/config.toml")
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    if let Some((_, tool)) = PLAIN.iter().find(|(name, _)| source.name == *name) {
        if source.text.text.contains("[toolchain]") {
            return rust_toolchain(source, reading);
        }
        let tool = Tool::named(tool).expect("the table names known tools");
        let Some(line) = lines(source).find(|(words, _)| !words.is_empty() && !words.starts_with('#')) else { return };
        let words = line.0.trim_start_matches("ruby-").trim_start_matches("node-");
        return reading.version(source.folder, tool, words, Role::Pin, line.1);
    }
    match source.name {
        ".tool-versions" => tool_versions(source, reading),
        "rust-toolchain.toml" => rust_toolchain(source, reading),
        "runtime.txt" => {
            for (words, span) in lines(source) {
                if let Some(version) = words.strip_prefix("python-") {
                    let tool = Tool::named("python").expect("Python is known");
                    reading.version(source.folder, tool, version, Role::Pin, span);
                }
            }
        }
        ".sdkmanrc" => {
            for (words, span) in lines(source) {
                if let Some(version) = words.strip_prefix("java=") {
                    let tool = Tool::named("java").expect("Java is known");
                    reading.version(source.folder, tool, version, Role::Pin, span);
                }
            }
        }
        _ => mise(source, reading),
    }
}

/// The lines of a source, trimmed, with their spans.
fn lines<'a>(source: &Source<'a>) -> impl Iterator<Item = (&'a str, Span)> + use<'a> {
    let text = source.text;
    let mut at = 0;
    text.text.split_inclusive('\n').map(move |line| {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let words = line.trim().trim_start_matches('\u{feff}');
        let start = if line.trim().is_empty() { start.min(at) } else { start };
        (words, text.span(start..start + line.trim().len()))
    })
}

fn tool_versions(source: &Source, reading: &mut Reading) {
    for (words, span) in lines(source) {
        let mut parts = words.split('#').next().unwrap_or_default().split_whitespace();
        let (Some(name), Some(version)) = (parts.next(), parts.next()) else { continue };
        reading.name(source.folder, Name::new(Kind::Tool, name), span);
        let Some(tool) = Tool::named(name) else { continue };
        let at = words.rfind(version).expect("the version is one of the words");
        let start = span.start as usize + at;
        reading.version(
            source.folder,
            tool,
            line_version(version),
            Role::Pin,
            Span::new(span.file, start, start + version.len()),
        );
    }
}

fn rust_toolchain(source: &Source, reading: &mut Reading) {
    let tree = toml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let channel = tree.root().and_then(|root| root.path(&["toolchain", "channel"])).and_then(Node::scalar);
    if let Some(channel) = channel {
        let tool = Tool::named("rust").expect("Rust is known");
        reading.version(source.folder, tool, &channel.value, Role::Pin, channel.inner);
    }
}

/// mise keeps its file beside what it configures, or in `.mise`, `mise` or `.config` below that.
fn mise_folder(source: &Source) -> String {
    let mut folder = source.folder;
    for _ in 0..2 {
        let last = folder.rsplit('/').next().unwrap_or(folder);
        if matches!(last, ".mise" | "mise" | ".config") {
            folder = parent(folder);
        }
    }
    folder.to_owned()
}

fn mise(source: &Source, reading: &mut Reading) {
    let tree = toml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    let folder = mise_folder(source);
    for (key, value) in root.get("tools").map(Node::entries).unwrap_or_default() {
        let Some(name) = key.text() else { continue };
        let name = name.strip_prefix("core:").unwrap_or(name);
        reading.name(&folder, Name::new(Kind::Tool, name), key.span);
        let version = value.get("version").unwrap_or(value);
        let version = version.items().first().unwrap_or(version);
        if let (Some(tool), Some(scalar)) = (Tool::named(name), version.scalar()) {
            reading.version(&folder, tool, line_version(&scalar.value), Role::Pin, scalar.inner);
        }
    }
    let tasks = root.get("tasks").map(Node::entries).unwrap_or_default();
    for (key, task) in tasks {
        let Some(name) = key.text() else { continue };
        reading.name(&folder, Name::new(Kind::MiseTask, name), key.span);
        let aliases = task
            .get("alias")
            .map(|alias| if alias.items().is_empty() { vec![alias] } else { alias.items().iter().collect() });
        for alias in aliases.into_iter().flatten().filter_map(Node::scalar) {
            reading.name(&folder, Name::new(Kind::MiseTask, alias.value.clone()), alias.inner);
        }
    }
    if let Some(config) = root.get("task_config").and_then(|config| config.get("includes")) {
        reading.unreadable_names(&folder, Kind::MiseTask, "", config.span, "mise includes tasks of other folders");
    }
    if !tasks.is_empty() {
        reading.whole_list(&folder, Kind::MiseTask, "", source.place());
    }
}
