//! Justfiles: the recipes, with what they take, and where more of them may be.

use crate::text::{Excerpt, Span};
use std::ops::Range;

/// What a justfile offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Justfile {
    /// The recipes, private ones included.
    pub recipes: Vec<Recipe>,
    /// Other names for recipes.
    pub aliases: Vec<Alias>,
    /// The files it imports.
    pub imports: Vec<Import>,
    /// The modules it declares.
    pub modules: Vec<Module>,
    /// The variables it sets.
    pub variables: Vec<Variable>,
    /// Whether a recipe that is missing is looked for in the parent folders.
    pub fallback: bool,
    /// The lines that are nothing that just knows.
    pub broken: Vec<Span>,
}

/// Something to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The names of its parameters.
    pub parameters: Vec<String>,
    /// How many arguments it needs.
    pub min: usize,
    /// How many it takes; `None` for any number.
    pub max: Option<usize>,
    /// Its attributes as written, such as `group('x')`.
    pub attributes: Vec<String>,
    /// Whether it is hidden from the list.
    pub private: bool,
}

/// Another name for a recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The recipe, which may be in a module: `mod::recipe`.
    pub target: String,
}

/// A file to read as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The path.
    pub path: String,
    /// Where the path stands, without its quotes.
    pub span: Span,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A justfile whose recipes are called by `name::recipe`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The path, if it does not follow from the name.
    pub path: Option<String>,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// Its value, if that is a plain string.
    pub value: Option<String>,
    /// Whether recipes see it in their environment.
    pub exported: bool,
}

/// Reads a justfile; lines that make no sense are passed over.
pub fn parse_just(source: Excerpt) -> Justfile {
    let mut reader = Reader { source, text: source.text, justfile: Justfile::default(), attributes: Vec::new() };
    let mut at = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < source.text.len() {
        let tokens = Tokens::of_line(source.text, at);
        if !source.text[at..].starts_with([' ', '\t']) {
            reader.item(&tokens.list);
        }
        at = tokens.end;
    }
    reader.justfile
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    /// A string; its range is without the quotes.
    String,
    Sign(u8),
    /// `:=`
    Assign,
    Other,
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    range: Range<usize>,
    /// How many brackets are open around it.
    depth: usize,
}

/// The tokens of one line, which goes on in open brackets, in strings and after backslashes.
struct Tokens {
    list: Vec<Token>,
    end: usize,
}

impl Tokens {
    fn of_line(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let mut tokens = Self { list: Vec::new(), end: text.len() };
        let (mut at, mut depth) = (start, 0_usize);
        // The body of a recipe is not just's language.
        if text[start..].starts_with([' ', '\t']) {
            tokens.end = line_end(bytes, start);
            return tokens;
        }
        while at < bytes.len() {
            let from = at;
            let kind = match bytes[at] {
                b'\n' if depth == 0 => {
                    tokens.end = at + 1;
                    return tokens;
                }
                b' ' | b'\t' | b'\r' | b'\n' => {
                    at += 1;
                    continue;
                }
                b'\\' if bytes[at + 1..].starts_with(b"\n") || bytes[at + 1..].starts_with(b"\r\n") => {
                    at = line_end(bytes, at);
                    continue;
                }
                b'#' => {
                    at = line_end(bytes, at);
                    // The line end itself still counts.
                    at -= usize::from(bytes[at - 1] == b'\n');
                    continue;
                }
                quote @ (b'\'' | b'"' | b'`') => {
                    let place = string(bytes, at, quote);
                    at = place.next;
                    tokens.list.push(Token { kind: place.kind, range: place.inside, depth });
                    continue;
                }
                b':' if bytes.get(at + 1) == Some(&b'=') => {
                    at += 2;
                    Kind::Assign
                }
                byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                    let name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
                    at += bytes[at..].iter().take_while(name).count();
                    Kind::Name
                }
                byte if byte.is_ascii() => {
                    match byte {
                        b'(' | b'{' | b'[' => depth += 1,
                        b')' | b'}' | b']' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    at += 1;
                    Kind::Sign(byte)
                }
                _ => {
                    at += bytes[at..].iter().take_while(|byte| !byte.is_ascii()).count();
                    Kind::Other
                }
            };
            tokens.list.push(Token { kind, range: from..at, depth });
        }
        tokens
    }
}

