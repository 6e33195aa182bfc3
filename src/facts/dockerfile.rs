//! Dockerfiles: the versions in their base images, and the variables they take.

use super::images;
use super::source::{Source, State};
use crate::model::{Kind, Name, Reading};
use crate::syntax::dockerfile;

pub(super) fn reads(source: &Source) -> bool {
    let name = source.name;
    matches!(name, "Dockerfile" | "Containerfile")
        || name.starts_with("Dockerfile.")
        || name.starts_with("Containerfile.")
        || source.ends_with(&[".dockerfile", ".Dockerfile"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let dockerfile = dockerfile::parse(source.text);
    for stage in dockerfile.stages.iter().filter(|stage| !stage.computed) {
        images::state(&stage.image, stage.image_span, source.folder, reading);
    }
    for (name, span) in dockerfile.envs {
        reading.name(source.folder, Name::new(Kind::EnvVar, name), span);
    }
    for argument in dockerfile.args {
        reading.name(source.folder, Name::new(Kind::EnvVar, argument.name), argument.span);
    }
}
