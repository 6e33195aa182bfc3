//! Front matter: the one list of keys that rules judge and that schemas describe.

mod schema;
mod value;

pub use schema::schema;
pub use value::Value;

use super::{AgentKind, PageKind};

/// A key of front matter.
#[derive(Debug)]
pub struct Field {
    /// As it is written.
    pub name: &'static str,
    /// What may stand behind it.
    pub value: Value,
    /// Whether front matter is wrong without it.
    pub required: bool,
    /// What it says, for editors.
    pub about: &'static str,
}

const fn field(name: &'static str, value: Value, about: &'static str) -> Field {
    Field { name, value, required: false, about }
}

const fn required(name: &'static str, value: Value, about: &'static str) -> Field {
    Field { name, value, required: true, about }
}

/// The keys that every page of a knowledge base may have.
const PAGE: &[Field] = &[
    field("title", Value::Words, "The title, where it is to differ from the first heading."),
    field("kind", Value::Kind, "What the page is for, where its path does not say so."),
    field("owner", Value::Words, "The person or the team that looks after the page."),
    field("reviewed", Value::Day, "The day on which somebody last read it and found it right."),
    field("review_every", Value::Period, "How long a review holds, after which `devops-docs due` lists the page."),
    field("environment", Value::Words, "The environment that the page is about, where its file cannot be called so."),
    field(
        "risk",
        Value::OneOf(&["low", "medium", "high"]),
        "How much can be lost. High needs an approver and a rollback.",
    ),
    field("approver", Value::Words, "Who agrees before anybody follows the page."),
    field("escalation", Value::Words, "Whom to call when the page does not help."),
    field("covers", Value::List, "Globs of the files that the page describes."),
    field("aliases", Value::List, "Other names, and addresses that it had before."),
    field("tags", Value::List, "Words by which it is found."),
];

const RUNBOOK: &[Field] =
    &[field("drill_every", Value::Period, "How long a drill holds, after which `devops-docs due` lists the runbook.")];

const RELEASE: &[Field] = &[
    field("version", Value::Words, "The version that is released."),
    field("date", Value::Moment, "The day of the release, or the minute in UTC."),
    field("commit", Value::Words, "The commit that is released."),
    field("status", Value::Words, "Where it stands: `candidate`, `approved`, `deployed`, `verified`, `rolled back`."),
    field("rework", Value::Flag, "Whether nobody planned it, and it repairs an earlier one."),
];

const INCIDENT: &[Field] = &[
    field("severity", Value::Words, "How bad it was, in the words of the team."),
    field("status", Value::Words, "Where it stands: `open`, `mitigated`, `resolved`."),
    field("release", Value::Words, "The version that caused it."),
    field("date", Value::Moment, "The day on which it began, where the file's name does not begin with it."),
    field("started", Value::Moment, "When it began, in UTC."),
    field("detected", Value::Moment, "When somebody noticed it, in UTC."),
    field("mitigated", Value::Moment, "When users no longer felt it, in UTC."),
    field("resolved", Value::Moment, "When it was over, in UTC."),
];

const AGENT: &[Field] = &[
    required("name", Value::Words, "The name of the agent: that of its file, without `.md`."),
    required("description", Value::Words, "What the agent does and when to use it."),
    required("tools", Value::Words, "The tools that it may use, separated by commas."),
];

const SKILL: &[Field] = &[
    required("name", Value::Slug(64), "The name of the skill: that of its folder."),
    required("description", Value::Text(1024), "What the skill does and when to use it."),
    field("license", Value::Words, "The name of a licence, or the file that holds it."),
    field("compatibility", Value::Text(500), "What it needs: a product, programs, the network."),
    field("metadata", Value::Map, "Further properties, by name."),
    field("allowed-tools", Value::Words, "The tools that it may use without asking, in one line, separated by blanks."),
];

/// The keys that pages of all kinds share.
pub fn shared_fields() -> &'static [Field] {
    PAGE
}

/// The keys of a page of a kind.
pub fn page_fields(kind: PageKind) -> impl Iterator<Item = &'static Field> + Clone {
    let own: &[Field] = match kind {
        PageKind::Runbook => RUNBOOK,
        PageKind::Release => RELEASE,
        PageKind::Incident => INCIDENT,
        _ => &[],
    };
    PAGE.iter().chain(own)
}

/// The keys of an agent file; none for a kind that has no front matter.
pub fn agent_fields(kind: AgentKind) -> &'static [Field] {
    match kind {
        AgentKind::Agent => AGENT,
        AgentKind::Skill => SKILL,
        AgentKind::Workflow | AgentKind::Protocol | AgentKind::Command | AgentKind::Note => &[],
    }
}
