//! What a helper is to run for checks that share a shell, and how their outputs are told apart again.

use std::path::Path;

use super::judge::Did;
use super::plan::{Decision, Operator, Plan, Planned};
use super::run::{Order, Report, Turn, find_program, real};
use crate::model::{Check, CheckStep, Stream};
use crate::snippets::Reach;

/// How the steps of a batch are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// There is only one.
    One,
    /// A mark follows each.
    Marked,
}

/// The steps of checks, each with its check.
pub(super) fn steps<'a>(plan: &'a Plan, members: &'a [usize]) -> impl Iterator<Item = (&'a Check, &'a CheckStep)> {
    let checks = members.iter().map(|member| plan.checks[*member].check);
    checks.flat_map(|check| check.steps.iter().map(move |step| (check, step)))
}

/// What a helper is to run for checks that share a shell.
pub(super) fn order(plan: &Plan, operator: &Operator, batch: &[usize], mark: &str) -> Result<(Order, Script), String> {
    let members = || batch.iter().map(|member| &plan.checks[*member]);
    let first: &Planned = &plan.checks[batch[0]];
    let check = first.check;
    if let Some(other) = members().find(|other| other.check.interpreter != check.interpreter) {
        return Err(format!(
            "its session runs {}, and {} of it {}",
            check.interpreter,
            other.check.label(),
            other.check.interpreter
        ));
    }
    let program = find_program(&check.interpreter, &plan.surroundings.path)
        .ok_or_else(|| format!("{} is not installed", check.interpreter))?;
    let approved = members().all(|planned| matches!(&planned.decision, Decision::Run { approver: Some(_) }));
    let net = members().all(|planned| planned.check.net);
    let confined = members().all(|planned| planned.confined);
    let lent = approved && lends(operator, confined);
    let mut environment = plan.surroundings.environment(&operator.environment, lent && net);
    let asked = |name: &str| members().any(|planned| planned.check.secrets.iter().any(|asked| asked == name));
    for (name, value) in operator.secrets.iter().filter(|(name, _)| asked(name)) {
        environment.extend(value.clone().map(|value| (name.clone(), value)));
    }
    let local = lent || members().any(|planned| planned.reach == Reach::Daemon);
    let confinement = confined.then(|| plan.surroundings.confinement(net, local, lent));
    // What is asked apart from the repository finds nothing of it by any way, such as a package that leads back to it.
    let confinement = confinement.map(|all| if first.apart { all.without(&real(&plan.root)) } else { all });
    let folder = check.folder.as_ref().filter(|_| !first.apart).map(|folder| plan.root.join(folder));
    if let Some(folder) = folder.as_ref().filter(|folder| !is_inside(folder, &plan.root)) {
        return Err(format!("{} is no folder of this repository", folder.display()));
    }
    let steps: Vec<(&Check, &CheckStep)> = steps(plan, batch).collect();
    let (arguments, script) = arguments(check, &steps, mark);
    let turn = |planned: &Planned| Turn { marks: planned.check.steps.len(), limit: planned.check.timeout * 1000 };
    let turns = members().map(turn).collect();
    // As the shell writes it, behind a line of its own.
    let mark = (script == Script::Marked).then(|| format!("\n{mark} "));
    let merged = script == Script::One && check.stream == Stream::Both;
    Ok((Order { program, arguments, environment, folder, turns, mark, merged, confinement }, script))
}

/// Whether what somebody approved is lent the logins of this machine: beside what a pull request brings, what only looks
/// gets nothing that is not for everybody.
fn lends(operator: &Operator, confined: bool) -> bool {
    operator.base.is_none() || !confined
}

/// Why a check may have failed that only looks: a program in it has logins on this machine, which it is not lent.
pub(super) fn without_login(plan: &Plan, operator: &Operator, planned: &Planned) -> Option<String> {
    let is_approved = matches!(planned.decision, Decision::Run { approver: Some(_) });
    if !planned.confined || !planned.check.net || is_approved && lends(operator, planned.confined) {
        return None;
    }
    let script = planned.check.script();
    let mut commands = script.split(['\n', ';', '|', '&', '(']).filter_map(|command| command.split_whitespace().next());
    let program = commands.find(|word| plan.surroundings.has_logins(word))?;
    let when = if operator.base.is_some() { "in a pull request it is lent none" } else { "only an approval lends it" };
    Some(format!("it does not see the logins of `{program}`: {when}"))
}

/// Whether a folder is one of the repository, links followed.
fn is_inside(folder: &Path, root: &Path) -> bool {
    folder.canonicalize().is_ok_and(|folder| folder.starts_with(root))
}

/// Interpreters that stop at the first command that fails when told `-e`.
const STRICT: &[&str] = &["sh", "bash", "dash", "ksh", "zsh"];

fn arguments(check: &Check, steps: &[(&Check, &CheckStep)], mark: &str) -> (Vec<String>, Script) {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let is_shell = STRICT.contains(&check.interpreter.as_str());
    if let ([(_, step)], None) = (steps, &check.session) {
        let options: &[&str] = match check.interpreter.as_str() {
            "bash" => &["--noprofile", "--norc"],
            "zsh" => &["-f"],
            _ if is_shell => &[],
            "fish" => &["--no-config", "-c"],
            "node" | "deno" | "ruby" | "perl" => &["-e"],
            "php" => &["-r"],
            "pwsh" => &["-NoProfile", "-NonInteractive", "-Command"],
            _ => &["-c"],
        };
        let mut all = words(options);
        if is_shell {
            // What may end with another status than 0 goes on after a command that fails.
            all.extend(words(if step.exit == Some(0) { &["-e", "-c"] } else { &["-c"] }));
        }
        all.push(step.script.clone());
        return (all, Script::One);
    }
    // One shell runs them all; a mark on both streams, with the status on the first, follows each. What must succeed
    // ends the shell at the first command that does not, as it would alone, and what stands below it is blocked.
    let one = |(check, step): &(&Check, &CheckStep)| {
        let together = if check.stream == Stream::Both { " 2>&1" } else { "" };
        let strict = if step.exit == Some(0) { "-e" } else { "+e" };
        let quoted = step.script.replace('\'', "'\\''");
        format!(
            "set {strict}\neval '{quoted}'{together}\nprintf '\\n%s %s\\n' {mark} \"$?\"\nprintf '\\n%s\\n' {mark} >&2\n"
        )
    };
    let script: String = steps.iter().map(one).collect();
    let mut all = if check.interpreter == "bash" { words(&["--noprofile", "--norc"]) } else { Vec::new() };
    all.extend(["-c".to_owned(), script]);
    (all, Script::Marked)
}

/// Takes the output of one shell apart at the marks.
pub(super) fn parts(report: &Report, mark: &str, count: usize) -> Vec<Did> {
    let mut did = Vec::new();
    let (mut out, mut error) = (report.stdout.as_str(), report.stderr.as_str());
    let (out_mark, error_mark) = (format!("\n{mark} "), format!("\n{mark}\n"));
    while did.len() < count {
        let (before, rest) = out.split_once(&out_mark).unwrap_or((out, ""));
        let (status, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        let (said, errors) = error.split_once(&error_mark).unwrap_or((error, ""));
        let exit = status.parse().ok();
        did.push(Did { exit, stdout: before.to_owned(), stderr: said.to_owned() });
        (out, error) = (rest, errors);
        if exit.is_none() {
            break;
        }
    }
    // The step that ended the shell has the shell's status.
    if let Some(last) = did.last_mut().filter(|last| last.exit.is_none() && !report.timed_out) {
        last.exit = report.exit;
    }
    did.resize(count, Did::default());
    did
}
