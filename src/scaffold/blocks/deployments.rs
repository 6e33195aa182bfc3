//! How a version gets to its users, as blocks hold it: the jobs that deploy, how each workflow is started, what shows that
//! it worked, and what is known of going back.

use std::collections::BTreeSet;

use super::conditions::in_words;
use super::content::{Here, limits};
use super::starts::{apart, dispatch, is_switch};
use crate::model::environment::{is_production, is_same};
use crate::model::{Input, Job, Step, Trigger, Words, Workflow, names_environment};
use crate::scaffold::grid::Grid;
use crate::scaffold::pages::link_to;
use crate::scaffold::words::{code, codes, first_codes, link, quoted, text};
use crate::snippets::is_about_data;
use crate::survey::{self, Deploy, Document, Environment, Left, Platform, Stage, Target, Topic, WayBack};
use crate::workspace::Workspace;

/// How many commands of one sort a block holds.
const MOST: usize = 6;

/// The jobs that bring something to users, or show a pull request before it is merged.
pub(super) fn deployments(here: &Here) -> Grid {
    let header = ["workflow", "job", "target", "starts on", "preview"];
    let none = "No job of GitHub Actions deploys or publishes with an action or command that `devops-docs` knows.";
    let mut grid = Grid::new(&header, 2, none);
    let shown = |deploy: &Deploy| deploy.is_certain() || deploy.is_preview();
    let stages = survey::every_stage(here.ws, here.folder);
    for deploy in survey::deploys(here.ws, here.folder).into_iter().filter(shown) {
        grid.rows.push(vec![
            code(deploy.workflow.file_name()),
            code(&deploy.job.id.text),
            target_words(&deploy, &stages),
            starts_of(here.ws, &deploy),
            if deploy.is_preview() { shown_before(&deploy).to_owned() } else { String::new() },
        ]);
    }
    grid
}

/// What a preview shows, by what starts it.
fn shown_before(deploy: &Deploy) -> &'static str {
    let mut events = deploy.workflow.triggers.iter().map(|trigger| trigger.event.text.as_str());
    let is_of_requests = |event: &str| event.starts_with("pull_request") || event == "workflow_call";
    if events.any(is_of_requests) { "of pull requests" } else { "of a branch" }
}

fn target_words(deploy: &Deploy, stages: &[Stage]) -> String {
    let elsewhere = survey::elsewhere(deploy.job);
    let words = deploy.targets.iter().map(|target| match (target, &elsewhere) {
        (Target::Environment(name), _) if name.contains("${{") => "an environment that an expression names".to_owned(),
        (Target::Environment(name), Some(other)) => format!("{} of {}", code(name), code(other)),
        (Target::Environment(name), None) => format!("environment {}", code(name)),
        (Target::Platform(platform), _) => text(&platform.name),
        (Target::By(what), _) => format!("by {}", code(what.trim_matches('`'))),
    });
    let named = codes(survey::names_of(stages, deploy));
    let named = (!named.is_empty()).then(|| format!("{named} by its words"));
    let words: Vec<String> = named.into_iter().chain(words).collect();
    if words.is_empty() { "not known".to_owned() } else { words.join(", ") }
}

/// What starts a workflow: its events, with the branches, tags and types that they are limited to.
fn starts(ws: &Workspace, workflow: &Workflow) -> String {
    if workflow.is_only_called() {
        let callers = first_codes(survey::callers(ws, workflow).map(Workflow::file_name), 4);
        return if callers.is_empty() {
            "calls of other repositories".to_owned()
        } else {
            format!("a call by {callers}")
        };
    }
    workflow.triggers.iter().map(|trigger| event(trigger, None)).collect::<Vec<_>>().join(", ")
}

/// An event, with what it is limited to.
fn event(trigger: &Trigger, only_if: Option<String>) -> String {
    // What most pull requests do says nothing.
    let is_usual = |limit: &str| limit.starts_with("types of pull request") && limit.contains("`opened`");
    let only_if = only_if.map(|words| format!("only if {words}"));
    let limits: Vec<String> = limits(trigger).filter(|limit| !is_usual(limit)).chain(only_if).collect();
    let event = code(&trigger.event.text);
    if limits.is_empty() { event } else { format!("{event} ({})", limits.join("; ")) }
}

