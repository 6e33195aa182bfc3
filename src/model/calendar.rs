//! Days and periods, as pages write them: `2024-03-09`, `90d`, `6 months`, `quarterly`.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use regex::Regex;

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:every\s+)?(\d{1,4})\s*(?:(d|days?)|(w|weeks?)|(mo|months?)|(y|years?))$")
        .expect("a valid expression")
});

/// The day that words are.
pub fn day(words: &str) -> Option<Date> {
    words.trim().parse().ok()
}

/// The period that words are, or begin with: "yearly, see the runbook".
pub fn period(words: &str) -> Option<Span> {
    let words = words.split([',', ';', '(']).next().unwrap_or(words).trim().to_ascii_lowercase();
    match words.as_str() {
        "daily" => return Some(1.day()),
        "weekly" => return Some(1.week()),
        "fortnightly" => return Some(2.weeks()),
        "monthly" => return Some(1.month()),
        "quarterly" => return Some(3.months()),
        "half-yearly" | "half yearly" | "twice a year" | "biannually" | "semi-annually" => return Some(6.months()),
        "yearly" | "annually" | "annual" => return Some(1.year()),
        _ => {}
    }
    let found = PERIOD.captures(&words)?;
    let number: i64 = found.get(1)?.as_str().parse().ok()?;
    Some(match () {
        () if found.get(2).is_some() => number.days(),
        () if found.get(3).is_some() => number.weeks(),
        () if found.get(4).is_some() => number.months(),
        () => number.years(),
    })
}

/// Whether words leave a day open: none, not known yet, or when something happens.
pub fn is_open(words: &str) -> bool {
    const OPEN: &[&str] = &[
        "",
        "-",
        "–",
        "—",
        "none",
        "n/a",
        "na",
        "never",
        "tbd",
        "tba",
        "?",
        "unknown",
        "not recorded",
        "open",
        "once",
    ];
    const BEGINNINGS: &[&str] = &[
        "todo",
        "on ",
        "as ",
        "when",
        "after ",
        "before ",
        "per ",
        "with ",
        "at ",
        "each release",
        "every release",
        "each deploy",
        "every deploy",
        "each merge",
        "ad hoc",
        "ad-hoc",
        "continuous",
        "never",
        "if ",
        "only ",
        "<",
    ];
    let words = words.trim().trim_matches('*').to_lowercase();
    OPEN.contains(&words.as_str()) || BEGINNINGS.iter().any(|start| words.starts_with(start))
}

/// The day on which something is due again.
pub fn due(last: &str, every: &str) -> Option<Date> {
    day(last)?.checked_add(period(every)?).ok()
}

/// The day on which something was due, if that is past.
pub fn overdue(last: &str, every: &str, today: &str) -> Option<Date> {
    let due = due(last, every)?;
    (due < day(today)?).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_for_something_has_no_day() {
        for words in ["on demand", "each release", "TODO(owner)", "never", "not recorded", "", "—"] {
            assert!(is_open(words), "{words}");
        }
        for words in ["every so often", "31.12.2024", "soon", "monthyl"] {
            assert!(!is_open(words), "{words}");
        }
    }

    #[test]
    fn a_period_is_over_the_day_after_it_ends() {
        let due = |last, every| overdue(last, every, "2024-06-01").map(|day| day.to_string());
        assert_eq!(due("2024-01-01", "90d").as_deref(), Some("2024-03-31"));
        assert_eq!(due("2024-03-01", "quarterly"), None);
        assert_eq!(due("2023-05-31", "yearly").as_deref(), Some("2024-05-31"));
        assert_eq!(due("2023-05-31", "yearly, see the runbook").as_deref(), Some("2024-05-31"));
        assert_eq!(due("2023-11-01", "6 months").as_deref(), Some("2024-05-01"));
        assert_eq!(due("last spring", "90d"), None);
        assert_eq!(due("2024-01-01", "on demand"), None);
    }
}
