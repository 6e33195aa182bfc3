//! What a single command names: a target, a script, a service, a path. One function a program.

use super::code_spans::path_in;
use super::runners::{BINARIES, BUN, COMPOSER, NPM, PNPM, YARN};
use super::speech::Speech;
use super::working_folder::Folder;
use crate::model::{How, Kind, Name, Naming, Role, Scope, Tool, ToolVersion};
use crate::syntax::shell::Word;

/// Claims what a command names. Its words come without wrappers, the program first.
pub(super) fn read(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(program) = words.first().and_then(|word| word.text.as_deref()) else { return };
    let arguments = &words[1..];
    match program {
        "make" | "gmake" => make(speech, arguments, folder),
        "just" => just(speech, arguments, folder),
        "task" | "go-task" => task(speech, arguments, folder),
        "mise" => mise(speech, arguments, folder),
        "npm" | "pnpm" | "yarn" | "bun" => package_manager(speech, program, arguments, folder),
        "composer" => composer(speech, arguments, folder),
        "cargo" => cargo(speech, arguments, folder),
        "docker" | "docker-compose" | "podman-compose" => compose(speech, program, arguments, folder),
        "gh" => gh(speech, arguments),
        "bash" | "sh" | "zsh" | "source" | "." | "python" | "python3" | "node" | "ruby" | "perl" => {
            interpreter(speech, program, arguments, folder);
        }
        "terraform" | "tofu" => terraform(speech, arguments, folder),
        "nvm" | "fnm" | "rustup" | "pyenv" | "rbenv" | "asdf" | "volta" => version_manager(speech, program, arguments),
        _ if program.contains('/') && !program.starts_with(['/', '~']) => script(speech, &words[0], folder),
        _ => {}
    }
    paths(speech, arguments, folder);
}

/// The words that are no options; `valued` are the options that take the next word.
fn operands<'w>(words: &'w [Word], valued: &[&str]) -> Vec<&'w Word> {
    let mut found = Vec::new();
    let mut skip = false;
    for word in words {
        if std::mem::take(&mut skip) {
            continue;
        }
        if word.raw == "--" {
            break;
        }
        if word.raw.starts_with('-') {
            skip = valued.contains(&word.raw.as_str());
        } else {
            found.push(word);
        }
    }
    found
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value<'w> {
    Known(&'w str),
    /// It depends on an expansion or a placeholder.
    Computed,
}

/// The value of an option, in any spelling: `-C x`, `--prefix x`, `--prefix=x`.
fn option<'w>(words: &'w [Word], names: &[&str]) -> Option<Value<'w>> {
    let value = |value: Option<&'w str>| value.map_or(Value::Computed, Value::Known);
    for (at, word) in words.iter().enumerate() {
        for name in names {
            if word.raw == *name {
                return Some(value(words.get(at + 1).and_then(|word| word.text.as_deref())));
            }
            if let Some(given) = word.raw.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                return Some(if word.text.is_some() { Value::Known(given) } else { Value::Computed });
            }
        }
    }
    None
}

/// The scope of a command that may be told another folder; none when nobody can know it.
fn scope_with(speech: &Speech, words: &[Word], names: &[&str], folder: &Folder) -> Option<Scope> {
    match option(words, names) {
        None => folder.scope(speech),
        Some(Value::Computed) => None,
        Some(Value::Known(target)) => match folder.enter(target, speech) {
            Folder::Known(folder) => Some(Scope::only(&folder)),
            _ => None,
        },
    }
}

/// Whether words can be a name that somebody gave: no pattern, no placeholder.
fn is_name(words: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '@');
    !words.is_empty()
        && words.chars().all(fits)
        && words.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '@')
        && !matches!(words, "target" | "TARGET" | "xxx" | "foo" | "bar" | "name" | "command" | "script" | "your-script")
        && !words.contains("...")
        && !words.contains("example")
}

