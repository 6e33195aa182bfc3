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
    ("cp lib/x.sh ~/made", &[], "lib/x.sh"),
    ("cp lib/*.sh ~/made", &[], "lib/x.sh"),
    ("cat lib/x.sh > ~/made", &[], "lib/x.sh"),
    ("tee -a ~/made < lib/x.sh", &[], "lib/x.sh"),
    ("printf %s \"$(cat lib/x.sh)\" > ~/made", &[], "lib/x.sh"),
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
fn what_a_check_takes_in_is_covered_however_it_is_written() {
    let root = tempfile::tempdir().expect("there is room").path().join("none");
    let takes = [
        "./lib/\"x\".sh",
        "so'urce' lib/x.sh",
        "cp lib/x\".sh\" ~/made",
        "cp 'lib'/x.sh /tmp/made",
        "cp lib/\\x.sh /tmp/made",
        "cp $'lib/x.sh' /tmp/made",
        "cp lib/x.s\\\nh /tmp/made",
        "cp -tlib x",
        "tee /tmp/made < lib/\"x.sh\"",
        "x=lib; y=/x.sh; cp $x$y /tmp/made",
        "cp $\\\n(ls) /tmp/made",
        "cp lib/x.* /tmp/made",
        "cp lib/{x,y}.sh /tmp/made",
        "[[ -f lib/\"x.sh\" ]] && mkdir made",
        "cp /proc/self/cwd/README.md /tmp/made",
        "cp ../repo/lib/x.sh /tmp/made",
        "cp -r / /tmp/made",
    ];
    let alone = [
        "mkdir -p kept && echo ran >> kept/made".to_owned(),
        "cp \"/etc/hosts\" kept".to_owned(),
        "systemctl restart 'shop.service'".to_owned(),
        format!("cp {} kept > lib/x.sh", root.display()),
        "rm -rf build".to_owned(),
    ];
    let named = |scripts: &[&str], start: &str| -> String {
        let one = |(at, script): (usize, &&str)| {
            fence(&format!("check=destroy name={start}{at} excludeFromRunAll=true"), script)
        };
        scripts.iter().enumerate().map(one).collect()
    };
    let lone: Vec<&str> = alone.iter().map(String::as_str).collect();
    let repo = Repo::with(&(named(&takes, "takes") + &named(&lone, "alone")));
    repo.write("lib/x.sh", MARK);
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    for (at, script) in takes.iter().enumerate() {
        assert_eq!(plan.check(&format!("takes{at}"))["covers"], "repository", "{script}");
    }
    for (at, script) in lone.iter().enumerate() {
        assert_eq!(plan.check(&format!("alone{at}"))["covers"], "block", "{script}");
    }
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
    repo.write(".gitignore", "made\nkept\n");
    repo.write("lib/x.sh", "echo ran > ../made\n");
    repo.executable("lib/x.sh");
    repo.commit();
    let run = || {
        let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
        repo.write("../approvals.json", &approvals_of(&plan.out));
        repo.run(&["check", "README.md", "--base", "HEAD", "--format", "json", "--approvals", "../approvals.json"])
    };
    let said = run();
    assert_eq!([said.status("go"), said.status("plain")], ["passed", "passed"], "{}", said.out);
    repo.write("lib/y.sh", "");
    let said = run();
    assert_eq!([said.status("go"), said.status("plain")], ["untrusted", "passed"], "{}", said.out);
}

#[test]
fn a_pull_request_does_not_choose_what_runs() {
    let wipe = |tags: &str| fence(&format!("check=destroy name=wipe excludeFromRunAll=true{tags}"), "mkdir -p kept");
    let page = |tags: &str, more: &str| wipe(tags) + &fence("check=read name=smoke tag=smoke", "true") + more;
    let repo = Repo::with(&page("", ""));
    repo.write(".gitignore", "kept\n");
    repo.commit();
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    repo.write("../approvals.json", &approvals_of(&plan.out));
    let run = |arguments: &[&str]| {
        let all = ["check", "--base", "HEAD", "--format", "json", "--approvals", "../approvals.json"];
        repo.run(&[&all, arguments].concat())
    };
    repo.write("README.md", &page(" tag=smoke", ""));
    let said = run(&["--tag", "smoke"]);
    assert_eq!([said.status("smoke"), said.status("wipe")], ["passed", "untrusted"], "{}", said.out);
    repo.write("README.md", &page("", &fence("check=read name=new tag=smoke needs=wipe", "true")));
    let said = run(&["--tag", "smoke"]);
    assert_eq!([said.status("new"), said.status("wipe")], ["untrusted", "skipped"], "{}", said.out);
    assert!(!repo.root().join("kept").exists());
    repo.write("README.md", &page("", ""));
    assert_eq!(run(&["README.md"]).status("wipe"), "passed");
}

