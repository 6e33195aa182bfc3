//! What operators and agents ask.

pub mod doctor;
