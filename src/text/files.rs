//! Every path of the repository, and the text of those that a reader asked for.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::address;
use super::mask::{self, Mask};
use super::{Excerpt, FileId, Lines, Position, Span};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A file without the run bit.
    File,
    /// A file that may be run.
    Executable,
    /// A symbolic link; what is behind it is read where it lies, if it lies in the repository.
    Symlink,
    /// A folder that is another repository.
    Submodule,
}

/// Why a file has no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The system would not give it.
    Io(String),
    /// It has more bytes than [`MAX_BYTES`].
    TooLarge(u64),
    /// It is not text: NUL bytes, or UTF-16.
    Binary(&'static str),
    /// It is meant to be read by those who have the key: git-crypt wrote it.
    Encrypted,
}

/// What was masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Where it stands; its words are masked.
    pub span: Span,
    /// Whose credential it is; none where nobody can tell whether it opens anything.
    pub what: Option<&'static str>,
}

impl Leak {
    /// Whether it is the password of an address or a command, which may be for a service that nobody can reach.
    pub fn is_password(&self) -> bool {
        matches!(self.what, Some(address::PASSWORD | address::LOGIN))
    }
}

/// One path.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Relative to the root, with `/`.
    pub path: Arc<str>,
    /// What it is.
    pub kind: EntryKind,
    /// Whether git ignores it: it is read because agents do, and is no part of the repository.
    pub is_ignored: bool,
    content: Content,
}

impl Entry {
    /// Whether it is a file with bytes of its own.
    pub fn is_text_file(&self) -> bool {
        matches!(self.kind, EntryKind::File | EntryKind::Executable)
    }
}

#[derive(Clone, Debug)]
enum Content {
    NotRead,
    Text(Arc<Text>),
    Unreadable(Unreadable),
}

#[derive(Debug)]
struct Text {
    masked: String,
    raw: Option<Vec<u8>>,
    leaks: Vec<Mask>,
    invalid: Option<usize>,
    lines: OnceLock<Lines>,
}

/// All paths of a repository, sorted, and what was read of them.
#[derive(Clone, Debug, Default)]
pub struct Files {
    entries: Vec<Entry>,
    links: HashMap<FileId, String>,
    tails: OnceLock<Arc<HashMap<String, Vec<FileId>>>>,
    lower_tails: OnceLock<Arc<HashMap<String, Vec<FileId>>>>,
    source_folders: OnceLock<Arc<HashSet<String>>>,
}

impl Files {
    /// The files of a repository; paths are relative to its root, with `/`, in any order.
    pub fn new(mut paths: Vec<(String, EntryKind)>) -> Self {
        paths.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        paths.dedup_by(|a, b| a.0 == b.0);
        let entry = |(path, kind): (String, EntryKind)| Entry {
            path: path.into(),
            kind,
            is_ignored: false,
            content: Content::NotRead,
        };
        Self { entries: paths.into_iter().map(entry).collect(), ..Self::default() }
    }

    /// Notes that git ignores a file.
    pub fn set_ignored(&mut self, file: FileId) {
        self.entries[file.0 as usize].is_ignored = true;
    }

    /// Notes what a symbolic link leads to, as it is written.
    pub fn set_link(&mut self, file: FileId, target: String) {
        self.links.insert(file, target);
    }

    /// What a symbolic link leads to, as it is written, if that is known.
    pub fn link(&self, file: FileId) -> Option<&str> {
        self.links.get(&file).map(String::as_str)
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Entry)> {
        (0..).map(FileId).zip(&self.entries)
    }

