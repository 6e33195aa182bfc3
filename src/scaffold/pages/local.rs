//! `environments/local.md`: a person's own machine.

use super::commands::{self, Shown};
use super::doc::Doc;
use super::{Known, ci, documents, place};
use std::collections::BTreeSet;

use crate::kinds::PageKind;
use crate::scaffold::words::{code, codes, first_codes, quoted};
use crate::survey::{self, LocalCompose, Topic};
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let mut doc = Doc::new(ws, known, path, "Local environment", &[("environment", "local")]);
    doc.section("Purpose");
    doc.say("A person's own machine, on which a change is made and tried before anybody else sees it.");
    prerequisites(&mut doc, ws);
    setup(&mut doc, ws, known);
    services(&mut doc, ws);
    configuration(&mut doc, ws);
    doc.section("Data and seeding");
    match commands::data(ws).as_slice() {
        [] => doc.ask("which data does it need, and where does it come from?"),
        found => doc.say(format!("Tasks that are about data, by their names:\n\n{}", choices(found))),
    }
    validation(&mut doc, ws);
    doc.section("Troubleshooting");
    if ws.files.exists("scripts/devops/capture-logs.sh") {
        let script = doc.link("`capture-logs.sh`", "scripts/devops/capture-logs.sh");
        doc.say(format!("What others need to help, {script} collects and masks:"));
        doc.run(&["sh scripts/devops/capture-logs.sh".to_owned()]);
    }
    let written = documents::about(ws, &[Topic::Trouble]);
    if written.is_empty() {
        doc.ask("what fails first on a new machine, and what helps?");
    } else {
        doc.say(format!("What helps is written down already: {}.", documents::first_links(&doc, &written)));
    }
    doc.done()
}

fn prerequisites(doc: &mut Doc, ws: &Workspace) {
    doc.section("Prerequisites");
    if !survey::tools(ws, "").is_empty() {
        let tooling = doc.link("Tooling", &place(ws, PageKind::Tooling, "tooling.md"));
        doc.say(format!(
            "Tools that files of the repository pin, are made for or run; {tooling} has their versions and how to install them. Not every task needs each."
        ));
    }
    doc.block("prerequisites");
    doc.ask("accounts and access that a newcomer needs, if any.");
}

fn setup(doc: &mut Doc, ws: &Workspace, known: &Known) {
    doc.section("Setup");
    let mut lines = Vec::new();
    if let Some(slug) = &known.slug {
        let name = slug.rsplit('/').next().unwrap_or(slug);
        lines.extend([format!("git clone https://github.com/{slug}"), format!("cd {name}")]);
    }
    let samples = survey::samples(ws);
    lines.extend(samples.iter().map(|sample| format!("cp -n {} {}", sample.path, sample.becomes)));
    let found = commands::setup(ws, "");
    lines.extend(found.iter().map(|shown| shown.command.clone()));
    if !lines.is_empty() {
        doc.run(&lines);
    }
    if !found.is_empty() {
        doc.say(format!("Shown by {}.", shown_by(&found)));
        other_parts(doc, ws, &found);
    } else if !in_parts(doc, ws, &commands::setup) {
        doc.ask("does anything have to be installed or built? No file of the repository shows it.");
    }
    if ws.files.exists("scripts/devops/bootstrap.sh") {
        let script = doc.link("`bootstrap.sh`", "scripts/devops/bootstrap.sh");
        // It runs what is shown for the whole repository, not what parts of it need.
        let does = if found.is_empty() && samples.is_empty() { "" } else { " does this too, and" };
        doc.say(format!("{script}{does} says which tools are missing; `--dry-run` shows its steps:"));
        doc.run(&["sh scripts/devops/bootstrap.sh --dry-run".to_owned()]);
    }
    let container =
        [".devcontainer/devcontainer.json", ".devcontainer.json"].into_iter().find(|path| ws.files.exists(path));
    if let Some(path) = container {
        doc.say(format!("A development container has it ready: {}.", doc.link(&code(path), path)));
    }
    let guides = documents::about(ws, &[Topic::Contributing]);
    if !guides.is_empty() {
        doc.say(format!("For contributors there is {}.", documents::first_links(doc, &guides)));
    }
    let start = commands::start(ws);
    if !start.is_empty() {
        doc.say(format!("To start what is developed:\n\n{}", choices(&start)));
    }
}

