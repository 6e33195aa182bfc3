//! The scripts that `init --scripts` writes, run for real by the shell of the system.
#![cfg(unix)]

mod shop;

use std::fs;
use std::process::{Command, Output};

use shop::Shop;

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n")
        .write(".gitignore", ".env\n")
        .write(".env.example", "PORT=3000\nAPI_SECRET=\n")
        .write("scripts/setup.sh", "echo installed >> made.txt\n")
        .write("scripts/test.sh", "test -e made.txt && echo tested\n")
        .commit(1);
    let said = shop.run(&["init", "--yes", "--scripts"]);
    assert_eq!(said.code, 0, "{}", said.err);
    shop
}

fn sh(shop: &Shop, script: &str, words: &[&str]) -> (String, String, i32) {
    sh_by(&std::env::var("PATH").expect("there is a path"), shop, script, words)
}

/// The same with other programs.
fn sh_by(path: &str, shop: &Shop, script: &str, words: &[&str]) -> (String, String, i32) {
    let mut command = Command::new("sh");
    command.arg(format!("scripts/devops/{script}")).args(words).current_dir(shop.root()).env("PATH", path);
    let Output { status, stdout, stderr } = command.output().expect("sh runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (text(stdout), text(stderr), status.code().expect("it was not killed"))
}

/// A path on which a program comes first that does what is written.
fn with_program(shop: &Shop, name: &str, does: &str) -> String {
    let bin = shop.beside("bin");
    fs::create_dir_all(&bin).expect("a folder can be made");
    fs::write(bin.join(name), format!("#!/bin/sh\n{does}\n")).expect("a file can be written");
    assert!(Command::new("chmod").arg("+x").arg(bin.join(name)).status().expect("chmod runs").success());
    format!("{}:{}", bin.display(), std::env::var("PATH").expect("there is a path"))
}

#[test]
fn a_machine_is_set_up_and_again_without_harm() {
    let shop = shop();
    let (out, err, code) = sh(&shop, "bootstrap.sh", &["--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("+ cp .env.example .env\n+ bash scripts/setup.sh\n+ bash scripts/test.sh\n"), "{out}");
    assert!(!shop.root().join(".env").exists() && !shop.root().join("made.txt").exists());
    let (out, err, code) = sh(&shop, "bootstrap.sh", &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("tested") && out.ends_with("every step ended well.\n"), "{out}");
    shop.write(".env", "PORT=1\n");
    let (out, _, code) = sh(&shop, "bootstrap.sh", &["--no-check"]);
    assert_eq!(code, 0);
    assert!(out.contains("kept     .env") && !out.contains("tested"), "{out}");
    assert_eq!(shop.read(".env"), b"PORT=1\n");
    let (_, err, code) = sh(&shop, "bootstrap.sh", &["--unknown"]);
    assert_eq!(code, 2);
    assert!(err.starts_with("usage:"), "{err}");
}

#[test]
fn a_step_that_fails_is_told_at_the_end() {
    let shop = shop();
    shop.write("scripts/setup.sh", "exit 7\n");
    let (out, err, code) = sh(&shop, "bootstrap.sh", &[]);
    assert_eq!(code, 1);
    assert!(!out.contains("Ready"), "{out}");
    assert!(err.contains("Not ready.\nDid not end well:\n  bash scripts/setup.sh\n"), "{err}");
}

#[test]
fn what_is_missing_keeps_nothing_else_from_being_set_up() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n")
        .write("scripts/setup.sh", "echo installed >> made.txt\n")
        .write(
            "_ai/devops/tooling.md",
            "# Tooling\n\n| tool | version | probe | install |\n|---|---|---|---|\n| frobnicate | 2 or newer | `frobnicate --version` | `cargo install frobnicate` |\n",
        )
        .commit(1);
    shop.run(&["init", "--yes", "--scripts"]);
    let (out, err, code) = sh(&shop, "bootstrap.sh", &["--no-check"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("missing  frobnicate: cargo install frobnicate\n"), "{out}");
    assert!(shop.root().join("made.txt").exists() && err.contains("Missing or wrong: frobnicate\n"), "{err}");
    let path = with_program(&shop, "frobnicate", "echo 1.9");
    let (out, ..) = sh_by(&path, &shop, "bootstrap.sh", &["--dry-run"]);
    assert!(out.contains("it is 1.9, and the repository asks for 2 or newer\n"), "{out}");
    // A row that is added makes the script one of yesterday.
    let row = "| frobnicate | 2 or newer | `frobnicate --version` | `cargo install frobnicate` |\n| jq | any | | |\n";
    let page = String::from_utf8_lossy(&shop.read("_ai/devops/tooling.md")).into_owned();
    let old = "| frobnicate | 2 or newer | `frobnicate --version` | `cargo install frobnicate` |\n";
    shop.write("_ai/devops/tooling.md", page.replace(old, row));
    assert!(shop.lint(&[]).out.contains("stale-bootstrap"));
}

#[test]
fn variables_of_a_part_are_looked_for_and_masked() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n")
        .write(".gitignore", ".env\n")
        .write("server/.env.sample", "API_KEY=\n# SEED=\n")
        .commit(1);
    shop.run(&["init", "--yes", "--scripts"]);
    let (out, ..) = sh(&shop, "healthcheck.sh", &[]);
    assert!(out.contains("bad   API_KEY is not set in server/.env\n") && !out.contains("SEED"), "{out}");
    shop.write("server/.env", "API_KEY=supersecretvalue99\n").write("supersecretvalue99.txt", "");
    let (out, ..) = sh(&shop, "healthcheck.sh", &[]);
    assert!(out.contains("ok    API_KEY is set\n"), "{out}");
    let (file, ..) = sh(&shop, "capture-logs.sh", &[]);
    let text = String::from_utf8(shop.read(file.trim())).expect("UTF-8");
    assert!(text.contains("****.txt") && !text.contains("supersecret"), "{text}");
}

#[test]
fn health_shows_names_and_no_values() {
    let shop = shop();
    shop.write(".env", "PORT=3000\nAPI_SECRET=\n");
    let (out, err, code) = sh(&shop, "healthcheck.sh", &[]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("ok    git: git version"), "{out}");
    assert!(out.contains("ok    PORT is set\n") && out.contains("bad   API_SECRET is not set in .env\n"), "{out}");
    assert!(!out.contains("3000") && out.ends_with("Not ready: 1 bad.\n"), "{out}");
    shop.write(".env", "PORT=3000\nAPI_SECRET=x\n");
    let (out, _, code) = sh(&shop, "healthcheck.sh", &[]);
    assert_eq!(code, 0, "{out}");
    assert!(out.ends_with("Ready: nothing is bad.\n"), "{out}");
}

#[test]
fn another_version_than_the_pinned_one_is_bad() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write(".nvmrc", "20.11.1\n").commit(1);
    shop.run(&["init", "--yes", "--scripts"]);
    for (version, is_right) in [("v20.11.0", true), ("v20.1.0", false), ("v18.2.0", false)] {
        let path = with_program(&shop, "node", &format!("echo {version}"));
        let (out, _, code) = sh_by(&path, &shop, "healthcheck.sh", &[]);
        assert_eq!(code == 0, is_right, "{version}: {out}");
        assert_eq!(out.contains("and the repository asks for 20.11\n"), !is_right, "{version}: {out}");
        let (out, _, code) = sh_by(&path, &shop, "bootstrap.sh", &["--no-check"]);
        assert_eq!(code == 0, is_right, "{version}: {out}");
        assert_eq!(out.contains("wrong    Node: it is "), !is_right, "{version}: {out}");
    }
}

#[test]
fn a_service_that_is_down_is_bad() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write("compose.yaml", "services:\n  db:\n    image: postgres:16\n").commit(1);
    shop.run(&["init", "--yes", "--scripts"]);
    for (running, is_right) in [("db", true), ("cache", false)] {
        let path = with_program(&shop, "docker", &format!("echo {running}"));
        let (out, _, code) = sh_by(&path, &shop, "healthcheck.sh", &[]);
        assert_eq!((code == 0, out.contains("bad   service db does not run\n")), (is_right, !is_right), "{out}");
    }
}

