//! Writes what was printed into the page, where it differs from literal lines. What is a pattern was meant as one, and
//! stays.

use super::carry::Outcome;
use super::plan::Planned;
use crate::diagnostic::Edit;
use crate::model::{CheckStep, Effect, ExpectedLine, Status};
use crate::snippets::{Difference, Expectation, Side};
use crate::text::Span;

/// The edits by which a page, whose text this is, expects what a failed check printed; the error says why there are none.
pub fn bless(planned: &Planned, outcome: &Outcome, page: &str) -> Result<Vec<Edit>, String> {
    let check = planned.check;
    if planned.effect != Effect::Read {
        return Err("only what reads is blessed".to_owned());
    }
    let (Status::Failed, Some(_)) = (outcome.status, &outcome.difference) else {
        return Err("its output is not what is wrong".to_owned());
    };
    let mut edits = Vec::new();
    for (step, seen) in check.steps.iter().zip(&outcome.seen) {
        let Some(lines) = &step.expected else { continue };
        let expectation = Expectation::read(lines.iter().map(|line| line.text.as_str())).map_err(|(_, why)| why)?;
        let Err(difference) = expectation.compare(seen) else { continue };
        edits.push(rewrite((planned, page), step, lines, &expectation, &difference)?);
    }
    Ok(edits)
}

fn rewrite(
    (planned, page): (&Planned, &str),
    step: &CheckStep,
    lines: &[ExpectedLine],
    expectation: &Expectation,
    difference: &Difference,
) -> Result<Edit, String> {
    let positional = expectation.positional();
    if positional.iter().any(|pattern| pattern.is_any_lines()) {
        return Err("its expectation leaves lines out, and it cannot be told which".to_owned());
    }
    if positional.len() < lines.len() || !difference.notes.is_empty() {
        return Err("it expects something of the whole output".to_owned());
    }
    let mut new: Vec<&str> = Vec::new();
    for side in &difference.sides {
        match side {
            Side::Same { expected, .. } => new.push(&lines[*expected].text),
            Side::Extra(line) => new.push(line),
            Side::Missing { expected, .. } if positional[*expected].is_exact() => {}
            Side::Missing { line, .. } => return Err(format!("`{line}` is a pattern, and matches nothing")),
        }
    }
    if new.iter().any(|line| line.contains("```") || line.contains("~~~") || line.contains(super::mask::COVER)) {
        return Err("its output holds a fence or something secret".to_owned());
    }
    // Where the commands stand among what they print, a line may be one of them, or the status that a step ends with.
    let is_command = |line: &&&str| {
        let status = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        line.trim_start().starts_with(['$', '#', '>', '%'])
            || status.is_some_and(|number| number.parse::<i64>().is_ok())
    };
    if let Some(line) = new.iter().find(is_command).filter(|_| planned.check.output.is_none()) {
        return Err(format!("`{line}` would be read as a command or its status"));
    }
    let misread = new.iter().find(|line| Expectation::read([**line]).is_err() || is_pattern(line, lines));
    if let Some(line) = misread {
        return Err(format!("`{line}` would be read as a pattern"));
    }
    match (lines.first(), lines.last(), planned.check.output) {
        (Some(first), Some(last), _) if !new.is_empty() => {
            let indent = |line: &ExpectedLine, span: Span| span.len() == line.text.len();
            if !lines.iter().all(|line| indent(line, line.span)) {
                return Err("its expectation is not written as it is read".to_owned());
            }
            let fence = planned.check.output.unwrap_or(planned.check.fence);
            let start = page[..first.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
            let place = Span { start: start as u32, end: last.span.end, ..first.span };
            Ok(Edit::replace(place, written(&new, page, fence)))
        }
        _ => {
            let what = if step.expected.as_ref().is_some_and(Vec::is_empty) { "nothing" } else { "something" };
            Err(format!("it expects {what}, and that is the author's to change"))
        }
    }
}

/// Lines as they stand in a block that may be in a list or a quotation, with the ends that lines of the page have.
fn written(lines: &[&str], page: &str, fence: Span) -> String {
    let opens = page[fence.start as usize..].find(['`', '~']).map_or(0, |at| fence.start as usize + at);
    let start = page[..opens].rfind('\n').map_or(0, |at| at + 1);
    // Where the block is the first in its item, the item's mark stands in place of the indent.
    let indent: String = page[start..opens].chars().map(|c| if matches!(c, '\t' | '>') { c } else { ' ' }).collect();
    let ends_so = page[opens..].split('\n').next().is_some_and(|line| line.ends_with('\r'));
    let end = if ends_so { "\r\n" } else { "\n" };
    let one = |line: &&str| if line.is_empty() { indent.trim_end().to_owned() } else { format!("{indent}{line}") };
    lines.iter().map(one).collect::<Vec<_>>().join(end)
}

/// Whether a new line is one that a page would read as more than itself.
fn is_pattern(line: &str, lines: &[ExpectedLine]) -> bool {
    let is_old = lines.iter().any(|old| old.text == line);
    let read =
        Expectation::read([line]).map(|read| read.positional().first().is_some_and(|pattern| pattern.is_exact()));
    !is_old && read != Ok(true)
}
