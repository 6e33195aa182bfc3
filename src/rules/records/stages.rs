//! The stages of a release, by the word for its status.

/// Words that say that a release is where it was to go.
pub(super) const ENDED: &[&str] = &[
    "released",
    "deployed",
    "verified",
    "done",
    "complete",
    "completed",
    "shipped",
    "published",
    "live",
    "rolled back",
];

/// Whether a status says that a release is where it was to go.
pub(super) fn is_ended(status: &str) -> bool {
    ENDED.contains(&status.trim().to_lowercase().as_str())
}