/// The end of the line at `at`, with its line end.
fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length + 1)
}

/// Where a string is.
struct StringPlace {
    kind: Kind,
    inside: Range<usize>,
    next: usize,
}

/// The string that opens at `at`, with one quote or three; one that does not close is a stray sign.
fn string(bytes: &[u8], at: usize, quote: u8) -> StringPlace {
    let width = if bytes[at..].starts_with(&[quote; 3]) { 3 } else { 1 };
    let inside = at + width;
    let mut close = inside;
    while close < bytes.len() {
        if bytes[close..].starts_with(&[quote; 3][..width]) {
            let kind = if quote == b'`' { Kind::Other } else { Kind::String };
            return StringPlace { kind, inside: inside..close, next: close + width };
        }
        close += if quote == b'"' && bytes[close] == b'\\' { 2 } else { 1 };
    }
    // The rest of the line goes with it, or else each stray quote would look through the file again.
    let end = line_end(bytes, at);
    let end = end - usize::from(bytes[end - 1] == b'\n' && end - 1 > at);
    StringPlace { kind: Kind::Other, inside: at..end, next: end }
}

struct Reader<'a> {
    source: Excerpt<'a>,
    text: &'a str,
    justfile: Justfile,
    /// The attributes that wait for their recipe.
    attributes: Vec<String>,
}

