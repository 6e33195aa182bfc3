//! The rules: one folder a family, one pair of files a rule. A rule filters the ledger or looks at pages; it knows no
//! file format, no suppression, no colour and no disk.

use crate::diagnostic::{Diagnostic, Level, Place};
use crate::workspace::Workspace;

mod agents;
mod checks;
mod commands;
mod deployments;
mod environments;
mod gone;
mod inventory;
mod jobs;
mod likeness;
mod links;
mod outcome;
mod owners;
mod pages;
mod parts;
mod paths;
mod promised;
mod records;
mod run;
mod safety;
mod secrets;
mod services;
mod told;
mod tools;
mod triggers;
mod variables;
mod versions;
mod workflows;

pub use outcome::Outcome;

/// On which pages a rule speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pages {
    /// Those of a knowledge base only.
    Typed,
    /// Those by which agents work.
    Agents,
    /// All that are read.
    All,
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Detect {
    /// The repository and its pages.
    Workspace(fn(&Workspace) -> Vec<Diagnostic>),
    /// The run: what the other rules found, and which suppressions they used.
    Outcome(fn(&Outcome) -> Vec<Diagnostic>),
}

/// One rule: a value, not a trait.
pub struct Rule {
    /// Its stable name, which reads well after `allow`.
    pub name: &'static str,
    /// The defect, in one line.
    pub summary: &'static str,
    /// Its page: documentation, `explain` text and tests in one.
    pub page: &'static str,
    /// The level of its findings, unless the evidence or the configuration says otherwise.
    pub level: Level,
    /// Where it speaks.
    pub pages: Pages,
    /// The version that brought it.
    pub since: &'static str,
    /// The function that finds the defect.
    pub detect: Detect,
}

impl Rule {
    /// A finding of this rule.
    pub fn at(&self, place: impl Into<Place>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.name, self.level, place.into(), message)
    }

    /// The address of its page.
    pub fn url(&self) -> String {
        rule_url(self.name)
    }
}

/// The address of a rule's page.
pub fn rule_url(name: &str) -> String {
    format!("https://devops-docs.github.io/devops-docs/rules/{name}.html")
}

/// The families, in the order of the catalogue.
pub const FAMILIES: &[(&str, &[&Rule])] = &[
    ("links", links::RULES),
    ("paths", paths::RULES),
    ("commands", commands::RULES),
    ("versions", versions::RULES),
    ("workflows", workflows::RULES),
    ("jobs", jobs::RULES),
    ("triggers", triggers::RULES),
    ("secrets", secrets::RULES),
    ("variables", variables::RULES),
    ("deployments", deployments::RULES),
    ("environments", environments::RULES),
    ("tools", tools::RULES),
    ("services", services::RULES),
    ("pages", pages::RULES),
    ("records", records::RULES),
    ("agents", agents::RULES),
    ("checks", checks::RULES),
    ("safety", safety::RULES),
    ("run", run::RULES),
];

/// Whether a path is that of a workflow.
fn is_workflow(path: &str) -> bool {
    // One in another folder is a file like any other: GitHub would not run it.
    path.starts_with(".github/workflows/") && [".yml", ".yaml"].iter().any(|ending| path.ends_with(ending))
}

/// Every rule, in the order of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|(_, rules)| rules.iter().copied())
}

/// Whether a name on the command line means a rule: its own, its family's, or `all`.
pub fn is_meant(name: &str, rule: &Rule) -> bool {
    let in_family = |(family, rules): &(&str, &[&Rule])| *family == name && rules.iter().any(|of| of.name == rule.name);
    name == rule.name || name == "all" || FAMILIES.iter().any(in_family)
}

/// Whether a name means several rules: a family's, or `all`.
pub fn is_family(name: &str) -> bool {
    name == "all" || FAMILIES.iter().any(|(family, _)| *family == name)
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.name == name)
}

/// The name of a rule that is most like a mistyped one.
pub fn nearest(name: &str) -> Option<&'static str> {
    most_like(name, all().map(|rule| rule.name))
}

/// The name of a rule or family that is most like a mistyped one.
pub fn nearest_or_family(name: &str) -> Option<&'static str> {
    most_like(name, FAMILIES.iter().map(|(family, _)| *family).chain(all().map(|rule| rule.name)))
}

fn most_like(name: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let like = |other: &&str| strsim::damerau_levenshtein(other, &lower);
    names.min_by_key(like).filter(|other| like(other) <= (other.len() / 3).min(name.len() / 3).max(1))
}

/// The names of the rules of a family, as words; nothing for any other name.
pub fn names_of(family: &str) -> Option<String> {
    let (_, rules) = FAMILIES.iter().find(|(name, _)| *name == family)?;
    Some(rules.iter().map(|rule| format!("`{}`", rule.name)).collect::<Vec<_>>().join(", "))
}
