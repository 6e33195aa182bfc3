//! devops-docs reads a repository twice, as the machine sees it and as its pages tell it, and compares.
//!
//! In reading order, each layer using only those above it:
//!
//! - [`text`]: every path, the bytes that were asked for, places in them; [`artifact`]: a file to be written
//! - [`diagnostic`]: what a finding is
//! - [`syntax`]: text to trees of spans; [`model`]: the vocabulary of facts and claims, and the ledger that pairs them
//! - [`git`]: what git knows; [`config`]: the project's settings; [`kinds`]: which file is a page, and of what kind; [`snippets`]: what commands do
//! - [`facts`]: what the repository has; [`claims`]: what its pages say
//! - [`workspace`]: a repository, read and reconciled
//! - [`scaffold`]: from what a repository has to Markdown
//! - [`rules`]: one function a defect; [`lint`]: runs them
//! - [`fix`], [`baseline`], [`report`]: what is done with findings
//! - [`checks`]: commands of pages that run, confined and judged
//! - [`answers`]: what operators ask
//! - [`site`]: pages, drawings and search for people
//! - [`cli`]: the only layer that prints, writes and exits

pub mod answers;
pub mod artifact;
pub mod baseline;
pub mod checks;
pub mod claims;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod facts;
pub mod fix;
pub mod git;
pub mod kinds;
pub mod lint;
pub mod model;
pub mod report;
pub mod rules;
pub mod scaffold;
pub mod site;
pub mod snippets;
pub mod syntax;
pub mod text;
pub mod workspace;
