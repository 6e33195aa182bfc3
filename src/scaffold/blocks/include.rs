//! A section of another page, quoted so that it stays in step.

use crate::kinds::Page;
use crate::model::join;
use crate::scaffold::words::target;
use crate::workspace::Workspace;

/// The words of a section of another page, its links leading from here; of all of it without `section`.
pub(super) fn include(ws: &Workspace, into: &str, file: &str, section: Option<&str>) -> Result<String, String> {
    let Some(page) = ws.pages.iter().find(|page| page.path == file) else {
        return Err(format!("there is no page {file}; give its path from the root of the repository"));
    };
    if file == into {
        return Err("a page cannot include itself".to_owned());
    }
    let span = match section {
        None => page.markdown.body,
        Some(name) => {
            let is_it = |text: &str, slug: &str| text.eq_ignore_ascii_case(name) || slug == name;
            let heading = page.markdown.headings.iter().find(|heading| is_it(&heading.text, &heading.slug));
            heading.map(|heading| heading.content).ok_or_else(|| format!("{file} has no section {name}"))?
        }
    };
    let words = rebased(ws, page, span, into);
    if words.contains("devops-docs:begin") || words.contains("devops-docs:end") {
        return Err(format!("what is included from {file} holds a managed block itself"));
    }
    Ok(words.replace("\r\n", "\n").trim().to_owned())
}

/// The words of a span, with relative links as another page needs them.
fn rebased(ws: &Workspace, page: &Page, span: crate::text::Span, into: &str) -> String {
    let mut out = String::new();
    let text = ws.files.text(page.file).unwrap_or_default();
    let mut at = span.start as usize;
    let mut links: Vec<_> = page.markdown.links.iter().filter_map(|link| Some((link.dest_span?, &link.dest))).collect();
    links.sort_by_key(|(dest, _)| dest.start);
    for (dest, words) in links.into_iter().filter(|(dest, _)| span.contains(*dest)) {
        let (path, anchor) = words.find('#').map_or((words.as_str(), ""), |at| words.split_at(at));
        let is_elsewhere = path.contains(':') || path.starts_with('/');
        let to = match path {
            "" => Some(page.path.clone()),
            path => join(page.own_folder(), path),
        };
        let (Some(to), false, true) = (to, is_elsewhere, dest.start as usize >= at) else { continue };
        out.push_str(&text[at..dest.start as usize]);
        out.push_str(&target(into, &to));
        out.push_str(anchor);
        at = dest.end as usize;
    }
    out.push_str(&text[at..span.end as usize]);
    out
}
