//! Gates over real repositories: what holds, what does not, what is let pass, and what a pull request cannot loosen.
#![cfg(target_os = "linux")]

#[path = "checks/repo.rs"]
#[expect(dead_code, reason = "the tests of checks use more of it")]
mod repo;

use repo::{Repo, Said};
use serde_json::Value;

const PRODUCTION: &str = "---\nowner: ada\n---\n\n# Production\n\n```sh { check=read name=alive }\necho alive\n```\n";
const RELEASE: &str =
    "---\nversion: v1.4.0\ndate: 2026-11-02\nenvironment: production\nstatus: candidate\n---\n\n# v1.4.0\n";

/// A gate of checks and records alone, so that no other rule has a say.
const LAUNCH: &str = "\
[[gate]]
name = \"launch\"
summary = \"we may open\"
environment = \"production\"

[[gate.condition]]
needs = \"checks-passed\"

[[gate.condition]]
needs = \"release-approved\"
";

fn shop() -> Repo {
    let repo = Repo::with("# Shop\n");
    repo.write("_ai/devops/environments/production.md", PRODUCTION);
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", RELEASE);
    repo.write("devops-docs.toml", LAUNCH);
    repo
}

fn approve(repo: &Repo) {
    let approved = RELEASE.replace("status:", "approver: grace\nstatus:");
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &approved);
}

fn record(repo: &Repo) {
    let said = repo.run(&["check", "--env", "production", "--record"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err))
}

fn gate(repo: &Repo, arguments: &[&str]) -> Value {
    json(&repo.run(&[&["gate", "--format", "json"], arguments].concat()))
}

/// The outcomes of the conditions.
fn outcomes(verdict: &Value) -> Vec<&str> {
    verdict["conditions"]
        .as_array()
        .expect("it has conditions")
        .iter()
        .filter_map(|held| held["outcome"].as_str())
        .collect()
}

#[test]
fn a_gate_holds_once_its_records_are_there() {
    let repo = shop();
    let said = repo.run(&["gate", "launch"]);
    assert_eq!(said.code, 1);
    for words in [
        "fails    checks-passed: 0 of 1 check passed, as recorded\n",
        "         _ai/devops/environments/production.md:7 alive has no recorded run in production\n",
        "fails    release-approved: the record of v1.4.0 names nobody who approved it\n",
        "         _ai/devops/releases/2026-11-02-v1.4.0.md:1\n",
        "launch does not hold (production, by records)\n",
    ] {
        assert!(said.out.contains(words), "{words}{}", said.out);
    }
    record(&repo);
    approve(&repo);
    let said = repo.run(&["gate", "launch", "--release", "1.4.0"]);
    assert_eq!(
        said.out,
        "holds    checks-passed: 1 of 1 check passed, as recorded\n\
         holds    release-approved: v1.4.0, approved by grace\n\
         launch holds (production, 1.4.0, by records)\n",
    );
    assert_eq!(said.code, 0);
    assert_eq!(gate(&repo, &["launch", "--release", "v2"])["code"], 1);
}

#[test]
fn nothing_to_judge_is_no_pass() {
    let repo = Repo::with("# Shop\n");
    let verdict = gate(&repo, &["deploy"]);
    assert_eq!(outcomes(&verdict), ["holds", "unknown", "unknown", "unknown", "holds"], "{verdict:#}");
    assert_eq!((verdict["outcome"].as_str(), verdict["code"].as_u64()), (Some("unknown"), Some(1)));
    // Not even a gate that finds all of it optional.
    let gate_of_nothing = "[[gate]]\nname = \"x\"\n[[gate.condition]]\nneeds = \"drilled\"\noptional = true\n";
    repo.write("devops-docs.toml", gate_of_nothing);
    let said = repo.run(&["gate", "x"]);
    assert!(said.out.contains("x does not hold: there is too little to judge it by"), "{}", said.out);
    assert_eq!(said.code, 1);
    // A rule that is turned off finds nothing, which proves nothing.
    repo.write(
        "devops-docs.toml",
        "[rules]\nstale-run = \"off\"\n[[gate]]\nname = \"x\"\n[[gate.condition]]\nneeds = \"no-findings\"\nrules = [\"stale-run\"]\n",
    );
    assert_eq!(outcomes(&gate(&repo, &["x"])), ["unknown"]);
}

