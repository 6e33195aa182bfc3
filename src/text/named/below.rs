//! Values of the name of a secret that stand below it, or in a list: what an input, a variable of Terraform or a property
//! of a schema is by default, and what a matrix or a choice has.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::name::kind;
use super::value::{is_odd, is_secret};

/// A name behind which nothing stands on its line but what opens a list or a block.
static OPENED: LazyLock<Regex> = LazyLock::new(|| {
    let opens = r"(?:[:=][ \t]*(?P<list>\[)|[:{][ \t]*(?:\{[ \t]*)?(?:#[^\n]*)?\r?\n)";
    Regex::new(&format!(r#"^(?P<name>[A-Za-z_][A-Za-z0-9_.-]*)["']?[ \t]*{opens}"#)).expect("a valid expression")
});

/// A line of a block that gives a value.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    let scalar = r#"(?:"(?P<double>[^"\n]+)"|'(?P<single>[^'\n]+)'|(?P<bare>[^\s"'`,;|&<>(){}\[\]#]+))"#;
    let gives = r#"(?:(?P<item>-[ \t]+)|["']?(?:default|value)["']?[ \t]*[:=][ \t]*(?P<list>\[)?)"#;
    Regex::new(&format!(r"^(?P<indent>[ \t]*){gives}(?:{scalar}[ \t]*,?[ \t]*(?:#.*)?$)?")).expect("a valid expression")
});

/// One of a list within brackets.
static ITEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|,)\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'`,\[\]{}]+))"#).expect("a valid expression")
});

/// How much of a text is looked at for the values of one name, in bytes.
const REACH: usize = 2000;

/// Where the secrets stand that a name at `start` has below it.
pub(super) fn values(text: &str, start: usize) -> Vec<Range<usize>> {
    let Some(opened) = text.get(start..).and_then(|rest| OPENED.captures(rest)) else { return Vec::new() };
    let (Some(is_sure), Some(whole)) = (kind(&opened["name"]), opened.get(0)) else { return Vec::new() };
    let from = start + whole.end();
    let reach = &text[from..text.floor_char_boundary(from + REACH)];
    let found = if opened.name("list").is_some() {
        items(reach)
    } else {
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        given(reach, line.len() - line.trim_start().len())
    };
    let is_secret = |place: &Range<usize>| is_secret(&reach[place.clone()], &opened["name"], is_sure, "");
    found.into_iter().filter(is_secret).map(|place| from + place.start..from + place.end).collect()
}

/// What the lines of a block give its name, whose line has this indent.
fn given(block: &str, indent: usize) -> Vec<Range<usize>> {
    let (mut found, mut at, mut inner) = (Vec::new(), 0, None);
    for line in block.split_inclusive('\n') {
        let (start, words) = (at, line.trim());
        at += line.len();
        let depth = line.len() - line.trim_start().len();
        if words.is_empty() {
            continue;
        }
        let is_inside = depth > indent || depth == indent && words.starts_with("- ");
        if !is_inside {
            break;
        }
        // What lies deeper belongs to another name.
        if depth != *inner.get_or_insert(depth) {
            continue;
        }
        let Some(gives) = GIVEN.captures(line.trim_end()) else { continue };
        if let Some(list) = gives.name("list") {
            found.extend(items(&line[list.end()..]).into_iter().map(|item| shifted(&item, start + list.end())));
            continue;
        }
        let quoted = gives.name("double").or(gives.name("single"));
        let Some(value) = quoted.or(gives.name("bare")) else { continue };
        // Lists hold rules as well (`min:8`), and sentences.
        let is_value =
            if gives.name("item").is_some() { is_made_up(value.as_str()) } else { !value.as_str().contains(' ') };
        if is_value {
            found.push(shifted(&value.range(), start));
        }
    }
    found
}

/// The values of a list that was opened.
fn items(list: &str) -> Vec<Range<usize>> {
    let Some(inside) = list.find(']').map(|end| &list[..end]) else { return Vec::new() };
    let places = ITEM.captures_iter(inside).filter_map(|item| item.iter().skip(1).flatten().next());
    places.filter(|value| is_made_up(value.as_str())).map(|value| value.range()).collect()
}

fn is_made_up(words: &str) -> bool {
    is_odd(words) && !words.contains([' ', ':', '='])
}

fn shifted(place: &Range<usize>, by: usize) -> Range<usize> {
    place.start + by..place.end + by
}
