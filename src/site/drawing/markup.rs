//! A strict reader of the small part of XML that machines write, and the words that go back.
//!
//! Anything unexpected is an error: what no reader can misunderstand needs no care when it is published.

use super::escape;

/// Nothing that people draw is larger.
const MOST_BYTES: usize = 1 << 20;
const MOST_DEPTH: usize = 64;

/// An element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Child {
    Element(Element),
    Words(String),
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.attributes.retain(|(known, _)| known != name);
        self.attributes.push((name.to_owned(), value.into()));
    }

    pub fn write(&self, into: &mut String) {
        *into += &format!("<{}", self.name);
        for (name, value) in &self.attributes {
            *into += &format!(" {name}=\"{}\"", escape(value));
        }
        if self.children.is_empty() {
            *into += "/>";
            return;
        }
        into.push('>');
        for child in &self.children {
            match child {
                Child::Element(element) => element.write(into),
                Child::Words(words) => *into += &escape(words),
            }
        }
        *into += &format!("</{}>", self.name);
    }
}

/// The one element that a text holds.
pub(super) fn read(text: &str) -> Result<Element, String> {
    if text.len() > MOST_BYTES {
        return Err("the drawing is too large".to_owned());
    }
    let mut reader = Reader { rest: text.trim() };
    let element = reader.element(0)?;
    if reader.rest.is_empty() { Ok(element) } else { Err("something follows the drawing".to_owned()) }
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn element(&mut self, depth: usize) -> Result<Element, String> {
        if depth > MOST_DEPTH {
            return Err("the drawing is nested too deeply".to_owned());
        }
        self.expect("<")?;
        let mut element = Element { name: self.name()?.to_owned(), ..Element::default() };
        loop {
            self.rest = self.rest.trim_start();
            if self.take("/>") {
                return Ok(element);
            }
            if self.take(">") {
                break;
            }
            let name = self.name()?.to_owned();
            self.expect("=\"")?;
            let value = self.until('"')?;
            self.expect("\"")?;
            if value.contains('<') || element.get(&name).is_some() {
                return Err(format!("the attribute {name} is malformed"));
            }
            element.attributes.push((name, unescape(value)?));
        }
        loop {
            let words = self.until('<')?;
            if !words.is_empty() {
                element.children.push(Child::Words(unescape(words)?));
            }
            if self.take("</") {
                self.expect(&element.name)?;
                self.expect(">")?;
                return Ok(element);
            }
            element.children.push(Child::Element(self.element(depth + 1)?));
        }
    }

    /// A name without a prefix.
    fn name(&mut self) -> Result<&'a str, String> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return Err("a name was expected in the drawing".to_owned());
        }
        self.rest = rest;
        Ok(name)
    }

    fn until(&mut self, end: char) -> Result<&'a str, String> {
        let at = self.rest.find(end).ok_or("the drawing ends early")?;
        let (words, rest) = self.rest.split_at(at);
        self.rest = rest;
        Ok(words)
    }

    fn take(&mut self, words: &str) -> bool {
        let rest = self.rest.strip_prefix(words);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn expect(&mut self, words: &str) -> Result<(), String> {
        if self.take(words) { Ok(()) } else { Err(format!("`{words}` was expected in the drawing")) }
    }
}

/// Words without references; those that XML does not define itself are an error.
fn unescape(words: &str) -> Result<String, String> {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('&') {
        plain += &rest[..at];
        let end = rest[at..].find(';').ok_or("a reference in the drawing does not end")?;
        let name = &rest[at + 1..at + end];
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => number(name).ok_or_else(|| format!("the reference {name} is unknown"))?,
        });
        rest = &rest[at + end + 1..];
    }
    Ok(plain + rest)
}

fn number(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => digits.parse().ok()?,
    };
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_written_again() {
        let text = r##"<svg viewBox="0 0 1 1"><a href="#x"><text x="1">a &lt;b&gt; &amp; "c"</text></a><g/></svg>"##;
        let mut again = String::new();
        read(text).expect("it is well-formed").write(&mut again);
        assert_eq!(again, text.replace("\"c\"", "&quot;c&quot;"));
    }

    #[test]
    fn what_could_be_misunderstood_is_refused() {
        let cases = [
            "<svg><!-- --></svg>",
            "<svg><![CDATA[<script>]]></svg>",
            "<!DOCTYPE svg><svg/>",
            "<?xml?><svg/>",
            "<svg a='b'/>",
            "<svg a=b/>",
            "<svg a=\"1\" a=\"2\"/>",
            "<svg xlink:href=\"x\"/>",
            "<svg>&nbsp;</svg>",
            "<svg><g></svg></g>",
            "<svg/><script/>",
            "<svg",
            "",
        ];
        for case in cases {
            assert!(read(case).is_err(), "{case}");
        }
    }
}
