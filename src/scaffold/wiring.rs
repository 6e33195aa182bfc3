//! Files that make other programs run the linter: a workflow, a hook.

use crate::artifact::Artifact;
use crate::workspace::Workspace;

const WORKFLOW: &str = "\
name: Operations pages

on:
  pull_request:
  schedule:
    - cron: \"17 5 * * 1\"
  workflow_dispatch:

permissions:
  contents: read

jobs:
  lint:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          fetch-depth: 0
          persist-credentials: false
      # TODO(owner): put the commit that you have read in the place of main, as for the action above.
      - uses: devops-docs/devops-docs@main
        with:
          format: github
";

const HOOKS: &str = "\
repos:
  - repo: https://github.com/devops-docs/devops-docs
    rev: main # TODO(owner): put a commit or a tag here; pre-commit does not follow a branch
    hooks:
      - id: devops-docs
";

/// The workflow that checks the pages on each change and once a week; none if it is there.
pub fn workflow(ws: &Workspace) -> Option<Artifact> {
    let path = ".github/workflows/operations-pages.yml";
    (!super::pages::is_on_disk(ws, path)).then(|| Artifact::new(path, WORKFLOW))
}

/// The configuration of pre-commit with our hook; if there is one already, what to add to it, in words.
pub fn hook(ws: &Workspace) -> Result<Option<Artifact>, String> {
    let path = ".pre-commit-config.yaml";
    let Some(file) = ws.files.find(path) else { return Ok(Some(Artifact::new(path, HOOKS))) };
    if ws.files.text(file).is_some_and(|text| text.contains("devops-docs/devops-docs")) {
        return Ok(None);
    }
    let lines = HOOKS.trim_start_matches("repos:\n");
    Err(format!(
        "{path} is there, and nothing is overwritten; unless it has them, add these lines to its `repos`:\n{lines}"
    ))
}
