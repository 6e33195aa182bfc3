//! The jobs of a workflow: what starts at once, what waits for what, and where an environment is entered.

use super::picture::{Item, Picture, Zone, figure};
use super::{list, short};
use crate::model::{Job, Workflow};
use crate::text::counted;

/// More jobs of which none waits for another are the list once more.
const MOST_LOOSE: usize = 12;

/// The figure of a workflow, its boxes linked to `#job-<id>`; nothing when there is too much, or nothing, to draw.
pub fn jobs(workflow: &Workflow, prefix: &str) -> Option<String> {
    let mut shown: Vec<&Job> = Vec::new();
    for job in &workflow.jobs {
        // A broken file may define a job twice.
        if shown.len() <= super::layout::MOST_NODES && shown.iter().all(|other| other.id.text != job.id.text) {
            shown.push(job);
        }
    }
    let place = |id: &str| shown.iter().position(|job| job.id.text == id);
    let mut edges: Vec<(usize, usize)> = Vec::new();
    for (to, job) in shown.iter().enumerate() {
        for from in job.needs.iter().filter_map(|need| place(&need.text)) {
            if from != to && !edges.contains(&(from, to)) {
                edges.push((from, to));
            }
        }
    }
    if edges.is_empty() && shown.len() > MOST_LOOSE {
        return None;
    }
    let (zone_of, environments) = zones(&shown, &edges);
    let item = |(index, job): (usize, &&Job)| Item {
        name: job.id.text.clone(),
        note: note(job),
        words: words(job),
        link: Some(format!("#job-{}", job.id.text)),
        stacked: job.matrix.as_ref().is_some_and(|matrix| matrix.jobs != Some(1)),
        dashed: job.condition.is_some() || job.may_fail,
        zone: zone_of[index],
    };
    let zone = |name: &&str| Zone {
        label: short(name),
        words: format!("Environment {}", short(name)),
        link: None,
        lock: Some(format!(
            "Enters the environment {}. Whether somebody must approve stands in its settings, not in the file.",
            short(name)
        )),
    };
    let picture = Picture {
        title: format!("Jobs of {}", workflow.file_name()),
        description: description(&shown, &edges),
        boxes: shown.iter().enumerate().map(item).collect(),
        edges,
        zones: environments.iter().map(zone).collect(),
        legend: legend(&shown),
    };
    figure(&picture, prefix)
}

/// The zone of each job, and the environment of each zone.
///
/// Jobs of one environment share a zone if one follows the other, or both wait for the same: a zone around jobs that
/// stand far apart would hold more than belongs into it.
fn zones<'a>(jobs: &[&'a Job], edges: &[(usize, usize)]) -> (Vec<Option<usize>>, Vec<&'a str>) {
    let mut of: Vec<Option<usize>> = Vec::new();
    let mut environments: Vec<&str> = Vec::new();
    let needs = |to: usize| edges.iter().filter(|edge| edge.1 == to).map(|edge| edge.0).collect::<Vec<_>>();
    for (index, job) in jobs.iter().enumerate() {
        let Some(environment) = &job.environment else {
            of.push(None);
            continue;
        };
        let name = environment.name.text.as_str();
        let is_beside = |other: usize| {
            let follows = edges.contains(&(other, index)) || edges.contains(&(index, other));
            follows || needs(other) == needs(index)
        };
        let shared =
            (0..index).find_map(|other| of[other].filter(|&zone| environments[zone] == name && is_beside(other)));
        of.push(Some(shared.unwrap_or_else(|| {
            environments.push(name);
            environments.len() - 1
        })));
    }
    (of, environments)
}

/// What the small line of a box says: what matters most of what could be said.
fn note(job: &Job) -> String {
    if let Some(matrix) = &job.matrix {
        let axes: Vec<&str> = matrix.axes.iter().map(|(axis, _)| axis.text.as_str()).collect();
        return match (matrix.jobs, axes.as_slice()) {
            (Some(jobs), []) => format!("{jobs} × matrix"),
            (Some(jobs), axes) => format!("{jobs} × {}", axes.join(", ")),
            (None, []) => "n × matrix".to_owned(),
            (None, axes) => format!("n × {}", axes.join(", ")),
        };
    }
    if job.may_fail {
        return "may fail".to_owned();
    }
    match (&job.uses, job.runner.as_slice()) {
        (Some(uses), _) => {
            let path = uses.text.split('@').next().unwrap_or_default();
            path.rsplit('/').next().unwrap_or_default().to_owned()
        }
        (None, runner) => short(&runner.iter().map(|label| label.text.as_str()).collect::<Vec<_>>().join(", ")),
    }
}

