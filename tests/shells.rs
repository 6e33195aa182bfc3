//! Scripts made of pieces, by a seed: none that counts as one that only looks runs what its judge did not see, in any shell.

use std::path::Path;
use std::process::{Command, Stdio};

use devops_docs::model::Effect;
use devops_docs::snippets::infer;

/// How many scripts are made for a shell.
const SCRIPTS: usize = 2500;

/// What an ordinary script may be; none runs `./x`.
const WHOLE: &[&str] = &[
    "echo './x' && ls",
    "echo a # ./x\nls",
    "cat <<'E'\n./x\nE\nls",
    "if [ -f a ]; then ls; else echo './x'; fi",
    "for a in 1 2; do echo \"$a ./x\"; done",
    "case a in a) echo './x';; *) ls;; esac",
    "x=$(echo './x')\necho \"$x\"",
    "echo \"$(ls)\" $(cat a | sort) && ls",
    "x=$(ls; echo \"b $(ls)\")\necho \"$x\"",
    "cat <(ls) <(echo a)",
    "cat <<E\n$(ls) ${a} $((1+1))\nE",
    "echo {a,b} ./x [c]* ?",
    "echo ${a}b{c,d}[e] ~ $(ls)",
    "( ls; echo './x' ) | cat",
    "{ ls; echo './x'; } 2>&1",
    "echo a \\\n  './x' \\\n  b",
    "echo \"${a:-b}\" './x' ${#a}",
    "grep './x' a <<< 'b ./x'",
    "[[ a == b ]] || echo './x'",
    "echo \"a\n./x\nb\"",
];

/// What is put somewhere into it.
const PIECES: &[&str] = &[
    "./x",
    ";./x;",
    "\n./x\n",
    "|./x",
    "&&./x",
    "$(./x)",
    "`./x`",
    "<(./x)",
    "\"$(./x)\"",
    "'$(./x)'",
    "\\$(./x)",
    " ",
    " ",
    "\n",
    ";",
    "&",
    "|",
    "(",
    ")",
    "{",
    "}",
    "{ ",
    "; }",
    "{a,",
    "{{",
    "$(",
    "`",
    "<(",
    "${",
    "$((",
    "))",
    "[[",
    "]]",
    "\"",
    "'",
    "$'",
    "\\",
    "\\\n",
    "<<E",
    "<<'E'",
    "\nE\n",
    "<<<",
    "<",
    ">/dev/null",
    "2>&1",
    "if ",
    "then ",
    "fi",
    "do ",
    "done",
    "case a in ",
    "esac",
    ";;",
    "a)",
    "f() ",
    "a=",
    "a=(",
    "#",
    " #",
    "}\n",
    "{b}<",
    "*",
    "~",
    "!",
];

/// Numbers by a seed, the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).expect("it is below a size")
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn script(&mut self) -> String {
        let mut script = self.of(WHOLE).to_owned();
        if self.below(3) == 0 {
            let joint = self.of(&["\n", ";", " && ", " | "]);
            script = format!("{script}{joint}{}", self.of(WHOLE));
        }
        for _ in 0..=self.below(3) {
            let at = self.below(script.len() + 1);
            match self.below(4) {
                0 if at < script.len() => _ = script.remove(at),
                _ => script.insert_str(at, self.of(PIECES)),
            }
        }
        script
    }
}

/// Whether a shell runs `./x` for it.
fn runs_it(shell: &str, script: &str, folder: &Path) -> bool {
    let mark = folder.join("mark");
    _ = std::fs::remove_file(&mark);
    let mut command = Command::new("timeout");
    command.args(["5", shell, "-c", script]).current_dir(folder).env_clear().env("PATH", "/usr/bin:/bin");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().expect("coreutils are there");
    mark.exists()
}

#[test]
fn what_counts_as_a_look_runs_nothing_that_its_judge_did_not_see() {
    let place = tempfile::tempdir().expect("there is room");
    let program = place.path().join("x");
    std::fs::write(&program, format!("#!/bin/sh\n: > '{}/mark'\n", place.path().display())).expect("there is room");
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is there");
    assert!(runs_it("sh", "./x", place.path()), "it would be noticed");
    for (shell, seed) in [("bash", 0x2545_F491), ("sh", 0x4F6C_DD1D)] {
        let mut numbers = Numbers(seed);
        let scripts: Vec<String> = (0..SCRIPTS).map(|_| numbers.script()).collect();
        let reads: Vec<&String> =
            scripts.iter().filter(|script| infer(script, shell, false).effect == Effect::Read).collect();
        assert!(reads.len() > SCRIPTS / 50, "only {} of {shell} were judged to look", reads.len());
        for script in reads {
            assert!(!runs_it(shell, script, place.path()), "{shell}: {script:?}");
        }
    }
}
