//! The page of a workflow: what starts it, its jobs drawn and listed, what it uses, who documents it.

use minijinja::Value;

use super::findings::Finding;
use super::frame::Frame;
use super::{Made, Site, ThemeError, drawing, search};
use crate::index::{JobItem, WorkflowItem};

pub(super) fn page(site: &Site, item: &WorkflowItem) -> Result<Made, ThemeError> {
    let workflow = site.ws.workflows.iter().find(|workflow| workflow.path == item.path);
    let jobs: Vec<&JobItem> = site.index.jobs.iter().filter(|job| job.workflow == item.path).collect();
    let findings: Vec<&Finding> = site.findings_of(&item.path).collect();
    let changes: &[crate::git::Change] = site.record.changes.get(&item.path).map(Vec::as_slice).unwrap_or_default();
    let changes: Vec<crate::index::ChangeItem> = changes.iter().map(crate::index::ChangeItem::from).collect();
    let mut contents = if item.inputs.is_empty() { Vec::new() } else { vec![("inputs", "Inputs")] };
    contents.push(("jobs", "Jobs"));
    if !item.secrets.is_empty() || !item.variables.is_empty() {
        contents.push(("secrets", "Secrets and variables"));
    }
    contents.push(("documented", "Documented where"));
    if !findings.is_empty() {
        contents.push(("findings", "Findings"));
    }
    if !changes.is_empty() {
        contents.push(("history", "History"));
    }
    let (previous, next) = site.sidebar.neighbours(&item.address, "workflow");
    let source_url = site.source_url(&item.path, None);
    let frame = Frame {
        short: Some(item.file.clone()),
        summary: item.triggers.join(" ").replace('`', ""),
        source: Some(item.path.clone()),
        edit_url: site.host.edit(&item.path).filter(|url| Some(url) != source_url.as_ref()),
        source_url,
        changed: changes.first().cloned(),
        previous,
        next,
        ..Frame::new(&item.address, item.name.clone(), "workflow")
    };
    let frame = frame.under("Workflows", "workflows.html").contents(&contents);
    // What all jobs share is said once above the table.
    let shared = |of: &dyn Fn(&JobItem) -> &[String]| {
        let first = jobs.first().map(|job| of(job)).filter(|first| !first.is_empty())?;
        jobs.iter().all(|job| of(job) == first).then(|| first.to_vec())
    };
    let content = context! {
        item => item,
        graph => workflow.and_then(|workflow| drawing::jobs(workflow, "g")).map(Value::from_safe_string),
        jobs => &jobs,
        names => jobs.iter().map(|job| job.id.as_str()).collect::<Vec<_>>(),
        runs_on => shared(&|job| &job.runs_on),
        permissions => shared(&|job| &job.permissions),
        has_matrix => jobs.iter().any(|job| !job.matrix.is_empty() || job.times.is_some()),
        has_condition => jobs.iter().any(|job| job.condition.is_some()),
        has_permissions => jobs.iter().any(|job| !job.permissions.is_empty()),
        has_environment => jobs.iter().any(|job| job.environment.is_some() || !job.environments.is_empty()),
        has_needs => jobs.iter().any(|job| !job.needs.is_empty()),
        has_secrets => jobs.iter().any(|job| !job.secrets.is_empty() || !job.variables.is_empty()),
        has_limit => jobs.iter().any(|job| job.timeout_minutes.is_some()),
        undocumented => site.index.secrets.iter().filter(|secret| !secret.handed_over && secret.documented.is_empty()).map(|secret| secret.name.clone()).collect::<Vec<_>>(),
        documented => site.mentions(&item.documented),
        findings => &findings,
        changes => &changes,
    };
    let artifact = site.render("workflow.html", &frame, content)?;
    let section = |job: &&JobItem| search::Section {
        id: format!("job-{}", job.id),
        heading: job.id.clone(),
        text: words_of_job(job),
        commands: Vec::new(),
        names: job.secrets.iter().chain(&job.variables).cloned().collect(),
    };
    let top = search::Section {
        id: String::new(),
        heading: String::new(),
        text: format!("{} {} {}", item.file, frame.summary, words_of_inputs(item)),
        commands: Vec::new(),
        names: item.secrets.iter().chain(&item.variables).chain(&item.environments).cloned().collect(),
    };
    let document = search::Document {
        address: item.address.clone(),
        kind: "workflow".to_owned(),
        title: item.name.clone(),
        aliases: vec![item.file.clone(), item.path.clone()],
        standing: search::Standing::Ordinary,
        sections: std::iter::once(top).chain(jobs.iter().map(section)).collect(),
    };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

/// What the table of jobs says of one, for those who search for it.
fn words_of_job(job: &JobItem) -> String {
    let lists =
        [&job.needs, &job.runs_on, &job.matrix, &job.environments, &job.permissions, &job.actions, &job.services];
    let alone = [&job.name, &job.environment, &job.condition, &job.calls];
    let words = alone.into_iter().flatten().chain(lists.into_iter().flatten());
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The same of what people choose when they start a workflow.
fn words_of_inputs(item: &WorkflowItem) -> String {
    let words = item.inputs.iter().flat_map(|input| {
        let alone = [Some(&input.name), input.description.as_ref(), input.default.as_ref()];
        alone.into_iter().flatten().chain(&input.options)
    });
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}
