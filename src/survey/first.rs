//! Since when a page asks for what it asks for, which nobody can have done before.

use crate::kinds::Page;
use crate::model::calendar;
use crate::workspace::Workspace;

/// The day on which a page was first written: as it says itself by `created` or `reviewed`, else as git tells. One that is
/// not committed yet is of today.
pub fn first_day(ws: &Workspace, page: &Page) -> String {
    let says = |key: &str| page.front_word(key).filter(|day| calendar::day(day).is_some());
    let said = says("created").or_else(|| says("reviewed"));
    let told = said.or_else(|| ws.answers.born.get(&page.path).map(String::as_str));
    told.unwrap_or(&ws.today).to_owned()
}
