//! Walks through runbooks: what is shown, what is asked and recorded, and that nothing happens on the way.
#![cfg(target_os = "linux")]

#[path = "checks/repo.rs"]
#[expect(dead_code, reason = "the tests of checks use more of it")]
mod repo;

use repo::Repo;
use serde_json::Value;

const RUNBOOK: &str = "\
---
environment: staging
risk: high
approver: head of platform
drill_every: 90d
created: 2020-01-01
---

# Roll back

## When

The new version is worse.

## Steps

1. Look at what runs:

   ```sh { check=read name=running }
   echo v2
   ```
   ```output
   v2
   ```

2. Take the last version. Tell everybody.

   ```sh
   touch made
   ```

- a remark

## Verification

The old version answers:

```console
$ ./answers.sh
v1
```

## Rollback

Deploy again.

```bash { check=destroy name=wipe excludeFromRunAll=true }
rm -rf made
```
";

fn shop() -> Repo {
    let repo = Repo::with("# Shop\n");
    repo.write("_ai/devops/runbooks/roll-back.md", RUNBOOK);
    repo.commit();
    repo
}

const RECORD: &str = "_ai/devops/drills/roll-back.json";

fn recorded(repo: &Repo) -> Value {
    serde_json::from_str(&repo.read(RECORD)).expect("a record is JSON")
}

