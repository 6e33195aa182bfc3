//! What `--fix` writes is read back as what it was written for, whatever things are called, and is written once.

use devops_docs::config::Config;
use devops_docs::fix::{Allowed, Fixed, fix};
use devops_docs::lint::{Selection, lint};
use devops_docs::model::{Answers, Repository};
use devops_docs::text::{EntryKind, Files};
use devops_docs::workspace::{Draft, Workspace};
use proptest::prelude::*;

fn repository(sources: &[(&str, &str)]) -> Workspace {
    let mut files = Files::new(sources.iter().map(|(path, _)| ((*path).to_owned(), EntryKind::File)).collect());
    for (path, text) in sources {
        let id = files.find(path).expect("it was just given");
        files.set_text(id, text.as_bytes().to_vec());
    }
    let draft = Draft::read(files, Config::defaults(), Repository::default(), Vec::new());
    Workspace::new(draft, Answers::default(), "2024-06-01".to_owned())
}

fn fixed(workspace: Workspace, allowed: Allowed) -> Fixed {
    fix(workspace, &Selection::default(), allowed, &|_, _| true)
}

fn text<'a>(workspace: &'a Workspace, path: &str) -> &'a str {
    let file = workspace.files.find(path).expect("it is there");
    workspace.files.text(file).expect("it is text")
}

/// The rules that find something about names and rows.
fn told(workspace: &Workspace) -> Vec<String> {
    let about = [
        "undocumented-job",
        "undocumented-workflow",
        "undocumented-environment",
        "undocumented-secret",
        "unknown-",
        "stale-",
        "malformed-table",
        "secret-scope",
    ];
    let found = lint(workspace, &Selection::default()).diagnostics;
    let found = found.into_iter().filter(|found| about.iter().any(|start| found.rule.starts_with(start)));
    found.map(|found| format!("{}: {}", found.rule, found.message)).collect()
}

const CI: &str = "_ai/devops/ci-cd.md";
const DEPLOYMENT: &str = "_ai/devops/deployment.md";

/// A repository in which a workflow file, a job and an environment have these names, and a page with one of each.
fn named(file: &str, job: &str, environment: &str, mark: &str, block: bool) -> Workspace {
    let quoted = |name: &str| format!("'{}'", name.replace('\'', "''"));
    let known = format!(
        "on: push\njobs:\n  first:\n    runs-on: ubuntu-latest\n    environment: one\n    steps:\n      \
         - run: x ${{{{ secrets.OLD_KEY }}}}\n  {}:\n    runs-on: ubuntu-latest\n    environment: {}\n    steps:\n      \
         - run: x ${{{{ secrets.API_KEY }}}}\n",
        quoted(job),
        quoted(environment)
    );
    let other = "on: push\njobs:\n  last:\n    runs-on: ubuntu-latest\n";
    let path = format!(".github/workflows/{file}.yml");
    let m = mark;
    let ci = if block {
        let block = |kind: &str| format!("## {kind}\n\n<!-- devops-docs:begin {kind} -->\n<!-- devops-docs:end -->\n");
        format!("# CI\n\n{}\n{}\n{}", block("workflows"), block("jobs"), block("secrets"))
    } else {
        format!(
            "# CI\n\n## Workflows\n\n| Workflow | Triggers |\n|---|---|\n| {m}known.yml{m} | push |\n\n\
             ## Jobs\n\n| Workflow | Job | Environment |\n|---|---|---|\n| {m}known.yml{m} | {m}first{m} | one |\n\n\
             ## Secrets\n\n| Secret | Used by | Environment |\n|---|---|---|\n| {m}OLD_KEY{m} | x | one |\n"
        )
    };
    let deployment =
        format!("# Deployment\n\n| Environment | URL |\n|---|---|\n| {m}one{m} | https://one.example.com |\n");
    repository(&[(".github/workflows/known.yml", &known), (&path, other), (CI, &ci), (DEPLOYMENT, &deployment)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_and_blocks_are_read_back(
        file in r"[a-z|`\\*_<>\[\]()&;#!:%.-]{0,6}[a-z]",
        job in r"[a-z|`\\*_<>\[\]()&;#!: %.,-]{0,6}[a-z]",
        environment in r"[a-z|`\\*_<>\[\]()&;#!:%.-]{0,6}[a-z]",
        coded in any::<bool>(),
        block in any::<bool>(),
    ) {
        prop_assume!(file != "known" && job.trim() == job && !["one", "none"].contains(&environment.as_str()) && job != "first");
        let after = fixed(named(&file, &job, &environment, if coded { "`" } else { "" }, block), Allowed::Safe);
        let page = text(&after.workspace, CI).to_owned() + text(&after.workspace, DEPLOYMENT);
        prop_assert_eq!(told(&after.workspace), Vec::<String>::new(), "{}", page);
        prop_assert_eq!(fixed(after.workspace, Allowed::Safe).applied, 0, "{}", page);
    }
}

#[test]
fn a_fix_that_mends_nothing_is_taken_back() {
    // Nobody reads a row that is struck through.
    let workflow = "on: push\njobs:\n  first:\n    runs-on: x\n  '~~gone~~':\n    runs-on: x\n";
    let page = "# CI\n\n| Workflow | Job |\n|---|---|\n| `ci.yml` | `first` |\n";
    let after = fixed(repository(&[(".github/workflows/ci.yml", workflow), (CI, page)]), Allowed::Safe);
    assert_eq!((after.applied, text(&after.workspace, CI)), (0, page));
    assert!(after.changed.is_empty());
    assert_eq!(told(&after.workspace), ["undocumented-job: the list of the jobs of ci.yml lacks ~~gone~~"]);
}

#[test]
fn one_blank_line_stands_between_skeletons() {
    for end in ["", "\n", "\n\n"] {
        let path = "_ai/devops/environments/local.md";
        let after = fixed(repository(&[(path, &format!("# Local{end}"))]), Allowed::Unsafe);
        let page = text(&after.workspace, path);
        assert!(page.matches("\n## ").count() > 1 && !page.contains("\n\n\n"), "{page}");
    }
}

/// The jobs that a page lists after every fix, in a repository whose workflow has these.
fn listed(jobs: &[&str], rows: &[&str]) -> String {
    let jobs: String = jobs.iter().map(|job| format!("  {job}:\n    runs-on: x\n")).collect();
    let rows: String = rows.iter().map(|row| format!("| {row} | x |\n")).collect();
    let page = format!("# CI\n\n| Job | Runner |\n|---|---|\n{rows}");
    let done = fixed(
        repository(&[(".github/workflows/ci.yml", &format!("on: push\njobs:\n{jobs}")), (CI, &page)]),
        Allowed::Unsafe,
    );
    let lines = text(&done.workspace, CI).lines().skip(4);
    lines.filter_map(|line| line.split('|').nth(1)).map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_row_takes_the_name_that_the_page_lacks() {
    let after = listed(&["backend_test", "other", "be_lint"], &["backend_test", "other", "backend_lint"]);
    assert_eq!(after, "backend_test other be_lint");
}

#[test]
fn a_fix_that_breaks_a_table_is_taken_back() {
    let after = listed(&["other", "lint_c"], &["other", "lint_a", "lint_b"]);
    assert_eq!(after, "other lint_a lint_b", "one of them is lint_c, and nobody knows which");
}
