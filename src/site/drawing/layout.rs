//! Where boxes, zones and lines of a drawing stand, in layers from what goes first to what follows.
//!
//! Knows sizes and who follows whom, nothing of what the boxes mean. Parts that no line connects are laid out one by
//! one and packed like words of a paragraph, so that ten jobs that wait for nobody make a grid and not a tower.

use super::layers::{chain, layered};
use super::route::{Line, Way, line};

/// Above so many boxes a drawing says less than a table, and takes too long to lay out.
pub(super) const MOST_NODES: usize = 60;
/// Each line costs the layout more than a box does.
const MOST_EDGES: usize = 240;
/// What a zone keeps free around its boxes.
pub(super) const PAD: f64 = 11.0;
/// What a zone keeps free above them besides, for its label.
pub(super) const HEAD: f64 = 22.0;
/// Between parts that no line connects.
const GAP: f64 = 20.0;

/// What is to be laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    /// From what goes first to what follows, by index.
    pub edges: Vec<(usize, usize)>,
    pub groups: usize,
}

/// A box, by its size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub width: f64,
    pub height: f64,
    /// What it needs free around it, for the boxes of a stack behind it.
    pub inset: f64,
    pub group: Option<usize>,
    /// Whether a sign stands on the lines that lead to it.
    pub gated: bool,
}

/// Where layers follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Right,
    Down,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    fn grown(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    fn with(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, width: self.right().max(other.right()) - x, height: self.bottom().max(other.bottom()) - y }
    }
}

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    /// As many as there are nodes.
    pub nodes: Vec<Area>,
    /// As many as there are groups; empty areas for those without a node.
    pub zones: Vec<Area>,
    pub lines: Vec<Line>,
    /// Whether there is room for signs on the lines that enter a zone.
    pub has_entries: bool,
}

/// Lays out within a width, each part in the first of the directions in which it fits; nothing if one fits in none.
pub(super) fn place(graph: &Graph, directions: &[Direction], limit: f64) -> Option<Layout> {
    if graph.nodes.is_empty() || graph.nodes.len() > MOST_NODES || graph.edges.len() > MOST_EDGES {
        return None;
    }
    let within = |index: usize| index < graph.nodes.len();
    if graph.edges.iter().any(|&(from, to)| from == to || !within(from) || !within(to)) {
        return None;
    }
    let parts: Option<Vec<Layout>> = parts(graph)
        .iter()
        .map(|members| {
            let fits = |part: &Layout| part.width <= limit;
            let may_fit = |direction| direction == Direction::Down || chain(graph, members) <= limit;
            let mut directions = directions.iter().copied().filter(|&direction| may_fit(direction));
            directions.find_map(|direction| part(graph, members, direction, limit).filter(fits))
        })
        .collect();
    Some(pack(graph, parts?, limit))
}

/// The sets of nodes that lines or zones hold together, in order.
fn parts(graph: &Graph) -> Vec<Vec<usize>> {
    let count = graph.nodes.len();
    let mut label: Vec<usize> = (0..count).collect();
    let grouped = |group| (0..count).filter(move |&node| graph.nodes[node].group == Some(group));
    let zones = (0..graph.groups).flat_map(|group| grouped(group).zip(grouped(group).skip(1)));
    for (one, other) in graph.edges.iter().copied().chain(zones) {
        let (low, high) = (label[one].min(label[other]), label[one].max(label[other]));
        label.iter_mut().filter(|label| **label == high).for_each(|label| *label = low);
    }
    // Boxes that nothing holds to others share a grid.
    let is_alone = |node: usize| label.iter().filter(|&&other| other == label[node]).count() == 1;
    let is_alone = |node: usize| graph.nodes[node].group.is_none() && is_alone(node);
    let alone: Vec<usize> = (0..count).filter(|&node| is_alone(node)).collect();
    for &node in &alone {
        label[node] = alone[0];
    }
    let members = |part| (0..count).filter(|&node| label[node] == part).collect::<Vec<_>>();
    (0..count).map(members).filter(|members| !members.is_empty()).collect()
}

