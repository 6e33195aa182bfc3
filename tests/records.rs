//! Records and pages that are begun with `new`, and what `due` tells of them.

#[cfg(target_os = "linux")]
#[path = "checks/repo.rs"]
#[expect(dead_code, reason = "the tests of checks use more of it")]
mod repo;
mod shop;

use shop::Shop;

const RELEASE: &str = "\
on: push
jobs:
  publish:
    runs-on: x
    environment: production
    steps:
      - run: npm publish
";

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write(".github/workflows/release.yml", RELEASE).commit(1);
    shop.git(&["tag", "v1.0.0"]);
    shop.write("b.txt", "b").git(&["add", "--all"]);
    shop.git(&["commit", "--quiet", "--message", "Sell *more* | faster"]);
    shop
}

fn text(shop: &Shop, path: &str) -> String {
    String::from_utf8(shop.read(path)).expect("UTF-8")
}

#[test]
fn a_release_is_filled_from_git_and_the_workflows() {
    let shop = shop();
    let said = shop.run(&["new", "release", "v1.1.0", "--today", "2024-03-09", "--owner", "ann"]);
    assert_eq!((said.out.as_str(), said.code), ("_ai/devops/releases/2024-03-09-v1.1.0.md\n", 0), "{}", said.err);
    let page = text(&shop, "_ai/devops/releases/2024-03-09-v1.1.0.md");
    let commit = shop.git(&["rev-parse", "--short", "HEAD"]);
    for words in [
        "version: \"v1.1.0\"",
        "owner: \"ann\"",
        "environment: \"production\"",
        &format!("commit: \"{commit}\""),
        "Since `v1.0.0`:",
        &format!("- Sell \\*more\\* \\| faster (`{commit}`)"),
        "| job `publish` of `release.yml` | |",
        "Rollback point: `v1.0.0`",
    ] {
        assert!(page.contains(words), "{words} in\n{page}");
    }
}

#[test]
fn every_kind_can_be_begun_once_and_passes() {
    let shop = shop();
    shop.run(&["init", "--yes"]);
    for (words, path) in [
        (vec!["environment", "staging"], "_ai/devops/environments/staging.md"),
        (vec!["runbook", "Restore a backup"], "_ai/devops/runbooks/restore-a-backup.md"),
        (vec!["release", "2.0/rc 1", "--environment", "production"], "_ai/devops/releases/2024-03-09-2.0-rc 1.md"),
        (vec!["incident", "checkout: \"down\""], "_ai/devops/incidents/2024-03-09-checkout-down.md"),
        (vec!["checklist", "v2", "--environment", "staging"], "_ai/devops/checklists/v2.md"),
        (vec!["agent", "ci-helper"], "_ai.dev/agents/specialized/ci-helper.md"),
        (vec!["ssh-config"], "scripts/devops/ssh_config"),
        (vec!["ssh-config", "bastion"], "scripts/devops/ssh_config.bastion"),
    ] {
        let words = [vec!["new"], words, vec!["--today", "2024-03-09"]].concat();
        let said = shop.run(&words);
        assert_eq!((said.out.trim_end(), said.code), (path, 0), "{}", said.err);
        let before = shop.read(path);
        let again = shop.run(&words);
        assert_eq!(again.code, 2);
        assert!(again.err.contains("nothing is overwritten"), "{}", again.err);
        assert_eq!(shop.read(path), before);
    }
    let found = shop.lint(&["--quiet"]).out;
    let errors: Vec<&str> = found.lines().filter(|line| line.contains(" error[")).collect();
    assert_eq!(errors, Vec::<&str>::new());
    // What was just begun is no neglect.
    let begun = ["_ai/devops/environments/staging.md", "_ai/devops/runbooks/restore-a-backup.md"];
    let warnings: Vec<&str> = found.lines().filter(|line| begun.iter().any(|path| line.starts_with(path))).collect();
    assert_eq!(warnings, Vec::<&str>::new());
}

