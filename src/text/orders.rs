//! Text that is shown where the runner of a job reads along: what would be a command to it is written otherwise.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Serialize;

/// What begins a command to the runner of a job, wherever it stands in a line: `##[group]`, `##vso[task.setvariable …]`,
/// `##teamcity[buildStop …]`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"##(?P<runner>[A-Za-z]*)\[").expect("a valid expression"));

/// What is shown for the bracket of such a command.
pub const BRACKET: &str = "‹U+005B›";

/// A text whose commands to a runner have something else in the place of their bracket.
pub fn unordered(text: &str) -> Cow<'_, str> {
    ORDER.replace_all(text, |order: &Captures| format!("##{}{BRACKET}", &order["runner"]))
}

/// A text in which a notation that knows another spelling of `#` has that where a command begins.
pub fn respelled<'t>(text: &'t str, number_sign: &str) -> Cow<'t, str> {
    ORDER.replace_all(text, |order: &Captures| format!("{number_sign}{}", &order[0][1..]))
}

/// Lines in which the runner of a job finds no command: neither this, nor one that a line begins with.
pub fn without_orders(text: &str) -> String {
    let one = |line: &str| {
        let rest = line.trim_start();
        match rest.strip_prefix("::") {
            Some(rest) => format!("{}‹U+003A›:{rest}", &line[..line.len() - rest.len() - 2]),
            None => line.to_owned(),
        }
    };
    unordered(text).split_inclusive('\n').map(one).collect()
}

/// The places of the brackets of such commands in a text.
pub fn brackets_of_orders(text: &str) -> impl Iterator<Item = usize> {
    ORDER.find_iter(text).map(|order| order.end() - 1)
}

/// A document as JSON that a terminal and the runner of a job may be shown; it ends its last line.
pub fn json_document(document: &impl Serialize) -> String {
    harmless(&serde_json::to_string_pretty(document).expect("text and numbers are always JSON"))
}

/// The same in one line.
pub fn json_line(document: &impl Serialize) -> String {
    harmless(&serde_json::to_string(document).expect("text and numbers are always JSON"))
}

fn harmless(json: &str) -> String {
    // Only within strings can these stand.
    let mut out = String::with_capacity(json.len() + 1);
    for character in respelled(json, "\\u0023").chars() {
        if character.is_control() && character != '\n' {
            out.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_a_command_to_a_runner() {
        let check = |text: &str, shown: &str| assert_eq!(without_orders(text), shown);
        check("##vso[task.x]\n ##teamcity[y]", "##vso‹U+005B›task.x]\n ##teamcity‹U+005B›y]");
        check("a::b\n  ::add-mask::x\n##[group]y", "a::b\n  ‹U+003A›:add-mask::x\n##‹U+005B›group]y");
    }

    #[test]
    fn a_document_says_the_same_and_commands_nothing() {
        let said = "##[error]x ##vso[y]z \u{9b}2J \u{1b}[31m ##";
        let text = json_document(&said);
        assert_eq!(text, "\"\\u0023#[error]x \\u0023#vso[y]z \\u009b2J \\u001b[31m ##\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).ok().as_deref(), Some(said));
    }
}
