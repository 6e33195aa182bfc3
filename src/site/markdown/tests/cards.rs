//! The cards of checks.

use super::Sample;
use crate::model::{Check, CheckStep, Effect, ExpectedLine, Run, Status, Stream};

/// A page whose shell fences are checks of this effect, expecting what the `output` fence below says.
fn checked(text: &str, effect: Effect, names: &[&str]) -> Sample {
    let mut sample = Sample::new(text);
    let fences = &sample.page.markdown.fences;
    let commands = fences.iter().enumerate().filter(|(_, fence)| fence.language == "sh");
    let checks = commands.zip(names).map(|((at, fence), name)| {
        let output = fences.get(at + 1).filter(|next| next.language == "output");
        Check {
            fence: fence.span,
            attributes: fence.span,
            steps: vec![CheckStep {
                script: fence.text.clone(),
                expected: output.map(|output| {
                    output.text.lines().map(|line| ExpectedLine { text: line.to_owned(), span: output.span }).collect()
                }),
                exit: Some(0),
            }],
            output: output.map(|output| output.span),
            name: (!name.is_empty()).then(|| (*name).to_owned()),
            declared: effect,
            effect,
            raised_by: None,
            environments: vec!["production".to_owned()],
            timeout: 300,
            number: at + 1,
            wrong: None,
            stream: Stream::Out,
            needs: Vec::new(),
            session: None,
            retries: 0,
            every: None,
            systems: Vec::new(),
            requires: Vec::new(),
            net: false,
            needs_net: false,
            runs: None,
            secrets: Vec::new(),
            folder: None,
            interpreter: "sh".to_owned(),
            tags: Vec::new(),
            interactive: false,
            excluded: false,
            hash: "h".to_owned(),
        }
    });
    sample.checks = checks.collect();
    sample
}

fn run(sample: &Sample, status: Status, hash: &str) -> Run {
    Run {
        page: sample.page.path.clone(),
        name: "find".to_owned(),
        hash: hash.to_owned(),
        environment: "staging".to_owned(),
        commit: None,
        started: "2026-11-14T06:02:11Z".to_owned(),
        duration: 840,
        status,
        exit: Some(0),
        output: "REVISION\n<87>\n".to_owned(),
        sandbox: "landlock".to_owned(),
        approver: Some("platform".to_owned()),
        tool: "0.1.0".to_owned(),
        span: sample.checks[0].fence,
    }
}

#[track_caller]
fn shows(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part}\nis not in\n{html}");
    }
}

const FIND: &str = "# T\n\n## 1. Find it\n\n```sh\nkubectl get pods\n```\n\n```output\nweb (contains)\n```\n\nAfter.\n";

#[test]
fn a_card_takes_the_heading_above_and_the_output_below() {
    let page = checked(FIND, Effect::Read, &["find"]).render();
    shows(
        &page.html,
        &[
            "<section class=\"check\" id=\"find\" data-effect=\"read\" aria-labelledby=\"1-find-it\"><header data-tone=\"none\">",
            "<h2 id=\"1-find-it\">1. Find it</h2><span class=\"pill\" data-tone=\"none\">reads: production</span>",
            "aria-label=\"Copy: 1. Find it\">",
            "<dt>Expect</dt><dd><code>web</code> (contains), within 300 s</dd>",
            "</svg>never run</span></dd>",
            "<span class=\"w\">check</span> <span class=\"w\">_ai/devops/runbooks/rollback.md</span>",
            "</section><p>After.</p>",
        ],
    );
    assert_eq!(page.html.matches("<pre").count(), 1, "{}", page.html);
    assert_eq!(page.contents[0].id, "1-find-it");
    assert_eq!(page.sections.last().map(|section| section.commands.clone()), Some(vec!["kubectl get pods".to_owned()]));
}

