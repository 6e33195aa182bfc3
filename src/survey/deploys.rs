//! The jobs that deploy or publish, as their environments, actions and commands show.

use super::integrations::{runs, uses};
use super::workflows;
use crate::model::{Job, Step, Workflow};
use crate::workspace::Workspace;

/// A job that brings something to its users.
#[derive(Clone, Debug)]
pub struct Deploy<'a> {
    /// Its workflow.
    pub workflow: &'a Workflow,
    /// The job.
    pub job: &'a Job,
    /// Where to: an environment, a registry, a platform; in the order of the steps.
    pub targets: Vec<Target>,
}

/// Where something is brought.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An environment of GitHub, as written.
    Environment(String),
    /// A registry or platform that we know.
    Platform(&'static Platform),
}

/// A registry or platform, and how one goes back there.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Platform {
    /// Its name.
    pub name: &'static str,
    /// What going back means there: a fact about the platform, in Markdown.
    pub rollback: &'static str,
    /// Whether what is published there is never replaced.
    pub keeps: bool,
    /// Whether tests use the same commands, so that a workflow of pull requests proves nothing.
    tested: bool,
    actions: &'static [&'static str],
    commands: &'static [&'static str],
}

const fn platform(
    name: &'static str,
    rollback: &'static str,
    actions: &'static [&'static str],
    commands: &'static [&'static str],
) -> Platform {
    Platform { name, rollback, keeps: false, tested: false, actions, commands }
}

const fn registry(
    name: &'static str,
    rollback: &'static str,
    actions: &'static [&'static str],
    commands: &'static [&'static str],
) -> Platform {
    Platform { name, rollback, keeps: true, tested: false, actions, commands }
}

const PLATFORMS: &[Platform] = &[
    registry(
        "Chart repository",
        "A version of a chart that is published is not replaced; a repaired version is published, and users go back with `helm rollback`.",
        &["helm/chart-releaser-action"],
        &["helm push", "cr upload"],
    ),
    registry(
        "PyPI",
        "A file that PyPI has is never replaced. A release can be yanked there, so that installers no longer choose it; then a repaired version is published.",
        &["pypa/gh-action-pypi-publish"],
        &["twine upload", "uv publish", "poetry publish", "flit publish", "hatch publish"],
    ),
    registry(
        "npm",
        "A version that npm has is never replaced. `npm deprecate` warns its users, `npm dist-tag add` points `latest` at an earlier version; then a repaired version is published.",
        &["js-devtools/npm-publish"],
        &["npm publish", "pnpm publish", "yarn publish", "yarn npm publish", "lerna publish", "pnpm -r publish"],
    ),
    registry(
        "crates.io",
        "A version that crates.io has is never replaced. `cargo yank` keeps new users from choosing it; then a repaired version is published.",
        &["katyo/publish-crates"],
        &["cargo publish", "cargo release", "release-plz release"],
    ),
    registry(
        "RubyGems",
        "A version that RubyGems has is never replaced. `gem yank` takes it out of the index; then a repaired version is published.",
        &["rubygems/release-gem"],
        &["gem push", "bundle exec rake release"],
    ),
    registry(
        "Hex",
        "`mix hex.retire` marks a version as not to be used; then a repaired version is published.",
        &[],
        &["mix hex.publish"],
    ),
    registry(
        "Maven repository",
        "A release in a Maven repository is never replaced; a repaired version is published.",
        &[],
        &["mvn deploy", "./mvnw deploy", "./gradlew publish", "gradle publish"],
    ),
    registry(
        "NuGet",
        "A version that NuGet has is never replaced. It can be unlisted or deprecated there; then a repaired version is published.",
        &[],
        &["dotnet nuget push", "nuget push"],
    ),
    registry(
        "GitHub release",
        "`gh release edit TAG --prerelease --latest=false` keeps users from taking the release for the newest; its files stay reachable until `gh release delete`.",
        &[
            "softprops/action-gh-release",
            "ncipollo/release-action",
            "goreleaser/goreleaser-action",
            "googleapis/release-please-action",
            "google-github-actions/release-please-action",
            "svenstaro/upload-release-action",
            "actions/create-release",
            "marvinpinto/action-automatic-releases",
        ],
        &["gh release create", "gh release upload", "goreleaser release", "semantic-release"],
    ),
    registry(
        "Container registry",
        "An image stays in the registry under its digest and its other tags: deploying an earlier one goes back, as long as it is kept.",
        &[],
        &["docker push", "docker buildx imagetools create", "crane push", "ko publish"],
    ),
    platform(
        "GitHub Pages",
        "The site is what was deployed last: running the workflow on an earlier commit, or reverting the commit, goes back.",
        &["actions/deploy-pages", "peaceiris/actions-gh-pages", "jamesives/github-pages-deploy-action"],
        &["mkdocs gh-deploy", "mike deploy"],
    ),
    platform(
        "Terraform",
        "Terraform has no way back of its own: an earlier state of the configuration is applied, after reading its plan. What was destroyed with its data stays so.",
        &[],
        &["terraform apply", "tofu apply", "terragrunt apply"],
    ),
    Platform {
        name: "Kubernetes",
        rollback: "`kubectl rollout undo` goes back to the earlier revision of a deployment; it changes no data.",
        keeps: false,
        tested: true,
        actions: &["azure/k8s-deploy"],
        commands: &["kubectl apply", "kubectl set image", "kubectl rollout"],
    },
    Platform {
        name: "Helm",
        rollback: "`helm rollback` goes back to an earlier revision of a release; it changes no data.",
        keeps: false,
        tested: true,
        actions: &[],
        commands: &["helm upgrade"],
    },
    platform(
        "AWS",
        "",
        &["aws-actions/amazon-ecs-deploy-task-definition", "aws-actions/aws-lambda-deploy"],
        &[
            "aws s3 sync",
            "aws ecs update-service",
            "aws lambda update-function-code",
            "aws cloudformation deploy",
            "cdk deploy",
            "sam deploy",
            "eb deploy",
        ],
    ),
    platform(
        "Google Cloud",
        "",
        &["google-github-actions/deploy-cloudrun", "google-github-actions/deploy-appengine"],
        &["gcloud run deploy", "gcloud app deploy", "gcloud functions deploy"],
    ),
    platform("Azure", "", &["azure/webapps-deploy", "azure/container-apps-deploy-action"], &["az webapp deploy"]),
    platform("Cloud Foundry", "", &["18f/cg-deploy-action"], &["cf push"]),
    platform(
        "Vercel",
        "`vercel rollback` goes back to an earlier deployment.",
        &["amondnet/vercel-action"],
        &["vercel deploy", "vercel --prod"],
    ),
    platform(
        "Netlify",
        "An earlier deploy can be published again on its page at Netlify.",
        &["nwtgck/actions-netlify"],
        &["netlify deploy"],
    ),
    platform("Fly", "", &[], &["flyctl deploy", "fly deploy"]),
    platform(
        "Heroku",
        "`heroku rollback` goes back to an earlier release; it changes no data.",
        &["akhileshns/heroku-deploy"],
        &["git push heroku"],
    ),
    platform(
        "Cloudflare",
        "`wrangler rollback` goes back to an earlier version of a Worker.",
        &["cloudflare/wrangler-action", "cloudflare/pages-action"],
        &["wrangler deploy", "wrangler publish", "wrangler pages deploy"],
    ),
    platform("Supabase", "", &[], &["supabase db push", "supabase functions deploy"]),
    platform("Pulumi", "", &[], &["pulumi up"]),
    platform("Ansible", "", &[], &["ansible-playbook"]),
];

