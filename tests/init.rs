//! `init` on real repositories in temporary folders: what it writes passes the linter, says what is so, and is written once.

mod shop;

use std::fs;
use std::path::Path;

use shop::{Said, Shop};

const WORKFLOW: &str = "\
name: CI
on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: '0 3 * * 1'
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version-file: .nvmrc
          cache: npm
      - run: npm test
        env:
          TOKEN: ${{ secrets.NPM_TOKEN }}
";

const DEPLOY: &str = "\
name: Deploy | all <of> it
on:
  workflow_dispatch:
    inputs:
      version:
        required: true
  push:
    tags: ['v*']
jobs:
  build:
    runs-on: ${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-24.04, macos-15]
    steps:
      - run: make build
  ship:
    needs: [build]
    runs-on: ubuntu-24.04
    environment:
      name: production
      url: https://shop.example.org
    steps:
      - run: aws ecs update-service --force-new-deployment
        env:
          KEY: ${{ secrets.AWS_KEY }}
          REGION: ${{ vars.AWS_REGION }}
";

/// A repository of each sort, by name, with its files.
#[expect(clippy::too_many_lines, reason = "a list reads best whole")]
fn sorts() -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    vec![
        ("empty", vec![]),
        ("a page alone", vec![("README.md", "# Shop\n\nWords.\n")]),
        (
            "node with workflows",
            vec![
                ("README.md", "# Shop\n"),
                (".nvmrc", "20.11.1\n"),
                (
                    "package.json",
                    "{\"scripts\": {\"test\": \"x\", \"dev\": \"y\", \"db:seed\": \"z\"}, \"engines\": {\"node\": \">=20\"}}\n",
                ),
                ("package-lock.json", "{}\n"),
                (".env.example", "PORT=3000\nDATABASE_URL=\n"),
                ("docker-compose.yml", "services:\n  db:\n    image: postgres:16\n    ports: [\"5432:5432\"]\n"),
                ("Makefile", "build:\n\ttrue\ntest:\n\ttrue\n"),
                (".github/workflows/ci.yml", WORKFLOW),
                (".github/workflows/deploy.yml", DEPLOY),
                ("CODEOWNERS", "* @shop/ops\n"),
                ("SECURITY.md", "# Security\n"),
                ("scripts/deploy.sh", "#!/bin/sh\ntrue\n"),
            ],
        ),
        (
            "rust",
            vec![
                ("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nrust-version = \"1.80\"\n"),
                ("src/main.rs", "fn main() {}\n"),
            ],
        ),
        ("go", vec![("go.mod", "module shop\n\ngo 1.22\n"), ("main.go", "package main\n")]),
        (
            "python",
            vec![
                ("pyproject.toml", "[project]\nname = \"shop\"\nrequires-python = \">=3.11\"\n"),
                ("uv.lock", ""),
                ("tox.ini", "[tox]\n"),
            ],
        ),
        (
            "ruby",
            vec![
                ("Gemfile", "source 'x'\nruby '3.3.0'\n"),
                ("Gemfile.lock", ""),
                (".ruby-version", "3.3.0\n"),
                ("bin/setup", "#!/bin/sh\n"),
            ],
        ),
        (
            "php",
            vec![
                ("composer.json", "{\"require\": {\"php\": \">=8.2\"}, \"scripts\": {\"test\": \"x\"}}\n"),
                ("composer.lock", "{}"),
                ("phpunit.xml.dist", ""),
            ],
        ),
        (
            "java",
            vec![
                ("pom.xml", "<project><properties><java.version>17</java.version></properties></project>\n"),
                ("mvnw", "#!/bin/sh\n"),
            ],
        ),
        (
            "terraform alone",
            vec![("main.tf", "terraform {\n  required_version = \">= 1.5\"\n}\n"), ("modules/vpc/main.tf", "")],
        ),
        (
            "a monorepo",
            vec![
                ("web/package.json", "{\"scripts\": {\"test\": \"x\"}}"),
                ("web/.nvmrc", "20\n"),
                ("web/.env.example", "PORT=1\nAPI=2\n"),
                ("api/.env.example", "PORT=1\nDB=2\n"),
                ("api/.nvmrc", "18\n"),
                ("ops/compose.yaml", "services:\n  cache:\n    image: redis:7\n"),
                ("charts/shop/Chart.yaml", "name: shop\n"),
            ],
        ),
        (
            "odd names",
            vec![
                (
                    ".github/workflows/a b.yml",
                    "name: \"[x](y) `z` **b**\"\non: [push, workflow_call, gollum]\njobs:\n  j-1:\n    runs-on: [self-hosted, \"a|b\"]\n    name: 'Node 12 | *all*'\n    environment: Cast Production\n    steps: []\n",
                ),
                (
                    ".github/workflows/c.yaml",
                    "on: {}\njobs:\n  x:\n    uses: other/repo/.github/workflows/r.yml@main\n    secrets: inherit\n  y:\n    runs-on: x\n    environment: a/b\n    steps: []\n  z:\n    runs-on: x\n    environment: development\n    steps: []\n  w:\n    runs-on: x\n    environment: github-pages\n    steps: []\n",
                ),
                (".github/workflows/broken.yml", "on: [\njobs: {"),
            ],
        ),
        (
            "names that mean something else",
            vec![(
                ".github/workflows/x'y z.yml",
                "name: '<!-- devops-docs:end --> | `$(touch x)`'\non:\n  workflow_dispatch:\n    inputs:\n      'a b':\n        required: true\njobs:\n  deploy:\n    runs-on: x\n    environment: 'it''s --> \"prod\"'\n    steps: []\n  ship:\n    runs-on: x\n    environment: '*'\n    steps: []\n",
            )],
        ),
        (
            "three names for one thing",
            vec![(
                ".github/workflows/ci.yml",
                "on: push\njobs:\n  test:\n    runs-on: x\n    steps: []\n  all:\n    name: test\n    needs: test\n    runs-on: x\n    steps: []\n",
            )],
        ),
    ]
}

fn shop(files: &[(&str, &str)], in_git: bool) -> Shop {
    let shop = if in_git { Shop::new() } else { Shop::bare() };
    for (path, text) in files {
        shop.write(path, text);
    }
    if in_git {
        shop.commit(1);
    }
    shop
}

fn init(shop: &Shop, more: &[&str]) -> Said {
    shop.run(&[&["init", "--yes"], more].concat())
}

/// Every file with its text, apart from what git keeps.
fn files(shop: &Shop) -> Vec<(String, String)> {
    let entries = walkdir::WalkDir::new(shop.root()).sort_by_file_name().into_iter();
    let entries = entries.filter_entry(|entry| entry.file_name() != ".git").filter_map(Result::ok);
    let relative = |path: &Path| path.strip_prefix(shop.root()).expect("it was found there").display().to_string();
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (relative(entry.path()), fs::read_to_string(entry.path()).expect("it is UTF-8")))
        .collect()
}

fn page(shop: &Shop, name: &str) -> String {
    String::from_utf8(shop.read(&format!("_ai/devops/{name}"))).expect("a page is UTF-8")
}

#[test]
fn what_is_written_passes_and_is_written_once() {
    for (at, (sort, given)) in sorts().into_iter().enumerate() {
        // A folder without git is walked by other means, which three of them are enough to show.
        for in_git in [true, false].into_iter().filter(|in_git| *in_git || at < 3) {
            let shop = shop(&given, in_git);
            let said = init(&shop, &["--ci", "github", "--hook", "--scripts", "--agents"]);
            assert_eq!(said.code, 0, "{sort}: {}", said.err);
            let before = files(&shop);
            let linted = shop.lint(&["--fail-on", "warning"]);
            let own: Vec<&str> = linted
                .out
                .lines()
                .filter(|line| line.starts_with("_ai") || line.starts_with("scripts/devops"))
                .collect();
            assert_eq!(own, Vec::<&str>::new(), "{sort}");
            let again = init(&shop, &["--ci", "github", "--hook", "--scripts", "--agents"]);
            assert_eq!(again.code, 0, "{sort}: {}", again.err);
            assert!(again.err.contains("nothing to add"), "{sort}: {}", again.err);
            shop.lint(&["--fix"]);
            let changed: Vec<_> = files(&shop).into_iter().filter(|file| !before.contains(file)).collect();
            assert_eq!(changed, Vec::new(), "{sort}: neither a second init nor --fix changes anything");
        }
    }
}

#[test]
fn pages_say_what_the_repository_has() {
    let (_, given) = &sorts()[2];
    let shop = shop(given, true);
    init(&shop, &[]);
    let (local, ci) = (page(&shop, "environments/local.md"), page(&shop, "ci-cd.md"));
    for words in [
        "npm ci",
        "cp -n .env.example .env",
        "make test",
        "| `db` | `postgres:16` | `5432` |",
        "| `PORT` |",
        "npm run db:seed",
    ] {
        assert!(local.contains(words), "{words} in\n{local}");
    }
    for words in [
        "| [`ci.yml`](../../.github/workflows/ci.yml) | CI | `push`, `pull_request`, `schedule` | branches: `main` | `0 3 * * 1` |",
        "| `deploy.yml` | `ship` | `build` | `ubuntu-24.04` | `production` |",
        "| `AWS_KEY` | `deploy.yml` (`ship`) | `production` |",
        "| `AWS_REGION` | `deploy.yml` (`ship`) | `production` |",
        "Deploy \\| all &lt;of> it",
        "| `ci.yml` | `test` | `actions/setup-node` |",
    ] {
        assert!(ci.contains(words), "{words} in\n{ci}");
    }
    let deployments = page(&shop, "deployments.md");
    for words in [
        "environment `production`, AWS",
        "`push` (tags: `v*`)",
        "`build`, then `ship`",
        "TODO(owner): the command that takes",
    ] {
        assert!(deployments.contains(words), "{words} in\n{deployments}");
    }
    let production = page(&shop, "environments/production.md");
    assert!(
        production.contains("| `production` | <https://shop.example.org> | `deploy.yml` (`ship`) |"),
        "{production}"
    );
    assert!(page(&shop, "tooling.md").contains("| Node | 20.11.1 | `.nvmrc`"), "{}", page(&shop, "tooling.md"));
    assert!(page(&shop, "README.md").contains("owner: \"@shop/ops\""), "{}", page(&shop, "README.md"));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let shop = shop(&sorts()[2].1, true);
    let own = "---\nkind: ci\n---\n\n# What runs\n\n## Workflows\n\n`ci.yml` and `deploy.yml`.\n";
    shop.write("_ai/devops/ci.md", own).write("_ai/devops/tooling.md", "# Ours\n");
    init(&shop, &[]);
    assert_eq!(page(&shop, "tooling.md"), "# Ours\n");
    assert!(!shop.root().join("_ai/devops/ci-cd.md").exists(), "a page of the same kind stands for ours");
    assert_eq!(page(&shop, "ci.md"), own);
}

