//! The commands that start workflows by hand.

use super::content::Here;
use crate::model::{Input, Trigger, Workflow, names_environment};
use crate::scaffold::words::quoted;
use crate::survey;

/// What is said of workflows that take something away.
const DRASTIC: &str = "By their names these delete, take back or interrupt something. None is a second run of another; read its file before you start one:";

/// A command for each workflow that people start, each by itself, and behind the others those that take something away.
pub(super) fn starts(here: &Here) -> String {
    let all = survey::workflows(here.ws, here.folder);
    let (drastic, others): (Vec<_>, Vec<_>) = all
        .flat_map(|workflow| workflow.triggers.iter().map(move |trigger| (workflow, trigger)))
        .filter(|(_, trigger)| trigger.event.text == "workflow_dispatch")
        .partition(|(workflow, _)| survey::is_drastic(workflow));
    let started = |found: &[(&Workflow, &Trigger)]| {
        apart(found.iter().map(|(workflow, trigger)| dispatch(workflow, trigger, None)))
    };
    match (others.is_empty(), drastic.is_empty()) {
        (true, true) => "No workflow is started by hand.".to_owned(),
        (false, true) => started(&others),
        (true, false) => format!("{DRASTIC}\n\n{}", started(&drastic)),
        (false, false) => format!("{}\n\n{DRASTIC}\n\n{}", started(&others), started(&drastic)),
    }
}

/// Commands of which nobody is to copy two at once, each in a block of its own.
pub(super) fn apart(commands: impl IntoIterator<Item = String>) -> String {
    let blocks = commands.into_iter().map(|command| format!("```sh\n{command}\n```"));
    blocks.collect::<Vec<_>>().join("\n\n")
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
            // What is taken back is decided by whoever starts it.
            || survey::is_way_back(workflow) && !is_switch(input)
            || input.name.text.to_lowercase().contains("confirm")
    };
    let inputs = trigger.inputs.iter().filter(is_needed).map(|input| {
        let name = quoted(&input.name.text);
        // What is given would, unset, be the newest, which is there already.
        let must_be_set = given(input).is_some() || input.required && input.default.is_none();
        let value = given(input).unwrap_or_else(|| variable(&input.name.text));
        format!(" -f {name}=\"${{{value}{}}}\"", if must_be_set { ":?" } else { "" })
    });
    format!("gh workflow run {}{}", quoted(workflow.file_name()), inputs.collect::<String>())
}

/// Whether an input is one that is on or off, and is one of both when nobody says so.
pub(super) fn is_switch(input: &Input) -> bool {
    input.default.as_ref().is_some_and(|default| matches!(default.text.as_str(), "true" | "false"))
}

/// The name of an input as a variable of a shell.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    letters.collect()
}
