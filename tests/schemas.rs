//! The schemas in `schemas/` are what `devops-docs schema` prints.
//!
//! `BLESS=1 cargo test --test schemas` writes them.

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
    let files = [
        "config",
        "baseline",
        "lint",
        "inventory",
        "due",
        "runs",
        "approvals",
        "route",
        "gate",
        "gates",
        "drill",
        "drills",
    ]
    .map(|name| (name, format!("{name}.json")));
    for (name, file) in files.into_iter().chain(lists.map(|name| (name, format!("index/{name}.json")))) {
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
