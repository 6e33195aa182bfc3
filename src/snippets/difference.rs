//! How an output differs from what was expected, side by side.

use super::expect::Pattern;

/// An output that is not what was expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Both, line by line; empty if the order of lines is not what is wrong.
    pub sides: Vec<Side>,
    /// What does not hold of the output as a whole.
    pub notes: Vec<String>,
}

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// Line `expected` of the expectation was met by this.
    Same {
        /// The index among the expected lines.
        expected: usize,
        /// The output.
        line: String,
    },
    /// This line of the expectation was met by nothing.
    Missing {
        /// The index among the expected lines.
        expected: usize,
        /// As written.
        line: String,
    },
    /// This line of the output was not expected.
    Extra(String),
}

/// Above this many comparisons no best alignment is looked for.
const MOST: usize = 4_000_000;

/// The expectation and the output with as many lines side by side as can be.
pub(super) fn align(patterns: &[&Pattern], lines: &[String]) -> Vec<Side> {
    let (rows, columns) = (patterns.len() + 1, lines.len() + 1);
    let missing = |expected: usize| Side::Missing { expected, line: patterns[expected].raw.clone() };
    if rows.saturating_mul(columns) > MOST {
        let all = (0..patterns.len()).map(missing);
        return all.chain(lines.iter().map(|line| Side::Extra(line.clone()))).collect();
    }
    // The fewest lines that have no partner, from each pair of places to the end.
    let mut cost = vec![0u32; rows * columns];
    let at = |row: usize, column: usize| row * columns + column;
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let here = match (patterns.get(row), lines.get(column)) {
                (None, None) => 0,
                (None, Some(_)) => cost[at(row, column + 1)] + 1,
                (Some(pattern), None) => cost[at(row + 1, column)] + u32::from(!pattern.is_any_lines()),
                (Some(pattern), Some(_)) if pattern.is_any_lines() => {
                    cost[at(row + 1, column)].min(cost[at(row, column + 1)])
                }
                (Some(pattern), Some(line)) => {
                    let apart = cost[at(row + 1, column)].min(cost[at(row, column + 1)]) + 1;
                    let together = if pattern.matches(line) { cost[at(row + 1, column + 1)] } else { u32::MAX };
                    apart.min(together)
                }
            };
            cost[at(row, column)] = here;
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut sides = Vec::new();
    loop {
        let here = cost[at(row, column)];
        match (patterns.get(row), lines.get(column)) {
            (None, None) => return sides,
            (Some(pattern), _) if pattern.is_any_lines() => {
                if cost[at(row + 1, column)] == here {
                    row += 1;
                } else {
                    column += 1;
                }
            }
            (Some(pattern), Some(line)) if pattern.matches(line) && cost[at(row + 1, column + 1)] == here => {
                sides.push(Side::Same { expected: row, line: line.clone() });
                (row, column) = (row + 1, column + 1);
            }
            (Some(_), _) if cost[at(row + 1, column)] + 1 == here => {
                sides.push(missing(row));
                row += 1;
            }
            (_, Some(line)) => {
                sides.push(Side::Extra(line.clone()));
                column += 1;
            }
            (Some(_), None) => {
                sides.push(missing(row));
                row += 1;
            }
        }
    }
}