#[test]
fn what_is_left_for_people_is_counted() {
    let shop = shop();
    let said = shop.run(&["new", "ssh-config", "bastion"]);
    assert!(said.err.contains("3 places left for people to fill in"), "{}", said.err);
    let said = shop.run(&["new", "runbook", "restore"]);
    assert!(said.err.contains("7 questions left for people"), "{}", said.err);
}

#[test]
fn a_template_of_the_repository_stands_for_ours() {
    let shop = shop();
    shop.write("_ai/devops/templates/runbook.md", "# {{ title }}\n\nOurs, for {{ environments|join(', ') }}.\n");
    shop.run(&["new", "runbook", "fail-over"]);
    assert_eq!(text(&shop, "_ai/devops/runbooks/fail-over.md"), "# Fail over\n\nOurs, for production.\n");
    shop.write("_ai/devops/templates/incident.md", "# {{ titel }}\n");
    let said = shop.run(&["new", "incident", "x"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("(in _ai/devops/templates/incident.md:1)"), "{}", said.err);
    assert!(said.err.contains("nothing is called titel; there are ") && said.err.contains(", title, "), "{}", said.err);
}

#[test]
fn a_name_is_needed_and_leads_nowhere_else() {
    let shop = shop();
    assert_eq!(shop.run(&["new", "runbook"]).code, 2);
    assert_eq!(shop.run(&["new", "runbook", "../.."]).code, 2);
    assert_eq!(shop.run(&["new", "runbook", "../../../etc/passwd"]).code, 2);
}

#[test]
fn what_is_late_is_told_oldest_first() {
    let shop = shop();
    shop.write("_ai/devops/tooling.md", "---\nreviewed: 2024-01-01\nreview_every: 30d\nowner: ann\n---\n\n# Tooling\n")
        .write(
            "_ai/devops/maintenance.md",
            "---\ncreated: 2023-01-10\n---\n\n# Maintenance\n\n| task | cadence | owner | last done |\n|---|---|---|---|\n| update | weekly | bob | 2024-03-08 |\n| drill | yearly | | never |\n| dream | when asked | | never |\n| drain | monthly | | 2024-02-01 |\n",
        )
        .write(
            "_ai/devops/incidents/2024-02-02-x.md",
            "# X\n\n## Actions\n\n| action | owner | due | status |\n|---|---|---|---|\n| a | ann | 2024-02-20 | open |\n| b | ann | 2024-02-21 | done |\n| c | ann | 2024-12-01 | |\n",
        )
        .write("_ai/devops/ci-cd.md", "# CI\n\n## Secrets\n\n| secret | owner | rotation | rotated |\n|---|---|---|---|\n| `NPM_TOKEN` | cy | quarterly | 2023-11-30 |\n");
    let said = shop.run(&["due", "--today", "2024-03-09"]);
    assert_eq!(
        said.out,
        "\
2024-01-10 overdue: drill (_ai/devops/maintenance.md:10)
2024-01-31 overdue: review _ai/devops/tooling.md, ann (_ai/devops/tooling.md:2)
2024-02-20 overdue: a, ann (_ai/devops/incidents/2024-02-02-x.md:7)
2024-02-29 overdue: rotate NPM_TOKEN, cy (_ai/devops/ci-cd.md:7)
2024-03-01 overdue: drain (_ai/devops/maintenance.md:12)
2024-03-15: update, bob (_ai/devops/maintenance.md:9)
"
    );
    assert_eq!(said.code, 1);
    let json = shop.run(&["due", "--today", "2024-03-09", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["items"][1]["due"], "2024-01-31");
}

#[test]
fn what_cannot_be_read_is_listed_with_its_place() {
    let shop = shop();
    shop.write(
        "_ai/devops/maintenance.md",
        "# Maintenance\n\n| task | cadence | last done |\n|---|---|---|\n| update | every so often | 2024-03-08 |\n| drain | monthly | last spring |\n| wait | on demand | never |\n",
    )
    .write("_ai/devops/tooling.md", "---\nreviewed: 09.03.2024\nreview_every: 30d\n---\n\n# Tooling\n")
    .write("_ai/devops/runbooks/back.md", "---\ndrill_every: sometimes\n---\n\n# Back\n")
    .write(
        "_ai/devops/incidents/2024-02-02-x.md",
        "# X\n\n## Actions\n\n| action | owner | due |\n|---|---|---|\n| a | ann | soon |\n",
    )
    .write("_ai/devops/ci-cd.md", "# CI\n\n## Secrets\n\n| secret | rotation | rotated |\n|---|---|---|\n| `NPM_TOKEN` | quartely | 2023-11-30 |\n");
    let said = shop.run(&["due", "--today", "2024-03-09"]);
    for line in [
        "unreadable `every so often`: update (_ai/devops/maintenance.md:5)",
        "unreadable `last spring`: drain (_ai/devops/maintenance.md:6)",
        "unreadable `09.03.2024`: review _ai/devops/tooling.md (_ai/devops/tooling.md:2)",
        "unreadable `sometimes`: drill _ai/devops/runbooks/back.md (_ai/devops/runbooks/back.md:2)",
        "unreadable `soon`: a, ann (_ai/devops/incidents/2024-02-02-x.md:7)",
        "unreadable `quartely`: rotate NPM_TOKEN (_ai/devops/ci-cd.md:7)",
    ] {
        assert!(said.out.lines().any(|said| said == line), "{line}\n{}", said.out);
    }
    assert!(!said.out.contains("wait"), "what waits for a demand has no day: {}", said.out);
    assert_eq!(said.code, 1);
}

#[test]
fn right_after_init_nothing_is_overdue() {
    let shop = shop();
    shop.run(&["init", "--yes", "--owner", "ann"]);
    shop.git(&["add", "--all"]);
    shop.commit(9);
    let day = shop.git(&["log", "-1", "--format=%cs"]).trim().to_owned();
    let said = shop.run(&["due", "--within", "9999", "--today", &day]);
    assert!(said.out.contains("update dependencies") && !said.out.contains("overdue"), "{}", said.out);
    assert_eq!(said.code, 0, "{}", said.out);
    let year = day.split('-').next().and_then(|year| year.parse::<u16>().ok()).expect("a year");
    let said = shop.run(&["due", "--today", &format!("{}-12-31", year + 1)]);
    assert!(said.out.contains("overdue: update dependencies"), "a cadence later it is: {}", said.out);
}

#[test]
fn a_server_is_written_by_its_name() {
    let shop = shop();
    let said =
        shop.run(&["new", "ssh-config", "Bastion", "--host", "bastion.example.org", "--user", "deploy", "--dry-run"]);
    for line in ["Host bastion", "    HostName bastion.example.org", "    User deploy"] {
        assert!(said.out.lines().any(|said| said == line), "{line}\n{}", said.out);
    }
    let paths = said.out.split_whitespace().filter(|word| word.starts_with('/'));
    assert_eq!(paths.count(), 0, "no path of one machine: {}", said.out);
    let said = shop.run(&["new", "ssh-config", "db", "--dry-run"]);
    assert!(said.out.contains("HostName <HOST_OF_DB>") && said.out.contains("User <USER>"), "{}", said.out);
    let said = shop.run(&["new", "ssh-config", "db", "--host", "a b"]);
    assert_eq!(said.code, 2, "{}", said.err);
    let said = shop.run(&["new", "runbook", "x", "--host", "a"]);
    assert!(said.err.contains("for ssh-config"), "{}", said.err);
}

#[test]
fn an_incident_asks_for_its_owner_and_its_times() {
    let shop = shop();
    let said = shop.run(&["new", "incident", "checkout is down", "--dry-run"]);
    for key in ["owner: TODO(owner)", "started: TODO(owner)", "detected: ", "mitigated:", "resolved:"] {
        assert!(said.out.lines().any(|line| line.starts_with(key)), "{key}\n{}", said.out);
    }
}

#[test]
fn the_measures_of_delivery_come_from_the_records() {
    let shop = shop();
    let measure = |shop: &Shop, name: &str| {
        let list: serde_json::Value = serde_json::from_str(&shop.run(&["index", "measures"]).out).expect("JSON");
        list["items"].as_array().into_iter().flatten().find(|item| item["name"] == name).cloned().unwrap_or_default()
    };
    // Tags alone tell nothing of how a release went.
    assert_eq!(measure(&shop, "deployment-frequency"), serde_json::Value::Null);
    let release = |version: &str, date: &str, more: &str| {
        let page =
            format!("---\nversion: {version}\ndate: {date}\nenvironment: production\n{more}---\n\n# {version}\n");
        shop.write(&format!("_ai/devops/releases/{date}-{version}.md"), &page);
    };
    let commit = shop.git(&["rev-parse", "HEAD"]);
    for (version, date, more) in [
        ("v1.0.0", "2024-01-01", "status: verified\nrework: false\n"),
        ("v1.1.0", "2024-01-11", "status: verified\nrework: false\n"),
        ("v1.2.0", "2024-01-21", "status: rolled back\nrework: false\n"),
        ("v1.2.1", "2024-01-22", "status: verified\nrework: true\n"),
        ("v1.3.0", "2024-02-02", "status: verified\nrework: false\n"),
    ] {
        release(version, date, more);
    }
    release("v1.5.0", "2024-04-01", "status: candidate\nrework: false\n");
    let frequency = measure(&shop, "deployment-frequency");
    assert_eq!(
        (frequency["words"].as_str(), frequency["n"].as_u64()),
        (Some("insufficient data"), Some(4)),
        "{frequency:#}"
    );
    assert!(frequency["value"].is_null());
    release("v1.4.0", "2024-02-12", &format!("status: released\nrework: false\ncommit: {commit}\n"));
    let frequency = measure(&shop, "deployment-frequency");
    assert_eq!(
        (frequency["words"].as_str(), frequency["value"].as_f64()),
        (Some("10 days"), Some(10.0)),
        "{frequency:#}"
    );
    assert_eq!(frequency["points"][0]["page"], "_ai/devops/releases/2024-02-12-v1.4.0.md");
    let failed = measure(&shop, "change-fail-rate");
    assert_eq!((failed["words"].as_str(), failed["n"].as_u64()), (Some("17 %"), Some(6)), "{failed:#}");
    let rework = measure(&shop, "deployment-rework-rate");
    assert_eq!(rework["words"], "17 %", "{rework:#}");
    release("v0.9.0", "2023-12-01", "status: verified\n");
    let rework = measure(&shop, "deployment-rework-rate");
    assert_eq!((rework["words"].as_str(), rework["n"].as_u64()), (Some("14 %"), Some(7)), "{rework:#}");
    std::fs::remove_file(shop.root().join("_ai/devops/releases/2023-12-01-v0.9.0.md")).expect("it is there");
    // An incident that names its release makes that a failure, and is a point of its own.
    let incident = "---\nstatus: resolved\nrelease: 1.3.0\nstarted: 2024-02-02T10:00:00Z\nmitigated: 2024-02-02T10:45:00Z\n---\n\n# Late\n";
    shop.write("_ai/devops/incidents/2024-02-02-late.md", incident);
    assert_eq!(measure(&shop, "change-fail-rate")["words"], "33 %");
    let recovery = measure(&shop, "failed-deployment-recovery-time");
    assert_eq!(
        (recovery["points"][0]["words"].as_str(), recovery["n"].as_u64()),
        (Some("45 minutes"), Some(1)),
        "{recovery:#}"
    );
    let staging = "---\nversion: v1.9.0\ndate: 2024-02-03\nenvironment: staging\nstatus: verified\n---\n\n# v1.9.0\n";
    shop.write("_ai/devops/releases/2024-02-03-v1.9.0.md", staging);
    shop.write("_ai/devops/incidents/2024-02-03-trial.md", incident.replace("1.3.0", "1.9.0"));
    assert_eq!(measure(&shop, "failed-deployment-recovery-time")["n"], 1);
    // The commit is younger than the release says, so there is no lead time to tell.
    assert_eq!(measure(&shop, "change-lead-time")["n"], 0);
    release("v1.4.0", "2099-02-12", &format!("status: released\nrework: false\ncommit: {commit}\n"));
    assert_eq!(measure(&shop, "change-lead-time")["n"], 1);
    shop.run(&["build"]);
    let page = text(&shop, "_site/measures.html");
    assert!(page.contains("2024-01-21-v1.2.0.html\">v1.2.0</a>") && page.contains("insufficient data"), "{page}");
}

#[test]
fn a_release_is_recorded_once_with_or_without_a_v() {
    let shop = shop();
    assert_eq!(shop.run(&["new", "release", "v9.1.0"]).code, 0);
    for name in ["9.1.0", "v9.1.0", "V9.1.0"] {
        let said = shop.run(&["new", "release", name, "--today", "2030-01-01"]);
        assert_eq!(said.code, 2, "{name}");
        assert!(said.err.contains("is the record of that release"), "{}", said.err);
    }
    assert_eq!(shop.run(&["new", "release", "9.1.1"]).code, 0);
}

#[test]
fn a_name_is_no_path_and_a_template_that_fails_says_where() {
    let shop = shop();
    for name in ["../../x", "/etc/x", "a\\b"] {
        let said = shop.run(&["new", "runbook", name]);
        assert_eq!(said.code, 2, "{name}");
        assert!(said.err.contains("is a path; a name is enough"), "{}", said.err);
    }
    assert_eq!(shop.run(&["new", "incident", "CI/CD is down"]).code, 0);
    shop.write("_ai/devops/templates/runbook.md", "# {{ title }}\n\n{{ nobody }}\n");
    let said = shop.run(&["new", "runbook", "restore"]);
    assert!(said.err.contains("(in _ai/devops/templates/runbook.md:3)"), "{}", said.err);
}

#[test]
fn a_checklist_leaves_out_what_it_does_not_know() {
    let shop = shop();
    let deploy = "on: push\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: python tools/ship_it.py\n        env: {KEY: '${{ secrets.SERVER_KEY }}'}\n";
    shop.write(".github/workflows/ship.yml", deploy).commit(8);
    let said = shop.run(&["new", "checklist", "v2", "--dry-run"]);
    assert!(said.out.contains("- [ ] Job `deploy` of `ship.yml` has ended well."), "{}", said.out);
}

/// A repository that deploys to two environments of GitHub and one that only a job is called after, and publishes.
fn several() -> Shop {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write(".github/workflows/cd.yml", deploying()).commit(1);
    shop
}

fn deploying() -> String {
    let job = |id: &str, environment: &str, run: &str| {
        let environment =
            if environment.is_empty() { String::new() } else { format!("    environment: {environment}\n") };
        format!("  {id}:\n    runs-on: x\n{environment}    steps: [{{run: {run}}}]\n")
    };
    let jobs = [
        job("ship", "production", "flyctl deploy"),
        job("try", "staging", "flyctl deploy"),
        job("deploy-qa", "", "flyctl deploy"),
        job("publish", "", "cargo publish"),
    ];
    format!("on: push\njobs:\n{}", jobs.concat())
}

#[test]
fn a_release_lists_what_is_deployed_to_its_environment_alone() {
    let shop = several();
    for (given, name, jobs) in [
        ("production", "production", &["ship", "publish"][..]),
        ("Prod", "production", &["ship", "publish"]),
        ("staging", "staging", &["try", "publish"]),
        ("qa", "qa", &["deploy-qa", "publish"]),
    ] {
        for kind in ["release", "checklist"] {
            let said = shop.run(&["new", kind, "v1", "--environment", given, "--dry-run"]);
            assert_eq!(said.code, 0, "{}", said.err);
            let listed: Vec<&str> =
                said.out.lines().filter_map(|line| line.split("ob `").nth(1)?.split('`').next()).collect();
            assert_eq!(listed, jobs, "{kind} for {given}: {}", said.out);
            let others = ["production", "staging", "qa"].into_iter().filter(|other| *other != name);
            for other in others {
                assert!(!said.out.contains(other), "{other} in {}", said.out);
            }
            assert!(said.out.contains(name), "{}", said.out);
        }
    }
}

#[test]
fn of_several_environments_none_is_guessed() {
    let shop = several();
    let said = shop.run(&["new", "release", "v1"]);
    let told = "several environments (production, staging, qa): `--environment NAME` says which one this is for";
    assert!(said.err.contains(told) && said.code == 2, "{}", said.err);
    let said = shop.run(&["new", "checklist", "v1", "--environment", "moon"]);
    assert!(said.err.contains("no environment `moon`, but there are: production, staging, qa"), "{}", said.err);
    let said = shop.run(&["new", "runbook", "x", "--environment", "staging"]);
    assert!(said.err.contains("is for release and checklist"), "{}", said.err);
    assert!(!shop.root().join("_ai").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn at_a_terminal_the_environment_is_asked_for() {
    let shop = repo::Repo::with("# Shop\n");
    shop.write(".github/workflows/cd.yml", &deploying());
    shop.commit();
    let said = shop.at_terminal("new release v1 --dry-run", "staging\n");
    assert!(said.contains("To which environment is it deployed? (production, staging, qa) [production]"), "{said}");
    assert!(said.contains("environment: \"staging\""), "{said}");
    assert!(shop.at_terminal("new release v1 --dry-run", "\n").contains("environment: \"production\""));
}

#[test]
fn a_release_of_an_earlier_tag_is_told_from_that_tag() {
    let shop = shop();
    shop.git(&["tag", "v1.1.0"]);
    let then = shop.git(&["rev-parse", "--short", "v1.1.0"]);
    shop.write("c.txt", "c").commit(3);
    shop.git(&["tag", "v1.2.0"]);
    for name in ["v1.1.0", "1.1.0"] {
        let page = shop.run(&["new", "release", name, "--dry-run"]).out;
        for words in [&format!("commit: \"{then}\""), "Since `v1.0.0`:", "- Sell"] {
            assert!(page.contains(words), "{words} in\n{page}");
        }
        assert!(!page.contains("- work"), "{page}");
    }
    let first = shop.run(&["new", "release", "v1.0.0", "--dry-run"]).out;
    assert!(first.contains("So far:") && !first.contains("- Sell"), "{first}");
}

#[test]
fn a_release_says_how_many_of_its_commits_it_leaves_out() {
    let shop = shop();
    for at in 0..200 {
        shop.git(&["commit", "--quiet", "--allow-empty", "--message", &format!("Change {at}")]);
    }
    let page = shop.run(&["new", "release", "v1.1.0", "--dry-run"]).out;
    let commit = shop.git(&["rev-parse", "--short", "HEAD"]);
    assert_eq!(page.matches("\n- Change ").count(), 200);
    let words = format!(
        "And 1 earlier commit, which `git log --no-merges --oneline v1.0.0..{commit}` lists too.\n\n## Approvals"
    );
    assert!(page.contains(&words), "{page}");
}

#[test]
fn a_release_that_went_out_long_ago_is_no_candidate() {
    let shop = shop();
    shop.write("c.txt", "c").commit(3);
    shop.git(&["tag", "v1.1.0"]);
    shop.write("d.txt", "d").commit(4);
    for (name, day, status) in [
        // A later version is out.
        ("v1.0.0", "2024-03-04", "released"),
        ("v1.1.0", "2024-03-04", "candidate"),
        ("v1.1.0", "2024-06-01", "released"),
        ("v1.2.0", "2024-06-01", "candidate"),
    ] {
        let page = shop.run(&["new", "release", name, "--today", day, "--dry-run"]).out;
        assert!(page.contains(&format!("\nstatus: {status}\n")), "{name} on {day}:\n{page}");
        let is_told = page.contains("long before this record was begun");
        assert_eq!(is_told, status == "released", "{name} on {day}:\n{page}");
    }
    let said = shop.run(&["new", "release", "v1.0.0", "--today", "2024-06-01"]);
    assert_eq!(said.out, "_ai/devops/releases/2024-03-01-v1.0.0.md\n", "{}", said.err);
}