/// What starts a deployment: the events of its workflow from which no condition keeps it, and what else those demand.
pub fn starts_of(ws: &Workspace, deploy: &Deploy) -> String {
    let triggers = &deploy.workflow.triggers;
    let left: Vec<(&Trigger, Left)> = triggers.iter().map(|trigger| (trigger, deploy.left(trigger))).collect();
    let open: Vec<&(&Trigger, Left)> = left.iter().filter(|(_, left)| *left != Left::Never).collect();
    let words = |left: &Left| match left {
        Left::If(condition) => Some(in_words(condition)),
        Left::Nothing | Left::Never => None,
    };
    let Some((_, first)) = open.first() else { return "no event: its conditions exclude each other".to_owned() };
    let under = |starts: String| match words(first) {
        Some(words) => format!("{starts}; only if {words}"),
        None => starts,
    };
    if deploy.workflow.is_only_called() {
        return under(starts(ws, deploy.workflow));
    }
    if open.iter().any(|(_, left)| left != first) {
        let each = open.iter().map(|(trigger, left)| event(trigger, words(left)));
        return each.collect::<Vec<_>>().join(", ");
    }
    under(open.iter().map(|(trigger, _)| event(trigger, None)).collect::<Vec<_>>().join(", "))
}

/// The workflows of deployments, each once, without those that take something away or back.
pub(in crate::scaffold) fn workflows<'a>(deploys: &[Deploy<'a>]) -> Vec<&'a Workflow> {
    let mut found: Vec<&Workflow> = Vec::new();
    for deploy in deploys.iter().filter(|deploy| deploy.is_certain()) {
        let is_new = !found.iter().any(|workflow| workflow.path == deploy.workflow.path);
        if is_new && !survey::is_drastic(deploy.workflow) {
            found.push(deploy.workflow);
        }
    }
    found
}

/// How the workflow of a file deploys: what starts it, its jobs in their order, the commands. An error if it does not.
pub(super) fn deployment(here: &Here, file: &str) -> Result<String, String> {
    let deploys = survey::deploys(here.ws, here.folder);
    let all = workflows(&deploys);
    let Some(at) = all.iter().position(|workflow| workflow.file_name() == file) else {
        return Err(format!(
            "no job of {file} deploys any more; take the block out, and its section if that is all it was about"
        ));
    };
    let workflow = all[at];
    let words = link(&code(file), here.path, &workflow.path);
    let starts = starts(here.ws, workflow);
    if workflow.is_only_called() {
        return Ok(format!("{words} starts on {starts}."));
    }
    let mut out = format!("{words} starts on {starts}. {}", order(workflow));
    let tags = tags(workflow);
    if let Some(earlier) = all[..at].iter().find(|other| !tags.is_empty() && self::tags(other) == tags) {
        out.push_str(&format!(" It starts with the same tag as {}.", code(earlier.file_name())));
        return Ok(out);
    }
    let mut lines = Vec::new();
    let own = || deploys.iter().filter(|deploy| deploy.is_certain() && deploy.workflow.path == workflow.path);
    let on = |event: &str| {
        let trigger = workflow.triggers.iter().find(|trigger| trigger.event.text == event)?;
        own().any(|deploy| deploy.left(trigger) != Left::Never).then_some(trigger)
    };
    let by_tag = on("push").map(only_tags).filter(|_| !tags.is_empty());
    let by_tag = by_tag.is_some_and(|trigger| own().any(|deploy| deploy.left(&trigger) != Left::Never));
    match (by_tag, on("release"), on("workflow_dispatch")) {
        (true, ..) | (_, Some(_), _) if let Some(maker) = maker(here, &tags) => out.push_str(&maker),
        (true, ..) => lines.extend([
            "git tag --annotate \"${TAG}\" --message \"${TAG}\"".to_owned(),
            "git push origin \"${TAG}\"".to_owned(),
        ]),
        (false, Some(_), _) => lines.push("gh release create \"${TAG}\" --generate-notes".to_owned()),
        (false, None, Some(trigger)) => lines.push(dispatch(workflow, trigger, None)),
        (false, None, None) => return Ok(out),
    }
    lines.push(runs_of(file));
    Ok(format!("{out}\n\n{}", fence(&lines)))
}

