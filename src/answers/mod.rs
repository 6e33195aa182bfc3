//! What operators and agents ask, answered from the lists alone: no network, no model, nothing is run.

mod inventory;

pub use inventory::{Inventory, inventory, text as inventory_text};