#[test]
fn a_later_run_adds_what_is_new() {
    let shop = shop(&sorts()[2].1, true);
    init(&shop, &[]);
    shop.write(
        ".github/workflows/stage.yml",
        "on: push\njobs:\n  s:\n    environment: staging\n    runs-on: x\n    steps: []\n",
    );
    let said = init(&shop, &[]);
    assert_eq!(
        said.out,
        "_ai/\n  devops/\n    README.md\n    ci-cd.md\n    deployments.md\n    environments/\n      staging.md\n",
        "{}",
        said.err
    );
}

#[test]
fn what_a_later_run_adds_is_told_where_readers_look() {
    let shop = shop(&sorts()[2].1, true);
    init(&shop, &[]);
    let stage = "on: push\njobs:\n  s:\n    environment: staging\n    runs-on: x\n    steps: [{ run: ./s.sh }]\n";
    shop.write(".github/workflows/stage.yml", stage);
    let said = init(&shop, &["--ci", "github", "--scripts", "--hook"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let index = page(&shop, "README.md");
    for link in ["(environments/staging.md)", "(../../scripts/devops/bootstrap.sh)"] {
        assert_eq!(index.matches(link).count(), 1, "{link}: {index}");
    }
    let found = shop.lint(&["--ignore", "unanswered"]);
    assert_eq!((found.out.as_str(), found.code), ("", 0));
    assert!(init(&shop, &["--ci", "github", "--scripts"]).err.contains("nothing to add"));
}

#[test]
fn agent_files_have_the_shape_that_their_readers_expect() {
    let shop = shop(&sorts()[1].1, true);
    init(&shop, &["--agents"]);
    let all: Vec<(String, String)> =
        files(&shop).into_iter().filter(|(path, _)| path.starts_with("_ai.dev/")).collect();
    assert_eq!(all.len(), 8);
    let text_of = |end: &str| &all.iter().find(|(path, _)| path.ends_with(end)).expect("it is there").1;
    let phases: Vec<&str> =
        text_of("workflows/devops.md").lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(phases.len(), 5, "{phases:?}");
    for phase in &phases {
        assert!(text_of("devops-orchestrator.md").contains(&format!("- {phase}\n")), "the orchestrator names {phase}");
    }
    for (path, text) in &all {
        assert!(!text.contains("{{") && text.len() > 300, "{path}");
        match path.strip_prefix("_ai.dev/").and_then(|inside| inside.split_once('/')) {
            Some(("agents", name)) => is_agent(name, text),
            // What a skill is has a rule of its own.
            Some(("skills", _)) => {}
            _ => is_command(path, text),
        }
    }
}

/// Agents have three keys, the first of which is the name of the file, and eight parts.
fn is_agent(path: &str, text: &str) {
    let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".md")).expect("a page");
    let front: Vec<&str> = text.lines().skip(1).take_while(|line| *line != "---").collect();
    let keys: Vec<&str> = front.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!((front[0], keys), (format!("name: {stem}").as_str(), vec!["name", "description", "tools"]), "{path}");
    for section in [
        "Continuity Protocol",
        "Workflow Alignment",
        "Core Responsibilities",
        "Critical Rules",
        "Delegation Examples",
        "Output Structure",
        "Success Criteria",
    ] {
        assert!(text.contains(&format!("\n## {section}\n")), "{path} has {section}");
    }
}

/// Commands and workflows have no front matter, and one plain sentence under their title, which listings show.
fn is_command(path: &str, text: &str) {
    let mut lines = text.lines();
    assert!(lines.next().is_some_and(|line| line.starts_with("# ")), "{path}");
    assert_eq!(lines.next(), Some(""), "{path}");
    assert!(lines.next().is_some_and(|line| line.ends_with('.') && !line.starts_with(['#', '-', '`'])), "{path}");
}

