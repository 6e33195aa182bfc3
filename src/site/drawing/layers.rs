//! Layers by dagre: boxes that lines connect, each after those it follows.
//!
//! The only file that knows the crate.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dagre::graph::{Graph as Dagre, GraphOptions};
use dagre::layout::types::LabelPos;
use dagre::{EdgeLabel, LayoutOptions, NodeLabel, RankDir};

use super::layout::{Area, Direction, Graph, Node, PAD};
use super::route::Way;

/// Between layers.
const LAYER_GAP: f64 = 46.0;
/// Between layers with signs on the lines.
const GATED_GAP: f64 = 72.0;

/// What dagre says: boxes, and for each line the points by which it passes layers in between.
pub(super) fn layered(
    graph: &Graph,
    members: &[usize],
    edges: &[(usize, usize)],
    direction: Direction,
) -> Option<(Vec<Area>, Vec<Way>)> {
    let gated = members.iter().any(|&node| graph.nodes[node].gated);
    let options = LayoutOptions {
        rankdir: if direction == Direction::Right { RankDir::LR } else { RankDir::TB },
        nodesep: if direction == Direction::Right { 22.0 } else { 14.0 },
        edgesep: 14.0,
        ranksep: if gated { GATED_GAP } else { LAYER_GAP },
        ..LayoutOptions::default()
    };
    // The bounds above keep dagre from taking long. It is young: should it panic, there is no drawing, but a site.
    let mut forward = forward(graph.nodes.len(), edges);
    let rows = rows(graph, members, &forward, direction);
    forward.extend(rows);
    let placed = catch_unwind(AssertUnwindSafe(|| {
        let mut dagre = to_dagre(graph, members, &forward);
        dagre::layout(&mut dagre, Some(options));
        dagre
    }))
    .ok()?;
    let mut nodes = vec![Area::default(); graph.nodes.len()];
    for &index in members {
        let label = placed.node(&index.to_string())?;
        let (x, y) = (label.x?, label.y?);
        if !x.is_finite() || !y.is_finite() {
            return None;
        }
        let Node { width, height, .. } = graph.nodes[index];
        nodes[index] = Area { x: (x - width / 2.0).round(), y: (y - height / 2.0).round(), width, height };
    }
    let ways = edges.iter().map(|&(from, to)| {
        let label = placed.edge(&from.to_string(), &to.to_string(), None);
        let points = label.map(|label| label.points.as_slice()).unwrap_or_default();
        Way { edge: (from, to), by: points.iter().map(|point| (point.x, point.y.round())).collect() }
    });
    Some((nodes, ways.collect()))
}

/// Lines that nobody sees, between boxes of a zone that have no others: without them they would stand in one tower.
fn rows(graph: &Graph, members: &[usize], edges: &[(usize, usize)], direction: Direction) -> Vec<(usize, usize)> {
    let is_loose = |node: &usize| !edges.iter().any(|(from, to)| from == node || to == node);
    let mut rows = Vec::new();
    for group in 0..graph.groups {
        let inside = members.iter().copied().filter(|&node| graph.nodes[node].group == Some(group));
        let loose: Vec<usize> = inside.filter(is_loose).collect();
        let length = if direction == Direction::Right { 3 } else { loose.len().div_ceil(3).max(1) };
        for row in loose.chunks(length) {
            rows.extend(row.windows(2).map(|pair| (pair[0], pair[1])));
        }
    }
    rows
}

/// The lines without those that would close a circle, which a broken file may have.
fn forward(count: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut forward: Vec<(usize, usize)> = Vec::new();
    for &(from, to) in edges {
        let mut reached = vec![false; count];
        let mut open = vec![to];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut reached[node], true) {
                open.extend(forward.iter().filter(|edge| edge.0 == node).map(|edge| edge.1));
            }
        }
        if !reached[from] {
            forward.push((from, to));
        }
    }
    forward
}

fn to_dagre(graph: &Graph, members: &[usize], edges: &[(usize, usize)]) -> Dagre<NodeLabel, EdgeLabel> {
    let mut dagre = Dagre::with_options(GraphOptions { directed: true, multigraph: false, compound: true });
    for &index in members {
        let node = graph.nodes[index];
        let around = 2.0 * (node.inset + if node.group.is_some() { PAD } else { 0.0 });
        let (width, height) = (node.width + around, node.height + around);
        dagre.set_node(index.to_string(), Some(NodeLabel { width, height, ..NodeLabel::default() }));
    }
    for group in 0..graph.groups {
        let inside: Vec<_> = members.iter().filter(|&&node| graph.nodes[node].group == Some(group)).collect();
        // A zone around one box needs no help to be in one piece.
        if inside.len() > 1 {
            let name = format!("zone {group}");
            dagre.set_node(name.clone(), Some(NodeLabel::default()));
            for node in inside {
                dagre.set_parent(&node.to_string(), Some(&name));
            }
        }
    }
    for (from, to) in edges {
        let label = EdgeLabel { labelpos: LabelPos::Center, ..EdgeLabel::default() };
        dagre.set_edge(from.to_string(), to.to_string(), Some(label), None);
    }
    dagre
}

/// How wide the longest chain of boxes is at least, which tells faster than a layout that it does not fit.
pub(super) fn chain(graph: &Graph, members: &[usize]) -> f64 {
    let mut ends = vec![0.0_f64; graph.nodes.len()];
    // In a circle every round would add to it, so there are only as many rounds as a chain without one can have.
    for _ in members {
        let before = ends.clone();
        for &(from, to) in graph.edges.iter().filter(|(from, _)| members.contains(from)) {
            ends[to] = ends[to].max(ends[from] + graph.nodes[from].width + LAYER_GAP);
        }
        if before == ends {
            return members.iter().map(|&node| ends[node] + graph.nodes[node].width).fold(0.0, f64::max);
        }
    }
    // There is a circle, of which nothing can be told.
    0.0
}
