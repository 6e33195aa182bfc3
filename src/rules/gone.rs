//! What rules say of a path that was here once: when it went, and where it is now.

use crate::diagnostic::{Diagnostic, Edit, Fix, Place};
use crate::kinds::is_of_a_version;
use crate::model::{Drift, Receipt, RepoPath, Statement, parent};
use crate::rules::likeness::keeps_words;
use crate::text::{FileId, Span};
use crate::workspace::Workspace;

/// The path of the repository that a claim means.
pub(super) fn meant(claim: &Statement<RepoPath>, ws: &Workspace) -> String {
    let asked = |folder: &str| crate::model::join(folder, &claim.value.path);
    let gone = claim.scope.outward().filter_map(asked).find(|path| ws.answers.gone.contains_key(path));
    let fixed = claim.scope.fixed.then(|| asked(&claim.scope.folder)).flatten();
    gone.or(fixed).unwrap_or_else(|| claim.value.path.clone())
}

/// The finding with what the history tells of the path, or the tree where the history shows no new place.
pub(super) fn with_receipt(diagnostic: Diagnostic, path: &str, receipt: &Receipt, ws: &Workspace) -> Diagnostic {
    // What is only staged has no day yet.
    let day = if is_open(receipt) { String::new() } else { format!(" on {}", receipt.date) };
    let now = moved(receipt, path, diagnostic.place.file(), ws);
    let words = match (&receipt.renamed_to, &receipt.moved_to) {
        (Some(to), _) => format!("renamed to {to}{day} by"),
        (None, Some(to)) => format!("moved to {to} and changed{day} by"),
        (None, None) if now.is_some() => format!("{} was moved or removed{day} by", receipt.path),
        (None, None) => format!("{} was removed{day} by", receipt.path),
    };
    let diagnostic = diagnostic.related(Place::Commit(receipt.commit.clone()), words);
    match now {
        Some((now, false)) if receipt.moved_to.is_none() => {
            let is_namesake = now.rsplit('/').next() == path.rsplit('/').next();
            let words = if is_namesake { "the only file of that name is" } else { "in its place there is" };
            diagnostic.help(format!("{words} {now}"))
        }
        _ => diagnostic,
    }
}

/// Where a path that a file names lies now, and whether it is the same for sure: else the history shows that most of it is
/// there, or it is the only other file of that name, or of that name with another ending.
pub(super) fn moved<'a>(
    receipt: &'a Receipt,
    path: &str,
    named_in: Option<FileId>,
    ws: &'a Workspace,
) -> Option<(&'a str, bool)> {
    // What became the page of an old version went where nobody looks for it; the newest has the same name.
    let is_current = |to: &&String| is_of_a_version(path) || !is_of_a_version(to);
    if let Some(to) = receipt.renamed_to.as_ref().filter(is_current) {
        return Some((to, true));
    }
    if let Some(to) = receipt.moved_to.as_ref().filter(is_current) {
        return Some((to, false));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(only) = only_of_name(name, ws).filter(|id| Some(*id) != named_in) {
        // What was deleted a moment ago was beside its namesake until then.
        let is_other = says_nothing(name) || is_open(receipt);
        return (!is_other).then(|| (ws.files.path(only), false));
    }
    with_other_ending(path, ws).filter(|_| !says_nothing(name) || name.starts_with("README")).map(|now| (now, false))
}

/// Whether a path went with a change that is not committed yet.
pub(super) fn is_open(receipt: &Receipt) -> bool {
    receipt.date.is_empty()
}

/// Whether a name says nothing of what is in a file, since in every project there are several of it.
fn says_nothing(name: &str) -> bool {
    const NAMES: &[&str] =
        &["readme", "index", "main", "mod", "__init__", "dockerfile", "makefile", "constants", "config", "demo"];
    NAMES.contains(&name.split('.').next().unwrap_or(name).to_lowercase().as_str())
}

/// The file that alone lies in the folder of a path and differs from it in its ending only: `bin/init` for `bin/init.sh`.
fn with_other_ending<'a>(path: &str, ws: &'a Workspace) -> Option<&'a str> {
    let stem = |path: &'_ str| {
        path.rsplit_once('.').map_or(path.len(), |(stem, ending)| {
            if stem.is_empty() || stem.ends_with('/') || ending.contains('/') { path.len() } else { stem.len() }
        })
    };
    let own = &path[..stem(path)];
    let mut found = ws.files.below(parent(path)).map(|(_, entry)| entry.path.as_ref());
    let mut found = found.by_ref().filter(|other: &&str| *other != path && &other[..stem(other)] == own);
    found.next().filter(|_| found.next().is_none())
}

/// The file that alone has a name.
fn only_of_name(name: &str, ws: &Workspace) -> Option<FileId> {
    let mut found = ws.files.with_tail(name).filter(|id| !is_of_a_version(ws.files.path(*id)));
    found.next().filter(|_| found.next().is_none())
}

