//! `devops-docs config`.

use super::place::{self, PlaceArguments};
use super::{Ended, print};
use crate::config::Settings;
use crate::kinds::{Standing, standing};
use crate::rules;
use crate::text::counted;

/// Arguments of `config`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Also list every Markdown file with what it is taken for
    #[arg(long)]
    pages: bool,
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    let set = serde_json::to_value(&ws.config.settings)?;
    let defaults = serde_json::to_value(Settings::default())?;
    let origin = ws.config.file.as_deref().unwrap_or("command line");
    let mut out = format!("# configuration of {}\n", repository.root.display());
    match &ws.config.file {
        Some(file) => out.push_str(&format!("# read from {file}\n")),
        None => out.push_str("# no devops-docs.toml: these are the defaults\n"),
    }
    flat("", &set, &defaults, origin, &mut out);
    let count = |wanted: fn(&Standing) -> bool| {
        ws.files.iter().filter(|(_, entry)| wanted(&standing(&entry.path, &ws.config))).count()
    };
    out.push_str(&format!(
        "\n# {}, {}, {}, {} left out{}\n",
        counted(count(|s| *s == Standing::Typed), "typed page"),
        counted(count(|s| *s == Standing::Agent), "agent file"),
        counted(count(|s| *s == Standing::Untyped), "untyped page"),
        count(|s| matches!(s, Standing::LeftOut(_))),
        if arguments.pages { "" } else { " (--pages lists them)" },
    ));
    if arguments.pages {
        for (_, entry) in ws.files.iter() {
            let what = match standing(&entry.path, &ws.config) {
                Standing::Typed => "typed".to_owned(),
                Standing::Agent => "agent file".to_owned(),
                Standing::Untyped => "untyped".to_owned(),
                Standing::LeftOut(why) => format!("left out: {why}"),
                Standing::Other => continue,
            };
            out.push_str(&format!("{}: {what}\n", entry.path));
        }
    }
    print(&out);
    Ok(Ended::Clean)
}

/// One line a value, with its origin.
fn flat(prefix: &str, set: &serde_json::Value, default: &serde_json::Value, origin: &str, out: &mut String) {
    if let serde_json::Value::Object(map) = set {
        if map.is_empty() {
            out.push_str(&format!("{prefix} = {{}} # default\n"));
        }
        for (key, value) in map {
            let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
            flat(&name, value, default.get(key).unwrap_or(&serde_json::Value::Null), origin, out);
        }
        return;
    }
    let is_rule = |name: &str| rules::all().any(|rule| rule.name == name);
    let from = match prefix.strip_prefix("rules.") {
        Some(name) if !is_rule(name) => format!("{origin}; without effect: there is no such rule"),
        _ if set == default => "default".to_owned(),
        _ => origin.to_owned(),
    };
    match set {
        serde_json::Value::Null => out.push_str(&format!("# {prefix} is not set\n")),
        value => out.push_str(&format!("{prefix} = {value} # {from}\n")),
    }
}
