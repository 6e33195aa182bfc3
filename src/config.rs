//! The project's configuration: `devops-docs.toml` at the root or in `_ai/devops`.
//!
//! Every key is optional, and without a file everything works. Unknown keys are findings, never failures.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Level, Problem};
use crate::syntax::toml;
use crate::syntax::tree::Node;
use crate::text::Excerpt;

/// Where configuration is looked for, the first that exists wins.
pub const PLACES: [&str; 2] = ["devops-docs.toml", "_ai/devops/devops-docs.toml"];

/// Configuration of devops-docs.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case")]
#[schemars(title = "devops-docs.toml")]
pub struct Settings {
    /// How strict to be: `default` hides information and fails on errors; `strict` shows all and fails on warnings.
    pub profile: Profile,
    /// The lowest level that makes `lint` exit with 1. By default `error`, and `warning` under `strict`.
    pub fail_on: Option<FailOn>,
    /// Which pages are read, and how.
    pub pages: Pages,
    /// The level of each rule, by name: `off`, `info`, `warning` or `error`.
    pub rules: BTreeMap<String, RuleLevel>,
    /// Rules that are silent for some paths.
    pub ignore: Vec<Ignore>,
    /// This repository as `owner/name`, when the remotes do not tell.
    pub repository: Option<String>,
    /// The published site.
    pub site: Site,
    /// The accepted debt. By default `_ai/devops/baseline.json`, if it exists.
    pub baseline: Option<String>,
}

/// How strict to be.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Hides information, fails on errors.
    #[default]
    Default,
    /// Shows information, fails on warnings, asks for owners and review dates.
    Strict,
}

/// The lowest level that fails a run.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Anything at all.
    Info,
    /// Warnings and errors.
    Warning,
    /// Errors only.
    Error,
    /// Nothing.
    Never,
}

/// The level of a rule.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLevel {
    /// It does not run.
    Off,
    /// Worth knowing.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl RuleLevel {
    /// The level of findings; none when the rule is off.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Info => Some(Level::Info),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// Which pages are read, and how.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case")]
pub struct Pages {
    /// Folders that are knowledge bases: their pages have kinds, and must be complete.
    pub typed: Vec<String>,
    /// Globs of the other pages that are read.
    pub untyped: Vec<String>,
    /// Globs of pages that are left out, beside what is always left out.
    pub exclude: Vec<String>,
    /// Globs of pages that are read although they would be left out.
    pub include: Vec<String>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            typed: vec!["_ai/devops".to_owned()],
            untyped: ["**/*.md", "**/*.mdx", "**/*.markdown"].map(str::to_owned).to_vec(),
            exclude: Vec::new(),
            include: Vec::new(),
        }
    }
}

/// The published site.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case")]
pub struct Site {
    /// Its name. By default the name of the repository.
    pub title: Option<String>,
    /// Where it is published, for feeds and site maps: `https://example.org/runbooks/`.
    pub url: Option<String>,
    /// Where people read and edit the files. By default the page of the repository at its host.
    pub edit: Option<String>,
    /// Globs of pages that are published beside the knowledge base and what it links to.
    pub include: Vec<String>,
    /// Whether every rule gets a page, not only those with findings.
    pub all_rules: bool,
}

/// Rules that are silent for some paths. A key that it does not know makes it silent nowhere: it might have narrowed it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ignore {
    /// Globs of pages or sources.
    pub paths: Vec<String>,
    /// Names of rules; all rules when empty.
    pub rules: Vec<String>,
}

/// What the command line sets over the file, for one run.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// More untyped pages: folders or globs.
    pub docs: Vec<String>,
    /// More knowledge bases.
    pub typed: Vec<String>,
    /// Another profile.
    pub profile: Option<Profile>,
}

/// The settings with their globs compiled, and where they come from.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// What is set.
    pub settings: Settings,
    /// The file that sets it, relative to the root.
    pub file: Option<String>,
    untyped: GlobSet,
    exclude: GlobSet,
    include: GlobSet,
    published: GlobSet,
    ignore: Vec<(GlobSet, Vec<String>)>,
}

impl Config {
    /// Compiles settings; a glob that is none is left out and told, with why.
    pub fn new(settings: Settings, file: Option<String>) -> (Self, Vec<(String, String)>) {
        let mut wrong = Vec::new();
        let mut globs = |patterns: &[String]| {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns {
                match Glob::new(pattern) {
                    Ok(glob) => {
                        set.add(glob);
                    }
                    Err(error) => wrong.push((pattern.clone(), error.kind().to_string())),
                }
            }
            set.build().unwrap_or_default()
        };
        let config = Self {
            untyped: globs(&settings.pages.untyped),
            exclude: globs(&settings.pages.exclude),
            include: globs(&settings.pages.include),
            published: globs(&settings.site.include),
            ignore: settings.ignore.iter().map(|ignore| (globs(&ignore.paths), ignore.rules.clone())).collect(),
            settings,
            file,
        };
        (config, wrong)
    }

