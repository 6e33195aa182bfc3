//! Decides for each check whether it may run, before anything does. A repository may tighten what is decided here, and
//! loosen nothing: all that allows comes from the operator.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::borrowed::{Borrowed, Objection, loaded};
use super::mask::Mask;
use super::surroundings::Surroundings;
use super::taken::taken;
use super::trust::{Approvals, Tree, Trusted, fingerprint};
use super::{run, sandbox, standing};
use crate::kinds::Page;
use crate::model::{Check, Effect, Status};
use crate::snippets::{Inferred, Reach, infer_check};
use crate::text::Span;
use crate::workspace::Workspace;

/// Which checks are meant.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The pages, or folders of pages, relative to the root; all when empty.
    pub pages: Vec<String>,
    /// Names of checks; all when empty.
    pub names: Vec<String>,
    /// Tags; all when empty.
    pub tags: Vec<String>,
}

impl Choice {
    /// Whether it names what it wants, so that nothing is left out of it.
    fn is_named(&self) -> bool {
        !(self.pages.is_empty() && self.names.is_empty() && self.tags.is_empty())
    }
}

/// What the operator allows, and where.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The environment that this is.
    pub environment: String,
    /// Whether checks that ask for it get the network.
    pub net: bool,
    /// The secrets that checks which ask for them get: names and values; a value is none if it is not set.
    pub secrets: Vec<(String, Option<String>)>,
    /// Whether only what can be confined may run as a read.
    pub must_confine: bool,
    /// What this user trusts.
    pub trusted: Trusted,
    /// What others approved.
    pub approvals: Approvals,
    /// The file of the repository that says so, relative to the root.
    pub approvals_file: Option<PathBuf>,
    /// The fingerprints that may run at all, when this runs for a pull request.
    pub base: Option<BTreeSet<String>>,
    /// Whether somebody is there to be asked.
    pub can_ask: bool,
    /// The day, as `2026-11-22`.
    pub today: String,
    /// The folders of programs.
    pub path: Vec<PathBuf>,
    /// What belongs to the repository and lies outside of it.
    pub outside: Vec<PathBuf>,
    /// The operator's environment.
    pub variables: std::collections::BTreeMap<String, String>,
}

impl Operator {
    /// What covers the values of the secrets that are granted.
    pub fn mask(&self) -> Mask {
        Mask::new(self.secrets.iter().filter_map(|(_, value)| value.as_deref()))
    }
}

/// What is decided of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It runs, since it only looks, or since somebody approved it.
    Run {
        /// Who approved it, if somebody had to.
        approver: Option<String>,
    },
    /// Somebody is to be asked first.
    Ask,
    /// It does not run.
    Not(Status, String),
}

/// A check and what is decided of it.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// The check.
    pub check: &'a Check,
    /// The path of its page.
    pub page: &'a str,
    /// The line of its fence, from 1.
    pub line: usize,
    /// What trust and approvals are kept by.
    pub fingerprint: String,
    /// The strictest of what it does and of what those do that share its shell.
    pub effect: Effect,
    /// Why the effect is stricter than declared.
    pub raised_by: Option<String>,
    /// What is decided.
    pub decision: Decision,
    /// Why all files of the repository belong to what is approved, if they do.
    pub covers: Option<String>,
    /// What would confine it.
    pub sandbox: String,
    /// Whether it is to be confined: as all do that share its shell, it says that it only reads.
    pub(super) confined: bool,
    /// What it needs beside files, as its words show.
    pub(super) reach: Reach,
    /// Whether it runs in an empty folder, since what it asks may read first what it finds.
    pub apart: bool,
}

/// All that is decided.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// The checks, in the order of their places.
    pub checks: Vec<Planned<'a>>,
    /// How many were left out because they do more than read and nobody named them.
    pub excluded: usize,
    /// How many are for other environments.
    pub elsewhere: usize,
    pub(super) root: PathBuf,
    pub(super) surroundings: Surroundings,
    /// The files that were there, where some check covers them.
    pub(super) tree: Option<Tree>,
}

