#![doc = include_str!("unused_suppression.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::rules::{Detect, Outcome, Pages, Rule, all, nearest};

pub(super) static RULE: Rule = Rule {
    name: "unused-suppression",
    summary: "an allow comment hides nothing",
    page: include_str!("unused_suppression.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Outcome(detect),
};

fn detect(outcome: &Outcome) -> Vec<Diagnostic> {
    let allows = outcome.workspace.allows.iter().zip(outcome.used);
    allows
        .filter_map(|(allow, used)| {
            let (name, span) = &allow.rule;
            if all().all(|rule| rule.name != name) {
                let diagnostic = RULE.at(*span, format!("there is no rule `{name}` to allow")).about(name.as_str());
                return Some(match nearest(name) {
                    Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                    None => diagnostic,
                });
            }
            // A rule that did not run may have found what the comment hides.
            let idle = !used && outcome.ran.contains(name.as_str());
            idle.then(|| RULE.at(*span, format!("nothing here needs allow({name})")).about(name.as_str()))
        })
        .collect()
}
