//! Agent files: a workflow in five phases, the agent that leads it, three that know a part, two commands, a skill; and
//! the block of `AGENTS.md` that leads to the pages.

use std::sync::LazyLock;

use minijinja::{Environment, Value, context};
use regex::Regex;

use super::blocks;
use super::pages::{is_on_disk, place, root};
use crate::artifact::Artifact;
use crate::kinds::{AGENT_ROOTS, PageKind};
use crate::workspace::Workspace;

const FILES: [(&str, &str); 8] = [
    ("agents/specialized/ci-doctor.md", include_str!("templates/agents/doctor.md")),
    ("agents/specialized/deployment-runbook-agent.md", include_str!("templates/agents/deployer.md")),
    ("agents/specialized/environment-auditor.md", include_str!("templates/agents/auditor.md")),
    ("agents/workflow/devops-orchestrator.md", include_str!("templates/agents/orchestrator.md")),
    ("commands/devops.md", include_str!("templates/agents/command-devops.md")),
    ("commands/workflow-devops.md", include_str!("templates/agents/command-workflow.md")),
    ("skills/devops-docs/SKILL.md", include_str!("templates/agents/skill.md")),
    ("workflows/devops.md", include_str!("templates/agents/workflow.md")),
];

/// The agent files that the repository lacks, in the order of the paths.
pub fn agents(ws: &Workspace) -> Vec<Artifact> {
    let engine = Environment::new();
    let values = values(ws);
    let home = home(ws);
    let file = |(name, template): &(&str, &str)| {
        // The templates are ours, and each of them is rendered by a test.
        let text = engine.render_str(template, &values).unwrap_or_default();
        let is_there = AGENT_ROOTS.iter().any(|root| is_on_disk(ws, &format!("{root}/{name}")));
        (!is_there).then(|| Artifact::new(format!("{home}/{name}"), format!("{}\n", text.trim_end())))
    };
    FILES.iter().filter_map(file).collect()
}

/// The root that new agent files belong to: the shipped one, unless git ignores what is there and so would them.
pub(super) fn home(ws: &Workspace) -> &'static str {
    let [own, shipped] = AGENT_ROOTS;
    let is_ignored = ws.files.below(shipped).any(|(_, entry)| entry.is_ignored);
    if is_ignored { own } else { shipped }
}

/// The pages that agent files name: those that are there, or where they will be.
fn values(ws: &Workspace) -> Value {
    let root = root(ws);
    let bootstrap = "scripts/devops/bootstrap.sh";
    context! {
        root,
        agents => home(ws),
        index => place(ws, PageKind::Index, "README.md"),
        ci => place(ws, PageKind::Ci, "ci-cd.md"),
        deployments => place(ws, PageKind::Deployment, "deployments.md"),
        tooling => place(ws, PageKind::Tooling, "tooling.md"),
        environment => format!("{root}/environments/local.md"),
        bootstrap => is_on_disk(ws, bootstrap).then_some(bootstrap),
    }
}

/// What agents read first.
const ENTRY: &str = "AGENTS.md";

/// Files that frameworks generate for the programs of agents.
const GENERATED: [&str; 3] = [ENTRY, "CLAUDE.md", "GEMINI.md"];

static IS_GENERATED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:auto-?generated|generated (?:by|from|with|automatically)|do not edit)\b")
        .expect("a valid expression")
});

/// Whether a path is that of a file for agents that says it is generated, in its first or its last lines.
pub fn is_generated(ws: &Workspace, path: &str) -> bool {
    let text = ws.files.find(path).filter(|_| GENERATED.contains(&path)).and_then(|file| ws.files.text(file));
    let lines: Vec<&str> = text.unwrap_or_default().lines().filter(|line| !line.trim().is_empty()).collect();
    let ends = lines.iter().take(3).chain(lines.iter().rev().take(4));
    ends.into_iter().any(|line| IS_GENERATED.is_match(line))
}

/// `AGENTS.md` with the block that leads to the pages: a new file, or the text that is there with the block below it.
/// None if it has the block already as it is to be; the error says why nothing is written.
pub fn entry(ws: &Workspace, project: &str) -> Result<Option<Artifact>, String> {
    if let Some(path) = GENERATED.iter().find(|path| is_generated(ws, path)) {
        return Err(format!(
            "{path} says that it is generated, so {ENTRY} is left alone; what it is generated from may lead to {}\n",
            root(ws)
        ));
    }
    let block = || blocks::fresh(ws, ENTRY, "", "agents");
    let there = ws.files.find_in_any_case(ENTRY);
    if there.is_some_and(|file| !ws.files.entry(file).is_text_file()) {
        return Err(format!("{ENTRY} leads elsewhere, so nothing is written into it\n"));
    }
    let Some(file) = there.filter(|file| is_on_disk(ws, ws.files.path(*file))) else {
        let title = super::words::text(project);
        let text = format!("# {title}\n\nFor agents that work in this repository.\n\n{}\n", block());
        return Ok(Some(Artifact::new(ENTRY, text)));
    };
    let text = ws.files.raw(file).and_then(|raw| std::str::from_utf8(raw).ok());
    let (Some(page), Some(text)) = (ws.page(file), text) else {
        return Err(format!("{ENTRY} is not read as a page, so nothing is written into it\n"));
    };
    match blocks::find(&ws.files, page) {
        Err(_) => Err(format!(
            "{ENTRY} has a damaged marker, so nothing is written into it; `devops-docs lint` shows where\n"
        )),
        Ok(found) if found.iter().any(|block| block.kind == "agents") => Ok(refreshed(ws)),
        Ok(_) => {
            let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
            let gap = match () {
                () if text.trim().is_empty() => "",
                () if text.ends_with(&format!("{end}{end}")) => "",
                () if text.ends_with(end) => end,
                () => &end.repeat(2),
            };
            Ok(Some(Artifact::new(page.path.clone(), format!("{text}{gap}{}{end}", block().replace('\n', end)))))
        }
    }
}

/// `AGENTS.md` with its block as it is to be now; none if it has none, or nothing changes, or it is not ours to write.
pub fn refreshed(ws: &Workspace) -> Option<Artifact> {
    let file = ws.files.find_in_any_case(ENTRY).filter(|file| !is_generated(ws, ws.files.path(*file)))?;
    let (page, text) = (ws.page(file)?, std::str::from_utf8(ws.files.raw(file)?).ok()?);
    let blocks = blocks::find(&ws.files, page).ok()?;
    let block = blocks.iter().find(|block| block.kind == "agents")?;
    let new = blocks::renewed(ws, page, block).ok()??;
    let range = block.body.range();
    let whole = format!("{}{}{}", text.get(..range.start)?, new.text, text.get(range.end..)?);
    Some(Artifact::new(page.path.clone(), whole))
}
