//! The handbook in `site/` and the binary say the same.
//!
//! Each command has its page, `site/reference/<command>.md`. What stands there from `## Options` to the end is what the
//! command says of itself: `BLESS=1 cargo test --test handbook` writes it; all else is written by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

/// What of a reference page the binary says.
const OPTIONS: &str = "## Options\n";

/// A long option, alone: not the tail of a word such as `a--b`.
static LONG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[\s`(\[=|])--([a-z][a-z0-9-]*)").expect("an expression"));

#[test]
fn every_command_has_its_page_with_its_options() {
    for command in commands(&[]) {
        let path = site().join("reference").join(format!("{command}.md"));
        let kept = read(&path);
        let said = options(&command);
        if std::env::var_os("BLESS").is_some() {
            let by_hand = kept.split(OPTIONS).next().unwrap_or_default().trim_end();
            std::fs::write(&path, format!("{by_hand}\n\n{said}")).expect("the page can be written");
        }
        let kept = read(&path);
        assert!(kept.starts_with(&format!("# {command}\n")), "{}: its heading is the command's name", path.display());
        let at = kept.find(OPTIONS).unwrap_or(kept.len());
        assert_eq!(kept[at..], said, "{} is behind: BLESS=1 cargo test --test handbook", path.display());
    }
}

#[test]
fn no_page_names_an_option_that_the_command_lacks() {
    let known: BTreeMap<String, BTreeSet<String>> =
        commands(&[]).into_iter().map(|command| (command.clone(), names(&command))).collect();
    let anywhere: BTreeSet<&String> = known.values().flatten().collect();
    let call = Regex::new(r"devops-docs (?<command>[a-z]+)(?<rest>[^`|;&#]*)").expect("an expression");
    let mut wrong = Vec::new();
    for path in pages() {
        let text = read(&path);
        for line in text.lines() {
            for call in call.captures_iter(line) {
                let Some(own) = known.get(&call["command"]) else { continue };
                let missing = LONG.captures_iter(&call["rest"]).filter(|option| !own.contains(&option[1]));
                wrong.extend(missing.map(|option| format!("{}: no --{} in: {line}", path.display(), &option[1])));
            }
        }
        // Elsewhere, guides name options of other programs too.
        if path.parent().is_some_and(|folder| folder.ends_with("reference")) {
            let prose = LONG.captures_iter(&text).filter(|option| !anywhere.contains(&option[1].to_owned()));
            wrong.extend(prose.map(|option| format!("{}: no command has --{}", path.display(), &option[1])));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_key_of_the_configuration_has_its_entry() {
    let path = site().join("reference/configuration.md");
    let text = read(&path);
    let schema: Value = serde_json::from_str(&ask(&["schema", "config"])).expect("a schema is JSON");
    let mut keys = BTreeSet::new();
    keys_of(&schema["properties"], "", &schema, &mut keys);
    let entries: BTreeSet<String> = Regex::new(r"(?m)^\| `([a-z.-]+)` \|")
        .expect("an expression")
        .captures_iter(&text)
        .map(|row| row[1].to_owned())
        .collect();
    assert_eq!(entries, keys, "the tables of {} and `devops-docs schema config`", path.display());
}

#[test]
fn every_format_has_its_entry() {
    let text = read(&site().join("reference/formats.md"));
    let help = ask(&["lint", "-h"]);
    let line = help.lines().find(|line| line.contains("--format")).expect("lint has --format");
    let list = line.split("[possible values: ").nth(1).and_then(|rest| rest.split(']').next()).expect("it lists them");
    let lacking: Vec<&str> = list.split(", ").filter(|name| !text.contains(&format!("\n## {name}\n"))).collect();
    assert!(lacking.is_empty(), "no heading in site/reference/formats.md: {lacking:?}");
}

#[test]
fn every_file_of_the_theme_has_its_entry() {
    let text = read(&site().join("guide/theming.md"));
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default");
    let made: BTreeSet<String> = files(&theme.join("templates")).iter().map(|path| name(path)).collect();
    let rows = Regex::new(r"(?m)^\| `([a-z0-9_]+\.html)` \|").expect("an expression");
    let listed: BTreeSet<String> = rows.captures_iter(&text).map(|row| row[1].to_owned()).collect();
    assert_eq!(listed, made, "the table of templates in site/guide/theming.md, and themes/default/templates");
    let assets = files(&theme.join("assets"));
    let lacking: Vec<String> = assets.iter().map(|path| name(path)).filter(|name| !text.contains(name)).collect();
    assert!(lacking.is_empty(), "not named in site/guide/theming.md: {lacking:?}");
}

/// The keys of the configuration as TOML names them: `site.title`, `ignore.paths`.
fn keys_of(properties: &Value, above: &str, schema: &Value, keys: &mut BTreeSet<String>) {
    for (name, property) in properties.as_object().expect("properties have names") {
        let name = format!("{above}{name}");
        let of = [&property["allOf"][0]["$ref"], &property["items"]["$ref"]];
        let inner = of.iter().filter_map(|of| of.as_str()?.strip_prefix("#/definitions/"));
        let inner = inner.map(|of| &schema["definitions"][of]["properties"]).find(|inner| inner.is_object());
        match inner {
            Some(inner) => keys_of(inner, &format!("{name}."), schema, keys),
            None => drop(keys.insert(name)),
        }
    }
}

/// The section "Options" of a command's page.
fn options(command: &str) -> String {
    let mut out = format!("{OPTIONS}{}", tables(&[command]));
    for inner in commands(&[command]) {
        let tables = tables(&[command, &inner]);
        out.push_str(&format!("\n### {command} {inner}\n{tables}"));
    }
    out
}

/// What a command does and takes, with a table for each part of its help.
fn tables(command: &[&str]) -> String {
    let help = ask(&[command, &["-h"]].concat());
    let about = help.lines().next().expect("a command says what it does");
    let usage = help.lines().find_map(|line| line.strip_prefix("Usage: ")).expect("a command says how it is used");
    let mut out = format!("\n{about}.\n\n```text\n{usage}\n```\n");
    for part in help.split("\n\n") {
        let Some((head, lines)) = part.split_once(":\n") else { continue };
        let head = match head {
            "Commands" | "Examples" => continue,
            "Arguments" => "argument".to_owned(),
            "Options" => "option".to_owned(),
            head => head.to_lowercase(),
        };
        let rows = lines.lines().filter_map(|line| line.trim_start().split_once("  "));
        let rows = rows.filter(|(name, _)| !name.ends_with("--help"));
        let rows: String = rows.map(|(name, words)| format!("| `{name}` | {} |\n", sentences(words.trim()))).collect();
        if !rows.is_empty() {
            out.push_str(&format!("\n| {head} | meaning |\n|---|---|\n{rows}"));
        }
    }
    out
}

/// `Words [default: text] [possible values: a, b]` as sentences.
fn sentences(meaning: &str) -> String {
    let mut parts = meaning.split(" [");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let part = part.trim_end_matches(']');
        match part.split_once(": ") {
            Some(("default", value)) => out.push_str(&format!(". Default: {value}")),
            Some((_, values)) => out.push_str(&format!(". One of `{}`", values.replace(", ", "`, `"))),
            None => out.push_str(&format!(" [{part}]")),
        }
    }
    out
}

/// The long options of a command and of those below it.
fn names(command: &str) -> BTreeSet<String> {
    let mut help = ask(&[command, "-h"]);
    for inner in commands(&[command]) {
        help.push_str(&ask(&[command, &inner, "-h"]));
    }
    LONG.captures_iter(&help).map(|option| option[1].to_owned()).collect()
}

/// The commands below another, as its help lists them.
fn commands(of: &[&str]) -> Vec<String> {
    let help = ask(&[of, &["-h"]].concat());
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    listed.filter_map(name).filter(|name| name != "help").collect()
}

fn ask(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_devops-docs"));
    // No line is folded.
    let out = command.args(arguments).env("COLUMNS", "10000").env("NO_COLOR", "1").output().expect("it runs");
    assert!(out.status.success(), "{arguments:?}");
    String::from_utf8(out.stdout).expect("it speaks UTF-8")
}

fn site() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("site")
}

/// Every page of the handbook.
fn pages() -> Vec<PathBuf> {
    let paths = files(&site()).into_iter();
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = entries.map(|entry| entry.unwrap_or_else(|error| panic!("{error}")));
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file has a name").to_string_lossy().into_owned()
}

fn read(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}
