//! Which Mermaid sources are too much to draw, told before anything is drawn.

/// A longer source is no drawing that anybody could look at.
const MOST_SOURCE: usize = 20_000;
const MOST_LINES: usize = 400;
const MOST_LINKS: usize = 400;
const MOST_YEARS: f64 = 20.0;

/// Whether drawing a source may take long, or much memory: a short one can ask for millions of lines.
pub(super) fn is_too_much(source: &str) -> bool {
    let most = |line: &str, sign: &str, most: usize| line.matches(sign).count() > most;
    // `a & b --> c & d` are four lines, and so on.
    let multiplies = source.lines().any(|line| most(line, "&", 20)) || most(source, "&", 200);
    let links = ["--", "==", "-.", "~~"].iter().map(|sign| source.matches(sign).count()).sum::<usize>();
    // These draw something for each unit of a number, as packets do for each bit.
    let is_unbounded = ["packet", "radar", "sankey", "treemap"].iter().any(|kind| begins(source, kind));
    let counts = ["gantt", "block"].iter().any(|kind| begins(source, kind));
    let has_large_number = || source.split(|letter: char| !letter.is_ascii_digit()).any(|digits| digits.len() > 4);
    source.len() > MOST_SOURCE
        || source.lines().count() > MOST_LINES
        || is_unbounded
        || multiplies
        || links > MOST_LINKS
        || most(source, "{", MOST_LINKS)
        || (counts && has_large_number())
        || (begins(source, "gantt") && is_too_long(source))
}

/// Whether a source may be of a kind: a line begins with its word, perhaps after a directive.
fn begins(source: &str, kind: &str) -> bool {
    source.lines().flat_map(|line| line.split("%%")).any(|part| part.trim_start().starts_with(kind))
}

/// Whether a plan covers too much time for the marks on its axis.
fn is_too_long(source: &str) -> bool {
    let is_fine = |line: &str| ["second", "minute", "hour"].iter().any(|unit| line.contains(unit));
    let has_fine_ticks = source.lines().any(|line| line.contains("tickInterval") && is_fine(line));
    has_fine_ticks || years(source) > MOST_YEARS
}

/// How many years a plan may cover at most, by its years and durations; its axis is drawn day by day.
fn years(source: &str) -> f64 {
    let (mut first, mut last, mut sum) = (f64::MAX, 0.0_f64, 0.0);
    for word in source.split(|letter: char| !letter.is_ascii_alphanumeric()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = word[..digits].parse::<f64>() else { continue };
        sum += match &word[digits..] {
            "y" => number,
            "M" => number / 12.0,
            "w" => number / 52.0,
            "d" => number / 365.0,
            _ => 0.0,
        };
        if word.len() == 4 && digits == 4 {
            (first, last) = (first.min(number), last.max(number));
        }
    }
    sum + (last - first).max(0.0)
}
