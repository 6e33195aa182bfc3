//! What a single command names: a target, a script, a service, a path. One file a sort of program.

mod cargo;
mod compose;
mod github;
mod packages;
mod scripts;
mod targets;
mod toolchains;

use super::speech::Speech;
use super::working_folder::Folder;
use super::wrappers;
use crate::model::Naming;
use crate::syntax::shell::Word;
use crate::text::Span;

pub(super) fn read(speech: &mut Speech, words: &[Word], folder: &Folder) {
    let Some(program) = words.first().and_then(|word| word.text.as_deref()) else { return };
    let arguments = &words[1..];
    if folder == &Folder::Unknown {
        return speech.leave_open(UNKNOWN_FOLDER, |speech| read(speech, words, &Folder::Open));
    }
    let (own, contained) =
        words.split_at(compose::container_command(program, arguments).map_or(words.len(), |at| at + 1));
    let at = match program {
        "npm" | "pnpm" | "yarn" | "bun" => {
            entered(speech, packages::own_words(program, arguments), folder_options(program), folder)
        }
        _ => entered(speech, arguments, folder_options(program), folder),
    };
    match at {
        Folder::Unknown => {
            speech.leave_open(UNKNOWN_FOLDER, |speech| names(speech, program, own, &Folder::Open));
        }
        at => names(speech, program, own, &at),
    }
    if scripts::is_managed(wrappers::inner(contained).words) {
        // Which commands a project has is the same wherever it runs.
        in_container(speech, contained);
    } else if !contained.is_empty() {
        speech.leave_open("it runs in a container", |speech| in_container(speech, contained));
    }
    let told = match program {
        // The script was claimed as such; what follows it is an argument like any other.
        _ if is_interpreter(program) => {
            arguments.iter().position(|word| !word.raw.starts_with('-')).map_or(0, |at| at + 1)
        }
        _ => 0,
    };
    let images = compose::images(program, arguments);
    let told = arguments[told..].iter().filter(|word| !images.iter().any(|image| std::ptr::eq(*image, *word)));
    scripts::paths(speech, told, folder);
}

/// What a command names that runs in a container; its paths are often those of the repository, and read as such.
fn in_container(speech: &mut Speech, words: &[Word]) {
    let words = wrappers::inner(words).words;
    if let Some(script) = wrappers::script_in(words) {
        return script.commands.iter().for_each(|command| in_container(speech, &command.words));
    }
    if let Some(program) = words.first().and_then(|word| word.text.as_deref()) {
        names(speech, program, words, &Folder::Open);
    }
}

/// Why what runs in a folder that is computed, or is not here, is left open.
const UNKNOWN_FOLDER: &str = "the folder in which it runs is not known";

fn is_interpreter(program: &str) -> bool {
    matches!(program, "bash" | "sh" | "zsh" | "source" | "." | "python" | "python3" | "node" | "ruby" | "perl")
}

/// The options by which a program is told the folder to work in.
fn folder_options(program: &str) -> &'static [&'static str] {
    match program {
        "make" | "gmake" => &["-C", "--directory"],
        "task" | "go-task" => &["-d", "--dir"],
        "mise" => &["-C", "--cd"],
        "npm" | "pnpm" | "yarn" | "bun" => &["-C", "--prefix", "--cwd", "--dir"],
        "composer" => &["-d", "--working-dir"],
        _ => &[],
    }
}

