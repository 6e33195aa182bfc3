//! Agent files: a workflow in five phases, the agent that leads it, three that know a part, and two commands.

use minijinja::{Environment, context};

use super::pages::{is_on_disk, root};
use crate::artifact::Artifact;
use crate::workspace::Workspace;

const FILES: [(&str, &str); 7] = [
    ("agents/specialized/ci-doctor.md", include_str!("templates/agents/doctor.md")),
    ("agents/specialized/deployment-runbook-agent.md", include_str!("templates/agents/deployer.md")),
    ("agents/specialized/environment-auditor.md", include_str!("templates/agents/auditor.md")),
    ("agents/workflow/devops-orchestrator.md", include_str!("templates/agents/orchestrator.md")),
    ("commands/devops.md", include_str!("templates/agents/command-devops.md")),
    ("commands/workflow-devops.md", include_str!("templates/agents/command-workflow.md")),
    ("workflows/devops.md", include_str!("templates/agents/workflow.md")),
];

/// The agent files that the repository lacks, in the order of the paths.
pub fn agents(ws: &Workspace) -> Vec<Artifact> {
    let engine = Environment::new();
    let values = context! { root => root(ws) };
    let file = |(name, template): &(&str, &str)| {
        let path = format!("_ai.dev/{name}");
        // The templates are ours, and each of them is rendered by a test.
        let text = engine.render_str(template, &values).unwrap_or_default();
        (!is_on_disk(ws, &path)).then(|| Artifact::new(path, format!("{}\n", text.trim_end())))
    };
    FILES.iter().filter_map(file).collect()
}