#[test]
fn a_record_of_other_commands_or_of_a_failure_does_not_count() {
    let repo = shop();
    approve(&repo);
    record(&repo);
    let page = "_ai/devops/environments/production.md";
    repo.write(page, &PRODUCTION.replace("echo alive", "echo well"));
    let reason =
        |verdict: &Value| verdict["conditions"][0]["reasons"][0]["message"].as_str().unwrap_or("none").to_owned();
    let verdict = gate(&repo, &["launch"]);
    assert!(reason(&verdict).starts_with("alive has changed since it ran in production on "), "{verdict:#}");
    repo.write(page, &PRODUCTION.replace("echo alive", "false"));
    assert_eq!(repo.run(&["check", "--env", "production", "--record"]).code, 1);
    let verdict = gate(&repo, &["launch"]);
    assert!(reason(&verdict).starts_with("alive ended as failed in production on "), "{verdict:#}");
    repo.write(page, &PRODUCTION.replace("name=alive", "name=alive every=30"));
    record(&repo);
    assert_eq!(gate(&repo, &["launch"])["code"], 0);
    let verdict = gate(&repo, &["launch", "--today", "2999-01-01"]);
    assert!(reason(&verdict).starts_with("alive was to be run again in production by "), "{verdict:#}");
}

#[test]
fn a_record_of_a_day_to_come_does_not_count() {
    let repo = shop();
    record(&repo);
    approve(&repo);
    assert_eq!(gate(&repo, &["launch"])["code"], 0);
    let path = "_ai/devops/checks/production.json";
    let mut kept: Value = serde_json::from_str(&repo.read(path)).expect("it is JSON");
    kept["runs"][0]["started"] = "2998-01-01T00:00:00Z".into();
    repo.write(path, &kept.to_string());
    let said = repo.run(&["gate", "launch"]);
    assert_eq!(said.code, 1);
    assert!(
        said.out.contains("alive has a record of 2998-01-01 in production, a day that is yet to come"),
        "{}",
        said.out
    );
    assert_eq!(gate(&repo, &["launch", "--today", "2998-01-02"])["code"], 0);
}

#[test]
fn nothing_runs_unless_asked_and_then_only_what_check_would_run() {
    let repo = shop();
    approve(&repo);
    let page = "_ai/devops/environments/production.md";
    repo.write(page, &PRODUCTION.replace("echo alive", "touch made"));
    assert_eq!(gate(&repo, &["launch"])["code"], 1);
    // What is not known to only look asks first, and here nobody can be asked.
    let verdict = gate(&repo, &["launch", "--run"]);
    assert_eq!(
        (outcomes(&verdict), verdict["code"].as_u64()),
        (vec!["needs-approval", "holds"], Some(3)),
        "{verdict:#}"
    );
    assert!(!repo.root().join("made").exists());
    repo.write(page, PRODUCTION);
    let verdict = gate(&repo, &["launch", "--run"]);
    assert_eq!((verdict["code"].as_u64(), verdict["ran"].as_bool()), (Some(0), Some(true)), "{verdict:#}");
    repo.write(page, &PRODUCTION.replace("name=alive", "name=alive timout=3"));
    assert_eq!(repo.run(&["gate", "launch", "--run"]).code, 4);
}

