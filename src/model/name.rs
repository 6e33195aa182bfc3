//! Things that are called by a name: targets, scripts, jobs, secrets, services.

use super::statement::{Absence, Answer, Evidence, How, Scope, Term};

/// What sort of thing a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A target of a Makefile.
    MakeTarget,
    /// A recipe of a justfile.
    JustRecipe,
    /// A task of a Taskfile.
    TaskfileTask,
    /// A task of mise.
    MiseTask,
    /// A script of a package.json.
    PackageScript,
    /// A script of a composer.json.
    ComposerScript,
    /// A package of a workspace of npm or its kin.
    NodePackage,
    /// A package of a Cargo workspace.
    CargoPackage,
    /// A binary of a Cargo package.
    CargoBin,
    /// An example of a Cargo package.
    CargoExample,
    /// A test of a Cargo package that is a program of its own.
    CargoTest,
    /// A benchmark of a Cargo package.
    CargoBench,
    /// A feature of a Cargo package.
    CargoFeature,
    /// An alias or tool that Cargo runs: `cargo xtask`.
    CargoAlias,
    /// A management command of Django.
    ManageCommand,
    /// An option of a script of the repository.
    ScriptOption,
    /// A service of a Compose file.
    ComposeService,
    /// A workflow, by its display name.
    Workflow,
    /// A job of a workflow.
    Job,
    /// An input of a workflow that people start.
    DispatchInput,
    /// A secret.
    Secret,
    /// A configuration variable of GitHub Actions.
    Variable,
    /// An environment variable.
    EnvVar,
    /// An environment that is deployed to.
    Environment,
    /// A tool that people install.
    Tool,
    /// A program that installs packages: npm, yarn.
    PackageManager,
    /// A package that is installed for a project.
    Dependency,
    /// The paths that a pattern of CODEOWNERS stands for.
    OwnedPath,
    /// An agent that work is handed to.
    Agent,
    /// A command that agents know, by its file's name.
    AgentCommand,
    /// An agent file, by its path below its root.
    AgentFile,
    /// A phrase that begins what a command file says, as that file's name.
    Activation,
}

impl Kind {
    /// The words for people: "make target".
    pub fn word(self) -> &'static str {
        match self {
            Self::MakeTarget => "make target",
            Self::JustRecipe => "just recipe",
            Self::TaskfileTask => "task",
            Self::MiseTask => "mise task",
            Self::PackageScript => "package script",
            Self::ComposerScript => "composer script",
            Self::NodePackage => "workspace package",
            Self::CargoPackage => "Cargo package",
            Self::CargoBin => "Cargo binary",
            Self::CargoExample => "Cargo example",
            Self::CargoTest => "Cargo test",
            Self::CargoBench => "Cargo benchmark",
            Self::CargoFeature => "Cargo feature",
            Self::CargoAlias => "Cargo alias",
            Self::ManageCommand => "management command",
            Self::ScriptOption => "option",
            Self::ComposeService => "Compose service",
            Self::Workflow => "workflow",
            Self::Job => "job",
            Self::DispatchInput => "workflow input",
            Self::Secret => "secret",
            Self::Variable => "variable",
            Self::EnvVar => "environment variable",
            Self::Environment => "environment",
            Self::Tool => "tool",
            Self::PackageManager => "package manager",
            Self::Dependency => "dependency",
            Self::OwnedPath => "owned path",
            Self::Agent => "agent",
            Self::AgentCommand => "agent command",
            Self::AgentFile => "agent file",
            Self::Activation => "activation phrase",
        }
    }

    /// Whether the text of all files is asked for such a name before it is called unknown.
    pub fn is_asked_for(self) -> bool {
        matches!(self, Self::EnvVar | Self::ManageCommand | Self::Secret | Self::Variable | Self::Tool)
    }

    /// Whether people run it, or name it in a command that they run.
    pub fn is_run(self) -> bool {
        matches!(
            self,
            Self::MakeTarget
                | Self::JustRecipe
                | Self::TaskfileTask
                | Self::MiseTask
                | Self::PackageScript
                | Self::ComposerScript
                | Self::NodePackage
                | Self::CargoPackage
                | Self::CargoBin
                | Self::CargoExample
                | Self::CargoTest
                | Self::CargoBench
                | Self::CargoFeature
                | Self::ComposeService
                | Self::ScriptOption
        )
    }

    /// Whether names differ when only their letters' case does.
    fn minds_case(self) -> bool {
        !matches!(self, Self::Secret | Self::Variable | Self::Environment | Self::Tool | Self::Workflow)
    }
}