/// Plans what is meant.
pub fn plan<'a>(ws: &'a Workspace, root: &Path, choice: &Choice, operator: &Operator) -> Plan<'a> {
    let roots: Vec<PathBuf> = std::iter::once(root.to_path_buf()).chain(operator.outside.iter().cloned()).collect();
    let surroundings = Surroundings::new(roots, &operator.variables, operator.path.clone());
    let sandbox = sandbox::available();
    let meant = meant(ws, choice, &operator.environment);
    let (excluded, elsewhere) = (meant.excluded, meant.elsewhere);
    let mut plan = Plan { checks: Vec::new(), excluded, elsewhere, root: root.to_path_buf(), surroundings, tree: None };
    let borrowed = Borrowed::read(root, ws.files.iter().map(|(_, entry)| entry.path.as_ref()));
    let own = |check: &&'a Check| {
        let judged = infer_check(check, false);
        let looks = || looks_into(&judged, &sandbox, &plan.surroundings);
        // Another check of its session may have left the folder.
        let stays = !judged.questions.may_leave && check.session.is_none();
        let tells = judged.needs_net() && needs_a_secret(check, &meant.checks, MOST_NEEDED);
        let together: Vec<&Check> = meant.checks.iter().copied().filter(|other| shares_shell(check, other)).collect();
        let path = &plan.surroundings.path;
        let beside =
            taken_from_elsewhere(ws, root, check, &together, path).or_else(|| beside_a_daemon(&together, path));
        let (why, apart) = match borrowed.objection(&check.script(), &judged, &plan.surroundings.path) {
            Some(Objection::Here(_)) if stays && check.folder.is_none() => (looks(), false),
            Some(Objection::Here(_)) if stays && judged.questions.are_all => (looks(), true),
            Some(Objection::Here(why)) => (Some(format!("{why}: ask it alone, or with `cwd=tmp`")), false),
            Some(Objection::Anywhere(why)) => (Some(why), false),
            None => (looks(), false),
        };
        let why = why.or_else(|| beside.clone());
        let why = why.or_else(|| tells.then(|| "whether it runs may tell a secret to another machine".to_owned()));
        let why = why.filter(|_| check.effect == Effect::Read);
        let apart = apart && why.is_none() && check.effect == Effect::Read;
        let alone = match why {
            Some(why) => (*check, Effect::Write, Some(why)),
            None => (*check, check.effect, check.raised_by.clone()),
        };
        (alone, ByItself { judged, beside, apart })
    };
    let (all, judged): (Vec<Alone>, Vec<ByItself>) = meant.checks.iter().map(own).unzip();
    let mut hash_of_tree = None;
    for (alone, ByItself { judged, beside, apart }) in all.iter().zip(judged) {
        let check = alone.0;
        let (effect, raised_by) = strictest(alone, &all);
        let confined = meant.checks.iter().all(|other| other.declared == Effect::Read || !shares_shell(check, other));
        // What only looks is confined, and what a person does is not run.
        let changes = matches!(effect, Effect::Write | Effect::Destroy);
        let borrows = || borrowed.objection(&check.script(), &judged, &plan.surroundings.path).map(Objection::why);
        let takes = || taken(check, root, &ws.files);
        let opens = || judged.opens_files.then(|| "it looks into files that its words may not name".to_owned());
        let covers = || check.runs.clone().or_else(borrows).or(beside).or_else(takes).or_else(opens);
        let covers = changes.then(covers).flatten();
        // Which programs run what lies around them no table knows in full, so none gets a secret beside what is new here.
        let lends = operator.base.is_some() && !check.secrets.is_empty();
        let covers =
            covers.or_else(|| lends.then(|| "it gets a secret, and may run what the pull request brings".to_owned()));
        if covers.is_some() && plan.tree.is_none() {
            let tree = plan.tree.insert(Tree::list(root, ws, operator.approvals_file.as_deref()));
            hash_of_tree = Some(tree.hash());
        }
        let mut planned = Planned {
            check,
            page: ws.files.path(check.fence.file),
            line: ws.files.position(check.fence).line,
            fingerprint: fingerprint(check, hash_of_tree.as_deref().filter(|_| covers.is_some()), root),
            covers,
            effect,
            raised_by,
            decision: Decision::Ask,
            sandbox: if confined { sandbox.clone() } else { sandbox::NONE.to_owned() },
            confined,
            reach: judged.reach,
            apart,
        };
        planned.decision = decide(&planned, operator, &plan.surroundings);
        plan.checks.push(planned);
    }
    leave_undrawn(&mut plan.checks, &meant.needed);
    plan
}

