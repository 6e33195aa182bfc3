//! Text that nobody would write, to prove that no parser minds.

use crate::text::{Excerpt, FileId, Span};
use proptest::prelude::*;

/// Random pieces of a format, mixed with random characters.
pub fn snippets(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(str::to_owned),
        2 => "[a-zA-Z_./:=-]{1,6}",
        1 => prop::sample::select(&["\n", "\r\n", " ", "\t", "\\\n", "\\\r\n", "\r", "é", "→", "\u{feff}", "\0"][..])
            .prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// An excerpt that does not begin at the start of its file.
pub fn excerpt(text: &str) -> Excerpt<'_> {
    Excerpt { file: FileId(7), offset: 1000, text }
}

/// The words at `span`, which must lie in `source` and between characters.
pub fn words(source: Excerpt<'_>, span: Span) -> &str {
    assert_eq!(span.file, source.file, "a span is of the file that was parsed");
    let start = (span.start as usize).checked_sub(source.offset).expect("a span begins inside the excerpt");
    let end = (span.end as usize).checked_sub(source.offset).expect("a span ends inside the excerpt");
    source.text.get(start..end).expect("a span lies between characters of the excerpt")
}