#[test]
fn a_page_that_was_deleted_is_written_again() {
    let shop = shop(&sorts()[1].1, true);
    init(&shop, &[]);
    shop.commit(2);
    fs::remove_file(shop.root().join("_ai/devops/maintenance.md")).expect("it is there");
    let said = init(&shop, &[]);
    assert_eq!(said.out, "_ai/\n  devops/\n    maintenance.md\n", "{}", said.err);
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let shop = shop(&sorts()[1].1, true);
    let before = files(&shop);
    let said = shop.run(&["init", "--dry-run"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with("_ai/\n  devops/\n    README.md\n"), "{}", said.out);
    assert!(said.out.contains("+++ b/_ai/devops/README.md"), "{}", said.out);
    assert_eq!(before, files(&shop));
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let shop = shop(&sorts()[1].1, true);
    let before = files(&shop);
    let said = shop.run(&["init"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("--yes") && said.err.contains("--dry-run"), "{}", said.err);
    assert_eq!(before, files(&shop));
}

#[test]
fn a_minimal_base_has_four_pages() {
    let shop = shop(&sorts()[2].1, true);
    let said = init(&shop, &["--minimal"]);
    assert_eq!(
        said.out, "_ai/\n  devops/\n    README.md\n    ci-cd.md\n    environments/\n      local.md\n    tooling.md\n",
        "{}",
        said.err
    );
    assert_eq!(shop.lint(&["_ai", "--fail-on", "warning"]).out, "");
}

#[test]
fn a_block_of_a_page_with_other_line_ends_keeps_them() {
    let shop = shop(&sorts()[2].1, true);
    let page =
        "# Jobs\r\n\r\n<!-- devops-docs:begin jobs workflow=ci.yml -->\r\n<!-- devops-docs:end -->\r\n\r\nWords.\r\n";
    shop.write("docs/jobs.md", page);
    shop.lint(&["--fix"]);
    let after = String::from_utf8(shop.read("docs/jobs.md")).expect("UTF-8");
    assert!(after.contains("| `ci.yml` | `test` |"), "{after}");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{after:?}");
    assert!(after.ends_with("-->\r\n\r\nWords.\r\n"), "{after:?}");
}

#[test]
fn an_existing_configuration_of_pre_commit_is_left_alone() {
    let shop = shop(&[(".pre-commit-config.yaml", "repos: []\n")], true);
    let said = init(&shop, &["--hook"]);
    assert!(said.err.contains("add these lines"), "{}", said.err);
    assert_eq!(shop.read(".pre-commit-config.yaml"), b"repos: []\n");
}

#[test]
fn what_is_called_a_setup_and_does_more_is_not_run() {
    let moves = "{\"scripts\": {\"setup\": \"git checkout 2.5.3 && npm ci --omit dev\"}}\n";
    let node = shop(&[("README.md", "# Shop\n"), ("package.json", moves), ("package-lock.json", "{}\n")], true);
    init(&node, &[]);
    let local = page(&node, "environments/local.md");
    assert!(local.contains("npm ci\n") && !local.contains("npm run setup"), "{local}");
    let wrapper = "#!/bin/sh\nif [ \"X$1\" = Xapply ]; then\n  terraform \"$1\"\nfi\n";
    let stack = shop(&[("README.md", "# Stack\n"), ("scripts/bootstrap.sh", wrapper), ("main.tf", "")], true);
    init(&stack, &["--scripts"]);
    let local = page(&stack, "environments/local.md");
    assert!(
        !local.contains("scripts/bootstrap.sh\n") && local.contains("does anything have to be installed"),
        "{local}"
    );
    assert!(!String::from_utf8_lossy(&stack.read("scripts/devops/bootstrap.sh")).contains("step bash scripts"));
    let plain = "setup:\n\tnpm ci\n\ndeploy:\n\tterraform apply\n";
    let made = shop(&[("README.md", "# Made\n"), ("Makefile", plain)], true);
    init(&made, &[]);
    let local = page(&made, "environments/local.md");
    assert!(local.contains("make setup"), "a target beside it is another one: {local}");
}

#[test]
fn a_configuration_of_pre_commit_that_git_ignores_is_not_counted_on() {
    let shop = shop(&[("README.md", "# Shop\n"), (".gitignore", ".pre-commit-config.yaml\n")], true);
    for time in ["first", "second"] {
        let said = init(&shop, &["--hook"]);
        assert_eq!(said.code, 0, "{time}: {}", said.err);
        assert!(said.err.contains("git ignores .pre-commit-config.yaml"), "{time}: {}", said.err);
        assert!(!shop.root().join(".pre-commit-config.yaml").exists());
    }
    shop.write(".pre-commit-config.yaml", "repos: []\n");
    assert_eq!(init(&shop, &["--hook"]).code, 0);
    assert_eq!(shop.read(".pre-commit-config.yaml"), b"repos: []\n");
}

#[test]
fn what_git_ignores_is_not_written_and_nothing_counts_on_it() {
    const DEPLOY: &str = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    environment: production\n    steps: [{ run: ./x.sh }]\n";
    for (pattern, missing) in [
        ("local.*", "_ai/devops/environments/local.md"),
        ("environments/", "_ai/devops/environments/local.md"),
        ("env*", "_ai.dev/agents/specialized/environment-auditor.md"),
        ("deploy*", "_ai/devops/deployments.md"),
        ("_ai/", "_ai/devops/README.md"),
        ("scripts/", "scripts/devops/bootstrap.sh"),
    ] {
        let shop =
            shop(&[("README.md", "# Shop\n"), (".gitignore", pattern), (".github/workflows/d.yml", DEPLOY)], true);
        for time in ["first", "second"] {
            let said = init(&shop, &["--scripts", "--agents"]);
            assert!(said.err.contains("git ignores ") && said.code == 0, "{pattern}, {time}: {}", said.err);
            assert!(!shop.root().join(missing).exists(), "{pattern}, {time}: {missing}");
            let found = shop.lint(&[]);
            assert_eq!(found.code, 0, "{pattern}, {time}: {}", found.out);
            assert_eq!(dead_links(&shop), Vec::<String>::new(), "{pattern}, {time}");
        }
    }
}

/// The links of the pages, and of the pages of agents, to files that are not there.
fn dead_links(shop: &Shop) -> Vec<String> {
    let mut dead = Vec::new();
    let mut folders = vec![shop.root().join("_ai"), shop.root().join("_ai.dev")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("pages are text");
            let links = text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
            let is_dead = |link: &&str| !link.is_empty() && !link.contains(':') && !folder.join(link).exists();
            dead.extend(links.filter(is_dead).map(|link| format!("{}: {link}", path.display())));
        }
    }
    dead
}

#[test]
fn what_agents_read_first_names_what_is_new_in_the_same_run() {
    let shop = shop(&sorts()[2].1, true);
    init(&shop, &["--agents"]);
    let stage = "on: push\njobs:\n  s:\n    environment: staging\n    runs-on: x\n    steps: []\n";
    shop.write(".github/workflows/stage.yml", stage);
    let said = init(&shop, &[]);
    assert!(said.out.contains("AGENTS.md"), "{}", said.out);
    assert!(String::from_utf8_lossy(&shop.read("AGENTS.md")).contains("environments/staging.md"));
    assert_eq!(shop.run(&["new", "agent", "courier"]).code, 0);
    assert!(String::from_utf8_lossy(&shop.read("AGENTS.md")).contains("`courier`"));
    let said = shop.lint(&["--select", "stale-block", "AGENTS.md"]);
    assert_eq!(said.out, "");
}

#[test]
fn checks_of_every_language_are_found() {
    for (path, text, command) in [
        ("tox.ini", "[tox]\n", "tox"),
        ("noxfile.py", "import nox\n", "nox"),
        ("pyproject.toml", "[tool.pytest.ini_options]\n", "pytest"),
        ("Makefile", "check:\n\t./check\n", "make check"),
        ("go.mod", "module shop\n", "go test ./..."),
        ("Cargo.toml", "[package]\nname = \"shop\"\n", "cargo test"),
        ("pom.xml", "<project/>\n", "mvn verify"),
        ("build.gradle", "plugins {}\n", "gradle build"),
        ("mvnw", "#!/bin/sh\n", "sh mvnw verify"),
        ("shop.sln", "x\n", "dotnet test"),
        ("mix.exs", "defmodule Shop do\nend\n", "mix test"),
        ("Rakefile", "Rake::TestTask.new(:test)\n", "bundle exec rake test"),
    ] {
        let shop = shop(&[("README.md", "# Shop\n"), (path, text)], true);
        init(&shop, &[]);
        let local = page(&shop, "environments/local.md");
        let checks = local.split("## Validation").nth(1).expect("the page has the part");
        assert!(checks.contains(&format!("```sh\n{command}\n```")), "{path}: {checks}");
    }
}

#[test]
fn the_versions_that_manifests_ask_for_stand_among_the_tools() {
    for (path, text, row) in [
        (
            "pom.xml",
            "<project><properties><java.version>17</java.version></properties></project>\n",
            "| Java | 17 or newer |",
        ),
        ("build.gradle", "java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }\n", "| Java | 21 |"),
        ("setup.py", "setup(python_requires='>=3.10')\n", "| Python | >=3.10 |"),
        (
            "shop.gemspec",
            "Gem::Specification.new do |s|\n  s.required_ruby_version = '>= 3.2'\nend\n",
            "| Ruby | >= 3.2 |",
        ),
        (
            "package.json",
            "{\"devEngines\": {\"runtime\": {\"name\": \"node\", \"version\": \"22.1.0\"}}}\n",
            "| Node | 22.1.0 |",
        ),
    ] {
        let shop = shop(&[("README.md", "# Shop\n"), (path, text)], true);
        init(&shop, &[]);
        let tooling = page(&shop, "tooling.md");
        assert!(tooling.contains(&format!("{row} `{path}`")), "{path}: {tooling}");
        assert_eq!(shop.lint(&[]).code, 0);
    }
}

#[test]
fn the_setup_of_a_repository_is_found_whatever_shows_it() {
    for (path, text, command) in [
        ("install.sh", "#!/bin/sh\nnpm ci\n", "bash install.sh"),
        ("setup.sh", "#!/bin/sh\nnpm ci\n", "bash setup.sh"),
        ("Makefile", "install-dev:\n\tpip install -r dev.txt\n", "make install-dev"),
        ("requirements.txt", "flask\n", "pip install --requirement requirements.txt"),
        ("setup.py", "setup()\n", "pip install --editable ."),
    ] {
        let shop = shop(&[("README.md", "# Shop\n"), (path, text)], true);
        init(&shop, &["--scripts"]);
        let local = page(&shop, "environments/local.md");
        assert!(local.contains(&format!("\n{command}\n```")), "{path}: {local}");
        assert!(local.contains("does this too, and says which tools are missing"), "{local}");
    }
    let shop =
        shop(&[("README.md", "# Shop\n"), ("install.sh", "curl -L https://example.org/releases/latest/shop\n")], true);
    init(&shop, &["--scripts"]);
    let local = page(&shop, "environments/local.md");
    assert!(!local.contains("bash install.sh"), "what brings a release to users sets up no clone: {local}");
    assert!(local.contains("says which tools are missing") && !local.contains("does this too"), "{local}");
    shop.write(".devcontainer/devcontainer.json", "{}\n");
    fs::remove_file(shop.root().join("_ai/devops/environments/local.md")).expect("it is there");
    init(&shop, &["--scripts"]);
    assert!(page(&shop, "environments/local.md").contains("A development container has it ready"));
}

#[test]
fn what_is_only_called_has_no_runs_to_look_at() {
    let called = "on: workflow_call\njobs:\n  ship:\n    runs-on: ubuntu-24.04\n    environment: production\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/ship.yml", called)], true);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    assert!(page.contains("starts on calls of other repositories."), "{page}");
    assert!(!page.contains("gh run list"), "{page}");
    assert!(!page.contains("has an address"), "no address is known: {page}");
}

#[test]
fn a_page_under_another_name_is_the_one_that_is_linked() {
    let tools = "---\nkind: tooling\n---\n\n# Our tools\n\n| tool | version |\n|---|---|\n| Node | 20 |\n";
    let shop = shop(&[(".nvmrc", "20\n"), ("_ai/devops/our-tools.md", tools)], true);
    init(&shop, &[]);
    assert!(!shop.root().join("_ai/devops/tooling.md").exists());
    let index = page(&shop, "README.md");
    assert!(index.contains("(our-tools.md)") && !index.contains("tooling.md"), "{index}");
    let said = shop.lint(&["--select", "broken-link"]);
    assert_eq!(said.code, 0, "{}", said.out);
}

#[test]
fn the_workflow_that_is_written_pins_what_it_can() {
    let shop = shop(&[("README.md", "# Shop\n")], true);
    init(&shop, &["--ci", "github"]);
    let text = String::from_utf8(shop.read(".github/workflows/operations-pages.yml")).expect("text");
    let uses: Vec<&str> =
        text.lines().filter(|line| line.contains("uses: ") && !line.contains("devops-docs/")).collect();
    assert!(!uses.is_empty());
    for line in uses {
        let (_, reference) = line.split_once('@').expect("a reference");
        let commit = reference.split(' ').next().expect("a commit");
        assert!(commit.len() == 40 && reference.contains("# v"), "{line}");
    }
    assert!(text.contains("TODO(owner): put the commit"), "what has no release yet is asked for: {text}");
}

#[test]
fn a_script_that_destroys_is_not_proposed_as_a_check() {
    for (cleanup, proposed) in [("docker compose down -v\n", false), ("rm -rf \"$work\"\n", true)] {
        let script = format!("#!/bin/sh\n{cleanup}docker compose run app pytest\n");
        let shop = shop(&[("README.md", "# Shop\n"), ("scripts/test.sh", &script)], true);
        init(&shop, &[]);
        let setup = page(&shop, "environments/local.md");
        assert_eq!(setup.contains("bash scripts/test.sh"), proposed, "{setup}");
    }
}

#[test]
fn a_target_that_only_sets_variables_is_no_check_and_starts_nothing() {
    let chooses = "test: cluster ## Specify the test configuration\n\t$(eval include config/test.sh)\n\ndev: cluster\n\t$(eval ENV=dev)\n\ncluster:\n\t$(if ${PR},,$(error Missing PR))\n\t$(eval CLUSTER=a)\n";
    let works = "test: build\n\t$(info ready)\n\nbuild:\n\tnode --test\n\ndev:\n\t$(eval PORT=1)\n\tnode server.js\n";
    for (makefile, works) in [(chooses, false), (works, true)] {
        let shop = shop(&[("README.md", "# Shop\n"), ("Makefile", makefile)], true);
        init(&shop, &[]);
        let local = page(&shop, "environments/local.md");
        assert_eq!(local.contains("make test"), works, "{local}");
        assert_eq!(local.contains("make dev"), works, "{local}");
    }
}

