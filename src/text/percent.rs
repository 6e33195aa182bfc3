//! Paths as they stand in addresses, and back.

/// A path as a relative reference: all but unreserved characters and slashes is encoded, so no colon makes a scheme.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Undoes percent-encoding; what is no encoding stays.
pub fn decode(words: &str) -> String {
    if !words.contains('%') {
        return words.to_owned();
    }
    let bytes = words.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'%').then(|| words.get(at + 1..at + 3)).flatten();
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_comes_back() {
        for path in ["a b/ü.md", "100%/x(1).md", "plain.md", "a:b"] {
            assert_eq!(decode(&encode(path)), path);
        }
        assert_eq!(encode("a b"), "a%20b");
        assert_eq!(decode("100%/%zz"), "100%/%zz");
    }
}
