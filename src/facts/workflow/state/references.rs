//! The secrets and variables that expressions name, with the job that does.

use crate::facts::source::State;
use crate::model::{
    ContextReference, Gap, Job, Key, Kind, Name, Property, Reading, Scope, Term, Workflow, is_built_in_secret,
};

/// Which job a reference is made in, as far as secrets care.
struct Using {
    /// An empty one for a job without any; none if nobody can tell.
    environments: Option<Vec<String>>,
    deploys: bool,
}

pub(super) fn state(workflow: &Workflow, reading: &mut Reading) {
    // What callers hand over, in lower case: names of its own, not of the repository, unless it runs by itself too.
    let called = workflow.triggers.iter().filter(|_| workflow.is_only_called());
    let handed: Vec<String> = called.flat_map(|call| &call.secrets).map(|secret| secret.text.to_lowercase()).collect();
    for reference in &workflow.references {
        state_one(workflow, reference, &handed, None, reading);
    }
    for job in &workflow.jobs {
        let using = using(workflow, job);
        for reference in &job.references {
            state_one(workflow, reference, &handed, Some(&using), reading);
        }
        let called = job.uses.as_ref().filter(|_| job.inherits_secrets);
        if let Some(uses) = called.filter(|uses| !uses.text.starts_with("./")) {
            let why = "`secrets: inherit` hands over all secrets";
            reading.unreadable_names(&workflow.folder, Kind::Secret, "", uses.span, why);
        }
    }
}

fn using(workflow: &Workflow, job: &Job) -> Using {
    let id = job.id.text.to_ascii_lowercase();
    let deploys = job.environment.is_some() || ["deploy", "release", "publish"].iter().any(|word| id.contains(word));
    Using { environments: secret_environments(workflow, job), deploys }
}

/// The environments whose secrets a job sees: an empty one without any, none if nobody can tell.
pub(in crate::facts::workflow) fn secret_environments(workflow: &Workflow, job: &Job) -> Option<Vec<String>> {
    match &job.environment {
        Some(_) => Some(workflow.environments(job)?.into_iter().map(|name| name.into_owned().text).collect()),
        // A called workflow may name the environment itself.
        None => job.uses.is_none().then(|| vec![String::new()]),
    }
}

fn state_one(
    workflow: &Workflow,
    reference: &ContextReference,
    handed: &[String],
    using: Option<&Using>,
    reading: &mut Reading,
) {
    let (kind, chosen) = match reference.context.as_str() {
        "secrets" => (Kind::Secret, "a secret is chosen by an expression"),
        "vars" => (Kind::Variable, "a variable is chosen by an expression"),
        _ => return,
    };
    let folder = &workflow.folder;
    let Some(name) = reference.path.first() else {
        return reading.unreadable_names(folder, kind, "", reference.span, chosen);
    };
    if is_built_in_secret(name) {
        return;
    }
    let of = Name::new(kind, name.clone());
    if kind == Kind::Secret && handed.contains(&name.to_lowercase()) {
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
    for environment in using.environments.iter().flatten() {
        let named = (!environment.is_empty()).then(|| environment.clone());
        reading.property(folder, Property::new(of.clone(), Key::Environment, named), reference.span);
    }
    if using.deploys {
        reading.property(folder, Property::new(of, Key::Deploys, ["yes".to_owned()]), reference.span);
    }
}
