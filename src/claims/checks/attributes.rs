//! The words by which a page makes a fence a check: `{ check=read name=x }` behind the language, or in a comment above.

use crate::model::{Effect, Mistake};
use crate::text::{Excerpt, Span};

/// What a page says of one check.
pub(super) struct Attributes {
    /// All of it.
    pub span: Span,
    /// What the check says it does.
    pub effect: Effect,
    /// The words beside `check=`.
    pub entries: Vec<Entry>,
    /// Why it is no check, though it was meant to be one.
    pub mistake: Option<Mistake>,
}

/// One word of the attributes.
pub(super) struct Entry {
    pub key: String,
    /// None if the word has no `=`.
    pub value: Option<String>,
    pub span: Span,
    pub value_span: Span,
}

/// The attributes in an info string, if they make its fence a check, or were meant to.
pub(super) fn of_info(info: Excerpt, is_shell: bool) -> Option<Attributes> {
    let Some((open, close)) = braces(info.text) else {
        let bare = words(info).into_iter().find(|word| word.key == "check" && word.quoted_effect().is_some());
        let word = bare.filter(|_| is_shell)?;
        let effect = word.quoted_effect()?;
        let instead = format!("{{ check={} }}", effect.word());
        let message = "attributes stand in braces, so this is no check and never runs".to_owned();
        let mistake = Some(Mistake { span: word.span, message, instead: Some(instead) });
        return Some(Attributes { span: word.span, effect, entries: Vec::new(), mistake });
    };
    let entries = words(info.part(open + 1..close));
    let span = info.span(open..close + 1);
    let Some(at) = entries.iter().position(|entry| entry.key == "check") else {
        if let Some([colon, word, ..]) = entries.windows(2).find(|pair| pair[0].key == "check:" && is_shell)
            && let Some(effect) = Effect::named(&word.key).filter(|_| word.value.is_none())
        {
            let whole = Span { end: word.span.end, ..colon.span };
            let message = "between `check` and what it does stands `=`, so this is no check and never runs".to_owned();
            let mistake = Some(Mistake { span: whole, message, instead: Some(format!("check={}", effect.word())) });
            return Some(Attributes { span, effect, entries: Vec::new(), mistake });
        }
        let by_letter =
            |entry: &Entry| Some((entry.span, Effect::named(equated(&entry.key)?.strip_prefix("check=")?)?));
        if let Some((span, effect)) = entries.iter().filter(|_| is_shell).find_map(by_letter) {
            let message = "what stands behind `check` is no `=`, so this is no check and never runs".to_owned();
            let mistake = Some(Mistake { span, message, instead: Some(format!("check={}", effect.word())) });
            return Some(Attributes { span: info.span(open..close + 1), effect, entries: Vec::new(), mistake });
        }
        let is_near = |entry: &Entry| is_shell && is_like_check(&entry.key) && entry.nearest_effect().is_some();
        let at = entries.iter().position(is_near)?;
        let entry = &entries[at];
        let effect = Effect::named(entry.nearest_effect()?)?;
        let key = Span { end: entry.span.start + entry.key.len() as u32, ..entry.span };
        let mistake = Some(misspelt(&entry.key, key));
        return Some(Attributes { span, effect, entries: without(entries, at), mistake });
    };
    let entry = &entries[at];
    let effect = entry.effect();
    let mistake = (effect.is_none() && is_shell).then(|| entry.no_effect());
    let meant = mistake.as_ref().map(|_| entry.nearest_effect().and_then(Effect::named).unwrap_or(Effect::Read));
    Some(Attributes { span, effect: effect.or(meant)?, entries: without(entries, at), mistake })
}

/// Where the attributes begin and end. Braces in a quoted value, `title="{ … }"`, are words for people.
fn braces(info: &str) -> Option<(usize, usize)> {
    let bytes = info.as_bytes();
    let (mut open, mut close, mut at) = (None, None, 0);
    while at < bytes.len() {
        let quotes = matches!(bytes[at], b'"' | b'\'') && at > 0 && bytes[at - 1] == b'=';
        if quotes && let Some(length) = info[at + 1..].find(char::from(bytes[at])) {
            at += length + 1;
        }
        match bytes[at] {
            b'{' => open = open.or(Some(at)),
            b'}' => close = Some(at),
            _ => {}
        }
        at += 1;
    }
    Some((open?, close.filter(|close| Some(*close) > open)?))
}

/// The attributes in a comment `<!-- check: read name=x -->`, if they make the fence below a check, or were meant to.
pub(super) fn of_comment(comment: Excerpt, is_shell: bool) -> Option<Attributes> {
    let start = comment.text.strip_prefix("<!--").map(|_| 4)?;
    let end = comment.text.strip_suffix("-->")?.len().max(start);
    let inner = comment.part(start..end);
    let Some(colon) = inner.text.find(':') else { return without_colon(inner).filter(|_| is_shell) };
    let word = inner.text[..colon].trim();
    let entries = words(inner.part(colon + 1..inner.text.len()));
    let first = entries.first()?;
    let mut effect = Effect::named(&first.key).filter(|_| first.value.is_none());
    let mut mistake = None;
    if word != "check" {
        effect = effect.filter(|_| is_shell && is_like_check(word));
        let at = inner.text.find(word).unwrap_or_default();
        mistake = effect.map(|_| misspelt(word, inner.span(at..at + word.len())));
    } else if effect.is_none() && is_shell && first.value.is_none() {
        // Without a word that is nearly an effect it is a remark for people.
        let instead = nearest(&first.key, &EFFECTS)?;
        let message = format!("`{}` is none of read, write, destroy and manual", first.key);
        mistake = Some(Mistake { span: first.span, message, instead: Some(instead.to_owned()) });
        effect = Effect::named(instead);
    }
    Some(Attributes { span: comment.all(), effect: effect?, entries: without(entries, 0), mistake })
}

