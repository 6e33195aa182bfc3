//! What of a condition is left to demand when an event starts a workflow: of `github.event_name == 'push'` nothing where
//! a push does, and where a pull request does it never holds.

use crate::model::{Input, Job, Trigger, Words, Workflow};
use crate::syntax::expression::{Condition, Demand};

/// What is left of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// It holds.
    Nothing,
    /// It never does.
    Never,
    /// It holds if this does.
    If(Condition),
}

/// What is known of a run before it starts.
#[derive(Clone, Debug, Default)]
pub(super) struct Occasion {
    event: Option<String>,
    /// What may have happened to what the event is about: `published`; empty where it may be anything.
    actions: Vec<String>,
    /// What the reference can be; empty where anything can.
    refs: Vec<Reference>,
    /// The inputs whose values are known.
    inputs: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Reference {
    Exactly(String),
    /// What begins so.
    Below(String),
}

impl Occasion {
    /// What an event makes known.
    pub(super) fn of(trigger: &Trigger) -> Self {
        let event = trigger.event.text.as_str();
        let below = |start: &str| vec![Reference::Below(start.to_owned())];
        let has = |key: &str| trigger.filters.iter().any(|(name, _)| name == key);
        let closes = || trigger.filters.iter().any(|(_, words)| words.iter().any(|word| word.text == "closed"));
        let refs = match event {
            "push" => {
                let branches = ["branches", "branches-ignore"].into_iter().any(has);
                let tags = ["tags", "tags-ignore"].into_iter().any(has);
                let heads = named(trigger, "branches", "refs/heads/").filter(|_| branches || !tags);
                heads.chain(named(trigger, "tags", "refs/tags/").filter(|_| tags || !branches)).collect()
            }
            // What is merged has the reference of the branch that it is merged into.
            "pull_request" if !closes() => below("refs/pull/"),
            "release" => below("refs/tags/"),
            "schedule" | "workflow_run" => below("refs/heads/"),
            "merge_group" => below("refs/heads/gh-readonly-queue/"),
            _ => Vec::new(),
        };
        // A called workflow has the event of its caller.
        let types = trigger.filters.iter().filter(|(name, _)| name == "types").flat_map(|(_, words)| words);
        Self {
            event: (event != "workflow_call").then(|| event.to_owned()),
            actions: types.map(|word| word.text.clone()).collect(),
            refs,
            inputs: Vec::new(),
        }
    }

    /// The same, where it is known that the reference is a tag.
    pub(super) fn on_a_tag(self) -> Self {
        Self { refs: vec![Reference::Below("refs/tags/".to_owned())], ..self }
    }

    /// The same, where somebody sets an input to a word.
    pub(super) fn with_input(mut self, name: &str, word: &str) -> Self {
        self.inputs.push((name.to_owned(), word.to_owned()));
        self
    }

    /// What a call makes known to the workflow that it is of.
    pub(super) fn of_call(called: &Workflow, call: &Job) -> Self {
        let calls = called.triggers.iter().filter(|on| on.event.text == "workflow_call");
        let value = |input: &Input| {
            let given = call.with.iter().find(|(name, _)| name.text == input.name.text).map(|(_, value)| value);
            let value = given.or(input.default.as_ref()).filter(|value| !value.is_computed())?;
            Some((input.name.text.clone(), value.text.clone()))
        };
        Self { inputs: calls.flat_map(|on| &on.inputs).filter_map(value).collect(), ..Self::default() }
    }

    /// What is left of a condition.
    pub(super) fn left(&self, condition: &Condition) -> Left {
        let unless = |truth: Option<bool>| match truth {
            Some(true) => Left::Nothing,
            Some(false) => Left::Never,
            None => Left::If(condition.clone()),
        };
        match &condition.demand {
            Demand::All(parts) => self.parts(parts, &Left::Nothing, &Left::Never, Condition::all),
            Demand::Any(parts) => self.parts(parts, &Left::Never, &Left::Nothing, Condition::any),
            Demand::Not(inner) => match self.left(inner) {
                Left::Nothing => Left::Never,
                Left::Never => Left::Nothing,
                Left::If(_) => Left::If(condition.clone()),
            },
            Demand::Is(path, word) => unless(self.is(path, word)),
            Demand::Begins(path, word) => unless(self.begins(path, word)),
            Demand::Has(path, word) if word.starts_with("refs/") => unless(self.begins(path, word)),
            Demand::Holds(path) => {
                unless(self.brings(path).or_else(|| self.input(path).map(|value| !matches!(value, "" | "false"))))
            }
            Demand::Constant(truth) => unless(Some(*truth)),
            Demand::Has(path, word) => {
                let has = |value: &str| value.to_lowercase().contains(&word.to_lowercase());
                unless(self.input(path).map(has))
            }
            Demand::Other => Left::If(condition.clone()),
        }
    }

