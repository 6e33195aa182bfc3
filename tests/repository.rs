//! Whole runs over real git repositories: what depends on the history, the index or the file system.

mod shop;
#[path = "shop/token.rs"]
mod token;

use std::fmt::Write;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use shop::Shop;
use token::token;

/// How long a hostile file may take; generous, for machines that are busy.
const PATIENCE: Duration = Duration::from_mins(1);

const STALE: &str = "# Shop\n\n## Prerequisites\n\n- Node 18\n";

#[test]
fn a_renamed_file_is_told_with_its_commit() {
    let shop = Shop::new();
    shop.write("scripts/deploy.sh", "#!/bin/sh\necho deploy\n")
        .write("README.md", "Run `scripts/deploy.sh` to deploy.\n");
    shop.commit(1);
    shop.git(&["mv", "scripts/deploy.sh", "scripts/ship.sh"]);
    shop.commit(2);
    let commit = shop.git(&["rev-parse", "--short", "HEAD"]);
    let said = shop.run(&["lint"]);
    assert!(said.out.contains("scripts/deploy.sh"), "{}", said.out);
    assert!(said.out.contains(&commit) && said.out.contains("2024-03-02"), "{}", said.out);
    let fixed = shop.lint(&["--fix"]);
    assert_eq!(shop.read("README.md"), b"Run `scripts/ship.sh` to deploy.\n", "{}", fixed.err);
}

#[test]
fn a_file_that_was_moved_and_changed_at_once_is_told_with_its_new_place() {
    let lines: String = (0..40).map(|line| format!("echo step {line}\n")).collect();
    let shop = Shop::new();
    shop.write("scripts/deploy.sh", &lines)
        .write("scripts/check.sh", "#!/bin/sh\ntrue\n")
        .write("README.md", "Run `scripts/deploy.sh`, then see [the checks](scripts/check.sh).\n");
    shop.commit(1);
    fs::create_dir(shop.root().join("tools")).expect("it is new");
    shop.git(&["mv", "scripts/deploy.sh", "tools/deploy.sh"]);
    shop.git(&["rm", "--quiet", "scripts/check.sh"]);
    shop.write("tools/deploy.sh", format!("{lines}echo done\n")).write("tools/else.sh", "#!/bin/bash\nexit 3\n");
    shop.commit(2);
    let said = shop.run(&["lint"]);
    assert!(said.out.contains("moved to tools/deploy.sh and changed on 2024-03-02 by"), "{}", said.out);
    assert!(said.out.contains("scripts/check.sh was removed on 2024-03-02 by"), "{}", said.out);
    shop.lint(&["--fix"]);
    assert!(String::from_utf8_lossy(&shop.read("README.md")).contains("`scripts/deploy.sh`"));
    shop.lint(&["--fix", "--unsafe-fixes"]);
    assert!(String::from_utf8_lossy(&shop.read("README.md")).contains("`tools/deploy.sh`"));
}

#[test]
fn what_is_deleted_and_not_committed_is_told_so_without_a_namesake() {
    let shop = Shop::new();
    shop.write("docs/a/screen.gif", "a")
        .write("docs/b/screen.gif", "b")
        .write("docs/a/README.md", "![it](screen.gif)\n");
    shop.commit(1);
    fs::remove_file(shop.root().join("docs/a/screen.gif")).expect("it is there");
    let said = shop.lint(&[]);
    let expected = "docs/a/README.md:1:7: error[broken-link] this link leads to docs/a/screen.gif, which a change that is not committed removes";
    assert_eq!(said.out.lines().next(), Some(expected));
    assert!(!shop.run(&["lint"]).out.contains("docs/b"), "a file that was beside it all along is another");
}

#[test]
fn a_workflow_that_is_gone_is_known_by_its_name_alone() {
    let shop = Shop::new();
    shop.write(".github/workflows/code-analysis.yml", "on: push\n").write("ops/code-settings.yml", "a: 1\n");
    shop.write("SECURITY.md", "It runs every night (see `code-analysis.yml`), by `code-settings.yml`.\n").commit(1);
    shop.git(&["rm", "--quiet", ".github/workflows/code-analysis.yml", "ops/code-settings.yml"]);
    shop.commit(2);
    let said = shop.lint(&[]);
    assert!(said.out.contains("code-analysis.yml does not exist any more"), "{}", said.out);
    assert!(!said.out.contains("code-settings.yml"), "settings of that name may be anybody's: {}", said.out);
}

