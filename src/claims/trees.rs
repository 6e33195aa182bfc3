//! Drawn trees of folders: `├── src/`. Each entry is a path, as far as the tree is one of this repository.

use std::sync::LazyLock;

use regex::Regex;

use super::code_spans::is_placeholder;
use super::speech::Speech;
use crate::model::{How, Naming, Scope, join};
use crate::syntax::markdown::Fence;
use crate::text::{Files, Span};

pub(super) fn read(speech: &mut Speech) {
    // A site's listings are of the projects of its readers.
    if speech.site.is_some() {
        return;
    }
    let page = speech.page;
    for fence in page.markdown.fences.iter().filter(|fence| fence.text.contains("── ") || fence.text.contains("-- "))
    {
        if !speech.fence_speaks(fence) || is_of_no_file_here(speech, fence) {
            continue;
        }
        for tree in trees(&fence.text) {
            tree.claim(speech, fence);
        }
    }
}

/// Whether the words before a listing say that it is a sample, of another time, or made by somebody first.
pub(super) fn is_of_no_file_here(speech: &Speech, fence: &Fence) -> bool {
    let blocks = &speech.page.markdown.blocks;
    let at = blocks.partition_point(|block| block.span.start < fence.span.start);
    let Some(lead) = at.checked_sub(1).map(|at| &blocks[at]).filter(|lead| lead.section == fence.section) else {
        return false;
    };
    let words = Speech::sentence(lead, Span::new(lead.span.file, lead.span.end as usize, lead.span.end as usize));
    Speech::is_sample(words)
        || Speech::is_elsewhen(words)
        || Speech::is_to_be_made(words)
        || Speech::is_to_be_written(words)
        || words.to_lowercase().contains("your ")
}

/// A tree below one root.
#[derive(Debug, PartialEq, Eq)]
struct Tree<'a> {
    /// The first line, such as `.` or `src/`; empty where the branches begin at once.
    root: &'a str,
    entries: Vec<Entry>,
}

/// A file or folder of a tree.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// Below the root of the tree.
    path: String,
    /// Where its name stands in the listing, in bytes.
    start: usize,
    end: usize,
    /// Whether the words behind it say that it need not be here.
    is_open: bool,
}

/// An entry with the path that it has in the repository.
struct Held<'t> {
    entry: &'t Entry,
    path: String,
    is_here: bool,
}

/// The trees of a listing.
fn trees(text: &str) -> Vec<Tree<'_>> {
    static BRANCH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?P<stem>[│┃|\s]*)(?:[├└┣┗][─━]+|[|`+\\]--+)\s+(?P<name>\S+)(?P<rest>.*)$")
            .expect("a valid expression")
    });
    let mut found: Vec<Tree> = Vec::new();
    // The open folders with the column of their branch; none for what is no path, with all below it.
    let mut open: Vec<(usize, Option<String>)> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if let Some(branch) = BRANCH.captures(words) {
            let column = branch["stem"].chars().count();
            open.retain(|(of, _)| *of < column);
            if found.is_empty() {
                found.push(Tree { root: "", entries: Vec::new() });
            }
            let name = branch.name("name").map_or(0..0, |name| name.range());
            let above = open.last().map_or(Some(""), |(_, path)| path.as_deref());
            let path =
                above.filter(|_| is_comment(&branch["rest"])).and_then(|above| entry(above, &words[name.clone()]));
            if let (Some(path), Some(tree)) = (&path, found.last_mut()) {
                let is_open = Speech::is_elsewhen(&branch["rest"]) || need_not_be_here(&branch["rest"]);
                let (start, end) = (start + name.start, start + name.end);
                tree.entries.push(Entry { path: path.clone(), start, end, is_open });
            }
            open.push((column, path));
        } else if !words.is_empty() && !words.starts_with(['│', '┃', '|', ' ', '\t', '#']) {
            let (root, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
            // Words that are no root leave what hangs below them without a place.
            let root = if is_comment(rest) { root } else { "?" };
            found.push(Tree { root, entries: Vec::new() });
            open.clear();
        }
        start += line.len();
    }
    found
}

/// Whether what stands behind a name is told of it, and no part of the name.
fn is_comment(rest: &str) -> bool {
    let marks = ["#", "//", "-", "–", "—", "(", "<", "←", "→", ":", ";", "*", "["];
    rest.is_empty()
        || rest.starts_with("  ")
        || rest.starts_with('\t')
        || marks.iter().any(|mark| rest.trim_start().starts_with(mark))
}

/// Whether a comment says that people or programs make a file.
fn need_not_be_here(comment: &str) -> bool {
    static MADE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:generated|git-?ignored?|not (?:committed|tracked|checked in|in git)|optional|planned|future|new|created|build output|downloaded|installed|if (?:present|any|needed))\b")
            .expect("a valid expression")
    });
    MADE.is_match(comment)
}

/// The path of an entry below a folder; none for a name that stands for others.
fn entry(above: &str, name: &str) -> Option<String> {
    let name = name.trim_end_matches(['/', '*', ',', ':']).trim_matches(['`', '"', '\'']);
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '+' | '@' | '(' | ')' | '[' | ']');
    let is_name = !name.is_empty()
        && name.chars().all(fits)
        && name.chars().any(char::is_alphanumeric)
        && !name.contains("..")
        && !name.starts_with(['-', '/'])
        && !is_placeholder(name);
    join(above, name).filter(|path| is_name && !path.is_empty())
}

