//! The site map for search engines. It may hold only whole addresses, so there is none without `[site] url`.

use super::Index;
use crate::artifact::Artifact;
use crate::text::percent;
use crate::text::xml::escape;
use crate::workspace::Workspace;

/// How many addresses one file may hold.
const MOST: usize = 50_000;

/// `sitemap.xml`, when the configuration says where the site is.
pub(super) fn sitemap(ws: &Workspace, index: &Index) -> Option<Artifact> {
    let url = ws.config.settings.site.url.as_deref()?;
    let base = escape(url.trim_end_matches('/'));
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    out.push_str(&format!("  <url><loc>{base}/</loc></url>\n"));
    let pages = index.pages.iter().filter_map(|page| Some((page.address.as_deref()?, page)));
    let workflows = index.workflows.iter().map(|workflow| (workflow.address.as_str(), None));
    let all = pages.map(|(address, page)| (address, page.changes.first())).chain(workflows);
    let mut all: Vec<_> = all.map(|(address, change)| (address, change.map(|change| change.time.as_str()))).collect();
    all.sort_unstable();
    for (address, time) in all.into_iter().take(MOST - 1) {
        let changed = time.map(|time| format!("<lastmod>{}</lastmod>", escape(time))).unwrap_or_default();
        out.push_str(&format!("  <url><loc>{base}/{}</loc>{changed}</url>\n", percent::encode(address)));
    }
    out.push_str("</urlset>\n");
    Some(Artifact::new("sitemap.xml", out))
}
