//! Configuration of other systems than GitHub Actions that build and deploy: that it is here is known, and no more.

use crate::text::Files;

/// A system, and where its configuration lies; below a folder where the path ends with a slash.
const SYSTEMS: &[(&str, &[&str])] = &[
    ("GitLab CI", &[".gitlab-ci.yml", ".gitlab-ci.yaml"]),
    ("CircleCI", &[".circleci/config.yml", ".circleci/config.yaml"]),
    ("Jenkins", &["Jenkinsfile"]),
    ("Azure Pipelines", &["azure-pipelines.yml", "azure-pipelines.yaml", ".azure-pipelines/"]),
    ("Travis CI", &[".travis.yml"]),
    ("Bitbucket Pipelines", &["bitbucket-pipelines.yml"]),
    ("Buildkite", &[".buildkite/"]),
    ("Drone", &[".drone.yml"]),
    ("Woodpecker", &[".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/"]),
    ("Forgejo Actions", &[".forgejo/workflows/"]),
    ("Gitea Actions", &[".gitea/workflows/"]),
    ("AppVeyor", &["appveyor.yml", ".appveyor.yml"]),
    ("Cirrus CI", &[".cirrus.yml"]),
    ("Semaphore", &[".semaphore/semaphore.yml"]),
    ("Tekton", &[".tekton/"]),
];

/// The other systems that a repository has configuration of, each with the first file of it.
pub fn other_ci(files: &Files) -> Vec<(&'static str, &str)> {
    let first = |path: &&str| match path.strip_suffix('/') {
        Some(folder) => files.below(folder).map(|(_, entry)| &*entry.path).next(),
        None => files.find(path).map(|file| files.path(file)),
    };
    SYSTEMS.iter().filter_map(|(name, paths)| Some((*name, paths.iter().find_map(&first)?))).collect()
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
}
