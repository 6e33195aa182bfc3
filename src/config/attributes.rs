//! What `.gitattributes` says of files that nobody here writes: the marks by which GitHub leaves them out of its statistics.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::text::Files;

/// Why GitHub does not count a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It was written elsewhere: `linguist-vendored`.
    Vendored,
    /// A program wrote it: `linguist-generated`.
    Generated,
}

/// The marks of all files.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    /// One for each `.gitattributes` that marks something, the innermost folder first.
    files: Vec<File>,
}

#[derive(Clone, Debug)]
struct File {
    folder: String,
    patterns: GlobSet,
    /// What each pattern sets or unsets, in the order of the lines.
    marks: Vec<Vec<(Mark, bool)>>,
}

impl Attributes {
    /// The marks of a repository, of whose `.gitattributes` the texts were read.
    pub fn of(files: &Files) -> Self {
        let all = files.with_tail(NAME).filter_map(|id| {
            let folder = files.path(id).strip_suffix(NAME)?.trim_end_matches('/');
            File::read(folder, files.text(id)?)
        });
        let mut all: Vec<File> = all.collect();
        all.sort_by_key(|file| std::cmp::Reverse(file.folder.len()));
        Self { files: all }
    }

    /// The mark that a path has: the last line decides, and an inner folder before an outer one.
    pub fn mark(&self, path: &str) -> Option<Mark> {
        [Mark::Vendored, Mark::Generated].into_iter().find(|mark| self.has(path, *mark))
    }

    fn has(&self, path: &str, mark: Mark) -> bool {
        self.files.iter().find_map(|file| file.says(path, mark)).unwrap_or_default()
    }
}

/// The name of the files that git reads.
pub const NAME: &str = ".gitattributes";

impl File {
    /// Reads what is marked; a line that is none, or is about something else, says nothing.
    fn read(folder: &str, text: &str) -> Option<Self> {
        let mut patterns = GlobSetBuilder::new();
        let mut marks = Vec::new();
        for line in text.lines() {
            let Some((pattern, attributes)) = split(line.trim()) else { continue };
            let set: Vec<(Mark, bool)> = attributes.split_whitespace().filter_map(attribute).collect();
            let glob = glob(pattern).filter(|_| !set.is_empty());
            if let Some(glob) = glob.and_then(|glob| GlobBuilder::new(&glob).literal_separator(true).build().ok()) {
                patterns.add(glob);
                marks.push(set);
            }
        }
        let patterns = patterns.build().ok()?;
        (!marks.is_empty()).then(|| Self { folder: folder.to_owned(), patterns, marks })
    }

    /// What the last line about a path says of a mark.
    fn says(&self, path: &str, mark: Mark) -> Option<bool> {
        let inside = match self.folder.as_str() {
            "" => path,
            folder => path.strip_prefix(folder)?.strip_prefix('/')?,
        };
        let lines = self.patterns.matches(inside);
        let last = lines.iter().rev().flat_map(|line| self.marks[*line].iter().rev()).find(|(of, _)| *of == mark);
        last.map(|(_, sets)| *sets)
    }
}

/// The pattern of a line, which may be in quotes, and the attributes behind it.
fn split(line: &str) -> Option<(&str, &str)> {
    if line.starts_with(['#', '[', '!']) {
        return None;
    }
    match line.strip_prefix('"') {
        Some(rest) => rest.split_once('"'),
        None => line.split_once(char::is_whitespace),
    }
}

/// Whether a mark is set or unset.
fn attribute(word: &str) -> Option<(Mark, bool)> {
    let (name, is_unset) = match word.strip_prefix(['-', '!']) {
        Some(name) => (name, true),
        None => (word, false),
    };
    let (name, value) = name.split_once('=').unwrap_or((name, "true"));
    let mark = match name {
        "linguist-vendored" => Mark::Vendored,
        "linguist-generated" => Mark::Generated,
        _ => return None,
    };
    Some((mark, !is_unset && value != "false"))
}

/// A pattern as a glob from its folder: without a slash it is a name at any depth. A folder stands for all below it, which
/// git does not say and people mean. What stands for all pages is about statistics, and says of none where it comes from.
fn glob(pattern: &str) -> Option<String> {
    let name = pattern.trim_start_matches("**/").trim_start_matches('/');
    let is_all = matches!(name, "*" | "**" | "*.md" | "*.mdx" | "*.markdown");
    let (path, ending) = pattern.strip_suffix('/').map_or((pattern, ""), |folder| (folder, "/**"));
    let anchor = if path.contains('/') { "" } else { "**/" };
    (!is_all).then(|| format!("{anchor}{}{ending}", path.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EntryKind;

    fn attributes(sources: &[(&str, &str)]) -> Attributes {
        let mut files = Files::new(sources.iter().map(|(path, _)| ((*path).to_owned(), EntryKind::File)).collect());
        for (path, text) in sources {
            let id = files.find(path).expect("it was given");
            files.set_text(id, text.as_bytes().to_vec());
        }
        Attributes::of(&files)
    }

    #[test]
    fn the_last_line_about_a_page_decides() {
        let root = "# comment\n*.md text\n/api/*.md linguist-generated=true\nlib/** linguist-vendored\n\
                    lib/ours/** -linguist-vendored\n\"a b/*\" linguist-vendored\nold/ linguist-vendored\n\
                    sdk.md linguist-generated eol=lf\n/kept/*.md linguist-generated=false\n[attr]x linguist-vendored\n";
        let inner = "y.md !linguist-generated\n";
        let attributes = attributes(&[(".gitattributes", root), ("api/.gitattributes", inner)]);
        for (path, expected) in [
            ("README.md", None),
            ("api/x.md", Some(Mark::Generated)),
            ("api/y.md", None),
            ("api/v1/x.md", None),
            ("lib/a/README.md", Some(Mark::Vendored)),
            ("lib/ours/README.md", None),
            ("a b/c.md", Some(Mark::Vendored)),
            ("old/a/b.md", Some(Mark::Vendored)),
            ("docs/sdk.md", Some(Mark::Generated)),
            ("kept/a.md", None),
        ] {
            assert_eq!(attributes.mark(path), expected, "{path}");
        }
    }

    #[test]
    fn a_line_for_all_pages_says_of_none_where_it_comes_from() {
        let attributes = attributes(&[(".gitattributes", "* linguist-vendored\n**/*.md linguist-generated\n")]);
        assert_eq!(attributes.mark("README.md"), None);
        assert_eq!(attributes.mark("docs/a.md"), None);
    }
}