/// What the parts of a repository show that is not set up as a whole; whether there is any.
fn in_parts(doc: &mut Doc, ws: &Workspace, of: &dyn Fn(&Workspace, &str) -> Vec<Shown>) -> bool {
    let parts = commands::parts(ws).into_iter().map(|folder| (of(ws, &folder), folder));
    let parts: Vec<(Vec<Shown>, String)> = parts.filter(|(found, _)| !found.is_empty()).collect();
    if parts.is_empty() {
        return false;
    }
    doc.say("No file at the root shows it for the whole; parts have their own.");
    let mut ways: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (found, folder) in parts {
        let lines: Vec<String> = found.into_iter().map(|shown| shown.command).collect();
        match ways.iter_mut().find(|(of, _)| *of == lines) {
            Some((_, folders)) => folders.push(folder),
            None => ways.push((lines, vec![folder])),
        }
    }
    let named = |folders: &[String]| first_codes(folders.iter().map(String::as_str), 6);
    for (lines, folders) in ways.iter().take(4) {
        let (there, back) = (format!("cd {}", quoted(&folders[0])), "cd -".to_owned());
        doc.run(&std::iter::once(there).chain(lines.iter().cloned()).chain(Some(back)).collect::<Vec<_>>());
        if folders.len() > 1 {
            doc.say(format!("And so in {}.", named(&folders[1..])));
        }
    }
    let others: Vec<String> = ways.into_iter().skip(4).flat_map(|(_, folders)| folders).collect();
    if !others.is_empty() {
        doc.say(format!("In ways of their own: {}.", named(&others)));
    }
    true
}

/// The parts that are set up in another way than the whole.
fn other_parts(doc: &mut Doc, ws: &Workspace, whole: &[Shown]) {
    let own = |folder: &String| {
        let of: Vec<Shown> = commands::setup(ws, folder);
        // A build of Java at the root builds its modules too.
        let is_module = |shown: &Shown| whole.iter().any(|root| commands::builds_modules(&root.by, &shown.by));
        let others = of.into_iter().filter(|shown| whole.iter().all(|root| root.command != shown.command));
        let others = others.filter(|shown| !is_module(shown));
        others.map(|shown| shown.command).collect::<Vec<_>>()
    };
    let parts = commands::parts(ws).into_iter().map(|folder| (own(&folder), folder));
    let parts: Vec<String> = parts
        .filter(|(commands, _)| !commands.is_empty())
        .map(|(commands, folder)| {
            let link = doc.link(&code(&folder), &folder);
            // A reader would take what is defined there for what the root has.
            let there = commands.iter().map(|command| match command.strip_prefix("make ") {
                Some(targets) => code(&format!("make -C {} {targets}", quoted(&folder))),
                None if command.contains(" run ") => code(&format!("cd {} && {command}", quoted(&folder))),
                None => code(command),
            });
            format!("{link} ({})", there.collect::<Vec<_>>().join(", "))
        })
        .collect();
    if !parts.is_empty() {
        let more = if parts.len() > 6 { format!(" and {} more", parts.len() - 6) } else { String::new() };
        let first: Vec<&str> = parts.iter().take(6).map(String::as_str).collect();
        doc.say(format!("Parts that are set up on their own: {}{more}.", first.join(", ")));
    }
}

/// The files that show some commands.
fn shown_by(found: &[Shown]) -> String {
    first_codes(found.iter().map(|shown| shown.by.as_str()).collect::<BTreeSet<_>>(), 4)
}

fn services(doc: &mut Doc, ws: &Workspace) {
    doc.section("Services");
    let local = survey::local_compose(ws, "");
    if let Some(local) = &local {
        doc.block("services");
        start_services(doc, ws, local);
    }
    let of_local = local.map(|local| local.files).unwrap_or_default();
    let others: Vec<String> = survey::infrastructure(ws)
        .into_iter()
        .filter(|found| found.sort == "Compose")
        .flat_map(|found| found.paths)
        .filter(|path| !of_local.contains(path) && !path.starts_with(".github/"))
        .collect();
    let links: Vec<String> = others.iter().take(6).map(|path| doc.link(&code(path), path)).collect();
    match (of_local.is_empty(), links.is_empty()) {
        (true, true) => doc.block("services"),
        (false, true) => {}
        (true, false) => {
            doc.say(format!("Compose files, of which none is started by itself: {}.", links.join(", ")));
            doc.ask("which of them does one start here?");
        }
        (false, false) => {
            doc.say(format!("For other purposes there are further Compose files: {}.", links.join(", ")));
        }
    }
}

