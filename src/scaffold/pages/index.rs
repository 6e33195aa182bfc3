//! `README.md`: what is here, who owns it, "I want to…".

use super::doc::Doc;
use super::{Known, ci, commands, documents, environment, of_kind, place, root};
use crate::artifact::Artifact;
use crate::kinds::PageKind;
use crate::scaffold::words::{code, target, text};
use crate::scaffold::{pointers, scripts};
use crate::survey::{self, Document, Topic};
use crate::workspace::Workspace;

pub(super) fn write(ws: &Workspace, known: &Known, path: &str) -> String {
    let title = format!("How {} is operated", known.name);
    let mut doc = Doc::new(ws, known, path, &title, &[]);
    let readme = ws.pages.iter().find(|page| page.is_root_readme());
    let about = readme.map_or_else(String::new, |readme| {
        format!(" What the project is stands in its {}.", doc.link("README", &readme.path))
    });
    doc.say(format!(
        "How to set it up, change it, bring it to its users and keep it running.{about} These pages were begun by `devops-docs init` from what the repository states; `TODO(owner)` marks what only people know, and `devops-docs lint` tells when a page and the repository come to disagree."
    ));
    let wishes: Vec<Vec<String>> = wishes(&doc, ws, known).into_iter().map(|wish| wish.cells).collect();
    doc.section(WISHES);
    doc.table(&[WISHES, "read"], &wishes);
    infrastructure(&mut doc, ws);
    integrations(&mut doc, ws);
    ownership(&mut doc, ws, known);
    doc.done()
}

/// What readers want, where it is told, and by which files.
struct Wish {
    cells: Vec<String>,
    files: Vec<String>,
}

impl Wish {
    /// A wish that one page serves.
    fn of_page(doc: &Doc, wish: &str, words: &str, path: String) -> Self {
        Self { cells: vec![wish.to_owned(), doc.link(words, &path)], files: vec![path] }
    }
}

const RUNS: &str = "know what runs on a change, or why it failed";

/// The header of the table of wishes, and its section.
const WISHES: &str = "I want to…";

fn wishes(doc: &Doc, ws: &Workspace, known: &Known) -> Vec<Wish> {
    let root = root(ws);
    let mut wishes = Vec::new();
    let local = format!("{root}/environments/local.md");
    let set_up = "set up my machine and see that it works";
    wishes.push(Wish::of_page(doc, set_up, "Local environment", local.clone()));
    // A page that is there already may call its parts otherwise.
    let there = ws.pages.iter().find(|page| page.path == local);
    let has = |section: &str| there.is_none_or(|page| page.markdown.headings.iter().any(|part| part.slug == section));
    let starts = !commands::start(ws).is_empty();
    for (wish, words, section, _) in [
        ("run it here", "Setup", "setup", starts),
        ("check a change before others see it", "Validation", "validation", true),
    ]
    .into_iter()
    .filter(|(_, _, section, is_meant)| *is_meant && has(section))
    {
        let cells = vec![wish.to_owned(), format!("[{words}]({}#{section})", target(doc.path(), &local))];
        wishes.push(Wish { cells, files: vec![local.clone()] });
    }
    if !known.minimal {
        let deployments = place(ws, PageKind::Deployment, "deployments.md");
        wishes.push(Wish::of_page(doc, "deploy a change", "Deployments", deployments.clone()));
        wishes
            .push(Wish { cells: vec!["roll back a deployment".to_owned(), doc.rollback()], files: vec![deployments] });
    }
    if survey::workflows(ws, "").next().is_some() {
        let ci = place(ws, PageKind::Ci, "ci-cd.md");
        wishes.push(Wish::of_page(doc, RUNS, "Continuous integration", ci));
    } else if let Some(others) = ci::others(doc, ws) {
        let files = survey::other_ci(&ws.files).into_iter().map(|(_, path)| path.to_owned()).collect();
        wishes.push(Wish { cells: vec![RUNS.to_owned(), others], files });
    }
    let mut add = |wish: &str, words: &str, path: String| wishes.push(Wish::of_page(doc, wish, words, path));
    if !survey::tools(ws, "").is_empty() {
        add("know which tools are needed", "Tooling", place(ws, PageKind::Tooling, "tooling.md"));
    }
    if !known.minimal {
        for name in environment::names(ws) {
            let file = format!("{root}/environments/{}.md", environment::stem(&name));
            add(&format!("know the environment {}", code(&name)), &format!("Environment {}", text(&name)), file);
        }
        add("follow a procedure", "Runbooks", format!("{root}/runbooks/README.md"));
        add("know what is due", "Maintenance", place(ws, PageKind::Maintenance, "maintenance.md"));
    }
    let scripts: Vec<String> = scripts::paths().filter(|path| ws.files.exists(path)).collect();
    if !scripts.is_empty() {
        let name = |path: &String| path.rsplit('/').next().unwrap_or(path).to_owned();
        let links: Vec<String> = scripts.iter().map(|path| doc.link(&code(&name(path)), path)).collect();
        let cells = vec!["have a script set up, look or collect logs".to_owned(), links.join(", ")];
        wishes.push(Wish { cells, files: scripts });
    }
    wishes.extend(of_documents(doc, &survey::documents(ws)));
    wishes.retain(|wish| !wish.files.iter().all(|file| ws.answers.ignored.contains(file)));
    wishes
}

