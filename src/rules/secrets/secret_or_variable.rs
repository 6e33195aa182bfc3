#![doc = include_str!("secret_or_variable.md")]

use super::unknown_secret::is_said_in_use;
use crate::diagnostic::{Diagnostic, Level};
use crate::model::{Kind, Name};
use crate::rules::inventory::{has, is_documented, stated_names};
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "secret-or-variable",
    summary: "a page calls something a secret that is a variable, or the reverse",
    page: include_str!("secret_or_variable.md"),
    level: Level::Error,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let claims = ws.ledger.names.claims.iter().map(|claim| &claim.said).filter(|said| said.evidence.typed);
    let mut found = Vec::new();
    for claim in claims {
        let (other, context) = match claim.value.kind {
            Kind::Secret => (Kind::Variable, "vars"),
            Kind::Variable => (Kind::Secret, "secrets"),
            _ => continue,
        };
        let elsewise = Name::new(other, claim.value.name.clone());
        // Somebody else may use what the workflows do not.
        if has(ws, &claim.value) || claim.value.kind == Kind::Secret && !is_said_in_use(ws, &claim.value) {
            continue;
        }
        if let Some(fact) = stated_names(ws, &elsewise).next() {
            let (name, word) = (&claim.value.name, claim.value.kind.word());
            let message = format!("{name} is documented as a {word}, but the workflows read {context}.{name}");
            let diagnostic = RULE.at(claim.span, message).about(name.as_str()).related(fact.span, "read here");
            found.push(if is_documented(ws, &elsewise) {
                diagnostic.help(format!("it is documented as a {} too: take it out of this list", other.word()))
            } else {
                diagnostic
            });
        }
    }
    found
}
