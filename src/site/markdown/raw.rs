//! The raw HTML of a page: which of its tags and attributes are honoured.
//!
//! The tokenizer is a browser's; what it finds becomes wishes to `Html`, so none of its bytes is copied. Everything
//! not named here is dropped: tags vanish and their words stay, but scripts, styles and drawings go with their content.

use super::heading::RawHeading;
use super::html::Attribute;
use super::page::Writer;
use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    CharacterTokens, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;

/// Every tag that is written as the page has it.
const KEPT: [&str; 46] = [
    "abbr",
    "b",
    "blockquote",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
    "time",
];

/// Tags that are written as another.
const RENAMED: [(&str, &str); 6] =
    [("tt", "code"), ("strike", "s"), ("center", "div"), ("section", "div"), ("article", "div"), ("aside", "div")];

/// Elements that vanish with their content.
const HIDDEN: [&str; 17] = [
    "script", "style", "template", "noscript", "iframe", "object", "head", "title", "textarea", "svg", "math",
    "noembed", "noframes", "xmp", "select", "audio", "video",
];

/// Writes a piece of raw HTML: a block, or one inline tag.
pub(super) fn write(html: &str, page: &mut Writer<'_, '_>) {
    let tokens = tokens(html);
    let mut hidden: Option<(&str, usize)> = None;
    // The tag of an open heading, and whether its words went to the title.
    let mut heading: Option<(&'static str, bool)> = None;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TagToken(tag) if hidden.is_some() => hidden = still_hidden(tag, hidden),
            TagToken(tag) if is_heading(&tag.name) => {
                if let Some((open, _)) = heading.take() {
                    page.html.end_wish(open);
                }
                if tag.kind == StartTag {
                    heading = Some(open_heading(tag, &tokens[at + 1..], page));
                }
            }
            TagToken(tag) if tag.kind != StartTag => close(&tag.name, page),
            // An inline tag comes alone, and what follows it is Markdown.
            TagToken(tag) if HIDDEN.contains(&&*tag.name) => hidden = (!tag.self_closing).then_some((&tag.name, 1)),
            TagToken(tag) => open(tag, page),
            CharacterTokens(text) if hidden.is_none() && !heading.is_some_and(|(_, titled)| titled) => {
                page.html.text(text);
                page.say(text);
            }
            _ => {}
        }
    }
}

/// Whether an element that vanishes is still open after this tag.
fn still_hidden<'t>(tag: &Tag, hidden: Option<(&'t str, usize)>) -> Option<(&'t str, usize)> {
    let (name, depth) = hidden?;
    let depth = match () {
        () if &*tag.name != name || tag.self_closing => depth,
        () if tag.kind == StartTag => depth + 1,
        () => depth - 1,
    };
    (depth > 0).then_some((name, depth))
}

fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Opens a heading that `rest` follows; gives its tag, and whether it became the title of the page.
fn open_heading(tag: &Tag, rest: &[Token], page: &mut Writer<'_, '_>) -> (&'static str, bool) {
    let (mut words, mut alt) = (String::new(), String::new());
    for token in rest {
        match token {
            TagToken(tag) if is_heading(&tag.name) => break,
            TagToken(tag) if &*tag.name == "img" => alt.push_str(&value(tag, "alt").unwrap_or_default()),
            CharacterTokens(text) => words.push_str(text),
            _ => {}
        }
    }
    let words = if words.trim().is_empty() { &alt } else { &words };
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let id = value(tag, "id");
    let level = tag.name.as_bytes().last().map_or(6, |digit| digit - b'0');
    let titled = page.is_title(level) && !words.is_empty() && page.html.takes_blocks();
    let raw = RawHeading { level, words: &words, id: id.as_deref(), alignment: alignment(tag) };
    (page.open_raw_heading(&raw), titled)
}

