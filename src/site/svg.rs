//! Which drawings of a repository may stand on the site: those that run nothing and ask no other host.
//!
//! A drawing is a document of the site's own origin once somebody opens it alone. What is doubtful is refused, since
//! browsers read more than one would think of.

use std::sync::LazyLock;

use regex::{Captures, Regex};

static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"&#(?:x([0-9a-f]+)|([0-9]+));"));
static ESCAPE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\\(?:([0-9a-f]{1,6})\s?|(.))"));
/// What has no place in a drawing, wherever it stands: declarations, other languages, and what runs or loads.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"<!(?:entity|attlist|element|notation)|<!doctype[^>]*\[|<\?xml-|<\?[^x]|1999/xhtml|javascript:|@import|attributename\s*=\s*["'](?:[\w.-]+:)?href|<(?:[\w.-]+:)?(?:script|foreignobject|handler|listener)\b"#,
    )
});
static HANDLER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"[\s"'/](?:[\w.-]+:)?on\w+\s*=\s*["']"#));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#"[\s"'/](?:[\w.-]+:)?(?:href|src|base)\s*=\s*["']\s*([^"']*)|url\(\s*["']?\s*([^"')]*)"#)
});
static ENCODING: LazyLock<Regex> = LazyLock::new(|| pattern(r#"<\?xml[^>]*encoding\s*=\s*["']([^"']*)"#));

/// Whether a drawing can be opened from the site without harm.
pub fn is_harmless(drawing: &[u8]) -> bool {
    let Ok(words) = std::str::from_utf8(drawing) else { return false };
    // A browser sees through references of XML and escapes of CSS, and skips blanks within a scheme.
    let words = NUMBER.replace_all(words, |found: &Captures| code(found.get(1), found.get(2)));
    let words = ESCAPE.replace_all(&words, |found: &Captures| match found.get(2) {
        Some(letter) => letter.as_str().to_owned(),
        None => code(found.get(1), None),
    });
    let dense: String = words.chars().filter(|letter| !letter.is_control()).collect();
    let is_own = |address: &str| {
        let address = address.to_ascii_lowercase();
        let is_picture = ["png", "jpeg", "jpg", "gif", "webp"]
            .iter()
            .any(|kind| address.strip_prefix("data:image/").is_some_and(|rest| rest.starts_with(kind)));
        address.is_empty() || address.starts_with('#') || address.starts_with("data:font/") || is_picture
    };
    let addresses = ADDRESS.captures_iter(&words).filter_map(|found| found.get(1).or(found.get(2)));
    let is_known = |found: Captures| matches!(found[1].to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii");
    !REFUSED.is_match(&words)
        && !dense.to_ascii_lowercase().contains("javascript:")
        && !HANDLER.is_match(&words)
        && ENCODING.captures(&words).is_none_or(is_known)
        && addresses.into_iter().all(|address| is_own(address.as_str().trim()))
}

/// The letter of a number: by sixteens, or by tens.
fn code(hex: Option<regex::Match>, digits: Option<regex::Match>) -> String {
    let number = match (hex, digits) {
        (Some(hex), _) => u32::from_str_radix(hex.as_str(), 16).ok(),
        (None, digits) => digits.and_then(|digits| digits.as_str().parse().ok()),
    };
    number.and_then(char::from_u32).map(String::from).unwrap_or_default()
}

fn pattern(words: &str) -> Regex {
    Regex::new(&format!("(?i){words}")).expect("a valid expression")
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn what_is_only_drawn_is_harmless() {
        for inside in [
            "<rect width=\"1\" height=\"1\" fill=\"url(#g)\"/>",
            "<style>.a{fill:red}</style><use xlink:href=\"#a\"/><text>once = 1</text>",
            "<image href=\"data:image/png;base64,AAAA\"/><!-- drawn by hand -->",
            "<g inkscape:export-filename=\"C:\\drawings\\a.png\"/><text>the script</text>",
        ] {
            let drawing = format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>"
            );
            assert!(is_harmless(drawing.as_bytes()), "{inside}");
        }
    }

    #[test]
    fn what_runs_or_asks_another_host_is_not() {
        for drawing in [
            "<svg><script>alert(1)</script></svg>",
            "<s:svg><s:script/></s:svg>",
            "<svg onload='x()'/>",
            "<svg id=\"a\"onload=\"x()\"/>",
            "<svg><foreignObject/></svg>",
            "<svg><a href=\"java&#115;cript:x\">a</a></svg>",
            "<svg><a xlink:href=\"java\nscript:x\">a</a></svg>",
            "<svg><animate attributeName=\"href\" to=\"javascript&colon;x\"/></svg>",
            "<svg><image href=\"https://elsewhere.example/a.png\"/></svg>",
            "<svg><use xlink:href='//elsewhere.example/a.svg#b'/></svg>",
            "<svg><use href=\"data:image/svg+xml;base64,AAAA\"/></svg>",
            "<svg><style>@\\69mport 'https://elsewhere.example/a.css'</style></svg>",
            "<svg><rect style=\"fill:u\\72l(https://elsewhere.example/a)\"/></svg>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>&a;</svg>",
            "<?xml-stylesheet href=\"a.xsl\"?><svg/>",
            "<?xml version=\"1.0\" encoding=\"ISO-2022-JP\"?><svg/>",
            "<svg><x:iframe xmlns:x=\"http://www.w3.org/1999/xhtml\"/></svg>",
        ] {
            assert!(!is_harmless(drawing.as_bytes()), "{drawing}");
        }
        assert!(!is_harmless(b"\xff\xfe<\0s\0v\0g\0"));
    }
}
