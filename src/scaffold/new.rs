//! One new page or file from a template, filled with what git and the repository tell. A template of the same name in
//! `templates/` of the knowledge base stands for ours.

use std::collections::BTreeSet;

use minijinja::{Environment, UndefinedBehavior, Value, context};

use super::pages::{Known, environment};
use crate::artifact::Artifact;
use crate::kinds::PageKind;
use crate::model::environment::{is_of_own_machine, is_production, is_same};
use crate::survey::{self, Target};
use crate::workspace::Workspace;

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewKind {
    /// A page about an environment.
    Environment,
    /// A procedure.
    Runbook,
    /// The record of a release.
    Release,
    /// The record of an incident.
    Incident,
    /// What is ticked off while deploying.
    Checklist,
    /// An agent file.
    Agent,
    /// How servers are reached.
    SshConfig,
}

impl NewKind {
    /// The name of its template.
    fn template(self) -> &'static str {
        match self {
            Self::Environment => "environment.md",
            Self::Runbook => "runbook.md",
            Self::Release => "release.md",
            Self::Incident => "incident.md",
            Self::Checklist => "checklist.md",
            Self::Agent => "agent.md",
            Self::SshConfig => "ssh-config",
        }
    }

    fn ours(self) -> &'static str {
        match self {
            Self::Environment => "",
            Self::Runbook => include_str!("templates/runbook.md"),
            Self::Release => include_str!("templates/release.md"),
            Self::Incident => include_str!("templates/incident.md"),
            Self::Checklist => include_str!("templates/checklist.md"),
            Self::Agent => include_str!("templates/agent.md"),
            Self::SshConfig => include_str!("templates/ssh-config"),
        }
    }
}

/// What only the moment and git know.
#[derive(Clone, Debug, Default)]
pub struct Moment {
    /// The day, as `2024-03-09`: of its tag, for a release that has one.
    pub date: String,
    /// The minute, in UTC.
    pub now: String,
    /// The commit of the release, or the one that is checked out, abbreviated.
    pub commit: Option<String>,
    /// Whether it is of a release that went out long ago.
    pub is_out: bool,
    /// The server that is reached.
    pub host: Option<String>,
    /// The name by which people log in there.
    pub user: Option<String>,
    /// The environment that is deployed to.
    pub environment: Option<String>,
    /// The tag before it.
    pub previous: Option<String>,
    /// The commits since that tag, the newest first: abbreviated hash and first line.
    pub changes: Vec<(String, String)>,
    /// How many commits before these are left out.
    pub more: usize,
}

/// The environments that something can be deployed to: those of jobs, and those that pages are about beside people's own
/// machines.
pub fn deployed_environments(ws: &Workspace) -> Vec<String> {
    let of_jobs = survey::environments(ws, "").into_iter().map(|of| of.name);
    let of_stages = survey::stages(ws, "").into_iter().map(|stage| stage.name);
    let pages = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Environment));
    let of_pages = pages.filter_map(|page| page.environment().map(str::to_owned));
    let mut found: Vec<String> = Vec::new();
    let all = of_jobs.chain(of_stages).chain(of_pages.filter(|name| !is_of_own_machine(name)));
    for name in all.filter(|name| !survey::is_built_in_environment(name)) {
        if !found.iter().any(|other| is_same(other, &name)) {
            found.push(name);
        }
    }
    found
}

/// The path of a template that the repository has of its own.
pub fn template_path(ws: &Workspace, kind: NewKind) -> String {
    format!("{}/templates/{}", super::pages::root(ws), kind.template())
}

/// The new file; `own` is the template that the repository has for it.
pub fn new(
    ws: &Workspace,
    known: &Known,
    moment: &Moment,
    kind: NewKind,
    name: &str,
    own: Option<&str>,
) -> Result<Artifact, String> {
    if name.contains('\\') || name.starts_with('/') || name.split('/').any(|step| matches!(step, "." | "..")) {
        return Err(format!("`{name}` is a path; a name is enough, its place follows from what it is"));
    }
    if let Some(path) = recorded(ws, name).filter(|_| kind == NewKind::Release) {
        return Err(format!("{path} is the record of that release, and nothing is overwritten"));
    }
    let root = super::pages::root(ws);
    let slug = slug(name);
    let (date, stem) = (&moment.date, super::pages::stem(name));
    let path = match kind {
        NewKind::Environment => format!("{root}/environments/{stem}.md"),
        NewKind::Runbook => format!("{root}/runbooks/{slug}.md"),
        NewKind::Release => format!("{root}/releases/{date}-{stem}.md"),
        NewKind::Incident => format!("{root}/incidents/{date}-{slug}.md"),
        NewKind::Checklist => format!("{root}/checklists/{slug}.md"),
        NewKind::Agent => format!("{}/agents/specialized/{slug}.md", super::agents::home(ws)),
        NewKind::SshConfig if slug.is_empty() => "scripts/devops/ssh_config".to_owned(),
        NewKind::SshConfig => format!("scripts/devops/ssh_config.{slug}"),
    };
    if kind == NewKind::Environment && own.is_none() {
        return Ok(Artifact::new(path.clone(), environment(ws, known, name, &path)));
    }
    let template = own.map_or_else(|| kind.template().to_owned(), |_| template_path(ws, kind));
    let text = render(&template, own.unwrap_or(kind.ours()), &values(ws, known, moment, name, &slug, &path))
        .map_err(|why| format!("the template cannot be used: {why}"))?;
    Ok(Artifact::new(path, text))
}

