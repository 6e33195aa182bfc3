//! justfiles: recipes and their aliases.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading};
use crate::syntax::justfile;

pub(super) fn reads(source: &Source) -> bool {
    is_justfile(source) || source.ends_with(&[".just"])
}

fn is_justfile(source: &Source) -> bool {
    source.name.eq_ignore_ascii_case("justfile") || source.name == ".justfile"
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let justfile = justfile::parse_just(source.text);
    let folder = if is_justfile(source) { source.folder } else { source.path };
    for recipe in &justfile.recipes {
        reading.name(folder, Name::new(Kind::JustRecipe, recipe.name.clone()), recipe.span);
    }
    for alias in &justfile.aliases {
        reading.name(folder, Name::new(Kind::JustRecipe, alias.name.clone()), alias.span);
    }
    for module in &justfile.modules {
        reading.name(folder, Name::new(Kind::JustRecipe, module.name.clone()), module.span);
    }
    for import in justfile.imports {
        reading.include(source, Kind::JustRecipe, import.path, import.span, import.optional);
    }
    if is_justfile(source) {
        reading.whole_list(folder, Kind::JustRecipe, "", source.place());
    }
}