#[test]
fn no_secret_is_beside_what_a_pull_request_brings() {
    let repo = Repo::with(&fence("check=read name=asks secrets=KEY", "printf %s \"$KEY\" | wc -c"));
    repo.commit();
    let run = || {
        let all = ["check", "--base", "HEAD", "--allow-secret", "KEY", "--format", "json"];
        repo.run_with(&all, &[("KEY", "bravo-22-delta")])
    };
    assert_eq!(run().status("asks"), "passed");
    repo.write("src/sitecustomize.py", "");
    let said = run();
    assert_eq!(said.status("asks"), "untrusted", "{}", said.out);
    assert!(said.check("asks")["why"].as_str().is_some_and(|why| why.starts_with("it gets a secret")), "{}", said.out);
}

#[test]
fn whatever_brings_a_pull_request_is_one() {
    let repo = Repo::with(&fence("check=read name=old", "cat x.txt"));
    repo.write("x.txt", "x\n");
    repo.commit();
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repo.write(
        "README.md",
        &(fence("check=read name=old", "cat x.txt") + &fence("check=read name=new", "cat README.md")),
    );
    let events = [
        ("pull_request_target", "{}"),
        ("pull_request_review", "{\"pull_request\": {\"base\": {\"ref\": \"main\"}}}"),
        ("merge_group", "{\"merge_group\": {\"base_ref\": \"refs/heads/main\"}}"),
        (
            "workflow_run",
            "{\"workflow_run\": {\"event\": \"pull_request\"}, \"repository\": {\"default_branch\": \"main\"}}",
        ),
        ("issue_comment", "{\"issue\": {\"pull_request\": {}}, \"repository\": {\"default_branch\": \"main\"}}"),
        ("deployment_status", "{\"repository\": {\"default_branch\": \"main\"}}"),
        ("check_suite", "{\"repository\": {\"default_branch\": \"main\"}}"),
        ("repository_dispatch", "{\"repository\": {\"default_branch\": \"main\"}}"),
        ("workflow_dispatch", "{\"repository\": {\"default_branch\": \"main\"}}"),
        ("merge_group", "not JSON"),
    ];
    for (name, event) in events {
        repo.write("event.json", event);
        let path = repo.root().join("event.json").display().to_string();
        let mut variables = vec![("GITHUB_EVENT_NAME", name), ("GITHUB_EVENT_PATH", path.as_str())];
        if name == "pull_request_target" {
            variables.push(("GITHUB_BASE_REF", "main"));
        }
        let said = repo.run_with(&["check", "--format", "json"], &variables);
        let old = if event.starts_with('{') { "passed" } else { "untrusted" };
        assert_eq!([said.status("old").as_str(), said.status("new").as_str()], [old, "untrusted"], "{name} {event}");
    }
    for (name, event) in [("push", "{}"), ("schedule", "{}"), ("issue_comment", "{\"issue\": {}}")] {
        repo.write("event.json", event);
        let path = repo.root().join("event.json").display().to_string();
        let said = repo.run_with(&["check"], &[("GITHUB_EVENT_NAME", name), ("GITHUB_EVENT_PATH", &path)]);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
    }
}

/// What a runner of GitHub Actions would take for a command in a log: at the beginning of a line, or the old form anywhere.
fn orders(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.trim_start().starts_with("::") || line.contains("##[")).collect()
}

