//! The services and tools that a repository works with, known by the files, actions and commands that are their signs.

use std::collections::{BTreeMap, BTreeSet};

use super::commands::{commands_of, is_command, is_dry};
use super::{other_ci, workflows};
use crate::model::{COMPOSE_FILES, Step};
use crate::workspace::Workspace;

/// Something that the repository works with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integration {
    /// Its name.
    pub name: &'static str,
    /// The files that show it: configuration, and workflows that use it.
    pub files: BTreeSet<String>,
}

/// By what an integration is known.
struct Sign {
    name: &'static str,
    /// Names of files or ends of paths, in lower case; `*.x` for an ending.
    files: &'static [&'static str],
    /// Beginnings of `uses:`.
    actions: &'static [&'static str],
    /// Beginnings of commands in steps.
    commands: &'static [&'static str],
}

const fn sign(
    name: &'static str,
    files: &'static [&'static str],
    actions: &'static [&'static str],
    commands: &'static [&'static str],
) -> Sign {
    Sign { name, files, actions, commands }
}

const SIGNS: &[Sign] = &[
    sign("Docker", &["dockerfile"], &["docker/"], &["docker build", "docker push", "docker run", "docker buildx"]),
    sign("Docker Compose", COMPOSE_FILES, &[], &["docker compose", "docker-compose"]),
    sign("Kubernetes", &[], &["azure/k8s-", "helm/kind-action"], &["kubectl"]),
    sign("Helm", &["chart.yaml"], &["azure/setup-helm", "helm/chart-"], &["helm"]),
    sign("Kustomize", &["kustomization.yaml", "kustomization.yml"], &[], &["kustomize"]),
    sign("Terraform", &["*.tf"], &["hashicorp/setup-terraform"], &["terraform"]),
    sign("OpenTofu", &["*.tofu"], &["opentofu/"], &["tofu"]),
    sign("Pulumi", &["pulumi.yaml"], &["pulumi/actions"], &["pulumi"]),
    sign("Ansible", &["ansible.cfg"], &[], &["ansible-playbook", "ansible-galaxy"]),
    sign("AWS", &["cdk.json", "samconfig.toml"], &["aws-actions/"], &["aws", "cdk", "sam"]),
    sign("Google Cloud", &["cloudbuild.yaml"], &["google-github-actions/"], &["gcloud", "gsutil"]),
    sign("Azure", &["azure-pipelines.yml"], &["azure/login", "azure/webapps-deploy"], &["az"]),
    sign("Supabase", &["supabase/config.toml"], &["supabase/"], &["supabase"]),
    sign("Vercel", &["vercel.json"], &["amondnet/vercel-action"], &["vercel"]),
    sign("Netlify", &["netlify.toml"], &["nwtgck/actions-netlify"], &["netlify"]),
    sign("Fly", &["fly.toml"], &["superfly/"], &["flyctl", "fly deploy"]),
    sign("Render", &["render.yaml"], &[], &[]),
    sign("Heroku", &["app.json", "heroku.yml"], &["akhileshns/heroku-deploy"], &["heroku"]),
    sign("Cloudflare", &["wrangler.toml", "wrangler.json", "wrangler.jsonc"], &["cloudflare/"], &["wrangler"]),
    sign("Cloud Foundry", &[], &["cloud-gov/", "18f/cg-deploy-action"], &["cf push", "cf login"]),
    sign(
        "GitHub Pages",
        &[],
        &["actions/deploy-pages", "peaceiris/actions-gh-pages", "jamesives/github-pages-deploy-action"],
        &[],
    ),
    sign("Dependabot", &[".github/dependabot.yml", ".github/dependabot.yaml"], &["dependabot/"], &[]),
    sign(
        "Renovate",
        &["renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json"],
        &["renovatebot/"],
        &["renovate"],
    ),
    sign("pre-commit", &[".pre-commit-config.yaml"], &["pre-commit/action"], &["pre-commit"]),
    sign("CodeQL", &[], &["github/codeql-action"], &[]),
    sign("Codecov", &["codecov.yml", ".codecov.yml"], &["codecov/"], &["codecov"]),
    sign("SonarQube", &["sonar-project.properties"], &["sonarsource/"], &["sonar-scanner"]),
    sign("Sentry", &[".sentryclirc"], &["getsentry/"], &["sentry-cli"]),
    sign("Snyk", &[".snyk"], &["snyk/"], &["snyk"]),
    sign("Trivy", &["trivy.yaml"], &["aquasecurity/trivy-action"], &["trivy"]),
    sign("Slack", &[], &["slackapi/", "8398a7/action-slack", "rtcamp/action-slack-notify"], &[]),
    sign("GoReleaser", &[".goreleaser.yml", ".goreleaser.yaml"], &["goreleaser/"], &["goreleaser"]),
    sign("Release Please", &["release-please-config.json"], &["googleapis/release-please-action"], &[]),
    sign(
        "semantic-release",
        &[
            ".releaserc",
            ".releaserc.json",
            ".releaserc.yml",
            ".releaserc.yaml",
            "release.config.js",
            "release.config.cjs",
        ],
        &["cycjimmy/semantic-release-action"],
        &["semantic-release"],
    ),
    sign("Changesets", &[".changeset/config.json"], &["changesets/action"], &[]),
    sign("Prometheus", &["prometheus.yml", "prometheus.yaml"], &[], &["promtool"]),
    sign("Backstage", &["catalog-info.yaml"], &[], &[]),
    sign("Nix", &["flake.nix"], &["cachix/", "determinatesystems/"], &["nix"]),
];

