//! Pages of lists that facts and claims make together: secrets, tools, environments, topology.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;

use super::frame::Frame;
use super::ids::ids;
use super::{Made, Site, ThemeError, drawing, search};
use crate::index::{EnvironmentItem, Index, SecretItem, ServiceItem, ToolItem, UserItem};
use crate::model::Component;

/// About as many letters stand beside each other in the table of secrets on a screen of 1280 points.
const LINE: usize = 100;
/// As many a column of words takes.
const COLUMN: usize = 16;

/// More places that state one variable are only counted.
const MOST_PLACES: usize = 3;

/// The ids of the rows of secrets, then of variables.
pub(super) fn row_ids(index: &Index) -> Vec<String> {
    let all = index.secrets.iter().chain(&index.variables);
    ids("", all.map(|item| format!("{} {}", item.kind, item.name)))
}

/// What search is told of a row, so that a name leads to it.
fn row_section((item, id): (&SecretItem, String)) -> search::Section {
    let users = item.workflows.iter().map(|user| user.workflow.rsplit('/').next().unwrap_or_default());
    let places = item.stated.iter().take(3).map(|place| place.path.as_str());
    let told: Vec<&str> = if item.workflows.is_empty() { places.collect() } else { users.collect() };
    let about = std::iter::once(told.join(", ")).chain(item.environments.iter().cloned()).chain(item.owner.clone());
    search::Section {
        id,
        heading: item.name.clone(),
        text: about.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("; "),
        names: vec![item.name.clone()],
        ..search::Section::default()
    }
}

/// One row of the matrix.
fn row(site: &Site, item: &SecretItem, id: &str, columns: &[&str]) -> Value {
    let today = site.ws.today.as_str();
    let is_told = is_told(site, item);
    let users: Vec<&str> = item.workflows.iter().map(|user| user.workflow.as_str()).collect();
    context! {
        item => item,
        id,
        workflows => item.workflows.iter().filter_map(|user| site.index.workflow(&user.workflow)).map(|workflow| {
            context! { file => workflow.file, address => workflow.address }
        }).collect::<Vec<_>>(),
        uses => columns.iter().map(|column| users.contains(column)).collect::<Vec<_>>(),
        overdue => item.is_overdue(today),
        unused => item.stated.is_empty(),
        no_owner => is_told && item.owner.is_none(),
        no_rotation => is_told && item.rotation.is_none(),
        gap => has_gap(site, item),
        documented => site.mentions(&item.documented),
        stated => item.stated.iter().take(MOST_PLACES).map(|place| {
            let (address, _) = site.target(&place.path, Some(place.line));
            context! { path => place.path, line => place.line, address }
        }).collect::<Vec<_>>(),
    }
}

/// Whether a knowledge base tells of a secret, so that it would say who owns it and when it is renewed.
fn is_told(site: &Site, item: &SecretItem) -> bool {
    let is_typed = |path: &str| site.index.page(path).is_some_and(|page| page.kind.is_some());
    item.kind == "secret" && item.documented.iter().any(|mention| is_typed(&mention.place.path))
}

fn has_gap(site: &Site, item: &SecretItem) -> bool {
    item.has_gap(site.ws.today.as_str()) || is_told(site, item) && (item.owner.is_none() || item.rotation.is_none())
}