fn make(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if option(words, &["-f", "--file", "--makefile", "-I"]).is_some() {
        return;
    }
    let Some(scope) = scope_with(speech, words, &["-C", "--directory"], folder) else { return };
    for word in operands(words, &["-C", "--directory", "-j", "-l", "-o", "-W"]) {
        let Some(target) = word.text.as_deref().filter(|text| is_name(text)) else { continue };
        if word.raw.contains('=') || target.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        speech.claim_name(Name::new(Kind::MakeTarget, target), word.span, scope.clone(), How::Command);
    }
}

fn just(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if option(words, &["-f", "--justfile", "-d", "--working-directory"]).is_some() {
        return;
    }
    let Some(scope) = folder.scope(speech) else { return };
    let operands = operands(words, &["--set", "--shell", "--color"]);
    let recipe = operands.into_iter().find(|word| !word.raw.contains('='));
    if let Some((word, name)) = recipe.and_then(|word| Some((word, word.text.as_deref()?))).filter(|(_, n)| is_name(n))
        && !name.contains(['/', ':'])
    {
        speech.claim_name(Name::new(Kind::JustRecipe, name), word.span, scope, How::Command);
    }
}

fn task(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if option(words, &["-t", "--taskfile", "-g", "--global"]).is_some() {
        return;
    }
    let Some(scope) = scope_with(speech, words, &["-d", "--dir"], folder) else { return };
    for word in operands(words, &["-d", "--dir", "-o", "--output"]) {
        if let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !word.raw.contains('=')) {
            speech.claim_name(Name::new(Kind::TaskfileTask, name), word.span, scope.clone(), How::Command);
        }
    }
}

fn mise(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = scope_with(speech, words, &["-C", "--cd"], folder) else { return };
    if !matches!(words.first().map(|word| word.raw.as_str()), Some("run" | "r")) {
        return;
    }
    let task = operands(&words[1..], &["-C", "--cd", "-j", "--jobs", "-o", "--output"]);
    if let Some(word) = task.first()
        && let Some(name) = word.text.as_deref().filter(|name| is_name(name))
    {
        speech.claim_name(Name::new(Kind::MiseTask, name), word.span, scope, How::Command);
    }
}

fn package_manager(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    if words.is_empty() {
        return;
    }
    let Some(mut scope) = scope_with(speech, words, &["-C", "--prefix", "--cwd", "--dir"], folder) else { return };
    let of_a_member =
        ["-w", "--workspace", "--filter", "-F", "-ws", "--workspaces", "-r", "--recursive", "--if-present"];
    if words
        .iter()
        .any(|word| of_a_member.iter().any(|flag| word.raw == *flag || word.raw.starts_with(&format!("{flag}="))))
        && !scope.fixed
    {
        scope = Scope::root();
    } else if option(words, &["--filter", "-F", "-w", "--workspace"]).is_some() {
        return;
    }
    let valued =
        ["-C", "--prefix", "--cwd", "--dir", "-w", "--workspace", "--filter", "-F", "--loglevel", "--reporter"];
    let mut operands = operands(words, &valued);
    if program == "yarn" && operands.first().is_some_and(|word| matches!(word.raw.as_str(), "workspace")) {
        if operands.len() < 3 {
            return;
        }
        operands.drain(..2);
        scope = Scope::root();
    }
    let Some(first) = operands.first().and_then(|word| word.text.as_deref()) else { return };
    let installs_all = matches!(first, "install" | "i" | "ci") && operands.len() == 1;
    let is_global = words.iter().any(|word| matches!(word.raw.as_str(), "-g" | "--global"));
    if installs_all && !is_global && scope.folder == speech.scope().folder {
        speech.claim_name(Name::new(Kind::PackageManager, program), operands[0].span, scope.clone(), How::Command);
    }
    let explicit = matches!(first, "run" | "run-script");
    let word = if explicit {
        let Some(word) = operands.get(1) else { return };
        *word
    } else {
        operands[0]
    };
    let Some(script) = word.text.as_deref().filter(|script| is_name(script)) else { return };
    let known: &[&str] = match program {
        "npm" => NPM,
        "pnpm" => PNPM,
        "yarn" => YARN,
        _ => BUN,
    };
    // npm runs a script without `run` only for a few names, which have defaults.
    let is_script = explicit || (program != "npm" && !known.contains(&script) && !BINARIES.contains(&script));
    let is_file = script.contains('/') || script.contains('.') || script.starts_with('@');
    if is_script && !is_file {
        speech.claim_name(Name::new(Kind::PackageScript, script), word.span, scope, How::Command);
    }
}

