//! Inline code, and the first line of a listing, that names a path.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::agents::inside;
use super::reader_project::ReaderProject;
use super::speech::Speech;
use crate::model::{How, Naming, Scope, join};
use crate::text::{Files, Span};

pub(super) fn read(speech: &mut Speech) {
    let page = speech.page;
    let markdown = &page.markdown;
    let saved = saved(speech);
    for code in &markdown.codes {
        let block = &markdown.blocks[code.block];
        // A link's own target says it better.
        if code.struck || code.link.is_some() || !speech.speaks(block) {
            continue;
        }
        // One agent file names another by what it is, in whichever root it lies; a name alone is that of a file of the task.
        let is_of_task = || page.agent.as_ref().is_some_and(|file| file.root.is_some()) && !code.text.contains('/');
        if page.agent.is_some() && inside(&code.text).is_some() || is_of_task() {
            continue;
        }
        if let Some((path, range)) = path_in(&code.text) {
            // The pages of a site are mostly about the projects of its readers.
            if speech.site.is_some() && path.split('/').count() < 3 {
                continue;
            }
            let sentence = &Speech::around(block, code);
            let before = code.span.start.saturating_sub(block.span.start) as usize;
            let lead = block.prose.get(..before).unwrap_or_default();
            let is_denied = [" not", " no"].iter().any(|end| lead.trim_end().ends_with(end));
            // The value that a setting has if nobody sets it is relative to who knows what.
            let named = lead.trim_end_matches([' ', '`', '(', ':', '=']).to_lowercase();
            let ends = ["default", "defaults to", "default value", "default is"];
            let is_default = ends.iter().any(|end| named.ends_with(end));
            // What is called the reader's is hardly ever this repository's.
            let is_theirs = !page.is_typed() && named.rsplit(' ').next() == Some("your");
            // What the reader is told to make bears a name of its own.
            let makes = ["generate", "produce", "create", "write", "output"];
            let is_made = !path.contains('/') && makes.iter().any(|verb| named.rsplit(' ').next() == Some(verb));
            let is_filter = page.is_typed() && is_filter(lead);
            let is_sort = is_sort(&block.prose, before, before + code.span.len());
            if !is_denied
                && !is_default
                && !is_theirs
                && !is_sort
                && !is_filter
                && !is_made
                && (page.is_typed() || !is_of_any_project(&path))
                && !Speech::is_to_be_made(sentence)
                && !Speech::is_to_be_written(sentence)
                && !saved.contains(path.as_str())
                && !Speech::is_elsewhen(sentence)
                && !Speech::is_sample(sentence)
                && !is_at_home(&block.prose)
                && !Speech::is_optional(block, code.span)
                && !Speech::introduction(page, block).is_some_and(is_of_no_file_here)
            {
                let span = if code.text.len() == code.span.len() {
                    let start = code.span.start as usize + range.start;
                    Span::new(code.span.file, start, start + range.len())
                } else {
                    code.span
                };
                let is_of_reader = || ReaderProject::of(page, speech.context).has(block.section, code.span.start);
                if is_own_workflow(speech, &path) && !is_of_reader() {
                    speech.claim_path(path, Naming::Address, None, span, Scope::only(""), How::Code);
                } else {
                    claim(speech, path, span, code.text.starts_with('/'));
                }
            }
        }
    }
    for fence in &markdown.fences {
        // A site's listings are of the projects of its readers.
        if !page.is_typed() || speech.site.is_some() || !speech.fence_speaks(fence) {
            continue;
        }
        let Some(first) = fence.text.lines().next() else { continue };
        let comment = first.trim_start_matches(['#', '/', '-', ';', ' ']);
        let is_comment = comment.len() < first.len() && !first.starts_with(' ') && !comment.contains(' ');
        if let Some((path, range)) = path_in(comment.trim_end()).filter(|(path, _)| is_comment && path.contains('/')) {
            let start = first.len() - comment.len() + range.start;
            let span = fence.locate(start, start + range.len());
            claim(speech, path, span, false);
        }
    }
}

