//! Lines and columns, for people and for report formats.

/// A place as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Where the lines of one text begin.
#[derive(Debug)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Finds the line starts of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Self { starts }
    }

    /// The number of lines; a final newline begins a last, empty one.
    #[must_use]
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The index, from 0, of the line that holds `byte`.
    #[must_use]
    pub fn index(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) - 1
    }

    /// The first byte of the line with this index, or the end of `text`.
    #[must_use]
    pub fn start(&self, index: usize, text: &str) -> usize {
        self.starts.get(index).copied().unwrap_or(text.len())
    }

    /// The place of `byte` in `text`, from which these lines were made.
    #[must_use]
    pub fn position(&self, byte: usize, text: &str) -> Position {
        let byte = byte.min(text.len());
        let index = self.index(byte);
        let start = self.starts[index];
        let bom = usize::from(index == 0 && text.starts_with('\u{feff}'));
        let before = text.get(start..byte).map_or(byte - start, |words| words.chars().count());
        Position { line: index + 1, column: before.saturating_sub(bom) + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_has_no_width() {
        let text = "\u{feff}ab\r\nö→x\n";
        let lines = Lines::of(text);
        assert_eq!(lines.position(3, text), Position { line: 1, column: 1 });
        assert_eq!(lines.position(text.find('x').expect("there is an x"), text), Position { line: 2, column: 3 });
        assert_eq!(lines.position(text.len(), text), Position { line: 3, column: 1 });
    }
}