    /// The number of paths.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no path at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The file with exactly this path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let at = self.entries.binary_search_by(|entry| entry.path.as_ref().cmp(path)).ok()?;
        Some(FileId(u32::try_from(at).expect("a repository has less than four thousand million files")))
    }

    /// Whether `path` is a folder: some file lies below it. The root is.
    pub fn is_folder(&self, path: &str) -> bool {
        path.is_empty() || self.below(path).next().is_some()
    }

    /// The files below a folder, at any depth.
    pub fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (FileId, &'a Entry)> + use<'a> {
        self.starting_with(if folder.is_empty() { String::new() } else { format!("{folder}/") })
    }

    /// Whether a source of some program lies in a folder below the root itself, and not only further down.
    pub fn has_source_in(&self, folder: &str) -> bool {
        const SOURCES: &[&str] = &[".py", ".rb", ".go", ".rs", ".java", ".php", ".ts", ".js"];
        let folders = self.source_folders.get_or_init(|| {
            let sources = self.entries.iter().filter(|entry| SOURCES.iter().any(|end| entry.path.ends_with(end)));
            Arc::new(sources.filter_map(|entry| Some(entry.path.rsplit_once('/')?.0.to_owned())).collect())
        });
        folders.contains(folder)
    }

    /// The files whose paths begin with `prefix`.
    pub fn starting_with(&self, prefix: String) -> impl Iterator<Item = (FileId, &Entry)> {
        let from = self.entries.partition_point(|entry| entry.path.as_ref() < prefix.as_str());
        let ids = (u32::try_from(from).expect("an index of a file fits")..).map(FileId);
        ids.zip(&self.entries[from..]).take_while(move |(_, entry)| entry.path.starts_with(&prefix))
    }

    /// The files whose path ends with the steps of `tail`: `b/c.sh` is the tail of `a/b/c.sh`.
    pub fn with_tail<'a>(&'a self, tail: &'a str) -> impl Iterator<Item = FileId> + 'a {
        let last = tail.rsplit('/').next().unwrap_or(tail);
        self.tails().get(last).into_iter().flatten().copied().filter(move |id| {
            let rest = self.path(*id).strip_suffix(tail);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        })
    }

    /// The file with this path in any case of letters; none if several have it.
    pub fn find_in_any_case(&self, path: &str) -> Option<FileId> {
        let last = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let wanted = path.to_lowercase();
        let mut found =
            self.lower_tails().get(&last)?.iter().copied().filter(|id| self.path(*id).to_lowercase() == wanted);
        found.next().filter(|_| found.next().is_none())
    }

    fn lower_tails(&self) -> &HashMap<String, Vec<FileId>> {
        self.lower_tails.get_or_init(|| {
            let mut tails: HashMap<String, Vec<FileId>> = HashMap::with_capacity(self.entries.len());
            for (id, entry) in self.iter() {
                let last = entry.path.rsplit('/').next().unwrap_or(&entry.path);
                tails.entry(last.to_lowercase()).or_default().push(id);
            }
            Arc::new(tails)
        })
    }

    fn tails(&self) -> &HashMap<String, Vec<FileId>> {
        self.tails.get_or_init(|| {
            let mut tails: HashMap<String, Vec<FileId>> = HashMap::with_capacity(self.entries.len());
            for (id, entry) in self.iter() {
                let last = entry.path.rsplit('/').next().unwrap_or(&entry.path);
                tails.entry(last.to_owned()).or_default().push(id);
            }
            Arc::new(tails)
        })
    }

    /// The path of a file.
    pub fn path(&self, file: FileId) -> &str {
        &self.entry(file).path
    }

    /// All that is known of a file.
    pub fn entry(&self, file: FileId) -> &Entry {
        &self.entries[file.0 as usize]
    }

    /// Takes the bytes of a file in, with every credential masked by as many letters.
    pub fn set_text(&mut self, file: FileId, bytes: Vec<u8>) {
        self.entries[file.0 as usize].content = decode(bytes);
    }

    /// Takes in what [`Files::decode`] made, perhaps on another thread.
    pub fn set_decoded(&mut self, file: FileId, decoded: Decoded) {
        self.entries[file.0 as usize].content = decoded.0;
    }

    /// Notes that a file could not be read.
    pub fn set_unreadable(&mut self, file: FileId, why: Unreadable) {
        self.entries[file.0 as usize].content = Content::Unreadable(why);
    }

    /// The masking half of [`Files::set_text`], which needs no access to the other files.
    pub fn decode(bytes: Vec<u8>) -> Decoded {
        Decoded(decode(bytes))
    }

    /// The text of a file, if it was read.
    pub fn text(&self, file: FileId) -> Option<&str> {
        match &self.entry(file).content {
            Content::Text(text) => Some(&text.masked),
            _ => None,
        }
    }

    /// The text of a file as a parser takes it.
    pub fn whole(&self, file: FileId) -> Option<Excerpt<'_>> {
        self.text(file).map(|text| Excerpt::whole(file, text))
    }

    /// The words at a span; empty if it lies outside of the text.
    pub fn words(&self, span: Span) -> &str {
        self.text(span.file).and_then(|text| text.get(span.range())).unwrap_or_default()
    }

    /// The bytes as they are on disk, unmasked: only for writing them back.
    pub fn raw(&self, file: FileId) -> Option<&[u8]> {
        match &self.entry(file).content {
            Content::Text(text) => Some(text.raw.as_deref().unwrap_or(text.masked.as_bytes())),
            _ => None,
        }
    }

    /// Why a file has no text, if someone asked for it.
    pub fn unreadable(&self, file: FileId) -> Option<&Unreadable> {
        match &self.entry(file).content {
            Content::Unreadable(why) => Some(why),
            _ => None,
        }
    }

    /// The first byte that is not UTF-8.
    pub fn invalid_at(&self, file: FileId) -> Option<usize> {
        match &self.entry(file).content {
            Content::Text(text) => text.invalid,
            _ => None,
        }
    }

    /// Everything that was masked, in all files.
    pub fn leaks(&self) -> Vec<Leak> {
        let of = |(file, entry): (FileId, &Entry)| match &entry.content {
            Content::Text(text) => {
                let leak = |mask: &Mask| Leak { span: Span::new(file, mask.start, mask.end), what: mask.what };
                text.leaks.iter().map(leak).collect()
            }
            _ => Vec::new(),
        };
        self.iter().flat_map(of).collect()
    }

    /// A part of a credential that no other has, in the clear: only to look for it elsewhere. The first line of a private
    /// key is the same in many, so it is the second.
    pub fn core(&self, leak: &Leak) -> Option<&[u8]> {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-.".contains(byte);
        let words = self.raw(leak.span.file)?.get(leak.span.range())?;
        let runs = || words.split(|byte| !is_letter(byte)).filter(|run| run.len() >= 16);
        if let Some(second) = runs().filter(|run| run.len() >= 40).nth(1) {
            return Some(second);
        }
        let longest = runs().max_by_key(|run| run.len())?;
        // A key in one line may be broken elsewhere, after 64 letters.
        Some(longest.get(64..128).unwrap_or(longest))
    }

    /// What tells a credential from all others without telling it.
    pub fn digest(&self, leak: &Leak) -> Option<[u8; 32]> {
        Some(Sha256::digest(self.core(leak)?).into())
    }

    /// Whether a span holds masked words, which must not be written back.
    pub fn is_masked(&self, span: Span) -> bool {
        match &self.entry(span.file).content {
            Content::Text(text) => {
                text.leaks.iter().any(|m| m.start < span.end as usize && (span.start as usize) < m.end)
            }
            _ => false,
        }
    }

    /// The lines of a file that was read.
    pub fn lines(&self, file: FileId) -> Option<&Lines> {
        match &self.entry(file).content {
            Content::Text(text) => Some(text.lines.get_or_init(|| Lines::of(&text.masked))),
            _ => None,
        }
    }

    /// Where a span begins, as people count.
    pub fn position(&self, span: Span) -> Position {
        self.position_of(span.file, span.start as usize)
    }

    /// Where a byte stands, as people count.
    pub fn position_of(&self, file: FileId, byte: usize) -> Position {
        match (self.lines(file), self.text(file)) {
            (Some(lines), Some(text)) => lines.position(byte, text),
            _ => Position { line: 1, column: 1 },
        }
    }
}

