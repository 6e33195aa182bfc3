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
    let page = &node["contradiction"];
    assert_eq!(
        [&page["required"], &page["path"], &page["line"], &page["status"]],
        [&serde_json::json!("18"), &"_ai/devops/tooling.md".into(), &5.into(), &"ok".into()]
    );
    assert!(status("jq")["contradiction"].is_null());
    assert_eq!((status("jq")["status"].as_str(), status("jq")["found"].as_str()), (Some("ok"), Some("1.7.1")));
    assert_eq!(status("frobnicate")["status"], "unknown");
    // Its own probe would deploy, so it is asked in our words.
    assert_eq!((status("make")["status"].as_str(), status("make")["found"].as_str()), (Some("ok"), Some("4.3")));
    assert_eq!(said.code, 1);
    assert!(!repo.root().join("made").exists());
}

#[test]
fn a_version_that_is_not_understood_is_no_version_that_is_there() {
    let repo = Repo::with("# Shop\n");
    let judged = |words: &str| {
        let table = format!("# Tooling\n\n| tool | version |\n|---|---|\n| make | {words} |\n");
        repo.write("_ai/devops/tooling.md", &table);
        let machine = tempfile::tempdir().expect("there is room");
        let make = machine.path().join("make");
        std::fs::write(&make, "#!/bin/sh\necho 'GNU Make 4.3'\n").expect("there is room");
        std::fs::set_permissions(&make, PermissionsExt::from_mode(0o755)).expect("it is ours");
        let path = format!("{}:/usr/bin:/bin", machine.path().display());
        repo.run_with(&["doctor", "--format", "json"], &[("PATH", &path)]).status("make")
    };
    for (words, status) in [
        ("4.2.*", "error"),
        ("**4.3**", "ok"),
        ("`≥ 5`", "error"),
        ("at least 4.3", "ok"),
        ("newer than 4.4", "error"),
        ("4.1-4.4", "ok"),
        ("4.3.0", "ok"),
        ("4 if you can", "unknown"),
        ("any", "ok"),
        ("", "ok"),
    ] {
        assert_eq!(judged(words), status, "{words}");
    }
}

#[test]
fn answers_of_tools_are_read_as_they_are_meant() {
    let judged = |tool: &str, words: &str, program: &str, script: &str| {
        let repo = Repo::with("# Shop\n");
        repo.write(
            "_ai/devops/tooling.md",
            &format!("# Tooling\n\n| tool | version |\n|---|---|\n| {tool} | {words} |\n"),
        );
        let machine = tempfile::tempdir().expect("there is room");
        let path = machine.path().join(program);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("there is room");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
        let path = format!("{}:/usr/bin:/bin", machine.path().display());
        let said = repo.run_with(&["doctor", "--format", "json"], &[("PATH", &path)]).check(tool);
        [&said["status"], &said["message"]].map(|word| word.as_str().unwrap_or_default().to_owned())
    };
    for (tool, words, program, script, status) in [
        ("ansible", ">=9", "ansible", "echo 'ansible [core 2.16.3]'", "unknown"),
        ("ansible-core", ">=2.16", "ansible", "echo 'ansible [core 2.16.3]'", "ok"),
        ("java", "17", "java", "echo 'Picked up X: -XX:P=75.0' >&2; echo 'openjdk version \"17.0.9\"' >&2", "ok"),
        ("helm", "3", "helm", "echo 'WARNING: /home/k1.2/config is readable'; echo v3.14.2+gc309b6f", "ok"),
        ("ruby", "3.4.0", "ruby", "echo 'ruby 3.4.0preview1 (2024-05-16 master 9d69619623)'", "error"),
        ("ruby", ">=3.3", "ruby", "echo 'ruby 3.4.0preview1 (2024-05-16 master 9d69619623)'", "ok"),
        ("python", ">=3.9,!=3.9.7", "python3", "echo 'Python 3.9.7'", "error"),
        ("jq", "1.6", "jq", "exit 1", "unknown"),
    ] {
        let [found, message] = judged(tool, words, program, script);
        assert_eq!(found, status, "{tool} {words}: {message}");
    }
    // As with an interpreter that lies where nothing is seen.
    let hidden = tempfile::tempdir().expect("there is room");
    std::fs::copy("/bin/sh", hidden.path().join("sh")).expect("there is room");
    let [_, message] = judged("jq", "1.6", "jq", &format!("exec {}/sh -c 'echo jq-1.7'", hidden.path().display()));
    assert!(message.starts_with("jq is there, and does not answer where it is asked: confined"), "{message}");
}

