//! Workflows of GitHub Actions: triggers, jobs, secrets, variables, environments, versions.
//!
//! Reading is lenient: an unknown key says nothing, a broken file leaves a gap where it would have spoken.

use super::action;
use super::images;
use super::source::{Source, State, host_folder};
use super::yaml_allows;
use crate::model::{Gap, Key, Kind, Name, Property, Reading, Role, Scope, Term, Tool};
use crate::syntax::expression::{Reference, bare_references, references};
use crate::syntax::tree::{Node, Scalar};
use crate::syntax::yaml;
use crate::text::Span;

pub(super) fn reads(source: &Source) -> bool {
    let inside = source.path.strip_prefix(host_folder(source.path)).unwrap_or(source.path).trim_start_matches('/');
    let in_workflows = inside.strip_prefix(".github/workflows/").is_some_and(|name| !name.contains('/'));
    in_workflows && source.ends_with(&[".yml", ".yaml"])
}

/// What readers of one workflow share.
pub(super) struct Workflow<'a> {
    pub source: &'a Source<'a>,
    /// The folder it speaks for.
    pub folder: &'a str,
    /// The secrets that its callers hand over, in lower case: names of its own, not of the repository.
    pub handed: Vec<String>,
    /// `env:` of the workflow, for versions that are kept there.
    pub env: Option<&'a Node>,
    /// `permissions:` of the workflow, for the jobs that have none of their own.
    pub permissions: Option<&'a Node>,
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let tree = yaml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    reading.allows.extend(yaml_allows::read(source.text, &tree));
    let folder = host_folder(source.path);
    if !tree.complete {
        let why = "a workflow could not be read";
        for kind in [Kind::Secret, Kind::Variable, Kind::Environment, Kind::Workflow] {
            reading.unreadable_names(folder, kind, "", source.text.all(), why);
        }
        reading.unreadable_names(folder, Kind::Job, source.path, source.text.all(), why);
    }
    let Some(root) = tree.root() else { return };
    if root.get("jobs").is_none() {
        return;
    }
    let on = root.get("on");
    let handed = on.and_then(|on| on.path(&["workflow_call", "secrets"])).map(Node::entries).unwrap_or_default();
    let handed = handed.iter().filter_map(|(key, _)| key.text()).map(str::to_lowercase).collect();
    let workflow = Workflow { source, folder, handed, env: root.get("env"), permissions: root.get("permissions") };
    name(&workflow, root, reading);
    if let Some(on) = on {
        triggers(&workflow, on, reading);
    }
    if let Some(env) = root.get("env") {
        variables(&workflow, env, reading);
    }
    for (key, job) in root.get("jobs").map(Node::entries).unwrap_or_default() {
        if let Some(id) = key.text() {
            read_job(&workflow, id, key.span, job, reading);
        }
    }
    for kind in [Kind::Secret, Kind::Variable, Kind::Environment, Kind::Workflow] {
        reading.whole_list(folder, kind, "", source.place());
    }
    reading.whole_list(folder, Kind::Job, source.path, source.place());
    contexts(&workflow, root, reading);
}

fn name(workflow: &Workflow, root: &Node, reading: &mut Reading) {
    let (folder, source) = (workflow.folder, workflow.source);
    let start = root.span.before();
    reading.name(folder, Name::new(Kind::Workflow, source.name), start);
    match root.get("name").and_then(Node::scalar) {
        Some(name) => {
            reading.name(folder, Name::new(Kind::Workflow, name.value.clone()), name.inner);
            let title = Property::new(itself(workflow), Key::Title, [name.value.clone()]);
            reading.property(folder, title, name.inner);
        }
        None => reading.name(folder, Name::new(Kind::Workflow, source.path), start),
    }
}

/// The thing that a workflow is in properties: its path.
fn itself(workflow: &Workflow) -> Name {
    Name::new(Kind::Workflow, workflow.source.path)
}

fn triggers(workflow: &Workflow, on: &Node, reading: &mut Reading) {
    let folder = workflow.folder;
    let mut events: Vec<String> = Vec::new();
    events.extend(on.text().map(str::to_owned));
    events.extend(on.items().iter().filter_map(Node::text).map(str::to_owned));
    events.extend(on.entries().iter().filter_map(|(key, _)| key.text()).map(str::to_owned));
    reading.property(folder, Property::new(itself(workflow), Key::Triggers, events), on.span);
    for (key, event) in on.entries() {
        match key.text() {
            Some("schedule") => {
                for cron in event.items().iter().filter_map(|item| item.get("cron")).filter_map(Node::scalar) {
                    let property = Property::new(itself(workflow), Key::Schedule, [cron.value.clone()]);
                    reading.property(folder, property, cron.inner);
                }
            }
            Some("workflow_dispatch") => inputs(workflow, event, reading),
            Some("push") => {
                if let Some(branches) = event.get("branches") {
                    let names = branches.items().iter().chain(Some(branches)).filter_map(Node::text).map(str::to_owned);
                    reading.property(folder, Property::new(itself(workflow), Key::Branches, names), branches.span);
                }
            }
            _ => {}
        }
    }
    reading.whole_list(folder, Kind::DispatchInput, workflow.source.name, workflow.source.place());
}

