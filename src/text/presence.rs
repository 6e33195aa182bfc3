//! Whether something is at a path, through symbolic links and up to the borders of other repositories.

use super::{EntryKind, Files};

/// How many links are followed, as systems do.
const MOST_LINKS: usize = 40;

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A file or a folder of the repository.
    Here,
    /// Nothing. The path is where the links on the way lead.
    Absent(String),
    /// Nothing that anybody can reach: links lead in a circle.
    Circle,
    /// Nobody can tell from here: it lies in another repository, or outside of this one.
    Closed(EntryKind),
}

/// One step of following a path.
enum Step {
    End(Presence),
    Link(String),
}

impl Files {
    /// What is at a path.
    pub fn presence(&self, path: &str) -> Presence {
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            match self.step(path) {
                Step::End(presence) => return presence,
                Step::Link(next) => path = next,
            }
        }
        Presence::Circle
    }

    /// Whether a file or folder has this path. What nobody can tell from here is believed to be there.
    pub fn exists(&self, path: &str) -> bool {
        matches!(self.presence(path), Presence::Here | Presence::Closed(_))
    }

    /// Whether parts of the repository are other repositories.
    pub fn has_submodules(&self) -> bool {
        self.find(".gitmodules").is_some() || self.iter().any(|(_, entry)| entry.kind == EntryKind::Submodule)
    }

    fn step(&self, path: String) -> Step {
        let here = self.find(&path);
        if here.is_some_and(|id| self.entry(id).kind != EntryKind::Symlink) || here.is_none() && self.is_folder(&path) {
            return Step::End(Presence::Here);
        }
        let cuts = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for at in cuts {
            let Some(id) = self.find(&path[..at]) else { continue };
            match self.entry(id).kind {
                EntryKind::Submodule => return Step::End(Presence::Closed(EntryKind::Submodule)),
                EntryKind::Symlink => {
                    let target = self.link(id).filter(|target| !target.starts_with('/'));
                    let next = target.and_then(|target| followed(&path[..at], target, &path[at..]));
                    return next.map_or(Step::End(Presence::Closed(EntryKind::Symlink)), Step::Link);
                }
                EntryKind::File | EntryKind::Executable => {}
            }
        }
        Step::End(Presence::Absent(path))
    }
}

/// Where a path leads whose beginning is a link; none if it leaves the repository.
fn followed(link: &str, target: &str, rest: &str) -> Option<String> {
    let mut steps: Vec<&str> = link.split('/').collect();
    steps.pop();
    for step in target.split('/').chain(rest.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()?),
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let entries = [
            ("a/b.md", EntryKind::File),
            ("lib/other", EntryKind::Submodule),
            ("near", EntryKind::Symlink),
            ("docs/up", EntryKind::Symlink),
            ("docs/self", EntryKind::Symlink),
            ("docs/gone.md", EntryKind::Symlink),
            ("far", EntryKind::Symlink),
            ("beyond", EntryKind::Symlink),
            ("unknown", EntryKind::Symlink),
        ];
        let mut files = Files::new(entries.map(|(path, kind)| (path.to_owned(), kind)).to_vec());
        for (link, target) in [
            ("near", "a"),
            ("docs/up", "../near"),
            ("docs/self", "self"),
            ("docs/gone.md", "../a/gone.md"),
            ("far", "/usr/share"),
            ("beyond", "../elsewhere"),
        ] {
            files.set_link(files.find(link).expect("it was given"), target.to_owned());
        }
        files
    }

    #[test]
    fn links_are_followed_within_the_repository() {
        let files = files();
        for path in ["a", "a/b.md", "near", "near/b.md", "docs/up/b.md", "lib/other", ""] {
            assert_eq!(files.presence(path), Presence::Here, "{path}");
        }
        for (path, end) in
            [("docs/up/c.md", "a/c.md"), ("docs/gone.md", "a/gone.md"), ("d", "d"), ("a/b.md/c", "a/b.md/c")]
        {
            assert_eq!(files.presence(path), Presence::Absent(end.to_owned()), "{path}");
        }
        assert_eq!(files.presence("docs/self/x"), Presence::Circle);
    }

    #[test]
    fn what_lies_in_another_repository_or_outside_is_not_known() {
        let files = files();
        assert_eq!(files.presence("lib/other/README.md"), Presence::Closed(EntryKind::Submodule));
        for path in ["far", "far/doc", "beyond/x", "unknown/x", "unknown"] {
            assert_eq!(files.presence(path), Presence::Closed(EntryKind::Symlink), "{path}");
        }
    }
}
