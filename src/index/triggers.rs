//! What starts a workflow, in sentences.

use crate::model::{Trigger, Words, Workflow, patterns};

/// One sentence of Markdown for each way in which a workflow starts, and one for its concurrency.
pub(super) fn in_words(workflow: &Workflow) -> Vec<String> {
    let mut sentences: Vec<String> = workflow.triggers.iter().flat_map(sentence).collect();
    if let Some(concurrency) = &workflow.concurrency {
        let newer = match concurrency.cancels.as_ref().map(|cancels| cancels.text.as_str()) {
            Some("true") => "a newer run cancels the one before it",
            Some("false") | None => "a newer run waits, it does not cancel",
            Some(_) => "an expression decides whether a newer run cancels it",
        };
        let group = &concurrency.group.text;
        let each = if group.contains("${{") { "for each" } else { "in the group" };
        sentences.push(format!("One run at a time {each} {}; {newer}.", code(group)));
    }
    sentences
}

fn sentence(trigger: &Trigger) -> Vec<String> {
    let event = trigger.event.text.as_str();
    let filter = |key: &str| trigger.filters.iter().find(|(name, _)| name == key).map(|(_, words)| words.as_slice());
    // What is listed, in words that stand before it, or all but what is.
    let limit = |key: &str, one: &str, all: &str| {
        let listed = filter(key).map(|words| format!("{one}{}", patterns::in_words(words, or)));
        listed.or_else(|| Some(format!("{all}{}", list(filter(&format!("{key}-ignore"))?))))
    };
    let paths = limit("paths", " and touches ", " and touches more than ").unwrap_or_default();
    let onto = |before: &str| limit("branches", before, &format!("{before}any branch but ")).unwrap_or_default();
    let main = match event {
        "push" => {
            // GitHub looks at the touched paths of commits only, not of tags.
            let any = |key: &str| filter(key).is_some_and(|words| words.len() == 1 && words[0].text == "**");
            let on_any = |key, one: &str| any(key).then(|| one.to_owned());
            let branches = on_any("branches", "A commit on any branch")
                .or_else(|| limit("branches", "A commit on ", "A commit on any branch but "));
            let tags = on_any("tags", "Any tag")
                .or_else(|| limit("tags", "A tag that matches ", "A tag that matches none of "));
            if branches.is_none() && tags.is_none() {
                return vec![format!("Anything is pushed{paths}.")];
            }
            let of_commits = branches.map(|commits| format!("{commits} is pushed{paths}."));
            return of_commits.into_iter().chain(tags.map(|tags| format!("{tags} is pushed."))).collect();
        }
        "pull_request" | "pull_request_target" => {
            let types = filter("types").map(|types| format!(" is {}", done(types)));
            let onto = onto(" against ");
            let own = if event == "pull_request_target" { ", with the rights of the base branch" } else { "" };
            format!("A pull request{onto}{}{paths}{own}", types.unwrap_or_else(|| " is opened or changed".to_owned()))
        }
        "schedule" => {
            return trigger
                .crons
                .iter()
                .map(|cron| match schedule(&cron.text) {
                    Some(words) => format!("{words} ({}).", code(&cron.text)),
                    None => format!("On the schedule {}.", code(&cron.text)),
                })
                .collect();
        }
        "workflow_dispatch" => match trigger.inputs.as_slice() {
            [] => "By hand".to_owned(),
            inputs => format!(
                "By hand, with {}",
                inputs.iter().map(|input| code(&input.name.text)).collect::<Vec<_>>().join(", ")
            ),
        },
        "workflow_call" => "Another workflow calls it".to_owned(),
        "workflow_run" => match filter("workflows") {
            Some(names) => format!("{} has run{}", list(names), onto(" on ")),
            None => format!("Another workflow has run{}", onto(" on ")),
        },
        "repository_dispatch" => match filter("types") {
            Some(types) => format!("A program sends {}", list(types)),
            None => "A program sends an event".to_owned(),
        },
        "release" => match filter("types") {
            Some(types) => format!("A release is {}", done(types)),
            None => "A release changes".to_owned(),
        },
        "merge_group" => format!("A pull request enters the merge queue{}", onto(" of ")),
        "issues"
        | "issue_comment"
        | "discussion"
        | "discussion_comment"
        | "pull_request_review"
        | "pull_request_review_comment" => {
            let thing = event.replace('_', " ");
            let thing = thing.trim_end_matches('s');
            match filter("types") {
                Some(types) => format!("{} {thing} is {}", article(thing), done(types)),
                None => format!("{} {thing} changes", article(thing)),
            }
        }
        "create" => "A branch or tag is created".to_owned(),
        "delete" => "A branch or tag is deleted".to_owned(),
        "deployment" => "A deployment is made".to_owned(),
        "deployment_status" => "A deployment changes its status".to_owned(),
        _ => match filter("types") {
            Some(types) => format!("The event {} of type {}", code(event), list(types)),
            None => format!("The event {}", code(event)),
        },
    };
    vec![format!("{main}.")]
}

