//! Carries a plan out: what only looks runs side by side, what writes runs alone, what needs another waits for it.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::judge::{Did, Judged, judge, seen};
use super::mask::Mask;
use super::plan::{Decision, Operator, Plan, Planned};
use super::run::{Helper, nonce};
use super::sandbox;
use super::script::{Script, order, parts, steps, without_login};
use super::trust::{Tree, fingerprint};
use crate::model::{Check, Effect, Status};
use crate::snippets::Difference;

/// What came of one check.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Where it stands among the planned.
    pub index: usize,
    /// How it ended.
    pub status: Status,
    /// Why; empty if it passed.
    pub why: String,
    /// How its output differs from what is expected.
    pub difference: Option<Difference>,
    /// The step that decided, from 0.
    pub step: usize,
    /// Its exit status.
    pub exit: Option<i32>,
    /// What it printed, masked: standard output, or what counts.
    pub output: String,
    /// What each of its steps printed where it counts, masked.
    pub seen: Vec<String>,
    /// When it began; empty if it did not.
    pub started: String,
    /// How long it took, in milliseconds.
    pub duration: u64,
    /// What confined it.
    pub sandbox: String,
    /// Who approved it.
    pub approver: Option<String>,
    /// How many processes it left behind, which were ended.
    pub left: usize,
    /// How often it was tried.
    pub attempts: u32,
}

impl Outcome {
    /// A check that did not run.
    pub fn not(index: usize, status: Status, why: impl Into<String>) -> Self {
        Self {
            index,
            status,
            why: why.into(),
            difference: None,
            step: 0,
            exit: None,
            output: String::new(),
            seen: Vec::new(),
            started: String::new(),
            duration: 0,
            sandbox: sandbox::NONE.to_owned(),
            approver: None,
            left: 0,
            attempts: 0,
        }
    }
}

/// Checks that run in one shell: one, or those of a session.
struct Batch {
    members: Vec<usize>,
    writes: bool,
    /// Batches that must have ended.
    after: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Running,
    Done,
}

/// What the workers share.
struct Board {
    states: Vec<State>,
    outcomes: BTreeMap<usize, Outcome>,
    writing: bool,
}

/// Carries out what is decided; who was asked stands in the decisions. `tell` hears of each check as it begins, and as it
/// ends with what came of it.
pub fn carry_out(
    plan: &Plan,
    operator: &Operator,
    program: &std::path::Path,
    jobs: usize,
    tell: &(dyn Fn(&Planned, Option<&Outcome>) + Sync),
) -> Vec<Outcome> {
    let mask = operator.mask();
    let batches = batches(plan);
    let states = vec![State::Waiting; batches.len()];
    let board = Mutex::new(Board { states, outcomes: BTreeMap::new(), writing: false });
    let changed = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, batches.len().max(1)) {
            scope.spawn(|| {
                let mut helper = Helper::new(program.to_path_buf());
                while let Some(at) = take(&board, &changed, &batches) {
                    let blocked = blocked(plan, &board, &batches[at]);
                    let outcomes = if let Some((status, why)) = blocked {
                        stopped(plan, &batches[at], status, &why)
                    } else {
                        batches[at].members.iter().for_each(|member| tell(&plan.checks[*member], None));
                        run(plan, operator, &mask, &batches[at], &mut helper)
                    };
                    for outcome in &outcomes {
                        tell(&plan.checks[outcome.index], Some(outcome));
                    }
                    let mut board = lock(&board);
                    board.writing &= !batches[at].writes;
                    board.states[at] = State::Done;
                    board.outcomes.extend(outcomes.into_iter().map(|outcome| (outcome.index, outcome)));
                    changed.notify_all();
                }
            });
        }
    });
    board.into_inner().unwrap_or_else(PoisonError::into_inner).outcomes.into_values().collect()
}