#[test]
fn the_second_run_is_told_the_same_from_what_is_kept() {
    let shop = Shop::new();
    shop.write("tools/a.sh", "1\n").write("README.md", "See `tools/a.sh`.\n").write("NOTES.md", "Notes.\n").commit(1);
    fs::remove_file(shop.root().join("tools/a.sh")).expect("it is there");
    shop.commit(2);
    let first = shop.lint(&[]);
    assert!(first.out.contains("tools/a.sh"), "{}", first.out);
    assert_eq!(shop.lint(&[]).out, first.out);
    assert_eq!(shop.lint(&["--no-cache"]).out, first.out);
    shop.write("NOTES.md", "See `tools/a.sh`.\n").commit(3);
    assert_eq!(shop.lint(&[]).out.lines().count(), 2 * first.out.lines().count());
}

#[test]
fn a_shallow_clone_says_what_it_cannot_know() {
    let shop = Shop::new();
    shop.write("tools/a.sh", "1\n").write("README.md", "See `tools/a.sh`.\n").commit(1);
    fs::remove_file(shop.root().join("tools/a.sh")).expect("it is there");
    shop.commit(2);
    let url = format!("file://{}", shop.root().display());
    let clone = shop.beside("clone");
    shop.git(&["clone", "--quiet", "--depth=1", &url, clone.to_str().expect("a temporary path is UTF-8")]);
    let said = shop.run_at(&clone, &["lint"], &[]);
    assert_eq!((said.out.as_str(), said.code), ("", 0));
    assert!(said.err.contains("the clone is shallow"), "{}", said.err);
}

#[test]
fn since_reports_what_the_branch_touches_at_either_end() {
    let shop = Shop::new();
    shop.write(".nvmrc", "18\n").write("README.md", STALE).write("docs/old.md", "[gone](nowhere.md)\n").commit(1);
    shop.git(&["checkout", "--quiet", "-b", "work"]);
    shop.write(".nvmrc", "20.11.1\n").commit(2);
    let said = shop.lint(&["--since", "main"]);
    assert!(said.out.contains("README.md:5:8: warning[stale-version]"), "{}", said.out);
    assert!(!said.out.contains("docs/old.md"), "{}", said.out);
    assert!(shop.lint(&[]).out.contains("docs/old.md"));
}

#[test]
fn staged_reports_what_the_index_touches() {
    let shop = Shop::new();
    shop.write("old.md", "[gone](nowhere.md)\n").commit(1);
    assert_eq!(shop.lint(&["--staged"]).out, "");
    shop.write("new.md", "[gone](nothing.md)\n");
    shop.git(&["add", "new.md"]);
    let said = shop.lint(&["--staged"]);
    assert!(said.out.starts_with("new.md:1:8: error[broken-link]"), "{}", said.out);
    assert_eq!((said.out.lines().count(), said.code), (1, 1));
}

