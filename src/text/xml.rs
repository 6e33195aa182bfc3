//! Text for HTML and XML, in one place: all that writes either says it the same way.

/// Text as it can stand in HTML and XML, in attributes too.
pub fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut done = 0;
    // All marks are single bytes, so that what lies between them is taken as it is.
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        html.push_str(&text[done..at]);
        html.push_str(entity);
        done = at + 1;
    }
    html.push_str(&text[done..]);
    html
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn marks_that_mean_something_are_written_as_entities() {
        assert_eq!(escape("<a b='1' c=\"ü\">&"), "&lt;a b=&#39;1&#39; c=&quot;ü&quot;&gt;&amp;");
    }
}
