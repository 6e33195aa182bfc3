//! A drawing of boxes, zones and lines, as two pictures: one for wide screens and one for phones.
//!
//! Knows neither workflows nor components. Colours are classes, so that a theme has them; there is no `style`, which
//! the site's policy refuses; and no role that would hide the links inside.

use super::figure::{self, WIDE};
use super::layout::{self, Area, Direction, Graph, Layout};
use super::route::{Line, number};
use super::sizes::{LINE, MARGINS, SMALL_LETTER, STACK, graph, height, letters, names, shows_names};
use super::{escape, label, rail};

/// What fits on a phone.
const NARROW: f64 = 278.0;
/// What a box has at least beside lines that run like rails.
const RAIL: f64 = 176.0;
/// What is moved to be seen, where there is much to show.
const WIDEST: f64 = 1400.0;
/// So many boxes in one column leave its lines to guesses.
const MANY_ROWS: usize = 12;
/// More boxes in one column are a list, and there is one below the drawing.
const MOST_ROWS: usize = 32;

/// What is drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    /// What it shows, in a few words.
    pub title: String,
    /// All that it shows, in sentences.
    pub description: String,
    pub boxes: Vec<Item>,
    /// From what goes first to what follows.
    pub edges: Vec<(usize, usize)>,
    pub zones: Vec<Zone>,
    /// What the signs in it mean.
    pub legend: Vec<String>,
}

/// A box.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub name: String,
    /// The small line.
    pub note: String,
    /// All of it in words, for those who point at it or cannot see it.
    pub words: String,
    /// Where it leads to.
    pub link: Option<String>,
    pub stacked: bool,
    pub dashed: bool,
    pub zone: Option<usize>,
}

/// A shaded area.
#[derive(Clone, Debug, Default)]
pub(super) struct Zone {
    pub label: String,
    /// All of it, for those who point at a label that had to be cut.
    pub words: String,
    /// Where it leads to.
    pub link: Option<String>,
    /// What the lock at its entry means; none without a lock.
    pub lock: Option<String>,
}

impl Zone {
    /// What its label must leave free: the margins, and the corner in which the lock may stand.
    pub(super) fn around(&self) -> f64 {
        if self.lock.is_some() { 44.0 } else { 22.0 }
    }
}

/// The figure; nothing when there is too much, or nothing, to draw.
pub(super) fn figure(picture: &Picture, prefix: &str) -> Option<String> {
    if picture.boxes.is_empty() || picture.boxes.len() > layout::MOST_NODES {
        return None;
    }
    let edges = direct(&picture.edges);
    let mut legend = picture.legend.clone();
    if edges.len() < picture.edges.len() {
        legend.push("not drawn: lines that follow from others".to_owned());
    }
    let picture = &Picture { edges, ..picture.clone() };
    let wide = wide(picture);
    let fitting = || {
        let graph = graph(picture, 108.0, NARROW / 2.0 - 7.0, false);
        shows_names(picture, &graph).then(|| layout::place(&graph, &[Direction::Down], NARROW)).flatten()
    };
    let column = || rail::place(&graph(picture, RAIL, RAIL, false), NARROW);
    let all = |layout: &Layout| svg(picture, layout, &format!("{prefix}-all"), "all");
    let (classes, svgs, opens) = match &wide {
        Some(wide) if wide.width <= NARROW => ("", all(wide), false),
        Some(wide) => {
            // A tower of many boxes says less on a phone than a part of the whole, which moves under the finger.
            let is_large = wide.width > WIDE || picture.boxes.len() > MANY_ROWS;
            let narrow = fitting().or_else(|| (!is_large).then(column));
            match narrow {
                None => (figure::reach(wide.width), figure::moving(&picture.title, "roll", &all(wide)), true),
                Some(narrow) => {
                    let opens = wide.width > WIDE;
                    let large = svg(picture, wide, &format!("{prefix}-wide"), if opens { "all" } else { "wide" });
                    let large = if opens { figure::moving(&picture.title, "roll wide", &large) } else { large };
                    let small = svg(picture, &narrow, &format!("{prefix}-narrow"), "tall");
                    (figure::reach(wide.width), large + &small, opens)
                }
            }
        }
        None if picture.boxes.len() > MOST_ROWS => return None,
        None => ("", all(&fitting().unwrap_or_else(column)), false),
    };
    Some(figure::figure(prefix, classes, &svgs, &legend, opens))
}

