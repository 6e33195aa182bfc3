//! What operators and agents ask, answered from the lists alone: no network, no model, nothing is run.

mod answer;
mod candidate;
mod inventory;
mod route;
mod words;

pub use answer::{Answer, Probe, Routed, Step};
pub use inventory::{Inventory, inventory, text as inventory_text};
pub use route::route;
