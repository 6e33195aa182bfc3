//! The commands that start workflows by hand.

use super::content::Here;
use crate::model::{Input, Trigger, Workflow, names_environment};
use crate::scaffold::words::quoted;
use crate::survey;

/// What is said of workflows that take something away.
const DRASTIC: &str = "By their names these delete, take back or interrupt something. None is a second run of another; read its file before you start one:";

/// A command for each workflow that people start, apart from the others those that take something away.
pub(super) fn starts(here: &Here) -> String {
    let all = survey::workflows(here.ws, here.folder);
    let (drastic, others): (Vec<_>, Vec<_>) = all
        .flat_map(|workflow| workflow.triggers.iter().map(move |trigger| (workflow, trigger)))
        .filter(|(_, trigger)| trigger.event.text == "workflow_dispatch")
        .partition(|(workflow, _)| survey::is_drastic(workflow));
    let fence = |found: &[(&Workflow, &Trigger)]| {
        let lines = found.iter().map(|(workflow, trigger)| dispatch(workflow, trigger, None));
        format!("```sh\n{}\n```", lines.collect::<Vec<_>>().join("\n"))
    };
    // Nobody is to copy two of them at once.
    let apart = |found: &[(&Workflow, &Trigger)]| {
        found.iter().map(|one| fence(std::slice::from_ref(one))).collect::<Vec<_>>().join("\n\n")
    };
    match (others.is_empty(), drastic.is_empty()) {
        (true, true) => "No workflow is started by hand.".to_owned(),
        (false, true) => fence(&others),
        (true, false) => format!("{DRASTIC}\n\n{}", apart(&drastic)),
        (false, false) => format!("{}\n\n{DRASTIC}\n\n{}", fence(&others), apart(&drastic)),
    }
}

/// The command that starts a workflow by hand, with the inputs that it needs, and perhaps one more that has the value of a
/// variable of the shell.
pub(super) fn dispatch(workflow: &Workflow, trigger: &Trigger, given: Option<(&str, &str)>) -> String {
    let given = |input: &Input| given.filter(|(name, _)| input.name.text == *name).map(|(_, value)| value.to_owned());
    // Left out, an environment would be the one that is meant by default, and what is to be confirmed would not be.
    let is_needed = |input: &&Input| {
        input.required && input.default.is_none()
            || given(input).is_some()
            || names_environment(&input.name.text)
            || input.name.text.to_lowercase().contains("confirm")
    };
    let inputs = trigger.inputs.iter().filter(is_needed).map(|input| {
        let value = given(input).unwrap_or_else(|| variable(&input.name.text));
        format!(" -f {}=\"${{{value}}}\"", quoted(&input.name.text))
    });
    format!("gh workflow run {}{}", quoted(workflow.file_name()), inputs.collect::<String>())
}

/// The name of an input as a variable of a shell.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    letters.collect()
}
