//! Scripts of package managers, in the package that is worked in or the one that a command names.

use super::{Value, is_name, operands, values};
use crate::claims::runners::{BINARIES, BUN, COMPOSER, PNPM, YARN, is_npm_script};
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Scope, join};
use crate::syntax::json;
use crate::syntax::shell::Word;
use crate::text::{Excerpt, Span};

/// What a package manager understands.
struct Manager {
    /// Whether a word without `run` before it is that of a script.
    is_script: fn(&str) -> bool,
    /// The options that name packages of a workspace.
    filters: &'static [&'static str],
    /// The options that name the package at the root of one.
    root: &'static [&'static str],
    /// Whether a filter may be the plain path of a folder.
    takes_folders: bool,
}

impl Manager {
    fn of(program: &str) -> Self {
        let filters: &[&str] = &["-F", "--filter"];
        match program {
            "npm" => Self { is_script: is_npm_script, filters: &["-w", "--workspace"], root: &[], takes_folders: true },
            "pnpm" => Self {
                is_script: |word| is_none_of(PNPM, word),
                filters,
                root: &["-w", "--workspace-root"],
                takes_folders: false,
            },
            "yarn" => Self { is_script: |word| is_none_of(YARN, word), filters: &[], root: &[], takes_folders: false },
            _ => Self { is_script: |word| is_none_of(BUN, word), filters, root: &[], takes_folders: false },
        }
    }
}

/// Whether a word is neither a command of a package manager nor a program that commonly comes with a dependency.
fn is_none_of(commands: &[&str], word: &str) -> bool {
    !commands.contains(&word) && !BINARIES.contains(&word)
}

/// Options that take the next word.
const VALUED: &[&str] = &["-C", "--prefix", "--cwd", "--dir", "--loglevel", "--reporter"];

/// Options by which it runs in all packages that have the script.
const EVERYWHERE: &[&str] = &["-ws", "--workspaces", "-r", "--recursive"];

/// The words that a package manager reads itself: npm all before `--`, others none behind the script.
pub(super) fn own_words<'w>(program: &str, words: &'w [Word]) -> &'w [Word] {
    let own = words.iter().position(|word| word.raw == "--").map_or(words, |at| &words[..at]);
    let (_, script) = run(program, own);
    let behind =
        script.filter(|_| program != "npm").and_then(|script| own.iter().position(|word| std::ptr::eq(word, script)));
    behind.map_or(own, |at| &own[..=at])
}

/// The package of `yarn workspace` and the script that the words run, if it is one of the repository.
fn run<'w>(program: &str, words: &'w [Word]) -> (Option<&'w Word>, Option<&'w Word>) {
    let manager = Manager::of(program);
    let operands = operands(words, &[VALUED, manager.filters].concat());
    let raw = |at: usize| operands.get(at).map(|word| word.raw.as_str());
    let of_a_package = program == "yarn" && raw(0) == Some("workspace");
    let first = if of_a_package { 2 } else { 0 };
    let explicit = matches!(raw(first), Some("run" | "run-script"));
    let script = operands.get(first + usize::from(explicit)).copied().filter(|word| {
        let Some(script) = word.text.as_deref().filter(|script| is_name(script)) else { return false };
        (explicit || (manager.is_script)(script)) && !script.contains(['/', '.', '@'])
    });
    (operands.get(1).copied().filter(|_| of_a_package), script)
}

