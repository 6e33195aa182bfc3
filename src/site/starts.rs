//! What starts a deployment, in words.

use super::Site;
use crate::index::WorkflowItem;
use crate::scaffold::blocks::starts_of;
use crate::survey::Deploy;

/// What starts some deployments of a workflow: its events in sentences, or where conditions keep these from some of them,
/// those that are left, with the conditions.
pub(super) fn starts<'a>(
    site: &Site,
    workflow: &WorkflowItem,
    deploys: impl IntoIterator<Item = &'a Deploy<'a>>,
) -> String {
    let mut limited: Vec<String> =
        deploys.into_iter().filter(|deploy| deploy.is_limited()).map(|deploy| starts_of(site.ws, deploy)).collect();
    limited.dedup();
    if limited.is_empty() { workflow.starts() } else { limited.join("; ") }
}
