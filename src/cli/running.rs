//! What the commands share that run checks: what the operator allows, and how the checks are carried out, told and kept.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::check::shown;
use super::place::Repository;
use super::progress::Live;
use super::whole::write_inside;
use super::{print, tell};
use crate::checks::carry::{Outcome, carry_out};
use crate::checks::plan::{Operator, Plan, Planned};
use crate::checks::record::{place as record_place, record};
use crate::checks::run::this_program;
use crate::checks::trust::{self, Approvals, Trusted};
use crate::kinds::Page;
use crate::report::visible;
use crate::text::without_orders;
use crate::workspace::Workspace;

/// What the operator allows.
#[derive(Debug, Default, clap::Args)]
pub(super) struct AllowArguments {
    /// Approvals for checks that nobody is there to approve; made from --plan --format json
    #[arg(long, value_name = "FILE", help_heading = "Allowing")]
    approvals: Option<PathBuf>,
    /// Give the network to checks that ask for it
    #[arg(long, help_heading = "Allowing")]
    allow_net: bool,
    /// Give this variable of yours to checks that ask for it
    #[arg(long, value_name = "NAME", help_heading = "Allowing")]
    allow_secret: Vec<String>,
    /// Run what only reads under Landlock and seccomp, or not at all
    #[arg(long, help_heading = "Allowing")]
    require_sandbox: bool,
    /// Run only what this revision has in the same words [default: in a pull request its base]
    #[arg(long, value_name = "REV", help_heading = "Allowing")]
    base: Option<String>,
}

/// Variables by which systems of continuous integration tell that a command runs there.
const CI_VARIABLES: &[&str] = &[
    "CI",
    "GITHUB_ACTIONS",
    "GITLAB_CI",
    "TF_BUILD",
    "BUILDKITE",
    "JENKINS_URL",
    "TEAMCITY_VERSION",
    "CIRCLECI",
    "TRAVIS",
    "DRONE",
    "BITBUCKET_BUILD_NUMBER",
    "APPVEYOR",
    "CODEBUILD_BUILD_ID",
    "SEMAPHORE",
    "CIRRUS_CI",
];

/// Whether this is continuous integration, where nobody can be asked.
pub(super) fn in_ci() -> bool {
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false");
    CI_VARIABLES.iter().any(set)
}

/// Fails for what is no name of an environment, since files are called by it.
pub(super) fn ensure_environment(name: &str) -> anyhow::Result<()> {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    if !is_name || name.starts_with('.') {
        bail!("`{name}` is no name of an environment");
    }
    Ok(())
}

/// Fails for an environment that nothing speaks of, in a repository that speaks of some.
pub(super) fn ensure_known(name: &str, ws: &Workspace) -> anyhow::Result<()> {
    let of_pages = ws.pages.iter().filter_map(Page::environment).map(str::to_owned);
    let of_checks = ws.checks.iter().flat_map(|check| check.environments.iter().cloned());
    let known: BTreeSet<String> = of_pages.chain(of_checks).collect();
    // Where people work has this name, whether or not a page is about it.
    if !known.is_empty() && name != "local" && !known.contains(name) {
        let known: Vec<String> = known.into_iter().collect();
        bail!("no page and no check is about the environment `{name}`; there are {}", visible(&known.join(", ")));
    }
    Ok(())
}

/// Fails for what is no name of a variable, which may be its value and so is not repeated.
fn ensure_names(names: &[String]) -> anyhow::Result<()> {
    let is_name = |name: &str| {
        !name.starts_with(|first: char| first.is_ascii_digit())
            && !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if !names.iter().all(|name| is_name(name)) {
        bail!("--allow-secret takes the name of a variable of yours, and nothing else: not its value");
    }
    Ok(())
}

/// The operator's environment, as far as it is text.
pub(super) fn variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The folders in which the operator finds programs.
pub(super) fn search_path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// Whether somebody sits at a terminal, and can be asked.
pub(super) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !in_ci()
}

impl AllowArguments {
    /// The revision by which a pull request is judged, if this runs for one.
    pub fn base(&self) -> Option<String> {
        self.base.clone().or_else(trust::pull_request_base)
    }