#[test]
fn a_staged_source_tells_of_the_blocks_that_are_written_from_it() {
    let shop = Shop::new();
    let ci = "on: push\njobs:\n  test:\n    runs-on: x\n    steps: [{run: make test}]\n";
    let block = |marker: &str| format!("<!-- devops-docs:begin {marker} -->\n\n<!-- devops-docs:end -->\n\n");
    let markers = ["jobs workflow=ci.yml", "jobs workflow=other.yml", "make-targets", "scripts", "services", "tools"];
    shop.write("README.md", "# Shop\n").write(".github/workflows/ci.yml", ci);
    shop.write(".github/workflows/other.yml", ci).write("Makefile", "test:\n\ttrue\n");
    shop.write("compose.yml", "services:\n  db:\n    image: postgres:16\n").write("tool.sh", "true\n");
    shop.write(".nvmrc", "20.1.0\n");
    shop.write("_ai/devops/notes.md", "# Notes\n\n".to_owned() + &markers.map(block).concat());
    shop.lint(&["--fix"]);
    shop.commit(1);
    for (path, text, told) in [
        (".github/workflows/ci.yml", ci.replace("test:", "unit:"), &["_ai/devops/notes.md:3:1"][..]),
        ("Makefile", "check:\n\ttrue\n".to_owned(), &["block `make-targets`"]),
        ("tool.sh", String::new(), &["block `scripts`"]),
        ("compose.yml", "services:\n  db:\n    image: postgres:17\n".to_owned(), &["block `services`"]),
        (".nvmrc", "22.1.0\n".to_owned(), &["block `tools`"]),
    ] {
        if text.is_empty() {
            fs::remove_file(shop.root().join(path)).expect("it is there");
        } else {
            shop.write(path, text);
        }
        shop.git(&["add", "--all"]);
        for said in [
            shop.lint(&["--staged", "--select", "stale-block"]),
            shop.lint(&["--since", "HEAD", "--select", "stale-block"]),
        ] {
            assert_eq!((said.out.lines().count(), said.code), (1, 1), "{path}: {}", said.out);
            for words in told {
                assert!(said.out.contains(words), "{words}: {}", said.out);
            }
        }
        // It stays behind, and a change of something else says nothing of it.
        shop.commit(2);
        shop.write("README.md", format!("# Shop\n\n{path}\n")).git(&["add", "README.md"]);
        assert_eq!(shop.lint(&["--staged", "--select", "stale-block"]).out, "", "{path}");
        shop.lint(&["--fix"]);
        shop.commit(3);
    }
}

#[test]
fn only_the_lines_of_a_change_are_judged_at_either_end() {
    let shop = Shop::new();
    let page =
        |last: &str| format!("# Shop\n\n[gone](nowhere.md)\n\n## Requirements\n\n- Node 18\n\n## Notes\n\n{last}\n");
    let ci = |python: &str, rest: &str| {
        let setup = "      - uses: actions/setup-node@v4\n        with: { node-version: 20 }\n";
        format!("on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n{setup}      - run: echo {python}\n{rest}")
    };
    let told = |arguments: &[&str]| {
        let said = shop.lint(arguments);
        said.out.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    shop.write("README.md", page("None.")).write(".github/workflows/ci.yml", ci("1", "      - run: true\n")).commit(1);
    assert_eq!(told(&[]), "README.md:3:8: README.md:7:8:");
    for (what, path, text, expected) in [
        ("another line of the page", "README.md", page("[gone](never.md)"), "README.md:11:8:"),
        ("the line itself", "README.md", page("None.").replace("Node 18", "Node 18."), "README.md:7:8:"),
        ("another line of the proof", ".github/workflows/ci.yml", ci("2", "      - run: true\n"), ""),
        ("the proof", ".github/workflows/ci.yml", ci("1", "      - run: true\n").replace("20", "22"), "README.md:7:8:"),
        ("what was taken out beside the proof", ".github/workflows/ci.yml", ci("1", ""), "README.md:7:8:"),
    ] {
        shop.write(path, text).git(&["add", "--all"]);
        assert_eq!(told(&["--staged"]), expected, "{what}");
        assert_eq!(told(&["--since", "HEAD"]), expected, "{what}");
        shop.git(&["reset", "--quiet", "--hard"]);
    }
}

#[test]
fn what_a_page_lacks_is_told_when_any_of_it_is_changed() {
    let shop = Shop::new();
    let page = |why: &str| format!("# Restore\n\n## Why\n\n{why}\n");
    shop.write("_ai/devops/runbooks/restore.md", page("Disks fail.")).write("README.md", "# Shop\n").commit(1);
    assert!(shop.lint(&[]).out.contains("restore.md:1:3: error[missing-section]"), "{}", shop.lint(&[]).out);
    shop.write("README.md", "# The shop\n").git(&["add", "--all"]);
    assert_eq!(shop.lint(&["--staged"]).out, "");
    shop.write("_ai/devops/runbooks/restore.md", page("Disks die.")).git(&["add", "--all"]);
    assert!(shop.lint(&["--staged"]).out.contains("missing-section"));
}

#[test]
fn a_fix_of_what_is_staged_leaves_other_findings_of_the_page_alone() {
    let shop = Shop::new();
    shop.write(".nvmrc", "20\n").write(".ruby-version", "3.4\n");
    shop.write("README.md", "# Shop\n\n## Requirements\n\n- Node 18\n").commit(1);
    shop.write("README.md", "# Shop\n\n## Requirements\n\n- Node 18\n- Ruby 3.1\n").git(&["add", "--all"]);
    shop.lint(&["--staged", "--fix"]);
    let page = String::from_utf8(shop.read("README.md")).expect("it is text");
    assert_eq!(page, "# Shop\n\n## Requirements\n\n- Node 18\n- Ruby 3.4\n");
}

#[test]
fn staged_judges_what_is_staged_whatever_the_working_tree_has() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\n[a](b.md)\n").write("b.md", "# B\n").commit(1);
    shop.git(&["mv", "b.md", "c.md"]);
    shop.write("README.md", "# Shop\n\n[a](c.md)\n");
    let said = shop.lint(&["--staged"]);
    assert!(said.out.contains("README.md:3:5: error[broken-link]"), "the mended page is not staged: {}", said.out);
    shop.git(&["add", "README.md"]);
    shop.write("README.md", "# Shop\n\n[a](gone.md)\n");
    assert_eq!(shop.lint(&["--staged"]).out, "", "the broken page is not staged");
    fs::remove_file(shop.root().join("README.md")).expect("it is there");
    assert_eq!(shop.lint(&["--staged"]).out, "", "its removal is not staged");
    shop.write("README.md", "# Shop\n\n[a](gone.md)\n").write("new.md", "text");
    shop.git(&["add", "--intent-to-add", "new.md"]);
    assert_eq!(shop.lint(&["--staged"]).out, "", "a file that is only meant to be added");
}