#[test]
fn a_variable_of_which_nobody_says_whether_it_is_needed_is_told() {
    let repo = Repo::with("# Shop\n");
    repo.write(
        "_ai/devops/environments/local.md",
        "# Local\n\n## Configuration\n\n| variable | required |\n|---|---|\n| `CACHE_URL` | |\n",
    );
    assert_eq!(repo.run(&["doctor", "--format", "json"]).status("CACHE_URL"), "warning");
}

#[test]
fn variables_are_set_or_not_and_never_shown() {
    let (_, said) = doctor(&["--fail-on", "warning"]);
    assert_eq!([&said.check("DATABASE_URL")["status"], &said.check("API_TOKEN")["status"]], ["error", "ok"]);
    assert!(!said.out.contains("LOG_LEVEL") && !said.out.contains("secret-value"), "{}", said.out);
}

const SERVICES: &str = "# Local\n\n## Services\n\n| Service | Port | Health check |\n|---|---|---|\n\
    | `web` | 8080:80 | `/healthz` |\n| `db` | 5432 | `pg_isready` |\n| `queue` | | `./restart.sh` |\n\
    | `disk` | | `test -d _ai` |\n| `mail` | 25 | - |\n";

#[test]
fn services_are_asked_as_far_as_the_operator_lets_them() {
    let repo = Repo::with("# Shop\n");
    repo.write("_ai/devops/environments/local.md", SERVICES);
    repo.write("restart.sh", "touch made\n");
    let machine = tempfile::tempdir().expect("there is room");
    for (name, script) in [("curl", "echo \"$@\" >&2; exit 7"), ("pg_isready", "echo accepting connections")] {
        let path = machine.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("there is room");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    }
    let path = format!("{}:/usr/bin:/bin", machine.path().display());
    let ask = |arguments: &[&str], variables: &[(&str, &str)]| {
        let all = [&["doctor", "--format", "json"], arguments].concat();
        repo.run_with(&all, &[&[("PATH", path.as_str())], variables].concat())
    };
    let said = ask(&[], &[]);
    let message = |said: &Said, name: &str| said.check(name)["message"].as_str().unwrap_or_default().to_owned();
    assert_eq!(message(&said, "web"), "web is not asked: that needs the network: --allow-net");
    assert_eq!((message(&said, "disk").as_str(), said.code), ("disk answers", 0));
    assert!(
        message(&said, "queue").ends_with("is not known to only look: make it a check snippet, which can be approved")
    );
    assert!(!said.out.contains("mail"), "{}", said.out);
    let said = ask(&["--allow-net"], &[]);
    assert_eq!(said.status("db"), "ok", "{}", said.out);
    assert!(
        message(&said, "web").starts_with("web does not answer: ")
            && message(&said, "web").ends_with(" http://localhost:8080/healthz")
    );
    assert_eq!((said.status("queue").as_str(), said.code), ("unknown", 1));
    assert!(!repo.root().join("made").exists());
    // Nobody has agreed yet to what a pull request would ask.
    let said = ask(&["--allow-net"], &[("GITHUB_BASE_REF", "main")]);
    assert_eq!(message(&said, "db"), "db is not asked: in a pull request no service is asked");
}

