//! What each kind of managed block holds.

use std::collections::BTreeSet;

use super::agents::agents;
use super::caches::caches;
use super::deployments::{deployment, deployments, rollback, verification};
use super::include::include;
use super::starts::starts;
use super::table::table;
use super::{Block, Damage};
use crate::kinds::{Page, PageKind};
use crate::model::environment::is_same;
use crate::model::{Key, Kind, Name, Trigger, Workflow, patterns};
use crate::scaffold::catalogue;
use crate::scaffold::grid::Grid;
use crate::scaffold::pointers;
use crate::scaffold::words::{code, codes, first_codes, link, text};
use crate::survey;
use crate::workspace::Workspace;

/// The kinds of blocks, each with the attributes it takes and what it holds.
pub const KINDS: &[(&str, &[&str], &str)] = &[
    ("workflows", &[], "the workflows: file, name, events, filters, schedules"),
    ("jobs", &["workflow"], "the jobs: what they wait for, run on, deploy to"),
    ("schedules", &[], "the workflows that start by themselves, and when"),
    ("caches", &[], "the jobs that keep a cache, and by which action"),
    ("starts", &[], "the commands that start workflows by hand"),
    ("triggers", &["workflow"], "what starts the workflows, event by event"),
    ("secrets", &["environment"], "the secrets that workflows read, and the jobs that do"),
    ("variables", &["of", "environment"], "the configuration variables, or with `of=samples` those of sample files"),
    ("environments", &["environment"], "the environments that jobs deploy to"),
    (
        "deployments",
        &[],
        "the jobs that deploy: where to, and what starts them, as far as the conditions of job and steps let it",
    ),
    ("deployment", &["workflow"], "how a workflow deploys: what starts it, its jobs in order, the commands"),
    ("verification", &["environment"], "the commands that show whether a deployment worked"),
    ("rollback", &[], "what is known of going back"),
    ("tools", &[], "the tools: version, source, probe, install commands"),
    ("prerequisites", &[], "the tools that are needed, and the files that show it"),
    (
        "terraform-state",
        &["environment"],
        "where Terraform keeps its state, of all folders or of those of an environment",
    ),
    ("services", &["file"], "the services of the local environment, or of one Compose file"),
    ("scripts", &["folder"], "the scripts"),
    ("make-targets", &["file"], "the targets of a Makefile"),
    ("releases", &[], "the recorded releases"),
    ("agents", &[], "where agents begin: the pages, the commands that answer, what needs an approval"),
    ("include", &["file", "section"], "a section of another page"),
];

/// Where a block is written: what its links lead from, and the folder that its page speaks for.
pub(super) struct Here<'a> {
    pub ws: &'a Workspace,
    pub path: &'a str,
    pub folder: &'a str,
}

/// What a block is to hold, and the added cells that it has no row for any more; an error says why nobody can tell.
pub(super) fn content(ws: &Workspace, page: &Page, block: &Block) -> Result<(String, Vec<String>), Damage> {
    let wrong = |why: String| Damage { span: block.begin, why };
    let folder = if page.is_typed() { page.folder.as_str() } else { "" };
    let here = Here { ws, path: &page.path, folder };
    let attribute = |name: &str| block.attribute(name);
    let Some((_, known, _)) = KINDS.iter().find(|(kind, ..)| *kind == block.kind) else {
        let kinds: Vec<&str> = KINDS.iter().map(|(kind, ..)| *kind).collect();
        return Err(wrong(format!("there is no block `{}`; there are {}", block.kind, kinds.join(", "))));
    };
    if let Some((name, _)) = block.attributes.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        return Err(wrong(format!("a block `{}` has no attribute `{name}`", block.kind)));
    }
    if block.kind == "include" {
        let file = attribute("file")
            .ok_or_else(|| wrong("an include says of which file: `include file=README.md`".to_owned()))?;
        return Ok((include(ws, &page.path, file, attribute("section")).map_err(wrong)?, Vec::new()));
    }
    if let Some(words) = words(&here, &block.kind, &attribute) {
        return Ok((words.map_err(wrong)?, Vec::new()));
    }
    let grid = grid(&here, &block.kind, &attribute).map_err(wrong)?;
    Ok(match table(ws, page, block)? {
        Some(old) => (grid.draw_over(&ws.files, old), grid.leaving(&ws.files, old)),
        None => (grid.draw(), Vec::new()),
    })
}