fn inputs(workflow: &Workflow, event: &Node, reading: &mut Reading) {
    for (key, input) in event.get("inputs").map(Node::entries).unwrap_or_default() {
        let Some(name) = key.text() else { continue };
        let of = Name::within(Kind::DispatchInput, workflow.source.name, name);
        reading.name(workflow.folder, of.clone(), key.span);
        if let Some(default) = input.get("default").and_then(Node::scalar) {
            let property = Property::new(of, Key::Default, [default.value.clone()]);
            reading.property(workflow.folder, property, default.inner);
        }
    }
}

fn read_job(workflow: &Workflow, id: &str, span: Span, job: &Node, reading: &mut Reading) {
    let (folder, path) = (workflow.folder, workflow.source.path);
    let of = Name::within(Kind::Job, path, id);
    reading.name(folder, of.clone(), span);
    if let Some(name) = job.get("name").and_then(Node::scalar).filter(|name| name.value != id) {
        reading.name(folder, Name::within(Kind::Job, path, name.value.clone()), name.inner);
        reading.property(folder, Property::new(of.clone(), Key::Title, [name.value.clone()]), name.inner);
    }
    defaults(workflow, &of, span, job, reading);
    permissions(workflow, &of, job, reading);
    let words = |key: &str| {
        let node = job.get(key)?;
        let mut words: Vec<String> = node.items().iter().filter_map(Node::text).map(str::to_owned).collect();
        words.extend(node.text().map(str::to_owned));
        (!words.is_empty() && words.iter().all(|word| !word.contains("${{"))).then_some((words, node.span))
    };
    for (key, property) in [("runs-on", Key::Runner), ("needs", Key::Needs), ("timeout-minutes", Key::Timeout)] {
        if let Some((values, span)) = words(key) {
            reading.property(folder, Property::new(of.clone(), property, values), span);
        }
    }
    let environment = job.get("environment").map(|node| node.get("name").unwrap_or(node)).and_then(Node::scalar);
    if let Some(environment) = environment {
        if environment.value.contains("${{") {
            let why = "an environment is computed";
            reading.unreadable_names(folder, Kind::Environment, "", environment.inner, why);
        } else {
            let name = Name::new(Kind::Environment, environment.value.clone());
            reading.name(folder, name.clone(), environment.inner);
            reading.property(
                folder,
                Property::new(of, Key::Environment, [environment.value.clone()]),
                environment.inner,
            );
            if let Some(url) = job.path(&["environment", "url"]).and_then(Node::scalar)
                && !url.value.contains("${{")
            {
                reading.property(folder, Property::new(name, Key::Url, [url.value.clone()]), url.inner);
            }
        }
    }
    job_versions(workflow, id, job, reading);
    if let Some(env) = job.get("env") {
        variables(workflow, env, reading);
    }
}

/// What a job may do: what it says itself, or the workflow for all.
fn permissions(workflow: &Workflow, of: &Name, job: &Node, reading: &mut Reading) {
    let Some(node) = job.get("permissions").or(workflow.permissions) else { return };
    let one = |(key, value): &(Node, Node)| Some(format!("{}: {}", key.text()?, value.text()?));
    let rights: Option<Vec<String>> = node.entries().iter().map(one).collect();
    // `read-all` and `write-all` are no list that a page could repeat.
    if let Some(rights) = rights.filter(|rights| !rights.is_empty()) {
        reading.property(workflow.folder, Property::new(of.clone(), Key::Permissions, rights), node.span);
    }
}

/// What holds of a job that says nothing else: it waits for no other, and is stopped after six hours.
fn defaults(workflow: &Workflow, of: &Name, span: Span, job: &Node, reading: &mut Reading) {
    if job.get("needs").is_none() {
        reading.property(workflow.folder, Property::new(of.clone(), Key::Needs, []), span);
    }
    if job.get("timeout-minutes").is_none() && job.get("uses").is_none() {
        reading.property(workflow.folder, Property::new(of.clone(), Key::Timeout, ["360".to_owned()]), span);
    }
}

