//! The table of causes: what failing steps print, and what it means.

use std::sync::{LazyLock, OnceLock};

use regex::{Regex, RegexSet, RegexSetBuilder};
use serde::Deserialize;

use super::stated::quoted;

/// How much a sign tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Rank {
    /// Only what came to an end, and not why: the rule of make, the task of Gradle.
    Wrapper,
    /// Words that many programs print, also when nothing fails.
    Common,
    /// The verdict of one tool.
    #[default]
    Tool,
    /// What no tool gets over: a full disk.
    Root,
    /// A test that failed by its name: of what counts as much, this comes first, since tests print what they like.
    Test,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Signs {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    #[serde(rename = "match")]
    signs: Signs,
    says: String,
    #[serde(rename = "do", default)]
    advice: String,
    #[serde(default)]
    rank: Rank,
    tool: Option<String>,
    only: Option<String>,
    #[serde(default)]
    quiet: bool,
    near: Option<Near>,
}

/// What names the thing that a sign is about, on a line of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Near {
    #[serde(rename = "match")]
    sign: String,
    #[serde(default)]
    above: usize,
    #[serde(default)]
    below: usize,
    /// How many lines may name it: the nearest one, and those below.
    #[serde(default = "one")]
    most: usize,
}

fn one() -> usize {
    1
}

/// What is known of one cause.
#[derive(Debug)]
pub(super) struct Cause {
    /// Its name; rows of one cause share it.
    pub id: String,
    /// How much its signs tell.
    pub rank: Rank,
    /// Whether its signs stand in lines that look like warnings.
    pub quiet: bool,
    signs: Vec<Sign>,
    says: String,
    advice: String,
    tool: Option<Sign>,
    only: Option<Sign>,
    near: Option<Beside>,
}

/// Where the lines stand that name what a sign is about.
#[derive(Debug)]
struct Beside {
    sign: Sign,
    above: usize,
    below: usize,
    most: usize,
}

/// An expression that is compiled when it is first asked: of a thousand a log needs a few.
#[derive(Debug)]
struct Sign {
    words: String,
    compiled: OnceLock<Regex>,
}

impl Sign {
    fn new(words: String) -> Self {
        Self { words, compiled: OnceLock::new() }
    }

    fn regex(&self) -> &Regex {
        self.compiled.get_or_init(|| Regex::new(&self.words).expect("an expression of our table of causes"))
    }
}

/// All causes, and one expression that finds every sign in a line.
pub(super) struct Table {
    causes: Vec<Cause>,
    set: RegexSet,
    /// For each sign of the set: its cause.
    owners: Vec<usize>,
}

/// The table, by what fails.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let files = [
        include_str!("causes/machine.yaml"),
        include_str!("causes/actions.yaml"),
        include_str!("causes/access.yaml"),
        include_str!("causes/dependencies.yaml"),
        include_str!("causes/infrastructure.yaml"),
        include_str!("causes/compilers.yaml"),
        include_str!("causes/linters.yaml"),
        include_str!("causes/tests.yaml"),
        include_str!("causes/scripts.yaml"),
    ];
    let rows = files.iter().flat_map(|file| serde_yaml::from_str::<Vec<Row>>(file).expect("our table of causes"));
    Table::new(rows.collect())
});

/// Room for the states of the expression that finds all signs at once.
const ROOM: usize = 64 << 20;

impl Table {
    fn new(rows: Vec<Row>) -> Self {
        let (mut causes, mut words, mut owners) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let signs = match row.signs {
                Signs::One(sign) => vec![sign],
                Signs::Many(signs) => signs,
            };
            owners.extend(signs.iter().map(|_| causes.len()));
            causes.push(Cause {
                id: row.id,
                rank: row.rank,
                quiet: row.quiet,
                signs: signs.iter().cloned().map(Sign::new).collect(),
                says: row.says,
                advice: row.advice,
                tool: row.tool.map(Sign::new),
                only: row.only.map(Sign::new),
                near: row.near.map(|Near { sign, above, below, most }| Beside {
                    sign: Sign::new(sign),
                    above,
                    below,
                    most,
                }),
            });
            words.extend(signs);
        }
        let set = RegexSetBuilder::new(words).size_limit(ROOM).dfa_size_limit(ROOM).build();
        Self { causes, set: set.expect("expressions of our table of causes"), owners }
    }

    /// The causes whose signs stand in a line, those first that tell most.
    pub(super) fn of(&self, text: &str) -> Vec<&Cause> {
        let mut owners: Vec<usize> = self.set.matches(text).into_iter().map(|sign| self.owners[sign]).collect();
        owners.dedup();
        let mut causes: Vec<&Cause> = owners.into_iter().map(|owner| &self.causes[owner]).collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.rank));
        causes
    }
}

