//! Footnotes: a number in the text, the note at the end, and the way back.

use super::html::Attribute;
use super::page::Writer;
use comrak::nodes::{Node, NodeFootnoteDefinition, NodeFootnoteReference, NodeValue};

/// Most places in the text to which a note leads back.
const MOST_PLACES: u32 = 20;

impl Writer<'_, '_> {
    /// Writes the number of a note.
    pub fn footnote_reference(&mut self, reference: &NodeFootnoteReference) {
        self.html.open("sup", &[]);
        if self.html.is_open("a") {
            self.html.text(&reference.ix.to_string());
        } else {
            let address = format!("#{}", note_id(&reference.name));
            let id = self.claim_id(&place_id(&reference.name, reference.ref_num));
            let mut attributes: Vec<Attribute<'_>> = vec![("href", &address), ("class", "fn")];
            attributes.extend(id.iter().map(|id| ("id", id.as_str())));
            self.html.element("a", &attributes, &reference.ix.to_string());
        }
        self.html.close("sup");
    }

    /// Writes a note; the first and the last of them begin and end the list.
    pub fn footnote(&mut self, node: Node<'_>, definition: &NodeFootnoteDefinition) {
        let is_note = |other: Option<Node<'_>>| {
            other.is_some_and(|other| matches!(other.data().value, NodeValue::FootnoteDefinition(_)))
        };
        if !is_note(node.previous_sibling()) {
            self.html.settle(0);
            self.html.open("section", &[("class", "footnotes"), ("aria-label", "Footnotes")]);
            self.html.open("ol", &[]);
        }
        let id = self.claim_id(&note_id(&definition.name));
        let attributes: Vec<Attribute<'_>> = id.iter().map(|id| ("id", id.as_str())).collect();
        self.html.open("li", &attributes);
        self.inside(node);
        for number in 1..=definition.total_references.min(MOST_PLACES) {
            let address = format!("#{}", place_id(&definition.name, number));
            let attributes = [("href", &*address), ("class", "back"), ("aria-label", "Back to the text")];
            self.html.element("a", &attributes, "↩");
        }
        self.html.close("li");
        if !is_note(node.next_sibling()) {
            self.html.close("ol");
            self.html.close("section");
        }
    }
}

/// The id of a note. No slug has capitals.
fn note_id(name: &str) -> String {
    format!("N-{}", name.replace(char::is_whitespace, "-"))
}

/// The id of the place where a note is referred to for the `number`th time.
fn place_id(name: &str, number: u32) -> String {
    format!("R{number}-{}", name.replace(char::is_whitespace, "-"))
}