fn lock(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The batches, in the order of their first checks.
fn batches(plan: &Plan) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut sessions: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (index, planned) in plan.checks.iter().enumerate() {
        let writes = planned.effect != Effect::Read;
        let session = planned.check.session.as_deref().map(|session| (planned.page, session));
        if let Some(at) = session.and_then(|session| sessions.get(&session).copied()) {
            batches[at].members.push(index);
            batches[at].writes |= writes;
            continue;
        }
        sessions.extend(session.map(|session| (session, batches.len())));
        batches.push(Batch { members: vec![index], writes, after: Vec::new() });
    }
    let page = |batch: &Batch| plan.checks[batch.members[0]].page;
    for at in 0..batches.len() {
        // Within a page, what stands above a write has ended before it, and what stands below it begins after.
        let after = (0..at).filter(|before| {
            let (this, other) = (&batches[at], &batches[*before]);
            let needs = this.members.iter().any(|member| {
                let check = plan.checks[*member].check;
                other.members.iter().any(|other| is_need(check, plan.checks[*other].check))
            });
            page(this) == page(other) && (needs || this.writes || other.writes)
        });
        batches[at].after = after.collect();
    }
    batches
}

fn is_need(check: &Check, other: &Check) -> bool {
    check.fence.file == other.fence.file && other.name.as_ref().is_some_and(|name| check.needs.contains(name))
}

