//! Secrets and variables on the site and in the lists: each name once, the same on every page.

mod shop;

use std::fs;

use serde_json::{Value, json};
use shop::Shop;

/// Builds the site, and gives a file of it.
fn built(shop: &Shop) -> impl Fn(&str) -> String {
    shop.commit(1);
    let said = shop.run(&["build", "--output", "../out", "--today", "2024-03-10"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let folder = shop.beside("out");
    move |path| fs::read_to_string(folder.join(path)).unwrap_or_else(|_| panic!("{path} is written"))
}

fn items(file: &str) -> Vec<Value> {
    serde_json::from_str::<Value>(file).expect("it is JSON")["items"].as_array().expect("it has items").clone()
}

fn names(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["name"].as_str().expect("it has a name")).collect()
}

#[test]
fn an_environment_has_each_name_once_and_no_secret_among_its_variables() {
    let shop = Shop::new();
    shop.write(
        ".github/workflows/deploy.yml",
        "on: push\njobs:\n  deploy:\n    environment: production\n    runs-on: ubuntu-latest\n    env:\n      \
         REGISTRY_TOKEN: ${{ secrets.REGISTRY_TOKEN }}\n      REGION: ${{ vars.REGION }}\n      LEVEL: debug\n    steps:\n      - run: ./deploy\n",
    );
    shop.write(
        "_ai/devops/environments/production.md",
        "---\nkind: environment\ntitle: Production\nenvironment: production\n---\n\n# Production\n\n## Variables\n\n\
         | Variable | Use |\n|---|---|\n| `REGISTRY_TOKEN` | push |\n| `REGION` | where |\n",
    );
    let file = built(&shop);
    let environments = items(&file("index/environments.json"));
    assert_eq!(environments[0]["secrets"], json!(["REGISTRY_TOKEN"]));
    assert_eq!(environments[0]["variables"], json!(["REGION"]));
    let variables = items(&file("index/variables.json"));
    assert_eq!(names(&variables), ["REGION"], "what a workflow hands to its steps is no setting of its own");
    let page = json!({ "path": "_ai/devops/environments/production.md", "line": 14, "verdict": "holds" });
    assert!(variables[0]["documented"].as_array().expect("it is a list").contains(&page), "{}", variables[0]);
}

#[test]
fn secrets_that_callers_hand_over_are_listed_and_what_every_run_has_is_not() {
    let shop = Shop::new();
    shop.write(
        ".github/workflows/build.yml",
        "on:\n  workflow_call:\n    secrets:\n      MIRROR_KEY:\n        required: true\n      UNREAD:\n        required: false\n\
         jobs:\n  build:\n    runs-on: ubuntu-latest\n    env:\n      KEY: ${{ secrets.MIRROR_KEY }}\n      GH: ${{ secrets.GITHUB_TOKEN }}\n    steps:\n      - run: make\n",
    );
    let file = built(&shop);
    let secrets = items(&file("index/secrets.json"));
    assert_eq!(names(&secrets), ["MIRROR_KEY"]);
    assert_eq!(secrets[0]["handed_over"], true);
    assert_eq!(secrets[0]["workflows"][0]["jobs"], json!(["build"]));
    assert_eq!(items(&file("index/workflows.json"))[0]["secrets"], json!(["MIRROR_KEY"]));
    assert!(file("secrets.html").contains("callers hand it over"));
    assert!(!file("secrets.html").contains("GITHUB_TOKEN") && !file("workflows/build.html").contains("GITHUB_TOKEN"));
}

#[test]
fn variables_of_terraform_modules_that_others_call_are_set_by_no_environment() {
    let shop = Shop::new();
    shop.write("infra/main.tf", "variable \"region\" {}\n\nmodule \"net\" {\n  source = \"../modules/net\"\n}\n");
    shop.write("modules/net/main.tf", "variable \"region\" {}\nvariable \"cidr\" {}\n");
    let file = built(&shop);
    let variables = items(&file("index/variables.json"));
    assert_eq!(names(&variables), ["TF_VAR_region"]);
    assert_eq!(variables[0]["stated"], json!([{ "path": "infra/main.tf", "line": 1 }]));
    let page = file("secrets.html");
    assert!(page.contains("data-filter=\"t-settings\"") && page.contains("infra/<wbr>main.<wbr>tf:1"));
}
