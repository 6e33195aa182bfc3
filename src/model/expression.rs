//! What an expression of a workflow can come to: `${{ github.ref_name == 'main' && 'production' || 'staging' }}` is one of
//! two words, whatever a run finds.

use std::ops::Range;

/// One of the values that an expression can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome<'a> {
    /// A word that is written in it, and where.
    Literal(String, Range<usize>),
    /// What a context has: `inputs.stage`.
    Context(&'a str),
}

/// What words can come to that are one expression with `||` or `&&`; none if that is anything but words and contexts.
/// No word at all, which a run may come to as well, is left out.
pub(super) fn outcomes(words: &str) -> Option<Vec<Outcome<'_>>> {
    let start = words.find("${{")? + 3;
    let end = words.rfind("}}").filter(|end| *end >= start)?;
    let is_whole = words[..start - 3].trim().is_empty() && words[end + 2..].trim().is_empty();
    let inner = &words[start..end];
    if !is_whole || inner.contains("${{") || !inner.contains("||") {
        return None;
    }
    let mut found = alternatives(words, start..end, false)?;
    found.retain(|outcome| !matches!(outcome, Outcome::Literal(word, _) if word.is_empty()));
    // Conditions may keep away a part of what a context can have.
    let is_limited = inner.contains("&&") && found.iter().any(|outcome| matches!(outcome, Outcome::Context(_)));
    (!found.is_empty() && !is_limited).then_some(found)
}

/// What a part can come to: each of its alternatives. The last may hang on a condition only where something follows.
fn alternatives(words: &str, part: Range<usize>, is_followed: bool) -> Option<Vec<Outcome<'_>>> {
    let parts = split(words, part, "||")?;
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let mut factors = split(words, part.clone(), "&&")?;
        let value = factors.pop()?;
        let is_followed = is_followed || at + 1 < parts.len();
        // A condition that does not hold is no word.
        if !factors.is_empty() && !is_followed {
            return None;
        }
        found.extend(values(words, value, is_followed)?);
    }
    Some(found)
}

fn values(words: &str, part: Range<usize>, is_followed: bool) -> Option<Vec<Outcome<'_>>> {
    let text = &words[part.clone()];
    let start = part.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return alternatives(words, start + 1..start + 1 + inner.len(), is_followed);
    }
    if let Some(inner) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let is_one = !inner.replace("''", "").contains('\'');
        let place = start + 1..start + 1 + inner.len();
        return is_one.then(|| vec![Outcome::Literal(inner.replace("''", "'"), place)]);
    }
    let is_name = |step: &str| !step.is_empty() && step.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
    let is_context = text.contains('.') && text.split('.').all(is_name);
    is_context.then(|| vec![Outcome::Context(text)])
}

/// The parts between the operators that stand in no quotes and no brackets.
fn split(words: &str, part: Range<usize>, operator: &str) -> Option<Vec<Range<usize>>> {
    let (mut parts, mut from, mut depth, mut quoted) = (Vec::new(), part.start, 0_usize, false);
    let mut at = part.start;
    while at < part.end {
        let rest = &words[at..part.end];
        let letter = rest.chars().next()?;
        match letter {
            '\'' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.checked_sub(1)?,
            _ if !quoted && depth == 0 && rest.starts_with(operator) => {
                parts.push(from..at);
                at += operator.len();
                from = at;
                continue;
            }
            _ => {}
        }
        at += letter.len_utf8();
    }
    parts.push(from..part.end);
    (depth == 0 && !quoted).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(words: &str) -> Option<Vec<&str>> {
        let shown = |outcome| match outcome {
            Outcome::Literal(_, place) => &words[place],
            Outcome::Context(path) => path,
        };
        outcomes(words).map(|found| found.into_iter().map(shown).collect())
    }

    #[test]
    fn what_is_chosen_between_is_told() {
        let two = "${{ github.ref == 'refs/heads/main' && 'production' || 'staging' }}";
        assert_eq!(told(two), Some(vec!["production", "staging"]));
        assert_eq!(told("${{ inputs.stage || 'staging' }}"), Some(vec!["inputs.stage", "staging"]));
        let three = "${{ (a.b == 'x' && 'one') || (c.d && contains(e.f, '||') && 'two' || 'three') }}";
        assert_eq!(told(three), Some(vec!["one", "two", "three"]));
        assert_eq!(told("${{ a.b && 'production' || '' }}"), Some(vec!["production"]));
    }

    #[test]
    fn what_a_run_computes_is_not() {
        for words in [
            "production",
            "${{ inputs.stage }}",
            "${{ a.b && 'production' }}",
            "${{ 'one' || (a.b && 'production') }}",
            "${{ a.b == 'x' || 'staging' }}",
            "${{ a.b == 'dev' && 'infra-dev' || a.b || 'prod' }}",
            "${{ format('{0}', a.b) || 'staging' }}",
            "app-${{ a.b && 'x' || 'y' }}",
            "${{ a.b && 'x' || 'y' }}-${{ c.d || 'z' }}",
            "${{ a.b && 'x || 'y' }}",
            "${{ a.b && ('x' || 'y' }}",
            "}} ${{ ||",
        ] {
            assert_eq!(told(words), None, "{words}");
        }
    }
}
