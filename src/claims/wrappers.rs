//! What a command really runs, behind programs that only run another one, or in a string that it hands to a shell.

use crate::syntax::shell::{self, Script, Word};
use crate::text::Excerpt;

/// A program that runs the command behind its own words.
struct Wrapper {
    name: &'static str,
    /// The word by which it is told to, where it does other things too.
    verb: Option<&'static str>,
    /// Options that take the next word.
    valued: &'static [&'static str],
    /// Options with which the command runs in another folder.
    elsewhere: &'static [&'static str],
    /// How many words of its own it takes.
    takes: usize,
}

const fn plain(name: &'static str, valued: &'static [&'static str]) -> Wrapper {
    Wrapper { name, verb: None, valued, elsewhere: &[], takes: 0 }
}

const fn told(name: &'static str, verb: &'static str, valued: &'static [&'static str]) -> Wrapper {
    Wrapper { verb: Some(verb), ..plain(name, valued) }
}

const WRAPPERS: &[Wrapper] = &[
    Wrapper {
        elsewhere: &["-i", "--login", "-D", "--chdir", "-R", "--chroot"],
        ..plain(
            "sudo",
            &["-u", "--user", "-g", "--group", "-p", "--prompt", "-h", "--host", "-C", "-r", "-t", "-T", "-U"],
        )
    },
    plain("doas", &["-u", "-C"]),
    Wrapper { elsewhere: &["-C", "--chdir"], ..plain("env", &["-u", "--unset"]) },
    plain("time", &["-f", "--format", "-o", "--output"]),
    plain("nohup", &[]),
    plain("exec", &["-a"]),
    plain("command", &[]),
    plain("winpty", &[]),
    plain("nice", &["-n", "--adjustment"]),
    plain("ionice", &["-c", "--class", "-n", "--classdata"]),
    Wrapper { takes: 1, ..plain("timeout", &["-s", "--signal", "-k", "--kill-after"]) },
    plain("stdbuf", &["-i", "-o", "-e"]),
    plain("xargs", &["-n", "-I", "-P", "-L", "-d", "-E", "-s", "-a", "--max-args", "--max-procs"]),
    plain("cross-env", &[]),
    plain("env-cmd", &["-f", "--file", "-e", "--environments", "-r", "--rc-file"]),
    told("dotenv", "run", &[]),
    plain("dotenv", &["-e", "-f", "--file", "-v", "-c"]),
    told("dotenvx", "run", &["-f", "--env-file", "-e", "--env"]),
    told("doppler", "run", &["-p", "--project", "-c", "--config", "-t", "--token"]),
    told("op", "run", &["--env-file", "--account"]),
    Wrapper { takes: 1, ..told("aws-vault", "exec", &["-d", "--duration", "--region"]) },
    Wrapper { takes: 1, ..told("direnv", "exec", &[]) },
    told("bundle", "exec", &[]),
    told("poetry", "run", &[]),
    Wrapper {
        elsewhere: &["--directory"],
        ..told("uv", "run", &["--with", "--python", "-p", "--extra", "--group", "--env-file", "--project", "--package"])
    },
    told("pipenv", "run", &[]),
    told("pdm", "run", &[]),
    told("hatch", "run", &[]),
    told("rye", "run", &[]),
];

/// Whether a program runs other commands.
pub(super) fn is_wrapper(program: &str) -> bool {
    WRAPPERS.iter().any(|wrapper| wrapper.name == program)
}

/// A command without the programs around it.
pub(super) struct Inner<'w> {
    pub words: &'w [Word],
    /// Whether one of them runs it in another folder.
    pub elsewhere: bool,
}

/// What is really run.
pub(super) fn inner(words: &[Word]) -> Inner<'_> {
    let mut inner = Inner { words, elsewhere: false };
    // Nobody writes more of them around each other.
    for _ in 0..6 {
        let Some((at, elsewhere)) = behind_a_wrapper(inner.words) else { break };
        inner = Inner { words: &inner.words[at..], elsewhere: inner.elsewhere || elsewhere };
    }
    inner
}

