//! `doctor` on a machine whose tools are scripts of ours.
#![cfg(target_os = "linux")]

#[path = "checks/repo.rs"]
#[expect(dead_code, reason = "the tests of checks use more of it")]
mod repo;

use std::os::unix::fs::PermissionsExt;

use repo::{Repo, Said};

const TOOLING: &str = "# Tooling\n\n| tool | version | probe | Debian |\n|---|---|---|---|\n\
    | Node | 18 | `node --version` | `apt-get install nodejs` |\n\
    | jq | 1.6 or newer | | |\n\
    | terraform | any | | |\n\
    | frobnicate | 2 | `frobnicate --version` | `cargo install frobnicate` |\n\
    | make | any | `make deploy` | |\n";

const LOCAL: &str = "# Local\n\n## Configuration\n\n| variable | needed |\n|---|---|\n| `DATABASE_URL` | yes |\n| `LOG_LEVEL` | no |\n| `API_TOKEN` | yes |\n";

fn doctor(arguments: &[&str]) -> (Repo, Said) {
    let repo = Repo::with("# Shop\n");
    repo.write("_ai/devops/tooling.md", TOOLING);
    repo.write("_ai/devops/environments/local.md", LOCAL);
    repo.write(".nvmrc", "20.11.1\n");
    let machine = tempfile::tempdir().expect("there is room");
    let tool = |name: &str, says: &str| {
        let path = machine.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\necho '{says}'\ntouch made \"$HOME/made\" 2>/dev/null\nexit 0\n"))
            .expect("there is room");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    };
    tool("node", "v18.19.0");
    tool("jq", "jq-1.7.1");
    tool("frobnicate", "no version today");
    tool("make", "GNU Make 4.3");
    tool("apt-get", "");
    let path = format!("{}:/usr/bin:/bin", machine.path().display());
    let mut all = vec!["doctor", "--format", "json"];
    all.extend(arguments);
    let said = repo.run_with(&all, &[("PATH", &path), ("API_TOKEN", "secret-value")]);
    (repo, said)
}

#[test]
fn each_tool_is_there_wrong_missing_or_unknown() {
    let (repo, said) = doctor(&[]);
    let status = |name: &str| said.check(name);
    // The pin says what a machine must have, whatever the page says.
    let node = status("Node");
    assert_eq!(
        (node["status"].as_str(), node["found"].as_str(), node["required"].as_str()),
        (Some("error"), Some("18.19.0"), Some("20.11.1"))
    );
    assert_eq!((node["path"].as_str(), node["install"].as_str()), (Some(".nvmrc"), Some("apt-get install nodejs")));
    assert_eq!((status("jq")["status"].as_str(), status("jq")["found"].as_str()), (Some("ok"), Some("1.7.1")));
    assert_eq!(status("frobnicate")["status"], "unknown");
    // Its own probe would deploy, so it is asked in our words.
    assert_eq!((status("make")["status"].as_str(), status("make")["found"].as_str()), (Some("ok"), Some("4.3.0")));
    assert_eq!(said.code, 1);
    assert!(!repo.root().join("made").exists());
}

#[test]
fn variables_are_set_or_not_and_never_shown() {
    let (_, said) = doctor(&["--fail-on", "warning"]);
    assert_eq!([&said.check("DATABASE_URL")["status"], &said.check("API_TOKEN")["status"]], ["error", "ok"]);
    assert!(!said.out.contains("LOG_LEVEL") && !said.out.contains("secret-value"), "{}", said.out);
}
