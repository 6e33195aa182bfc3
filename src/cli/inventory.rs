//! `devops-docs inventory`.

use super::place::{self, PlaceArguments};
use super::{Ended, Format, print, print_plain};
use crate::answers::{inventory, inventory_text};
use crate::text::json_document;

/// Arguments of `inventory`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Only what no page tells
    #[arg(long)]
    missing: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    place: PlaceArguments,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ended> {
    let repository = place::find(&[])?;
    let ws = arguments.place.load(&repository, true, false)?;
    let found = inventory(&ws);
    match arguments.format {
        Format::Text => print_plain(&inventory_text(&found, arguments.missing)),
        Format::Json if arguments.missing => print(&json_document(&found.missing)),
        Format::Json => print(&json_document(&found)),
    }
    Ok(Ended::Clean)
}
