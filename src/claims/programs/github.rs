//! Workflows that the `gh` program starts.

use super::{is_name, operands, option};
use crate::claims::speech::Speech;
use crate::model::{How, Kind, Name, Naming, Scope};
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
                let input = field.raw.trim_matches(['"', '\'']).split('=').next().unwrap_or_default();
                if is_name(input) {
                    let name = Name::within(Kind::DispatchInput, file.clone(), input);
                    speech.claim_name(name, field.span, Scope::root(), How::Command);
                }
            }
        }
    } else if !name.bytes().all(|b| b.is_ascii_digit()) && !name.contains(['<', '$']) {
        speech.claim_name(Name::new(Kind::Workflow, name), word.span, Scope::root(), How::Command);
    }
}
