//! The caches that jobs use.

use super::content::Here;
use crate::scaffold::grid::Grid;
use crate::scaffold::words::code;
use crate::survey;

/// The jobs that use caches, and by which actions.
pub(super) fn caches(here: &Here) -> Grid {
    let mut grid = Grid::new(&["workflow", "job", "cache"], 2, "No job shows a cache.");
    for workflow in survey::workflows(here.ws, here.folder) {
        for job in &workflow.jobs {
            let mut caches: Vec<String> = Vec::new();
            for uses in job.steps.iter().filter_map(survey::cache) {
                let cache = code(uses.text.split('@').next().unwrap_or_default());
                if !caches.contains(&cache) {
                    caches.push(cache);
                }
            }
            if !caches.is_empty() {
                grid.rows.push(vec![code(workflow.file_name()), code(&job.id.text), caches.join(", ")]);
            }
        }
    }
    grid
}
