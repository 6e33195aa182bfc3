//! What a repository has for the people who operate it, and what of it no page tells.

mod gaps;
mod table;
mod told;

pub use gaps::Gap;
pub use table::text;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{ComponentKind, Job, Kind, Step, Words};
use crate::survey::{self, Target, User};
use crate::workspace::Workspace;
use told::Told;

/// Everything that was found, each list in a fixed order.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "devops-docs inventory --format json")]
pub struct Inventory {
    /// Raised when a field goes or changes its meaning.
    pub version: u32,
    /// The workflows with their jobs.
    pub workflows: Vec<WorkflowItem>,
    /// The jobs that deploy or publish, as environments, actions and commands show.
    pub deployments: Vec<DeploymentItem>,
    /// Other systems that build or deploy, whose files are not read.
    pub other_systems: Vec<FilesItem>,
    /// The environments that jobs name, then those that only the words of deployments show.
    pub environments: Vec<EnvironmentItem>,
    /// The secrets that workflows read.
    pub secrets: Vec<SettingItem>,
    /// The configuration variables that workflows read.
    pub variables: Vec<SettingItem>,
    /// The variables that sample files ask people to set.
    pub sample_variables: Vec<SampleItem>,
    /// The services of Compose files.
    pub services: Vec<ServiceItem>,
    /// The tools, with the versions that are pinned.
    pub tools: Vec<ToolItem>,
    /// The targets, recipes and scripts of task runners.
    pub tasks: Vec<TaskItem>,
    /// The scripts.
    pub scripts: Vec<ScriptItem>,
    /// The files that define infrastructure.
    pub infrastructure: Vec<FilesItem>,
    /// Where Terraform keeps its state.
    pub terraform_state: Vec<StateItem>,
    /// What the repository works with, and the files that show it.
    pub integrations: Vec<FilesItem>,
    /// What no page tells.
    pub missing: Vec<Gap>,
}

/// A workflow.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WorkflowItem {
    /// The path of its file.
    pub path: String,
    /// Its display name.
    pub name: String,
    /// The events that start it.
    pub events: Vec<String>,
    /// Its cron lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<String>,
    /// Its jobs.
    pub jobs: Vec<JobItem>,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A job.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JobItem {
    /// Its key.
    pub id: String,
    /// The jobs that it waits for.
    pub needs: Vec<String>,
    /// The labels of its machine, expressions as written.
    pub runs_on: Vec<String>,
    /// The reusable workflow that it calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<String>,
    /// Its steps: the name of each, its action, or the first line of its script.
    pub steps: Vec<String>,
}

/// A job that deploys or publishes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeploymentItem {
    /// The path of its workflow.
    pub workflow: String,
    /// The id of the job.
    pub job: String,
    /// Environments, registries, platforms; `by` and what does it, where the place is not known.
    pub targets: Vec<String>,
    /// Whether it only shows a change before it is merged.
    pub preview: bool,
    /// The events that start it: those of the workflow from which no condition keeps the job.
    pub events: Vec<String>,
    /// The branches and tags whose pushes do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// What else the job or its steps demand, as their expressions say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Whether a page tells of the workflow or the job.
    pub documented: bool,
}

