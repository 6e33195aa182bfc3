//! E-mail addresses, told from handles (`@name`) and from names of files (`logo@2x.png`).

/// Common ends of hosts, none of which is that of a file.
const HOSTS: &[&str] =
    &["com", "org", "net", "io", "gov", "edu", "uk", "de", "fr", "eu", "nl", "ca", "au", "info", "dev"];

/// Whether words are the e-mail address of somebody.
pub fn is_mail_address(words: &str) -> bool {
    let fits = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'));
    let address = words.split('?').next().unwrap_or(words);
    address.split_once('@').is_some_and(|(name, host)| {
        let is_label = |label: &str| label.starts_with(|c: char| c.is_ascii_alphabetic());
        let end = host.rsplit_once('.').map(|(_, end)| end);
        !name.is_empty()
            && fits(name)
            && fits(host)
            && host.split('.').all(is_label)
            && end.is_some_and(|end| HOSTS.contains(&end))
    })
}

#[cfg(test)]
mod tests {
    use super::is_mail_address;

    #[test]
    fn addresses_are_told_from_handles_and_files() {
        for words in ["ops@shop.example.org", "on-call+db@shop.io", "ops@shop.org?subject=x"] {
            assert!(is_mail_address(words), "{words}");
        }
        for words in [
            "@ops",
            "ops@shop",
            "logo@2x.png",
            "a/b@c.org",
            "ops@.org",
            "docs@root@x.org",
            "left-pad@4.17.io",
            "shop@2x.dev",
        ] {
            assert!(!is_mail_address(words), "{words}");
        }
    }
}