pub(super) fn secrets(site: &Site) -> Result<Made, ThemeError> {
    let index = site.index;
    let used = |items: &[SecretItem], workflow: &str| {
        items.iter().any(|item| item.workflows.iter().any(|user| user.workflow == workflow))
    };
    let columns: Vec<&str> = index
        .workflows
        .iter()
        .map(|workflow| workflow.path.as_str())
        .filter(|path| {
            used(&index.secrets, path)
                || index.variables.iter().any(|item| item.kind == "variable") && used(&index.variables, path)
        })
        .collect();
    let ids = row_ids(index);
    let rows = || index.secrets.iter().chain(&index.variables).zip(&ids);
    let in_order = |is_one: &dyn Fn(&SecretItem) -> bool| {
        let mut items: Vec<_> = rows().filter(|(item, _)| is_one(item)).collect();
        items.sort_by_key(|(item, _)| (!has_gap(site, item), item.name.to_lowercase()));
        items.into_iter().map(|(item, id)| row(site, item, id, &columns)).collect::<Vec<_>>()
    };
    let of_systems: Vec<&SecretItem> = index.variables.iter().filter(|item| item.kind != "variable").collect();
    let any = |has: &dyn Fn(&SecretItem) -> bool| index.secrets.iter().chain(&index.variables).any(has);
    let heads = columns.iter().filter_map(|path| index.workflow(path)).map(|workflow| {
        context! { title => workflow.file.rsplit_once('.').map_or(workflow.file.as_str(), |(stem, _)| stem), address => workflow.address }
    });
    let mut contents = Vec::new();
    for (id, title, some) in [
        ("secrets", "Secrets", !index.secrets.is_empty()),
        ("variables", "Variables of workflows", index.variables.iter().any(|item| item.kind == "variable")),
        ("environment-variables", "Environment variables", !of_systems.is_empty()),
    ] {
        if some {
            contents.push((id, title));
        }
    }
    let frame = Frame::new("secrets.html", "Secrets and variables", "secrets").contents(&contents);
    // A column in which nothing stands only takes room, unless what does not stand there is missing.
    let has_environment = any(&|item| !item.environments.is_empty());
    let has_owner = |item: &SecretItem| item.owner.is_some() || is_told(site, item);
    let has_rotation = |item: &SecretItem| item.rotation.is_some() || item.rotated.is_some() || is_told(site, item);
    let by_table = |has: &dyn Fn(&SecretItem) -> bool| {
        context! { secrets => index.secrets.iter().any(has), variables => index.variables.iter().any(has) }
    };
    let names = index.secrets.iter().chain(&index.variables).map(|item| item.name.len());
    let titles = columns.iter().map(|path| path.rsplit('/').next().map_or(0, str::len));
    let others = [has_environment, any(&has_owner), any(&has_rotation)].into_iter().filter(|has| *has).count();
    let letters = names.max().unwrap_or_default() + titles.sum::<usize>() + (others + 1) * COLUMN;
    // Names in a cell read better than columns that a reader must scroll to.
    let fits = columns.len() <= 6 && letters <= LINE;
    let content = context! {
        columns => heads.collect::<Vec<_>>(),
        fits,
        has_environment,
        has_owner => by_table(&has_owner),
        has_rotation => by_table(&has_rotation),
        gaps => index.secrets.iter().filter(|item| has_gap(site, item)).count(),
        workflows => columns.len(),
        secrets => in_order(&|item| item.kind == "secret"),
        variables => in_order(&|item| item.kind == "variable"),
        has_documented => of_systems.iter().any(|item| !item.documented.is_empty()),
        settings => in_order(&|item| !matches!(item.kind, "secret" | "variable")),
    };
    let artifact = site.render("secrets.html", &frame, content)?;
    let rows = rows().map(|(item, id)| row_section((item, id.clone())));
    let top = std::iter::once(search::Section::default());
    let document = search::Document { sections: top.chain(rows).collect(), ..document(&frame, "secrets") };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

pub(super) fn tools(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("tools.html", "Tools and pins", "tools");
    let ids = ids("tool-", site.index.tools.iter().map(|tool| &tool.name));
    let tools = site.index.tools.iter().zip(&ids).map(|(tool, id)| {
        let stated = tool.stated.iter().map(|version| {
            let (address, outside) = site.target(&version.place.path, Some(version.place.line));
            context! {
                version => version.version, role => version.role, path => version.place.path, line => version.place.line,
                address => address, outside,
            }
        });
        let mut versions: Vec<&str> = tool.stated.iter().map(|version| version.version.as_str()).collect();
        versions.sort_unstable();
        versions.dedup();
        context! {
            item => tool,
            id,
            versions,
            stated => stated.collect::<Vec<_>>(),
            documented => site.mentions(&tool.documented),
            said => site.says(&tool.name),
        }
    });
    let artifact = site.render("tools.html", &frame, context! { tools => tools.collect::<Vec<_>>() })?;
    let section = |(tool, id): (&ToolItem, &String)| {
        let stated = tool.stated.iter().map(|version| format!("{} in {}", version.version, version.place.path));
        let text = stated.collect::<Vec<_>>().join(", ");
        search::Section { id: id.clone(), heading: tool.name.clone(), text, ..search::Section::default() }
    };
    let top = std::iter::once(search::Section::default());
    let sections = top.chain(site.index.tools.iter().zip(&ids).map(section)).collect();
    let document = search::Document { sections, ..document(&frame, "tools") };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

pub(super) fn environments(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("environments.html", "Environments", "environment");
    let environments = &site.index.environments;
    let column = |environment: &EnvironmentItem| {
        let users = |items: &[UserItem]| {
            let users = items.iter().filter_map(|user| {
                let workflow = site.index.workflow(&user.workflow)?;
                Some(context! { file => workflow.file, address => workflow.address, jobs => user.jobs })
            });
            users.collect::<Vec<_>>()
        };
        let others = others(environment);
        let page = environment.page.as_deref().and_then(|path| site.index.page(path));
        context! {
            item => environment,
            deployed_by => users(&environment.deployed_by),
            others => users(&others),
            title => page.map(|page| page.title.as_str()),
            changed => page.and_then(|page| page.changes.first()),
            overdue => page.and_then(|page| page.review_due.as_deref()).is_some_and(|due| due < site.ws.today.as_str()),
            documented => site.mentions(&environment.documented),
        }
    };
    // What only some of them have is what one compares them for.
    let everywhere = |of: &dyn Fn(&EnvironmentItem) -> &BTreeSet<String>| {
        let names: BTreeSet<&String> = environments.iter().flat_map(of).collect();
        let rows = names.into_iter().map(|name| {
            let has: Vec<bool> = environments.iter().map(|environment| of(environment).contains(name)).collect();
            context! { name, differs => !has.iter().all(|has| *has), has }
        });
        rows.collect::<Vec<_>>()
    };
    let undecided = site.index.jobs.iter().filter(|job| job.deploys && job.is_undecided());
    let undecided = undecided.filter_map(|job| {
        let workflow = site.index.workflow(&job.workflow)?;
        Some(context! { file => workflow.file, address => workflow.address, jobs => [&job.id] })
    });
    let content = context! {
        undecided => undecided.collect::<Vec<_>>(),
        environments => environments.iter().map(column).collect::<Vec<_>>(),
        has_url => environments.iter().any(|environment| environment.url.is_some()),
        has_owner => environments.iter().any(|environment| environment.owner.is_some()),
        has_reviewed => environments.iter().any(|environment| environment.reviewed.is_some()),
        has_others => environments.iter().any(|environment| !others(environment).is_empty()),
        secrets => everywhere(&|environment| &environment.secrets),
        variables => everywhere(&|environment| &environment.variables),
    };
    let artifact = site.render("environments.html", &frame, content)?;
    let names = environments.iter().map(|environment| environment.name.clone()).collect();
    let document = search::Document {
        sections: vec![search::Section { names, ..search::Section::default() }],
        ..document(&frame, "environments")
    };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

/// The jobs that run in an environment without being known to bring something there.
fn others(environment: &EnvironmentItem) -> Vec<UserItem> {
    let deploys = |workflow: &str, job: &String| {
        environment.deployed_by.iter().any(|user| user.workflow == workflow && user.jobs.contains(job))
    };
    let others = environment.jobs.iter().map(|user| {
        let jobs = user.jobs.iter().filter(|job| !deploys(&user.workflow, job)).cloned().collect();
        UserItem { workflow: user.workflow.clone(), jobs }
    });
    others.filter(|user| !user.jobs.is_empty()).collect()
}

/// With more parts than this, or in more files than there are folders at most, they are gathered by folder, with a filter
/// over all.
const MOST_OPEN: usize = 40;
/// How many folders are listed before those further out stand for them.
const MOST_GROUPS: usize = 12;
/// So many groups may stand there instead of one that holds nearly everything.
const MOST_SPLIT: usize = 60;
/// With no more parts than this, the folders stand open.
const MOST_UNFOLDED: usize = 120;

pub(super) fn topology(site: &Site) -> Result<Made, ThemeError> {
    let frame = Frame::new("topology.html", "Topology", "topology");
    let services = &site.index.services;
    let files: BTreeSet<&str> = services.iter().map(|service| service.stated.path.as_str()).collect();
    let is_large = services.len() > MOST_OPEN || files.len() > MOST_GROUPS;
    let depth = depth(services);
    let place = |path: &str| if is_large { drawing::outer(path, depth).to_owned() } else { path.to_owned() };
    let anchors = ids("s-", services.iter().map(|service| format!("{} {}", service.stated.path, service.name)));
    let mut groups: BTreeMap<String, Vec<(&ServiceItem, &String)>> = BTreeMap::new();
    for (service, anchor) in services.iter().zip(&anchors) {
        groups.entry(place(&service.stated.path)).or_default().push((service, anchor));
    }
    let of_groups: BTreeMap<&String, String> = groups.keys().zip(ids("f-", groups.keys())).collect();
    let to_group = |component: &Component| of_groups.get(&place(&component.path)).map(|id| format!("#{id}"));
    let to_part = |component: &Component| {
        let is_it = |service: &ServiceItem| {
            service.name == component.name.text
                && service.sort == component.sort
                && service.stated.path == component.path
        };
        let at = services.iter().position(is_it)?;
        Some(format!("#{}", anchors[at]))
    };
    let links = drawing::Links { part: &to_part, group: &to_group };
    let own_drawing = |at: &str| {
        let inside: Vec<Component> =
            site.ws.components.iter().filter(|component| place(&component.path) == at).cloned().collect();
        drawing::topology(&inside, &of_groups[&at.to_owned()], links).map(Value::from_safe_string)
    };
    let listed = groups.iter().map(|(place, inside)| {
        let (first, _) = inside[0];
        let any = |has: &dyn Fn(&ServiceItem) -> bool| inside.iter().any(|(service, _)| has(service));
        let rows = inside.iter().map(|(service, id)| {
            let path = &service.stated.path;
            context! {
                item => service,
                id,
                image => service.image.as_deref().map(without_digest).map(crate::model::without_defaults),
                file => path.strip_prefix(place.as_str()).unwrap_or(path).trim_start_matches('/'),
                file_address => site.source_url(path, Some(service.stated.line)),
                documented => site.mentions(&service.documented),
            }
        });
        context! {
            id => of_groups[place],
            drawing => (services.len() > drawing::MOST_PARTS && inside.len() > 1 && any(&|service| !service.needs.is_empty())).then(|| own_drawing(place)).flatten(),
            has_sort => is_large || any(&|service| service.sort != first.sort),
            has_file => is_large,
            has_image => any(&|service| service.image.is_some()),
            has_ports => any(&|service| !service.ports.is_empty()),
            has_needs => any(&|service| !service.needs.is_empty()),
            has_documented => any(&|service| !service.documented.is_empty()),
            path => if place.is_empty() { "the root" } else { place },
            address => site.source_url(place, None),
            kind => kind_word(first.kind),
            rows => rows.collect::<Vec<_>>(),
        }
    });
    let content = context! {
        drawing => drawing::topology(&site.ws.components, "topology", links).map(Value::from_safe_string),
        groups => listed.collect::<Vec<_>>(),
        is_large,
        is_open => services.len() <= MOST_UNFOLDED,
        count => services.len(),
    };
    let artifact = site.render("topology.html", &frame, content)?;
    let section = |(service, id): (&ServiceItem, &String)| search::Section {
        id: id.clone(),
        heading: service.name.clone(),
        text: format!("{} of {}", service.sort, service.stated.path),
        names: service.image.iter().cloned().collect(),
        ..search::Section::default()
    };
    let top = std::iter::once(search::Section::default());
    let sections = top.chain(services.iter().zip(&anchors).map(section)).collect();
    let document = search::Document { sections, ..document(&frame, "topology") };
    Ok(Made { artifact, document: Some(document), copies: Vec::new() })
}

/// How many steps of a path make a group: as many as leave no more groups than people can look through, and more as long
/// as one of them holds nearly everything.
fn depth(services: &[ServiceItem]) -> usize {
    let groups = |depth: usize| {
        let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
        for service in services {
            *groups.entry(drawing::outer(&service.stated.path, depth)).or_default() += 1;
        }
        groups
    };
    let deepest = services.iter().map(|service| service.stated.path.matches('/').count()).max().unwrap_or(1).max(1);
    let mut depth = (1..=deepest).rev().find(|depth| groups(*depth).len() <= MOST_GROUPS).unwrap_or(1);
    let says_little = |depth| groups(depth).values().any(|held| *held > MOST_UNFOLDED && held * 4 > services.len() * 3);
    while depth < deepest && says_little(depth) && groups(depth + 1).len() <= MOST_SPLIT {
        depth += 1;
    }
    depth
}

/// An image as people name it: the digest that pins it fills a cell and tells nobody anything.
fn without_digest(image: &str) -> &str {
    image.split('@').next().unwrap_or(image)
}

fn kind_word(kind: &str) -> &'static str {
    match kind {
        "compose" => "Compose",
        "kubernetes" => "Kubernetes",
        "helm" => "Helm",
        _ => "Terraform",
    }
}

/// What search is told of a generated page.
pub(super) fn document(frame: &Frame, kind: &str) -> search::Document {
    search::Document {
        address: frame.address.clone(),
        kind: kind.to_owned(),
        title: frame.title.clone(),
        ..search::Document::default()
    }
}