/// One part; a layout in which only its own nodes, zones and lines are set.
fn part(graph: &Graph, members: &[usize], direction: Direction, limit: f64) -> Option<Layout> {
    let edges: Vec<_> = graph.edges.iter().copied().filter(|(from, _)| members.contains(from)).collect();
    let (mut nodes, ways) = match edges.as_slice() {
        [] => (grid(graph, members, direction, limit), Vec::new()),
        edges => layered(graph, members, edges, direction)?,
    };
    let mut ways: Vec<Way> = ways;
    make_heads(graph, members, &mut nodes, &mut ways);
    let zones: Vec<Area> = (0..graph.groups).map(|group| zone(graph, members, &nodes, group)).collect();
    let lines: Vec<Line> = ways.iter().map(|way| line(graph, members, &nodes, way, direction)).collect();
    let outer = members.iter().map(|&node| nodes[node].grown(graph.nodes[node].inset));
    // A line may pass outside of all boxes.
    let points = lines.iter().flat_map(|line| &line.points).map(|&(x, y)| Area { x, y, ..Area::default() }.grown(1.0));
    let shaded = zones.iter().copied().filter(|zone| zone.width > 0.0);
    let all = outer.chain(shaded).chain(points).reduce(|a, b| a.with(&b))?;
    let mut layout = Layout { width: all.width, height: all.height, nodes, zones, lines, has_entries: true };
    shift(&mut layout, members, -all.x, -all.y);
    Some(layout)
}

/// Boxes without lines, in rows.
fn grid(graph: &Graph, members: &[usize], direction: Direction, limit: f64) -> Vec<Area> {
    let of = |size: fn(&Node) -> f64| members.iter().map(|&node| size(&graph.nodes[node])).fold(0.0, f64::max);
    let own = of(|node| node.width);
    let inset = of(|node| node.inset);
    let width = own + 2.0 * inset + 14.0;
    let tall = of(|node| node.height);
    let height = tall + 2.0 * inset + 14.0;
    let around = if members.iter().any(|&node| graph.nodes[node].group.is_some()) { 2.0 * PAD } else { 0.0 };
    let fitting = ((limit - around + 14.0) / width).floor().max(1.0) as usize;
    let square = (members.len() as f64).sqrt().ceil() as usize;
    let columns = if direction == Direction::Right { fitting.min(square.max(4)) } else { fitting };
    let mut nodes = vec![Area::default(); graph.nodes.len()];
    for (place, &index) in members.iter().enumerate() {
        let (column, row) = ((place % columns) as f64, (place / columns) as f64);
        nodes[index] = Area { x: (column * width).round(), y: (row * height).round(), width: own, height: tall };
    }
    nodes
}

/// Makes room for the labels of zones, by moving all that stands at or below the top of one.
fn make_heads(graph: &Graph, members: &[usize], nodes: &mut [Area], ways: &mut [Way]) {
    let zones = (0..graph.groups).map(|group| zone(graph, members, nodes, group));
    let mut tops: Vec<f64> = zones.filter(|zone| zone.width > 0.0).map(|zone| zone.y + HEAD).collect();
    tops.sort_by(f64::total_cmp);
    // Zones side by side share one strip.
    tops.dedup_by(|next, kept| *next < *kept + HEAD);
    let moved = |y: f64| y + HEAD * tops.iter().filter(|&&top| y >= top).count() as f64;
    for &node in members {
        nodes[node].y = moved(nodes[node].y);
    }
    for point in ways.iter_mut().flat_map(|way| &mut way.by) {
        point.1 = moved(point.1);
    }
}

/// The zone of a group around those of its nodes that are in the part; empty without one.
fn zone(graph: &Graph, members: &[usize], nodes: &[Area], group: usize) -> Area {
    let inside = members.iter().filter(|&&node| graph.nodes[node].group == Some(group));
    let around = inside.map(|&node| nodes[node].grown(PAD + graph.nodes[node].inset)).reduce(|a, b| a.with(&b));
    around.map_or(Area::default(), |area| Area { y: area.y - HEAD, height: area.height + HEAD, ..area })
}

