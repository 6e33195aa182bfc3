//! When something runs by the clock: a cron line, or people's words for one.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// The lowest and highest value of each field: minute, hour, day of the month, month, day of the week.
const BOUNDS: [(u32, u32); 5] = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The values that one field takes, as far as they are said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    /// These.
    Values(Vec<u32>),
    /// One, whichever.
    One,
    /// Each so many, from wherever.
    Each(u32),
}

/// When something runs by the clock, in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    fields: [Field; 5],
}

/// A day of the week in people's words.
const DAY: &str = "(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?s?";

static WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let day = format!(
        r"(?P<days>{DAY}(?:(?:,? and |, ?| ?/ ?| ?& ){DAY})+|(?P<from>{DAY})(?: ?[-–] ?| to | through )(?P<to>{DAY})|{DAY})"
    );
    let often = format!(
        r"(?P<hourly>hourly|(?:every|each) hour)|(?P<daily>daily|nightly|(?:every|each) (?:day|night))|every (?P<number>\d{{1,2}}) (?P<unit>minutes|mins|hours|hrs)|(?P<weekdays>(?:on |every )?(?:weekdays?|working days?))|(?P<monthly>monthly|(?:every|each) month)(?: on the (?P<date>\d{{1,2}})(?:st|nd|rd|th)?)?|(?:(?P<weekly>weekly|(?:every|each) week),?(?: on)?|on|every|each)? ?(?:{day})?"
    );
    let time = r"(?:,? (?:at )?(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))? ?(?P<half>am|pm)?(?: ?\(?(?:utc|gmt|z)(?P<zone>[+-]\d{1,2})?(?::00)?\)?)?)?";
    Regex::new(&format!("^(?:{often}){time}$")).expect("a valid expression")
});

impl Schedule {
    /// Reads `0 2 * * 1-5`, `nightly at 02:00 UTC`, `weekly on Monday`, `every 15 minutes`.
    pub fn parse(words: &str) -> Option<Self> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        Self::of_cron(&words).or_else(|| Self::of_words(&WORDS.captures(&words)?))
    }

    fn of_cron(line: &str) -> Option<Self> {
        let mut parts = line.split(' ');
        let mut next = |at: usize| field(parts.next()?, at).map(Field::Values);
        let fields = [next(0)?, next(1)?, next(2)?, next(3)?, next(4)?];
        parts.next().is_none().then_some(Self { fields })
    }

    fn of_words(found: &Captures) -> Option<Self> {
        let has = |name: &str| found.name(name).is_some();
        let number = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
        let any = |at: usize| Field::Values((BOUNDS[at].0..=BOUNDS[at].1).collect());
        let (hour, minute) = match number("hour") {
            Some(hour) => {
                // "at 2" may be either half of the day.
                let is_exact = has("minute") || has("half");
                let noon = found.name("half").map_or(0, |half| if half.as_str() == "pm" { 12 } else { 0 });
                let hour = if has("half") { hour % 12 + noon } else { hour };
                let minute = number("minute").unwrap_or(0);
                (is_exact && hour < 24 && minute < 60)
                    .then_some((vec![hour], vec![minute]))
                    .map(|(hour, minute)| (Field::Values(hour), Field::Values(minute)))?
            }
            None => (Field::One, Field::One),
        };
        let timed = has("hour");
        let (minute, hour, date, day) = match () {
            () if has("hourly") => (Field::One, any(1), any(2), any(4)),
            () if has("number") => {
                let step = number("number").filter(|step| *step > 1)?;
                if found["unit"].starts_with('m') {
                    (Field::Each(step), any(1), any(2), any(4))
                } else {
                    (Field::One, Field::Each(step), any(2), any(4))
                }
            }
            () if has("daily") => (minute, hour, any(2), any(4)),
            () if has("weekdays") => (minute, hour, any(2), Field::Values((1..=5).collect())),
            () if has("monthly") => {
                let date = number("date").map_or(Field::One, |date| Field::Values(vec![date]));
                (minute, hour, date, any(4))
            }
            () if has("days") => (minute, hour, any(2), Field::Values(days(found)?)),
            () if has("weekly") => (minute, hour, any(2), Field::One),
            () => return None,
        };
        let often = has("hourly") || has("number");
        let said = Self { fields: [minute, hour, date, any(3), day] };
        let zone = found.name("zone").map_or(Some(0), |zone| zone.as_str().parse().ok())?;
        if often && timed { None } else { said.in_utc(zone) }
    }

    /// The same moments in UTC, of words in a zone that is so many hours ahead of it.
    fn in_utc(mut self, ahead: i32) -> Option<Self> {
        let Field::Values(hours) = &self.fields[1] else { return Some(self) };
        let ([hour], true) = (hours.as_slice(), ahead != 0) else { return Some(self) };
        let there = i32::try_from(*hour).ok()? - ahead;
        let shift = there.div_euclid(24);
        self.fields[1] = Field::Values(vec![u32::try_from(there.rem_euclid(24)).ok()?]);
        if shift != 0 {
            // The day before the first of a month has no number.
            let [_, _, Field::Values(dates), _, Field::Values(days)] = &mut self.fields else {
                return None;
            };
            if dates.len() < 31 {
                return None;
            }
            for day in days.iter_mut() {
                *day = u32::try_from((i32::try_from(*day).ok()? + shift).rem_euclid(7)).ok()?;
            }
            days.sort_unstable();
        }
        Some(self)
    }

    /// Whether a cron line runs when these words say.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.fields.iter().zip(&other.fields).enumerate().all(|(at, (one, two))| agree(one, two, BOUNDS[at]))
    }
}

