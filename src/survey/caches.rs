//! Which steps keep a cache.

use crate::model::{Step, Words};

/// The action by which a step keeps a cache: one that is called so, or one that is told to.
pub fn cache(step: &Step) -> Option<&Words> {
    /// Actions whose own purpose is a cache, or that keep one without being told.
    const KEEPERS: &[&str] = &["gradle/actions/setup-gradle"];
    /// The inputs by which others are told.
    const INPUTS: &[&str] = &["cache", "bundler-cache", "enable-cache"];
    let uses = step.uses.as_ref()?;
    let action = uses.text.split('@').next().unwrap_or_default().to_lowercase();
    let is_called_so = action.split(['/', '-', '_']).any(|word| matches!(word, "cache" | "cached" | "sccache"));
    let is_told = |(name, value): &(Words, Words)| {
        INPUTS.contains(&name.text.as_str()) && !matches!(value.text.as_str(), "false" | "")
    };
    // Builders of images say where they keep their layers.
    let keeps_layers = |(name, value): &(Words, Words)| name.text == "cache-to" && value.text.contains("type=");
    let is_told = |pair: &(Words, Words)| is_told(pair) || keeps_layers(pair);
    (is_called_so || KEEPERS.contains(&action.as_str()) || step.with.iter().any(is_told)).then_some(uses)
}