/// The receipt behind a drift, or what the answers hold for the path.
pub(super) fn receipt<'a>(drift: &'a Drift, path: &str, ws: &'a Workspace) -> Option<&'a Receipt> {
    match drift {
        Drift::Gone(receipt) => Some(receipt),
        _ => ws.answers.gone.get(path),
    }
}

/// A path that is most like one that does not exist: the same folder or the same name.
pub(super) fn nearest<'a>(path: &str, ws: &'a Workspace) -> Option<&'a str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(only) = only_of_name(name, ws).filter(|_| !says_nothing(name)) {
        return Some(ws.files.path(only));
    }
    let beside = || ws.files.below(parent(path)).map(|(_, entry)| entry.path.as_ref());
    if let Some(same) = beside().find(|other: &&str| other.eq_ignore_ascii_case(path)) {
        return Some(same);
    }
    let likeness = |other: &&str| strsim::damerau_levenshtein(path, other);
    let close = beside().filter(|other| parent(other) == parent(path)).min_by_key(likeness);
    close.filter(|other| likeness(other) <= (name.len() / 4).max(1) && keeps_words(name, &other[parent(path).len()..]))
}

/// The relative path from the folder of a page to a path.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|step| !step.is_empty()).collect();
    let to: Vec<&str> = to.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut steps = vec![".."; from.len() - common];
    steps.extend(&to[common..]);
    steps.join("/")
}

/// What the text of a link shows of the path that the link leads to.
pub(super) enum Shown {
    /// Words, or a name that stays what it was.
    Nothing,
    /// The path, which is to be written anew there too.
    Path(Edit),
    /// Another path, of which only people can say what becomes of it.
    AnotherPath,
}

/// What the text of the link of a claim shows: the path as it is `written` for which `new` is written, or the path from the
/// root, for which `to` is.
pub(super) fn shown_path(claim: &Statement<RepoPath>, ws: &Workspace, written: &str, new: &str, to: &str) -> Shown {
    let Some(link) = ws.page(claim.span.file).and_then(|page| page.link_to(claim.span)) else { return Shown::Nothing };
    let name = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let text = link.text.trim();
    let bare = text.trim_start_matches("~/").trim_start_matches("./").trim_start_matches('/');
    let (old, shown) = match () {
        () if !bare.contains('/') && name(written) == name(to) && name(to) == bare => return Shown::Nothing,
        () if text == written => (text, new),
        () if bare == claim.value.path || bare == meant(claim, ws) => (bare, to),
        () if bare.contains('/') && !bare.contains([' ', ':']) => return Shown::AnotherPath,
        () => return Shown::Nothing,
    };
    let words = ws.words(link.span);
    let Some(at) = words.find(text).map(|at| at + text.len() - old.len()) else { return Shown::Nothing };
    let start = link.span.start as usize + at;
    let span = Span::new(claim.span.file, start, start + old.len());
    if span.end <= claim.span.start { Shown::Path(Edit::replace(span, shown)) } else { Shown::Nothing }
}

/// A fix by an edit where a link leads to and whatever its text shows: a guess where that is another path.
pub(super) fn fix_of_link(title: String, edit: Edit, shown: Shown, sure: bool) -> Fix {
    let (edits, sure) = match shown {
        Shown::Nothing => (vec![edit], sure),
        Shown::Path(text) => (vec![edit, text], sure),
        Shown::AnotherPath => (vec![edit], false),
    };
    if sure { Fix::safe(title, edits) } else { Fix::guess(title, edits) }
}

/// The fix that writes another path where a claim stands, in the words' own way of writing paths.
pub(super) fn rewrite(
    claim: &Statement<RepoPath>,
    ws: &Workspace,
    page_folder: &str,
    to: &str,
    sure: bool,
) -> Option<Fix> {
    let words = ws.words(claim.span);
    let (path, tail) = match words.find(['#', '?']) {
        Some(at) => words.split_at(at),
        None => (words, ""),
    };
    if path.contains(['%', '\\', '&']) || path.contains("://") {
        return None;
    }
    let new = match () {
        () if path.starts_with('/') => format!("/{to}"),
        () if path.starts_with("./") => {
            let relative = relative(page_folder, to);
            if relative.starts_with("..") { relative } else { format!("./{relative}") }
        }
        () => relative(page_folder, to),
    };
    let new = if path.ends_with('/') && !new.ends_with('/') { format!("{new}/") } else { new };
    if new.contains([' ', '(', ')']) {
        return None;
    }
    let edit = Edit::replace(claim.span, format!("{new}{tail}"));
    let shown = shown_path(claim, ws, path, &new, to);
    Some(fix_of_link(format!("write {new}"), edit, shown, sure))
}
