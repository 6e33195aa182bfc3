//! What a page says of a tool: how it is installed, and in which version.

use crate::scaffold::words::code;
use crate::survey::Version;

/// A way to install as a cell: a command as code, an address as a link, words as they are.
pub fn install_words(way: &str) -> String {
    match way {
        "" => String::new(),
        way if way.starts_with("https://") => {
            let host = way["https://".len()..].split('/').next().unwrap_or(way);
            format!("[{}]({way})", host.trim_start_matches("www."))
        }
        way if way.starts_with("comes ") => way.to_owned(),
        way => code(way),
    }
}

/// Versions as a cell: the one that is pinned, or the floor, or all that are tried.
pub fn version_words(versions: &[Version]) -> String {
    let mut words: Vec<String> = Vec::new();
    let pins = versions.iter().filter(|version| !version.floor);
    let has_pin = pins.clone().next().is_some();
    for version in versions.iter().filter(|version| !version.floor || !has_pin) {
        let plain = version.words.trim().trim_start_matches('v');
        let is_number = plain.starts_with(|c: char| c.is_ascii_digit());
        let said = if version.floor && is_number { format!("{plain} or newer") } else { plain.replace('|', "\\|") };
        if !words.contains(&said) {
            words.push(said);
        }
    }
    if words.is_empty() { "any".to_owned() } else { words.join(", ") }
}
