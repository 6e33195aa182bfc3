//! Records and pages that are begun with `new`, and what `due` tells of them.

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
        (vec!["release", "2.0/rc 1"], "_ai/devops/releases/2024-03-09-2.0-rc 1.md"),
        (vec!["incident", "checkout: \"down\""], "_ai/devops/incidents/2024-03-09-checkout-down.md"),
        (vec!["checklist", "v2"], "_ai/devops/checklists/v2.md"),
        (vec!["agent", "ci-helper"], "_ai.dev/agents/specialized/ci-helper.md"),
        (vec!["ssh-config"], "scripts/devops/ssh_config"),
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
    let errors = shop.lint(&["--quiet"]).out;
    let errors: Vec<&str> = errors.lines().filter(|line| line.contains(" error[")).collect();
    assert_eq!(errors, Vec::<&str>::new());
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
    assert!(said.err.contains("incident.md cannot be used"), "{}", said.err);
}

#[test]
fn a_name_is_needed_and_leads_nowhere_else() {
    let shop = shop();
    assert_eq!(shop.run(&["new", "runbook"]).code, 2);
    assert_eq!(shop.run(&["new", "runbook", "../.."]).code, 2);
    let said = shop.run(&["new", "runbook", "../../../etc/passwd"]);
    assert_eq!(said.out, "_ai/devops/runbooks/etc-passwd.md\n", "{}", said.err);
}

#[test]
fn what_is_late_is_told_oldest_first() {
    let shop = shop();
    shop.write("_ai/devops/tooling.md", "---\nreviewed: 2024-01-01\nreview_every: 30d\nowner: ann\n---\n\n# Tooling\n")
        .write(
            "_ai/devops/maintenance.md",
            "# Maintenance\n\n| task | cadence | owner | last done |\n|---|---|---|---|\n| update | weekly | bob | 2024-03-08 |\n| drill | yearly | | never |\n| dream | when asked | | never |\n| drain | monthly | | 2024-02-01 |\n",
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
never done: drill (_ai/devops/maintenance.md:6)
2024-01-31 overdue: review _ai/devops/tooling.md, ann (_ai/devops/tooling.md:2)
2024-02-20 overdue: a, ann (_ai/devops/incidents/2024-02-02-x.md:7)
2024-02-29 overdue: rotate NPM_TOKEN, cy (_ai/devops/ci-cd.md:7)
2024-03-01 overdue: drain (_ai/devops/maintenance.md:8)
2024-03-15: update, bob (_ai/devops/maintenance.md:5)
"
    );
    assert_eq!(said.code, 1);
    let json = shop.run(&["due", "--today", "2024-03-09", "--format", "json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["items"][1]["due"], "2024-01-31");
}
