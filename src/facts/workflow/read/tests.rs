use super::workflow;
use crate::facts::source::Source;
use crate::model::{Job, Words, Workflow};
use crate::syntax::yaml;
use crate::text::{Excerpt, FileId};

const DEPLOY: &str = r#"name: "Deploy it"
on:
  push:
    branches: [main, 'release/**']
    paths-ignore: docs/**
  schedule:
    - cron: '0 2 * * 1'
  workflow_dispatch:
    inputs:
      stage:
        type: choice
        description: Where to
        required: true
        default: staging
        options: [staging, production]
  workflow_call:
    secrets:
      TOKEN:
        required: true
concurrency:
  group: deploy-${{ github.ref }}
  cancel-in-progress: true
permissions:
  contents: read
env:
  NODE: 20.11.1
  EMPTY:
jobs:
  build:
    runs-on: [self-hosted, linux]
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-24.04, macos-15]
        node: [18, 20]
        exclude:
          - {os: macos-15, node: 18}
        include:
          - node: 20
            extra: yes
          - os: windows-2025
            node: 22
    container:
      image: node:20
    services:
      db:
        image: postgres:16
    permissions: {}
    steps:
      - uses: actions/checkout@v4
        with:
          ref: ${{ github.head_ref }}
      - name: Test
        id: test
        if: matrix.node == 20 && !cancelled()
        working-directory: api
        shell: bash
        env: {LEVEL: debug}
        run: |
          npm ci
          npm test
  deploy:
    name: Deploy to ${{ inputs.stage }}
    needs: build
    if: ${{ needs.build.result == 'success' && vars['REGION'] != '' }}
    runs-on: {group: big, labels: [x64]}
    environment:
      name: production
      url: https://example.org
    timeout-minutes: 15
    continue-on-error: true
    defaults: {run: {working-directory: infra}}
    steps:
      - run: deploy --token "${{ secrets.DEPLOY_TOKEN }}"
  call:
    uses: ./.github/workflows/other.yml
    with: {stage: staging}
    secrets:
      KEY: ${{ secrets.OUR_KEY }}
  rest:
    uses: org/repo/.github/workflows/x.yml@v1
    secrets: inherit
"#;

fn read(text: &str) -> Workflow {
    let excerpt = Excerpt::whole(FileId(0), text);
    let tree = yaml::parse(excerpt);
    let source = Source::new(excerpt, "shop/.github/workflows/deploy.yml");
    workflow(&source, tree.root().expect("there is a document")).expect("it has jobs")
}

/// The words' text, after a check that they stand where they say.
fn shown<'a>(text: &str, words: impl IntoIterator<Item = &'a Words>) -> Vec<String> {
    let one = |words: &Words| {
        assert_eq!(text[words.span.range()], words.text, "plain words stand as they are meant");
        words.text.clone()
    };
    words.into_iter().map(one).collect()
}

fn job<'a>(workflow: &'a Workflow, id: &str) -> &'a Job {
    workflow.jobs.iter().find(|job| job.id.text == id).expect("the job is there")
}

fn references(text: &str, job: &Job) -> Vec<String> {
    let one = |reference: &crate::model::ContextReference| {
        format!("{}.{} at {}", reference.context, reference.path.join("."), &text[reference.span.range()])
    };
    job.references.iter().map(one).collect()
}

#[test]
fn a_workflow_says_when_it_runs_and_with_what() {
    let deploy = read(DEPLOY);
    assert_eq!(deploy.title(), "Deploy it");
    assert_eq!(deploy.folder, "shop");
    let events: Vec<_> = shown(DEPLOY, deploy.triggers.iter().map(|trigger| &trigger.event));
    assert_eq!(events, ["push", "schedule", "workflow_dispatch", "workflow_call"]);
    let filters: Vec<_> =
        deploy.triggers[0].filters.iter().map(|(name, words)| (name.as_str(), shown(DEPLOY, words))).collect();
    assert_eq!(
        filters,
        [("branches", vec!["main".to_owned(), "release/**".to_owned()]), ("paths-ignore", vec!["docs/**".to_owned()])]
    );
    assert!(deploy.triggers[2].filters.is_empty());
    assert_eq!(shown(DEPLOY, &deploy.triggers[1].crons), ["0 2 * * 1"]);
    let input = &deploy.triggers[2].inputs[0];
    assert!(input.required);
    assert_eq!(
        shown(DEPLOY, [&input.name].into_iter().chain(&input.sort).chain(&input.default)),
        ["stage", "choice", "staging"]
    );
    assert_eq!(shown(DEPLOY, &input.options), ["staging", "production"]);
    assert_eq!(shown(DEPLOY, &deploy.triggers[3].secrets), ["TOKEN"]);
    let group = deploy.concurrency.as_ref().expect("it has a group");
    assert_eq!(shown(DEPLOY, [&group.group].into_iter().chain(&group.cancels)), ["deploy-${{ github.ref }}", "true"]);
    assert_eq!(shown(DEPLOY, &deploy.permissions), ["contents: read"]);
    assert_eq!(
        deploy.env.iter().map(|(name, value)| (name.text.as_str(), value.text.as_str())).collect::<Vec<_>>(),
        [("NODE", "20.11.1"), ("EMPTY", "")]
    );
    assert_eq!(deploy.references.iter().map(|reference| reference.context.as_str()).collect::<Vec<_>>(), ["github"]);
}

#[test]
fn a_job_says_where_it_runs_and_what_it_does() {
    let deploy = read(DEPLOY);
    let build = job(&deploy, "build");
    assert_eq!(shown(DEPLOY, &build.runner), ["self-hosted", "linux"]);
    assert_eq!(shown(DEPLOY, &build.container), ["node:20"]);
    let (name, image) = &build.services[0];
    assert_eq!(shown(DEPLOY, [name].into_iter().chain(image)), ["db", "postgres:16"]);
    assert_eq!(build.permissions[0].text, "none");
    assert_eq!(shown(DEPLOY, &build.steps[0].uses), ["actions/checkout@v4"]);
    assert_eq!(build.steps[0].with[0].0.text, "ref");
    let test = &build.steps[1];
    let words = [&test.id, &test.name, &test.shell, &test.folder].into_iter().flatten();
    assert_eq!(shown(DEPLOY, words), ["test", "Test", "bash", "api"]);
    assert_eq!(test.env[0].0.text, "LEVEL");
    assert_eq!(test.run.as_ref().map(|run| run.text.as_str()), Some("npm ci\nnpm test\n"));
    assert_eq!(references(DEPLOY, build), ["github.head_ref at head_ref", "matrix.node at node"]);

    let deployment = job(&deploy, "deploy");
    assert_eq!(shown(DEPLOY, &deployment.needs), ["build"]);
    assert_eq!(shown(DEPLOY, deployment.runner.iter().chain(&deployment.runner_group)), ["x64", "big"]);
    let environment = deployment.environment.as_ref().expect("it deploys");
    assert_eq!(
        shown(DEPLOY, [&environment.name].into_iter().chain(&environment.url)),
        ["production", "https://example.org"]
    );
    assert_eq!(shown(DEPLOY, deployment.timeout.iter().chain(&deployment.folder)), ["15", "infra"]);
    assert!(deployment.may_fail);
    assert_eq!(
        references(DEPLOY, deployment),
        [
            "inputs.stage at stage",
            "needs.build.result at result",
            "vars.REGION at REGION",
            "secrets.DEPLOY_TOKEN at DEPLOY_TOKEN"
        ]
    );

    let call = job(&deploy, "call");
    assert_eq!(shown(DEPLOY, &call.uses), ["./.github/workflows/other.yml"]);
    assert_eq!((call.with[0].0.text.as_str(), call.secrets[0].0.text.as_str()), ("stage", "KEY"));
    assert!(!call.inherits_secrets && job(&deploy, "rest").inherits_secrets);
}

#[test]
fn a_matrix_is_counted_as_github_does() {
    let deploy = read(DEPLOY);
    let matrix = job(&deploy, "build").matrix.as_ref().expect("it has a matrix");
    // Four combinations; one is excluded; the first addition widens some of them, the second is new.
    assert_eq!(matrix.jobs, Some(4));
    assert_eq!(matrix.fail_fast, Some(false));
    assert_eq!(shown(DEPLOY, matrix.at(&["node".to_owned()])), ["18", "20", "20", "22"]);

    let count = |matrix: &str| {
        let text = format!("on: push\njobs:\n  a:\n    strategy:\n      matrix:\n{matrix}");
        job(&read(&text), "a").matrix.as_ref().expect("it has a matrix").jobs
    };
    assert_eq!(count("        include: [{a: 1}, {a: 2}]\n"), Some(2));
    assert_eq!(count("        a: [1, 2]\n        b: [x, y, z]\n"), Some(6));
    assert_eq!(count("        a: ${{ fromJSON(needs.x.outputs.a) }}\n"), None);
    assert_eq!(count("        a: [1, 2]\n        include: ${{ fromJSON(vars.A) }}\n"), None);
    assert_eq!(count("        a: [1, 2]\n        include: [{b: 3}]\n"), Some(2));
}

#[test]
fn events_come_in_three_shapes() {
    for on in ["push", "[push]", "{push: }"] {
        let workflow = read(&format!("on: {on}\njobs: {{}}\n"));
        assert_eq!(workflow.triggers.len(), 1, "{on}");
        assert_eq!(workflow.triggers[0].event.text, "push");
    }
}

#[test]
fn odd_shapes_say_what_they_can() {
    let text = "on: {schedule: nightly, push: [x]}\nconcurrency: one\npermissions: read-all\nenv: nothing\njobs:\n  a: text\n  b:\n    needs: {x: y}\n    steps: [1, {run: }]\n    strategy: {matrix: 7}\n  c:\n    - list\n";
    let odd = read(text);
    assert_eq!(odd.concurrency.as_ref().map(|group| group.group.text.as_str()), Some("one"));
    assert_eq!(odd.permissions[0].text, "read-all");
    assert_eq!(odd.jobs.len(), 3);
    assert_eq!(job(&odd, "b").steps.len(), 1);
    assert_eq!(job(&odd, "b").matrix.as_ref().and_then(|matrix| matrix.jobs), None);
}
