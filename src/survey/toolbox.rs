//! What is known of common tools: how one asks for their version, and how they are installed.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A common tool.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownTool {
    /// Our name of it.
    pub id: String,
    names: Vec<String>,
    /// The program and what it is told.
    pub ask: Vec<String>,
    #[serde(default)]
    says: Says,
    after: Option<String>,
    install: BTreeMap<String, String>,
    /// What a page says for Debian, macOS and Windows, where it is not what a package manager does.
    #[serde(default)]
    write: [String; 3],
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Says {
    #[default]
    Stdout,
    Stderr,
}

static TOOLS: LazyLock<Vec<KnownTool>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("toolbox.yaml")).expect("our table of tools"));

/// The tool that pages call so.
pub fn known_tool(name: &str) -> Option<&'static KnownTool> {
    let name = name.trim().to_lowercase();
    TOOLS.iter().find(|tool| tool.id == name || tool.names.contains(&name))
}

/// The tool that a program is of.
pub(super) fn tool_of_program(program: &str) -> Option<&'static KnownTool> {
    let program = if program == "pip3" { "pip" } else { program };
    TOOLS.iter().find(|tool| tool.ask.first().is_some_and(|asked| asked == program))
}

/// Package managers, the program by which each is found, and how it installs.
const MANAGERS: &[(&str, &str, &str)] = &[
    ("apt", "apt-get", "sudo apt-get install"),
    ("dnf", "dnf", "sudo dnf install"),
    ("pacman", "pacman", "sudo pacman -S"),
    ("brew", "brew", "brew install"),
    ("winget", "winget", "winget install --exact --id"),
    ("mise", "mise", "mise use --global"),
    ("asdf", "asdf", "asdf plugin add"),
    ("cargo", "cargo", "cargo install --locked"),
    ("npm", "npm", "npm install --global"),
    ("pip", "pipx", "pipx install"),
    ("pip", "pip", "pip install"),
];

impl KnownTool {
    /// What pages call it.
    pub fn called(&self) -> &str {
        self.names.first().map_or(&self.id, String::as_str)
    }

    /// What of its answer holds the version.
    pub fn answer<'a>(&self, stdout: &'a str, stderr: &'a str) -> &'a str {
        let said = match self.says {
            Says::Stdout => stdout,
            Says::Stderr => stderr,
        };
        let Some(after) = &self.after else { return said };
        said.split_once(after.as_str()).map_or("", |(_, rest)| rest)
    }

    /// Whether the first number of its answer is its version.
    pub fn answers_plainly(&self) -> bool {
        self.after.is_none()
    }

    /// What a page says of installing it on Debian, macOS and Windows: a command, an address, or words; empty when nobody
    /// knows.
    pub fn ways(&self) -> [String; 3] {
        let lines = [("apt", "apt-get install"), ("brew", "brew install"), ("winget", "winget install")];
        let mut ways = self.write.clone();
        for (way, (manager, line)) in ways.iter_mut().zip(lines) {
            if let Some(name) = self.install.get(manager).filter(|_| way.is_empty()) {
                *way = format!("{line} {name}");
            }
        }
        ways
    }

    /// The line that installs it, by the first package manager that this machine has.
    pub fn install(&self, has: &dyn Fn(&str) -> bool) -> Option<String> {
        let (_, _, line, name) = MANAGERS.iter().find_map(|(manager, program, line)| {
            let name = self.install.get(*manager).filter(|_| has(program))?;
            Some((manager, program, line, name))
        })?;
        Some(match *line {
            "asdf plugin add" => format!("asdf plugin add {name} && asdf install {name} latest"),
            line => format!("{line} {name}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippets::{infer, version_in};

    #[test]
    fn every_probe_only_looks_and_no_name_is_two_tools() {
        let mut names: Vec<&str> = Vec::new();
        for tool in TOOLS.iter() {
            let found = infer(&tool.ask.join(" "), "sh", false);
            // A client asked for its own version needs no server.
            assert_eq!(found.effect, crate::model::Effect::Read, "{}: {:?}", tool.id, found.why);
            assert!(tool.install.keys().all(|key| MANAGERS.iter().any(|(manager, ..)| manager == key)), "{}", tool.id);
            names.extend(tool.names.iter().map(String::as_str));
        }
        assert!(TOOLS.len() >= 30);
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn versions_are_found_in_what_tools_say() {
        for (said, version) in [
            ("v20.11.1\n", "20.11.1"),
            ("Python 3.12.3\n", "3.12.3"),
            ("go version go1.22.1 linux/amd64\n", "1.22.1"),
            ("rustc 1.95.0 (abc 2026-04-01)\n", "1.95.0"),
            ("openjdk version \"21.0.2\" 2024-01-16\nOpenJDK Runtime\n", "21.0.2"),
            ("Client Version: v1.29.2\nKustomize Version: v5.0.4\n", "1.29.2"),
            ("v3.14.2+gc309b6f\n", "3.14.2"),
            ("Terraform v1.9.5\non linux_amd64\n", "1.9.5"),
            ("\n------------------------------------------------------------\nGradle 8.7\n", "8.7"),
            ("ansible [core 2.16.3]\n", "2.16.3"),
            ("aws-cli/2.15.30 Python/3.11.8\n", "2.15.30"),
            ("psql (PostgreSQL) 16.2\n", "16.2"),
            ("jq-1.7.1\n", "1.7.1"),
            ("GNU Make 4.3\n", "4.3"),
            ("Bundler version 2.5.6\n", "2.5.6"),
            ("ShellCheck - shell script analysis tool\nversion: 0.9.0\n", "0.9.0"),
            ("hugo v0.123.7+extended linux/amd64\n", "0.123.7"),
        ] {
            let found = said.lines().find_map(version_in).map(|found| found.to_string());
            assert_eq!(found.as_deref(), Some(version), "{said}");
        }
        for (name, said, version) in [
            ("Docker Compose", "Docker Compose version v2.24.5\n", Some("2.24.5")),
            ("OpenSSL", "OpenSSL 3.0.13 30 Jan 2024 (Library: OpenSSL 3.0.13)\n", Some("3.0.13")),
            ("OpenSSL", "LibreSSL 3.3.6\n", None),
            ("gcc", "gcc (Ubuntu 13.2.0-23ubuntu4) 13.2.0\nCopyright (C) 2023\n", Some("13.2.0")),
            ("gcc", "Apple clang version 15.0.0 (clang-1500.3.9.4)\n", None),
            ("PostgreSQL", "psql (PostgreSQL) 16.2\n", Some("16.2")),
        ] {
            let tool = known_tool(name).expect("it is common");
            let found = tool.answer(said, "").lines().find_map(version_in).map(|found| found.to_string());
            assert_eq!(found.as_deref(), version, "{said}");
        }
        let elixir = known_tool("Elixir").expect("it is common");
        let said = elixir.answer("Erlang/OTP 26 [erts-14.2]\n\nElixir 1.16.1 (compiled with Erlang/OTP 26)\n", "");
        assert_eq!(
            version_in(said.lines().next().unwrap_or_default()).map(|found| found.to_string()).as_deref(),
            Some("1.16.1")
        );
    }
}
