//! A page while it is read: which of its words speak of here and now.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::included::included;
use super::retired::{is_retired, of_releases};
use super::site::{Site, outlives_original};
use crate::config::Config;
use crate::kinds::Page;
use crate::model::{Evidence, How, Name, Naming, Open, Reading, RepoPath, Repository, Scope, Statement, ToolVersion};
use crate::syntax::markdown::{Block, BlockKind, Code, Fence};
use crate::text::{Excerpt, Files, Span};

/// What readers of claims may know beside the page.
pub struct Context<'a> {
    /// The paths that exist.
    pub files: &'a Files,
    /// Which repository this is.
    pub repository: &'a Repository,
    /// The project's configuration.
    pub config: &'a Config,
    included: BTreeSet<String>,
}

impl<'a> Context<'a> {
    /// What is around pages of these files, of which the texts are there.
    pub fn new(files: &'a Files, repository: &'a Repository, config: &'a Config) -> Self {
        Self { files, repository, config, included: included(files) }
    }

    /// Whether a page is taken in by another. The README of a folder is read where it lies, too.
    pub(super) fn is_included(&self, path: &str) -> bool {
        let name = path.rsplit_once('/').map(|(_, name)| name.to_ascii_lowercase());
        name.is_some_and(|name| !name.starts_with("readme.")) && self.included.contains(path)
    }
}

