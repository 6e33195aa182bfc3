//! The page for addresses that lead nowhere. A host shows it at any depth, so it asks for no other file.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use super::frame::Frame;
use super::{Made, Site, ThemeError};

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let style = site.theme.text("not_found.css")?.trim();
    let base = site.ws.config.settings.site.url.as_deref().map(|url| format!("{}/", url.trim_end_matches('/')));
    let frame = Frame { root: base.unwrap_or_default(), ..Frame::new("404.html", "Not found", "") };
    let content = context! { style, hash => BASE64.encode(&Sha256::digest(style.as_bytes())) };
    Ok(site.render("404.html", &frame, content)?.into())
}