const HOSTILE: &str = "printf '%s\\n' '::add-mask::x' '  ::set-env name=PATH::/evil' '::stop-commands::t' '##[add-path]/evil' \
'x ##[set-env name=A]b' ']]>' '</failure>' '&amp;'; printf '\\033[31mred\\033]0;title\\007\\000\\001\\177\\n::warning::cr\\r::error::x\\n'; \
printf '\\377\\376\\xef\\xbf\\xbe\\n'; printf '\\nok 9 - forged\\n1..9\\nBail out!\\n'; echo '::error::err' >&2; false";

#[test]
fn no_format_lets_an_output_speak_for_itself() {
    let page = fence("check=read name=plain", HOSTILE)
        + &fence("check=read name=compared exit=any", HOSTILE)
        + "```output\n::add-mask::expected\n##[group]expected\n```\n\n"
        + &fence("check=read name=both stream=both exit=any", HOSTILE)
        + "```output\n```\n";
    let repo = Repo::with(&page);
    let run = |format: &str| repo.run(&["check", "--jobs", "1", "--format", format]);
    for format in ["text", "json", "junit", "tap"] {
        let said = run(format);
        assert_eq!(said.code, 1, "{}", said.err);
        assert_eq!(orders(&said.out), [""; 0], "{format}");
        assert_eq!(orders(&said.err), [""; 0], "{format}");
        let raw = |c: char| c.is_control() && c != '\n' && c != '\t';
        assert!(!said.out.contains(raw), "{format}: {:?}", said.out);
    }
    assert_eq!(orders(&repo.run(&["check", "--plan"]).out), [""; 0]);
    let json: serde_json::Value = serde_json::from_str(&run("json").out).expect("it is JSON");
    assert!(json["checks"][0]["output"].to_string().contains("##[add-path]/evil"), "{json}");
    let junit = run("junit").out;
    let failures = junit.matches("<failure ").count();
    assert_eq!((failures, junit.matches("</failure>").count()), (3, 3));
    let read = html_escape(&junit);
    assert!(read.contains("::add-mask::x") && read.contains("##[add-path]/evil"), "{junit}");
    let tap = run("tap").out;
    let results = tap.lines().filter(|line| line.starts_with("ok") || line.starts_with("not ok")).count();
    let plans = tap.lines().filter(|line| line.starts_with("1..") || line.starts_with("Bail")).count();
    assert_eq!((results, plans), (3, 1), "{tap}");
    let github = run("github").out;
    assert_eq!(github.lines().count(), 3, "{github}");
    assert!(github.lines().all(|line| line.starts_with("::error file=README.md,line=")), "{github}");
}

/// A process of the same user that has nothing to do with any check.
struct Other(std::process::Child);

