//! A list of JSON that is made item by item while it is written, so that it is never held whole.

use serde::{Serialize, Serializer};

/// The items that a function gives, anew each time the list is written.
pub(super) struct Each<F>(pub F);

impl<F, I> Serialize for Each<F>
where
    F: Fn() -> I,
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
