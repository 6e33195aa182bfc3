//! Covers credentials with as many letters, and says which of them are certain.
//!
//! Letters, because a star would be an alias in YAML.

use super::{address, named, shapes};

/// What is covered in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mask {
    pub start: usize,
    pub end: usize,
    /// How many bytes of it stay readable, the prefix by which a provider marks its credentials.
    pub kept: usize,
    /// Whose credential it is; none where nobody can tell whether it opens anything, so that it is not reported.
    pub what: Option<&'static str>,
}

/// What is to be covered in `text`, in its order. A certain credential says more than the address that it stands in, and
/// that more than a mere shape or name.
pub(super) fn find(text: &str) -> Vec<Mask> {
    let (mut found, shaped): (Vec<Mask>, Vec<Mask>) = shapes::find(text).into_iter().partition(|m| m.what.is_some());
    for mut weaker in [address::passwords(text), shaped, named::find(text)] {
        weaker.sort_by_key(|mask| mask.start);
        weaker.dedup_by(|next, kept| next.start < kept.end);
        weaker.retain(|mask| !overlaps(mask, &found));
        found.append(&mut weaker);
        found.sort_by_key(|mask| mask.start);
    }
    found
}

fn overlaps(mask: &Mask, sorted: &[Mask]) -> bool {
    let next = sorted.partition_point(|other| other.end <= mask.start);
    sorted.get(next).is_some_and(|other| other.start < mask.end)
}

/// The text with letters in place of what is masked.
pub(super) fn cover(text: &str, masks: &[Mask]) -> String {
    let mut covered = String::with_capacity(text.len());
    let mut done = 0;
    for mask in masks {
        let from = mask.start + mask.kept;
        covered.push_str(&text[done..from]);
        for letter in text[from..mask.end].chars() {
            let stays = match mask.kept {
                // Marks are part of what makes a password.
                0 => letter.is_ascii_whitespace(),
                // A backslash would mean something else before another letter.
                _ => !letter.is_ascii_alphanumeric() && letter != '\\',
            };
            if stays {
                covered.push(letter);
            } else {
                covered.extend(std::iter::repeat_n('x', letter.len_utf8()));
            }
        }
        done = mask.end;
    }
    covered.push_str(&text[done..]);
    covered
}

#[cfg(test)]
#[path = "../../tests/shop/token.rs"]
mod token;

#[cfg(test)]
mod tests {
    use data_encoding::{BASE64_MIME_PERMISSIVE, BASE64URL_NOPAD};

    use super::token::token;
    use super::*;

    /// Letters and digits that look random; put together when the tests run, so that no scanner takes this file for a leak.
    fn random(alphabet: &str, count: usize) -> String {
        let letters: Vec<char> = alphabet.chars().collect();
        let mut state: u32 = 12_345;
        let mut next = || {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            letters[(state >> 16) as usize % letters.len()]
        };
        (0..count).map(|_| next()).collect()
    }

    const MIXED: &str = "abcdefghijkmnopqrstuvwyzABCDEFGHJKLMNPQRSTUVWZ23456789";
    const HEX: &str = "0123456789abcdef";
    const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    fn covered(text: &str) -> String {
        let covered = cover(text, &find(text));
        assert_eq!(covered.len(), text.len());
        covered
    }

