//! The Markdown beside each published page: the page as it is written, with credentials masked and with links that
//! lead on from where it lies.

use std::cmp::Reverse;
use std::ops::Range;

use super::Index;
use super::host::Host;
use super::led::page_led_to;
use super::pages::twin;
use super::publication::Publication;
use crate::artifact::Artifact;
use crate::kinds::Page;
use crate::model::{join, parent};
use crate::syntax::markdown::{Link, LinkKind};
use crate::text::percent;
use crate::workspace::Workspace;

/// The twin of every published page.
pub(super) fn twins<'a>(ws: &'a Workspace, index: &'a Index) -> impl Iterator<Item = Artifact> + use<'a> {
    let host = Host::new(ws);
    let published = ws.pages.iter().filter_map(|page| Some((page, index.published.address(&page.path)?)));
    published.map(move |(page, address)| {
        let path = twin(address);
        let text = markdown(ws, &index.published, &host, page, parent(&path));
        Artifact::new(path, text.trim_start_matches('\u{feff}'))
    })
}

/// The text of a page whose links are right in a folder of the site.
pub(super) fn markdown(ws: &Workspace, published: &Publication, host: &Host, page: &Page, folder: &str) -> String {
    let Some(text) = ws.files.text(page.file) else { return String::new() };
    let mut edits: Vec<(Range<usize>, String)> = page
        .markdown
        .links
        .iter()
        .filter_map(|link| {
            let span = link.dest_span.filter(|span| span.file == page.file)?;
            match led(ws, published, host, page, folder, link)? {
                Led::To(dest) => Some((span.range(), dest)),
                Led::Nowhere(path) if matches!(link.kind, LinkKind::Inline | LinkKind::Image) => {
                    Some((link.span.range(), told(text, link, &path)?))
                }
                Led::Nowhere(_) => None,
            }
        })
        .collect();
    // Several links may share one definition, and a link may have an image in it.
    edits.sort_by_key(|(range, _)| (range.start, Reverse(range.end)));
    edits.dedup_by(|a, b| a.0.start < b.0.end);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, dest) in edits {
        let Some(before) = text.get(at..range.start) else { continue };
        out.push_str(before);
        out.push_str(&dest);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Where a relative link leads.
enum Led {
    To(String),
    /// To this path of the repository, and nobody knows where that is shown.
    Nowhere(String),
}

/// Where a relative link leads from `folder`; none if it leads there as it is, or to nothing.
fn led(ws: &Workspace, published: &Publication, host: &Host, page: &Page, folder: &str, link: &Link) -> Option<Led> {
    let dest = &link.dest;
    let has_scheme = dest.split(['/', '#', '?']).next().is_some_and(|first| first.contains(':'));
    if dest.is_empty() || dest.starts_with(['#', '?']) || dest.starts_with("//") || has_scheme {
        return None;
    }
    let end = dest.find(['#', '?']).unwrap_or(dest.len());
    let (path, rest) = (percent::decode(&dest[..end]), &dest[end..]);
    let target = match path.strip_prefix('/') {
        Some(absolute) => join("", absolute)?,
        None => join(page.own_folder(), &path)?,
    };
    let page = page_led_to(ws, page, &path);
    if let Some(address) = page.and_then(|page| published.address(&page.path)) {
        return Some(Led::To(percent::encode(&relative(folder, &twin(address))) + rest));
    }
    if !ws.files.exists(&target) {
        return None;
    }
    let address = match link.kind {
        LinkKind::Image => host.raw(&target),
        _ if ws.files.is_folder(&target) => host.folder(&target),
        _ => host.file(&target, None).map(|address| address + rest),
    };
    Some(address.map_or(Led::Nowhere(target), Led::To))
}

/// The words of a link that leads nowhere here, with the path in the repository that they are about.
fn told(text: &str, link: &Link, path: &str) -> Option<String> {
    let head = text.get(link.span.start as usize..link.dest_span?.start as usize)?;
    let words = &head[head.find('[')? + 1..head.rfind("](")?];
    Some(if words.trim_matches('`') == path { format!("`{path}`") } else { format!("{words} (`{path}`)") })
}

/// The way from a folder to a file.
pub fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let last = to.len() - 1;
    let shared = from.iter().zip(&to[..last]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn the_way_between_two_addresses_is_the_shortest() {
        for (folder, file, way) in [
            ("", "a.md", "a.md"),
            ("runbooks", "deployments.md", "../deployments.md"),
            ("runbooks", "runbooks/b.md", "b.md"),
            ("a/b", "a/c/d.md", "../c/d.md"),
            ("a", "a.md", "../a.md"),
        ] {
            assert_eq!(relative(folder, file), way, "{file} from {folder}");
        }
    }
}
