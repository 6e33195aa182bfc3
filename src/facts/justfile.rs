//! justfiles: recipes and their aliases.

use super::source::{Source, State};
use crate::diagnostic::Problem;
use crate::model::{Include, Kind, Name, Reading};
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
    if let Some(line) = justfile.broken.first() {
        reading.problems.push(Problem::at(*line, "just cannot read this line: it is no recipe, variable or setting"));
        reading.unreadable_names(folder, Kind::JustRecipe, "", *line, "the justfile could not be read");
    }
    for recipe in &justfile.recipes {
        reading.name(folder, Name::new(Kind::JustRecipe, recipe.name.clone()), recipe.span);
    }
    for alias in &justfile.aliases {
        reading.name(folder, Name::new(Kind::JustRecipe, alias.name.clone()), alias.span);
    }
    for module in &justfile.modules {
        reading.name(folder, Name::new(Kind::JustRecipe, module.name.clone()), module.span);
    }
    let mut include = |path: String, within: String, span, optional| {
        let (folder, scope) = (source.folder.to_owned(), folder.to_owned());
        reading.includes.push(Include { path, within, folder, scope, kind: Kind::JustRecipe, span, optional });
    };
    for import in justfile.imports {
        include(import.path, String::new(), import.span, import.optional);
    }
    for module in justfile.modules {
        let path = module.path.unwrap_or_else(|| module.name.clone());
        include(path, module.name, module.span, module.optional);
    }
    reading.whole_list(folder, Kind::JustRecipe, "", source.place());
}