#[test]
fn deleting_what_a_page_links_to_is_caught_when_staged() {
    let shop = Shop::new();
    shop.write("README.md", "[plan](docs/setup.md)\n").write("docs/setup.md", "# Setup\n").commit(1);
    shop.git(&["rm", "--quiet", "docs/setup.md"]);
    let said = shop.lint(&["--staged"]);
    assert!(said.out.starts_with("README.md:1:8: error[broken-link]"), "{}", said.out);
}

#[test]
fn what_is_deleted_and_not_staged_is_gone_from_the_working_tree_alone() {
    let shop = Shop::new();
    let page = "# Shop\n\n[plan](docs/setup.md), `scripts/run.sh`\n";
    shop.write("README.md", page).write("docs/setup.md", "# Setup\n").write("scripts/run.sh", "true\n").commit(1);
    fs::remove_dir_all(shop.root().join("docs")).expect("it is there");
    fs::remove_file(shop.root().join("scripts/run.sh")).expect("it is there");
    let said = shop.lint(&[]);
    assert!(said.out.contains("README.md:3:8: error[broken-link]"), "{}", said.out);
    assert!(said.out.contains("README.md:3:25: warning[unknown-path]"), "{}", said.out);
    assert_eq!(shop.lint(&["--staged"]).out, "");
    shop.git(&["config", "core.sparseCheckout", "true"]);
    shop.git(&["update-index", "--skip-worktree", "docs/setup.md", "scripts/run.sh"]);
    assert_eq!(shop.lint(&[]).out, "", "what a sparse working tree leaves out is there");
}

#[test]
fn a_command_for_people_who_may_work_elsewhere_is_listed_as_unjudged() {
    let shop = Shop::new();
    shop.write("Makefile", "build:\n\ttrue\n")
        .write("docs/users/themes.md", "# Themes\n\nRun `make theme`.\n")
        .commit(1);
    let said = shop.run(&["lint", "--explain-unjudged"]);
    let why = "the page does not show that it is for people who work on or operate what is here";
    assert!(said.err.contains(&format!("docs/users/themes.md:3:11: theme: {why}")), "{}", said.err);
    assert_eq!((said.out.as_str(), said.code), ("", 0));
    assert!(shop.run(&["lint", "--format", "json"]).out.contains("\"unjudged\": 1"));
}

