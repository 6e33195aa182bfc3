#![doc = include_str!("unguarded_destruction.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::told::{Told, around, commands};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

pub(super) static RULE: Rule = Rule {
    name: "unguarded-destruction",
    summary: "a command destroys something, and nothing around it warns",
    page: include_str!("unguarded_destruction.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// Words that make a reader stop before going on.
static GUARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"warn|caution|danger|irreversibl|destr[ou]|delet(?:e|es|ing|ed)\b|remov(?:e|es|ing)\b|uninstall|clean(?:s|ing)?.?up|start (?:over|again|from scratch)|reset|data loss|undone|back(?:ed)?[ -]?ups?|snapshot|confirm|make sure|double.check|are you sure|approv|only if|careful|wip(?:e|es|ing)|eras|los(?:e|es|t)\b|throw.?away|disposable|last resort|tear.?down|decommission|dry.run",
    )
    .expect("a valid expression")
});

static SQL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:drop\s+(?:database|table|schema)|truncate\s+(?:table\s+)?\w)").expect("a valid expression")
});

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let found = commands(ws, false).filter_map(|told| Some((destroys(&told)?, told)));
    let unguarded = found.filter(|(_, told)| {
        let is_risky = told.page.front_word("risk").is_some_and(|risk| risk == "high");
        !is_risky && !told.fence.info.contains("check=") && !GUARD.is_match(&around(told))
    });
    let mut seen = BTreeSet::new();
    // One warning at the head of several commands is enough.
    unguarded
        .filter(|(what, told)| seen.insert((told.fence.span, *what)))
        .map(|(what, told)| {
            let message = format!("this {what}, and nothing around it says so");
            RULE.at(told.span, message)
                .about(told.words.join(" "))
                .help("say what is lost and what to check or save before")
        })
        .collect()
}

/// What a command does that cannot be taken back.
fn destroys(told: &Told) -> Option<&'static str> {
    let has = |words: &[&str]| told.has(words);
    match told.program() {
        "terraform" | "tofu" | "terragrunt" => {
            let unasked = has(&["apply"]) && has(&["-auto-approve", "--auto-approve"]);
            let destroys = has(&["destroy"]).then_some("destroys infrastructure");
            destroys.or(unasked.then_some("changes infrastructure without asking"))
        }
        "kubectl" | "oc" if told.runs(&["kubectl", "delete"]) || told.runs(&["oc", "delete"]) => {
            has(&["namespace", "ns", "pvc", "pv", "persistentvolumeclaim", "crd", "--all"])
                .then_some("destroys objects of the cluster")
        }
        "helm" => has(&["uninstall", "delete"]).then_some("destroys a release"),
        "docker" | "podman" | "docker-compose" => {
            let volumes = has(&["volume"]) && has(&["rm", "prune"]);
            let down = has(&["down"]) && has(&["-v", "--volumes"]);
            (volumes || down || has(&["prune"]) && has(&["--volumes"])).then_some("destroys volumes")
        }
        "git" => {
            (told.runs(&["git", "push"]) && has(&["--force", "-f"])).then_some("destroys history that others have")
        }
        "rm" => {
            let is_wide = |word: &String| word.starts_with(['/', '~']) || word.starts_with("$HOME");
            let is_spare = |word: &String| word.starts_with("/tmp") || word.starts_with("/var/tmp");
            let recursive = told.words.iter().any(|word| word.starts_with('-') && word.contains(['r', 'R']));
            (recursive && told.words[1..].iter().any(|word| is_wide(word) && !is_spare(word)))
                .then_some("destroys files")
        }
        "dropdb" => Some("destroys a database"),
        "psql" | "mysql" | "sqlite3" | "mariadb" => {
            told.words.iter().any(|word| SQL.is_match(word)).then_some("destroys data")
        }
        "rails" | "rake" | "bin/rails" => has(&["db:drop", "db:reset"]).then_some("destroys a database"),
        "redis-cli" => {
            told.words.iter().any(|word| word.to_uppercase().starts_with("FLUSH")).then_some("destroys data")
        }
        "aws" => {
            let bucket = has(&["s3"]) && (has(&["rm"]) && has(&["--recursive"]) || has(&["rb"]) && has(&["--force"]));
            (bucket || has(&["delete-db-instance", "delete-table", "delete-stack"])).then_some("destroys data")
        }
        "mkfs" | "wipefs" => Some("destroys a disk"),
        _ => None,
    }
}
