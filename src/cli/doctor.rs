//! `devops-docs doctor`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use schemars::JsonSchema;
use serde::Serialize;

use super::place::{self, PlaceArguments};
use super::running;
use super::{Ended, Format, is_colored, known, print, stdout_is_terminal};
use crate::answers::doctor::{
    Allowed, Answer, Contradiction, Finding, Health, Need, hooks, judge, judge_hook, judge_service, needs, services,
    set_in, variables,
};
use crate::checks::probe::{Machine, Probe};
use crate::checks::run::{Report, SYSTEM, this_program};
use crate::checks::{sandbox, trust};
use crate::git;
use crate::report::visible;
use crate::survey;
use crate::text::{Files, json_document};
use crate::workspace::Workspace;

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
It asks each tool that the pages list or the repository pins for its version, and each service of the environment whether
it is well, as its page says; confined where the system can do that.
Exit codes: 0 all is there, 1 something is missing, 2 the work could not be done.")]
pub(super) struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
    /// The environment whose page says which variables are needed, and which services there are
    #[arg(long, value_name = "ENV", default_value = "local")]
    env: String,
    /// Ask services over the network, this machine's own included
    #[arg(long)]
    allow_net: bool,
    /// The lowest level that makes the exit code 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// How to write what was found
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FailOn {
    Warning,
    Error,
}

/// What `doctor` found.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "devops-docs doctor --format json")]
pub(super) struct Document<'a> {
    /// Raised only when a field goes or changes its meaning.
    version: u32,
    /// Whether nothing is missing or wrong, by `--fail-on`.
    ok: bool,
    /// All that was looked at.
    checks: &'a [Finding],
}

pub(super) fn run(arguments: &Arguments, color: clap::ColorChoice) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    let mut found = tools(&ws, &repository.root)?;
    let operator = running::variables();
    found.extend(services_of(&ws, &repository.root, arguments)?);
    found.extend(hooks_of(&ws, &repository.root));
    found.extend(configuration(&ws));
    let mut set: BTreeSet<String> =
        operator.iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name.clone()).collect();
    if arguments.env == "local" {
        let text = |path: &String| std::fs::read_to_string(repository.root.join(path)).ok();
        let texts: Vec<String> = survey::files_of_variables(&ws).iter().filter_map(text).collect();
        set.extend(texts.iter().flat_map(|text| set_in(text)));
    }
    found.extend(variables(&ws, &arguments.env, &set, &|path| repository.root.join(path).exists()));
    let least = match arguments.fail_on {
        FailOn::Warning => Health::Warning,
        FailOn::Error => Health::Error,
    };
    let ok = found.iter().all(|finding| finding.status < least);
    match arguments.format {
        Format::Json => {
            print(&json_document(&Document { version: 1, ok, checks: &found }));
        }
        Format::Text => print(&text(&found, is_colored(color, stdout_is_terminal()))),
    }
    Ok(if ok { Ended::Clean } else { Ended::Findings })
}

/// What is found about each tool that this machine is to have.
pub(super) fn tools(ws: &Workspace, root: &Path) -> anyhow::Result<Vec<Finding>> {
    let machine = Machine::new(root, &running::variables(), running::search_path());
    let needs = needs(ws, SYSTEM);
    let probe = |need: &Need| Probe { words: need.probe.clone().unwrap_or_default(), net: false };
    let probes: Vec<Probe> = needs.iter().map(probe).collect();
    let program = this_program().context("this program cannot find itself")?;
    let answers = machine.ask(&probes, &program, 4);
    let has = |program: &str| machine.find(program).is_some();
    let mut found: Vec<Finding> = Vec::new();
    for ((need, probe), report) in needs.iter().zip(&probes).zip(answers) {
        let answer = answered(probe, report);
        found.push(judge(ws, need, answer.as_ref(), &has));
    }
    Ok(found)
}

/// What a probe answered; nothing if there is no such program, for which the shell of a command says 127.
fn answered(probe: &Probe, report: Option<Report>) -> Option<Answer> {
    let in_shell = probe.words.get(1).is_some_and(|word| word == "-c");
    let report = report.filter(|report| !(in_shell && report.exit == Some(127)))?;
    let succeeded = report.error.is_none() && report.exit == Some(0);
    // What cannot even be started for that reason has no sandbox in its report.
    let confined = report.sandbox != sandbox::NONE || report.error.is_some() && sandbox::available() != sandbox::NONE;
    Some(Answer { succeeded, confined, stdout: masked(&report.stdout), stderr: masked(&report.stderr) })
}

/// The beginning and the end of what was printed, without what looks like a credential.
fn masked(printed: &str) -> String {
    let head = &printed[..printed.floor_char_boundary(ENDS.min(printed.len()))];
    let tail = &printed[printed.ceil_char_boundary(printed.len().saturating_sub(ENDS)).max(head.len())..];
    let shown = if head.len() + tail.len() < printed.len() { format!("{head}\n{tail}") } else { printed.to_owned() };
    Files::decode(shown.into_bytes()).text().unwrap_or_default().to_owned()
}

/// How many bytes of either end of an answer are looked at.
const ENDS: usize = 4096;

