//! What `init` and `inventory` say of things that nothing pins and no `environment:` names: other systems, tools that
//! scripts run, places that arguments name, guides that people wrote.

mod shop;

use shop::Shop;

fn shop(files: &[(&str, &str)]) -> Shop {
    let shop = Shop::new();
    for (path, text) in files {
        shop.write(path, text);
    }
    shop.commit(1);
    let said = shop.run(&["init", "--yes"]);
    assert_eq!(said.code, 0, "{}", said.err);
    shop
}

fn page(shop: &Shop, name: &str) -> String {
    String::from_utf8(shop.read(&format!("_ai/devops/{name}"))).expect("pages are text")
}

/// The names in the first column of the tables of a page.
fn rows(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect()
}

fn workflow(body: &str) -> String {
    format!("on: push\njobs:\n{body}")
}

#[test]
fn other_systems_are_named_with_their_files() {
    let shop = shop(&[
        (".gitlab-ci.yml", "test:\n  script: make test\n"),
        ("netlify.toml", "[build]\n"),
        ("ci/pipeline.yml", "resources:\n- name: src\njobs:\n- name: test\n  plan:\n  - get: src\n"),
    ]);
    let deployments = page(&shop, "deployments.md");
    for line in [
        "- GitLab CI: [`.gitlab-ci.yml`](../../.gitlab-ci.yml)\n",
        "- Concourse: [`ci/pipeline.yml`](../../ci/pipeline.yml)\n",
        "- Netlify: [`netlify.toml`](../../netlify.toml)\n",
        "No job of GitHub Actions deploys",
        "TODO(owner): what does each of them deploy",
    ] {
        assert!(deployments.contains(line), "{line} in\n{deployments}");
    }
    let runs = "GitLab CI ([`.gitlab-ci.yml`](../../.gitlab-ci.yml))";
    assert!(page(&shop, "README.md").contains(&format!("| know what runs on a change, or why it failed | {runs}")));
    assert!(page(&shop, "environments/local.md").contains("What runs on each change: GitLab CI ("));
    let said = shop.run(&["inventory"]).out;
    assert!(said.contains("Other systems, whose files are not read\n"), "{said}");
}

#[test]
fn a_platform_that_a_job_deploys_to_is_no_other_system() {
    let job = workflow("  deploy:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n");
    let shop = shop(&[(".github/workflows/deploy.yml", &job), ("fly.toml", "app = 'shop'\n")]);
    let deployments = page(&shop, "deployments.md");
    assert!(!deployments.contains("Other systems"), "{deployments}");
}

#[test]
fn tools_that_tasks_and_scripts_run_are_listed() {
    let shop = shop(&[
        ("Makefile", "deploy: image\n\t@./scripts/roll.sh\nimage:\n\tdocker build .\nother:\n\tvault status\n"),
        (
            "scripts/roll.sh",
            "#!/bin/sh\ncommand -v az\nhelp() { echo 'ask for sops | gcloud info'; }\nkubectl apply -f k8s\n",
        ),
        ("scripts/test.sh", "#!/bin/sh\njq . package.json\nflyctl version\n"),
        ("docker/run.sh", "#!/bin/sh\npsql -c 'select 1'\n"),
    ]);
    let tooling = page(&shop, "tooling.md");
    let names = rows(&tooling);
    for name in ["Docker", "kubectl", "jq", "make"] {
        assert!(names.contains(&name), "{name} in\n{tooling}");
    }
    for name in ["az", "sops", "gcloud", "vault", "psql"] {
        assert!(!names.contains(&name), "{name} in\n{tooling}");
    }
    assert!(tooling.contains("| kubectl | any | `scripts/roll.sh` |"), "{tooling}");
}

#[test]
fn tools_of_parts_are_listed_as_the_parts_are_set_up() {
    let shop = shop(&[
        ("web/package.json", "{}"),
        ("web/package-lock.json", "{}"),
        ("api/mvnw", ""),
        ("api/pom.xml", "<project/>\n"),
    ]);
    let tooling = page(&shop, "tooling.md");
    let names = rows(&tooling);
    assert!(names.contains(&"Node") && names.contains(&"npm") && names.contains(&"Java"), "{tooling}");
    assert!(!names.contains(&"Maven"), "{tooling}");
}