#[test]
fn a_way_back_by_a_reference_is_told_only_where_it_is_deployed() {
    let deploy = |inputs: &str, with: &str| {
        format!(
            "on:\n  workflow_dispatch:\n{inputs}jobs:\n  ship:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n{with}      - run: flyctl deploy\n"
        )
    };
    let version = "    inputs:\n      version:\n        required: true\n";
    for (inputs, with, way) in [
        ("", "", Some("gh workflow run deploy.yml --ref \"${EARLIER:?}\"\n")),
        ("", "        with: {ref: '${{ github.sha }}'}\n", Some("gh workflow run deploy.yml --ref \"${EARLIER:?}\"\n")),
        (
            version,
            "        with: {ref: '${{ inputs.version }}'}\n",
            Some("gh workflow run deploy.yml -f version=\"${EARLIER:?}\"\n"),
        ),
        // What is answered with yes or no is no version.
        (
            "    inputs:\n      release:\n        type: boolean\n        required: true\n",
            "",
            Some("gh workflow run deploy.yml -f release=\"${RELEASE:?}\" --ref \"${EARLIER:?}\"\n"),
        ),
        ("", "        with: {ref: main}\n", None),
        ("", "        with: {repository: acme/other}\n", None),
    ] {
        let shop = shop(&[(".github/workflows/deploy.yml", &deploy(inputs, with))], true);
        init(&shop, &[]);
        let page = page(&shop, "deployments.md");
        let (_, back) = page.split_once("## Rollback").expect("it has that part");
        assert_eq!(back.contains("gh workflow run"), way.is_some(), "{with}: {back}");
        assert!(way.is_none_or(|way| back.contains(way)), "{with}: {back}");
    }
    // What changes the place alone brings no version back.
    let toggle = deploy("", "").replace("ship:", "public-access:");
    let shop = shop(&[(".github/workflows/public-access.yml", &toggle)], true);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    let (_, back) = page.split_once("## Rollback").expect("it has that part");
    assert!(!back.contains("gh workflow run"), "{back}");
}

#[test]
fn environments_that_people_choose_from_get_a_page_each() {
    let deploy = "on:\n  workflow_dispatch:\n    inputs:\n      target:\n        type: choice\n        options: [staging, production]\njobs:\n  ship:\n    runs-on: x\n    environment: ${{ inputs.target }}\n    steps:\n      - run: flyctl deploy\n        env: {KEY: '${{ secrets.FLY_KEY }}'}\n";
    let shop = shop(&[(".github/workflows/deploy.yml", deploy)], true);
    init(&shop, &[]);
    for name in ["staging", "production"] {
        let page = page(&shop, &format!("environments/{name}.md"));
        assert!(page.contains(&format!("| `{name}` | `deploy.yml` (`ship`) |")), "{page}");
        assert!(page.contains("| `FLY_KEY` | `deploy.yml` (`ship`) |"), "{page}");
    }
    assert_eq!(shop.lint(&[]).code, 0, "{}", shop.lint(&[]).out);
    // What another workflow may give as well is not known from the list.
    let both = deploy.replace("on:\n", "on:\n  workflow_call:\n    inputs:\n      target: {type: string}\n");
    let shop = self::shop(&[(".github/workflows/deploy.yml", &both)], true);
    init(&shop, &[]);
    assert!(!shop.root().join("_ai/devops/environments/staging.md").exists());
}

#[test]
fn samples_of_variables_are_copied_wherever_they_lie_and_a_setup_does_not_end_in_a_server() {
    let setup = "#!/usr/bin/env ruby\nsystem!('bundle install')\nunless ARGV.include?('--skip-server')\n  exec 'bin/dev'\nend\n";
    let files = [
        ("README.md", "# Shop\n"),
        ("Gemfile", "source 'https://rubygems.org'\n"),
        ("bin/setup", setup),
        (".env.development.example", "RAILS_KEY=\n"),
        ("web/.env.example", "API_URL=\n"),
        ("web/.env.dist", "API_URL=\n"),
        (".gitignore", ".env*\n!*.example\n!*.dist\n"),
    ];
    let shop = shop(&files, true);
    init(&shop, &["--scripts"]);
    let local = page(&shop, "environments/local.md");
    let script = String::from_utf8_lossy(&shop.read("scripts/devops/bootstrap.sh")).into_owned();
    for words in [
        "cp -n .env.development.example .env.development",
        "cp -n web/.env.example web/.env",
        "bin/setup --skip-server",
    ] {
        assert!(local.contains(words), "{words}: {local}");
    }
    assert!(!local.contains("web/.env.dist web/.env"), "{local}");
    for words in ["step cp web/.env.example web/.env", "if [ -e .env.development ]", "bin/setup --skip-server"] {
        assert!(script.contains(words), "{words}: {script}");
    }
    assert_eq!(shop.lint(&[]).code, 0);
}

#[test]
fn what_sets_up_and_checks_names_its_tools() {
    let shop = shop(
        &[
            ("README.md", "# Shop\n"),
            (
                "Makefile",
                "setup:\n\t@poetry install\n\tdocker compose build && pip install tox\ntest:\n\tpodman run x\n",
            ),
            ("infra/stack.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"),
            ("infra/notes.yaml", "about: AWSTemplateFormatVersion\n"),
            ("cdk/cdk.json", "{}\n"),
            (".env", "PORT=3000\n"),
            (".env.example", "PORT=3000\n"),
        ],
        true,
    );
    init(&shop, &[]);
    let tooling = page(&shop, "tooling.md");
    for name in ["Poetry", "Docker", "pip", "podman"] {
        assert!(tooling.contains(&format!("| {name} | any | `Makefile` |")), "{name}: {tooling}");
    }
    let index = page(&shop, "README.md");
    assert!(index.contains("CloudFormation") && index.contains("stack.yaml") && index.contains("AWS CDK"), "{index}");
    assert!(!index.contains("notes.yaml"), "{index}");
    let local = page(&shop, "environments/local.md");
    assert!(local.contains("is tracked by git") && !local.contains("cp -n"), "{local}");
}

#[test]
fn parts_are_set_up_one_after_the_other() {
    let shop = shop(&[("backend/go.mod", "module shop\n"), ("frontend/package-lock.json", "{}\n")], true);
    init(&shop, &[]);
    let local = page(&shop, "environments/local.md");
    assert!(local.contains("cd backend\ngo build ./...\ncd -\n"), "{local}");
    assert!(local.contains("cd frontend\nnpm ci\ncd -\n"), "{local}");
    assert_eq!(shop.lint(&[]).code, 0, "{}", shop.lint(&[]).out);
}

#[test]
fn modules_of_a_build_are_no_parts_of_their_own() {
    let shop = shop(&[("gradlew", "#!/bin/sh\n"), ("app/build.gradle", ""), ("tool/package-lock.json", "{}\n")], true);
    init(&shop, &[]);
    let local = page(&shop, "environments/local.md");
    assert!(local.contains("Parts that are set up on their own: [`tool`](../../../tool) (`npm ci`)."), "{local}");
}

#[test]
fn services_are_those_of_a_persons_own_machine() {
    const DEFAULT: (&str, &str) = (
        "docker-compose.yml",
        "services:\n  db:\n    image: postgres:16\n    ports: ['5432:5432']\n  web:\n    build: .\n    image: shop:dev\n",
    );
    const PRODUCTION: (&str, &str) =
        ("docker-compose.production.yml", "services:\n  web:\n    image: ghcr.io/shop/web\n    ports: ['80:3000']\n");
    let services = |files: &[(&str, &str)]| {
        let shop = shop(files, true);
        let said = init(&shop, &["--scripts"]);
        assert_eq!(said.code, 0, "{}", said.err);
        assert_eq!(shop.run(&["lint"]).code, 0);
        let local = page(&shop, "environments/local.md");
        let from = local.find("## Services").expect("a section");
        let to = local.find("## Configuration").expect("a section");
        let health = shop.read("scripts/devops/healthcheck.sh");
        (local[from..to].to_owned(), String::from_utf8(health).expect("text"))
    };
    // What Compose reads by itself, and what it lays over it.
    let over =
        ("docker-compose.override.yml", "services:\n  web:\n    image: shop:mine\n  mail:\n    image: mailpit\n");
    let (said, _) = services(&[DEFAULT, over, PRODUCTION]);
    assert!(said.contains("| `db` | `postgres:16` | `5432` |"), "{said}");
    assert!(said.contains("| `web` | `shop:mine` | |") && said.contains("| `mail` |"), "{said}");
    assert!(said.contains("docker compose up --detach"), "{said}");
    assert!(
        said.contains("For other purposes there are further Compose files: [`docker-compose.production.yml`]"),
        "{said}"
    );
    assert!(!said.contains("ghcr.io"), "{said}");
    // A file that a task starts for development comes before it.
    let dev = ("docker-compose.dev.yml", "services:\n  cache:\n    image: redis\n");
    let start = ("package.json", "{\"scripts\": {\"infra\": \"docker compose -f ./docker-compose.dev.yml up -d\"}}\n");
    let (said, health) = services(&[DEFAULT, dev, start]);
    assert!(said.contains("| `cache` |") && !said.contains("| `db` |"), "{said}");
    assert!(said.contains("docker compose -f docker-compose.dev.yml up --detach"), "{said}");
    assert!(health.contains("docker compose -f docker-compose.dev.yml ps"), "{health}");
    // One under another name, which a Makefile starts; what lies beside it is another way.
    let quick = ("quickstart.yml", "services:\n  auth:\n    image: auth:1\n");
    let other = ("quickstart-mysql.yml", "services:\n  mysql:\n    image: mysql:8\n");
    let make = ("Makefile", "quickstart:\n\tdocker-compose -f quickstart.yml up --build\n");
    let (said, _) = services(&[quick, other, make]);
    assert!(said.contains("| `auth` | `auth:1` |") && !said.contains("`mysql:8`"), "{said}");
    // Nothing says which of them is started, and production never is.
    let (said, _) =
        services(&[PRODUCTION, ("Makefile", "up:\n\tdocker compose -f docker-compose.production.yml up\n")]);
    assert!(said.contains("of which none is started by itself") && said.contains("TODO(owner)"), "{said}");
}