/// Whether the services of the environment answer.
fn services_of(ws: &Workspace, root: &Path, arguments: &Arguments) -> anyhow::Result<Vec<Finding>> {
    let allowed = Allowed { net: arguments.allow_net, is_pull_request: trust::pull_request_base().is_some() };
    let mut services = services(ws, &arguments.env, allowed);
    let machine = Machine::new(root, &running::variables(), running::search_path());
    for service in &mut services {
        if let Some(why) = service.probe.as_ref().ok().and_then(|probe| machine.objection(probe)) {
            service.probe = Err(format!("{why}: make it a check snippet, which can be approved"));
        }
    }
    let probes: Vec<Probe> = services.iter().map(|service| service.probe.clone().unwrap_or_default()).collect();
    let answers = machine.ask(&probes, &this_program().context("this program cannot find itself")?, 4);
    let judge = |((service, probe), report)| judge_service(ws, service, answered(probe, report).as_ref());
    Ok(services.iter().zip(&probes).zip(answers).map(judge).collect())
}

/// Whether the hooks run that the repository has set up.
fn hooks_of(ws: &Workspace, root: &Path) -> Vec<Finding> {
    let read = |path: &str| std::fs::read_to_string(root.join(path)).ok().filter(|_| ws.files.exists(path));
    let runs = |name: &str| {
        let place = git::hook_path(root, name)?;
        let text = std::fs::read_to_string(&place).ok()?;
        Some((place.to_string_lossy().replace('\\', "/"), text))
    };
    hooks(&read).iter().map(|hook| judge_hook(hook, &runs)).collect()
}

/// Whether the configuration is understood; nothing where there is none.
fn configuration(ws: &Workspace) -> Option<Finding> {
    let path = ws.config.file.clone()?;
    let mistakes = known::mistakes(ws);
    let (status, message) = match mistakes.first() {
        None => (Health::Ok, format!("{path} is understood")),
        Some(first) => (Health::Error, format!("{path} is not understood: {}", first.message)),
    };
    let line = mistakes.first().and_then(|first| first.place.span()).map_or(1, |span| ws.files.position(span).line);
    Some(Finding::new("configuration", &path.clone(), status, message, (path, line)))
}

/// What contradicts the version that is asked for, and how the machine stands to it.
fn against(finding: &Finding, other: &Contradiction) -> String {
    let stands = match other.status {
        Health::Ok => "which it is",
        _ if finding.found.is_some() => "which it is not",
        _ => "which nobody can tell",
    };
    let required = finding.required.as_deref().unwrap_or_default();
    format!(
        "        {}:{} asks for {required} and counts; {}:{} asks for {}, {stands}\n",
        visible(&finding.path),
        finding.line,
        visible(&other.path),
        other.line,
        visible(&other.required)
    )
}

/// Whether two findings are told in one line: variables of one file that nobody has set.
fn is_alike(one: &Finding, other: &Finding) -> bool {
    let is_unset = |finding: &Finding| finding.kind == "variable" && finding.status == Health::Warning;
    is_unset(one) && is_unset(other) && one.path == other.path && one.install == other.install
}

/// The most names of variables that one line has.
const NAMES: usize = 3;

/// Several variables that are not set, in a sentence.
fn together(group: &[Finding]) -> String {
    let names: Vec<&str> = group.iter().take(NAMES).map(|finding| finding.name.as_str()).collect();
    let more = match group.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} variables are not set: {}{more}", group.len(), names.join(", "))
}

/// One finding, with what mends it below.
fn shown(finding: &Finding, message: &str, colored: bool) -> String {
    let (word, paint) = match finding.status {
        Health::Ok => ("ok", 32),
        Health::Unknown => ("?", 33),
        Health::Warning => ("warning", 33),
        Health::Error if finding.found.is_some() || matches!(finding.kind, "service" | "configuration") => {
            ("wrong", 31)
        }
        Health::Error => ("missing", 31),
    };
    let padded = format!("{word:<8}");
    let padded = if colored { format!("\u{1b}[{paint}m{padded}\u{1b}[0m") } else { padded };
    let place = format!("{}:{}", finding.path, finding.line);
    let place = if finding.status == Health::Ok { String::new() } else { format!(" ({place})") };
    let mut out = format!("{padded}{}{place}\n", visible(message));
    out.push_str(&finding.contradiction.as_ref().map_or_else(String::new, |other| against(finding, other)));
    for mends in finding.install.iter().chain(&finding.source) {
        out.push_str(&format!("        {}\n", visible(mends)));
    }
    out
}

fn text(found: &[Finding], colored: bool) -> String {
    let mut out = String::new();
    if found.iter().all(|finding| finding.kind != "tool") {
        out.push_str("no page lists tools, and nothing is pinned: no tool is asked\n");
    }
    if found.is_empty() {
        return out;
    }
    for group in found.chunk_by(is_alike) {
        match group {
            [one] => out.push_str(&shown(one, &one.message, colored)),
            [first, ..] => out.push_str(&shown(first, &together(group), colored)),
            [] => {}
        }
    }
    let count = |status| found.iter().filter(|finding| finding.status == status).count();
    let rest = [(Health::Error, "missing or wrong"), (Health::Warning, "warnings"), (Health::Unknown, "unknown")];
    let rest: Vec<String> = rest
        .iter()
        .map(|(status, word)| (count(*status), word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    let rest = if rest.is_empty() { String::new() } else { format!(", {}", rest.join(", ")) };
    out.push_str(&format!("{} of {} as they must be{rest}\n", count(Health::Ok), found.len()));
    out
}
