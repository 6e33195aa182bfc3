//! Bare URLs in running text, which GitHub turns into links and pulldown-cmark does not.

use std::ops::Range;

/// What ends a URL besides blanks: marks that GitHub may let pass but that people mean as quotes around it.
const STOPS: [char; 12] = ['<', '>', '"', '`', '\u{201c}', '\u{201d}', '，', '。', '、', '；', '）', '」'];

/// The URLs in `text`, which holds neither code nor other links; `before` is the character in front of it.
pub(super) fn find(text: &str, before: Option<char>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(hit) = bytes.get(at..).and_then(|rest| memchr::memchr2(b':', b'.', rest)).map(|hit| at + hit) {
        at = hit + 1;
        let last = found.last().map_or(0, |last: &Range<usize>| last.end);
        let Some((start, head)) = start_of(bytes, hit, last) else { continue };
        let ahead = text[..start].chars().next_back().or(if start == 0 { before } else { None });
        if !may_follow(ahead, bytes[hit] == b'.') {
            continue;
        }
        let end = start + length(&text[start..]);
        // A host must begin with a letter, a digit or, for an IPv6 address, a bracket.
        if end > head && text[head..end].starts_with(|c: char| c.is_alphanumeric() || c == '[') {
            found.push(start..end);
            at = end.max(at);
        }
    }
    found
}

/// Where the URL begins that has its `://` or the dot of its `www.` at `hit`, and where its host begins.
fn start_of(bytes: &[u8], hit: usize, from: usize) -> Option<(usize, usize)> {
    let ends_with = |word: &[u8]| {
        let start = hit.checked_sub(word.len()).filter(|start| *start >= from)?;
        bytes[start..hit].eq_ignore_ascii_case(word).then_some(start)
    };
    if bytes[hit] == b'.' {
        return ends_with(b"www").map(|start| (start, hit + 1));
    }
    if !bytes[hit..].starts_with(b"://") {
        return None;
    }
    ends_with(b"https").or_else(|| ends_with(b"http")).map(|start| (start, hit + 3))
}

/// Whether a URL may begin behind this character.
fn may_follow(before: Option<char>, is_www: bool) -> bool {
    before.is_none_or(|before| {
        if is_www { before.is_whitespace() || "*_~(\"'".contains(before) } else { !before.is_alphanumeric() }
    })
}

/// The length of the URL at the start of `text`, without the punctuation of the sentence around it.
fn length(text: &str) -> usize {
    let end = text.find(|c: char| c.is_whitespace() || STOPS.contains(&c)).unwrap_or(text.len());
    let count = |mark: u8| memchr::memchr_iter(mark, &text.as_bytes()[..end]).count();
    let mut excess = [(b'(', b')'), (b'[', b']'), (b'{', b'}')].map(|(open, close)| (close, count(open), count(close)));
    let mut url = &text[..end];
    while let Some(last) = url.bytes().next_back() {
        if let Some((_, opened, closed)) = excess.iter_mut().find(|(close, ..)| *close == last) {
            if *closed <= *opened {
                break;
            }
            *closed -= 1;
        } else if last == b';' {
            // `&amp;` at the end is the text's, as is a plain semicolon.
            let name = url.len() - 1 - url[..url.len() - 1].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
            if name < url.len() - 1 && name > 0 && url.as_bytes()[name - 1] == b'&' {
                url = &url[..name];
            }
        } else if !b"?!.,:*_~'\\|".contains(&last) {
            break;
        }
        url = &url[..url.len() - 1];
    }
    url.len()
}

/// The address that a URL written as `raw` leads to.
pub(super) fn destination(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' || !characters.peek().is_some_and(char::is_ascii_punctuation) {
            plain.push(character);
        }
    }
    plain.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<&str> {
        find(text, None).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn punctuation_of_the_sentence_is_not_part_of_a_url() {
        assert_eq!(urls("See https://a.b/c. Or (http://x.y/z_(w))!"), ["https://a.b/c", "http://x.y/z_(w)"]);
        assert_eq!(urls("**https://a.b**, \"www.c.d\" and HTTPS://E.F?"), ["https://a.b", "www.c.d", "HTTPS://E.F"]);
        assert_eq!(
            urls("{\"u\":\"https://a.b\"} https://c.d&amp; https://e.f&amp;g"),
            ["https://a.b", "https://c.d", "https://e.f&amp;g"]
        );
        assert_eq!(urls("见 https://a.b。然后"), ["https://a.b"]);
    }

    #[test]
    fn what_only_looks_like_a_url_is_none() {
        assert_eq!(urls("https:// http://. xhttp://a ftp://a.b awww.c.d www. ://"), Vec::<&str>::new());
    }

    #[test]
    fn escapes_and_entities_are_undone() {
        assert_eq!(destination(r"https://a/b\_c?d&amp;e"), "https://a/b_c?d&e");
    }
}
