//! What a page of each kind holds: the one list that templates and rules follow.

use std::sync::LazyLock;

use regex::Regex;

use super::PageKind;

static ROLLBACK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b|_|-)(?:roll(?:ing|ed)?[-_ ]?backs?|revert(?:ing)?|undo|restor(?:e|ing)|(?:back|go|going|way)(?:ing)?[-_ ](?:out|back)|backout|undoing|recover(?:y|ing)?)(?:\b|_|-)")
        .expect("a valid expression")
});

/// Whether words are about going back.
pub fn is_about_rollback(words: &str) -> bool {
    ROLLBACK.is_match(words)
}

/// A part that pages of a kind have.
#[derive(Debug)]
pub struct Section {
    /// What it is called when it is missing.
    pub name: &'static str,
    /// Words of which one stands in its heading, in lower case.
    pub words: &'static [&'static str],
    /// Headers of a table that is such a part: one of each group.
    pub columns: &'static [&'static [&'static str]],
    /// Whether a page is wrong without it.
    pub required: bool,
}

const fn required(name: &'static str, words: &'static [&'static str]) -> Section {
    Section { name, words, columns: &[], required: true }
}

const fn expected(name: &'static str, words: &'static [&'static str]) -> Section {
    Section { name, words, columns: &[], required: false }
}

const ENVIRONMENT: &[Section] = &[
    required("prerequisites", &["prerequisite", "requirement", "before you", "you need", "needed", "access"]),
    required(
        "setup",
        &["setup", "set up", "setting up", "install", "getting started", "provision", "bootstrap", "quick start"],
    ),
    required("validation", VALIDATION),
    expected("purpose", &["purpose", "about", "overview", "what"]),
    expected("services", &["service", "component", "topology", "architecture"]),
    expected("configuration", &["config", "variable", "secret", "settings"]),
    expected("troubleshooting", &["troubleshoot", "problem", "failure", "known issue", "faq"]),
];

/// Words of headings under which an environment is validated.
pub const VALIDATION: &[&str] = &["validat", "verif", "check", "smoke", "test it", "health", "does it work", "confirm"];

/// Whom to call when a procedure does not help.
pub const ESCALATION: &Section = &expected(
    "escalation",
    &["escalat", "contact", "who to", "whom to", "on-call", "on call", "support", "does not help", "doesn't help"],
);

/// Why an incident happened.
pub const CAUSE: &Section = &expected("cause", &["cause", "contribut", "why it happened", "what went wrong", "factor"]);

/// A part, and words of its heading.
type Named = (&'static str, &'static [&'static str]);

/// Parts of a kind in the order in which people go through them.
pub const ORDER: &[(PageKind, &[Named])] = &[
    (
        PageKind::Environment,
        &[
            ("prerequisites", &["prerequisite", "requirement"]),
            ("setup", &["setup", "set up", "install"]),
            ("validation", &["validat", "verif"]),
        ],
    ),
    (
        PageKind::Deployment,
        &[
            ("prerequisites", &["prerequisite", "requirement"]),
            ("steps", &["step", "procedure"]),
            ("verification", &["verif", "validat"]),
        ],
    ),
    (
        PageKind::Runbook,
        &[("steps", &["step", "mitigat", "procedure", "resolution"]), ("verification", &["verif", "validat"])],
    ),
    (PageKind::Incident, &[("timeline", &["timeline"]), ("actions", &["action", "follow-up"])]),
];

const DEPLOYMENT: &[Section] = &[
    required(
        "steps",
        &["step", "pipeline", "procedure", "process", "deploy", "how to", "release", "rollout", "promot"],
    ),
    expected("branching strategy", &["branch", "trunk", "versioning"]),
    expected("approvals", &["approv", "gate", "review", "sign-off", "who may"]),
    expected("prerequisites", &["prerequisite", "before", "requirement", "checklist"]),
];

const CI: &[Section] = &[
    Section {
        name: "workflows",
        words: &["workflow", "pipeline", ".yml", ".yaml", "jobs"],
        columns: &[&["workflow", "job", "pipeline"]],
        required: true,
    },
    Section { name: "jobs", words: &["job", "stage"], columns: &[&["job"]], required: false },
    Section {
        name: "secrets and variables",
        words: &["secret", "variable"],
        columns: &[&["secret", "variable"]],
        required: false,
    },
    expected("caching", &["cach"]),
    expected("flaky jobs", &["flak"]),
    expected("failures and fixes", &["troubleshoot", "fail", "problem", "when ci is red", "symptom"]),
    expected("how to re-run", &["re-run", "rerun", "run again", "retry"]),
];

const TOOLING: &[Section] = &[Section {
    name: "a table of tools and versions",
    words: &[],
    columns: &[
        &["tool", "cli", "program", "name", "what", "software", "dependency"],
        &["version", "minimum", "pinned"],
    ],
    required: true,
}];

const RUNBOOK: &[Section] = &[
    required(
        "steps or mitigation",
        &[
            "step",
            "mitigat",
            "diagnos",
            "procedure",
            "fix",
            "resolution",
            "resolve",
            "action",
            "what to do",
            "remed",
            "recover",
        ],
    ),
    expected("when it applies", &["when", "meaning", "symptom", "alert", "trigger", "purpose", "overview"]),
    expected("impact", &["impact", "affect", "severity"]),
    expected("verification", &["verif", "validat", "check", "confirm"]),
];

const INCIDENT: &[Section] = &[
    required("impact", &["impact", "affected", "summary"]),
    required("timeline", &["timeline", "chronology", "what happened"]),
    required("actions", &["action", "follow-up", "follow up", "next step", "remed"]),
];

const MAINTENANCE: &[Section] = &[Section {
    name: "a table of tasks and their cadence",
    words: &[],
    columns: &[
        &["task", "what", "activity", "item"],
        &["cadence", "how often", "frequency", "every", "interval", "schedule"],
    ],
    required: true,
}];

/// The parts of a page of a kind.
pub fn sections(kind: PageKind) -> &'static [Section] {
    match kind {
        PageKind::Environment => ENVIRONMENT,
        PageKind::Deployment => DEPLOYMENT,
        PageKind::Ci => CI,
        PageKind::Tooling => TOOLING,
        PageKind::Runbook => RUNBOOK,
        PageKind::Incident => INCIDENT,
        PageKind::Maintenance => MAINTENANCE,
        PageKind::Index | PageKind::Release | PageKind::Note => &[],
    }
}