/// What the words name, in the folder in which the program works.
fn names(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    let arguments = &words[1..];
    match program {
        "make" | "gmake" => targets::make(speech, arguments, folder),
        "just" => targets::just(speech, arguments, folder),
        "task" | "go-task" => targets::task(speech, arguments, folder),
        "mise" => {
            targets::mise(speech, arguments, folder);
            toolchains::version_manager(speech, program, arguments);
        }
        "npm" | "pnpm" | "yarn" | "bun" => packages::package_manager(speech, program, arguments, folder),
        "turbo" | "npx" | "bunx" => packages::turbo(speech, program, arguments, folder),
        "pipenv" | "poetry" | "pdm" => packages::python_manager(speech, program, arguments, folder),
        "composer" => packages::composer(speech, arguments, folder),
        "cargo" => cargo::cargo(speech, arguments, folder),
        "docker" | "docker-compose" | "podman-compose" => compose::compose(speech, program, arguments, folder),
        "gh" => github::gh(speech, arguments),
        _ if is_interpreter(program) => scripts::interpreter(speech, program, arguments, folder),
        _ if program.rsplit('/').next() == Some("manage.py") => scripts::manage(speech, words, folder),
        "ansible-playbook" => scripts::playbook(speech, arguments, folder),
        "cp" => scripts::copied(speech, arguments, folder),
        "terraform" | "tofu" => scripts::terraform(speech, arguments, folder),
        "nvm" | "fnm" | "nodenv" | "rustup" | "pyenv" | "rbenv" | "tfenv" | "goenv" | "asdf" | "volta" => {
            toolchains::version_manager(speech, program, arguments);
        }
        _ if program.contains('/') && !program.starts_with(['/', '~']) && !is_document(program) => {
            scripts::script(speech, Naming::Program, words, folder);
        }
        _ => {}
    }
}

/// Whether a path is of a file that no system runs, so that its line lists files and is no command.
fn is_document(path: &str) -> bool {
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        matches!(
            ending,
            "md" | "mdx" | "txt" | "json" | "yml" | "yaml" | "toml" | "tf" | "go" | "rs" | "html" | "css" | "lock"
        )
    })
}

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

#[derive(Clone, Copy)]
enum Value<'w> {
    Known(&'w str),
    /// It depends on an expansion or a placeholder.
    Computed,
}

/// Options of one letter whose value may follow at once: `-Capi`.
const GLUED: &[&str] = &["-C", "-f", "-F", "-p"];

/// What options are given, each with the words that say it.
fn values<'w>(words: &'w [Word], names: &[&str]) -> Vec<(Value<'w>, Span)> {
    let value = |value: Option<&'w str>| value.map_or(Value::Computed, Value::Known);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let text = word.text.as_deref();
        let rest = |name: &str| Some((text.unwrap_or(&word.raw).strip_prefix(name)?, GLUED.contains(&name)));
        match names
            .iter()
            .find_map(|name| rest(name).filter(|(rest, glued)| *glued || rest.is_empty() || rest.starts_with('=')))
        {
            Some(("", _)) => found.extend(words.get(at + 1).map(|next| (value(next.text.as_deref()), next.span))),
            Some((given, _)) => found.push((value(text.map(|_| given.strip_prefix('=').unwrap_or(given))), word.span)),
            None => {}
        }
    }
    found
}

/// What the first of such options is given.
fn option<'w>(words: &'w [Word], names: &[&str]) -> Option<Value<'w>> {
    values(words, names).into_iter().next().map(|(value, _)| value)
}

/// The folder in which a program works that may be told another one.
fn entered(speech: &Speech, words: &[Word], names: &[&str], folder: &Folder) -> Folder {
    match option(words, names) {
        None => folder.clone(),
        Some(Value::Computed) => Folder::Unknown,
        Some(Value::Known(target)) => folder.enter(target, speech),
    }
}

/// Whether words only say what stands there: `test_name`, `bench-name`.
fn is_what_it_names(words: &str) -> bool {
    #[rustfmt::skip]
    const THINGS: &[&str] = &[
        "bench", "benchmark", "test", "example", "bin", "binary", "crate", "package", "target", "service", "job",
        "script", "task", "recipe", "command", "module", "workspace", "image", "container", "app",
    ];
    let thing = words.strip_suffix("name").and_then(|thing| thing.strip_suffix(['_', '-']));
    thing.is_some_and(|thing| THINGS.contains(&thing.to_ascii_lowercase().as_str()))
}

fn is_name(words: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/' | '@');
    !words.is_empty()
        && words.chars().all(fits)
        && words.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '@')
        && !is_what_it_names(words)
        && !matches!(words, "target" | "TARGET" | "xxx" | "foo" | "bar" | "name" | "command" | "script")
        && !["name_of", "name-of", "your_", "your-"].iter().any(|mark| words.contains(mark))
        && !words.contains("...")
        && !words.contains("example")
}
