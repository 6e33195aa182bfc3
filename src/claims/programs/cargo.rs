//! Packages, binaries, examples, tests, benchmarks and features of Cargo.

use super::{is_name, option};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Scope};
use crate::syntax::shell::Word;

pub(super) fn cargo(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let verb = words.iter().find(|word| !word.raw.starts_with(['-', '+'])).map(|word| word.raw.as_str());
    let builds = ["run", "r", "build", "b", "test", "t", "check", "c", "bench", "clippy", "doc", "nextest", "fuzz"];
    if !verb.is_some_and(|verb| builds.contains(&verb)) || option(words, &["--manifest-path"]).is_some() {
        return;
    }
    if folder.scope(speech).is_none() {
        return;
    }
    let own = words.iter().position(|word| word.raw == "--").map_or(words, |at| &words[..at]);
    let options: [(&[&str], Kind); 6] = [
        (&["-p", "--package"], Kind::CargoPackage),
        (&["--bin"], Kind::CargoBin),
        (&["--example"], Kind::CargoExample),
        (&["--test"], Kind::CargoTest),
        (&["--bench"], Kind::CargoBench),
        (&["-F", "--features"], Kind::CargoFeature),
    ];
    for (names, kind) in options {
        for (at, word) in own.iter().enumerate() {
            let inline = names.iter().find_map(|name| word.raw.strip_prefix(name)?.strip_prefix('='));
            let (value, span) = match (names.contains(&word.raw.as_str()), inline) {
                (true, _) => match own.get(at + 1) {
                    Some(next) => (next.text.as_deref(), next.span),
                    None => continue,
                },
                (_, Some(value)) => (word.text.as_ref().map(|_| value.trim_matches(['"', '\''])), word.span),
                _ => continue,
            };
            for name in value.unwrap_or_default().split([',', ' ']).filter(|name| is_name(name) && !name.contains('@'))
            {
                let name = name.rsplit('/').next().unwrap_or(name);
                // Cargo names are unique in a workspace, so every folder is asked.
                speech.claim_name(Name::new(kind, name), span, Scope::root(), How::Command);
            }
        }
    }
}