#[test]
fn a_release_process_that_is_written_down_goes_first() {
    let job = "on: {push: {tags: ['v*']}}\njobs:\n  publish:\n    runs-on: x\n    steps:\n      - run: npm publish\n";
    let guide = "# Contributing\n\n## Release process\n\nRun `make release`.\n";
    for (path, text, link) in [
        ("RELEASING.md", "# Releasing\n\nRun `make release`.\n", "[Releasing](../../RELEASING.md)"),
        ("CONTRIBUTING.md", guide, "[Release process of `CONTRIBUTING.md`](../../CONTRIBUTING.md#release-process)"),
        ("RELEASING.rst", "Releasing\n=========\n", "[RELEASING.rst](../../RELEASING.rst)"),
    ] {
        let shop = shop(&[(".github/workflows/release.yml", job), (path, text)]);
        let deployments = page(&shop, "deployments.md");
        assert!(deployments.contains(&format!("Written down already: {link}.")), "{path}: {deployments}");
        assert!(deployments.contains(&format!("tagged and released stands in {link}.")), "{path}: {deployments}");
        assert!(!deployments.contains("git tag"), "{path}: {deployments}");
    }
    let shop =
        shop(&[(".github/workflows/release.yml", job), ("CONTRIBUTING.md", "# Contributing\n\n## Local release\n")]);
    assert!(page(&shop, "deployments.md").contains("git tag --annotate"));
}

#[test]
fn what_makes_tags_by_itself_is_not_done_by_hand() {
    let job = "on: {push: {tags: ['v*']}}\njobs:\n  publish:\n    runs-on: x\n    steps:\n      - run: npm publish\n";
    let shop = shop(&[(".github/workflows/release.yml", job), ("release-please-config.json", "{}")]);
    let deployments = page(&shop, "deployments.md");
    assert!(
        deployments.contains("Release Please, which is set up here, makes its tags and releases."),
        "{deployments}"
    );
    assert!(!deployments.contains("git tag"), "{deployments}");
}

#[test]
fn a_job_that_no_tag_reaches_is_not_started_by_one() {
    let job = "on: {push: {branches: ['**'], tags: ['*']}}\njobs:\n  deploy:\n    if: github.ref == 'refs/heads/main'\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", job)]);
    let deployments = page(&shop, "deployments.md");
    assert!(!deployments.contains("git tag"), "{deployments}");
}

#[test]
fn sections_of_the_readme_and_guides_of_parts_are_linked() {
    let readme = "# Shop\n\n## Running locally\n\nRun it.\n\n## Deployment\n\nWe merge to main.\n\n## Testing\n\nx\n";
    let shop = shop(&[
        ("README.md", readme),
        ("api/CONTRIBUTING.md", "# Contributing\n"),
        ("examples/CONTRIBUTING.md", "# x\n"),
    ]);
    let local = page(&shop, "environments/local.md");
    assert!(local.contains("[`api/CONTRIBUTING.md`]") && !local.contains("examples/"), "{local}");
    assert!(local.contains("[Running locally of `README.md`](../../../README.md#running-locally)"), "{local}");
    let deployments = page(&shop, "deployments.md");
    assert!(deployments.contains("[Deployment of `README.md`](../../README.md#deployment)"), "{deployments}");
    for words in
        ["Copy it to your server, and set the port of your server.", "Our website tells how. Try our hosted version."]
    {
        let readme = format!("# Shop\n\n## Deployment\n\n{words}\n");
        let shop = self::shop(&[("README.md", &readme)]);
        assert!(!page(&shop, "deployments.md").contains("of `README.md`"), "{words}");
    }
}

#[test]
fn paths_are_told_among_what_starts_a_deployment() {
    let job = "on: {push: {branches: [main], paths: ['api/**'], paths-ignore: ['docs/**', 'a', 'b', 'c']}}\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", job)]);
    let limits = "branches: `main`; paths: `api/**`; paths ignore: `docs/**`, `a`, `b` and 1 more";
    assert!(page(&shop, "deployments.md").contains(&format!("`push` ({limits})")));
    assert!(page(&shop, "ci-cd.md").contains(&format!("| {limits} |")));
}

#[test]
fn who_reviews_changes_is_not_said_to_do_the_work() {
    let shop = shop(&[("CODEOWNERS", "* @acme/ops\n")]);
    assert!(page(&shop, "README.md").contains("Changes of these pages are reviewed by those that CODEOWNERS names."));
    let maintenance = page(&shop, "maintenance.md");
    assert!(maintenance.contains("| update dependencies | monthly | | not recorded |"), "{maintenance}");
    assert!(maintenance.contains("and who does each? Those that CODEOWNERS names review"), "{maintenance}");
    let shop = self::shop(&[]);
    shop.git(&["rm", "-r", "--cached", "--quiet", "--force", "--ignore-unmatch", "_ai"]);
    std::fs::remove_dir_all(shop.root().join("_ai")).expect("init made it");
    shop.run(&["init", "--yes", "--owner", "ann"]);
    assert!(page(&shop, "maintenance.md").contains("| update dependencies | monthly | ann | not recorded |"));
}

