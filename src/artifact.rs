//! What a command wants to write: knows no disk.

/// A path and the bytes to write there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Artifact {
    /// Relative to the folder that is written to, with `/`.
    pub path: String,
    /// All of the file.
    pub bytes: Vec<u8>,
}

impl Artifact {
    /// A file of text.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into() }
    }
}
