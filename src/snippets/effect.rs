//! What a script does, as far as its words show. What is not known to only look counts as a write.

mod alike;
mod hidden;
mod telling;

use alike::unlike;
use hidden::{given_default, hides_a_substitution, is_connection, may_be_connection, not_understood};
use telling::may_tell;

use super::catalogue::{Asked, CATALOGUE, Opens, Reach, changes, destroys, is_plain};
use super::named::destroyer;
use super::{condition, may_hold_credentials, sql};
use crate::model::{Check, Effect};
use crate::syntax::shell::{self, Command, Script, Word};
use crate::text::{Excerpt, FileId};

/// What the words of a script show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The worst that some command does.
    pub effect: Effect,
    /// Whether some command is known to change something; without, a write is what is not known to only look.
    pub is_known: bool,
    /// The first command that makes it so, and why.
    pub why: Option<String>,
    /// The program by which it becomes somebody else.
    pub privilege: Option<String>,
    /// The words by which it destroys something.
    pub destroys: Option<String>,
    /// What some command needs beside files.
    pub reach: Reach,
    /// The first thing by which it may run more than its words tell, such as a script or a program that reads files.
    pub runs: Option<String>,
    /// The first command that may tell another machine what its words do not show: a value, an input, a file.
    pub sends: Option<String>,
    /// What it asks programs of which no more is known.
    pub questions: Questions,
    /// Whether it writes files of its own, which others of its session find.
    pub writes_files: bool,
    /// Whether some command looks into files, also into such as its words do not name: all of a folder.
    pub opens_files: bool,
    /// The first command that may take what lies around it for settings.
    pub settles: Option<String>,
}

impl Inferred {
    /// Whether some command needs the network, or a daemon of this machine.
    pub fn needs_net(&self) -> bool {
        self.reach > Reach::Here
    }
}

/// What a script asks programs for: their version or their help.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// The programs of which no more is known than that they are asked.
    pub asked: Vec<String>,
    /// The programs that are known to tell their version.
    pub known: Vec<String>,
    /// Whether it does nothing but ask programs, wherever it stands, and take in what they say.
    pub are_all: bool,
    /// Whether it may leave the folder in which it begins.
    pub may_leave: bool,
    /// The folders that it goes to, as written; none for one that is known only when it runs.
    pub goes_to: Vec<Option<String>>,
}

/// Shells whose grammar is read.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ksh"];

/// How many substitutions of a script are looked at; one with more is not understood.
const MOST_SUBSTITUTIONS: usize = 32;

/// How many scripts may stand within each other, in quotes.
const DEEPEST_SCRIPT: usize = 4;

/// How many texts that commands are given are looked at.
const MOST_FED: usize = 64;

/// How many words of a command that runs another may be where that begins.
const MOST_CARRIED: usize = 32;

/// Judges a script by its words. `in_empty_folder` says that it may write where it begins.
pub fn infer(script: &str, interpreter: &str, in_empty_folder: bool) -> Inferred {
    infer_within(script, interpreter, in_empty_folder, 0)
}

/// Judges what a check types. Its steps are run one by one, so a line that goes on in the next one is another there.
pub fn infer_check(check: &Check, in_empty_folder: bool) -> Inferred {
    // Another check of its session may have left the folder.
    let in_empty_folder = in_empty_folder && check.session.is_none();
    let mut inferred = infer(&check.script(), &check.interpreter, in_empty_folder);
    let is_shared = inferred.writes_files && check.session.is_some();
    let shared = is_shared.then_some("what it writes may be settings of others of its session");
    if let Some(why) = check.steps.iter().find_map(|step| unlike(&step.script)).or(shared) {
        inferred.runs.get_or_insert_with(|| why.to_owned());
        if inferred.effect == Effect::Read {
            (inferred.effect, inferred.why) = (Effect::Write, Some(why.to_owned()));
        }
    }
    inferred
}