fn article(thing: &str) -> &'static str {
    if thing.starts_with(['a', 'e', 'i', 'o', 'u']) { "An" } else { "A" }
}

/// What was done to a thing, by the types of its event.
fn done(types: &[Words]) -> String {
    const TOLD: &[(&str, &str)] = &[
        ("synchronize", "updated"),
        ("ready_for_review", "marked ready"),
        ("converted_to_draft", "made a draft"),
        ("review_requested", "sent to a reviewer"),
        ("review_request_removed", "taken from a reviewer"),
        ("auto_merge_enabled", "set to merge by itself"),
        ("auto_merge_disabled", "no longer set to merge by itself"),
        ("enqueued", "put into the merge queue"),
        ("dequeued", "taken from the merge queue"),
        ("prereleased", "published as a pre-release"),
        ("milestoned", "put under a milestone"),
        ("demilestoned", "taken from a milestone"),
    ];
    let word = |word: &Words| {
        let told = TOLD.iter().find(|(name, _)| *name == word.text).map(|(_, told)| (*told).to_owned());
        let is_plain = word.text.ends_with("ed") && word.text.bytes().all(|byte| byte.is_ascii_lowercase());
        told.unwrap_or_else(|| if is_plain { word.text.clone() } else { code(&word.text) })
    };
    joined(&types.iter().map(word).collect::<Vec<_>>(), "or")
}

fn list(words: &[Words]) -> String {
    or(&words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>())
}

fn or(words: &[&str]) -> String {
    joined(&words.iter().map(|word| code(word)).collect::<Vec<_>>(), "or")
}

fn joined(words: &[String], by: &str) -> String {
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {by} {last}", others.join(", ")),
        None => "anything".to_owned(),
    }
}

fn code(words: &str) -> String {
    format!("`{}`", words.replace('`', "'"))
}

/// A cron line in words, if it is one of the plain ones. GitHub reads it in UTC.
pub(super) fn schedule(cron: &str) -> Option<String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return None };
    let number = |field: &str| field.parse::<u32>().ok();
    let step = |field: &str| field.strip_prefix("*/").and_then(number);
    if *day == "*" && *month == "*" && *weekday == "*" {
        match (minute, *hour) {
            (minute, "*") if step(minute).is_some() => return Some(format!("Every {} minutes", step(minute)?)),
            (minute, "*") if number(minute).is_some() => {
                return Some(format!("Every hour, at minute {}", number(minute)?));
            }
            (minute, hour) if step(hour).is_some() && number(minute).is_some() => {
                return Some(format!("Every {} hours, at minute {}", step(hour)?, number(minute)?));
            }
            _ => {}
        }
    }
    let hours: Vec<u32> = hour.split(',').map(number).collect::<Option<_>>()?;
    let minute = number(minute)?;
    if minute > 59 || hours.iter().any(|hour| *hour > 23) {
        return None;
    }
    let times: Vec<String> = hours.iter().map(|hour| format!("{hour:02}:{minute:02}")).collect();
    let at = format!("at {} UTC", joined(&times, "and"));
    match (*day, *month, *weekday) {
        ("*", "*", "*") => Some(match all_day(&hours) {
            Some(step) => format!("Every {step} hours, {at}"),
            None => format!("Every day {at}"),
        }),
        ("*", "*", weekday) => Some(format!("Every {} {at}", weekdays(weekday)?)),
        (day, "*", "*") => Some(format!("On day {} of every month {at}", number(day)?)),
        _ => None,
    }
}

