//! `devops-docs new`.

use std::fs;
use std::io::IsTerminal;

use anyhow::bail;

use super::init::{Change, answered, known_of, write_new};
use super::place::{self, PlaceArguments};
use super::{Ended, print, tell};
use crate::git;
use crate::kinds::tagged_after;
use crate::model::calendar::overdue;
use crate::model::{Tag, environment};
use crate::scaffold::agents::refreshed;
use crate::scaffold::{Moment, NewKind, deployed_environments, new, template_path};
use crate::text::counted;
use crate::workspace::{Workspace, with_files};

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  devops-docs new runbook restore-a-backup
  devops-docs new release v1.4.0 --environment production
  devops-docs new incident 'checkout is down'
  devops-docs new ssh-config bastion --host bastion.example.org --user deploy")]
pub(super) struct Arguments {
    /// What to begin
    #[arg(value_enum)]
    kind: Kind,
    /// Its name: of the environment, the procedure, the version, the server; for ssh-config it may be left out
    name: Option<String>,
    /// Show it and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Who looks after it
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// The environment that is deployed to, for release and checklist
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
    /// The address of the server, for ssh-config
    #[arg(long, value_name = "HOST", value_parser = word)]
    host: Option<String>,
    /// As whom people log in there, for ssh-config
    #[arg(long, value_name = "NAME", value_parser = word)]
    user: Option<String>,
    #[command(flatten)]
    place: PlaceArguments,
}

/// A word that a configuration can hold as it is.
fn word(words: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '@' | '%' | '[' | ']');
    let is_word = !words.is_empty() && words.chars().all(is_plain) && !words.starts_with('-');
    if is_word { Ok(words.to_owned()) } else { Err("it is to be one word".to_owned()) }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// A page about an environment
    Environment,
    /// A procedure
    Runbook,
    /// The record of a release
    Release,
    /// The record of an incident
    Incident,
    /// What is ticked off while deploying
    Checklist,
    /// An agent file
    Agent,
    /// How servers are reached
    SshConfig,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let kind = match arguments.kind {
        Kind::Environment => NewKind::Environment,
        Kind::Runbook => NewKind::Runbook,
        Kind::Release => NewKind::Release,
        Kind::Incident => NewKind::Incident,
        Kind::Checklist => NewKind::Checklist,
        Kind::Agent => NewKind::Agent,
        Kind::SshConfig => NewKind::SshConfig,
    };
    let name = match (&arguments.name, kind) {
        (Some(name), _) if name.chars().any(char::is_alphanumeric) => name.trim(),
        (Some(name), _) => bail!("`{name}` is no name"),
        (None, NewKind::SshConfig) => "",
        (None, _) => bail!("it needs a name: `devops-docs new runbook restore-a-backup`"),
    };
    if kind != NewKind::SshConfig && (arguments.host.is_some() || arguments.user.is_some()) {
        bail!("`--host` and `--user` are for ssh-config");
    }
    let is_deployed = matches!(kind, NewKind::Release | NewKind::Checklist);
    if !is_deployed && arguments.environment.is_some() {
        bail!("`--environment` is for release and checklist");
    }
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    let known = known_of(&repository.root, &ws, arguments.owner.clone(), false);
    let environment = if is_deployed { environment(&ws, arguments.environment.as_deref())? } else { None };
    let release = git::release(&repository.root, Some(name).filter(|_| is_deployed), &known.tags);
    let tag = release.tag.as_ref().filter(|_| kind == NewKind::Release);
    let moment = Moment {
        date: tag.map_or(ws.today.as_str(), Tag::day).to_owned(),
        now: arguments.place.moment(),
        commit: release.commit.map(|commit| commit.commit),
        is_out: tag.is_some_and(|tag| is_out(tag, &known.tags, &ws.today)),
        host: arguments.host.clone(),
        user: arguments.user.clone(),
        environment,
        previous: release.previous,
        changes: release.changes.into_iter().map(|change| (change.commit, change.subject)).collect(),
        more: release.more,
    };
    let own = fs::read_to_string(repository.root.join(template_path(&ws, kind))).ok();
    let file = new(&ws, &known, &moment, kind, name, own.as_deref()).map_err(anyhow::Error::msg)?;
    if arguments.dry_run {
        print(&String::from_utf8_lossy(&file.bytes));
        return Ok(Ended::Clean);
    }
    let path = repository.root.join(&file.path);
    if path.symlink_metadata().is_ok() {
        bail!("{} is there, and nothing is overwritten", file.path);
    }
    write_new(&path, &file.bytes)?;
    print(&format!("{}\n", file.path));
    // What agents read first names the pages and the agents.
    let ws = with_files(ws, std::slice::from_ref(&file));
    if let Some(change) = refreshed(&ws).and_then(|entry| Change::of(&ws, entry)) {
        change.write(&repository.root)?;
        tell(&format!("{} names it now\n", change.path()));
    }
    tell(&format!("{}\n", left_open(&String::from_utf8_lossy(&file.bytes))));
    Ok(Ended::Clean)
}

/// Whether what has a tag went out long ago: a later version is tagged the same way, or it is a month old.
fn is_out(tag: &Tag, tags: &[Tag], today: &str) -> bool {
    tagged_after(tag, tags).is_some() || overdue(tag.day(), "1 month", today).is_some()
}

/// What of a new file people are to fill in: questions, and places such as `<HOST>`.
fn left_open(text: &str) -> String {
    let questions = text.matches("TODO(").count();
    let is_name = |words: &str| !words.is_empty() && words.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let parts = text.split('<').skip(1).filter_map(|part| part.split_once('>'));
    let places = parts.filter(|(words, _)| is_name(words)).count();
    match (questions, places) {
        (_, 0) => format!("{} left for people", counted(questions, "question")),
        (0, _) => format!("{} left for people to fill in", counted(places, "place")),
        _ => format!("{} and {} left for people", counted(questions, "question"), counted(places, "place")),
    }
}

/// The environment that is meant: the wanted one, the only one, or the one that a person at the terminal names; none
/// where the repository has none.
fn environment(ws: &Workspace, wanted: Option<&str>) -> anyhow::Result<Option<String>> {
    let all = deployed_environments(ws);
    let asks = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let wanted = match (wanted, all.as_slice()) {
        (Some(wanted), _) => wanted.trim().to_owned(),
        (None, [] | [_]) => return Ok(all.first().cloned()),
        (None, _) if !asks => bail!(
            "there are several environments ({}): `--environment NAME` says which one this is for",
            all.join(", ")
        ),
        (None, _) => {
            let last = all.iter().find(|name| environment::is_production(name)).or(all.last());
            let ready = last.map(String::as_str).unwrap_or_default();
            answered(&format!("To which environment is it deployed? ({})", all.join(", ")), ready)?
        }
    };
    let found = all.iter().find(|name| name.eq_ignore_ascii_case(&wanted));
    match found.or_else(|| all.iter().find(|name| environment::is_same(name, &wanted))) {
        Some(name) => Ok(Some(name.clone())),
        None if all.is_empty() => bail!(
            "neither a job nor a page names an environment `{wanted}`: `devops-docs new environment NAME` begins its page"
        ),
        None => bail!("there is no environment `{wanted}`, but there are: {}", all.join(", ")),
    }
}
