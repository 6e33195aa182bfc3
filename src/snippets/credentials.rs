//! The files that hold credentials: one list for what a command may look at, what a page shows, and what a sandbox opens.

use std::sync::LazyLock;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    certain: Vec<String>,
    possible: Vec<String>,
    lent: Vec<String>,
    samples: Vec<String>,
}

static TABLE: LazyLock<Table> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("credentials.yaml")).expect("our table of credentials"));

static CERTAIN: LazyLock<Files> = LazyLock::new(|| Files::new(&[&TABLE.certain]));
static ALL: LazyLock<Files> = LazyLock::new(|| Files::new(&[&TABLE.certain, &TABLE.possible, &TABLE.lent]));
static SAMPLES: LazyLock<GlobSet> = LazyLock::new(|| set(TABLE.samples.iter().map(String::as_str)));

/// Whether a file, as a command names it, holds credentials and nothing else.
pub fn holds_credentials(path: &str) -> bool {
    CERTAIN.have(path)
}

/// Whether a file, as a command names it, may hold credentials.
pub fn may_hold_credentials(path: &str) -> bool {
    ALL.have(path)
}

/// The places of credentials outside of repositories, as patterns of paths; those below a home begin with `~/`.
pub fn credential_places() -> impl Iterator<Item = String> {
    let all = TABLE.certain.iter().chain(&TABLE.possible).chain(&TABLE.lent);
    all.map(|entry| if entry.contains('/') { entry.clone() } else { format!("~/{entry}") })
}

/// The places, below a home, of what may be lent to what somebody approved.
pub fn lent_credentials() -> impl Iterator<Item = &'static str> {
    TABLE.lent.iter().filter_map(|entry| entry.strip_prefix("~/"))
}

/// The place, below a home, in which a program keeps its logins: kubectl in `.kube`, az in `.azure`.
pub fn logins_of(program: &str) -> Option<&'static str> {
    lent_credentials().find(|path| {
        let name = path.rsplit('/').next().unwrap_or(path).trim_start_matches('.');
        program.starts_with(name) || program.len() >= 2 && name.starts_with(program)
    })
}

/// Some of the entries.
struct Files {
    names: GlobSet,
    /// What they all begin with, where the shell is to complete a name: `.e*`.
    literal: Vec<&'static str>,
    places: GlobSet,
}

impl Files {
    fn new(lists: &[&'static Vec<String>]) -> Self {
        let all = || lists.iter().copied().flatten().map(String::as_str);
        let literal = all().filter(|entry| !entry.contains(['/', '*'])).collect();
        Self {
            names: set(all().filter(|entry| !entry.contains('/'))),
            literal,
            places: set(all()
                .filter(|entry| entry.contains('/'))
                .flat_map(|place| [place.to_owned(), format!("{place}/**")])),
        }
    }

    fn have(&self, path: &str) -> bool {
        let path = of_home(path);
        let name = path.rsplit('/').next().unwrap_or(&path);
        if SAMPLES.is_match(name) {
            return false;
        }
        let completes = name.starts_with('.') && name.contains(['*', '?', '[']);
        let pattern = completes.then(|| Glob::new(name).ok()).flatten().map(|glob| glob.compile_matcher());
        self.names.is_match(name)
            || self.places.is_match(&path)
            || pattern.is_some_and(|pattern| self.literal.iter().any(|literal| pattern.is_match(literal)))
    }
}

/// A set of patterns in which `*` is no slash.
fn set(patterns: impl Iterator<Item = impl AsRef<str>>) -> GlobSet {
    let mut all = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern.as_ref()).literal_separator(true).build();
        all.add(glob.expect("our patterns are valid"));
    }
    all.build().expect("our patterns are valid")
}

/// A path with `~` for the home of whoever it is, as shells write it, and without steps that lead nowhere.
fn of_home(path: &str) -> String {
    let bare: String = path.chars().filter(|letter| !matches!(letter, '"' | '\'' | '\\')).collect();
    let bare = bare.replace("${HOME}", "~").replace("$HOME", "~");
    let steps: Vec<&str> = bare.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
    let steps = match steps.as_slice() {
        ["home" | "Users", _, rest @ ..] | ["root", rest @ ..] if bare.starts_with('/') => [&["~"], rest].concat(),
        [home, rest @ ..] if home.starts_with('~') => [&["~"], rest].concat(),
        // However far it climbs, what it comes to is below some home.
        ["..", ..] => match steps.iter().position(|step| step.starts_with('.') && *step != "..") {
            Some(at) => [&["~"], &steps[at..]].concat(),
            None => steps,
        },
        _ => steps,
    };
    let joined = steps.join("/");
    if bare.starts_with('/') && !joined.starts_with('~') { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_credentials_are_told_from_others() {
        for path in [
            ".env",
            "infra/.env.production",
            ".env.test",
            "~/.ssh/id_ed25519",
            "~/.ssh/config",
            "\"$HOME/.ssh/deploy\"",
            "${HOME}/.aws/credentials",
            "~kim/.netrc",
            "/root/.docker/config.json",
            "/home/kim/.kube/config",
            "/Users/kim/.kube/config",
            "../../../root/.aws/config",
            "/etc//shadow",
            "/etc/./shadow-",
            "/etc/ssh/ssh_host_rsa_key",
            "/etc/ssl/private/shop.key",
            "tls/server.pem",
            ".npmrc",
            ".e*",
            ".en?",
            "terraform.tfstate",
            "~/.ssh",
        ] {
            assert!(may_hold_credentials(path), "{path}");
        }
        for path in [
            ".env.example",
            "sample.env",
            ".env.production.sample",
            "~/.ssh/id_ed25519.pub",
            "~/.ssh/known_hosts",
            "/etc/passwd",
            "/etc/ssh/sshd_config",
            "/etc/ssh/ssh_host_rsa_key.pub",
            ".envrc",
            ".kube/config",
            "src/credentials.rs",
            "docs/env",
            "../.github/workflows/ci.yml",
            "*",
            ".github*",
            "~",
            "",
        ] {
            assert!(!may_hold_credentials(path), "{path}");
        }
        assert!(holds_credentials(".env") && !holds_credentials(".npmrc") && !holds_credentials("cert.pem"));
    }
}
