//! Credentials that are bytes in the letters of base 64: whether private keys are whole, and tokens no samples.

use data_encoding::{BASE64_MIME_PERMISSIVE, BASE64URL_NOPAD};
use serde_json::Value;

/// Whether a private key between its marks is as long as it says; what documentation prints is mostly cut short.
pub(super) fn is_whole_key(words: &str) -> bool {
    // In JSON, and in variables, it is written in one line.
    let words = words.replace("\\r", "").replace("\\n", "\n");
    if !words.ends_with("-----END") {
        return false;
    }
    let body: String = words.lines().filter(|line| !line.contains("-----") && !line.contains(':')).collect();
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    let Ok(bytes) = BASE64_MIME_PERMISSIVE.decode(body.as_bytes()) else { return false };
    match bytes.as_slice() {
        [0x30, 0x82, high, low, rest @ ..] => rest.len() == usize::from(*high) * 256 + usize::from(*low),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        // Keys of OpenSSH and of PGP say their length further in.
        bytes => bytes.len() >= 200,
    }
}

/// Words in tokens that are made up.
const MADE_UP: &[&str] = &[
    "example",
    "sample",
    "demo",
    "test",
    "foo",
    "bar",
    "john",
    "jane",
    "alice",
    "bob",
    "1234567890",
    "local",
    "acme",
    "dummy",
    "user_id",
    "\"joe\"",
    "placeholder",
    "your",
];

/// The longest that a token lives, in seconds, which is of no use to whoever finds it in a repository.
const BRIEF: i64 = 2 * 24 * 60 * 60;

/// Whether a JSON web token opens something: it is signed, of an issuer of the world, for more than a day or two, and
/// without made-up names. What programs print on somebody's own machine, and documentation shows, is none.
pub(super) fn is_real_token(words: &str) -> bool {
    let mut parts = words.split('.');
    let mut json = || {
        let bytes = BASE64URL_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    let (Some(head), Some(body)) = (json(), json()) else { return false };
    let is_signed = head["alg"].as_str().is_some_and(|alg| !alg.eq_ignore_ascii_case("none"))
        && parts.next().is_some_and(|signature| signature.len() >= 40);
    let issuer = body["iss"].as_str().unwrap_or_default();
    let of_the_world = issuer.starts_with("https://") || issuer == "supabase" && body["role"] == "service_role";
    let is_brief = match (body["iat"].as_i64(), body["exp"].as_i64()) {
        (Some(from), Some(to)) => to.saturating_sub(from) <= BRIEF,
        _ => false,
    };
    let text = body.to_string().to_lowercase();
    is_signed && of_the_world && !is_brief && !MADE_UP.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token of these two parts, put together here so that no scanner takes this file for a leak.
    fn token(head: &str, body: &str) -> String {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        format!("{}.{}.{}", encode(head), encode(body), encode("Q7rT2mXvB9cLsE4kWz8NpJ6yHd3FgA"))
    }

    #[test]
    fn made_up_tokens_are_samples() {
        let head = r#"{"alg":"HS256","typ":"JWT"}"#;
        assert!(is_real_token(&token(head, r#"{"iss":"https://id.shop.io","sub":"9f3c","exp":4102444800}"#)));
        assert!(!is_real_token(&token(head, r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#)));
        assert!(!is_real_token(&token(head, r#"{"Allow":["read"],"exp":4102444800}"#)));
        assert!(!is_real_token(&token(head, r#"{"iss":"https://id.shop.io","iat":1516239022,"exp":1516242622}"#)));
        assert!(!is_real_token(&token(r#"{"alg":"none"}"#, r#"{"sub":"9f3c"}"#)));
        assert!(!is_real_token("eyJhbGci.eyJzdWIi.c2ln"));
    }

    #[test]
    fn a_key_that_is_cut_short_is_a_sample() {
        let key = |length: usize| {
            let bytes: Vec<u8> =
                [0x30, 0x82, 1, 0].into_iter().chain((0..length).map(|n| (n * 7 % 251) as u8)).collect();
            let body = BASE64_MIME_PERMISSIVE.encode(&bytes);
            format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END")
        };
        assert!(is_whole_key(&key(256)));
        assert!(!is_whole_key(&key(200)));
    }
}
