//! What the claims of all pages leave for git, and for the text of all files, to answer.

use crate::model::{Inventory, Kind, Naming, Questions, join, workflow_meant_by};
use crate::text::{Files, Presence};

/// Whether a name without a folder may be that of one workflow or script: long, of several words.
fn is_of_ci(name: &str) -> bool {
    let is_known = [".yml", ".yaml", ".sh"].iter().any(|ending| name.ends_with(ending));
    is_known && !name.contains('/') && name.len() >= 14 && name.contains(['-', '_'])
}

/// Paths that do not exist, and names that no reader of facts understands.
pub fn questions(claims: &Inventory, files: &Files) -> Questions {
    let mut questions = Questions::default();
    for claim in &claims.paths.statements {
        let tail = claim.value.path.as_str();
        let asked: Vec<String> = claim.scope.outward().filter_map(|folder| join(folder, tail)).collect();
        let found = asked.iter().any(|path| files.exists(path));
        let elsewhere = matches!(claim.value.naming, Naming::Mention | Naming::Program | Naming::Script)
            && !claim.scope.fixed
            && !claim.is_an_order()
            && files.with_tail(tail).next().is_some();
        if !found && !elsewhere {
            // What is ignored or gone may be what a link leads to.
            questions.paths.extend(asked.iter().filter_map(|path| match files.presence(path) {
                Presence::Absent(end) => Some(end),
                _ => None,
            }));
            questions.paths.extend(asked);
            questions.paths.extend(workflow_meant_by(tail));
            questions.pages.insert(files.path(claim.span.file).to_owned());
            if claim.value.naming == Naming::Mention && is_of_ci(tail) {
                questions.file_names.insert(tail.to_owned());
            }
        }
    }
    for claim in &claims.names.statements {
        if let Some(file) = claim.value.file().filter(|file| files.with_tail(file).next().is_none()) {
            questions.file_names.insert(file);
            questions.pages.insert(files.path(claim.span.file).to_owned());
        }
        if claim.value.kind.is_asked_for() {
            questions.mentions.insert(claim.value.name.clone());
            questions.mentions.extend(claim.value.compositions());
            if claim.value.kind == Kind::Tool {
                questions.mentions.insert(claim.value.name.to_lowercase());
            }
        }
    }
    questions
}
