//! GitHub's alerts: what a person must know before acting.

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

    /// Opens a note with its word.
    pub fn note(&mut self, tone: &str, icon: &'static str, word: &str) {
        self.html.open("div", &[("class", "note"), ("data-tone", tone), ("role", "note")]);
        self.html.open("p", &[("class", "h")]);
        self.icon(icon);
        self.html.text(word);
        self.html.close("p");
    }
}