/// Judges a script that stands within as many others.
fn infer_within(script: &str, interpreter: &str, in_empty_folder: bool, depth: usize) -> Inferred {
    let mut judged = Judged { depth, ..Judged::default() };
    if !SHELLS.contains(&interpreter) {
        judged.hides(format!("what {interpreter} runs is not read"));
        return judged.finish();
    }
    let parsed = shell::parse_exact(Excerpt::whole(FileId(0), script));
    if let Some(why) = not_understood(script, &parsed) {
        judged.hides(why.to_owned());
        judged.substitutions(script);
    }
    if !parsed.functions.is_empty() {
        // From where it is called on, and only there, its name means something else.
        judged.hides("it defines a function, whose name may stand for any program".to_owned());
    }
    if interpreter == "ksh" {
        judged.hides("ksh evaluates whatever should be a number".to_owned());
    }
    if let Some(name) = given_default(script) {
        judged.hides(format!("it sets {name}"));
    }
    if let Some(text) = parsed.evaluates.first() {
        judged.evaluates(text);
    }
    judged.questions.may_leave = parsed.commands.iter().any(leaves);
    judged.questions.goes_to = parsed.commands.iter().filter(|command| leaves(command)).map(gone_to).collect();
    for target in &parsed.writes {
        if !is_own_place(target, in_empty_folder && !judged.questions.may_leave) {
            judged.is_known = true;
            judged.raise(Effect::Write, format!("it writes to {}", shown(target)));
        }
    }
    for command in &parsed.commands {
        judged.command(command, &parsed);
    }
    let writes =
        parsed.writes.iter().any(|target| target.text.as_deref().is_none_or(|path| !path.starts_with("/dev/")));
    judged.writes_files = writes;
    let begins_there = in_empty_folder || judged.questions.may_leave;
    if let Some(command) = parsed.commands.iter().find(|command| writes && takes_settings(command, begins_there)) {
        judged.hides(format!("what it writes may tell {} what to run", called(&command.words)));
    }
    if hides_a_substitution(script, &parsed) {
        judged.hides("a command may stand in it that was not found".to_owned());
    }
    for source in &parsed.reads {
        judged.opens_file(source);
        let before = script.get(..source.span.range().start).unwrap_or_default();
        if source.text.is_none() && !before.ends_with('\n') && !before.trim_end().ends_with("<<<") {
            judged.sends.get_or_insert_with(|| format!("`<{}`", shown(source)));
        }
    }
    if is_connection(script) || parsed.reads.iter().any(|source| may_be_connection(source, script)) {
        judged.reach = judged.reach.max(Reach::Network);
        judged.sends.get_or_insert_with(|| "a connection that the shell opens".to_owned());
    }
    if depth == 0 {
        // What is nested in one is among the others too.
        judged.fed(script, &parsed);
    }
    // What is looked into by a variable was named where that was set.
    if judged.looks_into == LooksInto::Computed {
        let values = parsed.commands.iter().flat_map(|command| &command.assignments);
        values.filter_map(|set| set.value.as_deref()).for_each(|value| judged.opens_path(value));
        parsed.loops.iter().for_each(|word| judged.opens_file(word));
    }
    judged.questions.are_all = only_asks(&parsed);
    judged.finish()
}

/// Whether a command may take what a script wrote for settings: it stands where that was written, or is told the place.
fn takes_settings(command: &Command, begins_there: bool) -> bool {
    let Some(program) = command.words.first().and_then(|word| word.text.as_deref()) else { return false };
    let is_told = || command.words.iter().any(|word| word.text.is_none());
    !CATALOGUE.takes_no_settings(base(program)) && (begins_there || is_told())
}

/// Whether a command may leave the folder in which it stands.
fn leaves(command: &Command) -> bool {
    let is_computed = command.words.first().is_some_and(|word| word.text.is_none());
    let names = command.words.iter().filter_map(|word| word.text.as_deref());
    is_computed || names.into_iter().any(|name| matches!(name, "cd" | "pushd" | "popd"))
}

/// The folder that a command goes to, if its words tell.
fn gone_to(command: &Command) -> Option<String> {
    match command.words.as_slice() {
        [_, target] => target.text.clone(),
        _ => None,
    }
}

/// Whether all that a script does is to ask programs for their version or their help, and to take in what they say: no
/// folder makes a difference to it.
fn only_asks(script: &Script) -> bool {
    let asks = |command: &Command| match command.words.as_slice() {
        [] => true,
        [_, alone] if alone.text.as_deref().is_some_and(|word| CATALOGUE.is_question(word)) => true,
        [name, ..] => command.piped || name.text.as_deref().is_some_and(|name| matches!(name, "echo" | "printf")),
    };
    script.reads.is_empty() && script.tests.is_empty() && script.commands.iter().all(asks)
}