impl Drop for Other {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn no_other_process_is_reached() {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram, UnixListener};
    let other = Other(std::process::Command::new("sleep").arg("98781").spawn().expect("it starts"));
    let pid = other.0.id();
    let made =
        std::process::Command::new("ipcmk").args(["-M", "64", "-p", "0666"]).output().expect("util-linux is there");
    let memory = String::from_utf8_lossy(&made.stdout).trim().rsplit(' ').next().unwrap_or_default().to_owned();
    let name = format!("devops-docs-test-{pid}");
    let listener =
        SocketAddr::from_abstract_name(&name).and_then(|at| UnixListener::bind_addr(&at)).expect("it is free");
    let folder = tempfile::tempdir().expect("there is a temporary folder");
    let mailbox = UnixDatagram::bind(folder.path().join("mail")).expect("it is free");
    let pair = format!(
        "import socket as s; s.socketpair(s.AF_UNIX, s.SOCK_DGRAM)[0].sendto(b\"x\", \"{}/mail\")",
        folder.path().display()
    );
    let python = |code: &str| format!("python3 -c '{code}'");
    let c = "import ctypes, os, sys; c = ctypes.CDLL(None, use_errno=True); c.shmat.restype = ctypes.c_void_p; ";
    let reached = [
        ("signal", format!("kill -0 {pid}")),
        ("stop", format!("kill -STOP {pid}")),
        ("limits", format!("prlimit --pid {pid} --cpu=1")),
        ("priority", format!("renice -n 5 -p {pid}")),
        ("affinity", format!("taskset -p 1 {pid}")),
        ("memory", python(&format!("open(\"/proc/{pid}/mem\", \"rb\").read(1)"))),
        ("maps", format!("cat /proc/{pid}/maps")),
        ("environment", format!("cat /proc/{pid}/environ")),
        ("folder", format!("ls /proc/{pid}/cwd/")),
        ("descriptors", format!("readlink /proc/{pid}/fd/0")),
        ("ptrace", python(&format!("{c}sys.exit(0 if c.ptrace(16, {pid}, 0, 0) == 0 else 1)"))),
        ("shared", python(&format!("{c}sys.exit(0 if c.shmat({memory}, None, 0) not in (None, 2**64 - 1) else 1)"))),
        ("remove", format!("ipcrm -m {memory}")),
        ("segment", python(&format!("{c}sys.exit(0 if c.shmget(0x5af3, 64, 0o1600) >= 0 else 1)"))),
        ("messages", python(&format!("{c}sys.exit(0 if c.msgget(0x5af3, 0o1600) >= 0 else 1)"))),
        ("locks", python(&format!("{c}sys.exit(0 if c.semget(0x5af3, 1, 0o1600) >= 0 else 1)"))),
        ("queue", python(&format!("{c}sys.exit(0 if c.syscall(240, b\"devops-docs\", 66, 0o600, None) >= 0 else 1)"))),
        ("file-of-memory", "echo x > /dev/shm/devops-docs-test".to_owned()),
        ("space", "unshare -r true".to_owned()),
        (
            "user",
            python(&format!("{c}sys.exit(0 if c.syscall({}, 0x10000011, 0, 0, 0, 0) >= 0 else 1)", libc::SYS_clone)),
        ),
        (
            "newer",
            python(&format!(
                "{c}p = (ctypes.c_uint64 * 8)(0x10000000, 0, 0, 0, 17); sys.exit(0 if c.syscall({}, p, 64) >= 0 else 1)",
                libc::SYS_clone3
            )),
        ),
        ("mail", python(&pair)),
        (
            "io-uring",
            python(&format!(
                "{c}p = ctypes.create_string_buffer(120); sys.exit(0 if c.syscall(425, 1, p) >= 0 else 1)"
            )),
        ),
        ("socket", python(&format!("import socket; socket.socket(socket.AF_UNIX).connect(\"\\0{name}\")"))),
    ];
    let page: String = reached.iter().map(|(name, script)| fence(&format!("check=read name={name}"), script)).collect();
    let abstract_name = fence("check=read name=granted net=true", &reached[reached.len() - 1].1);
    let repo = Repo::with(&(page + &abstract_name));
    let said = repo.approved(&["--require-sandbox", "--allow-net"], &[]);
    for (name, script) in &reached {
        assert_eq!(said.status(name), "failed", "{name}: {script}: {}", said.check(name));
    }
    // Where the network is granted, names that are no paths still lead nowhere.
    assert_eq!(said.status("granted"), "failed", "{}", said.check("granted"));
    listener.set_nonblocking(true).expect("it can");
    assert!(listener.accept().is_err());
    mailbox.set_nonblocking(true).expect("it can");
    assert!(mailbox.recv(&mut [0; 8]).is_err());
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it still runs");
    assert!(state.contains(" S "), "{state}");
    let removed = std::process::Command::new("ipcrm").args(["-m", &memory]).status().expect("util-linux is there");
    assert!(removed.success(), "the shared memory is still there");
    assert!(!std::path::Path::new("/dev/shm/devops-docs-test").exists());
}