fn composer(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(scope) = scope_with(speech, words, &["-d", "--working-dir"], folder) else { return };
    let operands = operands(words, &["-d", "--working-dir"]);
    let explicit = operands.first().is_some_and(|word| matches!(word.raw.as_str(), "run" | "run-script"));
    let Some(word) = operands.get(usize::from(explicit)) else { return };
    let Some(script) = word.text.as_deref().filter(|script| is_name(script)) else { return };
    if explicit || !COMPOSER.contains(&script) {
        speech.claim_name(Name::new(Kind::ComposerScript, script), word.span, scope, How::Command);
    }
}

fn cargo(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let verb = words.iter().find(|word| !word.raw.starts_with(['-', '+'])).map(|word| word.raw.as_str());
    let builds = ["run", "r", "build", "b", "test", "t", "check", "c", "bench", "clippy", "doc", "nextest", "fuzz"];
    if !verb.is_some_and(|verb| builds.contains(&verb)) || option(words, &["--manifest-path"]).is_some() {
        return;
    }
    if folder.scope(speech).is_none() {
        return;
    }
    let own = words.iter().position(|word| word.raw == "--").map_or(words, |at| &words[..at]);
    let options: [(&[&str], Kind); 4] = [
        (&["-p", "--package"], Kind::CargoPackage),
        (&["--bin"], Kind::CargoBin),
        (&["--example"], Kind::CargoExample),
        (&["-F", "--features"], Kind::CargoFeature),
    ];
    for (names, kind) in options {
        for (at, word) in own.iter().enumerate() {
            let inline = names.iter().find_map(|name| word.raw.strip_prefix(name)?.strip_prefix('='));
            let (value, span) = match (names.contains(&word.raw.as_str()), inline) {
                (true, _) => match own.get(at + 1) {
                    Some(next) => (next.text.as_deref(), next.span),
                    None => continue,
                },
                (_, Some(value)) => (word.text.as_ref().map(|_| value.trim_matches(['"', '\''])), word.span),
                _ => continue,
            };
            for name in value.unwrap_or_default().split([',', ' ']).filter(|name| is_name(name) && !name.contains('@'))
            {
                let name = name.rsplit('/').next().unwrap_or(name);
                // Cargo names are unique in a workspace, so every folder is asked.
                speech.claim_name(Name::new(kind, name), span, Scope::root(), How::Command);
            }
        }
    }
}

