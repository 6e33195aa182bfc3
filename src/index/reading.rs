//! In which order the pages outside a knowledge base are read: as the repository says, or else the README first, how to
//! begin, and the rest as it lies in its folders.

use std::collections::{BTreeMap, HashSet};

use super::PageItem;
use super::publication::is_documentation;
use crate::kinds::{Page, orders_pages, unnumbered};
use crate::model::{join, parent};
use crate::syntax::tree::Node;
use crate::syntax::yaml;
use crate::workspace::Workspace;

/// Pages that are read one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// What they are called together.
    pub title: String,
    /// Their places among all pages.
    pub pages: Vec<usize>,
}

/// The keys of front matter by which site generators place a page among its neighbours.
const WEIGHTS: [&str; 4] = ["weight", "sidebar_position", "nav_order", "order"];

/// A list of pages that some file of the repository puts in order: their paths, each with the title that it stands under.
type Stated = Vec<(String, Option<String>)>;

/// The published pages outside a knowledge base, in order.
pub(super) fn chapters(ws: &Workspace, pages: &[PageItem]) -> Vec<Chapter> {
    let is_listed = |item: &&PageItem| item.address.is_some() && item.kind.is_none();
    let mut left: BTreeMap<&str, usize> =
        (0..).zip(pages).filter(|(_, item)| is_listed(item)).map(|(at, item)| (item.path.as_str(), at)).collect();
    let at_root: Vec<usize> = left.iter().filter(|(path, _)| !path.contains('/')).map(|(_, at)| *at).collect();
    let mut chapters = Vec::new();
    let stated = stated(ws);
    // What a repository puts in order itself stands there, and not beside its README.
    let placed: HashSet<&str> = stated.iter().flat_map(|(_, list)| list).map(|(path, _)| path.as_str()).collect();
    let mut first = Chapter { title: "This repository".to_owned(), pages: at_root };
    first.pages.retain(|at| !placed.contains(pages[*at].path.as_str()));
    first.pages.sort_by_key(|at| (first_reads(&pages[*at].path), &pages[*at].path));
    left.retain(|_, at| !first.pages.contains(at));
    chapters.push(first);
    for (folder, list) in &stated {
        let begun = chapters.len();
        for (path, title) in list {
            let Some(at) = left.remove(path.as_str()) else { continue };
            let title = title.clone().unwrap_or_else(|| named(folder));
            // What stands under no title between others belongs together.
            match chapters[begun..].iter_mut().find(|chapter| chapter.title == title) {
                Some(chapter) => chapter.pages.push(at),
                None => chapters.push(Chapter { title, pages: vec![at] }),
            }
        }
    }
    let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (path, at) in left {
        folders.entry(parent(path)).or_default().push(at);
    }
    // Folders of documentation come before those in which a README says what lies there.
    let mut folders: Vec<(&str, Vec<usize>)> = folders.into_iter().collect();
    let categories = categories(ws);
    // Each step of a path by the place that its folder gives itself, then by name.
    let steps = |folder: &str| {
        let ends = folder.match_indices('/').map(|(at, _)| at).chain([folder.len()]);
        let place = |end: usize| categories.get(&folder[..end]).and_then(|(_, place)| *place).unwrap_or(f64::MAX);
        ends.map(|end| (place(end), folder[..end].to_owned())).collect::<Vec<_>>()
    };
    folders.sort_by(|(a, _), (b, _)| {
        let is_other = |folder: &str| !folder.split('/').any(is_documentation);
        let by_steps = steps(a).partial_cmp(&steps(b)).unwrap_or(std::cmp::Ordering::Equal);
        is_other(a).cmp(&is_other(b)).then(by_steps)
    });
    chapters.extend(folders.into_iter().map(|(folder, mut inside)| {
        inside.sort_by(|a, b| place(ws, *a).cmp(&place(ws, *b)));
        let label = categories.get(folder).and_then(|(label, _)| label.clone());
        Chapter { title: label.unwrap_or_else(|| named(folder)), pages: inside }
    }));
    chapters.retain(|chapter| !chapter.pages.is_empty());
    chapters
}

/// Where a page stands in its folder: what begins first, then as its front matter says, then by name.
fn place(ws: &Workspace, at: usize) -> (u8, i64, &str) {
    let page = &ws.pages[at];
    let is_start = ["readme", "index", "_index"].contains(&page.stem().to_lowercase().as_str());
    let weight = WEIGHTS.iter().find_map(|key| page.front_word(key)?.parse().ok());
    let begins = match first_reads(&page.path) {
        _ if is_start => 0,
        // A number that the authors gave says more than a name.
        1 if weight.is_none() => 1,
        _ => 2,
    };
    (begins, weight.unwrap_or(i64::MAX), &page.path)
}

