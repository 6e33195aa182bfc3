//! What the columns of tables hold, by their headers: the one list of what people call them.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a column holds. A header may say several of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "columns.yaml tells of each by the words for it")]
pub enum Column {
    Secret,
    EnvVar,
    RepositoryVariable,
    Workflow,
    WorkflowFile,
    Job,
    Jobs,
    Input,
    Environment,
    Environments,
    Tool,
    Service,
    ComposeService,
    Component,
    Name,
    Title,
    File,
    Variable,
    Triggers,
    Schedule,
    Branches,
    Runner,
    Timeout,
    Permissions,
    Needs,
    Matrix,
    Concurrency,
    Health,
    Default,
    HostPort,
    Port,
    Url,
    Image,
    Status,
    Owner,
    Rotation,
    Rotated,
    UsedBy,
    Kind,
    Place,
    Required,
    Version,
    LeastVersion,
    Probe,
    Install,
    InstallOnLinux,
    InstallOnMacos,
    InstallOnWindows,
    Sign,
    Remark,
    Topic,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vocabulary {
    asides: Vec<String>,
    columns: HashMap<Column, Vec<String>>,
}

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("columns.yaml")).expect("our list of columns"));

/// Whether a header is that of a column which says which version.
pub fn is_of_versions(header: &str) -> bool {
    Column::Version.is(header) || Column::LeastVersion.is(header)
}

/// What columns say of any thing, wherever they stand: who uses it, where it is, of what sort it is.
const OF_ANYTHING: &[Column] =
    &[Column::UsedBy, Column::Kind, Column::Place, Column::Remark, Column::Owner, Column::Status];

/// Whether a header is that of a column which says something of any thing.
pub fn is_of_anything(header: &str) -> bool {
    OF_ANYTHING.iter().any(|column| column.is(header))
}

impl Column {
    /// Whether a header is one of such a column.
    pub fn is(self, header: &str) -> bool {
        let header = plain(header);
        let bare = without_aside(&header);
        let words = VOCABULARY.columns.get(&self).map_or(&[][..], Vec::as_slice);
        words.iter().any(|word| match word.strip_suffix('…') {
            Some(beginning) => header.starts_with(beginning),
            None => *word == header || bare == Some(word),
        })
    }

    /// The first such column of a table.
    pub fn find<H: AsRef<str>>(self, headers: &[H]) -> Option<usize> {
        headers.iter().position(|header| self.is(header.as_ref()))
    }
}

/// The words of a header without decoration.
pub fn plain(header: &str) -> String {
    header.trim().trim_matches(['*', '_', '`', ':']).trim().to_lowercase()
}

/// A header without the words in brackets behind it, if they change nothing.
fn without_aside(header: &str) -> Option<&str> {
    let (words, aside) = header.strip_suffix(')')?.rsplit_once('(')?;
    VOCABULARY.asides.iter().any(|known| known == aside.trim()).then(|| words.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_whatever_people_put_around_its_words() {
        for (column, header) in [
            (Column::Schedule, "Schedule (UTC)"),
            (Column::Schedule, "**Cron**"),
            (Column::Version, "Pinned version"),
            (Column::Timeout, "Timeout (min)"),
            (Column::Install, "Install on any system"),
            (Column::Runner, "Runs on"),
            (Column::Triggers, "Runs on"),
        ] {
            assert!(column.is(header), "{header} is {column:?}");
        }
        assert!(!Column::Schedule.is("Schedule (CET)"), "times of another zone are others");
        assert!(!Column::Version.is("Latest version"));
    }
}
