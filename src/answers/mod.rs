//! What operators and agents ask, answered from the lists alone: no network, no model, nothing is run.

mod due;
mod inventory;

pub use due::{Due, DueItem, due};
pub use inventory::{Inventory, inventory, text as inventory_text};