/// Puts parts into rows as wide as the limit.
fn pack(graph: &Graph, mut parts: Vec<Layout>, limit: f64) -> Layout {
    // What is joined tells most; what stands alone would push it aside.
    parts.sort_by_key(|part| part.lines.is_empty());
    let mut all = Layout {
        nodes: vec![Area::default(); graph.nodes.len()],
        zones: vec![Area::default(); graph.groups],
        has_entries: true,
        ..Layout::default()
    };
    let (mut x, mut y, mut row) = (0.0, 0.0, 0.0_f64);
    for mut part in parts {
        if x > 0.0 && x + part.width > limit {
            (x, y, row) = (0.0, y + row + GAP, 0.0);
        }
        let members: Vec<usize> = (0..part.nodes.len()).filter(|&node| part.nodes[node].width > 0.0).collect();
        shift(&mut part, &members, x, y);
        for node in members {
            all.nodes[node] = part.nodes[node];
        }
        let zones = part.zones.iter().enumerate().filter(|(_, zone)| zone.width > 0.0);
        zones.for_each(|(group, zone)| all.zones[group] = *zone);
        all.lines.append(&mut part.lines);
        (all.width, all.height) = (all.width.max(x + part.width), all.height.max(y + part.height));
        row = row.max(part.height);
        x += part.width + GAP;
    }
    all
}

fn shift(layout: &mut Layout, members: &[usize], x: f64, y: f64) {
    let moved = |area: &mut Area| (area.x, area.y) = (area.x + x, area.y + y);
    for &node in members {
        moved(&mut layout.nodes[node]);
    }
    layout.zones.iter_mut().filter(|zone| zone.width > 0.0).for_each(moved);
    layout.lines.iter_mut().for_each(|line| line.shift(x, y));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn graph() -> impl Strategy<Value = Graph> {
        let node = (60.0..240.0_f64, prop::bool::ANY, prop::option::of(0..3_usize));
        (prop::collection::vec(node, 1..14), prop::collection::vec((0..14_usize, 0..14_usize), 0..24)).prop_map(
            |(nodes, edges)| {
                let count = nodes.len();
                let node = |(width, stacked, group): (f64, bool, Option<usize>)| Node {
                    width,
                    height: 52.0,
                    inset: if stacked { 8.0 } else { 0.0 },
                    group,
                    gated: stacked && group.is_some(),
                };
                let mut edges: Vec<_> = edges.into_iter().filter(|&(a, b)| a != b && a < count && b < count).collect();
                edges.sort_unstable();
                edges.dedup();
                Graph { nodes: nodes.into_iter().map(node).collect(), edges, groups: 3 }
            },
        )
    }

    fn overlap(one: &Area, other: &Area) -> bool {
        one.x < other.right() && other.x < one.right() && one.y < other.bottom() && other.y < one.bottom()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn boxes_never_overlap_and_stay_inside(graph in graph(), down in prop::bool::ANY) {
            let direction = if down { Direction::Down } else { Direction::Right };
            let wide = place(&graph, &[direction], 1e9).expect("there is room for everything");
            let rails = super::super::rail::place(&graph, 280.0);
            for layout in [&wide, &rails] {
                for (index, one) in layout.nodes.iter().enumerate() {
                    prop_assert!(one.x >= 0.0 && one.y >= 0.0, "{one:?}");
                    prop_assert!(one.right() <= layout.width + 0.01 && one.bottom() <= layout.height + 0.01, "{one:?}");
                    for other in &layout.nodes[index + 1..] {
                        prop_assert!(!overlap(one, other), "{one:?} and {other:?}");
                    }
                }
                prop_assert_eq!(layout.lines.len(), graph.edges.len());
                prop_assert!(layout.lines.iter().all(|line| !line.path().contains("NaN") && !line.path().contains("inf")));
                for (x, y) in layout.lines.iter().flat_map(|line| &line.points) {
                    prop_assert!(*x >= 0.0 && *y >= 0.0 && *x <= layout.width + 0.01 && *y <= layout.height + 0.01);
                }
            }
            let again = place(&graph, &[direction], 1e9).expect("as before");
            prop_assert_eq!(format!("{wide:?}"), format!("{again:?}"));
        }
    }

    #[test]
    fn what_cannot_be_drawn_has_no_layout() {
        let node = Node { width: 100.0, height: 52.0, inset: 0.0, group: None, gated: false };
        let many = Graph { nodes: vec![node; MOST_NODES + 1], ..Graph::default() };
        assert!(place(&many, &[Direction::Right], 1e9).is_none());
        let beside = Graph { nodes: vec![node; 2], edges: vec![(0, 5)], groups: 0 };
        assert!(place(&beside, &[Direction::Right], 1e9).is_none());
        assert!(place(&Graph::default(), &[Direction::Right], 1e9).is_none());
    }
}
