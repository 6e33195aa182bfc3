//! What each release brought: the commits that the release before it did not have.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::path::Path;

use super::past::is_shallow;
use super::program::ask;

/// So many commits are walked.
const COMMITS: usize = 50_000;

/// How far a release is from the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    /// The tag of the release before.
    pub since: String,
    /// How many commits it has besides.
    pub commits: usize,
}

/// What releases brought, by their tags; each series holds the tags of one thing, the newest first. What a later series says
/// of a tag stands for what an earlier one does.
///
/// Nothing is told of a release whose commits are not all known: in a shallow clone, or further back than the walk goes.
pub fn brought(root: &Path, series: &[Vec<String>]) -> BTreeMap<String, Brought> {
    let mut found = BTreeMap::new();
    if series.iter().any(|tags| tags.len() > 1) && !is_shallow(root) {
        let walk = walk(root).unwrap_or_default();
        for tags in series.iter().filter(|tags| tags.len() > 1) {
            walk.compare(tags, &mut found);
        }
    }
    found
}

/// The commits that tags lead to.
#[derive(Debug, Default)]
struct Walk {
    /// The parents of each commit, by their places here; of one that the walk did not reach nothing.
    parents: Vec<Vec<Option<usize>>>,
    /// The commit of each tag.
    tags: HashMap<String, usize>,
}

fn walk(root: &Path) -> Option<Walk> {
    let commits = ask(root, ["rev-list", "--tags", "--parents", &format!("--max-count={COMMITS}")])?;
    let commits = String::from_utf8(commits).ok()?;
    let place: HashMap<&str, usize> =
        commits.lines().filter_map(|line| line.split(' ').next()).enumerate().map(|(at, hash)| (hash, at)).collect();
    let parents = commits.lines().map(|line| line.split(' ').skip(1).map(|hash| place.get(hash).copied()).collect());
    let tags = ask(
        root,
        [
            "for-each-ref",
            "--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end) %(refname:strip=2)",
            "refs/tags",
        ],
    )?;
    let tags = String::from_utf8_lossy(&tags);
    let tags = tags.lines().filter_map(|line| line.split_once(' '));
    let tags = tags.filter_map(|(hash, tag)| Some((tag.to_owned(), *place.get(hash)?)));
    Some(Walk { parents: parents.collect(), tags: tags.collect() })
}

impl Walk {
    /// Tells what each brought: what it has and the newest release among its ancestors has not, as hosts compare two tags.
    fn compare(&self, tags: &[String], found: &mut BTreeMap<String, Brought>) {
        let mut places: HashMap<usize, usize> = HashMap::new();
        // Of two names of one commit the older stands for it.
        places.extend(tags.iter().enumerate().filter_map(|(at, tag)| Some((*self.tags.get(tag)?, at))));
        for (at, tag) in tags.iter().enumerate() {
            let Some(&start) = self.tags.get(tag) else { continue };
            let is_before = |commit: usize| places.get(&commit).copied().filter(|other| *other > at && commit != start);
            if let Some((since, commits)) = self.between(start, is_before) {
                found.insert(tag.clone(), Brought { since: tags[since].clone(), commits });
            }
        }
    }

