//! Makefiles: targets, and what they take in from elsewhere.

use super::source::{Source, State};
use crate::diagnostic::Problem;
use crate::model::{Gap, Include, Kind, Name, Reading, Scope};
use crate::syntax::makefile;

pub(super) fn reads(source: &Source) -> bool {
    is_makefile(source) || source.ends_with(&[".mk", ".mak"]) || source.name.starts_with("Makefile.")
}

/// A file that `make` reads by itself.
fn is_makefile(source: &Source) -> bool {
    source.is_named(&["Makefile", "makefile", "GNUmakefile"])
}

pub(super) fn read(source: &Source, reading: &mut Reading) {
    let makefile = makefile::parse(source.text);
    // What is only included speaks for the folder of the file that includes it.
    let folder = if is_makefile(source) { source.folder } else { source.path };
    for target in &makefile.targets {
        reading.name(folder, Name::new(Kind::MakeTarget, target.name.clone()), target.span);
    }
    if let Some(line) = makefile.broken.first().filter(|_| is_makefile(source)) {
        let message = "make cannot read this line: it is no rule, no assignment and no directive";
        reading.problems.push(Problem::at(*line, message));
        reading.unreadable_names(folder, Kind::MakeTarget, "", *line, "the Makefile could not be read");
    }
    let why = if makefile.computed {
        Some("the Makefile computes the names of targets")
    } else if makefile.delegates {
        Some("the Makefile has a rule for any target")
    } else {
        None
    };
    if let Some(why) = why {
        reading.unreadable_names(folder, Kind::MakeTarget, "", source.text.all().before(), why);
    }
    for pattern in makefile.patterns {
        reading.says.names.gaps.push(Gap {
            domain: (Kind::MakeTarget, String::new()),
            subject: None,
            pattern: Some(pattern),
            scope: Scope::of(folder),
            span: source.text.all().before(),
            why: "the Makefile has a pattern rule for it",
        });
    }
    for include in makefile.includes.into_iter().filter(|include| !sets_variables_only(&include.path)) {
        let optional = include.optional && !include.computed;
        reading.includes.push(Include {
            path: include.path,
            within: String::new(),
            folder: source.folder.to_owned(),
            scope: folder.to_owned(),
            kind: Kind::MakeTarget,
            span: include.span,
            optional,
        });
    }
    reading.whole_list(folder, Kind::MakeTarget, "", source.place());
}

/// Whether a file that is taken in sets variables and has no rules: `.env`, `dev/.env.local`, `ci/build.env`.
fn sets_variables_only(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.starts_with(".env") || name.ends_with(".env")
}