/// The lists of the repository, each with its folder, in the order of their paths.
fn stated(ws: &Workspace) -> Vec<(String, Stated)> {
    let books = ws.pages.iter().filter(|page| is_contents(page)).map(|page| (page.path.as_str(), of_links(page)));
    let mut all: Vec<(&str, Stated)> = books.collect();
    for (file, entry) in ws.files.iter().filter(|(_, entry)| orders_pages(&entry.path)) {
        let path = &*entry.path;
        let list = match path.rsplit(['/', '.']).next() {
            Some("js" | "cjs" | "ts") => ws.files.text(file).map(|text| of_sidebars(path, text)),
            _ if is_category(path) => None,
            _ => ws.files.whole(file).and_then(|text| Some(of_manifest(path, yaml::parse(text).root()?))),
        };
        all.extend(list.map(|list| (path, list)));
    }
    all.sort_by_key(|(path, _)| *path);
    all.into_iter().map(|(path, list)| (parent(path).to_owned(), list)).collect()
}

/// Whether a page is nothing but the table of contents of others, as mdBook, `GitBook` and docsify want it.
pub(super) fn is_contents(page: &Page) -> bool {
    let is_named = matches!(page.stem(), "SUMMARY" | "_sidebar" | "_Sidebar");
    is_named && !page.is_typed() && page.markdown.links.len() > 1
}

/// The links of a page that is a table of contents, each under its heading.
fn of_links(page: &Page) -> Stated {
    let headings = &page.markdown.headings;
    let title = |start: u32| {
        let above = headings.iter().rev().find(|heading| heading.span.start < start)?;
        let is_name = above.span != headings[0].span
            || !["summary", "contents", "table of contents"].contains(&above.text.to_lowercase().trim());
        is_name.then(|| above.text.trim().to_owned())
    };
    let links = page.markdown.links.iter();
    links
        .filter_map(|link| {
            let dest = link.dest.split(['#', '?']).next().filter(|dest| !dest.contains("://"))?;
            Some((join(page.own_folder(), dest)?, title(link.span.start)))
        })
        .collect()
}

/// The `nav` of `MkDocs`, its first level as titles; what stands there without one is under the name of the site.
fn of_manifest(path: &str, root: &Node) -> Stated {
    let docs = root.get("docs_dir").and_then(Node::text).unwrap_or("docs");
    let Some(folder) = join(parent(path), docs) else { return Vec::new() };
    let name = root.get("site_name").and_then(Node::text);
    let mut list = Vec::new();
    for item in root.get("nav").map(Node::items).unwrap_or_default() {
        let title = item.entries().first().filter(|(_, inside)| !inside.items().is_empty());
        let title = title.and_then(|(title, _)| title.text()).or(name).map(str::to_owned);
        item.walk_scalars(&mut |leaf| {
            list.extend(join(&folder, &leaf.value).map(|path| (path, title.clone())));
        });
    }
    list
}

/// The sidebar of Docusaurus, as far as it is written out: ids of pages, under the labels of their categories. What a program
/// makes of it is not known here.
fn of_sidebars(path: &str, text: &str) -> Stated {
    let docs = join(parent(path), "docs").unwrap_or_default();
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut list = Vec::new();
    let mut title: Option<String> = None;
    let mut rest = code.as_str();
    while let Some(start) = rest.find(['\'', '"']) {
        let quote = &rest[start..=start];
        let Some((words, after)) = rest[start + 1..].split_once(quote) else { break };
        let key = rest[..start].trim_end().strip_suffix(':').map(str::trim_end);
        let key = key.map(|key| key.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default());
        // An object with a label and pages in it is a category.
        let holds_pages = || after.split('}').next().is_some_and(|object| object.contains("items"));
        match key {
            Some("label") if holds_pages() => title = Some(words.to_owned()),
            None | Some("id") => {
                let pages = [".md", ".mdx"].into_iter().filter_map(|end| join(&docs, &format!("{words}{end}")));
                list.extend(pages.map(|path| (path, title.clone())));
            }
            Some(_) => {}
        }
        rest = after;
    }
    list
}

fn is_category(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.starts_with("_category_."))
}