fn compose(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    let words = match (program, words.first().map(|word| word.raw.as_str())) {
        ("docker", Some("compose")) => &words[1..],
        ("docker", _) => return,
        _ => words,
    };
    let Some(mut scope) = folder.scope(speech) else { return };
    let before_verb = words.iter().position(|word| {
        matches!(
            word.raw.as_str(),
            "up" | "run"
                | "exec"
                | "logs"
                | "build"
                | "restart"
                | "stop"
                | "start"
                | "pull"
                | "rm"
                | "ps"
                | "kill"
                | "pause"
                | "unpause"
                | "create"
        )
    });
    let Some(verb_at) = before_verb else { return };
    let (options, rest) = (&words[..verb_at], &words[verb_at + 1..]);
    if option(options, &["--project-directory"]).is_some() {
        return;
    }
    if let Some(file) = option(options, &["-f", "--file"]) {
        // The file says which services there are; several of them, or one elsewhere, are not told apart.
        let several = options.iter().filter(|word| word.raw == "-f" || word.raw == "--file").count() > 1;
        let Value::Known(file) = file else { return };
        if several {
            return;
        }
        let Some((path, _)) = path_in(file) else { return };
        let at = match folder {
            Folder::Known(at) => at.clone(),
            _ => speech.page.folder.clone(),
        };
        let found = Scope::of(&at).outward().find_map(|folder| {
            let whole = crate::model::join(folder, &path)?;
            speech.context.files.find(&whole).map(|_| crate::model::parent(&whole).to_owned())
        });
        let Some(found) = found else { return };
        scope = Scope::only(&found);
    }
    let valued = [
        "-e",
        "--env",
        "-u",
        "--user",
        "-w",
        "--workdir",
        "-p",
        "--publish",
        "-v",
        "--volume",
        "--name",
        "--entrypoint",
        "--scale",
        "-t",
        "--timeout",
        "--tail",
        "-n",
        "--since",
        "--until",
        "--index",
        "--build-arg",
        "--profile",
        "--pull",
        "--exit-code-from",
        "--wait-timeout",
        "--progress",
        "-m",
        "--memory",
        "-l",
        "--label",
        "--env-file",
        "-s",
        "--signal",
        "--file",
        "--format",
        "--filter",
        "--status",
        "--ssh",
        "--attach",
        "--no-attach",
        "--cap-add",
        "--cap-drop",
    ];
    // `-f` follows in `logs`, forces in `rm`, and elsewhere can only be the file, misplaced.
    let misplaced: &[&str] = if matches!(words[verb_at].raw.as_str(), "logs" | "rm") { &[] } else { &["-f"] };
    let operands = operands(rest, &[&valued[..], misplaced].concat());
    let single = matches!(words[verb_at].raw.as_str(), "run" | "exec");
    let services = operands.into_iter().take(if single { 1 } else { usize::MAX });
    for word in services {
        let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !name.contains(['/', ':', '@'])) else {
            continue;
        };
        speech.claim_name(Name::new(Kind::ComposeService, name), word.span, scope.clone(), How::Command);
    }
}

fn gh(speech: &mut Speech, words: &[Word]) {
    let raw: Vec<&str> = words.iter().map(|word| word.raw.as_str()).collect();
    let ["workflow", "run" | "view" | "enable" | "disable", ..] = raw.as_slice() else { return };
    if option(words, &["-R", "--repo"]).is_some() {
        return;
    }
    let operands = operands(&words[2..], &["-f", "--raw-field", "-F", "--field", "-r", "--ref"]);
    let Some((word, name)) = operands.first().and_then(|word| Some((*word, word.text.as_deref()?))) else { return };
    if name.ends_with(".yml") || name.ends_with(".yaml") {
        let path = if name.contains('/') { name.to_owned() } else { format!(".github/workflows/{name}") };
        // GitHub is asked, not this machine, so what is not there cannot be made by an earlier command.
        speech.claim_path(path, Naming::Address, None, word.span, Scope::only(""), How::Command);
        let file = name.rsplit('/').next().unwrap_or(name).to_owned();
        for pair in words.windows(2) {
            let [flag, field] = pair else { continue };
            if matches!(flag.raw.as_str(), "-f" | "--raw-field" | "-F" | "--field") {
                let input = field.raw.trim_matches(['"', '\'']).split('=').next().unwrap_or_default();
                if is_name(input) {
                    let name = Name::within(Kind::DispatchInput, file.clone(), input);
                    speech.claim_name(name, field.span, Scope::root(), How::Command);
                }
            }
        }
    } else if !name.bytes().all(|b| b.is_ascii_digit()) && !name.contains(['<', '$']) {
        speech.claim_name(Name::new(Kind::Workflow, name), word.span, Scope::root(), How::Command);
    }
}

