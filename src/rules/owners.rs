//! Who looks after a path, by CODEOWNERS.

use crate::model::{Key, Kind, Property, Statement};
use crate::workspace::Workspace;
use globset::GlobBuilder;

/// The line that gives a path its owners: the last that fits, if it names any.
pub(super) fn owners<'a>(ws: &'a Workspace, path: &str) -> Option<&'a Statement<Property>> {
    let facts = ws.ledger.properties.facts.iter().map(|fact| &fact.said);
    let lines = facts.filter(|fact| fact.value.of.kind == Kind::OwnedPath && fact.value.key == Key::Owner);
    lines.rev().find(|line| fits(&line.value.of.name, path)).filter(|line| !line.value.values.is_empty())
}

/// Whether a pattern stands for a path: with a slash from the root, else anywhere; a folder stands for all that is in it.
fn fits(pattern: &str, path: &str) -> bool {
    let inner = pattern.trim_end_matches('/');
    let from_root = inner.contains('/');
    let inner = inner.trim_start_matches('/');
    let base = if from_root { inner.to_owned() } else { format!("**/{inner}") };
    // `docs/*` stands for the files right there, and not for those in folders below.
    let below = (!base.ends_with("/*") || inner == "*").then(|| format!("{base}/**"));
    let file = (!pattern.ends_with('/')).then_some(base);
    let matches = |glob: String| {
        let built = GlobBuilder::new(&glob).literal_separator(true).build();
        built.is_ok_and(|glob| glob.compile_matcher().is_match(path))
    };
    file.into_iter().chain(below).any(matches)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns_stand_for_what_the_host_takes_them_for() {
        for (pattern, path, expected) in [
            ("*", "a/b.md", true),
            ("*.md", "a/b.md", true),
            ("/_ai/", "_ai/devops/a.md", true),
            ("/_ai/devops", "_ai/devops/a.md", true),
            ("devops/", "_ai/devops/a.md", true),
            ("docs/*", "docs/a.md", true),
            ("docs/*", "docs/b/a.md", false),
            ("/docs/", "src/docs/a.md", false),
            ("*.rs", "a/b.md", false),
        ] {
            assert_eq!(fits(pattern, path), expected, "{pattern} {path}");
        }
    }
}