#[test]
fn no_code_of_the_repository_runs_for_a_probe_or_a_health_check() {
    let repo = Repo::with("# Shop\n");
    let health = "# Local\n\n| service | health check |\n|---|---|\n| web | `(sh() { ls; }); sh -c './x; exit 1'` |\n\
                  | crawler | `crawl --version; ls` |\n| away | `cd sub && cargo --version` |\n| disk | `df -h .` |\n";
    repo.write("_ai/devops/environments/local.md", health);
    let row = "# Tools\n\n| tool | version | probe |\n|---|---|---|\n| crawl | 2 | `crawl --version` |\n";
    repo.write("_ai/devops/tooling.md", row);
    repo.write("crawl.cfg", "echo 99.9.9\n");
    repo.write("x", "#!/bin/sh\necho 99.9.9\n");
    repo.executable("x");
    let machine = tempfile::tempdir().expect("there is room");
    let path = machine.path().join("crawl");
    std::fs::write(&path, "#!/bin/sh\n[ -f crawl.cfg ] && . ./crawl.cfg\necho 2.1.0\n").expect("there is room");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    let path = format!("{}:/usr/bin:/bin", machine.path().display());
    let said = repo.run_with(&["doctor", "--format", "json"], &[("PATH", &path)]);
    assert_eq!(said.check("crawl")["found"], "2.1.0", "{}", said.out);
    assert_eq!([said.status("web"), said.status("crawler"), said.status("disk")], ["unknown", "unknown", "ok"]);
    let away = said.check("away")["message"].as_str().unwrap_or_default().to_owned();
    assert!(away.starts_with("away is not asked: it may leave its folder"), "{away}");
    let message = said.check("crawler")["message"].as_str().unwrap_or_default().to_owned();
    assert!(message.starts_with("crawler is not asked: `crawl` is a script, which may run what"), "{message}");
    assert!(!said.out.contains("99.9.9"), "{}", said.out);
}

#[test]
fn hook_and_configuration_are_looked_at_where_there_are_some() {
    let repo = Repo::with("# Shop\n");
    assert!(!repo.run(&["doctor"]).out.contains("hook"));
    repo.write(
        ".pre-commit-config.yaml",
        "repos:\n  - repo: https://github.com/devops-docs/devops-docs\n    rev: main\n",
    );
    repo.write("devops-docs.toml", "profile = \"strict\"\n");
    let said = repo.run(&["doctor", "--format", "json"]);
    let hook = said.check("pre-commit");
    assert_eq!(
        (hook["status"].as_str(), hook["install"].as_str(), hook["line"].as_u64()),
        (Some("warning"), Some("pre-commit install"), Some(2))
    );
    assert_eq!((said.status("devops-docs.toml").as_str(), said.code), ("ok", 0));
    repo.write(".husky/pre-push", "npm test\n");
    let said = repo.run(&["doctor"]);
    assert!(
        said.out.contains("husky is to run pre-push, and is not installed here (.husky/pre-push:1)"),
        "{}",
        said.out
    );
    assert!(said.out.contains("no page lists tools, and nothing is pinned: no tool is asked"), "{}", said.out);
    repo.write(".git/hooks/pre-commit", "#!/bin/sh\nexec pre-commit hook-impl\n");
    repo.write("devops-docs.toml", "profil = \"strict\"\n");
    let said = repo.run(&["doctor", "--format", "json"]);
    assert_eq!(
        (said.status("pre-commit").as_str(), said.status("devops-docs.toml").as_str(), said.code),
        ("ok", "error", 1)
    );
}

