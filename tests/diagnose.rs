//! Logs of failing runs, in every shape in which GitHub hands them out.

use devops_docs::answers::diagnose::{Failure, Line, Role, read};
use serde::Deserialize;

/// What failed in a log of which no workflow is known.
fn failures(lines: &[Line]) -> Vec<Failure> {
    devops_docs::answers::diagnose::failures(lines, |_| Role::Unknown)
}

#[derive(Deserialize)]
struct Case {
    cause: String,
    /// What the message has to name.
    #[serde(default)]
    names: String,
    step: String,
    exit: Option<i32>,
    lines: Vec<String>,
    /// What the runner says, where that is not the exit status.
    error: Option<String>,
}

/// What we wrote beside the table of causes, and what runs printed that people showed in public.
fn cases() -> Vec<Case> {
    let files = [
        include_str!("diagnose/logs.yaml"),
        include_str!("diagnose/mixed.yaml"),
        include_str!("diagnose/noisy.yaml"),
        include_str!("diagnose/public.yaml"),
        include_str!("diagnose/reasons.yaml"),
        include_str!("diagnose/seen.yaml"),
        include_str!("diagnose/threads.yaml"),
        include_str!("diagnose/toolchains.yaml"),
    ];
    files.iter().flat_map(|file| of_table(file)).collect()
}

fn of_table(text: &str) -> Vec<Case> {
    serde_yaml::from_str(text).expect("the table is read")
}

const TIME: &str = "2026-11-22T06:02:11.1234567Z ";

impl Case {
    /// What the runner and the step print, with the marks of a raw log.
    fn body(&self) -> Vec<String> {
        let script = self.step.strip_prefix("Run ");
        let mut all: Vec<String> = Vec::new();
        if let Some(script) = script {
            all.push(format!("##[group]{}", self.step));
            all.push(format!("\u{1b}[36;1m{script}\u{1b}[0m"));
            // The head of a step repeats what could be taken for an error.
            all.extend(
                ["shell: /usr/bin/bash -e {0}", "env:", "  RUST_LOG: error: nothing", "  NOTE: command not found"]
                    .map(str::to_owned),
            );
            all.push("##[endgroup]".to_owned());
        }
        all.extend(self.lines.iter().cloned());
        all.push(match &self.error {
            Some(error) => format!("##[error]{error}"),
            None => format!("##[error]Process completed with exit code {}.", self.exit.expect("one of both")),
        });
        all
    }

    fn raw(&self) -> String {
        let before =
            ["##[group]Run actions/checkout@v4", "##[endgroup]", "HEAD is now at 0a1b2c3 error: this is a title"];
        let before = before.iter().map(|line| (*line).to_owned()).filter(|_| self.step.starts_with("Run "));
        let after = ["Post job cleanup.", "Cleaning up orphan processes"].map(str::to_owned);
        before.chain(self.body()).chain(after).map(|line| format!("{TIME}{line}\r\n")).collect()
    }

    fn of_gh(&self, step: &str) -> String {
        let before = format!("lint\tRun actions/checkout@v4\t{TIME}fine\n");
        before + &self.body().iter().map(|line| format!("test (20, linux)\t{step}\t{TIME}{line}\n")).collect::<String>()
    }

    fn copied(&self) -> String {
        let shown = |line: String| match line.strip_prefix("##[error]") {
            Some(rest) => format!("Error: {rest}"),
            None => line.replace("##[group]", "").replace("##[endgroup]", ""),
        };
        self.body().into_iter().map(|line| shown(line) + "\n").collect()
    }
}

fn only(name: &str, log: &str) -> Failure {
    let found = failures(&read(name, log));
    assert_eq!(found.len(), 1, "{found:#?}\n{log}");
    found.into_iter().next().expect("there is one")
}