impl Cause {
    /// Whether a step that runs this can fail so.
    pub(super) fn is_possible(&self, runs: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.regex().is_match(runs))
    }

    /// Whether the step runs the tool that says so.
    pub(super) fn fits(&self, runs: &str) -> bool {
        self.tool.as_ref().or(self.only.as_ref()).is_some_and(|tool| tool.regex().is_match(runs))
    }

    /// Of a line that speaks for the cause and those around it the places of those that name what it is about, the nearest
    /// first: itself, then above, then below.
    pub(super) fn beside(&self, lines: &[&str], at: usize) -> impl Iterator<Item = usize> {
        let near = self.near.as_ref();
        let (above, below) = near.map_or((0, 0), |near| (near.above, near.below));
        let around = (at.saturating_sub(above)..=at).rev().chain(at + 1..lines.len().min(at + 1 + below));
        around.filter(move |at| near.is_some_and(|near| near.sign.regex().is_match(lines[*at])))
    }

    /// How many of those lines name a part of it each.
    pub(super) fn most_beside(&self) -> usize {
        self.near.as_ref().map_or(0, |near| near.most)
    }

    /// Whether its message lists what all its lines name.
    pub(super) fn lists(&self) -> bool {
        self.says.contains("{each}")
    }

    /// Where a line speaks for it: the byte at which its sign ends.
    pub(super) fn spoken_at(&self, line: &str) -> Option<usize> {
        self.signs.iter().find_map(|sign| Some(sign.regex().find(line)?.end()))
    }

    /// Where a line beside one that speaks for it names what it is about: the byte at which that ends.
    pub(super) fn named_at(&self, line: &str) -> Option<usize> {
        Some(self.near.as_ref()?.sign.regex().captures(line)?.name("near")?.end())
    }

    /// Whether its lines name tests that failed.
    pub(super) fn is_of_tests(&self) -> bool {
        self.says.starts_with(FAILED) && self.lists()
    }

    /// What a line names that its message lists.
    pub(super) fn each(&self, line: &str) -> Option<String> {
        let found = |sign: &Sign| Some(sign.regex().captures(line)?.name(EACH)?.as_str().trim().to_owned());
        self.signs.iter().find_map(found).filter(|name| !name.is_empty())
    }

    /// The cause in words, with what its lines name: `{each}` is what all of them do, other names are of the first; behind it
    /// what the lines beside them name. The second tells whether anything is named.
    pub(super) fn message(&self, lines: &[&str], beside: &[String]) -> (String, bool) {
        let message = self.filled(&self.says, lines);
        let names = message != self.filled(&self.says, &[]);
        // A line that is named already needs no name from itself.
        let beside = beside.iter().filter(|beside| !names || lines.first() != Some(&beside.as_str()));
        let sign = self.near.as_ref().map(|near| near.sign.regex());
        let marked: Vec<&str> =
            beside.filter_map(|beside| Some(sign?.captures(beside)?.name("near")?.as_str())).collect();
        let mut added: Vec<String> =
            marked.iter().map(|found| quoted(found).trim_end_matches(':').to_owned()).collect();
        added.retain(|found| !message.contains(found));
        added.dedup();
        if added.is_empty() {
            (message, names || !marked.is_empty())
        } else {
            (format!("{message} ({})", added.join(", ")), true)
        }
    }

    /// What to do.
    pub(super) fn advice(&self, lines: &[&str]) -> String {
        self.filled(&self.advice, lines)
    }

    fn filled(&self, words: &str, lines: &[&str]) -> String {
        let first = lines.first().copied().unwrap_or_default();
        let mut signs = self.signs.iter().map(Sign::regex);
        let sign = signs.find(|sign| sign.is_match(first));
        let found = |line: &str, sign: &Regex, name: &str| {
            sign.captures(line).and_then(|captures| Some(captures.name(name)?.as_str().trim().to_owned()))
        };
        let filled = NAMED.replace_all(words, |name: &regex::Captures| match &name[1] {
            EACH => listed(lines.iter().filter_map(|line| self.each(line))),
            name => sign.and_then(|sign| found(first, sign, name)).unwrap_or_default(),
        });
        // What a tool does not name leaves no trace.
        let whole = filled.replace(" ()", "").split_whitespace().collect::<Vec<_>>().join(" ");
        whole.trim_matches([':', ' ']).to_owned()
    }
}

/// What a message asks for.
static NAMED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{(\w+)\}").expect("a valid expression"));
/// The name of what all lines of a cause are asked for.
const EACH: &str = "each";
/// How the message of rows begins whose lines name tests that failed.
const FAILED: &str = "failed";
/// The most names that a message lists.
const MOST_NAMES: usize = 3;

fn listed(names: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    // A name with its reason, its version, or of a part tells more than the name alone.
    let is_version =
        |rest: &str| rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let goes_on = |rest: &str| rest.is_empty() || rest.starts_with(" - ") || rest.starts_with('/') || is_version(rest);
    let is_told_by = |short: &str, long: &str| long.strip_prefix(short).is_some_and(goes_on);
    // Of a name with its packages and the same without them, but with its line or reason, that one stays.
    let bare = |name: &str| format!(".{}", name.split([':', ' ']).next().unwrap_or(name));
    let is_part = |long: &str, short: &str| long.ends_with(&bare(short));
    for name in names.filter(|name| !name.is_empty()) {
        if let Some(held) = all.iter_mut().find(|held| is_part(held, &name)) {
            *held = name;
            continue;
        }
        match all.iter_mut().find(|held| is_told_by(held, &name) || is_told_by(&name, held)) {
            Some(held) if held.len() < name.len() => *held = name,
            Some(_) => {}
            None => all.push(name),
        }
    }
    let more = all.len().saturating_sub(MOST_NAMES);
    all.truncate(MOST_NAMES);
    let shown = all.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a message names has to be found by every sign of its row, or it would have a hole.
    #[test]
    fn every_sign_finds_what_its_message_names() {
        for cause in &TABLE.causes {
            for sign in cause.signs.iter().map(Sign::regex) {
                for name in NAMED.captures_iter(&format!("{} {}", cause.says, cause.advice)) {
                    let found = sign.capture_names().flatten().any(|own| own == &name[1]);
                    assert!(found, "{}: {sign} does not find {}", cause.id, &name[0]);
                }
                assert!(!sign.is_match(""), "{}: {sign} fits everything", cause.id);
            }
        }
    }
}