#[test]
fn a_waiver_says_why_and_until_when() {
    let repo = shop();
    let with = |waiver: &str| repo.write("devops-docs.toml", &format!("{LAUNCH}\n{waiver}"));
    with(
        "[[waiver]]\ngate = \"launch\"\ncheck = \"alive\"\nreason = \"the probe is new\"\nuntil = \"2026-12-31\"\n\
          [[waiver]]\ncondition = \"release-approved\"\nreason = \"grace is away\"\nuntil = \"2026-12-31\"\n",
    );
    let verdict = gate(&repo, &["launch", "--today", "2026-12-31"]);
    assert_eq!((outcomes(&verdict), verdict["code"].as_u64()), (vec!["waived", "waived"], Some(0)), "{verdict:#}");
    assert_eq!(verdict["conditions"][0]["reasons"][0]["waiver"]["reason"], "the probe is new");
    let said = repo.run(&["gate", "launch", "--today", "2026-12-31"]);
    assert!(said.out.contains("waived until 2026-12-31: grace is away"), "{}", said.out);
    assert!(said.out.contains("launch holds, with what is waived (production, by records)"), "{}", said.out);
    let verdict = gate(&repo, &["launch", "--today", "2027-01-01"]);
    assert_eq!((verdict["code"].as_u64(), verdict["void_waivers"].as_array().map(Vec::len)), (Some(1), Some(2)));
    assert_eq!(verdict["void_waivers"][0]["why"], "it ended on 2026-12-31");
    with("[[waiver]]\ngate = \"launch\"\nuntil = \"2999-12-31\"\n");
    let said = repo.run(&["gate", "launch"]);
    assert!(said.out.contains("waiver of gate launch: it gives no reason"), "{}", said.out);
    assert_eq!(said.code, 1);
    for nothing in ["", " ", ".", "\\u200b", "\\u3164", "TODO"] {
        with(&format!("[[waiver]]\ngate = \"launch\"\nreason = \"{nothing}\"\nuntil = \"2999-12-31\"\n"));
        assert_eq!(gate(&repo, &["launch"])["code"], 1, "{nothing}");
    }
    // One for another gate has nothing to say here.
    with("[[waiver]]\ngate = \"deploy\"\nreason = \"x\"\nuntil = \"2999-12-31\"\n");
    assert_eq!(gate(&repo, &["launch"])["code"], 1);
    with("[[waiver]]\ngate = \"launch\"\nreason = \"x\"\nuntil = \"2999-12-31\"\n");
    assert_eq!(gate(&repo, &["launch"])["code"], 0);
}

#[test]
fn no_waiver_stands_for_an_approval_or_for_what_could_not_be_run() {
    let repo = shop();
    approve(&repo);
    let waivers = "[[waiver]]\ngate = \"launch\"\nreason = \"x\"\nuntil = \"2999-12-31\"\n\
                   [[waiver]]\ncheck = \"alive\"\nreason = \"x\"\nuntil = \"2999-12-31\"\n\
                   [[waiver]]\ncondition = \"checks-passed\"\nreason = \"x\"\nuntil = \"2999-12-31\"\n";
    repo.write("devops-docs.toml", &format!("{LAUNCH}\n{waivers}"));
    let page = "_ai/devops/environments/production.md";
    repo.write(page, &PRODUCTION.replace("echo alive", "touch made"));
    assert_eq!(gate(&repo, &["launch", "--run"])["code"], 3);
    repo.write(page, &PRODUCTION.replace("name=alive", "name=alive timout=3"));
    assert_eq!(gate(&repo, &["launch", "--run"])["code"], 4);
}

