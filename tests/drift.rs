//! Drift on purpose: a knowledge base that `init` wrote, one change of the repository after it, and what is said then.

mod shop;

use std::fs;

use shop::Shop;

const CI: &str = "\
name: CI
on:
  push:
    branches: [main]
  schedule:
    - cron: '0 3 * * 1'
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: npm test
        env:
          TOKEN: ${{ secrets.NPM_TOKEN }}
  lint:
    needs: [test]
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - run: npm run lint
";

const DEPLOY: &str = "\
name: Deploy
on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      version:
        required: true
jobs:
  stage:
    runs-on: ubuntu-24.04
    environment: staging
    steps:
      - run: flyctl deploy
  ship:
    needs: [stage]
    runs-on: ubuntu-24.04
    environment:
      name: production
      url: https://shop.example.org
    steps:
      - run: flyctl deploy
        env:
          KEY: ${{ secrets.FLY_KEY }}
          REGION: ${{ vars.REGION }}
";

const RELEASE: &str = "\
name: Release
on:
  push:
    tags: ['v*']
jobs:
  publish:
    runs-on: ubuntu-24.04
    environment: crates-io
    steps:
      - run: cargo publish
        env:
          TOKEN: ${{ secrets.CRATES_TOKEN }}
";

const COMPOSE: &str =
    "services:\n  db:\n    image: postgres:16\n    ports: [\"5432:5432\"]\n  cache:\n    image: redis:7\n";

const NODE: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    (".nvmrc", "20.11.1\n"),
    ("package.json", "{\"scripts\": {\"test\": \"x\", \"lint\": \"y\", \"dev\": \"z\"}}\n"),
    ("package-lock.json", "{}\n"),
    (".env.example", "PORT=3000\nREGION=eu\n"),
    ("docker-compose.yml", COMPOSE),
    (".github/workflows/ci.yml", CI),
    (".github/workflows/deploy.yml", DEPLOY),
    (".github/dependabot.yml", "version: 2\n"),
    ("SECURITY.md", "# Security\n"),
];

const RUST: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nrust-version = \"1.80\"\n"),
    ("src/main.rs", "fn main() {}\n"),
    ("CONTRIBUTING.md", "# Contributing\n"),
    (".github/workflows/release.yml", RELEASE),
];

const RUBY: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    (".ruby-version", "3.3.0\n"),
    ("Gemfile", "source 'x'\n"),
    ("Gemfile.lock", ""),
    ("bin/setup", "#!/bin/sh\n"),
    ("bin/setup.sh", "#!/bin/sh\ncase \"$1\" in\n  --fast) fast=1 ;;\n  *) exit 64 ;;\nesac\n"),
    ("CONTRIBUTING.md", "# Contributing\n\n```sh\nbash bin/setup.sh --fast\n```\n"),
    ("Makefile", "test:\n\ttrue\nseed:\n\ttrue\ndev:\n\ttrue\n"),
    ("infra/main.tf", "terraform {\n  required_version = \">= 1.5\"\n}\n"),
];

const STATE: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    (".env.sample", "PORT=\n"),
    ("main.tf", "terraform {\n  backend \"gcs\" {\n    bucket = \"state\"\n  }\n}\n"),
];

/// A whole with parts of its own, of which one has a script of the same name.
const PARTS: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    ("package.json", "{\"scripts\": {\"test\": \"x\", \"db:seed\": \"y\"}}\n"),
    ("package-lock.json", "{}\n"),
    ("packages/server/package.json", "{\"scripts\": {\"test\": \"x\", \"db:seed\": \"y\"}}\n"),
    ("browser_tests/requirements.txt", "selenium\n"),
    ("tools/browser_tests/README.md", "# Tools\n"),
];

/// Parts without a whole.
const APART: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    ("api/requirements.txt", "flask\n"),
    ("web/package.json", "{}\n"),
    ("web/package-lock.json", "{}\n"),
];

