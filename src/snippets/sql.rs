//! SQL in the words of a command, as far as it cannot be taken back.

use std::sync::LazyLock;

use regex::Regex;

/// Programs that are given SQL.
const DATABASES: &[&str] = &["psql", "mysql", "mariadb", "sqlite3", "clickhouse-client", "duckdb", "sqlcmd"];

/// Statements that cannot be taken back.
static LOST: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:drop\s+(?:table|database|schema|owned)|truncate\s+(?:table\s+)?\w)")
        .expect("a valid expression")
});

/// A deletion, and the words that limit it.
static DELETION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bdelete\s+from\b").expect("a valid expression"));
static LIMIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:where|limit)\b").expect("a valid expression"));

/// Whether a program is given SQL.
pub(super) fn is_database(program: &str) -> bool {
    DATABASES.contains(&program)
}

/// Whether a word that a program is given destroys something in a database: a deletion only where nothing limits it.
pub(super) fn destroys(program: &str, word: &str) -> bool {
    let is_lost =
        |statement: &str| LOST.is_match(statement) || DELETION.is_match(statement) && !LIMIT.is_match(statement);
    is_database(program) && word.split(';').any(is_lost)
}
