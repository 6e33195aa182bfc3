//! What the words of a line are worth: what other programs put before them, what fails nothing, and what says only that
//! something failed.

use std::sync::LazyLock;

use regex::Regex;

/// What a program is told by another: the number of a layer, the name of a package or service, the time.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
        \#\d+\ (?:\d+\.\d+\ )?                        # layers of an image
        | \d+\.\d{2,3}\                               # the same, once more at its end
        | \s{0,30}[+@]?[a-z][\w.+@/:-]*\s+\|\        # services of Compose, targets of Earthly
        | \[[\w.@-]+\]\ +(?:err|error|out)\ +         # hosts of Deployer
        | (?:err|stderr):\                            # hosts of an action for SSH
        | \d\d:\d\d:\d\d[.,]\d+\                     # times
        | @?[\w/.-]*\w:[a-z][\w-]*:\                  # packages of a monorepo
        | (?:packages|apps|libs)/\S+\ [\w:-]+:\       # the same, of pnpm
        | \[\d\d:\d\d:\d\d\]:?\ (?:▸\ )?              # times
        | \[\d\d:\d\d:\d\d\.\d+\]\                      # the same, finer
        | \d\d:\d\d:\d\d\ {2}
        | \d{4}[/-]\d\d[/-]\d\d[T\ ]\d\d:\d\d:\d\d(?:[.,]\d+)?Z?\s+
        | \[\d\]\                                     # programs that run side by side
        | (?:==|--)>\ [\w.-]+:\                       # machines that are built
        | \ {2,}=\ note:\                              # what rustc cites of a linker
        | @[\w-]+/[\w.-]+:\                          # packages that lerna runs
        | \ {6,}>\  | [a-z](?-u:[\w.+-]){0,60}>\             # what a builder of Nix printed, and with its name
        | \ \|\                                       # output in a frame
        | \ +-\ ERROR\ \|\ (?:\[[^\]]*\]\ )?(?:\w+:\ +)?  # validators of pods
        | ::\                                         # parts of a snap
        )",
    )
    .expect("a valid expression")
});

/// What fails nothing: remarks, what will be tried again, what passed, titles of commits, a script that is echoed.
pub(super) static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        ^\s*(?:[\d\[(:T.,+'-]\S*\s+){0,3}\[?(?:DEBUG|INFO|TRACE|NOTICE|WARN|WARNING)\b
        | ^\W*(?:npm\ (?:warn|WARN|notice)|yarn\ warn|[Ww]arning\b|\[WARNING\]\ |notice:|debug\b|info\b|note:|hint:|DEPRECATION)
        | ^\S+\.py:\d+:\ \w*Warning:\  | ^\s*\d+:\d+\s+warning\b | \bwarning(?:\ [A-Z]+\d+)?:\ | \[warn(?:ing)?\]
        | level=(?:info|debug|warn) | .level.:\s?.(?:info|debug|warn)
        | (?:^|[.,;:!]\ ?|\]\ )[Rr]etrying\b | \b[Ww]ill\ (?:retry|try\ again) | [Tt]rying\ again
        | \b[Aa]ttempt\ \#?\d+\ ?(?:of|/)\ ?\d+ | \b[Rr]etry\ (?:in|attempt|\#?\d)
        | ^Success:\ | ^\s*(?:✓|✔|√|✅|ok\ \d+|ok\s|PASS(?:ED)?\b|---\ PASS|===\ (?:RUN|PAUSE|CONT|NAME)|\[\s+(?:OK|RUN|PASSED)\s+\])
        | \.\.\.\s?(?:ok|ignored|passed)$ | \sPASSED(?:\s+\[.*)?$ | [^t]\s+(?:ok|OK|passed)$ | ^\s*\d+\.\ \S | \.{5,}(?:Passed|Skipped)$
        | ^\s*(?:[*-]\ )?(?:[0-9a-f]{7,40}\ )?(?:feat|fix|chore|docs|refactor|perf|style|revert)(?:\([^)]*\))?!?:\ \S
        | ^\s*[*-]\ .*\(\#\d+\)\s*$ | ^[0-9a-f]{7,40}\ \S | ^HEAD\ is\ now\ at | \bcommit\ message\b
        | ^\s*●\ Console\s*$ | ^\++\ \S | Terraform\ exited\ with\ code",
    )
    .expect("a valid expression")
});

/// The word of a program that what it said before is tried once more.
pub(super) static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|[.,;:!] ?|\] )retrying\b|will (?:retry|try again)|trying again|\bretry (?:in|attempt|#?\d)|\battempt #?\d+ ?(?:of|/) ?\d+|before trying again|[1-9]\d* retries left")
        .expect("a valid expression")
});

/// What says that the thing of the line before passed.
pub(super) static PASSED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s+PASSED\b").expect("a valid expression"));

/// What stands between the reason and the end, and says nothing.
pub(super) static TRAILER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*$ | ^npm\ (?:ERR!|error)(?:\s*$|\ (?:Lifecycle|workspace|location|in\ workspace|code\ \d|path|command|cwd)\b|.*(?:complete\ log|debug-\d))
        | ^g?make(?:\[\d+\])?:\ | ELIFECYCLE|^error\ Command\ failed|^info\ Visit | ^compilation\ terminated | ^\s*at\ \S | ^-+$ | ^\s+\^
        | ^Dockerfile:\d+ | ^\s*\d+\ \|\ | ^Cleaning\ up | ^\s*(?:Read\ more|Learn\ more|More\ info|See|For\ more)\b.*https?:// | ^error:\ could\ not\ compile",
    )
    .expect("a valid expression")
});