/// What a block is to hold that no page has yet; nothing if what it asks for is not there.
pub(super) fn fresh(ws: &Workspace, path: &str, folder: &str, kind: &str, attributes: &[(String, String)]) -> String {
    let attribute = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let here = Here { ws, path, folder };
    let words = words(&here, kind, &attribute);
    words.unwrap_or_else(|| grid(&here, kind, &attribute).map(|grid| grid.draw())).unwrap_or_default()
}

/// What a block holds that is no table.
fn words<'a>(here: &Here, kind: &str, attribute: &dyn Fn(&str) -> Option<&'a str>) -> Option<Result<String, String>> {
    Some(match kind {
        "agents" => Ok(agents(here.ws, here.path)),
        "starts" => Ok(starts(here)),
        "deployment" => attribute("workflow")
            .ok_or_else(|| "it says of which workflow: `deployment workflow=deploy.yml`".to_owned())
            .and_then(|file| deployment(here, file)),
        "verification" => verification(here, attribute("environment")),
        "rollback" => Ok(rollback(here)),
        "terraform-state" => Ok(terraform_state(here, attribute("environment"))),
        _ => return None,
    })
}

fn grid<'a>(here: &Here, kind: &str, attribute: &dyn Fn(&str) -> Option<&'a str>) -> Result<Grid, String> {
    Ok(match kind {
        "workflows" => workflows(here),
        "jobs" => jobs(here, &chosen(here, attribute("workflow"))?),
        "schedules" => schedules(here),
        "prerequisites" => prerequisites(here),
        "triggers" => triggers(&chosen(here, attribute("workflow"))?),
        "secrets" => settings(here, Kind::Secret, attribute("environment")),
        "variables" => match attribute("of") {
            None | Some("actions") => settings(here, Kind::Variable, attribute("environment")),
            Some("samples") => samples(here),
            Some(other) => return Err(format!("`of` is `actions` or `samples`, not `{other}`")),
        },
        "environments" => environments(here, attribute("environment")),
        "deployments" => deployments(here),
        "caches" => caches(here),
        "tools" => tools(here),
        "services" => services(here, attribute("file"))?,
        "scripts" => scripts(here, attribute("folder")),
        "make-targets" => targets(here, attribute("file"))?,
        _ => releases(here),
    })
}

/// The workflows that are meant: all, or the one whose file is named.
fn chosen<'a>(here: &'a Here, name: Option<&str>) -> Result<Vec<&'a Workflow>, String> {
    let all: Vec<&Workflow> = survey::workflows(here.ws, here.folder).collect();
    let Some(name) = name else { return Ok(all) };
    let one: Vec<&Workflow> = all.into_iter().filter(|workflow| workflow.file_name() == name).collect();
    if one.is_empty() { Err(format!("there is no workflow {name}")) } else { Ok(one) }
}

fn workflows(here: &Here) -> Grid {
    let mut grid = Grid::new(&["workflow", "name", "triggers", "filters", "schedule"], 1, "There are no workflows.");
    for workflow in survey::workflows(here.ws, here.folder) {
        let events: Vec<&str> = workflow.triggers.iter().map(|trigger| trigger.event.text.as_str()).collect();
        let crons = workflow.triggers.iter().flat_map(|trigger| &trigger.crons).map(|cron| cron.text.as_str());
        grid.rows.push(vec![
            link(&code(workflow.file_name()), here.path, &workflow.path),
            workflow.name.as_ref().map(|name| text(&name.text)).unwrap_or_default(),
            codes(events),
            filters(workflow),
            codes(crons),
        ]);
    }
    grid
}

fn schedules(here: &Here) -> Grid {
    let mut grid = Grid::new(&["workflow", "starts at (UTC)"], 1, "No workflow starts by itself.");
    for workflow in survey::workflows(here.ws, here.folder) {
        let crons = workflow.triggers.iter().flat_map(|trigger| &trigger.crons).map(|cron| cron.text.as_str());
        let crons = codes(crons);
        if !crons.is_empty() {
            grid.rows.push(vec![link(&code(workflow.file_name()), here.path, &workflow.path), crons]);
        }
    }
    grid
}

