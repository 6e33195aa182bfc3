//! What is known of tools: how one looks whether they are there, and how they are installed on each system.

use crate::scaffold::words::code;
use crate::survey::Version;

/// A tool that we know.
#[derive(Debug)]
pub struct Known {
    /// As version managers call it.
    pub id: &'static str,
    /// The command that prints its version.
    pub probe: &'static str,
    /// How to install it on Debian, macOS and Windows: a command, or an address that begins with `https`.
    pub install: [&'static str; 3],
}

const fn known(id: &'static str, probe: &'static str, install: [&'static str; 3]) -> Known {
    Known { id, probe, install }
}

const fn everywhere(id: &'static str, probe: &'static str, address: &'static str) -> Known {
    Known { id, probe, install: [address, address, address] }
}

/// Languages come from their own pages: what a system packs is rarely the version that a repository pins.
const TOOLS: &[Known] = &[
    known("git", "git --version", ["apt-get install git", "xcode-select --install", "winget install Git.Git"]),
    known("tox", "tox --version", ["pipx install tox", "pipx install tox", "pipx install tox"]),
    known("nox", "nox --version", ["pipx install nox", "pipx install nox", "pipx install nox"]),
    everywhere("node", "node --version", "https://nodejs.org/en/download"),
    everywhere("python", "python3 --version", "https://www.python.org/downloads/"),
    everywhere("ruby", "ruby --version", "https://www.ruby-lang.org/en/documentation/installation/"),
    everywhere("go", "go version", "https://go.dev/dl/"),
    everywhere("rust", "rustc --version", "https://rustup.rs"),
    everywhere("java", "java -version", "https://adoptium.net/temurin/releases/"),
    everywhere("php", "php --version", "https://www.php.net/manual/en/install.php"),
    everywhere("elixir", "elixir --version", "https://elixir-lang.org/install.html"),
    everywhere("erlang", "erl -version", "https://www.erlang.org/downloads"),
    everywhere("dotnet", "dotnet --version", "https://dotnet.microsoft.com/download"),
    everywhere("deno", "deno --version", "https://docs.deno.com/runtime/getting_started/installation/"),
    everywhere("bun", "bun --version", "https://bun.sh/docs/installation"),
    everywhere("zig", "zig version", "https://ziglang.org/download/"),
    known("npm", "npm --version", ["comes with Node", "comes with Node", "comes with Node"]),
    known("pnpm", "pnpm --version", ["corepack enable pnpm", "corepack enable pnpm", "corepack enable pnpm"]),
    known("yarn", "yarn --version", ["corepack enable yarn", "corepack enable yarn", "corepack enable yarn"]),
    everywhere("poetry", "poetry --version", "https://python-poetry.org/docs/#installation"),
    known(
        "uv",
        "uv --version",
        ["https://docs.astral.sh/uv/getting-started/installation/", "brew install uv", "winget install astral-sh.uv"],
    ),
    everywhere("terraform", "terraform version", "https://developer.hashicorp.com/terraform/install"),
    known(
        "opentofu",
        "tofu version",
        ["https://opentofu.org/docs/intro/install/", "brew install opentofu", "winget install OpenTofu.Tofu"],
    ),
    known(
        "hugo",
        "hugo version",
        ["https://gohugo.io/installation/", "brew install hugo", "winget install Hugo.Hugo.Extended"],
    ),
    known(
        "gradle",
        "gradle --version",
        ["https://gradle.org/install/", "brew install gradle", "https://gradle.org/install/"],
    ),
    known(
        "maven",
        "mvn --version",
        ["apt-get install maven", "brew install maven", "https://maven.apache.org/install.html"],
    ),
    known("bundler", "bundle --version", ["gem install bundler", "gem install bundler", "gem install bundler"]),
    known(
        "composer",
        "composer --version",
        ["https://getcomposer.org/download/", "brew install composer", "https://getcomposer.org/download/"],
    ),
    known(
        "helm",
        "helm version",
        ["https://helm.sh/docs/intro/install/", "brew install helm", "winget install Helm.Helm"],
    ),
    known(
        "kubectl",
        "kubectl version --client",
        ["https://kubernetes.io/docs/tasks/tools/", "brew install kubectl", "winget install Kubernetes.kubectl"],
    ),
    known(
        "just",
        "just --version",
        ["https://just.systems/man/en/packages.html", "brew install just", "winget install Casey.Just"],
    ),
    known(
        "task",
        "task --version",
        ["https://taskfile.dev/installation/", "brew install go-task", "winget install Task.Task"],
    ),
    known(
        "mise",
        "mise --version",
        ["https://mise.jdx.dev/installing-mise.html", "brew install mise", "winget install jdx.mise"],
    ),
    known(
        "golangci-lint",
        "golangci-lint --version",
        [
            "https://golangci-lint.run/docs/welcome/install/",
            "brew install golangci-lint",
            "https://golangci-lint.run/docs/welcome/install/",
        ],
    ),
    known(
        "docker",
        "docker --version",
        [
            "https://docs.docker.com/engine/install/",
            "https://docs.docker.com/desktop/",
            "https://docs.docker.com/desktop/",
        ],
    ),
    known("make", "make --version", ["apt-get install make", "xcode-select --install", "winget install GnuWin32.Make"]),
    known(
        "pre-commit",
        "pre-commit --version",
        ["pipx install pre-commit", "brew install pre-commit", "pipx install pre-commit"],
    ),
];

/// What is known of a tool.
pub fn find(id: &str) -> Option<&'static Known> {
    TOOLS.iter().find(|tool| tool.id == id)
}

/// A way to install as a cell: a command as code, an address as a link, words as they are.
pub fn install_words(way: &str) -> String {
    match way {
        "" => String::new(),
        way if way.starts_with("https://") => {
            let host = way["https://".len()..].split('/').next().unwrap_or(way);
            format!("[{}]({way})", host.trim_start_matches("www."))
        }
        way if way.starts_with("comes ") => way.to_owned(),
        way => code(way),
    }
}

/// Versions as a cell: the one that is pinned, or the floor, or all that are tried.
pub fn version_words(versions: &[Version]) -> String {
    let mut words: Vec<String> = Vec::new();
    let pins = versions.iter().filter(|version| !version.floor);
    let has_pin = pins.clone().next().is_some();
    for version in versions.iter().filter(|version| !version.floor || !has_pin) {
        let plain = version.words.trim().trim_start_matches('v');
        let is_number = plain.starts_with(|c: char| c.is_ascii_digit());
        let said = if version.floor && is_number { format!("{plain} or newer") } else { plain.replace('|', "\\|") };
        if !words.contains(&said) {
            words.push(said);
        }
    }
    if words.is_empty() { "any".to_owned() } else { words.join(", ") }
}