/// Words that tell of another time: what they speak of need not be so now.
static OTHER_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:removed|deletes|deleted|deprecated|formerly|was|were|until|no longer|used to|previously|renam(?:e|es|ed|ing)|replac(?:e|es|ed|ing)|obsolete|legacy|old(?:er)?|migrat(?:e|es|ed|ing)|mov(?:e|es|ed|ing)|had|instead of|rather than|don[’']t|do not|doesn[’']t|does not|never|planned|in the future|TODO|upgrad(?:e|ed|ing) (?:from|to)|prior to|before version|since version|as of|end[- ]of[- ]life|dropped|drops?|retired|retires|stale|outdated|there (?:is|are) no|no[`\s]+(?:exists?|in the (?:work-?tree|tree|repository|repo))|if (?:it|the file|that file|they) (?:does|do) not exist)\b",
    )
    .expect("a valid expression")
});

/// Words by which the reader is to make a file that need not be there.
static TO_BE_MADE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:create (?:a|an|the|your)|creating (?:this|the) file|add (?:a|an) (?:new )?file|(?:add|adding|put|insert) (?:the following|this)|sav(?:e|ing) (?:it|this|that|them|the [^.:]{0,40}?|your [^.:]{0,40}?|as )?\s*(?:as|to|in|into))\b").expect("a valid expression")
});

/// Words by which a path is what a program will write, so that it need not be there yet.
static TO_BE_WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(?:will|should|must) (?:now )?appear|(?:is|are|be|get|gets|being) (?:[a-z]+ly |also |then |now )?(?:generated|created|written|stored|saved|cached|downloaded|recorded) (?:in|into|to|at|under|inside)|generated [a-z0-9_ \t\r\n]{0,40}(?:outputs?|artifacts?|files?) (?:in|at|under|inside)|local artifacts?|git-?ignored|not (?:committed|checked in|tracked))\b")
        .expect("a valid expression")
});

/// Words that make what follows a sample.
static SAMPLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:e\.g\.?|i\.e\.|for example|for instance|example|sample|such as|say|suppose|imagine|placeholder|your own|(?:in|inside|into|of|to|from) your (?:app|application|project)|let[’']s say|hypothetical|something like|might look like|looks like)(?:\b|\s|,)")
        .expect("a valid expression")
});

/// Headings under which nothing is about the present of this repository.
static OTHER_HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:change ?log|history|release notes|migrat(?:ion|ing)|upgrad(?:e|ing)|deprecat(?:ed|ions?)|removed|removals?|roadmap|archive|what[’']s new|breaking changes|legacy|obsolete|old (?:way|method|approach|process|procedure|workflow|flow|setup|instructions)s?|alternatives considered|future)\b")
        .expect("a valid expression")
});

/// Words that go to the repository as it was at some commit.
static AT_A_COMMIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:clone|check\s?out)\b[^\n]{0,80}\b(?:at|commit)\b[^\n]{0,20}\b[0-9a-f]{7,40}\b")
        .expect("a valid expression")
});

/// How many bytes of a sentence are looked at to either side of a word.
const SENTENCE: usize = 400;

/// How many blocks lead to a command.
const LEAD: usize = 6;

/// Folders whose sub-folders stand for themselves.
const SAMPLES: &[&str] =
    &["examples", "example", "samples", "sample", "code-samples", "demos", "demo", "gists", "templates"];

/// A page while its claims are collected.
pub(super) struct Speech<'a> {
    pub text: Excerpt<'a>,
    pub page: &'a Page,
    pub context: &'a Context<'a>,
    pub reading: Reading,
    /// The site generator that renders the page, if one does.
    pub site: Option<Site>,
    /// Whether it translates a page that the original has no more, so that nobody is shown it.
    pub is_leftover: bool,
    is_retired: bool,
    elsewhen: Vec<bool>,
    shown_keys: OnceCell<HashSet<&'a str>>,
}

/// The sections that lead through the repository as it was at some commit.
fn at_a_commit(text: &str, page: &Page) -> HashSet<usize> {
    if page.is_typed() || !AT_A_COMMIT.is_match(text) {
        return HashSet::new();
    }
    let blocks = page.markdown.blocks.iter().filter(|block| AT_A_COMMIT.is_match(&block.prose));
    blocks.filter_map(|block| block.section).collect()
}

impl<'a> Speech<'a> {
    pub fn new(text: Excerpt<'a>, page: &'a Page, context: &'a Context<'a>, reading: Reading) -> Self {
        let headings = &page.markdown.headings;
        let mut of_another_time = at_a_commit(text.text, page);
        of_another_time.extend(of_releases(page));
        let mut elsewhen: Vec<bool> = Vec::with_capacity(headings.len());
        for (at, heading) in headings.iter().enumerate() {
            let around = heading.parent.is_some_and(|parent| elsewhen.get(parent).copied().unwrap_or_default());
            // The title names the page; what a page is about was decided by its path.
            elsewhen.push(
                around || of_another_time.contains(&at) || (heading.level > 1 && OTHER_HEADING.is_match(&heading.text)),
            );
        }
        let site = Site::of(&page.path, context.files);
        let is_leftover = site.is_some() && outlives_original(&page.path, context.files);
        Self {
            text,
            page,
            context,
            reading,
            site,
            is_retired: is_retired(page) || is_leftover,
            is_leftover,
            elsewhen,
            shown_keys: OnceCell::new(),
        }
    }

    /// Whether a section tells of the present.
    pub fn is_now(&self, section: Option<usize>) -> bool {
        !self.is_retired && !section.and_then(|at| self.elsewhen.get(at)).copied().unwrap_or_default()
    }

    /// Whether a block may claim anything: it is of the present and quotes nobody.
    pub fn speaks(&self, block: &Block) -> bool {
        !block.quoted && !self.is_tutorial() && self.is_now(block.section)
    }

    /// Whether a link of the page may name what some page or source labels, rather than a path or a heading.
    pub fn links_labels(&self) -> bool {
        let markdown = &self.page.markdown;
        self.site.as_ref().is_some_and(|site| site.by_label)
            || markdown.has_labels
            || markdown.fences.iter().any(|fence| fence.language.starts_with('{'))
    }

    /// Whether a listing of the page gives its reader something of the name, as a key of YAML for a file of their own.
    pub fn shows_key(&self, name: &str) -> bool {
        let page = self.page;
        let keys = self.shown_keys.get_or_init(|| {
            let fences = page.markdown.fences.iter().filter(|_| !page.is_typed());
            let listings = fences.filter(|fence| matches!(&*fence.language, "yaml" | "yml" | ""));
            listings.flat_map(|fence| fence.text.lines()).filter_map(|line| line.trim().strip_suffix(':')).collect()
        });
        keys.contains(name)
    }

    /// Whether the page leads the reader through making something of their own.
    fn is_tutorial(&self) -> bool {
        self.page.path.to_lowercase().contains("tutorial")
    }

    /// Whether a fence may claim anything.
    pub fn fence_speaks(&self, fence: &Fence) -> bool {
        let ignored = fence.info.split([' ', ',', '{', '}']).any(|word| word == "ignore" || word == "diff");
        !fence.quoted && !ignored && !self.is_tutorial() && fence.language != "diff" && self.is_now(fence.section)
    }

    /// The sentence of a block around a place, as prose.
    pub fn sentence(block: &Block, span: Span) -> &str {
        block.prose.get(Self::sentence_range(block, span)).unwrap_or(&block.prose)
    }

    /// The sentence around inline code, without it: what is called `old.sh` or `migrate` does not speak of another time.
    pub fn around(block: &Block, code: &Code) -> String {
        Self::sentence(block, code.span).replace(&code.text, " ")
    }

    /// The block that leads the list of an item.
    pub fn lead<'p>(page: &'p Page, item: &Block) -> Option<&'p Block> {
        let blocks = &page.markdown.blocks;
        let at = blocks.partition_point(|block| block.span.start < item.span.start);
        // The words that lead a list are not looked for further than people read back.
        let mut before = blocks[at.saturating_sub(50)..at].iter().rev();
        before.find(|block| block.kind != BlockKind::ListItem)
    }

    /// The last sentence before a list, if it introduces the items: "For example:".
    pub fn introduction<'p>(page: &'p Page, item: &Block) -> Option<&'p str> {
        let lead = Self::lead(page, item).filter(|_| item.kind == BlockKind::ListItem)?;
        let words = lead.prose.trim_end().ends_with(':') && lead.kind == BlockKind::Paragraph;
        let end = Span::new(lead.span.file, lead.span.end as usize, lead.span.end as usize);
        words.then(|| Self::sentence(lead, end))
    }

    /// Whether the words behind a place say what holds if that is not there.
    pub fn is_optional(block: &Block, span: Span) -> bool {
        static IF_ABSENT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"(?i)\bif (?:(?:it|they|(?:this|that|the|such an?) (?:file|folder|directory|page|script)) (?:does|do|is|are)(?: not|n[’']t) (?:exist|present|there)|present\b|(?:it|that file|the file) exists\b)")
                .expect("a valid expression")
        });
        let at = (span.end.saturating_sub(block.span.start) as usize).min(block.prose.len());
        let end = block.prose.ceil_char_boundary((at + SENTENCE).min(block.prose.len()));
        block.prose.get(at..end).is_some_and(|behind| IF_ABSENT.is_match(behind))
    }

    /// Whether the words that lead to a place have the reader fetch something, which a command there may then run.
    pub fn is_downloaded(&self, at: Span) -> bool {
        let blocks = &self.page.markdown.blocks;
        let here = blocks.partition_point(|block| block.span.start < at.start);
        let mut before = blocks[here.saturating_sub(LEAD)..here].iter();
        !self.page.is_typed() && before.any(|block| block.prose.to_lowercase().contains("download"))
    }

    /// Where in a block's prose the sentence around a place is, as far as people write them: a paragraph without an end
    /// would be read again for each of its words.
    pub fn sentence_range(block: &Block, span: Span) -> Range<usize> {
        let at = (span.start.saturating_sub(block.span.start) as usize).min(block.prose.len());
        let end_at = (span.end.saturating_sub(block.span.start) as usize).clamp(at, block.prose.len());
        let bytes = block.prose.as_bytes();
        let ends = |at: usize| {
            matches!(bytes[at], b'.' | b'!' | b'?')
                && bytes[at + 1].is_ascii_whitespace()
                && !["e.g", "i.e"].iter().any(|short| bytes[..at].ends_with(short.as_bytes()))
        };
        let first = block.prose.floor_char_boundary(at.saturating_sub(SENTENCE));
        let last = block.prose.ceil_char_boundary((end_at + SENTENCE).min(bytes.len()));
        let start = (first + 1..at).rev().find(|i| ends(*i - 1)).unwrap_or(first);
        let end = (end_at..last.saturating_sub(1)).find(|i| ends(*i)).unwrap_or(last);
        start..end
    }

    /// Whether a sentence speaks of another time.
    pub fn is_elsewhen(sentence: &str) -> bool {
        OTHER_TIME.is_match(sentence)
    }

    /// Whether a sentence tells the reader to make a file.
    pub fn is_to_be_made(sentence: &str) -> bool {
        TO_BE_MADE.is_match(sentence)
    }

    /// Whether a sentence tells of what some program writes.
    pub fn is_to_be_written(sentence: &str) -> bool {
        TO_BE_WRITTEN.is_match(sentence)
    }

    /// Whether a sentence gives a sample.
    pub fn is_sample(sentence: &str) -> bool {
        SAMPLE.is_match(sentence)
    }

    /// The folder of the page, from which one looks outward.
    pub fn scope(&self) -> Scope {
        Scope::of(&self.page.folder)
    }

    /// The folder from which the page's paths are read: that of the file, or of the repository that a knowledge base is for.
    pub fn path_scope(&self) -> Scope {
        Scope::of(if self.page.is_typed() { &self.page.folder } else { self.page.own_folder() })
    }

    pub fn evidence(&self, how: How, instructs: bool) -> Evidence {
        Evidence { how, typed: self.page.is_typed(), instructs }
    }

    /// Lets something claim what it would, and leaves all of it open.
    pub fn leave_open(&mut self, why: &'static str, tell: impl FnOnce(&mut Self)) {
        let says = &self.reading.says;
        let (versions, names) = (says.versions.statements.len(), says.names.statements.len());
        let paths = says.paths.statements.len();
        tell(self);
        let says = &mut self.reading.says;
        let versions = says.versions.statements.drain(versions..).map(|claim| claim.span);
        let names = says.names.statements.drain(names..).map(|claim| claim.span);
        let paths = says.paths.statements.drain(paths..).map(|claim| claim.span);
        says.open.extend(versions.chain(names).chain(paths).map(|span| Open { span, why }));
    }

    /// Lets something claim for a folder, or leaves what it would claim open if the folder is not known.
    pub fn claim_or_leave_open(&mut self, folder: Result<Scope, &'static str>, tell: impl FnOnce(&mut Self, &Scope)) {
        match folder {
            Ok(scope) => tell(self, &scope),
            Err(why) => self.leave_open(why, |speech| tell(speech, &Scope::root())),
        }
    }

    /// Whether the page stands beside sources in a tree of documentation, so that it is about them.
    fn is_of_a_tool_in_the_documentation(&self) -> bool {
        let folder = self.page.own_folder();
        let is_documentation = matches!(folder.split_once('/'), Some(("docs" | "doc" | "documentation", _)));
        is_documentation && self.context.files.has_source_in(folder)
    }

    pub fn claim_version(&mut self, version: ToolVersion, span: Span, how: How) {
        // A sample asks for what it needs itself, not for what the repository is built with.
        let sample = self.page.path.split('/').any(|step| SAMPLES.contains(&step));
        let scope = if sample || self.is_of_a_tool_in_the_documentation() {
            Scope::only(self.page.own_folder())
        } else {
            self.scope()
        };
        let evidence = self.evidence(how, how == How::Command);
        self.reading.says.versions.statements.push(Statement { value: version, span, scope, evidence });
    }

    pub fn claim_name(&mut self, name: Name, span: Span, scope: Scope, how: How) {
        let evidence = self.evidence(how, how == How::Command);
        self.reading.says.names.statements.push(Statement { value: name, span, scope, evidence });
    }

    pub fn claim_path(
        &mut self,
        path: String,
        naming: Naming,
        anchor: Option<String>,
        span: Span,
        scope: Scope,
        how: How,
    ) {
        // `owner/name` in a command or in inline code is this repository's name at its host.
        if naming == Naming::Mention && self.context.repository.slugs.contains(&path.to_lowercase()) {
            return;
        }
        let value = RepoPath { path, naming, anchor };
        let evidence = self.evidence(how, how == How::Command);
        self.reading.says.paths.statements.push(Statement { value, span, scope, evidence });
    }
}
