#![doc = include_str!("high_risk_without_approver.md")]

use crate::diagnostic::{Diagnostic, Level};
use crate::kinds::Page;
use crate::rules::parts::present;
use crate::rules::{Detect, Pages, Rule};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "high-risk-without-approver",
    summary: "a risky page does not say who must approve",
    page: include_str!("high_risk_without_approver.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let risky = present(ws).filter(|page| page.front_word("risk") == Some("high") && !names_approver(page));
    risky
        .map(|page| {
            let node = page.front.as_ref().and_then(|front| front.get("risk"));
            let span = node.expect("the front matter has the key that was just read").span;
            RULE.at(span, "this page is of high risk and names nobody who approves").about(page.path.as_str())
        })
        .collect()
}

fn names_approver(page: &Page) -> bool {
    let is_given = |key: &str| page.front_word(key).is_some_and(|word| !word.trim().is_empty());
    let says = |text: &str| {
        let text = text.to_lowercase();
        text.contains("approver")
            || text.contains("approved by")
            || text.contains("approval of")
            || text.contains("approval from")
    };
    is_given("approver") || page.markdown.blocks.iter().any(|block| says(&block.prose))
}
