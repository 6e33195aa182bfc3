//! Pages that others take in, so that they are read where those stand.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rayon::prelude::*;
use regex::bytes::Regex;

use crate::model::{MARKDOWN, join, markdown_stem, parent};
use crate::text::{FileId, Files};

/// Orders to take a page in, as generators and their plugins write them: `<!-- include: a.md -->`, `{{#include a.md}}`,
/// `{% include "a.md" %}`, `--8<-- "a.md"`, `{!a.md!}`, `[!INCLUDE [a](a.md)]`, `.. include:: a.md`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    let order = r"(?:<!--\s*@?|\{\{[#<%]-?\s*|\{%-?\s*|\[?!|^\s*\.\.\s+|\{|<)include[\w-]*\b[^\n]{0,80}?|--8<--|\{!";
    let endings = MARKDOWN.join("|");
    Regex::new(&format!(r#"(?im-u)(?:{order})[\s"'(:=}}]*(?P<path>[\w@./-]+\.(?:{endings}))\b"#))
        .expect("a valid expression")
});

/// The paths of the pages that others take in.
pub(super) fn included(files: &Files) -> BTreeSet<String> {
    let pages: Vec<FileId> =
        files.iter().filter(|(_, entry)| markdown_stem(&entry.path).is_some()).map(|(id, _)| id).collect();
    let named_in = |id: FileId| {
        let text = files.text(id).unwrap_or_default().as_bytes();
        let may_name = ["nclude", "NCLUDE", "--8<--", "{!"]
            .iter()
            .any(|mark| memchr::memmem::find(text, mark.as_bytes()).is_some());
        let orders = may_name.then(|| ORDER.captures_iter(text)).into_iter().flatten();
        let named = orders.filter_map(|order| std::str::from_utf8(order.name("path")?.as_bytes()).ok());
        named.flat_map(|path| resolved(files.path(id), path, files)).collect::<Vec<_>>()
    };
    pages.into_par_iter().flat_map_iter(named_in).collect()
}

/// The files that an order may mean: from the page that gives it, from the root, or from a folder that the generator knows.
fn resolved(page: &str, path: &str, files: &Files) -> Vec<String> {
    let candidates = [join(parent(page), path), join("", path)].into_iter().flatten();
    let exact: Vec<String> = candidates.filter(|path| files.find(path).is_some()).collect();
    if !exact.is_empty() {
        return exact;
    }
    let tail = path.trim_start_matches("./").trim_start_matches('/');
    files.with_tail(tail).map(|id| files.path(id).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EntryKind;

    #[test]
    fn what_pages_take_in_is_found_in_every_dialect() {
        let page = |text: &str| {
            let paths = ["docs/guide/a.md", "docs/guide/parts/b.md", "shared/c.md", "d.md"];
            let mut files = Files::new(paths.map(|path| (path.to_owned(), EntryKind::File)).to_vec());
            let id = files.find("docs/guide/a.md").expect("it was given");
            files.set_text(id, text.as_bytes().to_vec());
            included(&files).into_iter().collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("<!-- include: shared/c.md -->", "shared/c.md"),
            ("<!--@include: ./parts/b.md-->", "docs/guide/parts/b.md"),
            ("{{#include ../../d.md}} and {{#include parts/b.md:3:9}}", "d.md docs/guide/parts/b.md"),
            ("{% include-markdown \"../../d.md\" %}", "d.md"),
            ("{% include 'parts/b.md' %}", "docs/guide/parts/b.md"),
            ("--8<-- \"c.md\"", "shared/c.md"),
            ("{!parts/b.md!}", "docs/guide/parts/b.md"),
            ("[!INCLUDE [the part](parts/b.md)]", "docs/guide/parts/b.md"),
            ("```{include} ../../d.md\n```", "d.md"),
            ("These include [the part](parts/b.md), and include: [d](../../d.md).", ""),
            ("![include](parts/b.md)", ""),
        ] {
            assert_eq!(page(text), expected, "{text}");
        }
    }
}
