//! Examples: small repositories written as the fences of a Markdown section.

use std::collections::{BTreeMap, BTreeSet};

use devops_docs::config::{Config, Overrides};
use devops_docs::model::{Answers, Extent, History, Newer, Receipt, Repository, Revision, Tag};
use devops_docs::syntax::markdown::{Flavor, parse};
use devops_docs::text::{EntryKind, Excerpt, FileId, Files};
use devops_docs::workspace::{Draft, Workspace, fixtures};

/// One `##` section of a page.
#[derive(Debug, Default)]
pub struct Example {
    pub title: String,
    files: Vec<(String, EntryKind, String)>,
    gone: Vec<(String, Option<String>)>,
    ignored: BTreeSet<String>,
    ignored_by_name: BTreeSet<String>,
    born: BTreeMap<String, String>,
    tags: Vec<Tag>,
    revisions: BTreeMap<String, Vec<Revision>>,
    newer: BTreeMap<String, Newer>,
    extent: Extent,
    /// What the page shows; none if the example is to be clean.
    pub diagnostics: Option<String>,
    /// Files after `--fix`.
    pub fixed: Vec<(String, String)>,
    /// Files after `--unsafe-fixes`.
    pub guessed: Vec<(String, String)>,
}

/// The examples of a page, in their order.
pub fn examples(page: &str) -> Vec<Example> {
    let markdown = parse(Excerpt::whole(FileId(0), page), Flavor::Markdown);
    let sections = markdown.headings.iter().enumerate().filter(|(_, heading)| heading.level == 2);
    sections
        .map(|(at, heading)| {
            let mut example = Example { title: heading.text.clone(), ..Example::default() };
            for fence in markdown.fences.iter().filter(|fence| fence.section == Some(at)) {
                example.take(&fence.info, &fence.text);
            }
            assert!(!example.files.is_empty(), "{} has files", heading.text);
            example
        })
        .collect()
}

impl Example {
    fn take(&mut self, info: &str, body: &str) {
        let lines = || body.lines().map(str::to_owned);
        match info {
            "diagnostics" => self.diagnostics = Some(body.trim_end().to_owned()),
            "gone" => self.gone.extend(lines().map(|path| (path, None))),
            "ignored" => self.ignored.extend(lines()),
            "ignored by name" => {
                self.ignored.extend(lines());
                self.ignored_by_name.extend(lines());
            }
            "born" => self.born.extend(lines().map(|line| {
                let (page, day) = line.split_once(' ').expect("a page has a first day");
                (page.to_owned(), day.to_owned())
            })),
            "since" => self.extent = Extent::Since(lines().collect()),
            "tags" => self.tags.extend(lines().map(|line| {
                let [name, day, commit] = words(&line);
                Tag { name, time: format!("{day}T12:00:00Z"), commit }
            })),
            "newer" => self.newer.extend(lines().map(|line| {
                let [page, path, date] = words(&line);
                (page, Newer { path, commit: "0a1b2c3".to_owned(), date })
            })),
            "moved" => self.gone.extend(lines().map(|line| {
                let (from, to) = line.split_once(' ').expect("a move has two paths");
                (from.to_owned(), Some(to.to_owned()))
            })),
            _ => {
                let (language, path) = info.split_once(':').expect("an example's fence is a file or a known word");
                if language == "past" {
                    let [path, date] = words(path);
                    let revision = Revision { commit: "0a1b2c3".to_owned(), date, text: body.to_owned() };
                    return self.revisions.entry(path).or_default().push(revision);
                }
                let (path, kind) = match path.strip_suffix(" mode=755") {
                    Some(path) => (path, EntryKind::Executable),
                    None => (path, EntryKind::File),
                };
                if language == "fixed" {
                    self.fixed.push((path.to_owned(), body.trim_end().to_owned()));
                } else if language == "guessed" {
                    self.guessed.push((path.to_owned(), body.trim_end().to_owned()));
                } else {
                    self.files.push((path.to_owned(), kind, format!("{}\n", body.trim_end_matches('\n'))));
                }
            }
        }
    }

    /// The example as a repository, read and reconciled, on a fixed day.
    pub fn workspace(&self) -> Workspace {
        let mut files = Files::new(self.files.iter().map(|(path, kind, _)| (path.clone(), *kind)).collect());
        for (path, _, text) in &self.files {
            let id = files.find(path).expect("it was just given");
            files.set_text(id, text.clone().into_bytes());
        }
        let config = files.find("devops-docs.toml").map(|id| {
            let text = files.text(id).expect("it was just set").to_owned();
            Config::read(Excerpt::whole(id, &text), "devops-docs.toml")
        });
        let (config, problems) = config.unwrap_or_else(|| (Config::defaults(), Vec::new()));
        let config = config.overridden(&Overrides { program: devops_docs::cli::program(), ..Overrides::default() });
        let slugs = config.settings.repository.iter().map(|slug| slug.to_lowercase()).collect();
        let draft = Draft::read(files, config, Repository { slugs, ..Repository::default() }, problems);
        let answers = self.answers(&draft);
        Workspace::new(draft, answers, "2024-06-01".to_owned())
    }

    fn answers(&self, draft: &Draft) -> Answers {
        let questions = draft.questions();
        let receipt = |path: &str, renamed_to: &Option<String>| Receipt {
            path: path.to_owned(),
            commit: "0a1b2c3".to_owned(),
            date: "2024-03-09".to_owned(),
            renamed_to: renamed_to.clone(),
            moved_to: None,
        };
        let mut gone: BTreeMap<String, Receipt> = BTreeMap::new();
        for (path, to) in &self.gone {
            for (at, _) in path.match_indices('/') {
                gone.entry(path[..at].to_owned()).or_insert_with(|| receipt(&path[..at], &None));
            }
            gone.insert(path.clone(), receipt(path, to));
        }
        let names = gone.values().map(|receipt| (receipt.path.rsplit('/').next().unwrap_or_default(), receipt));
        let gone_names = names
            .filter(|(name, _)| questions.file_names.contains(*name))
            .map(|(name, receipt)| (name.to_owned(), receipt.clone()))
            .collect();
        gone.retain(|path, _| questions.paths.contains(path));
        let is_page = |path: &str| path.ends_with(".md") || path.ends_with(".mdx");
        let sources: Vec<&String> =
            self.files.iter().filter(|(path, ..)| !is_page(path)).map(|(.., text)| text).collect();
        let mentioned =
            questions.mentions.iter().filter(|name| sources.iter().any(|text| text.contains(name.as_str())));
        let mentioned = mentioned.cloned().collect();
        Answers {
            ignored: self.ignored.clone(),
            ignored_by_name: self.ignored_by_name.clone(),
            gone,
            gone_names,
            born: self.born.clone(),
            mentioned,
            tags: self.tags.clone(),
            revisions: self.revisions.clone(),
            newer: self.newer.clone(),
            extent: self.extent.clone(),
            fixtures: fixtures(draft.files(), &|_| Vec::new()),
            history: History::Whole,
            ..Answers::default()
        }
    }
}

/// The words of a line, of which there are so many.
fn words<const N: usize>(line: &str) -> [String; N] {
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    words.try_into().expect("the line has as many words as it is to have")
}