/// What happens to a repository.
enum Change {
    /// Words of a file become others.
    Write(&'static str, &'static str, &'static str),
    /// A file that was not there.
    Add(&'static str, &'static str),
    /// A file that goes.
    Remove(&'static str),
    /// A file that is called otherwise.
    Rename(&'static str, &'static str),
}

use Change::{Add, Remove, Rename, Write};

/// A change, the rules that must tell of it, and those that still do after `--fix`.
struct Case {
    title: &'static str,
    given: &'static [(&'static str, &'static str)],
    changes: Vec<Change>,
    told_by: &'static [&'static str],
    /// What no program can repair.
    left: &'static [&'static str],
}

fn case(
    title: &'static str,
    given: &'static [(&'static str, &'static str)],
    changes: Vec<Change>,
    told_by: &'static [&'static str],
    left: &'static [&'static str],
) -> Case {
    Case { title, given, changes, told_by, left }
}

/// A secret that two workflows read, a workflow that another calls, an environment that only a job is called after, two of
/// an expression, and a document that people wrote.
const CALLED: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    ("docs/deploy.md", "# Deploying the shop\n\nAsk Ann.\n\n## Rolling back\n\nAsk Ann again.\n"),
    (
        ".github/workflows/call.yml",
        "on: push\njobs:\n  go:\n    uses: ./.github/workflows/ship.yml\n    secrets: {KEY: '${{ secrets.SHARED_KEY }}'}\n",
    ),
    (
        ".github/workflows/ship.yml",
        "on:\n  workflow_call:\n    secrets: {KEY: {}}\njobs:\n  ship:\n    runs-on: x\n    environment: live\n    steps: [{run: flyctl deploy}]\n",
    ),
    (
        ".github/workflows/more.yml",
        "on: push\njobs:\n  deploy-qa:\n    runs-on: x\n    steps: [{run: flyctl deploy, env: {KEY: '${{ secrets.SHARED_KEY }}'}}]\n  pick:\n    runs-on: x\n    environment: ${{ github.ref_name == 'main' && 'production' || 'staging' }}\n    steps: [{run: flyctl deploy}]\n",
    ),
];

const MORE_YML: &str = ".github/workflows/more.yml";
const CI_YML: &str = ".github/workflows/ci.yml";
const DEPLOY_YML: &str = ".github/workflows/deploy.yml";
const DEPLOYMENTS: &str = "_ai/devops/deployments.md";
const INCIDENT: &str = "_ai/devops/incidents/2024-03-02-down.md";
const RELEASE_YML: &str = ".github/workflows/release.yml";

