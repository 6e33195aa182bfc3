//! Ids that authors give by hand, `{#id}` and `{: #id}`, as kramdown, Hugo, Docusaurus and `MkDocs` read them, the
//! labels of `MyST`, `(id)=`, and the ids in brackets behind headings, `[id]`, of Elastic's documentation.

use std::ops::Range;

/// The ids of the attribute lists in `text`.
pub(super) fn ids(text: &str) -> impl Iterator<Item = String> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let open = from + memchr::memchr(b'{', text.as_bytes().get(from..)?)?;
            // An attribute list holds no other, so a search that ends at the next brace reads no byte twice.
            let close = open + 1 + memchr::memchr2(b'{', b'}', &text.as_bytes()[open + 1..])?;
            from = close;
            if let Some(id) = id_of(&text[open..=close]) {
                return Some(id);
            }
        }
    })
}

/// The label that the first line of a block is, as `MyST` writes it above what it names.
pub(super) fn label(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim();
    let label = line.strip_prefix('(')?.strip_suffix(")=")?;
    (!label.is_empty() && !label.contains(['(', ')', ' '])).then_some(label)
}

/// The attribute list that ends `text`, a heading's, and the id that it gives.
pub(super) fn trailing(text: &str) -> Option<(Range<usize>, Option<String>)> {
    let close = text.trim_end().strip_suffix('}')?.len();
    let open = text[..close].rfind('{')?;
    let list = &text[open..=close];
    let id = id_of(list);
    (id.is_some() || list.starts_with("{:")).then_some((open..close + 1, id))
}

/// The heading and the id in brackets behind it, each of which may be its fragment: `Set up [set-up]`.
pub(super) fn bracketed(heading: &str) -> Option<(&str, &str)> {
    let (text, id) = heading.strip_suffix(']')?.rsplit_once(" [")?;
    let id = id.strip_prefix('#').unwrap_or(id);
    let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    is_id.then_some((text, id))
}

/// The id in one `{…}`, if that is an attribute list and gives one.
fn id_of(list: &str) -> Option<String> {
    let inner = list.strip_prefix('{')?.strip_suffix('}')?.trim();
    let inner = inner.strip_prefix(':').unwrap_or(inner).trim();
    // Docusaurus writes it as a comment in MDX, where a brace begins an expression.
    let inner = inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")).unwrap_or(inner).trim();
    if inner.contains('\n') || !inner.starts_with(['#', '.']) && !list.starts_with("{:") {
        return None;
    }
    let id = inner.split_whitespace().find_map(|word| word.strip_prefix('#'))?;
    (!id.is_empty()).then(|| id.replace('\\', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_in_the_dialects_of_attribute_lists() {
        let text = r"a {#one} b {: .note #two } c { #three } d {.x #fo\_ur} {# five} {{ #six }} {seven} {";
        assert_eq!(ids(text).collect::<Vec<_>>(), ["one", "two", "three", "fo_ur", "six"]);
    }

    #[test]
    fn a_label_stands_alone_on_its_line() {
        assert_eq!(label("(set-up)=\nMore"), Some("set-up"));
        assert_eq!(label("(set up)="), None);
        assert_eq!(label("f(x)= 1"), None);
    }

    #[test]
    fn an_id_in_brackets_ends_a_heading() {
        assert_eq!(bracketed("Set up [set-up]"), Some(("Set up", "set-up")));
        assert_eq!(bracketed("Set up [#set-up]"), Some(("Set up", "set-up")));
        assert_eq!(bracketed("Set up [the server]"), None);
        assert_eq!(bracketed("[set-up]"), None);
    }

    #[test]
    fn only_the_list_at_the_end_of_a_heading_is_its_own() {
        assert_eq!(trailing("Setup {#set-up}"), Some((6..15, Some("set-up".to_owned()))));
        assert_eq!(trailing("Setup {: .wide}"), Some((6..15, None)));
        assert_eq!(trailing("Setup {/* #set-up */}"), Some((6..21, Some("set-up".to_owned()))));
        assert_eq!(trailing("Use {braces}"), None);
        assert_eq!(trailing("{#x} first"), None);
    }
}
