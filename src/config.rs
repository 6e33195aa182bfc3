//! The project's configuration: `devops-docs.toml` at the root or in `_ai/devops`.
//!
//! Every key is optional, and without a file everything works. Unknown keys are findings, never failures.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Level, Problem};
use crate::model::MARKDOWN;
use crate::syntax::toml;
use crate::syntax::tree::{Kind, Node};
use crate::text::Excerpt;

mod attributes;
mod gate;
mod program;
mod usable;

pub use attributes::{Attributes, Mark, NAME as ATTRIBUTES};
pub use gate::{Condition, DueKind, Gate, Need, Waiver, built_in as built_in_gates, gates};
pub use program::Program;

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
    /// Gates: what must hold before something is done.
    pub gate: Vec<Gate>,
    /// What gates let pass for a while.
    pub waiver: Vec<Waiver>,
}

impl Settings {
    /// Settings with one entry in each list of tables, which shows all keys that there are.
    pub fn sample() -> Self {
        Self {
            ignore: vec![Ignore::default()],
            gate: vec![Gate { condition: vec![Condition::default()], ..Gate::default() }],
            waiver: vec![Waiver::default()],
            ..Self::default()
        }
    }
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
            untyped: MARKDOWN.iter().chain(&["md.erb"]).map(|ending| format!("**/*.{ending}")).collect(),
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
    /// Which pages are read, whatever the file says: a pull request is judged by those of its base.
    pub pages: Option<Pages>,
    /// The command line itself, so that pages can be held against it.
    pub program: Program,
}

/// The settings with their globs compiled, and where they come from.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// What is set.
    pub settings: Settings,
    /// The file that sets it, relative to the root.
    pub file: Option<String>,
    /// The command line that reads the repository; without commands where none does.
    pub program: Program,
    untyped: GlobSet,
    exclude: GlobSet,
    include: GlobSet,
    published: GlobSet,
    ignore: Vec<(GlobSet, Vec<String>)>,
    attributes: Attributes,
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
        settings.gate.iter().flat_map(|gate| &gate.condition).for_each(|condition| drop(globs(&condition.paths)));
        let config = Self {
            untyped: globs(&settings.pages.untyped),
            exclude: globs(&settings.pages.exclude),
            include: globs(&settings.pages.include),
            published: globs(&settings.site.include),
            ignore: settings.ignore.iter().map(|ignore| (globs(&ignore.paths), ignore.rules.clone())).collect(),
            attributes: Attributes::default(),
            program: Program::default(),
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
        let settings = usable::usable(table, &mut |steps, message| {
            let node = tree.documents.first().and_then(|root| usable::node(root, steps));
            problems.push(Problem::at(node.map_or(source.all().before(), |node| node.span), message));
        });
        let root = tree.documents.first();
        for ignore in root.and_then(|root| root.get("ignore")).map(Node::items).unwrap_or_default() {
            // What is no list is told above.
            let is_entry = matches!(ignore.kind, Kind::Map(_));
            if is_entry
                && ignore
                    .get("paths")
                    .is_none_or(|paths| matches!(paths.kind, Kind::List(_)) && paths.items().is_empty())
            {
                let message = "this hides nothing: it needs `paths`, a list of globs such as `[\"docs/**\"]`; to turn a rule \
                               off everywhere, write `its-name = \"off\"` under `[rules]`";
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
        settings.pages = overrides.pages.clone().unwrap_or(settings.pages);
        settings.pages.typed.extend(overrides.typed.iter().cloned());
        for docs in &overrides.docs {
            let docs = docs.trim_start_matches("./").trim_end_matches('/');
            let glob =
                if docs.contains('*') { docs.to_owned() } else { format!("{docs}/**/*.{{{}}}", MARKDOWN.join(",")) };
            settings.pages.untyped.push(glob.clone());
            settings.pages.include.push(glob);
        }
        let config = if settings == self.settings { self } else { self.with(settings) };
        Self { program: overrides.program.clone(), ..config }
    }

    /// The same with the levels and ignored places of other settings, by which a pull request is judged.
    #[must_use]
    pub fn with_levels_of(&self, other: &Settings) -> Self {
        let (rules, ignore) = (other.rules.clone(), other.ignore.clone());
        let settings = Settings { rules, ignore, ..self.settings.clone() };
        self.with(settings)
    }

    fn with(&self, settings: Settings) -> Self {
        let config = Self::new(settings, self.file.clone()).0.marked(self.attributes.clone());
        Self { program: self.program.clone(), ..config }
    }

    /// The same with what the repository tells GitHub of its files.
    #[must_use]
    pub fn marked(self, attributes: Attributes) -> Self {
        Self { attributes, ..self }
    }

    /// Whether the repository tells GitHub that nobody here writes a file.
    pub fn mark(&self, path: &str) -> Option<Mark> {
        self.attributes.mark(path)
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
        let in_lower_case = || {
            let (stem, ending) = path.rsplit_once('.')?;
            ending.bytes().any(|b| b.is_ascii_uppercase()).then(|| format!("{stem}.{}", ending.to_ascii_lowercase()))
        };
        self.untyped.is_match(path) || in_lower_case().is_some_and(|path| self.untyped.is_match(path))
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
            ("pages = [\"docs\"]", "a table is needed here: `[pages]` on a line of its own, and its settings below"),
            ("pages = 1", "a table is needed here: `[pages]` on a line of its own, and its settings below"),
            (
                "ignore = 3",
                "a table for each is needed here: `[[ignore]]` on a line of its own, and its settings below, such as \
                 `paths = [\"docs/**\"]`",
            ),
            (
                "ignore = [\"broken-link\"]",
                "a table for each is needed here: `[[ignore]]` on a line of its own, and its settings below, such as \
                 `paths = [\"docs/**\"]`",
            ),
            (
                "[ignore]\nbroken-link = [\"docs/**\"]",
                "a table for each is needed here: `[[ignore]]` on a line of its own, and its settings below, such as \
                 `paths = [\"docs/**\"]`",
            ),
            ("[profile]\nname = \"strict\"", "a table is no value for this: write `default` or `strict`, in quotes"),
            ("[baseline]\npath = \"x\"", "no table is needed here, but a value"),
            ("[[ignore]]\npaths = \"x\"", "a list is needed here: `[\"x\"]`"),
            ("[[gate]]\nname = 3", "text is needed here: `\"3\"`"),
            (
                "[[gate]]\n[[gate.condition]]\nfail-on = \"eror\"",
                "\"eror\" is no value for this: write `info`, `warning`, `error` or `never`, in quotes",
            ),
            (
                "[[gate]]\nname = \"x\"\n[[gate.condition]]\nneeds = \"drilled\"\npaths = [\"a[\"]",
                "`a[` is no glob: unclosed character class; missing ']'",
            ),
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
    fn an_entry_with_a_mistake_is_left_out_and_the_others_stay() {
        let text = "[[waiver]]\nrule = \"a\"\n[[waiver]]\nrule = \"b\"\nscope = \"c\"\n[[waiver]]\nrule = 3\n";
        let (config, problems) = Config::read(Excerpt::whole(FileId(0), text), "devops-docs.toml");
        assert_eq!(config.settings.waiver.iter().map(|waiver| waiver.rule.as_deref()).collect::<Vec<_>>(), [Some("a")]);
        assert_eq!(problems.len(), 2, "{problems:?}");
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
