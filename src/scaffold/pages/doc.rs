//! A page while it is written.

use super::{Known, place};
use crate::kinds::PageKind;
use crate::scaffold::blocks;
use crate::scaffold::words::{link, target};
use crate::workspace::Workspace;

/// A page while it is written: front matter, a title, sections.
pub(super) struct Doc<'a> {
    ws: &'a Workspace,
    pub path: &'a str,
    out: String,
}

impl<'a> Doc<'a> {
    /// Begins a page; `front` are further lines of its front matter.
    pub fn new(ws: &'a Workspace, known: &Known, path: &'a str, title: &str, front: &[(&str, &str)]) -> Self {
        let mut out = format!("---\ntitle: {}\n", quoted(title));
        for (key, value) in known.page_owner().map(|owner| ("owner", owner)).into_iter().chain(front.iter().copied()) {
            let value = if key == "covers" { format!("[{}]", quoted(value)) } else { quoted(value) };
            out.push_str(&format!("{key}: {value}\n"));
        }
        out.push_str(&format!("---\n\n# {title}\n"));
        Self { ws, path, out }
    }

    /// A section.
    pub fn section(&mut self, heading: &str) {
        self.out.push_str(&format!("\n## {heading}\n"));
    }

    /// A section of a section.
    pub fn subsection(&mut self, heading: &str) {
        self.out.push_str(&format!("\n### {heading}\n"));
    }

    /// A paragraph, a list or a table, as Markdown.
    pub fn say(&mut self, words: impl AsRef<str>) {
        self.out.push_str(&format!("\n{}\n", words.as_ref().trim_end()));
    }

    /// What only people know.
    pub fn ask(&mut self, question: &str) {
        self.say(format!("TODO(owner): {question}"));
    }

    /// Commands to be typed.
    pub fn run(&mut self, commands: &[String]) {
        self.say(format!("```sh\n{}\n```", commands.join("\n")));
    }

    /// A block that is kept in step with the repository.
    pub fn block(&mut self, marker: &str) {
        let block = blocks::fresh(self.ws, self.path, "", marker);
        self.say(block);
    }

    /// A block about one thing.
    pub fn block_about(&mut self, kind: &str, attribute: (&str, &str)) {
        let block = blocks::fresh_about(self.ws, self.path, kind, attribute);
        self.say(block);
    }

    /// A table; nothing without rows.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<String>]) {
        if rows.is_empty() {
            return;
        }
        let line = |cells: &[String]| {
            let cells: String =
                cells.iter().map(|cell| if cell.is_empty() { " |".to_owned() } else { format!(" {cell} |") }).collect();
            format!("|{cells}\n")
        };
        let head: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
        let body: String = rows.iter().map(|row| line(row)).collect();
        self.say(format!("{}|{}\n{body}", line(&head), "---|".repeat(header.len())));
    }

    /// A link to a path of the repository; the words alone where git ignores what would be there.
    pub fn link(&self, words: &str, to: &str) -> String {
        if self.ws.answers.ignored.contains(to) { words.to_owned() } else { link(words, self.path, to) }
    }

    /// A link to how a deployment is taken back. Of a page that is there already nobody knows how it calls that part.
    pub fn rollback(&self) -> String {
        let page = place(self.ws, PageKind::Deployment, "deployments.md");
        let part = if self.ws.files.exists(&page) { "" } else { "#rollback" };
        if self.ws.answers.ignored.contains(&page) {
            return "Rollback".to_owned();
        }
        format!("[Rollback]({}{part})", target(self.path, &page))
    }

    /// Where it will stand.
    pub fn path(&self) -> &'a str {
        self.path
    }

    /// The page.
    pub fn done(self) -> String {
        self.out
    }
}

/// Words as a value of YAML.
fn quoted(words: &str) -> String {
    let is_plain = words.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/'))
        && words.starts_with(char::is_alphabetic)
        && !matches!(words.to_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if is_plain { words.to_owned() } else { format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\"")) }
}
