//! Terraform and `OpenTofu`: the version they require.

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};
use crate::syntax::hcl;

pub(super) fn reads(source: &Source) -> bool {
    source.ends_with(&[".tf", ".tofu"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    // Most files hold no such block, and parsing them all would cost more than all other readers together.
    if memchr::memmem::find(source.text.text.as_bytes(), b"required_version").is_none() {
        return;
    }
    let body = match hcl::parse(source.text) {
        Ok(body) => body,
        Err(problem) => return reading.problems.push(problem),
    };
    let tool =
        Tool::named(if source.name.ends_with(".tofu") { "opentofu" } else { "terraform" }).expect("both are known");
    for block in body.blocks.iter().filter(|block| block.kind == "terraform") {
        for attribute in block.body.attributes.iter().filter(|attribute| attribute.name == "required_version") {
            if let Some(value) = &attribute.value {
                reading.version(source.folder, tool, value, Role::Floor, attribute.value_span);
            }
        }
    }
}
