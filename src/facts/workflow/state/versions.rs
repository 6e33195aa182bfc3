//! The versions of tools that a job states: in images, in its matrix, in the steps that set tools up.

use std::sync::LazyLock;

use regex::Regex;

use crate::facts::source::{State, is_output};
use crate::facts::{action, images};
use crate::model::{Gap, Job, Reading, Role, Scope, Step, Tool, Version, Words, Workflow};

pub(super) fn state(workflow: &Workflow, job: &Job, reading: &mut Reading) {
    let folder = working_folder(workflow, job);
    matrix(folder, job, reading);
    for image in job.container.iter().chain(job.services.iter().filter_map(|(_, image)| image.as_ref())) {
        images::state(&image.text, image.span, folder, reading);
    }
    let is_floor = [Some(&job.id), job.name.as_ref()].into_iter().flatten().any(|name| {
        let name = name.text.to_ascii_lowercase();
        name.contains("msrv") || name.contains("minimum") || name.contains("minimal")
    });
    let role = if is_floor { Role::Floor } else { Role::Pin };
    for step in &job.steps {
        action::set_up(step, &mut |tool, value| state_one(workflow, job, folder, tool, value, role, reading));
        java_of_runner(folder, step, role, reading);
    }
}

/// A Java of the runner's own that a script chooses: `JAVA_HOME_17_X64`.
fn java_of_runner(folder: &str, step: &Step, role: Role, reading: &mut Reading) {
    static HOME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\bJAVA_HOME_(?P<version>\d+)_(?i:x64|arm64)\b").expect("a valid expression"));
    let Some(script) = &step.run else { return };
    let tool = Tool::named("java").expect("Java is known");
    for found in HOME.captures_iter(&script.text) {
        reading.version(folder, tool, &found["version"], role, script.span);
    }
}

/// The folder in which a job works: one that all its steps are set to, or that of the workflow.
fn working_folder<'a>(workflow: &'a Workflow, job: &'a Job) -> &'a str {
    let set = job.folder.as_ref().filter(|folder| !folder.is_computed()).map(|folder| folder.text.as_str());
    set.map(|folder| folder.trim_start_matches("./").trim_matches('/'))
        .filter(|folder| *folder != ".")
        .unwrap_or(&workflow.folder)
}

/// States a version that may be kept in `env` or in the job's matrix.
fn state_one(
    workflow: &Workflow,
    job: &Job,
    folder: &str,
    tool: Tool,
    value: &Words,
    role: Role,
    reading: &mut Reading,
) {
    if !value.is_computed() {
        return reading.version(folder, tool, &value.text, role, value.span);
    }
    if is_output(&value.text) {
        return;
    }
    let kept = kept(workflow, job, value);
    if kept.is_empty() || kept.iter().any(|words| words.is_computed()) {
        reading.says.versions.gaps.push(Gap {
            domain: (),
            subject: Some(tool),
            pattern: None,
            scope: Scope::of(folder),
            span: value.span,
            why: "a version is computed",
        });
        return;
    }
    for words in &kept {
        reading.version(folder, tool, &words.text, role, words.span);
    }
    let floor =
        kept.iter().filter_map(|words| Some((Version::parse(&words.text)?, words))).min_by(|a, b| a.0.cmp(&b.0));
    if let (true, Some((_, lowest))) = (kept.len() > 1, floor) {
        reading.version(folder, tool, &lowest.text, Role::Floor, lowest.span);
    }
}

/// What a value is that refers to `env` or to the matrix, and to nothing else.
fn kept<'a>(workflow: &'a Workflow, job: &'a Job, value: &Words) -> Vec<&'a Words> {
    let mut inside = job.references.iter().filter(|reference| value.span.contains(reference.span));
    let (Some(reference), None) = (inside.next(), inside.next()) else { return Vec::new() };
    match reference.context.as_str() {
        "env" => {
            let name = reference.path.first().map_or("", String::as_str);
            let named =
                |env: &'a [(Words, Words)]| env.iter().find(|(key, _)| key.text == name).map(|(_, value)| value);
            named(&job.env).or_else(|| named(&workflow.env)).into_iter().collect()
        }
        "matrix" => job.matrix.iter().flat_map(|matrix| matrix.at(&reference.path)).collect(),
        _ => Vec::new(),
    }
}

/// Axes that are named for a tool state versions even if only a script uses them: `rust: [1.75.0, stable]`.
fn matrix(folder: &str, job: &Job, reading: &mut Reading) {
    let Some(matrix) = &job.matrix else { return };
    for entry in &matrix.include {
        let is_floor = entry.iter().any(|(_, word)| word.text.to_ascii_lowercase().contains("msrv"));
        let role = if is_floor { Role::Floor } else { Role::Pin };
        for (axis, value) in entry {
            axis_versions(folder, &axis.text, std::slice::from_ref(value), role, reading);
        }
    }
    for (axis, values) in &matrix.axes {
        axis_versions(folder, &axis.text, values.as_deref().unwrap_or_default(), Role::Pin, reading);
    }
}

fn axis_versions(folder: &str, axis: &str, values: &[Words], role: Role, reading: &mut Reading) {
    let name = axis.trim_end_matches("_version").trim_end_matches("-version").trim_end_matches("Version");
    let Some(tool) = Tool::named(name) else { return };
    for value in values.iter().filter(|value| Version::parse(&value.text).is_some()) {
        reading.version(folder, tool, &value.text, role, value.span);
    }
}
