//! Our tables of what only looks and what destroys, and how the words of a command are held against them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::curl;

/// What is known of programs that only look.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Catalogue {
    probes: Vec<String>,
    /// Programs that run the command behind them.
    pub wrappers: Vec<String>,
    /// Programs that run a command as somebody else.
    pub privilege: Vec<String>,
    /// Programs that run a command among their words, behind one of these if there are any.
    carriers: BTreeMap<String, Vec<String>>,
    /// Variables that a command may be given.
    pub variables: Vec<String>,
    /// Variables that change what commands mean.
    pub shell_variables: Vec<String>,
    /// Programs that change what their words name, and run no file whatever these are.
    plain: Vec<String>,
    /// Programs that succeed by themselves.
    pub always: Vec<String>,
    /// Programs that, at the end of a pipe, succeed whatever came in.
    pub deaf: Vec<String>,
    /// Programs that take no settings.
    unset: Vec<String>,
    programs: BTreeMap<String, Look>,
}

/// Which words make a command one that only looks; with nothing set, all do.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Look {
    only: Option<Vec<String>>,
    bare: bool,
    first: Vec<String>,
    not: Vec<String>,
    never: Vec<String>,
    alike: Vec<String>,
    grammar: Option<Grammar>,
    most: Option<usize>,
    before: Vec<String>,
    commands: BTreeMap<String, Look>,
    probes: Vec<String>,
    leading: bool,
    reach: Reach,
    opens: Opens,
}

/// A program whose words are read in code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Grammar {
    Curl,
}

/// What a command needs beside files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Nothing.
    #[default]
    Here,
    /// The network, or another machine.
    Network,
    /// A daemon of this machine, by a socket that has a path, which may do what it is told anywhere.
    Daemon,
}

/// What the table says of a command that only looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OnlyLooks {
    /// What it needs beside files.
    pub reach: Reach,
    /// Whether nothing but the question tells what it does.
    pub asked: Asked,
    /// Which of its words are files that it looks into.
    pub opens: Opens,
}

/// Whether a program is asked for its version or its help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// It is not.
    No,
    /// It is one of the table that tells its version.
    Known,
    /// It is none of the table, or tells its help.
    Unknown,
}

/// Which words of a command are files that it looks into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Opens {
    /// None.
    Nothing,
    /// All but the first that is no option, which is what it looks for.
    AllButFirst,
    /// Any.
    #[default]
    All,
}

/// The table that the program ships.
pub(super) static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("read_only.yaml")).expect("our table of what only looks"));

/// Programs, and sets of words that a command of theirs has together.
type Sets = BTreeMap<String, Vec<Vec<String>>>;

static DESTROYS: LazyLock<Sets> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("destroys.yaml")).expect("our table of what destroys"));

static CHANGES: LazyLock<Sets> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("changes.yaml")).expect("our table of what changes something"));

/// Whether the words of a program tell all that it changes, and what they name is that.
pub fn is_plain(program: &str) -> bool {
    CATALOGUE.plain.iter().any(|known| known == program)
}

/// Whether the table says which words of a program only look.
pub fn is_known(program: &str) -> bool {
    CATALOGUE.programs.contains_key(program)
}

impl Catalogue {
    /// Whether a command only looks; an argument that is none is known only when it runs.
    pub fn only_looks(&self, program: &str, arguments: &[Option<&str>]) -> Option<OnlyLooks> {
        let look = self.programs.get(program);
        if let [Some(alone)] = arguments {
            let probes = self.probes.iter().chain(look.iter().flat_map(|look| &look.probes));
            // What is called by a path is the repository's own, and does with an option what it likes.
            if !program.contains('/') && probes.into_iter().any(|probe| probe == alone) {
                return Some(OnlyLooks {
                    reach: Reach::Here,
                    asked: if look.is_none() || *alone == "--help" { Asked::Unknown } else { Asked::Known },
                    opens: Opens::Nothing,
                });
            }
        }
        look?.admits(arguments, Reach::Here)
    }

    /// Whether a program takes no settings, neither from the folder in which it stands nor from a file that it is led to.
    pub fn takes_no_settings(&self, program: &str) -> bool {
        self.unset.iter().any(|known| known == program)
    }

    /// Whether a word asks any program for its version or its help.
    pub fn is_question(&self, word: &str) -> bool {
        self.probes.iter().any(|probe| probe == word)
    }

    /// Behind how many words a program's own command may begin; none if it runs none of its words.
    pub fn carries(&self, program: &str, arguments: &[Option<&str>]) -> Option<usize> {
        let behind = self.carriers.get(program)?;
        let is_mark = |word: Option<&str>| word.is_some_and(|word| behind.iter().any(|mark| mark == word));
        if behind.is_empty() { Some(0) } else { arguments.iter().copied().position(is_mark).map(|at| at + 1) }
    }

