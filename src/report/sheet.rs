//! The lines that the drawing of one finding shows, each cut to a width around what is underlined in it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use codespan_reporting::files::{Error, Files as Sources};
use unicode_width::UnicodeWidthChar;

use super::source::Drawable;
use super::visible::visible;
use crate::text::{FileId, Span};

/// Stands for what is cut off.
const CUT: &str = "…";
/// The columns of a tab.
pub(super) const TAB: usize = 4;
/// How many lines behind the first and before the last of a long label may be drawn.
const NEAR: usize = 4;

/// The files as one finding needs them.
pub(super) struct Sheets<'a> {
    files: &'a Drawable<'a>,
    sheets: BTreeMap<FileId, Sheet>,
}

/// What is drawn of one file.
#[derive(Default)]
struct Sheet {
    text: String,
    /// From the top down.
    lines: Vec<Line>,
}

struct Line {
    /// In the file, from 0.
    index: usize,
    /// In the sheet, with what stands for cut ends and the end of the line.
    range: Range<usize>,
    /// What is shown of the file's text.
    shown: Range<usize>,
    /// The bytes before it that stand for what is cut off.
    lead: usize,
}

impl Line {
    /// The byte of the sheet for one of the file; where that is cut off, what stands for it.
    fn here(&self, byte: usize) -> usize {
        match byte {
            _ if byte < self.shown.start => self.range.start,
            _ if byte <= self.shown.end => self.range.start + self.lead + (byte - self.shown.start),
            _ => self.range.end - 1,
        }
    }

    fn there(&self, byte: usize) -> usize {
        (self.shown.start + byte.saturating_sub(self.range.start + self.lead)).min(self.shown.end)
    }
}

impl Sheet {
    /// The lines of `labels`, which are bytes of the file, and those next to them, in at most `width` columns.
    fn of(files: &Drawable, file: FileId, labels: &[Range<usize>], width: usize) -> Self {
        let text = files.text(file).unwrap_or_default();
        let mut wanted = BTreeSet::new();
        for label in labels {
            let (first, last) = (files.line(file, label.start), files.line(file, label.end));
            wanted.extend(first.saturating_sub(1)..=(first + NEAR).min(last + 1));
            wanted.extend(last.saturating_sub(NEAR).max(first)..=last + 1);
        }
        // Beside the line stand its number, a frame and, for labels of several lines, a frame each.
        let beside = wanted.last().map_or(1, |last| (last + 1).to_string().len()) + 3;
        let long = labels.iter().filter(|label| files.line(file, label.start) < files.line(file, label.end)).count();
        let room = width.saturating_sub(beside + 2 * long);
        let mut sheet = Self::default();
        for index in wanted {
            let Some(whole) = files.line_range(file, index) else { continue };
            let line = text[whole.clone()].trim_end_matches(['\r', '\n']);
            let within = |label: &Range<usize>| {
                let clip = |byte: usize| byte.saturating_sub(whole.start).min(line.len());
                clip(label.start)..clip(label.end)
            };
            let label = labels.iter().filter(|label| label.start < whole.end && whole.start <= label.end).map(within);
            let shown = window(line, label.min_by_key(|label| label.start), room);
            let start = sheet.text.len();
            let lead = if shown.start > 0 { CUT } else { "" };
            let tail = if shown.end < line.len() { CUT } else { "" };
            sheet.text.extend([lead, &line[shown.clone()], tail, "\n"]);
            sheet.lines.push(Line {
                index,
                range: start..sheet.text.len(),
                shown: whole.start + shown.start..whole.start + shown.end,
                lead: lead.len(),
            });
        }
        sheet
    }

    fn line(&self, index: usize) -> Option<&Line> {
        self.lines.iter().find(|line| line.index == index)
    }

    fn line_at(&self, byte: usize) -> Option<&Line> {
        self.lines.iter().rfind(|line| line.range.start <= byte)
    }
}

