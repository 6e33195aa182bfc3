//! The schemas in `schemas/` are what `devops-docs schema` prints.
//!
//! `BLESS=1 cargo test --test schemas` writes them.

mod shop;

use std::path::Path;
use std::process::Command;

#[test]
fn the_committed_schemas_are_those_that_the_binary_prints() {
    let lists = [
        "index",
        "checks",
        "commands",
        "diagnostics",
        "environments",
        "incidents",
        "intents",
        "jobs",
        "measures",
        "pages",
        "releases",
        "runbooks",
        "secrets",
        "services",
        "tools",
        "variables",
        "workflows",
    ];
    // How a kind's front matter is called, and where its schema lies.
    let pages = [
        "index",
        "environment",
        "deployment",
        "ci",
        "tooling",
        "runbook",
        "release",
        "incident",
        "maintenance",
        "note",
    ];
    let front =
        pages.map(|kind| format!("{kind}-page")).into_iter().chain(["agent-file", "skill-file"].map(str::to_owned));
    let front: Vec<(String, String)> = front.map(|name| (name.clone(), format!("front-matter/{name}.json"))).collect();
    let files = [
        "config",
        "baseline",
        "lint",
        "inventory",
        "due",
        "runs",
        "approvals",
        "check",
        "plan",
        "doctor",
        "diagnose",
        "route",
        "gate",
        "gates",
        "drill",
        "drills",
    ]
    .map(|name| (name, format!("{name}.json")));
    let lists = lists.map(|name| (name, format!("index/{name}.json")));
    let front = front.iter().map(|(name, file)| (name.as_str(), file.clone()));
    for (name, file) in files.into_iter().chain(lists).chain(front) {
        let out = Command::new(env!("CARGO_BIN_EXE_devops-docs")).args(["schema", name]).output().expect("it runs");
        assert!(out.status.success(), "schema {name}");
        let said = String::from_utf8(out.stdout).expect("a schema is UTF-8");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(file);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &said).expect("the schema can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(kept, said, "{} is behind: BLESS=1 cargo test --test schemas", path.display());
        let value: serde_json::Value = serde_json::from_str(&said).expect("a schema is JSON");
        assert!(jsonschema::meta::is_valid(&value), "{name} is a schema");
    }
}

/// Front matter, and whether it is right: for an editor that has the schema, and for `lint`.
const FRONT: &[(&str, &str, bool)] = &[
    ("environments/local.md", "owner: ops\nreviewed: 2024-03-09\nreview_every: 90d\ntags: [a, b]\n", true),
    ("environments/local.md", "reviewed: yesterday\n", false),
    ("environments/local.md", "covers:\n  a: b\n", false),
    ("environments/local.md", "owner: [ann, bob]\n", false),
    ("environments/local.md", "owner:\nreviewed:\nrisk:\ntags:\n", true),
    ("runbooks/restore.md", "risk: high\napprover: ops\n", true),
    ("runbooks/restore.md", "risk: huge\n", false),
    ("releases/2024-03-09-v1.md", "version: 1.0\ndate: 2024-03-09 14:05\nstatus: verified\n", true),
    ("releases/2024-03-09-v1.md", "date: soon\n", false),
    ("releases/2024-03-09-v1.md", "rework: true\n", true),
    ("releases/2024-03-09-v1.md", "rework: \"false\"\n", true),
    ("releases/2024-03-09-v1.md", "rework: later\n", false),
    ("incidents/2024-03-09-down.md", "severity: 2\nstarted: 2024-03-09T14:05:00Z\nresolved:\n", true),
    ("incidents/2024-03-09-down.md", "started: at night\n", false),
];

#[test]
fn schemas_and_the_linter_agree_about_front_matter() {
    for (path, front, right) in FRONT {
        let kind = path.split('/').next().and_then(|folder| folder.strip_suffix('s')).expect("a folder of pages");
        let schema = Command::new(env!("CARGO_BIN_EXE_devops-docs")).args(["schema", &format!("{kind}-page")]).output();
        let schema: serde_json::Value = serde_json::from_slice(&schema.expect("it runs").stdout).expect("JSON");
        let value: serde_json::Value = serde_yaml::from_str(front).expect("it is YAML");
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema");
        assert_eq!(validator.is_valid(&value), *right, "the schema of {kind}: {front}");
        let shop = shop::Shop::new();
        shop.write(&format!("_ai/devops/{path}"), format!("---\n{front}---\n\n# Page\n"));
        let said = shop.lint(&["--select", "invalid-front-matter"]);
        assert_eq!(said.out.is_empty(), *right, "{kind}: {front}: {}", said.out);
    }
}