/// The lines without those that others say together: where one leads to the next and that to a third, the one from the
/// first to the third. There are fewer boxes than bits.
fn direct(edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut next = [0_u64; u64::BITS as usize];
    for &(from, to) in edges {
        next[from] |= 1 << to;
    }
    let mut kept = Vec::new();
    for &(from, to) in edges {
        next[from] &= !(1 << to);
        let (mut reached, mut open) = (0_u64, next[from]);
        while open != 0 {
            let at = open.trailing_zeros() as usize;
            reached |= 1 << at;
            open = (open | next[at]) & !reached;
        }
        if reached & (1 << to) == 0 {
            next[from] |= 1 << to;
            kept.push((from, to));
        }
    }
    kept
}

/// From left to right if it fits, at the cost of small lines that are cut; else from top to bottom. Of much, narrow boxes
/// if those have room for the names, or else a picture that is wider than the page.
fn wide(picture: &Picture) -> Option<Layout> {
    let right = |graph: &Graph| layout::place(graph, &[Direction::Right], WIDE);
    let in_all = |graph: &Graph, limit| layout::place(graph, &[Direction::Right, Direction::Down], limit);
    let (full, cut) = (graph(picture, 108.0, 240.0, false), graph(picture, 120.0, 240.0, true));
    let fitting = right(&full).or_else(|| right(&cut)).or_else(|| in_all(&full, WIDE));
    // One long column with lines beside it says more of a few boxes than a part of a wide picture, and less of many.
    if fitting.is_some() || picture.boxes.len() <= MANY_ROWS {
        return fitting;
    }
    let small = graph(picture, 108.0, 150.0, true);
    let is_whole = shows_names(picture, &small);
    let narrow = is_whole.then(|| in_all(&small, WIDE)).flatten();
    narrow.or_else(|| in_all(&cut, WIDEST)).or_else(|| in_all(&small, WIDEST))
}

/// Whether a line passes a lock.
pub(super) fn enters(picture: &Picture, (from, to): (usize, usize)) -> bool {
    let (outside, inside) = (picture.boxes[from].zone, picture.boxes[to].zone);
    outside != inside && inside.is_some_and(|zone| picture.zones[zone].lock.is_some())
}

fn svg(picture: &Picture, layout: &Layout, id: &str, class: &str) -> String {
    let (width, height) = (number(layout.width + 2.0), number(layout.height + 2.0));
    let (title, description) = (escape(&picture.title), escape(&picture.description));
    let id = escape(id);
    let mut svg = format!(
        "<svg class=\"{class}\" width=\"{width}\" height=\"{height}\" viewBox=\"-1 -1 {width} {height}\" \
         aria-labelledby=\"{id}-t\" aria-describedby=\"{id}-d\"><title id=\"{id}-t\">{title}</title>\
         <desc id=\"{id}-d\">{description}</desc>"
    );
    for area in layout.zones.iter().filter(|area| area.width > 0.0) {
        svg += &rectangle("z", area, 12);
    }
    for line in &layout.lines {
        let class = if picture.boxes[line.edge.1].dashed { "e dash" } else { "e" };
        svg += &format!("<path class=\"{class}\" d=\"{}\"/><path class=\"a\" d=\"{}\"/>", line.path(), line.arrow());
    }
    // After the lines, since labels have a halo that keeps them apart from these.
    for (zone, area) in picture.zones.iter().zip(&layout.zones).filter(|(_, area)| area.width > 0.0) {
        let (x, y) = (number(area.x + 12.0), number(area.y + 21.0));
        let label = escape(&label::ends(&zone.label, letters(area.width - zone.around(), SMALL_LETTER)));
        let title = escape(&zone.words);
        let inner = format!("<title>{title}</title><text class=\"n zn\" x=\"{x}\" y=\"{y}\">{label}</text>");
        svg += &linked(zone.link.as_deref(), &inner);
    }
    for (item, area) in picture.boxes.iter().zip(&layout.nodes) {
        svg += &one(item, area);
    }
    svg += &locks(picture, layout);
    svg + "</svg>"
}

