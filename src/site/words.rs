//! Small words for people: days, moments, text with code in it.

use jiff::civil::Date;

pub use crate::text::xml::escape;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `2026-11-22T06:02:11Z` as `22 Nov 2026`; other words as they are.
pub fn day(time: &str) -> String {
    let date = time.get(..10).and_then(|day| day.parse::<Date>().ok());
    date.map_or_else(|| time.to_owned(), |date| format!("{} {} {}", date.day(), month(date), date.year()))
}

/// `2026-11-22T06:02:11Z` as `22 Nov 2026, 06:02 UTC`.
pub fn moment(time: &str) -> String {
    match time.get(11..16) {
        Some(clock) => format!("{}, {clock} UTC", day(time)),
        None => day(time),
    }
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()).clamp(1, 12) - 1]
}

/// Words as they begin a heading.
pub fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text of a message with its `code` marked up and all else escaped.
pub fn inline(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut parts = text.split('`');
    html.push_str(&escape(parts.next().unwrap_or_default()));
    while let Some(code) = parts.next() {
        match parts.next() {
            Some(after) => {
                html.push_str(&format!("<code>{}</code>{}", escape(code), escape(after)));
            }
            // A mark without its partner is only a mark.
            None => html.push_str(&format!("`{}", escape(code))),
        }
    }
    html
}

/// Words that mean themselves in Markdown.
pub fn escape_markdown(text: &str) -> String {
    text.replace('\\', "\\\\").replace('<', "\\<").replace('*', "\\*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_told_as_people_write_them() {
        assert_eq!(day("2026-11-02T06:02:11Z"), "2 Nov 2026");
        assert_eq!(day("2026-11-02"), "2 Nov 2026");
        assert_eq!(day("last spring"), "last spring");
        assert_eq!(moment("2026-11-02T06:02:11Z"), "2 Nov 2026, 06:02 UTC");
        assert_eq!(moment("2026-11-02"), "2 Nov 2026");
    }

    #[test]
    fn code_in_messages_is_marked_up_and_nothing_else() {
        assert_eq!(inline("`a<b` is <i>"), "<code>a&lt;b</code> is &lt;i&gt;");
        assert_eq!(inline("one ` mark"), "one ` mark");
    }
}
