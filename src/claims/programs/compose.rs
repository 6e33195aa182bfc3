//! Services of Compose.

use super::{Value, is_name, operands, option, values};
use crate::claims::code_spans::path_in;
use crate::claims::speech::Speech;
use crate::claims::working_folder::Folder;
use crate::model::{How, Kind, Name, Naming, Scope, join, parent};
use crate::syntax::shell::Word;

/// What is done with services.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "up", "run", "exec", "logs", "build", "restart", "stop", "start", "pull", "rm", "ps", "kill", "pause",
    "unpause", "create",
];

/// Options that take the next word.
#[rustfmt::skip]
const VALUED: &[&str] = &[
    "-e", "--env", "-u", "--user", "-w", "--workdir", "-p", "--publish", "-v", "--volume", "--name",
    "--entrypoint", "--scale", "-t", "--timeout", "--tail", "-n", "--since", "--until", "--index",
    "--build-arg", "--profile", "--pull", "--exit-code-from", "--wait-timeout", "--progress", "-m", "--memory",
    "-l", "--label", "--env-file", "-s", "--signal", "--file", "--format", "--filter", "--status", "--ssh",
    "--attach", "--no-attach", "--cap-add", "--cap-drop", "--network", "--net", "--network-alias", "-h", "--hostname",
    "--mount", "--platform", "--restart", "--gpus", "--device", "--add-host", "--cpus", "--shm-size", "--ulimit",
    "--security-opt", "--pid", "--ipc", "--userns", "--volumes-from", "--tmpfs", "--runtime", "--dns", "--expose",
    "--log-driver", "--log-opt",
];

/// Where among the words the command begins that is to run in a container.
pub(super) fn container_command(program: &str, words: &[Word]) -> Option<usize> {
    let word = |at: usize| words.get(at).map(|word| word.raw.as_str());
    let verb = match (program, word(0)) {
        ("docker" | "podman", Some("compose")) | ("docker-compose" | "podman-compose", _) => {
            words.iter().position(|word| VERBS.contains(&word.raw.as_str()))?
        }
        ("docker" | "podman", Some("container")) => 1,
        ("docker" | "podman", _) => 0,
        _ => return None,
    };
    let rest = words.get(verb + 1..).filter(|_| matches!(word(verb), Some("run" | "exec")))?;
    // The first operand is the service, the image or the container.
    let of = operands(rest, VALUED).into_iter().next()?;
    let at = rest.iter().position(|word| std::ptr::eq(word, of))?;
    Some(verb + 1 + at + 1)
}

/// What is done with images and containers alone.
#[rustfmt::skip]
const OF_CONTAINERS: &[&str] = &[
    "pull", "push", "tag", "rmi", "inspect", "history", "save", "logs", "rm", "start", "stop", "restart", "kill",
    "attach", "port", "top", "stats", "scout", "manifest",
];

/// The images and containers that a command names, which look like paths.
pub(super) fn images<'w>(program: &str, words: &'w [Word]) -> Vec<&'w Word> {
    let word = |at: usize| words.get(at).map(|word| word.raw.as_str());
    if !matches!(program, "docker" | "podman") {
        return Vec::new();
    }
    let verb = usize::from(matches!(word(0), Some("container" | "image")));
    let Some(rest) = words.get(verb + 1..) else { return Vec::new() };
    match word(verb) {
        Some("run" | "exec" | "create") => operands(rest, VALUED).into_iter().take(1).collect(),
        Some(word) if OF_CONTAINERS.contains(&word) => operands(rest, VALUED),
        _ => Vec::new(),
    }
}

pub(super) fn compose(speech: &mut Speech, program: &str, words: &[Word], folder: &Folder) {
    let words = match (program, words.first().map(|word| word.raw.as_str())) {
        ("docker", Some("compose")) => &words[1..],
        ("docker", _) => return,
        _ => words,
    };
    let Some(scope) = folder.scope(speech) else { return };
    let Some(verb_at) = words.iter().position(|word| VERBS.contains(&word.raw.as_str())) else { return };
    let (options, rest) = (&words[..verb_at], &words[verb_at + 1..]);
    files(speech, options, folder);
    if is_file_behind(&words[verb_at]) {
        files(speech, rest, folder);
    }
    let place = place(speech, options, folder, scope);
    speech.claim_or_leave_open(place, |speech, scope| services(speech, &words[verb_at], rest, scope));
}

/// The folder whose services are meant, or why nobody can tell.
fn place(speech: &Speech, options: &[Word], folder: &Folder, scope: Scope) -> Result<Scope, &'static str> {
    if option(options, &["--project-directory"]).is_some() {
        return Err("the folder of the project is another one");
    }
    // The file says which services there are; several of them, or one elsewhere, are not told apart.
    let path = match values(options, &["-f", "--file"]).as_slice() {
        [] => return Ok(scope),
        [(Value::Known(file), _)] => path_in(file).ok_or("the Compose file is computed")?.0,
        [_] => return Err("the Compose file is computed"),
        _ => return Err("several Compose files are read"),
    };
    let at = match folder {
        Folder::Known(at) => at,
        _ => &speech.page.folder,
    };
    let found = Scope::of(at)
        .outward()
        .filter_map(|folder| join(folder, &path))
        .find(|path| speech.context.files.find(path).is_some());
    found.map(|path| Scope::only(parent(&path))).ok_or("the Compose file that is named is not here")
}

/// The Compose files without a folder that options name; of a path with folders every command tells.
fn files(speech: &mut Speech, options: &[Word], folder: &Folder) {
    for (file, span) in values(options, &["-f", "--file"]) {
        let Value::Known(file) = file else { continue };
        let Some((path, _)) = path_in(file).filter(|(path, _)| !path.contains('/')) else { continue };
        let Some(scope) = folder.path_scope(speech) else { return };
        speech.claim_path(path, Naming::Mention, None, span, scope, How::Command);
    }
}

/// Whether `-f` behind a verb can only be the file, misplaced: it follows in `logs`, and forces in `rm`.
fn is_file_behind(verb: &Word) -> bool {
    !matches!(verb.raw.as_str(), "logs" | "rm")
}

/// The services that a verb is told.
fn services(speech: &mut Speech, verb: &Word, rest: &[Word], scope: &Scope) {
    let misplaced: &[&str] = if is_file_behind(verb) { &["-f"] } else { &[] };
    let operands = operands(rest, &[VALUED, misplaced].concat());
    let single = matches!(verb.raw.as_str(), "run" | "exec");
    let services = operands.into_iter().take(if single { 1 } else { usize::MAX });
    for word in services {
        let Some(name) = word.text.as_deref().filter(|name| is_name(name) && !name.contains(['/', ':', '@'])) else {
            continue;
        };
        let shown = speech.shows_key(name);
        let place = if shown { Err("the page shows the Compose file that has it") } else { Ok(scope.clone()) };
        let name = Name::new(Kind::ComposeService, name);
        speech.claim_or_leave_open(place, |speech, scope| {
            speech.claim_name(name, word.span, scope.clone(), How::Command);
        });
    }
}
