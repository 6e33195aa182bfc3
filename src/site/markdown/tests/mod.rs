//! What a reader of a page sees, and what no page can do.

mod cards;
mod headings;
mod hostile;
mod text;

use super::{Link, Mark, Rendered, Source, render};
use crate::kinds::{Page, PageKind};
use crate::model::{Check, Run};
use crate::syntax::markdown::{Flavor, parse};
use crate::text::{EntryKind, Excerpt, FileId, Files};

/// A page in a repository of its own.
struct Sample {
    files: Files,
    page: Page,
    checks: Vec<Check>,
    runs: Vec<Run>,
    findings: Vec<Mark>,
}

impl Sample {
    fn new(text: &str) -> Self {
        Self::at("_ai/devops/runbooks/rollback.md", text)
    }

    fn at(path: &str, text: &str) -> Self {
        let mut files = Files::new(vec![(path.to_owned(), EntryKind::File)]);
        files.set_text(FileId(0), text.as_bytes().to_vec());
        let flavor = if path.ends_with(".mdx") { Flavor::Mdx } else { Flavor::Markdown };
        let markdown = parse(Excerpt::whole(FileId(0), files.text(FileId(0)).expect("it is text")), flavor);
        let kind = path.contains("/runbooks/").then_some(PageKind::Runbook);
        let page = Page {
            file: FileId(0),
            path: path.to_owned(),
            kind,
            agent: None,
            folder: String::new(),
            is_included: false,
            front: None,
            markdown,
        };
        Self { files, page, checks: Vec::new(), runs: Vec::new(), findings: Vec::new() }
    }

    fn render(&self) -> Rendered {
        let checks: Vec<&Check> = self.checks.iter().collect();
        let runs = |check: &Check| self.runs.iter().filter(|run| Some(&run.name) == check.name.as_ref()).collect();
        render(&Source {
            page: &self.page,
            files: &self.files,
            checks: &checks,
            runs: &runs,
            findings: &self.findings,
            link: &|destination, _| {
                if destination.starts_with("gone") { Link::Nowhere } else { Link::To(destination.to_owned()) }
            },
            diagram: &|source, _| {
                if source.contains("-->") { Ok("<svg></svg>".to_owned()) } else { Err("no arrow".to_owned()) }
            },
        })
    }
}

/// The HTML of a page.
fn html(text: &str) -> String {
    Sample::new(text).render().html
}