    /// Whether a program only repeats or looks for the words behind it.
    pub fn only_names(&self, program: &str) -> bool {
        let looks_for = |look: &Look| look.opens == Opens::AllButFirst;
        self.always.iter().any(|known| known == program) || self.programs.get(program).is_some_and(looks_for)
    }
}

impl Look {
    fn admits(&self, arguments: &[Option<&str>], reach: Reach) -> Option<OnlyLooks> {
        let reach = reach.max(self.reach);
        let opens = self.opens;
        // To another machine a second line may be a second request.
        let is_one_line = |word: Option<&str>| word.is_none_or(|word| !word.contains(['\n', '\r']));
        if reach > Reach::Here && !arguments.iter().copied().all(is_one_line) {
            return None;
        }
        if !self.commands.is_empty() || !self.probes.is_empty() {
            let (command, rest) = self.command(arguments)?;
            return self.commands.get(command)?.admits(rest, reach);
        }
        if let Some(Grammar::Curl) = self.grammar {
            let words: Vec<&str> = arguments.iter().copied().collect::<Option<_>>()?;
            return curl::only_asks(&words).then_some(OnlyLooks { reach, asked: Asked::No, opens });
        }
        if self.only.is_none() && self.not.is_empty() && self.never.is_empty() {
            return Some(OnlyLooks { reach, asked: Asked::No, opens });
        }
        let is_option = |word: Option<&str>| word.is_none_or(|word| word.starts_with('-'));
        let leading = arguments.iter().take_while(|word| is_option(**word)).count();
        let arguments = if self.leading { &arguments[..leading] } else { arguments };
        let words: Vec<&str> = arguments.iter().copied().collect::<Option<_>>()?;
        // A program whose options alone are known may do anything without one: `make` builds, `python3` runs what it reads.
        if words.is_empty() && !self.bare && self.only.as_ref().is_some_and(|only| !only.is_empty()) {
            return None;
        }
        let named = words.iter().filter(|word| !word.starts_with('-')).count();
        let few = self.most.is_none_or(|most| named <= most);
        let begins = self.first.is_empty() || words.first().is_some_and(|word| self.first.iter().any(|f| f == word));
        let listed = self.only.as_ref().is_none_or(|only| are_listed(only, &words));
        let is_forbidden = |word: &str| self.not.iter().any(|option| means(option, word));
        let forbidden = words.iter().any(|word| is_forbidden(word) && !self.alike.iter().any(|alike| alike == word));
        let reached = words.iter().all(|word| !self.never.iter().any(|never| has(never, word)));
        (begins && few && listed && !forbidden && reached).then_some(OnlyLooks { reach, asked: Asked::No, opens })
    }

    /// The subcommand and what follows it, if only known options stand before it.
    fn command<'a, 'b>(&self, arguments: &'b [Option<&'a str>]) -> Option<(&'a str, &'b [Option<&'a str>])> {
        let mut at = 0;
        loop {
            let word = (*arguments.get(at)?)?;
            if !word.starts_with('-') {
                return Some((word, &arguments[at + 1..]));
            }
            let known = self.before.iter().find(|item| {
                let name = item.strip_suffix(" *").unwrap_or(item);
                name == word || name.ends_with('=') && word.starts_with(name)
            })?;
            at += if known.ends_with(" *") { 2 } else { 1 };
        }
    }
}

/// Whether a list allows all words; an item with ` *` takes the word behind it along.
fn are_listed(only: &[String], words: &[&str]) -> bool {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let takes_next = only.iter().any(|item| item.strip_suffix(" *") == Some(word));
        if !takes_next && !only.iter().any(|item| fits(item, word)) {
            return false;
        }
        at += if takes_next { 2 } else { 1 };
    }
    true
}

/// Whether a word has what it must never have: at its beginning behind `^`, else anywhere, in whatever case.
fn has(never: &str, word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    never.strip_prefix('^').map_or_else(|| word.contains(never), |start| word.starts_with(start))
}

/// Whether a word is what an item of a list allows.
fn fits(item: &str, word: &str) -> bool {
    match item {
        "*" => !word.starts_with(['-', '+']),
        _ if item.ends_with(['=', '*']) => word.starts_with(item.trim_end_matches('*')),
        _ => item == word,
    }
}

/// Whether a word is an option, alone, with its value, in a cluster of one-letter options, or shortened as far as any
/// program may understand it.
fn means(option: &str, word: &str) -> bool {
    let name = word.split('=').next().unwrap_or(word);
    if let Some(letter) = short(option) {
        return word.starts_with('-') && !word.starts_with("--") && word[1..].contains(letter);
    }
    name == option || option.starts_with("--") && name.len() > "--".len() && option.starts_with(name)
}