/// Documents that tell how a repository is operated, and some that only seem to.
const WRITTEN: &[(&str, &str)] = &[
    ("README.md", "# Shop\n"),
    ("CONTRIBUTING.md", "# Welcome!\n"),
    ("RELEASING.md", "# Releasing\n\n## Cut it\n\n```sh\ngit tag v1\n```\n"),
    ("docs/deploy.md", "# Deploying the shop\n\nWe push to main.\n\n## Rolling back\n\nAsk Ann.\n"),
    ("docs/troubleshooting.md", "# Troubleshooting\n"),
    ("docs/devops/db_backup.md", "# Backups of the database\n"),
    ("docs/runbooks/queue.md", "# The queue is full\n"),
    ("docs/adr/0002-deploy-with-helm.md", "# Deploy with Helm\n"),
    // None of these tells how this repository is operated.
    ("docs/adr/0003-colours.md", "# Colours\n"),
    ("docs/de/deploy.md", "# Ausliefern\n"),
    ("docs/user/deploy.md", "# Deploy a shop\n"),
    ("docs/hosting/deployment.md", "# Deployment\n\nLog in to your server, then copy it to your server.\n"),
    ("RELEASES.md", "# Releases\n\n## 1.1\n\n## 1.0\n"),
    ("docs/releasing-plugins.md", "# Releasing your plugin\n"),
    ("packages/cart/RELEASING.md", "# Releasing\n\n## How to release\n"),
    ("site/mkdocs.yml", "site_name: x\n"),
    ("site/docs/deploy.md", "# Deploy\n"),
];

#[test]
fn what_people_wrote_down_already_is_linked_where_readers_look() {
    let shop = shop(WRITTEN, true);
    let said = init(&shop, &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    let index = page(&shop, "README.md");
    for row in [
        "| contribute a change | [`CONTRIBUTING.md`](../../CONTRIBUTING.md) |",
        "| find out why something does not work | [Troubleshooting](../../docs/troubleshooting.md) |",
        "| deploy as it is written down already | [Deploying the shop](../../docs/deploy.md) |",
        "| make a release | [Releasing](../../RELEASING.md) |",
        "| [Backups of the database](../../docs/devops/db_backup.md), [The queue is full](../../docs/runbooks/queue.md) |",
        "| know why it is operated so | [deploy with helm](../../docs/adr/0002-deploy-with-helm.md) |",
    ] {
        assert!(index.contains(row), "{row} in\n{index}");
    }
    let deployments = page(&shop, "deployments.md");
    let (deploy, release) = ("[Deploying the shop](../../docs/deploy.md)", "[Releasing](../../RELEASING.md)");
    assert!(deployments.contains(&format!("Written down already: {deploy}, {release}.")), "{deployments}");
    let back = "[Rolling back](../../docs/deploy.md#rolling-back)";
    assert!(deployments.contains(&format!("Written down already: {back} of {deploy}.")), "{deployments}");
    assert!(page(&shop, "runbooks/README.md").contains("- [The queue is full](../../../docs/runbooks/queue.md)\n"));
    assert!(page(&shop, "environments/local.md").contains("[Troubleshooting](../../../docs/troubleshooting.md)"));
    let own = files(&shop).into_iter().filter(|(path, _)| path.starts_with("_ai/"));
    for (path, text) in own {
        for other in ["0003-", "docs/de/", "docs/user", "hosting", "RELEASES.md", "plugin", "packages", "site/"] {
            assert!(!text.contains(other), "{other} in {path}");
        }
    }
    assert!(init(&shop, &[]).err.contains("nothing to add"));
    assert_eq!(shop.lint(&["--ignore", "unanswered"]).out, "");
}

#[test]
fn what_people_write_down_later_is_linked_once() {
    let shop = shop(WRITTEN, true);
    init(&shop, &[]);
    shop.write("docs/runbooks/disk.md", "# The disk is full\n");
    assert_eq!(init(&shop, &[]).out, "_ai/\n  devops/\n    README.md\n");
    let index = page(&shop, "README.md");
    assert_eq!(index.matches("[The disk is full](../../docs/runbooks/disk.md)").count(), 1, "{index}");
    assert_eq!(index.matches("(../../docs/runbooks/queue.md)").count(), 1, "{index}");
    assert!(init(&shop, &[]).err.contains("nothing to add"));
    // What people lead to from another page needs no row.
    shop.write("docs/runbooks/lock.md", "# A lock stays\n");
    let runbooks = page(&shop, "runbooks/README.md") + "\n- [A lock stays](../../../docs/runbooks/lock.md)\n";
    shop.write("_ai/devops/runbooks/README.md", runbooks);
    assert!(init(&shop, &[]).err.contains("nothing to add"));
}

#[test]
fn environments_that_an_expression_chooses_get_a_page_each() {
    let deploy = |to: &str| {
        let head = "on:\n  push:\n  workflow_dispatch:\n    inputs:\n      target:\n        type: choice\n        options: [staging, qa]\n";
        let ship = format!("  ship:\n    runs-on: x\n    environment: {to}\n    steps:\n      - run: flyctl deploy\n");
        let key = "        env: {KEY: '${{ secrets.FLY_KEY }}'}\n";
        let fixed = "  check:\n    runs-on: x\n    environment: lab\n    steps: [{run: flyctl deploy}]\n";
        format!("{head}jobs:\n{ship}{key}{fixed}")
    };
    for (to, names) in [
        ("${{ github.ref_name == 'main' && 'production' || 'staging' }}", &["production", "staging"][..]),
        (
            "\n      name: >-\n        ${{ github.ref_name == 'main' && 'production'\n        || 'staging' }}",
            &["production", "staging"],
        ),
        ("${{ inputs.target || 'production' }}", &["production", "qa", "staging"]),
        ("${{ github.ref_name || 'production' }}", &[]),
        ("${{ github.ref_name == 'main' && 'production' }}", &[]),
    ] {
        let shop = shop(&[(".github/workflows/deploy.yml", &deploy(to))], true);
        let said = init(&shop, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        for name in names {
            let page = page(&shop, &format!("environments/{name}.md"));
            let row = format!("| `{name}` | `deploy.yml` (`ship`), where an expression chooses it |");
            assert!(page.contains(&row), "{row} in\n{page}");
            assert!(page.contains("| `FLY_KEY` | `deploy.yml` (`ship`) |"), "{page}");
        }
        let pages = files(&shop).into_iter().filter(|(path, _)| path.contains("/environments/")).count();
        assert_eq!(pages, names.len() + 2, "{to}: those, local and lab");
        assert!(page(&shop, "environments/lab.md").contains("| `lab` | `deploy.yml` (`check`) |"));
        assert_eq!(shop.lint(&["--ignore", "unanswered"]).out, "", "{to}");
    }
}

/// A workflow whose jobs name where they deploy to in their own words.
fn deploying(jobs: &str) -> String {
    format!("on: push\njobs:\n{jobs}")
}

#[test]
fn environments_that_only_deployments_name_get_a_page_where_that_is_sure() {
    let job = |id: &str, rest: &str| format!("  {id}:\n    runs-on: x\n{rest}");
    let run = |command: &str| format!("    steps:\n      - run: {command}\n");
    for (file, jobs, names) in [
        ("cd.yml", job("deploy-staging", &run("flyctl deploy")), &["staging"][..]),
        ("deploy-prod.yml", job("ship", &run("flyctl deploy")), &["prod"]),
        ("cd.yml", job("ship", &run("npx wrangler deploy --env staging")), &["staging"]),
        ("cd.yml", job("ship", &run("serverless deploy --stage=prod")), &["prod"]),
        ("cd.yml", job("ship", &run("cd infra/envs/prod && terraform apply -auto-approve")), &["prod"]),
        ("cd.yml", job("ship", &run("helm upgrade shop chart -f values-staging.yaml")), &["staging"]),
        ("cd.yml", job("ship", &run("kubectl apply -k k8s/overlays/qa")), &["qa"]),
        ("cd.yml", job("ship", &run("./deploy.sh production")), &["production"]),
        ("cd.yml", job("ship", &run("make deploy ENV=uat")), &["uat"]),
        (
            "cd.yml",
            job(
                "ship",
                &format!(
                    "    strategy: {{matrix: {{stage: [dev, prod]}}}}\n{}",
                    run("sls deploy --stage ${{ matrix.stage }}")
                ),
            ),
            &["dev", "prod"],
        ),
        // The words say something else, or nothing that is sure.
        ("cd.yml", job("ship", &run("flyctl deploy")), &[]),
        ("cd.yml", job("publish-dev", &run("npm publish --tag dev")), &[]),
        ("cd.yml", job("ship", &run("vite build --mode production && flyctl deploy")), &[]),
        ("cd.yml", job("deploy-pre-prod", &run("flyctl deploy")), &[]),
    ] {
        let given = [
            (format!(".github/workflows/{file}"), deploying(&jobs)),
            ("deploy.sh".to_owned(), "#!/bin/sh\ntrue\n".to_owned()),
            ("Makefile".to_owned(), "deploy:\n\ttrue\n".to_owned()),
            ("infra/envs/prod/main.tf".to_owned(), String::new()),
        ];
        // Terraform has a folder of its own only where the test is about it.
        let given: Vec<(&str, &str)> = given.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let shop = shop(if jobs.contains("terraform") { &given } else { &given[..3] }, true);
        let said = init(&shop, &[]);
        assert_eq!(said.code, 0, "{}", said.err);
        let mut pages: Vec<String> = files(&shop).into_iter().map(|(path, _)| path).collect();
        pages.retain(|path| path.contains("/environments/") && !path.ends_with("local.md"));
        let wanted: Vec<String> = names.iter().map(|name| format!("_ai/devops/environments/{name}.md")).collect();
        assert_eq!(pages, wanted, "{jobs}");
        for name in names {
            let page = page(&shop, &format!("environments/{name}.md"));
            assert!(page.contains(&format!("| `{name}` | `{file}` (")), "{page}");
        }
        assert!(!page(&shop, "deployments.md").contains("to which environments"), "{jobs}");
        assert_eq!(shop.lint(&["--ignore", "unanswered"]).out, "", "{jobs}");
        assert!(init(&shop, &[]).err.contains("nothing to add"), "{jobs}");
    }
}

#[test]
fn where_nobody_can_tell_the_environment_people_are_asked_once() {
    let free = "  ship:\n    runs-on: x\n    steps: [{run: 'flyctl deploy --env ${{ github.ref_name }}'}]\n";
    let two = "  promote-staging-to-production:\n    runs-on: x\n    steps: [{run: ./deploy.sh}]\n";
    let other = "  deploy-qa:\n    runs-on: x\n    steps: [{run: ./deploy.sh uat}]\n";
    let shop = shop(&[(".github/workflows/cd.yml", &deploying(&format!("{free}{two}{other}")))], true);
    init(&shop, &[]);
    let deployments = page(&shop, "deployments.md");
    let line = "TODO(owner): to which environments do these deploy: `ship` of `cd.yml`, `promote-staging-to-production` of `cd.yml`, `deploy-qa` of `cd.yml`?";
    assert_eq!(deployments.matches(line).count(), 1, "{deployments}");
    assert!(!shop.root().join("_ai/devops/environments/staging.md").exists());
}

#[test]
fn the_page_of_an_environment_that_nothing_deploys_to_any_more_is_told() {
    let staging = deploying("  deploy-staging:\n    runs-on: x\n    steps: [{run: flyctl deploy}]\n");
    let shop = shop(&[(".github/workflows/cd.yml", &staging)], true);
    init(&shop, &[]);
    shop.write(".github/workflows/cd.yml", staging.replace("deploy-staging", "deploy-qa"));
    let found = shop.lint(&["--select", "stale-block"]).out;
    assert_eq!(found.matches("_ai/devops/environments/staging.md").count(), 2, "{found}");
}

/// The rows of a page's table of deployments.
fn deployment_rows(shop: &Shop) -> Vec<String> {
    let page = page(shop, "deployments.md");
    let block = page.split("devops-docs:begin deployments -->").nth(1).expect("it has the block");
    let rows = block.split("<!--").next().unwrap_or_default().lines().filter(|line| line.starts_with("| `"));
    rows.map(str::to_owned).collect()
}

#[test]
fn what_starts_a_deployment_is_what_its_conditions_let_through() {
    let on =
        "on:\n  push: {branches: [main]}\n  pull_request:\n  release: {types: [published]}\n  workflow_dispatch:\n";
    for (condition, starts) in [
        ("github.event_name == 'release'", "`release` (types of release: `published`)"),
        (
            "github.ref == 'refs/heads/main'",
            "`push` (branches: `main`), `workflow_dispatch` (only if the branch is `main`)",
        ),
        (
            "startsWith(github.ref, 'refs/tags/v')",
            "`release` (types of release: `published`), `workflow_dispatch`; only if the tag begins with `v`",
        ),
        (
            "github.event_name == 'push' && github.repository_owner == 'acme'",
            "`push` (branches: `main`); only if the owner of the repository is `acme`",
        ),
        (
            "github.event_name == 'push' && hashFiles('Dockerfile') != ''",
            "`push` (branches: `main`); only if `hashFiles('Dockerfile') != ''`",
        ),
    ] {
        let text = format!(
            "{on}jobs:\n  ship:\n    runs-on: x\n    if: {condition}\n    steps:\n      - run: flyctl deploy\n"
        );
        let shop = shop(&[(".github/workflows/deploy.yml", &text)], true);
        init(&shop, &[]);
        assert_eq!(deployment_rows(&shop), [format!("| `deploy.yml` | `ship` | Fly | {starts} |")], "{condition}");
    }
}

#[test]
fn what_starts_a_deployment_is_what_its_steps_and_needs_let_through() {
    let text = "\
on: [push, pull_request]
jobs:
  image:
    runs-on: x
    steps:
      - uses: docker/build-push-action@v6
        with: {push: \"${{ github.event_name != 'pull_request' }}\"}
  gate:
    runs-on: x
    if: github.ref == 'refs/heads/main'
    steps:
      - run: make test
  ship:
    runs-on: x
    needs: gate
    steps:
      - run: flyctl deploy
        if: github.event_name == 'push'
";
    let shop = shop(&[(".github/workflows/deploy.yml", text)], true);
    init(&shop, &[]);
    assert_eq!(
        deployment_rows(&shop),
        [
            "| `deploy.yml` | `image` | Container registry | `push` |",
            "| `deploy.yml` | `ship` | Fly | `push`; only if the branch is `main` |",
        ]
    );
}

#[test]
fn the_way_back_by_a_version_and_an_environment_is_told_with_both() {
    let text = "\
on:
  workflow_dispatch:
    inputs:
      version: {required: true}
      environment: {type: choice, options: [staging, production], default: staging}
jobs:
  ship:
    runs-on: x
    environment: ${{ inputs.environment }}
    steps:
      - run: ./deploy.sh ${{ inputs.version }}
";
    let shop = shop(&[(".github/workflows/deploy.yml", text), ("deploy.sh", "echo\n")], true);
    shop.git(&["tag", "v1"]);
    shop.git(&["tag", "v2"]);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    let (_, back) = page.split_once("## Rollback").expect("it has that part");
    let way = "gh workflow run deploy.yml -f version=\"${EARLIER:?}\" -f environment=\"${ENVIRONMENT}\"\n";
    assert!(back.contains(way), "{back}");
    assert!(!page.contains("git tag --sort"), "{page}");
}

#[test]
fn where_nothing_leads_back_people_are_asked() {
    let text = "on: push\njobs:\n  ship:\n    runs-on: x\n    steps:\n      - run: make deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", text), ("Makefile", "deploy:\n\techo\n")], true);
    shop.git(&["tag", "v1"]);
    shop.git(&["tag", "v2"]);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    let (_, back) = page.split_once("## Rollback").expect("it has that part");
    let back = back.split("\n## ").next().unwrap_or_default();
    assert!(!back.contains("```"), "{back}");
    assert!(back.contains("TODO(owner): the command that takes a deployment back"), "{back}");
}