/// How many hours lie between each of some and the next, over the night too, if as many always do.
fn all_day(hours: &[u32]) -> Option<u32> {
    let count = u32::try_from(hours.len()).ok().filter(|count| *count > 1 && 24 % count == 0)?;
    let step = 24 / count;
    hours.windows(2).all(|pair| pair[0] + step == pair[1]).then_some(step)
}

fn weekdays(field: &str) -> Option<String> {
    const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let day = |word: &str| {
        let number = word.parse::<usize>().ok().map(|number| number % 7);
        let named = || DAYS.iter().position(|day| day[..3].eq_ignore_ascii_case(word));
        number.or_else(named).map(|at| DAYS[at])
    };
    if let Some((from, to)) = field.split_once('-') {
        return match (day(from)?, day(to)?) {
            ("Monday", "Friday") => Some("weekday".to_owned()),
            (from, to) => Some(format!("day from {from} to {to}")),
        };
    }
    let days: Option<Vec<&str>> = field.split(',').map(day).collect();
    let days = days?;
    let (last, others) = days.split_last()?;
    Some(if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::{in_words, schedule};
    use crate::facts;
    use crate::text::{Excerpt, FileId};

    #[test]
    fn what_a_filter_takes_out_is_told_as_such() {
        for (on, words) in [
            ("push: {branches: [main, 'release/**']}", "A commit on `main` or `release/**` is pushed."),
            (
                "push: {branches: ['release/**', '!release/old', '!release/alpha']}",
                "A commit on `release/**` (but not `release/old` or `release/alpha`) is pushed.",
            ),
            (
                "push: {branches: ['!a', 'v**', '!v*-rc', v1-rc]}",
                "A commit on `v**` (but not `v*-rc`, though `v1-rc`) is pushed.",
            ),
            ("push: {branches: ['!main']}", "A commit on nothing is pushed."),
            ("push: {branches-ignore: [main]}", "A commit on any branch but `main` is pushed."),
            ("push: {tags: ['v*', '!v0*']}", "A tag that matches `v*` (but not `v0*`) is pushed."),
            ("push: {tags: ['**']}", "Any tag is pushed."),
            (
                "pull_request: {types: [opened, synchronize, ready_for_review, odd_one]}",
                "A pull request is opened, updated, marked ready or `odd_one`.",
            ),
            ("release: {types: [published]}", "A release is published."),
            ("push: {tags-ignore: ['v*']}", "A tag that matches none of `v*` is pushed."),
            ("push: {paths: ['src/**', '!**.md']}", "Anything is pushed and touches `src/**` (but not `**.md`)."),
            (
                "pull_request: {branches-ignore: ['release/**'], paths-ignore: ['**.md']}",
                "A pull request against any branch but `release/**` is opened or changed and touches more than `**.md`.",
            ),
            ("workflow_run: {workflows: [CI], branches: [main, '!old']}", "`CI` has run on `main` (but not `old`)."),
        ] {
            let source = format!("on: {{{on}}}\njobs: {{}}\n");
            let reading = facts::read(Excerpt::whole(FileId(0), &source), ".github/workflows/a.yml");
            assert_eq!(in_words(&reading.workflow.expect("it is a workflow")), [words], "{on}");
        }
    }

    #[test]
    fn plain_cron_lines_are_told_in_words() {
        for (cron, words) in [
            ("0 3 * * *", Some("Every day at 03:00 UTC")),
            ("30 6 * * 1", Some("Every Monday at 06:30 UTC")),
            ("0 0 * * 1-5", Some("Every weekday at 00:00 UTC")),
            ("0 0 * * MON,thu", Some("Every Monday and Thursday at 00:00 UTC")),
            ("*/15 * * * *", Some("Every 15 minutes")),
            ("7 * * * *", Some("Every hour, at minute 7")),
            ("0 */6 * * *", Some("Every 6 hours, at minute 0")),
            ("0 4 1 * *", Some("On day 1 of every month at 04:00 UTC")),
            ("0 0,6,12,18 * * *", Some("Every 6 hours, at 00:00, 06:00, 12:00 and 18:00 UTC")),
            ("30 9,15 * * 1-5", Some("Every weekday at 09:30 and 15:30 UTC")),
            ("0 9,25 * * *", None),
            ("0 4 1 1 *", None),
            ("0 4 * *", None),
            ("61 4 * * *", None),
        ] {
            assert_eq!(schedule(cron).as_deref(), words, "{cron}");
        }
    }
}
