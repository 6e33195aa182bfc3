//! `mix.exs`: which Elixir.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};

static REQUIRES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?m)^[ \t]*elixir:[ \t]*"([^"\n#]+)""#).expect("a valid expression"));

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["mix.exs"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    if let Some(version) = REQUIRES.captures(source.text.text).and_then(|found| found.get(1)) {
        let tool = Tool::named("elixir").expect("Elixir is known");
        let span = source.text.span(version.range());
        // `~> 1.15` is 1.15 and all that come behind it below 2.
        let words = match version.as_str().strip_prefix("~>") {
            Some(least) => format!(">= {}", least.trim()),
            None => version.as_str().to_owned(),
        };
        reading.version(source.folder, tool, &words, Role::Floor, span);
    }
}
