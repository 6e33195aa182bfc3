//! `environments/<name>.md`: an environment that jobs deploy to.

use std::collections::BTreeSet;

use super::doc::Doc;
use super::{Known, place};
use crate::kinds::PageKind;
use crate::model::environment::{is_of_own_machine, is_production, is_same};
use crate::scaffold::words::{code, codes, quoted, text};
use crate::survey::{self, Environment, Stage, Target, TerraformState, User};
use crate::workspace::Workspace;

/// The environments that get a page: those that jobs or folders name, without the one that GitHub makes for Pages.
pub(super) fn names(ws: &Workspace) -> Vec<String> {
    let all = survey::environments(ws, "").into_iter().map(|environment| environment.name);
    let all = all.chain(survey::stages(ws, "").into_iter().map(|stage| stage.name));
    let mut seen = BTreeSet::from(["local".to_owned()]);
    all.filter(|name| !survey::is_built_in_environment(name) && seen.insert(stem(name).to_lowercase())).collect()
}

/// The name of an environment's file.
pub(in crate::scaffold) fn stem(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ') { c } else { '-' };
    name.trim().trim_start_matches('.').chars().map(safe).collect()
}

/// The page of an environment, whether or not a job deploys to it.
pub fn environment(ws: &Workspace, known: &Known, name: &str, path: &str) -> String {
    let all = survey::environments(ws, "");
    let found = all.iter().find(|of| of.name.eq_ignore_ascii_case(name));
    let title = format!("The environment {}", text(name));
    let mut doc = Doc::new(ws, known, path, &title, &[("environment", name)]);
    let shows = survey::stage_of(ws, name);
    // What GitHub knows by another form of the name is that one.
    let is_known = all.iter().any(|of| is_same(&of.name, name));
    let (stage, also) = if is_known { (None, shows) } else { (shows, None) };
    if let Some(stage) = &stage {
        shown(&mut doc, ws, name, stage);
    } else {
        if found.is_none() && !is_of_own_machine(name) && !all.is_empty() {
            doc.say("<!-- devops-docs: allow-page(unknown-environment) nothing deploys to it yet -->");
        }
        purpose(&mut doc, ws, name, found, also.as_ref());
    }
    let deployments = doc.link("Deployments", &place(ws, PageKind::Deployment, "deployments.md"));
    doc.section("Prerequisites");
    doc.ask("who has access to what runs there, and how does one get it?");
    doc.section("Setup");
    match found {
        Some(found) if !found.handed_to.is_empty() => {
            doc.ask("how is this environment made, and what does the workflow that it is handed to do with it?");
        }
        Some(_) => doc.say(format!(
            "The environment is made in the settings of the repository at GitHub, with its reviewers, secrets and variables. What the jobs need is below; {deployments} tells what is deployed, and how."
        )),
        None => doc.ask("how is this environment made?"),
    }
    if stage.as_ref().is_some_and(|stage| !stage.users.is_empty()) {
        doc.say(format!("{deployments} tells what is deployed, and how."));
    }
    let registries = registries(ws, name);
    doc.section("Services");
    match registries.as_slice() {
        [] => doc.ask("what runs there, and where is it defined?"),
        names => doc.say(format!("Its jobs publish to: {}.", names.join(", "))),
    }
    configuration(&mut doc, ws, name, found);
    validation(&mut doc, known, name, found, stage.as_ref());
    if registries.is_empty() && !is_production(name) {
        doc.section("Differences from production");
        doc.ask("what is smaller, missing or faked here?");
    }
    doc.section("Troubleshooting");
    doc.ask("what fails here, and what helps?");
    doc.done()
}

/// What shows an environment that GitHub does not know.
fn shown(doc: &mut Doc, ws: &Workspace, name: &str, stage: &Stage) {
    doc.section("Purpose");
    if !stage.users.is_empty() {
        doc.say("The jobs that deploy to it, as their names, arguments or files say; none names it as an environment of GitHub:");
        doc.block_about("environments", ("environment", name));
    }
    defined(doc, ws, stage);
    doc.ask("who uses it, and for what?");
}

/// The folders that define an environment, and where their state is kept.
fn defined(doc: &mut Doc, ws: &Workspace, stage: &Stage) {
    if !stage.folders.is_empty() {
        let links: Vec<String> = stage.folders.iter().map(|path| doc.link(&code(path), path)).collect();
        doc.say(format!("Its infrastructure is defined in {}.", links.join(", ")));
        let is_within = |state: &TerraformState| stage.folders.iter().any(|path| state.folder() == path);
        if survey::terraform_states(ws).iter().any(is_within) {
            doc.block_about("terraform-state", ("environment", &stage.name));
        }
    }
}

