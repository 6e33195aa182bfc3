#![doc = include_str!("missing_iac_pointer.md")]

use crate::diagnostic::{Diagnostic, Fix, Level, Place};
use crate::kinds::{Page, PageKind};
use crate::model::{COMPOSE_FILES, join, parent};
use crate::rules::parts::{present, title};
use crate::rules::{Detect, Pages, Rule};
use crate::scaffold::point_to;
use crate::survey::{Infrastructure, infrastructure};
use crate::workspace::Workspace;

pub(super) static RULE: Rule = Rule {
    name: "missing-iac-pointer",
    summary: "infrastructure is defined in files that no page of the knowledge base points to",
    page: include_str!("missing_iac_pointer.md"),
    level: Level::Warning,
    pages: Pages::Typed,
    since: "0.1.0",
    detect: Detect::Workspace(detect),
};

/// What people deploy by, and so look for.
const SORTS: &[&str] = &[
    "Terraform",
    "OpenTofu",
    "Docker",
    "Compose",
    "Kubernetes",
    "Kustomize",
    "Helm",
    "Ansible",
    "Pulumi",
    "CloudFormation",
    "AWS SAM",
    "AWS CDK",
    "CDK for Terraform",
    "Serverless",
];

fn detect(ws: &Workspace) -> Vec<Diagnostic> {
    let pages: Vec<&Page> = present(ws).filter(|page| page.folder.is_empty()).collect();
    let index = pages.iter().find(|page| page.kind == Some(PageKind::Index));
    let Some(page) = index.or(pages.first()) else { return Vec::new() };
    let told = Told::of(ws, &pages);
    let is_lost =
        |found: &Infrastructure| SORTS.contains(&found.sort) && !found.paths.iter().any(|path| told.points_to(path));
    let lost: Vec<Infrastructure> = infrastructure(ws).into_iter().filter(is_lost).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let words: Vec<String> = lost.iter().map(|found| format!("{} ({})", found.sort, found.paths[0])).collect();
    let message = format!("no page points to the files of {}", words.join(", "));
    let sorts: Vec<&str> = lost.iter().map(|found| found.sort).collect();
    let mut diagnostic = RULE.at(title(page), message).about(sorts.join(" "));
    for found in &lost {
        diagnostic = diagnostic.related(Place::Path(found.paths[0].clone()), format!("read by {}", found.sort));
    }
    let edit = point_to(&ws.files, page, &lost);
    vec![diagnostic.fix(Fix::safe("add where infrastructure is defined", vec![edit]))]
}

/// What the pages of a knowledge base lead to, by links and in words.
struct Told {
    targets: Vec<String>,
    text: String,
}

impl Told {
    fn of(ws: &Workspace, pages: &[&Page]) -> Self {
        let links = pages.iter().flat_map(|page| page.markdown.links.iter().map(move |link| (page, link)));
        let target = |(page, link): (&&Page, &crate::syntax::markdown::Link)| {
            join(page.own_folder(), link.dest.split(['#', '?']).next().unwrap_or_default())
        };
        // A page that is linked to speaks for the files beside it.
        let is_page = |path: &str| ws.files.find(path).is_some_and(|file| ws.page(file).is_some());
        let speaks_for = |path: String| if is_page(&path) { parent(&path).to_owned() } else { path };
        let targets = links.filter_map(target).map(speaks_for).collect();
        Self { targets, text: pages.iter().filter_map(|page| ws.files.text(page.file)).collect() }
    }

    /// Whether a link leads to a path, to what holds it, or to something in it; or words name it.
    fn points_to(&self, path: &str) -> bool {
        let is_in = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let target = |target: &String| !target.is_empty() && (is_in(path, target) || is_in(target, path));
        self.targets.iter().any(target) || self.names(path) || self.runs(path)
    }

    /// Whether a command is told that reads the file without being given its name.
    fn runs(&self, path: &str) -> bool {
        let commands: &[&str] = match path {
            path if COMPOSE_FILES.contains(&path) => &["docker compose ", "docker-compose "],
            "Dockerfile" => &["docker build ", "docker buildx build "],
            _ => &[],
        };
        commands.iter().any(|command| self.text.contains(command))
    }

    fn names(&self, path: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        self.text.match_indices(path).any(|(at, _)| {
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + path.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(is_part)
        })
    }
}