#[test]
fn no_file_of_credentials_is_opened() {
    // By patterns, so that no word names one.
    let page = fence("check=read name=system", "head -n 99 /etc/shado? /etc/gshado?-")
        + &fence("check=read name=home", "cd ~; cat $(ls -A | grep netr) .aw?/* .config/gi?/cre*")
        + &fence("check=read name=below", "cat .aw?/credentials ~/../home/.ss?/deploy")
        + &fence("check=read name=rest", "cat /etc/hostname ~/.config/git/config ~/notes; git config --get kept.value")
        + "```output\n...\nnoted\nkept\n```\n"
        + &fence("check=read name=named", "cat ~/.netrc");
    let repo = Repo::with(&page);
    let home = repo.root().parent().expect("it lies somewhere").join("home");
    for path in [".aws/credentials", ".netrc", ".config/git/credentials", ".ssh/deploy"] {
        repo.write(&format!("../home/{path}"), "swordfish\n");
    }
    repo.write("../home/.config/git/config", "[kept]\n\tvalue = kept\n");
    repo.write("../home/notes", "noted\n");
    // The repository may be a home, and everything in it is open.
    repo.git(&["init", "--quiet", home.to_str().expect("our folders are UTF-8")]);
    repo.write("../home/README.md", &page);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_devops-docs"));
    let command = command.current_dir(&home).args(["check", "--format", "json"]).env("HOME", &home).env_remove("CI");
    let out = command.stdin(std::process::Stdio::null()).output().expect("the program starts");
    let said = String::from_utf8_lossy(&out.stdout);
    assert!(!said.contains("swordfish") && !said.contains("root:"), "{said}");
    let document: serde_json::Value = serde_json::from_str(&said).expect("it is JSON");
    let checks = document["checks"].as_array().expect("there are checks");
    let statuses: Vec<_> = checks.iter().map(|check| check["status"].as_str().expect("each has one")).collect();
    assert_eq!(statuses, ["failed", "failed", "failed", "passed", "needs-approval"], "{said}");
}

#[test]
fn what_one_leaves_the_next_does_not_find() {
    let leaves = "cd \"$TMPDIR\"; mkdir -p a/b .c; echo x > a/b/x; echo x > .c/.x; ln -s / root; mkfifo pipe; umask 777; mkdir closed";
    let home = "rm -rf \"$TMPDIR\"; ln -s \"$HOME\" \"$TMPDIR\"";
    let empty = "ls -A \"$TMPDIR\"";
    let page = fence("check=read name=leaves", leaves)
        + &fence("check=read name=first", empty)
        + "```output\n```\n\n"
        + &fence("check=write name=replaces excludeFromRunAll=true", home)
        + &fence("check=read name=second", empty)
        + "```output\n```\n";
    let repo = Repo::with(&page);
    repo.write("../home/kept", "kept");
    let said = repo.approved(&["--jobs", "1"], &[]);
    for name in ["leaves", "first", "replaces", "second"] {
        assert_eq!(said.status(name), "passed", "{name}: {}", said.out);
    }
    assert_eq!(repo.read_at_home("kept"), "kept");
}

#[test]
fn no_program_of_the_repository_takes_the_place_of_another() {
    let repo = Repo::with(&(fence("check=read name=list", "ls README.md") + "```output\nREADME.md\n```\n"));
    repo.write("bin/ls", "#!/bin/sh\necho evil\n");
    repo.executable("bin/ls");
    std::os::unix::fs::symlink(repo.root().join("bin"), repo.root().join("../link")).expect("there is room");
    let path = std::env::var("PATH").expect("there is one");
    for first in
        [".", "bin", &repo.root().join("bin").display().to_string(), &repo.root().join("../link").display().to_string()]
    {
        let said = repo.run_with(&["check", "--format", "json"], &[("PATH", &format!("{first}:{path}"))]);
        assert_eq!(said.status("list"), "passed", "{first}: {}", said.out);
    }
}

#[test]
fn no_variable_of_the_operator_gives_a_command_more_to_run() {
    let page =
        fence("check=read name=bash", "git --version > /dev/null; node --version > /dev/null 2>&1 || true; echo done")
            + "```output\ndone\n```\n";
    let repo = Repo::with(&page);
    repo.write("evil.sh", "echo evil\n");
    let evil = repo.root().join("evil.sh").display().to_string();
    let variables: Vec<(&str, &str)> = [
        "BASH_ENV",
        "ENV",
        "GIT_TRACE",
        "GIT_EXEC_PATH",
        "PROMPT_COMMAND",
        "SHELLOPTS",
        "PYTHONSTARTUP",
        "NODE_OPTIONS",
    ]
    .into_iter()
    .map(|name| (name, evil.as_str()))
    .collect();
    let said = repo.run_with(&["check", "--format", "json"], &variables);
    assert_eq!(said.status("bash"), "passed", "{}", said.out);
    assert!(!said.out.contains("evil.sh"), "{}", said.out);
}