#[test]
fn a_page_and_a_pin_that_disagree_are_both_shown() {
    let repo = Repo::with("# Shop\n");
    repo.write(
        "_ai/devops/tooling.md",
        "# Tooling\n\n| tool | version |\n|---|---|\n| Node | 18 |\n| Go | 1.20 |\n| Python | 3.11 |\n",
    );
    repo.write(".nvmrc", "20.11.1\n");
    repo.write("go.mod", "module shop\n\ngo 1.22\n");
    repo.write(".python-version", "3.11.4\n");
    let machine = tempfile::tempdir().expect("there is room");
    for (name, says) in [("node", "v20.11.1"), ("go", "go version go1.21.0 linux/amd64")] {
        let path = machine.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\necho '{says}'\n")).expect("there is room");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    }
    let path = format!("{}:/no/such", machine.path().display());
    let said = repo.run_with(&["doctor"], &[("PATH", &path)]);
    for line in [
        "ok      Node 20.11.1\n        .nvmrc:1 asks for 20.11.1 and counts; _ai/devops/tooling.md:5 asks for 18, which it is not\n",
        "        _ai/devops/tooling.md:6 asks for 1.20 and counts; go.mod:3 asks for >=1.22, which it is not\n",
        "missing Python is not installed, 3.11.4 is asked for (.python-version:1)\n",
    ] {
        assert!(said.out.contains(line), "{line}: {}", said.out);
    }
    assert_eq!(said.out.matches("and counts").count(), 2, "{}", said.out);
}

#[test]
fn an_old_java_is_known_by_both_its_names() {
    let repo = Repo::with("# Shop\n");
    repo.write("pom.xml", "<project><properties><java.version>8</java.version></properties></project>\n");
    let machine = tempfile::tempdir().expect("there is room");
    let path = machine.path().join("java");
    std::fs::write(&path, "#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n").expect("there is room");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    let path = format!("{}:/usr/bin:/bin", machine.path().display());
    let said = repo.run_with(&["doctor", "--format", "json"], &[("PATH", &path)]);
    let java = said.check("Java");
    assert_eq!([&java["status"], &java["required"], &java["path"]], ["ok", ">=8", "pom.xml"], "{}", said.out);
    repo.write("pom.xml", "<project><properties><java.version>11</java.version></properties></project>\n");
    let said = repo.run_with(&["doctor", "--format", "json"], &[("PATH", &path)]);
    assert_eq!(said.status("Java"), "error", "{}", said.out);
}

#[test]
fn the_output_is_what_the_schema_says() {
    let (repo, said) = doctor(&["--allow-net"]);
    repo.is_by_schema("doctor", &said);
    repo.is_by_schema("doctor", &Repo::with("# Shop\n").run(&["doctor", "--format", "json"]));
}

#[test]
fn a_variable_in_the_copy_of_a_sample_is_set() {
    let repo = Repo::with("# Shop\n");
    let page =
        "# Local\n\n## Configuration\n\n| variable | from |\n|---|---|\n| `API_KEY` | |\n| `PORT` | |\n| `SEED` | |\n";
    repo.write("_ai/devops/environments/local.md", page);
    repo.write(".gitignore", ".env\n");
    repo.write("server/.env.sample", "API_KEY=\nPORT=80\nSEED=\n");
    let said = repo.run(&["doctor"]);
    assert!(
        said.out.contains(
            "warning 3 variables are not set: API_KEY, PORT, SEED (_ai/devops/environments/local.md:7)\n        cp server/.env.sample server/.env\n"
        ),
        "{}",
        said.out
    );
    repo.write("server/.env", "API_KEY=hunter2\nPORT=\n# SEED=1\n");
    let said = repo.run(&["doctor", "--format", "json"]);
    assert_eq!(
        [said.status("API_KEY"), said.status("PORT"), said.status("SEED")],
        ["ok", "warning", "warning"].map(str::to_owned)
    );
    assert!(!said.out.contains("hunter2") && !said.out.contains("cp server"), "{}", said.out);
}

#[test]
fn a_version_that_no_package_manager_has_is_had_elsewhere() {
    let repo = Repo::with("# Shop\n");
    repo.write(".nvmrc", "20.11.1\n");
    repo.write(".tool-versions", "shellcheck 0.10.0\n");
    let machine = tempfile::tempdir().expect("there is room");
    for (name, says) in [("node", "v18.19.0"), ("shellcheck", "version: 0.9.0"), ("apt-get", "")] {
        let path = machine.path().join(name);
        std::fs::write(&path, format!("#!/bin/sh\necho '{says}'\n")).expect("there is room");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    }
    let path = format!("{}:/usr/bin:/bin", machine.path().display());
    let said = repo.run_with(&["doctor"], &[("PATH", &path)]);
    assert!(said.out.contains("        get 20.11.1 from https://nodejs.org/en/download\n"), "{}", said.out);
    assert!(!said.out.contains("apt-get install"), "{}", said.out);
}