/// What a folder is called and where it stands among its neighbours, where it says so as Docusaurus wants it.
fn categories(ws: &Workspace) -> BTreeMap<&str, (Option<String>, Option<f64>)> {
    let files = ws.files.iter().filter(|(_, entry)| is_category(&entry.path) && orders_pages(&entry.path));
    files
        .filter_map(|(file, entry)| {
            let tree = yaml::parse(ws.files.whole(file)?);
            let word = |key: &str| tree.root()?.get(key).and_then(Node::text).map(str::to_owned);
            Some((parent(&entry.path), (word("label"), word("position").and_then(|place| place.parse().ok()))))
        })
        .collect()
}

/// What the pages of a folder are called together: its path, without the folders that say only that these are pages.
fn named(folder: &str) -> String {
    let mut name = folder.trim_end_matches("/src");
    while let Some((_, inside)) = name.split_once('/').filter(|(first, _)| is_documentation(first)) {
        name = inside;
    }
    if name.contains('/') {
        return name.split('/').map(unnumbered).collect::<Vec<_>>().join("/");
    }
    let words = unnumbered(name).replace(['-', '_'], " ");
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// Pages that every project has and that begin nothing; a licence may say in its name which one it is.
const LAST: [&str; 14] = [
    "code of conduct",
    "conduct",
    "copying",
    "notice",
    "governance",
    "maintainers",
    "authors",
    "contributors",
    "adopters",
    "owners",
    "security",
    "changelog",
    "changes",
    "history",
];

/// Whether nobody starts with a page: a licence, a list of people or of changes, the rules of a project. Further inside, such
/// a name is what pages are about.
pub fn is_read_last(path: &str) -> bool {
    let path = path.to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default().replace(['-', '_'], " ");
    matches!(parent(&path), "" | ".github" | "docs") && (LAST.contains(&stem.as_str()) || stem.starts_with("licen"))
}

/// In which order a newcomer reads: what it is, how to begin, how to work on it, how it is run, what its parts are,
/// everything else, and what nobody reads first.
pub fn first_reads(path: &str) -> u8 {
    let path = path.to_lowercase();
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_at_root = !path.contains('/');
    let is_near = matches!(parent(&path), "" | ".github" | "docs" | "doc");
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match () {
        () if is_at_root && name.starts_with("readme") => 0,
        () if is_read_last(&path) || matches!(name, "agents.md" | "claude.md" | "gemini.md") => 9,
        () if matches!(path.as_str(), "docs/index.md" | "docs/readme.md" | "doc/index.md" | "doc/readme.md") => 1,
        () if says(&["install", "getting-started", "getting_started", "quickstart", "setup"]) => 1,
        () if is_near && says(&["contributing", "develop", "hacking", "build"]) => 2,
        () if says(&["deploy", "release", "operat", "runbook", "troubleshoot"]) => 3,
        () if name.starts_with("readme") && path.matches('/').count() == 1 => 4,
        () => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::{first_reads, is_read_last, named};

    #[test]
    fn what_a_newcomer_needs_comes_first() {
        let mut paths = [
            "AGENTS.md",
            "docs/x.md",
            "docs/deploying.md",
            "web/README.md",
            ".github/CONTRIBUTING.md",
            "docs/install.md",
            "README.md",
            "SECURITY.md",
        ];
        paths.sort_by_key(|path| first_reads(path));
        assert_eq!(
            paths,
            [
                "README.md",
                "docs/install.md",
                ".github/CONTRIBUTING.md",
                "docs/deploying.md",
                "web/README.md",
                "docs/x.md",
                "AGENTS.md",
                "SECURITY.md"
            ]
        );
    }

    #[test]
    fn nobody_starts_with_a_licence() {
        for path in ["LICENSE.md", "LICENCE-MIT.md", ".github/CODE_OF_CONDUCT.md", "docs/Changelog.md", "SECURITY.md"] {
            assert!(is_read_last(path), "{path}");
        }
        for path in ["README.md", "docs/network-security.md", "docs/guide/security.md", "docs/history-service.md"] {
            assert!(!is_read_last(path), "{path}");
        }
    }

    #[test]
    fn a_folder_is_called_by_what_tells_it_from_others() {
        for (folder, name) in [
            ("docs", "Docs"),
            ("docs/content/getting-started", "Getting started"),
            ("docs/admin/backup", "admin/backup"),
            ("book/src", "Book"),
            ("docs/01-guide", "Guide"),
            ("docs/02-admin/1_backup", "admin/backup"),
            ("", ""),
        ] {
            assert_eq!(named(folder), name, "{folder}");
        }
    }
}
