//! Every format of the report: of an ordinary run, of an empty one, and of a repository that means harm.

mod example;

use devops_docs::diagnostic::{Diagnostic, Edit, Fix, Level, Place};
use devops_docs::lint::{Selection, lint};
use devops_docs::report::{
    Style, Summary, concise, fingerprints, github, gitlab, json, jsonl, junit, markdown, rdjsonl, sarif, text,
};
use devops_docs::rules;
use devops_docs::text::Span;
use devops_docs::workspace::Workspace;
use example::{Example, examples};
use insta::assert_snapshot;
use serde_json::Value;

/// Two wrong versions, one of which nobody can miss.
const ORDINARY: &str = "
## A page lags behind

```text:.nvmrc
20.11.1
```
```md:_ai/devops/tooling.md
Größe 👩‍💻: jobs and laptops use Node 18.

Run `scripts/gone.sh`, then [go on](missing.md).
```
";

/// Names and lines that formats would trip over.
const HOSTILE: &str = "
## A repository that means harm

~~~md:docs/a b%,:ü|`<x>.md
🦀\u{1b}[31mred\u{202e}drawkcab\u{2066} word end
second line
~~~
";

fn workspace(page: &str) -> Workspace {
    examples(page).first().map(Example::workspace).expect("the page has an example")
}

fn found(ws: &Workspace) -> Vec<Diagnostic> {
    lint(ws, &Selection::default()).diagnostics
}

/// Findings that no rule would make, of a repository that means harm.
fn hostile(ws: &Workspace) -> Vec<Diagnostic> {
    let file = ws.files.find("docs/a b%,:ü|`<x>.md").expect("the example has the file");
    let text = ws.files.text(file).expect("it is text");
    let at = text.find("word").expect("the page has the word");
    let span = Span::new(file, at, at + 4);
    let words = "a::b | <script>alert(1)</script> `x` 100%\r\n::error::spoofed\u{1b}[2J\u{202e}txt [a](1) ]]>";
    let fix = Fix::guess("write \u{1b}it", vec![Edit::replace(span, "<new>\n")]);
    vec![
        Diagnostic::new("unknown-path", Level::Error, span.into(), words)
            .about("x")
            .related(Place::Path("gone/\u{202e}x.sh".to_owned()), "deleted\nhere")
            .related(Place::Commit("0a1b2c3".to_owned()), "deleted in")
            .help("see\n\u{7}")
            .label("\u{1b}]8;;http://evil\u{7}")
            .fix(fix),
        Diagnostic::new("unknown-script", Level::Warning, Place::Path("scripts/gone.sh".to_owned()), "it is gone"),
        Diagnostic::new("stale-version", Level::Info, Place::Commit("0a1b2c3".to_owned()), "a commit lags"),
    ]
}

/// A defect in many places, and another after it.
fn many(ws: &Workspace, count: usize) -> Vec<Diagnostic> {
    let file = ws.files.find("_ai/devops/tooling.md").expect("the example has the file");
    let one = |at| {
        Diagnostic::new("unknown-path", Level::Warning, Span::new(file, at, at + 1).into(), "`x` is gone").about("x")
    };
    let mut found: Vec<Diagnostic> = (0..count).map(one).collect();
    found.push(Diagnostic::new("broken-link", Level::Error, file.into(), "another"));
    found
}

type Format = fn(&Workspace, &[Diagnostic]) -> String;

const FORMATS: [(&str, Format); 10] = [
    ("text", |ws, found| text(ws, found, Style::default())),
    ("concise", concise),
    ("json", |ws, found| json(ws, found, &Summary::of(ws, found))),
    ("jsonl", jsonl),
    ("sarif", sarif),
    ("github", github),
    ("gitlab", gitlab),
    ("markdown", |ws, found| markdown(ws, found, &Summary::of(ws, found))),
    ("rdjsonl", rdjsonl),
    ("junit", junit),
];

/// What a format writes, without the catalogue of rules, which grows with every rule.
fn written(name: &str, format: Format, ws: &Workspace, found: &[Diagnostic]) -> String {
    let out = format(ws, found);
    if name != "sarif" {
        return out;
    }
    let mut log: Value = serde_json::from_str(&out).expect("SARIF is JSON");
    log["runs"][0]["tool"]["driver"]["rules"] = "every rule".into();
    for result in log["runs"][0]["results"].as_array_mut().expect("a run has results") {
        result["ruleIndex"] = 0.into();
    }
    serde_json::to_string_pretty(&log).expect("it was JSON")
}

