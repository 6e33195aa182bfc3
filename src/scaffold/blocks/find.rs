//! Where the managed blocks of a page stand, and which markers are damaged.

use crate::kinds::Page;
use crate::text::{Files, Span};

/// The attributes of a marker, in order: `workflow=ci.yml`.
type Attributes = Vec<(String, String)>;

/// A managed block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The word behind `begin`.
    pub kind: String,
    /// What is asked for.
    pub attributes: Attributes,
    /// The marker that begins it.
    pub begin: Span,
    /// What stands between the markers.
    pub body: Span,
}

impl Block {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The words of its marker.
    pub fn marker(&self) -> String {
        let attributes: String = self.attributes.iter().map(|(name, value)| attribute(name, value)).collect();
        format!("devops-docs:begin {}{attributes}", self.kind)
    }
}

/// A marker that does not fit the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The marker.
    pub span: Span,
    /// What is wrong.
    pub why: String,
}

/// The blocks of a page in their order, or, if one marker is damaged, every damage: then nothing is to be written.
pub fn find(files: &Files, page: &Page) -> Result<Vec<Block>, Vec<Damage>> {
    let (mut blocks, mut damages) = (Vec::new(), Vec::new());
    let mut open: Option<(Span, String, Attributes)> = None;
    for comment in &page.markdown.comments {
        let words = comment.text.trim();
        let Some(words) = words.strip_prefix("devops-docs:").map(str::trim_start) else { continue };
        let (word, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let mut wrong = |why: &str| damages.push(Damage { span: comment.span, why: why.to_owned() });
        match word {
            "begin" => {
                if open.is_some() {
                    wrong("a block begins inside another; end that one first");
                    continue;
                }
                if !stands_alone(files, comment.span) {
                    wrong("a marker stands alone at the start of its line");
                }
                match read(rest) {
                    Ok((kind, attributes)) => open = Some((comment.span, kind, attributes)),
                    Err(why) => {
                        wrong(&why);
                        open = Some((comment.span, String::new(), Vec::new()));
                    }
                }
            }
            "end" => {
                if !stands_alone(files, comment.span) {
                    wrong("a marker stands alone at the start of its line");
                }
                match open.take() {
                    Some((begin, kind, attributes)) => {
                        let body = Span { start: begin.end, end: comment.span.start, ..begin };
                        blocks.push(Block { kind, attributes, begin, body });
                    }
                    None => wrong("a block ends here that does not begin"),
                }
            }
            _ => {}
        }
    }
    if let Some((begin, ..)) = open {
        damages.push(Damage {
            span: begin,
            why: "this block does not end; `<!-- devops-docs:end -->` is missing".to_owned(),
        });
    }
    if damages.is_empty() { Ok(blocks) } else { Err(damages) }
}

/// Whether nothing else stands on the lines of a comment, so that what is written between is read as it is meant.
fn stands_alone(files: &Files, span: Span) -> bool {
    let text = files.text(span.file).unwrap_or_default();
    let before = &text[..span.start as usize];
    let after = &text[span.end as usize..];
    (before.is_empty() || before.ends_with('\n')) && after.lines().next().is_none_or(|rest| rest.trim().is_empty())
}

/// The words behind `begin` of a block about one thing; none for a name that would end the marker.
pub(super) fn marker(kind: &str, (name, value): (&str, &str)) -> Option<String> {
    let fits = !value.contains(['"', '<', '>']) && !value.contains("--");
    fits.then(|| format!("{kind}{}", attribute(name, value)))
}

fn attribute(name: &str, value: &str) -> String {
    if value.contains(char::is_whitespace) { format!(" {name}=\"{value}\"") } else { format!(" {name}={value}") }
}

/// The kind and the attributes of a marker: `jobs workflow=ci.yml section="Set up"`.
pub(super) fn read(words: &str) -> Result<(String, Attributes), String> {
    let mut rest = words.trim();
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let kind = rest[..end].to_owned();
    if kind.is_empty() || kind.contains('=') {
        return Err("a block says what it holds: `devops-docs:begin jobs`".to_owned());
    }
    rest = rest[end..].trim_start();
    let mut attributes = Vec::new();
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once('=').filter(|(name, _)| !name.contains(char::is_whitespace)) else {
            return Err(format!("`{rest}` is no attribute; write `name=value`"));
        };
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a quotation mark is missing")?,
            None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        attributes.push((name.to_owned(), value.to_owned()));
        rest = after.trim_start();
    }
    Ok((kind, attributes))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_marker_has_a_kind_and_attributes() {
        let (kind, attributes) = read("include file=README.md section=\"Set up\"").expect("it is right");
        assert_eq!(kind, "include");
        assert_eq!(attributes[1], ("section".to_owned(), "Set up".to_owned()));
        for wrong in ["", "jobs ci.yml", "include file=\"README.md", "a=b"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
