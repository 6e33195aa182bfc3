//! Dockerfiles: the images they begin from, what they expose and what can be set.

#[cfg(test)]
mod tests;

use crate::text::{Excerpt, Span};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// What a Dockerfile says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dockerfile {
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// The build arguments, once for each time they are declared.
    pub args: Vec<Argument>,
    /// The environment variables it sets; the span is of the name.
    pub envs: Vec<(String, Span)>,
    /// The ports it exposes; the span is of the word, which may be a range or a variable.
    pub exposes: Vec<(u16, Span)>,
    /// All instructions, in order.
    pub instructions: Vec<Instruction>,
}

/// What begins with a `FROM`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The image, or the name of an earlier stage, with its arguments filled in where they have defaults.
    pub image: String,
    /// Where the image stands in the `FROM`.
    pub image_span: Span,
    /// The name after `AS`.
    pub name: Option<String>,
    /// Whether the image depends on an argument without a default; then it is as written.
    pub computed: bool,
}

/// One build argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: String,
    /// The default, with earlier arguments filled in; as written if they have none.
    pub default: Option<String>,
    /// Where the name stands.
    pub span: Span,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The keyword in capitals.
    pub keyword: String,
    /// All of it, here-documents apart.
    pub span: Span,
    /// What follows the keyword.
    pub args: Span,
}

/// The longest value worth filling in, so that arguments cannot double for ever.
const LONGEST: usize = 4096;
/// How many ports are listed, since there are no more.
const MOST_PORTS: usize = 65_536;

/// Reads a Dockerfile; lines that make no sense are passed over.
pub fn parse(source: Excerpt) -> Dockerfile {
    let mut reader = Reader {
        source,
        text: source.text,
        escape: escape(source.text),
        dockerfile: Dockerfile::default(),
        globals: HashMap::new(),
        locals: HashMap::new(),
    };
    let mut at = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut heredocs_end = true;
    while at < source.text.len() {
        let end = reader.logical_line_end(at);
        let args = reader.line(at..end);
        at = end;
        for delimiter in args.map(|args| heredocs(&source.text[args])).unwrap_or_default() {
            if !heredocs_end {
                break;
            }
            match heredoc_end(source.text, at, &delimiter) {
                Some(after) => at = after,
                // One that does not end would be looked for again and again.
                None => heredocs_end = false,
            }
        }
    }
    reader.dockerfile
}

/// The character that continues lines: a backslash, unless a directive at the top says otherwise.
fn escape(text: &str) -> u8 {
    let directives =
        text.lines().map(|line| line.trim_start_matches('\u{feff}').trim()).take_while(|line| line.starts_with('#'));
    let mut settings = directives.filter_map(|line| line[1..].split_once('='));
    let backtick = settings.any(|(name, value)| name.trim().eq_ignore_ascii_case("escape") && value.trim() == "`");
    if backtick { b'`' } else { b'\\' }
}

/// The end of the line at `at`, with its line end.
fn line_end(text: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |length| at + length + 1)
}

/// The delimiters of the here-documents that an instruction opens.
fn heredocs(args: &str) -> Vec<String> {
    let openings = args.split("<<").skip(1).filter_map(|after| {
        let after = after.strip_prefix('-').unwrap_or(after);
        let quote = after.chars().next().filter(|first| "'\"".contains(*first));
        let after = after.trim_start_matches(['\'', '"']);
        let length = after.find(|next: char| !(next.is_alphanumeric() || next == '_')).unwrap_or(after.len());
        let (name, rest) = after.split_at(length);
        let closed = quote.is_none_or(|quote| rest.starts_with(quote));
        // `1 << 2` and `<<<` open nothing.
        let named = name.starts_with(|first: char| first.is_alphabetic() || first == '_');
        (closed && named).then(|| name.to_owned())
    });
    openings.collect()
}

/// The end of the line that closes a here-document.
fn heredoc_end(text: &str, mut at: usize, delimiter: &str) -> Option<usize> {
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].trim() == delimiter {
            return Some(end);
        }
        at = end;
    }
    None
}