/// Which bytes of a line are shown in so many columns: its beginning, or what is around the label.
fn window(line: &str, label: Option<Range<usize>>, room: usize) -> Range<usize> {
    if columns(line) <= room {
        return 0..line.len();
    }
    let cut = columns(CUT);
    let label = label.unwrap_or(0..0);
    if columns(&line[..label.end]) + cut <= room {
        return 0..fitting(line, room - cut);
    }
    let inside = room.saturating_sub(2 * cut);
    let around = inside.saturating_sub(columns(&line[label.clone()]));
    let start = fitting_end(&line[..label.start], (around / 2).max(inside / 8));
    let start = start.min(fitting_end(line, room.saturating_sub(cut)));
    if columns(&line[start..]) + cut <= room {
        return start..line.len();
    }
    start..start + fitting(&line[start..], inside)
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(character: char) -> usize {
    if character == '\t' { TAB } else { character.width().unwrap_or(0) }
}

/// The end of what fits from the start of a text.
fn fitting(text: &str, room: usize) -> usize {
    last_fitting(text.char_indices(), room).map_or(0, |(at, character)| at + character.len_utf8())
}

/// The start of what fits before the end of a text.
fn fitting_end(text: &str, room: usize) -> usize {
    last_fitting(text.char_indices().rev(), room).map_or(text.len(), |(at, _)| at)
}

/// The last of these letters up to which all take no more columns than there is room.
fn last_fitting(letters: impl Iterator<Item = (usize, char)>, room: usize) -> Option<(usize, char)> {
    let mut used = 0;
    let fits = |(_, character): &(usize, char)| {
        used += width(*character);
        used <= room
    };
    letters.take_while(fits).last()
}

impl<'a> Sheets<'a> {
    /// What is to be drawn for labels at these places.
    pub fn new(files: &'a Drawable<'a>, labels: impl Iterator<Item = Span>, width: usize) -> Self {
        let mut by_file: BTreeMap<FileId, Vec<Range<usize>>> = BTreeMap::new();
        for label in labels {
            by_file.entry(label.file).or_default().push(files.drawn(label));
        }
        let sheets = by_file.into_iter().map(|(file, labels)| (file, Sheet::of(files, file, &labels, width))).collect();
        Self { files, sheets }
    }

    /// The bytes of a label in the sheet of its file.
    pub fn range(&self, label: Span) -> Range<usize> {
        let drawn = self.files.drawn(label);
        let here =
            |byte| self.sheet(label.file).ok()?.line(self.files.line(label.file, byte)).map(|line| line.here(byte));
        let start = here(drawn.start).unwrap_or_default();
        start..here(drawn.end).unwrap_or(start).max(start)
    }

    fn sheet(&self, file: FileId) -> Result<&Sheet, Error> {
        self.sheets.get(&file).ok_or(Error::FileMissing)
    }
}

impl<'a> Sources<'a> for Sheets<'a> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, file: FileId) -> Result<String, Error> {
        Ok(visible(self.files.path(file)).into_owned())
    }

    fn source(&'a self, file: FileId) -> Result<&'a str, Error> {
        Ok(&self.sheet(file)?.text)
    }

    fn line_index(&'a self, file: FileId, byte: usize) -> Result<usize, Error> {
        Ok(self.sheet(file)?.line_at(byte).map_or(0, |line| line.index))
    }

    fn column_number(&'a self, file: FileId, _: usize, byte: usize) -> Result<usize, Error> {
        let there = self.sheet(file)?.line_at(byte).map_or(0, |line| line.there(byte));
        Ok(self.files.column(file, there))
    }

    fn line_range(&'a self, file: FileId, index: usize) -> Result<Range<usize>, Error> {
        // Lines within a long label are asked for and not drawn.
        Ok(self.sheet(file)?.line(index).map_or(0..0, |line| line.range.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_its_label() {
        let line = "one two three four five six seven eight nine ten";
        for (label, room, expected) in [
            ("four", 80, line),
            ("two", 20, "one two three four "),
            ("ten", 20, "even eight nine ten"),
            ("five", 14, "our five six"),
            ("three four five six", 14, " three four "),
        ] {
            let start = line.find(label).expect("it is in the line");
            let shown = window(line, Some(start..start + label.len()), room);
            assert_eq!(&line[shown], expected, "{label} in {room}");
        }
    }
}
