//! Which options a script takes, where that is certain: one `case` over its arguments, or one `getopts`, that fails on
//! every other. Where anything else looks at the arguments, nothing is certain.

use std::sync::LazyLock;

use regex::Regex;

use crate::text::{Excerpt, Span};

fn expression(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a valid expression")
}

static CASE: LazyLock<Regex> = LazyLock::new(|| expression(r#"(?m)^[ \t]*case[ \t]+"?\$\{?(\w+)\}?"?[ \t]+in\b"#));
static GETOPTS: LazyLock<Regex> =
    LazyLock::new(|| expression(r#"\bgetopts[ \t]+["']?:?([A-Za-z0-9:]+)["']?[ \t]+(\w+)"#));
/// A way to the arguments that hands none of them on unseen.
static HARMLESS: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r#"(?m)\bfor[ \t]+\w+[ \t]+in[ \t]+"\$@"|^[ \t]*(?:main|run|parse\w*)[ \t]+"\$@"|\bset[ \t]+--[ \t]+"\$@""#,
    )
});
static ALL_ARGUMENTS: LazyLock<Regex> = LazyLock::new(|| expression(r"\$\{?[@*]"));
/// Something that looks at an argument before the `case` does.
static LOOKS: LazyLock<Regex> = LazyLock::new(|| {
    expression(r#"\$\{?1(?::-[^}]*)?\}?"?[ \t]*(?:==?|!=|=~)|(?m:^[ \t]*(?:source|\.)[ \t])|\bgetopt[ \t]"#)
});
static INNER_CASE: LazyLock<Regex> = LazyLock::new(|| expression(r"(?m)^[ \t]*case[ \t]"));
static FAILS: LazyLock<Regex> = LazyLock::new(|| expression(r"\b(?:exit|return)[ \t]+[1-9]"));
static FUNCTION: LazyLock<Regex> =
    LazyLock::new(|| expression(r"(?m)^[ \t]*(?:function[ \t]+)?([A-Za-z_]\w*)[ \t]*\(\)[ \t]*\{"));

/// The options that a script takes, each at its place, if these are all.
#[must_use]
pub fn options(source: Excerpt) -> Option<Vec<(String, Span)>> {
    let text = without_comments(source.text);
    let all = ALL_ARGUMENTS.find_iter(&text).count();
    let harmless = HARMLESS.find_iter(&text).count();
    if all != harmless {
        return None;
    }
    let mut gets = GETOPTS.captures_iter(&text);
    let mut cases = CASE.captures_iter(&text).filter(|case| is_of_argument(&text, &case[1]));
    let found = match (gets.next(), gets.next()) {
        (Some(found), None) => by_letters(source, &text, &found)?,
        (None, _) => {
            let case = cases.next().filter(|_| cases.next().is_none())?;
            let start = case.get(0).map_or(0, |all| all.end());
            let arms = arms(&text, start)?;
            if LOOKS.is_match(&text[..start]) || LOOKS.is_match(&text[arms.end..]) {
                return None;
            }
            let fails = |arm: &Arm| arm.is_rest(&["*", "-*", "--*"]) && fails(&text, &text[arm.body.clone()]);
            let mut rest = arms.list.iter().filter(|arm| arm.is_rest(&["*", "-*", "--*"])).peekable();
            rest.peek()?;
            // The first that takes everything else decides; an arm for words without a dash comes after it.
            if !rest.next().is_some_and(fails) {
                return None;
            }
            named(source, &text, &arms.list)?
        }
        _ => return None,
    };
    (!found.is_empty()).then_some(found)
}

/// The text with as many blanks where comments stand.
fn without_comments(text: &str) -> String {
    let blank = |line: &str| {
        if line.trim_start().starts_with('#') {
            line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
        } else {
            line.to_owned()
        }
    };
    text.split_inclusive('\n').map(blank).collect()
}

/// Whether a variable is the first argument, or each in turn.
fn is_of_argument(text: &str, variable: &str) -> bool {
    let set = [format!("{variable}=\"$1\""), format!("{variable}=$1"), format!("{variable}=\"${{1}}\"")];
    let each = format!("for {variable} in \"$@\"");
    variable == "1" || set.iter().any(|set| text.contains(set)) || text.contains(&each)
}

/// One arm of a `case`.
struct Arm {
    patterns: Vec<(String, usize)>,
    body: std::ops::Range<usize>,
}

impl Arm {
    /// Whether it takes whatever no arm before it takes.
    fn is_rest(&self, wanted: &[&str]) -> bool {
        self.patterns.iter().any(|(pattern, _)| wanted.contains(&pattern.as_str()))
    }
}

struct Arms {
    list: Vec<Arm>,
    end: usize,
}

/// The arms of the `case` whose `in` ends at `at`; none if one is inside another, which is not followed.
fn arms(text: &str, at: usize) -> Option<Arms> {
    let end = at + text[at..].find("esac")?;
    let whole = &text[at..end];
    if INNER_CASE.is_match(whole) {
        return None;
    }
    let mut list = Vec::new();
    let mut from = at;
    while from < end {
        let rest = &text[from..end];
        let Some(close) = rest.find(')') else { break };
        let patterns = split(rest[..close].trim_start().trim_start_matches('('), from + rest[..close].len());
        let body = from + close + 1;
        let stop = text[body..end].find(";;").map_or(end, |stop| body + stop);
        list.push(Arm { patterns, body: body..stop });
        from = (stop + 2).min(end);
        from += text[from..end].len() - text[from..end].trim_start_matches([';', '&']).len();
    }
    Some(Arms { list, end: end + "esac".len() })
}

/// The patterns of an arm, each with its place; `end` is where they end.
fn split(words: &str, end: usize) -> Vec<(String, usize)> {
    let mut at = end - words.len();
    let mut found = Vec::new();
    for part in words.split('|') {
        let inner = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        let plain = inner.trim_matches(['"', '\'']);
        found.push((plain.to_owned(), start + (inner.len() - inner.trim_start_matches(['"', '\'']).len())));
        at += part.len() + 1;
    }
    found
}

/// Whether the body of an arm ends the script as failed, itself or by a function that does.
fn fails(text: &str, body: &str) -> bool {
    let by_function = FUNCTION.captures_iter(text).any(|function| {
        let start = function.get(0).map_or(0, |all| all.end());
        let inner = text[start..].split("\n}").next().unwrap_or_default();
        let calls = body.split([';', '\n', '&', '|']).any(|line| line.split_whitespace().next() == Some(&function[1]));
        calls && FAILS.is_match(inner)
    });
    FAILS.is_match(body) || by_function
}

/// The options that arms name; none if one has a pattern that stands for several.
fn named(source: Excerpt, text: &str, arms: &[Arm]) -> Option<Vec<(String, Span)>> {
    let mut found = Vec::new();
    for (pattern, at) in arms.iter().flat_map(|arm| &arm.patterns) {
        if !pattern.starts_with('-') || matches!(pattern.as_str(), "-*" | "--*" | "--") {
            continue;
        }
        let name = pattern.strip_suffix("=*").unwrap_or(pattern);
        if name.contains(['*', '?', '[', '$', '{', ' ']) || !text[*at..].starts_with(name) {
            return None;
        }
        found.push((name.to_owned(), source.span(*at..at + name.len())));
    }
    Some(found)
}

/// The letters of a `getopts`, if the arm for unknown ones fails.
fn by_letters(source: Excerpt, text: &str, found: &regex::Captures) -> Option<Vec<(String, Span)>> {
    let (letters, variable) = (found.get(1)?, &found[2]);
    let mut cases = CASE.captures_iter(text).filter(|case| case[1] == *variable);
    let case = cases.next().filter(|_| cases.next().is_none())?;
    let arms = arms(text, case.get(0)?.end())?;
    let rest = arms.list.iter().find(|arm| arm.is_rest(&["\\?", "?", "*"]))?;
    if !fails(text, &text[rest.body.clone()]) {
        return None;
    }
    let letter = |(at, letter): (usize, char)| {
        let at = letters.start() + at;
        (letter != ':').then(|| (format!("-{letter}"), source.span(at..at + letter.len_utf8())))
    };
    Some(letters.as_str().char_indices().filter_map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::hostile;
    use crate::text::FileId;
    use proptest::prelude::*;

    fn names(text: &str) -> Option<Vec<String>> {
        let found = options(Excerpt::whole(FileId(0), text))?;
        for (name, span) in &found {
            assert!(name.ends_with(&text[span.range()]), "{name} at {:?}", &text[span.range()]);
        }
        Some(found.into_iter().map(|(name, _)| name).collect())
    }

    const LOOP: &str = "usage() {\n  echo no\n  exit 2\n}\nwhile [ $# -gt 0 ]; do\n  case \"$1\" in\n    -n | --dry-run) dry=1 ;;\n    --env=*) env=${1#*=} ;;\n    --) break ;;\n    # --old\n    *) usage ;;\n  esac\n  shift\ndone\n";

    #[test]
    fn a_case_that_fails_on_all_else_is_whole() {
        assert_eq!(names(LOOP).unwrap_or_default(), ["-n", "--dry-run", "--env"]);
        let each =
            LOOP.replace("while [ $# -gt 0 ]; do", "for word in \"$@\"; do").replace("case \"$1\"", "case $word");
        assert_eq!(names(&each).unwrap_or_default(), ["-n", "--dry-run", "--env"]);
        let early = LOOP.replace("    *) usage ;;", "    -*) echo no >&2; exit 64 ;;\n    *) file=$1 ;;");
        assert_eq!(names(&early).unwrap_or_default().len(), 3);
    }

    #[test]
    fn letters_are_options_of_one_dash() {
        let text = "while getopts \":hv:\" opt; do\n  case $opt in\n    h) help ;;\n    v) v=$OPTARG ;;\n    \\?) exit 1 ;;\n  esac\ndone\n";
        assert_eq!(names(text).unwrap_or_default(), ["-h", "-v"]);
        assert_eq!(names(&text.replace("exit 1", "true")), None);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in hostile::snippets(&[
            "case \"$1\" in\n", "case $o in", "esac\n", ";;", ")", "(", "|", "-a", "--all", "--x=*", "*", "-*", "'", "\"",
            "getopts \"ab:\" o", "exit 1", "usage() {\n", "}\n", "\"$@\"", "for x in \"$@\"", "# case\n",
        ])) {
            let source = hostile::excerpt(&text);
            for (name, span) in options(source).unwrap_or_default() {
                prop_assert!(name.ends_with(hostile::words(source, span)));
            }
        }
    }

    #[test]
    fn what_is_not_certain_is_nothing() {
        for text in [
            LOOP.replace("exit 2", "exit 0"),
            LOOP.replace("*) usage", "*) files+=(\"$1\")"),
            LOOP.replace("--env=*", "--env*"),
            LOOP.replace("shift\n", "shift\n  npm test \"$@\"\n"),
            format!("if [ \"$1\" = --all ]; then shift; fi\n{LOOP}"),
            format!(". lib.sh\n{LOOP}"),
            format!("{LOOP}{LOOP}"),
            "echo \"$1\"\n".to_owned(),
        ] {
            assert_eq!(names(&text), None, "{text}");
        }
    }
}
