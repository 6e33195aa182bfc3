//! Transcripts of the command line, with exit codes: `tests/cli/*.trycmd`, each with the folder it runs in.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes what is said now; the diff is reviewed like code.

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "1").env("COLUMNS", "100").case("tests/cli/*.trycmd");
}
