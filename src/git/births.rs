//! When pages were written first, which the walk over the history learns beside what was removed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::markdown_stem;

/// What the history shows of the first day of each page.
#[derive(Debug, Default)]
pub(super) struct Births {
    /// The oldest day on which a page of this path was added.
    added: HashMap<String, Arc<str>>,
    /// Where the newest page of this path came from.
    moved: HashMap<String, String>,
    /// The pages that the commit in hand adds and removes.
    pending: (Vec<String>, Vec<String>),
}

/// Whether a path is one whose first day is kept: a page, or what pages are made of.
fn is_page(path: &str) -> bool {
    markdown_stem(path).is_some() || [".md.erb", ".mdc", ".rst"].iter().any(|ending| path.ends_with(ending))
}

impl Births {
    /// Takes in that a commit of `day` adds a path; commits come newest first.
    pub fn add(&mut self, path: &str, day: &Arc<str>) {
        if is_page(path) {
            self.added.insert(path.to_owned(), day.clone());
            self.pending.0.push(path.to_owned());
        }
    }

    /// Takes in that the same commit removes a path.
    pub fn remove(&mut self, path: &str) {
        if is_page(path) {
            self.pending.1.push(path.to_owned());
        }
    }

    /// Takes in that a commit renames a path.
    pub fn rename(&mut self, from: &str, to: &str) {
        if is_page(to) {
            self.moved.entry(to.to_owned()).or_insert_with(|| from.to_owned());
        }
    }

    /// Ends a commit: a page that it removes from one folder and adds to another was moved, and changed on the way.
    pub fn end_commit(&mut self) {
        let (added, removed) = std::mem::take(&mut self.pending);
        let name = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
        };
        for to in added {
            let mut same = removed.iter().filter(|from| name(from) == name(&to));
            if let (Some(from), None) = (same.next(), same.next()) {
                self.rename(from, &to);
            }
        }
    }

    /// Takes in what an older walk learned.
    pub fn grow_from(&mut self, older: Self) {
        self.added.extend(older.added);
        for (to, from) in older.moved {
            self.moved.entry(to).or_insert(from);
        }
    }

    /// The first days of the asked pages, whatever they were called then.
    pub fn of(&self, asked: &BTreeSet<String>) -> BTreeMap<String, String> {
        let day = |path: &String| self.first(path).map(|day| (path.clone(), day));
        asked.iter().filter_map(day).collect()
    }

    fn first(&self, path: &str) -> Option<String> {
        let (mut path, mut first) = (path, None);
        // Names may go in circles, so a chain ends at some length.
        for _ in 0..32 {
            let added = self.added.get(path);
            first = match (first, added) {
                (Some(known), Some(day)) => Some(std::cmp::min(known, day)),
                (known, day) => known.or(day),
            };
            match self.moved.get(path) {
                Some(from) => path = from,
                None => return first.map(ToString::to_string),
            }
        }
        None
    }

    /// A line a page, to be kept: its path and day, or its path and where it came from behind an empty day.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let plain = |path: &&String| !path.contains('\t');
        let added = self.added.iter().filter(move |(path, _)| plain(path)).map(|(path, day)| format!("{day}\t{path}"));
        let moved = self.moved.iter().filter(move |(to, from)| plain(to) && plain(from));
        added.chain(moved.map(|(to, from)| format!("\t{to}\t{from}")))
    }

    /// Takes in one of [`Self::lines`].
    pub fn read_line(&mut self, line: &str) {
        let mut parts = line.split('\t');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(""), Some(to), Some(from)) => _ = self.moved.insert(to.to_owned(), from.to_owned()),
            (Some(day), Some(path), None) => _ = self.added.insert(path.to_owned(), day.into()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_its_first_day_through_renames_and_moves_with_changes() {
        let mut births = Births::default();
        let day = |day: &str| -> Arc<str> { day.into() };
        births.rename("docs/b.md", "docs/c.md");
        births.end_commit();
        births.add("docs/b.md", &day("2024-03-02"));
        births.remove("b.md");
        births.end_commit();
        births.add("b.md", &day("2024-01-01"));
        births.remove("b.mdc");
        births.end_commit();
        births.add("b.mdc", &day("2023-01-01"));
        births.add("src/main.rs", &day("2023-01-01"));
        births.end_commit();
        let mut kept = Births::default();
        births.lines().for_each(|line| kept.read_line(&line));
        for births in [births, kept] {
            let asked = ["docs/c.md", "src/main.rs", "new.md"].map(str::to_owned).into();
            let found: Vec<_> = births.of(&asked).into_iter().collect();
            assert_eq!(found, [("docs/c.md".to_owned(), "2023-01-01".to_owned())]);
        }
    }

    #[test]
    fn names_in_a_circle_have_no_first_day() {
        let mut births = Births::default();
        births.rename("a.md", "b.md");
        births.rename("b.md", "a.md");
        assert!(births.of(&["a.md".to_owned()].into()).is_empty());
    }
}
