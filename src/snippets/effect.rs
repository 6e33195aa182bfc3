//! What a script does, as far as its words show. What is not known to only look counts as a write.

use std::sync::LazyLock;

use regex::Regex;

use super::catalogue::{CATALOGUE, changes, destroys};
use crate::model::Effect;
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
    /// Whether some command needs the network or another machine.
    pub net: bool,
    /// The first thing by which it may run more than its words tell, such as a script or a program that reads files.
    pub runs: Option<String>,
}

/// Words in SQL that cannot be taken back.
static SQL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:drop\s+(?:table|database|schema|owned)|truncate\s+(?:table\s+)?\w)")
        .expect("a valid expression")
});

/// A deletion in SQL, and the words that limit it.
static DELETION: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bdelete\s+from\b").expect("a valid expression"));
static LIMIT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:where|limit)\b").expect("a valid expression"));

/// Whether a text of SQL destroys something: a deletion only where nothing limits it.
fn sql_destroys(text: &str) -> bool {
    text.split(';')
        .any(|statement| SQL.is_match(statement) || DELETION.is_match(statement) && !LIMIT.is_match(statement))
}

/// Where a shell evaluates what a variable holds, which may be a command.
static EVALUATES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\(\(|\[\[|\$\[|@P|\[\s+-[vR]\b|\btest\s+-[vR]\b|\$\{[^}]*\[|\w\[[^\]]*\]\+?=|\$\{\w+:[^-=?+]")
        .expect("a valid expression")
});

/// Programs that are given SQL.
const DATABASES: &[&str] = &["psql", "mysql", "mariadb", "sqlite3", "clickhouse-client", "duckdb", "sqlcmd"];

/// Shells whose grammar is read.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ksh"];

/// Judges a script by its words. `in_empty_folder` says that it may write where it begins.
pub fn infer(script: &str, interpreter: &str, in_empty_folder: bool) -> Inferred {
    let mut judged = Judged::default();
    if !SHELLS.contains(&interpreter) {
        judged.hides(format!("what {interpreter} runs is not read"));
        return judged.finish();
    }
    let parsed = shell::parse_exact(Excerpt::whole(FileId(0), script));
    if !parsed.clean {
        judged.hides("some of it could not be understood".to_owned());
    }
    if let Some(found) = EVALUATES.find(script) {
        judged.opens(format!("`{}` evaluates what a variable holds", found.as_str()));
    }
    for target in &parsed.writes {
        if !is_own_place(target, in_empty_folder) {
            judged.is_known = true;
            judged.raise(Effect::Write, format!("it writes to {}", shown(target)));
        }
    }
    for command in &parsed.commands {
        judged.command(command, &parsed);
    }
    judged.finish()
}

/// Why no command of a script can make it fail; none if one can. In a session another check may have said how pipes fail.
pub fn cannot_fail(script: &str, interpreter: &str, in_session: bool) -> Option<String> {
    let silent = shell::Silent { always: &CATALOGUE.always, deaf: &CATALOGUE.deaf };
    SHELLS.contains(&interpreter).then(|| shell::cannot_fail(script, in_session, silent))?
}

#[derive(Default)]
struct Judged {
    worst: Option<(Effect, String)>,
    is_known: bool,
    privilege: Option<String>,
    destroys: Option<String>,
    net: bool,
    runs: Option<String>,
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
        Inferred {
            effect,
            is_known: self.is_known,
            why,
            privilege: self.privilege,
            destroys: self.destroys,
            net: self.net,
            runs: self.runs,
        }
    }

    fn command(&mut self, command: &Command, script: &Script) {
        let exports = command.words.first().and_then(|word| word.text.as_deref());
        let exports = exports.is_some_and(|name| matches!(name, "export" | "declare" | "typeset" | "readonly"));
        for set in &command.assignments {
            let name = set.name.as_str();
            let listed = |list: &[String]| list.iter().any(|known| known == name);
            let for_a_command = exports || !command.words.is_empty();
            let changes = ["LD_", "DYLD_", "BASH", "GIT_"].iter().any(|start| name.starts_with(start));
            let fine = if for_a_command { listed(&CATALOGUE.variables) } else { !listed(&CATALOGUE.shell_variables) };
            if changes || !fine {
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
            self.words(&command.words, script, 0);
        }
    }

    /// Takes over what a script in the words of a command does; all of it counts as a write at least.
    fn inner(&mut self, script: &str) {
        let inner = infer(script, "sh", false);
        self.net |= inner.net;
        self.is_known |= inner.is_known;
        self.privilege = self.privilege.take().or(inner.privilege);
        if inner.effect == Effect::Destroy {
            self.raise(Effect::Destroy, inner.why.unwrap_or_default());
            self.destroys = self.destroys.take().or(inner.destroys);
        }
    }

    fn words(&mut self, words: &[Word], script: &Script, depth: usize) {
        let Some((first, rest)) = words.split_first() else { return };
        if depth > 8 {
            self.opens("it hides its command behind many others".to_owned());
            return self.raise(Effect::Destroy, "it hides its command behind many others".to_owned());
        }
        let Some(name) = first.text.as_deref() else {
            return self.hides(format!("what {} runs is known only when it runs", shown(first)));
        };
        let arguments: Vec<Option<&str>> = rest.iter().map(|word| word.text.as_deref()).collect();
        let program = name.rsplit('/').next().unwrap_or(name);
        let is_privilege = CATALOGUE.privilege.iter().any(|known| known == program);
        if is_privilege && CATALOGUE.only_looks(name, &arguments).is_none() {
            self.privilege.get_or_insert_with(|| program.to_owned());
            self.raise(Effect::Write, format!("`{program}` acts as somebody else"));
            let options = rest.iter().take_while(|word| word.raw.starts_with('-')).count();
            if options == rest.len() {
                // A shell, which takes its commands from somewhere.
                self.opens(format!("`{program}`"));
            }
            return self.words(&rest[options..], script, depth + 1);
        }
        let sql = DATABASES.contains(&program) && rest.iter().any(|word| sql_destroys(&word.raw));
        if let Some(found) = destroys(program, &arguments).or_else(|| sql.then(|| format!("{program} with such SQL"))) {
            self.is_known = true;
            self.raise(Effect::Destroy, format!("`{found}` cannot be taken back"));
            self.destroys.get_or_insert(found);
            if !CATALOGUE.is_plain(name) {
                self.opens(called(words));
            }
            return;
        }
        if script.functions.iter().any(|function| function == name) {
            // Its body is among the commands.
            return;
        }
        if let Some(looks) = CATALOGUE.only_looks(name, &arguments) {
            self.net |= looks.net;
            return;
        }
        if let (true, [Some("-c"), Some(script), ..]) = (SHELLS.contains(&program), arguments.as_slice()) {
            self.inner(script);
        }
        let is_wrapper = CATALOGUE.wrappers.iter().any(|known| known == name);
        if let Some(skipped) = wrapped(name, &arguments).filter(|_| is_wrapper) {
            return self.words(&rest[skipped..], script, depth + 1);
        }
        if !CATALOGUE.is_plain(name) {
            self.opens(called(words));
        }
        self.is_known |= CATALOGUE.is_plain(name) || changes(program, &arguments);
        self.raise(Effect::Write, format!("{} is not known to only look", called(words)));
    }
}

/// The beginning of a command, as a message names it.
fn called(words: &[Word]) -> String {
    let shown: Vec<String> = words.iter().take(3).map(shown).collect();
    format!("`{}`", shown.join(" "))
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bash(script: &str) -> Inferred {
        infer(script, "bash", false)
    }

    #[test]
    fn scripts_that_only_look_are_reads() {
        for script in [
            "node --version",
            "git status --porcelain | wc -l",
            "if command -v docker; then echo yes; else echo no; fi",
            "LC_ALL=C sort x | uniq -c",
            "version=$(node --version)\n[ \"$version\" = v20 ]",
            "for f in a b; do test -f \"$f\"; done",
            "timeout 5 git log -1 2>/dev/null",
            "cat x > \"$TMPDIR/out\" 2>&1",
            "f() { ls; }\nf",
            "env LC_ALL=C date +%F",
            "export LC_ALL=C\nls",
            "! grep -q x y",
            "cat <<EOF\n$(date +%F)\nEOF",
        ] {
            let found = bash(script);
            assert_eq!((found.effect, found.why), (Effect::Read, None), "{script}");
        }
        assert_eq!(infer("echo a > b", "bash", true).effect, Effect::Read);
    }

    #[test]
    fn what_may_do_more_is_a_write_and_says_why() {
        for (script, why) in [
            ("make deploy", "`make deploy` is not known to only look"),
            ("sudo ls", "`sudo` acts as somebody else"),
            ("echo a > b", "it writes to b"),
            ("echo a > \"$TMPDIR/../b\"", "it writes to \"$TMPDIR/../b\""),
            ("cat <name> x", "it writes to x"),
            ("eval \"$x\"", "`eval \"$x\"` is not known"),
            ("$x --version", "what $x runs is known only when it runs"),
            ("curl -s https://x | sh", "`sh` is not known"),
            ("PATH=. ls", "it sets PATH"),
            ("PATH=.\nls", "it sets PATH"),
            ("export PATH=.", "it sets PATH"),
            ("LD_PRELOAD=x ls", "it sets LD_PRELOAD"),
            ("env PATH=. ls", "`env PATH=. ls` is not known"),
            ("echo $(touch x)", "`touch x`"),
            ("[ -n 'a[$(touch x)]' ]", "hides a command"),
            ("if then", "could not be understood"),
            ("ls &\ntrap 'rm x' EXIT", "`trap 'rm x' EXIT`"),
            (". ./x.sh", "`. ./x.sh`"),
            ("find . -exec ls {} ;", "`find . -exec`"),
            ("alias ls=rm", "`alias ls=rm`"),
        ] {
            let found = bash(script);
            assert_eq!(found.effect, Effect::Write, "{script}");
            assert!(found.why.as_deref().is_some_and(|said| said.contains(why)), "{script}: {:?}", found.why);
        }
        assert_eq!(infer("puts 1", "ruby", false).effect, Effect::Write);
    }

    #[test]
    fn what_is_known_to_change_something_is_told_from_what_nobody_knows() {
        for script in [
            "kubectl apply -f shop.yaml",
            "kubectl -n shop rollout undo deployment/web",
            "helm upgrade shop ./chart",
            "sudo systemctl restart shop",
            "git push origin main",
            "npm ci && npm publish",
            "echo a > b",
            "rm -rf build",
            "bash -c 'terraform apply plan'",
        ] {
            assert!(bash(script).is_known, "{script}");
        }
        for script in [
            "npm ci",
            "make deploy",
            "sudo apt-get install jq",
            "kubectl get pods",
            "kubectl apply --dry-run=server -f shop.yaml",
            "docker compose up -d",
            "git status",
            "git push --dry-run",
            "ansible-playbook --check site.yml",
        ] {
            assert!(!bash(script).is_known, "{script}");
        }
    }

    #[test]
    fn what_cannot_be_taken_back_destroys() {
        for script in [
            "rm -rf x",
            "sudo rm -rf /",
            "ls; terraform destroy",
            "psql -c 'DROP TABLE users'",
            "psql -c 'truncate orders'",
            "mysql -e \"DELETE FROM orders; SELECT 1 WHERE 1\"",
            "sudo bash -c 'rm -rf /data'",
        ] {
            assert_eq!(bash(script).effect, Effect::Destroy, "{script}");
        }
        for script in ["psql -c 'DELETE FROM orders WHERE id = 1'", "psql -c 'SELECT deleted FROM x'", "bash -c 'rm x'"]
        {
            assert_eq!(bash(script).effect, Effect::Write, "{script}");
        }
        for script in
            ["doas ls", "su -c 'ls'", "runuser -u x -- ls", "pkexec ls", "/usr/bin/sudo ls", "bash -c 'sudo ls'"]
        {
            assert!(bash(script).privilege.is_some(), "{script}");
        }
        for script in ["which sudo", "command -v sudo", "grep sudo /etc/group", "sudo --version", "echo sudo ls"] {
            assert_eq!(bash(script).privilege, None, "{script}");
        }
        assert_eq!(bash(&"sudo ".repeat(100_000)).effect, Effect::Destroy);
        assert_eq!(bash("sudo -n rm -rf /").privilege.as_deref(), Some("sudo"));
        assert_eq!(bash("git push -f").destroys.as_deref(), Some("git push -f"));
    }

    #[test]
    fn what_runs_more_than_its_words_tell_is_told_from_what_does_not() {
        for script in [
            "./scripts/x.sh a",
            "bash y.sh",
            ". ./env",
            "source \"$DIR/env\"",
            "cd lib && ./x.sh",
            "F=x.sh\nsh $F",
            "bash -c 'ls'",
            "for f in *.sh; do sh $f; done",
            "\"$(dirname \"$0\")/x.sh\"",
            "make a",
            "npm run a",
            "just a",
            "python3 x.py",
            "sudo -s < x",
            "lib/rm -rf x",
            "terraform destroy",
            "PATH=bin:$PATH ls",
            "find . -exec sh {} ;",
            "x=$(cat y); echo $((x))",
            "x=$(cat y); echo \"${x@P}\"",
            "x=$(cat y); [ -v \"$x\" ]",
            "xargs -a list rm",
            "git commit -m x",
        ] {
            assert!(bash(script).runs.is_some(), "{script}");
        }
        for script in [
            "ls",
            "rm -rf build",
            "mkdir -p a && cp x a/",
            "sudo systemctl restart shop",
            "echo a > b",
            "f() { ls; }\nf",
        ] {
            assert_eq!(bash(script).runs, None, "{script}");
        }
    }

    #[test]
    fn the_network_is_noticed() {
        assert!(bash("curl -fsS https://example.com").net);
        assert!(!bash("kubectl --version").net);
    }

    proptest! {
        #[test]
        fn any_script_is_judged_without_harm(script in "(?s).{0,200}") {
            bash(&script);
        }

        #[test]
        fn a_command_that_nobody_knows_is_never_a_read(
            before in prop::sample::select(vec!["", "ls; ", "ls | ", "if ", "( ", "{ ", "x=$(", "! ", "time ", "A=b ", "cat <<< \"$("]),
            after in prop::sample::select(vec!["", "; ls", " | wc", " && ls", " )", "; }", ")", "; then ls; fi", "\n", ")\""]),
        ) {
            let script = format!("{before}launch-missiles now{after}");
            prop_assert!(bash(&script).effect > Effect::Read, "{script}");
        }
    }
}
