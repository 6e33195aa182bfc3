//! Where long names may break: after their joints and before a capital in the middle, so that no line ends inside a word.

/// Names up to here fit into any column.
const FITS: usize = 14;
/// The least letters of a piece: shorter ones would leave crumbs.
const LEAST: usize = 3;
const BREAK: &str = "<wbr>";

/// Elements whose text is no text of the page, or keeps its lines.
const KEPT: [&str; 7] = ["pre", "svg", "script", "style", "title", "textarea", "option"];

/// A page with places to break in the long names of its body. Tags and what stands in them stay as they are.
pub(super) fn in_names(html: &str) -> String {
    let body = html.find("<body").unwrap_or(0);
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    out.push_str(&html[..body]);
    let mut rest = &html[body..];
    while let Some(start) = memchr::memchr(b'<', rest.as_bytes()) {
        text(&rest[..start], &mut out);
        let tag = &rest[start..];
        let element = KEPT.iter().find(|name| is_tag(tag, name));
        let end = match element.and_then(|name| tag.find(&format!("</{name}"))) {
            Some(closing) => closing,
            None => memchr::memchr(b'>', tag.as_bytes()).map_or(tag.len(), |end| end + 1),
        };
        out.push_str(&tag[..end]);
        rest = &tag[end..];
    }
    text(rest, &mut out);
    out
}

fn is_tag(tag: &str, name: &str) -> bool {
    let rest = tag[1..].strip_prefix(name);
    rest.is_some_and(|rest| rest.starts_with(|after: char| after == '>' || after.is_ascii_whitespace()))
}

fn text(words: &str, out: &mut String) {
    if words.len() <= FITS {
        return out.push_str(words);
    }
    for word in words.split_inclusive(|letter: char| letter.is_whitespace()) {
        if word.trim_end().len() <= FITS { out.push_str(word) } else { name(word, out) }
    }
}

fn name(word: &str, out: &mut String) {
    let bytes = word.as_bytes();
    let mut done = 0;
    for at in 1..bytes.len() {
        let (before, letter) = (bytes[at - 1], bytes[at]);
        let is_joint =
            matches!(before, b'_' | b'-' | b'.' | b'/' | b':' | b'@' | b'=') && letter.is_ascii_alphanumeric();
        let is_hump = letter.is_ascii_uppercase() && before.is_ascii_lowercase();
        if (is_joint || is_hump) && at - done >= LEAST && bytes.len() - at >= LEAST {
            out.push_str(&word[done..at]);
            out.push_str(BREAK);
            done = at;
        }
    }
    out.push_str(&word[done..]);
}

#[cfg(test)]
mod tests {
    use super::in_names;

    #[test]
    fn a_long_name_breaks_at_its_joints() {
        for (html, expected) in [
            ("<p>PAYMENT_GATEWAY_SIGNING_KEY</p>", "<p>PAYMENT_<wbr>GATEWAY_<wbr>SIGNING_<wbr>KEY</p>"),
            (
                "<h1>KubeAPIErrorBudgetBurnTooFast</h1>",
                "<h1>Kube<wbr>APIError<wbr>Budget<wbr>Burn<wbr>Too<wbr>Fast</h1>",
            ),
            (
                "<code>deploy/overlays/production/values.yaml</code>",
                "<code>deploy/<wbr>overlays/<wbr>production/<wbr>values.<wbr>yaml</code>",
            ),
        ] {
            assert_eq!(in_names(html), expected);
        }
    }

    #[test]
    fn short_names_tags_and_code_blocks_stay() {
        for html in [
            "<p>REGISTRY_TOKEN is short</p>",
            "<a href=\"runbooks/a-very-long-address-of-a-page.html\">it</a>",
            "<pre><code>kubectl --namespace=a-very-long-name-of-a-space</code></pre>",
            "<svg><text>a_very_long_name_in_a_drawing</text></svg>",
            "<p>incomprehensibilities of people</p>",
            "<p>ä</p><p>unterminated",
        ] {
            assert_eq!(in_names(html), html);
        }
    }
}