/// Whether a variable changes which programs and files a command takes.
fn changes_programs(name: &str) -> bool {
    ["LD_", "DYLD_", "BASH", "GIT_"].iter().any(|start| name.starts_with(start))
}

/// Whether a variable means something to a shell itself.
fn is_of_shell(name: &str) -> bool {
    CATALOGUE.shell_variables.iter().any(|known| known == name)
}

/// The command that cannot be taken back among these words, if one is.
fn destroyed(program: &str, arguments: &[Option<&str>], words: &[Word]) -> Option<String> {
    let sql = || words.iter().any(|word| sql::destroys(program, &word.raw));
    destroys(program, arguments).or_else(|| sql().then(|| format!("{program} with such SQL")))
}

/// What in a word may be the path of a file: all of it, what stands behind an option, and what stands between marks.
pub fn paths_in(text: &str) -> impl Iterator<Item = &str> {
    let is_between = |letter: char| letter.is_whitespace() || "\"'=:;,()<>|&{}@".contains(letter);
    std::iter::once(text).chain(text.split(is_between)).flat_map(|part| {
        let behind = part.strip_prefix('-').filter(|_| !part.starts_with("--"));
        [Some(part), behind.and_then(|option| option.get(1..))].into_iter().flatten()
    })
}

/// Why no command of a script can make it fail; none if one can. In a session another check may have said how pipes fail.
pub fn cannot_fail(script: &str, interpreter: &str, in_session: bool) -> Option<String> {
    let silent = shell::Silent { always: &CATALOGUE.always, deaf: &CATALOGUE.deaf };
    SHELLS.contains(&interpreter).then(|| shell::cannot_fail(script, in_session, silent))?
}

#[derive(Default)]
struct Judged {
    /// How many scripts it stands within.
    depth: usize,
    worst: Option<(Effect, String)>,
    is_known: bool,
    privilege: Option<String>,
    destroys: Option<String>,
    reach: Reach,
    runs: Option<String>,
    sends: Option<String>,
    questions: Questions,
    writes_files: bool,
    looks_into: LooksInto,
    settles: Option<String>,
}

/// Which files commands look into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum LooksInto {
    /// None.
    #[default]
    Nothing,
    /// Such as words name, or all of a folder.
    Named,
    /// Some that no word names.
    Computed,
}

impl Judged {
    /// Notes that its words do not tell all that runs.
    fn opens(&mut self, why: String) {
        self.runs.get_or_insert(why);
    }

    /// What it may be is known only when it runs, so it counts as a write that runs more than its words tell.
    fn hides(&mut self, why: String) {
        self.opens(why.clone());
        self.raise(Effect::Write, why);
    }

    /// Notes that it looks into whatever files a word names.
    fn opens_file(&mut self, word: &Word) {
        if word.text.is_none() {
            self.looks_into = LooksInto::Computed;
        }
        self.opens_path(word.text.as_deref().unwrap_or(&word.raw));
    }

    fn opens_path(&mut self, text: &str) {
        // What another machine has under that name is not meant.
        let is_address = ["http://", "https://"].iter().any(|start| text.starts_with(start));
        let is_elsewhere = is_address && self.reach > Reach::Here;
        if let Some(path) = paths_in(text).find(|path| !is_elsewhere && may_hold_credentials(path)) {
            self.raise(Effect::Write, format!("it looks into `{}`, which may hold credentials", clipped(path)));
        }
    }

    /// Notes that a shell evaluates a text once more, where values may be commands.
    fn evaluates(&mut self, text: &str) {
        self.hides(format!("it evaluates `{}`, where a value may be a command", clipped(text)));
    }

    fn hides_many(&mut self) {
        self.opens("it hides its command behind many others".to_owned());
        self.raise(Effect::Destroy, "it hides its command behind many others".to_owned());
    }

    fn raise(&mut self, effect: Effect, why: String) {
        if self.worst.as_ref().is_none_or(|(worst, _)| *worst < effect) {
            self.worst = Some((effect, why));
        }
    }

