//! What operators and agents ask.

pub mod diagnose;
pub mod doctor;