struct Reader<'a> {
    source: Excerpt<'a>,
    text: &'a str,
    escape: u8,
    dockerfile: Dockerfile,
    /// The defaults of the arguments before the first `FROM`, which are those that a `FROM` sees.
    globals: HashMap<String, Option<String>>,
    /// The values of the arguments and variables of the stage at hand.
    locals: HashMap<String, Option<String>>,
}

impl Reader<'_> {
    /// The end of the instruction at `at`; comments and empty lines do not end one that goes on.
    fn logical_line_end(&self, mut at: usize) -> usize {
        let mut continued = false;
        while at < self.text.len() {
            let end = line_end(self.text, at);
            let line = self.text[at..end].trim();
            let passed = line.is_empty() || line.starts_with('#');
            if !(continued && passed) {
                continued = !line.starts_with('#') && line.as_bytes().last() == Some(&self.escape);
            }
            at = end;
            if !continued {
                break;
            }
        }
        at
    }

    /// Reads one instruction; returns its arguments if it may have here-documents.
    fn line(&mut self, line: Range<usize>) -> Option<Range<usize>> {
        let text = self.text[line.clone()].trim_end();
        let start = line.start + (text.len() - text.trim_start().len());
        let end = line.start + text.len();
        let text = self.text.get(start..end).filter(|text| !text.is_empty() && !text.starts_with('#'))?;
        let length = text.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(text.len());
        let blank = text[length..].trim_start();
        // What is glued to other characters is no keyword.
        if length == 0 || (blank.len() == text.len() - length && !blank.is_empty()) {
            return None;
        }
        let args = end - blank.len()..end;
        let keyword = text[..length].to_ascii_uppercase();
        match keyword.as_str() {
            "FROM" => self.from(args.clone()),
            "ARG" => self.arguments(args.clone()),
            "ENV" => self.environment(args.clone()),
            "EXPOSE" => self.expose(args.clone()),
            _ => {}
        }
        let heredocs = matches!(keyword.as_str(), "RUN" | "COPY" | "ADD");
        let (span, place) = (self.source.span(start..end), self.source.span(args.clone()));
        self.dockerfile.instructions.push(Instruction { keyword, span, args: place });
        heredocs.then_some(args)
    }

    /// The words of a range; comments between continued lines are none.
    fn words(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut words = Vec::new();
        let (mut at, mut first_on_line) = (range.start, false);
        while at < range.end {
            match bytes[at] {
                b'\n' => {
                    first_on_line = true;
                    at += 1;
                }
                b' ' | b'\t' | b'\r' => at += 1,
                b'#' if first_on_line => {
                    at = memchr::memchr(b'\n', &bytes[at..range.end]).map_or(range.end, |length| at + length);
                }
                byte if byte == self.escape
                    && self.text[at + 1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n') =>
                {
                    at += 1;
                }
                _ => {
                    let start = at;
                    at = self.word_end(start, range.end);
                    words.push(start..at);
                    first_on_line = false;
                }
            }
        }
        words
    }

    fn word_end(&self, start: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let (mut at, mut quote) = (start, None);
        while at < end {
            let byte = bytes[at];
            match quote {
                Some(open) if open == byte => quote = None,
                Some(b'\'') => {}
                _ if byte == self.escape => {
                    let continues = self.text[at + 1..end].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
                    if continues && quote.is_none() {
                        return at;
                    }
                    at += self.text[at + 1..end].chars().next().map_or(0, char::len_utf8);
                }
                None if byte == b'\'' || byte == b'"' => quote = Some(byte),
                None if byte.is_ascii_whitespace() => return at,
                _ => {}
            }
            at += 1;
        }
        end
    }

    fn from(&mut self, args: Range<usize>) {
        self.locals.clear();
        let words = self.words(args);
        let mut words = words.into_iter().skip_while(|word| self.text[word.clone()].starts_with("--"));
        let Some(image) = words.next() else { return };
        let named = words.next().is_some_and(|word| self.text[word].eq_ignore_ascii_case("as"));
        let name = words.next().filter(|_| named).map(|word| self.text[word].to_owned());
        let raw = unquoted(&self.text[image.clone()]);
        let filled = fill(&raw, &self.globals);
        self.dockerfile.stages.push(Stage {
            computed: filled.is_none(),
            image: filled.unwrap_or_else(|| raw.into_owned()),
            image_span: self.source.span(image),
            name,
        });
    }

    fn arguments(&mut self, args: Range<usize>) {
        for word in self.words(args) {
            let text = &self.text[word.clone()];
            let (name, default) =
                text.split_once('=').map_or((text, None), |(name, value)| (name, Some(unquoted(value))));
            if !is_name(name) {
                continue;
            }
            let filled = default.as_ref().and_then(|default| fill(default, self.visible()));
            let value = if default.is_none() && !self.dockerfile.stages.is_empty() {
                // `ARG X` in a stage takes the default from the top.
                self.globals.get(name).cloned().flatten()
            } else {
                filled.clone()
            };
            let span = self.source.span(word.start..word.start + name.len());
            let default = filled.or_else(|| default.map(Cow::into_owned));
            self.dockerfile.args.push(Argument { name: name.to_owned(), default, span });
            if self.dockerfile.stages.is_empty() {
                self.globals.insert(name.to_owned(), value);
            } else {
                self.locals.insert(name.to_owned(), value);
            }
        }
    }

    /// The variables that an instruction here sees.
    fn visible(&self) -> &HashMap<String, Option<String>> {
        if self.dockerfile.stages.is_empty() { &self.globals } else { &self.locals }
    }

    fn environment(&mut self, args: Range<usize>) {
        let words = self.words(args);
        // `ENV NAME any words` is the old form with one variable.
        let old = words.first().is_some_and(|word| !self.text[word.clone()].contains('='));
        for word in words.into_iter().take(if old { 1 } else { usize::MAX }) {
            let text = &self.text[word.clone()];
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            if is_name(name) {
                let value = value.and_then(|value| fill(&unquoted(value), &self.locals));
                self.locals.insert(name.to_owned(), value);
                let span = self.source.span(word.start..word.start + name.len());
                self.dockerfile.envs.push((name.to_owned(), span));
            }
        }
    }

    fn expose(&mut self, args: Range<usize>) {
        for word in self.words(args) {
            let Some(filled) = fill(&unquoted(&self.text[word.clone()]), &self.locals) else { continue };
            let ports = filled.split('/').next().unwrap_or_default();
            let (first, last) = ports.split_once('-').unwrap_or((ports, ports));
            let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else { continue };
            let span = self.source.span(word);
            let room = MOST_PORTS.saturating_sub(self.dockerfile.exposes.len());
            self.dockerfile.exposes.extend((first..=last).take(room).map(|port| (port, span)));
        }
    }
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The word without the quotes around it.
fn unquoted(word: &str) -> Cow<'_, str> {
    for quote in ['"', '\''] {
        if let Some(inside) = word.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return Cow::Borrowed(inside);
        }
    }
    if word.contains(['"', '\'']) { Cow::Owned(word.replace(['"', '\''], "")) } else { Cow::Borrowed(word) }
}