    /// What holds without any file.
    pub fn defaults() -> Self {
        Self::new(Settings::default(), None).0
    }

    /// Reads a configuration file; what it cannot use is told as problems and has no effect, all else has.
    pub fn read(source: Excerpt, path: &str) -> (Self, Vec<Problem>) {
        let tree = toml::parse(source);
        let table: ::toml::Table = match ::toml::from_str(source.text.trim_start_matches('\u{feff}')) {
            Ok(table) => table,
            // What is wrong with it was told when the tree was read.
            Err(_) => return (Self::new(Settings::default(), Some(path.to_owned())).0, tree.problems),
        };
        let mut problems = tree.problems;
        let settings = usable(table, &mut |keys, message| {
            let node = tree.documents.first().and_then(|root| root.path(keys));
            problems.push(Problem::at(node.map_or(source.all().before(), |node| node.span), message));
        });
        let root = tree.documents.first();
        for ignore in root.and_then(|root| root.get("ignore")).map(Node::items).unwrap_or_default() {
            if ignore.get("paths").is_none_or(|paths| paths.items().is_empty()) {
                let message =
                    "this hides nothing: it needs `paths`, a list of globs; a rule is turned off under `[rules]`";
                problems.push(Problem::at(ignore.span, message));
            }
        }
        let outside = |folder: &&Node| {
            folder.text().is_some_and(|text| text.starts_with('/') || text.split('/').any(|step| step == ".."))
        };
        let typed = root.and_then(|root| root.path(&["pages", "typed"])).map(Node::items).unwrap_or_default();
        for folder in typed.iter().filter(outside) {
            problems.push(Problem::at(folder.span, "this leads out of the repository; name a folder from its root"));
        }
        let (config, wrong) = Self::new(settings, Some(path.to_owned()));
        for (pattern, why) in wrong {
            let mut span = source.all().before();
            tree.documents.iter().for_each(|root| {
                root.walk_scalars(&mut |scalar| {
                    if scalar.value == pattern {
                        span = scalar.inner;
                    }
                });
            });
            problems.push(Problem::at(span, format!("`{pattern}` is no glob: {why}")));
        }
        (config, problems)
    }

    /// The same with what the command line sets.
    #[must_use]
    pub fn overridden(self, overrides: &Overrides) -> Self {
        let mut settings = self.settings.clone();
        settings.profile = overrides.profile.unwrap_or(settings.profile);
        settings.pages.typed.extend(overrides.typed.iter().cloned());
        for docs in &overrides.docs {
            let docs = docs.trim_start_matches("./").trim_end_matches('/');
            let glob = if docs.contains('*') { docs.to_owned() } else { format!("{docs}/**/*.{{md,mdx,markdown}}") };
            settings.pages.untyped.push(glob.clone());
            settings.pages.include.push(glob);
        }
        if settings == self.settings { self } else { Self::new(settings, self.file).0 }
    }

    /// Whether the profile is the strict one.
    pub fn is_strict(&self) -> bool {
        self.settings.profile == Profile::Strict
    }

    /// The knowledge base that holds a path.
    pub fn typed_root(&self, path: &str) -> Option<&str> {
        let roots = self.settings.pages.typed.iter().map(|root| root.trim_matches('/'));
        roots.filter(|root| path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))).max_by_key(|r| r.len())
    }

    /// Whether a path is one of the untyped pages.
    pub fn is_untyped(&self, path: &str) -> bool {
        self.untyped.is_match(path)
    }

    /// Whether a path is left out on demand.
    pub fn is_excluded(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }

    /// Whether a path is read although it would be left out.
    pub fn is_included(&self, path: &str) -> bool {
        self.include.is_match(path)
    }

    /// Whether a page is published on demand.
    pub fn is_published(&self, path: &str) -> bool {
        self.published.is_match(path)
    }

    /// Whether a rule is silent for a path.
    pub fn is_ignored(&self, path: &str, rule: &str) -> bool {
        self.ignore
            .iter()
            .any(|(paths, rules)| (rules.is_empty() || rules.iter().any(|name| name == rule)) && paths.is_match(path))
    }
}