/// A push of a tag alone.
fn only_tags(trigger: &Trigger) -> Trigger {
    let filters = trigger.filters.iter().filter(|(name, _)| !name.starts_with("branches"));
    Trigger { filters: filters.cloned().collect(), ..trigger.clone() }
}

/// What makes tags and releases here, if people wrote it down or a program does it: then no command of ours stands beside.
fn maker(here: &Here, tags: &[&str]) -> Option<String> {
    let written = survey::documents(here.ws).into_iter().filter(|document| document.topic == Topic::Releasing);
    let written: Vec<Document> = written.collect();
    if !written.is_empty() {
        let links = written.iter().take(MOST).map(|document| link_to(here.path, document, &written));
        return Some(format!(
            " How a version is tagged and released stands in {}.",
            links.collect::<Vec<_>>().join(", ")
        ));
    }
    // Such programs make tags that are called after versions; those of another family people make.
    let is_version = |tag: &&str| tag.starts_with(['v', '*', '[']) || tag.starts_with(|c: char| c.is_ascii_digit());
    let is_of_versions = tags.is_empty() || tags.iter().any(is_version);
    let program = survey::integrated(here.ws, &["Release Please", "Changesets", "semantic-release"]);
    let program = program.filter(|_| is_of_versions)?;
    Some(format!(" {program}, which is set up here, makes its tags and releases."))
}

/// The tags whose pushes start a workflow.
fn tags(workflow: &Workflow) -> Vec<&str> {
    let pushes = workflow.triggers.iter().filter(|trigger| trigger.event.text == "push");
    let tags = pushes.flat_map(|trigger| &trigger.filters).filter(|(name, _)| name == "tags");
    tags.flat_map(|(_, words)| words).map(|word| word.text.as_str()).collect()
}

/// The jobs of a workflow in a sentence, those first that wait for none.
fn order(workflow: &Workflow) -> String {
    let mut done: Vec<&str> = Vec::new();
    let mut stages: Vec<Vec<&str>> = Vec::new();
    loop {
        let is_ready = |job: &&Job| {
            !done.contains(&job.id.text.as_str()) && job.needs.iter().all(|need| done.contains(&need.text.as_str()))
        };
        let stage: Vec<&str> = workflow.jobs.iter().filter(is_ready).map(|job| job.id.text.as_str()).collect();
        if stage.is_empty() {
            break;
        }
        done.extend(&stage);
        stages.push(stage);
    }
    let shown: Vec<String> = stages.iter().map(|stage| first_codes(stage.iter().copied(), MOST)).collect();
    match (workflow.jobs.len(), shown.len()) {
        (1, _) => format!("Its job is {}.", shown.join("")),
        (_, 1) => format!("Its jobs are {}.", shown.join("")),
        _ => format!("Its jobs, in the order in which they wait for each other: {}.", shown.join(", then ")),
    }
}