#[test]
fn terraform_says_where_it_keeps_its_state() {
    let shop = shop(&[
        (
            "infra/envs/prod/main.tf",
            "terraform {\n  backend \"s3\" {\n    bucket = \"acme-state\"\n    key    = \"shop\"\n  }\n}\n",
        ),
        ("infra/shared/main.tf", "terraform {\n  backend \"azurerm\" {}\n}\n"),
        ("modules/web/main.tf", "# backend \"s3\" {}\nvariable \"backend\" {}\n"),
    ]);
    let readme = page(&shop, "README.md");
    let prod =
        "- `s3` by [`infra/envs/prod/main.tf`](../../infra/envs/prod/main.tf): bucket `acme-state`, key `shop`\n";
    assert!(readme.contains(prod), "{readme}");
    let shared = "- `azurerm` by [`infra/shared/main.tf`](../../infra/shared/main.tf): what is not named is told to `terraform init`\n";
    assert!(readme.contains(shared), "{readme}");
    assert!(!readme.contains("modules/web/main.tf"), "{readme}");
    let environment = page(&shop, "environments/prod.md");
    assert!(environment.contains("bucket `acme-state`") && !environment.contains("azurerm"), "{environment}");
    let said = shop.run(&["inventory"]).out;
    assert!(said.contains("infra/envs/prod/main.tf  s3       bucket acme-state, key shop\n"), "{said}");
}

/// The environments of an inventory: the name, and whether it is one of GitHub.
fn environments(files: &[(&str, &str)]) -> Vec<(String, bool)> {
    let shop = Shop::new();
    for (path, text) in files {
        shop.write(path, text);
    }
    shop.commit(1);
    let said = shop.run(&["inventory", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&said.out).expect("inventory prints JSON");
    let one = |item: &serde_json::Value| {
        (item["name"].as_str().expect("a name").to_owned(), item["github"].as_bool().expect("yes or no"))
    };
    found["environments"].as_array().expect("a list").iter().map(one).collect()
}

#[test]
fn an_environment_is_known_by_the_arguments_of_what_deploys() {
    for (steps, expected) in [
        ("      - run: ./deploy.sh staging\n", Some("staging")),
        ("      - run: ./deploy.sh --environment test2\n", Some("test2")),
        ("      - run: cf target -o acme -s shop-prod\n      - run: cf push shop\n", Some("prod")),
        ("      - run: kubectl --context shop-staging apply -f k8s\n", Some("staging")),
        ("      - run: kubectl config use-context acme-prod\n      - run: kubectl apply -f k8s\n", Some("prod")),
        ("      - uses: acme/deploy@v1\n        with: {environment: paritycheck}\n", Some("paritycheck")),
        ("      - run: docker run --env production shop\n      - run: flyctl deploy\n", None),
        ("      - run: npm test -- --env production\n      - run: flyctl deploy\n", None),
        ("      - run: flyctl deploy --build-arg NODE_ENV=x\n        env: {ENV: production}\n", None),
    ] {
        let job = workflow(&format!("  ship:\n    runs-on: x\n    steps:\n{steps}"));
        let found = environments(&[(".github/workflows/main.yml", &job)]);
        let expected: Vec<(String, bool)> = expected.into_iter().map(|name| (name.to_owned(), false)).collect();
        assert_eq!(found, expected, "{steps}");
    }
}

#[test]
fn an_action_of_the_repository_is_read_with_what_it_is_given() {
    let action = "name: x\ninputs: {where: {required: true}}\nruns:\n  using: composite\n  steps:\n    - run: ./deploy.sh --env ${{ inputs.where }}\n      shell: bash\n";
    let job = workflow(
        "  ship:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/roll\n        with: {where: staging}\n",
    );
    let found = environments(&[(".github/workflows/main.yml", &job), (".github/actions/roll/action.yml", action)]);
    assert_eq!(found, [("staging".to_owned(), false)]);
}

#[test]
fn a_call_deploys_where_the_called_workflow_does_by_default() {
    let called = "on:\n  workflow_call:\n    inputs:\n      place: {type: string, default: live-shop}\njobs:\n  deploy:\n    runs-on: x\n    environment: ${{ inputs.place }}\n    steps:\n      - run: flyctl deploy\n";
    let job = workflow("  deploy:\n    uses: ./.github/workflows/ship.yml\n");
    let shop = shop(&[(".github/workflows/main.yml", &job), (".github/workflows/ship.yml", called)]);
    let deployments = page(&shop, "deployments.md");
    assert!(deployments.contains("| `main.yml` | `deploy` | environment `live-shop`, Fly | `push` |"), "{deployments}");
}

#[test]
fn a_job_that_names_an_environment_of_github_by_other_words_is_told_there() {
    let jobs = workflow(
        "  ship:\n    runs-on: x\n    environment: dev-eu\n    steps:\n      - run: flyctl deploy\n  deploy-token:\n    runs-on: x\n    steps:\n      - uses: acme/deploy@v1\n        env: {CLUSTER: dev-eu}\n",
    );
    let shop = shop(&[(".github/workflows/main.yml", &jobs)]);
    let environment = page(&shop, "environments/dev-eu.md");
    assert!(
        environment.contains("do not name it as an environment of GitHub: `deploy-token` of `main.yml`."),
        "{environment}"
    );
    assert!(
        page(&shop, "deployments.md")
            .contains("| `main.yml` | `deploy-token` | `dev-eu` by its words, by `acme/deploy` |")
    );
    assert!(!shop.root().join("_ai/devops/environments/dev.md").exists());
}

#[test]
fn a_job_behind_one_that_no_request_starts_deploys_by_its_steps() {
    let jobs = "on: [push, pull_request]\njobs:\n  first:\n    if: github.event_name == 'push'\n    runs-on: x\n    steps:\n      - run: make\n  ship:\n    needs: first\n    runs-on: x\n    environment: live\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/main.yml", jobs)]);
    let deployments = page(&shop, "deployments.md");
    assert!(deployments.contains("| `main.yml` | `ship` | environment `live`, Fly | `push` |"), "{deployments}");
}

