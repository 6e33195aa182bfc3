//! The badge: how many findings there are, as a drawing and as JSON for shields.io.

use serde_json::json;

use crate::artifact::Artifact;
use crate::diagnostic::{Diagnostic, Level};

const LABEL: &str = "ops docs";

/// `badge.json` and `badge.svg`. Information is no finding here.
pub(super) fn badges(diagnostics: &[Diagnostic]) -> Vec<Artifact> {
    let count = |level| diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let (errors, warnings) = (count(Level::Error), count(Level::Warning));
    let message = match errors + warnings {
        0 => "in step".to_owned(),
        1 => "1 finding".to_owned(),
        all => format!("{all} findings"),
    };
    // Each colour carries white text at a contrast of at least 4.5.
    let (name, color) = match (errors, warnings) {
        (0, 0) => ("brightgreen", "#0f6b33"),
        (0, _) => ("yellow", "#8a5300"),
        _ => ("red", "#a40e26"),
    };
    let endpoint = json!({ "schemaVersion": 1, "label": LABEL, "message": message, "color": name });
    vec![Artifact::new("badge.json", format!("{endpoint}\n")), Artifact::new("badge.svg", drawing(&message, color))]
}

/// Two boxes with words. Their width is estimated, and `textLength` makes any font fit it.
fn drawing(message: &str, color: &str) -> String {
    let width = |words: &str| words.chars().count() * 7;
    let (left, right) = (width(LABEL), width(message));
    let (split, whole) = (left + 12, left + right + 24);
    let (at, then) = (6, split + 6);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{LABEL}: {message}\">\
         <title>{LABEL}: {message}</title>\
         <rect width=\"{whole}\" height=\"20\" rx=\"3\" fill=\"#3b424c\"/>\
         <path d=\"M{split} 0h{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{}z\" fill=\"{color}\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\">\
         <text x=\"{at}\" y=\"14\" textLength=\"{left}\">{LABEL}</text>\
         <text x=\"{then}\" y=\"14\" textLength=\"{right}\">{message}</text></g></svg>\n",
        right + 9,
        right + 9,
    )
}
