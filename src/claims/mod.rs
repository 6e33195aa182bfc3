//! What the pages say: one reader a way of speaking. A reader that is unsure says nothing, since an invented claim costs
//! more trust than a missed one.

mod agents;
mod allows;
mod badges;
mod captions;
mod checks;
mod code_spans;
mod commands;
mod front_matter;
mod generated;
mod included;
mod links;
mod programs;
mod questions;
mod reader_project;
mod retired;
mod runners;
mod site;
mod speech;
mod tables;
mod trees;
mod variables;
mod versions;
mod working_folder;
mod wrappers;

pub use questions::questions;
pub use site::{is_of_site, site_root};
pub use speech::Context;
pub use versions::named_versions;

use crate::kinds::Page;
use crate::model::Reading;
use crate::syntax::markdown::{Flavor, parse, without_erb};
use crate::text::{Excerpt, Files};
use speech::Speech;

/// Reads a page and what it claims.
pub fn read(text: Excerpt, path: &str, context: &Context) -> (Page, Reading) {
    let flavor = if path.ends_with(".mdx") { Flavor::Mdx } else { Flavor::Markdown };
    let masked = path.ends_with(".erb").then(|| without_erb(text.text));
    let text = Excerpt { text: masked.as_deref().unwrap_or(text.text), ..text };
    let markdown = parse(text, flavor);
    let mut reading = Reading::default();
    reading.problems.extend(markdown.problems.iter().cloned());
    let page = front_matter::page(text, path, markdown, context, &mut reading);
    reading.allows.extend(allows::read(text, &page));
    reading.problems.extend(allows::misspelt(&page));
    if context.files.entry(text.file).is_ignored {
        // Written for any repository; what such files say of each other is all that is about this one.
        let mut speech = Speech::new(text, &page, context, reading);
        agents::read(&mut speech);
        reading = speech.reading;
    } else if !page.kind.is_some_and(crate::kinds::PageKind::is_record) {
        checks::read(text, &page, context.files, &mut reading);
        if is_written_elsewhere(text, &page, context.files) {
            return (page, reading);
        }
        let mut speech = Speech::new(text, &page, context, reading);
        links::read(&mut speech);
        badges::read(&mut speech);
        agents::read(&mut speech);
        code_spans::read(&mut speech);
        captions::read(&mut speech);
        trees::read(&mut speech);
        commands::read(&mut speech);
        versions::read(&mut speech);
        variables::read(&mut speech);
        tables::read(&mut speech);
        reading = speech.reading;
    }
    (page, reading)
}

/// Whether a page comes from a program or is a copy, so that what it claims is mended elsewhere.
fn is_written_elsewhere(text: Excerpt, page: &Page, files: &Files) -> bool {
    !page.is_typed()
        && (generated::is_generated(text.text)
            || generated::is_of_client(page, files)
            || generated::is_copy(text.text, page, files))
}