impl<'a> Reader<'a> {
    fn words(&self, token: &Token) -> &'a str {
        &self.text[token.range.clone()]
    }

    fn item(&mut self, tokens: &[Token]) {
        let Some(first) = tokens.first() else { return };
        if first.kind == Kind::Sign(b'[') {
            self.attribute_line(tokens);
            return;
        }
        let attributes = std::mem::take(&mut self.attributes);
        let kinds: Vec<Kind> = tokens.iter().map(|token| token.kind).take(4).collect();
        match (self.words(first), &kinds[..]) {
            ("set", [_, Kind::Name, ..]) if self.is_setting(tokens) => self.setting(tokens),
            ("alias", [_, Kind::Name, Kind::Assign, Kind::Name]) => self.alias(tokens),
            ("import", [_, Kind::String, ..]) => self.import(&tokens[1], false),
            ("import", [_, Kind::Sign(b'?'), Kind::String, ..]) => self.import(&tokens[2], true),
            ("mod", [_, Kind::Name] | [_, Kind::Name, Kind::String, ..]) => self.module(&tokens[1..], false),
            ("mod", [_, Kind::Sign(b'?'), Kind::Name] | [_, Kind::Sign(b'?'), Kind::Name, Kind::String]) => {
                self.module(&tokens[2..], true);
            }
            ("export", [_, Kind::Name, Kind::Assign, ..]) => self.variable(&tokens[1..], true),
            (_, [Kind::Name, Kind::Assign, ..]) => self.variable(tokens, false),
            (_, [Kind::Name, ..]) => self.recipe(tokens, attributes),
            (_, [Kind::Sign(b'@'), Kind::Name, ..]) => self.recipe(&tokens[1..], attributes),
            _ => {}
        }
    }

    /// `[private, group('x')]`, perhaps several times, before a recipe.
    fn attribute_line(&mut self, tokens: &[Token]) {
        let mut part: Option<Range<usize>> = None;
        for token in tokens {
            let bounds = token.kind == Kind::Sign(b'[') || (token.depth == 0 && token.kind == Kind::Sign(b']'));
            if bounds || (token.depth == 1 && token.kind == Kind::Sign(b',')) {
                self.attributes.extend(part.take().map(|range| self.text[range].to_owned()));
            } else {
                let quote = usize::from(token.kind == Kind::String);
                let end = token.range.end + quote;
                part = Some(part.map_or(token.range.start - quote, |range| range.start)..end);
            }
        }
    }

    fn is_setting(&self, tokens: &[Token]) -> bool {
        matches!(tokens.get(2).map(|token| token.kind), None | Some(Kind::Assign)) && self.words(&tokens[1]) != ":"
    }

    fn setting(&mut self, tokens: &[Token]) {
        if self.words(&tokens[1]) == "fallback" {
            self.justfile.fallback = tokens.get(3).is_none_or(|value| self.words(value) != "false");
        }
    }

    fn alias(&mut self, tokens: &[Token]) {
        let last = tokens.last().map_or(0, |token| token.range.end);
        self.justfile.aliases.push(Alias {
            name: self.words(&tokens[1]).to_owned(),
            span: self.source.span(tokens[1].range.clone()),
            target: self.text[tokens[3].range.start..last].to_owned(),
        });
    }

    fn import(&mut self, path: &Token, optional: bool) {
        let span = self.source.span(path.range.clone());
        self.justfile.imports.push(Import { path: self.words(path).to_owned(), span, optional });
    }

    fn module(&mut self, tokens: &[Token], optional: bool) {
        self.justfile.modules.push(Module {
            name: self.words(&tokens[0]).to_owned(),
            span: self.source.span(tokens[0].range.clone()),
            path: tokens.get(1).map(|path| self.words(path).to_owned()),
            optional,
        });
    }

    fn variable(&mut self, tokens: &[Token], exported: bool) {
        let value = match tokens {
            [_, _, value] if value.kind == Kind::String => Some(self.words(value).to_owned()),
            _ => None,
        };
        self.justfile.variables.push(Variable {
            name: self.words(&tokens[0]).to_owned(),
            span: self.source.span(tokens[0].range.clone()),
            value,
            exported,
        });
    }

    fn recipe(&mut self, tokens: &[Token], attributes: Vec<String>) {
        let colon = tokens.iter().position(|token| token.depth == 0 && token.kind == Kind::Sign(b':'));
        let [name, ..] = tokens else { return };
        let Some(colon) = colon else {
            // Other forms of these are known to other versions of just.
            let is_function = tokens.iter().any(|token| token.depth == 0 && token.kind == Kind::Assign);
            if is_function || ["set", "alias", "import", "mod", "export", "unexport"].contains(&self.words(name)) {
                return;
            }
            let end = tokens.last().map_or(name.range.end, |last| last.range.end);
            return self.justfile.broken.push(self.source.span(name.range.start..end));
        };
        let (mut parameters, mut min, mut many) = (Vec::new(), 0, false);
        let mut head = tokens[1..colon].iter().peekable();
        let mut sign = None;
        while let Some(token) = head.next() {
            match token.kind {
                Kind::Sign(mark @ (b'+' | b'*')) if token.depth == 0 => sign = Some(mark),
                Kind::Name if token.depth == 0 => {
                    let default = head.next_if(|next| next.kind == Kind::Sign(b'=')).is_some();
                    if default {
                        skip_value(&mut head);
                    }
                    parameters.push(self.words(token).to_owned());
                    let sign = sign.take();
                    min += usize::from(!default && sign != Some(b'*'));
                    many |= sign.is_some();
                }
                _ => {}
            }
        }
        let text = self.words(name);
        self.justfile.recipes.push(Recipe {
            name: text.to_owned(),
            span: self.source.span(name.range.clone()),
            min,
            max: (!many).then_some(parameters.len()),
            private: text.starts_with('_') || attributes.iter().any(|attribute| attribute == "private"),
            parameters,
            attributes,
        });
    }
}

