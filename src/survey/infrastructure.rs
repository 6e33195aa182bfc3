//! Files that define infrastructure, by the tool that reads them.

use std::collections::BTreeMap;

use crate::model::{ComponentKind, parent};
use crate::workspace::Workspace;

/// Platforms that run what is here as a file says, most of which take it from the repository by themselves; with the names
/// under which deployments there are known.
const HOSTS: &[(&str, &[&str])] = &[
    ("App Engine", &["Google Cloud"]),
    ("AWS Amplify", &["AWS"]),
    ("AWS App Runner", &["AWS"]),
    ("Azure Developer CLI", &["Azure"]),
    ("Capistrano", &["Capistrano"]),
    ("CapRover", &[]),
    ("Cloud Foundry", &["Cloud Foundry"]),
    ("Cloudflare Workers", &["Cloudflare"]),
    ("Elastic Beanstalk", &["AWS"]),
    ("Firebase", &["Firebase"]),
    ("Fly", &["Fly"]),
    ("Heroku", &["Heroku"]),
    ("Kamal", &["Kamal"]),
    ("Netlify", &["Netlify"]),
    ("Platform.sh", &[]),
    ("Procfile", &["Heroku", "Dokku", "Cloud Foundry"]),
    ("Railway", &["Railway"]),
    ("Read the Docs", &[]),
    ("Render", &["Render"]),
    ("Serverless", &["Serverless Framework"]),
    ("Vercel", &["Vercel"]),
];

/// What one tool reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Infrastructure {
    /// The tool: `Terraform`, `Compose`.
    pub sort: &'static str,
    /// Files, or folders where the tool reads all of one.
    pub paths: Vec<String>,
}

impl Infrastructure {
    /// If it tells a platform how to run what is here, the names under which deployments there are known.
    pub fn host(&self) -> Option<&'static [&'static str]> {
        HOSTS.iter().find(|(sort, _)| *sort == self.sort).map(|(_, platforms)| *platforms)
    }
}

/// The infrastructure of the repository, without samples and inputs of tests.
pub fn infrastructure(ws: &Workspace) -> Vec<Infrastructure> {
    let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let own = ws.files.iter().map(|(_, entry)| entry.path.as_ref()).filter(|path| !super::is_sample_folder(path));
    for path in own {
        if let Some((sort, path)) = sort_of(path) {
            let paths = found.entry(sort).or_default();
            if paths.last().is_none_or(|last| last != path) {
                paths.push(path.to_owned());
            }
        }
    }
    let texts = ws.files.iter().filter_map(|(file, entry)| Some((entry.path.as_ref(), ws.files.text(file)?)));
    for (path, sort) in texts.filter_map(|(path, text)| Some((path, template_of(path, text)?))) {
        if !super::is_sample_folder(path) {
            found.entry(sort).or_default().push(path.to_owned());
        }
    }
    // Manifests are known by what they hold, not by their names.
    let objects = ws.components.iter().filter(|of| of.kind == ComponentKind::Kubernetes && of.sort != "Kustomization");
    for object in objects.filter(|object| !super::is_sample_folder(&object.path)) {
        let folder = parent(&object.path);
        let path = if folder.is_empty() { &object.path } else { folder };
        found.entry("Kubernetes").or_default().push(path.to_owned());
    }
    for service in ws.components.iter().filter(|of| of.kind == ComponentKind::Compose) {
        if !super::is_sample_folder(&service.path) {
            found.entry("Compose").or_default().push(service.path.clone());
        }
    }
    let tidy = |(sort, mut paths): (&'static str, Vec<String>)| {
        paths.sort();
        paths.dedup();
        Infrastructure { sort, paths }
    };
    found.into_iter().map(tidy).collect()
}

/// The tool whose file a text is, where the name alone does not tell.
fn template_of(path: &str, text: &str) -> Option<&'static str> {
    let is_yaml = [".yml", ".yaml"].iter().any(|ending| path.ends_with(ending));
    let begins = |words: &str| is_yaml && text.lines().any(|line| line.starts_with(words));
    let is_called = |names: &[&str]| names.contains(&path.rsplit('/').next().unwrap_or(path));
    match () {
        () if is_called(&["azure.yaml"]) && begins("services:") => Some("Azure Developer CLI"),
        () if is_called(&["app.yaml", "app.yml"]) && begins("runtime:") => Some("App Engine"),
        () if is_called(&["manifest.yml", "manifest.yaml"]) && begins("applications:") => Some("Cloud Foundry"),
        () if is_called(&["app.json"])
            && ["\"buildpacks\"", "\"formation\"", "\"addons\""].iter().any(|key| text.contains(key)) =>
        {
            Some("Heroku")
        }
        () if begins("Transform: AWS::Serverless") => Some("AWS SAM"),
        () if begins("AWSTemplateFormatVersion:") => Some("CloudFormation"),
        () => None,
    }
}

