//! The commands that start workflows by hand.

use super::content::Here;
use crate::model::{Input, Trigger, Workflow};
use crate::scaffold::words::quoted;
use crate::survey;

/// A command for each workflow that people start.
pub(super) fn starts(here: &Here) -> String {
    let all = survey::workflows(here.ws, here.folder);
    let lines: Vec<String> = all
        .flat_map(|workflow| workflow.triggers.iter().map(move |trigger| (workflow, trigger)))
        .filter(|(_, trigger)| trigger.event.text == "workflow_dispatch")
        .map(|(workflow, trigger)| dispatch(workflow, trigger))
        .collect();
    if lines.is_empty() {
        return "No workflow is started by hand.".to_owned();
    }
    format!("```sh\n{}\n```", lines.join("\n"))
}

/// The command that starts a workflow by hand, with the inputs that it needs.
pub(super) fn dispatch(workflow: &Workflow, trigger: &Trigger) -> String {
    command(
        workflow,
        trigger.inputs.iter().filter(|input| is_needed(input)).map(|input| (input, variable(&input.name.text))),
    )
}

/// The same with one more input, whose value is that of a variable of the shell.
pub(super) fn with_input(workflow: &Workflow, trigger: &Trigger, name: &str, value: &str) -> String {
    let inputs = trigger.inputs.iter().filter(|input| is_needed(input) || input.name.text == name);
    command(
        workflow,
        inputs.map(|input| {
            let value = if input.name.text == name { value.to_owned() } else { variable(&input.name.text) };
            (input, value)
        }),
    )
}

fn is_needed(input: &Input) -> bool {
    input.required && input.default.is_none()
}

fn command<'a>(workflow: &Workflow, inputs: impl Iterator<Item = (&'a Input, String)>) -> String {
    let inputs: String =
        inputs.map(|(input, value)| format!(" -f {}=\"${{{value}}}\"", quoted(&input.name.text))).collect();
    format!("gh workflow run {}{inputs}", quoted(workflow.file_name()))
}

/// The name of an input as a variable of a shell.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    letters.collect()
}