/// The next batch that may begin; none if all have begun.
fn take(board: &Mutex<Board>, changed: &Condvar, batches: &[Batch]) -> Option<usize> {
    let mut board = lock(board);
    loop {
        let ready = |at: &usize| {
            let batch = &batches[*at];
            board.states[*at] == State::Waiting
                && batch.after.iter().all(|before| board.states[*before] == State::Done)
                && !(batch.writes && board.writing)
        };
        let found = (0..batches.len()).find(ready);
        if let Some(at) = found {
            board.states[at] = State::Running;
            board.writing |= batches[at].writes;
            return Some(at);
        }
        if board.states.iter().all(|state| *state != State::Waiting) {
            return None;
        }
        board = changed.wait(board).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Why a batch cannot run, and how that ends it; none if it can. What only waits for something that was skipped is skipped
/// too.
fn blocked(plan: &Plan, board: &Mutex<Board>, batch: &Batch) -> Option<(Status, String)> {
    let board = lock(board);
    let end = |of: Status| if of == Status::Skipped { Status::Skipped } else { Status::Blocked };
    let mut found = Vec::new();
    for member in &batch.members {
        let planned = &plan.checks[*member];
        let why = || format!("{} of its session does not run", planned.check.label());
        match &planned.decision {
            Decision::Run { .. } => {}
            Decision::Not(status, _) => found.push((end(*status), why())),
            Decision::Ask => found.push((Status::Blocked, why())),
        }
        for (index, outcome) in &board.outcomes {
            let other = plan.checks[*index].check;
            if is_need(planned.check, other) && outcome.status != Status::Passed {
                let what = if outcome.status == Status::Skipped { "was skipped" } else { "did not pass" };
                found.push((end(outcome.status), format!("{} {what}", other.label())));
            }
        }
        // A need that was not planned is for another environment.
        let is_planned = |name: &String| {
            plan.checks.iter().any(|other| other.page == planned.page && other.check.name.as_ref() == Some(name))
        };
        let elsewhere = planned.check.needs.iter().find(|need| !is_planned(need));
        found.extend(elsewhere.map(|need| (Status::Blocked, format!("{need} is not for this environment"))));
    }
    let first = found.iter().position(|(status, _)| *status == Status::Blocked).unwrap_or_default();
    (!found.is_empty()).then(|| found.swap_remove(first))
}

/// A batch that does not run: each of its checks for its own reason, or for that of another.
fn stopped(plan: &Plan, batch: &Batch, status: Status, why: &str) -> Vec<Outcome> {
    let one = |member: &usize| match &plan.checks[*member].decision {
        Decision::Not(status, why) => Outcome::not(*member, *status, why.clone()),
        Decision::Ask => Outcome::not(*member, Status::NeedsApproval, "nobody approved it"),
        Decision::Run { .. } => Outcome::not(*member, status, why),
    };
    batch.members.iter().map(one).collect()
}

/// Runs a batch, again if it may be tried again.
fn run(plan: &Plan, operator: &Operator, mask: &Mask, batch: &Batch, helper: &mut Helper) -> Vec<Outcome> {
    let first = &plan.checks[batch.members[0]];
    if first.check.effect == Effect::Manual {
        return batch.members.iter().map(|member| vouched(plan, *member)).collect();
    }
    // A file that a check runs may have changed since somebody approved it.
    let members = || batch.members.iter().map(|member| &plan.checks[*member]);
    let tree = plan.tree.as_ref().filter(|_| members().any(|planned| planned.covers.is_some())).map(Tree::hash);
    let now = |planned: &Planned| {
        fingerprint(planned.check, tree.as_deref().filter(|_| planned.covers.is_some()), &plan.root)
    };
    if members().any(|planned| now(planned) != planned.fingerprint) {
        let why = "a file that it runs has changed since it was planned";
        return batch.members.iter().map(|member| Outcome::not(*member, Status::Untrusted, why)).collect();
    }
    let tries = batch.members.iter().map(|member| plan.checks[*member].check.retries).max().unwrap_or_default();
    let mut attempts = 0;
    loop {
        attempts += 1;
        let mut outcomes = once(plan, operator, mask, batch, helper);
        let again = outcomes.iter().any(|outcome| matches!(outcome.status, Status::Failed | Status::Timeout));
        if !again || attempts > tries {
            for outcome in &mut outcomes {
                outcome.attempts = attempts;
            }
            return outcomes;
        }
        std::thread::sleep(std::time::Duration::from_millis(500));
    }
}

/// A check that a person did, and says so.
fn vouched(plan: &Plan, index: usize) -> Outcome {
    let Decision::Run { approver } = &plan.checks[index].decision else {
        return Outcome::not(index, Status::NeedsApproval, "nobody said that it was done");
    };
    let started = super::run::now();
    Outcome { approver: approver.clone(), started, ..Outcome::not(index, Status::Passed, "") }
}

fn once(plan: &Plan, operator: &Operator, mask: &Mask, batch: &Batch, helper: &mut Helper) -> Vec<Outcome> {
    let first = &plan.checks[batch.members[0]];
    let word = nonce();
    let (order, script) = match order(plan, operator, &batch.members, &word) {
        Ok(order) => order,
        Err(why) => return batch.members.iter().map(|at| Outcome::not(*at, Status::Error, why.clone())).collect(),
    };
    let mut report = helper.run(&order);
    if order.confinement.is_none() {
        plan.surroundings.forget();
    }
    let mut did = match script {
        Script::One => vec![Did { exit: report.exit, stdout: report.stdout.clone(), stderr: report.stderr.clone() }],
        Script::Marked => parts(&report, &word, steps(plan, &batch.members).count()),
    };
    if report.timed_out {
        // Whatever status the signal left is not one that the commands gave.
        if let (Script::One, Some(only)) = (script, did.first_mut()) {
            only.exit = None;
        }
    }
    for did in &mut did {
        did.stdout = mask.cover(&did.stdout, report.truncated);
        did.stderr = mask.cover(&did.stderr, report.truncated);
    }
    let mut rest = did.as_slice();
    let mut outcomes = Vec::new();
    for member in &batch.members {
        let planned = &plan.checks[*member];
        let (own, others) = rest.split_at(planned.check.steps.len().min(rest.len()));
        rest = others;
        let Judged { status, mut why, difference, step } = judge(planned.check, own, &report);
        // What took too long is the one that did not come to its end; those below it never began.
        report.timed_out &= own.iter().all(|did| did.exit.is_some());
        why = mask.cover(&why, false);
        // 127: there is no such program.
        let ended = own.get(step).and_then(|did| did.exit);
        let may_lack = status == Status::Failed && ended != Some(127);
        if let Some(hint) = without_login(plan, operator, planned).filter(|_| may_lack) {
            why = format!("{why} ({hint})");
        }
        let approver = match &planned.decision {
            Decision::Run { approver } => approver.clone(),
            _ => None,
        };
        let seen: Vec<String> = own.iter().map(|did| seen(planned.check, did)).collect();
        outcomes.push(Outcome {
            index: *member,
            status,
            why,
            difference,
            step,
            exit: ended,
            output: all_output(planned.check, own),
            seen,
            started: report.started.clone(),
            duration: report.duration,
            sandbox: report.sandbox.clone(),
            approver,
            left: if planned.check.label() == first.check.label() { report.left } else { 0 },
            attempts: 1,
        });
    }
    outcomes
}

/// What a person would have seen of a check.
fn all_output(check: &Check, did: &[Did]) -> String {
    let mut output = String::new();
    for did in did {
        for text in [&did.stdout, &did.stderr] {
            output.push_str(text);
            if !output.is_empty() && !output.ends_with('\n') {
                output.push('\n');
            }
        }
    }
    // A single line keeps its shape in records.
    if check.steps.len() == 1 && did.first().is_some_and(|did| !did.stdout.ends_with('\n') && did.stderr.is_empty()) {
        output.pop();
    }
    output
}
