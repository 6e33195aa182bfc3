//! Targets of make, recipes of just, tasks of Task and mise.

use super::{Value, is_name, operands, option};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Scope, join, parent};
use crate::syntax::shell::Word;
use crate::text::Span;

/// Whether a page shows a file of such a language, so that its commands are about that one.
fn is_about_a_sample(speech: &Speech, languages: &[&str]) -> bool {
    speech.page.markdown.fences.iter().any(|fence| languages.contains(&fence.language.as_str()))
}

pub(super) fn make(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if is_about_a_sample(speech, &["make", "makefile", "Makefile"]) {
        return;
    }
    // With options of other programs it is a slip of the pen, and nobody can tell what takes a value.
    if words.iter().any(|word| ["--build", "--config", "--target", "--parallel"].contains(&word.raw.as_str())) {
        return;
    }
    let valued = ["-C", "--directory", "-j", "-l", "-o", "-W", "-f", "--file", "--makefile", "-I", "--include-dir"];
    let files = words.iter().filter(|word| word.raw.starts_with("-f") || word.raw.starts_with("--file")).count();
    if files > 1 || option(words, &["-I", "--include-dir"]).is_some() {
        let own: Vec<Word> = operands(words, &valued).into_iter().cloned().collect();
        return speech.leave_open("several Makefiles are read", |speech| make(speech, &own, folder));
    }
    let Some(scope) = folder.scope(speech) else { return };
    let scope = match option(words, &["-f", "--file", "--makefile"]) {
        None => scope,
        Some(file) => match named(speech, file, &scope) {
            Some(path) if is_found_by_make(&path) => Scope::only(parent(&path)),
            Some(path) => Scope::only(&path),
            None => {
                let own: Vec<Word> = operands(words, &valued).into_iter().cloned().collect();
                return speech
                    .leave_open("the Makefile that is named is not here", |speech| make(speech, &own, folder));
            }
        },
    };
    for word in operands(words, &valued) {
        let Some(target) = word.text.as_deref().filter(|text| is_name(text)) else { continue };
        if word.raw.contains('=') || target.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        speech.claim_name(Name::new(Kind::MakeTarget, target), word.span, scope.clone(), How::Command);
    }
}

pub(super) fn just(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if is_about_a_sample(speech, &["just", "justfile"]) {
        return;
    }
    let Some(scope) = folder.scope(speech) else { return };
    let valued = ["--set", "--shell", "--color", "-f", "--justfile", "-d", "--working-directory"];
    let operands: Vec<&Word> = operands(words, &valued).into_iter().filter(|word| !word.raw.contains('=')).collect();
    let scope = match option(words, &["-f", "--justfile"]) {
        None => scope,
        Some(file) => match named(speech, file, &scope) {
            Some(path) if path.ends_with(".just") => Scope::only(&path),
            Some(path) => Scope::only(parent(&path)),
            None => {
                let own: Vec<Word> = operands.into_iter().cloned().collect();
                return speech
                    .leave_open("the justfile that is named is not here", |speech| just(speech, &own, folder));
            }
        },
    };
    let Some((word, name)) = operands.first().and_then(|word| Some((word, word.text.as_deref()?))) else { return };
    if let Some((target, recipe)) = name.rsplit_once('/').filter(|_| word.raw == name) {
        // `just api/test` is `test` of the justfile in `api`.
        let inside = folder.enter(target, speech);
        let Some(scope) = inside.scope(speech).filter(|_| is_name(recipe)) else { return };
        let start = word.span.start as usize + target.len() + 1;
        let span = Span::new(word.span.file, start, word.span.end as usize);
        return speech.claim_name(Name::new(Kind::JustRecipe, recipe), span, scope, How::Command);
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
        speech.claim_name(Name::within(Kind::JustRecipe, first, name), span, scope, How::Command);
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
    let operands = operands(words, &["-d", "--dir", "-o", "--output", "-t", "--taskfile"]);
    if option(words, &["-t", "--taskfile", "-g", "--global"]).is_some() {
        let own: Vec<Word> = operands.into_iter().cloned().collect();
        return speech.leave_open("it is a task of another Taskfile", |speech| task(speech, &own, folder));
    }
    for word in operands {
        if let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !word.raw.contains('=')) {
            speech.claim_name(Name::new(Kind::TaskfileTask, name), word.span, scope.clone(), How::Command);
        }
    }
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
