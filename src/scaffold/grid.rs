//! A table that is written by a program, beside columns that people add.

use crate::syntax::markdown::Table;
use crate::text::Files;

/// A table: cells are Markdown already.
#[derive(Clone, Debug)]
pub struct Grid {
    /// The headers; those of the key come first.
    pub header: Vec<&'static str>,
    /// How many of the first columns name the thing that a row is about.
    pub key: usize,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// What stands there when there is no row.
    pub none: &'static str,
}

impl Grid {
    /// An empty table.
    pub fn new(header: &[&'static str], key: usize, none: &'static str) -> Self {
        Self { header: header.to_vec(), key, rows: Vec::new(), none }
    }

    /// The table as Markdown, without columns that say nothing.
    pub fn draw(&self) -> String {
        self.draw_beside(&[], &|_| None)
    }

    /// The table as Markdown, with the columns and cells that people added to the one that stands there.
    pub fn draw_over(&self, files: &Files, old: &Table) -> String {
        let header = header_of(files, old);
        let Some(rows) = self.keyed(files, old, &header) else { return self.draw() };
        self.draw_beside(&header, &|key| rows.iter().find(|(of, _)| of == key).map(|(_, cells)| cells.clone()))
    }

    /// The cells that people added to rows of a table that are no more, each with the name of its row and its header.
    pub fn leaving(&self, files: &Files, old: &Table) -> Vec<String> {
        let header = header_of(files, old);
        let is_kept = |at: &usize| !self.header.iter().any(|name| header[*at].eq_ignore_ascii_case(name));
        let added: Vec<usize> = (0..header.len()).filter(is_kept).collect();
        let mut places: Vec<Vec<String>> = self.rows.iter().map(|row| self.key_of(row)).collect();
        let rows = self.keyed(files, old, &header);
        let unkeyed = || cells_of(files, old).map(|cells| (vec![name_of(&cells[0])], cells)).collect();
        let is_keyed = rows.is_some();
        let mut found = Vec::new();
        for (key, cells) in rows.unwrap_or_else(unkeyed) {
            // Of two rows of one name the first is kept.
            if let Some(at) = places.iter().position(|place| *place == key).filter(|_| is_keyed) {
                places.remove(at);
                continue;
            }
            let told = added.iter().filter(|at| !cells[**at].is_empty());
            found.extend(told.map(|at| format!("{} of `{}`: {}", header[*at], key.join("` `"), cells[*at])));
        }
        found
    }

    fn key_of(&self, row: &[String]) -> Vec<String> {
        row[..self.key].iter().map(|cell| name_of(cell)).collect()
    }

    /// The rows of a table with the names that they are found by; none if it lacks a column of these.
    fn keyed(&self, files: &Files, old: &Table, header: &[String]) -> Option<Vec<(Vec<String>, Vec<String>)>> {
        let column = |name: &&str| header.iter().position(|words| words.eq_ignore_ascii_case(name));
        let columns = self.header[..self.key].iter().map(column).collect::<Option<Vec<usize>>>()?;
        let key = |cells: &Vec<String>| columns.iter().map(|at| name_of(&cells[*at])).collect();
        Some(cells_of(files, old).map(|cells| (key(&cells), cells)).collect())
    }

    fn draw_beside(&self, old: &[String], row_of: &dyn Fn(&[String]) -> Option<Vec<String>>) -> String {
        let says = |at: usize| at < self.key || self.rows.iter().any(|row| !row[at].trim().is_empty());
        let own = |words: &String| self.header.iter().position(|name| words.eq_ignore_ascii_case(name));
        let mut columns: Vec<Column> = Vec::new();
        for (at, words) in old.iter().enumerate() {
            match own(words) {
                Some(own) if says(own) => columns.push(Column::Own(own)),
                Some(_) => {}
                None => columns.push(Column::Kept(at)),
            }
        }
        // A column that is new takes its place behind the one that it follows in a new table.
        for at in (0..self.header.len()).filter(|at| says(*at)) {
            if !columns.contains(&Column::Own(at)) {
                let before = columns.iter().rposition(|column| matches!(column, Column::Own(own) if *own < at));
                columns.insert(before.map_or(0, |before| before + 1), Column::Own(at));
            }
        }
        let has_kept = columns.iter().any(|column| matches!(column, Column::Kept(_)));
        if self.rows.is_empty() && !has_kept {
            return self.none.to_owned();
        }
        let head: Vec<String> = columns
            .iter()
            .map(|column| match column {
                Column::Own(at) => self.header[*at].to_owned(),
                Column::Kept(at) => old[*at].clone(),
            })
            .collect();
        let mut out = format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(head.len()));
        for row in &self.rows {
            let kept = row_of(&self.key_of(row)).unwrap_or_default();
            let cells = columns.iter().map(|column| match column {
                Column::Own(at) => row[*at].as_str(),
                Column::Kept(at) => kept.get(*at).map_or("", String::as_str),
            });
            let cells: Vec<String> =
                cells.map(|cell| if cell.is_empty() { String::new() } else { format!("{cell} ") }).collect();
            out.push_str(&format!("| {}|\n", cells.join("| ")));
        }
        out.trim_end().to_owned()
    }
}

