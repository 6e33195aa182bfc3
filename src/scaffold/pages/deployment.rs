//! `deployments.md`: how a version gets to its users, and back.

use super::Known;
use super::ci::dispatch;
use super::doc::Doc;
use crate::model::Workflow;
use crate::scaffold::words::{code, codes, first_codes, quoted, text};
use crate::survey::{self, Deploy, Platform, Target};
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Deployments", &[("covers", ".github/workflows/**")]);
    let (deploys, others): (Vec<Deploy>, Vec<Deploy>) =
        survey::deploys(ws, "").into_iter().partition(Deploy::is_certain);
    if deploys.is_empty() {
        doc.say("No job deploys or publishes with an action or command that `devops-docs` knows.");
        doc.ask("how does a version reach its users?");
    } else {
        doc.say("The jobs that deploy or publish, as their names, environments, actions and commands show:");
        targets(&mut doc, &deploys);
    }
    let (previews, others): (Vec<Deploy>, Vec<Deploy>) = others.into_iter().partition(Deploy::is_preview);
    if !previews.is_empty() {
        doc.say(format!("Jobs that show a pull request before it is merged: {}.", jobs(&previews)));
    }
    if !others.is_empty() {
        doc.say(format!("Other jobs work in an environment: {}.", jobs(&others)));
    }
    branching(&mut doc, known, &deploys);
    let environments = survey::environments(ws, "");
    if !deploys.is_empty() {
        doc.section("Prerequisites");
        doc.ask("what must be true before a deployment starts, and what is done by hand?");
        approvals(&mut doc, &environments);
    } else if !environments.is_empty() {
        approvals(&mut doc, &environments);
    }
    steps(&mut doc, &deploys);
    verification(&mut doc, &deploys, &environments);
    rollback(&mut doc, known, &deploys);
    doc.section("Escalation");
    doc.ask("who is told when a deployment fails and cannot be taken back?");
    doc.done()
}

/// Some jobs and their workflows, in words.
fn jobs(of: &[Deploy]) -> String {
    let name = |of: &Deploy| format!("{} of {}", code(&of.job.id.text), code(of.workflow.file_name()));
    let names: Vec<String> = of.iter().take(12).map(name).collect();
    let more = if of.len() > 12 { format!(" and {} more", of.len() - 12) } else { String::new() };
    format!("{}{more}", names.join(", "))
}

fn approvals(doc: &mut Doc, environments: &[survey::Environment]) {
    doc.section("Approvals");
    if environments.is_empty() {
        return doc.ask("who may deploy, and who must agree first?");
    }
    doc.block("environments");
    doc.say("Whether an environment waits for a reviewer is set at GitHub, not in the repository.");
    doc.ask("who must agree to a deployment to each?");
}

fn targets(doc: &mut Doc, deploys: &[Deploy]) {
    let rows: Vec<Vec<String>> = deploys
        .iter()
        .map(|deploy| vec![code(deploy.workflow.file_name()), code(&deploy.job.id.text), target_words(&deploy.targets)])
        .collect();
    doc.table(&["workflow", "job", "target"], &rows);
}

fn target_words(targets: &[Target]) -> String {
    let words = targets.iter().map(|target| match target {
        Target::Environment(name) if name.contains("${{") => "an environment that an expression names".to_owned(),
        Target::Environment(name) => format!("environment {}", code(name)),
        Target::Platform(platform) => text(&platform.name),
        Target::By(what) => format!("by {}", code(what.trim_matches('`'))),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() { "not known".to_owned() } else { words.join(", ") }
}

/// The workflows of deployments, each once.
fn workflows<'a>(deploys: &[Deploy<'a>]) -> Vec<&'a Workflow> {
    let mut found: Vec<&Workflow> = Vec::new();
    for deploy in deploys {
        if !found.iter().any(|workflow| workflow.path == deploy.workflow.path) {
            found.push(deploy.workflow);
        }
    }
    found
}

fn branching(doc: &mut Doc, known: &Known, deploys: &[Deploy]) {
    doc.section("Branching strategy");
    let mut lines = Vec::new();
    lines.extend(known.branch.as_ref().map(|branch| format!("- The default branch is {}.", code(branch))));
    for workflow in workflows(deploys) {
        let filters = |name: &str| -> Vec<&str> {
            let pushes = workflow.triggers.iter().filter(|trigger| trigger.event.text == "push");
            let filters = pushes.flat_map(|trigger| &trigger.filters).filter(|(key, _)| key == name);
            filters.flat_map(|(_, words)| words).map(|word| word.text.as_str()).collect()
        };
        let file = doc.link(&code(workflow.file_name()), &workflow.path);
        let (branches, tags) = (filters("branches"), filters("tags"));
        if !branches.is_empty() {
            lines.push(format!("- A push to {} starts {file}.", codes(branches)));
        }
        if !tags.is_empty() {
            lines.push(format!("- A tag that matches {} starts {file}.", codes(tags)));
        }
    }
    if let Some(tag) = known.tags.first() {
        lines.push(format!("- Tags are named like {}.", code(tag)));
    }
    if !lines.is_empty() {
        doc.say(lines.join("\n"));
    }
    doc.ask("which branches are there, who merges into them, and what is released from where?");
}

fn steps(doc: &mut Doc, deploys: &[Deploy]) {
    doc.section("Steps");
    if deploys.is_empty() {
        return doc.ask("the steps of a deployment, one by one.");
    }
    let mut tagged: Vec<Vec<&str>> = Vec::new();
    for workflow in workflows(deploys) {
        let file = doc.link(&code(workflow.file_name()), &workflow.path);
        doc.subsection(&text(workflow.title()));
        if workflow.is_only_called() {
            doc.say(format!("{file} is called by other workflows."));
            continue;
        }
        let events: Vec<&str> = workflow.triggers.iter().map(|trigger| trigger.event.text.as_str()).collect();
        doc.say(format!(
            "{file} starts on {}. Its jobs, in the order in which they wait for each other: {}.",
            codes(events),
            order(workflow)
        ));
        let mut lines = Vec::new();
        let tags = tags(workflow);
        let by_tag = !tags.is_empty();
        if by_tag && tagged.contains(&tags) {
            doc.say("It starts with the same tag.");
            continue;
        }
        if by_tag {
            lines.extend([
                "git tag --annotate \"${TAG}\" --message \"${TAG}\"".to_owned(),
                "git push origin \"${TAG}\"".to_owned(),
            ]);
            tagged.push(tags);
        }
        let by_release = workflow.triggers.iter().any(|trigger| trigger.event.text == "release");
        if by_release && !by_tag {
            lines.push("gh release create \"${TAG}\" --generate-notes".to_owned());
        }
        let by_hand = workflow.triggers.iter().find(|trigger| trigger.event.text == "workflow_dispatch");
        lines.extend(by_hand.filter(|_| !by_tag && !by_release).map(|trigger| dispatch(workflow, trigger)));
        if !lines.is_empty() {
            lines.push(format!("gh run list --workflow {} --limit 3", quoted(workflow.file_name())));
            doc.run(&lines);
        }
    }
}

/// The tags whose pushes start a workflow.
fn tags(workflow: &Workflow) -> Vec<&str> {
    let pushes = workflow.triggers.iter().filter(|trigger| trigger.event.text == "push");
    let tags = pushes.flat_map(|trigger| &trigger.filters).filter(|(name, _)| name == "tags");
    tags.flat_map(|(_, words)| words).map(|word| word.text.as_str()).collect()
}

/// The jobs of a workflow, those first that wait for none.
fn order(workflow: &Workflow) -> String {
    let mut done: Vec<&str> = Vec::new();
    let mut stages: Vec<Vec<&str>> = Vec::new();
    loop {
        let is_ready = |job: &&crate::model::Job| {
            !done.contains(&job.id.text.as_str()) && job.needs.iter().all(|need| done.contains(&need.text.as_str()))
        };
        let stage: Vec<&str> = workflow.jobs.iter().filter(is_ready).map(|job| job.id.text.as_str()).collect();
        if stage.is_empty() {
            break;
        }
        done.extend(&stage);
        stages.push(stage);
    }
    stages.iter().map(|stage| first_codes(stage.iter().copied(), 6)).collect::<Vec<_>>().join(", then ")
}

fn verification(doc: &mut Doc, deploys: &[Deploy], environments: &[survey::Environment]) {
    doc.section("Verification");
    let plain = |url: &&String| {
        url.starts_with("https://") && url.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@".contains(c))
    };
    let urls: Vec<&String> = environments.iter().flat_map(|environment| &environment.urls).filter(plain).collect();
    let mut lines: Vec<String> = workflows(deploys)
        .iter()
        .filter(|workflow| !workflow.is_only_called())
        .take(6)
        .map(|workflow| format!("gh run list --workflow {} --limit 3", quoted(workflow.file_name())))
        .collect();
    let asked = match (lines.is_empty(), urls.is_empty()) {
        (false, false) => "Whether the run ended well, and whether what has an address answers:",
        (false, true) => "Whether the run ended well:",
        (true, _) => "Whether what has an address answers:",
    };
    lines.extend(urls.iter().take(6).map(|url| format!("curl --fail --silent --show-error --output /dev/null {url}")));
    if !lines.is_empty() {
        doc.say(asked);
        doc.run(&lines);
    }
    doc.ask("the check that shows users get the new version.");
}

/// Whether running a workflow again on an earlier commit brings that back: not where what was published stays, and not
/// where nobody knows what it does.
fn replaces(workflow: &Workflow, deploys: &[Deploy]) -> bool {
    let own = deploys.iter().filter(|deploy| deploy.workflow.path == workflow.path);
    let targets: Vec<&Target> = own.flat_map(|deploy| &deploy.targets).collect();
    let keeps = |target: &&Target| matches!(target, Target::Platform(platform) if platform.keeps);
    let is_known = |target: &&Target| !matches!(target, Target::By(_));
    targets.iter().any(is_known) && !targets.iter().any(keeps)
}

fn rollback(doc: &mut Doc, known: &Known, deploys: &[Deploy]) {
    doc.section("Rollback");
    let mut platforms: Vec<&Platform> = Vec::new();
    for target in deploys.iter().flat_map(|deploy| &deploy.targets) {
        if let Target::Platform(platform) = target
            && !platforms.contains(platform)
        {
            platforms.push(platform);
        }
    }
    platforms.sort();
    let told: Vec<String> = platforms
        .iter()
        .filter(|platform| !platform.rollback.is_empty())
        .map(|platform| format!("- **{}.** {}", platform.name, platform.rollback))
        .collect();
    if !told.is_empty() {
        doc.say(format!("What is known of going back, by the nature of each target:\n\n{}", told.join("\n")));
    }
    let lasting = workflows(deploys).into_iter().filter(|workflow| replaces(workflow, deploys));
    let commands: Vec<String> = lasting
        .filter_map(|workflow| {
            let by_hand = workflow.triggers.iter().find(|trigger| trigger.event.text == "workflow_dispatch")?;
            Some(format!("{} --ref \"${{EARLIER}}\"", dispatch(workflow, by_hand)))
        })
        .collect();
    if !commands.is_empty() {
        doc.say("A workflow that is started by hand can be started on an earlier tag or branch, and then deploys what stood there:");
        doc.run(&commands[..commands.len().min(6)]);
    }
    if told.is_empty() && commands.is_empty() {
        doc.say("Nothing in the repository shows how a deployment is taken back.");
    }
    if known.tags.len() > 1 {
        doc.say("The tags, the newest first:");
        doc.run(&["git tag --sort=-creatordate | head".to_owned()]);
    }
    doc.ask("the command that takes a deployment back, who decides, until when, and what happens to data that the new version wrote.");
}
