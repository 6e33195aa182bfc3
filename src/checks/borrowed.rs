//! Programs that version managers take from where a file of the repository says: whoever asks such a program for its
//! version runs what the repository holds.

use std::path::{Path, PathBuf};

use super::run::find_program;
use super::trust::on_disk;

/// Whether a text can name the place of a program; what cannot be read counts as if it did.
type Names = fn(&str) -> bool;

/// Whether a manager that reads the file stands behind a program, which is found in a folder.
type Governs = fn(&str, Option<&Path>) -> bool;

/// The files by their names, what they may say, and which programs they are about.
const FILES: &[(&[&str], Names, Governs)] = &[
    (&["rust-toolchain", "rust-toolchain.toml"], names_toolchain, is_of_rustup),
    (&[".yarnrc.yml"], names_release, is_yarn),
    // Quoted keys of this file may have escapes.
    (&[".yarnrc"], |text| text.contains("yarn-path") || text.contains('\\'), is_yarn),
    (&[".tool-versions"], |text| text.contains("path:"), is_shim),
    (&["mise.toml", ".mise.toml", "mise.local.toml", ".mise.local.toml"], names_install, is_shim),
];

/// The files of a repository that name programs of its own.
#[derive(Clone, Debug, Default)]
pub(super) struct Borrowed {
    files: Vec<(String, Governs)>,
}

impl Borrowed {
    /// Those among these paths.
    pub fn read<'a>(root: &Path, paths: impl IntoIterator<Item = &'a str>) -> Self {
        let read = on_disk(root);
        let one = |path: &'a str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            let (_, names, governs) = FILES.iter().find(|(files, ..)| files.contains(&name))?;
            let bytes = read(path)?;
            String::from_utf8(bytes).map_or(true, |text| names(&text)).then(|| (path.to_owned(), *governs))
        };
        Self { files: paths.into_iter().filter_map(one).collect() }
    }

    /// Those that hold for whoever stands at the root.
    pub fn at_root(root: &Path) -> Self {
        Self::read(root, FILES.iter().flat_map(|(names, ..)| names.iter().copied()))
    }

    /// The file that says where a program comes from; `folders` are those in which programs are found.
    pub fn place_of(&self, program: &str, folders: &[PathBuf]) -> Option<&str> {
        let found = find_program(program, folders);
        let folder = found.as_deref().and_then(Path::parent);
        self.files.iter().find(|(_, governs)| governs(program, folder)).map(|(path, _)| path.as_str())
    }

    /// Why a script does more than look, if one of its words is such a program.
    pub fn why(&self, script: &str, folders: &[PathBuf]) -> Option<String> {
        let words = script.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.+".contains(c)));
        let mut words = words.filter(|word| !word.is_empty());
        words.find_map(|word| {
            let path = self.place_of(word, folders)?;
            Some(format!("`{word}` is taken from where {path} says"))
        })
    }
}

fn names_toolchain(text: &str) -> bool {
    match toml::from_str::<toml::Table>(text) {
        Ok(table) => table.get("toolchain").is_some_and(|toolchain| toolchain.get("path").is_some()),
        // The old form is a word alone.
        Err(_) => text.contains(['/', '\\', '=']),
    }
}

fn names_release(text: &str) -> bool {
    serde_yaml::from_str::<serde_yaml::Value>(text).map_or(true, |settings| settings.get("yarnPath").is_some())
}

fn names_install(text: &str) -> bool {
    toml::from_str::<toml::Table>(text).map_or(true, |table| format!("{table:?}").contains("path:"))
}

fn is_of_rustup(program: &str, _: Option<&Path>) -> bool {
    program != "rustup" && ["cargo", "rust", "clippy-driver", "rls"].iter().any(|start| program.starts_with(start))
}

fn is_yarn(program: &str, _: Option<&Path>) -> bool {
    matches!(program, "yarn" | "yarnpkg")
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
        assert!(names_release("yarnPath: .yarn/releases/yarn.cjs\n") && !names_release("nodeLinker: node-modules\n"));
        assert!(names_install("[tools]\nnode = \"path:./evil\"\n") && !names_install("[tools]\nnode = \"22\"\n"));
        assert!(
            is_shim("node", Some(Path::new("/home/a/.asdf/shims"))) && !is_shim("node", Some(Path::new("/usr/bin")))
        );
    }
}