#[expect(clippy::too_many_lines, reason = "a list reads best whole")]
fn cases() -> Vec<Case> {
    vec![
        case(
            "a secret is called otherwise in one of two workflows",
            CALLED,
            vec![Write(MORE_YML, "SHARED_KEY", "OWN_KEY")],
            &["stale-block", "undocumented-secret"],
            &[],
        ),
        case(
            "a workflow that another calls goes",
            CALLED,
            vec![Remove(".github/workflows/ship.yml")],
            &["stale-block", "broken-workflow-reference"],
            &["broken-workflow-reference", "stale-block", "unknown-environment", "unknown-workflow"],
        ),
        case(
            "an expression chooses another environment",
            CALLED,
            vec![Write(MORE_YML, "'staging'", "'lab'")],
            &["stale-block", "undocumented-environment", "unknown-environment"],
            &["stale-block", "undocumented-environment", "unknown-environment"],
        ),
        case(
            "the job that an environment is known by is called after another",
            CALLED,
            vec![Write(MORE_YML, "deploy-qa", "deploy-uat")],
            &["stale-block", "unknown-environment"],
            &["stale-block", "unknown-environment"],
        ),
        case(
            "what people wrote about deploying moves",
            CALLED,
            vec![Rename("docs/deploy.md", "docs/shipping.md")],
            &["broken-link"],
            &[],
        ),
        case(
            "what people wrote about going back is called otherwise",
            CALLED,
            vec![Write("docs/deploy.md", "## Rolling back", "## The way back")],
            &["broken-anchor"],
            &["broken-anchor"],
        ),
        case(
            "a job is renamed",
            NODE,
            vec![Write(CI_YML, "  test:\n", "  unit:\n"), Write(CI_YML, "[test]", "[unit]")],
            &["stale-block"],
            &[],
        ),
        case(
            "a job comes",
            NODE,
            vec![Write(CI_YML, "jobs:\n", "jobs:\n  e2e:\n    runs-on: x\n    steps: []\n")],
            &["stale-block"],
            &[],
        ),
        case(
            "a secret comes",
            NODE,
            vec![Write(CI_YML, "secrets.NPM_TOKEN }}", "secrets.NPM_TOKEN }}\n          B: ${{ secrets.OTHER }}")],
            &["stale-block", "undocumented-secret"],
            &[],
        ),
        case(
            "a secret goes",
            NODE,
            vec![Write(CI_YML, "${{ secrets.NPM_TOKEN }}", "x")],
            &["stale-block", "unknown-secret"],
            &[],
        ),
        case(
            "a secret is called otherwise",
            NODE,
            vec![Write(CI_YML, "NPM_TOKEN", "REGISTRY_TOKEN")],
            &["stale-block", "undocumented-secret", "unknown-secret"],
            &[],
        ),
        case(
            "a secret becomes a variable",
            NODE,
            vec![Write(DEPLOY_YML, "secrets.FLY_KEY", "vars.FLY_KEY")],
            &["stale-block"],
            &[],
        ),
        case(
            "a variable comes",
            NODE,
            vec![Write(CI_YML, "secrets.NPM_TOKEN }}", "secrets.NPM_TOKEN }}\n          B: ${{ vars.OTHER }}")],
            &["stale-block", "undocumented-variable"],
            &[],
        ),
        case(
            "a version is raised",
            NODE,
            vec![Write(".nvmrc", "20.11.1", "22.3.0")],
            &["stale-block", "stale-version"],
            &[],
        ),
        case(
            "a schedule changes",
            NODE,
            vec![Write(CI_YML, "0 3 * * 1", "30 4 * * 2")],
            &["stale-block", "stale-schedule"],
            &[],
        ),
        case(
            "a schedule goes",
            NODE,
            vec![Write(CI_YML, "  schedule:\n    - cron: '0 3 * * 1'\n", "")],
            &["stale-block", "stale-trigger"],
            &[],
        ),
        case(
            "an event comes",
            NODE,
            vec![Write(CI_YML, "on:\n", "on:\n  pull_request:\n")],
            &["stale-block", "stale-trigger"],
            &[],
        ),
        case("another branch is built", NODE, vec![Write(CI_YML, "[main]", "[trunk]")], &["stale-block"], &[]),
        case(
            "a runner changes",
            NODE,
            vec![Write(CI_YML, "runs-on: ubuntu-24.04\n    timeout", "runs-on: ubuntu-26.04\n    timeout")],
            &["stale-block", "stale-runner"],
            &[],
        ),
        case(
            "a limit changes",
            NODE,
            vec![Write(CI_YML, "timeout-minutes: 10", "timeout-minutes: 15")],
            &["stale-block", "stale-timeout"],
            &[],
        ),
        case(
            "a job waits for another",
            NODE,
            vec![Write(CI_YML, "    needs: [test]\n", "")],
            &["stale-block", "stale-needs"],
            &[],
        ),
        case(
            "an environment comes",
            NODE,
            vec![Write(CI_YML, "  test:\n", "  test:\n    environment: preview\n")],
            &["stale-block", "undocumented-environment"],
            &[],
        ),
        case(
            "an environment goes",
            NODE,
            vec![Write(DEPLOY_YML, "    environment: staging\n", "")],
            &["stale-block", "unknown-environment"],
            &["stale-block", "unknown-environment"],
        ),
        case(
            "an address changes",
            NODE,
            vec![Write(DEPLOY_YML, "shop.example.org", "store.example.org")],
            &["stale-block", "stale-environment-url"],
            &[],
        ),
        case(
            "an input is called otherwise",
            NODE,
            vec![Write(DEPLOY_YML, "      version:\n", "      tag:\n")],
            &["stale-block", "unknown-dispatch-input"],
            &[],
        ),
        case(
            "a workflow is renamed",
            NODE,
            vec![Rename(DEPLOY_YML, ".github/workflows/ship.yml")],
            &["stale-block", "unknown-workflow"],
            &[],
        ),
        case(
            "a workflow comes",
            NODE,
            vec![Add(".github/workflows/nightly.yml", "on:\n  schedule:\n    - cron: '0 1 * * *'\njobs: {}\n")],
            &["stale-block", "undocumented-workflow"],
            &[],
        ),
        case("a workflow goes", NODE, vec![Remove(CI_YML)], &["stale-block", "unknown-workflow"], &[]),
        case(
            "a service comes",
            NODE,
            vec![Write("docker-compose.yml", "  cache:", "  mail:\n    image: mailpit:1\n  cache:")],
            &["stale-block", "undocumented-service"],
            &[],
        ),
        case(
            "a service is called otherwise",
            NODE,
            vec![Write("docker-compose.yml", "  cache:", "  redis:")],
            &["stale-block", "undocumented-service"],
            &[],
        ),
        case(
            "a port changes",
            NODE,
            vec![Write("docker-compose.yml", "5432:5432", "5433:5432")],
            &["stale-block", "stale-port"],
            &[],
        ),
        case(
            "an image changes",
            NODE,
            vec![Write("docker-compose.yml", "postgres:16", "postgres:17")],
            &["stale-block", "stale-image"],
            &[],
        ),
        case(
            "a sample asks for more",
            NODE,
            vec![Write(".env.example", "PORT=3000\n", "PORT=3000\nHOST=x\n")],
            &["stale-block", "undocumented-env-var"],
            &[],
        ),
        case("a sample asks for less", NODE, vec![Write(".env.example", "PORT=3000\n", "")], &["stale-block"], &[]),
        case(
            "a script of the package goes",
            NODE,
            vec![Write("package.json", "\"test\": \"x\", ", "")],
            &["unknown-package-script"],
            &["unknown-package-script"],
        ),
        case(
            "another package manager locks",
            NODE,
            vec![Rename("package-lock.json", "yarn.lock")],
            &["stale-block", "wrong-package-manager"],
            &["wrong-package-manager"],
        ),
        case("a page that is pointed at goes", NODE, vec![Remove("SECURITY.md")], &["broken-link"], &["broken-link"]),
        case(
            "the oldest Rust is raised",
            RUST,
            vec![Write("Cargo.toml", "1.80", "1.85")],
            &["stale-block", "stale-version"],
            &[],
        ),
        case("other tags are released", RUST, vec![Write(RELEASE_YML, "'v*'", "'release-*'")], &["stale-block"], &[]),
        case(
            "the guide for contributors moves",
            RUST,
            vec![Rename("CONTRIBUTING.md", "docs/CONTRIBUTING.md")],
            &["broken-link"],
            &[],
        ),
        case(
            "what publishes is called otherwise",
            RUST,
            vec![Write(RELEASE_YML, "  publish:\n", "  upload:\n")],
            &["stale-block", "unknown-job"],
            &[],
        ),
        case(
            "what deploys is called otherwise",
            NODE,
            vec![Write(DEPLOY_YML, "  ship:\n", "  launch:\n")],
            &["stale-block", "unknown-job"],
            &[],
        ),
        case("another branch is deployed", NODE, vec![Write(DEPLOY_YML, "[main]", "[live]")], &["stale-block"], &[]),
        case(
            "a deployment asks for more",
            NODE,
            vec![Write(
                DEPLOY_YML,
                "        required: true\n",
                "        required: true\n      region:\n        required: true\n",
            )],
            &["stale-block"],
            &[],
        ),
        case(
            "a deployment goes to another platform",
            NODE,
            vec![Write(DEPLOY_YML, "flyctl deploy", "netlify deploy")],
            &["stale-block"],
            &[],
        ),
        case(
            "a deployment goes to another environment",
            NODE,
            vec![Write(DEPLOY_YML, "environment: staging", "environment: preview")],
            &["stale-block", "undocumented-environment", "unknown-environment"],
            &["stale-block", "unknown-environment"],
        ),
        case(
            "a deployment checks out what it deploys",
            NODE,
            vec![
                Write(DEPLOY_YML, "    inputs:\n      version:\n        required: true\n", ""),
                Write(DEPLOY_YML, "steps:\n", "steps:\n      - uses: actions/checkout@v4\n"),
            ],
            &["stale-block"],
            &[],
        ),
        case(
            "nothing is published any more",
            RUST,
            vec![
                Write(RELEASE_YML, "  publish:\n", "  count:\n"),
                Write(RELEASE_YML, "    environment: crates-io\n", ""),
                Write(RELEASE_YML, "cargo publish", "cargo count"),
                Write(RELEASE_YML, "name: Release", "name: Count"),
            ],
            &["stale-block", "unknown-job"],
            &["stale-block"],
        ),
        case(
            "another deployment comes",
            NODE,
            vec![Add(
                ".github/workflows/site.yml",
                "on: push\njobs:\n  site:\n    runs-on: x\n    steps:\n      - run: netlify deploy --prod\n",
            )],
            &["stale-block", "undocumented-workflow"],
            &[],
        ),
        case(
            "the script that sets up goes",
            RUBY,
            vec![Remove("bin/setup")],
            &["unknown-path", "unknown-script"],
            &["unknown-path", "unknown-script"],
        ),
        case(
            "the script that sets up goes, and one of its name lies elsewhere",
            RUBY,
            vec![Remove("bin/setup"), Add("tools/bin/setup", "#!/usr/bin/env ruby\nputs 1\n")],
            &["unknown-script"],
            &["unknown-script"],
        ),
        case(
            "a script of the package goes, and a part has one of its name",
            PARTS,
            vec![Write("package.json", ", \"db:seed\": \"y\"", "")],
            &["unknown-package-script"],
            &["unknown-package-script"],
        ),
        case(
            "a part goes, and a folder of its name lies elsewhere",
            PARTS,
            vec![Remove("browser_tests/requirements.txt")],
            &["broken-link", "stale-block"],
            &["broken-link"],
        ),
        case(
            "a part of no whole goes",
            APART,
            vec![Remove("api/requirements.txt")],
            &["unknown-path"],
            &["unknown-path"],
        ),
        case(
            "a target goes",
            RUBY,
            vec![Write("Makefile", "test:\n\ttrue\n", "")],
            &["unknown-target"],
            &["unknown-target"],
        ),
        case("infrastructure moves", RUBY, vec![Rename("infra/main.tf", "terraform/main.tf")], &["broken-link"], &[]),
        case(
            "infrastructure comes",
            NODE,
            vec![Add("infra/main.tf", "terraform {\n  required_version = \">= 1.5\"\n}\n")],
            &["missing-iac-pointer", "stale-block"],
            &[],
        ),
        case(
            "a cluster comes",
            RUST,
            vec![Add("k8s/web.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n")],
            &["missing-iac-pointer"],
            &[],
        ),
        case(
            "infrastructure is described in another language",
            RUBY,
            vec![Remove("infra/main.tf"), Add("infra/index.ts", "export {};\n")],
            &["broken-iac-pointer", "stale-block"],
            &["broken-iac-pointer"],
        ),
        case(
            "a first Compose file comes",
            RUBY,
            vec![Add("compose.yaml", "services:\n  db: {image: 'postgres:17'}\n")],
            &["stale-block"],
            &[],
        ),
        case(
            "a sample that is copied is called otherwise",
            STATE,
            vec![Rename(".env.sample", ".env.template")],
            &["unknown-path"],
            &[],
        ),
        case(
            "Terraform keeps its state somewhere else",
            STATE,
            vec![Write("main.tf", "gcs", "s3")],
            &["stale-block"],
            &[],
        ),
        case(
            "an action of an incident is forgotten",
            NODE,
            vec![Add(
                INCIDENT,
                "---\nseverity: 2\nstatus: resolved\n---\n\n# Down\n\n## Impact\n\nNo orders.\n\n## Timeline\n\n- 10:02 an alert\n\n## Cause\n\nA full disk.\n\n## Actions\n\n| action | owner | due |\n|---|---|---|\n| watch the disk | ann | 2024-03-10 |\n",
            )],
            &["action-overdue"],
            &["action-overdue"],
        ),
        case(
            "an incident is closed and not understood",
            NODE,
            vec![Add(
                INCIDENT,
                "---\nstatus: resolved\n---\n\n# Down\n\n## Impact\n\nNo orders.\n\n## Timeline\n\n- 10:02 an alert\n\n## Actions\n\n- none\n",
            )],
            &["incident-incomplete"],
            &["incident-incomplete"],
        ),
        case(
            "an alert leads to a page that was never written",
            NODE,
            vec![Add(
                "monitoring/alerts.yaml",
                "groups:\n  - rules:\n      - alert: Down\n        annotations:\n          runbook_url: _ai/devops/runbooks/down.md\n",
            )],
            &["broken-runbook-url"],
            &["broken-runbook-url"],
        ),
        case(
            "a script takes other options",
            RUBY,
            vec![Write("bin/setup.sh", "--fast)", "--quick)")],
            &["unknown-flag"],
            &["unknown-flag"],
        ),
        case(
            "Ruby is raised",
            RUBY,
            vec![Write(".ruby-version", "3.3.0", "3.4.1")],
            &["stale-block", "stale-version"],
            &[],
        ),
    ]
}