    /// The newest release before a commit, and how many commits are in none of its history; none if they are not all known.
    ///
    /// Commits are followed from the newest on, each with whether it is before the start and before that release, until
    /// all that are left are before both.
    fn between(&self, start: usize, release: impl Fn(usize) -> Option<usize>) -> Option<(usize, usize)> {
        let mut marks: HashMap<usize, Marks> = HashMap::from([(start, Marks { is_old: false, is_queued: true })]);
        let mut queue = BinaryHeap::from([Reverse(start)]);
        let (mut new_in_queue, mut since) = (1_usize, None);
        while let Some(Reverse(commit)) = queue.pop().filter(|_| since.is_none() || new_in_queue > 0) {
            let mark = marks.get_mut(&commit)?;
            mark.is_queued = false;
            new_in_queue -= usize::from(!mark.is_old);
            if since.is_none() {
                since = release(commit);
                mark.is_old |= since.is_some();
            }
            let is_old = mark.is_old;
            for parent in self.parents[commit].iter().filter(|parent| parent.is_some() || !is_old) {
                let parent = (*parent)?;
                let known = marks.get(&parent).copied();
                if known.is_some_and(|known| known.is_old || !is_old) {
                    continue;
                }
                let was_queued = known.is_some_and(|known| known.is_queued);
                marks.insert(parent, Marks { is_old, is_queued: true });
                if !was_queued {
                    queue.push(Reverse(parent));
                    new_in_queue += usize::from(!is_old);
                } else if is_old {
                    new_in_queue -= 1;
                }
            }
        }
        Some((since?, marks.values().filter(|mark| !mark.is_old).count()))
    }
}

/// What is known of a commit that is followed.
#[derive(Clone, Copy)]
struct Marks {
    /// Whether the release before has it.
    is_old: bool,
    is_queued: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commits by their parents, the oldest first, and tags by their commits. The walk has the newest first.
    fn told(parents: &[&[usize]], tags: &[(&str, usize)]) -> BTreeMap<String, Brought> {
        let place = |at: usize| (at < parents.len()).then(|| parents.len() - 1 - at);
        let walk = Walk {
            parents: parents.iter().rev().map(|all| all.iter().map(|at| place(*at)).collect()).collect(),
            tags: tags.iter().map(|(tag, at)| ((*tag).to_owned(), place(*at).expect("it is there"))).collect(),
        };
        let mut found = BTreeMap::new();
        walk.compare(&tags.iter().map(|(tag, _)| (*tag).to_owned()).collect::<Vec<_>>(), &mut found);
        found
    }

    #[test]
    fn a_release_brings_what_none_before_it_had() {
        // A line of five commits, the last of which merges a branch of one that begins at the first.
        let parents: &[&[usize]] = &[&[], &[0], &[1], &[0], &[2], &[4, 3]];
        let found = told(parents, &[("v3", 5), ("v2", 2), ("v1", 0)]);
        let brought = |since: &str, commits| Brought { since: since.to_owned(), commits };
        assert_eq!(found.get("v1"), None, "there is none before it");
        assert_eq!(found["v2"], brought("v1", 2));
        assert_eq!(found["v3"], brought("v2", 3), "the branch counts, and so does its merge");
    }

    #[test]
    fn a_repair_of_an_old_line_is_told_after_that_line() {
        let parents: &[&[usize]] = &[&[], &[0], &[0]];
        let found = told(parents, &[("v1.0.1", 2), ("v2.0.0", 1), ("v1.0.0", 0)]);
        assert_eq!(found["v1.0.1"], Brought { since: "v1.0.0".to_owned(), commits: 1 });
    }

    #[test]
    fn a_repair_is_not_told_after_a_newer_line_that_shares_its_commits() {
        // 2 is in both lines, and v2 was tagged before v1.0.1.
        let parents: &[&[usize]] = &[&[], &[0], &[1], &[2], &[2]];
        let found = told(parents, &[("v1.0.1", 4), ("v2.0.0", 3), ("v1.0.0", 0)]);
        assert_eq!(found["v1.0.1"], Brought { since: "v1.0.0".to_owned(), commits: 3 });
    }

    #[test]
    fn nothing_is_told_of_what_was_not_walked() {
        assert!(told(&[&[9], &[0]], &[("v2", 1), ("v1", 0)]).contains_key("v2"));
        assert!(!told(&[&[], &[0, 9]], &[("v2", 1), ("v1", 0)]).contains_key("v2"));
        assert!(told(&[&[]], &[("v1.0", 0), ("v1.0.0", 0)]).is_empty(), "two names of one commit");
    }
}