#[test]
fn a_pull_request_can_ask_for_more_and_lets_nothing_pass() {
    let repo = shop();
    repo.commit();
    let gates = LAUNCH.replace("[[gate.condition]]\nneeds = \"checks-passed\"\n\n", "");
    let waiver = "[[waiver]]\ngate = \"launch\"\nreason = \"trust me\"\nuntil = \"2999-12-31\"\n";
    repo.write("devops-docs.toml", &format!("{gates}\n[[gate.condition]]\nneeds = \"drilled\"\n\n{waiver}"));
    assert_eq!(gate(&repo, &["launch"])["code"], 0);
    let verdict = gate(&repo, &["launch", "--base", "HEAD"]);
    assert_eq!(verdict["code"], 1);
    let needs: Vec<&str> =
        verdict["conditions"].as_array().into_iter().flatten().filter_map(|held| held["needs"].as_str()).collect();
    assert_eq!(needs, ["checks-passed", "release-approved", "drilled"]);
    assert_eq!(verdict["void_waivers"][0]["why"], "it counts once it is merged: HEAD does not have it");
    // A gate that the pull request takes away is still asked for.
    repo.write("devops-docs.toml", waiver);
    assert_eq!(gate(&repo, &["launch", "--base", "HEAD"])["code"], 1);
    // Neither does turning a rule off help, nor a base that git does not know.
    repo.write("README.md", "# Shop\n\nSee [the plan](gone.md).\n");
    let links = "[[gate]]\nname = \"links\"\n[[gate.condition]]\nneeds = \"no-findings\"\nrules = [\"links\"]\n";
    repo.write("devops-docs.toml", &format!("{links}[rules]\nbroken-link = \"off\"\n"));
    assert_eq!(gate(&repo, &["links"])["code"], 0);
    assert_eq!(gate(&repo, &["links", "--base", "HEAD"])["code"], 1);
    // Nor does it help to leave the page out, or to say that pages are elsewhere.
    repo.write("docs/fine.md", "# Fine\n\nSee [the plan](plan.md).\n");
    repo.write("docs/plan.md", "# Plan\n");
    for pages in ["exclude = [\"README.md\"]", "untyped = [\"docs/*.md\"]"] {
        repo.write("devops-docs.toml", &format!("{links}[pages]\n{pages}\n"));
        assert_eq!(gate(&repo, &["links"])["code"], 0);
        assert_eq!(gate(&repo, &["links", "--base", "HEAD"])["code"], 1);
    }
    let said = repo.run(&["gate", "links", "--base", "no-such"]);
    assert!(said.code == 1 && said.err.contains("git does not know no-such"), "{}", said.err);
    // In the pull requests of a host the base is known by itself.
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let said = repo.run_with(&["gate", "links"], &[("GITHUB_BASE_REF", "main")]);
    assert_eq!(said.code, 1, "{}", said.out);
}

#[test]
fn a_pull_request_takes_no_check_of_its_base_away() {
    let repo = shop();
    approve(&repo);
    let page = "_ai/devops/environments/production.md";
    let both = |second: &str| format!("{PRODUCTION}\n{second}");
    let bad = "```sh { check=read name=bad every=30 }\nfalse\n```\n";
    repo.write(page, &both(bad));
    let said = repo.run(&["check", "--env", "production", "--record"]);
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    repo.commit();
    repo.git(&["update-ref", "refs/heads/base", "HEAD"]);
    let holds = |page: &str, second: &str| {
        repo.write(page, &both(second));
        let verdict = gate(&repo, &["launch", "--base", "base"]);
        (verdict["code"].as_i64() == Some(0), verdict["conditions"][0]["reasons"].to_string())
    };
    for second in [
        "",
        "```sh { name=bad every=30 }\nfalse\n```\n",
        "```sh { check=read name=bad every=30 excludeFromRunAll=true }\nfalse\n```\n",
        "```sh { check=read name=bad every=30 env=staging }\nfalse\n```\n",
        "```sh { check=manual name=bad every=30 excludeFromRunAll=true }\nfalse\n```\n",
    ] {
        let (holds, why) = holds(page, second);
        assert!(
            !holds && why.contains("bad, which the base has, ended as failed in production on "),
            "{second}: {why}"
        );
    }
    // Neither does it by taking the page away, or by telling that it is none.
    repo.write(page, &both(bad));
    repo.write("devops-docs.toml", &format!("[pages]\nexclude = [\"{page}\"]\n{LAUNCH}"));
    let other = "_ai/devops/environments/production-2.md";
    repo.write(other, &PRODUCTION.replace("owner: ada", "environment: production"));
    let verdict = gate(&repo, &["launch", "--base", "base"]);
    assert!(verdict["conditions"][0].to_string().contains("bad ended as failed in production on "), "{verdict:#}");
    repo.write("devops-docs.toml", LAUNCH);
    std::fs::remove_file(repo.root().join(page)).expect("it is there");
    let verdict = gate(&repo, &["launch", "--base", "base"]);
    assert!(verdict["conditions"][0].to_string().contains("bad, which the base has"), "{verdict:#}");
    // What passed, as recorded, may go.
    std::fs::remove_file(repo.root().join(other)).expect("it is there");
    let good = bad.replace("name=bad", "name=second").replace("false", "true");
    repo.write(page, &both(&good));
    record(&repo);
    repo.commit();
    repo.git(&["update-ref", "refs/heads/base", "HEAD"]);
    let (held, why) = holds(page, "");
    assert!(held, "{why}");
    // But where checks are run, a record does not speak for one that cannot be.
    let verdict = gate(&repo, &["launch", "--base", "base", "--run"]);
    assert_eq!(verdict["code"], 3, "{verdict:#}");
    assert!(verdict["conditions"][0].to_string().contains("second, which the base has, is changed or gone here"));
}