/// A committed repository with the knowledge base that `init` writes for it.
fn base(given: &[(&str, &str)]) -> Shop {
    let shop = Shop::new();
    for (path, text) in given {
        shop.write(path, text);
    }
    shop.commit(1);
    let said = shop.run(&["init", "--yes"]);
    assert_eq!(said.code, 0, "{}", said.err);
    shop.commit(2);
    shop
}

/// The same once more, history and all.
fn copy(of: &Shop) -> Shop {
    let shop = Shop::bare();
    let root = of.root();
    for entry in walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("it can be read")) {
        let path = entry.path().strip_prefix(&root).expect("it was found there");
        let to = shop.root().join(path);
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).expect("a folder can be made");
        } else {
            fs::copy(entry.path(), to).expect("a file can be copied");
        }
    }
    shop
}

/// The page about deployments as `init` writes it where there is none.
fn as_if_new(shop: &Shop) -> Vec<u8> {
    fs::remove_file(shop.root().join(DEPLOYMENTS)).expect("it is there");
    shop.run(&["init", "--yes"]);
    shop.read(DEPLOYMENTS)
}

fn change(shop: &Shop, case: &Case) {
    for change in &case.changes {
        match change {
            Write(path, from, to) => {
                let text = String::from_utf8(shop.read(path)).expect("UTF-8");
                assert!(text.contains(from), "{}: {path} has {from}", case.title);
                shop.write(path, text.replacen(from, to, 1));
            }
            Add(path, text) => drop(shop.write(path, text)),
            Remove(path) => fs::remove_file(shop.root().join(path)).expect("it is there"),
            Rename(from, to) => {
                let bytes = shop.read(from);
                shop.write(to, bytes);
                fs::remove_file(shop.root().join(from)).expect("it is there");
            }
        }
    }
    shop.commit(3);
}

