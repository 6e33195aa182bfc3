//! Requests in words, and where a person would send them.

mod acme;
mod shop;

use std::path::Path;
use std::process::Command;

use devops_docs::answers::route;
use devops_docs::config::Overrides;
use devops_docs::git::Record;
use devops_docs::index::Index;
use devops_docs::workspace::{Options, Workspace, load};
use serde_json::Value;
use shop::Shop;

/// What is said to a request: the path, with the fragment of the section.
fn sent(folder: &Path, phrase: &str) -> (Value, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_devops-docs"))
        .current_dir(folder)
        .args(["route", "--no-cache", "--format", "json", phrase])
        .output()
        .expect("it runs");
    let value: Value = serde_json::from_slice(&out.stdout).expect("it says JSON");
    assert_eq!(out.status.code(), Some(i32::from(value["best"].is_null())), "{phrase}");
    let best = &value["best"];
    let path = best["place"]["path"].as_str().unwrap_or("nothing").trim_start_matches("_ai/devops/");
    let section = best["section"].as_str().map(|section| format!("#{section}")).unwrap_or_default();
    let target = format!("{path}{section}");
    (value, target)
}

/// Each request goes to the path, or to one of its sections.
fn check(folder: &Path, wanted: &[(&str, &str)]) {
    let (ws, index) = known(folder);
    let wrong: Vec<String> = wanted
        .iter()
        .filter_map(|(phrase, target)| {
            let best = route(&index, &ws, phrase).best;
            let found = best.map_or_else(
                || "nothing".to_owned(),
                |best| {
                    let section = best.section.map(|section| format!("#{section}")).unwrap_or_default();
                    format!("{}{section}", best.place.path.trim_start_matches("_ai/devops/"))
                },
            );
            let fits = found == *target || found.strip_prefix(target).is_some_and(|rest| rest.starts_with('#'));
            (!fits).then(|| format!("{phrase}: {found}, not {target}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} go elsewhere\n{}", wrong.len(), wanted.len(), wrong.join("\n"));
}

/// What is known of a repository.
fn known(root: &Path) -> (Workspace, Index) {
    let options = Options {
        config: None,
        staged: false,
        on_disk: false,
        walk_history: false,
        cache: None,
        today: "2024-03-10".to_owned(),
        overrides: Overrides::default(),
    };
    let ws = load(root, &options).expect("the repository can be read");
    let index = Index::new(&ws, &[], &Record::default());
    (ws, index)
}

#[test]
fn requests_reach_the_page_that_a_person_would_choose() {
    let shop = acme::shop();
    check(
        &shop.root(),
        &[
            ("set up my environment", "environments/local.md"),
            ("fix CI failure", "ci-cd.md"),
            ("deploy to production", "deployments.md#Production"),
            ("ship it to prod", "deployments.md#Production"),
            ("release a new version to staging", "deployments.md#Staging"),
            ("roll out 1.5.0", "deployments.md"),
            ("how do I deploy?", "deployments.md"),
            ("roll back production", "deployments.md#Rollback"),
            ("undo the last deployment", "deployments.md#Rollback"),
            ("revert to the previous version", "deployments.md#Rollback"),
            ("onboard a new developer", "environments/local.md"),
            ("install everything on my laptop", "environments/local.md"),
            ("bootstrap my machine", "environments/local.md"),
            ("getting started", "environments/local.md"),
            ("the build is red", "ci-cd.md"),
            ("why did the pipeline fail", "ci-cd.md"),
            ("debug github actions", "ci-cd.md"),
            ("rerun the failed job", "ci-cd.md"),
            ("re-run ci", "ci-cd.md#Run it again"),
            ("rotate the registry token", "runbooks/rotate-the-registry-token.md"),
            ("renew an expired token", "runbooks/rotate-the-registry-token.md"),
            ("our registry credential leaked", "runbooks/rotate-the-registry-token.md"),
            ("restore the database", "runbooks/restore-the-database.md"),
            ("recover postgres from a backup", "runbooks/restore-the-database.md"),
            ("database lost", "runbooks/restore-the-database.md"),
            ("ApiDown", "runbooks/api-is-down.md"),
            ("alert HighErrorRate", "runbooks/api-is-down.md"),
            ("the api is down", "runbooks/api-is-down.md"),
            ("restart the api", "runbooks/api-is-down.md"),
            ("who approves a deployment", "deployments.md#Approvals"),
            ("access production", "environments/production.md#Access"),
            ("connect to staging", "environments/staging.md#Access"),
            ("validate my local setup", "environments/local.md#Validation"),
            ("troubleshoot my local environment", "environments/local.md#Troubleshooting"),
            ("which tools do I need", "tooling.md"),
            ("install kubectl", "tooling.md"),
            ("what is due", "maintenance.md"),
            ("update dependencies", "maintenance.md"),
            ("verify the deployment", "deployments.md#Verification"),
            ("depoly to prodution", "deployments.md"),
            ("branching strategy", "deployments.md#Branching strategy"),
            ("how do I run the tests", "environments/local.md"),
            ("lint the code", "Makefile"),
            ("run the linter", "Makefile"),
            ("seed", "Makefile"),
            ("what happened when checkout was down", "incidents/2024-02-11-checkout-down.md"),
        ],
    );
}

#[test]
fn without_a_knowledge_base_the_rest_of_the_repository_answers() {
    let shop = Shop::new();
    for (path, text) in acme::files().into_iter().filter(|(path, _)| !path.starts_with("_ai/")) {
        shop.write(&path, text);
    }
    shop.write(
        "README.md",
        "# Shop\n\nThe shop.\n\n## Usage\n\nOpen it.\n\n## Development\n\n```sh\nmake setup\n```\n",
    );
    shop.write("CONTRIBUTING.md", "# Contributing\n\n## Tests\n\n```sh\nmake test\n```\n\n## Releasing\n\nTag it.\n");
    shop.commit(1);
    check(
        &shop.root(),
        &[
            ("set up my environment", "README.md#Development"),
            ("fix CI failure", ".github/workflows/ci.yml"),
            ("deploy to production", ".github/workflows/deploy.yml"),
            ("deploy to staging", ".github/workflows/deploy.yml"),
            ("run the tests", "CONTRIBUTING.md#Tests"),
            ("roll back", "Makefile"),
            ("how do I make a release", "CONTRIBUTING.md#Releasing"),
            ("seed", "Makefile"),
            ("lint", "Makefile"),
            ("contribute", "CONTRIBUTING.md"),
        ],
    );
}

#[test]
fn where_no_page_tells_of_failures_the_commands_do() {
    let shop = Shop::new();
    for name in ["build", "code-scanning", "docker"] {
        let text = format!(
            "name: {name}\non: [push, pull_request]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
        );
        shop.write(&format!(".github/workflows/{name}.yml"), &text);
    }
    shop.write("README.md", "# Shop\n\nThe shop.\n");
    shop.commit(1);
    let (ws, index) = known(&shop.root());
    let best = route(&index, &ws, "fix CI failure").best.expect("there is a way");
    assert_eq!((best.kind, best.workflows.len()), ("failed-run", 3));
    assert!(best.commands[1].command.ends_with("--log-failed | devops-docs diagnose"));
    assert_eq!(best.place.path, ".github/workflows/build.yml");
    // Of one of them, that one is meant.
    let said = route(&index, &ws, "fix the docker build failure");
    assert!(said.best.is_none_or(|best| best.kind == "workflow"));
}

#[test]
fn our_own_pages_are_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    check(
        root,
        &[
            ("set up my environment", "environments/local.md"),
            ("fix CI failure", "ci-cd.md"),
            ("make a release", "deployments.md"),
            ("deploy to production", "deployments.md"),
            ("publish to crates.io", "deployments.md#crates.io"),
            ("yank a release", "runbooks/yank-a-release.md"),
            ("take back a broken release", "runbooks/yank-a-release.md"),
            ("set up publishing on crates.io", "environments/crates-io.md"),
            ("rotate the crates.io token", "environments/crates-io.md"),
            ("which tools are needed", "tooling.md"),
            ("how often is maintenance due", "maintenance.md"),
            ("flaky jobs", "ci-cd.md#Flaky jobs"),
            ("use it as a pre-commit hook", "README.md#As a pre-commit hook"),
            ("report a vulnerability", "SECURITY.md"),
        ],
    );
}

#[test]
fn other_words_for_the_same_find_it_too() {
    let shop = acme::shop();
    check(
        &shop.root(),
        &[
            ("I just joined, how do I get the app running on my computer?", "environments/local.md"),
            ("new hire first day", "environments/local.md"),
            ("prepare a workstation", "environments/local.md"),
            ("tests are failing in github actions", "ci-cd.md"),
            ("a workflow is broken", "ci-cd.md"),
            ("push the new release live", "deployments.md#Production"),
            ("promote the build to prod", "deployments.md#Production"),
            ("the last release broke production, go back", "deployments.md#Rollback"),
            ("back out of the release", "deployments.md#Rollback"),
            ("who can sign off on a release", "deployments.md#Approvals"),
            ("REGISTRY_TOKEN expired", "runbooks/rotate-the-registry-token.md"),
            ("change the registry password", "runbooks/rotate-the-registry-token.md"),
            ("we lost orders", "runbooks/restore-the-database.md"),
            ("data loss in postgres", "runbooks/restore-the-database.md"),
            ("api outage", "runbooks/api-is-down.md"),
            ("bounce the api", "runbooks/api-is-down.md"),
            ("the api returns errors", "runbooks/api-is-down.md"),
            ("log in to the production cluster", "environments/production.md#Access"),
            ("check that staging works", "environments/staging.md#Validation"),
            ("what node version do I need", "tooling.md"),
            ("how often do we rotate secrets", "maintenance.md"),
            ("list of environment variables for local development", "environments/local.md#Configuration"),
            ("checkout incident", "incidents/2024-02-11-checkout-down.md"),
        ],
    );
}

#[test]
fn an_answer_says_what_must_be_known_before_acting() {
    let shop = acme::shop();
    let (said, _) = sent(&shop.root(), "deploy to production");
    let best = &said["best"];
    assert_eq!(best["approver"], "release manager");
    assert_eq!(best["risk"], "high");
    assert_eq!(best["environment"], "production");
    assert_eq!(best["secrets"], serde_json::json!(["KUBE_TOKEN", "REGISTRY_TOKEN"]));
    assert_eq!(best["commands"][0]["command"], "gh workflow run deploy.yml -f version=v1.4.0");
    assert_eq!(best["approvals"]["path"], "_ai/devops/deployments.md");
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/route.json");
    let schema = std::fs::read_to_string(schema).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("our schema is a schema");
    for phrase in ["deploy to production", "order a pizza", ""] {
        let (said, _) = sent(&shop.root(), phrase);
        assert!(validator.is_valid(&said), "{phrase}: {said}");
    }
}

#[test]
fn what_nothing_serves_is_said() {
    let shop = acme::shop();
    for phrase in ["order a pizza", "quarterly tax report", "the", "", "?!"] {
        let (said, found) = sent(&shop.root(), phrase);
        assert_eq!(found, "nothing", "{phrase}: {said}");
    }
    let said = shop.run(&["route", "rotate", "the", "office", "plants", "weekly"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(said.out.contains("Nothing here fits") && said.out.contains("Nearest:"), "{}", said.out);
}

#[test]
fn who_deploys_is_never_sent_to_what_undoes_it() {
    let shop = acme::shop();
    let page = |title: &str, kind: &str, body: &str| {
        format!("---\ntitle: {title}\nkind: {kind}\n---\n\n# {title}\n\nFor production.\n\n{body}")
    };
    shop.write(
        "_ai/devops/runbooks/roll-back-production.md",
        page(
            "Roll back production",
            "runbook",
            "## Procedure\n\n```sh\nkubectl -n production rollout undo deployment/api\n```\n",
        ),
    )
    .write(
        "_ai/devops/checklists/deploy-to-production.md",
        page("Before you roll back production", "note", "- [ ] Somebody knows.\n"),
    )
    .write("_ai/devops/checklists/scale-the-workers.md", page("Scale the workers", "note", "- [ ] Do it.\n"))
    .write("_ai/devops/runbooks/scale-the-workers.md", page("Scale the workers", "runbook", "## Procedure\n\nDo it.\n"))
    .commit(2);
    check(
        &shop.root(),
        &[
            ("deploy to production", "deployments.md#Production"),
            ("redeploy production", "deployments.md#Production"),
            ("release to production", "deployments.md#Production"),
            ("roll back production", "runbooks/roll-back-production.md"),
            ("roll back", "runbooks/roll-back-production.md"),
            ("revert production", "runbooks/roll-back-production.md"),
            ("scale the workers", "runbooks/scale-the-workers.md"),
        ],
    );
    let (ws, index) = known(&shop.root());
    let routed = route(&index, &ws, "deploy to production");
    let all: Vec<String> =
        routed.best.iter().chain(&routed.alternatives).map(|answer| answer.place.path.clone()).collect();
    assert!(all.iter().all(|path| !path.contains("roll-back")), "{all:?}");
    let routed = route(&index, &ws, "roll back production");
    assert!(routed.alternatives.iter().all(|answer| answer.title != "Deploy"), "{:?}", routed.alternatives);
}

#[test]
fn words_that_only_the_text_has_come_near() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\nIt sells.\n")
        .write(
            "docs/queues.md",
            "# Queues\n\nParcels wait here until a courier takes them along.\n\n## Limits\n\nLabels wait.\n\n## Jams\n\nA stuck franking printer blocks all of them.\n",
        )
        .commit(1);
    let (ws, index) = known(&shop.root());
    let routed = route(&index, &ws, "franking printer");
    assert!(routed.best.is_none(), "{:?}", routed.best);
    let near: Vec<_> =
        routed.alternatives.iter().map(|answer| (&*answer.place.path, answer.section.as_deref())).collect();
    assert_eq!(near, [("docs/queues.md", Some("Jams"))]);
    assert!(route(&index, &ws, "unheard of things").alternatives.is_empty());
}

const DEPLOY: &str = "name: Deploy\non:\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: choice\n        options: [staging, production]\n        required: true\njobs:\n  ship:\n    runs-on: ubuntu-24.04\n    environment: ${{ inputs.environment }}\n    steps:\n      - run: ./deploy.sh\n        env:\n          TOKEN: ${{ secrets.TOKEN }}\n";

#[test]
fn after_init_a_deployment_is_told_with_all_that_goes_with_it() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write("deploy.sh", "true\n").write(".github/workflows/deploy.yml", DEPLOY);
    shop.commit(1);
    assert_eq!(shop.run(&["init", "--yes"]).code, 0);
    let page = String::from_utf8_lossy(&shop.read("_ai/devops/environments/production.md")).into_owned();
    let check = "\n```sh { check=read name=alive }\ntrue\n```\n";
    shop.write("_ai/devops/environments/production.md", format!("{page}{check}"));
    let (said, target) = sent(&shop.root(), "deploy to production");
    assert_eq!(target, "deployments.md#Deploy", "{said:#}");
    let best = &said["best"];
    assert_eq!(best["environment"], "production");
    assert_eq!(best["commands"][0]["command"], "gh workflow run deploy.yml -f environment=production");
    assert_eq!(best["approvals"]["path"], "_ai/devops/deployments.md");
    assert!(best["checks"].to_string().contains("--name alive"), "{best:#}");
}

#[test]
fn a_deployment_is_no_nightly_build_and_says_nothing_twice() {
    let shop = Shop::new();
    let sections = ["Package", "Image", "Nightly image"];
    let commands = ["gh release create v1", "gh release create v1", "gh workflow run nightly.yml"];
    let steps =
        sections.iter().zip(commands).map(|(title, command)| format!("## {title}\n\n```sh\n{command}\n```\n\n"));
    shop.write("README.md", "# Shop\n")
        .write("_ai/devops/deployments.md", format!("# Deployments\n\n{}", steps.collect::<String>()))
        .commit(1);
    let typed = |phrase: &str| {
        let (said, _) = sent(&shop.root(), phrase);
        let steps = said["best"]["commands"].as_array().cloned().unwrap_or_default();
        steps.iter().filter_map(|step| step["command"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(typed("deploy"), ["gh release create v1"]);
}

#[test]
fn what_leaves_production_does_not_deploy_to_it() {
    let shop = Shop::new();
    shop.write(
        "README.md",
        "# Shop\n\n## Deploying\n\nPush.\n\n### Cloning production to staging\n\n```sh\n./clone.sh\n```\n",
    )
    .write("clone.sh", "true\n")
    .commit(1);
    let (said, _) = sent(&shop.root(), "deploy to production");
    assert_eq!(said["best"]["section"], "Deploying", "{said:#}");
}

#[test]
fn ones_own_environment_is_the_local_one() {
    let shop = Shop::new();
    let page = |title: &str| format!("# {title}\n\n## Prerequisites\n\nSome.\n\n## Setup\n\n```sh\nmake it\n```\n");
    shop.write("README.md", "# Shop\n")
        .write("_ai/devops/environments/dev.md", page("The environment dev"))
        .write("_ai/devops/environments/local.md", page("Local environment"))
        .write("_ai/devops/deployments.md", "# Deployments\n\n## To dev\n\n```sh\n./deploy.sh dev\n```\n")
        .commit(1);
    check(
        &shop.root(),
        &[
            ("set up my environment", "environments/local.md"),
            ("set up my dev environment", "environments/local.md"),
            ("deploy to dev", "deployments.md"),
        ],
    );
    let bare = Shop::new();
    bare.write(
        "CONTRIBUTING.md",
        "# Contributing\n\n## Developing a new integration\n\n```sh\nmake one\n```\n\n## Setting up for development\n\n```sh\nmake it\n```\n\n## Development tools\n\nSome.\n",
    )
    .commit(1);
    check(&bare.root(), &[("set up my environment", "CONTRIBUTING.md")]);
}

/// A workflow that a person starts, with jobs that deploy by a script.
fn deploying(shop: &Shop, file: &str, name: &str, jobs: &[&str]) {
    let job = |id: &&str| {
        format!(
            "  {id}:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: kubectl apply -f {id}.yml\n"
        )
    };
    let jobs: String = jobs.iter().map(job).collect();
    shop.write(
        &format!(".github/workflows/{file}"),
        format!("name: {name}\non: {{workflow_dispatch: {{}}}}\njobs:\n{jobs}"),
    );
}

#[test]
fn what_deploys_everything_goes_before_what_deploys_a_part() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n");
    deploying(&shop, "a.yml", "Deploy kafka topics to production", &["deploy-topics"]);
    deploying(&shop, "b.yml", "Merge to main", &["deploy-web", "deploy-api", "deploy-jobs"]);
    shop.commit(1);
    let (said, _) = sent(&shop.root(), "deploy to production");
    assert_eq!(said["best"]["title"], "Merge to main", "{said:#}");
}

#[test]
fn several_workflows_of_which_none_deploys_everything_are_all_named() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n");
    deploying(&shop, "a.yml", "Deploy kafka topics", &["deploy-topics"]);
    deploying(&shop, "b.yml", "Deploy the web", &["deploy-web"]);
    shop.commit(1);
    let (said, _) = sent(&shop.root(), "deploy to production");
    assert_eq!((said.get("best"), &said["ambiguous"]), (None, &Value::Bool(true)), "{said:#}");
    let titles: Vec<_> = said["alternatives"].as_array().expect("a list").iter().map(|one| &one["title"]).collect();
    assert_eq!(titles, ["Deploy kafka topics", "Deploy the web"]);
}

#[test]
fn of_workflows_that_are_called_alike_none_deploys_everything() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n");
    deploying(&shop, "api.yml", "Deploy PROD API", &["deploy-api", "deploy-docs", "deploy-edge"]);
    deploying(&shop, "web.yml", "Deploy PROD Web", &["deploy-web"]);
    deploying(&shop, "ws.yml", "Deploy PROD Sockets", &["deploy-ws"]);
    let page = "# Deployments\n\n## Deploy PROD API\n\n```sh\ngh workflow run api.yml\n```\n\n## Deploy PROD Web\n\n```sh\ngh workflow run web.yml\n```\n";
    shop.write("_ai/devops/deployments.md", page);
    shop.commit(1);
    let (said, _) = sent(&shop.root(), "deploy to production");
    assert_eq!((said.get("best"), &said["ambiguous"]), (None, &Value::Bool(true)), "{said:#}");
    let titles: Vec<_> = said["alternatives"].as_array().expect("a list").iter().map(|one| &one["title"]).collect();
    assert_eq!(titles[..3], ["Deploy PROD API", "Deploy PROD Web", "Deploy PROD Sockets"], "{said:#}");
}

#[test]
fn who_starts_is_sent_to_nothing_that_takes_data_away() {
    let shop = Shop::new();
    shop.write("package.json", "{\"scripts\": {\"dev\": \"vite\"}}")
        .write(
            "README.md",
            "# Shop\n\n## Local data\n\nRun it locally to fill the tables:\n\n```sh\nnpm run seed -- --truncate\n```\n",
        )
        .commit(1);
    let (said, _) = sent(&shop.root(), "run locally");
    assert_eq!(said["best"]["title"], "npm run dev", "{said:#}");
}

#[test]
fn the_word_that_was_said_is_meant() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\n## Deployment\n\nPut it on a server, with any tool.\n")
        .write("Release.md", "# How to Release the Shop\n\nTag it.\n")
        .commit(1);
    let (said, _) = sent(&shop.root(), "release a new version");
    assert_eq!(said["best"]["place"]["path"], "Release.md", "{said:#}");
    assert_eq!(said["best"].get("missing"), None, "a version that is released is no tool");
}

#[test]
fn an_answer_says_what_its_lines_warn_of_and_what_programs_ask_is_no_command() {
    let shop = Shop::new();
    shop.write(
        "README.md",
        "# Shop\n\n## Rotate the certificate\n\nThis script should not be run in production. Ask first.\n\n\
         ```sh\n./rotate.sh\nCountry Name (2 letter code) [AU]:US\n```\n",
    )
    .write("rotate.sh", "true\n")
    .commit(1);
    let (said, _) = sent(&shop.root(), "rotate the certificate");
    let text = shop.run(&["route", "rotate the certificate"]).out;
    assert_eq!(said["best"]["warnings"][0], "This script should not be run in production. Ask first.");
    assert_eq!(said["best"]["commands"].as_array().map(Vec::len), Some(1), "{said:#}");
    assert!(text.contains("warning: This script should not be run in production."), "{text}");
}
