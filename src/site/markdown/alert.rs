//! Alerts, of GitHub and of other generators: what a person must know before acting.

use super::page::Writer;
use comrak::nodes::{AlertType, Node, NodeAlert};

impl Writer<'_, '_> {
    /// Writes an alert.
    pub fn alert(&mut self, node: Node<'_>, alert: &NodeAlert) {
        if let Some(title) = &alert.title {
            // GitHub knows no titles and shows a quotation.
            self.html.open("blockquote", &[]);
            let words = format!("[!{}] {title}", alert.alert_type.default_title().to_lowercase());
            self.html.element("p", &[], &words);
            self.say(&words);
            self.end_of_block();
            self.inside(node);
            self.html.close("blockquote");
            return;
        }
        let (tone, icon) = match alert.alert_type {
            AlertType::Note => ("info", "info"),
            AlertType::Tip => ("ok", "ok"),
            AlertType::Important => ("info", "alert"),
            AlertType::Warning => ("warn", "warn"),
            AlertType::Caution => ("danger", "fail"),
        };
        self.note(tone, icon, alert.alert_type.default_title());
        self.inside(node);
        self.html.close("div");
    }

    /// Opens a note with its title.
    pub fn note(&mut self, tone: &str, icon: &'static str, title: &str) {
        self.html.open("div", &[("class", "note"), ("data-tone", tone), ("role", "note")]);
        self.html.open("p", &[("class", "h")]);
        self.icon(icon);
        self.with_code(title);
        self.html.close("p");
    }
}

/// The tone and the icon of an alert that other generators call so; none if no word of theirs is.
pub(super) fn tone(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "tip" | "hint" | "success" | "check" | "done" => ("ok", "ok"),
        "warning" | "warn" | "attention" | "question" | "help" | "faq" => ("warn", "warn"),
        "danger" | "error" | "failure" | "fail" | "missing" | "bug" | "caution" => ("danger", "fail"),
        "important" => ("info", "alert"),
        "note" | "info" | "information" | "abstract" | "summary" | "tldr" | "todo" | "example" | "quote" | "cite"
        | "seealso" => ("info", "info"),
        _ => return None,
    })
}

/// A word as the title that it is without one.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
