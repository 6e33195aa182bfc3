//! What the attributes of a check mean, and which of them mean nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::attributes::{Attributes, Entry, nearest};
use crate::model::{Check, Effect, Mistake, Stream};

/// The meaning of a check's attributes.
pub(super) struct Settings {
    pub effect: Effect,
    pub name: Option<String>,
    pub environments: Vec<String>,
    pub timeout: Option<u64>,
    pub exit: Option<i32>,
    pub stream: Stream,
    pub needs: Vec<String>,
    pub session: Option<String>,
    pub retries: u32,
    pub every: Option<u32>,
    pub systems: Vec<String>,
    pub requires: Vec<String>,
    pub net: bool,
    pub secrets: Vec<String>,
    pub cwd: Option<String>,
    pub interpreter: Option<String>,
    pub tags: Vec<String>,
    pub interactive: bool,
    pub excluded: bool,
}

/// Every key beside `check`.
const KEYS: &[&str] = &[
    "name",
    "env",
    "timeout",
    "exit",
    "stream",
    "needs",
    "session",
    "retries",
    "every",
    "os",
    "requires",
    "net",
    "secrets",
    "cwd",
    "interpreter",
    "tag",
    "interactive",
    "excludeFromRunAll",
];

/// Keys that hold several words: repeated, or with colons between.
const LISTS: &[&str] = &["env", "needs", "os", "requires", "secrets", "tag"];

const SYSTEMS: &[&str] = &["linux", "macos", "windows"];

/// The longest that a check may run, in seconds: an hour.
const LONGEST: u64 = 3600;

impl Settings {
    /// Reads the attributes; what means nothing is a mistake.
    pub fn read(attributes: &Attributes, mistakes: &mut Vec<Mistake>) -> Self {
        let mut settings = Self {
            effect: attributes.effect,
            name: None,
            environments: Vec::new(),
            timeout: None,
            exit: Some(0),
            stream: Stream::Out,
            needs: Vec::new(),
            session: None,
            retries: 0,
            every: None,
            systems: Vec::new(),
            requires: Vec::new(),
            net: false,
            secrets: Vec::new(),
            cwd: None,
            interpreter: None,
            tags: Vec::new(),
            interactive: false,
            excluded: false,
        };
        let mut seen = BTreeSet::new();
        for entry in &attributes.entries {
            // Classes and ids belong to site generators.
            if entry.key.starts_with(['.', '#']) && entry.value.is_none() {
                continue;
            }
            let mut wrong = |message: String, instead: Option<&str>| {
                let span = if instead.is_some_and(|word| KEYS.contains(&word)) {
                    crate::text::Span { end: entry.span.start + entry.key.len() as u32, ..entry.span }
                } else {
                    entry.span
                };
                mistakes.push(Mistake { span, message, instead: instead.map(str::to_owned) });
            };
            if !KEYS.contains(&entry.key.as_str()) {
                wrong(format!("a check has no key `{}`", entry.key), nearest(&entry.key, KEYS));
            } else if !LISTS.contains(&entry.key.as_str()) && !seen.insert(entry.key.as_str()) {
                wrong(format!("`{}` stands here twice", entry.key), None);
            } else if let Err(wanted) = settings.take(entry) {
                wrong(format!("`{}` is to be {wanted}", entry.key), None);
            }
        }
        settings.whole(attributes, mistakes);
        settings
    }

