//! Programs of this repository, and the folders and files that commands name.

use super::{Value, is_name, operands, option};
use crate::claims::code_spans::path_in;
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Naming, Scope, join};
use crate::syntax::shell::Word;
use crate::text::Span;

pub(super) fn interpreter(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    if program.starts_with("python")
        && let Some(at) = words.iter().position(is_django)
    {
        return managed(speech, &words[at + 1..], folder);
    }
    let Some(first) = words.iter().find(|word| !word.raw.starts_with('-')) else { return };
    let takes_code = words
        .iter()
        .take_while(|word| word.raw.starts_with('-'))
        .any(|word| matches!(word.raw.as_str(), "-c" | "-m" | "-e" | "-p" | "-r"));
    // Node finds `src/server` with an ending of its own, a shell nothing but the file.
    let is_path = first.raw.contains('/') && matches!(program, "bash" | "sh" | "zsh" | "ruby" | "perl");
    if !takes_code && (is_path || first.raw.rsplit('/').next().is_some_and(|name| name.contains('.'))) {
        let at = words.iter().position(|word| std::ptr::eq(word, first)).unwrap_or_default();
        script(speech, Naming::Script, &words[at..], folder);
    }
}

const MANAGE: &[&str] = &[
    "check",
    "compilemessages",
    "createcachetable",
    "dbshell",
    "diffsettings",
    "dumpdata",
    "flush",
    "inspectdb",
    "loaddata",
    "makemessages",
    "makemigrations",
    "migrate",
    "optimizemigration",
    "runserver",
    "sendtestemail",
    "shell",
    "showmigrations",
    "sqlflush",
    "sqlmigrate",
    "sqlsequencereset",
    "squashmigrations",
    "startapp",
    "startproject",
    "test",
    "testserver",
    "changepassword",
    "createsuperuser",
    "collectstatic",
    "findstatic",
    "clearsessions",
    "shell_plus",
    "help",
];

/// Whether a word is Django's script.
fn is_django(word: &Word) -> bool {
    word.raw.rsplit('/').next() == Some("manage.py")
}

/// Whether words run a command of Django's script.
pub(super) fn is_managed(words: &[Word]) -> bool {
    let Some((first, rest)) = words.split_first() else { return false };
    is_django(first) || first.raw.starts_with("python") && rest.first().is_some_and(is_django)
}

/// A command of Django's script, which is run itself.
pub(super) fn manage(speech: &mut Speech, words: &[Word], folder: &Folder) {
    managed(speech, &words[1..], folder);
    if words[0].raw.contains('/') {
        script(speech, Naming::Program, &words[..1], folder);
    }
}

fn managed(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(word) = words.first() else { return };
    let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !MANAGE.contains(name)) else { return };
    if folder.scope(speech).is_some() {
        speech.claim_name(Name::new(Kind::ManageCommand, name), word.span, Scope::root(), How::Command);
    }
}

/// Options of `ansible-playbook` that take a value.
const PLAYBOOK_VALUED: &[&str] = &[
    "-i",
    "--inventory",
    "-e",
    "--extra-vars",
    "-l",
    "--limit",
    "-t",
    "--tags",
    "--skip-tags",
    "-u",
    "--user",
    "-f",
    "--forks",
    "-c",
    "--connection",
    "--vault-id",
    "--vault-password-file",
    "--private-key",
    "--key-file",
    "-M",
    "--start-at-task",
    "--become-user",
    "--become-method",
    "-T",
    "--timeout",
];

/// The playbooks that Ansible is to run.
pub(super) fn playbook(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let is_yaml = |word: &Word| word.raw.ends_with(".yml") || word.raw.ends_with(".yaml");
    for word in operands(words, PLAYBOOK_VALUED).into_iter().filter(|word| is_yaml(word)) {
        script(speech, Naming::Script, std::slice::from_ref(word), folder);
    }
}

/// A script with what it is told.
pub(super) fn script(speech: &mut Speech, naming: Naming, words: &[Word], folder: &Folder) {
    let Some((word, arguments)) = words.split_first() else { return };
    let is_ours = |path: &&str| !path.starts_with(['/', '~']);
    let Some((path, _)) = word.text.as_deref().filter(is_ours).and_then(path_in) else { return };
    let Some(scope) = folder.path_scope(speech) else { return };
    // The readers of a site have such programs in projects of their own, as generators make them.
    if speech.site.is_some() && path.starts_with("bin/") {
        return;
    }
    options(speech, &path, &scope, arguments);
    let is_fetched =
        !path.contains('/') && speech.context.files.find(&path).is_none() && speech.is_downloaded(word.span);
    let claim = |speech: &mut Speech| speech.claim_path(path, naming, None, word.span, scope, How::Command);
    if is_fetched {
        return speech.leave_open("the page has its reader download something", claim);
    }
    claim(speech);
}