#[test]
fn captures_are_masked_and_do_not_pile_up() {
    let shop = shop();
    shop.write(".env", "PORT=3000\nAPI_SECRET=\"hunter2hunter2\"\n").write("hunter2hunter2.txt", "");
    shop.write(&format!("ghp_{}.txt", "a1B2".repeat(9)), "");
    let logs = shop.root().join("_ai/devops/logs");
    fs::create_dir_all(&logs).expect("a folder can be made");
    fs::write(logs.join("old.log"), "").expect("a file can be written");
    let touched = Command::new("touch").args(["-d", "2020-01-01"]).arg(logs.join("old.log")).status();
    assert!(touched.expect("touch runs").success());
    let (out, err, code) = sh(&shop, "capture-logs.sh", &[]);
    assert_eq!(code, 0, "{err}");
    let text = String::from_utf8(shop.read(out.trim())).expect("UTF-8");
    assert!(text.contains("== git status --short") && text.contains("****.txt"), "{text}");
    assert!(!text.contains("hunter2") && !text.contains("ghp_a1B2"), "{text}");
    assert!(!logs.join("old.log").exists());
    assert_eq!(fs::read(logs.join(".gitignore")).expect("it is written"), b"*\n");
    assert!(!shop.git(&["status", "--short"]).contains("logs/2"), "what was captured is not tracked");
}