/// Where the command begins that a wrapper runs, and whether it runs in another folder.
fn behind_a_wrapper(words: &[Word]) -> Option<(usize, bool)> {
    let text = |at: usize| words.get(at).and_then(|word| word.text.as_deref());
    let is_told = |wrapper: &&Wrapper| wrapper.verb.is_none() || wrapper.verb == text(1);
    let wrapper = WRAPPERS.iter().filter(|wrapper| Some(wrapper.name) == text(0)).find(is_told)?;
    let mut at = 1 + usize::from(wrapper.verb.is_some());
    let (mut left, mut elsewhere) = (wrapper.takes, false);
    loop {
        let word = words.get(at)?.raw.as_str();
        at += match word {
            "--" if left == 0 => return (at + 1 < words.len()).then_some((at + 1, elsewhere)),
            _ if word.starts_with('-') => {
                elsewhere |= wrapper.elsewhere.iter().any(|option| word.split('=').next() == Some(option));
                1 + usize::from(wrapper.valued.contains(&word))
            }
            _ if word.contains('=') => 1,
            _ if left > 0 => {
                left -= 1;
                1
            }
            _ => return Some((at, elsewhere)),
        };
    }
}

/// The commands that a shell is handed as a string: `bash -c "make test"`.
pub(super) fn script_in(words: &[Word]) -> Option<Script> {
    let (shell, arguments) = words.split_first()?;
    if !matches!(shell.text.as_deref()?, "sh" | "bash" | "zsh" | "dash" | "ksh") {
        return None;
    }
    let is_code = |word: &Word| word.raw.starts_with('-') && !word.raw.starts_with("--") && word.raw.ends_with('c');
    let at = arguments.iter().take_while(|word| word.raw.starts_with('-')).position(is_code)?;
    let word = arguments.get(at + 1)?;
    let quote = word.raw.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let code = word.raw[1..].strip_suffix(quote)?;
    // What a substitution in it runs is among the commands already.
    if code.contains(quote) || code.contains("$(") || code.contains('`') {
        return None;
    }
    let source = Excerpt { file: word.span.file, offset: word.span.start as usize + 1, text: code };
    let mut script = shell::parse(source);
    if word.raw.len() != word.span.len() {
        // Over several lines that are indented in the file, nothing but the whole has its place.
        for command in &mut script.commands {
            command.span = word.span;
            command.words.iter_mut().for_each(|inner| inner.span = word.span);
        }
    }
    Some(script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn run(text: &str) -> (String, bool) {
        let script = shell::parse(Excerpt::whole(FileId(0), text));
        let inner = inner(&script.commands[0].words);
        let words: Vec<&str> = inner.words.iter().map(|word| word.raw.as_str()).collect();
        (words.join(" "), inner.elsewhere)
    }

    #[test]
    fn programs_that_only_run_another_command_are_looked_behind() {
        for text in [
            "sudo -u shop make test",
            "time make test",
            "nice -n 5 make test",
            "env -u A B=c make test",
            "nohup sudo -E env B=c make test",
            "timeout -k 5 10 make test",
            "xargs -n 1 make test",
            "dotenv -e .env.local -- make test",
            "dotenv run -- make test",
            "cross-env A=b make test",
            "doppler run --project shop -- make test",
            "aws-vault exec shop -- make test",
            "direnv exec . make test",
            "uv run --with x make test",
        ] {
            assert_eq!(run(text), ("make test".to_owned(), false), "{text}");
        }
        for text in ["poetry install", "uv sync", "sudo -i", "time", "op read x", "env A=b", "timeout 5"] {
            assert_eq!(run(text), (text.to_owned(), false), "{text}");
        }
    }

    #[test]
    fn some_run_it_in_another_folder() {
        for text in ["sudo -i make test", "env -C api make test", "sudo --chdir=/srv make test"] {
            let (_, elsewhere) = run(text);
            assert!(elsewhere, "{text}");
        }
    }

    #[test]
    fn a_string_for_a_shell_has_commands_at_their_places() {
        let text = "bash -lc 'cd api && make test'";
        let script = shell::parse(Excerpt::whole(FileId(0), text));
        let inside = script_in(&script.commands[0].words).map(|script| script.commands).unwrap_or_default();
        let words: Vec<&str> =
            inside.iter().flat_map(|command| &command.words).map(|word| &text[word.span.range()]).collect();
        assert_eq!(words, ["cd", "api", "make", "test"]);
        for text in ["bash -c \"$(curl x)\"", "bash run.sh", "bash -c 'a''b'", "sh -c \"$CODE\" x", "fish -c 'make'"] {
            let script = shell::parse(Excerpt::whole(FileId(0), text));
            let commands = script_in(&script.commands[0].words).map_or(0, |script| script.commands.len());
            assert!(commands == 0 || text.contains("$CODE"), "{text}");
        }
    }
}
