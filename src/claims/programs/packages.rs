//! Scripts of package managers.

use super::{is_name, operands};
use crate::claims::runners::{BINARIES, BUN, COMPOSER, NPM, PNPM, YARN};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Scope};
use crate::syntax::shell::Word;

pub(super) fn package_manager(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    if words.is_empty() {
        return;
    }
    let Some(mut scope) = folder.scope(speech) else { return };
    let of_a_member =
        ["-w", "--workspace", "--filter", "-F", "-ws", "--workspaces", "-r", "--recursive", "--if-present"];
    if words
        .iter()
        .any(|word| of_a_member.iter().any(|flag| word.raw == *flag || word.raw.starts_with(&format!("{flag}="))))
    {
        if scope.fixed {
            // Which packages are meant, only the package manager knows.
            return speech.leave_open("it is run in packages that a filter chooses", |speech| {
                package_manager(speech, program, words, &Folder::Open);
            });
        }
        scope = Scope::root();
    }
    let valued =
        ["-C", "--prefix", "--cwd", "--dir", "-w", "--workspace", "--filter", "-F", "--loglevel", "--reporter"];
    let mut operands = operands(words, &valued);
    if program == "yarn" && operands.first().is_some_and(|word| matches!(word.raw.as_str(), "workspace")) {
        if operands.len() < 3 {
            return;
        }
        operands.drain(..2);
        scope = Scope::root();
    }
    let Some(first) = operands.first().and_then(|word| word.text.as_deref()) else { return };
    let installs_all = matches!(first, "install" | "i" | "ci") && operands.len() == 1;
    let is_global = words.iter().any(|word| matches!(word.raw.as_str(), "-g" | "--global"));
    if installs_all && !is_global && scope.folder == speech.scope().folder {
        speech.claim_name(Name::new(Kind::PackageManager, program), operands[0].span, scope.clone(), How::Command);
    }
    let explicit = matches!(first, "run" | "run-script");
    let word = if explicit {
        let Some(word) = operands.get(1) else { return };
        *word
    } else {
        operands[0]
    };
    let Some(script) = word.text.as_deref().filter(|script| is_name(script)) else { return };
    let known: &[&str] = match program {
        "npm" => NPM,
        "pnpm" => PNPM,
        "yarn" => YARN,
        _ => BUN,
    };
    // npm runs a script without `run` only for a few names, which have defaults.
    let is_script = explicit || (program != "npm" && !known.contains(&script) && !BINARIES.contains(&script));
    let is_file = script.contains('/') || script.contains('.') || script.starts_with('@');
    if is_script && !is_file {
        speech.claim_name(Name::new(Kind::PackageScript, script), word.span, scope, How::Command);
    } else if let Some(script) = ran_by_itself(program, script) {
        speech.claim_name(Name::new(Kind::PackageScript, script), word.span, scope, How::Prose);
    }
}

/// The script that a package manager runs by a word of its own. Some have a default, so nothing is wrong without one.
fn ran_by_itself(program: &str, word: &str) -> Option<&'static str> {
    match (program, word) {
        ("npm" | "pnpm" | "yarn", "test") | ("npm" | "pnpm", "t" | "tst") => Some("test"),
        ("npm" | "pnpm" | "yarn", "start") => Some("start"),
        ("npm" | "pnpm", "stop") => Some("stop"),
        ("npm" | "pnpm", "restart") => Some("restart"),
        _ => None,
    }
}

pub(super) fn composer(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = folder.scope(speech) else { return };
    let operands = operands(words, &["-d", "--working-dir"]);
    let explicit = operands.first().is_some_and(|word| matches!(word.raw.as_str(), "run" | "run-script"));
    let Some(word) = operands.get(usize::from(explicit)) else { return };
    let Some(script) = word.text.as_deref().filter(|script| is_name(script)) else { return };
    if explicit || !COMPOSER.contains(&script) {
        speech.claim_name(Name::new(Kind::ComposerScript, script), word.span, scope, How::Command);
    }
}