    /// Whose credentials a text has for certain.
    fn reported(text: &str) -> Vec<&'static str> {
        find(text).into_iter().filter_map(|mask| mask.what).collect()
    }

    #[test]
    fn a_token_with_a_true_checksum_is_covered_and_reported() {
        let text = format!("token: {} # ü", token());
        assert_eq!(covered(&text), format!("token: ghp_{} # ü", "x".repeat(36)));
        assert_eq!(reported(&text), ["GitHub token"]);
    }

    #[test]
    fn what_has_all_of_a_shape_is_covered_and_reported() {
        for (prefix, alphabet, count, what) in [
            ("AKIA", BASE32, 16, "AWS access key"),
            ("ASIA", BASE32, 16, "AWS access key"),
            // Letters that repeat are what some random keys have.
            ("AKIA", "QW2K7M", 16, "AWS access key"),
            ("glpat-", MIXED, 20, "GitLab token"),
            ("sk_live_", MIXED, 24, "Stripe live key"),
            ("AIza", MIXED, 35, "Google API key"),
            ("dckr_pat_", MIXED, 27, "Docker Hub token"),
            ("dop_v1_", HEX, 64, "DigitalOcean token"),
            ("shpat_", HEX, 32, "Shopify token"),
            ("rubygems_", HEX, 48, "RubyGems key"),
            ("pypi-AgE", MIXED, 90, "PyPI token"),
            ("hvs.", MIXED, 95, "Vault token"),
            ("sk-proj-", MIXED, 60, "OpenAI key"),
            ("glrt-", MIXED, 20, "GitLab token"),
            ("dapi", HEX, 32, "Databricks token"),
            ("vcp_", MIXED, 56, "Vercel token"),
            ("nfp_", MIXED, 36, "Netlify token"),
            ("sqp_", HEX, 40, "SonarQube token"),
            ("figd_", MIXED, 40, "Figma token"),
            ("gsk_", MIXED, 52, "Groq key"),
            ("lin_api_", MIXED, 40, "Linear key"),
            ("pul-", HEX, 40, "Pulumi token"),
            ("123456:AA", MIXED, 33, "Telegram bot token"),
            ("Ab3.atlasv1.", MIXED, 67, "Terraform Cloud token"),
        ] {
            let text = format!("use `{prefix}{}`.", random(alphabet, count));
            assert_eq!(covered(&text), format!("use `{prefix}{}`.", "x".repeat(count)));
            assert_eq!(reported(&text), [what], "{text}");
        }
    }

    #[test]
    fn an_address_that_is_a_credential_is_one() {
        let hook = format!("{}/{}", random("123456789", 19), random(MIXED, 68));
        assert_eq!(reported(&format!("post to https://discord.com/api/webhooks/{hook}.")), ["Discord webhook"]);
        let signed = format!("https://shop.example.org/a?sv=1&sig={}%3D", random(MIXED, 43));
        assert_eq!(reported(&signed), ["Azure shared access signature"]);
        assert!(!covered(&signed).contains(&signed[signed.len() - 20..]));
    }

    #[test]
    fn what_has_some_of_a_shape_is_covered_and_not_reported() {
        for (prefix, alphabet, count) in [
            ("ghp_", MIXED, 36),
            ("gho_", MIXED, 36),
            ("ghs_", MIXED, 36),
            ("ghu_", MIXED, 36),
            ("ghr_", MIXED, 36),
            ("npm_", MIXED, 36),
            ("github_pat_", MIXED, 82),
            ("glpat-", MIXED, 22),
            ("xoxb-", MIXED, 24),
            ("xoxs-", MIXED, 24),
            ("sk_live_", MIXED, 20),
            ("rk_live_", HEX, 24),
            ("AIza", MIXED, 34),
            ("dckr_pat_", MIXED, 26),
            ("hvs.", MIXED, 24),
            ("sk-ant-", MIXED, 40),
            ("sk-proj-", MIXED, 30),
        ] {
            let text = format!("use {prefix}{}, please", random(alphabet, count));
            assert_eq!(covered(&text), format!("use {prefix}{}, please", "x".repeat(count)));
            assert_eq!(reported(&text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn a_key_that_ends_with_a_dash_is_one_too() {
        let text = format!("key=AIza{}-&x=1", random(MIXED, 34));
        assert_eq!(covered(&text), format!("key=AIza{}-&x=1", "x".repeat(34)));
        assert_eq!(reported(&text), ["Google API key"]);
    }

    #[test]
    fn any_web_token_is_covered() {
        let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let signed = format!("{}.{}.{}", part(r#"{"alg":"HS256"}"#), part(r#"{"sub":"kim"}"#), random(MIXED, 43));
        let shown = covered(&format!("curl -H 'X-Token: {signed}'"));
        assert!(!shown.contains(&signed[4..20]) && !shown.contains(&signed[signed.len() - 8..]), "{shown}");
        assert_eq!(reported(&signed), Vec::<&str>::new());
    }

    #[test]
    fn a_private_key_is_covered_however_it_is_written() {
        let lines = [random(MIXED, 64), random(MIXED, 64), random(MIXED, 12)];
        let headers = "\r\nProc-Type: 4,ENCRYPTED\r\nDEK-Info: AES-128-CBC,E3F0\r\n";
        for (before, headers, between, after) in [
            ("", "", "\n", ""),
            ("", headers, "\r\n", ""),
            ("key: |\n  ", "", "\n  ", ""),
            ("\"key\": \"", "", "\\n", "\\n\""),
            ("> ", "", "\n> ", ""),
        ] {
            let begin = format!("{before}-----BEGIN RSA PRIVATE KEY-----{headers}{between}");
            let text = format!("{begin}{}{between}-----END RSA PRIVATE KEY-----{after}", lines.join(between));
            let shown = covered(&text);
            assert!(lines.iter().all(|line| !shown.contains(line.as_str())), "{shown}");
            assert_eq!((shown.starts_with(before), shown.ends_with(after)), (true, true), "{shown}");
            let cut = format!("{begin}{}{between}...", lines[0]);
            assert!(!covered(&cut).contains(&lines[0]), "{cut}");
        }
    }

    #[test]
    fn a_whole_key_of_a_service_account_is_reported() {
        let bytes: Vec<u8> = [0x30, 0x82, 1, 0].into_iter().chain((0..=255_u8).map(|n| n.wrapping_mul(7))).collect();
        let body = BASE64_MIME_PERMISSIVE.encode(&bytes).replace("\r\n", "\\n");
        let text = format!("{{\"key\": \"-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n\"}}");
        assert_eq!(reported(&text), ["private key"]);
        assert!(serde_json::from_str::<serde_json::Value>(&covered(&text)).is_ok(), "{}", covered(&text));
    }

    #[test]
    fn samples_and_names_stay_as_they_are() {
        let sum = random(HEX, 40);
        for sample in [
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "glpat-your-token-goes-here",
            "xoxb-your-token-here",
            "sk-ant-your-api-key-goes-here",
            "sk-proj-<your key>",
            "npm_config_registry, npm_lifecycle_event and npm_package_name",
            "hf_hub_download(repo_id)",
            "eyJ... and eyJhbGciOiJIUzI1NiIs...",
            "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\nyour key\n-----END PRIVATE KEY-----",
            &format!("commit {sum}, image shop@sha256:{sum}{}", &sum[..24]),
            &format!("{sum}.md, AKIA and ASIA, hvs.md"),
        ] {
            assert_eq!(covered(sample), sample);
        }
        // Nothing of it can be seen either way, and nobody is told.
        for held_down in ["AKIAAAAAAAAAAAAAAAAA", "AKIAXXXXXXXXXXXXXXXX"] {
            assert_eq!(reported(held_down), Vec::<&str>::new());
        }
    }

    #[test]
    fn a_token_in_an_address_is_still_its_password() {
        let text = format!("https://kim:ghp_{}@git.acme.io/shop", random(MIXED, 36));
        assert_eq!(covered(&text), format!("https://kim:{}@git.acme.io/shop", "x".repeat(40)));
        assert_eq!(reported(&text), [address::PASSWORD]);
    }
}