/// A file's text, masked and ready to be taken in.
#[derive(Debug)]
pub struct Decoded(Content);

impl Decoded {
    /// The masked text.
    pub fn text(&self) -> Option<&str> {
        match &self.0 {
            Content::Text(text) => Some(&text.masked),
            _ => None,
        }
    }

    /// The bytes of the file, of which only the credentials are masked.
    pub fn masked_bytes(&self) -> Option<Vec<u8>> {
        let Content::Text(text) = &self.0 else { return None };
        let masked = text.masked.as_bytes();
        let mut bytes = text.raw.clone().unwrap_or_else(|| masked.to_vec());
        for leak in &text.leaks {
            bytes[leak.start..leak.end].copy_from_slice(&masked[leak.start..leak.end]);
        }
        Some(bytes)
    }
}

fn decode(bytes: Vec<u8>) -> Content {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Content::Unreadable(Unreadable::Binary("UTF-16 text; write it as UTF-8"));
    }
    if bytes.starts_with(b"\0GITCRYPT\0") {
        return Content::Unreadable(Unreadable::Encrypted);
    }
    if memchr::memchr(0, &bytes).is_some() {
        return Content::Unreadable(Unreadable::Binary("NUL bytes; it is not text"));
    }
    let (mut text, raw, invalid) = match String::from_utf8(bytes) {
        Ok(text) => (text, None, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            (same_length(&bytes), Some(bytes), Some(at))
        }
    };
    let leaks = mask::find(&text);
    let mut raw = raw;
    if !leaks.is_empty() {
        raw.get_or_insert_with(|| text.clone().into_bytes());
        text = mask::cover(&text, &leaks);
    }
    Content::Text(Arc::new(Text { masked: text, raw, leaks, invalid, lines: OnceLock::new() }))
}

