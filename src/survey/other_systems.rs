//! What may build or deploy from here beside GitHub Actions: that its files are here is known, and no more.

use super::{Deploy, Target, infrastructure, other_ci};
use crate::workspace::Workspace;

/// The other systems, each with its files; without those platforms of which a listed deployment tells already.
pub fn other_systems(ws: &Workspace, deploys: &[Deploy]) -> Vec<(&'static str, Vec<String>)> {
    let is_listed = |names: &[&str]| {
        let mut targets = deploys.iter().filter(|deploy| deploy.is_certain()).flat_map(|deploy| &deploy.targets);
        targets.any(|target| matches!(target, Target::Platform(platform) if names.contains(&platform.name.as_str())))
    };
    let systems = other_ci(&ws.files).into_iter().map(|(name, path)| (name, vec![path.to_owned()]));
    let hosts = infrastructure(ws).into_iter().filter(|found| found.host().is_some_and(|names| !is_listed(names)));
    systems.chain(hosts.map(|found| (found.sort, found.paths))).collect()
}
