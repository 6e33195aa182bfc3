//! What the base of a pull request says, where the pull request itself has no say: settings, checks, records of checks
//! and drills, comments that allow a finding, the accepted debt.

use std::collections::BTreeMap;
use std::path::Path;

use crate::answers::gate::Base;
use crate::baseline::{self, Baseline};
use crate::checks::trust;
use crate::claims;
use crate::cli::tell;
use crate::config::Config;
use crate::diagnostic::{Allow, Diagnostic};
use crate::facts;
use crate::lint::{Selection, lint};
use crate::model::{Answers, Drill, Reading, Run};
use crate::report::visible;
use crate::text::{FileId, Span};
use crate::workspace::{Draft, Workspace};

/// The configuration that a revision has at the usual places.
pub(super) fn of(root: &Path, revision: String) -> Base {
    let is_known = trust::file_at(root, &revision, "").is_some();
    if !is_known {
        let what = "so no waiver, gate or level of this repository counts that may be new; a full checkout has it";
        tell(&format!("git does not know {}, {what}\n", visible(&revision)));
    }
    Base { settings: trust::config_at(root, &revision).settings, revision, is_known }
}

/// The pages as the base has them, whose checks count whatever the pull request makes of them.
pub(super) fn pages(ws: &Workspace, root: &Path, base: &Base) -> Workspace {
    let (config, _) = Config::new(base.settings.clone(), None);
    let files = trust::pages_at(root, &base.revision, &config, ws);
    let draft = Draft::read(files, config, ws.repository.clone(), Vec::new());
    let pages = Workspace::new(draft, Answers::default(), ws.today.clone());
    Workspace { runs: ws.runs.clone(), ..pages }
}

/// Takes recorded runs and drills as the base has them, and of the comments that allow something those that it has.
pub(super) fn decide(ws: &mut Workspace, root: &Path, base: &Base) {
    let records = ws.runs.iter().map(|run| run.span.file).chain(ws.drills.iter().map(|drill| drill.span.file));
    let mut files: Vec<FileId> = records.chain(ws.allows.iter().map(|allow| allow.span.file)).collect();
    files.sort_unstable();
    files.dedup();
    let (mut runs, mut drills, mut allowed) = (Vec::new(), Vec::new(), BTreeMap::new());
    let context = claims::Context::new(&ws.files, &ws.repository, &ws.config);
    for file in files {
        let Some((text, reading)) = read(ws, &context, root, base, ws.files.path(file)) else { continue };
        for allow in &reading.allows {
            *allowed.entry(key(file, allow, &text)).or_insert(0) += 1;
        }
        // What the base says has no place in this tree but its file.
        let place = Span { file, start: 0, end: 0 };
        runs.extend(reading.runs.into_iter().map(|run| Run { span: place, ..run }));
        drills.extend(reading.drills.into_iter().map(|drill| Drill { span: place, ..drill }));
    }
    (ws.runs, ws.drills) = (runs, drills);
    let files = &ws.files;
    ws.allows.retain(|allow| {
        let own = key(allow.span.file, allow, files.whole(allow.span.file).map_or("", |whole| whole.text));
        allowed.get_mut(&own).is_some_and(|left: &mut usize| {
            let counts = *left > 0;
            *left = left.saturating_sub(1);
            counts
        })
    });
}

/// A file as the base has it, and what its readers make of it.
fn read(ws: &Workspace, context: &claims::Context, root: &Path, base: &Base, path: &str) -> Option<(String, Reading)> {
    let (files, file) = trust::alone_at(root, &base.revision, path)?;
    let whole = files.whole(file)?;
    let mut reading = facts::read(whole, path);
    if ws.pages.iter().any(|page| page.path == path) {
        reading.allows.extend(claims::read(whole, path, context).1.allows);
    }
    Some((whole.text.to_owned(), reading))
}

/// By what a comment is known again: the rule, and the text that it lets pass, unless that is the whole of a page.
fn key(file: FileId, allow: &Allow, text: &str) -> (FileId, String, String) {
    let covered = text.get(allow.covers.range()).filter(|_| allow.covers.start > 0).unwrap_or_default();
    (file, allow.rule.0.clone(), covered.trim().to_owned())
}

/// The findings that the base does not accept.
pub(super) fn findings(ws: &Workspace, root: &Path, base: &Base) -> anyhow::Result<Vec<Diagnostic>> {
    let found = lint(ws, &Selection::default()).diagnostics;
    let place = base.settings.baseline.as_deref().unwrap_or(baseline::PLACE);
    let Some(bytes) = trust::file_at(root, &base.revision, place) else { return Ok(found) };
    let accepted = Baseline::read(&String::from_utf8_lossy(&bytes));
    let accepted = accepted.map_err(|why| anyhow::anyhow!("{place} of {}: {why}", visible(&base.revision)))?;
    Ok(accepted.apply(ws, found).0)
}
