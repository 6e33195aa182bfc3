//! Workflows that call each other: where a called one deploys to, which secrets it uses, and in which environment.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::state::{COMPUTED_ENVIRONMENT, secret_environments};
use crate::model::{
    Gap, Inventory, Job, Key, Kind, Name, Property, Scope, Statement, Term, Words, Workflow, is_built_in_secret,
};
use crate::text::Span;

/// What the called workflows of a repository do with what they are handed.
pub(in crate::facts) fn handed_on(workflows: &[Workflow]) -> Inventory {
    let by_path: HashMap<&str, &Workflow> = workflows.iter().map(|called| (called.path.as_str(), called)).collect();
    let mut said = Inventory::default();
    for workflow in workflows.iter().filter(|workflow| workflow.is_only_called()) {
        let is_it = |job: &Job| job.called_path() == Some(&workflow.path);
        // Other repositories may call it.
        if !workflows.iter().flat_map(|workflow| &workflow.jobs).any(is_it) {
            targets(workflow).for_each(|target| said.names.gaps.push(unknown_environment(workflow, target.name.span)));
        }
    }
    for workflow in workflows {
        for job in &workflow.jobs {
            inherited(workflows, workflow, job, &mut said);
        }
        for job in &workflow.jobs {
            let Some(uses) = &job.uses else { continue };
            let called = job.called_path().and_then(|path| by_path.get(path));
            if called.is_none() {
                said.names.statements.extend(named_elsewhere(workflow, job));
            }
            for target in called.into_iter().flat_map(|called| targets(called)) {
                deploys(workflow, job, &target, &mut said);
            }
            for (there, here) in handed(job, called.copied()) {
                match called {
                    Some(called) => {
                        for (environments, span) in uses_of(workflow, job, called, &there) {
                            let Some(environments) = environments else {
                                said.properties.gaps.push(gap(workflow, &here, span));
                                continue;
                            };
                            let named = environments.into_iter().map(|name| {
                                let of = Name::new(Kind::Secret, here.clone());
                                let name = (!name.is_empty()).then_some(name);
                                Statement::fact(Property::new(of, Key::Environment, name), span, &workflow.folder)
                            });
                            said.properties.statements.extend(named);
                        }
                    }
                    None => said.properties.gaps.push(gap(workflow, &here, uses.span)),
                }
            }
        }
    }
    said
}

/// States in which environments a called job reads what is never handed over by name: variables, and secrets that its
/// callers hand over with all the rest.
fn inherited(workflows: &[Workflow], workflow: &Workflow, job: &Job, said: &mut Inventory) {
    if secret_environments(workflow, job).is_some() {
        return;
    }
    let Some(target) = job.environment.as_ref().and_then(|of| Target::of(workflow, &of.name)) else { return };
    let calls = workflow.triggers.iter().filter(|on| on.event.text == "workflow_call");
    let declared: Vec<String> = calls.flat_map(|on| &on.secrets).map(|name| name.text.to_lowercase()).collect();
    let everywhere =
        |kind| target.clone().everywhere(workflows, workflow, |call| kind == Kind::Variable || call.inherits_secrets);
    let (secrets, variables) = (OnceCell::new(), OnceCell::new());
    for reference in &job.references {
        let (kind, environments) = match reference.context.as_str() {
            "secrets" => (Kind::Secret, &secrets),
            "vars" => (Kind::Variable, &variables),
            _ => continue,
        };
        let Some(name) = reference.path.first() else { continue };
        if is_built_in_secret(name) || kind == Kind::Secret && declared.contains(&name.to_lowercase()) {
            continue;
        }
        for environment in environments.get_or_init(|| everywhere(kind)) {
            match environment {
                None if kind == Kind::Secret => {
                    said.properties.gaps.push(gap(workflow, name, reference.span));
                }
                None => {}
                Some(environment) if environment.is_empty() => {}
                Some(environment) => {
                    let of = Property::new(Name::new(kind, name.clone()), Key::Environment, [environment.clone()]);
                    said.properties.statements.push(Statement::fact(of, reference.span, &workflow.folder));
                }
            }
        }
    }
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

/// Where a called workflow uses a secret, and in which environments; none if nobody can tell, an empty one for none.
fn uses_of<'a>(
    calling: &'a Workflow,
    call: &'a Job,
    called: &'a Workflow,
    secret: &'a str,
) -> impl Iterator<Item = (Option<Vec<String>>, Span)> + 'a {
    called.jobs.iter().flat_map(move |job| {
        let is_it = move |path: &[String]| path.first().is_some_and(|name| name.eq_ignore_ascii_case(secret));
        let references = job.references.iter().filter(move |one| one.context == "secrets" && is_it(&one.path));
        references.map(move |reference| (environments((calling, call), called, job), reference.span))
    })
}

