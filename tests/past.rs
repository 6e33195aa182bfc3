//! What pages say of their own past, held against real histories.

mod shop;

use shop::Shop;

const PAGE: &str = "---\nreviewed: 2024-03-02\n---\n\n# Restart\n\n## Steps\n\nRun it.\n";
const RESTART: &str = "_ai/devops/runbooks/restart.md";

fn told(shop: &Shop, words: &[&str], rule: &str) -> Vec<String> {
    let out = shop.lint(&[&["--select", rule], words].concat()).out;
    out.lines().map(str::to_owned).collect()
}

/// A page that was written and reviewed on the second of March.
fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").write(RESTART, PAGE).commit(2);
    shop
}

#[test]
fn a_change_after_the_review_is_told_until_the_day_is_set() {
    let shop = shop();
    assert!(told(&shop, &[], "reviewed-not-bumped").is_empty());
    shop.write(RESTART, PAGE.replace("Run it.", "Run it\n twice.")).commit(5);
    let found = told(&shop, &[], "reviewed-not-bumped");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with(&format!("{RESTART}:2:11: ")) && found[0].contains("on 2024-03-05"), "{found:?}");
    assert!(told(&shop, &["--since", "HEAD~1"], "reviewed-not-bumped").is_empty());
    assert!(told(&shop, &["--staged"], "reviewed-not-bumped").is_empty());
    shop.write(RESTART, PAGE.replace("Run it.", "Run it twice.").replace("03-02", "03-05")).commit(6);
    assert!(told(&shop, &[], "reviewed-not-bumped").is_empty());
}

#[test]
fn a_review_that_was_committed_late_saw_what_was_committed() {
    let shop = shop();
    shop.write(RESTART, PAGE.replace("Run it.", "Run it twice.").replace("03-02", "03-03")).commit(7);
    assert!(told(&shop, &[], "reviewed-not-bumped").is_empty());
    shop.write(RESTART, PAGE.replace("Run it.", "Run it thrice.").replace("03-02", "03-03")).commit(8);
    assert_eq!(told(&shop, &[], "reviewed-not-bumped").len(), 1);
    // What was taken back is no change.
    shop.write(RESTART, PAGE.replace("Run it.", "Run it twice.").replace("03-02", "03-03")).commit(9);
    assert!(told(&shop, &[], "reviewed-not-bumped").is_empty());
}

#[test]
fn a_shallow_clone_says_nothing_of_the_past() {
    let shop = shop();
    shop.write(RESTART, PAGE.replace("Run it.", "Run it twice.")).commit(5);
    let clone = shop.beside("clone");
    let from = format!("file://{}", shop.root().display());
    shop.git(&["clone", "--quiet", "--depth", "1", &from, &clone.display().to_string()]);
    let said = shop.run_at(&clone, &["lint", "--format", "concise", "--select", "reviewed-not-bumped"], &[]);
    assert_eq!((said.out.as_str(), said.code), ("", 0), "{}", said.err);
}

#[test]
fn a_source_that_changes_without_its_page_is_told() {
    let shop = Shop::new();
    let page = "---\ncovers: [deploy/**]\n---\n\n# Deployments\n";
    shop.write("deploy/run.sh", "a\n").write("_ai/devops/deployments.md", page).commit(1);
    shop.write("other.txt", "x\n").commit(2);
    assert!(told(&shop, &[], "source-changed").is_empty());
    shop.write("deploy/run.sh", "b\n").commit(3);
    let found = told(&shop, &[], "source-changed");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("info[source-changed]") && found[0].contains("on 2024-03-03"), "{found:?}");
    let found = told(&shop, &["--since", "HEAD~1"], "source-changed");
    assert!(found.len() == 1 && found[0].contains("warning[source-changed]"), "{found:?}");
    shop.write("_ai/devops/deployments.md", format!("{page}\nWords.\n")).commit(4);
    assert!(told(&shop, &[], "source-changed").is_empty());
    assert!(told(&shop, &["--since", "HEAD~2"], "source-changed").is_empty());
}

#[test]
fn tags_are_held_against_the_records_of_releases() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").commit(1);
    let tag = |day: u8, name: &str| {
        shop.write("a.txt", name).commit(day);
        shop.git(&["tag", name]);
        shop.git(&["rev-parse", "--short", "HEAD"])
    };
    let first = tag(1, "v1.0.0");
    let record = |commit: &str, version: &str| format!("---\ncommit: {commit}\n---\n\n# Release {version}\n");
    let second = tag(3, "v1.1.0");
    tag(5, "v1.2.0");
    shop.write("_ai/devops/releases/2024-03-01-v1.0.0.md", record(&first, "1.0.0"));
    shop.write("_ai/devops/releases/2024-03-03-v1.1.0.md", record(&first, "1.1.0")).commit(6);
    let found = told(&shop, &[], "records");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().any(|line| line.contains("release-without-record") && line.contains("v1.2.0")), "{found:?}");
    let wrong = format!("v1.1.0 is commit {second}, not {first}");
    assert!(found.iter().any(|line| line.contains("stale-release") && line.contains(&wrong)), "{found:?}");
    shop.run(&["lint", "--fix"]);
    let page = String::from_utf8(shop.read("_ai/devops/releases/2024-03-03-v1.1.0.md")).expect("UTF-8");
    assert!(page.contains(&format!("commit: {second}\n")), "{page}");
}