#[test]
fn a_command_that_stops_or_kills_itself_does_not_pass() {
    let page = fence("check=read name=stops timeout=1", "kill -STOP $$; true")
        + &fence("check=read name=killed", "kill -KILL $$; true")
        + &fence("check=read name=child timeout=1", "sh -c 'kill -STOP $$' & wait")
        + &fence("check=read name=exec", "exec false")
        + &fence("check=read name=any exit=137", "kill -KILL $$");
    let said = Repo::with(&page).approved(&[], &[]);
    let of = ["stops", "killed", "child", "exec", "any"].map(|name| said.status(name));
    assert_eq!(of, ["timeout", "failed", "timeout", "failed", "passed"], "{}", said.out);
}

#[test]
fn no_folder_behind_a_link_is_one_of_the_repository() {
    let repo = Repo::with(&fence("check=read name=out cwd=link", "ls"));
    let outside = tempfile::tempdir().expect("there is room");
    std::fs::write(outside.path().join("private"), "x").expect("there is room");
    std::os::unix::fs::symlink(outside.path(), repo.root().join("link")).expect("there is room");
    let said = repo.run(&["check", "--format", "json"]);
    assert_eq!((said.status("out").as_str(), said.code), ("error", 4), "{}", said.out);
    assert!(!said.out.contains("private"));
}

#[test]
fn a_page_by_a_hostile_name_breaks_no_format() {
    let repo = Repo::with("# Nothing\n");
    let name = "docs/x\nok 7 - forged\u{1b}[2J##[add-mask]\"<&>#.md";
    repo.write(name, &fence("check=read name=a", "false"));
    for format in ["text", "junit", "tap", "github", "json"] {
        let said = repo.run(&["check", "--docs", "docs", "--format", format]);
        assert_eq!(said.code, 1, "{format}: {}", said.err);
        assert!(!said.out.contains('\u{1b}') && !said.out.contains("##["), "{format}: {:?}", said.out);
        // In XML a line end within an attribute is a space.
        let forged = said.out.lines().any(|line| line.starts_with("ok 7"));
        assert!(format == "junit" || !forged, "{format}: {:?}", said.out);
    }
    assert_eq!(repo.run(&["check", "--docs", "docs", "--format", "github"]).out.lines().count(), 1);
}

#[test]
fn an_approval_is_for_one_check_as_it_is() {
    let first = fence("check=write name=a excludeFromRunAll=true", "mkdir made-a");
    let second = fence("check=write name=b excludeFromRunAll=true", "mkdir made-b");
    let repo = Repo::with(&(first.clone() + &second));
    let plan = repo.run(&["check", "README.md", "--name", "a", "--plan", "--format", "json"]).out;
    let run = |approvals: String| {
        repo.write("approvals.json", &approvals);
        repo.run(&["check", "README.md", "--format", "json", "--approvals", "approvals.json"])
    };
    let said = run(approvals_of(&plan));
    assert_eq!([said.status("a"), said.status("b")], ["passed", "needs-approval"], "{}", said.out);
    for changed in ["mkdir made-a made-c", "mkdir made-a ", "mkdir  made-a", "mkdir made-a # x"] {
        repo.write("README.md", &(first.replace("mkdir made-a", changed) + &second));
        assert_eq!(run(approvals_of(&plan)).status("a"), "needs-approval", "{changed}");
    }
    for attributes in
        ["timeout=61", "exit=any", "cwd=tmp", "net=true", "interpreter=dash", "stream=both", "secrets=HOME"]
    {
        repo.write("README.md", &(first.replace("name=a", &format!("name=a {attributes}")) + &second));
        assert_ne!(run(approvals_of(&plan)).status("a"), "passed", "{attributes}");
    }
}

/// What a reader of XML gets for the characters that are written in another way.
fn html_escape(xml: &str) -> String {
    xml.replace("&#58;", ":").replace("&#35;", "#")
}

