//! What a word is once its quotes are gone, when that can be known without running anything.

/// The value of a word, or `None` if it has an expansion, a pattern or a brace list.
pub fn literal(raw: &str) -> Option<String> {
    if raw.starts_with('~') || is_pattern(raw) {
        return None;
    }
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        match first {
            '\'' => {
                let (inside, outside) = after.split_once('\'')?;
                text.push_str(inside);
                rest = outside;
            }
            '"' => rest = double_quoted(after, &mut text)?,
            '$' if after.starts_with('\'') => rest = ansi_quoted(&after[1..], &mut text)?,
            '$' if after.starts_with('"') => rest = after,
            '$' if expands(after) => return None,
            '`' => return None,
            '\\' => rest = escaped(after, &mut text),
            other => {
                text.push(other);
                rest = after;
            }
        }
    }
    Some(text)
}

/// Whether a `$` before `after` begins an expansion rather than being a dollar sign.
fn expands(after: &str) -> bool {
    after.starts_with(|next: char| next.is_ascii_alphanumeric() || "_{([@*#?$!-".contains(next))
}

/// Takes the character after a backslash; a line end goes with its backslash.
fn escaped<'a>(after: &'a str, text: &mut String) -> &'a str {
    if let Some(next_line) = after.strip_prefix('\n').or_else(|| after.strip_prefix("\r\n")) {
        return next_line;
    }
    let mut rest = after.chars();
    text.extend(rest.next());
    rest.as_str()
}

/// Takes the rest of a double-quoted part and returns what follows its closing quote.
fn double_quoted<'a>(mut rest: &'a str, text: &mut String) -> Option<&'a str> {
    loop {
        let first = rest.chars().next()?;
        let after = &rest[first.len_utf8()..];
        rest = after;
        match first {
            '"' => return Some(after),
            '`' => return None,
            '$' if expands(after) => return None,
            '\\' if after.starts_with(['$', '`', '"', '\\', '\n', '\r']) => rest = escaped(after, text),
            other => text.push(other),
        }
    }
}

/// Takes the rest of a `$'…'` part; numeric escapes are not worth decoding.
fn ansi_quoted<'a>(rest: &'a str, text: &mut String) -> Option<&'a str> {
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '\'' => return Some(chars.as_str()),
            '\\' => text.push(match chars.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'e' | 'E' => '\u{1b}',
                same @ ('\\' | '\'' | '"' | '?') => same,
                _ => return None,
            }),
            other => text.push(other),
        }
    }
}

/// Whether an unquoted part would be matched against files or multiplied by braces, or is a `{{ template }}`.
fn is_pattern(raw: &str) -> bool {
    let (mut bracket, mut brace, mut list, mut before) = (false, 0_u32, false, ' ');
    let mut chars = raw.chars();
    let mut quote = None;
    while let Some(next) = chars.next() {
        match (quote, next) {
            (None | Some('"'), '\\') => _ = chars.next(),
            (Some(open), _) if open == next => quote = None,
            (None, '\'' | '"') => quote = Some(next),
            (None, '*' | '?' | '(' | ')') => return true,
            (None, '[') => bracket = true,
            (None, ']') if bracket && before != '[' => return true,
            (None, '{') if before == '{' => return true,
            (None, '{') if before != '$' => brace += 1,
            (None, ',') => list |= brace > 0,
            (None, '.') if before == '.' => list |= brace > 0,
            (None, '}') if brace > 0 => {
                if list {
                    return true;
                }
                brace -= 1;
            }
            _ => {}
        }
        before = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn quotes_are_removed() {
        assert_eq!(literal(r#"a'b c'"d \$ \n"e\'"#).as_deref(), Some(r"ab cd $ \ne'"));
        assert_eq!(literal("a\\\r\nb").as_deref(), Some("ab"));
        assert_eq!(literal("''").as_deref(), Some(""));
    }

    #[test]
    fn a_lone_dollar_or_brace_is_itself() {
        for plain in ["$", "a$", "{}", "{a}", "[", "]", "@{1}", "HEAD@{u}", "a,b", "!", "a=b", "x#y"] {
            assert_eq!(literal(plain).as_deref(), Some(plain));
        }
    }

    #[test]
    fn what_must_be_run_or_matched_is_unknown() {
        for unknown in
            ["$a", "${a}", "\"$a\"", "`a`", "<(a)", "*", "a?", "[ab]", "{a,b}", "{1..3}", "~", "~/x", "{{ x }}", "'"]
        {
            assert_eq!(literal(unknown), None, "{unknown}");
        }
        assert_eq!(literal("'*'").as_deref(), Some("*"));
    }
}