fn values(ws: &Workspace, known: &Known, moment: &Moment, name: &str, slug: &str, path: &str) -> Value {
    let environments = moment.environment.clone().map_or_else(|| deployed_environments(ws), |chosen| vec![chosen]);
    let deploys = match &moment.environment {
        Some(chosen) => survey::deploys_for(ws, chosen),
        None => survey::deploys(ws, ""),
    };
    let deploys: Vec<Value> = deploys
        .iter()
        .filter(|deploy| deploy.is_certain())
        .map(|deploy| {
            let targets = deploy.targets.iter().map(Target::name).collect::<Vec<_>>().join(", ");
            context! { workflow => deploy.workflow.file_name(), job => deploy.job.id.text.clone(), targets }
        })
        .collect();
    let last = environments.iter().find(|name| is_production(name)).or(environments.last());
    let services: Vec<String> = survey::services(ws, "").into_iter().map(|service| service.name).collect();
    let changes: Vec<Value> = moment
        .changes
        .iter()
        .map(|(commit, subject)| context! { commit, subject => super::words::text(subject) })
        .collect();
    context! {
        name, slug, path, deploys, services, changes,
        title => titled(name),
        environment => last.cloned().unwrap_or_default(),
        environments => environments,
        root => super::pages::root(ws),
        agents => super::agents::home(ws),
        project => known.name.clone(),
        owner => known.page_owner(),
        branch => known.branch.clone(),
        date => moment.date.clone(),
        host => moment.host.clone(),
        user => moment.user.clone(),
        now => moment.now.clone(),
        is_out => moment.is_out,
        commit => moment.commit.clone().unwrap_or_default(),
        previous => moment.previous.clone(),
        more => moment.more,
    }
}

/// The record of a release, with or without a `v`.
fn recorded<'a>(ws: &'a Workspace, name: &str) -> Option<&'a str> {
    let number = |words: &str| words.trim().trim_start_matches(['v', 'V']).to_lowercase();
    let records = ws.pages.iter().filter(|page| page.kind == Some(PageKind::Release));
    let mut same = records.filter(|page| page.front_word("version").is_some_and(|of| number(of) == number(name)));
    same.next().map(|page| page.path.as_str())
}

/// The text of a template; the error names its file and line.
fn render(name: &str, template: &str, values: &Value) -> Result<String, String> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.add_filter("json", |words: String| serde_json::to_string(&words).unwrap_or_default());
    engine.add_filter("host", |words: String| slug(&words));
    engine.add_filter("variable", |words: String| slug(&words).replace('-', "_").to_uppercase());
    let text = engine.render_named_str(name, template, values).map_err(|error| {
        let unknown = unknown(&engine, template, values).map(|names| format!("; {names}")).unwrap_or_default();
        format!("{error}{unknown}")
    })?;
    Ok(format!("{}\n", text.trim_end()))
}

/// The names in a template that stand for nothing, and those that do.
fn unknown<'a>(engine: &Environment<'a>, template: &'a str, values: &Value) -> Option<String> {
    let is_known = |name: &String| values.get_attr(name).is_ok_and(|value| !value.is_undefined());
    let asked = engine.template_from_str(template).ok()?.undeclared_variables(false);
    let unknown: BTreeSet<String> = asked.into_iter().filter(|name| !is_known(name)).collect();
    let known: BTreeSet<String> = values.try_iter().ok()?.map(|name| name.to_string()).collect();
    let listed = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
    (!unknown.is_empty()).then(|| format!("nothing is called {}; there are {}", listed(unknown), listed(known)))
}

/// A name as part of a path: letters, digits and dashes.
fn slug(name: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    let dashed: String = name.trim().chars().map(safe).collect();
    dashed
        .split('-')
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect::<Vec<_>>()
        .join("-")
        .trim_matches('.')
        .to_owned()
}

/// A name as a title: `restore-a-backup` is "Restore a backup".
fn titled(name: &str) -> String {
    let words = if name.contains(' ') { name.to_owned() } else { name.replace(['-', '_'], " ") };
    let mut letters = words.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_paths_and_titles() {
        assert_eq!(slug("Restore a  Backup!"), "restore-a-backup");
        assert_eq!(slug("../../etc"), "etc");
        assert_eq!(slug("v1.2.0-rc.1"), "v1.2.0-rc.1");
        assert_eq!(titled("restore-a-backup"), "Restore a backup");
        assert_eq!(titled("Checkout is down"), "Checkout is down");
    }
}