/// The folder in which a job works: one that all its steps are set to, or that of the workflow.
fn working_folder<'a>(workflow: &'a Workflow, job: &'a Node) -> &'a str {
    let set = job.path(&["defaults", "run", "working-directory"]).and_then(Node::text);
    set.map(|folder| folder.trim_start_matches("./").trim_matches('/'))
        .filter(|folder| !folder.contains("${{") && *folder != ".")
        .unwrap_or(workflow.folder)
}

fn job_versions(workflow: &Workflow, id: &str, job: &Node, reading: &mut Reading) {
    let folder = working_folder(workflow, job);
    matrix_versions(folder, job, reading);
    let container = job.get("container").map(|node| node.get("image").unwrap_or(node)).and_then(Node::scalar);
    let services = job.get("services").map(Node::entries).unwrap_or_default();
    let services = services.iter().filter_map(|(_, service)| service.get("image")).filter_map(Node::scalar);
    for image in container.into_iter().chain(services) {
        images::state(&image.value, image.inner, folder, reading);
    }
    let job_name = job.get("name").and_then(Node::text).unwrap_or_default();
    let is_floor = [id, job_name].iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("msrv") || name.contains("minimum") || name.contains("minimal")
    });
    let role = if is_floor { Role::Floor } else { Role::Pin };
    for step in job.get("steps").map(Node::items).unwrap_or_default() {
        action::set_up(step, role, &mut |tool, value, role| {
            state_version(workflow, job, folder, tool, value, role, reading);
        });
        if let Some(env) = step.get("env") {
            variables(workflow, env, reading);
        }
    }
}

/// States a version that may be kept in `env` or in the job's matrix.
fn state_version(
    workflow: &Workflow,
    job: &Node,
    folder: &str,
    tool: Tool,
    value: &Scalar,
    role: Role,
    reading: &mut Reading,
) {
    if !value.value.contains("${{") {
        return reading.version(folder, tool, &value.value, role, value.inner);
    }
    let text = workflow.source.text;
    let found = references(text.at(value.inner));
    let kept: Vec<&Scalar> = match found.as_slice() {
        [Reference { context, path, .. }] if context == "env" => {
            let name = path.first().map_or("", String::as_str);
            let kept = job.get("env").and_then(|env| env.get(name)).or_else(|| workflow.env?.get(name));
            kept.and_then(Node::scalar).into_iter().collect()
        }
        [Reference { context, path, .. }] if context == "matrix" => matrix(job, path),
        _ => Vec::new(),
    };
    if kept.is_empty() || kept.iter().any(|scalar| scalar.value.contains("${{")) {
        reading.says.versions.gaps.push(Gap {
            domain: (),
            subject: Some(tool),
            pattern: None,
            scope: Scope::of(folder),
            span: value.inner,
            why: "a version is computed",
        });
        return;
    }
    for scalar in &kept {
        reading.version(folder, tool, &scalar.value, role, scalar.inner);
    }
    let floor = kept
        .iter()
        .filter_map(|scalar| Some((crate::model::Version::parse(&scalar.value)?, scalar)))
        .min_by(|a, b| a.0.cmp(&b.0));
    if let (true, Some((_, lowest))) = (kept.len() > 1, floor) {
        reading.version(folder, tool, &lowest.value, Role::Floor, lowest.inner);
    }
}

/// Axes that are named for a tool state versions even if only a script uses them: `rust: [1.75.0, stable]`.
fn matrix_versions(folder: &str, job: &Node, reading: &mut Reading) {
    let Some(matrix) = job.path(&["strategy", "matrix"]) else { return };
    let included = matrix.get("include").map(Node::items).unwrap_or_default();
    for entry in included.iter().chain(Some(matrix)) {
        let words = entry.entries().iter().filter_map(|(_, value)| value.text());
        let is_floor = words.clone().any(|word| word.to_ascii_lowercase().contains("msrv"));
        for (key, value) in entry.entries() {
            let axis = key.text().unwrap_or_default();
            let name = axis.trim_end_matches("_version").trim_end_matches("-version").trim_end_matches("Version");
            let Some(tool) = Tool::named(name) else { continue };
            let role = if is_floor { Role::Floor } else { Role::Pin };
            for scalar in value.items().iter().chain(Some(value)).filter_map(Node::scalar) {
                if crate::model::Version::parse(&scalar.value).is_some() {
                    reading.version(folder, tool, &scalar.value, role, scalar.inner);
                }
            }
        }
    }
}

