//! Repositories that want more than they were allowed: what changes after its approval, speaks to the runner of a job,
//! reaches for other processes. All with real processes.
#![cfg(target_os = "linux")]

#[path = "checks/repo.rs"]
#[expect(dead_code, reason = "the tests of checks use more of it")]
mod repo;

use repo::{Repo, approvals_of, fence};

/// A check, the files that are there, and the one that changes: what it runs, however it gets there.
type Way = (&'static str, &'static [(&'static str, &'static str)], &'static str);

const MARK: &str = "echo ran >> ~/made\n";

const WAYS: &[Way] = &[
    ("cd lib && ./x.sh", &[], "lib/x.sh"),
    ("(cd lib; sh x.sh)", &[], "lib/x.sh"),
    ("pushd lib > /dev/null; . ./x.sh", &[], "lib/x.sh"),
    ("F=lib/x.sh\nsh $F", &[], "lib/x.sh"),
    ("F=lib\n\"$F/x.sh\"", &[], "lib/x.sh"),
    ("bash -c './lib/x.sh'", &[], "lib/x.sh"),
    ("for f in lib/*.sh; do sh $f; done", &[], "lib/x.sh"),
    ("for f in lib/*.sh; do sh $f; done", &[], "lib/new.sh"),
    ("sh outer.sh", &[("outer.sh", "\"$(dirname \"$0\")/lib/x.sh\"\n")], "lib/x.sh"),
    ("sh outer.sh", &[("outer.sh", "cd \"$(dirname \"$0\")/lib\"\n./x.sh\n")], "lib/x.sh"),
    ("DIR=$PWD/lib; source \"$DIR/x.sh\"", &[], "lib/x.sh"),
    ("make go", &[("Makefile", "go:\n\techo ran >> ~/made\n")], "Makefile"),
    ("make go", &[("Makefile", "go:\n\tlib/x.sh\n")], "lib/x.sh"),
    ("make go", &[("Makefile", "include rules.mk\n"), ("rules.mk", "go:\n\tlib/x.sh\n")], "rules.mk"),
    ("make -C lib go", &[("lib/Makefile", "go:\n\tcd .. && lib/x.sh\n")], "lib/Makefile"),
    (
        "python3 a.py",
        &[("a.py", "import b\n"), ("b.py", "open(__import__('os').environ['HOME'] + '/made', 'a').write('ran\\n')\n")],
        "b.py",
    ),
    ("cat lib/x.sh | sh", &[], "lib/x.sh"),
    ("sh < lib/x.sh", &[], "lib/x.sh"),
    ("find lib -name 'x.sh' -exec sh {} \\;", &[], "lib/x.sh"),
    ("echo lib/x.sh | xargs sh", &[], "lib/x.sh"),
    ("eval \"$(cat lib/x.sh)\"", &[], "lib/x.sh"),
    ("env sh lib/x.sh", &[], "lib/x.sh"),
    ("timeout 5 lib/x.sh", &[], "lib/x.sh"),
    ("cp lib/x.sh \"$TMPDIR/y.sh\"; sh \"$TMPDIR/y.sh\"", &[], "lib/x.sh"),
    ("ln -s lib other; sh other/x.sh; rm other", &[], "lib/x.sh"),
    ("PATH=$PWD/lib:$PATH x.sh", &[], "lib/x.sh"),
    ("PATH=$PWD/lib:$PATH\nls", &[("lib/ls", "#!/bin/sh\necho ran >> ~/made\n")], "lib/ls"),
    ("trap ./lib/x.sh EXIT", &[], "lib/x.sh"),
    ("x=$(cat data); : $((x))", &[("data", "a[$(echo ran >> ~/made)]")], "data"),
    ("x=$(cat data); [[ $x -eq 1 ]] || true", &[("data", "a[$(echo ran >> ~/made)]")], "data"),
    ("x=$(cat data); : \"${x@P}\"", &[("data", "$(echo ran >> ~/made)")], "data"),
    (". ./data", &[("data", "echo ran >> ~/made\n")], "data"),
    ("awk -f prog", &[("prog", "BEGIN { print \"ran\" >> (ENVIRON[\"HOME\"] \"/made\") }\n")], "prog"),
];

#[test]
fn nothing_that_a_check_runs_changes_after_its_approval() {
    for (script, files, changed) in WAYS {
        let repo = Repo::with(&fence("check=write name=go excludeFromRunAll=true", script));
        repo.write(".gitignore", "approvals.json\n__pycache__\nother\n");
        for (path, text) in std::iter::once(&("lib/x.sh", MARK)).chain(files.iter()) {
            repo.write(path, text);
            repo.executable(path);
        }
        repo.commit();
        let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
        repo.write("approvals.json", &approvals_of(&plan.out));
        let run = || repo.run(&["check", "README.md", "--format", "json", "--approvals", "approvals.json"]);
        let said = run();
        assert_eq!(said.status("go"), "passed", "{script}: {}", said.out);
        assert!(repo.read_at_home("made").contains("ran"), "{script}");
        let before = repo.read_at_home("made");
        let old = repo.read(changed);
        repo.write(changed, &format!("{old}\necho ran >> ~/made\n"));
        repo.executable(changed);
        assert_eq!(run().status("go"), "needs-approval", "{script}");
        assert_eq!(repo.read_at_home("made"), before, "{script}");
    }
}

#[test]
fn trust_ends_with_the_script_that_it_was_for() {
    let repo = Repo::with(&fence("check=write name=go excludeFromRunAll=true", "cd lib && ./x.sh"));
    repo.write(".gitignore", "made\n");
    repo.write("lib/x.sh", "echo ran >> ../made\n");
    repo.executable("lib/x.sh");
    let asked = repo.at_terminal("check --name go", "t\n");
    assert!(asked.contains("this block and every file of the repository"), "{asked}");
    assert_eq!(repo.run(&["check", "--name", "go"]).code, 0);
    repo.write("lib/x.sh", "echo more >> ../made\n");
    assert_eq!(repo.run(&["check", "--name", "go"]).code, 3);
    assert_eq!(repo.read("made"), "ran\nran\n");
}

#[test]
fn what_its_words_tell_alone_outlives_other_changes() {
    let repo =
        Repo::with(&fence("check=write name=go excludeFromRunAll=true", "mkdir -p kept && echo ran >> kept/made"));
    repo.write("lib/x.sh", MARK);
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    assert_eq!(plan.check("go")["covers"], "block");
    repo.write("approvals.json", &approvals_of(&plan.out));
    repo.write("lib/x.sh", "true\n");
    assert_eq!(repo.run(&["check", "README.md", "--approvals", "approvals.json"]).code, 0);
}

#[test]
fn a_check_of_the_same_run_changes_no_script_of_another() {
    let page = fence("check=write name=first excludeFromRunAll=true", "echo 'echo evil > made' > lib/x.sh")
        + &fence("check=write name=second excludeFromRunAll=true", "sh lib/x.sh");
    let repo = Repo::with(&page);
    repo.write("lib/x.sh", "echo ran > made\n");
    let said = repo.approved(&[], &[]);
    assert_eq!([said.status("first"), said.status("second")], ["passed", "untrusted"]);
    assert_eq!(repo.read("made"), "");
}

#[test]
fn a_pull_request_runs_no_script_that_it_changed() {
    let page = fence("check=write name=go excludeFromRunAll=true", "cd lib && ./x.sh")
        + &fence("check=write name=plain excludeFromRunAll=true", "mkdir -p kept");
    let repo = Repo::with(&page);
    repo.write(".gitignore", "approvals.json\nmade\nkept\n");
    repo.write("lib/x.sh", "echo ran > ../made\n");
    repo.executable("lib/x.sh");
    repo.commit();
    let run = || {
        let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
        repo.write("approvals.json", &approvals_of(&plan.out));
        repo.run(&["check", "README.md", "--base", "HEAD", "--format", "json", "--approvals", "approvals.json"])
    };
    let said = run();
    assert_eq!([said.status("go"), said.status("plain")], ["passed", "passed"], "{}", said.out);
    repo.write("lib/y.sh", "");
    let said = run();
    assert_eq!([said.status("go"), said.status("plain")], ["untrusted", "passed"], "{}", said.out);
}