fn header_of(files: &Files, table: &Table) -> Vec<String> {
    table.header.iter().map(|cell| files.words(cell.span).trim().to_owned()).collect()
}

fn cells_of<'a>(files: &'a Files, table: &'a Table) -> impl Iterator<Item = Vec<String>> + 'a {
    table.rows.iter().map(|row| {
        let mut cells: Vec<String> = row.cells.iter().map(|cell| files.words(cell.span).trim().to_owned()).collect();
        cells.resize(table.header.len(), String::new());
        cells
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// One that is written by us.
    Own(usize),
    /// One that people added.
    Kept(usize),
}

/// The name that a cell gives: its first code, or its words.
fn name_of(cell: &str) -> String {
    let Some(start) = cell.find('`') else { return cell.trim().to_owned() };
    let rest = cell[start..].trim_start_matches('`');
    let marks = &cell[start..cell.len() - rest.len()];
    rest.find(marks).map_or(cell, |end| &rest[..end]).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::markdown::{Flavor, parse};
    use crate::text::{EntryKind, Excerpt, FileId};

    fn over(old: &str, rows: &[[&str; 3]]) -> String {
        let mut files = Files::new(vec![("a.md".to_owned(), EntryKind::File)]);
        files.set_text(FileId(0), old.as_bytes().to_vec());
        let page = parse(Excerpt::whole(FileId(0), old), Flavor::Markdown);
        let mut grid = Grid::new(&["secret", "used by", "in"], 1, "None.");
        grid.rows = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        page.tables.first().map_or_else(|| grid.draw(), |table| grid.draw_over(&files, table))
    }

    #[test]
    fn columns_of_people_stay_with_their_rows() {
        let old = "| Owner | secret | used by |\n|---|---|---|\n| ann | `B` | x |\n| bob | `A` | y |\n";
        let new = over(old, &[["`A`", "ci", ""], ["`B`", "cd", ""], ["`C`", "cd", ""]]);
        assert_eq!(
            new,
            "| Owner | secret | used by |\n|---|---|---|\n| bob | `A` | ci |\n| ann | `B` | cd |\n| | `C` | cd |"
        );
    }

    #[test]
    fn a_column_that_says_nothing_goes_and_one_that_does_comes() {
        let old = "| secret | in | note |\n|---|---|---|\n| `A` | prod | x |\n";
        assert_eq!(over(old, &[["`A`", "ci", ""]]), "| secret | used by | note |\n|---|---|---|\n| `A` | ci | x |");
        assert_eq!(over("", &[]), "None.");
    }
}
