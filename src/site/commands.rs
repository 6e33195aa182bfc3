//! The page of all commands that the repository defines: targets, scripts, tasks.

use std::collections::BTreeMap;

use minijinja::Value;

use super::frame::Frame;
use super::ids::ids;
use super::inventory::document;
use super::{Made, Site, ThemeError, search};
use crate::index::CommandItem;

/// How many commands one folder shows; generated Makefiles have more than anybody reads.
const SHOWN: usize = 500;

/// The commands that the repository defines, in their order.
pub(super) fn defined<'a>(site: &Site<'a>) -> impl Iterator<Item = &'a CommandItem> {
    site.index.commands.iter().filter(|command| command.kind != "page")
}

/// Whether its name says that other targets use it and people do not.
pub(super) fn is_private(command: &CommandItem) -> bool {
    command.command.rsplit(' ').next().is_some_and(|name| name.starts_with('_'))
}

/// What a list says of a command.
pub(super) fn row(site: &Site, command: &CommandItem) -> Value {
    let first = &command.stated[0];
    let (address, outside) = site.target(&first.path, Some(first.line));
    context! {
        command => command.command, effect => command.effect, description => command.description, path => first.path, line => first.line,
        address, outside, documented => site.mentions(&command.documented), said => site.says(&command.command),
    }
}

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("commands.html", "Commands", "commands");
    let mut folders: BTreeMap<&str, Vec<&CommandItem>> = BTreeMap::new();
    for command in defined(site) {
        folders.entry(&command.folder).or_default().push(command);
    }
    for commands in folders.values_mut() {
        commands.sort_by_key(|command| is_private(command));
    }
    let shown: Vec<&CommandItem> = folders.values().flat_map(|commands| commands.iter().take(SHOWN)).copied().collect();
    let of_rows = ids("command-", shown.iter().map(|command| format!("{} {}", command.folder, command.command)));
    let mut next = of_rows.iter();
    let groups = folders.iter().zip(ids("in-", folders.keys())).map(|((folder, commands), id)| {
        let rows = commands.iter().take(SHOWN).zip(next.by_ref());
        let rows = rows.map(|(command, id)| context! { id, ..row(site, command) }).collect::<Vec<_>>();
        context! { folder => *folder, id, count => commands.len(), rows }
    });
    let groups: Vec<Value> = groups.collect();
    let artifact = site.render("commands.html", &frame, context! { groups, shown => SHOWN })?;
    let section = |(command, id): (&&CommandItem, &String)| search::Section {
        id: id.clone(),
        heading: command.command.clone(),
        text: command.description.iter().chain([&command.stated[0].path]).cloned().collect::<Vec<_>>().join(" "),
        commands: vec![command.command.clone()],
        ..search::Section::default()
    };
    let rows = shown.iter().zip(&of_rows).map(section);
    let sections = std::iter::once(search::Section::default()).chain(rows).collect();
    let document = search::Document { sections, ..document(&frame, "commands") };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}
