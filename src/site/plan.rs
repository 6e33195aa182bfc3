//! Which pages a site has, by address. A page is made only when it is asked for.

use std::collections::BTreeMap;

use super::lists::List;
use super::{Made, Site, ThemeError};
use super::{
    commands, document, drift, gates, home, inventory, lists, not_found, records, releases, rule_pages, twin, workflow,
};
use crate::artifact::Artifact;
use crate::index::{self, PageItem, WorkflowItem};
use crate::kinds::Page;
use crate::rules::{self, Rule};

type Generated = fn(&Site) -> Result<Made, ThemeError>;

/// A page to be made.
pub(super) enum Planned<'a> {
    /// A page of the repository.
    Document(&'a Page, &'a PageItem),
    /// The way from an old address.
    Moved(&'a PageItem, String),
    Workflow(&'a WorkflowItem),
    Rule(&'static Rule),
    List(List),
    /// A part of the list of everything.
    Range(usize),
    /// A page that there is one of.
    Generated(Generated),
}

impl Planned<'_> {
    /// The Markdown of a page that nobody writes; that of the others is what people wrote.
    pub fn twin(&self, made: &Artifact) -> Option<Artifact> {
        let html = match self {
            Self::Document(..) | Self::Moved(..) => return None,
            _ => std::str::from_utf8(&made.bytes).ok()?,
        };
        is_told(&made.path).then(|| Artifact::new(index::twin(&made.path), twin::of(html)))
    }

    pub fn make(&self, site: &Site) -> Result<Made, ThemeError> {
        match self {
            Self::Document(page, item) => document::page(site, page, item),
            Self::Moved(item, from) => document::moved(site, item, from),
            Self::Workflow(item) => workflow::page(site, item),
            Self::Rule(rule) => rule_pages::page(site, rule),
            Self::List(list) => lists::list(site, *list),
            Self::Range(number) => lists::range(site, *number),
            Self::Generated(make) => make(site),
        }
    }
}

/// Whether a generated page tells anything without a browser.
pub(super) fn is_told(address: &str) -> bool {
    !matches!(address, "404.html" | "search.html")
}

/// Every page, by address. Where two want the same, the one that is more than a way to another has it.
pub(super) fn pages<'a>(site: &Site<'a>) -> BTreeMap<String, Planned<'a>> {
    let index = site.index;
    let mut plan = BTreeMap::new();
    for item in &index.pages {
        for from in document::old_addresses(item).filter(|_| item.address.is_some()) {
            plan.insert(from.clone(), Planned::Moved(item, from));
        }
    }
    for (page, item) in site.ws.pages.iter().zip(&index.pages) {
        if let Some(address) = &item.address {
            plan.insert(address.clone(), Planned::Document(page, item));
        }
    }
    for item in &index.workflows {
        plan.insert(item.address.clone(), Planned::Workflow(item));
    }
    for rule in rules::all().filter(|rule| rule_pages::is_shown(site, rule)) {
        plan.insert(rule_pages::address(rule), Planned::Rule(rule));
    }
    for list in List::ALL.into_iter().filter(|list| list.pages(site).next().is_some()) {
        plan.insert(list.address().to_owned(), Planned::List(list));
    }
    plan.extend((0..lists::ranges(site)).map(|number| (lists::range_address(number), Planned::Range(number))));
    let generated: [(&str, bool, Generated); 17] = [
        ("index.html", true, home::page),
        ("404.html", true, not_found::page),
        ("search.html", true, lists::search),
        ("pages.html", true, lists::all),
        ("workflows.html", !(index.workflows.is_empty() && site.other_ci.is_empty()), lists::workflows),
        ("secrets.html", !(index.secrets.is_empty() && index.variables.is_empty()), inventory::secrets),
        ("commands.html", commands::defined(site).next().is_some(), commands::page),
        ("tools.html", !index.tools.is_empty(), inventory::tools),
        ("environments.html", !index.environments.is_empty(), inventory::environments),
        ("topology.html", !index.services.is_empty(), inventory::topology),
        ("releases.html", !index.releases.is_empty(), releases::page),
        ("incidents.html", !index.incidents.is_empty(), records::incidents),
        ("measures.html", !index.measures.is_empty(), records::measures),
        ("gates.html", !site.gates.is_empty(), gates::page),
        ("findings.html", true, drift::findings),
        ("unjudged.html", true, drift::unjudged),
        ("rules.html", true, rule_pages::list),
    ];
    for (address, exists, make) in generated {
        if exists {
            plan.insert(address.to_owned(), Planned::Generated(make));
        }
    }
    plan
}
