//! `build.gradle` and `build.gradle.kts`: the Java that Gradle builds with, as far as it is written out.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::source::{Source, State};
use crate::model::{Reading, Role, Tool};

/// The ways of saying it, each with what it means.
static STATED: LazyLock<Vec<(Regex, Role)>> = LazyLock::new(|| {
    const TOOLCHAIN: &str = r#"\b(?:t|jvmT)oolchain\s*(?:\{\s*|\.\s*)languageVersion\s*(?:=|\.set\()\s*JavaLanguageVersion\.of\(\s*["']?(\d+)["']?\s*\)"#;
    const KOTLIN: &str = r"\bjvmToolchain\(\s*(\d+)\s*\)";
    const COMPATIBILITY: &str = r#"\bsourceCompatibility\s*(?:=\s*|\s)(?:JavaVersion\.VERSION_|(?:JavaVersion\.toVersion\()?["']?)(\d+(?:[._]\d+)?)\b"#;
    const RELEASE: &str = r"\boptions\.release\s*(?:=\s*|\.set\(\s*)(\d+)\b";
    [(TOOLCHAIN, Role::Pin), (KOTLIN, Role::Pin), (COMPATIBILITY, Role::Floor), (RELEASE, Role::Floor)]
        .map(|(words, role)| (Regex::new(words).expect("a valid expression"), role))
        .into()
});

/// Strings and comments; a comment begins with `/`.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|//[^\n]*|/\*(?s:.*?)\*/"#).expect("a valid expression")
});

pub(super) fn reads(source: &Source) -> bool {
    source.is_named(&["build.gradle", "build.gradle.kts"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let blanked = |found: &Captures| match &found[0] {
        comment if comment.starts_with('/') => " ".repeat(comment.len()),
        string => string.to_owned(),
    };
    let script = ASIDE.replace_all(source.text.text, blanked);
    let java = Tool::named("java").expect("Java is known");
    for (words, role) in STATED.iter() {
        for version in words.captures_iter(&script).filter_map(|found| found.get(1)) {
            let number = version.as_str().replace('_', ".");
            reading.version(source.folder, java, &number, *role, source.text.span(version.range()));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::read;
    use crate::model::Role;
    use crate::text::{Excerpt, FileId};

    fn versions(script: &str) -> Vec<(String, Role)> {
        let said = read(Excerpt::whole(FileId(0), script), "build.gradle.kts").says.versions;
        said.statements.iter().map(|said| (said.value.words.clone(), said.value.role)).collect()
    }

    #[test]
    fn toolchains_pin_and_levels_are_the_least() {
        for script in [
            "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }",
            "java {\n  toolchain {\n    languageVersion.set(JavaLanguageVersion.of(17))\n  }\n}",
            "java.toolchain.languageVersion = JavaLanguageVersion.of(\"17\")",
            "kotlin { jvmToolchain(17) }",
            "kotlin { jvmToolchain { languageVersion.set(JavaLanguageVersion.of(17)) } }",
        ] {
            assert_eq!(versions(script), [("17".to_owned(), Role::Pin)], "{script}");
        }
        for (script, number) in [
            ("sourceCompatibility = 17", "17"),
            ("sourceCompatibility = '1.8'", "1.8"),
            ("sourceCompatibility JavaVersion.VERSION_11", "11"),
            ("java.sourceCompatibility = JavaVersion.VERSION_1_8", "1.8"),
            ("sourceCompatibility = JavaVersion.toVersion(\"21\")", "21"),
            ("tasks.withType<JavaCompile> { options.release.set(17) }", "17"),
            ("compileJava { options.release = 17 }", "17"),
        ] {
            assert_eq!(versions(script), [(number.to_owned(), Role::Floor)], "{script}");
        }
    }

    #[test]
    fn what_is_computed_commented_out_or_of_one_task_is_not_stated() {
        for script in [
            "sourceCompatibility = javaVersion",
            "// sourceCompatibility = 8",
            "/* java {\n sourceCompatibility = 8\n} */",
            "javaLauncher = javaToolchains.launcherFor { languageVersion = JavaLanguageVersion.of(8) }",
            "java { toolchain { languageVersion = JavaLanguageVersion.of(jdk) } }",
        ] {
            assert!(versions(script).is_empty(), "{script}");
        }
        assert_eq!(versions("url = \"https://x\"; sourceCompatibility = 17").len(), 1);
    }
}