/// The names of the rules that speak, each once, in order.
fn rules(shop: &Shop, more: &[&str]) -> Vec<String> {
    let out = shop.lint(more).out;
    let name = |line: &str| line.split_once('[')?.1.split_once(']').map(|(name, _)| name.to_owned());
    let mut names: Vec<String> = out.lines().filter_map(name).filter(|name| name != "unanswered").collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn every_change_is_told_by_its_rule_and_repaired_as_its_page_says() {
    let bases = [NODE, RUST, RUBY, STATE, PARTS, APART, CALLED].map(|given| (given, base(given)));
    let mut wrong = String::new();
    for case in cases() {
        let (_, base) = bases.iter().find(|(given, _)| *given == case.given).expect("it is one of these");
        let shop = copy(base);
        change(&shop, &case);
        let told = rules(&shop, &["--show-info"]);
        let silent: Vec<&&str> = case.told_by.iter().filter(|rule| !told.iter().any(|told| told == *rule)).collect();
        if !silent.is_empty() {
            wrong.push_str(&format!("{}: {silent:?} are silent, {told:?} speak\n", case.title));
        }
        let left = rules(&shop, &["--fix"]);
        if left != case.left {
            wrong.push_str(&format!("{}: after --fix {left:?} speak, not {:?}\n", case.title, case.left));
        }
        if left.is_empty() && !told.iter().any(|rule| rule == "undocumented-workflow") {
            let (kept, fresh) = (shop.read(DEPLOYMENTS), as_if_new(&shop));
            if kept != fresh {
                let words = [kept, fresh].map(|page| String::from_utf8(page).expect("UTF-8"));
                wrong.push_str(&format!(
                    "{}: what is kept is not what is written anew\n{}\n{}",
                    case.title, words[0], words[1]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_later_run_adds_what_came_later_and_leaves_the_words_of_people_alone() {
    let shop = base(NODE);
    let page = || String::from_utf8(shop.read(DEPLOYMENTS)).expect("UTF-8");
    let told = page().replace(
        "<!-- devops-docs:end -->\n\n## Verification",
        "<!-- devops-docs:end -->\n\nAsk Ann on Fridays.\n\n## Verification",
    );
    assert_ne!(told, page(), "there is a place for words of people");
    shop.write(DEPLOYMENTS, &told);
    let site = "name: Site\non: push\njobs:\n  site:\n    runs-on: x\n    steps:\n      - run: netlify deploy --prod\n";
    shop.write(".github/workflows/site.yml", site);
    shop.write(".github/workflows/docs.yml", site.replace("Site", "Docs"));
    shop.commit(3);
    let said = shop.run(&["init", "--yes"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let sections = "Ask Ann on Fridays.\n\n### Docs\n\n<!-- devops-docs:begin deployment workflow=docs.yml -->\n\n";
    assert!(page().contains(sections), "{}", page());
    assert!(
        page().contains("### Site\n\n<!-- devops-docs:begin deployment workflow=site.yml -->\n\n[`site.yml`]"),
        "{}",
        page()
    );
    assert!(page().contains("\n\n## Verification\n"), "{}", page());
    let once = page();
    assert!(shop.run(&["init", "--yes"]).err.starts_with("nothing to add"));
    assert_eq!(once, page());
    assert_eq!(rules(&shop, &["--fix"]), [""; 0]);
    assert!(page().contains("| `site.yml` | `site` | `prod` by its words, Netlify | `push` |"), "{}", page());
    // A workflow that people write about themselves is theirs.
    shop.write(DEPLOYMENTS, page().replace("Ask Ann on Fridays.", "The `shop.yml` of Ann ships the shop."));
    shop.write(".github/workflows/shop.yml", site.replace("Site", "Shop"));
    shop.commit(4);
    let before = page();
    assert!(shop.run(&["init", "--yes"]).err.starts_with("nothing to add"));
    assert_eq!(before, page());
}
