//! The page that a relative link leads to, as hosts and generators of sites read it.

use crate::claims::site_root;
use crate::kinds::Page;
use crate::model::join;
use crate::text::letters;
use crate::workspace::Workspace;

/// The page that a link of another leads to; `path` is decoded and has neither query nor anchor. Generators take addresses
/// without an ending, from the root of their site, and of a page for that of its folder.
pub fn page_led_to<'a>(ws: &'a Workspace, from: &Page, path: &str) -> Option<&'a Page> {
    let at = |base: &str| page_at(ws, &join(base, path.trim_start_matches('/'))?);
    if path.starts_with('/') {
        return at("").or_else(|| at(&site_root(&from.path, &ws.files)?));
    }
    at(from.own_folder())
}

fn page_at<'a>(ws: &'a Workspace, whole: &str) -> Option<&'a Page> {
    let stem = whole.strip_suffix(".html").unwrap_or(whole);
    let within = ["README.md", "readme.md", "index.md", "_index.md"].map(|name| join(stem, name));
    let beside = [".md", ".mdx"].map(|ending| Some(format!("{stem}{ending}")));
    let mut written = std::iter::once(Some(whole.to_owned())).chain(beside).chain(within).flatten();
    written.find_map(|path| ws.page(ws.files.find(&path)?))
}

/// The anchor that a page has for the one of a link: generators make them otherwise, in dashes and case.
pub fn anchor_of<'a>(page: &'a Page, anchor: &'a str) -> &'a str {
    if page.markdown.anchors.contains(anchor) {
        return anchor;
    }
    let wanted = letters(anchor);
    let headings = page.markdown.headings.iter().map(|heading| heading.slug.as_str());
    headings.into_iter().find(|slug| letters(slug) == wanted).unwrap_or(anchor)
}
