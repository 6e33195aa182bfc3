//! Commands in fences and in inline code: what they run, and where.

use std::sync::LazyLock;

use regex::Regex;

use super::programs;
use super::reader_project::ReaderProject;
use super::runners::is_program;
use super::speech::Speech;
use super::working_folder::{Folder, is_this};
use super::wrappers::{self, Inner};
use crate::model::{How, Naming, join};
use crate::syntax::markdown::{Block, Code, Fence};
use crate::syntax::shell::{self, Command, Script, Word};
use crate::text::{Excerpt, Span};

pub(super) fn read(speech: &mut Speech) {
    let page = speech.page;
    let markdown = &page.markdown;
    // Once a page has gone to another repository, what follows under the same heading is about that one.
    let mut gone: Option<(Option<usize>, Folder)> = None;
    let cloned = cloned(speech);
    let reader_project = ReaderProject::of(page, speech.context);
    for fence in &markdown.fences {
        let top = top_section(speech, fence.section);
        gone = gone.filter(|(section, _)| *section == top);
        if !speech.fence_speaks(fence) || reader_project.has(fence.section, fence.span.start) {
            continue;
        }
        let Some(script) = script_of(speech, fence) else { continue };
        let start = if is_of_another(&fence.text, speech) { Some(Folder::Foreign) } else { None };
        let start = start.or(gone.map(|(_, folder)| folder)).unwrap_or(Folder::Open);
        let mut walk = Walk::new(start, cloned.clone());
        for command in &script.commands {
            walk.step(speech, command);
        }
        gone = matches!(walk.folder, Folder::Foreign | Folder::Unknown).then_some((top, walk.folder));
    }
    inline(speech, &reader_project);
}

/// Whether a comment says that the commands are run in another repository: `# in the shop-operator repo`.
fn is_of_another(commands: &str, speech: &Speech) -> bool {
    static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:in|inside|from)\s+(?:the\s+|your\s+)?(?P<name>[a-z0-9_./]*-[a-z0-9_./-]+)\s+(?:repo|repository|checkout|clone)\b")
            .expect("a valid expression")
    });
    static OF_THE_READER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\W*(?:in|inside|from)\s+(?:an|a|another|some|your(?:\s+own)?)\s+(?:other\s+|different\s+)?(?:apps?|applications?|projects?|packages?|repo|repository|checkout)\b")
            .expect("a valid expression")
    });
    let mut comments = commands.lines().filter(|line| line.trim_start().starts_with('#'));
    comments.any(|line| {
        OF_THE_READER.is_match(line) || ELSEWHERE.captures(line).is_some_and(|found| !is_this(&found["name"], speech))
    })
}

/// The folders of other repositories that the page tells to clone, in whatever fence.
fn cloned(speech: &Speech) -> Vec<String> {
    let fences = speech.page.markdown.fences.iter().flat_map(|fence| fence.text.lines());
    let clones = fences.filter(|line| line.contains("git clone")).filter_map(|line| line.split_whitespace().last());
    let names = clones.map(|address| address.trim_end_matches('/').trim_end_matches(".git"));
    let names = names.filter_map(|address| address.rsplit(['/', ':']).next());
    names.filter(|name| !is_this(name, speech)).map(str::to_owned).collect()
}

/// The outermost section, below the title, that holds a section.
fn top_section(speech: &Speech, section: Option<usize>) -> Option<usize> {
    let headings = &speech.page.markdown.headings;
    let mut at = section?;
    while let Some(parent) = headings[at].parent.filter(|parent| headings[*parent].level > 1) {
        at = parent;
    }
    Some(at)
}

/// The commands of a fence, if it holds any.
fn script_of(speech: &Speech, fence: &Fence) -> Option<Script> {
    let language = fence.language.as_str();
    // Without a prompt, what a console shows is commands alone, or what programs said.
    let is_of_console = shell::is_session(language) && !is_of_commands(&fence.text);
    let is_console = is_of_console
        || shell::looks_like_console(&fence.text)
        || shell::is_shell(language) && shell::begins_behind_bracket(&fence.text);
    // Some name the program where they show its commands.
    let unnamed = matches!(language, "" | "text" | "txt" | "make" | "just");
    if !(shell::is_shell(language) || is_console || unnamed) {
        return None;
    }
    // Without a language it may be a program's output.
    if unnamed && !is_console && !is_of_commands(&fence.text) {
        return None;
    }
    if fence.text.len() > 64 * 1024 {
        return None;
    }
    // The lines of a fence in a list or quotation are indented in the file, so it is read from its own text.
    let whole = Excerpt { file: speech.text.file, offset: 0, text: &fence.text };
    let mut script = if is_console { shell::parse_console(whole) } else { shell::parse(whole) };
    for command in &mut script.commands {
        cut_description(&fence.text, command);
        command.span = fence.locate(command.span.start as usize, command.span.end as usize);
        for word in &mut command.words {
            word.span = fence.locate(word.span.start as usize, word.span.end as usize);
        }
    }
    Some(script)
}

