//! What must not stand in documentation.

use super::Rule;

mod credential_in_url;
mod hidden_text;
mod leaked_secret;
mod pipe_to_shell;
mod placeholder_style;
mod printed_secret;
mod unclosed_fence;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &leaked_secret::RULE,
    &credential_in_url::RULE,
    &hidden_text::RULE,
    &unclosed_fence::RULE,
    &pipe_to_shell::RULE,
    &printed_secret::RULE,
    &placeholder_style::RULE,
];