#[test]
fn taking_a_target_out_is_caught_when_staged() {
    let shop = Shop::new();
    let page = "# Shop\n\nRun `make build`, then `make deploy`.\n";
    shop.write("README.md", page).write("Makefile", "build:\n\ttrue\ndeploy:\n\ttrue\n").commit(1);
    shop.write("Makefile", "build:\n\ttrue\n");
    shop.git(&["add", "Makefile"]);
    let said = shop.lint(&["--staged"]);
    assert!(said.out.starts_with("README.md:3:30: error[unknown-target]"), "{}", said.out);
}

#[test]
fn watching_tells_again_when_a_file_changes() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").commit(1);
    let mut child = Command::new(env!("CARGO_BIN_EXE_devops-docs"))
        .args(["lint", "--watch", "--format", "concise", "--no-cache"])
        .current_dir(shop.root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut told = BufReader::new(child.stderr.take().expect("it is piped")).lines();
    let mut until_waiting =
        || told.by_ref().map_while(Result::ok).take_while(|line| !line.starts_with("waiting")).count();
    until_waiting();
    shop.write("README.md", "# Shop\n\n[gone](nowhere.md)\n");
    let mut found = String::new();
    BufReader::new(child.stdout.take().expect("it is piped")).read_line(&mut found).expect("a line");
    child.kill().expect("it still waits");
    child.wait().expect("it ends");
    assert!(found.starts_with("README.md:3:8: error[broken-link]"), "{found}");
}

#[test]
fn what_git_ignores_is_neither_read_nor_missed() {
    let shop = Shop::new();
    shop.write(".gitignore", "build/\n*.local.md\n");
    shop.write("README.md", "The output is in `build/report.html`.\n")
        .write("a.local.md", "[gone](nowhere.md)\n")
        .commit(1);
    let said = shop.lint(&[]);
    assert_eq!((said.out.as_str(), said.code), ("", 0));
}

#[test]
fn a_folder_without_git_is_read_too() {
    let shop = Shop::bare();
    shop.write("README.md", STALE).write(".nvmrc", "20\n");
    assert_eq!(shop.lint(&[]).out, "README.md:5:8: warning[stale-version] Node 18 is documented, but .nvmrc pins 20\n");
}

#[test]
fn a_fix_changes_nothing_but_its_bytes() {
    for page in [
        "# Shop\r\n\r\n## Prerequisites\r\n\r\n- Node 18\r\n",
        "\u{feff}# Shop\n\n## Prerequisites\n\n- Node 18\n",
        "# Shop\n\n## Prerequisites\n\n- Node 18",
        "# Shop \t \r\n\n## Prerequisites\r\n\n- Node 18, ünïcödé 🦀\r\n\r\n\r\n",
    ] {
        let shop = Shop::new();
        shop.write(".nvmrc", "20\n").write("README.md", page).commit(1);
        let said = shop.lint(&["--fix"]);
        assert_eq!(
            String::from_utf8_lossy(&shop.read("README.md")),
            page.replace("18", "20"),
            "{}{}",
            said.out,
            said.err
        );
    }
}

#[test]
fn a_difference_is_told_in_the_bytes_of_the_file() {
    let shop = Shop::new();
    let key = token();
    let page = [b"# Caf\xe9\n\n## Prerequisites\n\n- Node 18\n- caf\xe9 ".as_slice(), key.as_bytes(), b"\n"].concat();
    shop.write(".nvmrc", "20\n").write("README.md", &page).commit(1);
    let mut command = Command::new(env!("CARGO_BIN_EXE_devops-docs"));
    let told = command.current_dir(shop.root()).args(["lint", "--diff"]).output().expect("the binary runs").stdout;
    let has = |words: &[u8]| told.windows(words.len()).any(|part| part == words);
    assert!(has(b"\n-- Node 18\n+- Node 20\n"), "{}", String::from_utf8_lossy(&told));
    assert!(has(b"\n - caf\xe9 ") && !has(key.as_bytes()), "{}", String::from_utf8_lossy(&told));
    shop.lint(&["--fix"]);
    let mut expected = page.clone();
    expected[33..35].copy_from_slice(b"20");
    assert_eq!(shop.read("README.md"), expected);
}

