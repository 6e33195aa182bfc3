//! The accepted debt: findings that were there when the project adopted the linter. It may only shrink.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diagnostic::Diagnostic;
use crate::workspace::{Workspace, path_of};

/// Where the baseline is kept unless the configuration says otherwise.
pub const PLACE: &str = "_ai/devops/baseline.json";

/// The accepted debt, as `baseline.json` holds it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
#[schemars(title = "devops-docs baseline")]
pub struct Baseline {
    /// Raised only when a field goes or changes its meaning.
    pub version: u32,
    /// What is accepted, sorted.
    pub entries: Vec<Entry>,
}

/// Findings of one rule about one thing in one page.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The page or source, relative to the root.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What the findings are about.
    pub subject: String,
    /// How many there are.
    pub count: usize,
    /// What stood there and around it, as digests, by which one of them is told from another, and found again when the
    /// page was renamed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

type Key = (String, String, String);
/// The marks of the findings of each key, with how often each is there; an empty one where none is known.
type Marks = BTreeMap<Key, BTreeMap<String, usize>>;

/// What is remembered of a finding: no position, so that it survives edits elsewhere in the page.
fn key(ws: &Workspace, diagnostic: &Diagnostic) -> Key {
    let subject = if diagnostic.subject.is_empty() { &diagnostic.message } else { &diagnostic.subject };
    (path_of(ws, &diagnostic.place).unwrap_or_default().to_owned(), diagnostic.rule.to_owned(), subject.clone())
}

/// How many bytes to either side of a finding are looked at.
const AROUND: usize = 200;

/// The words around a finding, in its line and beyond, as digests: `line-beyond`; empty without a place in a text.
fn mark(ws: &Workspace, diagnostic: &Diagnostic) -> String {
    let text = diagnostic.place.span().and_then(|span| Some((span, ws.files.text(span.file)?)));
    let Some((span, text)) = text else { return String::new() };
    let from = text.floor_char_boundary((span.start as usize).saturating_sub(AROUND));
    let to = text.ceil_char_boundary((span.end as usize + AROUND).min(text.len()));
    let (start, end) = (text.floor_char_boundary(span.start as usize), text.ceil_char_boundary(span.end as usize));
    let line_from = text[from..start].rfind('\n').map_or(from, |at| from + at + 1);
    let line_to = text[end..to].find('\n').map_or(to, |at| end + at);
    let digest = |words: &str| {
        let digest = Sha256::digest(words.trim().as_bytes());
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    };
    format!("{:08x}-{:08x}", digest(&text[line_from..line_to]), digest(&text[from..to]))
}

/// How an accepted mark is chosen for a finding.
type Choose = fn(&BTreeMap<String, usize>, &str) -> Option<String>;

/// The accepted mark of the same line, if there is one.
fn of_same_line(marks: &BTreeMap<String, usize>, mark: &str) -> Option<String> {
    let (line, _) = mark.split_once('-')?;
    let next = marks.range(line.to_owned()..).next().map(|(accepted, _)| accepted);
    next.filter(|accepted| accepted.starts_with(line)).cloned()
}

/// Whether a finding may be accepted: a leaked credential never is.
pub fn is_acceptable(diagnostic: &Diagnostic) -> bool {
    diagnostic.rule != "leaked-secret"
}

impl Baseline {
    /// Accepts all findings of today that may be accepted.
    pub fn of(ws: &Workspace, diagnostics: &[Diagnostic]) -> Self {
        let mut marks = Marks::new();
        for diagnostic in diagnostics.iter().filter(|diagnostic| is_acceptable(diagnostic)) {
            *marks.entry(key(ws, diagnostic)).or_default().entry(mark(ws, diagnostic)).or_default() += 1;
        }
        Self::from_marks(marks)
    }

