//! The Atom feed of releases.

use super::Site;
use super::releases::release_ids;
use super::words::escape;
use crate::artifact::Artifact;

/// How many releases a feed holds.
const ENTRIES: usize = 30;

/// The feeds; a feed needs to know where the site is.
pub(super) fn feeds(site: &Site) -> Vec<Artifact> {
    let releases = &site.index.releases;
    let (Some(newest), Some(url)) = (releases.first(), &site.ws.config.settings.site.url) else { return Vec::new() };
    let url = url.trim_end_matches('/');
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{title}: releases</title>\n\
         <id>{url}/releases.html</id>\n<link href=\"{url}/releases.html\"/>\n<link rel=\"self\" href=\"{url}/releases.atom\"/>\n\
         <updated>{updated}</updated>\n<author><name>{title}</name></author>\n",
        title = escape(&site.title),
        url = escape(url),
        updated = moment(&newest.date),
    );
    for (release, id) in releases.iter().zip(release_ids(releases)).take(ENTRIES) {
        let address = release.address.clone().unwrap_or_else(|| format!("releases.html#{id}"));
        feed.push_str(&format!(
            "<entry><title>{version}</title><id>{url}/releases.html#{id}</id><link href=\"{url}/{address}\"/><updated>{time}</updated>\
             <summary>{summary}</summary></entry>\n",
            version = escape(&release.version),
            url = escape(url),
            id = escape(&id),
            address = escape(&address),
            time = moment(&release.date),
            summary = escape(release.status.as_deref().unwrap_or("released")),
        ));
    }
    feed.push_str("</feed>\n");
    vec![Artifact::new("releases.atom", feed)]
}

/// A day as the moment at which it begins.
fn moment(date: &str) -> String {
    if date.len() == 10 { format!("{date}T00:00:00Z") } else { escape(date) }
}
