//! Targets of make, recipes of just, tasks of Task and mise.

use super::{Value, is_name, operands, option, values};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Scope, join, parent};
use crate::syntax::shell::Word;
use crate::text::Span;

/// Whether a page shows a file of such a language, so that its commands are about that one. The first of the languages is
/// what the program is called: some name it where they show its commands.
fn is_about_a_sample(speech: &Speech, languages: &[&str]) -> bool {
    let is_command = |line: &str| {
        let line = line.trim_start_matches("$ ").trim();
        line.is_empty() || line.starts_with('#') || line.split(' ').next() == languages.first().copied()
    };
    let mut shown = speech.page.markdown.fences.iter().filter(|fence| languages.contains(&fence.language.as_str()));
    shown.any(|fence| !fence.text.lines().all(is_command))
}

/// Options of `make` that take the next word.
const MAKE_VALUED: &[&str] =
    &["-C", "--directory", "-j", "-l", "-o", "-W", "-f", "--file", "--makefile", "-I", "--include-dir"];

/// Options of other programs: with one of them it is a slip of the pen, and nobody can tell what takes a value.
const NOT_OF_MAKE: &[&str] = &["--build", "--config", "--target", "--parallel"];

pub(super) fn make(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if is_about_a_sample(speech, &["make", "makefile", "Makefile"]) {
        return;
    }
    let Some(scope) = folder.scope(speech) else { return };
    let files = values(words, &["-f", "--file", "--makefile"]);
    let place = match files.as_slice() {
        _ if words.iter().any(|word| NOT_OF_MAKE.contains(&word.raw.as_str())) => Err("make has no such option"),
        _ if option(words, &["-I", "--include-dir"]).is_some() => Err("several Makefiles are read"),
        [] => Ok(scope),
        [(file, _)] => match named(speech, *file, &scope) {
            Some(path) if is_found_by_make(&path) => Ok(Scope::only(parent(&path))),
            Some(path) => Ok(Scope::only(&path)),
            None => Err("the Makefile that is named is not here"),
        },
        _ => Err("several Makefiles are read"),
    };
    speech.claim_or_leave_open(place, |speech, scope| {
        let operands = operands(words, MAKE_VALUED);
        // `make env command` tells how commands are written.
        let is_form = operands.len() > 1 && operands.iter().any(|word| ["command", "target"].contains(&&*word.raw));
        for word in operands.into_iter().filter(|_| !is_form) {
            let target = word.text.as_deref().filter(|text| is_name(text) && !word.raw.contains('='));
            if let Some(target) = target.filter(|target| !target.bytes().all(|b| b.is_ascii_digit())) {
                speech.claim_name(Name::new(Kind::MakeTarget, target), word.span, scope.clone(), How::Command);
            }
        }
    });
}

pub(super) fn just(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if is_about_a_sample(speech, &["just", "justfile"]) {
        return;
    }
    let Some(scope) = folder.scope(speech) else { return };
    let valued = ["--set", "--shell", "--color", "-f", "--justfile", "-d", "--working-directory"];
    let mut operands = operands(words, &valued);
    operands.retain(|word| !word.raw.contains('='));
    let place = match option(words, &["-f", "--justfile"]) {
        None => Ok(scope),
        Some(file) => match named(speech, file, &scope) {
            Some(path) if path.ends_with(".just") => Ok(Scope::only(&path)),
            Some(path) => Ok(Scope::only(parent(&path))),
            None => Err("the justfile that is named is not here"),
        },
    };
    speech.claim_or_leave_open(place, |speech, scope| recipe(speech, &operands, scope, folder));
}

/// The recipe that words run, or the module and the recipe in it.
fn recipe(speech: &mut Speech, operands: &[&Word], scope: &Scope, folder: &Folder) {
    let Some((word, name)) = operands.first().and_then(|word| Some((word, word.text.as_deref()?))) else { return };
    if let Some((target, name)) = name.rsplit_once('/').filter(|_| word.raw == name) {
        // `just api/test` is `test` of the justfile in `api`.
        let Some(scope) = folder.enter(target, speech).scope(speech).filter(|_| is_name(name)) else { return };
        let start = word.span.start as usize + target.len() + 1;
        let span = Span::new(word.span.file, start, word.span.end as usize);
        return speech.claim_name(Name::new(Kind::JustRecipe, name), span, scope, How::Command);
    }
    let (first, rest) = name.split_once("::").map_or((name, None), |(first, rest)| (first, Some(rest)));
    let is_recipe = |name: &str| is_name(name) && !name.contains(['/', ':']);
    if !is_recipe(first) {
        return;
    }
    let start = word.span.start as usize;
    let span = if rest.is_some() { Span::new(word.span.file, start, start + first.len()) } else { word.span };
    speech.claim_name(Name::new(Kind::JustRecipe, first), span, scope.clone(), How::Command);
    // If the first is a module, what follows is a recipe of it; the facts tell which it is.
    let inside = match rest {
        Some(rest) => Some((rest, Span::new(word.span.file, start + first.len() + 2, word.span.end as usize))),
        None => operands.get(1).and_then(|word| Some((word.text.as_deref()?, word.span))),
    };
    if let Some((name, span)) = inside.filter(|(name, _)| is_recipe(name)) {
        speech.claim_name(Name::within(Kind::JustRecipe, first, name), span, scope.clone(), How::Command);
    }
}

/// The file that an option names, if it is here.
fn named(speech: &Speech, file: Value, scope: &Scope) -> Option<String> {
    let Value::Known(file) = file else { return None };
    let files = speech.context.files;
    scope.outward().filter_map(|folder| join(folder, file)).find(|path| files.find(path).is_some())
}

/// Whether make reads a file by itself, so that its targets are those of its folder.
fn is_found_by_make(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("Makefile" | "makefile" | "GNUmakefile"))
}

pub(super) fn task(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = folder.scope(speech) else { return };
    let is_another = option(words, &["-t", "--taskfile"]).is_some()
        || words.iter().any(|word| matches!(word.raw.as_str(), "-g" | "--global"));
    let place = if is_another { Err("it is a task of another Taskfile") } else { Ok(scope) };
    speech.claim_or_leave_open(place, |speech, scope| {
        for word in operands(words, &["-d", "--dir", "-o", "--output", "-t", "--taskfile"]) {
            if let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !word.raw.contains('=')) {
                speech.claim_name(Name::new(Kind::TaskfileTask, name), word.span, scope.clone(), How::Command);
            }
        }
    });
}

pub(super) fn mise(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = folder.scope(speech) else { return };
    if !matches!(words.first().map(|word| word.raw.as_str()), Some("run" | "r")) {
        return;
    }
    let task = operands(&words[1..], &["-C", "--cd", "-j", "--jobs", "-o", "--output"]);
    if let Some(word) = task.first()
        && let Some(name) = word.text.as_deref().filter(|name| is_name(name))
    {
        speech.claim_name(Name::new(Kind::MiseTask, name), word.span, scope, How::Command);
    }
}