/// Whether every line of a listing begins like a command, or is a comment.
fn is_of_commands(text: &str) -> bool {
    const OTHERS: &[&str] =
        &["git", "cp", "mkdir", "export", "brew", "pip", "go", "echo", "touch", "apt", "apt-get", "kubectl", "helm"];
    let is_comment = |first: &str| first.is_empty() || first.starts_with('#');
    let is_command = |first: &str| is_program(first) || first.starts_with("./") || OTHERS.contains(&first);
    let lines: Vec<&str> = text.lines().collect();
    let first = |line: &&str| line.split_whitespace().next().unwrap_or_default().to_owned();
    let continued = |at: usize| at > 0 && lines[at - 1].trim_end().ends_with('\\');
    lines.iter().any(|line| is_command(&first(line)))
        && lines
            .iter()
            .enumerate()
            .all(|(at, line)| continued(at) || is_comment(&first(line)) || is_command(&first(line)))
}

/// Takes away the words that only tell what a command does, in a list of commands: `make docs    - Builds the pages`.
fn cut_description(text: &str, command: &mut Command) {
    let begins = |at: usize| {
        let (before, word) = (&command.words[at - 1], &command.words[at]);
        let gap = text.get(before.span.end as usize..word.span.start as usize).unwrap_or_default();
        let is_dash = matches!(word.raw.as_str(), "-" | "–" | "—");
        let is_wide = is_dash || gap.contains('\t') || gap.len() >= 2;
        let tells = is_dash
            || matches!(word.raw.as_str(), "--" | ":" | "=>" | "->")
            || word.raw.starts_with('(')
            || word.raw.starts_with(|c: char| c.is_uppercase()) && !word.raw.contains('=');
        is_wide && tells && gap.chars().all(|c| c == ' ' || c == '\t')
    };
    if let Some(at) = (1..command.words.len()).find(|at| begins(*at)) {
        command.words.truncate(at);
    }
}

/// Follows the folder through the commands of a script.
struct Walk {
    folder: Folder,
    /// Where `cd -` goes.
    before: Folder,
    /// Where `popd` goes.
    left: Vec<Folder>,
    groups: Vec<(Vec<u32>, Folder)>,
    made: Vec<String>,
}

impl Walk {
    /// Begins in `folder`; the folders in `made` come from elsewhere.
    fn new(folder: Folder, made: Vec<String>) -> Self {
        Self { before: folder.clone(), folder, left: Vec::new(), groups: Vec::new(), made }
    }

    /// Takes one command in, and what it names in the folder it runs in.
    fn step(&mut self, speech: &mut Speech, command: &Command) {
        while self.groups.last().is_some_and(|(group, _)| !command.group.starts_with(group)) {
            self.folder = self.groups.pop().expect("it was just seen").1;
        }
        if self.groups.last().map_or(0, |(group, _)| group.len()) < command.group.len() {
            self.groups.push((command.group.clone(), self.folder.clone()));
        }
        let Inner { words, elsewhere } = wrappers::inner(&command.words);
        let Some(name) = words.first().and_then(|word| word.text.as_deref()) else { return };
        match name {
            "cd" | "pushd" => {
                let folder = match words.get(1) {
                    // At home, which is nobody's repository.
                    None if name == "cd" => Folder::Foreign,
                    None => self.left.pop().unwrap_or(Folder::Unknown),
                    Some(target) if target.raw == "-" => self.before.clone(),
                    Some(target) => self.entered(speech, target),
                };
                self.before = std::mem::replace(&mut self.folder, folder);
                if name == "pushd" {
                    self.left.push(self.before.clone());
                }
            }
            "popd" => self.folder = self.left.pop().unwrap_or(Folder::Unknown),
            "mkdir" | "git" if name == "mkdir" || clones(words) => {
                self.made.extend(
                    words[1..].iter().filter_map(|word| Some(word.text.as_deref()?.trim_end_matches('/').to_owned())),
                );
                if name == "git" && !clones_this(words, speech) {
                    // What is cloned is another repository; only going into this one comes back.
                    let name = words.last().and_then(|word| word.text.as_deref()).unwrap_or_default();
                    let name = name.trim_end_matches(".git").rsplit('/').next().unwrap_or_default().to_owned();
                    self.made.push(name);
                }
            }
            // What these run, they run elsewhere.
            "ssh" | "kubectl" | "vagrant" | "curl" | "wget" => {}
            _ => {
                let folder = if elsewhere { Folder::Unknown } else { self.folder.clone() };
                match wrappers::script_in(words) {
                    Some(script) => {
                        let mut inside = Self::new(folder, self.made.clone());
                        script.commands.iter().for_each(|command| inside.step(speech, command));
                    }
                    None => programs::read(speech, words, &folder),
                }
            }
        }
    }