#[test]
fn an_environment_that_is_only_handed_to_another_repository_is_told_as_that() {
    let text = "\
on: {push: {branches: [main]}}
jobs:
  ship:
    uses: acme/actions/.github/workflows/deploy.yml@v2
    with: {environment: production}
";
    let shop = shop(&[(".github/workflows/main.yml", text)], true);
    init(&shop, &[]);
    let page = page(&shop, "environments/production.md");
    assert!(page.contains("| `main.yml` (`ship`), handed to a workflow of `acme/actions` |"), "{page}");
    for words in ["of GitHub", "gh secret list", "settings of the repository"] {
        assert!(!page.contains(words), "{words} in\n{page}");
    }
    assert_eq!(
        deployment_rows(&shop),
        [
            "| `main.yml` | `ship` | `production` of `acme/actions`, by `acme/actions/.github/workflows/deploy.yml` | `push` (branches: `main`) |"
        ]
    );
}

#[test]
fn what_goreleaser_does_is_what_its_settings_say() {
    let text = "on: {push: {tags: ['v*']}}\njobs:\n  release:\n    runs-on: x\n    steps:\n      - uses: goreleaser/goreleaser-action@v6\n        with: {args: release --clean}\n";
    for (settings, target) in [
        ("builds: [{main: .}]\n", "GitHub release"),
        ("release: {disable: true}\ndockers: [{image_templates: [acme/shop]}]\n", "Container registry"),
        ("release: {disable: true}\ndockers: [{skip_push: true}]\n", "by `goreleaser`"),
        ("brews: [{name: shop}]\n", "Homebrew, GitHub release"),
    ] {
        let shop = shop(&[(".github/workflows/release.yml", text), (".goreleaser.yml", settings)], true);
        init(&shop, &[]);
        assert_eq!(deployment_rows(&shop), [format!("| `release.yml` | `release` | {target} | `push` (tags: `v*`) |")]);
    }
}