fn schema_of(name: &str) -> serde_json::Value {
    let out = Command::new(env!("CARGO_BIN_EXE_devops-docs")).args(["schema", name]).output().expect("it runs");
    serde_json::from_slice(&out.stdout).expect("JSON")
}

fn is_right(schema: &str, page: &str) {
    let front = page.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter").0;
    let value: serde_json::Value = serde_yaml::from_str(front).expect("it is YAML");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema_of(schema)).expect("a schema");
    let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{schema}: {wrong:?} in\n{front}");
}

#[test]
fn what_we_write_is_right_by_the_schemas() {
    let shop = shop::Shop::new();
    shop.write("README.md", "# Shop\n").commit(1);
    shop.run(&["init", "--yes", "--agents"]);
    for (kind, name, schema) in [
        ("environment", "staging", "environment-page"),
        ("runbook", "restore", "runbook-page"),
        ("release", "v1.0.0", "release-page"),
        ("incident", "down", "incident-page"),
        ("checklist", "ship", "note-page"),
        ("agent", "helper", "agent-file"),
    ] {
        let said = shop.run(&["new", kind, name, "--owner", "ops"]);
        assert_eq!(said.code, 0, "{kind}: {}", said.err);
        let page = String::from_utf8(shop.read(said.out.trim())).expect("a page is UTF-8");
        if page.starts_with("---\n") {
            is_right(schema, &page);
        } else {
            assert_eq!(kind, "checklist", "{page}");
        }
    }
    let skill = shop.read("_ai.dev/skills/devops-docs/SKILL.md");
    is_right("skill-file", &String::from_utf8(skill).expect("a page is UTF-8"));
}

/// Repositories that lack, between them, all that an inventory may leave out.
const REPOSITORIES: &[&[(&str, &str)]] = &[
    &[("README.md", "# Shop\n")],
    &[
        (
            ".github/workflows/main.yml",
            "on:\n  push: {branches: [main]}\n  schedule: [{cron: '0 5 * * 1'}]\njobs:\n  test:\n    runs-on: x\n    steps: [{run: npm test}]\n  fly:\n    needs: test\n    if: vars.DEPLOY\n    runs-on: x\n    environment: {name: production, url: 'https://shop.example.org'}\n    steps:\n      - run: flyctl deploy\n        env: {TOKEN: '${{ secrets.TOKEN }}'}\n",
        ),
        (".github/workflows/call.yml", "on: push\njobs:\n  go:\n    uses: ./.github/workflows/main.yml\n"),
        ("compose.yaml", "services:\n  db: {image: 'postgres:17', ports: ['5432:5432']}\n"),
        ("main.tf", "terraform {\n  backend \"s3\" {\n    bucket = \"state\"\n    key = \"shop\"\n  }\n}\n"),
        ("package.json", "{\"scripts\": {\"test\": \"node --test\"}, \"engines\": {\"node\": \"24\"}}\n"),
        (".env.example", "PORT=\n"),
        ("scripts/seed.sh", "#!/bin/sh\n"),
    ],
    &[("infra/main.tf", "terraform {\n  backend \"gcs\" {}\n}\n"), ("Dockerfile", "FROM alpine:3\n")],
];

#[test]
fn what_inventory_and_due_print_is_right_by_their_schemas() {
    for files in REPOSITORIES {
        let shop = shop::Shop::new();
        for (path, text) in *files {
            shop.write(path, text);
        }
        shop.commit(1);
        for written in [false, true] {
            if written {
                shop.run(&["init", "--yes"]);
            }
            for command in ["inventory", "due"] {
                let said = shop.run(&[command, "--format", "json"]);
                let value: serde_json::Value = serde_json::from_str(&said.out).expect("JSON");
                let validator = jsonschema::validator_for(&schema_of(command)).expect("a schema");
                let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
                assert!(wrong.is_empty(), "{command}: {wrong:?} in\n{}", said.out);
            }
        }
    }
}
