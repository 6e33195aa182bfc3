#![doc = include_str!("release_incomplete.md")]

use super::stages::is_ended;
use super::tags::tag;
use crate::diagnostic::{Diagnostic, Fix, Level};
use crate::kinds::{Page, cell, dated, quality, released, releases};
use crate::model::Tag;
use crate::rules::environments::is_built_in;
use crate::rules::parts::title;
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::front_line;
use crate::survey;
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "release-incomplete",
    summary: "the record of a release lacks what identifies it, or a stage has no result",
    page: include_str!("release_incomplete.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// A stage that a release goes through.
struct Stage {
    name: &'static str,
    /// How words begin that speak of it.
    words: &'static [&'static str],
    /// The keys of front matter that do.
    keys: &'static [&'static str],
    /// Whether it is one only where there is an environment to deploy to.
    of_places: bool,
}

const STAGES: &[Stage] = &[
    Stage {
        name: "approval",
        words: &["approv", "sign-off", "signed off", "agreed"],
        keys: &["approver", "approved_by", "approvers"],
        of_places: true,
    },
    Stage {
        name: "deployment",
        words: &["deploy", "roll-out", "rollout", "rolled out", "publish", "promot", "shipped"],
        keys: &["deployed", "deployment"],
        of_places: true,
    },
    Stage {
        name: "verification",
        words: &["verif", "validat", "check", "smoke", "test", "monitor", "observed", "health"],
        keys: &["verified", "verification"],
        of_places: false,
    },
];

impl Stage {
    /// Whether a record speaks of it, below its title.
    fn is_told(&self, page: &Page) -> bool {
        let says = |words: &str| {
            let words = words.to_lowercase();
            let begins = |at: usize| !words[..at].ends_with(char::is_alphanumeric);
            self.words.iter().any(|word| words.match_indices(word).any(|(at, _)| begins(at)))
        };
        let title = page.markdown.headings.first().map(|heading| heading.span);
        let mut blocks = page.markdown.blocks.iter().filter(|block| Some(block.span) != title);
        quality(page, self.keys).is_some() || blocks.any(|block| says(&block.prose))
    }
}

/// Headers of columns in which the outcome of a stage is written.
const OUTCOME: &[&str] = &["result", "results", "outcome", "when"];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let places = survey::environments(ws, "");
    let has_places = places.iter().any(|place| !is_built_in(&place.name));
    let of_page = |page| {
        let status = quality(page, &["status"]).unwrap_or_default().to_lowercase();
        let is_out = is_ended(&status);
        let skipped = is_out.then(|| skipped(page, &status, has_places)).flatten();
        let open = if is_out { stages(page, &status) } else { Vec::new() };
        lacking(ws, page, has_places).into_iter().chain(skipped).chain(open)
    };
    releases(&ws.pages).flat_map(of_page).collect()
}

/// What a record does not say of its release, and what git knows of it.
fn lacking(ws: &Workspace, page: &Page, has_places: bool) -> Option<Diagnostic> {
    let tag = tag(ws, page);
    let version = released(page);
    let wanted = [
        ("version", version.chars().any(|c| c.is_ascii_digit()), None),
        ("date", !dated(page.stem()).0.is_empty() || quality(page, &["date", "released"]).is_some(), tag.map(Tag::day)),
        ("environment", !has_places || quality(page, &["environment", "target", "environments"]).is_some(), None),
        ("commit", quality(page, &["commit", "sha", "revision"]).is_some(), tag.map(|tag| tag.commit.as_str())),
    ];
    let lacking: Vec<_> = wanted.iter().filter(|(_, is_told, _)| !is_told).collect();
    if lacking.is_empty() {
        return None;
    }
    let names: Vec<&str> = lacking.iter().map(|(name, ..)| *name).collect();
    let message = format!("this record of a release does not give its {}", names.join(", "));
    let diagnostic = RULE.at(title(page), message).about(page.path.as_str());
    let has_key = |key: &str| page.front.as_ref().is_some_and(|front| front.get(key).is_some());
    let lines = lacking.iter().map(|(name, _, known)| match known {
        Some(value) => format!("{name}: \"{value}\""),
        None => format!("{name}: TODO(owner)"),
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let edit = front_line(&ws.files, page, &lines).filter(|_| !names.iter().any(|name| has_key(name)));
    let is_known = lacking.iter().all(|(.., known)| known.is_some());
    let fix = |edit| {
        if is_known { Fix::safe("write what its tag says", vec![edit]) } else { Fix::guess("ask for it", vec![edit]) }
    };
    Some(diagnostic.fix(edit.map(fix)))
}

/// The stages of a release that is out of which its record does not speak at all.
fn skipped(page: &Page, status: &str, has_places: bool) -> Option<Diagnostic> {
    let wanted = STAGES.iter().filter(|stage| has_places || !stage.of_places);
    let mut names = wanted.filter(|stage| !stage.is_told(page)).map(|stage| stage.name).collect::<Vec<_>>();
    let last = names.pop()?;
    let before = if names.is_empty() { String::new() } else { format!("{} and ", names.join(", ")) };
    let message = format!("the release is {status}, and this record says nothing of its {before}{last}");
    Some(RULE.at(title(page), message).about(format!("{} stages", page.path)))
}

/// The stages of a release that is out of which nobody wrote down how they ended.
fn stages(page: &Page, status: &str) -> Vec<Diagnostic> {
    let is_outcome = |words: &str| OUTCOME.contains(&words.trim().to_lowercase().as_str());
    let tables = page.markdown.tables.iter();
    let tables = tables.filter(|table| table.header.iter().any(|header| is_outcome(&header.text)));
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    let open = rows.filter(|(table, row)| cell(table, row, OUTCOME).is_none());
    open.map(|(_, row)| {
        let stage = row.cells.first().map_or("", |cell| cell.text.trim());
        let message = format!("the release is {status}, and how this ended is not written down");
        RULE.at(row.span, message).about(format!("{} {stage}", page.path))
    })
    .collect()
}