/// The commands that show whether a deployment worked: to everything, or to one environment.
pub(super) fn verification(here: &Here, environment: Option<&str>) -> Result<String, String> {
    let is_meant = |of: &Environment| environment.is_none_or(|name| of.name.eq_ignore_ascii_case(name));
    let environments: Vec<Environment> =
        survey::environments(here.ws, here.folder).into_iter().filter(is_meant).collect();
    let stages = || survey::stages(here.ws, here.folder).into_iter();
    let stage = environment
        .filter(|_| environments.is_empty())
        .and_then(|name| stages().find(|stage| is_same(&stage.name, name) && !stage.users.is_empty()));
    if let Some(name) = environment.filter(|_| environments.is_empty() && stage.is_none()) {
        return Err(format!("no job names the environment {name} any more; take the block out"));
    }
    let mut files: Vec<String> = if environment.is_none() {
        let deploys = survey::deploys(here.ws, here.folder);
        let started = workflows(&deploys).into_iter().filter(|workflow| !workflow.is_only_called());
        started.map(|workflow| workflow.file_name().to_owned()).collect()
    } else {
        let of_stage = stage.iter().flat_map(|stage| &stage.users);
        environments.iter().flat_map(|of| &of.users).chain(of_stage).map(|user| user.workflow.clone()).collect()
    };
    // Runs of a workflow that others call are runs of those.
    let all = || survey::workflows(here.ws, here.folder);
    let callers = files.iter().filter_map(|file| all().find(|one| one.file_name() == *file && one.is_only_called()));
    let callers: Vec<&Workflow> = callers.flat_map(|one| survey::callers(here.ws, one)).collect();
    files.extend(callers.iter().map(|caller| caller.file_name().to_owned()));
    files.retain(|file| !all().any(|one| one.file_name() == *file && one.is_only_called()));
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    let urls: Vec<&String> = environments.iter().flat_map(|of| &of.urls).filter(|url| is_plain(url)).collect();
    let asked = match (files.is_empty(), urls.is_empty()) {
        (true, true) => return Ok("Nothing that `devops-docs` reads shows whether a deployment worked.".to_owned()),
        (false, false) => "These show whether the last runs ended well, and whether what has an address answers:",
        (false, true) => "This shows whether the last runs ended well:",
        (true, false) => "This shows whether what has an address answers:",
    };
    let asks = |url: &&String| format!("curl --fail --silent --show-error --output /dev/null {url}");
    let lines: Vec<String> =
        files.iter().take(MOST).map(|file| runs_of(file)).chain(urls.iter().take(MOST).map(asks)).collect();
    let urls: Vec<String> = urls.into_iter().cloned().collect();
    let more =
        if urls.len() > MOST { rest(&urls, "address", "addresses") } else { rest(&files, "workflow", "workflows") };
    Ok(format!("{asked}\n\n{}{more}", fence(&lines)))
}

/// Those that have no command beside the ones that a block holds, in a sentence.
fn rest(all: &[String], one: &str, several: &str) -> String {
    let Some(left) = all.get(MOST..).filter(|left| !left.is_empty()) else { return String::new() };
    let names = first_codes(left.iter().map(String::as_str), 2 * MOST);
    match left.len() {
        1 => format!("\n\nThe same goes for one more {one}: {names}."),
        more => format!("\n\nThe same goes for {more} more {several}: {names}."),
    }
}

/// Whether an address can stand in a command as it is.
fn is_plain(url: &str) -> bool {
    url.starts_with("https://") && url.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@".contains(c))
}

fn runs_of(file: &str) -> String {
    format!("gh run list --workflow {} --limit 3", quoted(file))
}

fn fence(lines: &[String]) -> String {
    format!("```sh\n{}\n```", lines.join("\n"))
}