/// The bytes as text in which each byte that is not UTF-8 is a question mark, so that offsets stay true.
fn same_length(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Files {
        Files::new(paths.iter().map(|path| ((*path).to_owned(), EntryKind::File)).collect())
    }

    #[test]
    fn folders_are_known_by_what_lies_below_them() {
        let files = files(&["a/b/c.sh", "a/bc", "d.md"]);
        assert!(files.is_folder("a/b") && files.is_folder("a") && files.is_folder(""));
        assert!(!files.is_folder("a/bc") && !files.is_folder("d"));
        assert!(files.find("d.md").is_some() && files.find("D.md").is_none());
    }

    #[test]
    fn a_tail_is_made_of_whole_steps() {
        let files = files(&["a/b/c.sh", "xb/c.sh"]);
        let found: Vec<_> = files.with_tail("b/c.sh").map(|id| files.path(id)).collect();
        assert_eq!(found, ["a/b/c.sh"]);
    }

    #[test]
    fn bytes_that_are_not_utf8_keep_the_offsets_of_what_follows() {
        let mut files = files(&["a.md"]);
        let id = files.find("a.md").expect("it was given");
        files.set_text(id, b"a\xffb\xe2\x82z".to_vec());
        assert_eq!(files.text(id), Some("a?b??z"));
        assert_eq!(files.invalid_at(id), Some(1));
        assert_eq!(files.raw(id), Some(&b"a\xffb\xe2\x82z"[..]));
    }

    #[test]
    fn utf16_and_binary_files_have_no_text_and_say_why() {
        let mut files = files(&["a.md", "b.md"]);
        let (a, b) = (files.find("a.md").expect("given"), files.find("b.md").expect("given"));
        files.set_text(a, b"\xff\xfea\0".to_vec());
        files.set_text(b, b"a\0b".to_vec());
        assert!(matches!(files.unreadable(a), Some(Unreadable::Binary(why)) if why.contains("UTF-16")));
        assert!(matches!(files.unreadable(b), Some(Unreadable::Binary(why)) if why.contains("NUL")));
    }
}
