//! Workflows that the `gh` program starts.

use super::{operands, option};
use crate::claims::speech::Speech;
use crate::model::{How, Key, Kind, Name, Naming, Property, Scope, Statement};
use crate::syntax::shell::Word;

pub(super) fn gh(speech: &mut Speech, words: &[Word]) {
    let raw: Vec<&str> = words.iter().map(|word| word.raw.as_str()).collect();
    let ["workflow", "run" | "view" | "enable" | "disable", ..] = raw.as_slice() else { return };
    if option(words, &["-R", "--repo"]).is_some() {
        return;
    }
    let operands = operands(&words[2..], &["-f", "--raw-field", "-F", "--field", "-r", "--ref"]);
    let Some((word, name)) = operands.first().and_then(|word| Some((*word, word.text.as_deref()?))) else { return };
    if name.ends_with(".yml") || name.ends_with(".yaml") {
        let path = if name.contains('/') { name.to_owned() } else { format!(".github/workflows/{name}") };
        // GitHub is asked, not this machine, so what is not there cannot be made by an earlier command.
        speech.claim_path(path, Naming::Address, None, word.span, Scope::only(""), How::Command);
        let file = name.rsplit('/').next().unwrap_or(name).to_owned();
        for pair in words.windows(2) {
            let [flag, field] = pair else { continue };
            if matches!(flag.raw.as_str(), "-f" | "--raw-field" | "-F" | "--field") {
                let plain = field.raw.trim_matches(['"', '\'']);
                let (input, value) = plain.split_once('=').map_or((plain, None), |(input, value)| (input, Some(value)));
                if is_word(input) {
                    let name = Name::within(Kind::DispatchInput, file.clone(), input);
                    choice(speech, &name, value.filter(|_| field.text.is_some()), field);
                    speech.claim_name(name, field.span, Scope::root(), How::Command);
                }
            }
        }
    } else if !name.bytes().all(|b| b.is_ascii_digit()) && !name.contains(['<', '$']) {
        speech.claim_name(Name::new(Kind::Workflow, name), word.span, Scope::root(), How::Command);
    }
}

/// The value that an input is given, where it is plain.
fn choice(speech: &mut Speech, input: &Name, value: Option<&str>, field: &Word) {
    let Some(value) = value.filter(|value| is_word(value)) else { return };
    let (scope, evidence) = (Scope::root(), speech.evidence(How::Command, true));
    let value = Property::new(input.clone(), Key::Choices, [value.to_owned()]);
    speech.reading.says.properties.statements.push(Statement { value, span: field.span, scope, evidence });
}

/// Whether words are those of an input or of a choice, and no placeholder.
fn is_word(words: &str) -> bool {
    !words.is_empty() && words.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/'))
}
