//! Lines between boxes: straight where they pass a layer, curved between layers.

use super::layout::{Area, Direction, Graph, PAD};

/// How long the head of an arrow is.
const TIP: f64 = 7.0;
/// How much of a line is straight before a zone that has a sign at its entry.
const APPROACH: f64 = 28.0;

/// A line before it is drawn: the points near which it passes.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub edge: (usize, usize),
    pub by: Vec<(f64, f64)>,
}

/// A line with an arrow at its end.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub edge: (usize, usize),
    /// Where it starts, then each curve to the next point: along which axis it leaves and arrives.
    pub points: Vec<(f64, f64)>,
    pub direction: Direction,
    /// Where the arrow points to, and whether it points against the direction.
    pub tip: (f64, f64),
    pub backward: bool,
    /// Where it runs down beside the boxes.
    pub rail: Option<f64>,
}

impl Line {
    pub fn shift(&mut self, x: f64, y: f64) {
        for point in self.points.iter_mut().chain([&mut self.tip]) {
            *point = (point.0 + x, point.1 + y);
        }
        self.rail = self.rail.map(|rail| rail + x);
    }

    /// The `d` of the line.
    pub fn path(&self) -> String {
        if let (Some(rail), [from, to]) = (self.rail, self.points.as_slice()) {
            return along(rail, *from, *to);
        }
        let mut path = String::new();
        let mut last = None;
        for &point in &self.points {
            path += &match last {
                None => format!("M{} {}", number(point.0), number(point.1)),
                Some(from) => self.step(from, point),
            };
            last = Some(point);
        }
        path
    }

    /// The `d` of the head of the arrow.
    pub fn arrow(&self) -> String {
        let (x, y) = (number(self.tip.0), number(self.tip.1));
        match (self.direction, self.backward) {
            (Direction::Right, false) => format!("M{x} {y}l-7-4v8z"),
            (Direction::Right, true) => format!("M{x} {y}l7-4v8z"),
            (Direction::Down, false) => format!("M{x} {y}l-4-7h8z"),
            (Direction::Down, true) => format!("M{x} {y}l-4 7h8z"),
        }
    }

    fn step(&self, from: (f64, f64), to: (f64, f64)) -> String {
        let (x, y) = (number(to.0), number(to.1));
        let is_right = self.direction == Direction::Right;
        if is_right && (from.1 - to.1).abs() < 0.6 {
            return format!("H{x}");
        }
        if !is_right && (from.0 - to.0).abs() < 0.6 {
            return format!("V{y}");
        }
        let (fx, fy) = (number(from.0), number(from.1));
        if is_right {
            let half = number(f64::midpoint(from.0, to.0));
            format!("C{half} {fy} {half} {y} {x} {y}")
        } else {
            let half = number(f64::midpoint(from.1, to.1));
            format!("C{fx} {half} {x} {half} {x} {y}")
        }
    }
}

/// Out to a rail, along it, and back, with round corners.
fn along(rail: f64, from: (f64, f64), to: (f64, f64)) -> String {
    let turn = if to.1 > from.1 { 6.0 } else { -6.0 };
    let [x, high, low] = [rail, from.1, to.1].map(number);
    let (leave, arrive) = (number(rail + 6.0), number(to.1 - turn));
    let (start, end) = (number(from.0), number(to.0));
    format!("M{start} {high}H{leave}Q{x} {high} {x} {}V{arrive}Q{x} {low} {leave} {low}H{end}", number(from.1 + turn))
}

/// A length as short as it can be written, with one digit after the point.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // There is a negative zero, and nobody wants to read it.
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// Draws one way between the boxes of its part.
pub(super) fn line(graph: &Graph, members: &[usize], nodes: &[Area], way: &Way, direction: Direction) -> Line {
    let (from, to) = way.edge;
    // Along the direction first, across it second.
    let turned = |(x, y): (f64, f64)| if direction == Direction::Right { (x, y) } else { (y, x) };
    let span = |index: usize| {
        let (area, node) = (&nodes[index], &graph.nodes[index]);
        let (low, high) = (turned((area.x, area.y)).0, turned((area.right(), area.bottom())).0);
        (low, high, turned(area.middle()).1, node)
    };
    let (from_low, from_high, from_across, first) = span(from);
    let (to_low, to_high, to_across, last) = span(to);
    let backward = to_low < from_high;
    let (start, end) = if backward { (from_low, to_high + last.inset) } else { (from_high + first.inset, to_low) };
    let ahead = if backward { -1.0 } else { 1.0 };

    let mut points = vec![(start, from_across)];
    if !backward {
        let layers = layers(graph, members, nodes, &turned);
        // Within a layer lines are straight, so that none passes behind a box that is wider than its own.
        let edges = |low: f64| layers.iter().find(|layer| layer.0 <= low && low <= layer.1).copied();
        let leaves = edges(from_low).map(|layer| layer.1).filter(|high| *high > start && *high < end);
        let arrives = edges(to_low).map(|layer| layer.0).filter(|low| *low < end - TIP && *low > start);
        points.extend(leaves.map(|high| (high, from_across)));
        for &(low, high) in &layers {
            let is_between = low >= from_high && high <= to_low;
            let middle = f64::midpoint(low, high);
            let near = way
                .by
                .iter()
                .map(|&point| turned(point))
                .min_by(|a, b| (a.0 - middle).abs().total_cmp(&(b.0 - middle).abs()));
            if let Some((_, across)) = near.filter(|near| is_between && near.0 > from_high && near.0 < to_low) {
                points.extend([(low, across), (high, across)]);
            }
        }
        let approach = last.gated.then_some(end - PAD - APPROACH);
        points.extend(arrives.into_iter().chain(approach).reduce(f64::min).map(|at| (at, to_across)));
    }
    points.push((end - ahead * (TIP - 1.0), to_across));
    let points = points.into_iter().map(turned).collect();
    Line { edge: way.edge, points, direction, tip: turned((end, to_across)), backward, rail: None }
}

/// Where each layer begins and ends, from first to last.
fn layers(
    graph: &Graph,
    members: &[usize],
    nodes: &[Area],
    turned: &dyn Fn((f64, f64)) -> (f64, f64),
) -> Vec<(f64, f64)> {
    let mut layers: Vec<(f64, f64)> = Vec::new();
    let spans = members.iter().map(|&node| {
        let around = graph.nodes[node].inset + if graph.nodes[node].group.is_some() { PAD } else { 0.0 };
        let (low, high) =
            (turned((nodes[node].x, nodes[node].y)).0, turned((nodes[node].right(), nodes[node].bottom())).0);
        (low - around, high + around)
    });
    let mut spans: Vec<_> = spans.collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (low, high) in spans {
        match layers.last_mut() {
            Some(last) if low < last.1 => last.1 = last.1.max(high),
            _ => layers.push((low, high)),
        }
    }
    layers
}