    /// What may run in an environment; `asks` says whether somebody may be asked.
    pub fn operator(
        &self,
        environment: &str,
        asks: bool,
        repository: &Repository,
        ws: &Workspace,
    ) -> anyhow::Result<Operator> {
        ensure_names(&self.allow_secret)?;
        let variables = variables();
        let base = self.base();
        let approvals_file = self.approvals.as_ref().and_then(|path| inside(path, &repository.root));
        let approvals = match (&self.approvals, &approvals_file, &base) {
            // What a pull request approves is not approved.
            (Some(_), Some(inside), Some(base)) => merged(inside, &repository.root, base)?,
            // Who plans says where the approvals are to be.
            (Some(path), ..) if !asks && !path.exists() => Approvals::default(),
            (Some(path), ..) => Approvals::load(path)?,
            (None, ..) => Approvals::default(),
        };
        let secret = |name: &String| (name.clone(), variables.get(name).filter(|value| !value.is_empty()).cloned());
        Ok(Operator {
            environment: environment.to_owned(),
            net: self.allow_net,
            secrets: self.allow_secret.iter().map(secret).collect(),
            must_confine: self.require_sandbox,
            trusted: Trusted::load()?,
            approvals,
            base: base.map(|base| trust::at_revision(&repository.root, &base, ws, approvals_file.as_deref())),
            approvals_file,
            can_ask: asks && can_ask(),
            // However dates are judged, an approval that has ended stays so.
            today: super::today(),
            outside: trust::git_folders(&repository.root),
            path: search_path(),
            variables,
        })
    }
}

/// Where a file lies in a repository, whether it is there or not. A link from elsewhere may lead into it, and one in it,
/// which a pull request can bring, elsewhere: if any folder on the way lies in the repository, so does the file.
fn inside(path: &Path, root: &Path) -> Option<PathBuf> {
    let written = as_written(path)?;
    let entering = written.ancestors().filter_map(|above| {
        let real = above.canonicalize().ok()?;
        let within = real.strip_prefix(root).ok()?.to_path_buf();
        let rest = written.strip_prefix(above).ok()?;
        Some(if rest.as_os_str().is_empty() { within } else { within.join(rest) })
    });
    // The nearest to the root of the system is the one that no link of the repository was followed for.
    entering.last()
}

/// A path from the root of the system on, by its letters alone.
fn as_written(path: &Path) -> Option<PathBuf> {
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            std::path::Component::ParentDir => _ = whole.pop(),
            part => whole.push(part),
        }
    }
    Some(whole)
}

/// The approvals that the base of a pull request has in a file; none if it has no such file.
fn merged(file: &Path, root: &Path, base: &str) -> anyhow::Result<Approvals> {
    let path = file.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let Some(bytes) = trust::file_at(root, base, &path) else {
        tell(&format!("{} has no {}, so nothing is approved\n", visible(base), visible(&path)));
        return Ok(Approvals::default());
    };
    Ok(Approvals::read(&bytes, file)?)
}

/// Runs a plan; tells of each check as it ends, coloured or not, if that is wanted.
pub(super) fn carry(
    plan: &Plan,
    operator: &Operator,
    jobs: Option<usize>,
    tells: Option<bool>,
) -> anyhow::Result<Vec<Outcome>> {
    let program = this_program().context("this program cannot find itself")?;
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get().min(8));
    let watched = tells.is_some() && std::io::stderr().is_terminal() && !in_ci();
    let (live, mask) = (Live::new(watched), operator.mask());
    let tell_one = |planned: &Planned<'_>, outcome: Option<&Outcome>| {
        let place = (planned.page, planned.line);
        match (outcome, tells) {
            (None, _) => live.begins(place, &visible(&planned.check.label())),
            (Some(outcome), Some(colored)) => {
                let told = || mask.cover(&without_orders(&shown::outcome(planned, outcome, colored)), false);
                live.ends(place, || print(&told()));
            }
            (Some(_), None) => {}
        }
    };
    Ok(carry_out(plan, operator, &program, jobs.unwrap_or(cores), &tell_one))
}

/// Keeps what came of checks in the record of their environment.
pub(super) fn keep(
    ws: &Workspace,
    root: &Path,
    plan: &Plan,
    outcomes: &[Outcome],
    environment: &str,
) -> anyhow::Result<()> {
    let old = std::fs::read_to_string(root.join(record_place(ws, environment))).ok();
    let commit = trust::commit(root);
    let artifact = record(ws, plan, outcomes, environment, commit.as_deref(), old.as_deref())
        .map_err(|why| anyhow::anyhow!(why))?;
    write_inside(root, &artifact.path, &artifact.bytes)?;
    tell(&format!("recorded in {}\n", artifact.path));
    Ok(())
}
