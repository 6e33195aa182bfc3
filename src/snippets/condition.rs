//! `test` and `[`, which evaluate the name of a variable that they look for: `test -v 'a[$(command)]'`.

use crate::syntax::shell::Word;

/// What stands between two values.
const BETWEEN: &[&str] = &["=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];

/// Operators that look for a variable.
const LOOKS_FOR: &[&str] = &["-v", "-R"];

/// The words of a `test` command by which it may evaluate what a variable holds: the name that it looks for, or a value
/// that may be such an operator itself.
pub(super) fn evaluates(words: &[Word]) -> Option<&Word> {
    let (name, mut rest) = words.split_first()?;
    if name.text.as_deref() == Some("[") {
        rest = rest.split_last()?.1;
    }
    while rest.first().is_some_and(|word| is(word, &["!"])) {
        rest = &rest[1..];
    }
    let looked_for = rest.iter().zip(rest.iter().skip(1)).find(|(operator, _)| is(operator, LOOKS_FOR));
    if let Some((_, named)) = looked_for.filter(|(_, named)| !named.text.as_deref().is_some_and(is_plain)) {
        return Some(named);
    }
    let unknown = || rest.iter().find(|word| word.text.is_none() && !is_number(word));
    match rest {
        // Where there are three words and an operator stands in their middle, it is the operator.
        [left, operator, right] if is(operator, BETWEEN) => [left, right].into_iter().find(|word| may_be_several(word)),
        [operator, value] if operator.text.as_deref().is_some_and(|text| text.starts_with('-')) => {
            may_be_several(value).then_some(value)
        }
        [value] => may_be_several(value).then_some(value),
        _ => unknown(),
    }
}

fn is(word: &Word, texts: &[&str]) -> bool {
    word.text.as_deref().is_some_and(|text| texts.contains(&text))
}

/// Whether a name has no subscript.
fn is_plain(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A count or a status.
fn is_number(word: &Word) -> bool {
    matches!(word.raw.trim_matches('"'), "$?" | "$#" | "$$")
}

/// Whether a value may turn out to be several words, or none: without quotes a shell splits it.
fn may_be_several(word: &Word) -> bool {
    let inside = word.raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    let quoted = inside.is_some_and(|inside| !inside.contains('@') && !ends_within(inside));
    word.text.is_none() && !is_number(word) && !quoted
}

/// Whether quotes end within what stands between the first and the last, `"a"$b"c"`; those of a substitution may.
fn ends_within(inside: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = inside.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => _ = bytes.next(),
            b'$' if matches!(bytes.peek(), Some(b'(' | b'{')) => {
                bytes.next();
                depth += 1;
            }
            b'(' | b'{' if depth > 0 => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b'"' if depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::evaluates;
    use crate::syntax::shell::parse_exact;
    use crate::text::{Excerpt, FileId};

    fn evaluated(command: &str) -> Option<String> {
        let script = parse_exact(Excerpt::whole(FileId(0), command));
        evaluates(&script.commands[0].words).map(|word| word.raw.clone())
    }

    #[test]
    fn a_name_that_is_looked_for_is_evaluated() {
        for (command, word) in [
            ("test -v 'a[$(b)]'", "'a[$(b)]'"),
            ("[ -v 'a[b]' ]", "'a[b]'"),
            ("[ ! -v \"$name\" ]", "\"$name\""),
            ("[ -R $name ]", "$name"),
            ("[ x = y -a -v $name ]", "$name"),
            ("[ $a = b ]", "$a"),
            ("test $(a) -eq 0", "$(a)"),
            ("[ \"$@\" ]", "\"$@\""),
            ("[ \"$a\" \"$b\" ]", "\"$a\""),
            ("[ \"$a\" = b -o c = d ]", "\"$a\""),
            ("[ \"a\"$b\"c\" = d ]", "\"a\"$b\"c\""),
        ] {
            assert_eq!(evaluated(command).as_deref(), Some(word), "{command}");
        }
    }

    #[test]
    fn values_that_are_one_word_are_compared_only() {
        for command in [
            "test -v HOME",
            "[ -f x -a -d y ]",
            "[ \"$a\" = b ]",
            "[ ! \"$a\" != \"${b:-c}\" ]",
            "test \"$(a \"b\" | c)\" -eq 0",
            "[ -n \"$a\" ]",
            "[ \"$a\" ]",
            "[ $? -eq 0 ]",
            "[ $# -gt 1 -a $? = 0 ]",
            "[ ]",
            "test",
        ] {
            assert_eq!(evaluated(command), None, "{command}");
        }
    }
}