/// The settings of a table without the values that have the wrong shape, each of which is told with its keys.
fn usable(table: ::toml::Table, tell: &mut dyn FnMut(&[&str], String)) -> Settings {
    let mut kept = ::toml::Table::new();
    for (key, value) in table {
        match value {
            ::toml::Value::Table(inner) => {
                let mut usable = ::toml::Table::new();
                for (name, value) in inner {
                    let alone = ::toml::Table::from_iter([(name.clone(), value.clone())]);
                    match fits(&key, ::toml::Value::Table(alone)) {
                        Ok(()) => drop(usable.insert(name, value)),
                        Err(message) => tell(&[&key, &name], message),
                    }
                }
                kept.insert(key, ::toml::Value::Table(usable));
            }
            value => match fits(&key, value.clone()) {
                Ok(()) => drop(kept.insert(key, value)),
                Err(message) => tell(&[&key], message),
            },
        }
    }
    // Keys that no setting has are ignored here; `unknown-configuration` reports them.
    kept.try_into().unwrap_or_default()
}

/// Whether a setting may have a value; the error says why not.
fn fits(key: &str, value: ::toml::Value) -> Result<(), String> {
    let words = written(value.as_table().and_then(|table| table.values().next()).unwrap_or(&value));
    let alone = ::toml::Table::from_iter([(key.to_owned(), value)]);
    Settings::deserialize(alone).map(drop).map_err(|error| explain(error.message(), key, &words))
}

/// A value as it may have been written; of a list its first member.
fn written(value: &::toml::Value) -> String {
    match value {
        ::toml::Value::String(words) => format!("\"{words}\""),
        ::toml::Value::Integer(number) => number.to_string(),
        ::toml::Value::Float(number) => number.to_string(),
        ::toml::Value::Boolean(is_so) => is_so.to_string(),
        ::toml::Value::Datetime(time) => time.to_string(),
        ::toml::Value::Array(members) => members.first().map(written).unwrap_or_default(),
        ::toml::Value::Table(_) => "a table".to_owned(),
    }
}

/// Says in words for people what the reader of TOML says in words for programmers.
fn explain(message: &str, key: &str, words: &str) -> String {
    // What an unknown field is, `unknown-configuration` says at its own place.
    if message.starts_with("unknown field") {
        return message.to_owned();
    }
    let (_, expected) = message.rsplit_once("expected ").unwrap_or(("", message));
    let allowed = match key {
        "profile" => Some("`default` or `strict`"),
        "fail-on" => Some("`info`, `warning`, `error` or `never`"),
        "rules" if !expected.contains("map") => Some("`off`, `info`, `warning` or `error`"),
        _ => None,
    };
    if let Some(allowed) = allowed {
        return format!("{words} is no value for this: write {allowed}, in quotes");
    }
    match expected {
        "a sequence" if key == "ignore" => {
            "a table for each is needed here: `[[ignore]]`, then `paths` and `rules`".to_owned()
        }
        "a sequence" => format!("a list is needed here: `[{words}]`"),
        "a string" => format!("text is needed here: `\"{}\"`", words.trim_matches('"')),
        "a boolean" => "`true` or `false` is needed here".to_owned(),
        _ if expected.contains("map") || expected.contains("struct") => {
            format!("a table is needed here: `[{key}]` on a line of its own, and its settings below")
        }
        _ => format!("{words} is no value for this"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    #[test]
    fn a_wrong_value_is_told_with_what_is_right() {
        for (text, expected) in [
            ("profile = \"strct\"", "\"strct\" is no value for this: write `default` or `strict`, in quotes"),
            ("fail-on = 3", "3 is no value for this: write `info`, `warning`, `error` or `never`, in quotes"),
            ("[rules]\nx = 3", "3 is no value for this: write `off`, `info`, `warning` or `error`, in quotes"),
            ("rules = 3", "a table is needed here: `[rules]` on a line of its own, and its settings below"),
            ("[pages]\ntyped = \"x\"", "a list is needed here: `[\"x\"]`"),
            ("[pages]\ntyped = [3]", "text is needed here: `\"3\"`"),
            ("pages = 1", "a table is needed here: `[pages]` on a line of its own, and its settings below"),
            ("ignore = 3", "a table for each is needed here: `[[ignore]]`, then `paths` and `rules`"),
            ("[pages]\nexclude = [\"a[\"]", "`a[` is no glob: unclosed character class; missing ']'"),
        ] {
            let (_, problems) = Config::read(Excerpt::whole(FileId(0), text), "devops-docs.toml");
            assert_eq!(
                problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>(),
                [expected],
                "{text}"
            );
        }
    }

    #[test]
    fn a_wrong_value_costs_only_itself() {
        let text = "profile = \"strict\"\nfail-on = 3\n[rules]\nstale-version = \"eror\"\nbroken-link = \"off\"\n";
        let (config, problems) = Config::read(Excerpt::whole(FileId(0), text), "devops-docs.toml");
        assert!(config.is_strict());
        assert_eq!(config.settings.rules.len(), 1);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
