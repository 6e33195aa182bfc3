//! What each release brought: the commits that no release before it had.

use std::collections::{BTreeMap, HashMap};
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
    /// How many commits it has besides, merges left out.
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
    /// Gives every commit to the oldest release that has it, and so tells what each brought, and after which.
    fn compare(&self, tags: &[String], found: &mut BTreeMap<String, Brought>) {
        let mut first: Vec<Option<usize>> = vec![None; self.parents.len()];
        for (at, tag) in tags.iter().enumerate().rev() {
            let Some(&start) = self.tags.get(tag) else { continue };
            let (mut commits, mut since, mut is_whole) = (0, None, true);
            let mut open = vec![Some(start)];
            while let Some(next) = open.pop() {
                match next.map(|commit| (commit, first[commit])) {
                    None => is_whole = false,
                    Some((_, Some(other))) if other == at => {}
                    // Of several releases before, the newest stands first.
                    Some((_, Some(other))) => since = Some(since.map_or(other, |since| other.min(since))),
                    Some((commit, None)) => {
                        first[commit] = Some(at);
                        commits += usize::from(self.parents[commit].len() < 2);
                        open.extend(&self.parents[commit]);
                    }
                }
            }
            if let Some(since) = since.filter(|_| is_whole && commits > 0) {
                found.insert(tag.clone(), Brought { since: tags[since].clone(), commits });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commits by their parents, and tags by their commits.
    fn told(parents: &[&[usize]], tags: &[(&str, usize)]) -> BTreeMap<String, Brought> {
        let parent = |at: &usize| (*at < parents.len()).then_some(*at);
        let walk = Walk {
            parents: parents.iter().map(|all| all.iter().map(parent).collect()).collect(),
            tags: tags.iter().map(|(tag, at)| ((*tag).to_owned(), *at)).collect(),
        };
        let mut found = BTreeMap::new();
        walk.compare(&tags.iter().map(|(tag, _)| (*tag).to_owned()).collect::<Vec<_>>(), &mut found);
        found
    }

    #[test]
    fn a_release_brings_what_none_before_it_had() {
        // A line of five commits, the last of which merges a branch of one that begins at the first.
        let parents: &[&[usize]] = &[&[], &[0], &[1], &[2], &[3, 5], &[0]];
        let found = told(parents, &[("v3", 4), ("v2", 2), ("v1", 0)]);
        let brought = |since: &str, commits| Brought { since: since.to_owned(), commits };
        assert_eq!(found.get("v1"), None, "there is none before it");
        assert_eq!(found["v2"], brought("v1", 2));
        assert_eq!(found["v3"], brought("v2", 2), "the branch counts, its merge does not");
    }

    #[test]
    fn a_repair_of_an_old_line_is_told_after_that_line() {
        let parents: &[&[usize]] = &[&[], &[0], &[0]];
        let found = told(parents, &[("v1.0.1", 2), ("v2.0.0", 1), ("v1.0.0", 0)]);
        assert_eq!(found["v1.0.1"], Brought { since: "v1.0.0".to_owned(), commits: 1 });
    }

    #[test]
    fn nothing_is_told_of_what_was_not_walked() {
        assert!(told(&[&[9], &[0]], &[("v2", 1), ("v1", 0)]).contains_key("v2"));
        assert!(!told(&[&[], &[0, 9]], &[("v2", 1), ("v1", 0)]).contains_key("v2"));
        assert!(told(&[&[]], &[("v1.0", 0), ("v1.0.0", 0)]).is_empty(), "two names of one commit");
    }
}