#[test]
fn job_step_and_cause_are_named_in_every_shape() {
    let cases = cases();
    assert!(cases.len() >= 200);
    let mut wrong = Vec::new();
    for case in &cases {
        let in_archive = only("test (20, linux)/4_Tests.txt", &case.raw());
        let shapes = [
            ("raw", only("", &case.raw()), None, case.step.as_str()),
            ("gh run view --log", only("", &case.of_gh(&case.step)), Some("test (20, linux)"), case.step.as_str()),
            ("--log-failed", only("", &case.of_gh("UNKNOWN STEP")), Some("test (20, linux)"), case.step.as_str()),
            ("archive", in_archive, Some("test (20, linux)"), "Tests"),
        ];
        for (shape, failure, job, step) in shapes {
            let named = failure.step.as_deref() == Some(step) || !case.step.starts_with("Run ");
            let is_it = failure.cause == case.cause && failure.message.contains(&case.names);
            if !is_it || failure.job.as_deref() != job || !named {
                wrong.push(format!(
                    "{shape}: {:?} of {}: {} ({}) {:?} {:?}",
                    case.lines, case.step, failure.cause, failure.message, failure.job, failure.step
                ));
            }
            assert_eq!(failure.exit, case.exit);
        }
        let copied = only("", &case.copied());
        if copied.cause != case.cause || !copied.message.contains(&case.names) {
            wrong.push(format!("copied: {:?} of {}: {} ({})", case.lines, case.step, copied.cause, copied.message));
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len() * 5, wrong.join("\n"));
}

#[test]
fn every_family_of_tools_is_told_by_name() {
    let cases = of_table(include_str!("diagnose/families.yaml"));
    let mut wrong = Vec::new();
    for case in &cases {
        for log in [case.raw(), case.copied()] {
            let failure = only("", &log);
            if failure.cause != case.cause || !failure.message.contains(&case.names) {
                wrong.push(format!("{} {}: {} ({})", case.step, case.names, failure.cause, failure.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len() * 2, wrong.join("\n"));
}

/// A log of which nothing was known when its expectation was written.
#[derive(Deserialize)]
struct Unseen {
    step: String,
    /// What the message has to say; of nothing, the cause has to be unknown.
    says: Vec<String>,
    exit: Option<i32>,
    error: Option<String>,
    #[serde(default)]
    lines: Vec<String>,
    /// All of the log, in place of a step with these lines.
    #[serde(default)]
    log: Vec<String>,
    /// The job, of a log that names it in each line.
    job: Option<String>,
}

#[test]
fn what_nobody_had_seen_is_told() {
    let cases: Vec<Unseen> = serde_yaml::from_str(include_str!("diagnose/unseen.yaml")).expect("the table is read");
    let mut wrong = Vec::new();
    for Unseen { step, says, exit, error, lines, log, job } in cases {
        let case = Case { cause: String::new(), names: String::new(), step: step.clone(), exit, lines, error };
        let of_job = |job: &String| {
            let end = case.body().last().cloned();
            let lines = case.lines.iter().chain(&end).map(|line| format!("{job}\t{step}\t{TIME}{line}\n"));
            lines.collect::<String>()
        };
        let text = match &job {
            Some(job) => of_job(job),
            None if log.is_empty() => case.raw(),
            None => log.iter().map(|line| format!("{TIME}{line}\n")).collect(),
        };
        let failure = failures(&read("", &text)).into_iter().next().unwrap_or_default();
        let is_told = if says.is_empty() {
            failure.cause == "unknown"
        } else {
            says.iter().all(|words| failure.message.contains(words))
        };
        if !is_told || failure.step.as_ref() != Some(&step) || job.is_some() && failure.job != job {
            wrong.push(format!("{step}: {:?}: {} ({})", failure.step, failure.cause, failure.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_explained_is_shown_and_not_guessed() {
    let case = cases()
        .into_iter()
        .find(|case| case.cause == "unknown" && case.step.contains("reconcile"))
        .expect("there is one");
    let failure = only("", &case.raw());
    assert_eq!(failure.message, "nothing that is known explains this; it ends with: ledger 9 differs by 0.01");
    assert!(failure.lines.iter().any(|line| line == "ledger 9 differs by 0.01"), "{:?}", failure.lines);
    assert!(failures(&read("", "2026-11-22T06:02:11.1234567Z all is well\n")).is_empty());
}

#[test]
fn the_program_reads_logs_from_files_pipes_and_archives() {
    use std::io::Write;
    let folder = tempfile::tempdir().expect("there is room");
    let page = folder.path().join("_ai/devops/ci-cd.md");
    std::fs::create_dir_all(page.parent().expect("it has one")).expect("there is room");
    std::fs::write(
        &page,
        "# CI\n\n| it says | do |\n|---|---|\n| `ECONNREFUSED 127.0.0.1:5432` | start the database |\n\n\
         | sign | do |\n|---|---|\n| connect ECONNREFUSED 127.0.0.1 | ask who stopped it |\n| connect | everything |\n",
    )
    .expect("there is room");
    let case = cases().into_iter().find(|case| case.cause == "connection-refused").expect("there is one");
    std::fs::write(folder.path().join("run.log"), case.of_gh(&case.step)).expect("there is room");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join("logs.zip")).expect("there is room"));
    for (name, text) in [
        ("0_test.txt", case.raw()),
        ("test/2_Run npm run e2e.txt", case.raw()),
        ("test/system.txt", format!("{TIME}##[error]not of a step\n")),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("it is a name");
        zip.write_all(text.as_bytes()).expect("there is room");
        let unpacked = folder.path().join("unpacked").join(name);
        std::fs::create_dir_all(unpacked.parent().expect("it has one")).expect("there is room");
        std::fs::write(unpacked, text).expect("there is room");
    }
    zip.finish().expect("there is room");
    let run = |arguments: &[&str], input: std::process::Stdio| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_devops-docs"));
        let out = command
            .current_dir(folder.path())
            .arg("diagnose")
            .args(arguments)
            .stdin(input)
            .output()
            .expect("it starts");
        (out.status.code(), String::from_utf8(out.stdout).expect("it prints UTF-8"))
    };
    let piped = std::fs::File::open(folder.path().join("run.log")).expect("it is there").into();
    for (code, said) in [
        run(&["run.log"], std::process::Stdio::null()),
        run(&[], piped),
        run(&["logs.zip"], std::process::Stdio::null()),
        run(&["unpacked"], std::process::Stdio::null()),
    ] {
        assert_eq!(code, Some(1));
        for words in [
            "test",
            "Run npm run e2e (exit code 1)",
            "[connection-refused]",
            "_ai/devops/ci-cd.md:5",
            "start the database",
            "ask who stopped it",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(said.matches("[connection-refused]").count(), 1, "{said}");
        assert!(!said.contains("everything"), "{said}");
    }
    assert_eq!(run(&["none.log"], std::process::Stdio::null()).0, Some(2));
    // What was unpacked from an archive tells its job and step by its name.
    std::fs::create_dir(folder.path().join("e2e (chrome)")).expect("there is room");
    std::fs::write(folder.path().join("e2e (chrome)/3_End to end.txt"), case.raw()).expect("there is room");
    let (_, unpacked) = run(&["e2e (chrome)/3_End to end.txt"], std::process::Stdio::null());
    assert!(unpacked.starts_with("e2e (chrome) > End to end (exit code 1)"), "{unpacked}");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("there is room");
    let wide: Vec<u8> = case.of_gh(&case.step).encode_utf16().flat_map(u16::to_le_bytes).collect();
    write("wide.log", &[b"\xff\xfe".as_slice(), &wide].concat());
    write("fine.log", format!("{TIME}all is well\n").as_bytes());
    for (name, bytes) in
        [("empty.log", b" \n".as_slice()), ("poem.txt", b"roses are red\n"), ("broken.zip", b"PK\x03\x04x")]
    {
        write(name, bytes);
        assert_eq!(run(&[name], std::process::Stdio::null()), (Some(2), String::new()), "{name}");
    }
    assert!(run(&["wide.log"], std::process::Stdio::null()).1.contains("[connection-refused]"));
    let fine = run(&["fine.log"], std::process::Stdio::null());
    assert_eq!(fine, (Some(0), "this log marks nothing as failed\n".to_owned()));
    let workflows = folder.path().join(".github/workflows");
    std::fs::create_dir_all(&workflows).expect("there is room");
    // Of the step the key counts, however it is written, and not what its script says.
    let workflow = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx knip\n        'continue-on-error': true # for now\n      - run: |\n          npx jest\n          continue-on-error: true\n";
    std::fs::write(workflows.join("ci.yml"), workflow).expect("there is room");
    let optional: (&str, &[&str]) =
        ("Run npx knip", &["Unused files (2)", "##[error]Process completed with exit code 1."]);
    write("optional.log", job(&[optional, TESTS]).replace("test (20)", "test").as_bytes());
    let (_, said) = run(&["optional.log"], std::process::Stdio::null());
    assert!(said.contains("[javascript-test]") && !said.contains("knip"), "{said}");
    let mut schema = std::process::Command::new(env!("CARGO_BIN_EXE_devops-docs"));
    let schema = schema.args(["schema", "diagnose"]).output().expect("it starts").stdout;
    let schema = jsonschema::validator_for(&serde_json::from_slice(&schema).expect("it is JSON")).expect("a schema");
    for name in ["run.log", "optional.log", "fine.log"] {
        let (_, said) = run(&[name, "--format", "json"], std::process::Stdio::null());
        let errors: Vec<String> = schema
            .iter_errors(&serde_json::from_str(&said).expect("it is JSON"))
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{said}");
    }
}

/// A raw log of one job: each step with what it prints, in the form that the runner gives it.
fn job(steps: &[(&str, &[&str])]) -> String {
    let mut all = vec!["Current runner version: '2.329.0'".to_owned(), "Complete job name: test (20)".to_owned()];
    for (step, lines) in steps {
        if let Some(script) = step.strip_prefix("Run ").filter(|script| !script.contains('@')) {
            all.extend([format!("##[group]{step}"), format!("\u{1b}[36;1m{script}\u{1b}[0m")]);
            all.extend(["shell: /usr/bin/bash -e {0}".to_owned(), "##[endgroup]".to_owned()]);
        } else if step.starts_with("Run ") {
            all.extend([format!("##[group]{step}"), "with:".to_owned(), "##[endgroup]".to_owned()]);
        } else {
            all.push((*step).to_owned());
        }
        all.extend(lines.iter().map(|line| (*line).to_owned()));
    }
    all.iter().map(|line| format!("{TIME}{line}\n")).collect()
}

fn told(log: &str) -> Vec<(String, String)> {
    let found = failures(&read("", log));
    found.into_iter().map(|failure| (failure.step.unwrap_or_default(), failure.cause)).collect()
}

const TESTS: (&str, &[&str]) = ("Run npx jest", &["  ● cart › adds", "##[error]Process completed with exit code 1."]);

#[test]
fn a_failure_is_that_of_the_step_and_not_of_what_follows_it() {
    let jest = [("Run npx jest".to_owned(), "javascript-test".to_owned())];
    let upload: (&str, &[&str]) = (
        "Run actions/upload-artifact@v4",
        &["##[error]No files were found with the provided path: report. No artifacts will be uploaded."],
    );
    assert_eq!(told(&job(&[TESTS, upload])), jest);
    let clean: (&str, &[&str]) = ("Post job cleanup.", &["##[error]Failed to save cache"]);
    assert_eq!(told(&job(&[TESTS, clean])), jest);
    assert_eq!(told(&job(&[clean]))[0].0, "Post job cleanup");
    // An action that is tried again and gets through failed nothing, nor does a program that marks lines as errors.
    let checkout: (&str, &[&str]) = (
        "Run actions/checkout@v4",
        &[
            "##[error]fatal: unable to access 'https://github.com/acme/shop/': Could not resolve host: github.com",
            "The process '/usr/bin/git' failed with exit code 128",
            "Waiting 12 seconds before trying again",
            "From https://github.com/acme/shop",
            " * [new ref] 0a1b2c3 -> origin/main",
            "Determining the checkout info",
            "##[endgroup]",
            "Checking out the ref",
            "Switched to a new branch 'main'",
            "0a1b2c3",
        ],
    );
    let lint: (&str, &[&str]) = ("Run npx eslint src", &["##[error]  3:7  error  'x' is never used  no-unused-vars"]);
    assert_eq!(told(&job(&[checkout, lint, TESTS])), jest);
    // What was stopped because another job failed is not told.
    let stopped = job(&[("Run npx tsc", &["##[error]The operation was canceled."])]);
    let of = |name: &str, log: &str| read(&format!("0_{name}.txt"), log);
    let both = [of("lint", &stopped), of("test", &job(&[TESTS]))].concat();
    assert_eq!(failures(&both).iter().map(|failure| failure.cause.as_str()).collect::<Vec<_>>(), ["javascript-test"]);
    assert_eq!(failures(&of("lint", &stopped))[0].cause, "canceled");
    // What was stopped is told too, and not the report that it did not write.
    let stopped: (&str, &[&str]) = ("Run npx jest", &["##[error]The operation was canceled."]);
    assert_eq!(told(&job(&[stopped, upload])), [("Run npx jest".to_owned(), "canceled".to_owned())]);
}

#[test]
fn of_two_steps_that_failed_in_a_job_the_later_is_told_first() {
    let lint: (&str, &[&str]) = (
        "Run npx tsc",
        &["src/a.ts(1,2): error TS2304: Cannot find name 'a'.", "##[error]Process completed with exit code 2."],
    );
    let both = failures(&read("", &job(&[lint, TESTS])));
    let causes: Vec<&str> = both.iter().map(|failure| failure.cause.as_str()).collect();
    assert_eq!(causes, ["javascript-test", "typescript"]);
    assert!(!both[0].message.contains("went on") && both[1].message.starts_with("the run went on"), "{both:#?}");
    // What only reports does not come before, whatever it says; and a test that writes a report is a test.
    let report: (&str, &[&str]) = ("Run ./report.sh", &["##[error]Process completed with exit code 9."]);
    assert_eq!(told(&job(&[TESTS, report])), [("Run npx jest".to_owned(), "javascript-test".to_owned())]);
    let junit: (&str, &[&str]) = (
        "Run pytest --junitxml=report.xml",
        &["FAILED a.py::test_a - assert 1", "##[error]Process completed with exit code 1."],
    );
    assert_eq!(told(&job(&[lint, junit]))[0].1, "python-test");
    // Jobs stay in their order.
    let of = |name: &str, log: &str| read(&format!("0_{name}.txt"), log);
    let jobs = [of("lint", &job(&[lint])), of("test", &job(&[TESTS]))].concat();
    let told: Vec<Failure> = failures(&jobs);
    assert!(
        told[0].cause == "typescript" && told.iter().all(|failure| !failure.message.contains("went on")),
        "{told:#?}"
    );
}

#[test]
fn the_workflow_tells_which_of_two_steps_the_job_failed_for() {
    let audit: (&str, &[&str]) = (
        "Run npx tsc",
        &["src/a.ts(1,2): error TS2304: Cannot find name 'a'.", "##[error]Process completed with exit code 2."],
    );
    let log = job(&[audit, ("Run ./pack.sh", &["packed"]), TESTS]);
    let first_of = |steps: &str| {
        let folder = tempfile::tempdir().expect("there is room");
        let workflow = folder.path().join(".github/workflows/ci.yml");
        std::fs::create_dir_all(workflow.parent().expect("it has one")).expect("there is room");
        let head = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n";
        std::fs::write(&workflow, format!("{head}{steps}")).expect("there is room");
        std::fs::write(folder.path().join("run.log"), &log).expect("there is room");
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_devops-docs"));
        let out = command.current_dir(folder.path()).args(["diagnose", "run.log"]).output().expect("it starts");
        String::from_utf8(out.stdout).expect("it prints UTF-8").lines().next().unwrap_or_default().to_owned()
    };
    let always = "      - run: npx tsc\n      - run: ./pack.sh\n        if: always()\n      - run: npx jest\n        if: always()\n";
    assert!(first_of(always).contains("[typescript]"), "{}", first_of(always));
    let optional =
        "      - run: npx tsc\n        continue-on-error: true\n      - run: ./pack.sh\n      - run: npx jest\n";
    assert!(first_of(optional).contains("[javascript-test]"), "{}", first_of(optional));
}

#[test]
fn titles_of_a_copied_page_name_its_steps_and_its_job() {
    let page = "lint\nfailed 41 minutes ago in 3m 43s\nSearch logs\nSet up job\n2s\nCurrent runner version: '2.329.0'\n\
        Run actions/checkout@v4\n4s\nRun actions/checkout@v4\nSyncing repository: acme/shop\n\
        Check the style\n1m 2s\nRun npx eslint src\n\n/home/runner/work/shop/shop/src/a.ts\n\
          3:7  error  'x' is never used  no-unused-vars\n12s\nError: Process completed with exit code 1.\n\
        Post Run actions/checkout@v4\n0s\nPost job cleanup.\nComplete job\n0s\n";
    let found = only("", page);
    assert_eq!((found.job.as_deref(), found.step.as_deref()), (Some("lint"), Some("Check the style")));
    assert_eq!((found.cause.as_str(), found.exit), ("eslint", Some(1)));
    // A copy may begin with the head of a step that shows no shell.
    let part = "Run npm ci\nnpm error code EUSAGE\nError: Process completed with exit code 1.\n";
    assert_eq!(only("", part).step.as_deref(), Some("Run npm ci"));
}

#[test]
fn of_a_container_the_worst_of_its_last_words_tells_that_it_failed() {
    let start = "##[command]/usr/bin/docker run --name a --label b --workdir /github/workspace --rm b:c";
    let findings =
        ["Dockerfile:3 DL3059 info: Multiple consecutive `RUN`", "Dockerfile:11 DL3008 warning: Pin versions"];
    let lint = ("Run hadolint/hadolint-action@v3", [&[start][..], &findings].concat());
    let found = only("", &job(&[(lint.0, &lint.1), ("Post job cleanup.", &[])]));
    assert_eq!(found.cause, "hadolint");
    assert!(found.message.contains("Dockerfile:11 DL3008"), "{found:#?}");
    let fine = job(&[(lint.0, &[start, "Hadolint output"]), ("Post job cleanup.", &[])]);
    assert!(failures(&read("", &fine)).is_empty());
}

#[test]
fn a_service_that_takes_no_report_and_a_step_that_worked_are_told_before_what_the_run_went_on_after() {
    let lint: (&str, &[&str]) = (
        "Run npx tsc",
        &["src/a.ts(1,2): error TS2304: Cannot find name 'a'.", "##[error]Process completed with exit code 2."],
    );
    let upload: (&str, &[&str]) = (
        "Run codecov/codecov-action@v5",
        &[
            "error - Upload failed: {\"message\":\"Repository not found\"}",
            "##[error]Process completed with exit code 1.",
        ],
    );
    assert_eq!(told(&job(&[lint, upload]))[0].1, "coverage-upload");
    let load: (&str, &[&str]) = (
        "Run ./bin/load",
        &["target: a", "b started", "c started", "b done", "c done", "##[error]Process completed with exit code 4."],
    );
    assert_eq!(told(&job(&[lint, load]))[0], ("Run ./bin/load".to_owned(), "unknown".to_owned()));
    // What cleans up after an error that the script marked is not the error.
    let smoke: (&str, &[&str]) = (
        "Run ./smoke.sh",
        &[
            "##[error]smoke: the header Strict-Transport-Security is missing",
            "rm: cannot remove '/tmp/a/cookies': No such file or directory",
            "##[error]Process completed with exit code 1.",
        ],
    );
    assert!(only("", &job(&[smoke])).message.contains("Strict-Transport-Security"));
    // What a job printed that was stopped is not why.
    let stopped: (&str, &[&str]) = (
        "Run npm test",
        &[
            "PASS src/a.test.ts",
            "Error: out of memory (retried)",
            "PASS src/b.test.ts",
            "##[error]The operation was canceled.",
        ],
    );
    assert_eq!(told(&job(&[stopped]))[0].1, "canceled");
}

#[test]
fn a_step_that_only_ends_the_job_does_not_hide_what_failed_before() {
    let gate: (&str, &[&str]) = ("Run exit 1", &["##[error]Process completed with exit code 1."]);
    let found = failures(&read("", &job(&[TESTS, ("Run ./report.sh", &["done"]), gate])));
    assert_eq!(found[0].cause, "javascript-test");
    assert!(found[1].message.starts_with("after that another step failed"), "{found:#?}");
}

#[test]
fn a_secret_that_a_step_got_empty_is_named_where_a_login_is_missing() {
    let of = |token: &str, lines: &[&str]| {
        let mut all = vec!["##[group]Run twine upload dist/*".to_owned(), "shell: /usr/bin/bash -e {0}".to_owned()];
        all.extend(["env:".to_owned(), "  LANG: ".to_owned(), format!("  TWINE_PASSWORD: {token}")]);
        all.push("##[endgroup]".to_owned());
        all.extend(lines.iter().map(|line| (*line).to_owned()));
        all.push("##[error]Process completed with exit code 1.".to_owned());
        only("", &all.iter().map(|line| format!("{TIME}{line}\n")).collect::<String>()).message
    };
    let refused = ["ERROR    HTTPError: 403 Forbidden from https://upload.pypi.org/legacy/"];
    assert!(of("", &refused).ends_with("; TWINE_PASSWORD is empty in this step"), "{}", of("", &refused));
    assert!(!of("***", &refused).contains("TWINE_PASSWORD"));
    assert!(!of("", &["ERROR: No matching distribution found for dits"]).contains("TWINE_PASSWORD"));
}

#[test]
fn of_a_script_that_says_nothing_its_last_command_is_told() {
    let silent: (&str, &[&str]) = (
        "Run set -x",
        &[
            "+ packer init web.hcl",
            "Installed a plugin",
            "+ packer build web.hcl",
            "##[error]Process completed with exit code 1.",
        ],
    );
    let message = only("", &job(&[silent])).message;
    assert!(message.ends_with("the last command was `packer build web.hcl`"), "{message}");
}

#[test]
fn a_service_is_told_with_its_own_last_error() {
    let services: (&str, &[&str]) = (
        "##[group]Checking docker version",
        &[
            "##[endgroup]",
            "##[group]Service container postgres failed.",
            "[command]/usr/bin/docker logs --details d80d",
            " Error: Database is uninitialized and superuser password is not specified.",
            " \tYou must specify POSTGRES_PASSWORD to a non-empty value for the",
            "##[error]Failed to initialize container postgres:16",
            "##[endgroup]",
            "##[error]One or more containers failed to start.",
        ],
    );
    let message = only("", &job(&[services])).message;
    assert!(message.contains("postgres:16") && message.contains("superuser password is not specified"), "{message}");
}

#[test]
fn what_stands_among_the_annotations_of_a_run_is_read() {
    let lost = "CI\nbench\nfailed 14 hours ago in 1h 12m\nAnnotations\n1 error and 1 warning\nbench\nThe self-hosted runner: metal-02 lost communication with the server. Verify the machine is running.\nbench\nNode.js 16 actions are deprecated.\nSet up job\n3s\nRun actions/checkout@v3\n2s\n";
    let failure = only("", lost);
    assert_eq!((failure.job.as_deref(), failure.cause.as_str()), (Some("bench"), "runner-lost"));
    let invalid = "Docs\nStatus\nFailure\nAnnotations\n1 error\nInvalid workflow file: .github/workflows/docs.yml#L31\nThe workflow is not valid. .github/workflows/docs.yml (Line: 31, Col: 9): Unrecognized named-value: 'matrix'.\n";
    let failure = only("", invalid);
    assert_eq!(failure.cause, "workflow-invalid");
    assert!(failure.message.contains("Unrecognized named-value: 'matrix'"), "{}", failure.message);
    // A letter that speaks of it is no log.
    assert!(read("", "Hello\nThe workflow is not valid. Can you help?\n").is_empty());
}

#[test]
fn a_raw_log_names_its_job_and_the_steps_that_the_runner_has_of_its_own() {
    let failure = only("", &job(&[TESTS]));
    assert_eq!(failure.job.as_deref(), Some("test (20)"));
    let log =
        job(&[("Getting action download info", &["##[error]Unable to resolve action `acme/gone@v1`, not found"])]);
    assert_eq!(told(&log), [("Set up job".to_owned(), "action-not-found".to_owned())]);
    let services: (&str, &[&str]) =
        ("##[group]Checking docker version", &["##[endgroup]", "##[error]Failed to initialize container redis:7"]);
    assert_eq!(told(&job(&[services])), [("Initialize containers".to_owned(), "service-unhealthy".to_owned())]);
}

#[test]
fn a_long_log_is_read_to_its_end() {
    let noise: Vec<String> = (0..20_000).map(|n| format!("GET /carts/{n} 200 in {n}ms, 0 errors")).collect();
    let mut lines: Vec<&str> = noise.iter().map(String::as_str).collect();
    lines.extend(["--- FAIL: TestAdd (0.00s)", "FAIL", "##[error]Process completed with exit code 1."]);
    assert_eq!(told(&job(&[("Run go test ./...", &lines)]))[0].1, "go-test");
}

const CONTAINER: &str = "[command]/usr/bin/docker run --name a9d0 --workdir /github/workspace a9d0:f2c";

#[test]
fn a_container_that_ends_in_an_error_failed_though_the_runner_does_not_say_so() {
    let of = |last: &'static str| {
        let lines = [CONTAINER, "Uploading shop-1.0.tar.gz", last];
        told(&job(&[
            ("Run acme/publish@v1", &lines),
            ("Post job cleanup.", &[]),
            ("Cleaning up orphan processes", &[]),
        ]))
    };
    let refused = of("ERROR    HTTPError: 403 Forbidden from https://upload.pypi.org/legacy/");
    assert_eq!(refused, [("Run acme/publish@v1".to_owned(), "publish-refused".to_owned())]);
    let limit = of("FATAL  Fatal error  failed to download: TOOMANYREQUESTS: retry-after: 1ms");
    assert_eq!(limit[0].1, "pull-limit");
    assert_eq!(of("2026/11/22 06:02:11 dial tcp ***:***: i/o timeout")[0].1, "ssh-unreachable");
    assert_eq!(of("published, 0 errors"), []);
}

#[test]
fn a_log_that_ends_inside_a_step_is_said_to_be_cut_off() {
    let tests: (&str, &[&str]) = ("Run bash tests/run.sh", &["PASS: 01_cookies.test (22s)"]);
    let failure = only("", &job(&[tests]));
    assert_eq!(failure.step.as_deref(), Some("Run bash tests/run.sh"));
    assert_eq!((failure.cause.as_str(), failure.message.contains("cut off")), ("unknown", true));
    assert_eq!(told(&job(&[tests, ("Cleaning up orphan processes", &[])])), []);
}

#[test]
fn a_step_that_is_stopped_after_long_silence_hung() {
    let log = job(&[("Run pytest -q", &["##[error]The operation was canceled."])]);
    assert_eq!(told(&log)[0].1, "canceled");
    let late = log.replace(&format!("{TIME}##[error]"), "2026-11-22T06:42:11.1234567Z ##[error]");
    let failure = only("", &late);
    assert_eq!(failure.cause, "hung");
    assert!(failure.message.contains("40 minutes"), "{}", failure.message);
}

#[test]
fn the_step_of_a_composite_action_is_the_action() {
    let inner =
        ["##[group]Run bash $GITHUB_ACTION_PATH/sha.sh", "shell: /usr/bin/bash --noprofile --norc -e -o pipefail {0}"];
    let rest = ["##[endgroup]", "Fetching remote refs...", "##[error]Process completed with exit code 1."];
    let lines: Vec<&str> = inner.into_iter().chain(rest).collect();
    assert_eq!(told(&job(&[("Run acme/changed@v35", &lines)]))[0].0, "Run acme/changed@v35");
    // A step of the workflow after an action that says nothing stays a step.
    assert_eq!(told(&job(&[("Run acme/quiet@v1", &[]), TESTS]))[0].0, "Run npx jest");
}

/// A job that `gh` shows only for the steps of it that failed, of which one in a container has no mark of the runner.
#[test]
fn a_log_of_nothing_but_failed_steps_has_a_failure() {
    let of_job = |lines: &[&str]| {
        let step = "Run EmbarkStudios/cargo-deny-action@v2";
        lines.iter().map(|line| format!("deny\t{step}\t{TIME}{line}\n")).collect::<String>()
    };
    let denied = only(
        "",
        &of_job(&[
            "##[group]Run EmbarkStudios/cargo-deny-action@v2",
            "##[endgroup]",
            "error[rejected]: failed to satisfy license requirements",
            "12 │ license = \"AGPL-3.0\"",
            "   ├ tiny-shop v0.3.1",
            "     └── cart v1.0.0",
            "advisories ok, bans ok, licenses FAILED, sources ok",
        ]),
    );
    assert_eq!(denied.cause, "cargo-deny");
    for words in ["license = \"AGPL-3.0\"", "tiny-shop v0.3.1"] {
        assert!(denied.message.contains(words), "{}", denied.message);
    }
    let told =
        only("", &of_job(&["##[group]Run EmbarkStudios/cargo-deny-action@v2", "##[endgroup]", "so far, so good"]));
    assert_eq!(told.cause, "unknown");
}

/// A raw log in which the runner marks no error: the verdict of the tool that the last step runs counts, no other.
#[test]
fn the_verdict_of_a_tool_ends_a_job_that_has_no_error() {
    let of_step = |step: &str, words: &str| {
        let run = format!("##[group]Run {step}");
        let lines = ["Current runner version: '2.329.0'", &run, "##[endgroup]", "File:        deploy/prod.env", words];
        let lines = lines.into_iter().chain(["Post job cleanup.", "Cleaning up orphan processes"]);
        lines.map(|line| format!("{TIME}{line}\n")).collect::<String>()
    };
    let found = only("", &of_step("gitleaks/gitleaks-action@v2", "1:30PM WRN leaks found: 1"));
    assert!(found.cause == "secrets-found" && found.message.contains("deploy/prod.env"), "{}", found.message);
    for (step, words) in
        [("gitleaks/gitleaks-action@v2", "1:30PM INF no leaks found"), ("cat notes.txt", "1:30PM WRN leaks found: 1")]
    {
        assert!(failures(&read("", &of_step(step, words))).is_empty(), "{step}: {words}");
    }
}

/// What did not become ready is explained by the step behind it that shows the state.
#[test]
fn a_later_step_shows_why_nothing_became_ready() {
    let log = job(&[
        (
            "Run helm upgrade --install shop ./chart",
            &["Error: UPGRADE FAILED: context deadline exceeded", "##[error]Process completed with exit code 1."],
        ),
        (
            "Run kubectl get events",
            &[
                "2m  Normal   Scheduled  pod/shop-1  Successfully assigned prod/shop-1 to node-3",
                "1m  Warning  Failed     pod/shop-1  Failed to pull image \"acme.dev/shop:9\": rpc error: code = NotFound",
            ],
        ),
    ]);
    let failure = only("", &log);
    assert_eq!(failure.cause, "helm-timeout");
    assert!(
        failure.message.contains("a later step shows why: there is no image acme.dev/shop:9"),
        "{}",
        failure.message
    );
}

#[test]
fn a_script_that_prints_no_error_stopped_behind_the_last_words_that_it_printed() {
    let log: String = [
        "##[group]Run set -e",
        "set -e",
        "echo \"rows: $(wc -l < all.csv)\"",
        "grep paid all.csv > paid.csv",
        "echo \"done\"",
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        "rows: 17",
        "##[error]Process completed with exit code 1.",
    ]
    .map(|line| format!("{TIME}{line}\n"))
    .concat();
    let told = told(&log);
    assert_eq!(told[0].1, "script-stopped", "{told:?}");
    let found = &failures(&read("", &log))[0].message;
    assert!(found.contains("`grep paid all.csv > paid.csv`; `grep` ends with 1 where it finds nothing"), "{found}");
}

#[test]
fn a_run_of_dependabot_is_told_where_a_secret_is_missing() {
    let log = "t\tSet up job\t2026-03-04T10:11:12.1Z Secret source: Dependabot\n\
               t\tLog in\t2026-03-04T10:11:13.1Z ##[group]Run docker/login-action@v3\n\
               t\tLog in\t2026-03-04T10:11:13.2Z ##[endgroup]\n\
               t\tLog in\t2026-03-04T10:11:14.1Z ##[error]Username and password required\n";
    let found = &failures(&read("", log))[0];
    assert!(found.message.contains("Dependabot"), "{}", found.message);
}

#[test]
fn what_a_gate_tells_of_a_cancelled_job_stands_back_behind_that_job() {
    let log = "gate\tVerify\t2026-03-04T10:11:12.1Z e2e result: cancelled\n\
               gate\tVerify\t2026-03-04T10:11:12.2Z ##[error]Process completed with exit code 1.\n\
               e2e\tRun e2e\t2026-03-04T10:10:14.1Z ##[error]Canceling since a higher priority waiting request for x exists\n\
               e2e\tRun e2e\t2026-03-04T10:10:14.2Z ##[error]The operation was canceled.\n";
    let found = failures(&read("", log));
    let told: Vec<_> = found.iter().map(|failure| (failure.job.as_deref(), failure.cause.as_str())).collect();
    assert_eq!(told, [(Some("e2e"), "canceled")]);
}

#[test]
fn an_action_that_has_no_head_is_a_step_all_the_same() {
    let missing = "Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '/home/runner/work/shop/shop/.github/actions/login'. Did you forget to run actions/checkout before running your local action?";
    let log = job(&[
        ("Run echo hello", &["hello"]),
        ("", &[&format!("##[error]{missing}")]),
        ("Run az logout || true", &["ERROR: There are no active accounts."]),
        (
            "Run cat deploy.log",
            &["cat: deploy.log: No such file or directory", "##[error]Process completed with exit code 1."],
        ),
    ]);
    assert_eq!(told(&log)[0].0, "Run ./.github/actions/login", "{:?}", told(&log));
    let built = "##[group]Build container for action use: '/home/runner/work/_actions/acme/report/v3/Dockerfile'.";
    let log = job(&[(
        "",
        &[built, "ERROR: failed to solve: acme/report:v6: not found", "##[error]Docker build failed with exit code 1"],
    )]);
    assert_eq!(told(&log)[0].0, "Build acme/report@v3");
}

#[test]
fn a_step_that_uploads_is_no_report_of_one_that_failed_behind_it() {
    let log = job(&[
        (
            "Run aws s3 sync dist s3://shop # upload",
            &[
                "fatal error: An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist",
                "##[error]Process completed with exit code 1.",
            ],
        ),
        (
            "Run aws cloudfront create-invalidation # always",
            &[
                "aws: error: argument --distribution-id: expected one argument",
                "##[error]Process completed with exit code 252.",
            ],
        ),
    ]);
    assert_eq!(told(&log)[0].0, "Run aws s3 sync dist s3://shop # upload", "{:?}", told(&log));
}

#[test]
fn a_job_that_fails_for_nothing_known_is_told_behind_one_with_a_cause() {
    let log = "gate\tDecide\t2026-03-04T10:11:12.1Z false\n\
               gate\tDecide\t2026-03-04T10:11:12.2Z ##[error]Process completed with exit code 1.\n\
               unit\tRun npx jest\t2026-03-04T10:10:14.1Z   \u{25cf} cart \u{203a} adds\n\
               unit\tRun npx jest\t2026-03-04T10:10:14.2Z ##[error]Process completed with exit code 1.\n";
    let found = failures(&read("", log));
    let jobs: Vec<_> = found.iter().map(|failure| failure.job.as_deref().unwrap_or_default()).collect();
    assert_eq!(jobs, ["unit", "gate"]);
}
