//! Configuration of other systems than GitHub Actions that build and deploy: that it is here is known, and no more.

use crate::text::Files;

/// A system that builds and deploys.
pub struct System {
    /// What it is called.
    pub name: &'static str,
    /// Where its configuration lies; below a folder where the path ends with a slash.
    files: &'static [&'static str],
    /// Where it shows the state of a build, if badges link there.
    hosts: &'static [&'static str],
}

const fn system(name: &'static str, files: &'static [&'static str], hosts: &'static [&'static str]) -> System {
    System { name, files, hosts }
}

const SYSTEMS: &[System] = &[
    system("GitLab CI", &[".gitlab-ci.yml", ".gitlab-ci.yaml"], &[]),
    system(
        "CircleCI",
        &[".circleci/config.yml", ".circleci/config.yaml", ".circleci/"],
        &["circleci.com/gh/", "circleci.com/build-badge", "dl.circleci.com/"],
    ),
    system("Jenkins", &["Jenkinsfile", "jenkins/Jenkinsfile", "ci/Jenkinsfile", ".jenkins/"], &[]),
    system(
        "Azure Pipelines",
        &["azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines/", ".azure/pipelines/"],
        &[],
    ),
    system("Travis CI", &[".travis.yml", ".travis.yaml"], &["travis-ci.org/", "travis-ci.com/"]),
    system("Bitbucket Pipelines", &["bitbucket-pipelines.yml"], &[]),
    system("Buildkite", &[".buildkite/"], &[]),
    system("Drone", &[".drone.yml", ".drone.star", ".drone.jsonnet"], &[]),
    system("Woodpecker", &[".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/"], &[]),
    system("Forgejo Actions", &[".forgejo/workflows/"], &[]),
    system("Gitea Actions", &[".gitea/workflows/"], &[]),
    system("AppVeyor", &["appveyor.yml", ".appveyor.yml", ".appveyor/"], &["ci.appveyor.com/"]),
    system("Cirrus CI", &[".cirrus.yml", ".cirrus.star"], &["cirrus-ci.com/", "api.cirrus-ci.com/"]),
    system("Semaphore", &[".semaphore/semaphore.yml", ".semaphore/"], &["semaphoreci.com/"]),
    system("Tekton", &[".tekton/"], &[]),
    system("Google Cloud Build", &["cloudbuild.yaml", "cloudbuild.yml", "cloudbuild.json", ".cloudbuild/"], &[]),
    system("AWS CodeBuild", &["buildspec.yml", "buildspec.yaml"], &[]),
    system("TeamCity", &[".teamcity/"], &[]),
    system("Bitrise", &["bitrise.yml"], &[]),
    system("Codemagic", &["codemagic.yaml"], &[]),
    system("Codefresh", &["codefresh.yml", ".codefresh/"], &[]),
    system("Zuul", &[".zuul.yaml", "zuul.yaml", ".zuul.d/", "zuul.d/"], &[]),
];

impl System {
    /// The system that an address, in lower case, shows the state of.
    pub fn shown_at(address: &str) -> Option<&'static Self> {
        SYSTEMS.iter().find(|system| system.hosts.iter().any(|host| address.contains(host)))
    }

    /// Where its configuration is looked for first.
    pub fn usual_file(&self) -> &'static str {
        self.files[0]
    }

    /// The first file of its configuration here.
    pub fn configured<'a>(&self, files: &'a Files) -> Option<&'a str> {
        let first = |path: &&str| match path.strip_suffix('/') {
            Some(folder) => files.below(folder).map(|(_, entry)| &*entry.path).next(),
            None => files.find(path).map(|file| files.path(file)),
        };
        self.files.iter().find_map(first)
    }
}

/// The other systems that a repository has configuration of, each with the first file of it.
pub fn other_ci(files: &Files) -> Vec<(&'static str, &str)> {
    let by_name = SYSTEMS.iter().filter_map(|system| Some((system.name, system.configured(files)?)));
    by_name.chain(concourse(files).map(|path| ("Concourse", path))).collect()
}

/// The first pipeline of Concourse, which is given to a server by hand, and so may be called otherwise.
fn concourse(files: &Files) -> Option<&str> {
    let is_one = |text: &str| {
        let begins = |words: &str| text.lines().any(|line| line.starts_with(words));
        begins("jobs:") && (begins("resources:") || text.contains("- get:")) && text.contains("plan:")
    };
    let texts = files.iter().filter_map(|(file, entry)| Some((entry.path.as_ref(), files.text(file)?)));
    let named = texts.filter(|(path, _)| {
        let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
        is_yaml && path.matches('/').count() < 3 && path.to_ascii_lowercase().contains("pipeline")
    });
    let own = named.filter(|(path, text)| !super::is_sample_folder(path) && is_one(text)).map(|(path, _)| path);
    own.min_by_key(|path| (!path.ends_with("/pipeline.yml"), path.matches('/').count(), path.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EntryKind;

    #[test]
    fn other_systems_are_known_by_their_files() {
        let paths =
            [".buildkite/a.yml", ".circleci/config.yml", "docs/Jenkinsfile", "Jenkinsfile.md", "src/.travis.yml"];
        let files = Files::new(paths.iter().map(|path| ((*path).to_owned(), EntryKind::File)).collect());
        assert_eq!(other_ci(&files), [("CircleCI", ".circleci/config.yml"), ("Buildkite", ".buildkite/a.yml")]);
    }

    #[test]
    fn a_pipeline_of_concourse_is_known_by_its_words() {
        let pipeline = "resources:\n- name: src\njobs:\n- name: test\n  plan:\n  - get: src\n";
        for (path, text, expected) in [
            ("ci/pipeline.yml", pipeline, true),
            ("ci/pipeline.yml", "trigger: [main]\njobs:\n- job: test\n", false),
            ("docs/pipeline.yml", pipeline, false),
        ] {
            let mut files = Files::new(vec![(path.to_owned(), EntryKind::File)]);
            files.set_text(files.find(path).expect("it is there"), text.as_bytes().to_vec());
            assert_eq!(!other_ci(&files).is_empty(), expected, "{path}: {text}");
        }
    }
}