#[test]
fn every_step_is_shown_with_what_it_would_do_and_nothing_is_done() {
    let repo = shop();
    let said = repo.run(&["drill", "roll-back", "--plan"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for words in [
        "Roll back (_ai/devops/runbooks/roll-back.md)\nfor staging; risk high; head of platform must agree; never drilled\n",
        "\n1 of 4: Look at what runs\n  _ai/devops/runbooks/roll-back.md:17, Steps\n  | echo v2\n  read in staging, the check running\n  must print\n  > v2\n",
        "\n2 of 4: Take the last version\n",
        "  Take the last version. Tell everybody.\n",
        "  | touch made\n  write in staging: `touch made` is not known to only look\n",
        "\n3 of 4, verification: The old version answers\n",
        "  | ./answers.sh\n",
        "\n4 of 4, rollback: Deploy again\n",
        "  destroy in staging, the check wipe\n",
        "\n4 steps, commands: 1 destroy, 1 read, 2 write\n",
    ] {
        assert!(said.out.contains(words), "{words}\n--- in\n{}", said.out);
    }
    // Nobody is there to judge, so nothing is recorded either.
    assert_eq!(repo.run(&["drill", "_ai/devops/runbooks/roll-back.md"]).code, 0);
    let said = repo.run(&["drill", "roll-back", "--record"]);
    assert!(said.code == 2 && said.err.contains("there is no walk to record: nobody is there"), "{}", said.err);
    assert!(!repo.root().join("made").exists() && !repo.root().join(RECORD).exists());
    assert_eq!(repo.run(&["drill", "roll-forward"]).code, 2);
    assert_eq!(repo.run(&["drill", "roll-back", "--env", "../x"]).code, 2);
}

#[test]
fn what_lint_finds_in_a_step_is_told_there() {
    let repo = shop();
    repo.write("Makefile", "deploy:\n\ttrue\n");
    repo.write("scripts/drain.sh", "true\n");
    let page = "_ai/devops/runbooks/broken.md";
    let steps = "1. Drain it: `scripts/drain.sh`\n\n2. Deploy.\n\n   ```sh\n   make deploy\n   ```\n\n3. Look at it.\n";
    repo.write(page, &format!("# Deploy\n\n## Steps\n\n{steps}"));
    repo.commit();
    let whole = repo.run(&["drill", "broken"]);
    assert!(whole.code == 0 && !whole.out.contains(" in line "), "{}", whole.out);
    repo.git(&["rm", "--quiet", "scripts/drain.sh"]);
    repo.write("Makefile", "release:\n\ttrue\n");
    repo.commit();
    let said = repo.run(&["drill", "broken"]);
    let parts: Vec<&str> = said.out.split("\n\n").collect();
    let told = |step: usize, words: &str| assert!(parts[step].contains(words), "{words}\n--- in\n{}", said.out);
    told(1, " in line 5: ");
    told(1, "scripts/drain.sh");
    told(2, " in line 10: ");
    told(2, "[unknown-target]");
    assert!(said.code == 0 && !parts[3].contains(" in line "), "{}", said.out);
    let json: Value = serde_json::from_str(&repo.run(&["drill", "broken", "--format", "json"]).out).expect("JSON");
    assert_eq!(json["steps"][1]["findings"][0]["stated"], serde_json::json!({ "path": page, "line": 10 }), "{json:#}");
    // Whoever follows the page stumbles over what was accepted too; a comment says that it is no defect.
    assert_eq!(repo.run(&["baseline", "create"]).code, 0);
    assert_eq!(repo.run(&["drill", "broken"]).out, said.out);
}

#[test]
fn what_a_person_thinks_of_each_step_is_recorded() {
    let repo = shop();
    let key = ["AKIA", "IOSFODNN7EXAMPLQ"].concat();
    let out =
        repo.at_terminal("drill roll-back --run", &format!("c\nu\nwhich version? {key}\nwhat\nf\nno such script\ns\n"));
    assert!(out.contains("passed running") && out.contains("recorded in _ai/devops/drills/roll-back.json"), "{out}");
    let record = recorded(&repo);
    let drill = &record["drills"][0];
    let steps = drill["steps"].as_array().expect("it has steps");
    let outcomes: Vec<&str> = steps.iter().filter_map(|step| step["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["clear", "unclear", "would-fail", "skipped"], "{record:#}");
    assert_eq!(steps[0]["checks"][0], serde_json::json!(["running", "passed"]));
    assert_eq!(steps[2]["note"], "no such script");
    let note = steps[1]["note"].as_str().expect("it has a note");
    assert!(note.starts_with("which version?") && !note.contains(&key), "{note}");
    assert_eq!(
        (record["page"].as_str(), drill["environment"].as_str()),
        (Some("_ai/devops/runbooks/roll-back.md"), Some("staging"))
    );
    assert!(drill["commit"].as_str().is_some_and(|commit| commit.len() == 40) && drill["person"].is_string());
    assert!(!repo.root().join("made").exists());
    // A second one is added; one that is left in the middle is not.
    repo.at_terminal("drill roll-back", "c\nc\nc\nc\n");
    let out = repo.at_terminal("drill roll-back", "c\nq\n");
    assert!(out.contains("nothing is recorded"), "{out}");
    assert_eq!(recorded(&repo)["drills"].as_array().map(Vec::len), Some(2));
    let said = repo.run(&["drill", "roll-back", "--plan"]);
    assert!(said.out.contains("; last drilled on "), "{}", said.out);
}

#[test]
fn only_what_reads_is_run_and_only_when_asked() {
    let repo = shop();
    let said = repo.run(&["drill", "roll-back", "--run", "--record"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(
        said.out.contains("  passed running\n") && said.out.contains("  skipped wipe: a drill runs only what reads\n"),
        "{}",
        said.out
    );
    // Nobody judged the steps, so this proves nothing to anybody.
    assert_eq!(recorded(&repo)["drills"][0]["steps"][0]["outcome"], "unjudged");
    assert!(repo.run(&["lint", "--select", "drill-overdue"]).out.contains("no drill is recorded"));
    repo.write("_ai/devops/runbooks/roll-back.md", &RUNBOOK.replace("echo v2", "echo v3"));
    let said = repo.run(&["drill", "roll-back", "--run", "--record"]);
    assert_eq!(said.code, 1, "{}", said.out);
    assert_eq!(recorded(&repo)["drills"][1]["steps"][0]["outcome"], "would-fail");
    repo.write(
        "_ai/devops/runbooks/roll-back.md",
        &RUNBOOK.replace("check=read name=running", "check=read name=running net=true"),
    );
    let said = repo.run(&["drill", "roll-back", "--run"]);
    assert!(said.out.contains("needs-approval running: it asks for the network: --allow-net"), "{}", said.out);
}

#[test]
fn others_read_what_was_recorded() {
    let repo = shop();
    repo.write("devops-docs.toml", "[[gate]]\nname = \"drills\"\n[[gate.condition]]\nneeds = \"drilled\"\n");
    let gate = |arguments: &[&str]| repo.run(&[&["gate", "drills"], arguments].concat());
    assert!(gate(&[]).out.contains("roll-back was never drilled"));
    let due = repo.run(&["due"]);
    assert_eq!(
        (due.out.as_str(), due.code),
        ("2020-03-31 overdue: drill _ai/devops/runbooks/roll-back.md (_ai/devops/runbooks/roll-back.md:5)\n", 1)
    );
    repo.at_terminal("drill roll-back", "c\nc\nu\nwhat?\nc\n");
    assert!(gate(&[]).out.contains("the step `The old version answers` was unclear"), "{}", gate(&[]).out);
    repo.at_terminal("drill roll-back", "u\nwhat?\nc\nf\nno such thing\nc\n");
    assert!(gate(&[]).out.contains("the step `The old version answers` would fail"), "{}", gate(&[]).out);
    repo.at_terminal("drill roll-back", "c\nc\nc\nc\n");
    assert_eq!(gate(&[]).code, 0, "{}", gate(&[]).out);
    let path = "_ai/devops/drills/roll-back.json";
    let kept = repo.read(path);
    let mut later: Value = serde_json::from_str(&kept).expect("it is JSON");
    later["drills"][1]["started"] = "2998-01-01T00:00:00Z".into();
    repo.write(path, &later.to_string());
    assert!(gate(&[]).out.contains("roll-back has a record of 2998-01-01, a day that is yet to come"));
    repo.write(path, &kept);
    let page = "_ai/devops/runbooks/roll-back.md";
    let text = repo.read(page);
    repo.write(page, &text.replace("Tell everybody.", "Tell nobody."));
    assert!(gate(&[]).out.contains("roll-back has changed since it was drilled on "), "{}", gate(&[]).out);
    repo.write(page, &text);
    assert_eq!(gate(&[]).code, 0);
    assert_eq!(repo.run(&["due"]).code, 0);
    let later = ["--today", "2999-01-01"];
    assert!(gate(&later).out.contains("roll-back was to be drilled again by "));
    assert_eq!(repo.run(&["due", "--today", "2999-01-01"]).code, 1);
    let runbooks: Value = serde_json::from_str(&repo.run(&["index", "runbooks"]).out).expect("JSON");
    assert_eq!(
        (&runbooks["items"][0]["drill"]["open"], &runbooks["items"][0]["drill"]["same"]),
        (&0.into(), &true.into())
    );
    repo.run(&["build"]);
    let page = repo.read("_site/runbooks/roll-back.html");
    assert!(page.contains("<dt>Last drill</dt><dd>") && page.contains("all clear"), "{page}");
}

#[test]
fn nothing_is_recorded_outside_of_the_repository() {
    let repo = shop();
    let outside = tempfile::tempdir().expect("there is room");
    std::os::unix::fs::symlink(outside.path(), repo.root().join("_ai/devops/drills")).expect("there is room");
    let said = repo.run(&["drill", "roll-back", "--run", "--record"]);
    assert!(said.code == 2 && said.err.contains("a symbolic link on the way leads out"), "{}", said.err);
    assert_eq!(std::fs::read_dir(outside.path()).expect("it is there").count(), 0);
}

#[test]
fn the_outputs_are_what_the_schemas_say() {
    let repo = shop();
    repo.run(&["drill", "roll-back", "--record", "--run"]);
    for (name, text) in
        [("drills", repo.read(RECORD)), ("drill", repo.run(&["drill", "roll-back", "--format", "json"]).out)]
    {
        let schema = serde_json::from_str(&repo.run(&["schema", name]).out).expect("a schema is JSON");
        let value = serde_json::from_str(&text).expect("it is JSON");
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .expect("a schema")
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{text}");
    }
    // A record of something else is not written over.
    repo.write(RECORD, "{ \"version\": 1, \"page\": \"other.md\", \"drills\": [] }");
    let said = repo.run(&["drill", "roll-back", "--run", "--record"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("is the record of other.md"), "{}", said.err);
    repo.write(
        "_ai/devops/runbooks/bad.md",
        "# Bad\n\n## Steps\n\n1. \u{202e}evil \u{1b}[31m\n\n   ```sh\n   echo \u{1b}]0;x\u{7}\n   ```\n",
    );
    let said = repo.run(&["drill", "bad"]);
    assert!(!said.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", said.out);
}
