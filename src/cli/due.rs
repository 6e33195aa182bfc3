//! `devops-docs due`.

use super::place::{self, PlaceArguments};
use super::{Ended, Format, print, print_plain};
use crate::answers::{Due, due};
use crate::text::json_document;

/// Arguments of `due`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Also what is due within this many days
    #[arg(long, value_name = "DAYS", default_value_t = 14)]
    within: u16,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, true)?;
    let today: jiff::civil::Date = ws.today.parse()?;
    let until = today.saturating_add(jiff::Span::new().days(i64::from(arguments.within)));
    let found = due(&ws, &until.to_string());
    match arguments.format {
        Format::Text => print_plain(&text(&found)),
        Format::Json => print(&json_document(&found)),
    }
    Ok(if found.items.iter().any(|item| item.overdue || item.unreadable.is_some()) {
        Ended::Findings
    } else {
        Ended::Clean
    })
}

fn text(found: &Due) -> String {
    let mut out = String::new();
    for item in &found.items {
        let unreadable = item.unreadable.as_ref().map(|words| format!("unreadable `{words}`"));
        let when = item.due.clone().or(unreadable).unwrap_or_default();
        let late = if item.overdue { " overdue" } else { "" };
        let owner = item.owner.as_ref().map(|owner| format!(", {owner}")).unwrap_or_default();
        out.push_str(&format!("{when:10}{late}: {}{owner} ({}:{})\n", item.what, item.place.path, item.place.line));
    }
    if found.items.is_empty() {
        out.push_str("nothing is due\n");
    }
    if found.unanswered > 0 {
        let command = "`devops-docs lint --select unanswered` lists them";
        out.push_str(&format!("{} questions wait for an answer; {command}\n", found.unanswered));
    }
    out
}