/// The files that the page tells its reader to save: what it says of them afterwards is about the reader's own.
fn saved<'a>(speech: &Speech<'a>) -> HashSet<&'a str> {
    static SAVE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bsav(?:e|ing)\b").expect("a valid expression"));
    // Most pages say nothing of the kind.
    if !SAVE.is_match(speech.text.text) {
        return HashSet::new();
    }
    let markdown = &speech.page.markdown;
    let codes = markdown.codes.iter().filter(|code| {
        let sentence = Speech::sentence(&markdown.blocks[code.block], code.span);
        SAVE.is_match(sentence) && Speech::is_to_be_made(sentence)
    });
    codes.map(|code| code.text.as_str()).collect()
}

/// Whether the words before a list say that its items are samples, are gone, or are made by somebody first.
fn is_of_no_file_here(introduction: &str) -> bool {
    static SAMPLES: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:for (?:example|instance)|e\.g\.|examples?|such as)(?:[ ,]*\([^()]*\))?\s*:\s*$")
            .expect("a valid expression")
    });
    static GONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:removed|deleted|dropped|no longer|gone)\b").expect("a valid expression")
    });
    SAMPLES.is_match(introduction)
        || GONE.is_match(introduction)
        || Speech::is_to_be_made(introduction)
        || Speech::is_to_be_written(introduction)
}

/// Whether the words before a path say that a workflow listens for it, so that it need not be there.
fn is_filter(lead: &str) -> bool {
    let named = lead.rsplit([';', '.', '(']).find(|part| part.contains(':')).unwrap_or(lead).trim_start();
    ["paths:", "paths-ignore:", "paths ignore:"].iter().any(|key| named.starts_with(key))
}

/// Whether a block speaks of files in the home folder of a person.
fn is_at_home(prose: &str) -> bool {
    ["$HOME", "home directory", "home folder"].iter().any(|words| prose.contains(words))
}

/// Whether a path stands for all files that are called so: `x.yaml` files, a `x.yaml` file, your `x.yaml`.
fn is_sort(prose: &str, start: usize, end: usize) -> bool {
    static ANY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:an?|any|your|each|every)\s+(?:[a-z0-9_-]+\s+){0,3}`*$").expect("a valid expression")
    });
    let after = prose.get(end..).unwrap_or_default().trim_start_matches(['`', ' ']);
    let from = prose.floor_char_boundary(start.saturating_sub(60));
    let is_any = || prose.get(from..start).is_some_and(|before| ANY.is_match(before));
    after.starts_with("files") || after.starts_with("file") && is_any()
}

/// Names of files that every project of some sort has, and of which pages speak as of a sort.
const OF_ANY_PROJECT: &[&str] = &[
    "package.json",
    "package-lock.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "bun.lockb",
    "requirements.txt",
    "pyproject.toml",
    "poetry.lock",
    "Pipfile",
    "Pipfile.lock",
    "setup.py",
    "setup.cfg",
    "Gemfile",
    "Gemfile.lock",
    "composer.json",
    "composer.lock",
    "Cargo.lock",
    "go.sum",
    ".gitignore",
    ".dockerignore",
    ".ruby-version",
    ".python-version",
    ".node-version",
    ".nvmrc",
    ".tool-versions",
];

fn is_of_any_project(path: &str) -> bool {
    OF_ANY_PROJECT.contains(&path)
}

/// The file of a workflow that is named without its ending.
fn with_ending(path: String, files: &Files) -> String {
    let name = path.strip_prefix(".github/workflows/");
    if name.is_none_or(|name| name.contains(['/', '.'])) || files.exists(&path) {
        return path;
    }
    let long = format!("{path}.yaml");
    if files.exists(&long) { long } else { format!("{path}.yml") }
}

/// Names that workflows of most projects have, of which pages speak as of a sort.
const COMMON_WORKFLOWS: &[&str] =
    &["main", "ci", "cd", "test", "tests", "build", "release", "deploy", "publish", "docs", "pages", "workflow"];

