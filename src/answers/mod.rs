//! What operators and agents ask, answered from the lists alone: no network, no model. What must be run for an answer is
//! planned here, and run elsewhere.

mod answer;
mod candidate;
pub mod diagnose;
pub mod doctor;
pub mod drill;
mod due;
pub mod gate;
mod inventory;
mod rivals;
mod route;
mod warnings;
mod words;

pub use answer::{Answer, Probe, Routed, Step};
pub use due::{Due, DueItem, due};
pub use inventory::{Inventory, inventory, text as inventory_text};
pub use route::route;
pub use words::{concepts_of, vocabulary};
