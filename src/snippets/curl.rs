//! Whether `curl` only asks: a request by GET or HEAD to an address that is written out. Whatever else it is told counts as
//! more, since it speaks dozens of protocols, and sends what its options say.

/// Options of one letter that take no value.
const FLAGS: &str = "fsSLkIivgN46#";
/// Options that take none, in whole words.
#[rustfmt::skip]
const LONG_FLAGS: &[&str] = &[
    "--fail", "--fail-with-body", "--silent", "--show-error", "--location", "--insecure", "--head", "--include", "--verbose",
    "--globoff", "--no-buffer", "--ipv4", "--ipv6", "--compressed", "--http1.0", "--http1.1", "--http2", "--tlsv1.2", "--tlsv1.3",
    "--progress-bar", "--no-progress-meter", "--retry-connrefused", "--retry-all-errors",
];
/// Options that take a value of which nothing is sent or written.
#[rustfmt::skip]
const VALUED: &[&str] = &[
    "-m", "--max-time", "--connect-timeout", "--retry", "--retry-delay", "--retry-max-time", "--max-redirs", "--cacert",
    "-w", "--write-out",
];
/// Headers that say who asks for what, and how the answer is to be.
#[rustfmt::skip]
const HEADERS: &[&str] = &[
    "accept", "accept-encoding", "accept-language", "authorization", "cache-control", "content-type", "host", "origin", "pragma",
    "referer", "user-agent", "x-api-key", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id",
];
/// By how a host begins curl chooses another protocol, where nobody names one.
const CHOOSE: &[&str] = &["dict.", "ftp.", "imap.", "ldap.", "pop3.", "smtp."];

/// Whether such words, behind `curl`, only ask.
pub(super) fn only_asks(words: &[&str]) -> bool {
    let mut rest = words.iter().copied();
    let mut asks = false;
    while let Some(word) = rest.next() {
        let Some(option) = option(word) else {
            if !is_address(word) {
                return false;
            }
            asks = true;
            continue;
        };
        let fits = match option.as_str() {
            "--url" => {
                asks = true;
                rest.next().is_some_and(is_address)
            }
            "-H" | "--header" => rest.next().is_some_and(is_header),
            "-o" | "--output" => rest.next() == Some("/dev/null"),
            valued if VALUED.contains(&valued) => rest.next().is_some_and(is_value),
            flag => LONG_FLAGS.contains(&flag) || flag.strip_prefix('-').is_some_and(is_flags),
        };
        if !fits {
            return false;
        }
    }
    asks
}

/// The option that a word is, if it is one; of a cluster of letters that take no value the last, which may take the next word.
fn option(word: &str) -> Option<String> {
    let letters = word.strip_prefix('-')?;
    let (at, last) = letters.char_indices().next_back().filter(|_| !letters.starts_with('-')).unwrap_or_default();
    if at > 0 && is_flags(&letters[..at]) { Some(format!("-{last}")) } else { Some(word.to_owned()) }
}

/// Whether letters are options that take no value.
fn is_flags(letters: &str) -> bool {
    !letters.is_empty() && letters.chars().all(|letter| FLAGS.contains(letter))
}

/// Whether a value is text, and no file to be read or written.
fn is_value(value: &str) -> bool {
    !value.to_ascii_lowercase().contains("output{") && !value.starts_with('@')
}

/// Whether words are one of the headers, with a value: without one curl leaves a header out, or sends what it is not.
fn is_header(words: &str) -> bool {
    let Some((name, value)) = words.split_once(':') else { return false };
    HEADERS.contains(&name.to_ascii_lowercase().as_str()) && !value.trim().is_empty()
}

/// Whether a word is the address of a host that is written out, by HTTP. What stands behind the host may be any path.
fn is_address(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let rest = ["http://", "https://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    let place = rest.unwrap_or(&lower);
    let end = place.find(['/', '?', '#']).unwrap_or(place.len());
    let (place, path) = place.split_at(end);
    let (host, port) = match place.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        // Brackets that say no scheme may be others of a list.
        Some((address, port)) if rest.is_some() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':') => {
            ("", port)
        }
        Some(_) => return false,
        None => place.split_at(place.find(':').unwrap_or(place.len())),
    };
    let is_host = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    let is_port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
    let is_chosen = rest.is_some() || !host.is_empty() && !CHOOSE.iter().any(|start| host.starts_with(start));
    // A scheme behind the host would be that of a proxy, or of what an option was meant to be.
    is_host && is_port && is_chosen && !place.is_empty() && (rest.is_some() || !path.starts_with("//"))
}

#[cfg(test)]
mod tests {
    use super::only_asks;

    fn asks(line: &str) -> bool {
        let words: Vec<String> = line.split(' ').map(|word| word.trim_matches('\'').replace('~', " ")).collect();
        only_asks(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_health_check_only_asks() {
        for line in [
            "-fsS https://example.com",
            "-fsSLo /dev/null -w %{http_code} https://example.com/health?x=[1]",
            "-sw %{http_code}\\n -m 5 http://[::1]:8080/health",
            "--retry 3 --retry-delay 2 --url http://localhost:8080/health",
            "localhost:8080/health",
            "-s HTTP://localhost:8080/health",
            "-H Authorization:~Bearer~x -H 'Accept:~text/html' https://example.com/{a,b}",
            "-I example.com",
        ] {
            assert!(asks(line), "{line}");
        }
    }

    #[test]
    fn whatever_else_it_is_told_is_more() {
        for line in [
            "gopher://example.com/_x",
            "GOPHER:/example.com/_x",
            "gopher:{/}/example.com:6379/_FLUSHALL",
            "gopher{:}//example.com",
            "{http,gopher}://example.com",
            "gophe[r-r]://example.com",
            "dict.example.com",
            "d%69ct.example.com/FLUSHALL",
            "%{64}ict.example.com",
            "~dict.example.com",
            "//dict.example.com/FLUSHALL",
            "--url dict.example.com",
            "--url=http://example.com",
            "-x socks5h:{/}/example.com http://example.com",
            "-x http://example.com http://example.org",
            "--connect-to ::127.0.0.1:6379 http://example.com",
            "--doh-url https://example.com/job/build http://example.org",
            "-H Host: -H DEL~session:1 http://redis:6379/",
            "-H DEL~session:1 http://redis:6379/",
            "-H X-HTTP-Method-Override:DELETE https://example.com",
            "-H @headers https://example.com",
            "-d a=b https://example.com",
            "-fsSXPOST https://example.com",
            "-so x https://example.com",
            "--output x https://example.com",
            "-w %output{f}x https://example.com",
            "-w @f https://example.com",
            "-K f",
            "-sK f https://example.com",
            "--outp /dev/null https://example.com",
            "-T f https://example.com",
            "--next -X POST https://example.com",
            "-s",
        ] {
            assert!(!asks(line), "{line}");
        }
    }
}
