//! The page for addresses that lead nowhere. A host shows it at any depth, so it asks for no other file.

use sha2::{Digest, Sha256};

use super::frame::Frame;
use super::{Made, Site, ThemeError};

const STYLE: &str = include_str!("../../themes/default/not_found.css");

pub(super) fn page(site: &Site) -> Result<Made, ThemeError> {
    let style = STYLE.trim();
    let base = site.ws.config.settings.site.url.as_deref().map(|url| format!("{}/", url.trim_end_matches('/')));
    let frame = Frame { root: base.unwrap_or_default(), ..Frame::new("404.html", "Not found", "") };
    let content = context! { style, hash => base64(&Sha256::digest(style.as_bytes())) };
    Ok(site.render("404.html", &frame, content)?.into())
}

/// Bytes as base64, as a policy names them.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|at| u32::from(chunk.get(at).copied().unwrap_or_default()));
        let bits = a << 16 | b << 8 | c;
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize] as char;
            out.push(if place <= chunk.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn bytes_are_written_as_base64() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(super::base64(bytes.as_bytes()), text);
        }
    }
}
