//! What is known of an image before it is loaded.

use std::sync::LazyLock;

use regex::Regex;

/// Width and height in pixels: with them a browser leaves room, so that the words below do not move once the image comes.
pub(super) type Size = (usize, usize);

static ROOT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?s)<svg\b[^>]*>").expect("a valid expression"));
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\s(width|height)\s*=\s*["']\s*([0-9]+)(?:\.[0-9]+)?(?:px)?\s*["']"#).expect("a valid expression")
});

/// What a site knows of an image that it may show.
#[derive(Clone, Copy, Debug)]
pub struct Image {
    /// Its size, if it says one.
    pub size: Option<Size>,
}

impl Image {
    /// An image by its bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self { size: size(bytes) }
    }
}

fn size(bytes: &[u8]) -> Option<Size> {
    if let Ok(size) = imagesize::blob_size(bytes) {
        return Some((size.width, size.height));
    }
    let words = std::str::from_utf8(bytes).ok()?;
    let root = ROOT.find(words)?.as_str();
    let one = |name: &str| MEASURE.captures_iter(root).find(|found| &found[1] == name)?[2].parse().ok();
    Some((one("width")?, one("height")?))
}

/// The size at which an image is shown for which a page says one side, or none.
pub(super) fn shown(size: Size, width: Option<usize>) -> Size {
    match width {
        Some(width) if size.0 > 0 => (width, (width * size.1 + size.0 / 2) / size.0),
        _ => size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_their_size_at_their_root() {
        let drawing = |root: &str| format!("<?xml version=\"1.0\"?>\n<svg {root}><rect width='1' height='2'/></svg>");
        for (root, found) in [
            ("width=\"96\" height='48px'", Some((96, 48))),
            ("viewBox='0 0 9 9'\n height=\"10.5\" width=\"20\"", Some((20, 10))),
            ("stroke-width=\"9\" height=\"1\"", None),
            ("width='100%' height='50'", None),
            ("viewBox='0 0 9 9'", None),
        ] {
            assert_eq!(size(drawing(root).as_bytes()), found, "{root}");
        }
        assert_eq!(size(b"GIF89a\x0a\x00\x05\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x0a\x00\x05\x00\x00"), Some((10, 5)));
        assert_eq!(size(b"words"), None);
    }

    #[test]
    fn an_image_keeps_its_shape() {
        assert_eq!(shown((200, 100), None), (200, 100));
        assert_eq!(shown((200, 100), Some(50)), (50, 25));
        assert_eq!(shown((0, 0), Some(50)), (0, 0));
    }
}
