//! The table of expectations: what is printed, what is expected, and whether that passes.

use std::collections::BTreeMap;

use devops_docs::snippets::Expectation;

/// The verdict of a row, what was printed, and what is expected.
type Row = (String, String, Option<Vec<String>>);

fn table() -> BTreeMap<String, Vec<Row>> {
    serde_yaml::from_str(include_str!("checks/expectations.yaml")).expect("the table is read")
}

fn rows() -> Vec<(String, Row)> {
    let rows = table().into_iter().flat_map(|(topic, rows)| rows.into_iter().map(move |row| (topic.clone(), row)));
    rows.collect()
}

#[test]
fn every_row_is_judged_as_the_table_says() {
    let mut wrong = Vec::new();
    let rows = rows();
    assert!(rows.len() >= 200, "{} rows", rows.len());
    for (topic, (verdict, output, expected)) in &rows {
        let said = match expected {
            None => "pass",
            Some(lines) => match Expectation::read(lines.iter().map(String::as_str)) {
                Err(_) => "invalid",
                Ok(expectation) if expectation.compare(output).is_ok() => "pass",
                Ok(_) => "fail",
            },
        };
        if said != verdict {
            wrong.push(format!("{topic}: {output:?} against {expected:?}: {said} instead of {verdict}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_difference_names_every_line_once() {
    for (topic, (verdict, output, expected)) in rows() {
        let Some(lines) = expected.filter(|_| verdict == "fail") else { continue };
        let expectation = Expectation::read(lines.iter().map(String::as_str)).expect("it fails, so it was read");
        let difference = expectation.compare(&output).expect_err("the table says so");
        assert!(!difference.sides.is_empty() || !difference.notes.is_empty(), "{topic}: {output:?}");
    }
}
