//! `devops-docs rules` and `devops-docs explain`.

use anyhow::bail;

use super::{Ended, print};
use crate::rules::{self, FAMILIES, Pages};
use crate::text::json_document;

/// Arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct ListArguments {
    /// How to write the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct ExplainArguments {
    /// The rule, by name
    rule: String,
}

pub(super) fn list(arguments: &ListArguments) -> Ended {
    match arguments.format {
        Format::Text => {
            let width = rules::all().map(|rule| rule.name.len()).max().unwrap_or_default();
            for (family, rules) in FAMILIES {
                print(&format!("{family}\n"));
                for rule in *rules {
                    print(&format!("  {:width$}  {:7}  {}\n", rule.name, rule.level.word(), rule.summary));
                }
            }
        }
        Format::Json => {
            let rows: Vec<serde_json::Value> = FAMILIES
                .iter()
                .flat_map(|(family, rules)| rules.iter().map(move |rule| (family, rule)))
                .map(|(family, rule)| {
                    serde_json::json!({
                        "name": rule.name,
                        "family": family,
                        "summary": rule.summary,
                        "level": rule.level.word(),
                        "pages": match rule.pages {
                            Pages::Typed => "typed",
                            Pages::Agents => "agents",
                            Pages::All => "all",
                        },
                        "since": rule.since,
                        "url": rule.url(),
                    })
                })
                .collect();
            print(&json_document(&rows));
        }
    }
    Ended::Clean
}

pub(super) fn explain(arguments: &ExplainArguments) -> anyhow::Result<Ended> {
    let name = &arguments.rule;
    let Some(rule) = rules::find(name) else {
        if let Some(names) = rules::names_of(name) {
            bail!("`{name}` is a family of rules: {names}; each is explained by its own name");
        }
        match rules::nearest_or_family(name) {
            Some(near) => bail!(
                "there is no rule `{name}`; did you mean {}?",
                rules::names_of(near)
                    .map_or_else(|| format!("`{near}`"), |names| format!("one of the family `{near}`: {names}"),)
            ),
            None => bail!("there is no rule `{name}`; `devops-docs rules` lists them"),
        }
    };
    print(rule.page);
    let name = rule.name;
    print(&format!(
        "\n## Configure\n\nDefault level: {}. Another one, for all pages:\n\n```toml\n# devops-docs.toml\n[rules]\n{name} = \"off\" # or info, warning, error\n```\n\n\
         For the next block of a page, or the next entry of a YAML file:\n\n```md\n<!-- devops-docs: allow({name}) the reason -->\n```\n\n\
         ```yaml\n# devops-docs: allow({name}) the reason\n```\n",
        rule.level.word()
    ));
    Ok(Ended::Clean)
}