/// The letter of a one-letter option.
fn short(option: &str) -> Option<char> {
    let mut letters = option.strip_prefix('-')?.chars();
    letters.next().filter(|letter| *letter != '-' && letters.next().is_none())
}

/// The words by which a command destroys something.
pub(super) fn destroys(program: &str, arguments: &[Option<&str>]) -> Option<String> {
    let found = words_of(&DESTROYS, program, arguments)?;
    let words = found.iter().filter(|word| !word.starts_with('!')).map(String::as_str);
    Some(std::iter::once(program).chain(words).collect::<Vec<_>>().join(" "))
}

/// Whether a command is known to change something that stays.
pub(super) fn changes(program: &str, arguments: &[Option<&str>]) -> bool {
    words_of(&CHANGES, program, arguments).is_some()
}

/// The first set of words in a table that a command has.
fn words_of<'t>(table: &'t Sets, program: &str, arguments: &[Option<&str>]) -> Option<&'t [String]> {
    let has = |wanted: &str| {
        let is = |word: &&str| match wanted.strip_suffix('*') {
            Some(start) => word.starts_with(start),
            None => *word == wanted || wanted.starts_with('-') && short(wanted).is_some() && means(wanted, word),
        };
        arguments.iter().flatten().any(is)
    };
    let sets = table.get(program).filter(|_| !arguments.contains(&Some("--help")))?;
    let holds = |word: &String| word.strip_prefix('!').map_or_else(|| has(word), |word| !has(word));
    sets.iter().find(|words| words.iter().all(holds)).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(command: &str) -> Option<bool> {
        let mut words = command.split(' ').map(|word| (word != "?").then_some(word));
        let program = words.next().flatten().expect("a command has a name");
        CATALOGUE.only_looks(program, &words.collect::<Vec<_>>()).map(|looks| looks.reach > Reach::Here)
    }

    #[test]
    fn what_only_looks_is_told_from_what_may_do_more() {
        for command in [
            "node --version",
            "anything --version",
            "cat ?",
            "git status --short",
            "git symbolic-ref --short HEAD",
            "git stash list",
            "git log --oneline --graph",
            "git rev-parse ?",
            "apt-cache policy jq",
            "git --no-pager log -1",
            "git branch --show-current",
            "find . -name x",
            "sort -n x",
            "java -version",
            "cargo -V",
            "npm ls --depth=0",
            "npm -v",
            "date",
            "date +%F",
            "date -d yesterday +%F",
            "git branch",
            "rustc --version --verbose",
            "set -euo pipefail",
        ] {
            assert_eq!(looks(command), Some(false), "{command}");
        }
        for command in [
            "kubectl get pods",
            "kubectl -n shop get pods",
            "kubectl get pods -o json --selector=app=web",
            "kubectl get pods -ojson -n shop",
            "curl -sw %{http_code} http://[::1]:8080/health",
            "pg_isready -h db -p 5432 -q",
            "gh repo view --json name",
            "kubectl rollout status deploy/x",
            "docker compose ps",
            "curl -fsS https://example.com",
            "curl -s HTTP://localhost:8080/health",
            "curl localhost:8080/health",
            "curl -so /dev/null https://example.com",
            "curl --output /dev/null https://example.com",
            "gh run list",
            "redis-cli ping",
            "dig +short example.com",
        ] {
            assert_eq!(looks(command), Some(true), "{command}");
        }
    }

    #[test]
    fn what_may_do_more_does_not_only_look() {
        for command in [
            "./tool --version",
            "anything --versions",
            "anything --version x",
            "git push",
            "git log --output=x",
            "git log --outp x",
            "git ls-remote --u=./x .",
            "git rev-list --o=f HEAD",
            "git blame --output=f f1",
            "git stash show --output=f",
            "git stash list -p --output=f",
            "git symbolic-ref HEAD refs/remotes/origin/HEAD",
            "sort --o=f f1",
            "file --c -m f1",
            "tree -R -L 1 -H .",
            "kubectl version --client --profile=cpu",
            "kubectl get pods --profile-output=f",
            "kubectl get pods -shttps://example.com",
            "kubectl api-resources --kubeconfig=k.yaml",
            "kubectl api-versions --kubeconfig k.yaml",
            "kubectl rollout status --kubeconfig=k.yaml deploy/x",
            "kubectl config view --kubeconfig=k.yaml",
            "kubectl auth whoami --kubeconfig=k.yaml",
            "kubectl explain pods --kubeconfig=k.yaml",
            "helm list --repository-config=f",
            "apt-cache policy -o Dir::Bin::dpkg=./x",
            "apt-cache show --option=Dir::Bin::dpkg=./x jq",
            "systemctl status --host=x",
            "git -c core.pager=x log",
            "git branch new",
            "git status ?".replace("status", "log").as_str(),
            "find . -delete",
            "find . ?",
            "sort -no x",
            "uniq a b",
            "kubectl delete pod x",
            "kubectl get pods --kubeconfig=x",
            "curl -d a=b https://example.com",
            "curl -so x https://example.com",
            "curl -fsSXPOST https://example.com",
            "curl --output x https://example.com",
            "curl -w %output{f}x https://example.com",
            "ss -D f",
            "pip list --log f",
            "pip freeze --python x",
            "journalctl --cursor-file=f",
            "dig -f f",
            "dig @example.com +http-plain=/x a",
            "dig +https=/x a",
            "kubectl get pods -oshttp://example.com",
            "kubectl get -k k",
            "make",
            "python3",
            "node",
            "gradle",
            "git config",
            "date 010100002020",
            "curl gopher://example.com/_x",
            "curl GOPHER:/example.com/_x",
            "curl {http,gopher}://example.com",
            "curl gophe[r-r]://example.com",
            "curl gopher:{/}/example.com:6379/_FLUSHALL",
            "curl gopher{:}//example.com",
            "curl -x socks5h:{/}/example.com http://example.com",
            "curl --url=dict.example.com",
            "pg_isready -d sslkey=/repo/x.so:k",
            "pg_isready postgres://x?sslkey=y",
            "gh repo view example.com/acme/shop",
            "kubectl diff -k github.com/acme/shop",
            "kubectl get pods -Ashttps://example.com",
            "curl --url=telnet://example.com",
            "curl dict.example.com",
            "curl -H X-HTTP-Method-Override:DELETE https://example.com",
            "curl -H @headers https://example.com",
            "npm run x",
            "npm",
            "docker",
            "node -e 1",
            "printf -v PATH x",
            "date -s 12:00",
            "cargo run",
        ] {
            assert_eq!(looks(command), None, "{command}");
        }
    }

    #[test]
    fn without_words_no_program_runs_the_repositorys_code_or_what_it_reads() {
        let runs =
            ["make", "gradle", "cmake", "just", "rake", "mvn", "tox", "composer", "bundle", "uv", "ansible", "tmux"];
        let reads = [
            "python",
            "python3",
            "node",
            "ruby",
            "php",
            "perl",
            "deno",
            "bun",
            "erl",
            "lua",
            "sh",
            "bash",
            "redis-cli",
        ];
        for program in runs.iter().chain(&reads) {
            assert_eq!(looks(program), None, "{program}");
        }
        // Whatever is known by its options alone says itself whether it does without.
        for (program, look) in &CATALOGUE.programs {
            let by_options = look.only.as_ref().is_some_and(|only| !only.is_empty()) || !look.probes.is_empty();
            assert!(!by_options || look.bare == looks(program).is_some(), "{program}");
        }
    }

    #[test]
    fn what_destroys_is_found_by_its_words() {
        let found = |command: &str| {
            let words: Vec<&str> = command.split(' ').collect();
            destroys(words[0], &words[1..].iter().copied().map(Some).collect::<Vec<_>>())
        };
        for command in [
            "rm -rf x",
            "rm -fr x",
            "git push origin +main",
            "git push origin :main",
            "rsync -a --delete a/ b",
            "vagrant destroy -f",
            "eksctl delete cluster",
            "kind delete cluster",
            "curl -sX DELETE https://example.com/x",
            "git push -uf origin main",
            "terraform destroy",
            "dropdb shop",
            "find . -name x -delete",
            "find . -exec rm {} +",
            "xargs rm -rf",
            "kubectl -n shop delete pvc data",
            "docker system prune -af",
            "aws --profile x s3 rm s3://b --recursive",
            "dd if=x of=/dev/sda bs=4M",
            "mkfs.ext4 /dev/sdb1",
        ] {
            assert!(found(command).is_some(), "{command}");
        }
        for command in [
            "rm x",
            "git push",
            "git reset",
            "git clean -n",
            "git push --force --dry-run",
            "git push origin main:main",
            "rsync -an --delete a/ b",
            "terraform apply",
            "terraform plan -destroy",
            "terraform destroy --help",
            "docker compose down",
            "docker system df",
            "aws s3 ls",
            "aws s3 rm s3://b --dryrun",
            "kubectl delete pod x --dry-run=client",
            "kubectl auth can-i delete pods",
            "find . -name delete",
            "find . -exec ls {} +",
            "dd if=/dev/sda of=/dev/null",
            "dd if=/dev/zero of=disk.img",
        ] {
            assert_eq!(found(command), None, "{command}");
        }
        assert_eq!(found("aws ec2 terminate-instances --x").as_deref(), Some("aws terminate-*"));
    }
}
