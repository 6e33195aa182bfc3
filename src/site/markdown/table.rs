//! Tables, of which the rows become cards on a phone.

use super::html::Attribute;
use super::page::Writer;
use comrak::nodes::{Node, TableAlignment};

/// With more cells than this a table scrolls, since labels in each would cost more than they help.
const MOST_CELLS: usize = 240;

impl Writer<'_, '_> {
    /// Writes a table.
    pub fn table(&mut self, node: Node<'_>, alignments: &[TableAlignment]) {
        let rows: Vec<Node<'_>> = node.children().collect();
        let Some((head, body)) = rows.split_first() else { return };
        let labels: Vec<String> = head.children().map(|cell| super::page::words_of(cell).trim().to_owned()).collect();
        let is_card = rows.len() * labels.len() <= MOST_CELLS && labels.len() > 1;
        let name = self.table_name();
        // A group and no landmark: the part in which it stands, or a check in it, may have the same name.
        let attributes = [("role", "group"), ("class", "scroll box"), ("tabindex", "0"), ("aria-label", &*name)];
        self.html.open("div", &attributes);
        self.html.open("table", if is_card { &[("class", "tcard")] } else { &[] });
        self.html.open("thead", &[]);
        self.html.open("tr", &[]);
        for (at, cell) in head.children().enumerate() {
            let mut attributes: Vec<Attribute<'_>> =
                aligned(alignments, at).map(|class| ("class", class)).into_iter().collect();
            // A heading without words would be announced as one.
            let tag = if labels[at].is_empty() { "td" } else { "th" };
            if tag == "th" {
                attributes.push(("scope", "col"));
            }
            self.html.open(tag, &attributes);
            self.inlines(cell);
            self.html.close(tag);
            self.say(" ");
        }
        self.html.close("tr");
        self.html.close("thead");
        self.end_of_block();
        if !body.is_empty() {
            self.html.open("tbody", &[]);
            for row in body {
                self.html.open("tr", &[]);
                for (at, cell) in row.children().enumerate() {
                    let label = labels.get(at).map_or("", String::as_str);
                    self.cell(cell, at, aligned(alignments, at), label, is_card);
                    self.say(" ");
                }
                self.html.close("tr");
                self.end_of_block();
            }
            self.html.close("tbody");
        }
        self.html.close("table");
        self.html.close("div");
    }

    fn cell(&mut self, cell: Node<'_>, at: usize, class: Option<&'static str>, label: &str, is_card: bool) {
        let empty = cell.first_child().is_none();
        let tag = if at == 0 && !empty { "th" } else { "td" };
        let mut attributes: Vec<Attribute<'_>> = Vec::new();
        if tag == "th" {
            attributes.push(("scope", "row"));
        }
        if is_card && !label.is_empty() {
            attributes.push(("data-h", label));
        }
        if empty && is_card {
            attributes.push(("class", "no"));
        } else {
            attributes.extend(class.map(|class| ("class", class)));
        }
        self.html.open(tag, &attributes);
        let wrapped = is_card && tag == "td" && !empty;
        if wrapped {
            // A card's row has two columns: the label and this.
            self.html.open("span", &[]);
        }
        self.inlines(cell);
        if wrapped {
            self.html.close("span");
        }
        self.html.close(tag);
    }

    /// What the scrolling region is called: its section's name, with a number from the second on.
    fn table_name(&mut self) -> String {
        let heading = self.nearest_heading().to_owned();
        let name = if heading.is_empty() { "Table".to_owned() } else { heading };
        let count = self.names.entry(name.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { name } else { format!("{name}, table {count}") }
    }
}

fn aligned(alignments: &[TableAlignment], at: usize) -> Option<&'static str> {
    match alignments.get(at)? {
        TableAlignment::Center => Some("mid"),
        TableAlignment::Right => Some("far"),
        TableAlignment::Left | TableAlignment::None => None,
    }
}