/// A named thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name {
    /// What it is.
    pub kind: Kind,
    /// The thing it is part of: the workflow of a job; empty when the folder says it all.
    pub within: String,
    /// As written.
    pub name: String,
}

impl Name {
    /// What package managers of Python are within; those of JavaScript are within nothing.
    pub const PYTHON: &str = "python";

    /// A thing that is part of no other.
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, within: String::new(), name: name.into() }
    }

    /// A thing that is part of another.
    pub fn within(kind: Kind, within: impl Into<String>, name: impl Into<String>) -> Self {
        Self { kind, within: within.into(), name: name.into() }
    }

    /// The name of the file that is this thing, where a file alone makes it.
    pub fn file(&self) -> Option<String> {
        (self.kind == Kind::ManageCommand).then(|| format!("{}.py", self.name))
    }

    /// The words from which a program may compose the name of a variable: a field `app_log_file_format`, the flag `log-file-format` of
    /// `APP_LOG_FILE_FORMAT`, a setting `log.file_format`, and what such names begin with, `"APP_LOG"` or `"APP_"`, in quotes.
    pub fn compositions(&self) -> Vec<String> {
        let mut found = Vec::new();
        let Some((_, rest)) = self.name.split_once('_').filter(|_| self.kind == Kind::EnvVar) else { return found };
        // The field of a structure that a library fills in.
        found.push(self.name.to_lowercase());
        if rest.matches('_').count() >= 2 {
            let rest = rest.to_lowercase();
            found.push(rest.replace('_', "-"));
            // A setting, `log_file_format` or `log.file_format`. Behind the dot a single word is a member of anything.
            let words: Vec<&str> = rest.split('_').collect();
            found.extend((1..words.len() - 1).map(|at| format!("{}.{}", words[at - 1], words[at..].join("_"))));
            found.push(rest);
        }
        for (at, _) in self.name.match_indices('_') {
            let start = &self.name[..at];
            found.extend([format!("\"{start}_\""), format!("'{start}_'")]);
            // A single word in quotes means anything.
            if start.contains('_') {
                found.extend([format!("\"{start}\""), format!("'{start}'")]);
            }
        }
        found
    }
}

impl Term for Name {
    type Subject = (Kind, String, String);
    type Domain = (Kind, String);

    fn subject(&self) -> Self::Subject {
        let name = if self.kind.minds_case() { self.name.clone() } else { self.name.to_lowercase() };
        (self.kind, self.within.clone(), name)
    }

    fn domain(&self) -> Self::Domain {
        (self.kind, self.within.clone())
    }

    fn held_against(&self, _: &Self) -> Answer {
        Answer::Agrees
    }

    fn may_look_everywhere(&self, _: &Scope) -> bool {
        matches!(self.kind, Kind::NodePackage | Kind::CargoPackage)
    }

    fn fits(&self, pattern: &str) -> bool {
        if self.kind.minds_case() {
            return fits(pattern, &self.name);
        }
        fits(&pattern.to_lowercase(), &self.name.to_lowercase())
    }

    fn absence(&self, evidence: Evidence) -> Absence {
        match self.kind {
            _ if evidence.how == How::Source || evidence.typed => Absence::Proves,
            // Packages that are installed bring commands too.
            Kind::ManageCommand => Absence::NeedsReceipt,
            Kind::Agent | Kind::AgentCommand | Kind::AgentFile | Kind::Activation => Absence::Proves,
            Kind::Secret | Kind::Variable | Kind::Job | Kind::Environment | Kind::Tool | Kind::Workflow => {
                Absence::Nothing
            }
            _ if matches!(evidence.how, How::Command | How::Definition | How::Table) => Absence::Proves,
            _ => Absence::Nothing,
        }
    }
}

/// Whether a name is one of those that a pattern with `%` stands for.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('%');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_pattern_stands_for_names_with_anything_in_its_place() {
        for (pattern, name, expected) in [
            ("build-%", "build-linux", true),
            ("build-%", "test-linux", false),
            ("%", "anything", true),
            ("%/x", "out/x", true),
            ("a-%-b-%", "a-1-b-2", true),
            ("a-%-b", "a-b", false),
            ("plain", "plain", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
