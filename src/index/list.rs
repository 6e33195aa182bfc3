//! The lists: what each is called, what it holds and when it is worth reading.

/// One of the lists, each a file `index/<word>.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Requests in words.
    Intents,
    /// Procedures.
    Runbooks,
    /// Commands.
    Commands,
    /// Commands that can be run and judged.
    Checks,
    /// Environments.
    Environments,
    /// Secrets.
    Secrets,
    /// Variables.
    Variables,
    /// Workflows.
    Workflows,
    /// Jobs.
    Jobs,
    /// Parts of the running system.
    Services,
    /// Tools.
    Tools,
    /// Pages.
    Pages,
    /// Releases.
    Releases,
    /// Incidents.
    Incidents,
    /// How well delivery works.
    Measures,
    /// Findings.
    Diagnostics,
}

impl List {
    /// All lists, those that answer a request first.
    pub const ALL: [Self; 16] = [
        Self::Intents,
        Self::Runbooks,
        Self::Commands,
        Self::Checks,
        Self::Environments,
        Self::Secrets,
        Self::Variables,
        Self::Workflows,
        Self::Jobs,
        Self::Services,
        Self::Tools,
        Self::Pages,
        Self::Releases,
        Self::Incidents,
        Self::Measures,
        Self::Diagnostics,
    ];

    /// The name of the list, and the stem of its file.
    pub fn word(self) -> &'static str {
        self.described().0
    }

    /// The list of that name.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.word() == word)
    }

    /// Where its file lies in the site.
    pub fn file(self) -> String {
        format!("index/{}.json", self.word())
    }

    /// What it holds.
    pub fn holds(self) -> &'static str {
        self.described().1
    }

    /// When it is worth reading.
    pub fn read_when(self) -> &'static str {
        self.described().2
    }

    fn described(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Intents => {
                ("intents", "Requests in words, and the page that serves each.", "you are asked to do something")
            }
            Self::Runbooks => (
                "runbooks",
                "Procedures: runbooks, set-ups and deployments, with commands, risk and approver.",
                "you are about to do something that changes a system",
            ),
            Self::Commands => (
                "commands",
                "Commands that the repository defines, and those that its pages give.",
                "you need the command for a task, or the folder to run it in",
            ),
            Self::Checks => (
                "checks",
                "Commands with what they must answer, their effect and their last recorded runs.",
                "you want to know whether something works",
            ),
            Self::Environments => (
                "environments",
                "Environments, with the jobs, secrets and variables of each.",
                "you deploy, or compare environments",
            ),
            Self::Secrets => (
                "secrets",
                "Names of secrets, never values: who uses, owns and renews each.",
                "a secret is missing, rejected or due",
            ),
            Self::Variables => (
                "variables",
                "Configuration variables and environment variables.",
                "a setting is missing, or you set up a machine",
            ),
            Self::Workflows => (
                "workflows",
                "Workflows of GitHub Actions: what starts each, its inputs, jobs and secrets.",
                "you start a workflow by hand, or ask what runs on a change",
            ),
            Self::Jobs => (
                "jobs",
                "Jobs of all workflows: needs, runners, matrix, environment, secrets.",
                "a job failed, or you ask what it needs",
            ),
            Self::Services => (
                "services",
                "Parts of the running system, from Compose, Kubernetes, Helm and Terraform.",
                "you ask what runs, on which ports, and what it needs",
            ),
            Self::Tools => (
                "tools",
                "Tools with the versions that are pinned, how to probe for and install them.",
                "a command is not found, or a version is wrong",
            ),
            Self::Pages => (
                "pages",
                "Pages with their headings, owners, reviews and changes.",
                "no other list leads to what you look for",
            ),
            Self::Releases => {
                ("releases", "Releases, the newest first.", "you ask what is deployed, or what to go back to")
            }
            Self::Incidents => {
                ("incidents", "Incidents, the newest first.", "something is broken, and may have been before")
            }
            Self::Measures => (
                "measures",
                "The five measures of DORA, from the records of releases and incidents.",
                "you ask how often, how fast and how safely changes reach users",
            ),
            Self::Diagnostics => {
                ("diagnostics", "Where the pages and the repository disagree.", "you are about to rely on a page")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    #[test]
    fn a_list_is_found_by_its_name() {
        for list in List::ALL {
            assert_eq!(List::named(list.word()), Some(list));
        }
        assert_eq!(List::named("index"), None);
    }
}
