//! Packages, binaries, examples, tests, benchmarks and features of Cargo.

use super::{Value, is_name, option, values};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Scope, join, parent};
use crate::syntax::shell::Word;
use crate::text::Span;

/// What Cargo does with targets and features.
const BUILDS: &[&str] =
    &["run", "r", "build", "b", "test", "t", "check", "c", "bench", "clippy", "doc", "nextest", "fuzz"];

/// The options that name what a package has.
const OPTIONS: &[(&[&str], Kind)] = &[
    (&["--bin"], Kind::CargoBin),
    (&["--example"], Kind::CargoExample),
    (&["--test"], Kind::CargoTest),
    (&["--bench"], Kind::CargoBench),
    (&["-F", "--features"], Kind::CargoFeature),
];

pub(super) fn cargo(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let verb = words.iter().find(|word| !word.raw.starts_with(['-', '+'])).map(|word| word.raw.as_str());
    if !verb.is_some_and(|verb| BUILDS.contains(&verb)) || folder.scope(speech).is_none() {
        return;
    }
    let own = words.iter().position(|word| word.raw == "--").map_or(words, |at| &words[..at]);
    let folder = match option(own, &["--manifest-path"]) {
        None => folder.clone(),
        Some(Value::Known(path)) if parent(path).is_empty() => folder.clone(),
        Some(Value::Known(path)) => folder.enter(parent(path), speech),
        Some(Value::Computed) => Folder::Unknown,
    };
    match folder {
        Folder::Foreign | Folder::Unknown => {
            speech.leave_open("the manifest that is named is not here", |speech| names(speech, own, None));
        }
        Folder::Known(folder) => names(speech, own, manifest(speech, &folder).as_deref()),
        Folder::Open => names(speech, own, None),
    }
}

/// The folder of the manifest that Cargo finds from a folder.
fn manifest(speech: &Speech, folder: &str) -> Option<String> {
    let has = |folder: &&str| join(folder, "Cargo.toml").is_some_and(|path| speech.context.files.find(&path).is_some());
    Scope::of(folder).outward().find(has).map(str::to_owned)
}

/// What the options name, of the package in a folder unless they name another.
fn names(speech: &mut Speech, words: &[Word], folder: Option<&str>) {
    // Cargo's names are unique in a workspace, so every folder is asked.
    let around = folder.map_or_else(Scope::root, Scope::of);
    let packages = listed(words, &["-p", "--package"]);
    for (package, span) in &packages {
        speech.claim_name(Name::new(Kind::CargoPackage, *package), *span, around.clone(), How::Command);
    }
    let is_of_all = words.iter().any(|word| matches!(word.raw.as_str(), "--workspace" | "--all"));
    let package = match packages.as_slice() {
        [(package, _)] if values(words, &["-p", "--package"]).len() == 1 && !is_of_all => *package,
        _ => "",
    };
    for (names, kind) in OPTIONS {
        for (name, span) in listed(words, names) {
            let (within, name) = name.rsplit_once('/').unwrap_or((package, name));
            let scope = match folder {
                Some(folder) if *kind == Kind::CargoFeature && packages.is_empty() && !is_of_all => Scope::only(folder),
                _ => around.clone(),
            };
            speech.claim_name(Name::within(*kind, within, name), span, scope, How::Command);
        }
    }
}

/// The names that options list, behind commas or blanks.
fn listed<'w>(words: &'w [Word], options: &[&str]) -> Vec<(&'w str, Span)> {
    let given = values(words, options).into_iter().filter_map(|(value, span)| match value {
        Value::Known(value) => Some((value, span)),
        Value::Computed => None,
    });
    let each = given.flat_map(|(value, span)| value.split([',', ' ']).map(move |name| (name, span)));
    each.filter(|(name, _)| is_name(name) && !name.contains('@')).collect()
}