/// The days of the week that words name, as a list or from one to another.
fn days(found: &Captures) -> Option<Vec<u32>> {
    let of = |words: &str| DAYS.iter().position(|day| words.starts_with(day)).and_then(|at| u32::try_from(at).ok());
    if let (Some(from), Some(to)) = (found.name("from"), found.name("to")) {
        let (from, to) = (of(from.as_str())?, of(to.as_str())?);
        let mut all: Vec<u32> =
            (0..7).filter(|step| *step <= (to + 7 - from) % 7).map(|step| (from + step) % 7).collect();
        all.sort_unstable();
        return Some(all);
    }
    let words = found["days"].split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty() && *word != "and");
    let mut all = words.map(of).collect::<Option<Vec<u32>>>()?;
    all.sort_unstable();
    all.dedup();
    Some(all)
}

fn agree(one: &Field, two: &Field, (low, high): (u32, u32)) -> bool {
    match (one, two) {
        (Field::Values(one), Field::Values(two)) => one == two,
        (Field::One, Field::Values(values)) | (Field::Values(values), Field::One) => values.len() == 1,
        (Field::Each(step), Field::Values(values)) | (Field::Values(values), Field::Each(step)) => {
            let is_even = values.windows(2).all(|pair| pair[1] - pair[0] == *step);
            let reaches = values.first().is_some_and(|first| first - low < *step)
                && values.last().is_some_and(|last| high - last < *step);
            is_even && reaches
        }
        (one, two) => one == two,
    }
}

