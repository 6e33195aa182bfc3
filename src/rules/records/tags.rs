//! Which tag is that of which record.

use crate::kinds::{Page, plain_version, released, tag_version};
use crate::model::Tag;
use crate::workspace::Workspace;

/// Whether a tag names the version of a record.
pub(super) fn is_of(tag: &Tag, page: &Page) -> bool {
    let version = released(page);
    tag.name == version || tag_version(&tag.name).is_some_and(|(_, number)| number == plain_version(version))
}

/// The tag of a record, if there is only one of its version.
pub(super) fn tag<'a>(ws: &'a Workspace, page: &Page) -> Option<&'a Tag> {
    let mut tags = ws.answers.tags.iter().filter(|tag| is_of(tag, page));
    let only = tags.next()?;
    tags.next().is_none().then_some(only)
}