#[test]
fn no_form_of_a_secret_is_captured() {
    let shop = shop();
    shop.write(
        ".env",
        "A=commented-value # the old one\nB=\"blank separated words\" # c\nC='single quoted words'\n\
         D=\"first-line-of-it\nsecond-line-of-it\"\nE=\"escaped\\nnewlines-here\"\nF=\"with \\\"marks\\\" inside\"\n\
         G=longest\nexport H=longest-of-all\nI='never closed\nJ=after-the-open\n",
    );
    let jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJhbm4ifQ", "c2lnbmF0dXJlMTIz"].join(".");
    let secrets = [
        ("commented-value".to_owned(), "commented-value"),
        ("it was blank separated words".to_owned(), "blank separated words"),
        ("single quoted words".to_owned(), "single quoted words"),
        ("first-line-of-it".to_owned(), "first-line"),
        ("second-line-of-it".to_owned(), "second-line"),
        ("newlines-here".to_owned(), "newlines-here"),
        ("with \"marks\" inside".to_owned(), "marks"),
        ("longest-of-all".to_owned(), "of-all"),
        ("after-the-open".to_owned(), "after-the-open"),
        (format!("got {jwt}"), "eyJzdWIi"),
        (format!("sk-{}", "ant-api03-AbCdEfGhIjKlMnOp"), "AbCdEfGh"),
        (format!("AIza{}", "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6q"), "SyA1b2"),
        ("https://T0KENT0KEN@host.example/x".to_owned(), "T0KENT0KEN"),
        ("https://ann:hunter2@host.example/x".to_owned(), "hunter2"),
        ("postgres://shop:p@ss@db.example/x".to_owned(), "p@ss"),
        ("mysql -h db -uroot -phunter9 shop".to_owned(), "hunter9"),
        ("curl -sS -u admin:hunter8 https://host.example/x".to_owned(), "hunter8"),
        (format!("https://hooks.slack.com/services/{}", "T000/B000/abcDEF"), "abcDEF"),
        ("Cookie: session=c00kie; theme=c00kie2".to_owned(), "c00kie"),
        ("set-cookie: session=c00kie".to_owned(), "c00kie"),
        ("passphrase=phrase-value".to_owned(), "phrase-value"),
        ("{\"private_key\": \"key value\"}".to_owned(), "key value"),
        ("login --password pass-value --quiet".to_owned(), "pass-value"),
        ("DB_PASSWORD='two words'".to_owned(), "two words"),
        ("authorization: Bearer bearer-value".to_owned(), "bearer-value"),
        (
            ["-----BEGIN RSA ", "PRIVATE KEY-----\nMIIEpAIB\n-----END RSA ", "PRIVATE KEY-----\nafter the key"]
                .concat(),
            "MIIEpAIB",
        ),
    ];
    let said: String = secrets.iter().map(|(line, _)| format!("{line}\n")).collect();
    // What git says of the last commits is a part of each capture.
    shop.write("said.txt", &said);
    let path = with_program(&shop, "git", &format!("cat {}", shop.root().join("said.txt").display()));
    let (file, ..) = sh_by(&path, &shop, "capture-logs.sh", &[]);
    let text = String::from_utf8(shop.read(file.trim())).expect("UTF-8");
    assert!(text.contains("after the key") && text.contains("--quiet") && text.contains("@host.example/x"), "{text}");
    for (line, secret) in &secrets {
        assert!(said.contains(secret) && !text.contains(secret), "{line} is captured:\n{text}");
    }
}

