//! What operators and agents ask, answered from the lists alone: no network, no model, nothing is run.

mod route;
mod words;

pub use route::{Answer, Routed, route};
