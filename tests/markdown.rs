//! Every page of this repository: the parser that lints and the one that publishes agree on it.

use devops_docs::kinds::Page;
use devops_docs::site::markdown::{Link, Source, render};
use devops_docs::syntax::markdown::{Flavor, parse};
use devops_docs::text::{EntryKind, Excerpt, FileId, Files};
use std::path::Path;

#[test]
fn links_to_headings_of_our_pages_lead_to_them() {
    let mut pages = 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = walkdir::WalkDir::new(root).sort_by_file_name().into_iter();
    let skipped = |name: &str| name == "target" || name.starts_with('.');
    for entry in folders.filter_entry(|entry| !skipped(&entry.file_name().to_string_lossy())) {
        let entry = entry.expect("our own folders can be read");
        if entry.path().extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let bytes = std::fs::read(entry.path()).expect("our own files can be read");
        let path = entry.path().display().to_string();
        let mut files = Files::new(vec![(path.clone(), EntryKind::File)]);
        files.set_text(FileId(0), bytes);
        let Some(text) = files.text(FileId(0)) else { continue };
        let markdown = parse(Excerpt::whole(FileId(0), text), Flavor::Markdown);
        let page = Page {
            file: FileId(0),
            path,
            kind: None,
            agent: None,
            folder: String::new(),
            is_included: false,
            front: None,
            markdown,
        };
        let written = render(&Source {
            page: &page,
            files: &files,
            checks: &[],
            runs: &|_| Vec::new(),
            findings: &[],
            link: &|destination, _| Link::To(destination.to_owned()),
            diagram: &|_, _| Err(String::new()),
        });
        for heading in &page.markdown.headings {
            let is_there =
                written.title_id == heading.slug || written.html.contains(&format!("id=\"{}\"", heading.slug));
            assert!(is_there, "{}: {}", page.path, heading.text);
        }
        pages += 1;
    }
    assert!(pages > 0, "no page was found");
}