fn open(tag: &Tag, page: &mut Writer<'_, '_>) {
    let name = &*tag.name;
    match name {
        // Between blocks it would only push them apart.
        "br" if page.html.depth() > 0 => page.html.void("br", &[]),
        "wbr" => page.html.void("wbr", &[]),
        "hr" if page.html.takes_blocks() => page.html.void("hr", &[]),
        "img" => image(tag, page),
        "a" => link(tag, page),
        _ => {
            let Some(kept) = kept(name) else { return };
            let id = value(tag, "id").and_then(|id| page.claim_id(&id));
            let mut attributes: Vec<Attribute<'_>> = Vec::new();
            attributes.extend(id.as_deref().map(|id| ("id", id)));
            attributes.extend(if name == "center" { Some("center") } else { alignment(tag) }.map(|at| ("class", at)));
            let number = |name: &str| value(tag, name).filter(|text| is_number(text));
            let (columns, rows, start) = (number("colspan"), number("rowspan"), number("start"));
            if kept == "td" || kept == "th" {
                attributes.extend(columns.as_deref().map(|value| ("colspan", value)));
                attributes.extend(rows.as_deref().map(|value| ("rowspan", value)));
            } else if kept == "ol" {
                attributes.extend(start.as_deref().map(|value| ("start", value)));
            } else if kept == "details" && value(tag, "open").is_some() {
                attributes.push(("open", ""));
            } else if kept == "pre" {
                attributes.extend([("tabindex", "0"), ("aria-label", "Text as written"), ("role", "group")]);
            }
            let title = value(tag, "title").filter(|_| kept == "abbr");
            attributes.extend(title.as_deref().map(|title| ("title", title)));
            page.html.wish(kept, &attributes);
        }
    }
}

fn close(name: &str, page: &mut Writer<'_, '_>) {
    match name {
        "a" => page.html.end_wish("a"),
        _ => {
            if let Some(kept) = kept(name) {
                page.html.end_wish(kept);
            }
        }
    }
}

fn image(tag: &Tag, page: &mut Writer<'_, '_>) {
    let Some(source) = value(tag, "src") else { return };
    let size = |name: &str| {
        let text = value(tag, name)?;
        let digits = text.strip_suffix("px").unwrap_or(&text);
        is_number(digits).then(|| digits.to_owned())
    };
    let (width, height) = (size("width"), size("height"));
    let mut attributes: Vec<Attribute<'_>> = Vec::new();
    attributes.extend(width.as_deref().map(|width| ("width", width)));
    attributes.extend(height.as_deref().map(|height| ("height", height)));
    attributes.extend(alignment(tag).map(|class| ("class", class)));
    let alt = value(tag, "alt").unwrap_or_default();
    page.image(&source, alt.trim(), &attributes);
}

fn link(tag: &Tag, page: &mut Writer<'_, '_>) {
    let id = value(tag, "id").or_else(|| value(tag, "name")).and_then(|id| page.claim_id(&id));
    let address = value(tag, "href").and_then(|href| page.address(&href));
    let mut attributes: Vec<Attribute<'_>> = Vec::new();
    attributes.extend(id.as_deref().map(|id| ("id", id)));
    match address.as_deref() {
        Some(address) => {
            attributes.push(("href", address));
            page.html.wish("a", &attributes);
        }
        // A place to link to, which holds nothing itself.
        None if !attributes.is_empty() => {
            page.html.open("span", &attributes);
            page.html.close("span");
        }
        None => {}
    }
}

fn kept(name: &str) -> Option<&'static str> {
    KEPT.iter()
        .find(|kept| **kept == name)
        .copied()
        .or_else(|| RENAMED.iter().find(|(from, _)| *from == name).map(|(_, to)| *to))
}

fn alignment(tag: &Tag) -> Option<&'static str> {
    ["left", "center", "right"]
        .into_iter()
        .find(|word| value(tag, "align").is_some_and(|at| at.eq_ignore_ascii_case(word)))
}

fn value(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| attribute.value.to_string())
}

fn is_number(text: &str) -> bool {
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn tokens(html: &str) -> Vec<Token> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Sink(RefCell<Vec<Token>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let next = match &token {
            TagToken(tag) if tag.kind == StartTag => match &*tag.name {
                "script" | "style" | "iframe" | "noembed" | "noframes" | "xmp" | "noscript" => {
                    TokenSinkResult::RawData(RawKind::Rawtext)
                }
                "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                _ => TokenSinkResult::Continue,
            },
            _ => TokenSinkResult::Continue,
        };
        if matches!(token, TagToken(_) | CharacterTokens(_)) {
            self.0.borrow_mut().push(token);
        }
        next
    }
}