#[test]
fn git_applies_a_difference_whatever_ends_the_lines() {
    for page in ["# Shop\r\rWords\r\n\n## Prerequisites\n\n- Node 18\n\nThe end\r", "## Prerequisites\r\n\r\n- Node 18"]
    {
        let shop = Shop::new();
        shop.write(".nvmrc", "20\n").write("README.md", page).commit(1);
        shop.write("fix.patch", shop.lint(&["--diff"]).out);
        let apply = ["-c", "core.autocrlf=false", "apply", "fix.patch"];
        let status = Command::new("git").current_dir(shop.root()).args(apply).status().expect("git is there");
        assert!(status.success(), "{page:?}");
        assert_eq!(shop.read("README.md"), page.replace("18", "20").into_bytes());
    }
}

#[cfg(unix)]
#[test]
fn a_fix_keeps_the_mode() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::new();
    shop.write(".nvmrc", "20\n").write("README.md", STALE).commit(1);
    let path = shop.root().join("README.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it is ours");
    shop.lint(&["--fix"]);
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let shop = Shop::new();
    shop.write("README.md", STALE).commit(1);
    let path = shop.root().join("README.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).expect("it is ours");
    // The superuser reads everything, so there is nothing to see.
    if fs::read(&path).is_ok() {
        return;
    }
    let said = shop.lint(&[]);
    assert!(said.out.contains("unreadable-source"), "{}{}", said.out, said.err);
}