    /// What is left of several parts: those that `idle` is left of do not count, one that `decided` is left of decides.
    fn parts(&self, parts: &[Condition], idle: &Left, decided: &Left, join: fn(Vec<Condition>) -> Condition) -> Left {
        let mut open = Vec::new();
        for part in parts {
            match self.left(part) {
                left if left == *decided => return left,
                Left::If(condition) => open.push(condition),
                Left::Nothing | Left::Never => {}
            }
        }
        if open.is_empty() { idle.clone() } else { Left::If(join(open)) }
    }

    /// Whether an event brings what it is about: `github.event.pull_request`. What is within that it may leave empty.
    fn brings(&self, path: &str) -> Option<bool> {
        let event = self.event.as_deref()?;
        let (what, within) = match path.strip_prefix("github.event.")?.split_once('.') {
            Some((what, _)) => (what, true),
            None => (path.strip_prefix("github.event.")?, false),
        };
        let does = match what {
            "pull_request" => event.starts_with("pull_request"),
            "workflow_run" | "release" | "issue" | "schedule" => {
                event == what || what == "issue" && event.starts_with("issue")
            }
            _ => return None,
        };
        if does && within { None } else { Some(does) }
    }

    fn is(&self, path: &str, word: &str) -> Option<bool> {
        match self.brings(path) {
            Some(false) => return is_nothing(word),
            Some(true) if is_nothing(word) == Some(true) => return Some(false),
            Some(true) | None => {}
        }
        let path = match (path, self.event.as_deref()) {
            ("github.event.ref", Some("push" | "workflow_dispatch")) => "github.ref",
            ("github.event.ref", Some("create" | "delete")) => return None,
            ("github.event.ref", Some(_)) => return is_nothing(word),
            _ => path,
        };
        match path {
            "github.event.action" => self.acts(word),
            "github.event_name" => self.event.as_ref().map(|event| event.eq_ignore_ascii_case(word)),
            "github.ref" => self.each(|reference| match reference {
                Reference::Exactly(name) => Some(name.eq_ignore_ascii_case(word)),
                Reference::Below(start) => (!word.starts_with(start.as_str())).then_some(false),
            }),
            "github.ref_name" => self.each(|reference| match reference {
                Reference::Exactly(name) => name.splitn(3, '/').nth(2).map(|name| name.eq_ignore_ascii_case(word)),
                Reference::Below(start) => match start.splitn(3, '/').nth(2) {
                    Some(inner) if word.starts_with(inner) => None,
                    _ => Some(false),
                },
            }),
            "github.ref_type" => self.each(|reference| {
                let (Reference::Exactly(name) | Reference::Below(name)) = reference;
                Some((if name.starts_with("refs/tags/") { "tag" } else { "branch" }) == word)
            }),
            _ => match self.input(path)? {
                "" => is_nothing(word),
                value => Some(value.eq_ignore_ascii_case(word)),
            },
        }
    }

    /// Whether the event tells of this action.
    fn acts(&self, word: &str) -> Option<bool> {
        match self.event.as_deref()? {
            // These tell of none.
            "push" | "schedule" | "workflow_dispatch" | "create" | "delete" => is_nothing(word),
            _ if self.actions.is_empty() => None,
            _ if !self.actions.iter().any(|action| action == word) => Some(false),
            _ => (self.actions.len() == 1).then_some(true),
        }
    }

    fn begins(&self, path: &str, word: &str) -> Option<bool> {
        if path == "github.event.ref" && self.event.as_deref() == Some("push") {
            return self.begins("github.ref", word);
        }
        if path != "github.ref" {
            return self.input(path).map(|value| value.starts_with(word));
        }
        self.each(|reference| match reference {
            Reference::Exactly(name) => Some(name.starts_with(word)),
            Reference::Below(start) if start.starts_with(word) => Some(true),
            Reference::Below(start) => (!word.starts_with(start.as_str())).then_some(false),
        })
    }

    fn input(&self, path: &str) -> Option<&str> {
        let name = path.strip_prefix("inputs.").or_else(|| path.strip_prefix("github.event.inputs."))?;
        // Only people and callers give inputs.
        if self.event.as_ref().is_some_and(|event| event != "workflow_dispatch") {
            return Some("");
        }
        self.inputs.iter().find(|(input, _)| input == name).map(|(_, value)| value.as_str())
    }

