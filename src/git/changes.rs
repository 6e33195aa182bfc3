//! What a change touches: its paths, and the lines of those that it edits.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

use super::program::{ask, compare};
use super::tree::records;

/// What a change touches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The paths, those that are gone too.
    pub paths: BTreeSet<String>,
    /// The edits of those that were there before and still are; nothing is told of a path whose name git would quote.
    pub edits: BTreeMap<String, Edits>,
}

/// How a file was edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// The lines as they are now, from 1, in their order; where some were taken out, those around them.
    pub lines: Vec<RangeInclusive<usize>>,
    /// Whether some place has fewer lines than before.
    pub has_lost: bool,
}

/// What is staged for the next commit; with `on_disk` the lines are those of the working tree.
pub fn staged(root: &Path, on_disk: bool) -> Option<Touched> {
    let out = compare(root, ["--cached", "--name-only", "--no-renames", "-z"])?;
    let paths = records(&out).map(str::to_owned).collect();
    let edits = edits(root, if on_disk { "HEAD" } else { "--cached" });
    Some(Touched { paths, edits })
}

/// What differs between `revision` and the working tree, and the new paths.
pub fn changed_since(root: &Path, revision: &str) -> Option<Touched> {
    if revision.starts_with('-') {
        return None;
    }
    let mut paths: BTreeSet<String> = BTreeSet::new();
    let changed = compare(root, ["--name-only", "--no-renames", "-z", revision, "--"])?;
    paths.extend(records(&changed).map(str::to_owned));
    let new = ask(root, ["ls-files", "-z", "--others", "--exclude-standard"])?;
    paths.extend(records(&new).map(str::to_owned));
    Some(Touched { paths, edits: edits(root, revision) })
}

/// What this branch changed since it left `revision`.
pub fn merge_base_changes(root: &Path, revision: &str) -> Option<Touched> {
    if revision.starts_with('-') {
        return None;
    }
    let base = ask(root, ["merge-base", revision, "HEAD"]);
    let base = base.and_then(|out| String::from_utf8(out).ok()).map(|out| out.trim().to_owned());
    changed_since(root, base.as_deref().unwrap_or(revision))
}

/// The edits since `from`; none if git does not tell, so that files count as changed all over.
fn edits(root: &Path, from: &str) -> BTreeMap<String, Edits> {
    const PLAIN: &[&str] =
        &["--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/"];
    let words = ["--unified=0", "--diff-filter=M", "--ignore-submodules"];
    let out = compare(root, words.iter().chain(PLAIN).copied().chain([from, "--"])).unwrap_or_default();
    read(&String::from_utf8_lossy(&out))
}

/// Reads a diff without lines around its changes.
fn read(diff: &str) -> BTreeMap<String, Edits> {
    let mut found: BTreeMap<String, Edits> = BTreeMap::new();
    let mut edits: Option<&mut Edits> = None;
    // Lines of the files that are yet to come; they may look like a header.
    let mut rest = 0;
    for line in diff.lines() {
        if rest > 0 && line.starts_with(['+', '-']) {
            rest -= 1;
        } else if let Some(path) = line.strip_prefix("+++ b/") {
            // Behind a name with blanks git writes a tab.
            edits = Some(found.entry(path.trim_end_matches('\t').to_owned()).or_default());
        } else if line.starts_with("+++ ") {
            edits = None;
        } else if let Some((old, (start, new))) = hunk(line) {
            rest = old + new;
            if let Some(edits) = &mut edits {
                edits.lines.push(if new == 0 { start..=start + 1 } else { start..=start + new - 1 });
                edits.has_lost |= new < old;
            }
        }
    }
    found
}

/// How many lines there were, where the new ones begin, and how many these are: `@@ -3,2 +3 @@`.
fn hunk(line: &str) -> Option<(usize, (usize, usize))> {
    let mut parts = line.strip_prefix("@@ -")?.split(' ');
    let place = |words: &str| -> Option<(usize, usize)> {
        let (start, count) = words.split_once(',').unwrap_or((words, "1"));
        Some((start.parse().ok()?, count.parse().ok()?))
    };
    let (_, old) = place(parts.next()?)?;
    Some((old, place(parts.next()?.strip_prefix('+')?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_tell_the_lines_as_they_are_now() {
        let diff = "diff --git a/a b.md b/a b.md\n--- a/a b.md\t\n+++ b/a b.md\t\n@@ -3 +3,2 @@ x\n-old\n+++ b/new\n+new\n\
                    @@ -9,2 +9,0 @@\n--- a/gone\n-gone\ndiff --git a/b b/b\n--- a/b\n+++ b/b\n@@ -1 +1 @@\n-1\n\\ No newline \
                    at end of file\n+2\n";
        let found = read(diff);
        assert_eq!(found.keys().collect::<Vec<_>>(), ["a b.md", "b"]);
        assert_eq!(found["a b.md"], Edits { lines: vec![3..=4, 9..=10], has_lost: true });
        assert_eq!(found["b"], Edits { lines: vec![1..=1], has_lost: false });
    }
}