impl Tree<'_> {
    /// Claims the entries, if most of them are here: else it is a tree of something else.
    fn claim(&self, speech: &mut Speech, fence: &Fence) {
        if self.entries.len() < LEAST {
            return;
        }
        let held = self.bases(speech).into_iter().map(|base| self.held_against(speech.context.files, &base));
        let present = |held: &Vec<Held>| held.iter().filter(|entry| entry.is_here).count();
        let Some(held) = held.max_by_key(|held| present(held)) else { return };
        let present = present(&held);
        if present < LEAST || present * 3 < held.len() * 2 {
            return;
        }
        for Held { path, entry, .. } in held {
            let span = fence.locate(entry.start, entry.end);
            speech.claim_path(path, Naming::Mention, None, span, Scope::only(""), How::Definition);
        }
    }

    /// The entries below a folder. What lay in one that is not here went with it, and what need not be here says nothing.
    fn held_against<'t>(&'t self, files: &Files, base: &str) -> Vec<Held<'t>> {
        let mut gone: Option<String> = None;
        let mut held = Vec::new();
        for entry in self.entries.iter().filter(|entry| !entry.is_open) {
            if gone.as_ref().is_some_and(|gone| entry.path.starts_with(gone.as_str())) {
                continue;
            }
            let Some(path) = join(base, &entry.path) else { continue };
            let is_here = files.exists(&path);
            // Some trees leave the endings of files out.
            if !is_here && has_ending(files, &path) {
                continue;
            }
            if !is_here {
                gone = Some(format!("{}/", entry.path));
            }
            held.push(Held { entry, path, is_here });
        }
        held
    }

    /// The folders that the root may mean: the folder of that path, or the repository and the page's own folder, which trees
    /// call `.` or by name.
    fn bases(&self, speech: &Speech) -> Vec<String> {
        let files = speech.context.files;
        let folders = || speech.page.own_folder_outward();
        let root = self.root.trim_end_matches('/').trim_start_matches("./");
        let is_folder = |path: &String| files.is_folder(path) && !root.is_empty();
        let mut found: Vec<String> = folders().filter_map(|folder| join(folder, root)).filter(is_folder).collect();
        let repository = speech.context.repository.name.as_deref().and_then(|name| name.rsplit('/').next());
        let is_it = |name: &str| name.eq_ignore_ascii_case(root);
        if matches!(root, "" | ".") || repository.is_some_and(is_it) {
            found.extend(folders().map(str::to_owned));
        }
        found.extend(folders().filter(|folder| folder.rsplit('/').next().is_some_and(is_it)).map(str::to_owned));
        found
    }
}

/// Whether a path without an ending is that of a file with one: `types` for `types.ts`.
fn has_ending(files: &Files, path: &str) -> bool {
    files.starting_with(format!("{path}.")).any(|(_, entry)| !entry.path[path.len()..].contains('/'))
}

/// A tree of which fewer entries are here tells of some other.
const LEAST: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<(String, Vec<String>)> {
        let told = |tree: Tree| {
            assert!(tree.entries.iter().all(|entry| !text[entry.start..entry.end].contains(' ')), "{tree:?}");
            (tree.root.to_owned(), tree.entries.into_iter().map(|entry| entry.path).collect())
        };
        trees(text).into_iter().map(told).collect()
    }

    #[test]
    fn branches_are_read_with_what_they_hang_on() {
        let told = paths(
            "shop/\n├── src/            # sources\n│   ├── main.rs\n│   └── api\n│       └── mod.rs — routes\n├── <name>/\n│   └── x.rs\n└── README.md\n",
        );
        let entries = ["src", "src/main.rs", "src/api", "src/api/mod.rs", "README.md"].map(str::to_owned);
        assert_eq!(told, [("shop/".to_owned(), entries.to_vec())]);
        let told = paths(".\n|-- bin\n|   `-- run.sh\n+-- a, b\n`-- ...\n");
        assert_eq!(told, [(".".to_owned(), vec!["bin".to_owned(), "bin/run.sh".to_owned()])]);
    }

    #[test]
    fn several_trees_have_a_root_each() {
        let told = paths("web/\n└── a.ts\n\napi/\n└── b.go\n");
        assert_eq!(told, [("web/".to_owned(), vec!["a.ts".to_owned()]), ("api/".to_owned(), vec!["b.go".to_owned()])]);
    }

    #[test]
    fn drawings_of_other_things_have_no_root() {
        let told = paths("gator policy\n├── list   # List policies\n│   --dry-run  # Preview\n└── update\n");
        assert_eq!(told[0].0, "?");
    }
}