    /// What is so of every reference that there can be.
    fn each(&self, is: impl Fn(&Reference) -> Option<bool>) -> Option<bool> {
        let mut all = self.refs.iter().map(is);
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }
}

/// Whether what is not there equals a word; of `false` and `0` nobody can tell here whether they stood in quotes.
fn is_nothing(word: &str) -> Option<bool> {
    match word {
        "" | "null" => Some(true),
        "false" | "0" => None,
        _ => Some(false),
    }
}

/// The references that a filter of a push lets through, as far as its patterns are plain; without it all of the kind.
fn named<'a>(trigger: &'a Trigger, key: &str, kind: &'a str) -> impl Iterator<Item = Reference> + 'a {
    let words = trigger.filters.iter().find(|(name, _)| name == key).map(|(_, words)| words.as_slice());
    let one = move |word: &Words| {
        let plain = word.text.find(['*', '?', '+', '[', ']', '!']);
        match plain {
            None => Reference::Exactly(format!("{kind}{}", word.text)),
            // The letter before `?` may be missing.
            Some(at) if word.text[at..].starts_with('?') => {
                let sure = word.text[..at].char_indices().next_back().map_or(0, |(letter, _)| letter);
                Reference::Below(format!("{kind}{}", &word.text[..sure]))
            }
            Some(at) => Reference::Below(format!("{kind}{}", &word.text[..at])),
        }
    };
    let taken = |word: &&Words| !word.text.starts_with('!');
    let all = words.is_none().then(|| Reference::Below(kind.to_owned()));
    words.into_iter().flatten().filter(taken).map(one).chain(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span};

    fn on(event: &str, filters: &[(&str, &[&str])]) -> Occasion {
        let words = |text: &str| Words { text: text.to_owned(), span: Span::new(FileId(0), 0, 0) };
        let filters =
            filters.iter().map(|(name, all)| ((*name).to_owned(), all.iter().map(|one| words(one)).collect()));
        Occasion::of(&Trigger {
            event: words(event),
            span: Span::new(FileId(0), 0, 0),
            filters: filters.collect(),
            crons: Vec::new(),
            inputs: Vec::new(),
            secrets: Vec::new(),
        })
    }

    #[test]
    fn an_event_decides_what_is_asked_of_it() {
        let main = on("push", &[("branches", &["main"])]);
        let (any, tags) = (on("push", &[]), on("push", &[("tags", &["v*"])]));
        let (request, by_hand) = (on("pull_request", &[]), on("workflow_dispatch", &[]));
        for (occasion, condition, left) in [
            (&main, "github.ref == 'refs/heads/main'", Left::Nothing),
            (&main, "github.ref_name == 'main' && github.event_name == 'push'", Left::Nothing),
            (&main, "startsWith(github.ref, 'refs/tags/')", Left::Never),
            (&request, "github.ref == 'refs/heads/main'", Left::Never),
            (&request, "github.event_name != 'pull_request'", Left::Never),
            (&tags, "startsWith(github.ref, 'refs/tags/')", Left::Nothing),
            (&tags, "github.ref_type == 'tag'", Left::Nothing),
            (&tags, "github.event.action == 'published'", Left::Never),
            (&on("release", &[("types", &["published"])]), "github.event.action == 'published'", Left::Nothing),
            (&on("release", &[("types", &["published"])]), "github.event.action == 'created'", Left::Never),
            (&by_hand, "github.event.pull_request == null", Left::Nothing),
            (&main, "inputs.stage == 'dev'", Left::Never),
            (&main, "inputs.stage == null", Left::Nothing),
            (&main, "github.ref_name == 'Main'", Left::Nothing),
            (&main, "inputs.dry_run != true", Left::Nothing),
            (&main, "github.event.ref == 'refs/heads/main'", Left::Nothing),
            (&request, "github.event.ref == 'refs/heads/main'", Left::Never),
            (&request, "github.event.pull_request == null", Left::Never),
            (&main, "github.event.workflow_run.conclusion == 'success'", Left::Never),
            (&by_hand, "github.event_name == 'push' || github.event_name == 'workflow_dispatch'", Left::Nothing),
        ] {
            assert_eq!(occasion.left(&Condition::read(condition)), left, "{condition}");
        }
        for (occasion, condition, left) in [
            (&any, "github.event_name == 'push' && github.ref == 'refs/heads/main'", "github.ref == 'refs/heads/main'"),
            (&any, "startsWith(github.ref, 'refs/tags/v')", "startsWith(github.ref, 'refs/tags/v')"),
            (&by_hand, "github.ref == 'refs/heads/main'", "github.ref == 'refs/heads/main'"),
            (&main, "github.event_name == 'push' && vars.DEPLOY", "vars.DEPLOY"),
            (&main, "inputs.dry_run == false", "inputs.dry_run == false"),
            (&on("create", &[]), "github.event.ref == 'v1'", "github.event.ref == 'v1'"),
            (
                &on("push", &[("branches", &["releases?"])]),
                "github.ref_name == 'release'",
                "github.ref_name == 'release'",
            ),
        ] {
            let Left::If(rest) = occasion.left(&Condition::read(condition)) else { panic!("{condition}") };
            assert_eq!(rest.words, left, "{condition}");
        }
    }
}
