//! Dockerfiles: the versions in their base images, the variables they take, the paths that health checks ask for.

use super::compose::asked_paths;
use super::images;
use super::source::{Source, State};
use crate::diagnostic::Problem;
use crate::model::{Key, Kind, Name, Property, Reading};
use crate::syntax::dockerfile::{self, Dockerfile, Instruction};
use crate::text::Span;

pub(super) fn reads(source: &Source) -> bool {
    let name = source.name;
    matches!(name, "Dockerfile" | "Containerfile")
        || name.starts_with("Dockerfile.")
        || name.starts_with("Containerfile.")
        || source.ends_with(&[".dockerfile", ".Dockerfile"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let dockerfile = dockerfile::parse(source.text);
    reading.problems.extend(unknown_instruction(source, &dockerfile));
    for stage in dockerfile.stages.iter().filter(|stage| !stage.computed) {
        images::state(&stage.image, stage.image_span, source.folder, reading);
    }
    for (name, span) in dockerfile.envs {
        reading.name(source.folder, Name::new(Kind::EnvVar, name), span);
    }
    if let Some(service) = service(source) {
        for check in dockerfile.instructions.iter().filter(|instruction| instruction.keyword == "HEALTHCHECK") {
            for path in asked_paths(source.text.at(check.args).text) {
                let of = Name::new(Kind::ComposeService, service);
                reading.property("", Property::new(of, Key::Health, [path.to_owned()]), check.args);
            }
        }
    }
    for argument in dockerfile.args {
        reading.name(source.folder, Name::new(Kind::EnvVar, argument.name), argument.span);
    }
}

#[rustfmt::skip]
const INSTRUCTIONS: [&str; 18] = [
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER",
    "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
];

/// The first instruction that no builder knows, in a file that is nothing else than a Dockerfile.
fn unknown_instruction(source: &Source, dockerfile: &Dockerfile) -> Option<Problem> {
    let text = source.text.text;
    // Another frontend may know more, and a template is filled in first; here-documents hold anything.
    let is_other = text.trim_start().starts_with("# syntax") && !text.contains("docker/dockerfile");
    if is_other || text.contains("{{") || text.contains("{%") || text.contains("<<") {
        return None;
    }
    let is_known = |instruction: &&Instruction| INSTRUCTIONS.contains(&instruction.keyword.as_str());
    let (known, unknown): (Vec<_>, Vec<_>) = dockerfile.instructions.iter().partition(is_known);
    let first = unknown.first().filter(|_| known.len() >= unknown.len())?;
    let start = first.span.start as usize;
    let span = Span::new(first.span.file, start, start + first.keyword.len());
    Some(Problem::at(span, format!("no builder of images knows the instruction {}", first.keyword)))
}

/// The service that a Dockerfile is for, by its own name or that of its folder.
fn service<'a>(source: &Source<'a>) -> Option<&'a str> {
    let own = source.name.strip_prefix("Dockerfile.").or_else(|| source.name.strip_suffix(".Dockerfile"));
    let own = own.or_else(|| source.name.strip_suffix(".dockerfile"));
    own.or_else(|| source.folder.rsplit('/').next()).filter(|name| !name.is_empty())
}