/// Everything that the repository works with, in the order of the names, with what shows it.
pub fn integrations(ws: &Workspace) -> Vec<Integration> {
    let mut found = shown(ws, &SIGNS.iter().collect::<Vec<_>>());
    for (name, file) in other_ci(&ws.files) {
        found.entry(name).or_default().insert(file.to_owned());
    }
    found.into_iter().map(|(name, files)| Integration { name, files }).collect()
}

/// The first by name of some that the repository works with.
pub fn integrated(ws: &Workspace, names: &[&str]) -> Option<&'static str> {
    let signs: Vec<&Sign> = SIGNS.iter().filter(|sign| names.contains(&sign.name)).collect();
    shown(ws, &signs).into_keys().next()
}

/// What shows each of these signs, by their names.
fn shown(ws: &Workspace, signs: &[&Sign]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for (_, entry) in ws.files.iter().filter(|(_, entry)| !super::is_sample_folder(&entry.path)) {
        let lower = entry.path.to_ascii_lowercase();
        for sign in signs.iter().filter(|sign| sign.files.iter().any(|file| is_file(&lower, file))) {
            found.entry(sign.name).or_default().insert(entry.path.to_string());
        }
    }
    for workflow in workflows(ws, "") {
        for step in workflow.jobs.iter().flat_map(|job| &job.steps) {
            let typed = real_commands(step);
            for sign in signs.iter().filter(|sign| uses(step, sign.actions) || runs(&typed, sign.commands)) {
                found.entry(sign.name).or_default().insert(workflow.path.clone());
            }
        }
    }
    found
}

fn is_file(path: &str, wanted: &str) -> bool {
    match wanted.strip_prefix('*') {
        Some(ending) => path.ends_with(ending),
        None => path == wanted || path.strip_suffix(wanted).is_some_and(|before| before.ends_with('/')),
    }
}

/// Whether a step uses one of these actions.
pub(super) fn uses(step: &Step, actions: &[&str]) -> bool {
    let Some(uses) = &step.uses else { return false };
    let uses = uses.text.to_ascii_lowercase();
    actions.iter().any(|action| uses.starts_with(action))
}

/// The commands of a step's script that are no dry runs.
fn real_commands(step: &Step) -> Vec<&Vec<String>> {
    commands_of(step).iter().filter(|command| !is_dry(command)).collect()
}

/// Whether a command begins with these words.
fn runs(typed: &[&Vec<String>], wanted: &[&str]) -> bool {
    typed.iter().any(|command| wanted.iter().any(|wanted| is_command(command, wanted)))
}