/// The branches, tags and paths that the events of a workflow are limited to; what many share once.
fn filters(workflow: &Workflow) -> String {
    let mut found: Vec<String> = Vec::new();
    for said in workflow.triggers.iter().flat_map(limits).filter(|said| !said.starts_with("workflows:")) {
        if !found.contains(&said) {
            found.push(said);
        }
    }
    found.join("; ")
}

/// What an event is limited to; of many patterns the first few.
pub(super) fn limits(trigger: &Trigger) -> impl Iterator<Item = String> {
    let filters = trigger.filters.iter().filter(|(_, words)| !words.is_empty());
    filters.map(|(name, words)| {
        let plain = name.replace('-', " ");
        let shown = |most| first_codes(words.iter().map(|word| word.text.as_str()), most);
        match name.as_str() {
            "paths" | "paths-ignore" => format!("{plain}: {}", shown(3)),
            "types" => format!("types of {}: {}", trigger.event.text.replace('_', " "), shown(5)),
            "branches" | "tags" => {
                format!("{plain}: {}", patterns::in_words(words, |some| first_codes(some.iter().copied(), 5)))
            }
            _ => format!("{plain}: {}", shown(5)),
        }
    })
}

fn triggers(workflows: &[&Workflow]) -> Grid {
    let mut grid = Grid::new(&["starts", "on event", "limited to"], 2, "Nothing starts a workflow.");
    for workflow in workflows {
        for trigger in &workflow.triggers {
            let limits: Vec<String> = limits(trigger).chain(crons(trigger)).chain(inputs(trigger)).collect();
            grid.rows.push(vec![code(workflow.file_name()), code(&trigger.event.text), limits.join("; ")]);
        }
    }
    grid
}

fn crons(trigger: &Trigger) -> Option<String> {
    (!trigger.crons.is_empty()).then(|| format!("cron: {}", codes(trigger.crons.iter().map(|cron| cron.text.as_str()))))
}

fn inputs(trigger: &Trigger) -> Option<String> {
    let names = trigger.inputs.iter().map(|input| input.name.text.as_str());
    (!trigger.inputs.is_empty()).then(|| format!("inputs: {}", codes(names)))
}

fn jobs(here: &Here, workflows: &[&Workflow]) -> Grid {
    let header = ["workflow", "job", "name", "needs", "runs on", "environment", "timeout", "calls"];
    let mut grid = Grid::new(&header, 2, "There are no jobs.");
    for workflow in workflows {
        for job in &workflow.jobs {
            let runner = stated(here, workflow, &job.id.text, Key::Runner);
            let computed = !job.runner.is_empty() && runner.is_none();
            let limit = stated(here, workflow, &job.id.text, Key::Timeout).filter(|_| job.timeout.is_some());
            let environments = workflow.environments(job);
            grid.rows.push(vec![
                code(workflow.file_name()),
                code(&job.id.text),
                job.name
                    .as_ref()
                    .filter(|name| name.text != job.id.text)
                    .map(|name| text(&name.text))
                    .unwrap_or_default(),
                codes(job.needs.iter().map(|need| need.text.as_str())),
                match runner {
                    Some(labels) => codes(labels.iter().map(String::as_str)),
                    None if computed && job.matrix.is_some() => "as the matrix says".to_owned(),
                    None if computed => "as an expression says".to_owned(),
                    None => String::new(),
                },
                match environments {
                    None => "as an expression says".to_owned(),
                    Some(names) => codes(names.iter().map(|name| name.text.as_str())),
                },
                limit
                    .and_then(|minutes| minutes.first().cloned())
                    .map(|minutes| format!("{minutes} minutes"))
                    .unwrap_or_default(),
                job.uses.as_ref().map(|uses| code(&uses.text)).unwrap_or_default(),
            ]);
        }
    }
    grid
}

/// What a workflow states of a job, if it is no expression.
fn stated(here: &Here, workflow: &Workflow, job: &str, key: Key) -> Option<Vec<String>> {
    let of = Name::within(Kind::Job, workflow.path.as_str(), job);
    let facts = here.ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let mut facts =
        facts.filter(|fact| fact.value.key == key && fact.value.of == of && fact.span.file == workflow.file);
    let values: Vec<String> = facts.next()?.value.values.iter().cloned().collect();
    (!values.is_empty()).then_some(values)
}