    /// Reads the file; the error says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let baseline: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if baseline.version != 1 {
            return Err(format!("version {} is not known to this release, which reads version 1", baseline.version));
        }
        Ok(baseline)
    }

    /// The file's text.
    pub fn write(&self) -> String {
        serde_json::to_string_pretty(self).expect("text and numbers are always JSON") + "\n"
    }

    /// How many findings it accepts.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Whether it accepts nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The findings that it does not accept, how many it accepts, and what of it is left over.
    ///
    /// Of several findings about one thing, those are accepted that stand where the accepted ones stood.
    pub fn apply(&self, ws: &Workspace, diagnostics: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize, Self) {
        let mut left = self.marks();
        let before = diagnostics.len();
        let found = diagnostics.into_iter().map(|diagnostic| {
            let known = is_acceptable(&diagnostic).then(|| (key(ws, &diagnostic), mark(ws, &diagnostic)));
            (diagnostic, known)
        });
        let mut found: Vec<(Diagnostic, Option<(Key, String)>)> = found.collect();
        let choices: [Choose; 3] = [
            |marks, mark| marks.get_key_value(mark).map(|(accepted, _)| accepted.clone()),
            of_same_line,
            |marks, _| marks.keys().next().cloned(),
        ];
        for choose in choices {
            found.retain(|(_, known)| {
                let Some((key, mark)) = known else { return true };
                let accepted = left.get(key).and_then(|marks| choose(marks, mark));
                accepted.map(|accepted| remove(&mut left, key, &accepted, 1)).is_none()
            });
        }
        let mut moved: BTreeMap<(String, String), Vec<Key>> = BTreeMap::new();
        for key in left.keys().filter(|(path, ..)| ws.files.find(path).is_none()) {
            moved.entry((key.1.clone(), key.2.clone())).or_default().push(key.clone());
        }
        found.retain(|(_, known)| {
            let Some((key, mark)) = known else { return true };
            let from = moved.get(&(key.1.clone(), key.2.clone())).into_iter().flatten();
            let mut accepted = from.filter_map(|from| Some((from, of_same_line(left.get(from)?, mark)?)));
            let Some((from, accepted)) = accepted.next() else { return true };
            remove(&mut left, from, &accepted, 1);
            false
        });
        let accepted = before - found.len();
        (found.into_iter().map(|(diagnostic, _)| diagnostic).collect(), accepted, Self::from_marks(left))
    }

    /// The baseline without what is no longer found: the ratchet.
    #[must_use]
    pub fn without(&self, stale: &Self) -> Self {
        let mut marks = self.marks();
        for (key, stale) in stale.marks() {
            for (mark, count) in stale {
                remove(&mut marks, &key, &mark, count);
            }
        }
        Self::from_marks(marks)
    }

    fn marks(&self) -> Marks {
        let mut found = Marks::new();
        for entry in &self.entries {
            let marks = found.entry((entry.path.clone(), entry.rule.clone(), entry.subject.clone())).or_default();
            for mark in entry.marks.iter().take(entry.count) {
                *marks.entry(mark.clone()).or_default() += 1;
            }
            if let Some(unknown) = entry.count.checked_sub(entry.marks.len()).filter(|unknown| *unknown > 0) {
                *marks.entry(String::new()).or_default() += unknown;
            }
        }
        found
    }

    fn from_marks(marks: Marks) -> Self {
        let entry = |((path, rule, subject), marks): (Key, BTreeMap<String, usize>)| {
            let count = marks.values().sum();
            let known = marks.into_iter().filter(|(mark, _)| !mark.is_empty());
            let marks = known.flat_map(|(mark, count)| std::iter::repeat_n(mark, count)).collect();
            Entry { path, rule, subject, count, marks }
        };
        let entries = marks.into_iter().filter(|(_, marks)| !marks.is_empty()).map(entry).collect();
        Self { version: 1, entries }
    }
}

/// Takes some findings with a mark out.
fn remove(marks: &mut Marks, key: &Key, mark: &str, some: usize) {
    let Some(marks) = marks.get_mut(key) else { return };
    if let Some(count) = marks.get_mut(mark) {
        *count = count.saturating_sub(some);
        if *count == 0 {
            marks.remove(mark);
        }
    }
}
