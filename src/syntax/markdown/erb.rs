//! Markdown with ERB, `.md.erb`: what Ruby writes there only Ruby knows.

/// The text with every tag of ERB made opaque, at the same places. What a tag writes becomes braces, which no reader takes
/// for a name; a line of nothing but a tag that writes nothing becomes a blank one. A tag that is never closed takes the rest.
#[must_use]
pub fn without_erb(text: &str) -> String {
    let mut masked = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(open) = text[at..].find("<%").map(|found| at + found) {
        // `<%%` is how ERB writes `<%`.
        if text[open..].starts_with("<%%") {
            at = open + 3;
            continue;
        }
        at = text[open..].find("%>").map_or(text.len(), |close| open + close + 2);
        let filler = if is_silent_line(text, open, at) { b' ' } else { b'{' };
        masked[open..at].iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = filler);
    }
    String::from_utf8(masked).expect("a tag ends at ASCII marks, so only whole characters are replaced")
}

/// Whether a tag writes nothing and has its lines to itself.
fn is_silent_line(text: &str, open: usize, end: usize) -> bool {
    let before = text[..open].rsplit('\n').next().unwrap_or_default();
    let after = text[end..].split('\n').next().unwrap_or_default();
    !text[open..].starts_with("<%=") && before.trim().is_empty() && after.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::without_erb;

    #[test]
    fn tags_become_opaque_and_nothing_moves() {
        for (text, expected) in [
            ("a <%= b %> c", "a {{{{{{{{ c"),
            ("a\n  <% if b\n  é %>\nc <%% d", "a\n         \n       \nc <%% d"),
            ("a <% b %>c<%# d", "a {{{{{{{c{{{{{"),
            ("<%= a\n%>", "{{{{{\n{{"),
            ("no tag", "no tag"),
        ] {
            assert_eq!(without_erb(text), expected, "{text}");
            assert_eq!(without_erb(text).len(), text.len());
        }
    }
}
