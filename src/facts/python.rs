//! `pyproject.toml`, `Pipfile`, `setup.cfg` and `setup.py`: which Python, and the tools that build it.

use std::sync::LazyLock;

use regex::Regex;

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};
use crate::syntax::{toml, tree::Node};

/// The line of the options of `setup.cfg`; the value may stand in the next one.
static IN_OPTIONS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^\[options\][ \t]*(?:\r?\n(?:[^\[\n][^\n]*)?)*?\r?\npython[_-]requires[ \t]*[=:][ \t]*(?:\r?\n[ \t]+)?([^\s#;][^\n#;]*)")
        .expect("a valid expression")
});

/// An argument of `setup()` that is written out.
static IN_CALL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^[^#\n]*\bpython_requires\s*=\s*["']([^"'\n]+)["']\s*(?:[,)#]|$)"#).expect("a valid expression")
});

/// The manager of Python packages whose lock file this is.
pub(super) fn lock_manager(name: &str) -> Option<&'static str> {
    match name {
        "Pipfile" | "Pipfile.lock" => Some("pipenv"),
        "poetry.lock" => Some("poetry"),
        "uv.lock" => Some("uv"),
        "pdm.lock" => Some("pdm"),
        _ => None,
    }
}

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["pyproject.toml", "Pipfile", "setup.cfg", "setup.py"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    match source.name {
        "setup.cfg" => required(source, &IN_OPTIONS, reading),
        "setup.py" => required(source, &IN_CALL, reading),
        _ => manifest(source, reading),
    }
}

/// The Python that setuptools is told to ask for.
fn required(source: &Source, words: &Regex, reading: &mut Reading) {
    let Some(version) = words.captures(source.text.text).and_then(|found| found.get(1)) else { return };
    let span = source.text.span(version.start()..version.start() + version.as_str().trim_end().len());
    let python = Tool::named("python").expect("Python is known");
    reading.version(source.folder, python, version.as_str(), Role::Floor, span);
}

fn manifest(source: &Source, reading: &mut Reading) {
    let tree = toml::parse(source.text);
    reading.problems.extend(tree.problems.iter().cloned());
    let Some(root) = tree.root() else { return };
    for at in [&["project", "version"][..], &["tool", "poetry", "version"]] {
        reading.own_version(root.path(at));
    }
    let python = Tool::named("python").expect("Python is known");
    let places: &[(&[&str], Role)] = &[
        (&["project", "requires-python"], Role::Floor),
        (&["tool", "poetry", "dependencies", "python"], Role::Floor),
        (&["requires", "python_version"], Role::Pin),
        (&["requires", "python_full_version"], Role::Pin),
    ];
    for (at, role) in places {
        if let Some(version) = root.path(at).and_then(Node::scalar) {
            reading.version(source.folder, python, &version.value, *role, version.inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::read;
    use crate::text::{Excerpt, FileId};

    fn versions(path: &str, text: &str) -> Vec<String> {
        let said = read(Excerpt::whole(FileId(0), text), path).says.versions;
        said.statements.iter().map(|said| text[said.span.start as usize..said.span.end as usize].to_owned()).collect()
    }

    #[test]
    fn setuptools_asks_for_a_python_in_either_file() {
        for text in [
            "[metadata]\nname = shop\n\n[options]\npackages = find:\npython_requires = >=3.9, <4\n",
            "[options]\r\npython_requires =\r\n    >=3.9, <4\r\n",
            "[options]\n# oldest\npython-requires: >=3.9, <4  # and newer\n",
        ] {
            assert_eq!(versions("setup.cfg", text), [">=3.9, <4"], "{text}");
        }
        for text in ["setup(\n    python_requires='>=3.9, <4',\n)\n", "python_requires = \">=3.9, <4\"\n"] {
            assert_eq!(versions("setup.py", text), [">=3.9, <4"], "{text}");
        }
    }

    #[test]
    fn what_is_of_another_section_or_computed_is_not_read() {
        for text in
            ["[tool]\npython_requires = >=3.9\n", "[options]\nx = 1\n[tool]\npython_requires = >=3.9\n", "[options]\n"]
        {
            assert!(versions("setup.cfg", text).is_empty(), "{text}");
        }
        for text in [
            "setup(python_requires=\">=%s\" % OLDEST)\n",
            "setup(python_requires=f\">={OLDEST}\")\n",
            "# python_requires='>=3.9',\n",
            "setup(python_requires='>=' + OLDEST)\n",
        ] {
            assert!(versions("setup.py", text).is_empty(), "{text}");
        }
    }
}
