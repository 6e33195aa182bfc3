//! Programs that a repository makes run what it holds, whatever they are asked: version managers take them from where a
//! file says, others read their settings first. Whoever asks such a program for its version runs what the repository holds.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;
use serde::Deserialize;

use super::run::{find_program, interpreter_line, is_script};
use super::trust::on_disk;
use crate::git::settings_file;
use crate::snippets::Inferred;

/// Whether a text can name the place of a program; what cannot be read counts as if it did.
type Names = fn(&str) -> bool;

/// Whether a manager that reads the file stands behind a program, which is found in a folder.
type Governs = fn(&str, Option<&Path>) -> bool;

/// The files of version managers by their names, what they may say, and which programs they are about.
const MANAGERS: &[(&[&str], Names, Governs)] = &[
    (&["rust-toolchain", "rust-toolchain.toml"], names_toolchain, is_of_rustup),
    (&[".tool-versions"], |text| text.contains("path:") || is_template(text), is_shim),
    (&["mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml"], names_install, is_of_mise),
];

/// Programs that are git, or run it.
const OF_GIT: &[&str] = &["git", "gh", "hub", "glab", "tig", "lazygit", "jj"];

/// Files that other programs read first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(default)]
    programs: Vec<String>,
    #[serde(default)]
    shims: bool,
    files: Vec<String>,
    #[serde(default, deserialize_with = "expression")]
    says: Option<Regex>,
    #[serde(default, deserialize_with = "expression")]
    unless: Option<Regex>,
}

static READ: LazyLock<Vec<Read>> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("borrowed.yaml")).expect("our table of programs that read first")
});

fn expression<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text).map(Some).map_err(serde::de::Error::custom)
}

impl Read {
    fn is_file(&self, path: &str) -> bool {
        let ends = |file: &String| {
            // Behind a slash it is whatever lies in the folder.
            let is_below = || path.starts_with(file.as_str()) || path.contains(&format!("/{file}"));
            let is_it = || path.strip_suffix(file.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            if file.ends_with('/') { is_below() } else { is_it() }
        };
        self.files.iter().any(ends)
    }

    fn counts(&self, text: &str) -> bool {
        let is_whole = |word: &str, all: &Regex| all.find(word).is_some_and(|hit| hit.len() == word.len());
        // A comment is one word.
        let words = text
            .lines()
            .flat_map(|line| if line.starts_with('#') { vec![line] } else { line.split_whitespace().collect() });
        let is_harmless = |all: &Regex| words.clone().all(|word| is_whole(word, all));
        self.says.as_ref().is_none_or(|says| says.is_match(text)) && !self.unless.as_ref().is_some_and(is_harmless)
    }
}

/// How a file of the repository decides what a program runs.
#[derive(Clone, Copy, Debug)]
enum By {
    Manager(Governs),
    Reading(&'static Read),
}

impl By {
    fn governs(self, program: &str, folder: Option<&Path>) -> bool {
        match self {
            Self::Manager(governs) => governs(program, folder),
            Self::Reading(read) => {
                read.programs.iter().any(|name| name == program) || read.shims && is_shim(program, folder)
            }
        }
    }
}

/// The files of a repository by which programs run what it holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Borrowed {
    root: PathBuf,
    files: Vec<(String, By)>,
}

impl Borrowed {
    /// Those among these paths.
    pub fn read<'a>(root: &Path, paths: impl IntoIterator<Item = &'a str>) -> Self {
        let read = on_disk(root);
        let mut files = Vec::new();
        for path in paths {
            let name = path.rsplit('/').next().unwrap_or(path);
            let manager = MANAGERS.iter().find(|(names, ..)| names.contains(&name));
            let readers: Vec<&'static Read> = READ.iter().filter(|read| read.is_file(path)).collect();
            if manager.is_none() && readers.is_empty() {
                continue;
            }
            if path.ends_with('/') && root.join(path).is_dir() {
                files.extend(readers.into_iter().map(|read| (path.to_owned(), By::Reading(read))));
                continue;
            }
            let Some(bytes) = read(path) else { continue };
            let text = String::from_utf8(bytes).ok();
            let by_manager = manager.filter(|(_, names, _)| text.as_deref().is_none_or(names));
            files.extend(by_manager.map(|(.., governs)| (path.to_owned(), By::Manager(*governs))));
            let by_reading = readers.into_iter().filter(|read| text.as_deref().is_none_or(|text| read.counts(text)));
            files.extend(by_reading.map(|read| (path.to_owned(), By::Reading(read))));
        }
        Self { root: root.canonicalize().unwrap_or_else(|_| root.to_path_buf()), files }
    }