fn one(item: &Item, area: &Area) -> String {
    let class = if item.dashed { "b dash" } else { "b" };
    let mut inner = format!("<title>{}</title>", escape(&item.words));
    if item.stacked {
        for by in [STACK, STACK / 2.0] {
            inner += &rectangle("b st", &Area { x: area.x + by, y: area.y + by, ..*area }, 8);
        }
    }
    inner += &rectangle(class, area, 8);
    let x = number(area.x + 12.0);
    let names = names(item, area.width);
    let top = area.y + (area.height - height(&names)) / 2.0 + if item.note.is_empty() { 31.0 } else { 22.0 };
    let line = |class: &str, row: f64, words: &str| {
        format!("<text{class} x=\"{x}\" y=\"{}\">{}</text>", number(top + row), escape(words))
    };
    for (row, words) in names.iter().enumerate() {
        inner += &line("", LINE * row as f64, words);
    }
    if !item.note.is_empty() {
        let note = label::ends(&item.note, letters(area.width - MARGINS, SMALL_LETTER));
        inner += &line(" class=\"n\"", LINE * names.len() as f64 + 1.0, &note);
    }
    linked(item.link.as_deref(), &inner)
}

fn linked(link: Option<&str>, inner: &str) -> String {
    match link {
        Some(link) => format!("<a href=\"{}\">{inner}</a>", escape(link)),
        None => format!("<g>{inner}</g>"),
    }
}

fn rectangle(class: &str, area: &Area, radius: u8) -> String {
    let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(number);
    format!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"/>")
}

/// A lock before every box by which a line enters a zone that has one, or in the zone's corner.
fn locks(picture: &Picture, layout: &Layout) -> String {
    let mut svg = String::new();
    for (index, zone) in picture.zones.iter().enumerate() {
        let (Some(words), area) = (&zone.lock, layout.zones[index]) else { continue };
        if area.width == 0.0 {
            continue;
        }
        let entries = layout.lines.iter().filter(|line| {
            layout.has_entries && enters(picture, line.edge) && picture.boxes[line.edge.1].zone == Some(index)
        });
        let mut places: Vec<(f64, f64)> = entries.filter_map(|line| before(&area, line)).collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        places.dedup();
        if places.is_empty() {
            places.push((area.right() - 17.0, area.y + 16.0));
        }
        for (x, y) in places {
            let (cx, cy) = (number(x), number(y));
            let (left, top) = (number(x - 8.0), number(y - 8.0));
            svg += &format!(
                "<g><title>{}</title><circle class=\"gate\" cx=\"{cx}\" cy=\"{cy}\" r=\"11.5\"/>\
                 <g class=\"gi\" transform=\"translate({left} {top})\"><rect x=\"4\" y=\"7.2\" width=\"8\" \
                 height=\"5.6\" rx=\"1.2\"/><path d=\"M5.7 7.2V5.6a2.3 2.3 0 0 1 4.6 0v1.6\"/></g></g>",
                escape(words)
            );
        }
    }
    svg
}

/// The place of a lock on a line, outside the zone that it enters; none where lines only follow rows.
fn before(zone: &Area, line: &Line) -> Option<(f64, f64)> {
    if line.backward {
        return None;
    }
    let (x, y) = line.tip;
    let start = line.points.first()?;
    let (at, from) = match line.direction {
        Direction::Right => ((zone.x - 17.0, y), zone.x - start.0),
        Direction::Down => ((x, zone.y - 16.0), zone.y - start.1),
    };
    (from > 30.0).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::direct;

    #[test]
    fn a_line_that_others_say_together_is_not_drawn() {
        assert_eq!(direct(&[(0, 1), (0, 2), (1, 2), (0, 3)]), [(0, 1), (1, 2), (0, 3)]);
        assert_eq!(direct(&[(0, 1), (1, 0)]), [(0, 1), (1, 0)]);
    }
}
