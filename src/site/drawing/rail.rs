//! A drawing for narrow screens that always fits: one box a row, and lines that run beside them like rails.

use super::layout::{Area, Direction, Graph, HEAD, Layout, PAD};
use super::route::Line;

/// Between rails.
const LANE: f64 = 9.0;
/// More rails than this share their lanes.
const MOST_LANES: usize = 7;
/// Between rows with a line from one to the next, and without.
const ROW: f64 = 26.0;
const LOOSE_ROW: f64 = 14.0;

/// Everything in one column of a width, what goes first above what follows.
pub(super) fn place(graph: &Graph, width: f64) -> Layout {
    let rows = order(graph);
    let row_of = |node: usize| rows.iter().position(|&row| row == node).unwrap_or_default();
    let rails = rails(graph, &row_of);
    let lanes = rails.iter().map(|rail| rail.lane + 1).max().unwrap_or_default();
    let has_zones = graph.nodes.iter().any(|node| node.group.is_some());
    let around = if has_zones { PAD } else { 0.0 };
    let gutter = if lanes == 0 { 0.0 } else { 16.0 + LANE * lanes as f64 };

    let mut layout = Layout {
        width,
        nodes: vec![Area::default(); graph.nodes.len()],
        zones: vec![Area::default(); graph.groups],
        ..Layout::default()
    };
    let mut y = 0.0;
    let mut zone: Option<usize> = None;
    for (place, &index) in rows.iter().enumerate() {
        let node = graph.nodes[index];
        if node.group != zone {
            y += if zone.is_some() { PAD } else { 0.0 };
            zone = node.group;
            if let Some(group) = zone {
                let zone = &mut layout.zones[group];
                if zone.width == 0.0 {
                    *zone = Area { x: gutter, y, width: width - gutter, height: 0.0 };
                    y += HEAD;
                }
                y += PAD;
            }
        }
        // A stack stands out to the right and below only.
        let wide = width - gutter - 2.0 * around - node.inset;
        layout.nodes[index] = Area { x: gutter + around, y, width: wide, height: node.height };
        y += node.height + node.inset;
        if let Some(group) = zone {
            let zone = &mut layout.zones[group];
            zone.height = y + PAD - zone.y;
        }
        if let Some(&next) = rows.get(place + 1) {
            y += if graph.edges.contains(&(index, next)) { ROW } else { LOOSE_ROW };
        }
    }
    layout.height = y + if zone.is_some() { PAD } else { 0.0 };
    layout.lines = lines(graph, &layout, &rails, gutter, &row_of);
    layout
}

/// A rail: the way of all lines that leave one box and do not just lead to the next row.
struct Rail {
    from: usize,
    lane: usize,
}

/// Rows in which, as far as possible, what follows stands below, and next to what it follows.
fn order(graph: &Graph) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::new();
    let mut waiting: Vec<usize> = (0..graph.nodes.len()).collect();
    while !waiting.is_empty() {
        let last = rows.last().copied();
        let is_ready = |node: usize| graph.edges.iter().all(|&(from, to)| to != node || rows.contains(&from));
        let follows = |node: usize| last.is_some_and(|last| graph.edges.contains(&(last, node)));
        let shares = |node: usize| {
            let group = graph.nodes[node].group;
            group.is_some() && last.is_some_and(|last| graph.nodes[last].group == group)
        };
        // Of a circle, in which nothing is ready, the first is taken.
        let place = (0..waiting.len())
            .max_by_key(|&place| {
                let node = waiting[place];
                // A zone stays in one piece, even if a line must then lead up.
                (shares(node), is_ready(node), follows(node), waiting.len() - place)
            })
            .unwrap_or_default();
        rows.push(waiting.remove(place));
    }
    rows
}

fn rails(graph: &Graph, row_of: &dyn Fn(usize) -> usize) -> Vec<Rail> {
    let mut rails: Vec<Rail> = Vec::new();
    // For each lane, the row at which its last rail ends.
    let mut ends: Vec<usize> = Vec::new();
    let mut starts: Vec<usize> = (0..graph.nodes.len()).collect();
    starts.sort_by_key(|&node| row_of(node));
    for from in starts {
        let row = row_of(from);
        let targets = graph.edges.iter().filter(|edge| edge.0 == from).map(|edge| row_of(edge.1));
        let far: Vec<usize> = targets.filter(|&target| target != row + 1).collect();
        let Some(&low) = far.iter().min() else { continue };
        let high = far.iter().copied().max().unwrap_or(low).max(row);
        let low = low.min(row);
        let free = ends.iter().position(|&end| end <= low);
        let lane = free.unwrap_or(if ends.len() < MOST_LANES { ends.len() } else { from % MOST_LANES });
        if lane == ends.len() {
            ends.push(high);
        } else {
            ends[lane] = ends[lane].max(high);
        }
        rails.push(Rail { from, lane });
    }
    rails
}

fn lines(graph: &Graph, layout: &Layout, rails: &[Rail], gutter: f64, row_of: &dyn Fn(usize) -> usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for &(from, to) in &graph.edges {
        let (first, last) = (layout.nodes[from], layout.nodes[to]);
        let inset = graph.nodes[from].inset;
        if row_of(to) == row_of(from) + 1 {
            let x = (first.x + first.width * 0.75).round();
            let points = vec![(x, first.bottom() + inset), (x, last.y - 6.0)];
            let tip = (x, last.y);
            lines.push(Line { edge: (from, to), points, direction: Direction::Down, tip, backward: false, rail: None });
        } else if let Some(rail) = rails.iter().find(|rail| rail.from == from) {
            let x = gutter - 10.0 - LANE * (rail.lane + 1) as f64;
            // Out a little below the middle and in a little above, so that both can be told apart.
            let (out, into) = (first.middle().1 + 8.0, last.middle().1 - 6.0);
            let points = vec![(first.x, out), (last.x - 6.0, into)];
            let tip = (last.x, into);
            lines.push(Line {
                edge: (from, to),
                points,
                direction: Direction::Right,
                tip,
                backward: false,
                rail: Some(x.max(1.0)),
            });
        }
    }
    lines
}
