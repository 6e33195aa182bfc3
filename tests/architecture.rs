//! The order of the layers, held against every path that the source names.
//!
//! Reads the source as text: a layer is the first step of a path below `crate::`, and comments do not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// The layers from the ground up. A layer uses what stands in earlier rows; those of one row never see each other.
const LAYERS: &[&[&str]] = &[
    &["text", "artifact"],
    &["diagnostic"],
    &["syntax", "model"],
    &["git", "config"],
    &["kinds", "snippets"],
    &["facts", "claims"],
    &["workspace"],
    &["survey"],
    &["scaffold"],
    &["rules"],
    &["lint"],
    &["fix", "baseline", "report", "checks"],
    &["index"],
    &["answers"],
    &["site"],
    &["server"],
    &["cli"],
];

/// Uses that the order would allow and the design does not.
const NEVER: &[(&str, &str, &str)] = &[
    ("rules", "facts", "a rule knows what was said, not who parsed it"),
    ("rules", "claims", "a rule knows what was said, not who parsed it"),
    ("rules", "git", "what git knows stands in the workspace"),
];

/// Where the outside world may be named: files, processes, the environment, clocks.
const OUTSIDE: &[&str] = &[
    "cli/",
    "git/",
    "server/",
    "workspace/load.rs",
    "checks/run",
    "checks/kept.rs",
    "checks/sandbox.rs",
    "checks/trust/",
    "main.rs",
];

/// Names of the outside world.
static OUTSIDE_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\bstd::(?:fs|process|env|net)\b|\bstd::\{[^}]*\b(?:fs|process|env|net)\b|\b(?:SystemTime|Instant)\b|\b(?:Timestamp|Zoned)::now\b",
    )
    .expect("a valid expression")
});

struct Source {
    /// Below `src/`, with `/`.
    path: String,
    /// Without comments.
    code: String,
}

impl Source {
    /// The layer that the file belongs to; none for `lib.rs` and `main.rs`.
    fn layer(&self) -> Option<&str> {
        let first = self.path.split('/').next().expect("a path has a first step");
        match first.strip_suffix(".rs") {
            Some("lib" | "main") => None,
            Some(stem) => Some(stem),
            None => Some(first),
        }
    }
}