/// Where the jobs of an environment publish, if that is all they do.
fn registries(ws: &Workspace, name: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for deploy in survey::deploys(ws, "") {
        let is_of = |target: &Target| matches!(target, Target::Environment(of) if of.eq_ignore_ascii_case(name));
        if !deploy.targets.iter().any(is_of) {
            continue;
        }
        let platforms = deploy.targets.iter().filter_map(|target| match target {
            Target::Platform(platform) => Some(*platform),
            Target::Environment(_) | Target::By(_) => None,
        });
        let platforms: Vec<_> = platforms.collect();
        if platforms.is_empty() || platforms.iter().any(|platform| !platform.keeps) {
            return Vec::new();
        }
        found.extend(platforms.iter().map(|platform| platform.name.as_str()));
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn purpose(doc: &mut Doc, ws: &Workspace, name: &str, found: Option<&Environment>, also: Option<&Stage>) {
    doc.section("Purpose");
    if found.is_none() {
        return doc.ask("what is this environment for?");
    }
    match found.filter(|found| !found.handed_to.is_empty()) {
        Some(found) => doc.say(format!(
            "No job here runs in it: {} is a word that these jobs hand to a workflow of {}, which decides what it means:",
            code(name),
            codes(found.handed_to.iter().map(String::as_str))
        )),
        None => doc.say(format!("The environment {} of GitHub, and the jobs that name it:", code(name))),
    }
    doc.block_about("environments", ("environment", name));
    if let Some(stage) = also {
        let users =
            |user: &User| format!("{} of {}", codes(user.jobs.iter().map(String::as_str)), code(&user.workflow));
        let users: Vec<String> = stage.users.iter().map(users).collect();
        if !users.is_empty() {
            doc.say(format!(
                "These deploy to it too, as their names, arguments or files say, and do not name it as an environment of GitHub: {}.",
                users.join(", ")
            ));
        }
        defined(doc, ws, stage);
    }
    doc.ask("who uses it, and for what?");
}

fn configuration(doc: &mut Doc, ws: &Workspace, name: &str, found: Option<&Environment>) {
    doc.section("Configuration");
    let shows = survey::stage_of(ws, name).map(|stage| stage.users).unwrap_or_default();
    let of_it = |kind| {
        let settings = survey::settings(ws, "", kind);
        let is_read = |setting: &survey::Setting| {
            setting.environments.iter().any(|of| of.eq_ignore_ascii_case(name))
                || !setting.read_among(&shows).is_empty()
        };
        settings.iter().any(is_read)
    };
    let kinds = [(crate::model::Kind::Secret, "secrets"), (crate::model::Kind::Variable, "variables")];
    if found.is_none() && !kinds.iter().any(|(kind, _)| of_it(*kind)) {
        return doc.ask("which variables and secrets does it need? Names only, never values.");
    }
    doc.say(match found {
        Some(_) => "What its jobs read. Each may be set for the environment, the repository or the organisation.",
        None => "What its jobs read. Each is set for the repository or the organisation, since no job names the environment to GitHub.",
    });
    for (kind, word) in kinds {
        if of_it(kind) || word == "secrets" && found.is_some() {
            doc.block_about(word, ("environment", name));
        }
    }
    if found.is_none_or(|found| !found.handed_to.is_empty()) {
        return;
    }
    doc.say("What is set, by name:");
    let quoted = quoted(name);
    doc.run(&[format!("gh secret list --env {quoted}"), format!("gh variable list --env {quoted}")]);
}

fn validation(doc: &mut Doc, known: &Known, name: &str, found: Option<&Environment>, stage: Option<&Stage>) {
    doc.section("Validation");
    if found.is_some() || stage.is_some_and(|stage| !stage.users.is_empty()) {
        doc.block_about("verification", ("environment", name));
    } else {
        doc.ask("the command that shows that it works.");
    }
    if let Some(slug) = known.slug.as_ref().filter(|_| found.is_some_and(|found| found.handed_to.is_empty())) {
        let encoded: String = name
            .chars()
            .map(|c| {
                if c == ' ' {
                    "%20".to_owned()
                } else if c == '/' {
                    "%2F".to_owned()
                } else {
                    c.to_string()
                }
            })
            .collect();
        doc.say("Who must approve a deployment, which only GitHub knows:");
        doc.run(&[format!("gh api repos/{slug}/environments/{encoded} --jq .protection_rules")]);
    }
}