    fn finish(self) -> Inferred {
        let (effect, why) = match self.worst {
            Some((effect, why)) => (effect, Some(why)),
            None => (Effect::Read, None),
        };
        let Self {
            is_known,
            privilege,
            destroys,
            reach,
            runs,
            sends,
            questions,
            writes_files,
            looks_into,
            settles,
            ..
        } = self;
        let opens_files = looks_into > LooksInto::Nothing;
        Inferred {
            effect,
            is_known,
            why,
            privilege,
            destroys,
            reach,
            runs,
            sends,
            questions,
            writes_files,
            opens_files,
            settles,
        }
    }

    fn command(&mut self, command: &Command, script: &Script) {
        let exports = command.words.first().and_then(|word| word.text.as_deref());
        let exports = exports.is_some_and(|name| matches!(name, "export" | "declare" | "typeset" | "readonly"));
        for set in &command.assignments {
            let name = set.name.as_str();
            let for_a_command = exports || !command.words.is_empty();
            let is_passed = || CATALOGUE.variables.iter().any(|known| known == name);
            let fine = if for_a_command { is_passed() } else { !is_of_shell(name) };
            if changes_programs(name) || !fine {
                self.hides(format!("it sets {name}"));
            }
        }
        // A shell may evaluate what it is given in quotes: `[ -v 'a[$(x)]' ]`.
        let values = command.assignments.iter().filter_map(|set| set.value.as_deref());
        let texts = command.words.iter().filter_map(|word| word.text.as_deref());
        if let Some(text) = values.chain(texts).find(|text| text.contains("$(") || text.contains('`')) {
            self.hides(format!("{} hides a command", clipped(text)));
        }
        let only_exports = exports && command.words.len() == 1 && !command.assignments.is_empty();
        if !only_exports {
            let others = std::mem::take(&mut self.reach);
            self.words(&command.words, 0);
            if self.reach > Reach::Here && may_tell(command, script) {
                self.sends.get_or_insert_with(|| called(&command.words));
            }
            self.reach = self.reach.max(others);
        }
    }

    /// Judges what shells and databases are given to run: here-documents, and what `echo` writes into a pipe.
    fn fed(&mut self, text: &str, script: &Script) {
        for source in script.reads.iter().take(MOST_FED) {
            let at = source.span.range().start;
            let above = text.get(..at).unwrap_or_default();
            let document = above.strip_suffix('\n');
            let line = document.unwrap_or(above).rfind('\n').map_or(0, |end| end + 1);
            let given = source.text.as_deref().filter(|_| document.is_none()).unwrap_or(&source.raw);
            let stands = |command: &&Command| command.span.range().end > line && command.span.range().start < at;
            for command in script.commands.iter().filter(stands).take(MOST_CARRIED) {
                self.runs_text(command, given);
            }
        }
        let pairs = script.commands.iter().zip(script.commands.iter().skip(1));
        for (command, next) in pairs.filter(|(_, next)| next.piped).take(MOST_FED) {
            let mut words = command.words.iter().map(|word| word.text.as_deref().unwrap_or(&word.raw));
            if words.next().is_some_and(|name| CATALOGUE.always.iter().any(|known| known == name)) {
                self.runs_text(next, &words.collect::<Vec<_>>().join(" "));
            }
        }
    }

    /// Judges a text that a command is given, if it is one that runs it.
    fn runs_text(&mut self, command: &Command, text: &str) {
        let names = || command.words.iter().filter_map(|word| word.text.as_deref()).map(base);
        if let Some(database) = names().find(|name| sql::is_database(name) && sql::destroys(name, text)) {
            self.destroys_by(format!("{database} with such SQL"));
        }
        if names().any(|name| SHELLS.contains(&name)) || names().next() == Some("ssh") {
            self.inner(text);
        }
    }

    /// Judges the words of which some are a command: where it begins is not told from the options before it.
    fn carried(&mut self, words: &[Word]) {
        for (at, word) in words.iter().enumerate().take(MOST_CARRIED) {
            let is_simple = !word.raw.contains(['`', '(']);
            let unknown = || is_simple.then_some(word.raw.trim_matches('"'));
            let Some(text) = word.text.as_deref().or_else(unknown) else { continue };
            let program = base(text);
            if CATALOGUE.only_names(program) {
                return;
            }
            if text.contains(char::is_whitespace) {
                self.inner(text);
            }
            if CATALOGUE.privilege.iter().any(|known| known == program) {
                self.privilege.get_or_insert_with(|| program.to_owned());
            }
            let arguments: Vec<Option<&str>> = words[at + 1..].iter().map(|word| word.text.as_deref()).collect();
            if let Some(found) = destroyed(program, &arguments, &words[at + 1..]) {
                self.destroys_by(found);
            }
        }
    }