#[test]
fn secrets_of_called_workflows_are_told_with_the_environments_of_all_their_callers() {
    let call = |stage: &str, inner: &str| {
        format!("    uses: ./.github/workflows/{inner}\n    secrets: inherit\n    with: {{environment: '{stage}'}}\n")
    };
    let input = "on:\n  workflow_call:\n    inputs:\n      environment: {type: string}\njobs:\n";
    let shop = shop(
        &[
            (
                ".github/workflows/main.yml",
                &format!(
                    "on: push\njobs:\n  one:\n{}  two:\n{}",
                    call("staging", "outer.yml"),
                    call("production", "outer.yml")
                ),
            ),
            (
                ".github/workflows/outer.yml",
                &format!("{input}  pass:\n{}", call("${{ inputs.environment }}", "ship.yml")),
            ),
            (
                ".github/workflows/ship.yml",
                &format!(
                    "{input}  ship:\n    runs-on: x\n    environment: ${{{{ inputs.environment }}}}\n    steps:\n      - run: flyctl deploy\n        env: {{KEY: '${{{{ secrets.FLY_KEY }}}}', REGION: '${{{{ vars.REGION }}}}'}}\n"
                ),
            ),
        ],
        true,
    );
    init(&shop, &[]);
    let ci = page(&shop, "ci-cd.md");
    for row in [
        "| `FLY_KEY` | `ship.yml` (`ship`) | `production`, `staging` |",
        "| `REGION` | `ship.yml` (`ship`) | `production`, `staging` |",
    ] {
        assert!(ci.contains(row), "{row} in\n{ci}");
    }
}

#[test]
fn the_first_page_tells_first_what_people_need_first() {
    let shop = shop(
        &[
            ("Makefile", "run:\n\techo\ntest:\n\techo\n"),
            (
                ".github/workflows/ci.yml",
                "on: push\njobs:\n  ship:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n",
            ),
        ],
        true,
    );
    init(&shop, &[]);
    let page = page(&shop, "README.md");
    let wishes: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" |").next()).collect();
    assert_eq!(
        wishes[1..7],
        [
            "set up my machine and see that it works",
            "run it here",
            "check a change before others see it",
            "deploy a change",
            "roll back a deployment",
            "know what runs on a change, or why it failed",
        ]
    );
}

#[test]
fn specs_are_run_by_their_own_runner() {
    let gems = [("bin/rails", "#!/usr/bin/env ruby\n"), ("Gemfile", "gem 'rails'\ngem 'rspec-rails'\n")];
    for (files, command) in [
        (vec![("spec/models/cart_spec.rb", "\n")], "bundle exec rspec\n"),
        (
            vec![("spec/models/cart_spec.rb", "\n"), ("test/models/cart_test.rb", "\n")],
            "bundle exec rspec\nbin/rails test\n",
        ),
        (vec![("test/models/cart_test.rb", "\n")], "bin/rails test\n"),
    ] {
        let shop = shop(&[&gems[..], &files].concat(), true);
        init(&shop, &[]);
        let local = page(&shop, "environments/local.md");
        let checks = local.split("## Validation").nth(1).expect("the page has the part");
        assert!(checks.contains(&format!("```sh\n{command}```")), "{files:?}: {checks}");
    }
}

#[test]
fn a_call_is_started_by_what_it_hands_over_of_that() {
    let reused = "on:\n  workflow_call:\n    inputs:\n      push: {type: boolean}\njobs:\n  publish:\n    if: inputs.push\n    runs-on: x\n    steps:\n      - run: docker push acme/shop\n";
    let caller = "on: [push, pull_request]\njobs:\n  publish-image:\n    uses: ./.github/workflows/image.yml\n    with:\n      push: ${{ github.event_name == 'push' && github.ref == 'refs/heads/main' }}\n";
    let shop = shop(&[(".github/workflows/image.yml", reused), (".github/workflows/main.yml", caller)], true);
    init(&shop, &[]);
    let rows = deployment_rows(&shop);
    assert_eq!(rows[1], "| `main.yml` | `publish-image` | Container registry | `push`; only if the branch is `main` |");
}

#[test]
fn what_is_left_out_of_the_commands_is_counted() {
    let text = "on: workflow_dispatch\njobs:\n  ship:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: flyctl deploy\n";
    let paths: Vec<String> = (0..8).map(|at| format!(".github/workflows/deploy-{at}.yml")).collect();
    let given: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), text)).collect();
    let shop = shop(&given, true);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    for part in ["## Verification", "## Rollback"] {
        let part = page.split(part).nth(1).and_then(|rest| rest.split("\n## ").next()).expect("it has that part");
        assert!(part.contains("The same goes for 2 more workflows: `deploy-6.yml`, `deploy-7.yml`."), "{part}");
    }
}

#[test]
fn a_secret_is_not_of_an_environment_that_a_called_workflow_only_takes_for_a_word() {
    let called = "on:\n  workflow_call:\n    inputs:\n      environment: {type: string}\n    secrets:\n      KEY: {}\njobs:\n  ship:\n    runs-on: x\n    steps:\n      - run: ./deploy.sh ${{ inputs.environment }}\n        env: {KEY: '${{ secrets.KEY }}'}\n";
    let main = "on: push\njobs:\n  ship:\n    uses: ./.github/workflows/ship.yml\n    with: {environment: production}\n    secrets: {KEY: '${{ secrets.FLY_KEY }}'}\n";
    let shop = shop(&[(".github/workflows/main.yml", main), (".github/workflows/ship.yml", called)], true);
    init(&shop, &[]);
    let ci = page(&shop, "ci-cd.md");
    assert!(ci.contains("| `FLY_KEY` | `main.yml` (`ship`) |\n"), "{ci}");
}

#[test]
fn what_asks_for_a_branch_is_no_way_back_to_an_earlier_commit() {
    let text = "on: workflow_dispatch\njobs:\n  ship:\n    runs-on: x\n    if: github.ref == 'refs/heads/main'\n    steps:\n      - uses: actions/checkout@v4\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", text)], true);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    assert!(page.contains("`workflow_dispatch`; only if the branch is `main`"), "{page}");
    let (_, back) = page.split_once("## Rollback").expect("it has that part");
    assert!(!back.contains("gh workflow run"), "{back}");
}

#[test]
fn what_asks_for_a_tag_takes_an_earlier_one() {
    let text = "on: workflow_dispatch\njobs:\n  ship:\n    runs-on: x\n    if: github.ref_type == 'tag'\n    steps:\n      - uses: actions/checkout@v4\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", text)], true);
    init(&shop, &[]);
    let page = page(&shop, "deployments.md");
    let (_, back) = page.split_once("## Rollback").expect("it has that part");
    assert!(back.contains("gh workflow run deploy.yml --ref \"${EARLIER:?}\""), "{back}");
}

#[test]
fn an_empty_choice_is_no_environment() {
    let text = "on:\n  workflow_dispatch:\n    inputs:\n      deploy_env: {type: choice, required: true, options: ['', dev, prod]}\njobs:\n  ready:\n    runs-on: x\n    steps:\n      - run: ./scripts/deploy.sh --env ${{ inputs.deploy_env }}\n  deploy:\n    runs-on: x\n    environment: ${{ inputs.deploy_env }}\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", text), ("scripts/deploy.sh", "true\n")], true);
    assert_eq!(init(&shop, &[]).code, 0);
    let names: Vec<String> = files(&shop).into_iter().map(|(path, _)| path).collect();
    assert!(!names.iter().any(|path| path.ends_with("/.md")), "{names:?}");
    assert!(names.iter().any(|path| path.ends_with("environments/dev.md")), "{names:?}");
    let ci = page(&shop, "ci-cd.md");
    assert!(ci.contains("| `dev`, `prod` |"), "{ci}");
}

#[test]
fn a_command_is_told_with_the_folder_that_it_runs_in() {
    let action = "name: Banner\ndescription: Shows a banner\nruns:\n  using: composite\n  steps:\n    - run: yarn run banner:deploy\n      shell: bash\n      working-directory: ./web\n";
    let text = "on: push\njobs:\n  deploy:\n    runs-on: x\n    env: {KEY: '${{ secrets.KEY }}'}\n    steps:\n      - uses: ./.github/actions/show\n";
    let package = "{\"scripts\": {\"banner:deploy\": \"node push.js\"}}";
    let given = [
        (".github/actions/show/action.yml", action),
        (".github/workflows/deploy.yml", text),
        ("web/package.json", package),
        ("package.json", "{}"),
    ];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let rows = deployment_rows(&shop);
    assert_eq!(rows[0], "| `deploy.yml` | `deploy` | by `cd web && yarn run banner:deploy` | `push` |");
    let said = shop.run(&["lint"]);
    assert!(!said.out.contains("banner:deploy"), "{}", said.out);
}

#[test]
fn services_for_other_purposes_are_not_asked_for_in_a_block() {
    let given = [
        ("compose.yaml", "services:\n  db: {image: 'postgres:16'}\n"),
        ("docker-compose.load.yml", "services:\n  swarm: {image: 'locustio/locust:2.1'}\n"),
    ];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let said = shop.run(&["lint"]);
    assert!(!said.out.contains("swarm"), "{}", said.out);
}

#[test]
fn nobody_is_told_that_a_task_was_never_done() {
    let text = "on: push\njobs:\n  test:\n    runs-on: x\n    env: {KEY: '${{ secrets.KEY }}'}\n    steps:\n      - run: make\n";
    let shop = shop(&[(".github/workflows/ci.yml", text)], true);
    init(&shop, &[]);
    let maintenance = page(&shop, "maintenance.md");
    assert!(maintenance.contains("| not recorded | the name of the only one is in "), "{maintenance}");
    assert!(!maintenance.contains("never"), "{maintenance}");
}