/// Leaves out what is there only since a check needs it that does not run itself: such a check draws nothing in.
fn leave_undrawn(checks: &mut [Planned], needed: &[Span]) {
    let runs = |planned: &Planned| !matches!(planned.decision, Decision::Not(Status::Untrusted, _));
    let mut drawn: Vec<bool> =
        checks.iter().map(|planned| !needed.contains(&planned.check.fence) && runs(planned)).collect();
    let mut next: Vec<usize> = (0..checks.len()).filter(|at| drawn[*at]).collect();
    while let Some(at) = next.pop() {
        for (other, planned) in checks.iter().enumerate() {
            if !drawn[other] && runs(planned) && draws_in(checks[at].check, planned.check) {
                drawn[other] = true;
                next.push(other);
            }
        }
    }
    for (planned, _) in checks.iter_mut().zip(drawn).filter(|(planned, drawn)| !drawn && runs(planned)) {
        planned.decision = Decision::Not(Status::Skipped, "nothing that runs needs it".to_owned());
    }
}

/// The credentials of the repository that a check may come upon, as nothing on this machine keeps them from it.
fn looks_into(judged: &Inferred, sandbox: &str, around: &Surroundings) -> Option<String> {
    if sandbox.contains("landlock") || !judged.opens_files {
        return None;
    }
    let kept = around.kept().into_iter().next()?;
    let name = kept.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Some(format!("nothing on this machine keeps it from looking into {name}, which may hold credentials"))
}

/// Why a check may run what no list of files has: a program in it takes what it runs from what lies around it, in a folder
/// that is none of the repository's. `together` are those that share its shell.
fn taken_from_elsewhere(
    ws: &Workspace,
    root: &Path,
    check: &Check,
    together: &[&Check],
    path: &[PathBuf],
) -> Option<String> {
    let script = check.script();
    let word = Borrowed::may_take(&script, path)?;
    let is_known = standing::is_known(ws, root, together);
    (!is_known).then(|| format!("`{word}` may take what it runs from a folder that the repository does not list"))
}

/// Why checks that share a shell may do more than look when one asks a daemon, which does what it is told: another command
/// may run what the repository holds, and would have the way to it. So may the one that asks, if an interpreter loads it.
fn beside_a_daemon(together: &[&Check], path: &[PathBuf]) -> Option<String> {
    let judged: Vec<Inferred> = together.iter().map(|other| infer_check(other, false)).collect();
    if !judged.iter().any(|judged| judged.reach == Reach::Daemon) {
        return None;
    }
    let is_loaded = |other: &&Check| loaded(&other.script(), path).map(|word| format!("`{word}`"));
    let settles = judged.iter().find_map(|judged| judged.settles.clone());
    let other = settles.or_else(|| together.iter().find_map(is_loaded))?;
    Some(format!("it asks a daemon, and {other} may run what lies around it: put them into checks of their own"))
}

/// What is known of a check before others are looked at that count as more.
struct ByItself {
    /// What its words show.
    judged: Inferred,
    /// Why it may run what the repository holds, by where its shell stands and what it asks there.
    beside: Option<String>,
    /// Whether it is asked where it finds nothing of the repository.
    apart: bool,
}