    fn destroys_by(&mut self, found: String) {
        self.is_known = true;
        self.raise(Effect::Destroy, format!("`{found}` cannot be taken back"));
        self.destroys.get_or_insert(found);
    }

    /// Takes over what a script in the words of a command does; all of it counts as a write at least.
    fn inner(&mut self, script: &str) {
        if self.depth >= DEEPEST_SCRIPT {
            return self.hides_many();
        }
        let inner = infer_within(script, "sh", false, self.depth + 1);
        self.reach = self.reach.max(inner.reach);
        self.is_known |= inner.is_known;
        self.privilege = self.privilege.take().or(inner.privilege);
        if inner.effect == Effect::Destroy {
            self.raise(Effect::Destroy, inner.why.unwrap_or_default());
            self.destroys = self.destroys.take().or(inner.destroys);
        }
    }

    /// Judges what stands in the substitutions of a script that could not be understood, wherever they are.
    fn substitutions(&mut self, script: &str) {
        let mut rest = script;
        for _ in 0..MOST_SUBSTITUTIONS {
            let Some((_, inner)) = rest.split_once("$(") else { break };
            let mut open = 1_i32;
            let end = inner.find(|letter: char| {
                open += i32::from(letter == '(') - i32::from(letter == ')');
                open == 0
            });
            let (inner, behind) = inner.split_at(end.unwrap_or(inner.len()));
            rest = behind;
            let parsed = shell::parse_exact(Excerpt::whole(FileId(0), inner));
            parsed.commands.iter().for_each(|command| self.command(command, &parsed));
        }
    }

    fn words(&mut self, words: &[Word], depth: usize) {
        let Some((first, rest)) = words.split_first() else { return };
        if depth > 8 {
            return self.hides_many();
        }
        let Some(name) = first.text.as_deref() else {
            return self.hides(format!("what {} runs is known only when it runs", shown(first)));
        };
        let arguments: Vec<Option<&str>> = rest.iter().map(|word| word.text.as_deref()).collect();
        let program = base(name);
        let is_privilege = CATALOGUE.privilege.iter().any(|known| known == program);
        if is_privilege && CATALOGUE.only_looks(name, &arguments).is_none() {
            self.privilege.get_or_insert_with(|| program.to_owned());
            self.raise(Effect::Write, format!("`{program}` acts as somebody else"));
            let options = rest.iter().take_while(|word| word.raw.starts_with('-')).count();
            if options == rest.len() {
                // A shell, which takes its commands from somewhere.
                self.opens(format!("`{program}`"));
            }
            if options > 0 {
                // An option may have a value.
                self.carried(rest);
            }
            return self.words(&rest[options..], depth + 1);
        }
        if let Some(own) = CATALOGUE.carries(program, &arguments) {
            self.carried(&rest[own..]);
        }
        if let Some(found) = destroyed(program, &arguments, rest) {
            self.destroys_by(found);
            if !is_plain(name) {
                self.opens(called(words));
            }
            return;
        }
        if program == "printf"
            && let Some(format) = rest.iter().find(|word| word.raw != "--")
            && may_set_by_format(format)
        {
            self.hides(format!("`{}` may set a variable", shown(format)));
        }
        if matches!(program, "test" | "[")
            && let Some(word) = condition::evaluates(words)
        {
            self.evaluates(&word.raw);
        }
        if let Some(looks) = CATALOGUE.only_looks(name, &arguments) {
            self.reach = self.reach.max(looks.reach);
            if looks.reach != Reach::Daemon && !CATALOGUE.takes_no_settings(name) {
                self.settles.get_or_insert_with(|| called(words));
            }
            match looks.asked {
                Asked::No => {}
                Asked::Known => self.questions.known.push(name.to_owned()),
                Asked::Unknown => self.questions.asked.push(name.to_owned()),
            }
            if looks.opens != Opens::Nothing && rest.iter().any(|word| !word.raw.starts_with('-')) {
                self.looks_into = self.looks_into.max(LooksInto::Named);
            }
            let options = rest.iter().take_while(|word| word.raw.starts_with('-')).count();
            let is_told = rest[..options].iter().any(|word| tells_what_is_looked_for(&word.raw));
            let skipped = match looks.opens {
                Opens::Nothing => rest.len(),
                Opens::AllButFirst if !is_told => (options + 1).min(rest.len()),
                Opens::AllButFirst | Opens::All => 0,
            };
            rest[skipped..].iter().for_each(|word| self.opens_file(word));
            return;
        }
        if let (true, [Some("-c"), Some(script), ..]) = (SHELLS.contains(&program), arguments.as_slice()) {
            self.inner(script);
        }
        let is_wrapper = CATALOGUE.wrappers.iter().any(|known| known == name);
        if is_wrapper {
            if let Some(skipped) = wrapped(name, &arguments) {
                return self.words(&rest[skipped..], depth + 1);
            }
            self.carried(rest);
        }
        if !is_plain(name) {
            self.opens(called(words));
        }
        if let Some(own) = destroyer(name, &arguments) {
            self.is_known = true;
            return self.raise(Effect::Destroy, format!("`{own}` says by its name that it destroys"));
        }
        self.is_known |= is_plain(name) || changes(program, &arguments);
        self.raise(Effect::Write, format!("{} is not known to only look", called(words)));
    }
}