#[test]
fn what_takes_something_away_is_no_step_of_a_deployment() {
    let start = |job: &str, run: &str| {
        format!(
            "on: workflow_dispatch\njobs:\n  {job}:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v4\n      - run: {run}\n"
        )
    };
    let (deploy, other) = (start("deploy", "flyctl deploy"), start("run", "terraform apply -auto-approve"));
    let script = "#!/bin/bash\nenvironment=$1\naws ecs update-service --service shop-$environment\n";
    let given = [
        (".github/workflows/deploy.yml", deploy.as_str()),
        (".github/workflows/db-checks-apply.yml", other.as_str()),
        (".github/workflows/ledgerRollback.yml", other.as_str()),
        (".github/workflows/prod-cleanup.yml", other.as_str()),
        (".github/workflows/slotSwapTestApi.yml", other.as_str()),
        ("db/rollback.sh", "true\n"),
        ("scripts/rollback-deployment.sh", script),
    ];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let page_of = page(&shop, "deployments.md");
    let part = |title: &str| page_of.split(title).nth(1).and_then(|rest| rest.split("\n## ").next()).expect("a part");
    let steps = part("## Steps");
    assert!(steps.contains("deploy.yml") && !steps.contains("cleanup") && !steps.contains("ollback"), "{steps}");
    let back = part("## Rollback");
    let own = "By their names these take a deployment back:\n\n```sh\nbash scripts/rollback-deployment.sh \"${ENVIRONMENT}\"\n```\n\n```sh\ngh workflow run ledgerRollback.yml\n```\n\n```sh\ngh workflow run slotSwapTestApi.yml\n```\n";
    assert!(back.contains(own), "{back}");
    assert!(back.contains("gh workflow run deploy.yml --ref \"${EARLIER:?}\"\n```"), "{back}");
    assert!(!back.contains("db-checks") && !back.contains("db/rollback.sh"), "{back}");
    let ci = page(&shop, "ci-cd.md");
    let apart = "read its file before you start one:\n\n```sh\ngh workflow run ledgerRollback.yml\n```\n\n```sh\ngh workflow run prod-cleanup.yml\n```\n\n```sh\ngh workflow run slotSwapTestApi.yml\n```";
    assert!(ci.contains(apart), "{ci}");
    let before = page(&shop, "deployments.md");
    init(&shop, &[]);
    assert_eq!(before, page(&shop, "deployments.md"));
}

#[test]
fn a_way_back_is_told_all_that_decides_it_and_each_is_copied_alone() {
    let back = "on:
  workflow_dispatch:
    inputs:
      service: {type: choice, options: [api, web], default: api}
      mode: {type: choice, options: [previous, pinned]}
      dry: {type: boolean, default: false}
      environment: {type: environment}
jobs:
  back:
    runs-on: x
    environment: ${{ inputs.environment }}
    steps:
      - run: ./back.sh ${{ inputs.service }} ${{ inputs.mode }}
";
    let deploy = |name: &str| {
        format!(
            "on: workflow_dispatch\njobs:\n  deploy:\n    runs-on: x\n    environment: {name}\n    steps:\n      - uses: actions/checkout@v4\n      - run: flyctl deploy\n"
        )
    };
    let (dev, prod) = (deploy("development"), deploy("production"));
    let given = [
        (".github/workflows/rollback.yml", back),
        (".github/workflows/dev-deploy.yml", dev.as_str()),
        (".github/workflows/prod-deploy.yml", prod.as_str()),
    ];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let of = |name: &str| page(&shop, name);
    let all = "gh workflow run rollback.yml -f service=\"${SERVICE}\" -f mode=\"${MODE}\" -f environment=\"${ENVIRONMENT}\"\n";
    assert!(of("deployments.md").contains(all), "{}", of("deployments.md"));
    // Production first, and no two in one block.
    let earlier = |file: &str| format!("```sh\ngh workflow run {file} --ref \"${{EARLIER:?}}\"\n```");
    let both = format!("{}\n\n{}", earlier("prod-deploy.yml"), earlier("dev-deploy.yml"));
    assert!(of("deployments.md").contains(&both), "{}", of("deployments.md"));
    let apart = "```sh\ngh workflow run dev-deploy.yml\n```\n\n```sh\ngh workflow run prod-deploy.yml\n```";
    assert!(of("ci-cd.md").contains(apart), "{}", of("ci-cd.md"));
}

#[test]
fn what_is_gone_never_ends_or_shows_nothing_is_no_command_of_a_newcomer() {
    let root = r#"{"scripts": {"bootstrap": "npm run setup:dev", "setup:project": "pnpm install", "test": "lerna run test:watch"}}"#;
    let part = r#"{"scripts": {"setup": "node setup.js", "test": "echo \"Error: no test specified\" && exit 1"}}"#;
    let given =
        [("package.json", root), ("libs/ui/package.json", part), ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let page = page(&shop, "environments/local.md");
    assert!(page.contains("pnpm run setup:project\n") && !page.contains("bootstrap"), "{page}");
    assert!(page.contains("`cd libs/ui && pnpm run setup`") && !page.contains("run test"), "{page}");
    let made = self::shop(
        &[("Makefile", "all: kilo\n\nkilo: kilo.c\n\t$(CC) -o kilo kilo.c\n"), ("kilo.c", "int main;\n")],
        true,
    );
    init(&made, &[]);
    let page = self::page(&made, "environments/local.md");
    assert!(page.contains("\nmake\n"), "{page}");
}

#[test]
fn a_program_of_go_is_built_as_its_makefile_does() {
    let module = "module example.org/shop\n\ngo 1.24\n";
    let given = [
        ("go.mod", module),
        ("main.go", "package main\n"),
        ("Makefile", "build: assets\n\tgo build ./...\nassets:\n\ttrue\n"),
        ("handbook/go.mod", module),
        ("handbook/hugo.toml", "title = 'Shop'\n"),
    ];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let local = page(&shop, "environments/local.md");
    assert!(local.contains("make build\n") && !local.contains("go build"), "{local}");
}

#[test]
fn a_sample_becomes_what_compose_reads() {
    let given = [
        ("compose.yaml", "services:\n  web:\n    image: php:8.3\n    env_file:\n      - ./docker/web/env\n"),
        ("docker/web/env.example", "SHOP_NAME=\n"),
    ];
    let shop = shop(&given, true);
    init(&shop, &[]);
    let local = page(&shop, "environments/local.md");
    assert!(local.contains("cp -n docker/web/env.example docker/web/env\n"), "{local}");
}

#[test]
fn parts_are_told_with_their_own_commands() {
    let mut files = vec![("README.md", "# Shop\n"), ("c/package.json", "{}\n"), ("c/package-lock.json", "{}\n")];
    files.extend(["a/pom.xml", "b/pom.xml", "d/pom.xml"].map(|path| (path, "<project/>\n")));
    let shop = shop(&files, true);
    init(&shop, &[]);
    let local = page(&shop, "environments/local.md");
    let setup = "```sh\ncd a\nmvn package\ncd -\n```\n\nAnd so in `b`, `d`.\n\n```sh\ncd c\nnpm ci\ncd -\n```\n";
    assert!(local.contains(setup), "{local}");
}

#[test]
fn services_of_profiles_are_started_with_one() {
    let compose = |web: &str| {
        format!("services:\n  db:\n    image: postgres:17\n    profiles: [dev]\n  web:\n    image: nginx:1\n{web}")
    };
    for (web, up, looked_for) in [
        ("", "docker compose up --detach\n", "service web"),
        ("    profiles: [dev]\n", "docker compose --profile dev up --detach\n", ""),
        ("    profiles: [dev, all]\n", "docker compose --profile \"${PROFILE}\" up --detach\n", ""),
    ] {
        let shop = shop(&[("README.md", "# Shop\n"), ("compose.yaml", &compose(web))], true);
        init(&shop, &["--scripts"]);
        let local = page(&shop, "environments/local.md");
        assert!(local.contains(up), "{local}");
        let script = String::from_utf8(shop.read("scripts/devops/healthcheck.sh")).expect("UTF-8");
        assert!(script.contains(&format!("\n{looked_for}\n")) && !script.contains("\nservice db\n"), "{script}");
        assert_eq!(shop.lint(&[]).code, 0, "{}", shop.lint(&[]).out);
    }
}

#[test]
fn scripts_ask_for_no_tool_that_only_workflows_use() {
    let ci = "on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: actions/setup-node@v4\n        with: {node-version: 22}\n      - uses: actions/setup-go@v5\n        with: {go-version: '1.24'}\n      - run: flyctl deploy\n";
    let files = [("README.md", "# Shop\n"), ("package.json", "{}\n"), (".github/workflows/ci.yml", ci)];
    let shop = shop(&files, true);
    init(&shop, &["--scripts"]);
    let script = String::from_utf8(shop.read("scripts/devops/healthcheck.sh")).expect("UTF-8");
    assert!(script.contains("probe Node 22 ") && !script.contains("probe Go"), "{script}");
    assert!(!script.contains("flyctl"), "{script}");
    assert!(page(&shop, "environments/local.md").contains("| Go | `.github/workflows/ci.yml` |"));
}

#[test]
fn what_takes_something_away_is_copied_alone_and_with_its_confirmation() {
    let shop = Shop::new();
    let workflow = |input: &str| {
        format!(
            "on:\n  workflow_dispatch:\n    inputs:\n{input}jobs:\n  a:\n    runs-on: x\n    steps: [{{run: make a}}]\n"
        )
    };
    let environment = "      environment: { required: true }\n";
    let confirm = "      confirm-production: { type: boolean, default: false }\n";
    shop.write(".github/workflows/restore-database.yml", workflow(&format!("{environment}{confirm}")));
    shop.write(".github/workflows/delete-cluster.yml", workflow(environment)).commit(1);
    shop.run(&["init", "--yes"]);
    let page = String::from_utf8_lossy(&shop.read("_ai/devops/ci-cd.md")).into_owned();
    for command in [
        "```sh\ngh workflow run delete-cluster.yml -f environment=\"${ENVIRONMENT:?}\"\n```",
        "```sh\ngh workflow run restore-database.yml -f environment=\"${ENVIRONMENT:?}\" -f confirm-production=\"${CONFIRM_PRODUCTION}\"\n```",
    ] {
        assert!(page.contains(command), "{command}\n{page}");
    }
}
