//! How well delivery works, by the five measures of DORA, from the records of releases and incidents. A record that does
//! not say something is no point of a measure that needs it.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::Serialize;

use super::publication::Publication;
use super::records::{IncidentItem, ReleaseItem, releases};
use crate::git::Record;
use crate::kinds::plain_version;
use crate::model::environment::is_production;
use crate::workspace::Workspace;

/// Below how many points nothing is said.
const LEAST: usize = 5;

/// One measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MeasureItem {
    /// `deployment-frequency`, `change-lead-time`, `change-fail-rate`, `failed-deployment-recovery-time` or
    /// `deployment-rework-rate`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is, in a line.
    pub meaning: &'static str,
    /// `days` or `percent`.
    pub unit: &'static str,
    /// The median, or the share; absent as long as there are too few points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The same in words.
    pub words: String,
    /// How many points it has.
    pub n: usize,
    /// The points, the newest first.
    pub points: Vec<PointItem>,
}

/// One point of a measure.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PointItem {
    /// The release or the incident.
    pub label: String,
    /// The day.
    pub date: String,
    /// In the unit of the measure; of a share 100 for what counts and 0 for what does not.
    pub value: f64,
    /// The same in words.
    pub words: String,
    /// The path of the record.
    pub page: String,
    /// Where the site has that page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The commits of releases with the release before each, for who asks git when the changes of each were made.
pub fn released(ws: &Workspace) -> Vec<(Option<String>, String)> {
    let releases = releases(ws, &Publication::new(ws), &Record::default());
    let deployed = deployed(&releases);
    // The changes of one that failed went out with the next.
    let arrived = deployed.iter().filter(|release| !release.is_failed());
    let commits: Vec<&str> = arrived.filter_map(|release| release.commit.as_deref()).collect();
    // The newest stands first.
    let before = commits.iter().skip(1).map(|commit| Some((*commit).to_owned())).chain([None]);
    commits.iter().zip(before).map(|(commit, before)| (before, (*commit).to_owned())).collect()
}

/// The measures; none as long as nothing is recorded.
pub(super) fn measures(releases: &[ReleaseItem], incidents: &[IncidentItem], record: &Record) -> Vec<MeasureItem> {
    if releases.iter().all(|release| release.page.is_none()) && incidents.is_empty() {
        return Vec::new();
    }
    let deployed = deployed(releases);
    vec![
        frequency(&deployed),
        lead_time(&deployed, record),
        fail_rate(&deployed, incidents),
        recovery_time(releases, &deployed, incidents),
        rework_rate(&deployed),
    ]
}

/// The releases that went out, the newest first: of several environments those of production.
fn deployed(releases: &[ReleaseItem]) -> Vec<&ReleaseItem> {
    let went_out = |release: &&ReleaseItem| {
        let is_over = release.is_done() || release.is_taken_back() || release.is_failed();
        release.page.is_some() && (is_over || release.status.is_none()) && moment(&release.date).is_some()
    };
    let all: Vec<&ReleaseItem> = releases.iter().filter(went_out).collect();
    let is_of_production = |release: &&&ReleaseItem| release.environment.as_deref().is_some_and(is_production);
    let production: Vec<&ReleaseItem> = all.iter().filter(is_of_production).copied().collect();
    if production.is_empty() { all } else { production }
}

fn frequency(deployed: &[&ReleaseItem]) -> MeasureItem {
    let pairs = deployed.windows(2);
    let points = pairs.filter_map(|pair| Some(of_release(pair[0], days(&pair[1].date, &pair[0].date)?)));
    times("deployment-frequency", "Deployment frequency", "days from one deployment to the next", points.collect())
}

fn lead_time(deployed: &[&ReleaseItem], record: &Record) -> MeasureItem {
    let lead = |release: &&ReleaseItem| {
        let times = record.released.get(release.commit.as_deref()?)?;
        let all: Vec<f64> = times.iter().filter_map(|time| days(time, &release.date)).collect();
        Some(of_release(release, median(all)?))
    };
    let points = deployed.iter().filter(|release| !release.is_failed()).filter_map(lead).collect();
    times(
        "change-lead-time",
        "Change lead time",
        "days from a commit to its deployment, the median of each release",
        points,
    )
}

fn fail_rate(deployed: &[&ReleaseItem], incidents: &[IncidentItem]) -> MeasureItem {
    let broke = |release: &ReleaseItem| {
        release.is_failed() || release.is_taken_back() || incidents.iter().any(|incident| is_of(incident, release))
    };
    let known = deployed.iter().filter(|release| release.status.is_some() || broke(release));
    let points = known.map(|release| of_share(release, broke(release), "failed", "held")).collect();
    share(
        "change-fail-rate",
        "Change fail rate",
        "deployments that failed, were taken back or led to an incident",
        points,
    )
}

fn recovery_time(all: &[ReleaseItem], deployed: &[&ReleaseItem], incidents: &[IncidentItem]) -> MeasureItem {
    let time = |incident: &IncidentItem, what: &str| {
        incident.times.iter().find(|(name, _)| name == what).map(|(_, time)| time.clone())
    };
    // A release that only went to an environment for trials broke nothing that is deployed.
    let counts = |incident: &&IncidentItem| {
        let is_recorded = all.iter().any(|release| release.page.is_some() && is_of(incident, release));
        incident.release.is_some() && (!is_recorded || deployed.iter().any(|release| is_of(incident, release)))
    };
    let points = incidents.iter().filter(counts).filter_map(|incident| {
        let end = time(incident, "mitigated").or_else(|| time(incident, "resolved"))?;
        let value = days(&time(incident, "started")?, &end)?;
        Some(PointItem {
            label: incident.title.clone(),
            date: incident.date.clone(),
            value: rounded(value),
            words: in_words(value),
            page: incident.page.clone(),
            address: incident.address.clone(),
        })
    });
    times(
        "failed-deployment-recovery-time",
        "Failed deployment recovery time",
        "days from the start of an incident that a release caused to its end",
        points.collect(),
    )
}