/// What a comment says that lacks the colon: `check read`, `check=read name=x`.
fn without_colon(inner: Excerpt) -> Option<Attributes> {
    let mut entries = words(inner);
    let first = entries.first().filter(|first| first.key == "check")?;
    let (effect, end, rest) = match (first.effect(), entries.get(1)) {
        (Some(effect), _) => (effect, first.span.end, 1),
        (None, Some(second)) if first.value.is_none() && second.value.is_none() => {
            (Effect::named(&second.key)?, second.span.end, 2)
        }
        _ => return None,
    };
    // Words without values are a remark for people: `check read access first`.
    if entries[rest..].iter().any(|entry| entry.value.is_none()) {
        return None;
    }
    let span = Span { end, ..first.span };
    let message = "in a comment a colon stands behind `check`, so this is no check and never runs".to_owned();
    let mistake = Some(Mistake { span, message, instead: Some(format!("check: {}", effect.word())) });
    Some(Attributes { span: inner.all(), effect, entries: entries.split_off(rest), mistake })
}

/// What the first line of a block says, `# check=read`, where nothing reads it.
pub(super) fn of_first_line(line: Excerpt) -> Option<Attributes> {
    let at = line.text.find('#').filter(|at| line.text[..*at].trim().is_empty())? + 1;
    let mut entries = words(line.part(at..line.text.len()));
    let effect = entries.first().filter(|first| first.key == "check")?.effect()?;
    if entries.iter().any(|entry| entry.value.is_none()) {
        return None;
    }
    let span = entries[0].span;
    let message =
        "attributes stand behind the language or in a comment of the page, so this is no check and never runs";
    let mistake = Some(Mistake { span, message: message.to_owned(), instead: None });
    Some(Attributes { span, effect, entries: entries.split_off(1), mistake })
}

/// The words of `check=`.
const EFFECTS: [&str; 4] = ["read", "write", "destroy", "manual"];

impl Entry {
    fn effect(&self) -> Option<Effect> {
        Effect::named(self.value.as_deref()?)
    }

    /// The same, of a value in quotes too.
    fn quoted_effect(&self) -> Option<Effect> {
        Effect::named(self.value.as_deref()?.trim_matches(['"', '\'']))
    }

    fn nearest_effect(&self) -> Option<&'static str> {
        nearest(self.value.as_deref()?, &EFFECTS)
    }

    fn no_effect(&self) -> Mistake {
        let message = match &self.value {
            Some(value) => format!("`{value}` is none of read, write, destroy and manual, so this never runs"),
            None => "`check` says nothing of what the commands do, so they never run".to_owned(),
        };
        let instead = match &self.value {
            Some(_) => self.nearest_effect().map(str::to_owned),
            None => Some("check=read".to_owned()),
        };
        let span = if self.value.is_some() { self.value_span } else { self.span };
        Mistake { span, message, instead }
    }
}

/// A word in which something stands that people take for `=`; none if nothing does.
fn equated(word: &str) -> Option<String> {
    const LIKE_EQUALS: [&str; 7] = ["＝", "﹦", "꞊", "&#61;", "&#x3d;", "&#x3D;", "&equals;"];
    let found = LIKE_EQUALS.into_iter().find(|like| word.contains(like))?;
    Some(word.replacen(found, "=", 1))
}

fn without(mut entries: Vec<Entry>, at: usize) -> Vec<Entry> {
    entries.remove(at);
    entries
}

fn misspelt(word: &str, span: Span) -> Mistake {
    let message = format!("`{word}` is not `check`, so these commands never run");
    Mistake { span, message, instead: Some("check".to_owned()) }
}

fn is_like_check(word: &str) -> bool {
    word != "check" && strsim::damerau_levenshtein(&word.to_lowercase(), "check") < 2
}

/// The known word that is most like another.
pub(super) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let like = |known: &&&str| strsim::damerau_levenshtein(known, &word.to_lowercase());
    known.iter().min_by_key(like).filter(|near| like(near) <= 1 + word.len() / 4).copied()
}

/// The words of an attribute list; a quoted value may hold blanks.
fn words(list: Excerpt) -> Vec<Entry> {
    let bytes = list.text.as_bytes();
    let mut entries = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let mut quote = None;
        while at < bytes.len() && (quote.is_some() || !bytes[at].is_ascii_whitespace()) {
            match (quote, bytes[at]) {
                (None, mark @ (b'"' | b'\'')) => quote = Some(mark),
                (Some(open), mark) if open == mark => quote = None,
                _ => {}
            }
            at += 1;
        }
        let word = &list.text[start..at];
        let equals = word.find('=');
        entries.push(Entry {
            key: word[..equals.unwrap_or(word.len())].to_owned(),
            value: equals.map(|equals| word[equals + 1..].to_owned()),
            span: list.span(start..at),
            value_span: list.span(start + equals.map_or(0, |equals| equals + 1)..at),
        });
    }
    entries
}