#[test]
fn a_script_follows_the_repository_unless_it_is_ones_own() {
    let shop = shop();
    assert_eq!(shop.lint(&["--fail-on", "warning"]).out, "");
    shop.write(".env.example", "PORT=3000\nAPI_SECRET=\nREGION=\n");
    let said = shop.lint(&[]);
    assert!(said.out.contains("scripts/devops/healthcheck.sh") && said.out.contains("stale-bootstrap"), "{}", said.out);
    assert_eq!(shop.lint(&["--fix"]).out, "");
    assert!(String::from_utf8_lossy(&shop.read("scripts/devops/healthcheck.sh")).contains("variable REGION .env\n"));
    shop.write("scripts/devops/bootstrap.sh", "echo mine\n");
    assert_eq!(shop.lint(&["--fix"]).out, "");
    assert_eq!(shop.read("scripts/devops/bootstrap.sh"), b"echo mine\n");
}

#[test]
fn names_of_the_repository_run_nothing() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n")
        .write("package.json", "{\"scripts\": {\"test:`touch hit`;touch hit\": \"x\"}}")
        .write("Makefile", "setup:\n\ttrue\n")
        .commit(1);
    shop.run(&["init", "--yes", "--scripts"]);
    let (out, _, code) = sh(&shop, "bootstrap.sh", &["--dry-run"]);
    assert_eq!(code, 0);
    assert!(out.contains("test:`touch hit`;touch hit"), "{out}");
    assert!(!shop.root().join("hit").exists());
}

#[test]
fn a_version_is_held_against_the_range_that_is_asked_for() {
    let engines = |range: &str| ("package.json", format!("{{\"engines\": {{\"node\": \"{range}\"}}}}\n"));
    let python = |range: &str| ("pyproject.toml", format!("[project]\nname = \"a\"\nrequires-python = \"{range}\"\n"));
    let ruby = |range: &str| ("Gemfile", format!("source 'https://rubygems.org'\nruby '{range}'\n"));
    for ((path, text), program, right, wrong) in [
        (engines(">=18 <21"), "node", &["v18.0.0", "v20.19.4"][..], &["v17.9.1", "v21.0.0", "v22.1.0"][..]),
        (engines("^20"), "node", &["v20.0.0", "v20.99.1"], &["v21.0.0", "v18.20.0"]),
        (engines("^18.12 || >=20.9"), "node", &["v18.20.0", "v20.9.0", "v24.0.0"], &["v18.9.0", "v19.1.0", "v20.1.0"]),
        (engines("18.x"), "node", &["v18.20.0"], &["v20.0.0"]),
        (
            ("go.mod", "module shop\n\ngo 1.22\n".to_owned()),
            "go",
            &["go version go1.22.0", "go version go1.25.1"],
            &["go version go1.21.9"],
        ),
        (python(">=3.9"), "python3", &["Python 3.9.0", "Python 3.13.1"], &["Python 3.8.19", "Python 2.7.18"]),
        (python(">=3.10,<3.13"), "python3", &["Python 3.12.9"], &["Python 3.9.20", "Python 3.13.0"]),
        (ruby("~> 3.2"), "ruby", &["ruby 3.2.0 (2022)", "ruby 3.4.1"], &["ruby 3.1.6p1", "ruby 4.0.0"]),
    ] {
        let shop = Shop::new();
        shop.write("README.md", "# Shop\n").write(path, &text).commit(1);
        shop.run(&["init", "--yes", "--scripts"]);
        for (version, is_right) in right.iter().map(|one| (one, true)).chain(wrong.iter().map(|one| (one, false))) {
            let path = with_program(&shop, program, &format!("echo '{version}'"));
            let (out, err, _) = sh_by(&path, &shop, "bootstrap.sh", &["--dry-run"]);
            let name = out.lines().find(|line| line.starts_with("wrong "));
            assert_eq!(name.is_none(), is_right, "{text} and {version}: {out}{err}");
            assert_eq!(err, "", "{text} and {version}");
        }
    }
}