    /// The folder after `cd target`.
    fn entered(&self, speech: &mut Speech, target: &Word) -> Folder {
        if target.raw.contains("git rev-parse --show-toplevel") {
            return if self.folder == Folder::Foreign { Folder::Foreign } else { Folder::Known(String::new()) };
        }
        let Some(text) = &target.text else { return Folder::Unknown };
        if self.made.iter().any(|made| made == text.trim_end_matches('/')) {
            return Folder::Foreign;
        }
        self.claim_folder(speech, text, target.span);
        self.folder.enter(text, speech)
    }

    /// A folder that one is told to go to was here once, or the claim says nothing.
    fn claim_folder(&self, speech: &mut Speech, target: &str, span: Span) {
        let plain = !target.starts_with(['/', '~', '-', '.', '$']) && target.contains(char::is_alphabetic);
        // The readers of a site are in projects of their own.
        if !plain || is_this(target, speech) || speech.site.is_some() {
            return;
        }
        let Some(scope) = self.folder.path_scope(speech) else { return };
        let path = target.trim_end_matches('/').to_owned();
        speech.claim_path(path, Naming::Folder, None, span, scope, How::Command);
    }
}

fn clones(words: &[Word]) -> bool {
    words.get(1).and_then(|word| word.text.as_deref()) == Some("clone")
}

fn clones_this(words: &[Word], speech: &Speech) -> bool {
    words[2..].iter().any(|word| is_this(word.raw.trim_end_matches(".git"), speech))
}

/// Whether a sentence first sends the reader to another folder, by a name that no folder here has: "Go to the shop
/// source directory and run …".
fn goes_elsewhere(sentence: &str, speech: &Speech) -> bool {
    static GO: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:go|change|switch|navigate|move) (?:in)?to (?:the |your )?(?P<name>[a-z0-9_./-]+) (?:source |root )?(?:director(?:y|ies)|repo(?:sitory)?|folder|checkout)\b")
            .expect("a valid expression")
    });
    let files = speech.context.files;
    let is_here = |name: &str| {
        matches!(name, "root" | "project" | "this" | "same" | "top-level" | "source" | "main" | "base")
            || is_this(name, speech)
            || speech
                .page
                .own_folder_outward()
                .filter_map(|folder| join(folder, name))
                .any(|path| files.is_folder(&path))
    };
    GO.captures_iter(sentence).any(|found| !is_here(&found["name"]))
}

/// Whether a path alone is something to run: it ends as scripts do, or the words before it say so.
fn is_told_to_run(block: &Block, code: &Code) -> bool {
    static RUN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:run(?:s|ning)?|execut(?:e|es|ing)|call(?:s|ing)?|invok(?:e|es|ing)|start(?:s|ing)?|launch|use|using|via|with)\W*$")
            .expect("a valid expression")
    });
    let before = code.span.start.saturating_sub(block.span.start) as usize;
    let from = block.prose.floor_char_boundary(before.saturating_sub(40));
    let ending = code.text.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_script =
        matches!(ending, "sh" | "bash" | "zsh" | "fish" | "py" | "rb" | "pl" | "php" | "ps1" | "bat" | "cmd");
    is_script || block.prose.get(from..before).is_some_and(|words| RUN.is_match(words))
}

/// Commands in inline code: only those that begin with a program we understand.
fn inline(speech: &mut Speech, reader_project: &ReaderProject) {
    let page = speech.page;
    let markdown = &page.markdown;
    for code in &markdown.codes {
        let block = &markdown.blocks[code.block];
        if code.struck || !speech.speaks(block) || !code.text.contains(' ') && !code.text.starts_with("./") {
            continue;
        }
        if reader_project.has(block.section, code.span.start) {
            continue;
        }
        let first = code.text.trim_start_matches("$ ").split_whitespace().next().unwrap_or_default();
        if !(is_program(first) || first.starts_with("./")) || code.text.contains('\n') {
            continue;
        }
        let sentence = &Speech::around(block, code);
        if Speech::is_elsewhen(sentence) || Speech::is_sample(sentence) || goes_elsewhere(sentence, speech) {
            continue;
        }
        if !code.text.contains(' ') && !is_told_to_run(block, code) {
            continue;
        }
        // Inside code no escapes are undone, so the source is the command, but for what a table or a line break adds.
        if code.text.len() != code.span.len() {
            continue;
        }
        let script = shell::parse(speech.text.at(code.span));
        let mut walk = Walk::new(Folder::Open, Vec::new());
        for command in &script.commands {
            walk.step(speech, command);
        }
    }
}
