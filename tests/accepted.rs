//! Accepted debt over real repositories: what stays accepted, and what is new.

mod shop;

use shop::Shop;

#[test]
fn of_two_findings_about_one_thing_the_new_one_is_told_at_its_own_line() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\n- [Old](gone.md)\n").commit(1);
    shop.run(&["baseline", "create"]);
    assert_eq!(shop.lint(&[]).out, "");
    for (page, at) in [
        ("# Shop\n\n- [New](gone.md)\n- [Old](gone.md)\n", 3),
        ("# Shop\n\n- [Old](gone.md)\n- [New](gone.md)\n", 4),
        // Even where both lines are the same, what stands around the old one tells it.
        ("# Shop\n\n- [Old](gone.md)\n\nMore of it, far below.\n\n- [Old](gone.md)\n", 7),
    ] {
        shop.write("README.md", page);
        let said = shop.lint(&[]);
        assert_eq!(said.out.lines().count(), 1, "{}", said.out);
        assert!(said.out.starts_with(&format!("README.md:{at}:")), "{page}{}", said.out);
    }
    // An edit of the line itself is no new finding.
    shop.write("README.md", "# Shop\n\n- [Older](gone.md), as it was\n");
    assert_eq!(shop.lint(&[]).out, "");
}

#[test]
fn what_is_accepted_follows_a_page_that_is_renamed() {
    let shop = Shop::new();
    shop.write("docs/a.md", "# A\n\n- [Old](gone.md)\n- [Old](gone.md) again\n").write("README.md", "# Shop\n");
    shop.commit(1);
    shop.run(&["baseline", "create"]);
    shop.git(&["mv", "docs/a.md", "docs/b.md"]);
    assert_eq!(shop.lint(&[]).out, "");
    assert!(shop.run(&["baseline", "show"]).err.contains("2 accepted, 0 repaired"));
    shop.run(&["baseline", "prune"]);
    assert_eq!(shop.lint(&[]).out, "", "what is found under another name is not repaired");
    // Another line about the same thing was never accepted.
    shop.write("docs/b.md", "# A\n\n- [Old](gone.md)\n- [Other](gone.md)\n");
    let said = shop.lint(&[]);
    assert!(said.out.starts_with("docs/b.md:4:") && said.out.lines().count() == 1, "{}", said.out);
}

#[test]
fn a_baseline_without_marks_accepts_as_many_as_it_says() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n\n- [Old](gone.md)\n- [Old](gone.md) again\n").commit(1);
    let entry = r#"{ "path": "README.md", "rule": "broken-link", "subject": "gone.md", "count": 1 }"#;
    shop.write("_ai/devops/baseline.json", format!(r#"{{ "version": 1, "entries": [{entry}] }}"#));
    assert_eq!(shop.lint(&["README.md"]).out.lines().count(), 1);
}

#[test]
fn what_a_baseline_or_a_report_says_of_a_name_is_no_use_of_it() {
    let shop = Shop::new();
    let workflow = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: \"echo ${{ secrets.REAL }}\"}]\n";
    let page = "# CI\n\n## Secrets\n\n| Secret | Owner |\n|---|---|\n| `REAL` | ops |\n| `GONE` | ops |\n";
    shop.write(".github/workflows/ci.yml", workflow).write("_ai/devops/ci-cd.md", page).commit(1);
    let select = ["lint", "--select", "unknown-secret", "--format", "concise"];
    let before = shop.run(&select).out;
    assert!(before.contains("GONE"), "{before}");
    shop.run(&["lint", "--format", "json", "--output-file", "report.json"]);
    assert_eq!(shop.run(&select).out, before);
    shop.run(&["baseline", "create"]);
    let shown = shop.run(&["baseline", "show"]).out;
    assert!(shown.contains("GONE") && !shown.contains("repaired"), "{shown}");
}
