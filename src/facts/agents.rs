//! The agents and commands of a repository, as the places of their files name them. What they say is the pages' affair.

use crate::diagnostic::Place;
use crate::kinds::{AGENT_ROOTS, AgentFile, AgentKind};
use crate::model::{Evidence, Inventory, Kind, Listing, Name, Scope, Statement};
use crate::text::{FileId, Files, Span};

/// States every agent file, by its path below its root and by the name that it gives.
pub(super) fn state(files: &Files, facts: &mut Inventory) {
    // Only what is shipped beside what people change makes the list whole: a clone may lack it, since git ignores it there.
    let shipped = AGENT_ROOTS[1];
    let has_list = files.below(shipped).any(|(_, entry)| AgentFile::of_path(&entry.path).is_some());
    if !has_list {
        return;
    }
    let mut add = |file: FileId, kind: Kind, name: &str| {
        let value = Name::new(kind, name);
        let span = Span::new(file, 0, 0);
        facts.names.statements.push(Statement { value, span, scope: Scope::root(), evidence: Evidence::SOURCE });
    };
    for (id, entry) in files.iter() {
        if let Some(stem) = of_an_editor(&entry.path) {
            add(id, stem.0, stem.1);
        }
        let Some(file) = AgentFile::of_path(&entry.path).filter(|file| file.root.is_some()) else { continue };
        add(id, Kind::AgentFile, &file.inside);
        match file.kind {
            AgentKind::Agent => add(id, Kind::Agent, file.name()),
            AgentKind::Command => {
                add(id, Kind::AgentCommand, file.name());
                add(id, Kind::Activation, file.name());
            }
            // `workflow release` loads the workflow of that name, if no command does.
            AgentKind::Workflow => {
                let stem = file.name().strip_suffix("-workflow").unwrap_or(file.name());
                add(id, Kind::Activation, &format!("workflow-{stem}"));
            }
            AgentKind::Protocol | AgentKind::Skill | AgentKind::Note => {}
        }
    }
    for kind in [Kind::AgentFile, Kind::Agent, Kind::AgentCommand, Kind::Activation] {
        let place = Place::Path(shipped.to_owned());
        facts.names.listings.push(Listing { domain: (kind, String::new()), scope: Scope::root(), place, table: None });
    }
}

/// An agent or a command that an editor brings to a repository beside the roots.
fn of_an_editor(path: &str) -> Option<(Kind, &str)> {
    let stem = path.rsplit('/').next()?.strip_suffix(".md")?;
    let kind = [("agents", Kind::Agent), ("commands", Kind::AgentCommand)];
    let (_, kind) = kind.into_iter().find(|(folder, _)| path.starts_with(&format!(".claude/{folder}/")))?;
    Some((kind, stem))
}