    /// Takes one known key in; the error says what its value is to be.
    fn take(&mut self, entry: &Entry) -> Result<(), &'static str> {
        let value = entry.value.as_deref().unwrap_or_default();
        let number = || value.parse::<u64>().ok();
        let flag = || match value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("true or false"),
        };
        match entry.key.as_str() {
            "name" if is_word(value) && !value.contains(':') => self.name = Some(value.to_owned()),
            "name" => return Err("a word without a colon"),
            "timeout" => {
                let seconds = number().filter(|seconds| (1..=LONGEST).contains(seconds));
                self.timeout = Some(seconds.ok_or("a number of seconds from 1 to 3600")?);
            }
            "exit" if value == "any" => self.exit = None,
            "exit" => {
                let status = number().filter(|status| *status < 256).and_then(|status| i32::try_from(status).ok());
                self.exit = Some(status.ok_or("a number from 0 to 255, or any")?);
            }
            "stream" => {
                self.stream = match value {
                    "stdout" => Stream::Out,
                    "stderr" => Stream::Error,
                    "both" => Stream::Both,
                    _ => return Err("stdout, stderr or both"),
                }
            }
            "session" => self.session = Some(word(value)?),
            "retries" => {
                let times = number().filter(|times| *times <= 20).and_then(|times| u32::try_from(times).ok());
                self.retries = times.ok_or("a number from 0 to 20")?;
            }
            "every" => {
                let days = number().filter(|days| (1..=3660).contains(days)).and_then(|days| u32::try_from(days).ok());
                self.every = Some(days.ok_or("a number of days")?);
            }
            "net" => self.net = flag()?,
            "interactive" => self.interactive = flag()?,
            "excludeFromRunAll" => self.excluded = flag()?,
            "cwd" => {
                let is_step = |step: &str| is_word(step) || step.bytes().all(|byte| byte.is_ascii_alphanumeric());
                if !value.split('/').all(|step| !step.is_empty() && is_step(step)) {
                    return Err("tmp, or a folder below that of the page");
                }
                self.cwd = Some(value.to_owned());
            }
            "interpreter" => self.interpreter = Some(word(value)?),
            "os" => {
                let names = list(value)?;
                if names.iter().any(|name| !SYSTEMS.contains(&name.as_str())) {
                    return Err("linux, macos or windows");
                }
                self.systems.extend(names);
            }
            "env" => self.environments.extend(list(value)?),
            "needs" => self.needs.extend(list(value)?),
            "requires" => self.requires.extend(list(value)?),
            "secrets" => self.secrets.extend(list(value)?),
            "tag" => self.tags.extend(list(value)?),
            _ => return Err("left out"),
        }
        Ok(())
    }

    /// What single attributes cannot tell.
    fn whole(&self, attributes: &Attributes, mistakes: &mut Vec<Mistake>) {
        let mut wrong = |message: &str| {
            mistakes.push(Mistake { span: attributes.span, message: message.to_owned(), instead: None });
        };
        if self.effect != Effect::Read && !self.excluded {
            // Runme and its like would run it among all others.
            wrong("what does more than read carries `excludeFromRunAll=true`");
        }
        if self.effect != Effect::Read && self.retries > 0 {
            wrong("only what reads may be tried again");
        }
    }

    /// The folder to run in, relative to the root; none for an empty one.
    pub fn folder(&self, of_page: &str) -> Option<String> {
        match self.cwd.as_deref() {
            Some("tmp") => None,
            Some(cwd) if of_page.is_empty() => Some(cwd.to_owned()),
            Some(cwd) => Some(format!("{of_page}/{cwd}")),
            None => Some(of_page.to_owned()),
        }
    }
}

/// What the checks of a page say of each other: names twice, needs that nobody has, secrets in a shell of others.
pub(super) fn between(checks: &mut [Check], mistakes: &mut Vec<Mistake>) {
    let mut seen = BTreeSet::new();
    let mut asked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let names: Vec<String> = checks.iter().filter_map(|check| check.name.clone()).collect();
    for check in checks.iter_mut() {
        let mut wrong = |message: String, instead: Option<&str>| {
            check.wrong.get_or_insert_with(|| message.clone());
            mistakes.push(Mistake { span: check.attributes, message, instead: instead.map(str::to_owned) });
        };
        if let Some(name) = check.name.as_ref().filter(|name| !seen.insert((*name).clone())) {
            wrong(format!("another check of this page is called {name}"), None);
        }
        if let Some(session) = &check.session {
            // What one command was given, the next in its shell can read.
            let secrets: BTreeSet<String> = check.secrets.iter().cloned().collect();
            let first = asked.entry(session.clone()).or_insert_with(|| secrets.clone());
            if *first != secrets {
                wrong(
                    format!("all checks of the session {session} ask for the same secrets, as they share a shell"),
                    None,
                );
            }
        }
        for need in &check.needs {
            // A need that stands above cannot lead in a circle.
            if !seen.contains(need) || check.name.as_ref() == Some(need) {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let message = if names.contains(need) {
                    format!("{need} does not stand above the check that needs it")
                } else {
                    match nearest(need, &known) {
                        Some(near) => format!("no check of this page is called {need}; did you mean {near}?"),
                        None => format!("no check of this page is called {need}"),
                    }
                };
                wrong(message, None);
            }
        }
    }
}

fn is_word(value: &str) -> bool {
    value.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_' || first == ':')
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:.-".contains(&byte))
}

fn word(value: &str) -> Result<String, &'static str> {
    is_word(value).then(|| value.to_owned()).ok_or("a word")
}

fn list(value: &str) -> Result<Vec<String>, &'static str> {
    let words: Vec<String> = value.split(':').map(str::to_owned).collect();
    words.iter().all(|word| is_word(word)).then_some(words).ok_or("words, with colons between several")
}
