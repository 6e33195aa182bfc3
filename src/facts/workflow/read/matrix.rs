//! `strategy:`: the axes of a matrix, what is included and excluded, and how many jobs that makes.

use super::words;
use crate::model::{Matrix, Words};
use crate::syntax::tree::Node;
use crate::text::Excerpt;

/// How many combinations, and how many entries of `include` and `exclude`, are counted one by one. GitHub starts 256.
const COUNTED: usize = 1024;

pub(super) fn matrix(source: Excerpt, strategy: &Node) -> Option<Matrix> {
    let node = strategy.get("matrix")?;
    let entry = |name: &str| node.get(name);
    let axes: Vec<(Words, Option<Vec<Words>>)> = node
        .entries()
        .iter()
        .filter(|(key, _)| !matches!(key.text(), Some("include" | "exclude")))
        .filter_map(|(key, values)| Some((words(key.scalar()?), axis(source, values))))
        .collect();
    let combinations = |name: &str| -> Option<Vec<Combination>> {
        let Some(node) = entry(name) else { return Some(Vec::new()) };
        node.scalar().is_none().then(|| node.items().iter().map(|item| combination(source, item)).collect())
    };
    let (include, exclude) = (combinations("include"), combinations("exclude"));
    let jobs = match (&include, &exclude) {
        (Some(include), Some(exclude)) if node.scalar().is_none() => count(&axes, include, exclude),
        _ => None,
    };
    let mut values = Vec::new();
    for (key, value) in node.entries().iter().filter(|(key, _)| key.text() != Some("exclude")) {
        let start = if key.text() == Some("include") {
            Vec::new()
        } else {
            key.text().map(str::to_owned).into_iter().collect()
        };
        for item in value.items() {
            plain_values(item, &start, &mut values);
        }
    }
    Some(Matrix {
        axes,
        include: include.unwrap_or_default(),
        values,
        jobs,
        fail_fast: strategy.get("fail-fast").and_then(Node::text).and_then(|words| words.parse().ok()),
        span: node.span,
    })
}

/// The axes of one job, with their values.
type Combination = Vec<(Words, Words)>;

/// The values of an axis; none when an expression computes them.
fn axis(source: Excerpt, values: &Node) -> Option<Vec<Words>> {
    values.scalar().is_none().then(|| values.items().iter().map(|value| as_written(source, value)).collect())
}

fn combination(source: Excerpt, node: &Node) -> Combination {
    let pair = |(key, value): &(Node, Node)| Some((words(key.scalar()?), as_written(source, value)));
    node.entries().iter().filter_map(pair).collect()
}

fn as_written(source: Excerpt, node: &Node) -> Words {
    let written = || Words { text: source.at(node.span).text.to_owned(), span: node.span };
    node.scalar().map_or_else(written, words)
}

fn plain_values(node: &Node, path: &[String], values: &mut Vec<(Vec<String>, Words)>) {
    if let Some(scalar) = node.scalar() {
        values.push((path.to_vec(), words(scalar)));
    }
    for (key, value) in node.entries() {
        let Some(key) = key.text() else { continue };
        plain_values(value, &[path, &[key.to_owned()]].concat(), values);
    }
}

/// How many jobs a matrix makes: each combination that no `exclude` fits, and each `include` that widens none of them.
fn count(axes: &[(Words, Option<Vec<Words>>)], include: &[Combination], exclude: &[Combination]) -> Option<usize> {
    let values: Vec<(&str, &[Words])> =
        axes.iter().map(|(name, values)| Some((name.text.as_str(), values.as_deref()?))).collect::<Option<_>>()?;
    let combinations = values.iter().try_fold(1, |all: usize, (_, values)| all.checked_mul(values.len()))?;
    let combinations = if axes.is_empty() { 0 } else { combinations };
    if include.is_empty() && exclude.is_empty() {
        return Some(combinations);
    }
    let computed = values.iter().flat_map(|(_, values)| *values).any(Words::is_computed);
    if computed || combinations > COUNTED || include.len() + exclude.len() > COUNTED {
        return None;
    }
    // The number of a combination says which member of each axis it has, as digits do.
    let member = |number: usize, name: &str| {
        let mut rest = number;
        for (axis, values) in &values {
            if *axis == name {
                return Some(values[rest % values.len()].text.as_str());
            }
            rest /= values.len();
        }
        None
    };
    let left: Vec<usize> = (0..combinations)
        .filter(|number| {
            let fits =
                |out: &Combination| out.iter().all(|(name, value)| member(*number, &name.text) == Some(&value.text));
            !exclude.iter().any(fits)
        })
        .collect();
    let widens = |entry: &Combination, number: usize| {
        entry.iter().all(|(name, value)| member(number, &name.text).is_none_or(|member| member == value.text))
    };
    let added = include.iter().filter(|entry| !left.iter().any(|number| widens(entry, *number))).count();
    Some(left.len() + added)
}