/// `text` with its variables replaced; `None` if one has no value or the result is too long.
fn fill(text: &str, values: &HashMap<String, Option<String>>) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        let (name, modifier, after) = if let Some(after) = after.strip_prefix('{') {
            let (inside, after) = after.split_once('}')?;
            let length =
                inside.find(|next: char| !(next.is_ascii_alphanumeric() || next == '_')).unwrap_or(inside.len());
            (&inside[..length], &inside[length..], after)
        } else {
            let length = after.find(|next: char| !(next.is_ascii_alphanumeric() || next == '_')).unwrap_or(after.len());
            (&after[..length], "", &after[length..])
        };
        let value = values.get(name).and_then(Option::as_deref);
        let word = |signs: [&'static str; 2]| signs.iter().find_map(|sign| modifier.strip_prefix(sign));
        if let Some(default) = word([":-", "-"]) {
            filled.push_str(value.filter(|value| !value.is_empty()).unwrap_or(default));
        } else if let Some(replacement) = word([":+", "+"]) {
            filled.push_str(value.map_or("", |_| replacement));
        } else if modifier.is_empty() || word([":?", "?"]).is_some() {
            filled.push_str(value?);
        } else {
            return None;
        }
        rest = after;
        if filled.len() > LONGEST {
            return None;
        }
    }
    filled.push_str(rest);
    Some(filled)
}