/// The commands that start the services of Compose files: those of a profile only where one is chosen.
fn start_services(doc: &mut Doc, ws: &Workspace, local: &LocalCompose) {
    let command = local.command();
    let profiles = survey::profiles(ws, &local.files);
    let names: BTreeSet<&str> = profiles.values().flatten().map(String::as_str).collect();
    let is_chosen = |service: &survey::Service| profiles.contains_key(&service.name);
    let mut chosen = String::new();
    if !names.is_empty() && survey::services_of(ws, &local.files).iter().all(is_chosen) {
        chosen = match names.iter().collect::<Vec<_>>()[..] {
            [only] => format!(" --profile {}", quoted(only)),
            _ => " --profile \"${PROFILE}\"".to_owned(),
        };
        doc.say(format!("Each service starts only with its profile: {}.", codes(names)));
    } else if !names.is_empty() {
        doc.say(format!("Some services start only with their profile, by `--profile NAME`: {}.", codes(names)));
    }
    doc.run(&[format!("{command}{chosen} up --detach"), format!("{command}{chosen} ps")]);
}

fn configuration(doc: &mut Doc, ws: &Workspace) {
    doc.section("Configuration");
    if ws.files.exists(".env") {
        let file = doc.link("`.env`", ".env");
        doc.say(format!(
            "{file} is tracked by git: what is set there is the same for everybody, and no secret belongs into it."
        ));
    }
    if survey::sample_variables(ws, "").is_empty() {
        doc.say("No sample file, such as `.env.example`, asks for variables.");
        doc.ask("which variables must be set, if any? Names only, never values.");
    } else {
        let files: BTreeSet<String> = survey::sample_variables(ws, "").into_iter().flat_map(|of| of.files).collect();
        let files: Vec<String> = files.iter().take(4).map(|path| doc.link(&code(path), path)).collect();
        doc.say(format!(
            "What is asked for by {}. Columns that you add, such as `meaning`, are kept.",
            files.join(", ")
        ));
        doc.block("variables of=samples");
    }
}

fn validation(doc: &mut Doc, ws: &Workspace) {
    doc.section("Validation");
    let found = commands::validation(ws, "");
    let ci = survey::workflows(ws, "").next().is_some();
    let ci = ci.then(|| doc.link("Continuous integration", &place(ws, PageKind::Ci, "ci-cd.md")));
    let ci = ci.or_else(|| ci::others(doc, ws));
    if !found.is_empty() {
        doc.run(&found.iter().map(|shown| shown.command.clone()).collect::<Vec<_>>());
        doc.say(format!("Shown by {}.", shown_by(&found)));
        if found.iter().all(|shown| shown.command.starts_with("pre-commit ")) {
            doc.ask("these hooks look at files; which command shows that what is built here works?");
        }
    } else if !in_parts(doc, ws, &commands::validation) {
        doc.say("No file of the repository shows a check of what is built here. Its pages are checked by:");
        doc.run(&["devops-docs lint".to_owned()]);
        doc.ask("the command that shows that a machine is set up.");
    }
    if ws.files.exists("scripts/devops/healthcheck.sh") {
        let script = doc.link("`healthcheck.sh`", "scripts/devops/healthcheck.sh");
        doc.say(format!("Whether tools, variables and services are there, {script} tells:"));
        doc.run(&["sh scripts/devops/healthcheck.sh".to_owned()]);
    }
    if let Some(ci) = ci {
        doc.say(format!("What runs on each change: {ci}."));
    }
}

/// Commands of which one is chosen.
fn choices(found: &[Shown]) -> String {
    found.iter().map(|shown| format!("- {}", code(&shown.command))).collect::<Vec<_>>().join("\n")
}