/// An environment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EnvironmentItem {
    /// Its name.
    pub name: String,
    /// Its addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// The jobs that deploy to it.
    pub jobs: Vec<UserItem>,
    /// Whether a job names it as an environment of GitHub, and not only by its arguments, names or files.
    pub github: bool,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A secret or a variable, by name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SettingItem {
    /// Its name.
    pub name: String,
    /// The jobs that read it.
    pub jobs: Vec<UserItem>,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A workflow with some of its jobs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UserItem {
    /// The file of the workflow.
    pub workflow: String,
    /// The ids of the jobs; empty for all.
    pub jobs: Vec<String>,
}

/// A variable of sample files.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SampleItem {
    /// Its name.
    pub name: String,
    /// The sample files.
    pub files: Vec<String>,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceItem {
    /// Its name.
    pub name: String,
    /// What runs it: `compose`, `kubernetes` or `helm`.
    pub kind: &'static str,
    /// Its images.
    pub images: Vec<String>,
    /// The ports that it is reached at: of Compose those of the machine.
    pub ports: Vec<String>,
    /// The files that define it.
    pub files: Vec<String>,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A tool.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToolItem {
    /// As people write it.
    pub name: String,
    /// The versions, as written.
    pub versions: Vec<String>,
    /// The files that state them, or show that it is used.
    pub files: Vec<String>,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A target, recipe, task or package script.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TaskItem {
    /// How it is run.
    pub command: String,
    /// The folder to run it in; empty for the root.
    pub folder: String,
    /// The file that defines it.
    pub file: String,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// A script.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ScriptItem {
    /// Its path.
    pub path: String,
    /// Whether it can be run as it is.
    pub executable: bool,
    /// Whether a page tells of it.
    pub documented: bool,
}

/// Files that belong to something.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FilesItem {
    /// Its name.
    pub name: String,
    /// The files, or folders.
    pub files: Vec<String>,
}

/// Where the state of a folder of Terraform is kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StateItem {
    /// The file that says so.
    pub file: String,
    /// The sort of place: `s3`, `azurerm`; `cloud` for HCP Terraform.
    pub backend: String,
    /// What names the place, as `bucket` with its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub place: BTreeMap<String, String>,
    /// Whether `terraform init` has to be told the rest.
    pub partial: bool,
}

/// Takes stock of a repository.
pub fn inventory(ws: &Workspace) -> Inventory {
    let told = Told::new(ws);
    let mut inventory = Inventory {
        version: 1,
        workflows: workflows(ws, &told),
        deployments: deployments(ws, &told),
        other_systems: other_systems(ws),
        environments: environments(ws, &told),
        secrets: settings(ws, &told, Kind::Secret),
        variables: settings(ws, &told, Kind::Variable),
        sample_variables: survey::sample_variables(ws, "")
            .into_iter()
            .map(|found| SampleItem {
                documented: told.says(&found.name),
                files: found.files.into_iter().collect(),
                name: found.name,
            })
            .collect(),
        services: services(ws, &told),
        tools: tools(ws, &told),
        tasks: tasks(ws),
        scripts: scripts(ws, &told),
        infrastructure: survey::infrastructure(ws)
            .into_iter()
            .map(|found| FilesItem { name: found.sort.to_owned(), files: found.paths })
            .collect(),
        terraform_state: survey::terraform_states(ws)
            .into_iter()
            .map(|found| StateItem {
                file: found.file,
                backend: found.backend,
                place: found.place.into_iter().collect(),
                partial: found.is_partial,
            })
            .collect(),
        integrations: survey::integrations(ws)
            .into_iter()
            .map(|found| FilesItem { name: found.name.to_owned(), files: found.files.into_iter().collect() })
            .collect(),
        missing: Vec::new(),
    };
    inventory.missing = gaps::gaps(ws, &inventory);
    inventory
}

fn workflows(ws: &Workspace, told: &Told) -> Vec<WorkflowItem> {
    let item = |workflow: &crate::model::Workflow| WorkflowItem {
        path: workflow.path.clone(),
        name: workflow.title().to_owned(),
        events: workflow.triggers.iter().map(|trigger| trigger.event.text.clone()).collect(),
        schedule: workflow.triggers.iter().flat_map(|trigger| texts(&trigger.crons)).collect(),
        jobs: workflow.jobs.iter().map(job).collect(),
        documented: told.says(workflow.file_name()),
    };
    survey::workflows(ws, "").map(item).collect()
}

fn job(job: &Job) -> JobItem {
    JobItem {
        id: job.id.text.clone(),
        needs: texts(&job.needs),
        runs_on: texts(&job.runner),
        calls: job.uses.as_ref().map(|uses| uses.text.clone()),
        steps: job.steps.iter().map(step).collect(),
    }
}

/// A step in a line.
fn step(step: &Step) -> String {
    let first =
        |words: &Words| words.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
    let words = step.name.as_ref().or(step.uses.as_ref()).or(step.run.as_ref());
    words.map(first).unwrap_or_default()
}

fn deployments(ws: &Workspace, told: &Told) -> Vec<DeploymentItem> {
    let stages = survey::every_stage(ws, "");
    let item = |deploy: survey::Deploy| {
        let starting = deploy.workflow.triggers.iter().filter(|on| deploy.left(on) != survey::Left::Never);
        let starting: Vec<&crate::model::Trigger> = starting.collect();
        let named = survey::names_of(&stages, &deploy).map(str::to_owned);
        let pushes = starting.iter().filter(|trigger| trigger.event.text == "push");
        let refs = pushes
            .flat_map(|trigger| &trigger.filters)
            .filter(|(name, _)| matches!(name.as_str(), "branches" | "tags"));
        DeploymentItem {
            workflow: deploy.workflow.path.clone(),
            job: deploy.job.id.text.clone(),
            targets: named.chain(deploy.targets.iter().map(Target::name)).collect(),
            preview: deploy.is_preview(),
            events: starting.iter().map(|trigger| trigger.event.text.clone()).collect(),
            condition: deploy.condition().map(str::to_owned),
            refs: refs.flat_map(|(_, words)| texts(words)).collect(),
            documented: told.says(deploy.workflow.file_name()),
        }
    };
    let counts = |deploy: &survey::Deploy| deploy.is_certain() || deploy.is_preview();
    survey::deploys(ws, "").into_iter().filter(counts).map(item).collect()
}

fn other_systems(ws: &Workspace) -> Vec<FilesItem> {
    let all = survey::other_systems(ws, &survey::deploys(ws, "")).into_iter();
    all.map(|(name, files)| FilesItem { name: name.to_owned(), files }).collect()
}

fn environments(ws: &Workspace, told: &Told) -> Vec<EnvironmentItem> {
    let item = |found: survey::Environment| EnvironmentItem {
        documented: told.names(Kind::Environment, &found.name),
        urls: found.urls.into_iter().collect(),
        jobs: users(found.users),
        github: true,
        name: found.name,
    };
    let shown = survey::stages(ws, "").into_iter().filter(|stage| !stage.users.is_empty());
    let shown = shown.map(|stage| EnvironmentItem {
        documented: told.names(Kind::Environment, &stage.name),
        urls: Vec::new(),
        jobs: users(stage.users),
        github: false,
        name: stage.name,
    });
    survey::environments(ws, "").into_iter().map(item).chain(shown).collect()
}

fn settings(ws: &Workspace, told: &Told, kind: Kind) -> Vec<SettingItem> {
    let item = |found: survey::Setting| SettingItem {
        documented: told.says(&found.name),
        jobs: users(found.users(None)),
        name: found.name,
    };
    survey::settings(ws, "", kind).into_iter().map(item).collect()
}

fn users(users: Vec<User>) -> Vec<UserItem> {
    users.into_iter().map(|user| UserItem { workflow: user.workflow, jobs: user.jobs.into_iter().collect() }).collect()
}

/// The services of every folder that has a Compose file, those of the root first; then what clusters run.
fn services(ws: &Workspace, told: &Told) -> Vec<ServiceItem> {
    let compose =
        survey::infrastructure(ws).into_iter().filter(|found| found.sort == "Compose").flat_map(|found| found.paths);
    let mut folders: Vec<String> = compose.map(|path| crate::model::parent(&path).to_owned()).collect();
    folders.sort();
    folders.dedup();
    let found = folders.iter().flat_map(|folder| survey::services(ws, folder));
    found
        .chain(survey::workloads(ws))
        .map(|found| ServiceItem {
            documented: told.names(Kind::ComposeService, &found.name)
                || found.kind != ComponentKind::Compose && told.says(&found.name),
            kind: found.kind.word(),
            images: found.images.into_iter().collect(),
            ports: found.ports.into_iter().collect(),
            files: found.files.into_iter().collect(),
            name: found.name,
        })
        .collect()
}

fn tools(ws: &Workspace, told: &Told) -> Vec<ToolItem> {
    let item = |found: survey::ToolUse| {
        let mut versions: Vec<String> = found.versions.into_iter().map(|version| version.words).collect();
        versions.dedup();
        ToolItem {
            documented: told.tool(&found.name),
            versions,
            files: found.files.into_iter().collect(),
            name: found.name,
        }
    };
    survey::tools(ws, "").into_iter().map(item).collect()
}

fn tasks(ws: &Workspace) -> Vec<TaskItem> {
    let item = |found: survey::Task| TaskItem {
        command: found.command,
        folder: found.folder,
        file: found.file,
        documented: found.documented,
    };
    survey::tasks(ws).into_iter().map(item).collect()
}

fn scripts(ws: &Workspace, told: &Told) -> Vec<ScriptItem> {
    let item = |found: survey::Script| ScriptItem {
        documented: found.documented || told.says(&found.path),
        path: found.path,
        executable: found.executable,
    };
    survey::scripts(ws).into_iter().map(item).collect()
}

fn texts(words: &[Words]) -> Vec<String> {
    words.iter().map(|words| words.text.clone()).collect()
}