/// What is known of going back: by the nature of the targets, and by starting a workflow on what stood there earlier.
pub(super) fn rollback(here: &Here) -> String {
    let mut deploys = survey::deploys(here.ws, here.folder);
    deploys.retain(Deploy::is_certain);
    let platforms = deploys.iter().flat_map(|deploy| &deploy.targets).filter_map(|target| match target {
        Target::Platform(platform) => Some(*platform),
        Target::Environment(_) | Target::By(_) => None,
    });
    let mut platforms: Vec<&Platform> = platforms.filter(|platform| !platform.rollback.is_empty()).collect();
    platforms.sort();
    platforms.dedup();
    let told: Vec<String> =
        platforms.iter().map(|platform| format!("- **{}.** {}", platform.name, platform.rollback)).collect();
    // What changes data brings no version back.
    let goes_back = |workflow: &&Workflow| {
        let brings_data = [workflow.file_name(), workflow.title()].into_iter().any(is_about_data);
        !brings_data && (replaces(workflow, &deploys) || is_told_both(workflow) && !keeps_all(workflow, &deploys))
    };
    // What only people start may change the place alone: whom it is open to, where its name leads.
    let deploys_by_name = |workflow: &&Workflow| {
        let is_by_hand =
            |trigger: &Trigger| matches!(trigger.event.text.as_str(), "workflow_dispatch" | "workflow_call");
        !workflow.triggers.iter().all(is_by_hand)
            || deploys.iter().any(|deploy| deploy.workflow.path == workflow.path && deploy.is_named)
    };
    let by_hand = workflows(&deploys).into_iter().filter(goes_back).filter(deploys_by_name);
    let commands = by_hand.filter_map(|workflow| {
        let by_hand = |trigger: &&Trigger| trigger.event.text == "workflow_dispatch";
        let trigger = workflow.triggers.iter().find(by_hand)?;
        let own = deploys.iter().filter(|deploy| deploy.workflow.path == workflow.path);
        let started: Vec<&Deploy> = own.filter(|deploy| deploy.left(trigger) != Left::Never).collect();
        let takes_any_tag = !started.is_empty() && started.iter().all(|deploy| deploy.takes_any_tag(trigger));
        let input = trigger.inputs.iter().find(|input| names_a_version(input));
        let command = match input {
            Some(input) => {
                (!started.is_empty()).then(|| dispatch(workflow, trigger, Some((&input.name.text, "EARLIER"))))
            }
            None => (takes_any_tag && replaces(workflow, &deploys) && deploys_its_ref(here.ws, workflow))
                .then(|| format!("{} --ref \"${{EARLIER:?}}\"", dispatch(workflow, trigger, None))),
        };
        Some((workflow.file_name().to_owned(), command?, input.map_or_else(by_reference, by_input)))
    });
    // What brings production back is looked for first.
    let is_of_production = |file: &str| {
        let own = deploys.iter().filter(|deploy| deploy.workflow.file_name() == file);
        own.flat_map(|deploy| &deploy.targets)
            .any(|target| matches!(target, Target::Environment(name) if is_production(name)))
    };
    let mut commands: Vec<(String, String, String)> = commands.collect();
    commands.sort_by_key(|(file, _, _)| !is_of_production(file));
    let mut earlier: Vec<&str> = Vec::new();
    for (_, _, what) in commands.iter().take(MOST) {
        if !earlier.contains(&what.as_str()) {
            earlier.push(what);
        }
    }
    let mut parts = Vec::new();
    let own: Vec<String> = survey::ways_back(here.ws, here.folder).iter().map(way_back).collect();
    if !own.is_empty() {
        parts.push(format!("By their names these take a deployment back:\n\n{}", apart(own)));
    }
    if !told.is_empty() {
        parts.push(format!("What is known of going back, by the nature of each target:\n\n{}", told.join("\n")));
    }
    if !commands.is_empty() {
        let files: Vec<String> = commands.iter().map(|(file, _, _)| file.clone()).collect();
        parts.push(format!(
            "What is started by hand can be started with an earlier version, and then deploys that; `EARLIER` is {}:\n\n{}{}",
            earlier.join(", or "),
            apart(commands.iter().take(MOST).map(|(_, command, _)| command.clone())),
            rest(&files, "workflow", "workflows")
        ));
    }
    if parts.is_empty() {
        parts.push("Nothing that `devops-docs` reads shows how a deployment is taken back.".to_owned());
    }
    parts.join("\n\n")
}

/// What a run can be started on.
fn by_reference() -> String {
    "a tag or a branch, and no commit, behind `--ref`".to_owned()
}

/// What an input takes, as far as its workflow says.
fn by_input(input: &Input) -> String {
    let about = input.description.as_ref().map(|about| text(about.text.trim())).filter(|about| !about.is_empty());
    let about = about.map(|about| format!(" (“{about}”)")).unwrap_or_default();
    format!("what `{}` takes{about}", input.name.text)
}