#[test]
fn strange_files_are_told_and_break_nothing() {
    let cases: [(&str, &str, Vec<u8>); 9] = [
        ("one paragraph of versions", "versions.md", "Node 18 and Python 3.11 ".repeat(4000).into_bytes()),
        ("one paragraph of paths", "paths.md", "`a/b/c.md` ".repeat(10_000).into_bytes()),
        ("a list of versions", "list.md", "- Node 18 is needed\n".repeat(20_000).into_bytes()),
        (
            "suppressions only",
            "allows.md",
            "<!-- devops-docs: allow(broken-link) a reason -->\n\n".repeat(20_000).into_bytes(),
        ),
        ("a page of 20 MB", "big.md", "All is well here, and it goes on.\n".repeat(20 << 20 >> 5).into_bytes()),
        ("a page of brackets", "brackets.md", "[".repeat(5 << 20).into_bytes()),
        ("NUL bytes", "nul.md", b"# A\0B\n\n[gone](nowhere.md)\n".to_vec()),
        ("UTF-16", "wide.md", "\u{feff}# Wide\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("invalid UTF-8", "latin.md", b"# Caf\xe9\n\ntext\n".to_vec()),
    ];
    for (what, path, bytes) in cases {
        let shop = Shop::new();
        shop.write("README.md", "[gone](nowhere.md)\n").write(path, bytes).commit(1);
        let started = Instant::now();
        let said = shop.lint(&[]);
        assert!(said.out.contains("README.md:1:8: error[broken-link]"), "{what}: {}{}", said.out, said.err);
        let is_told = said.out.contains("warning[unreadable-source]");
        let is_unread = ["big.md", "brackets.md", "nul.md", "wide.md", "latin.md"].contains(&path);
        assert_eq!(is_told, is_unread, "{what}: {}", said.out);
        assert_eq!(said.code, 1, "{what}: {}", said.err);
        assert!(started.elapsed() < PATIENCE, "{what}: {:?}", started.elapsed());
    }
}

#[test]
fn hostile_workflows_are_told_and_break_nothing() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (letter, before) in ('b'..='z').zip('a'..='y') {
        writeln!(bomb, "{letter}: &{letter} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}]")
            .expect("a string takes all");
    }
    let deep = format!("on: push\njobs: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    let mut nested = "on: push\njobs:\n".to_owned();
    for level in 1..10_000 {
        writeln!(nested, "{:level$}a:", "").expect("a string takes all");
    }
    let twice = "name: A\non: push\non: pull_request\njobs:\n  a:\n    runs-on: x\n  a:\n    runs-on: y\n".to_owned();
    let list = "- on: push\n".to_owned();
    for (what, text) in
        [("aliases", bomb), ("brackets", deep), ("levels", nested), ("keys twice", twice), ("a list", list)]
    {
        let shop = Shop::new();
        shop.write(".github/workflows/ci.yml", &text).write("README.md", "[gone](nowhere.md)\n").commit(1);
        let started = Instant::now();
        let said = shop.lint(&[]);
        assert!(said.out.contains("error[broken-link]"), "{what}: {}{}", said.out, said.err);
        assert!(said.out.contains("unreadable-source"), "{what} is told: {}", said.out);
        assert!(started.elapsed() < PATIENCE, "{what}: {:?}", started.elapsed());
    }
}

#[test]
fn a_secret_is_in_no_output() {
    let token = token();
    let shop = Shop::new();
    shop.write("README.md", format!("# Shop\n\nUse `{token}` as in [the plan]({token}.md), or run `make {token}`.\n"));
    shop.write(".github/workflows/ci.yml", format!("on: push\nenv:\n  TOKEN: {token}\njobs: {{}}\n"));
    shop.write("Makefile", "test:\n\ttrue\n");
    shop.commit(1);
    let wrong = shop.run(&["lint", "--format", "no-such-format"]);
    let list = wrong.err.split_once("[possible values: ").and_then(|(_, rest)| rest.split_once(']')).expect("a list").0;
    let formats: Vec<&str> = list.split(", ").collect();
    assert!(formats.len() >= 4, "{formats:?}");
    let random = &token[4..34];
    for format in formats {
        let said = shop.run(&["lint", "--show-info", "--explain-unjudged", "--verbose", "--format", format]);
        assert_eq!(said.code, 1, "{format}: {}", said.err);
        assert!(said.out.contains("leaked-secret"), "{format}: {}", said.out);
        assert!(!said.out.contains(random) && !said.err.contains(random), "{format}: {}{}", said.out, said.err);
    }
    for words in [&["lint", "--diff"][..], &["lint", "--unsafe-fixes"], &["baseline", "create"], &["baseline", "show"]]
    {
        let said = shop.run(words);
        assert!(!said.out.contains(random) && !said.err.contains(random), "{words:?}: {}{}", said.out, said.err);
    }
    let kept = String::from_utf8(shop.read("_ai/devops/baseline.json")).expect("UTF-8");
    assert!(!kept.contains(random), "{kept}");
}

#[test]
fn one_core_and_eight_say_the_same() {
    let shop = Shop::new();
    shop.write(".nvmrc", "20\n").write("Makefile", "test:\n\ttrue\n");
    for n in 0..40 {
        shop.write(
            &format!("docs/p{n}.md"),
            format!("# P\n\n## Prerequisites\n\nNode 18. [x](nowhere{n}.md)\n\n```sh\nmake deploy{n}\n```\n"),
        );
    }
    shop.commit(1);
    for format in ["text", "json"] {
        let run = |threads| shop.run_at(&shop.root(), &["lint", "--format", format], &[("RAYON_NUM_THREADS", threads)]);
        let (one, eight) = (run("1"), run("8"));
        assert!(one.out.len() > 1000, "{}", one.out);
        assert_eq!((one.out, one.err, one.code), (eight.out, eight.err, eight.code), "{format}");
    }
}

#[test]
fn a_run_writes_nothing_but_its_cache() {
    let shop = Shop::new();
    shop.write("README.md", STALE).write(".nvmrc", "20\n").commit(1);
    shop.lint(&[]);
    shop.lint(&["--diff"]);
    assert_eq!(shop.git(&["status", "--porcelain", "--ignored"]), "");
}

#[test]
fn a_folder_below_the_root_is_the_same_repository() {
    let shop = Shop::new();
    shop.write("README.md", "[gone](nowhere.md)\n").write("docs/a.md", "[gone](nowhere.md)\n").commit(1);
    let docs = shop.root().join("docs");
    let all = shop.run_at(&docs, &["lint", "--format", "concise"], &[]);
    assert_eq!(all.out.lines().count(), 2, "{}", all.out);
    let here = shop.run_at(&docs, &["lint", "--format", "concise", "."], &[]);
    assert!(here.out.starts_with("docs/a.md:1:8") && here.out.lines().count() == 1, "{}", here.out);
}