/// The jobs that deploy or publish, in the order of workflows and jobs.
pub fn deploys<'a>(ws: &'a Workspace, folder: &'a str) -> Vec<Deploy<'a>> {
    let mut found = Vec::new();
    for workflow in workflows(ws, folder) {
        let on_requests = workflow.triggers.iter().any(|trigger| trigger.event.text.starts_with("pull_request"));
        for job in &workflow.jobs {
            // A workflow that pull requests start tests with the same commands, unless a condition holds the job back.
            let may_be_test = on_requests && job.condition.is_none();
            let mut targets: Vec<Target> = Vec::new();
            let environment = job.environment.as_ref().map(|environment| environment.name.text.clone());
            targets.extend(environment.filter(|name| !name.is_empty()).map(Target::Environment));
            for step in &job.steps {
                let held_back = !may_be_test || step.condition.is_some();
                let platforms = PLATFORMS.iter().filter(|platform| held_back && is_sign(step, platform));
                for platform in platforms.filter(|platform| !(platform.tested && on_requests)) {
                    if !targets.contains(&Target::Platform(platform)) {
                        targets.push(Target::Platform(platform));
                    }
                }
            }
            if !targets.is_empty() {
                found.push(Deploy { workflow, job, targets });
            }
        }
    }
    found
}

fn is_sign(step: &Step, platform: &Platform) -> bool {
    let pushes = || {
        let with =
            |name: &str| step.with.iter().find(|(key, _)| key.text == name).map(|(_, value)| value.text.as_str());
        uses(step, &["docker/build-push-action"])
            && (with("push").is_some_and(|push| push != "false")
                || with("outputs").is_some_and(|outputs| outputs.contains("push=true")))
    };
    uses(step, platform.actions) || runs(step, platform.commands) || platform.name == "Container registry" && pushes()
}

impl Deploy<'_> {
    /// Whether it brings something to users, and does not merely work in an environment: a backup, a test, a plan.
    pub fn is_certain(&self) -> bool {
        let words = format!("{}-{}", self.workflow.file_name(), self.job.id.text).to_lowercase();
        let mut parts = words.split(|c: char| !c.is_alphanumeric());
        let says = |wanted: &[&str]| words.split(|c: char| !c.is_alphanumeric()).any(|part| wanted.contains(&part));
        let publishes =
            self.targets.iter().any(|target| matches!(target, Target::Platform(platform) if platform.keeps));
        let places = self.targets.iter().any(|target| matches!(target, Target::Platform(_)));
        let deploys = parts.any(|part| {
            ["deploy", "release", "publish", "ship", "promot", "rollout"].iter().any(|word| part.starts_with(word))
        });
        let other = says(&[
            "test", "tests", "testing", "e2e", "cypress", "backup", "plan", "check", "lint", "destroy", "cleanup",
        ]);
        publishes || (places || deploys) && !other
    }
}

impl Target {
    /// Its name for people.
    pub fn name(&self) -> &str {
        match self {
            Self::Environment(name) => name,
            Self::Platform(platform) => platform.name,
        }
    }
}