/// A job in words.
fn words(job: &Job) -> String {
    let mut words = vec![job.id.text.clone()];
    if let Some(name) = job.name.as_ref().filter(|name| name.text != job.id.text) {
        words.push(short(&name.text));
    }
    words.push(note(job));
    if let Some(environment) = &job.environment {
        words.push(format!("environment {}", short(&environment.name.text)));
    }
    if let Some(condition) = &job.condition {
        words.push(format!("only if {}", short(&condition.text)));
    }
    if job.may_fail && words.iter().all(|word| word != "may fail") {
        words.push("may fail".to_owned());
    }
    words.retain(|word| !word.is_empty());
    words.dedup();
    words.join("; ")
}

fn description(jobs: &[&Job], edges: &[(usize, usize)]) -> String {
    let name = |index: usize| jobs[index].id.text.as_str();
    let needs = |to: usize| edges.iter().filter(|edge| edge.1 == to).map(|edge| name(edge.0)).collect::<Vec<_>>();
    let first: Vec<&str> = (0..jobs.len()).filter(|&job| needs(job).is_empty()).map(name).collect();
    let mut sentences = Vec::new();
    if !first.is_empty() {
        let verb = if first.len() == 1 { "starts" } else { "start" };
        sentences.push(format!("{} {verb} at once.", list(&first)));
    }
    for job in 0..jobs.len() {
        let needs = needs(job);
        if !needs.is_empty() {
            sentences.push(format!("{} waits for {}.", name(job), list(&needs)));
        }
    }
    sentences.join(" ")
}

fn legend(jobs: &[&Job]) -> Vec<String> {
    let mut legend = vec![counted(jobs.len(), "job")];
    if jobs.iter().any(|job| job.environment.is_some()) {
        legend.push("lock, shaded: an environment, which may ask for approval".to_owned());
    }
    if jobs.iter().any(|job| job.matrix.as_ref().is_some_and(|matrix| matrix.jobs != Some(1))) {
        legend.push("stacked: a matrix".to_owned());
    }
    if jobs.iter().any(|job| job.condition.is_some() || job.may_fail) {
        legend.push("dashed: has a condition, or may fail".to_owned());
    }
    legend
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts;
    use crate::text::{Excerpt, FileId};

    const DEPLOY: &str = "\
on: push
jobs:
  image:
    runs-on: ubuntu-24.04
    strategy: {matrix: {arch: [amd64, arm64]}}
  check:
    runs-on: ubuntu-24.04
  production:
    needs: [image, check, gone]
    environment: production
    runs-on: ubuntu-24.04
  purge:
    needs: production
    if: always()
    continue-on-error: true
    runs-on: ubuntu-24.04
";

    fn draw(text: &str) -> Option<String> {
        let reading = facts::read(Excerpt::whole(FileId(0), text), ".github/workflows/deploy.yml");
        jobs(&reading.workflow.expect("it is a workflow"), "g1")
    }

    #[test]
    fn a_workflow_is_told_in_boxes_and_in_words() {
        let figure = draw(DEPLOY).expect("it can be drawn");
        for part in [
            "<title id=\"g1-wide-t\">Jobs of deploy.yml</title>",
            "image and check start at once. production waits for image and check. purge waits for production.",
            "<a href=\"#job-production\">",
            ">2 × arch</text>",
            ">may fail</text>",
            "class=\"b dash\"",
            "Whether somebody must approve stands in its settings",
        ] {
            assert!(figure.contains(part), "{part} in {figure}");
        }
        assert_eq!(figure.matches("<svg").count(), 2, "one for wide screens and one for phones");
        assert_eq!(figure.matches("class=\"gate\"").count(), 2, "a lock where production is entered, in both");
        for refused in ["style=", "role=", "fill=\"", "stroke=\""] {
            assert!(!figure.contains(refused), "{refused} in {figure}");
        }
    }

    #[test]
    fn ids_are_unique() {
        let figure = draw(DEPLOY).expect("it can be drawn");
        let mut ids: Vec<&str> =
            figure.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }

    #[test]
    fn broken_and_hostile_workflows_are_drawn_or_left_out() {
        assert!(draw("on: push\njobs: {}\n").is_none());
        let circle = "on: push\njobs:\n  a: {needs: [b, a]}\n  b: {needs: a}\n  a: {needs: c}\n";
        assert!(draw(circle).is_some());
        let hostile = "on: push\njobs:\n  '\"><script>': {runs-on: '<b>', environment: '\"&'}\n";
        let figure = draw(hostile).expect("it can be drawn");
        assert!(!figure.contains("<script") && !figure.contains("<b>"), "{figure}");
        let loose: String = (0..30).map(|job| format!("  j{job}: {{runs-on: x}}\n")).collect();
        assert!(draw(&format!("on: push\njobs:\n{loose}")).is_none(), "the table says it all");
        assert!(draw(&format!("on: push\njobs:\n{loose}  last: {{needs: [j1, j29]}}\n")).is_some());
        let many: String = (0..90).map(|job| format!("  j{job}: {{runs-on: x}}\n")).collect();
        assert!(draw(&format!("on: push\njobs:\n{many}")).is_none());
    }
}
