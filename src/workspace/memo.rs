//! What was found out of a repository and is asked for again and again.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

type Slot = Arc<OnceLock<Arc<dyn Any + Send + Sync>>>;

/// Answers by their type and the folder that they are about. It lives as long as its workspace, in which nothing changes.
/// Nothing that is kept may be found by work that is shared among threads: who waits for an answer could be handed a part of it.
#[derive(Default)]
pub struct Memo {
    slots: Mutex<HashMap<(TypeId, String), Slot>>,
}

impl Memo {
    /// The answer about a folder, found once.
    pub fn of<T: Any + Send + Sync>(&self, folder: &str, find: impl FnOnce() -> T) -> Arc<T> {
        let key = (TypeId::of::<T>(), folder.to_owned());
        let slot = Arc::clone(self.slots.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        // Others wait for this answer alone while it is found.
        let known = Arc::clone(slot.get_or_init(|| Arc::new(find())));
        known.downcast().unwrap_or_else(|_| unreachable!("the key has the type"))
    }
}

impl fmt::Debug for Memo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memo")
    }
}
