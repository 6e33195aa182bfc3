//! Files of systems that other readers know nothing of: nothing is stated of them, but their words tell whose they are.

use super::source::Source;
use crate::model::Reading;

/// Pipelines that are called so, the manifest that several platforms have under one name, and what says how often updates
/// are proposed.
pub(super) fn reads(source: &Source) -> bool {
    let is_pipeline = || source.path.to_ascii_lowercase().contains("pipeline");
    source.is_named(&["app.json", "dependabot.yml", "dependabot.yaml"])
        || source.ends_with(&[".yml", ".yaml"]) && is_pipeline()
}

pub(super) fn read(_: &Source, _: &mut Reading) {}
