//! Where people read the files of the repository in a browser: what its remote and its files tell, or the configuration.

use crate::text::percent;
use crate::workspace::Workspace;

/// The repository at its host, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Host {
    slug: Option<String>,
    /// What is configured: the path is put after it, for reading and for editing.
    configured: Option<String>,
    home: Option<Home>,
}

/// A repository in a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Home {
    software: Software,
    /// `https://host/owner/name`.
    address: String,
    branch: String,
}

/// What runs at a host, and so how its addresses look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Software {
    GitHub,
    GitLab,
    /// Forgejo and Gitea, Codeberg too.
    Forgejo,
    Bitbucket,
}

impl Host {
    /// What the configuration says, or what the remotes and the files tell.
    pub fn new(ws: &Workspace) -> Self {
        let settings = &ws.config.settings;
        let slug = settings.repository.clone().or_else(|| ws.repository.name.clone());
        let configured = settings.site.edit.as_ref().map(|edit| format!("{}/", edit.trim_end_matches('/')));
        // A configured name is one of the remote's host; without a remote, of GitHub.
        let origin = ws.repository.home.as_deref().map_or("https://github.com", origin);
        let named = settings.repository.as_ref().map(|slug| format!("{origin}/{slug}"));
        let address = named.or_else(|| ws.repository.home.clone());
        let has = |path: &str| {
            ws.files.find(path).is_some() || (path.ends_with('/') && ws.files.is_folder(path.trim_end_matches('/')))
        };
        let home = address.and_then(|address| {
            let software = Software::of(&address, &has)?;
            let branch = ws.repository.default_branch.clone().unwrap_or_else(|| software.default_branch().to_owned());
            Some(Home { software, address, branch })
        });
        Self { slug, configured, home }
    }

    /// `owner/name`.
    pub fn slug(&self) -> Option<&str> {
        self.slug.as_deref()
    }

    /// What stands before the path of a file.
    pub fn base(&self) -> Option<String> {
        self.configured.clone().or_else(|| Some(self.home.as_ref()?.below("blob")))
    }

    /// Where a file is shown, at a line.
    pub fn file(&self, path: &str, line: Option<usize>) -> Option<String> {
        let line = match (line, self.home.as_ref().map(|home| home.software)) {
            (None, _) => String::new(),
            (Some(line), Some(Software::Bitbucket)) => format!("#lines-{line}"),
            (Some(line), _) => format!("#L{line}"),
        };
        Some(self.base()? + &percent::encode(path) + &line)
    }

    /// Where a folder is shown.
    pub fn folder(&self, path: &str) -> Option<String> {
        let base = self.configured.clone().or_else(|| Some(self.home.as_ref()?.below("tree")))?;
        Some(base + &percent::encode(path))
    }

    /// Where a file is edited.
    pub fn edit(&self, path: &str) -> Option<String> {
        let path = percent::encode(path);
        match (&self.configured, &self.home) {
            (Some(base), _) => Some(base.clone() + &path),
            (None, Some(home)) if home.software == Software::Bitbucket => {
                Some(format!("{}{path}?mode=edit", home.below("blob")))
            }
            (None, Some(home)) => Some(home.below("edit") + &path),
            (None, None) => None,
        }
    }

    /// Where the bytes of a file are.
    pub fn raw(&self, path: &str) -> Option<String> {
        let path = percent::encode(path);
        match (&self.configured, &self.home) {
            (Some(base), _) => Some(base.clone() + &path),
            (None, home) => Some(home.as_ref()?.below("raw") + &path),
        }
    }

    /// Where a commit is shown.
    pub fn commit(&self, commit: &str) -> Option<String> {
        let home = self.home.as_ref()?;
        let word = match home.software {
            Software::GitHub | Software::Forgejo => "commit",
            Software::GitLab => "-/commit",
            Software::Bitbucket => "commits",
        };
        Some(format!("{}/{word}/{commit}", home.address))
    }

    /// Where a tag is shown.
    pub fn tag(&self, tag: &str) -> Option<String> {
        let home = self.home.as_ref()?;
        let word = match home.software {
            Software::GitHub => "releases/tag",
            Software::GitLab => "-/tags",
            Software::Forgejo => "src/tag",
            Software::Bitbucket => "src",
        };
        Some(format!("{}/{word}/{}", home.address, percent::encode(tag)))
    }

    /// Where the commits are shown that one tag has and another has not; Bitbucket has no stable address for that.
    pub fn compare(&self, before: &str, tag: &str) -> Option<String> {
        let home = self.home.as_ref()?;
        let word = match home.software {
            Software::GitHub | Software::Forgejo => "compare",
            Software::GitLab => "-/compare",
            Software::Bitbucket => return None,
        };
        Some(format!("{}/{word}/{}...{}", home.address, percent::encode(before), percent::encode(tag)))
    }
}

