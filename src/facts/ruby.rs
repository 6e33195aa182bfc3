//! `Gemfile` and gemspecs: which Ruby.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};

static IN_GEMFILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?m)^ruby\s*\(?\s*["']([^"']+)["']"#).expect("a valid expression"));

/// One version or several, from the first quotation mark to the last of the line.
static IN_GEMSPEC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^[ \t]*\w+\.required_ruby_version\s*=\s*(?:Gem::Requirement\.new\s*\(?\s*)?\[?\s*["']([^\n#]*)["'](?:\.freeze)?[\s\])]*?(?:#[^\n]*)?$"#)
        .expect("a valid expression")
});

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["Gemfile", "Rakefile"]) || source.ends_with(&[".gemspec"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let (words, role) = match source.name {
        // A Rakefile states nothing here; its text shows whether it has a task that tests.
        "Rakefile" => return,
        "Gemfile" => (&*IN_GEMFILE, Role::Pin),
        _ => (&*IN_GEMSPEC, Role::Floor),
    };
    if let Some(version) = words.captures(source.text.text).and_then(|found| found.get(1)) {
        let tool = Tool::named("ruby").expect("Ruby is known");
        let span = source.text.span(version.range());
        reading.version(source.folder, tool, &version.as_str().replace(['"', '\''], ""), role, span);
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::read;
    use crate::text::{Excerpt, FileId};

    fn version(line: &str) -> Option<String> {
        let text = format!("Gem::Specification.new do |spec|\n  {line}\nend\n");
        let said = read(Excerpt::whole(FileId(0), &text), "shop.gemspec").says.versions;
        said.statements.first().map(|said| said.value.words.clone())
    }

    #[test]
    fn a_gemspec_says_the_least_ruby() {
        for (line, words) in [
            ("spec.required_ruby_version = \">= 3.1\"", ">= 3.1"),
            ("spec.required_ruby_version = '~> 3.1' # see the README", "~> 3.1"),
            ("spec.required_ruby_version = [\">= 3.1\", \"< 5\"]", ">= 3.1, < 5"),
            ("spec.required_ruby_version = Gem::Requirement.new(\">= 3.1\".freeze)", ">= 3.1"),
        ] {
            assert_eq!(version(line).as_deref(), Some(words), "{line}");
        }
    }

    #[test]
    fn what_is_computed_or_of_rubygems_is_not_stated() {
        for line in [
            "spec.required_ruby_version = \">= #{OLDEST}\"",
            "spec.required_ruby_version = OLDEST",
            "# spec.required_ruby_version = \">= 3.1\"",
            "spec.required_rubygems_version = \">= 3.1\"",
        ] {
            assert_eq!(version(line), None, "{line}");
        }
    }
}
