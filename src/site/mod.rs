//! The runbook site: pages, drawings, search. Knows no disk: a build is a list of artifacts.

pub mod drawing;
pub mod markdown;
pub mod search;