/// Scheme and host of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    &address[..address[host..].find('/').map_or(address.len(), |at| host + at)]
}

impl Home {
    /// What stands before a path, as GitHub calls it: `blob`, `tree`, `edit` or `raw`.
    fn below(&self, what: &str) -> String {
        let Self { software, address, branch } = self;
        let branch = percent::encode(branch);
        match (software, what) {
            (Software::GitHub, what) => format!("{address}/{what}/{branch}/"),
            (Software::GitLab, what) => format!("{address}/-/{what}/{branch}/"),
            (Software::Forgejo, "edit") => format!("{address}/_edit/{branch}/"),
            (Software::Forgejo, "raw") => format!("{address}/raw/branch/{branch}/"),
            (Software::Forgejo, _) => format!("{address}/src/branch/{branch}/"),
            (Software::Bitbucket, "raw") => format!("{address}/raw/{branch}/"),
            (Software::Bitbucket, _) => format!("{address}/src/{branch}/"),
        }
    }
}

impl Software {
    /// What a host runs: its name tells, or else what the repository has for it.
    fn of(address: &str, has: &dyn Fn(&str) -> bool) -> Option<Self> {
        let host = address.split("://").nth(1)?.split(['/', ':']).next()?;
        let says = |word: &str| host.split(['.', '-']).any(|step| step == word);
        let files = |paths: &[&str]| paths.iter().any(|path| has(path));
        Some(match () {
            () if says("github") => Self::GitHub,
            () if says("gitlab") => Self::GitLab,
            () if says("codeberg") || says("gitea") || says("forgejo") => Self::Forgejo,
            () if host == "bitbucket.org" => Self::Bitbucket,
            () if files(&[".gitlab-ci.yml", ".gitlab/"]) => Self::GitLab,
            () if files(&[".forgejo/", ".gitea/"]) => Self::Forgejo,
            () => return None,
        })
    }

    /// How the branch is called that people see first, where git does not know it.
    fn default_branch(self) -> &'static str {
        match self {
            // It takes names of branches only.
            Self::Forgejo => "main",
            Self::GitHub | Self::GitLab | Self::Bitbucket => "HEAD",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(address: &str, file: &str) -> Host {
        let software = Software::of(address, &|path| path == file);
        let home = software.map(|software| Home {
            software,
            address: address.to_owned(),
            branch: software.default_branch().to_owned(),
        });
        Host { home, ..Host::default() }
    }

    #[test]
    fn each_host_has_its_own_addresses() {
        for (home, file, edit, commit, tag) in [
            ("https://github.com/a/b", "blob/HEAD/x/y.md#L3", "edit/HEAD/x/y.md", "commit/1f", "releases/tag/v1"),
            (
                "https://gitlab.example.org/g/sub/b",
                "-/blob/HEAD/x/y.md#L3",
                "-/edit/HEAD/x/y.md",
                "-/commit/1f",
                "-/tags/v1",
            ),
            ("https://codeberg.org/a/b", "src/branch/main/x/y.md#L3", "_edit/main/x/y.md", "commit/1f", "src/tag/v1"),
            (
                "https://bitbucket.org/a/b",
                "src/HEAD/x/y.md#lines-3",
                "src/HEAD/x/y.md?mode=edit",
                "commits/1f",
                "src/v1",
            ),
        ] {
            let host = at(home, "");
            assert_eq!(host.file("x/y.md", Some(3)), Some(format!("{home}/{file}")));
            assert_eq!(host.edit("x/y.md"), Some(format!("{home}/{edit}")));
            assert_eq!(host.commit("1f"), Some(format!("{home}/{commit}")));
            assert_eq!(host.tag("v1"), Some(format!("{home}/{tag}")));
        }
    }

    #[test]
    fn a_host_of_any_name_is_known_by_what_the_repository_has_for_it() {
        let folder = |host: &Host| host.folder("docs");
        let known = at("https://git.example.org/a/b", ".gitlab-ci.yml");
        assert_eq!(folder(&known).as_deref(), Some("https://git.example.org/a/b/-/tree/HEAD/docs"));
        let known = at("http://git.example.org:3000/a/b", ".forgejo/");
        assert_eq!(folder(&known).as_deref(), Some("http://git.example.org:3000/a/b/src/branch/main/docs"));
        assert_eq!(folder(&at("https://git.example.org/a/b", "README.md")), None);
    }
}