#[test]
fn a_pull_request_brings_no_proof_of_its_own() {
    let repo = shop();
    approve(&repo);
    repo.write("README.md", "# Shop\n\nSee [old](old.md). <!-- devops-docs: allow(broken-link) it is on its way -->\n");
    let links = "[[gate]]\nname = \"links\"\n[[gate.condition]]\nneeds = \"no-findings\"\nrules = [\"links\"]\n";
    repo.write("devops-docs.toml", &format!("{LAUNCH}\n{links}"));
    repo.commit();
    let codes = || ["launch", "links"].map(|name| gate(&repo, &[name, "--base", "HEAD"])["code"].as_u64());
    let before = codes();
    // A record of a run that never was, and a link that a comment and the accepted debt let pass.
    record(&repo);
    assert_eq!(gate(&repo, &["launch"])["code"], 0);
    assert_eq!(codes()[0], Some(1), "the base has no such record");
    repo.write("docs.md", "# Docs\n\n<!-- devops-docs: allow(broken-link) fine -->\nSee [new](new.md).\n");
    assert_eq!(gate(&repo, &["links"])["code"], 0);
    assert_eq!(codes()[1], Some(1), "the base does not allow it");
    repo.write("docs.md", "# Docs\n\nSee [new](new.md).\n");
    assert_eq!(repo.run(&["baseline", "create"]).code, 0);
    assert_eq!(gate(&repo, &["links"])["code"], 0);
    assert_eq!(codes()[1], Some(1), "the base does not accept it");
    repo.commit();
    assert_eq!(codes(), [Some(0), Some(0)]);
    assert_eq!(before, [Some(1), Some(0)]);
}