/// Whether a name, in lower case, is that of a Dockerfile, and not of a program or page about them.
fn is_dockerfile(name: &str) -> bool {
    const OTHERS: &[&str] = &[
        "rs",
        "go",
        "py",
        "rb",
        "js",
        "ts",
        "java",
        "php",
        "c",
        "h",
        "md",
        "txt",
        "json",
        "yaml",
        "yml",
        "html",
        "snap",
        "dockerignore",
    ];
    let variant = name.strip_prefix("dockerfile.");
    name == "dockerfile" || name.ends_with(".dockerfile") || variant.is_some_and(|ending| !OTHERS.contains(&ending))
}

/// Whether a path is that of the tasks of a role: `roles/web/tasks/main.yml`.
fn is_of_role(path: &str) -> bool {
    let steps: Vec<&str> = path.rsplit('/').take(4).collect();
    matches!(steps[..], [_, "tasks", _, "roles"])
}

/// The tool that reads a file, by the path alone.
pub fn infrastructure_sort(path: &str) -> Option<&'static str> {
    sort_of(path).map(|(sort, _)| sort)
}

/// The tool that reads a file, and the file or its folder.
fn sort_of(path: &str) -> Option<(&'static str, &str)> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let is_yaml = lower.ends_with(".yml") || lower.ends_with(".yaml");
    let folder = if parent(path).is_empty() { path } else { parent(path) };
    Some(match lower.as_str() {
        _ if is_dockerfile(&lower) => ("Docker", path),
        "containerfile" => ("Docker", path),
        _ if is_yaml && (lower.starts_with("docker-compose") || lower.starts_with("compose.")) => ("Compose", path),
        _ if lower.ends_with(".tf") => ("Terraform", folder),
        _ if lower.ends_with(".tofu") => ("OpenTofu", folder),
        "chart.yaml" => ("Helm", folder),
        "kustomization.yaml" | "kustomization.yml" => ("Kustomize", folder),
        "ansible.cfg" => ("Ansible", path),
        _ if is_yaml && (lower.starts_with("playbook") || path.split('/').any(|step| step == "playbooks")) => {
            ("Ansible", path)
        }
        "main.yml" | "main.yaml" if is_of_role(path) => {
            ("Ansible", path.split_once("/roles/").map_or("roles", |(folder, _)| folder))
        }
        "pulumi.yaml" => ("Pulumi", folder),
        "cdk.json" => ("AWS CDK", folder),
        "samconfig.toml" => ("AWS SAM", folder),
        "cdktf.json" => ("CDK for Terraform", folder),
        "serverless.yml" | "serverless.yaml" => ("Serverless", path),
        "vagrantfile" => ("Vagrant", path),
        "procfile" => ("Procfile", path),
        "fly.toml" => ("Fly", path),
        "render.yaml" => ("Render", path),
        "vercel.json" => ("Vercel", path),
        "netlify.toml" => ("Netlify", path),
        "wrangler.toml" | "wrangler.jsonc" | "wrangler.json" => ("Cloudflare Workers", path),
        "flake.nix" => ("Nix", path),
        "heroku.yml" => ("Heroku", path),
        "railway.toml" | "railway.json" => ("Railway", path),
        "firebase.json" => ("Firebase", path),
        "amplify.yml" => ("AWS Amplify", path),
        "apprunner.yaml" => ("AWS App Runner", path),
        "dockerrun.aws.json" => ("Elastic Beanstalk", path),
        "captain-definition" => ("CapRover", path),
        ".platform.app.yaml" => ("Platform.sh", path),
        "capfile" => ("Capistrano", path),
        "deploy.yml" if path.ends_with("config/deploy.yml") => ("Kamal", path),
        ".readthedocs.yaml" | ".readthedocs.yml" => ("Read the Docs", path),
        "devcontainer.json" => ("Dev container", path),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::infrastructure_sort;

    #[test]
    fn files_are_told_apart_by_their_names() {
        for (path, expected) in [
            ("Dockerfile", Some("Docker")),
            ("api/Dockerfile.dev", Some("Docker")),
            ("api/web.dockerfile", Some("Docker")),
            ("src/dockerfile.rs", None),
            ("api/Dockerfile.dockerignore", None),
            ("docs/dockerfile.md", None),
            ("docker-compose.dev.yml", Some("Compose")),
            ("infra/main.tf", Some("Terraform")),
            ("charts/web/Chart.yaml", Some("Helm")),
            ("ops/playbooks/site.yml", Some("Ansible")),
            ("roles/web/tasks/main.yml", Some("Ansible")),
            ("ops/roles/web/tasks/main.yml", Some("Ansible")),
            ("roles/web/vars/main.yml", None),
            ("infra/cdk.json", Some("AWS CDK")),
            ("api/samconfig.toml", Some("AWS SAM")),
            ("config/deploy.yml", Some("Kamal")),
            (".github/workflows/deploy.yml", None),
            ("src/main.rs", None),
        ] {
            assert_eq!(infrastructure_sort(path), expected, "{path}");
        }
    }
}
