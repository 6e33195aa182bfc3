//! Runs the rules, applies levels and suppressions, and sorts what is left.

use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use crate::diagnostic::{Allow, Diagnostic, Level, Place};
use crate::rules::{self, Detect, Outcome, Rule};
use crate::text::{FileId, Span};
use crate::workspace::{Workspace, path_of};

/// Which rules run; empty lists restrict nothing.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these.
    pub select: Vec<String>,
    /// None of these.
    pub ignore: Vec<String>,
}

/// What a run found.
#[derive(Debug)]
pub struct Report {
    /// The findings in the order of their places.
    pub diagnostics: Vec<Diagnostic>,
    /// How many findings an `allow` comment or the configuration hid.
    pub suppressed: usize,
}

/// Runs every selected rule.
pub fn lint(ws: &Workspace, selection: &Selection) -> Report {
    let running: Vec<(&Rule, Option<Level>)> = rules::all().filter_map(|rule| runs(rule, ws, selection)).collect();
    let mut found: Vec<Diagnostic> = running
        .par_iter()
        .flat_map_iter(|(rule, level)| match rule.detect {
            Detect::Workspace(detect) => leveled(detect(ws), *level),
            Detect::Outcome(_) => Vec::new(),
        })
        .collect();
    let raised = found.len();
    let mut used = vec![false; ws.allows.len()];
    let mut allows: HashMap<(&str, FileId), Vec<usize>> = HashMap::new();
    for (at, allow) in ws.allows.iter().enumerate() {
        allows.entry((allow.rule.0.as_str(), allow.covers.file)).or_default().push(at);
    }
    found.retain(|diagnostic| !is_silenced(ws, diagnostic, &allows, &mut used));
    let ran: BTreeSet<&'static str> = running.iter().map(|(rule, _)| rule.name).collect();
    let mut suppressed = raised - found.len();
    let outcome = Outcome { workspace: ws, found: &found, ran: &ran, used: &used };
    let about_the_run: Vec<Diagnostic> = running
        .iter()
        .flat_map(|(rule, level)| match rule.detect {
            Detect::Outcome(detect) => leveled(detect(&outcome), *level),
            Detect::Workspace(_) => Vec::new(),
        })
        .collect();
    for diagnostic in about_the_run {
        if is_silenced(ws, &diagnostic, &allows, &mut used) {
            suppressed += 1;
        } else {
            found.push(diagnostic);
        }
    }
    sort(ws, &mut found);
    Report { diagnostics: found, suppressed }
}

/// Whether a rule runs, and the level that the configuration gives it.
fn runs<'a>(rule: &'a Rule, ws: &Workspace, selection: &Selection) -> Option<(&'a Rule, Option<Level>)> {
    let named = |names: &[String]| names.iter().any(|name| rules::is_meant(name, rule));
    if named(&selection.ignore) || !(selection.select.is_empty() || named(&selection.select)) {
        return None;
    }
    match ws.config.settings.rules.get(rule.name) {
        Some(level) => level.level().map(|level| (rule, Some(level))),
        None => Some((rule, None)),
    }
}

fn leveled(mut found: Vec<Diagnostic>, level: Option<Level>) -> Vec<Diagnostic> {
    if let Some(level) = level {
        for diagnostic in &mut found {
            diagnostic.level = level;
        }
    }
    found
}

/// Whether the configuration or an `allow` comment hides a finding; notes which comment did.
fn is_silenced(
    ws: &Workspace,
    diagnostic: &Diagnostic,
    allows: &HashMap<(&str, FileId), Vec<usize>>,
    used: &mut [bool],
) -> bool {
    let path = path_of(ws, &diagnostic.place);
    if path.is_some_and(|path| ws.config.is_ignored(path, diagnostic.rule)) {
        return true;
    }
    let places = std::iter::once(&diagnostic.place)
        .chain(diagnostic.related.iter().map(|related| &related.place))
        .take(if diagnostic.rule.starts_with("undocumented-") { 2 } else { 1 });
    let mut hidden = false;
    for place in places {
        let (Place::Span(Span { file, .. }) | Place::File(file)) = place else { continue };
        for at in allows.get(&(diagnostic.rule, *file)).into_iter().flatten() {
            if covers(&ws.allows[*at], place) {
                used[*at] = true;
                hidden = true;
            }
        }
    }
    hidden
}

fn covers(allow: &Allow, place: &Place) -> bool {
    match place {
        Place::Span(span) => allow.covers.contains(*span),
        Place::File(file) => allow.covers.file == *file && allow.covers.start == 0,
        Place::Path(_) | Place::Commit(_) => false,
    }
}

/// Sorts where the findings are, without a copy of what there may be very many of.
fn sort(ws: &Workspace, found: &mut Vec<Diagnostic>) {
    fn key<'a>(ws: &'a Workspace, diagnostic: &'a Diagnostic) -> (&'a str, (u32, u32), &'static str, &'a str) {
        let path = path_of(ws, &diagnostic.place).unwrap_or_default();
        let start = diagnostic.place.span().map_or((0, 0), |span| (span.start, span.end));
        (path, start, diagnostic.rule, &diagnostic.message)
    }
    found.sort_unstable_by(|one, two| key(ws, one).cmp(&key(ws, two)));
    found.dedup();
}