#[test]
fn a_configuration_that_is_named_is_judged_like_the_usual_one() {
    let repo = shop();
    let place = tempfile::tempdir().expect("there is room");
    let outside = place.path().join("gates.toml");
    repo.write("other.toml", "\nprofil = \"strict\"\n");
    std::fs::write(&outside, "\nprofil = \"strict\"\n").expect("there is room");
    for path in ["other.toml", outside.to_str().expect("our folders are UTF-8")] {
        let said = repo.run(&["gate", "deploy", "--config", path]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{path}: {}", said.err);
        assert!(
            said.err.contains(&format!("{path}:2 is not understood: there is no setting `profil`")),
            "{}",
            said.err
        );
        let said = repo.run(&["lint", "--config", path, "--format", "concise"]);
        assert!(said.code == 1 && said.out.contains(&format!("{path}:2:1")), "{path}: {}{}", said.out, said.err);
        let said = repo.run(&["doctor", "--config", path]);
        assert!(said.code == 1 && said.out.contains(&format!("{path} is not understood")), "{}{}", said.out, said.err);
    }
    std::fs::write(&outside, LAUNCH).expect("there is room");
    repo.write("devops-docs.toml", "");
    let said = repo.run(&["gate", "launch", "--config", outside.to_str().expect("our folders are UTF-8")]);
    assert!(said.code == 1 && said.out.contains("launch does not hold"), "{}{}", said.out, said.err);
    assert_eq!(repo.run(&["gate", "launch", "--config", "none.toml"]).code, 2);
}

#[test]
fn without_a_known_base_no_gate_of_the_repository_holds() {
    let repo = shop();
    record(&repo);
    approve(&repo);
    repo.commit();
    let easy = LAUNCH.replace("[[gate.condition]]\nneeds = \"checks-passed\"\n\n", "");
    repo.write("devops-docs.toml", &easy);
    assert_eq!(gate(&repo, &["launch"])["code"], 0);
    let in_ci = || repo.run_with(&["gate", "launch", "--format", "json"], &[("GITHUB_BASE_REF", "main")]);
    let said = in_ci();
    assert_eq!((said.code, outcomes(&json(&said))), (1, vec!["unknown"]), "{}", said.out);
    assert!(said.out.contains("git does not know refs/remotes/origin/main"), "{}", said.out);
    // A tag by the name of the branch is no base.
    repo.git(&["tag", "origin/main"]);
    assert_eq!(in_ci().code, 1);
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let said = in_ci();
    assert_eq!((said.code, outcomes(&json(&said))), (0, vec!["holds", "holds"]), "{}", said.out);
}

#[test]
fn a_configuration_that_is_not_understood_opens_nothing() {
    let repo = shop();
    for (text, word) in [
        ("[[gate]]\nname = \"deploy\"\n[[gate.condition]]\nneed = \"checks-passed\"\n", "gate.condition.need"),
        ("[[gate]]\nname = \"deploy\"\n[[gate.condition]]\nneeds = \"no-findings\"\nrules = [\"saftey\"]\n", "saftey"),
        ("[rules]\nunknown-configuration = \"off\"\n[[waivers]]\n", "waivers"),
        ("[[gate]", "devops-docs.toml"),
        (&format!("{LAUNCH}{LAUNCH}"), "another entry is called launch too"),
        ("\"\\u001b[2Jx\" = 1\n", "there is no setting"),
    ] {
        repo.write("devops-docs.toml", text);
        let said = repo.run(&["gate", "deploy"]);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{text}");
        assert!(said.err.contains(word) && !said.err.contains('\u{1b}'), "{text}: {}", said.err);
    }
    repo.write("devops-docs.toml", "");
    assert_eq!(repo.run(&["gate", "launch"]).code, 2);
    assert_eq!(repo.run(&["gate", "deploy", "--env", "../x"]).code, 2);
}

#[test]
fn the_outputs_are_what_the_schemas_say() {
    let repo = shop();
    repo.write(
        "devops-docs.toml",
        &format!("{LAUNCH}\n[[waiver]]\ncheck = \"alive\"\nreason = \"x\"\nuntil = \"2999-12-31\"\n[[waiver]]\ngate = \"launch\"\n"),
    );
    let valid = |name: &str, said: Said| {
        let schema = json(&repo.run(&["schema", name]));
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .expect("a schema")
            .iter_errors(&json(&said))
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", said.out);
    };
    valid("gates", repo.run(&["gate", "--list", "--format", "json"]));
    for name in ["launch", "deploy", "env-ready", "docs-fresh", "acceptance"] {
        valid("gate", repo.run(&["gate", name, "--format", "json"]));
        valid("gate", repo.run(&["gate", name, "--run", "--format", "json"]));
    }
}

#[test]
fn a_release_is_approved_when_its_table_is_filled_in() {
    let repo = shop();
    record(&repo);
    let with = |row: &str| {
        let table = format!("{RELEASE}\n## Approvals\n\n| what | who | when |\n|---|---|---|\n{row}\n");
        repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &table);
        gate(&repo, &["launch"])["conditions"][1]["message"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(with("| it may go | TODO(owner) | |"), "the record of v1.4.0 names nobody who approved it");
    assert_eq!(with("| it may go | grace | |"), "the record of v1.4.0 names nobody who approved it");
    assert_eq!(with("| it may go | grace | 2026-11-02 |"), "v1.4.0, approved by grace");
    // What users have already does not wait.
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &RELEASE.replace("candidate", "verified\napprover: grace"));
    let verdict = gate(&repo, &["launch"]);
    assert_eq!(outcomes(&verdict), ["holds", "unknown"], "{verdict:#}");
}

#[test]
fn the_site_shows_what_does_not_hold_first_and_runs_nothing() {
    let repo = shop();
    approve(&repo);
    let waiver =
        "[[waiver]]\ngate = \"launch\"\ncheck = \"alive\"\nreason = \"the probe is <new>\"\nuntil = \"2999-12-31\"\n";
    repo.write("devops-docs.toml", &format!("{LAUNCH}\n{waiver}"));
    repo.write("_ai/devops/environments/production.md", &PRODUCTION.replace("echo alive", "touch made"));
    let said = repo.run(&["build"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(!repo.root().join("made").exists());
    let home = repo.read("_site/index.html");
    let at = |words: &str| home.find(words).unwrap_or_else(|| panic!("{words} in {home}"));
    assert!(at("gates.html#acceptance") < at("gates.html#launch"));
    assert!(home.contains("waived until <time datetime=\"2999-12-31\">"), "{home}");
    let gates = repo.read("_site/gates.html");
    assert!(
        gates.contains("the probe is &lt;new&gt;") && gates.contains("alive has no recorded run in production"),
        "{gates}"
    );
    // Where nobody has a knowledge base, nobody is told of gates.
    let bare = Repo::with("# Shop\n");
    bare.run(&["build"]);
    assert!(!bare.read("_site/index.html").contains("gates.html") && bare.read("_site/gates.html").is_empty());
}

#[test]
fn without_a_name_all_gates_are_listed() {
    let repo = Repo::with("# A\n");
    let said = repo.run(&["gate"]);
    assert_eq!((said.code, &said.out), (0, &repo.run(&["gate", "--list"]).out));
    assert!(said.out.contains("env-ready") && said.out.contains("acceptance"), "{}", said.out);
    assert_eq!(repo.run(&["gate", "--run"]).code, 2);
    let said = repo.run(&["gate", "nonesuch"]);
    assert!(said.code == 2 && said.err.contains("there is no gate `nonesuch`; there are env-ready"), "{}", said.err);
}

#[test]
fn broken_instructions_close_the_deployment_they_are_for() {
    let repo = shop();
    let page = |rollback: &str| format!("# Deployments\n\n## Rollback\n\n```sh\n{rollback}\n```\n");
    let reasons = || {
        let verdict = gate(&repo, &["deploy"]);
        assert_eq!(verdict["conditions"][1]["name"], "instructions");
        let reasons = verdict["conditions"][1]["reasons"].as_array().cloned().unwrap_or_default();
        let rules = reasons.iter().filter_map(|reason| reason["rule"].as_str().map(str::to_owned));
        // The page has no more sections than it needs to be wrong.
        rules.filter(|rule| rule != "missing-section").collect::<Vec<_>>()
    };
    repo.write("Makefile", "back:\n\ttrue\n");
    repo.write("_ai/devops/deployments.md", &page("make back"));
    assert_eq!(reasons(), Vec::<String>::new());
    repo.write("_ai/devops/deployments.md", &page("make nosuchtarget"));
    assert_eq!(reasons(), ["unknown-target"]);
    // Pages of another environment, and those by which nobody deploys, are no matter of it.
    repo.write("_ai/devops/deployments.md", &page("make back"));
    repo.write("_ai/devops/environments/qa.md", "# QA\n\n```sh\nmake nosuchtarget\n```\n");
    repo.write("_ai/devops/maintenance.md", "# Maintenance\n\n```sh\nmake nosuchtarget\n```\n");
    assert_eq!(reasons(), Vec::<String>::new());
}

#[test]
fn a_machine_is_not_ready_because_another_was() {
    let repo = Repo::with("# Shop\n");
    let local = "# Local\n\n```sh { check=read name=alive }\necho alive\n```\n";
    repo.write("_ai/devops/environments/local.md", local);
    let said = repo.run(&["check", "--record"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let said = repo.run(&["gate", "env-ready"]);
    assert!(said.code == 1 && said.out.contains("this one is asked with --run"), "{}", said.out);
    let said = repo.run(&["gate", "env-ready", "--run"]);
    assert!(said.code == 0 && said.out.contains("1 of 1 check passed in local just now"), "{}", said.out);
    // What the page says must be so, not only without errors.
    repo.write(".nvmrc", "20.11.1\n");
    repo.write("_ai/devops/environments/local.md", &format!("{local}\nIt needs Node 18.\n"));
    let said = repo.run(&["gate", "env-ready", "--run"]);
    assert!(said.code == 1 && said.out.contains("[stale-version]"), "{}", said.out);
}

#[test]
fn the_environment_of_a_gate_is_the_one_that_a_page_is_about() {
    let repo = shop();
    repo.git(&["add", "--all"]);
    repo.git(&["mv", "_ai/devops/environments/production.md", "_ai/devops/environments/prod.md"]);
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &RELEASE.replace("production", "prod"));
    let said = repo.run(&["check", "--env", "prod", "--record"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let verdict = gate(&repo, &["launch", "--release", "v1.4.0"]);
    assert_eq!((verdict["environment"].as_str(), outcomes(&verdict)), (Some("prod"), vec!["holds", "fails"]));
    // The record may have the long name.
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &RELEASE.replace("status:", "approver: grace\nstatus:"));
    assert_eq!(gate(&repo, &["launch", "--release", "v1.4.0"])["code"], 0);
    let said = repo.run(&["gate", "launch", "--env", "nowhere"]);
    assert_eq!((said.code, said.err.contains("the environment `nowhere`; there are prod")), (2, true), "{}", said.err);
}

#[test]
fn a_release_is_not_verified_by_its_status_alone() {
    let repo = shop();
    let needs =
        "[[gate]]\nname = \"out\"\nenvironment = \"production\"\n[[gate.condition]]\nneeds = \"release-verified\"\n";
    repo.write("devops-docs.toml", needs);
    let record = RELEASE.replace("candidate", "verified\ncommit: 1a2b3c4");
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &format!("{record}\n## Changes\n\n- Carts.\n"));
    let said = repo.run(&["gate", "out"]);
    assert!(said.code == 1 && said.out.contains("says nothing of its"), "{}", said.out);
    let told = "\nada approved it; it was deployed at noon, and the smoke run was green.\n";
    repo.write("_ai/devops/releases/2026-11-02-v1.4.0.md", &format!("{record}{told}"));
    assert_eq!(repo.run(&["gate", "out"]).code, 0);
}

#[test]
fn words_about_a_question_are_no_open_question() {
    let repo = Repo::with("# Shop\n");
    repo.write("_ai/devops/README.md", "# Operations\n\n`TODO(owner)` marks what only people know.\n");
    let questions = || gate(&repo, &["acceptance"])["conditions"][1].clone();
    assert_eq!(questions()["outcome"], "holds");
    assert!(!repo.run(&["due"]).out.contains("questions wait"));
    repo.write("_ai/devops/README.md", "# Operations\n\nTODO(owner): who is on call?\n");
    assert_eq!(questions()["reasons"][0]["message"], "the owner is to answer: who is on call?");
}