/// What documents serve that people wrote down already.
fn of_documents<'a>(doc: &'a Doc, found: &'a [Document]) -> impl Iterator<Item = Wish> + 'a {
    Topic::ALL.into_iter().filter_map(|topic| {
        let about: Vec<Document> = found.iter().filter(|document| document.topic == topic).cloned().collect();
        let wish = match topic {
            Topic::Contributing => "contribute a change",
            Topic::Trouble => "find out why something does not work",
            Topic::Pipeline => "know more of what runs on a change",
            Topic::Deploying => "deploy as it is written down already",
            Topic::Releasing => "make a release",
            Topic::Procedures => "follow what is written down already for emergencies and operations",
            Topic::Infrastructure => "know what it runs on, and how that is watched",
            Topic::Decisions => "know why it is operated so",
        };
        let files = about.iter().map(|document| document.path.to_owned()).collect();
        let cells = vec![wish.to_owned(), documents::first_links(doc, &about)];
        (!about.is_empty()).then_some(Wish { cells, files })
    })
}

/// The index that was there before, with rows for what came with these files, and for what people wrote down, where
/// nothing leads there yet.
pub(super) fn with_later(ws: &Workspace, known: &Known, new: &[Artifact]) -> Option<Artifact> {
    let is_new = |path: &str| new.iter().any(|file| file.path == path);
    let page = of_kind(ws, PageKind::Index).find(|page| !is_new(&page.path))?;
    let headings = &page.markdown.headings;
    let is_ours = |section: Option<usize>| section.is_some_and(|at| headings[at].text == WISHES);
    let table = page.markdown.tables.iter().find(|table| is_ours(table.section))?;
    let raw = std::str::from_utf8(ws.files.raw(page.file)?).ok()?;
    let doc = Doc::new(ws, known, &page.path, WISHES, &[]);
    let links = |wish: &Wish| raw.contains(wish.cells[1].split(", ").next().unwrap_or_default());
    let all = wishes(&doc, ws, known);
    let of_new = all.iter().filter(|wish| wish.files.iter().any(|path| is_new(path)) && !links(wish));
    let written = documents::unlinked(ws);
    let of_written: Vec<Wish> = of_documents(&doc, &written).collect();
    let missing = of_new.chain(&of_written);
    let newline = if ws.files.words(table.span).contains("\r\n") { "\r\n" } else { "\n" };
    let rows: String = missing.map(|wish| format!("{newline}| {} |", wish.cells.join(" | "))).collect();
    let (before, after) = raw.split_at_checked(table.span.end as usize)?;
    (!rows.is_empty()).then(|| Artifact::new(page.path.clone(), format!("{before}{rows}{after}")))
}

/// Pointers to the files that define infrastructure, which these pages do not repeat.
fn infrastructure(doc: &mut Doc, ws: &Workspace) {
    let path = doc.path();
    let rows: Vec<Vec<String>> = survey::infrastructure(ws).iter().map(|found| pointers::cells(path, found)).collect();
    if !rows.is_empty() {
        doc.section(pointers::TITLE);
        doc.table(&pointers::HEADER, &rows);
    }
    if !survey::terraform_states(ws).is_empty() {
        doc.block("terraform-state");
    }
}

fn integrations(doc: &mut Doc, ws: &Workspace) {
    let found = survey::integrations(ws);
    if !found.is_empty() {
        let names: Vec<&str> = found.iter().map(|integration| integration.name).collect();
        doc.section("What it works with");
        doc.say(format!("{}. `devops-docs inventory` lists the files that show each.", names.join(", ")));
    }
}

fn ownership(doc: &mut Doc, ws: &Workspace, known: &Known) {
    doc.section("Who owns it");
    match (&known.owner, &known.reviewers) {
        (Some(owner), _) => doc.say(format!("Owners: {}.", text(owner))),
        (None, Some(_)) => {
            doc.say("Changes of these pages are reviewed by those that CODEOWNERS names.");
            doc.ask("do they look after them too, and who is asked when the pages do not help?");
        }
        (None, None) => doc.ask("who looks after these pages, and who is asked when they do not help?"),
    }
    let owners = ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"].into_iter().find(|path| ws.files.exists(path));
    let security =
        ["SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"].into_iter().find(|path| ws.files.exists(path));
    let mut lines = Vec::new();
    lines.extend(owners.map(|path| format!("- Who reviews which files: {}.", doc.link("CODEOWNERS", path))));
    lines.extend(
        security.map(|path| format!("- How vulnerabilities are reported: {}.", doc.link("the security policy", path))),
    );
    if !lines.is_empty() {
        doc.say(lines.join("\n"));
    }
}
