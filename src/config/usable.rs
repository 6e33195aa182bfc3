//! What of a configuration file can be used: a value of the wrong shape costs itself, or the entry of a list that it stands
//! in, and is told in words for people.

use ::toml::{Table, Value};
use serde::Deserialize;

use super::{Gate, Settings};
use crate::syntax::tree::Node;

/// A step to a value: a key of a table, or the number of an entry in a list.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Key(String),
    Entry(usize),
}

/// The value that steps lead to.
pub(super) fn node<'a>(root: &'a Node, steps: &[Step]) -> Option<&'a Node> {
    steps.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Entry(at) => node.items().get(*at),
    })
}

/// The settings of a table without the values that have the wrong shape, each of which is told with the steps to it.
pub(super) fn usable(table: Table, tell: &mut dyn FnMut(&[Step], String)) -> Settings {
    let mut kept = Table::new();
    for (key, value) in table {
        let at = vec![Step::Key(key.clone())];
        match value {
            // A table where there is none, or one where there are several: `[ignore]`.
            Value::Table(_) if !fits(&at, &Value::Table(Table::new()), &|value| one(&key, value), tell) => {}
            Value::Table(inner) => {
                let mut usable = Table::new();
                for (name, value) in inner {
                    let around = |value| one(&key, Value::Table(one(&name, value)));
                    if fits(&[at.as_slice(), &[Step::Key(name.clone())]].concat(), &value, &around, tell) {
                        usable.insert(name, value);
                    }
                }
                kept.insert(key, Value::Table(usable));
            }
            // An entry with a mistake is left out whole: what is wrong might have narrowed it.
            Value::Array(entries) if is_list_of_tables(&entries) => {
                let around = |entry| one(&key, Value::Array(vec![entry]));
                let mut fine: Vec<Value> = Vec::new();
                for (number, entry) in entries.into_iter().enumerate() {
                    let at = [at.as_slice(), &[Step::Entry(number)]].concat();
                    let name = entry.get("name").and_then(Value::as_str);
                    if name.is_some() && fine.iter().any(|other| other.get("name").and_then(Value::as_str) == name) {
                        tell(&at, format!("another entry is called {} too", name.unwrap_or_default()));
                    } else if fits(&at, &entry, &around, tell) && means_something(&key, &at, &entry, tell) {
                        fine.push(entry);
                    }
                }
                kept.insert(key, Value::Array(fine));
            }
            value => {
                if fits(&at, &value, &|value| one(&key, value), tell) {
                    kept.insert(key, value);
                }
            }
        }
    }
    // Keys that no setting has are ignored here; `unknown-configuration` reports them.
    kept.try_into().unwrap_or_default()
}

/// Whether a gate says what it asks for; of other entries nothing more is known here.
fn means_something(key: &str, at: &[Step], entry: &Value, tell: &mut dyn FnMut(&[Step], String)) -> bool {
    let mistakes = match Gate::deserialize(entry.clone()) {
        Ok(gate) if key == "gate" => gate.mistakes(),
        _ => Vec::new(),
    };
    for (condition, key, message) in &mistakes {
        let condition = condition.map(|number| [Step::Key("condition".to_owned()), Step::Entry(number)]);
        let key = key.map(|key| Step::Key(key.to_owned()));
        let steps: Vec<Step> = at.iter().cloned().chain(condition.into_iter().flatten()).chain(key).collect();
        tell(&steps, message.clone());
    }
    mistakes.is_empty()
}

fn one(key: &str, value: Value) -> Table {
    Table::from_iter([(key.to_owned(), value)])
}

fn is_list_of_tables(entries: &[Value]) -> bool {
    !entries.is_empty() && entries.iter().all(Value::is_table)
}

/// Whether a value may stand where it does; `around` puts it there alone. What may not is told, as deep as it lies.
fn fits(at: &[Step], value: &Value, around: &dyn Fn(Value) -> Table, tell: &mut dyn FnMut(&[Step], String)) -> bool {
    match value {
        Value::Table(inner) if matches!(at.last(), Some(Step::Entry(_))) => {
            let mut fine = true;
            for (key, value) in inner {
                let at = [at, &[Step::Key(key.clone())]].concat();
                fine &= fits(&at, value, &|value| around(Value::Table(one(key, value))), tell);
            }
            fine
        }
        Value::Array(entries) if is_list_of_tables(entries) => {
            let mut fine = true;
            for (number, entry) in entries.iter().enumerate() {
                let at = [at, &[Step::Entry(number)]].concat();
                fine &= fits(&at, entry, &|entry| around(Value::Array(vec![entry])), tell);
            }
            fine
        }
        value => match Settings::deserialize(around(value.clone())) {
            Ok(_) => true,
            Err(error) => {
                let top = at.first().map_or("", |step| if let Step::Key(key) = step { key } else { "" });
                let own = at.last().map_or("", |step| if let Step::Key(key) = step { key } else { "" });
                tell(at, explain(error.message(), top, own, &written(value)));
                false
            }
        },
    }
}

/// A value as it may have been written; of a list its first member.
fn written(value: &Value) -> String {
    match value {
        Value::String(words) => format!("\"{words}\""),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(is_so) => is_so.to_string(),
        Value::Datetime(time) => time.to_string(),
        Value::Array(members) => members.first().map(written).unwrap_or_default(),
        Value::Table(_) => A_TABLE.to_owned(),
    }
}

/// What a table is called in a message.
const A_TABLE: &str = "a table";

/// The settings that are lists of tables.
const LISTS: &[&str] = &["ignore", "gate", "waiver"];

/// The settings that are tables.
const TABLES: &[&str] = &["pages", "rules", "site"];

fn table(own: &str) -> String {
    format!("a table is needed here: `[{own}]` on a line of its own, and its settings below")
}

fn several(own: &str) -> String {
    let sample = if own == "ignore" { ", such as `paths = [\"docs/**\"]`" } else { "" };
    format!("a table for each is needed here: `[[{own}]]` on a line of its own, and its settings below{sample}")
}

/// Says in words for people what the reader of TOML says in words for programmers.
fn explain(message: &str, top: &str, own: &str, words: &str) -> String {
    // What an unknown field is, `unknown-configuration` says at its own place.
    if message.starts_with("unknown field") {
        return message.to_owned();
    }
    let (_, expected) = message.rsplit_once("expected ").unwrap_or(("", message));
    let allowed = match (top, own) {
        ("profile", _) => Some("`default` or `strict`"),
        (_, "fail-on") => Some("`info`, `warning`, `error` or `never`"),
        ("rules", _) if !expected.contains("map") => Some("`off`, `info`, `warning` or `error`"),
        _ => None,
    };
    if let Some(allowed) = allowed {
        return format!("{words} is no value for this: write {allowed}, in quotes");
    }
    match expected {
        "a sequence" if LISTS.contains(&own) => several(own),
        _ if top == own && TABLES.contains(&own) => table(own),
        _ if words == A_TABLE => "no table is needed here, but a value".to_owned(),
        "a sequence" => format!("a list is needed here: `[{words}]`"),
        "a string" => format!("text is needed here: `\"{}\"`", words.trim_matches('"')),
        "a boolean" => "`true` or `false` is needed here".to_owned(),
        _ if LISTS.contains(&own) => several(own),
        _ if expected.contains("map") || expected.contains("struct") => table(own),
        _ if expected.starts_with("one of ") => format!("{words} is no value for this: write {expected}"),
        _ => format!("{words} is no value for this"),
    }
}