/// A check, what it counts as by itself, and why that is more than it says.
type Alone<'a> = (&'a Check, Effect, Option<String>);

/// Whether two checks run in the same shell, as each does with itself.
fn shares_shell(check: &Check, other: &Check) -> bool {
    check.fence == other.fence
        || check.fence.file == other.fence.file && check.session.is_some() && check.session == other.session
}

/// What a check counts as among those that are meant, and why that is more than it says: what one command leaves in a
/// shell, another works with.
fn strictest((check, effect, raised_by): &Alone, all: &[Alone]) -> (Effect, Option<String>) {
    let others = all.iter().filter(|(other, worse, _)| shares_shell(check, other) && worse > effect);
    match others.max_by_key(|(_, worse, _)| *worse) {
        Some((other, worse, _)) => {
            let why = format!("it shares a shell with {}, which is a {}", other.label(), worse.word());
            (*worse, Some(why))
        }
        None => (*effect, raised_by.clone()),
    }
}

/// How many checks may need each other in a row.
const MOST_NEEDED: usize = 16;

/// Whether one of the checks that a check needs gets a secret, so that it runs or not by what that is.
fn needs_a_secret(check: &Check, all: &[&Check], most: usize) -> bool {
    let mut needed = all.iter().filter(|other| needs(check, other));
    most > 0 && needed.any(|other| !other.secrets.is_empty() || needs_a_secret(other, all, most - 1))
}

/// Checks that are meant in an environment, and what was left out.
#[derive(Clone, Debug, Default)]
pub struct Meant<'a> {
    /// The checks, in the order of their places.
    pub checks: Vec<&'a Check>,
    /// How many do more than read, and nobody named them.
    pub excluded: usize,
    /// How many are for other environments.
    pub elsewhere: usize,
    /// The fences of those that are there only since others need them.
    pub needed: Vec<Span>,
}

/// What is meant in an environment, whether it may run or not.
pub fn meant<'a>(ws: &'a Workspace, choice: &Choice, environment: &str) -> Meant<'a> {
    let mut meant = Meant::default();
    for (check, needed) in chosen(ws, choice) {
        if !is_for(ws.page(check.fence.file), check, environment) {
            meant.elsewhere += 1;
        } else if check.excluded && check.wrong.is_none() && !choice.is_named() && !needed {
            meant.excluded += 1;
        } else {
            meant.checks.push(check);
            meant.needed.extend(needed.then_some(check.fence));
        }
    }
    meant
}

/// Whether one check needs another of its page.
fn needs(check: &Check, other: &Check) -> bool {
    let is_named = other.name.as_ref().is_some_and(|name| check.needs.contains(name));
    other.fence.file == check.fence.file && is_named
}

/// Whether one check needs another, or starts from what that leaves in the shell that they share.
fn draws_in(check: &Check, other: &Check) -> bool {
    needs(check, other) || shares_shell(check, other) && other.fence.start < check.fence.start
}