/// The values of a field of a cron line, in order.
fn field(words: &str, at: usize) -> Option<Vec<u32>> {
    let (low, high) = BOUNDS[at];
    let named = |word: &str| -> Option<u32> {
        let names: &[&str] = match at {
            3 => &MONTHS,
            4 => &DAYS,
            _ => &[],
        };
        let known = names.iter().position(|name| *name == word).and_then(|at| u32::try_from(at).ok());
        known.map(|number| number + low).or_else(|| word.parse().ok())
    };
    let mut values = Vec::new();
    for part in words.split(',') {
        let (range, step) = part.split_once('/').map_or((part, Some(1)), |(range, step)| (range, step.parse().ok()));
        let step: u32 = step.filter(|step| *step > 0)?;
        // Sunday is both ends of the week.
        let top = if at == 4 { 7 } else { high };
        let (from, to) = match range.split_once('-') {
            Some((from, to)) => (named(from)?, named(to)?),
            None if matches!(range, "*" | "?") => (low, high),
            None if part.contains('/') => (named(range)?, high),
            None => (named(range)?, named(range)?),
        };
        if from < low || to > top || from > to {
            return None;
        }
        let number = (from..=to).step_by(usize::try_from(step).ok()?);
        values.extend(number.map(|value| if at == 4 { value % 7 } else { value }));
    }
    values.sort_unstable();
    values.dedup();
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::Schedule;

    fn agree(words: &str, cron: &str) -> bool {
        let parse = |words| Schedule::parse(words).unwrap_or_else(|| panic!("{words} is a schedule"));
        parse(words).agrees_with(&parse(cron))
    }

    #[test]
    fn people_s_words_agree_with_cron_lines() {
        for (words, cron) in [
            ("nightly at 02:30 UTC", "30 2 * * *"),
            ("Daily, at 2:30", "30 2 * * *"),
            ("every day", "7 4 * * *"),
            ("weekly on Monday at 02:00 UTC", "0 2 * * 1"),
            ("weekly on Mondays", "17 5 * * MON"),
            ("Sundays at 4 am", "0 4 * * 7"),
            ("every Friday", "0 9 * * 5"),
            ("weekly", "0 9 * * 2"),
            ("hourly", "17 * * * *"),
            ("every 15 minutes", "*/15 * * * *"),
            ("every 15 minutes", "7,22,37,52 * * * *"),
            ("every 6 hours", "0 */6 * * *"),
            ("every 6 hours", "30 2-23/6 * * *"),
            ("weekdays at 06:30 UTC", "30 6 * * 1-5"),
            ("on weekdays", "30 6 * * mon-fri"),
            ("monthly", "0 3 1 * *"),
            ("monthly on the 1st at 03:00 (UTC)", "0 3 1 * *"),
            ("0  3 * * 0", "0 3 * * sun"),
            ("every day at 2 pm", "0 14 * * *"),
            ("Mondays and Thursdays", "0 2 * * 1,4"),
            ("every Monday, Wednesday and Friday at 06:00 UTC", "0 6 * * 1,3,5"),
            ("Mon/Thu at 06:00", "0 6 * * mon,thu"),
            ("Monday to Friday at 02:00 UTC", "0 2 * * 1-5"),
            ("Fri-Mon", "0 2 * * 5,6,0,1"),
            ("daily at 04:00 UTC+2", "0 2 * * *"),
            ("Mondays at 01:30 GMT+2", "30 23 * * 0"),
            ("weekdays at 22:00 (UTC-5)", "0 3 * * 2-6"),
        ] {
            assert!(agree(words, cron), "{words} is {cron}");
        }
        for (words, cron) in [
            ("nightly at 02:30 UTC", "30 3 * * *"),
            ("nightly", "0 3 * * 1"),
            ("daily", "0 */6 * * *"),
            ("weekly on Monday", "0 2 * * 2"),
            ("weekly", "0 2 * * *"),
            ("hourly", "0 */2 * * *"),
            ("every 15 minutes", "*/20 * * * *"),
            ("every 15 minutes", "0 * * * *"),
            ("weekdays", "0 2 * * *"),
            ("monthly", "0 3 * * 1"),
            ("monthly on the 1st", "0 3 15 * *"),
            ("Mondays and Thursdays", "0 2 * * 1"),
            ("daily at 04:00 UTC+2", "0 4 * * *"),
        ] {
            assert!(!agree(words, cron), "{words} is not {cron}");
        }
    }

    #[test]
    fn what_is_not_wholly_understood_is_no_schedule() {
        for words in [
            "",
            "on",
            "on demand",
            "at 02:00",
            "nightly at 02:00 CET",
            "daily at 2",
            "monthly on the 1st at 01:00 UTC+2",
            "daily at 09:00 Europe/Berlin",
            "hourly at 02:00",
            "every 0 minutes",
            "60 * * * *",
            "0 3 * *",
            "after each release",
            "*/0 * * * *",
        ] {
            assert_eq!(Schedule::parse(words), None, "{words}");
        }
    }
}