pub(super) fn package_manager(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    let Some(scope) = folder.scope(speech) else { return };
    let manager = Manager::of(program);
    let own = own_words(program, words);
    handed_to_turbo(speech, own, words, &scope);
    let has = |names: &[&str]| own.iter().any(|word| names.contains(&word.raw.as_str()));
    let (package, script) = run(program, own);
    let mut filters = values(own, manager.filters);
    filters.extend(package.map(|word| (word.text.as_deref().map_or(Value::Computed, Value::Known), word.span)));
    if filters.is_empty() && scope.folder == speech.scope().folder {
        installs(speech, program, own, &scope);
    }
    let Some((script, span)) = script.and_then(|word| Some((word.text.as_deref()?, word.span))) else {
        let first = operands(own, VALUED).first().copied().filter(|_| filters.is_empty());
        if let Some((script, word)) =
            first.and_then(|word| Some((ran_by_itself(program, word.text.as_deref()?)?, word)))
        {
            speech.claim_name(Name::new(Kind::PackageScript, script), word.span, scope, How::Prose);
        }
        return;
    };
    let say = |speech: &mut Speech, within: &str, scope: Scope| {
        let name = Name::within(Kind::PackageScript, within, script);
        speech.claim_name(name, span, scope, How::Command);
    };
    let around = Scope::of(&scope.folder);
    let chosen = match filters.as_slice() {
        _ if has(&["--if-present"]) => Chosen::Open("it is run only where it is present"),
        [] if has(manager.root) => root(speech, &scope),
        [] if has(EVERYWHERE) && scope.fixed => Chosen::Open(FILTERED),
        [] if has(EVERYWHERE) => Chosen::Folder(Scope::root()),
        [] if is_of_a_sample(speech, script) => return,
        [] => Chosen::Folder(scope),
        [(filter, span)] => chosen(speech, *filter, *span, &scope, &manager),
        _ => Chosen::Open(FILTERED),
    };
    match chosen {
        Chosen::Folder(scope) => say(speech, "", scope),
        Chosen::Named(package, of) => {
            // Which folder has it, only the facts know.
            speech.claim_name(Name::new(Kind::NodePackage, package), of, around, How::Command);
            say(speech, package, Scope::root());
        }
        Chosen::Open(why) => speech.leave_open(why, |speech| say(speech, "", Scope::root())),
    }
}

/// Why what several packages may be meant for is left open.
const FILTERED: &str = "it is run in packages that a filter chooses";

/// The package that a command works in.
enum Chosen<'w> {
    Folder(Scope),
    /// The one of this name, which stands at this place.
    Named(&'w str, Span),
    Open(&'static str),
}

/// The package that a filter stands for, if it is one.
fn chosen<'w>(speech: &Speech, filter: Value<'w>, span: Span, scope: &Scope, manager: &Manager) -> Chosen<'w> {
    let Value::Known(filter) = filter else { return Chosen::Open(FILTERED) };
    let is_path = filter.starts_with('.') || filter.contains('/') && !filter.starts_with('@');
    let at = |path: &str| folder_with(speech, scope, path, "package.json");
    let folder = Some(filter).filter(|_| is_path || manager.takes_folders).and_then(at);
    match folder {
        Some(folder) => Chosen::Folder(Scope::only(&folder)),
        None if is_path || !is_name(filter) || filter.contains([':', ' ']) => Chosen::Open(FILTERED),
        None => Chosen::Named(filter, span),
    }
}

/// What Turborepo is told that runs by itself.
pub(super) fn turbo(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    let is_it = program == "turbo" || words.first().is_some_and(|word| word.raw == "turbo");
    if let Some(scope) = folder.scope(speech).filter(|_| is_it) {
        packages_of_turbo(speech, words, &scope);
    }
}

/// What a script is told that runs Turborepo, and hands it on; or `turbo` itself, behind a package manager.
fn handed_to_turbo(speech: &mut Speech, own: &[Word], words: &[Word], scope: &Scope) {
    match words.iter().position(|word| word.raw == "turbo") {
        Some(at) => packages_of_turbo(speech, &words[at + 1..], scope),
        None if own.last().is_some_and(|script| runs_turbo(speech, &script.raw, scope)) => {
            packages_of_turbo(speech, &words[own.len()..], scope);
        }
        None => {}
    }
}

/// Whether a script of the nearest package runs Turborepo.
fn runs_turbo(speech: &Speech, script: &str, scope: &Scope) -> bool {
    let files = speech.context.files;
    let mut manifests = scope.outward().filter_map(|folder| files.find(&join(folder, "package.json")?));
    let text = manifests.next().and_then(|file| Some(Excerpt::whole(file, files.text(file)?)));
    let tree = text.filter(|text| text.text.contains("turbo")).map(json::parse);
    let body = tree.as_ref().and_then(|tree| tree.root()?.path(&["scripts", script])?.text());
    body.is_some_and(|body| body.split_whitespace().any(|word| word == "turbo"))
}