/// Passes the default of a parameter: one value, which may be a call or in brackets.
fn skip_value<'t>(tokens: &mut std::iter::Peekable<impl Iterator<Item = &'t Token>>) {
    let first = tokens.next();
    let called = first.is_some_and(|token| token.kind == Kind::Name)
        && tokens.peek().is_some_and(|token| token.kind == Kind::Sign(b'('));
    if called || first.is_some_and(|token| token.kind == Kind::Sign(b'(')) {
        for token in tokens.by_ref() {
            if token.depth == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::hostile;
    use proptest::prelude::*;

    fn read(text: &str) -> Justfile {
        parse_just(hostile::excerpt(text))
    }

    #[test]
    fn recipes_say_what_they_take() {
        let text = "# c\nbuild:\n  cargo build: x\n\n@test target='a:b' +rest: build && (fmt 'x')\r\n\techo\r\n\
                    fmt $a b *c:\nrun a=env('X', 'y') b=(x / 'z') c=`date`: \n_hide:\nlong a \\\n  b:\n";
        let justfile = read(text);
        let recipes: Vec<_> = justfile
            .recipes
            .iter()
            .map(|recipe| {
                assert_eq!(hostile::words(hostile::excerpt(text), recipe.span), recipe.name);
                (recipe.name.as_str(), recipe.parameters.len(), recipe.min, recipe.max)
            })
            .collect();
        assert_eq!(
            recipes,
            [
                ("build", 0, 0, Some(0)),
                ("test", 2, 1, None),
                ("fmt", 3, 2, None),
                ("run", 3, 0, Some(3)),
                ("_hide", 0, 0, Some(0)),
                ("long", 2, 2, Some(2)),
            ]
        );
    }

    #[test]
    fn attributes_belong_to_the_next_recipe() {
        let justfile = read("[private]\n[group('a, b'), no-cd]\nx:\ny:\n");
        assert_eq!(justfile.recipes[0].attributes, ["private", "group('a, b')", "no-cd"]);
        assert!(justfile.recipes[0].private && !justfile.recipes[1].private);
        assert!(justfile.recipes[1].attributes.is_empty());
    }

    #[test]
    fn what_is_no_recipe_is_told_apart() {
        let justfile = read(
            "set shell := ['bash', '-c']\nset fallback\nset export := true\nalias b := build\nalias m := x::y\n\
             import 'a.just'\nimport? 'b.just'\nmod api\nmod? web 'apps/web'\nv := '1'\nexport W := `date`\n\
             s := '''\nno:\n  x\n'''\nmod:\nset:\nimport a:\n",
        );
        assert!(justfile.fallback);
        let aliases: Vec<_> =
            justfile.aliases.iter().map(|alias| (alias.name.as_str(), alias.target.as_str())).collect();
        assert_eq!(aliases, [("b", "build"), ("m", "x::y")]);
        let imports: Vec<_> = justfile.imports.iter().map(|import| (import.path.as_str(), import.optional)).collect();
        assert_eq!(imports, [("a.just", false), ("b.just", true)]);
        let modules: Vec<_> =
            justfile.modules.iter().map(|module| (module.name.as_str(), module.path.as_deref())).collect();
        assert_eq!(modules, [("api", None), ("web", Some("apps/web"))]);
        let variables: Vec<_> =
            justfile.variables.iter().map(|set| (set.name.as_str(), set.value.as_deref())).collect();
        assert_eq!(variables, [("v", Some("1")), ("W", None), ("s", Some("\nno:\n  x\n"))]);
        let recipes: Vec<_> = justfile.recipes.iter().map(|recipe| recipe.name.as_str()).collect();
        assert_eq!(recipes, ["mod", "set", "import"]);
    }

    #[test]
    fn depth_and_length_are_survived() {
        for piece in ["(", "a(", "'", "\"", "`", "'''", "a:", "[", "a='\n", "\\\n", "a (\n", "#"] {
            read(&piece.repeat(100_000 / piece.len()));
        }
    }

    const PIECES: &[&str] = &[
        "a", ":", " := ", "set ", "fallback", "alias ", "import ", "mod ", "?", "'x'", "\"y\"", "`z`", "'''", "\"",
        "'", "\n", "\n  ", "[", "]", "(", ")", "private", ",", "+", "*", "=", "export ", "#", "\\\n", "\\", "@", "$",
    ];

    proptest! {
        #[test]
        fn no_file_is_too_strange(text in hostile::snippets(PIECES)) {
            let source = hostile::excerpt(&text);
            let justfile = parse_just(source);
            let spans = justfile.recipes.iter().map(|it| it.span).chain(justfile.aliases.iter().map(|it| it.span));
            let spans = spans.chain(justfile.imports.iter().map(|it| it.span));
            let spans = spans.chain(justfile.modules.iter().map(|it| it.span));
            for span in spans.chain(justfile.variables.iter().map(|it| it.span)) {
                hostile::words(source, span);
            }
        }
    }
}
