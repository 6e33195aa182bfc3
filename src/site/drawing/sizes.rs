//! How large the boxes of a picture are, by their words.

use super::label;
use super::layout::{self, Graph};
use super::picture::{Item, Picture, enters};

/// The width of a letter of a name, and of the line below it, in any font with letters of one width.
const LETTER: f64 = 7.95;
pub(super) const SMALL_LETTER: f64 = 7.35;
const BOX_HEIGHT: f64 = 52.0;
/// What a second line of a name adds.
pub(super) const LINE: f64 = 17.0;
/// What a box keeps free beside its words.
pub(super) const MARGINS: f64 = 20.0;
/// How far the boxes of a stack stand out.
pub(super) const STACK: f64 = 8.0;

/// Whether no name is cut.
pub(super) fn shows_names(picture: &Picture, graph: &Graph) -> bool {
    let mut all = graph.nodes.iter().zip(&picture.boxes);
    all.all(|(node, item)| !names(item, node.width).iter().any(|line| line.starts_with('…')))
}

/// The lines of a box's name.
pub(super) fn names(item: &Item, width: f64) -> Vec<String> {
    label::lines(&item.name, letters(width - MARGINS, LETTER))
}

/// How many letters fit.
pub(super) fn letters(room: f64, letter: f64) -> usize {
    (room / letter).floor().max(2.0) as usize
}

/// How high a box is with its name in lines.
pub(super) fn height(names: &[String]) -> f64 {
    BOX_HEIGHT + LINE * (names.len() - 1) as f64
}

/// How wide a box must be for a line of text.
fn width_of(words: &str, letter: f64) -> f64 {
    (words.chars().count() as f64 * letter + 26.0).ceil()
}

/// So many boxes of a zone may stand below each other, so that each of them must make room for its label.
const COLUMN: usize = 3;

/// The boxes with their sizes: as wide as their names and the labels of their zones, and their small lines unless those
/// may be cut.
pub(super) fn graph(picture: &Picture, least: f64, most: f64, cuts_notes: bool) -> Graph {
    let enters = |edge: &(usize, usize)| enters(picture, *edge);
    let in_zone = |zone: usize| picture.boxes.iter().filter(|item| item.zone == Some(zone)).count();
    let label = |zone: usize| match picture.zones.get(zone) {
        Some(zone_of) if in_zone(zone) <= COLUMN => {
            zone_of.label.chars().count() as f64 * SMALL_LETTER + zone_of.around() - 2.0 * layout::PAD
        }
        _ => 0.0,
    };
    let nodes = picture.boxes.iter().enumerate().map(|(index, item)| {
        let small = if cuts_notes { 0.0 } else { width_of(&item.note, SMALL_LETTER) };
        let width = width_of(&item.name, LETTER).max(small).max(item.zone.map_or(0.0, label)).ceil().clamp(least, most);
        layout::Node {
            width,
            height: height(&names(item, width)),
            inset: if item.stacked { STACK } else { 0.0 },
            group: item.zone,
            gated: picture.edges.iter().any(|edge| edge.1 == index && enters(edge)),
        }
    });
    Graph { nodes: nodes.collect(), edges: picture.edges.clone(), groups: picture.zones.len() }
}
