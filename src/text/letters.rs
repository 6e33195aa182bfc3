//! Words without their marks.

/// The letters and digits of a text in lower case: what stays the same however a generator or a person joins its words.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