/// The members of a matrix axis, those added by `include` too.
fn matrix<'a>(job: &'a Node, path: &[String]) -> Vec<&'a Scalar> {
    let Some(axis) = path.first() else { return Vec::new() };
    let Some(matrix) = job.path(&["strategy", "matrix"]) else { return Vec::new() };
    let member = |node: &'a Node| path.iter().skip(1).try_fold(node, |node, step| node.get(step))?.scalar();
    let axis_of = |node: &'a Node| node.get(axis);
    let mut members: Vec<&Scalar> =
        axis_of(matrix).map(Node::items).unwrap_or_default().iter().filter_map(member).collect();
    let included = matrix.get("include").map(Node::items).unwrap_or_default();
    members.extend(included.iter().filter_map(axis_of).filter_map(member));
    members
}

/// Environment variables that a workflow sets.
fn variables(workflow: &Workflow, env: &Node, reading: &mut Reading) {
    for (key, _) in env.entries() {
        if let Some(name) = key.text().filter(|name| !name.contains("${{")) {
            reading.name(workflow.folder, Name::new(Kind::EnvVar, name), key.span);
        }
    }
}

/// Which job a reference is made in, as far as secrets care.
struct Using<'a> {
    /// Empty for a job without one; none if nobody can tell.
    environment: Option<&'a str>,
    deploys: bool,
}

/// Secrets and variables in every expression, job by job.
fn contexts(workflow: &Workflow, root: &Node, reading: &mut Reading) {
    for (key, node) in root.entries() {
        if key.text() != Some("jobs") {
            in_node(workflow, node, false, None, reading);
        }
    }
    for (key, job) in root.get("jobs").map(Node::entries).unwrap_or_default() {
        let environment = job.get("environment").map(|node| node.get("name").unwrap_or(node)).and_then(Node::text);
        let id = key.text().unwrap_or_default().to_ascii_lowercase();
        let deploys = environment.is_some() || ["deploy", "release", "publish"].iter().any(|word| id.contains(word));
        // A called workflow may name the environment itself.
        let is_plain = job.get("environment").is_none() && job.get("uses").is_none();
        let environment = environment.filter(|name| !name.contains("${{")).or(is_plain.then_some(""));
        let using = Using { environment, deploys };
        in_node(workflow, job, false, Some(&using), reading);
        let is_local = job.get("uses").and_then(Node::text).is_some_and(|uses| uses.starts_with("./"));
        if job.get("secrets").and_then(Node::text) == Some("inherit") && !is_local {
            let why = "`secrets: inherit` hands over all secrets";
            let span = job.get("secrets").expect("it was just read").span;
            reading.unreadable_names(workflow.folder, Kind::Secret, "", span, why);
        }
    }
}

fn in_node(workflow: &Workflow, node: &Node, bare: bool, using: Option<&Using>, reading: &mut Reading) {
    if let Some(scalar) = node.scalar() {
        let raw = workflow.source.text.at(scalar.inner);
        let found = if bare && !raw.text.contains("${{") { bare_references(raw) } else { references(raw) };
        for reference in found {
            state_reference(workflow, &reference, using, reading);
        }
    }
    for (key, value) in node.entries() {
        in_node(workflow, value, key.text() == Some("if"), using, reading);
    }
    for item in node.items() {
        in_node(workflow, item, false, using, reading);
    }
}

fn state_reference(workflow: &Workflow, reference: &Reference, using: Option<&Using>, reading: &mut Reading) {
    let kind = match reference.context.as_str() {
        "secrets" => Kind::Secret,
        "vars" => Kind::Variable,
        _ => return,
    };
    let folder = workflow.folder;
    let Some(name) = reference.path.first() else {
        let why = if kind == Kind::Secret {
            "a secret is chosen by an expression"
        } else {
            "a variable is chosen by an expression"
        };
        return reading.unreadable_names(folder, kind, "", reference.span, why);
    };
    if is_built_in(name) {
        return;
    }
    let of = Name::new(kind, name.clone());
    if kind == Kind::Secret && workflow.handed.contains(&name.to_lowercase()) {
        // A caller may hand over one of another name, or, with all it has, the one of this name.
        reading.says.names.gaps.push(Gap {
            domain: of.domain(),
            subject: Some(of.subject()),
            pattern: None,
            scope: Scope::of(folder),
            span: reference.span,
            why: "the callers of a workflow hand this secret over",
        });
        return;
    }
    reading.name(folder, of.clone(), reference.span);
    let Some(using) = using else { return };
    if let Some(environment) = using.environment {
        let named = (!environment.is_empty()).then(|| environment.to_owned());
        reading.property(folder, Property::new(of.clone(), Key::Environment, named), reference.span);
    }
    if using.deploys {
        reading.property(folder, Property::new(of, Key::Deploys, ["yes".to_owned()]), reference.span);
    }
}

/// Whether GitHub provides a secret of that name itself.
fn is_built_in(name: &str) -> bool {
    name.eq_ignore_ascii_case("GITHUB_TOKEN")
}
