//! Whether a task or a script that is called after a setup is one: its words tell what else it does.

use std::sync::LazyLock;

use regex::Regex;

/// Programs and orders that a fresh clone needs none of, where a command begins.
static DOES_MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?m)(?:^|[;&|(@"'`]|\b(?:then|do|else|sudo|exec)\s)\s*-?(?:git\s+(?:checkout|reset|switch|clean)|terraform|tofu|terragrunt|kubectl|helm|ssh|aws|gcloud)\s"#,
    )
    .expect("a valid expression")
});

/// What a script does that brings a released program to those who use it.
static FOR_USERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"releases/(?:download|latest)|(?:\b(?:cp|mv|ln|install|rsync|tee|tar|unzip|curl|wget|mkdir)\b[^\n;|&]*\s|>\s*)/usr/local\b|\bPREFIX\b")
        .expect("a valid expression")
});

/// Installs that leave out what developers need.
static IS_PRODUCTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:--omit[= ]dev|--production|--prod|--only[= ]prod\w*|--no-dev|--without[= ]dev\w*|NODE_ENV=production)\b",
    )
    .expect("a valid expression")
});

/// An argument that nothing stands for when it is not given.
static NEEDS_ARGUMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$(?:[1-9]|\{[1-9](?:\}|:?\?))").expect("a valid expression"));

static SINGLE_QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"'[^'\n]*'").expect("a valid expression"));

/// Whether the words of a task prepare a clone for its developers.
pub(super) fn task(words: &str) -> bool {
    let words = without_comments(words);
    !DOES_MORE.is_match(&words) && !IS_PRODUCTION.is_match(&words)
}

/// Whether the words of a task install what others have made, and not the project itself for all of a machine.
pub(super) fn installs(words: &str) -> bool {
    static INSTALLS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:pip3? install|uv (?:sync|pip)|poetry install|pipenv (?:install|sync)|npm (?:ci|install|i)\b|yarn(?: install)?\s|pnpm (?:install|i)\b|bundle install|composer install|go mod download|mix deps\.get|pre-commit install)")
            .expect("a valid expression")
    });
    task(words) && INSTALLS.is_match(&without_comments(words))
}

/// Whether the words of a script do, and it needs nothing to be told.
pub(super) fn script(words: &str) -> bool {
    let own = SINGLE_QUOTED.replace_all(words, "''").into_owned();
    task(words) && !FOR_USERS.is_match(&own) && !NEEDS_ARGUMENT.is_match(&without_functions(&without_comments(&own)))
}

fn without_comments(words: &str) -> String {
    let lines = words.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.collect::<Vec<_>>().join("\n")
}

/// The lines outside of functions, whose arguments are their own.
fn without_functions(words: &str) -> String {
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:function\s+[\w:-]+\s*(?:\(\s*\))?|[\w:-]+\s*\(\s*\))\s*(?:\{.*)?$")
            .expect("a valid expression")
    });
    let mut end: Option<String> = None;
    let mut out = Vec::new();
    for line in words.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        match &end {
            Some(closing) if line.trim_end() == closing => end = None,
            Some(_) => {}
            None if BEGINS.is_match(line) => {
                let is_whole = line.contains('{') && line.trim_end().ends_with('}');
                end = (!is_whole).then(|| format!("{indent}}}"));
            }
            None => out.push(line),
        }
    }
    out.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{installs, script, task};

    #[test]
    fn what_does_more_than_set_up_is_no_setup() {
        for words in [
            "git checkout 2.5.3 && npm ci --omit dev",
            "\tpip install -r requirements.txt\n\t@terraform init\n",
            "if true; then ssh host true; fi",
            "composer install --no-dev",
        ] {
            assert!(!task(words), "{words}");
        }
        for words in
            ["#!/bin/sh\nterraform \"$1\"\n", "cp \"${1:?a target}\" .env\n", "f() {\n  echo \"$1\"\n}\nf \"$1\"\n"]
        {
            assert!(!script(words), "{words}");
        }
    }

    #[test]
    fn a_script_that_installs_a_release_is_for_users() {
        assert!(!script("curl -L https://example.org/releases/latest/tool.tar.gz | tar x\n"));
        assert!(!script("cp tool /usr/local/bin\n"));
        assert!(script("brew link node || /usr/local/bin/node --version\n"));
    }

    #[test]
    fn a_task_that_installs_packages_sets_up() {
        assert!(installs("\tpip install -r requirements.txt\n"));
        assert!(installs("\tgo mod download\n"));
        assert!(!installs("\tinstall -m 755 tool $(DESTDIR)/usr/bin\n"));
        assert!(!installs("\t# pip install it\n\techo\n"));
    }

    #[test]
    fn what_only_looks_like_it_is_one() {
        for words in [
            "brew install terraform kubectl\n",
            "command -v aws >/dev/null || echo 'install aws first'\n",
            "# terraform comes later\nnpm ci\n",
            "log() {\n  echo \"$1\"\n}\nlog hello\n",
            "die() { echo \"$1\"; exit 1; }\nnpm ci\n",
            "awk '{print $1}' file\n",
            "target=${1:-dev}\nnpm ci\n",
            "git submodule update --init\n",
        ] {
            assert!(script(words), "{words}");
        }
    }
}