#[test]
fn dependencies_point_down() {
    let rank: BTreeMap<&str, usize> =
        LAYERS.iter().enumerate().flat_map(|(at, row)| row.iter().map(move |layer| (*layer, at))).collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(layer) = source.layer() else { continue };
        let Some(own) = rank.get(layer) else {
            wrong.push(format!("{}: the layer `{layer}` is not in the list of tests/architecture.rs", source.path));
            continue;
        };
        for used in layers_used(&source.code) {
            let Some(theirs) = rank.get(used.as_str()) else {
                wrong.push(format!("{}: `crate::{used}` is no layer of tests/architecture.rs", source.path));
                continue;
            };
            if let Some((_, _, why)) = NEVER.iter().find(|(from, to, _)| *from == layer && *to == used) {
                wrong.push(format!("{}: `{layer}` uses `{used}`, but {why}", source.path));
            }
            if used == layer || theirs < own {
                continue;
            }
            wrong.push(format!("{}: `{layer}` uses `{used}`, which does not stand below it", source.path));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn paths_in_braces_are_seen() {
    let used = layers_used("use crate::{a::{b, c}, d};\nuse crate::{\n    e::F,\n};\nlet x = crate::g::h();");
    assert_eq!(used, ["a", "d", "e", "g"].map(str::to_owned).into());
}

#[test]
fn every_layer_of_the_list_exists() {
    let there: BTreeSet<String> = sources().iter().filter_map(|source| source.layer().map(str::to_owned)).collect();
    let gone: Vec<&str> = LAYERS.iter().copied().flatten().copied().filter(|layer| !there.contains(*layer)).collect();
    assert_eq!(gone, Vec::<&str>::new(), "layers that the source does not have");
}

#[test]
fn every_file_is_a_module() {
    let sources = sources();
    let code: BTreeMap<&str, &str> =
        sources.iter().map(|source| (source.path.as_str(), source.code.as_str())).collect();
    let mut lost = Vec::new();
    for path in code.keys().filter(|path| !matches!(**path, "lib.rs" | "main.rs")) {
        let module = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs")).expect("a file of Rust");
        let (above, name) = module.rsplit_once('/').unwrap_or(("", module));
        let parents = match above {
            "" => vec!["lib.rs".to_owned()],
            above => vec![format!("{above}/mod.rs"), format!("{above}.rs")],
        };
        let declares =
            Regex::new(&format!(r"(?m)^\s*(?:pub(?:\([^)]*\))?\s+)?mod {name};")).expect("a name is no syntax");
        if !parents.iter().filter_map(|parent| code.get(parent.as_str())).any(|parent| declares.is_match(parent)) {
            lost.push(format!("src/{path}: no `mod {name};` in {}", parents.join(" or ")));
        }
    }
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
}

#[test]
fn every_rule_has_its_page() {
    let lost: Vec<String> = files()
        .into_iter()
        .filter(|path| path.starts_with("rules/") && has_extension(path, "md"))
        .filter(|path| !root().join(path).with_extension("rs").exists())
        .collect();
    assert!(lost.is_empty(), "pages without a rule: {lost:?}");
}

#[test]
fn only_the_edge_names_the_outside_world() {
    let mut wrong = Vec::new();
    for source in sources() {
        if OUTSIDE.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for name in OUTSIDE_NAMES.find_iter(&source.code) {
            wrong.push(format!("src/{}: {}", source.path, name.as_str()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_prints_and_exits() {
    let prints =
        Regex::new(r"\b(?:e?print(?:ln)?|dbg)!|\bprocess::exit\b|\bio::std(?:out|err)\b").expect("an expression");
    let wrong: Vec<String> = sources()
        .iter()
        .filter(|source| !source.path.starts_with("cli/"))
        .flat_map(|source| prints.find_iter(&source.code).map(|name| format!("src/{}: {}", source.path, name.as_str())))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The first steps of all paths below `crate::`, those in braces too.
fn layers_used(code: &str) -> BTreeSet<String> {
    static PLAIN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bcrate::([a-z_]+)").expect("an expression"));
    static BRACES: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bcrate::\{").expect("an expression"));
    let mut used: BTreeSet<String> = PLAIN.captures_iter(code).map(|found| found[1].to_owned()).collect();
    for open in BRACES.find_iter(code) {
        let (mut depth, mut start) = (1, open.end());
        for (at, letter) in code[open.end()..].char_indices() {
            let at = open.end() + at;
            let ends_an_item = depth == 1 && matches!(letter, ',' | '}');
            if ends_an_item {
                let first = code[start..at].trim().split("::").next().unwrap_or_default();
                used.extend((!first.is_empty()).then(|| first.to_owned()));
                start = at + 1;
            }
            depth += match letter {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            if depth == 0 {
                break;
            }
        }
    }
    used
}

fn has_extension(path: &str, wanted: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == wanted)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every file below `src/`.
fn files() -> Vec<String> {
    let relative = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(root()).expect("it was found there");
        path.to_str().expect("our names are UTF-8").replace('\\', "/")
    };
    let entries = walkdir::WalkDir::new(root()).sort_by_file_name().into_iter();
    entries.map(|entry| entry.expect("src can be read")).filter(|e| e.file_type().is_file()).map(relative).collect()
}

fn sources() -> Vec<Source> {
    let read = |path: String| {
        let text = fs::read_to_string(root().join(&path)).expect("our sources are UTF-8");
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Source { path, code }
    };
    files().into_iter().filter(|path| has_extension(path, "rs")).map(read).collect()
}
