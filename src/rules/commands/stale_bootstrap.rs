#![doc = include_str!("stale_bootstrap.md")]

use crate::diagnostic::{Diagnostic, Edit, Fix, Level};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::scripts::{is_ours, scripts};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "stale-bootstrap",
    summary: "a generated script of scripts/devops differs from what it would be now",
    page: include_str!("stale_bootstrap.md"),
    level: Level::Warning,
    pages: Pages::All,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    if !ws.files.is_folder(crate::scaffold::scripts::FOLDER) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for script in scripts(ws) {
        let Some(source) = ws.files.find(&script.path).and_then(|file| ws.files.whole(file)) else { continue };
        let new = String::from_utf8_lossy(&script.bytes);
        if !is_ours(source.text) || source.text.lines().eq(new.lines()) {
            continue;
        }
        let first =
            source.text.lines().zip(new.lines()).take_while(|(old, new)| old == new).map(|(old, _)| old.len() + 1);
        let start = first.sum::<usize>().min(source.text.len());
        // An empty line shows nothing; the next one that has words is near enough.
        let blank = source.text[start..].len() - source.text[start..].trim_start().len();
        let start = if start + blank < source.text.len() { start + blank } else { start };
        let end = source.text[start..].find('\n').map_or(source.text.len(), |at| start + at);
        let fix = Fix::safe("write the script again", vec![Edit::replace(source.all(), new.into_owned())]);
        let message = "this generated script is not what the repository has now";
        let at = crate::text::Span::new(source.all().file, start, end);
        found.push(RULE.at(at, message).about(script.path).fix(fix));
    }
    found
}