/// What says only that something failed.
pub(super) static SAYS_NOTHING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        exit(?:ed)?(?:\ with)?\ (?:code|status)\W{0,3}(?:(?:was|is|of):?\ )?(?:-?\d|null|\$|$) | exited(?:\ with)?\ \(?\d+\)?$
        | \(exit\ \d+\) | ^\W*a\ failure\ occurred\ while\ executing | with\ (?:a\ )?non-?zero\ (?:exit\ )?(?:code|status|value) | did\ not\ pass\ validation
        | ^(?:error:\ )?(?:the\ )?(?:process|command|operation|task|script|job|step|build|action|docker\ run)s?\ .{0,80}(?:failed|cancell?ed)\.?$
        | ^\W*(?:\w+:\ )?(?:[\w-]+\ ){0,4}(?:script|scan|check|lint|tests?|build|action|job|step|run|command|task|release|deploy\w*|workflow)s?\ (?:has\ |have\ )?failed
            (?:\ (?:after|in)\ \S+|\ with\ an\ exception)?\W*$
        | ^\W*(?:\(\w+\)\ )?(?:\w+\ ){1,3}resolution\ failed\W*$
        | ^(?:\w+:\ )?(?:some\ )?(?:issues|problems|errors|violations)\ (?:were\ )?found\W*$ | found\ at\ least\ one\ issue | ^failed\.?$",
    )
    .expect("a valid expression")
});

/// Which lines belong to what fails nothing: the deprecations that `PHPUnit` lists, what Jest prints of a suite that passed,
/// and the warnings of a bundler.
pub(super) fn asides(texts: &[&str]) -> Vec<bool> {
    static BEGINS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\d+ tests? triggered \d+ .*(?:deprecation|notice)s?:|^\s*PASS +\S+\.\w+(?: \([\d.]+ m?s\))?$|^\W*Compiled with warnings")
            .expect("a valid expression")
    });
    static ENDS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^--$|^(?:ERRORS|FAILURES|WARNINGS)!|^Tests: |^\s*FAIL\b|^(?:Test Suites:|Snapshot Summary|Summary of all|Jest: |[-| ]+File\b)|^ {3}[A-Z][a-z]+ing .*\.\.\.$|^\W*Failed to compile|^(?:\w*Error|npm (?:ERR!|error)|error):? |^\s*● [^C]|^\S+@\S+ |^> ")
            .expect("a valid expression")
    });
    let mut inside = false;
    let is_aside = |text: &&str| {
        inside = BEGINS.is_match(text) || inside && !ENDS.is_match(text);
        inside
    };
    texts.iter().map(is_aside).collect()
}

/// A hook that passed, or that had nothing to do.
pub(super) static HOOK_PASSED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\.{3,}(?:\(.*\))?(?:Passed|Skipped)$").expect("a valid expression"));

/// How bad a finding is by the word or letter that its tool puts to it; many say nothing of it.
pub(super) fn severity(text: &str) -> Option<usize> {
    static WEIGHT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?xi)(?P<bad>[\s(\[]error[\s:)\]] | :\ [EF]:\ ) | (?P<warning>[\s(\[]warning[\s:)\]] | :\ W:\ )
            | (?P<remark>[\s(\[](?:info|style|note|hint)[:)\]] | :\ [CR]:\ )",
        )
        .expect("a valid expression")
    });
    let found = WEIGHT.captures(text)?;
    let weights = [("bad", 2), ("warning", 1), ("remark", 0)];
    weights.into_iter().find_map(|(name, weight)| found.name(name).map(|_| weight))
}

/// How many lines after an error a program may say that it tries again.
pub(super) const SOON: usize = 4;

/// What a line says, without what other programs put before it.
pub(super) fn said(text: &str) -> &str {
    let mut text = text;
    while let Some(prefix) = PREFIX.find(text).filter(|prefix| prefix.end() < text.len()) {
        text = &text[prefix.end()..];
    }
    text
}

/// What a line announces.
pub(super) struct Announced {
    /// In words: what is announced once more by a colon, with what that announces.
    pub words: String,
    /// How many lines below the last of them stands.
    pub lines: usize,
}

/// What the first of some lines announces by a colon at its end; headings and empty lines between do not count.
pub(super) fn announced(lines: &[&str]) -> Option<Announced> {
    let (first, rest) = lines.split_first()?;
    // Below the head of a difference stand the lines around it first.
    if !first.trim_end().ends_with([':', '=']) || first.starts_with("Diff in ") {
        return None;
    }
    let mut heading = None;
    for (at, line) in rest.iter().take(SOON).map(|line| line.trim()).enumerate() {
        if line.ends_with(':') && !line.contains(". ") {
            heading = heading.or(Some(line).filter(|line| line.contains(' ')));
        } else if SAYS_NOTHING.is_match(line) {
            return None;
        } else if line.chars().any(char::is_alphabetic) {
            let words = heading.map_or_else(|| line.to_owned(), |heading| format!("{heading} {line}"));
            return Some(Announced { words, lines: at + 1 });
        }
    }
    None
}