fn settings(here: &Here, kind: Kind, environment: Option<&str>) -> Grid {
    let (header, none) = match kind {
        Kind::Secret => (["secret", "read by", "in environment"], "No workflow names a secret."),
        _ => (["variable", "read by", "in environment"], "No workflow reads a configuration variable."),
    };
    let none = match (environment, kind) {
        (None, _) => none,
        (Some(_), Kind::Secret) => "No job of this environment reads a secret.",
        (Some(_), _) => "No job of this environment reads a configuration variable.",
    };
    let mut grid = Grid::new(&header, 1, none);
    let is_meant = |environments: &BTreeSet<String>| {
        environment.is_none_or(|wanted| environments.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
    };
    // The jobs that go there without telling GitHub.
    let stage =
        environment.and_then(|name| survey::stage_of(here.ws, name)).map(|stage| stage.users).unwrap_or_default();
    for setting in survey::settings(here.ws, here.folder, kind) {
        let readers =
            if is_meant(&setting.environments) { setting.users(environment) } else { setting.read_among(&stage) };
        if readers.is_empty() {
            continue;
        }
        let all = setting.environments.iter().map(String::as_str);
        let within = if environment.is_some() { String::new() } else { codes(all) };
        grid.rows.push(vec![code(&setting.name), users(&readers), within]);
    }
    grid
}

/// Workflows with their jobs: `ci.yml` (`build`, `test`).
fn users(users: &[survey::User]) -> String {
    let one = |user: &survey::User| match user.jobs.len() {
        0 => code(&user.workflow),
        _ => format!("{} ({})", code(&user.workflow), first_codes(user.jobs.iter().map(String::as_str), 4)),
    };
    let shown: Vec<String> = users.iter().take(4).map(one).collect();
    let more = users.len().saturating_sub(4);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn samples(here: &Here) -> Grid {
    let mut grid = Grid::new(&["variable", "sample"], 1, "No sample file asks for variables.");
    let found = survey::sample_variables(here.ws, here.folder);
    // Where one file has all of them, its name in every row says nothing.
    let files: BTreeSet<&String> = found.iter().flat_map(|variable| &variable.files).collect();
    let several = files.len() > 1;
    for variable in &found {
        let files = first_codes(variable.files.iter().map(String::as_str), 3);
        grid.rows.push(vec![code(&variable.name), if several { files } else { String::new() }]);
    }
    grid
}

fn environments(here: &Here, named: Option<&str>) -> Grid {
    let none = if named.is_some() { "No job names this environment." } else { "No job names an environment." };
    let mut grid = Grid::new(&["environment", "url", "jobs"], 1, none);
    let is_meant = |of: &survey::Environment| named.is_none_or(|name| of.name.eq_ignore_ascii_case(name));
    for environment in survey::environments(here.ws, here.folder).into_iter().filter(is_meant) {
        let urls = environment.urls.iter().map(|url| format!("<{url}>")).collect::<Vec<_>>().join(", ");
        let chosen = if environment.is_chosen { ", where an expression chooses it" } else { "" };
        let handed = codes(environment.handed_to.iter().map(String::as_str));
        let handed = if handed.is_empty() { handed } else { format!(", handed to a workflow of {handed}") };
        grid.rows.push(vec![code(&environment.name), urls, users(&environment.users) + chosen + &handed]);
    }
    if let Some(name) = named.filter(|_| grid.rows.is_empty()) {
        let stages = survey::stages(here.ws, here.folder).into_iter();
        let stages = stages.filter(|stage| is_same(&stage.name, name) && !stage.users.is_empty());
        grid.rows.extend(stages.map(|stage| vec![code(name), String::new(), users(&stage.users)]));
    }
    grid
}

/// Where Terraform keeps its state, by all files or those of the folders that define an environment.
fn terraform_state(here: &Here, environment: Option<&str>) -> String {
    let folders = environment.and_then(|name| survey::stage_of(here.ws, name)).map(|stage| stage.folders);
    let folders = folders.unwrap_or_default();
    let is_meant =
        |state: &survey::TerraformState| environment.is_none() || folders.iter().any(|folder| state.folder() == folder);
    let states: Vec<survey::TerraformState> = survey::terraform_states(here.ws).into_iter().filter(is_meant).collect();
    pointers::states(here.path, &states).unwrap_or_else(|| "No file says where Terraform keeps its state.".to_owned())
}

fn prerequisites(here: &Here) -> Grid {
    let mut grid = Grid::new(&["needed", "because of"], 1, "No file names a tool beside git.");
    for tool in survey::tools(here.ws, here.folder) {
        grid.rows.push(vec![tool.name.clone(), first_codes(tool.files.iter().map(String::as_str), 3)]);
    }
    grid
}

fn tools(here: &Here) -> Grid {
    let header = ["tool", "version", "stated in", "probe", "install (Debian)", "install (macOS)", "install (Windows)"];
    let mut grid = Grid::new(&header, 1, "No file names a tool.");
    for tool in survey::tools(here.ws, here.folder) {
        let known = survey::known_tool(&tool.id);
        let [debian, macos, windows] = known.map(survey::KnownTool::ways).unwrap_or_default();
        grid.rows.push(vec![
            tool.name.clone(),
            catalogue::version_words(&tool.versions),
            first_codes(tool.files.iter().map(String::as_str), 3),
            known.map(|known| code(&known.ask.join(" "))).unwrap_or_default(),
            catalogue::install_words(&debian),
            catalogue::install_words(&macos),
            catalogue::install_words(&windows),
        ]);
    }
    grid
}

fn services(here: &Here, file: Option<&str>) -> Result<Grid, String> {
    if let Some(file) = file.filter(|file| !here.ws.files.exists(file)) {
        return Err(format!("there is no file {file}"));
    }
    let mut grid =
        Grid::new(&["service", "image", "host port", "stated in"], 1, "No Compose file defines a service here.");
    let files = match file {
        Some(file) => vec![file.to_owned()],
        None => survey::local_compose(here.ws, here.folder).map(|local| local.files).unwrap_or_default(),
    };
    for service in survey::services_of(here.ws, &files) {
        let image =
            if service.images.is_empty() { String::new() } else { codes(service.images.iter().map(String::as_str)) };
        let ports = codes(service.ports.iter().map(String::as_str));
        grid.rows.push(vec![
            code(&service.name),
            image,
            ports,
            first_codes(service.files.iter().map(String::as_str), 3),
        ]);
    }
    Ok(grid)
}

fn scripts(here: &Here, folder: Option<&str>) -> Grid {
    let mut grid = Grid::new(&["script", "runs as it is"], 1, "There are no scripts.");
    let inside =
        |path: &str| folder.is_none_or(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
    for script in survey::scripts(here.ws).into_iter().filter(|script| inside(&script.path)) {
        let runs = if script.executable { "yes" } else { "no" };
        grid.rows.push(vec![link(&code(&script.path), here.path, &script.path), runs.to_owned()]);
    }
    grid
}

fn targets(here: &Here, file: Option<&str>) -> Result<Grid, String> {
    if let Some(file) = file.filter(|file| !here.ws.files.exists(file)) {
        return Err(format!("there is no file {file}"));
    }
    let mut grid = Grid::new(&["target", "stated in"], 1, "There are no make targets.");
    let is_meant = |task: &survey::Task| {
        task.kind == Kind::MakeTarget && file.map_or(task.folder == here.folder, |file| task.file == file)
    };
    let mut seen = BTreeSet::new();
    for task in survey::tasks(here.ws).into_iter().filter(is_meant) {
        if seen.insert(task.name.clone()) {
            grid.rows.push(vec![code(&task.name), code(&task.file)]);
        }
    }
    Ok(grid)
}

fn releases(here: &Here) -> Grid {
    let mut grid = Grid::new(&["release", "date", "status"], 1, "No release is recorded.");
    let mut records: Vec<&Page> = here
        .ws
        .pages
        .iter()
        .filter(|page| page.kind == Some(PageKind::Release) && page.folder == here.folder)
        .collect();
    records.sort_by(|a, b| b.path.cmp(&a.path));
    for page in records {
        let front = |key: &str| page.front_word(key).map(text).unwrap_or_default();
        let name = page.front_word("version").unwrap_or_else(|| page.stem());
        grid.rows.push(vec![link(&code(name), here.path, &page.path), front("date"), front("status")]);
    }
    grid
}
