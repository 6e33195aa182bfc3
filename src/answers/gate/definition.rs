//! Which gates and waivers count. In a pull request its base decides: what the pull request adds may ask for more, and
//! lets nothing pass.

use crate::config::{Condition, Gate, Settings, Waiver, built_in_gates, gates};
use crate::index::Place;
use crate::syntax::toml;
use crate::syntax::tree::Node;
use crate::workspace::Workspace;

/// The configuration of the revision that a pull request is for.
#[derive(Clone, Debug, Default)]
pub struct Base {
    /// Its settings; the defaults if it has none.
    pub settings: Settings,
    /// What it is called, for messages.
    pub revision: String,
    /// Whether git knows it.
    pub is_known: bool,
}

/// The gates and waivers that count.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    /// The gates, built-in ones first.
    pub gates: Vec<Gate>,
    pub(super) waivers: Vec<Waiver>,
    base: Option<Base>,
}

impl Definitions {
    /// Those of a configuration, as far as the base of a pull request lets them.
    pub fn new(own: &Settings, base: Option<Base>) -> Self {
        let mut all: Vec<Gate> = gates(&own.gate).into_iter().cloned().collect();
        if let Some(base) = &base {
            for old in gates(&base.settings.gate) {
                match all.iter_mut().find(|gate| gate.name == old.name) {
                    Some(gate) => *gate = joined(old, gate),
                    None => all.push(old.clone()),
                }
            }
        }
        Self { gates: all, waivers: own.waiver.clone(), base }
    }

    /// The gate of that name.
    pub fn gate(&self, name: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.name == name)
    }

    /// Why nothing shows that a gate asks for what the base of a pull request asks for: git does not know the base, and the
    /// gate is not built in.
    pub(super) fn is_unproven(&self, gate: &Gate) -> Option<String> {
        let base = self.base.as_ref().filter(|base| !base.is_known && !built_in_gates().contains(gate))?;
        Some(format!("git does not know {}, so this may be less than it asks for", base.revision))
    }

    /// Why a waiver does not count yet, if it comes with the pull request that it would let pass.
    pub(super) fn is_new(&self, waiver: &Waiver) -> Option<String> {
        let base = self.base.as_ref().filter(|base| !base.settings.waiver.contains(waiver))?;
        Some(format!("it counts once it is merged: {} does not have it", base.revision))
    }
}

/// A gate with all that its base asks for, and what is new.
fn joined(old: &Gate, new: &Gate) -> Gate {
    let added = new.condition.iter().filter(|condition| !old.condition.contains(condition)).cloned();
    let condition: Vec<Condition> = old.condition.iter().cloned().chain(added).collect();
    Gate { condition, ..old.clone() }
}

/// Where a gate is defined; none for one that is built in.
pub fn stated(ws: &Workspace, name: &str) -> Option<Place> {
    let file = ws.config.file.as_deref().and_then(|path| ws.files.find(path))?;
    let tree = toml::parse(ws.files.whole(file)?);
    let gates = tree.root()?.get("gate").map(Node::items).unwrap_or_default();
    let found = gates.iter().filter_map(|gate| gate.get("name")).find(|node| node.text() == Some(name))?;
    Some(Place::of(ws, found.span))
}