/// Whether a path can only be that of a workflow here: the page shows none that its reader is to have, and what is here
/// is no action for workflows of others.
fn is_own_workflow(speech: &Speech, path: &str) -> bool {
    let Some(name) = path.strip_prefix(".github/workflows/") else { return false };
    let Some(stem) = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")) else { return false };
    let files = speech.context.files;
    let is_action = ["action.yml", "action.yaml"].iter().any(|path| files.exists(path));
    let shows_one = || speech.page.markdown.fences.iter().any(|fence| fence.text.contains("runs-on:"));
    !name.contains('/')
        && !COMMON_WORKFLOWS.contains(&stem)
        && files.is_folder(".github/workflows")
        && speech.site.is_none()
        && files.with_tail(path).next().is_none()
        && !is_action
        && !shows_one()
}

fn claim(speech: &mut Speech, path: String, span: Span, is_absolute: bool) {
    let path = with_ending(path, speech.context.files);
    let scope = match () {
        // It is read from the root if it is of this repository at all, and not of an image.
        () if is_absolute && !speech.page.is_typed() => Scope::only(""),
        () if path.starts_with("../") => Scope::only(speech.page.own_folder()),
        () => speech.path_scope(),
    };
    speech.claim_path(path, Naming::Mention, None, span, scope, How::Code);
}

/// The path that words are, and which part of them: `src/a.rs:12` ends before the colon.
pub(super) fn path_in(words: &str) -> Option<(String, std::ops::Range<usize>)> {
    let end = words.find(['#', ':', '?']).unwrap_or(words.len());
    let rest = &words[end..];
    if !(rest.is_empty() || rest.starts_with('#') || rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
        return None;
    }
    let trimmed = words[..end].trim_end_matches('/');
    let start = usize::from(trimmed.starts_with('/'));
    let path = &trimmed[start..];
    let path = path.strip_prefix("./").unwrap_or(path);
    let start = trimmed.len() - path.len();
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@' | '(' | ')' | '[' | ']');
    if path.is_empty() || path.len() > 200 || !path.chars().all(fits) || path.starts_with(['-', '@', '~', '(', '[']) {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_dotted = path.contains("...") || name.ends_with('.') || path.contains("//");
    if is_dotted || is_placeholder(path) {
        return None;
    }
    let looks = path.contains('/') || name.starts_with('.') && name.len() > 3 || has_file_ending(name);
    let resolved = if path.starts_with("../") { path.to_owned() } else { join("", path)? };
    (looks && !resolved.is_empty()).then(|| (resolved, start..start + path.len()))
}

/// Endings of files that pages name without a folder.
const ENDINGS: &[&str] = &[
    "md", "mdx", "yml", "yaml", "toml", "json", "sh", "bash", "py", "rb", "js", "mjs", "cjs", "ts", "tsx", "jsx", "go",
    "rs", "tf", "tfvars", "hcl", "ini", "cfg", "conf", "sql", "env", "txt", "xml", "gradle", "kts", "lock", "ps1",
    "mk", "bat", "cmake", "proto", "graphql", "erb", "html", "css", "java", "kt", "php", "ex", "exs", "cs", "csproj",
    "sln",
];

fn has_file_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && ENDINGS.contains(&ending) && stem.chars().any(char::is_alphabetic)
    })
}

/// Whether a path has a step that people are to replace.
pub(super) fn is_placeholder(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let marks = [
        "your-",
        "your_",
        "my-",
        "my_",
        "path/to",
        "example",
        "foo",
        "xxx",
        "yyyy",
        "sample",
        "placeholder",
        "some-",
        "some_",
    ];
    marks.iter().any(|mark| lower.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_other_words() {
        let cases = [
            ("src/main.rs:12", Some("src/main.rs")),
            ("./scripts/x.sh", Some("scripts/x.sh")),
            ("/.nvmrc", Some(".nvmrc")),
            ("infra/modules/", Some("infra/modules")),
            ("deploy.yml", Some("deploy.yml")),
            ("and/or", Some("and/or")),
            ("infra/<app>/main.tf", None),
            ("src/**/*.ts", None),
            ("v1.2.3", None),
            ("https://x.y/z", None),
            ("@scope/package", None),
            ("path/to/file.txt", None),
        ];
        for (words, expected) in cases {
            let found = path_in(words).map(|(path, _)| path);
            assert_eq!(found.as_deref(), expected, "{words}");
        }
    }
}
