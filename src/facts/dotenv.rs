//! `.env.example` and its kin: the variables that a program expects to be told.

use super::source::{Source, State};
use crate::model::{Kind, Name, Reading};
use crate::syntax::dotenv;

pub(super) fn reads(source: &Source) -> bool {
    dotenv::is_sample(&source.name.to_ascii_lowercase(), &["example", "sample", "template", "dist", "default"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    for variable in dotenv::parse(source.text) {
        reading.name(source.folder, Name::new(Kind::EnvVar, variable.name), variable.span);
    }
}
