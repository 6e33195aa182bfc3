//! Whether the services of an environment answer, by the health checks that its page documents. Plans what to ask, and
//! judges the answers; asks nothing itself.

use super::{Answer, Finding, Health, place};
use crate::checks::probe::Probe;
use crate::kinds::{Column, Page, PageKind};
use crate::model::Effect;
use crate::snippets::infer;
use crate::survey::cell_code;
use crate::syntax::markdown::{Row, Table};
use crate::text::Span;
use crate::workspace::Workspace;

/// A service that an environment has.
#[derive(Clone, Debug)]
pub struct Service {
    /// What it is called.
    pub name: String,
    /// Where its health check is documented.
    pub place: Span,
    /// What asks it, or why it is not asked.
    pub probe: Result<Probe, String>,
}

/// What the operator allows.
#[derive(Clone, Copy, Debug)]
pub struct Allowed {
    /// Whether services may be asked over the network; on this machine too, since that is one.
    pub net: bool,
    /// Whether this runs for a pull request, whose pages nobody has agreed to yet.
    pub is_pull_request: bool,
}

/// The services in the tables of an environment's page that have a health check there.
pub fn services(ws: &Workspace, environment: &str, allowed: Allowed) -> Vec<Service> {
    let is_meant = |page: &&Page| page.kind == Some(PageKind::Environment) && page.stem() == environment;
    let tables = ws.pages.iter().filter(is_meant).flat_map(|page| &page.markdown.tables);
    let rows = tables.flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.filter_map(|(table, row)| service(ws, table, row, environment, allowed)).collect()
}

fn service(ws: &Workspace, table: &Table, row: &Row, environment: &str, allowed: Allowed) -> Option<Service> {
    let cell = |column: Column| row.cells.get(table.header.iter().position(|header| column.is(&header.text))?);
    let name = cell(Column::Service).or_else(|| cell(Column::Component))?;
    let health = cell(Column::Health)?;
    let words = ws.words(health.span).trim();
    if matches!(words, "" | "-" | "—" | "none" | "n/a" | "?") || words.starts_with("TODO") {
        return None;
    }
    let port = cell(Column::Port).map(|cell| cell.text.trim()).and_then(published);
    let probe = probe(words, port, environment).and_then(|probe| match allowed {
        Allowed { is_pull_request: true, .. } => Err("in a pull request no service is asked".to_owned()),
        Allowed { net: false, .. } if probe.net => Err("that needs the network: --allow-net".to_owned()),
        Allowed { .. } => Ok(probe),
    });
    Some(Service { name: name.text.trim().to_owned(), place: health.span, probe })
}

/// The port on this machine that a cell names first: `8080`, `8080:80`.
fn published(cell: &str) -> Option<u16> {
    let digits: String = cell.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// What asks a service, from the words of a cell: an address, a path below its port, or a command that only looks.
fn probe(words: &str, port: Option<u16>, environment: &str) -> Result<Probe, String> {
    let inner = cell_code(words).unwrap_or(words).trim_matches(['<', '>']);
    let is_address = |text: &str| {
        ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) && !text.contains(char::is_whitespace)
    };
    let get = |address: &str| {
        let words =
            ["curl", "--fail", "--silent", "--show-error", "--max-time", "10", "--output", "/dev/null", address];
        Ok(Probe { words: words.map(str::to_owned).to_vec(), net: true })
    };
    if is_address(inner) {
        return get(inner);
    }
    if inner.starts_with('/') && !inner.contains(char::is_whitespace) {
        return match port {
            Some(port) if environment == "local" => get(&format!("http://localhost:{port}{inner}")),
            Some(_) => Err("its page gives a path, and no address".to_owned()),
            None => Err("its page gives a path, and no port".to_owned()),
        };
    }
    let Some(command) = cell_code(words) else {
        return Err("its health check is no command and no address".to_owned());
    };
    let found = infer(command, "sh", false);
    if found.effect != Effect::Read {
        let why = found.why.unwrap_or_default();
        return Err(format!("{why}: make it a check snippet, which can be approved"));
    }
    Ok(Probe { words: ["sh", "-c", command].map(str::to_owned).to_vec(), net: found.needs_net() })
}

/// Judges what a service answered.
pub fn judge_service(ws: &Workspace, service: &Service, answer: Option<&Answer>) -> Finding {
    let name = &service.name;
    let (status, message) = match (&service.probe, answer) {
        (Err(why), _) => (Health::Unknown, format!("{name} is not asked: {why}")),
        (Ok(probe), None) => (Health::Unknown, format!("{name} is not asked: {} is not installed", probe.words[0])),
        (Ok(_), Some(answer)) if answer.succeeded => (Health::Ok, format!("{name} answers")),
        (Ok(_), Some(answer)) => {
            let last = answer.stderr.lines().chain(answer.stdout.lines()).find(|line| !line.trim().is_empty());
            let why = last.map(|line| format!(": {}", line.trim().chars().take(160).collect::<String>()));
            (Health::Error, format!("{name} does not answer{}", why.unwrap_or_default()))
        }
    };
    Finding::new("service", name, status, message, place(ws, service.place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_paths_and_commands_are_told_apart() {
        let asked = |words: &str, port, environment: &str| match probe(words, port, environment) {
            Ok(probe) => {
                format!("{} {}", if probe.net { "net" } else { "-" }, probe.words.last().cloned().unwrap_or_default())
            }
            Err(why) => why,
        };
        assert_eq!(asked("`/healthz`", Some(8080), "local"), "net http://localhost:8080/healthz");
        assert_eq!(asked("`/healthz`", Some(8080), "staging"), "its page gives a path, and no address");
        assert_eq!(asked("/healthz", None, "local"), "its page gives a path, and no port");
        assert_eq!(asked("https://shop.example.org/healthz", None, "staging"), "net https://shop.example.org/healthz");
        assert_eq!(asked("<https://shop.example.org/>", None, "staging"), "net https://shop.example.org/");
        assert_eq!(asked("`pg_isready -h localhost`", None, "local"), "net pg_isready -h localhost");
        assert_eq!(asked("`test -S /run/shop.sock`", None, "local"), "- test -S /run/shop.sock");
        assert!(asked("`curl -X POST http://localhost/reset`", None, "local").contains("make it a check snippet"));
        assert!(asked("`./restart.sh`", None, "local").contains("is not known to only look"));
        assert_eq!(asked("the lamp is green", None, "local"), "its health check is no command and no address");
        assert!(asked("https://a.example --output x", None, "local").contains("no command"));
    }
}