/// Whether an option says what is looked for, so that all words behind it are files: `-e`, in a cluster too, and the file
/// of a program or pattern.
fn tells_what_is_looked_for(option: &str) -> bool {
    match option.strip_prefix("--") {
        Some(long) => ["reg", "fil", "from"].iter().any(|start| long.starts_with(start)),
        None => option.contains(['e', 'f']),
    }
}

/// The beginning of a command, as a message names it.
fn called(words: &[Word]) -> String {
    let shown: Vec<String> = words.iter().take(3).map(shown).collect();
    format!("`{}`", shown.join(" "))
}

/// The name of a program without the folder that it is in.
fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether `printf` may take a word for a format that sets a variable, `%n`; one that is computed may be any.
fn may_set_by_format(word: &Word) -> bool {
    let sets = |rest: &str| {
        let rest = rest.trim_start_matches(|letter: char| !letter.is_ascii_alphabetic() && letter != '%');
        rest.trim_start_matches(['h', 'l', 'L', 'q', 'j', 'z', 't']).starts_with('n')
    };
    word.text.as_deref().is_none_or(|text| text.split('%').skip(1).any(sets))
}

/// How many words stand between a wrapper and the command that it runs; none if that cannot be told.
fn wrapped(name: &str, arguments: &[Option<&str>]) -> Option<usize> {
    let plain = |at: usize| arguments.get(at).copied().flatten().is_some_and(|word| !word.starts_with('-'));
    match name {
        "command" if matches!(arguments.first(), Some(Some("-v" | "-V"))) => Some(arguments.len()),
        "timeout" => (plain(0) && plain(1)).then_some(1),
        "env" => {
            let variables = arguments.iter().take_while(|word| word.is_some_and(|word| word.contains('='))).count();
            let named = arguments[..variables].iter().flatten().filter_map(|word| word.split('=').next());
            let fine = named.into_iter().all(|name| CATALOGUE.variables.iter().any(|known| known == name));
            (fine && (plain(variables) || variables == arguments.len())).then_some(variables)
        }
        _ => plain(0).then_some(0),
    }
}

/// Whether output may go there without anybody being asked.
fn is_own_place(target: &Word, in_empty_folder: bool) -> bool {
    let raw = target.raw.replace('"', "");
    if raw.contains("..") {
        return false;
    }
    match target.text.as_deref() {
        Some("/dev/null" | "/dev/stdout" | "/dev/stderr") => true,
        Some(path) => in_empty_folder && !path.starts_with(['/', '~', '&']),
        None => {
            let below = ["$TMPDIR/", "${TMPDIR}/"].iter().find_map(|start| raw.strip_prefix(start));
            below.is_some_and(|path| path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte)))
        }
    }
}

/// A word as a message shows it.
fn shown(word: &Word) -> String {
    clipped(&word.raw)
}

/// The beginning of a text, without what a terminal would obey.
fn clipped(text: &str) -> String {
    let mut shown: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(40).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
