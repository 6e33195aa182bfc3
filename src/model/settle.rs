//! Claims whose meaning only the facts can tell: which side a port is of, which table is a list of what workflows read.

use std::collections::{HashMap, HashSet};

use super::inventory::{Inventory, Open};
use super::name::{Kind, Name};
use super::property::{Key, Property};
use super::statement::{Listing, Scope, Statement, Term};
use crate::diagnostic::Place;
use crate::text::{FileId, Span};

pub(super) fn settle(claims: &mut Inventory, facts: &Inventory) {
    ports(claims, facts);
    lists(claims, facts);
    modules(claims, facts);
    packages(claims, facts);
}

/// The packages of a kind.
#[derive(Default)]
struct Packages<'a> {
    by_name: HashMap<&'a str, Vec<&'a Statement<Name>>>,
    /// By what stands behind the scope: pnpm finds @acme/web by `web` too, where no other package is called so.
    by_last: HashMap<&'a str, Vec<&'a Statement<Name>>>,
}

impl<'a> Packages<'a> {
    fn of(kind: Kind, facts: &'a Inventory) -> Self {
        let mut packages = Self::default();
        for fact in facts.names.statements.iter().filter(|fact| fact.value.kind == kind) {
            let name = fact.value.name.as_str();
            packages.by_name.entry(name).or_default().push(fact);
            if let Some((_, last)) = name.strip_prefix('@').and_then(|name| name.split_once('/')) {
                packages.by_last.entry(last).or_default().push(fact);
            }
        }
        packages
    }

    fn called(&self, name: &str) -> &[&'a Statement<Name>] {
        self.by_name.get(name).or_else(|| self.by_last.get(name)).map_or(&[], Vec::as_slice)
    }
}

/// What is named within a package is said of the folder that the package is in.
fn packages(claims: &mut Inventory, facts: &Inventory) {
    let (node, cargo) = (Packages::of(Kind::NodePackage, facts), Packages::of(Kind::CargoPackage, facts));
    let open = &mut claims.open;
    claims.names.statements.retain_mut(|claim| {
        let Name { kind, within, name } = &mut claim.value;
        let packages = match kind {
            Kind::NodePackage => {
                if let [package] = node.called(name) {
                    name.clone_from(&package.value.name);
                }
                return true;
            }
            Kind::PackageScript => &node,
            Kind::CargoBin | Kind::CargoExample | Kind::CargoTest | Kind::CargoBench | Kind::CargoFeature => &cargo,
            _ => return true,
        };
        let why = match packages.called(within) {
            _ if within.is_empty() => return true,
            [package] => {
                claim.scope = Scope::only(&package.scope.folder);
                within.clear();
                return true;
            }
            [] => "no package here is called so",
            _ => "several packages here are called so",
        };
        open.push(Open { span: claim.span, why });
        false
    });
}

/// The word after a recipe of just is one of its arguments, unless that recipe is a module.
fn modules(claims: &mut Inventory, facts: &Inventory) {
    let listed = facts.names.listings.iter().map(|listing| &listing.domain);
    let known: HashSet<_> = listed.chain(facts.names.gaps.iter().map(|gap| &gap.domain)).collect();
    let is_inside = |name: &Name| name.kind == Kind::JustRecipe && !name.within.is_empty();
    claims.names.statements.retain(|claim| !is_inside(&claim.value) || known.contains(&claim.value.domain()));
}

/// A port that is not the one inside of its service is said of this machine.
fn ports(claims: &mut Inventory, facts: &Inventory) {
    let inside: HashSet<_> = facts.properties.statements.iter().map(|fact| &fact.value).filter_map(port).collect();
    for claim in &mut claims.properties.statements {
        if port(&claim.value).is_some_and(|port| !inside.contains(&port)) {
            claim.value.key = Key::HostPort;
        }
    }
}

fn port(property: &Property) -> Option<(&Name, Vec<&String>)> {
    (property.key == Key::Port).then(|| (&property.of, property.values.iter().collect()))
}

/// A table of secrets or variables of which the workflows know none, on a page with one of which they know some, is of
/// something else.
fn lists(claims: &mut Inventory, facts: &Inventory) {
    let known: HashSet<_> = facts.names.statements.iter().map(|fact| fact.value.subject()).collect();
    let mut tables: HashMap<(FileId, Kind), Vec<(Span, bool)>> = HashMap::new();
    for listing in &claims.names.listings {
        let Some((kind, span)) = table(listing) else { continue };
        let mut rows = claims.names.statements.iter().filter(|claim| is_row(claim, kind, span)).peekable();
        if rows.peek().is_some() {
            let is_known = rows.any(|claim| known.contains(&claim.value.subject()));
            tables.entry((span.file, kind)).or_default().push((span, is_known));
        }
    }
    tables.retain(|_, tables| tables.iter().any(|(_, is_known)| *is_known));
    let strange = |kind: Kind, place: Span| {
        let tables = tables.get(&(place.file, kind)).into_iter().flatten();
        tables.into_iter().any(|(table, is_known)| !is_known && table.contains(place))
    };
    claims.names.statements.retain(|claim| !strange(claim.value.kind, claim.span));
    claims.names.listings.retain(|listing| table(listing).is_none_or(|(kind, span)| !strange(kind, span)));
}

/// The table that a list of secrets or variables is.
fn table(listing: &Listing<(Kind, String)>) -> Option<(Kind, Span)> {
    let kind = listing.domain.0;
    match listing.place {
        Place::Span(span) if listing.table.is_some() && matches!(kind, Kind::Secret | Kind::Variable) => {
            Some((kind, span))
        }
        _ => None,
    }
}

fn is_row(claim: &Statement<Name>, kind: Kind, table: Span) -> bool {
    claim.value.kind == kind && table.contains(claim.span)
}