/// The command that takes a deployment back, with what it is told.
fn way_back(way: &WayBack) -> String {
    match way {
        WayBack::Script(script, arguments) => {
            let path = quoted(&script.path);
            let program = if script.executable { format!("./{path}") } else { format!("bash {path}") };
            let given = arguments.iter().map(|name| format!(" \"${{{}}}\"", name.to_uppercase()));
            program + &given.collect::<String>()
        }
        WayBack::Workflow(workflow, trigger) => {
            let input = trigger.inputs.iter().find(|input| names_a_version(input));
            dispatch(workflow, trigger, input.map(|input| (input.name.text.as_str(), "EARLIER")))
        }
    }
}

/// Whether a workflow is told what to deploy and where to when it is started by hand.
fn is_told_both(workflow: &Workflow) -> bool {
    let is_told = |trigger: &Trigger| {
        let names_place = |input: &Input| names_environment(&input.name.text);
        let has = |is_one: &dyn Fn(&Input) -> bool| trigger.inputs.iter().any(is_one);
        trigger.event.text == "workflow_dispatch" && has(&names_a_version) && has(&names_place)
    };
    workflow.triggers.iter().any(is_told)
}

/// Whether all that a workflow deploys stays where it is published.
fn keeps_all(workflow: &Workflow, deploys: &[Deploy]) -> bool {
    let own = deploys.iter().filter(|deploy| deploy.workflow.path == workflow.path);
    let mut platforms =
        own.flat_map(|deploy| &deploy.targets).filter(|to| !matches!(to, Target::Environment(_))).peekable();
    platforms.peek().is_some() && platforms.all(|target| matches!(target, Target::Platform(platform) if platform.keeps))
}

/// Whether running a workflow again on an earlier commit brings that back: not where what was published stays, and not
/// where nobody knows what it does. An image that stays is on its way to what runs it.
fn replaces(workflow: &Workflow, deploys: &[Deploy]) -> bool {
    let own = deploys.iter().filter(|deploy| deploy.workflow.path == workflow.path);
    let targets: Vec<&Target> = own.flat_map(|deploy| &deploy.targets).collect();
    let runs = targets.iter().any(|target| matches!(target, Target::Platform(platform) if !platform.keeps));
    let keeps = |target: &&Target| match target {
        Target::Platform(platform) => platform.keeps && !(platform.on_the_way && runs),
        Target::Environment(_) | Target::By(_) => false,
    };
    let is_known = |target: &&Target| !matches!(target, Target::By(_));
    targets.iter().any(is_known) && !targets.iter().any(keeps)
}

/// Whether an input says what is deployed: it is called so, and takes any words.
fn names_a_version(input: &Input) -> bool {
    const WORDS: &[&str] = &["ref", "version", "tag", "sha", "commit", "image", "revision", "release"];
    let is_choice = input.sort.as_ref().is_some_and(|sort| sort.text != "string") || is_switch(input);
    let name = input.name.text.to_lowercase();
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    !is_choice && words.next_back().is_some_and(|last| WORDS.contains(&last))
}

/// Whether a workflow deploys what stands at the reference that it is started on: it checks that out, and nothing else.
fn deploys_its_ref(ws: &Workspace, workflow: &Workflow) -> bool {
    let called = workflow.jobs.iter().filter_map(|job| survey::called(ws, workflow, job));
    let steps = workflow.jobs.iter().chain(called.flat_map(|other| &other.jobs)).flat_map(|job| &job.steps);
    let is_checkout = |step: &&Step| step.uses.as_ref().is_some_and(|uses| uses.text.starts_with("actions/checkout"));
    let own = steps.filter(is_checkout).filter(|step| step.input("repository").is_none());
    let own: Vec<Option<&Words>> = own.map(|step| step.input("ref")).collect();
    let is_started_on = |words: &Words| {
        let path = words.refers_to("github").unwrap_or_default();
        matches!(path.as_slice(), [name] if matches!(name.as_str(), "ref" | "ref_name" | "sha"))
    };
    !own.is_empty() && own.into_iter().flatten().all(is_started_on)
}
