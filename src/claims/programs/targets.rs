//! Targets of make, recipes of just, tasks of Task and mise.

use super::{is_name, operands, option, scope_with};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name};
use crate::syntax::shell::Word;

/// Whether a page shows a file of such a language, so that its commands are about that one.
fn is_about_a_sample(speech: &Speech, languages: &[&str]) -> bool {
    speech.page.markdown.fences.iter().any(|fence| languages.contains(&fence.language.as_str()))
}

pub(super) fn make(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let is_other = || is_about_a_sample(speech, &["make", "makefile", "Makefile"]);
    if option(words, &["-f", "--file", "--makefile", "-I"]).is_some() || is_other() {
        return;
    }
    let Some(scope) = scope_with(speech, words, &["-C", "--directory"], folder) else { return };
    for word in operands(words, &["-C", "--directory", "-j", "-l", "-o", "-W"]) {
        let Some(target) = word.text.as_deref().filter(|text| is_name(text)) else { continue };
        if word.raw.contains('=') || target.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        speech.claim_name(Name::new(Kind::MakeTarget, target), word.span, scope.clone(), How::Command);
    }
}

pub(super) fn just(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let is_other = || is_about_a_sample(speech, &["just", "justfile"]);
    if option(words, &["-f", "--justfile", "-d", "--working-directory"]).is_some() || is_other() {
        return;
    }
    let Some(scope) = folder.scope(speech) else { return };
    let operands = operands(words, &["--set", "--shell", "--color"]);
    let recipe = operands.into_iter().find(|word| !word.raw.contains('='));
    if let Some((word, name)) = recipe.and_then(|word| Some((word, word.text.as_deref()?))).filter(|(_, n)| is_name(n))
        && !name.contains(['/', ':'])
    {
        speech.claim_name(Name::new(Kind::JustRecipe, name), word.span, scope, How::Command);
    }
}

pub(super) fn task(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if option(words, &["-t", "--taskfile", "-g", "--global"]).is_some() {
        return;
    }
    let Some(scope) = scope_with(speech, words, &["-d", "--dir"], folder) else { return };
    for word in operands(words, &["-d", "--dir", "-o", "--output"]) {
        if let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !word.raw.contains('=')) {
            speech.claim_name(Name::new(Kind::TaskfileTask, name), word.span, scope.clone(), How::Command);
        }
    }
}

pub(super) fn mise(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = scope_with(speech, words, &["-C", "--cd"], folder) else { return };
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
