//! What `inventory` takes for a deployment, in the workflows of real repositories made small.

mod shop;

use shop::Shop;

/// The deployments of a repository with these files: the job, whether it is a preview, and where it goes.
fn deployments(files: &[(&str, &str)]) -> Vec<(String, bool, Vec<String>)> {
    let shop = Shop::new();
    for (path, text) in files {
        shop.write(path, text);
    }
    shop.commit(1);
    let said = shop.run(&["inventory", "--format", "json"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let found: serde_json::Value = serde_json::from_str(&said.out).expect("inventory prints JSON");
    let words = |value: &serde_json::Value| value.as_str().expect("words").to_owned();
    let one = |item: &serde_json::Value| {
        let targets = item["targets"].as_array().expect("a list").iter().map(words).collect();
        (words(&item["job"]), item["preview"].as_bool().expect("yes or no"), targets)
    };
    found["deployments"].as_array().expect("a list").iter().map(one).collect()
}

/// One job of a workflow that a push starts.
fn job(name: &str, body: &str) -> Vec<(String, bool, Vec<String>)> {
    let text = format!("on: push\njobs:\n  {name}:\n    runs-on: ubuntu-24.04\n{body}");
    deployments(&[(".github/workflows/main.yml", &text)])
}

fn targets(found: &[(String, bool, Vec<String>)]) -> Vec<&str> {
    found.iter().flat_map(|(_, _, targets)| targets).map(String::as_str).collect()
}

#[test]
fn a_known_command_deploys_whatever_the_job_is_called() {
    for (command, platform) in [
        ("npx serverless deploy --stage prod", "Serverless Framework"),
        ("terraform -chdir=infra apply -auto-approve", "Terraform"),
        ("aws --region eu-west-1 ecs update-service --force-new-deployment", "AWS"),
        ("helm --namespace shop upgrade --install shop ./chart", "Helm"),
        ("docker buildx build . --tag shop --push", "Container registry"),
        ("vercel --prod", "Vercel"),
        ("cf zdt-push shop", "Cloud Foundry"),
        ("bundle exec cap production deploy", "Capistrano"),
        ("git push https://heroku:$KEY@git.heroku.com/shop.git HEAD:main", "Heroku"),
        ("git push --force dokku@shop.example.org:shop HEAD:main", "Dokku"),
        ("rsync -az out/ ${{ secrets.USER }}@${{ secrets.HOST }}:/srv", "a server"),
        ("scp shop.tar deploy@shop.example.org:/srv", "a server"),
        ("ssh deploy@shop.example.org docker compose up -d", "a server"),
        ("docker --context shop compose up -d", "a server"),
        ("./mvnw -B clean deploy", "Maven repository"),
    ] {
        let found = job("main", &format!("    steps:\n      - run: {command}\n"));
        assert_eq!(targets(&found).last(), Some(&platform), "{command}");
    }
}

#[test]
fn what_only_tries_is_none() {
    for step in [
        "uses: goreleaser/goreleaser-action@v6\n        with: {args: check}",
        "uses: goreleaser/goreleaser-action@v6\n        with: {args: release --snapshot --clean}",
        "uses: docker/build-push-action@v6\n        with: {push: false}",
        "run: cargo publish --dry-run",
        "run: terraform plan",
        "run: kubectl apply --dry-run=client -f shop.yaml",
        "run: npm publish\n        if: false",
        "run: dotnet publish -c Release -o out",
        "uses: robinraju/release-downloader@v1",
        "uses: chrnorm/deployment-status@v2",
        "run: scp ann@shop.example.org:/var/log/shop.log logs/",
        "run: docker compose up -d",
        "uses: actions/github-script@v7\n        with: {script: 'await github.rest.repos.getLatestRelease()'}",
    ] {
        let found = job("main", &format!("    steps:\n      - {step}\n"));
        assert!(found.is_empty(), "{step}: {found:?}");
    }
}

#[test]
fn a_called_workflow_of_another_repository_deploys_by_its_name() {
    let found = job(
        "to_production",
        "    uses: acme/actions/.github/workflows/deploy_env.yml@v2\n    with: {environment: production}\n",
    );
    assert_eq!(targets(&found), ["production", "by acme/actions/.github/workflows/deploy_env.yml"]);
    let found = job("lint", "    uses: acme/actions/.github/workflows/lint.yml@v2\n");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_call_within_the_repository_takes_the_environment_there() {
    let found = deployments(&[
        (
            ".github/workflows/release.yml",
            "on: push\njobs:\n  release:\n    uses: ./.github/workflows/ship.yml\n    with: {environment: production}\n",
        ),
        (
            ".github/workflows/ship.yml",
            "on:\n  workflow_call:\n    inputs:\n      environment: {type: string}\njobs:\n  ship:\n    runs-on: ubuntu-24.04\n    environment: ${{ inputs.environment }}\n    steps:\n      - run: flyctl deploy\n",
        ),
    ]);
    let of = |name: &str| found.iter().find(|(job, _, _)| job == name).map(|(_, _, targets)| targets.clone());
    assert_eq!(of("release"), Some(vec!["production".to_owned(), "Fly".to_owned()]));
    assert!(of("ship").is_some(), "{found:?}");
}

#[test]
fn a_name_deploys_with_a_step_that_acts() {
    let found = job("publish", "    steps:\n      - run: make publish-charts\n");
    assert_eq!(targets(&found), ["by `make publish-charts`"]);
    let found = job("site", "    steps:\n      - uses: acme/deploy-site@v1\n");
    assert_eq!(targets(&found), ["by acme/deploy-site"]);
    let found = job(
        "deploy",
        "    steps:\n      - run: python tools/ship_it.py\n        env: {KEY: '${{ secrets.SERVER_KEY }}'}\n",
    );
    assert_eq!(found, [("deploy".to_owned(), false, Vec::new())], "by its name and its secret, to nobody knows where");
}

#[test]
fn a_name_alone_is_none() {
    for (name, body) in [
        ("release-notes", "    steps:\n      - run: ./notes.sh\n"),
        ("test-deploy", "    steps:\n      - run: ./deploy.sh\n"),
        ("deploy", "    steps:\n      - run: echo nothing yet\n"),
        (
            "build-release-binaries",
            "    permissions: {contents: write}\n    steps:\n      - run: cargo build --release\n",
        ),
    ] {
        let found = job(name, body);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn an_action_of_the_repository_is_looked_into() {
    let found = deployments(&[
        (
            ".github/workflows/main.yml",
            "on: push\njobs:\n  main:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./.github/actions/bring\n",
        ),
        (
            ".github/actions/bring/action.yml",
            "runs:\n  using: composite\n  steps:\n    - run: wrangler deploy\n      shell: bash\n",
        ),
    ]);
    assert_eq!(targets(&found), ["Cloudflare"]);
}

#[test]
fn what_pull_requests_alone_start_is_a_preview() {
    let text = "on: pull_request\njobs:\n  site:\n    runs-on: ubuntu-24.04\n    if: github.repository == 'acme/shop'\n    steps:\n      - run: netlify deploy\n";
    let found = deployments(&[(".github/workflows/preview.yml", text)]);
    assert_eq!(found, [("site".to_owned(), true, vec!["Netlify".to_owned()])]);
}

#[test]
fn a_cluster_that_lives_as_long_as_the_job_is_a_test() {
    let found = job("main", "    steps:\n      - uses: helm/kind-action@v1\n      - run: kubectl apply -f shop.yaml\n");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_script_that_creates_a_release_publishes() {
    let step = "    steps:\n      - uses: actions/github-script@v7\n        with: {script: 'await github.rest.repos.createRelease(context.repo)'}\n";
    assert_eq!(targets(&job("main", step)), ["GitHub release"]);
}

#[test]
fn a_step_that_says_so_by_its_name_deploys_where_it_can() {
    let step = "    permissions: {id-token: write}\n    steps:\n      - name: Deploy to Cloud Run\n        run: python tools/gcp.py\n";
    assert_eq!(targets(&job("main", step)), ["by Deploy to Cloud Run"]);
    for step in [
        // It can write nothing anywhere.
        "    steps:\n      - name: Deploy to Cloud Run\n        run: python tools/gcp.py\n",
        "    permissions: {id-token: write}\n    steps:\n      - name: Deploy preview\n        run: python tools/gcp.py\n",
        "    permissions: {id-token: write}\n    steps:\n      - name: Deploy dry run\n        run: python tools/gcp.py\n",
        "    permissions: {id-token: write}\n    steps:\n      - name: Deployment status\n        run: python tools/status.py\n",
        "    permissions: {id-token: write}\n    steps:\n      - name: Deploy\n        run: echo later\n",
        "    permissions: {id-token: write}\n    steps:\n      - uses: helm/kind-action@v1\n      - name: Deploy the operator\n        run: python tools/gcp.py\n",
    ] {
        let found = job("main", step);
        assert!(found.is_empty(), "{step}: {found:?}");
    }
}

#[test]
fn a_plan_that_is_applied_deploys() {
    let found =
        job("plan-and-apply", "    steps:\n      - run: terraform plan\n      - run: terraform apply -auto-approve\n");
    assert_eq!(targets(&found), ["Terraform"]);
    assert!(job("plan", "    steps:\n      - run: terraform plan\n").is_empty());
}

#[test]
fn a_page_about_a_release_is_none() {
    let found = job("create-release-post", "    steps:\n      - run: node scripts/release-post\n");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_deployment_to_the_environment_test_is_no_test() {
    let found = job("deploy-test", "    environment: test\n    steps:\n      - run: ./deploy.sh\n");
    assert_eq!(targets(&found), ["test", "by `./deploy.sh`"]);
}

#[test]
fn a_call_deploys_what_the_called_workflow_does_for_what_it_is_handed() {
    let ship = "on:\n  workflow_call:\n    inputs:\n      environment: {type: string}\njobs:\n  fly:\n    if: inputs.environment == 'production'\n    runs-on: ubuntu-24.04\n    steps:\n      - run: flyctl deploy\n  pages:\n    if: inputs.environment == 'staging'\n    runs-on: ubuntu-24.04\n    steps:\n      - run: netlify deploy\n";
    let call =
        |stage: &str| format!("    uses: ./.github/workflows/deploy-shop.yml\n    with: {{environment: {stage}}}\n");
    let found = deployments(&[
        (".github/workflows/deploy-shop.yml", ship),
        (
            ".github/workflows/main.yml",
            &format!(
                "on: push\njobs:\n  one:\n{}  two:\n{}  none:\n{}",
                call("production"),
                call("staging"),
                call("local")
            ),
        ),
    ]);
    let of = |name: &str| found.iter().find(|(job, _, _)| job == name).map(|(_, _, targets)| targets.join(", "));
    assert_eq!(of("one").as_deref(), Some("production, Fly"));
    assert_eq!(of("two").as_deref(), Some("staging, Netlify"));
    assert_eq!(of("none"), None);
}

#[test]
fn what_only_a_pull_request_can_start_is_a_preview_however_it_is_said() {
    let text = "on: [push, pull_request]\njobs:\n  site:\n    runs-on: ubuntu-24.04\n    if: github.event_name != 'push'\n    steps:\n      - run: netlify deploy\n";
    let found = deployments(&[(".github/workflows/site.yml", text)]);
    assert_eq!(found, [("site".to_owned(), true, vec!["Netlify".to_owned()])]);
}

#[test]
fn what_makes_a_machine_ready_deploys_nothing() {
    let found = deployments(&[
        (
            ".github/workflows/restore.yml",
            "on: workflow_dispatch\njobs:\n  restore:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./.github/actions/configure-cloud\n      - run: ./restore.sh\n",
        ),
        (
            ".github/actions/configure-cloud/action.yml",
            "runs:\n  using: composite\n  steps:\n    - run: terraform -chdir=settings apply -auto-approve\n      shell: bash\n",
        ),
    ]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn names_say_what_a_job_is_about() {
    let with_rights =
        |run: &str| format!("    env: {{KEY: '${{{{ secrets.KEY }}}}'}}\n    steps:\n      - run: {run}\n");
    for (name, run) in [
        ("generate-list-of-deployment-ids", "./ids.sh"),
        ("failed_deploy_alert", "./page.sh"),
        ("test-deploy", "aws lambda update-function-code --function-name shop"),
    ] {
        assert!(job(name, &with_rights(run)).is_empty(), "{name}");
    }
    let client = "aws lambda update-function-code --function-name shop";
    assert_eq!(targets(&job("deploy-test-client", &with_rights(client))), ["AWS"]);
}

#[test]
fn a_command_that_is_known_decides_and_not_a_word_of_the_name() {
    for (name, step) in [
        ("deploy-checker", "run: flyctl deploy"),
        ("system_status", "run: terragrunt apply"),
        ("apply-ses_validation_dns", "run: terragrunt apply"),
        ("apply-performance-test", "run: terragrunt apply"),
        ("alerts", "run: pulumi up"),
        ("deploy-alerts", "uses: acme/platform/actions/deploy@v2"),
        // What is tried until it succeeds is a command like any other.
        ("network", "uses: nick-fields/retry@v3\n        with: {command: terragrunt apply, max_attempts: 3}"),
    ] {
        assert_eq!(job(name, &format!("    steps:\n      - {step}\n")).len(), 1, "{name}");
    }
    for name in ["load-test", "cleanup", "status_backup", "destroy"] {
        assert!(job(name, "    steps:\n      - run: terragrunt apply\n").is_empty(), "{name}");
    }
    assert!(job("main", "    steps:\n      - run: terraform apply -destroy\n").is_empty());
    let text = "on: push\njobs:\n  go:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: flyctl deploy\n";
    let found = deployments(&[(".github/workflows/deploy-alerts.yml", text)]);
    assert_eq!(targets(&found), ["Fly"]);
}

/// The targets of each job of a workflow that deploys on Fly.
fn jobs(head: &str, jobs: &str) -> Vec<(String, String)> {
    let text = format!("{head}jobs:\n{jobs}");
    let found = deployments(&[(".github/workflows/main.yml", &text)]);
    found.into_iter().map(|(job, _, targets)| (job, targets.join(", "))).collect()
}

fn fly(name: &str, body: &str) -> String {
    format!("  {name}:\n    runs-on: ubuntu-24.04\n{body}    steps:\n      - run: flyctl deploy\n")
}

#[test]
fn an_input_that_decides_whether_a_job_runs_names_those_options_for_which_it_does() {
    let on = |options: &str| {
        format!(
            "on:\n  push: {{branches: [main]}}\n  workflow_dispatch:\n    inputs:\n      environment: {{type: choice, options: [{options}]}}\n"
        )
    };
    let condition = "    if: github.event_name == 'push' || github.event.inputs.environment == 'production'\n";
    let found = jobs(&on("staging, production"), &fly("fly", condition));
    assert_eq!(found, [("fly".to_owned(), "production, Fly".to_owned())]);
    let both = "    if: github.event_name == 'push' || contains(inputs.environment, 'prod')\n";
    let found = jobs(&on("dev, dev_and_prod"), &(fly("deploy-prod", both) + &fly("deploy-dev", "")));
    let of = |name: &str| found.iter().find(|(job, _)| job == name).map(|(_, targets)| targets.as_str());
    assert_eq!(of("deploy-prod"), Some("prod, Fly"));
    assert_eq!(of("deploy-dev"), Some("dev, Fly"));
}

#[test]
fn an_environment_that_a_variable_a_call_or_a_name_tells_is_the_target() {
    let job = |name: &str, body: &str| format!("  {name}:\n    runs-on: ubuntu-24.04\n{body}");
    for (head, job, expected) in [
        (
            "on: push\nenv: {ENVIRONMENT: staging}\n",
            job(
                "apply",
                "    steps:\n      - run: |\n          cd env/${{env.ENVIRONMENT}}\n          terraform apply\n",
            ),
            "staging, Terraform",
        ),
        ("on: push\nenv: {NODE_ENV: production}\n", fly("main", ""), "Fly"),
        ("on: push\n", fly("deploy-to-test", ""), "test, Fly"),
        ("on: push\n", fly("deploy-to-sandbox", ""), "sandbox, Fly"),
        (
            "on: push\n",
            job("main", "    steps:\n      - uses: acme/cloud/deploy@v1\n        env: {CLUSTER: prod-eu}\n"),
            "prod, by acme/cloud/deploy",
        ),
    ] {
        let found = jobs(head, &job);
        assert_eq!(found.first().map(|(_, targets)| targets.as_str()), Some(expected), "{job}");
    }
}

#[test]
fn a_call_says_by_what_it_hands_on_which_of_the_named_environments_is_meant() {
    let ship = "on:\n  workflow_call:\n    inputs:\n      workspace_name: {type: string}\njobs:\n  fly:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: flyctl deploy\n";
    let call = |job: &str, title: &str, workspace: &str| {
        format!(
            "  {job}:\n    name: {title}\n    uses: ./.github/workflows/ship.yml\n    with: {{workspace_name: {workspace}}}\n"
        )
    };
    let live = format!("on: push\njobs:\n{}", call("demo_deploy", "Production Deploy", "demo"));
    let queue = format!("on: merge_group\njobs:\n{}", call("deploy", "Deploy", "preproduction"));
    let found = deployments(&[
        (".github/workflows/ship.yml", ship),
        (".github/workflows/live.yml", &live),
        (".github/workflows/queue.yml", &queue),
    ]);
    let of =
        |name: &str| found.iter().find(|(job, _, _)| job == name).map(|(_, preview, to)| (*preview, to.join(", ")));
    assert_eq!(of("demo_deploy"), Some((false, "demo, Fly".to_owned())));
    assert_eq!(of("deploy"), Some((false, "preproduction, Fly".to_owned())), "a merge queue is no preview");
}

#[test]
fn a_call_of_a_call_deploys_too() {
    let calls = |name: &str, job: &str, file: &str| {
        (
            format!(".github/workflows/{name}"),
            format!("on: workflow_call\njobs:\n  {job}:\n    uses: ./.github/workflows/{file}\n"),
        )
    };
    let (inner, outer) =
        (calls("deploy-env.yml", "deploy", "deploy-layers.yml"), calls("main.yml", "deploy-to-test", "deploy-env.yml"));
    let found = deployments(&[
        (".github/workflows/deploy-layers.yml", &format!("on: workflow_call\njobs:\n{}", fly("fly", ""))),
        (&inner.0, &inner.1),
        (&outer.0, &outer.1.replace("workflow_call", "push")),
    ]);
    let of = |name: &str| found.iter().find(|(job, _, _)| job == name).map(|(_, _, to)| to.join(", "));
    assert_eq!(of("deploy-to-test").as_deref(), Some("test, Fly"));
}

#[test]
fn where_a_run_decides_people_may_still_choose_from_what_is_written() {
    let text = "on:\n  push:\n  workflow_dispatch:\n    inputs:\n      environment:\n        type: choice\n        \
                options: [staging, prod-eu, all]\njobs:\n  pick:\n    runs-on: ubuntu-24.04\n    outputs:\n      to: x\n    \
                steps:\n      - run: echo\n  deploy:\n    needs: pick\n    runs-on: ubuntu-24.04\n    environment: ${{ \
                needs.pick.outputs.to }}\n    steps:\n      - run: helm upgrade shop ./chart\n";
    let found = deployments(&[(".github/workflows/main.yml", text)]);
    assert_eq!(targets(&found), ["staging", "prod-eu", "Helm"]);
}

#[test]
fn what_an_input_says_of_the_place_goes_before_what_its_action_does_without() {
    let step = |with: &str| format!("    steps:\n      - uses: pypa/gh-action-pypi-publish@release/v1\n{with}");
    let there = "        with:\n          repository-url: https://test.pypi.org/legacy/\n";
    assert_eq!(targets(&job("publish", &step(""))), ["PyPI"]);
    assert_eq!(targets(&job("publish", &step(there))), ["Test PyPI"]);
}

#[test]
fn what_proposes_a_release_or_tells_of_one_deploys_nothing() {
    let summary = "    permissions: {contents: write}\n    steps:\n      - run: echo \"| Worker | https://example.org/release-worker |\"\n";
    assert_eq!(targets(&job("summary", summary)), [""; 0]);
    let proposes = "    permissions: {contents: write}\n    steps:\n      - run: node scripts/write.mjs\n";
    assert_eq!(job("release-pr", proposes), []);
}

#[test]
fn a_condition_of_a_step_beside_it_is_none_of_a_deployment_that_its_job_is_called_after() {
    let text = "on: push\njobs:\n  deploy:\n    runs-on: x\n    environment: production\n    steps:\n      - uses: ./.github/actions/push\n      - run: gh release create v1\n        if: steps.tag.outputs.found == 'true'\n        env: {GH_TOKEN: '${{ secrets.TOKEN }}'}\n";
    let action = "name: Push\nruns:\n  using: composite\n  steps:\n    - run: ./push.sh\n      shell: bash\n";
    let shop = Shop::new();
    shop.write(".github/workflows/main.yml", text);
    shop.write(".github/actions/push/action.yml", action);
    shop.commit(1);
    let said = shop.run(&["init", "--dry-run"]);
    assert!(!said.out.contains("only if"), "{}", said.out);
    shop.run(&["init", "--yes"]);
    let page = String::from_utf8_lossy(&shop.read("_ai/devops/deployments.md")).into_owned();
    assert!(page.contains("| `push` |") && !page.contains("steps.tag"), "{page}");
}

#[test]
fn secrets_above_the_jobs_are_those_of_all_of_them() {
    let text = "on: push\nenv:\n  KEY: ${{ secrets.ACCOUNT_KEY }}\njobs:\n  deploy:\n    runs-on: x\n    environment: staging\n    steps:\n      - run: flyctl deploy\n";
    let shop = Shop::new();
    shop.write(".github/workflows/main.yml", text);
    shop.commit(1);
    shop.run(&["init", "--yes"]);
    let page = String::from_utf8_lossy(&shop.read("_ai/devops/environments/staging.md")).into_owned();
    assert!(page.contains("`ACCOUNT_KEY`"), "{page}");
}
