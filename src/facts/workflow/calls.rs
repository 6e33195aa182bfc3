//! Workflows that call each other: which secrets a called one uses, and in which environment.

use std::collections::HashMap;

use super::state::secret_environment;
use crate::model::{Gap, Inventory, Job, Key, Kind, Name, Property, Scope, Statement, Term, Words, Workflow};
use crate::text::Span;

/// What the called workflows of a repository do with the secrets that they are handed.
pub(in crate::facts) fn handed_on(workflows: &[Workflow]) -> Inventory {
    let by_path: HashMap<&str, &Workflow> = workflows.iter().map(|called| (called.path.as_str(), called)).collect();
    let mut said = Inventory::default();
    for workflow in workflows {
        for job in &workflow.jobs {
            let Some(uses) = &job.uses else { continue };
            let called = uses.text.strip_prefix("./").and_then(|path| by_path.get(path));
            for (there, here) in handed(job, called.copied()) {
                match called {
                    Some(called) => uses_of(job, called, &there).for_each(|(environment, span)| match environment {
                        Some(environment) => {
                            let named = (!environment.is_empty()).then_some(environment);
                            let property =
                                Property::new(Name::new(Kind::Secret, here.clone()), Key::Environment, named);
                            said.properties.statements.push(Statement::fact(property, span, &workflow.folder));
                        }
                        None => said.properties.gaps.push(gap(workflow, &here, span)),
                    }),
                    None => said.properties.gaps.push(gap(workflow, &here, uses.span)),
                }
            }
        }
    }
    said
}

/// The secrets that a call hands over: their names there, and here.
fn handed(job: &Job, called: Option<&Workflow>) -> Vec<(String, String)> {
    let named = job.secrets.iter().filter_map(|(there, value)| {
        let mut inside = job.references.iter().filter(|reference| value.span.contains(reference.span));
        let reference = inside.next().filter(|reference| reference.context == "secrets")?;
        Some((there.text.clone(), reference.path.first()?.clone()))
    });
    // What is handed over with all the rest keeps its name; what the called one does not declare, it states itself.
    let declared = called.filter(|_| job.inherits_secrets).into_iter().flat_map(|called| &called.triggers);
    let inherited = declared.flat_map(|trigger| &trigger.secrets).map(|name| (name.text.clone(), name.text.clone()));
    named.chain(inherited).collect()
}

/// Where a called workflow uses a secret, and in which environment; none if nobody can tell, empty for none.
fn uses_of<'a>(
    call: &'a Job,
    called: &'a Workflow,
    secret: &'a str,
) -> impl Iterator<Item = (Option<String>, Span)> + 'a {
    called.jobs.iter().flat_map(move |job| {
        let is_it = move |path: &[String]| path.first().is_some_and(|name| name.eq_ignore_ascii_case(secret));
        let references = job.references.iter().filter(move |one| one.context == "secrets" && is_it(&one.path));
        references.map(move |reference| (environment(call, called, job), reference.span))
    })
}

/// The environment of a called job, be it the value of an input.
fn environment(call: &Job, called: &Workflow, job: &Job) -> Option<String> {
    if let Some(known) = secret_environment(job) {
        return Some(known.to_owned());
    }
    let name = &job.environment.as_ref()?.name.text;
    let input = name.strip_prefix("${{")?.strip_suffix("}}")?.trim().strip_prefix("inputs.")?;
    let given = call.with.iter().find(|(name, _)| name.text == input).map(|(_, value)| value);
    let inputs = called.triggers.iter().filter(|on| on.event.text == "workflow_call").flat_map(|on| &on.inputs);
    let default = inputs.filter(|other| other.name.text == input).find_map(|other| other.default.as_ref());
    let value: &Words = given.or(default)?;
    (!value.is_computed()).then(|| value.text.clone())
}

fn gap(workflow: &Workflow, secret: &str, span: Span) -> Gap<(), <Property as Term>::Subject> {
    let of = Name::new(Kind::Secret, secret);
    Gap {
        domain: (),
        subject: Some(Property::new(of, Key::Environment, None).subject()),
        scope: Scope::of(&workflow.folder),
        pattern: None,
        span,
        why: "a called workflow uses this secret in an environment that is not known here",
    }
}