/// The packages that filters of Turborepo name.
fn packages_of_turbo(speech: &mut Speech, words: &[Word], scope: &Scope) {
    for (filter, span) in values(words, &["-F", "--filter"]) {
        let Value::Known(filter) = filter else { continue };
        // What it depends on, or what depends on it, is taken too.
        let package = filter.trim_start_matches("...").trim_end_matches("...").trim_matches('^');
        let is_path = match package.strip_prefix('@') {
            Some(rest) => rest.matches('/').count() != 1,
            None => package.contains('/') || package.starts_with('.'),
        };
        if !is_path && is_name(package) && !package.contains(':') {
            let around = Scope::of(&scope.folder);
            speech.claim_name(Name::new(Kind::NodePackage, package), span, around, How::Command);
        }
    }
}

/// The package at the root of a workspace of pnpm.
fn root(speech: &Speech, scope: &Scope) -> Chosen<'static> {
    let around = Scope::of(&scope.folder);
    match folder_with(speech, &around, "", "pnpm-workspace.yaml") {
        Some(folder) => Chosen::Folder(Scope::only(&folder)),
        None => Chosen::Open("the workspace is not here"),
    }
}

/// The folder that a path leads to, if it holds such a file.
fn folder_with(speech: &Speech, scope: &Scope, path: &str, file: &str) -> Option<String> {
    let files = speech.context.files;
    let folders = scope.outward().filter_map(|folder| join(folder, path));
    folders.into_iter().find(|folder| join(folder, file).is_some_and(|path| files.find(&path).is_some()))
}

/// That Python's dependencies are those that a manager locked. `uv` also runs what no project has, so it says nothing here.
pub(super) fn python_manager(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    let is_meant = |word: &&Word| matches!(word.raw.as_str(), "install" | "sync" | "run" | "shell" | "lock");
    let Some(word) = words.first().filter(is_meant) else { return };
    let Some(scope) = folder.scope(speech) else { return };
    speech.claim_name(Name::within(Kind::PackageManager, Name::PYTHON, program), word.span, scope, How::Command);
}

/// That all dependencies are installed by a package manager.
fn installs(speech: &mut Speech, program: &str, words: &[Word], scope: &Scope) {
    let operands = operands(words, VALUED);
    let is_global = words.iter().any(|word| matches!(word.raw.as_str(), "-g" | "--global"));
    if let [only] = operands.as_slice()
        && matches!(only.raw.as_str(), "install" | "i" | "ci")
        && !is_global
    {
        speech.claim_name(Name::new(Kind::PackageManager, program), only.span, scope.clone(), How::Command);
    }
}

/// The script that a package manager runs by a word of its own. Some have a default, so nothing is wrong without one.
fn ran_by_itself(program: &str, word: &str) -> Option<&'static str> {
    match (program, word) {
        ("npm" | "pnpm" | "yarn", "test") | ("npm" | "pnpm", "t" | "tst") => Some("test"),
        ("npm" | "pnpm" | "yarn", "start") => Some("start"),
        ("npm" | "pnpm", "stop") => Some("stop"),
        ("npm" | "pnpm", "restart") => Some("restart"),
        _ => None,
    }
}

/// Whether the page shows a `package.json` with such a script, so that its commands are about that one.
fn is_of_a_sample(speech: &Speech, script: &str) -> bool {
    let key = format!("\"{script}\"");
    let shown = speech.page.markdown.fences.iter().filter(|fence| fence.language.starts_with("js"));
    shown.map(|fence| &fence.text).any(|text| text.contains("\"scripts\"") && text.contains(&key))
}

pub(super) fn composer(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = folder.scope(speech) else { return };
    let operands = operands(words, &["-d", "--working-dir"]);
    let explicit = operands.first().is_some_and(|word| matches!(word.raw.as_str(), "run" | "run-script"));
    let Some(word) = operands.get(usize::from(explicit)) else { return };
    let Some(script) = word.text.as_deref().filter(|script| is_name(script)) else { return };
    if explicit || !COMPOSER.contains(&script) {
        speech.claim_name(Name::new(Kind::ComposerScript, script), word.span, scope, How::Command);
    }
}
