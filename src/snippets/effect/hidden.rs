//! What the parser may not have shown of a script: what a shell may read otherwise, and what hides in its letters.

use super::alike::unlike;
use super::{MOST_SUBSTITUTIONS, changes_programs, is_of_shell};
use crate::syntax::shell::{self, Script, Word};
use crate::text::{Excerpt, FileId};

/// Why some of a script may be something else to the shell that runs it; none where all of it is understood.
pub(super) fn not_understood(script: &str, parsed: &Script) -> Option<&'static str> {
    const UNKNOWN: &str = "some of it could not be understood";
    if let Some(why) = unlike(script) {
        return Some(why);
    }
    if !parsed.clean || parsed.substitutions.len() > MOST_SUBSTITUTIONS {
        return Some(UNKNOWN);
    }
    let mut inner = parsed.substitutions.iter().filter_map(|part| part.runs.as_deref());
    inner.find_map(|inner| {
        let parsed = shell::parse_exact(Excerpt::whole(FileId(0), inner));
        let is_empty = parsed.commands.is_empty() && !inner.trim().is_empty();
        (!parsed.clean || is_empty).then_some(UNKNOWN)
    })
}

/// Whether a shell may take for a substitution what the parser took for letters.
pub(super) fn hides_a_substitution(script: &str, parsed: &Script) -> bool {
    let found = |at: usize| parsed.substitutions.iter().any(|part| part.span.range().start == at);
    let mut opened = ["$(", "<(", ">(", "`"].iter().flat_map(|opening| script.match_indices(opening));
    opened.any(|(at, _)| !found(at) && !is_in_comment(script, at))
}

/// Whether a place is in a comment for sure: no quote and no here-document begins before it that might go on there.
fn is_in_comment(script: &str, at: usize) -> bool {
    let line = script[..at].rfind('\n').map_or(0, |end| end + 1);
    let (above, own) = (&script[..line], &script[line..at]);
    let is_even = |quote: char| above.matches(quote).count().is_multiple_of(2);
    let is_open = above.contains("<<") || above.ends_with("\\\n") || !is_even('"') || !is_even('\'');
    let begins = |mark: usize| own[..mark].is_empty() || own[..mark].ends_with([' ', '\t']);
    let mark = own.find('#').filter(|mark| begins(*mark));
    !is_open && mark.is_some_and(|mark| !own[..mark].contains(['"', '\'', '\\', '`', '$', '(', '{', '<']))
}

/// Whether a script names one of the files by which a shell opens a connection.
pub(super) fn is_connection(script: &str) -> bool {
    let bare: String = script.chars().filter(|letter| !"\"'\\".contains(*letter)).collect();
    ["/dev/tcp/", "/dev/udp/"].iter().any(|name| bare.contains(name))
}

/// Whether a source that is computed may be such a file.
pub(super) fn may_be_connection(source: &Word, script: &str) -> bool {
    source.text.is_none() && ["tcp", "udp"].iter().any(|name| script.contains(name))
}

/// The variable of a shell that a script may set where it uses it: `${X:=…}`.
pub(super) fn given_default(script: &str) -> Option<&str> {
    script.split("${").skip(1).find_map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(rest.len());
        let (name, behind) = rest.split_at(end);
        let is_given = behind.starts_with(":=") || behind.starts_with('=');
        (is_given && (changes_programs(name) || is_of_shell(name))).then_some(name)
    })
}
