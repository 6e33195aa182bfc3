//! Where pages and repository disagree, and what nobody could judge.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use minijinja::Value;

use super::findings::Finding;
use super::frame::Frame;
use super::ids::ids;
use super::inventory::document;
use super::words::upper_first;
use super::{Made, Site, ThemeError};
use crate::index::Place;

/// How many findings are shown whole.
const SHOWN: usize = 500;
/// How many claims that nobody could judge are listed for each reason.
const UNJUDGED: usize = 200;
/// How many places of the same words are listed.
const PLACES: usize = 6;

pub(super) fn findings(site: &Site) -> Result<Made, ThemeError> {
    let mut by_page: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in site.findings.iter().take(SHOWN) {
        by_page.entry(finding.path.as_deref().unwrap_or_default()).or_default().push(finding);
    }
    let tally = site.ws.ledger.tally();
    let groups: Vec<Value> = by_page
        .iter()
        .zip(ids("p-", by_page.keys()))
        .map(|((path, findings), id)| {
            let count = |level| findings.iter().filter(|finding| finding.level == level).count();
            let (address, outside) = site.target(path, None);
            context! {
                id,
                path => *path,
                title => site.index.page(path).map_or(*path, |page| page.title.as_str()),
                address, outside,
                errors => count("error"), warnings => count("warning"), notes => count("info"),
                findings => findings,
            }
        })
        .collect();
    let frame = Frame::new("findings.html", "Findings", "findings");
    let content = context! {
        groups,
        count => site.findings.len(),
        shown => SHOWN,
        holds => tally.holds,
        unjudged => tally.unjudged,
    };
    let artifact = site.render("findings.html", &frame, content)?;
    Ok(Made { artifact, document: Some(document(&frame, "findings")), copies: Vec::new() })
}

pub(super) fn unjudged(site: &Site) -> Result<Made, ThemeError> {
    let mut reasons: BTreeMap<String, Vec<(Place, &str)>> = BTreeMap::new();
    for (span, reason) in site.ws.ledger.unjudged() {
        let words = site.ws.words(span).lines().next().unwrap_or_default().trim_matches('`');
        reasons.entry(upper_first(reason.words())).or_default().push((Place::of(site.ws, span), words));
    }
    let ids = ids("", reasons.keys());
    let contents: Vec<(&str, &str)> = ids.iter().map(String::as_str).zip(reasons.keys().map(String::as_str)).collect();
    let frame = Frame::new("unjudged.html", "What could not be judged", "findings")
        .contents(&contents)
        .under("Findings", "findings.html");
    let groups = reasons.iter().zip(&ids).map(|((reason, claims), id)| {
        // The same words in many places are one claim that is made often.
        let mut by_words: Vec<(&str, Vec<&Place>)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (place, words) in claims {
            let at = *known.entry(words).or_insert(by_words.len());
            if at == by_words.len() {
                by_words.push((words, Vec::new()));
            }
            by_words[at].1.push(place);
        }
        by_words.sort_by_key(|(_, places)| Reverse(places.len()));
        let rows = by_words.iter().take(UNJUDGED).map(|(words, places)| {
            let shown = places.iter().take(PLACES).map(|place| {
                let (address, outside) = site.target(&place.path, Some(place.line));
                context! { path => place.path, line => place.line, address, outside }
            });
            context! {
                words => crate::index::shorten(words, 100),
                count => places.len(),
                places => shown.collect::<Vec<_>>(),
                more => places.len().saturating_sub(PLACES),
            }
        });
        let rows: Vec<Value> = rows.collect();
        context! { reason, id, count => claims.len(), kinds => by_words.len(), rows }
    });
    let artifact =
        site.render("unjudged.html", &frame, context! { groups => groups.collect::<Vec<_>>(), shown => UNJUDGED })?;
    Ok(Made { artifact, document: Some(document(&frame, "findings")), copies: Vec::new() })
}