#[test]
fn a_deployment_by_hand_to_a_place_of_its_own_is_no_preview() {
    let jobs = "on: workflow_dispatch\njobs:\n  ship:\n    runs-on: x\n    environment: dev-eu\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/preview.yml", jobs)]);
    let deployments = page(&shop, "deployments.md");
    assert!(!deployments.contains("of pull requests"), "{deployments}");
}

#[test]
fn secrets_that_are_handed_on_whole_are_told() {
    let jobs = workflow("  scan:\n    uses: acme/ci/.github/workflows/scan.yml@v1\n    secrets: inherit\n");
    let shop = shop(&[(".github/workflows/scan.yml", &jobs)]);
    let ci = page(&shop, "ci-cd.md");
    assert!(ci.contains("All secrets are handed to workflows of other repositories by `scan` of `scan.yml`;"), "{ci}");
}

#[test]
fn secrets_of_a_job_that_goes_there_by_its_words_are_told() {
    let job = "  deploy-prod:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n        env: {TOKEN: '${{ secrets.FLY_TOKEN }}'}\n  deploy-dev:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n";
    let shop = shop(&[(".github/workflows/deploy.yml", &workflow(job))]);
    assert!(page(&shop, "environments/prod.md").contains("| `FLY_TOKEN` | `deploy.yml` (`deploy-prod`) |\n"));
    assert!(page(&shop, "environments/dev.md").contains("TODO(owner): which variables and secrets does it need?"));
}

#[test]
fn only_tags_that_are_versions_show_how_tags_are_named() {
    let shop = Shop::new();
    shop.write("README.md", "# Shop\n").commit(1);
    shop.git(&["tag", "east"]);
    shop.run(&["init", "--yes"]);
    assert!(!page(&shop, "deployments.md").contains("Tags are named"));
}

#[test]
fn a_preview_that_people_start_is_none_of_pull_requests() {
    let on = |event: &str| {
        format!("on: {event}\njobs:\n  deploy:\n    runs-on: x\n    steps:\n      - run: flyctl deploy\n")
    };
    let shop = shop(&[
        (".github/workflows/api-preview.yml", &on("workflow_dispatch")),
        (
            ".github/workflows/web-preview.yml",
            &on("pull_request").replace("steps:", "if: github.repository == 'acme/shop'\n    steps:"),
        ),
    ]);
    let page = page(&shop, "deployments.md");
    let row =
        |file: &str| page.lines().find(|line| line.starts_with(&format!("| `{file}`"))).expect("a row").to_owned();
    assert!(row("api-preview.yml").ends_with("| of a branch |"), "{page}");
    assert!(row("web-preview.yml").ends_with("| of pull requests |"), "{page}");
    // The command that shows what was written ends what init says.
    let again = Shop::new();
    again.write("README.md", "# Shop\n").commit(1);
    assert!(again.run(&["init", "--yes"]).err.ends_with("next: `devops-docs serve` shows the pages in a browser\n"));
    assert!(!again.run(&["init", "--dry-run"]).err.contains("devops-docs serve"));
}