#[test]
fn a_card_below_text_is_called_as_its_name_or_its_section() {
    let text = "# T\n\n## Steps\n\nThen:\n\n```sh\na\n```\n\n```sh\nb\n```\n";
    let page = checked(text, Effect::Manual, &["error-rate", ""]).render();
    shows(&page.html, &[">Error rate</h3>", ">Steps</h3>", "<span class=\"w\">'#2'</span>", "by hand: production"]);
}

#[test]
fn the_last_run_is_told_with_what_it_printed() {
    let mut sample = checked(FIND, Effect::Read, &["find"]);
    sample.runs = vec![run(&sample, Status::Passed, "h")];
    shows(
        &sample.render().html,
        &[
            "</svg>passed</span> in staging, <time datetime=\"2026-11-14T06:02:11Z\">14 Nov 2026</time>, 0.8 s, approved by platform, sandbox: landlock</dd>",
            "<summary>Output of 14 Nov 2026</summary><pre class=\"log\"",
            "<span class=\"l\">&lt;87&gt;</span>",
        ],
    );
    sample.runs = vec![run(&sample, Status::Failed, "other")];
    shows(&sample.render().html, &["data-tone=\"danger\"", "</svg>failed</span>", "the commands have changed since"]);
}

#[test]
fn what_writes_asks_twice_and_what_destroys_is_closed() {
    let writes = checked(FIND, Effect::Write, &["find"]).render().html;
    shows(&writes, &["data-confirm=\"Press again: writes production\"", "data-tone=\"warn\">writes: production"]);
    let destroys = checked(FIND, Effect::Destroy, &["find"]).render().html;
    shows(
        &destroys,
        &[
            "<details><summary>Show: destroys production</summary><div class=\"unlock js\">",
            "data-word=\"production\"",
            " disabled><svg",
        ],
    );
    assert_eq!(destroys.matches("class=\"btn copy js\"").count(), 1, "{destroys}");
    assert!(destroys.find("<details>") < destroys.find("kubectl"), "{destroys}");
}

#[test]
fn what_was_meant_to_be_a_check_says_that_it_never_runs() {
    let mut sample = checked(FIND, Effect::Read, &["find"]);
    sample.checks[0].wrong = Some("a check has no key `timout`".to_owned());
    let page = sample.render().html;
    shows(&page, &["<dt>Never run</dt>", "</svg>no check</span>: a check has no key <code>timout</code></dd></dl>"]);
    assert!(!page.contains("Last run") && !page.contains("Run it"), "{page}");
}

#[test]
fn the_title_of_the_page_is_not_taken_for_a_card() {
    let page = checked("# T\n\n```sh\na\n```\n", Effect::Read, &["find"]).render();
    assert_eq!(page.title.as_deref(), Some("T"));
    shows(&page.html, &[">Find</h2>"]);
}

#[test]
fn commands_outside_of_checks_say_what_they_change() {
    let page = super::html(
        "# T\n\n```sh\nkubectl delete ns shop\n```\n\n```console\n$ kubectl scale deploy/web --replicas=2\ndone\n```\n",
    );
    shows(
        &page,
        &[
            "<div class=\"code\" data-tone=\"danger\"><p class=\"does\" data-tone=\"danger\">",
            "</svg>destroys</p>",
            "data-confirm=\"Press again: destroys\"",
            "<div class=\"code\" data-tone=\"warn\"><p class=\"does\" data-tone=\"warn\">",
            "</svg>writes</p>",
            "data-confirm=\"Press again: writes\"",
        ],
    );
    assert_eq!(page.matches("data-confirm").count(), 2, "{page}");
    shows(&super::html("```sh\nmake infra-destroy\n```\n"), &["</svg>destroys</p>"]);
    for plain in ["```sh\nkubectl get pods\n```\n", "```sh\nnpm ci\n```\n", "```yaml\nrun: rm -rf x\n```\n"] {
        let page = super::html(plain);
        assert!(page.contains("<div class=\"code\"><pre"), "{page}");
    }
}
