//! The first line of a listing that names the file which is shown: `# infra/main.tf`.

use std::sync::LazyLock;

use regex::Regex;

use super::speech::Speech;
use super::trees::is_of_no_file_here;
use crate::model::{How, Naming};
use crate::syntax::shell::is_shell;

/// A comment with nothing in it but a path below a folder, with an ending.
static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?-u)^\s*(?:#|//|--|;)\s*(?:\./)?(?P<path>[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+\.[A-Za-z][A-Za-z0-9]*)\s*$",
    )
    .expect("a valid expression")
});

pub(super) fn read(speech: &mut Speech) {
    // A site's listings are of the projects of its readers.
    if speech.site.is_some() {
        return;
    }
    let page = speech.page;
    for fence in &page.markdown.fences {
        let first = fence.text.lines().next().unwrap_or_default();
        let Some(path) = CAPTION.captures(first).and_then(|found| found.name("path")) else { continue };
        // What a page has its reader write is a file of theirs.
        if is_shell(&fence.language) || !speech.fence_speaks(fence) || is_of_no_file_here(speech, fence) {
            continue;
        }
        let (scope, span) = (speech.path_scope(), fence.locate(path.start(), path.end()));
        speech.claim_path(path.as_str().to_owned(), Naming::Mention, None, span, scope, How::Code);
    }
}