/// The environments of a called job, be they the values of an input.
fn environments((calling, call): (&Workflow, &Job), called: &Workflow, job: &Job) -> Option<Vec<String>> {
    if let Some(known) = secret_environments(called, job) {
        return Some(known);
    }
    let target = Target::of(called, &job.environment.as_ref()?.name)?;
    Some(target.given(calling, call)?.into_iter().map(|name| name.text.clone()).collect())
}

/// An environment of a called job that its callers decide.
#[derive(Clone)]
struct Target<'a> {
    /// As written.
    name: &'a Words,
    /// The input that it is.
    input: String,
    /// What it is where a caller gives none.
    default: Option<&'a Words>,
}

impl<'a> Target<'a> {
    fn of(called: &'a Workflow, name: &'a Words) -> Option<Self> {
        let input = name.refers_to("inputs")?.into_iter().next()?;
        let calls = called.triggers.iter().filter(|on| on.event.text == "workflow_call");
        let mut inputs = calls.flat_map(|on| &on.inputs).filter(|other| other.name.text == input);
        let default = inputs.find_map(|other| other.default.as_ref());
        Some(Self { name, input, default })
    }

    /// What the calls of a workflow that count make of it, through calls of the calls; none for those that a run computes.
    fn everywhere(
        self,
        workflows: &'a [Workflow],
        called: &'a Workflow,
        counts: impl Fn(&Job) -> bool,
    ) -> BTreeSet<Option<String>> {
        let mut found = BTreeSet::new();
        let mut seen: HashSet<(&str, String)> = HashSet::new();
        let mut open = vec![(self, called)];
        while let Some((target, called)) = open.pop() {
            // Workflows may call each other in a circle.
            if !seen.insert((&called.path, target.input.clone())) {
                continue;
            }
            let is_it = |call: &Job| call.called_path() == Some(&called.path) && counts(call);
            for calling in workflows {
                for call in calling.jobs.iter().filter(|call| is_it(call)) {
                    let handed = call.with.iter().find(|(name, _)| name.text == target.input).map(|(_, value)| value);
                    match (target.given(calling, call), handed.and_then(|value| Target::of(calling, value))) {
                        (None, Some(further)) => open.push((further, calling)),
                        (None, None) => drop(found.insert(None)),
                        (Some(names), _) => found.extend(names.into_iter().map(|name| Some(name.text.clone()))),
                    }
                }
            }
        }
        found
    }

    /// What a call makes of it; none if a run computes that.
    fn given(&self, calling: &'a Workflow, call: &'a Job) -> Option<Vec<Cow<'a, Words>>> {
        match call.with.iter().find(|(name, _)| name.text == self.input) {
            Some((_, value)) => calling.meant(call, value),
            None => self.default.filter(|default| !default.is_computed()).map(|default| vec![Cow::Borrowed(default)]),
        }
    }
}

/// The environments of a workflow that its callers decide.
fn targets(called: &Workflow) -> impl Iterator<Item = Target<'_>> {
    called.jobs.iter().filter_map(|job| Target::of(called, &job.environment.as_ref()?.name))
}

/// States where a call deploys to.
fn deploys<'a>(workflow: &'a Workflow, call: &'a Job, target: &Target<'a>, said: &mut Inventory) {
    let given = target.given(workflow, call);
    if given.is_none() {
        said.names.gaps.push(unknown_environment(workflow, call.id.span));
    }
    let names = given.unwrap_or_else(|| workflow.offered(&call.id));
    let names = names.iter().filter(|name| !name.text.trim().is_empty());
    said.names.statements.extend(names.map(|name| deployed_to(workflow, call, name)));
}

/// The environments that a call names for a workflow of another repository, whose words nobody can read here.
fn named_elsewhere<'a>(workflow: &'a Workflow, call: &'a Job) -> impl Iterator<Item = Statement<Name>> + 'a {
    let is_name = |words: &Cow<Words>| {
        let text = words.text.as_str();
        !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '/' | '.'))
    };
    let names = call.handed_environments().filter_map(|words| workflow.meant(call, words)).flatten().filter(is_name);
    names.map(|name| deployed_to(workflow, call, &name))
}

/// That a call deploys to an environment: where it names that, or at the call itself where the words stand elsewhere.
fn deployed_to(workflow: &Workflow, call: &Job, name: &Words) -> Statement<Name> {
    let span = if call.span.contains(name.span) { name.span } else { call.id.span };
    Statement::fact(Name::new(Kind::Environment, &*name.text), span, &workflow.folder)
}

fn unknown_environment(workflow: &Workflow, span: Span) -> Gap<(Kind, String), <Name as Term>::Subject> {
    Gap {
        domain: Name::new(Kind::Environment, "").domain(),
        subject: None,
        scope: Scope::of(&workflow.folder),
        pattern: None,
        span,
        why: COMPUTED_ENVIRONMENT,
    }
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
