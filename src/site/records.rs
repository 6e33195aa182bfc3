//! What the records of the knowledge base add up to: the measures of delivery, and the incidents.

use super::frame::Frame;
use super::inventory::document;
use super::{Made, Site, ThemeError};

/// How many points of a measure are listed.
const SHOWN: usize = 200;

pub(super) fn measures(site: &Site) -> Result<Made, ThemeError> {
    let measures = &site.index.measures;
    let contents: Vec<(&str, &str)> = measures.iter().map(|measure| (measure.name, measure.title)).collect();
    let frame = Frame::new("measures.html", "Measures of delivery", "measures").contents(&contents);
    let artifact = site.render("measures.html", &frame, context! { measures => measures, shown => SHOWN })?;
    Ok(Made { artifact, document: Some(document(&frame, "measures")), copies: Vec::new() })
}

pub(super) fn incidents(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("incidents.html", "Incidents", "incident");
    let rows = site.index.incidents.iter().map(|incident| {
        context! { item => incident, open => incident.is_open() }
    });
    let content = context! {
        incidents => rows.collect::<Vec<_>>(),
        open => site.index.incidents.iter().filter(|incident| incident.is_open()).count(),
    };
    let artifact = site.render("incidents.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "incidents")), copies: Vec::new() })
}