/// The checks that are meant, and those that they need, which says whether it is only needed.
fn chosen<'a>(ws: &'a Workspace, choice: &Choice) -> Vec<(&'a Check, bool)> {
    let meant = |check: &Check| {
        let path = ws.files.path(check.fence.file);
        let below = |page: &String| {
            path == page
                || page.is_empty()
                || path.strip_prefix(page.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        (choice.pages.is_empty() || choice.pages.iter().any(below))
            && (choice.names.is_empty() || choice.names.iter().any(|name| *name == check.label()))
            && (choice.tags.is_empty() || choice.tags.iter().any(|tag| check.tags.contains(tag)))
    };
    let mut found: Vec<(usize, bool)> =
        ws.checks.iter().enumerate().filter(|(_, check)| meant(check)).map(|(at, _)| (at, false)).collect();
    let mut next = 0;
    while let Some((at, _)) = found.get(next).copied() {
        let check = &ws.checks[at];
        for (other, needed) in ws.checks.iter().enumerate() {
            if draws_in(check, needed) && !found.iter().any(|(there, _)| *there == other) {
                found.push((other, true));
            }
        }
        next += 1;
    }
    found.sort_unstable();
    found.into_iter().map(|(at, needed)| (&ws.checks[at], needed)).collect()
}

fn is_for(page: Option<&Page>, check: &Check, environment: &str) -> bool {
    let own = page.and_then(Page::environment);
    own.is_none_or(|own| own == environment)
        && (check.environments.is_empty() || check.environments.iter().any(|name| name == environment))
}

fn decide(planned: &Planned, operator: &Operator, around: &Surroundings) -> Decision {
    let (check, fingerprint) = (planned.check, planned.fingerprint.as_str());
    let not = |status: Status, why: String| Decision::Not(status, why);
    if let Some(why) = &check.wrong {
        return not(Status::Error, format!("it is not understood: {why}"));
    }
    if !check.systems.is_empty() && !check.systems.iter().any(|name| name == run::SYSTEM) {
        return not(Status::Skipped, format!("it is for {}, and this is {}", check.systems.join(" and "), run::SYSTEM));
    }
    if check.interactive {
        return not(Status::Skipped, "it wants a terminal; run it by hand".to_owned());
    }
    let wanted = check.requires.iter().chain((check.effect != Effect::Manual).then_some(&check.interpreter));
    if let Some(missing) = wanted.into_iter().find(|name| run::find_program(name, &around.path).is_none()) {
        return not(Status::Skipped, format!("{missing} is not installed"));
    }
    if operator.base.as_ref().is_some_and(|base| !base.contains(fingerprint)) {
        let why = match &planned.covers {
            Some(why) => format!("{why}; it runs only once that is merged"),
            None => "it is new or changed in this pull request, so it runs only once it is merged".to_owned(),
        };
        return not(Status::Untrusted, why);
    }
    for name in &check.secrets {
        match operator.secrets.iter().find(|(granted, _)| granted == name) {
            None => return not(Status::NeedsApproval, format!("it asks for the secret {name}: --allow-secret {name}")),
            Some((_, None)) => return not(Status::Error, format!("the secret {name} is granted and not set")),
            Some((_, Some(_))) => {}
        }
    }
    if check.needs_net && !check.net {
        return not(Status::NeedsApproval, "it needs the network, and its attributes do not say `net=true`".to_owned());
    }
    if check.net && !operator.net {
        return not(Status::NeedsApproval, "it asks for the network: --allow-net".to_owned());
    }
    if operator.must_confine && check.declared == Effect::Read && planned.sandbox != "landlock+seccomp" {
        let why = if planned.confined {
            format!("--require-sandbox, and this machine has: {}", planned.sandbox)
        } else {
            "--require-sandbox, and it shares a shell with what does more than read".to_owned()
        };
        return not(Status::Error, why);
    }
    let destroys = planned.effect == Effect::Destroy;
    let approver = operator.approvals.approver(fingerprint, &operator.environment, destroys, &operator.today);
    match planned.effect {
        Effect::Read => Decision::Run { approver: approver.map(str::to_owned) },
        Effect::Write | Effect::Destroy if approver.is_some() => {
            Decision::Run { approver: approver.map(str::to_owned) }
        }
        Effect::Write if operator.trusted.has(fingerprint, &operator.environment) => {
            Decision::Run { approver: Some("trusted before".to_owned()) }
        }
        _ if operator.can_ask => Decision::Ask,
        effect => {
            let why = planned.raised_by.as_ref().map_or_else(
                || format!("it says that it is a {}", effect.word()),
                |why| format!("it counts as a {}: {why}", effect.word()),
            );
            not(Status::NeedsApproval, why)
        }
    }
}
