//! The vocabulary that facts and claims share, and the comparison of the two. Knows no file format.
//!
//! A *fact* is what the repository has, a *claim* what its pages say. Both are a [`Statement`] of a [`Term`]; paired
//! subject by subject they make the [`Ledger`].

mod alias;
mod allow;
pub mod calendar;
mod check;
mod component;
mod drill;
pub mod environment;
mod expression;
mod inventory;
mod ledger;
mod name;
mod path;
pub mod patterns;
mod property;
mod questions;
mod reconcile;
mod schedule;
mod settle;
mod statement;
mod tool;
mod version;
mod workflow;

pub use allow::{Reach, allow_comment, allow_reach};
pub use check::{Check, CheckStep, Effect, ExpectedLine, Mistake, Run, Status, Stream};
pub use component::{
    COMPOSE_FILES, COMPOSE_OVERRIDES, Component, ComponentKind, UNIT, connections, with_overrides, without_defaults,
};
pub use drill::{Drill, StepOutcome};
pub use inventory::{Include, Inventory, Open, Reading};
pub use ledger::{Account, Judged, Ledger, Tally};
pub use name::{Kind, Name};
pub use path::{MARKDOWN, Naming, RepoPath, join, markdown_stem, parent, workflow_meant_by};
pub use property::{Key, Property};
pub use questions::{Answers, Extent, History, Newer, Questions, Receipt, Repository, Revision, Tag};
pub use reconcile::{Drift, Reason, Verdict};
pub use schedule::Schedule;
pub use statement::{Absence, Answer, Evidence, Gap, How, Listing, Said, Scope, Statement, Table, TableRow, Term};
pub use tool::Tool;
pub use version::{Role, Spec, ToolVersion, Version};
pub use workflow::{
    Concurrency, ContextReference, Input, Job, JobEnvironment, Matrix, Step, Trigger, Words, Workflow,
    is_built_in_secret, names_environment,
};