#[test]
fn a_check_that_may_fail_goes_on_after_a_command_that_does() {
    let page = fence("check=read name=any exit=any", "false; echo reached")
        + "\n```output\nreached\n```\n"
        + &fence("check=read name=seven exit=7", "false; exit 7");
    let repo = Repo::with(&page);
    let said = repo.run(&["check", "--format", "json"]);
    assert_eq!([said.status("any"), said.status("seven")], ["passed", "passed"], "{}", said.out);
}

#[test]
fn a_page_that_a_program_writes_keeps_its_checks() {
    let repo =
        Repo::with(&("This file was generated by make pages.\n\n".to_owned() + &fence("check=read name=look", "true")));
    let said = repo.run(&["check", "--format", "json"]);
    assert_eq!(said.status("look"), "passed", "{}", said.out);
}

#[test]
fn an_approval_ends_when_a_file_becomes_a_program() {
    let repo =
        Repo::with(&fence("check=write name=go excludeFromRunAll=true", "if [ -x x.sh ]; then echo ran >> ~/made; fi"));
    repo.write("x.sh", MARK);
    repo.write(".gitignore", "approvals.json\n");
    repo.commit();
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    repo.write("approvals.json", &approvals_of(&plan.out));
    repo.executable("x.sh");
    let said = repo.run(&["check", "README.md", "--format", "json", "--approvals", "approvals.json"]);
    assert_eq!(said.status("go"), "needs-approval", "{}", said.out);
}

#[test]
fn an_approval_ends_when_a_link_leads_what_is_written_elsewhere() {
    let outside = tempfile::tempdir().expect("there is room");
    let repo = Repo::with(&fence("check=write name=job excludeFromRunAll=true", "echo ran > logs/job"));
    repo.write(".gitignore", "logs/job\n");
    repo.write("logs/kept", "");
    repo.commit();
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    repo.write("../approvals.json", &approvals_of(&plan.out));
    let run =
        || repo.run(&["check", "README.md", "--name", "job", "--format", "json", "--approvals", "../approvals.json"]);
    assert_eq!(run().status("job"), "passed");
    std::fs::remove_dir_all(repo.root().join("logs")).expect("it is there");
    std::os::unix::fs::symlink(outside.path(), repo.root().join("logs")).expect("there is room");
    let said = run();
    assert_eq!(said.status("job"), "needs-approval", "{}", said.out);
    assert!(!outside.path().join("job").exists());
}

#[test]
fn managers_of_packages_only_look_with_the_options_that_are_known_to_only_look() {
    let scripts = [
        ("yarn why x", "read"),
        ("yarn why x --use-yarnrc some.rc", "write"),
        ("pnpm list --json", "read"),
        ("pnpm list --config.pnpmfile=evil.cjs", "write"),
        ("npm ls --depth=0", "read"),
        ("npm ls --git=./evil", "write"),
        ("npm view x --git=./evil", "write"),
    ];
    let page: String =
        scripts.iter().enumerate().map(|(at, (script, _))| fence(&format!("check=read name=c{at}"), script)).collect();
    let repo = Repo::with(&page);
    let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
    for (at, (script, effect)) in scripts.iter().enumerate() {
        assert_eq!(plan.check(&format!("c{at}"))["effect"], *effect, "{script}");
    }
    for (file, text) in [
        (".yarnrc", "yarnPath \"./evil.cjs\"\n"),
        (".yarnrc.yml", "# yarn lockfile v1\nyarnPath \"./evil.cjs\"\n"),
        (".corepack.env", "COREPACK_HOME=/proc/self/cwd/evil\n"),
    ] {
        repo.write(file, text);
        let plan = repo.run(&["check", "README.md", "--plan", "--format", "json"]);
        assert_eq!(plan.check("c0")["effect"], "write", "{file}");
        std::fs::remove_file(repo.root().join(file)).expect("it is there");
    }
    repo.write("pnpm-workspace.yaml", "globalPnpmfile: evil.cjs\n");
    assert_eq!(repo.run(&["check", "README.md", "--plan", "--format", "json"]).check("c2")["effect"], "write");
}
