//! E-mail addresses, told from handles (`@name`) and from names of files (`logo@2x.png`).

/// Ends of hosts that nearly all mail goes to, and that no file has.
const HOSTS: &[&str] =
    &["com", "org", "net", "io", "gov", "edu", "uk", "de", "fr", "eu", "nl", "ca", "au", "info", "dev"];

/// Whether words are the e-mail address of somebody.
pub fn is_mail_address(words: &str) -> bool {
    let fits = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'));
    words.split_once('@').is_some_and(|(name, host)| {
        let end = host.rsplit_once('.').filter(|(rest, _)| !rest.is_empty()).map(|(_, end)| end);
        !name.is_empty() && fits(name) && fits(host) && end.is_some_and(|end| HOSTS.contains(&end))
    })
}

#[cfg(test)]
mod tests {
    use super::is_mail_address;

    #[test]
    fn addresses_are_told_from_handles_and_files() {
        for words in ["ops@shop.example.org", "on-call+db@shop.io"] {
            assert!(is_mail_address(words), "{words}");
        }
        for words in ["@ops", "ops@shop", "logo@2x.png", "a/b@c.org", "ops@.org", "docs@root@x.org"] {
            assert!(!is_mail_address(words), "{words}");
        }
    }
}
