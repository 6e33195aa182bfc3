//! `devops-docs config`.

use super::place::{self, PlaceArguments};
use super::{Ended, print_plain};
use crate::config::{Config, Settings};
use crate::kinds::{Standing, standing};
use crate::report::visible;
use crate::rules;
use crate::text::{Excerpt, counted};

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
    let file = ws.config.file.as_deref();
    let text = file.and_then(|path| {
        let id = ws.files.find(path)?;
        Some((path, Excerpt::whole(id, ws.files.text(id)?)))
    });
    let filed = text.map_or_else(Settings::default, |(path, text)| Config::read(text, path).0.settings);
    let origins =
        Origins { defaults: serde_json::to_value(Settings::default())?, filed: serde_json::to_value(filed)?, file };
    let mut out = format!("# configuration of {}\n", repository.root.display());
    match &ws.config.file {
        Some(file) => out.push_str(&format!("# read from {file}\n")),
        None => out.push_str("# no devops-docs.toml: these are the defaults\n"),
    }
    origins.flat("", &set, &mut out);
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
            out.push_str(&format!("{}: {what}\n", visible(&entry.path)));
        }
    }
    print_plain(&out);
    Ok(Ended::Clean)
}

/// Where values come from.
struct Origins<'a> {
    defaults: serde_json::Value,
    filed: serde_json::Value,
    file: Option<&'a str>,
}

impl Origins<'_> {
    /// One line a value, with its origin.
    fn flat(&self, prefix: &str, set: &serde_json::Value, out: &mut String) {
        if let serde_json::Value::Object(map) = set {
            if map.is_empty() {
                out.push_str(&format!("{prefix} = {{}} # default\n"));
            }
            for (key, value) in map {
                let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                self.flat(&name, value, out);
            }
            return;
        }
        match set {
            serde_json::Value::Null => out.push_str(&format!("# {prefix} is not set\n")),
            value => out.push_str(&format!("{prefix} = {value} # {}\n", self.of(prefix, value))),
        }
    }

    /// The origin of a value.
    fn of(&self, name: &str, value: &serde_json::Value) -> String {
        let pointer = format!("/{}", name.replace('.', "/"));
        let has = |settings: &serde_json::Value| settings.pointer(&pointer) == Some(value);
        let origin = match self.file {
            _ if has(&self.defaults) => "default",
            Some(file) if has(&self.filed) => file,
            _ => "command line",
        };
        let is_rule = |name: &str| rules::all().any(|rule| rule.name == name);
        let is_lost = name.strip_prefix("rules.").is_some_and(|name| !is_rule(name));
        format!("{origin}{}", if is_lost { "; without effect: there is no such rule" } else { "" })
    }
}