    /// Those that hold for whoever stands at the root.
    pub fn at_root(root: &Path) -> Self {
        let of_managers = MANAGERS.iter().flat_map(|(names, ..)| names.iter().copied());
        Self::read(root, of_managers.chain(READ.iter().flat_map(|read| read.files.iter().map(String::as_str))))
    }

    fn find(&self, program: &str, folders: &[PathBuf]) -> Option<&(String, By)> {
        let found = find_program(program, folders);
        let folder = found.as_deref().and_then(Path::parent);
        self.files.iter().find(|(_, by)| by.governs(program, folder))
    }

    /// The file by which a program runs what the repository holds; `folders` are those in which programs are found.
    pub fn place_of(&self, program: &str, folders: &[PathBuf]) -> Option<&str> {
        self.find(program, folders).map(|(path, _)| path.as_str())
    }

    /// Why a script does more than look where the repository is near: for a file of it, or since nobody knows.
    pub fn objection(&self, script: &str, judged: &Inferred, folders: &[PathBuf]) -> Option<Objection> {
        let is_shim = |name: &str| find_program(name, folders).is_some_and(|path| is_shim(name, path.parent()));
        let of_shim = |name: &String| format!("what `{name}` runs is decided by a version manager");
        let is_taken = |(word, _, by): &(&str, &str, By)| match by {
            By::Manager(_) => true,
            By::Reading(read) => read.shims || is_shim(word),
        };
        let taken = self.among(script, folders).find(is_taken).map(said);
        let taken = taken.or_else(|| self.linked(script, folders));
        if let Some(why) = taken.or_else(|| judged.questions.asked.iter().find(|name| is_shim(name)).map(of_shim)) {
            return Some(Objection::Anywhere(why));
        }
        let reads = self.among(script, folders).next().map(said).or_else(|| self.of_git(script));
        let is_script = |name: &&String| find_program(name, folders).is_some_and(|path| is_script(&path));
        let of_script =
            |name: &String| format!("`{name}` is a script, which may run what the repository holds before it answers");
        // Behind a shim stands a program that the files above are about.
        let mut known = judged.questions.known.iter().filter(|name| !is_shim(name)).filter(is_script);
        // One of which nothing is known may take the question for the name of a file.
        let of_unknown = |name: &String| {
            if is_script(&name) {
                return of_script(name);
            }
            format!("nobody knows what `{name}` does with the files around it before it answers")
        };
        let asked = || judged.questions.asked.first().map(of_unknown);
        reads.or_else(asked).or_else(|| known.next().map(of_script)).map(Objection::Here)
    }

