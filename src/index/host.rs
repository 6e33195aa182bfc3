//! Where people read the files of the repository in a browser.

use crate::text::percent;
use crate::workspace::Workspace;

/// The repository at its host, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct Host {
    slug: Option<String>,
    /// Before the path of a file, with a slash at its end.
    base: Option<String>,
}

impl Host {
    /// What the configuration says, or what the remotes and the files tell.
    pub fn new(ws: &Workspace) -> Self {
        let settings = &ws.config.settings;
        let slug = settings.repository.clone().or_else(|| ws.repository.slugs.first().cloned());
        let configured = settings.site.edit.as_ref().map(|edit| format!("{}/", edit.trim_end_matches('/')));
        // Who names the repository in the configuration, or has workflows of GitHub, is there.
        let is_github = ws.repository.on_github
            || settings.repository.is_some()
            || (ws.repository.slugs.is_empty() && ws.files.is_folder(".github"));
        let branch = ws.repository.default_branch.as_deref().unwrap_or("HEAD");
        let told = || {
            let slug = slug.as_deref().filter(|_| is_github)?;
            Some(format!("https://github.com/{slug}/blob/{}/", percent::encode(branch)))
        };
        Self { base: configured.or_else(told), slug }
    }

    /// `owner/name`.
    pub fn slug(&self) -> Option<&str> {
        self.slug.as_deref()
    }

    /// What stands before the path of a file.
    pub fn base(&self) -> Option<&str> {
        self.base.as_deref()
    }

    /// Where a file or a folder is shown.
    pub fn address(&self, path: &str) -> Option<String> {
        Some(format!("{}{}", self.base()?, percent::encode(path)))
    }
}
