//! What the files that define commands say of each: `build: ## Builds it`, the comment above a recipe, `desc:` of a task.

use crate::model::Kind;
use crate::workspace::Workspace;

/// How many lines of a task are looked at.
const LINES: usize = 40;

/// What is said of a command that is defined on a line, counted from 1, of a file.
pub fn description(ws: &Workspace, kind: Kind, path: &str, line: usize) -> Option<String> {
    let file = ws.files.find(path)?;
    let (text, starts) = (ws.files.text(file)?, ws.files.lines(file)?);
    let at = line.checked_sub(1)?;
    let above = at.checked_sub(1).and_then(|before| text[starts.start(before, text)..].lines().next());
    let lines: Vec<&str> = text[starts.start(at, text)..].lines().take(LINES).collect();
    let own = *lines.first()?;
    let words = match kind {
        Kind::MakeTarget => own.split_once("##").map(|(_, words)| words).or_else(|| above?.strip_prefix("## ")),
        Kind::JustRecipe => above.and_then(|above| above.strip_prefix("# ")),
        Kind::TaskfileTask => of_key(&lines, "desc:", |line, own| indent(line) <= indent(own)),
        Kind::MiseTask => of_key(&lines, "description =", |line, _| line.starts_with('[')),
        _ => None,
    }?;
    let words = words.trim().trim_start_matches('#').trim().trim_matches(['"', '\'']).trim();
    words.contains(char::is_alphabetic).then(|| words.to_owned())
}

/// The value of a key in the lines below the first, as far as they belong to it.
fn of_key<'a>(lines: &[&'a str], key: &str, ends: impl Fn(&str, &str) -> bool) -> Option<&'a str> {
    let (own, rest) = lines.split_first()?;
    let inside = rest.iter().take_while(|line| line.trim().is_empty() || !ends(line, own));
    inside.into_iter().find_map(|line| line.trim_start().strip_prefix(key))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
