//! Pages of a knowledge base: what they hold, who looks after them, how old they are.

use super::Rule;

mod high_risk_without_approver;
mod invalid_front_matter;
mod log_retention;
mod malformed_table;
mod missing_escalation;
mod missing_owner;
mod missing_section;
mod missing_validation;
mod orphan_page;
mod placeholder_text;
mod readme_overlap;
mod review_overdue;
mod reviewed_not_bumped;
mod section_order;
mod source_changed;
mod stale_block;
mod unanswered;
mod unknown_kind;

/// The rules of this family.
pub(super) const RULES: &[&Rule] = &[
    &missing_section::RULE,
    &section_order::RULE,
    &unknown_kind::RULE,
    &invalid_front_matter::RULE,
    &malformed_table::RULE,
    &missing_owner::RULE,
    &missing_escalation::RULE,
    &review_overdue::RULE,
    &reviewed_not_bumped::RULE,
    &source_changed::RULE,
    &placeholder_text::RULE,
    &unanswered::RULE,
    &missing_validation::RULE,
    &orphan_page::RULE,
    &high_risk_without_approver::RULE,
    &log_retention::RULE,
    &readme_overlap::RULE,
    &stale_block::RULE,
];