    /// A program among the words of a script that would take what it runs from a file around it, if it is one of those that
    /// may; here, no such file is known.
    pub fn may_take<'s>(script: &'s str, folders: &[PathBuf]) -> Option<&'s str> {
        let managers = MANAGERS.iter().map(|(.., governs)| By::Manager(*governs));
        let all: Vec<By> = managers.chain(READ.iter().map(By::Reading)).collect();
        words(script).find(|word| {
            let found = find_program(word, folders);
            let folder = found.as_deref().and_then(Path::parent);
            all.iter().any(|by| by.governs(word, folder)) || OF_GIT.contains(word)
        })
    }

    /// Why git may run what the repository holds, if a script may run it and a file of the repository can say so.
    fn of_git(&self, script: &str) -> Option<String> {
        let name = words(script).find(|word| OF_GIT.contains(word))?;
        let file = settings_file(&self.root)?;
        let file = file.strip_prefix(&self.root).unwrap_or(&file).display();
        Some(format!("`{name}` takes settings from {file}, which may name programs"))
    }

    /// A program among the words of a script that is a link into the repository, if one is.
    fn linked(&self, script: &str, folders: &[PathBuf]) -> Option<String> {
        let is_own = |word: &&str| {
            let real = find_program(word, folders).and_then(|path| path.canonicalize().ok());
            real.is_some_and(|path| path.starts_with(&self.root))
        };
        words(script).find(is_own).map(|word| format!("`{word}` is a link to a file of the repository"))
    }

    /// Those of the words of a script that are such programs, with the file of each.
    fn among<'s>(&'s self, script: &'s str, folders: &'s [PathBuf]) -> impl Iterator<Item = (&'s str, &'s str, By)> {
        words(script).filter_map(|word| self.find(word, folders).map(|(path, by)| (word, path.as_str(), *by)))
    }
}

/// Interpreters that load modules from what lies around them.
const LOADERS: &[&str] = &["python", "node", "ruby", "perl", "php", "deno"];

/// A program among the words of a script that such an interpreter runs.
pub(super) fn loaded<'s>(script: &'s str, folders: &[PathBuf]) -> Option<&'s str> {
    let line = |word: &str| find_program(word, folders).and_then(|path| interpreter_line(&path));
    words(script).find(|word| line(word).is_some_and(|line| LOADERS.iter().any(|name| line.contains(name))))
}

/// What may be the names of programs in a script.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let words = script.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.+".contains(c)));
    words.filter(|word| !word.is_empty())
}

/// What a program does with a file of the repository.
fn said((word, path, by): (&str, &str, By)) -> String {
    match by {
        By::Manager(_) => format!("`{word}` is taken from where {path} says"),
        By::Reading(_) => format!("`{word}` does first what {path} says"),
    }
}

/// Why a script does more than look where the repository is near.
pub(super) enum Objection {
    /// What a program runs is decided by a file, and without that it would be another program.
    Anywhere(String),
    /// A program may do first what a file says where it stands, and does not in an empty folder.
    Here(String),
}

impl Objection {
    /// In words.
    pub fn why(self) -> String {
        let (Self::Anywhere(why) | Self::Here(why)) = self;
        why
    }
}

fn names_toolchain(text: &str) -> bool {
    match toml::from_str::<toml::Table>(text) {
        Ok(table) => table.get("toolchain").is_some_and(|toolchain| toolchain.get("path").is_some()),
        // The old form is a word alone.
        Err(_) => text.contains(['/', '\\', '=']),
    }
}

/// Whether mise puts a text together before it reads it.
fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%")
}

/// How variables begin by which programs run something else.
const MOVERS: &[&str] =
    &["LD_", "DYLD_", "PATH", "NODE_", "PYTHON", "RUBY", "PERL", "JAVA", "_JAVA", "JDK_", "GO", "BASH", "ENV", "GIT_"];

fn names_install(text: &str) -> bool {
    if is_template(text) {
        return true;
    }
    // Beside places, templates and hooks hold commands, and so do scripts that set variables.
    let tells = |table: toml::Table| {
        let text = format!("{table:?}");
        let sets = |name: &String| name == "_" || MOVERS.iter().any(|start| name.starts_with(start));
        table.contains_key("hooks")
            || table.get("env").and_then(toml::Value::as_table).is_some_and(|env| env.keys().any(sets))
            || ["path:", "exec", "\"source\"", "\"script\""].iter().any(|word| text.contains(word))
    };
    toml::from_str::<toml::Table>(text).map_or(true, tells)
}

