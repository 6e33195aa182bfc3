//! What the names of jobs, workflows, actions and scripts say: that they bring something to users, or something else.

/// Words that order to bring something to users.
pub(super) const DEPLOY_VERBS: &[&str] = &[
    "deploy",
    "deploys",
    "deploying",
    "publish",
    "publishes",
    "publishing",
    "promote",
    "promotes",
    "rollout",
    "redeploy",
];

/// Words of names that do, too.
pub(super) const DEPLOY: &[&str] = &[
    "deploy",
    "deploys",
    "deploying",
    "deployment",
    "deployments",
    "publish",
    "publishes",
    "publishing",
    "publisher",
    "promote",
    "promotes",
    "promotion",
    "rollout",
    "redeploy",
    "ship",
];

/// Words that name the making of what is brought as well.
pub(super) const RELEASE: &[&str] = &["release", "releasing", "releaser", "autorelease"];

/// Words of what makes it only.
pub(super) const BUILD: &[&str] = &["build", "builds", "compile", "binaries", "artifacts", "sign"];

/// Words of jobs that try a deployment, save one or take one away, whatever command they use.
pub(super) const TRIES: &[&str] = &[
    "test",
    "tests",
    "testing",
    "tested",
    "unit",
    "e2e",
    "cypress",
    "smoke",
    "conformance",
    "conform",
    "backup",
    "plan",
    "destroy",
    "cleanup",
    "clean",
    "delete",
    "teardown",
    "undeploy",
    "dry",
    "dryrun",
];

/// Words of jobs that do something else around it. They can as well name what is deployed: `deploy-alerts`.
const AROUND: &[&str] = &[
    "check",
    "checks",
    "checker",
    "lint",
    "validate",
    "validation",
    "verify",
    "verification",
    "notify",
    "notification",
    "notifications",
    "slack",
    "discord",
    "announce",
    "draft",
    "drafter",
    "prepare",
    "preparation",
    "proposal",
    "propose",
    "changelog",
    "notes",
    "comment",
    "commenter",
    "label",
    "labels",
    "labeler",
    "audit",
    "scan",
    "status",
    "gate",
    "approval",
    "alert",
    "alerts",
    "pagerduty",
    "failed",
    "list",
    "ids",
    "bump",
    "pull",
    "begin",
    "end",
    "finishing",
    "complete",
    "provenance",
];

/// Words of actions and scripts that only look at a release, or make ready for one.
pub(super) const LOOKS: &[&str] = &[
    "get",
    "fetch",
    "download",
    "downloader",
    "latest",
    "info",
    "version",
    "wait",
    "find",
    "list",
    "setup",
    "configure",
    "credentials",
    "login",
    "install",
    "last",
    "previous",
    "tracker",
    "record",
    "post",
    "posts",
];

/// The words of a name, in lower case.
pub(super) fn words(name: &str) -> impl Iterator<Item = String> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether a name has one of these words.
pub(super) fn has(name: &str, wanted: &[&str]) -> bool {
    words(name).any(|word| wanted.contains(&word.as_str()))
}

/// Whether a word of a name tells of something else than a deployment.
pub(super) fn is_other(word: &str) -> bool {
    TRIES.contains(&word) || AROUND.contains(&word)
}

/// Whether a name tells of something else than a deployment.
pub(super) fn tells_of_other(name: &str) -> bool {
    words(name).any(|word| is_other(&word))
}

/// Whether a name says that something is released, and not only that a pull request proposes it.
pub(super) fn releases(name: &str) -> bool {
    let words: Vec<String> = words(name).collect();
    let is_proposed = |at: usize| words.get(at + 1).is_some_and(|next| matches!(next.as_str(), "pr" | "prs" | "pull"));
    (0..words.len()).any(|at| RELEASE.contains(&words[at].as_str()) && !is_proposed(at))
}

/// Whether an action or a workflow that is called so brings something to users.
pub(super) fn does(name: &str) -> bool {
    (has(name, DEPLOY_VERBS) || releases(name) && !has(name, BUILD)) && !tells_of_other(name) && !has(name, LOOKS)
}