fn interpreter(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    if program.starts_with("python") && words.get(1).is_some() {
        let at = words.iter().position(|word| word.raw == "manage.py" || word.raw.ends_with("/manage.py"));
        if let Some(at) = at {
            return manage(speech, &words[at + 1..], folder);
        }
    }
    let Some(first) = words.iter().find(|word| !word.raw.starts_with('-')) else { return };
    let takes_code = words
        .iter()
        .take_while(|word| word.raw.starts_with('-'))
        .any(|word| matches!(word.raw.as_str(), "-c" | "-m" | "-e" | "-p" | "-r"));
    if !takes_code && first.raw.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        script(speech, first, folder);
    }
}

/// What Django brings along.
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

fn manage(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(word) = words.first() else { return };
    let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !MANAGE.contains(name)) else { return };
    if folder.scope(speech).is_some() {
        speech.claim_name(Name::new(Kind::ManageCommand, name), word.span, Scope::root(), How::Command);
    }
}

/// A program of this repository, run by its path.
fn script(speech: &mut Speech, word: &Word, folder: &Folder) {
    let Some((path, _)) = word.text.as_deref().and_then(path_in) else { return };
    let scope = match folder {
        Folder::Open => speech.path_scope(),
        Folder::Known(folder) => Scope::only(folder),
        Folder::Foreign => return,
    };
    speech.claim_path(path, Naming::Script, None, word.span, scope, How::Command);
}

fn terraform(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if let Some(Value::Known(target)) = option(words, &["-chdir"]) {
        let target = target.trim_matches(['"', '\'']).to_owned();
        let at = words.iter().find(|word| word.raw.starts_with("-chdir"));
        let (Some((path, _)), Some(word)) = (path_in(&target), at) else { return };
        let scope = match folder {
            Folder::Open => speech.path_scope(),
            Folder::Known(folder) => Scope::only(folder),
            Folder::Foreign => return,
        };
        speech.claim_path(path, Naming::Folder, None, word.span, scope, How::Command);
    }
}

/// A version that a reader is told to install.
fn version_manager(speech: &mut Speech, program: &str, words: &[Word]) {
    let operands = operands(words, &[]);
    let text = |at: usize| operands.get(at).and_then(|word| word.text.as_deref());
    let (tool, at) = match (program, text(0), text(1)) {
        ("nvm" | "fnm", Some("install" | "use" | "alias"), Some(_)) => ("node", 1),
        ("pyenv", Some("install" | "local" | "global" | "shell"), Some(_)) => ("python", 1),
        ("rbenv", Some("install" | "local" | "global"), Some(_)) => ("ruby", 1),
        ("rustup", Some("install" | "default" | "override"), Some(_)) => ("rust", 1),
        ("rustup", Some("toolchain"), Some("install")) => ("rust", 2),
        ("asdf", Some("install" | "local" | "global" | "set"), Some(tool)) => (tool, 2),
        _ => return,
    };
    let (Some(tool), Some(word)) = (Tool::named(tool), operands.get(at)) else { return };
    let Some(text) = word.text.as_deref().filter(|text| text.starts_with(|c: char| c.is_ascii_digit() || c == 'v'))
    else {
        return;
    };
    if let Some(version) = ToolVersion::read(tool, text, Role::Claimed) {
        speech.claim_version(version, word.span, How::Command);
    }
}

/// Arguments that are paths of this repository: only its history can prove them wrong.
fn paths(speech: &mut Speech, words: &[Word], folder: &Folder) {
    if speech.site.is_some() {
        return;
    }
    for word in words {
        let Some(text) = word.text.as_deref() else { continue };
        let text = if text.starts_with('-') { text.split_once('=').map_or("", |(_, value)| value) } else { text };
        let Some((path, _)) = path_in(text).filter(|(path, _)| path.contains('/') && !text.starts_with('/')) else {
            continue;
        };
        let scope = match folder {
            Folder::Open => speech.path_scope(),
            Folder::Known(folder) => Scope::only(folder),
            Folder::Foreign => return,
        };
        speech.claim_path(path, Naming::Mention, None, word.span, scope, How::Command);
    }
}