/// The options that a script is given.
fn options(speech: &mut Speech, path: &str, scope: &Scope, arguments: &[Word]) {
    let files = speech.context.files;
    let Some(script) = scope.outward().filter_map(|folder| join(folder, path)).find(|path| files.find(path).is_some())
    else {
        return;
    };
    for word in arguments.iter().take_while(|word| word.raw != "--") {
        let Some(text) = word.text.as_deref().filter(|text| *text == word.raw) else { continue };
        let name = text.split('=').next().unwrap_or_default();
        // Of several letters behind one dash nobody can tell which are options.
        let is_long = name.strip_prefix("--").is_some_and(is_name);
        let is_letter = name.len() == 2 && name.starts_with('-') && name.ends_with(|c: char| c.is_ascii_alphabetic());
        if is_long || is_letter {
            let start = word.span.start as usize;
            let span = Span::new(word.span.file, start, start + name.len());
            let of = Name::within(Kind::ScriptOption, script.as_str(), name);
            speech.claim_name(of, span, Scope::root(), How::Command);
        }
    }
}

pub(super) fn terraform(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if let Some(Value::Known(target)) = option(words, &["-chdir"]) {
        let at = words.iter().find(|word| word.raw.starts_with("-chdir"));
        let (Some((path, _)), Some(word)) = (path_in(target), at) else { return };
        let Some(scope) = folder.path_scope(speech) else { return };
        speech.claim_path(path, Naming::Folder, None, word.span, scope, How::Command);
    }
}

/// The folder that `./path` is read from: that of the page if it has the first step, else the root, and none between.
fn started_in<'s>(speech: &'s Speech, path: &str) -> &'s str {
    let own = speech.page.own_folder();
    let first = path.split('/').next().and_then(|step| join(own, step));
    if !speech.page.is_typed() && first.is_some_and(|step| speech.context.files.exists(&step)) { own } else { "" }
}

/// A file without a folder that is copied; of a path with folders every command tells.
pub(super) fn copied(speech: &mut Speech, arguments: &[Word], folder: &Folder) {
    let operands: Vec<&Word> = arguments.iter().filter(|word| !word.raw.starts_with('-')).collect();
    let [source, _] = operands[..] else { return };
    // What a name with such words stands for elsewhere, `.env.example` is called itself.
    let is_hidden = |text: &&str| text.len() > 2 && text.starts_with('.') && !text.contains(['$', '*', '{', '/']);
    let text = source.text.as_deref().unwrap_or_default();
    let hidden = Some(text).filter(is_hidden).map(str::to_owned);
    let path = hidden.or_else(|| path_in(text).map(|(path, _)| path).filter(|path| !path.contains('/')));
    if let Some(path) = path.filter(|_| speech.site.is_none()) {
        claim_path(speech, path, source, text.starts_with("./"), folder);
    }
}

pub(super) fn paths<'w>(speech: &mut Speech, words: impl Iterator<Item = &'w Word>, folder: &Folder) {
    if speech.site.is_some() {
        return;
    }
    for word in words {
        let Some(text) = word.text.as_deref() else { continue };
        let text = if text.starts_with('-') { text.split_once('=').map_or("", |(_, value)| value) } else { text };
        if let Some((path, _)) = path_in(text).filter(|(path, _)| path.contains('/') && !text.starts_with('/')) {
            claim_path(speech, path, word, text.starts_with("./"), folder);
        }
    }
}

/// Claims that a path is there that a command is told, in the folder in which it runs.
fn claim_path(speech: &mut Speech, path: String, word: &Word, starts_here: bool, folder: &Folder) {
    let scope = match folder {
        Folder::Open if starts_here => Some(Scope::only(started_in(speech, &path))),
        folder => folder.path_scope(speech),
    };
    let Some(scope) = scope else { return };
    speech.claim_path(path, Naming::Mention, None, word.span, scope, How::Command);
}