#[test]
fn an_ordinary_run() {
    let ws = workspace(ORDINARY);
    for (name, format) in FORMATS {
        assert_snapshot!(format!("ordinary_{name}"), written(name, format, &ws, &found(&ws)));
    }
}

#[test]
fn a_hostile_run() {
    let ws = workspace(HOSTILE);
    for (name, format) in FORMATS {
        assert_snapshot!(format!("hostile_{name}"), written(name, format, &ws, &hostile(&ws)));
    }
}

#[test]
fn an_empty_run() {
    let ws = workspace(ORDINARY);
    let all = FORMATS.map(|(name, format)| format!("--- {name}\n{}\n", written(name, format, &ws, &[])));
    assert_snapshot!("empty", all.concat());
}

#[test]
fn nothing_of_a_repository_acts_on_who_reads_it() {
    let ws = workspace(HOSTILE);
    for (name, format) in FORMATS {
        let out = written(name, format, &ws, &hostile(&ws));
        let control = out.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(control, None, "{name}");
        // Programs are given paths and words as they are; what people read is free of directions.
        let is_for_people = ["text", "concise", "github", "markdown", "junit", "sarif"].contains(&name);
        assert!(!is_for_people || !out.contains(['\u{202e}', '\u{2066}']), "{name}");
        assert!(!out.lines().any(|line| line.trim_start().starts_with("::error::spoofed")), "{name}");
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let schema = serde_json::from_str(include_str!("../schemas/lint.json")).expect("the schema is JSON");
    check_json(&schema, |ws, found| json(ws, found, &Summary::of(ws, found)));
}

#[test]
fn sarif_is_as_its_schema_says() {
    check_json(&sarif_schema(), sarif);
}

fn sarif_schema() -> Value {
    // Two patterns for languages, of which we write none, have a bracket that regular expressions must escape.
    let text = include_str!("schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
    serde_json::from_str(&text).expect("the schema is JSON")
}

fn check_json(schema: &Value, format: Format) {
    let validator = jsonschema::options().should_validate_formats(true).build(schema).expect("the schema is one");
    let (ordinary, harmful) = (workspace(ORDINARY), workspace(HOSTILE));
    let runs = [(&ordinary, found(&ordinary)), (&ordinary, Vec::new()), (&harmful, hostile(&harmful))];
    for (ws, found) in runs {
        let document: Value = serde_json::from_str(&format(ws, &found)).expect("it is JSON");
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

#[test]
fn sarif_of_every_example_is_valid() {
    let validator = jsonschema::validator_for(&sarif_schema()).expect("the schema is one");
    for example in rules::all().flat_map(|rule| examples(rule.page)) {
        let ws = example.workspace();
        let log: Value = serde_json::from_str(&sarif(&ws, &found(&ws))).expect("SARIF is JSON");
        assert!(validator.is_valid(&log), "{}", example.title);
        let rules = &log["runs"][0]["tool"]["driver"]["rules"];
        for result in log["runs"][0]["results"].as_array().expect("a run has results") {
            let index = result["ruleIndex"].as_u64().expect("a result has its rule") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
            // GitHub shows nothing that has no line, be it about a folder.
            for location in result["locations"].as_array().into_iter().flatten() {
                assert!(location["physicalLocation"]["region"]["startLine"].is_u64(), "{}: {result}", example.title);
            }
        }
    }
}

#[test]
fn columns_are_counted_as_each_format_wants() {
    let ws = workspace(ORDINARY);
    let found: Vec<Diagnostic> = found(&ws).into_iter().filter(|found| found.rule == "stale-version").collect();
    let column = |out: &str, pointer: &str| {
        let value: Value = serde_json::from_str(out).expect("it is JSON");
        value.pointer(pointer).and_then(Value::as_u64).expect("it has a column") as usize
    };
    let file = ws.files.find("_ai/devops/tooling.md").expect("the example has the file");
    let before = ws.files.text(file).expect("it is text").split("18").next().expect("a text has a start");
    assert_eq!(column(&jsonl(&ws, &found), "/start/column"), before.chars().count() + 1);
    assert_eq!(column(&rdjsonl(&ws, &found), "/location/range/start/column"), before.len() + 1);
    let place = "/runs/0/results/0/locations/0/physicalLocation/region";
    assert_eq!(column(&sarif(&ws, &found), &format!("{place}/startColumn")), before.encode_utf16().count() + 1);
    assert_eq!(column(&sarif(&ws, &found), &format!("{place}/byteOffset")), before.len());
}

#[test]
fn a_defect_in_many_places_is_folded() {
    let ws = workspace(ORDINARY);
    assert_eq!(concise(&ws, &many(&ws, 5)).lines().count(), 6);
    assert_snapshot!(concise(&ws, &many(&ws, 6)));
    assert_snapshot!(github(&ws, &many(&ws, 6)));
    assert_eq!(text(&ws, &many(&ws, 6), Style::default()).matches("warning[unknown-path]").count(), 3);
    assert_eq!(jsonl(&ws, &many(&ws, 6)).lines().count(), 7);
    let mut mixed = many(&ws, 6);
    mixed[5].level = Level::Error;
    assert_eq!(github(&ws, &mixed).lines().filter(|line| line.starts_with("::error ")).count(), 2);
}

#[test]
fn one_rules_findings_all_over_a_page_are_folded() {
    let ws = workspace(ORDINARY);
    let of = |count| {
        let mut found = many(&ws, count);
        for (at, diagnostic) in found.iter_mut().enumerate() {
            diagnostic.subject = format!("x{at}");
        }
        found
    };
    assert_eq!(concise(&ws, &of(19)).lines().count(), 20);
    let out = concise(&ws, &of(20));
    assert_eq!(out.lines().count(), 5, "{out}");
    assert!(out.contains("… and 17 more places: _ai/devops/tooling.md:"), "{out}");
    assert_eq!(jsonl(&ws, &of(20)).lines().count(), 21);
}

#[test]
fn what_github_would_not_show_is_counted() {
    let ws = workspace(ORDINARY);
    let file = ws.files.find("_ai/devops/tooling.md").expect("the example has the file");
    let one = |level, n| Diagnostic::new("unknown-path", level, file.into(), format!("`{n}` is gone"));
    let levels = [Level::Info, Level::Warning, Level::Error];
    let found: Vec<Diagnostic> = levels.iter().flat_map(|level| (0..12).map(|n| one(*level, n))).collect();
    let out = github(&ws, &found);
    let count = |command: &str| out.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning "), count("::notice ")), (10, 10, 10));
    assert!(out.ends_with("2 of level error, 2 of level warning, 3 of level info\n"), "{out}");
}

#[test]
fn a_summary_stays_small() {
    let ws = workspace(ORDINARY);
    let file = ws.files.find("_ai/devops/tooling.md").expect("the example has the file");
    let one = |n| Diagnostic::new("unknown-path", Level::Error, file.into(), format!("{n} {}", "<".repeat(100_000)));
    let found: Vec<Diagnostic> = (0..70).map(one).collect();
    let out = markdown(&ws, &found, &Summary::of(&ws, &found));
    assert!(out.len() < 64 * 1024 && out.lines().count() < 60, "{}", out.len());
    let told = out.lines().filter(|line| line.starts_with("| ❌")).count();
    assert!(out.contains(&format!("… and {} more findings.", 70 - told)), "{told}");
}

#[test]
fn links_are_for_terminals_that_open_them() {
    let ws = workspace(ORDINARY);
    let draw = |hyperlinks| text(&ws, &found(&ws), Style { hyperlinks, ..Style::default() });
    assert!(draw(true).contains("\u{1b}]8;;https://") && !draw(false).contains('\u{1b}'));
}

#[test]
fn a_fingerprint_survives_lines_above_it() {
    let moved = workspace(&ORDINARY.replace("Größe", "A new line.\n\nGröße"));
    let ws = workspace(ORDINARY);
    assert_eq!(fingerprints(&ws, &found(&ws)), fingerprints(&moved, &found(&moved)));
}