fn is_of_mise(program: &str, folder: Option<&Path>) -> bool {
    program == "mise" || is_shim(program, folder)
}

fn is_of_rustup(program: &str, _: Option<&Path>) -> bool {
    // `rustup show` asks the compiler for its version, too.
    ["cargo", "rust", "clippy-driver", "rls"].iter().any(|start| program.starts_with(start))
}

fn is_shim(_: &str, folder: Option<&Path>) -> bool {
    folder.is_some_and(|folder| folder.ends_with("shims"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_place_in_the_repository_makes_a_program_its_own() {
        for (text, named) in [
            ("[toolchain]\nchannel = \"1.90\"\n", false),
            ("stable\n", false),
            ("[toolchain]\n\"p\\u0061th\" = \"/repo/evil\"\n", true),
            ("toolchain = { path = \"/repo/evil\" }", true),
            ("[toolchain\npath = \"/x\"", true),
        ] {
            assert_eq!(names_toolchain(text), named, "{text}");
        }
        assert!(names_install("[env]\n_.source = './env.sh'\n") && !names_install("[env]\nA = \"b\"\n"));
        assert!(names_install("[tools]\nnode = \"path:./evil\"\n") && !names_install("[tools]\nnode = \"22\"\n"));
        assert!(
            is_shim("node", Some(Path::new("/home/a/.asdf/shims"))) && !is_shim("node", Some(Path::new("/usr/bin")))
        );
    }

    #[test]
    fn only_settings_by_which_a_program_can_run_more_count() {
        let counts = |path: &str, text: &str| READ.iter().any(|read| read.is_file(path) && read.counts(text));
        for (path, text) in [
            (".mvn/jvm.config", "-Xmx2g -javaagent:evil.jar\n"),
            ("shop/.mvn/jvm.config", "-XX:OnError=./evil\n"),
            (".mvn/maven.config", "-s\nsettings.xml\n"),
            (".mvn/extensions.xml", "<extensions><extension><groupId>x</groupId></extension></extensions>"),
            ("gradle.properties", "org.gradle.java.home=./jdk\n"),
            ("gradle.properties", "org.gradle.jvmargs=-javaagent:x.jar\n"),
            (".sbtopts", "-java-home ./jdk\n"),
            (".rspec", "<%= `id` %>\n"),
            ("tests/conftest.py", ""),
            ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = \"-p evil\"\n"),
            ("setup.cfg", "[flake8:local-plugins]\n"),
            ("tools/bazel", "#!/bin/sh\n"),
            (".bazelrc", "startup --host_jvm_args=-javaagent:x.jar\n"),
            ("global.json", "{\"sdk\": {\"paths\": [\".dotnet\"]}}"),
            (".npmrc", "onload-script=./evil.js\n"),
            (".python-version", "../../repo/evil\n"),
        ] {
            assert!(counts(path, text), "{path}: {text}");
        }
        for (path, text) in [
            (".mvn/jvm.config", "-Xmx2g\n--add-opens java.base/java.lang=ALL-UNNAMED\n# more\n"),
            (".mvn/maven.config", "-T 1C\n-ntp\n--batch-mode\n"),
            (".mvn/extensions.xml", "<extensions/>"),
            ("gradle.properties", "org.gradle.jvmargs=-Xmx2048m -Dfile.encoding=UTF-8\norg.gradle.caching=true\n"),
            (".rspec", "--require spec_helper\n"),
            ("my.mvn/jvm.config", "-javaagent:x.jar\n"),
            ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = \"-ra -q\"\n"),
            ("tools/bazel.md", ""),
            (".bazelrc", "build --config=ci\n"),
            (".bazelversion", "8.4.2\n"),
            ("global.json", "{\"sdk\": {\"version\": \"9.0.100\"}}"),
            (".npmrc", "engine-strict=true\n"),
            (".python-version", "3.12\n"),
        ] {
            assert!(!counts(path, text), "{path}: {text}");
        }
    }
}