fn rework_rate(deployed: &[&ReleaseItem]) -> MeasureItem {
    // Where records tell of rework, one that does not was planned.
    let is_told = deployed.iter().any(|release| release.rework.is_some());
    let known = deployed.iter().filter(|_| is_told);
    let points = known.map(|release| of_share(release, release.rework == Some(true), "rework", "planned")).collect();
    share(
        "deployment-rework-rate",
        "Deployment rework rate",
        "deployments that nobody planned, to repair an earlier one",
        points,
    )
}

fn is_of(incident: &IncidentItem, release: &ReleaseItem) -> bool {
    incident.release.as_deref().is_some_and(|named| plain_version(named) == plain_version(&release.version))
}

fn of_release(release: &ReleaseItem, value: f64) -> PointItem {
    PointItem {
        label: release.version.clone(),
        date: release.date.clone(),
        value: rounded(value),
        words: in_words(value),
        page: release.page.clone().unwrap_or_default(),
        address: release.address.clone(),
    }
}

fn of_share(release: &ReleaseItem, counts: bool, yes: &str, no: &str) -> PointItem {
    let words = if counts { yes } else { no }.to_owned();
    PointItem { words, ..of_release(release, if counts { 100.0 } else { 0.0 }) }
}

fn times(name: &'static str, title: &'static str, meaning: &'static str, points: Vec<PointItem>) -> MeasureItem {
    let value = (points.len() >= LEAST).then(|| median(points.iter().map(|point| point.value).collect())).flatten();
    item(name, title, meaning, "days", value, points)
}

fn share(name: &'static str, title: &'static str, meaning: &'static str, points: Vec<PointItem>) -> MeasureItem {
    let sum: f64 = points.iter().map(|point| point.value).sum();
    let value = (points.len() >= LEAST).then(|| sum / count(points.len()));
    item(name, title, meaning, "percent", value, points)
}

fn item(
    name: &'static str,
    title: &'static str,
    meaning: &'static str,
    unit: &'static str,
    value: Option<f64>,
    points: Vec<PointItem>,
) -> MeasureItem {
    let words = match value {
        None => "insufficient data".to_owned(),
        Some(value) if unit == "percent" => format!("{value:.0} %"),
        Some(value) => in_words(value),
    };
    MeasureItem { name, title, meaning, unit, value: value.map(rounded), words, n: points.len(), points }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A span of days as people say it.
fn in_words(days: f64) -> String {
    let many = |number: f64, what: &str| {
        let number = format!("{number:.1}");
        let number = number.strip_suffix(".0").unwrap_or(&number);
        format!("{number} {what}{}", if number == "1" { "" } else { "s" })
    };
    match days {
        days if days >= 1.0 => many(days, "day"),
        days if days >= 1.0 / 24.0 => many(days * 24.0, "hour"),
        days if days > 0.0 => many(days * 24.0 * 60.0, "minute"),
        _ => "within a day".to_owned(),
    }
}

/// The days from one moment to another, none if they are in the wrong order. Where only days are known, whole ones.
fn days(from: &str, to: &str) -> Option<f64> {
    let seconds = match (moment(from)?, moment(to)?) {
        (Moment::Exactly(from), Moment::Exactly(to)) => to.as_second() - from.as_second(),
        (from, to) => {
            let days = (to.day() - from.day()).get_days();
            i64::from(days) * 86_400
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "spans between records are far below 2^52 seconds")]
    let days = seconds as f64 / 86_400.0;
    (seconds >= 0).then_some(days)
}

/// A time as records write it.
enum Moment {
    Exactly(Timestamp),
    Day(Date),
}

impl Moment {
    fn day(&self) -> Date {
        match self {
            Self::Exactly(time) => Offset::UTC.to_datetime(*time).date(),
            Self::Day(day) => *day,
        }
    }
}

fn moment(words: &str) -> Option<Moment> {
    let words = words.trim();
    let in_utc = |time: DateTime| Offset::UTC.to_timestamp(time).ok();
    if let Ok(time) = words.parse::<Timestamp>() {
        return Some(Moment::Exactly(time));
    }
    if words.len() > 10 {
        return words.trim_end_matches(" UTC").parse::<DateTime>().ok().and_then(in_utc).map(Moment::Exactly);
    }
    words.parse().ok().map(Moment::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_as_exact_as_the_records() {
        let told = |from, to| days(from, to).map(in_words);
        assert_eq!(told("2026-11-02T06:00:00Z", "2026-11-02T07:30:00Z").as_deref(), Some("1.5 hours"));
        assert_eq!(told("2026-11-02 06:00", "2026-11-02 06:20 UTC").as_deref(), Some("20 minutes"));
        assert_eq!(told("2026-11-02T23:00:00Z", "2026-11-03").as_deref(), Some("1 day"));
        assert_eq!(told("2026-11-02T23:00:00Z", "2026-11-02").as_deref(), Some("within a day"));
        assert_eq!(told("2026-11-03", "2026-11-02"), None);
        assert_eq!(told("soon", "2026-11-02"), None);
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(Vec::new()), None);
    }
}
