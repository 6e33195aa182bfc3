//! Site generators: in their folders, links are addresses of the site rather than paths of the repository.

use crate::model::{join, parent};
use crate::text::Files;

/// A site that renders a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Site {
    /// The folder of its sources, from which a root-absolute link is read.
    pub content: String,
    /// Pages are linked by their names, in whatever folder they lie.
    pub by_name: bool,
    /// Links may name what any page or source of the project labels, as with Sphinx.
    pub by_label: bool,
    /// A page is also looked for from the folder of the sources, as Docusaurus does.
    pub from_content: bool,
}

/// Files that make their folder, or a folder beside them, the source of a site.
const MARKERS: &[(&str, &[&str])] = &[
    ("mkdocs.yml", &["docs", "content"]),
    ("mkdocs.yaml", &["docs", "content"]),
    ("zensical.toml", &["docs"]),
    ("book.toml", &["src", "docs"]),
    ("docusaurus.config.js", &["docs", "blog", "src", "community", "versioned_docs", "i18n"]),
    ("docusaurus.config.ts", &["docs", "blog", "src", "community", "versioned_docs", "i18n"]),
    ("docusaurus.config.mjs", &["docs", "blog", "src", "community", "versioned_docs", "i18n"]),
    ("hugo.toml", &["content", "layouts", "archetypes"]),
    ("hugo.yaml", &["content", "layouts", "archetypes"]),
    ("hugo.yml", &["content", "layouts", "archetypes"]),
    ("hugo.json", &["content", "layouts", "archetypes"]),
    ("config.toml", &["content"]),
    ("config.yaml", &["content"]),
    ("astro.config.mjs", &["src", "docs", "content"]),
    ("astro.config.ts", &["src", "docs", "content"]),
    ("antora.yml", &["modules"]),
    ("gatsby-config.js", &["src", "content", "docs"]),
    ("gatsby-config.mjs", &["src", "content", "docs"]),
    ("gatsby-config.ts", &["src", "content", "docs"]),
    ("next.config.js", &["pages", "content", "src", "app", "data", "docs"]),
    ("next.config.mjs", &["pages", "content", "src", "app", "data", "docs"]),
    ("next.config.ts", &["pages", "content", "src", "app", "data", "docs"]),
    ("source.config.ts", &["content"]),
    ("nuxt.config.js", &["content", "docs"]),
    ("nuxt.config.ts", &["content", "docs"]),
    ("rspress.config.ts", &["docs"]),
    ("vocs.config.ts", &["docs"]),
    ("vocs.config.tsx", &["docs"]),
    ("docset.yml", &[""]),
    ("config.rb", &["source"]),
    ("mint.json", &[""]),
    ("docs.json", &[""]),
    ("SUMMARY.md", &[""]),
    ("_sidebar.md", &[""]),
    ("conf.py", &[""]),
    ("myst.yml", &[""]),
    ("_quarto.yml", &[""]),
    ("sidebars.js", &["", "docs"]),
    ("sidebars.ts", &["", "docs"]),
    ("meta.json", &[""]),
    ("_meta.json", &[""]),
    ("_meta.js", &[""]),
    ("_meta.ts", &[""]),
    (".eleventy.js", &["src", "docs", "content"]),
    ("eleventy.config.js", &["src", "docs", "content"]),
    ("_toc.yml", &[""]),
    ("_category_.json", &[""]),
    ("_index.md", &[""]),
    ("rails_guides.rb", &["source"]),
    ("Doxyfile", &["docs", "doc"]),
    ("docfx.json", &[""]),
    ("mix.exs", &["guides", "pages", "docs", "lib"]),
];

impl Site {
    /// The site whose sources hold a page, or the original of a translated one.
    pub fn of(page: &str, files: &Files) -> Option<Self> {
        let translated = || original(page).filter(|path| files.find(path).is_some());
        Self::around(page, files).or_else(|| Self::around(&translated()?, files))
    }

    fn around(page: &str, files: &Files) -> Option<Self> {
        if page.ends_with(".html.md") || page.ends_with(".html.md.erb") {
            return Some(Self {
                content: parent(page).to_owned(),
                by_name: false,
                by_label: false,
                from_content: false,
            });
        }
        // Nearly all repositories have none or one of the markers, so the folders are asked for those alone.
        let is_somewhere = |marker: &str| files.with_tail(marker).next().is_some();
        let markers: Vec<_> = MARKERS.iter().filter(|(marker, _)| is_somewhere(marker)).collect();
        let mut folder = parent(page);
        loop {
            let found = markers.iter().find_map(|(marker, contents)| {
                files.find(&join(folder, marker)?)?;
                let content = contents.iter().filter_map(|content| join(folder, content)).find(|content| {
                    // A root whose own README lies beside the marker is a repository, not a site.
                    let rest = page.strip_prefix(content.as_str());
                    (!content.is_empty() || !parent(page).is_empty())
                        && rest.is_some_and(|rest| content.is_empty() || rest.starts_with('/'))
                })?;
                Some((*marker, content))
            });
            if let Some((marker, content)) = found {
                let by_name = join(folder, "mix.exs").is_some_and(|path| files.find(&path).is_some());
                return Some(Self {
                    content,
                    by_name,
                    by_label: matches!(marker, "conf.py" | "myst.yml"),
                    from_content: marker.starts_with("docusaurus.config."),
                });
            }
            let is_jekyll = !folder.is_empty()
                && (join(folder, "_config.yml").is_some_and(|path| files.find(&path).is_some())
                    || join(folder, "_layouts").is_some_and(|path| files.is_folder(&path)));
            let is_vitepress = join(folder, ".vitepress").is_some_and(|path| files.is_folder(&path))
                || join(folder, ".vuepress").is_some_and(|path| files.is_folder(&path));
            if is_jekyll || (is_vitepress && !folder.is_empty()) {
                return Some(Self { content: folder.to_owned(), by_name: false, by_label: false, from_content: false });
            }
            if folder.is_empty() {
                return None;
            }
            folder = parent(folder);
        }
    }
}

/// Whether a page is one of a site that a generator makes for readers.
pub fn is_of_site(page: &str, files: &Files) -> bool {
    Site::of(page, files).is_some()
}

/// The folder from which the pages of a page's site are addressed.
pub fn site_root(page: &str, files: &Files) -> Option<String> {
    Site::of(page, files).map(|site| site.content)
}

/// The same page of the original, for one in a folder of translations: `docs/ja/docs/x.md`, `docs/en/docs/x.md`.
pub(super) fn original(path: &str) -> Option<String> {
    let is_language = |step: &&str| {
        let (code, region) = step.split_once('-').unwrap_or((step, ""));
        code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase()) && region.len() <= 4 && code != "en"
    };
    let mut steps: Vec<&str> = path.split('/').collect();
    let name = steps.pop()?;
    *steps.iter_mut().find(|step| is_language(step))? = "en";
    Some(format!("{}/{name}", steps.join("/")))
}

/// Whether a page translates one that the original, which is here, has no more: nobody is shown it.
pub(super) fn outlives_original(page: &str, files: &Files) -> bool {
    original(page).is_some_and(|path| {
        let root = path.find("/en/").map(|at| &path[..at + 3]);
        let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        let exists = ["md", "mdx"].iter().any(|ending| files.exists(&format!("{stem}.{ending}")));
        root.is_some_and(|root| files.is_folder(root)) && !exists
    })
}
