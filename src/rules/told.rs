//! The commands that the fences of a knowledge base tell people to run, and what is said around them.

use crate::kinds::{Page, PageKind};
use crate::model::environment::is_of_own_machine;
use crate::rules::parts::present;
use crate::syntax::markdown::Fence;
use crate::syntax::shell::{self, Command};
use crate::text::{Excerpt, Span};
use crate::workspace::Workspace;

/// Programs that run another one.
const WRAPPERS: &[&str] = &["sudo", "exec", "time", "nohup", "command"];

/// One command of a fence.
pub(super) struct Told<'a> {
    pub page: &'a Page,
    pub fence: &'a Fence,
    pub span: Span,
    /// The words without wrappers, as the program receives them or, where that is computed, as written.
    pub words: Vec<String>,
    /// What feeds it through a pipe: the words of the command before.
    pub fed_by: Vec<String>,
    /// Whether its output goes elsewhere: to a file, a variable or another program.
    pub is_redirected: bool,
}

impl Told<'_> {
    /// The program.
    pub fn program(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// Whether some word is one of these.
    pub fn has(&self, words: &[&str]) -> bool {
        self.words.iter().any(|word| words.contains(&word.as_str()))
    }

    /// Whether it begins with these words, options aside.
    pub fn runs(&self, words: &[&str]) -> bool {
        let mut plain = self.words.iter().filter(|word| !word.starts_with('-'));
        words.iter().all(|word| plain.next().is_some_and(|said| said == word))
    }
}

/// The commands on pages that speak of the present; those for people's own machines only if `own`.
pub(super) fn commands(ws: &Workspace, own: bool) -> impl Iterator<Item = Told<'_>> {
    let pages = present(ws).filter(move |page| own || !is_own(page));
    pages.flat_map(|page| page.markdown.fences.iter().flat_map(move |fence| of_fence(page, fence)))
}

/// Whether a page is about people's own machines, where little can be lost.
fn is_own(page: &Page) -> bool {
    page.kind != Some(PageKind::Ci) && is_of_own_machine(page.stem())
}

fn of_fence<'a>(page: &'a Page, fence: &'a Fence) -> Vec<Told<'a>> {
    if !shell::is_shell(&fence.language) || fence.quoted || fence.info.contains("ignore") {
        return Vec::new();
    }
    let whole = Excerpt { file: fence.span.file, offset: 0, text: &fence.text };
    let is_console = shell::looks_like_console(&fence.text);
    let script = if is_console { shell::parse_console(whole) } else { shell::parse(whole) };
    let mut found: Vec<Told> = Vec::new();
    for command in script.commands.iter().filter(|command| !command.words.is_empty()) {
        let after = &fence.text[command.span.end as usize..];
        let rest = after.split(['\n', ';', '&']).next().unwrap_or_default();
        found.push(Told {
            page,
            fence,
            span: fence.locate(command.span.start as usize, command.span.end as usize),
            words: words(command),
            fed_by: found.last().filter(|_| command.piped).map(|before| before.words.clone()).unwrap_or_default(),
            is_redirected: !command.group.is_empty() || rest.contains(['|', '>']),
        });
    }
    found
}

fn words(command: &Command) -> Vec<String> {
    let plain = |word: &shell::Word| word.text.clone().unwrap_or_else(|| word.raw.trim_matches(['"', '\'']).to_owned());
    let is_wrapper = |word: &String| WRAPPERS.contains(&word.as_str());
    command.words.iter().map(plain).skip_while(is_wrapper).collect()
}

/// All that people are told around a fence: in its section, at the head of those around it, and by comments among the
/// commands; in lower case.
pub(super) fn around(told: &Told) -> String {
    let markdown = &told.page.markdown;
    let mut sections = vec![told.fence.section];
    while let Some(Some(at)) = sections.last() {
        sections.push(markdown.headings[*at].parent);
    }
    let headings = sections.iter().flatten().map(|at| markdown.headings[*at].text.as_str());
    let blocks = markdown.blocks.iter().filter(|block| sections.contains(&block.section));
    let fences = markdown.fences.iter().filter(|fence| sections.contains(&fence.section));
    let comments = fences.flat_map(|fence| fence.text.lines()).filter(|line| line.trim_start().starts_with('#'));
    let words: Vec<&str> = headings.chain(blocks.map(|block| block.prose.as_str())).chain(comments).collect();
    words.join("\n").to_lowercase()
}
