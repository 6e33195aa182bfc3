//! `Gemfile`: which Ruby.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};

static RUBY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?m)^ruby\s*\(?\s*["']([^"']+)["']"#).expect("a valid expression"));

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["Gemfile", "Rakefile"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    // A Rakefile states nothing here; its text shows whether it has a task that tests.
    if source.name == "Rakefile" {
        return;
    }
    if let Some(version) = RUBY.captures(source.text.text).and_then(|found| found.get(1)) {
        let tool = Tool::named("ruby").expect("Ruby is known");
        reading.version(source.folder, tool, version.as_str(), Role::Pin, source.text.span(version.range()));
    }
}
