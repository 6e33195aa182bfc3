//! What operators and agents ask, answered from the lists alone: no network, no model, nothing is run.

mod answer;
mod candidate;
mod route;
mod words;

pub use answer::{Answer, Probe, Routed, Step};
pub use route::route;
