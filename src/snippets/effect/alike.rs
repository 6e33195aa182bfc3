//! The part of the shell's language that all shells read alike, and the parser with them: commands of plain words, quotes,
//! variables, substitutions, pipes, lists, redirections, `if`, `for` and `while`. Of all else a shell may make several
//! commands where the parser sees one word, so none of it counts as a look.

/// Why a script may be something else to the shell that runs it; none where all read it alike.
pub(super) fn unlike(script: &str) -> Option<&'static str> {
    let mut reader = Reader { letters: script.chars().collect(), at: 0 };
    reader.list(0).err()
}

/// How many substitutions may stand within each other.
const DEEPEST: usize = 4;

/// Words that begin what shells read each in their own way.
const RESERVED: &[&str] = &["time", "coproc", "function", "select", "case", "esac", "namespace", "[[", "]]", "{", "}"];

const BRACE: &str = "a brace stands in it that shells may take for a letter";
const BRACKET: &str = "its brackets do not match";
const JOINED: &str = "a line goes on in the middle of a word";
const QUOTE: &str = "a quote in it does not end";
const LETTER: &str = "a letter stands in it that shells may take for a blank";
const EXPANSION: &str = "shells differ on what stands in its expansion";

type Read = Result<(), &'static str>;

struct Reader {
    letters: Vec<char>,
    at: usize,
}

/// A word without what stands in its quotes and expansions.
struct Bare {
    text: String,
    /// Whether it has neither quotes nor expansions.
    is_plain: bool,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn follows_a_blank(&self) -> bool {
        self.at == 0 || matches!(self.letters[self.at - 1], ' ' | '\t' | '\n')
    }

    /// Commands up to the end, or to the bracket that ends a substitution.
    fn list(&mut self, depth: usize) -> Read {
        if depth > DEEPEST {
            return Err("too many commands stand within each other in it");
        }
        loop {
            match self.peek(0) {
                None => return if depth == 0 { Ok(()) } else { Err(BRACKET) },
                Some(' ' | '\t' | '\n') => self.at += 1,
                Some(')') if depth > 0 => {
                    self.at += 1;
                    return Ok(());
                }
                Some('#') if depth == 0 && self.follows_a_blank() => {
                    while self.peek(0).is_some_and(|letter| letter != '\n') {
                        self.at += 1;
                    }
                }
                Some('#') => return Err("a comment stands in it where shells may see none"),
                Some(';') if !matches!(self.peek(1), Some(';' | '&' | '|')) => self.at += 1,
                Some('|') if self.peek(1) != Some('&') => self.at += if self.peek(1) == Some('|') { 2 } else { 1 },
                Some('&') if self.peek(1) == Some('&') => self.at += 2,
                Some(';' | '|' | '&') => return Err("commands are joined in it in a way that not all shells know"),
                Some('<' | '>') => self.redirection()?,
                Some('\\') if self.peek(1) == Some('\n') && self.follows_a_blank() => self.at += 2,
                Some('\\') => return Err(JOINED),
                Some(_) => self.word(depth)?,
            }
        }
    }

    /// The sign of a redirection; its target is a word like others.
    fn redirection(&mut self) -> Read {
        let sign = self.peek(0);
        self.at += 1;
        let is_end =
            |letter: Option<char>| letter.is_none_or(|letter| letter.is_whitespace() || ";|&)".contains(letter));
        match (sign, self.peek(0)) {
            (Some('>'), Some('>')) => self.at += 1,
            (Some('>'), Some('&')) if matches!(self.peek(1), Some('0'..='9')) && is_end(self.peek(2)) => self.at += 2,
            (_, Some('<' | '>' | '(' | '&' | '|')) => {
                return Err("a redirection or a here-document stands in it that shells may read otherwise");
            }
            _ => {}
        }
        Ok(())
    }

    fn word(&mut self, depth: usize) -> Read {
        let start = self.at;
        let mut bare = Bare { text: String::new(), is_plain: true };
        while let Some(letter) = self.peek(0) {
            match letter {
                ' ' | '\t' | '\n' | ';' | '|' | '&' | '<' | '>' | ')' => break,
                '\'' => {
                    let length = self.letters[self.at + 1..].iter().position(|letter| *letter == '\'').ok_or(QUOTE)?;
                    self.at += length + 2;
                    bare.is_plain = false;
                }
                '"' => {
                    self.double(depth)?;
                    bare.is_plain = false;
                }
                '$' => {
                    self.dollar(depth, false)?;
                    bare.is_plain = false;
                }
                '(' => return Err("a round bracket stands in it that shells may read otherwise"),
                '`' => return Err("it has a command in backticks"),
                '\\' if self.peek(1) == Some('\n') => return Err(JOINED),
                '\\' => return Err("a backslash stands in it that shells may read otherwise"),
                _ if !letter.is_ascii() || letter.is_control() => return Err(LETTER),
                _ => {
                    bare.text.push(letter);
                    self.at += 1;
                }
            }
        }
        if self.at == start {
            return Err(BRACKET);
        }
        bare.is_alike(self.peek(0))
    }

    /// What stands between double quotes.
    fn double(&mut self, depth: usize) -> Read {
        self.at += 1;
        loop {
            match self.peek(0) {
                None => return Err(QUOTE),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('`') => return Err("it has a command in backticks"),
                Some('\\') if self.peek(1) == Some('\n') => return Err(JOINED),
                Some('\\') => self.at += if matches!(self.peek(1), Some('"' | '\\' | '$' | '`')) { 2 } else { 1 },
                Some('$') => self.dollar(depth, true)?,
                Some('\r' | '\0') => return Err(LETTER),
                Some(_) => self.at += 1,
            }
        }
    }

    /// A dollar sign and what it stands for.
    fn dollar(&mut self, depth: usize, in_quotes: bool) -> Read {
        self.at += 1;
        match self.peek(0) {
            Some('(') if self.peek(1) == Some('(') => Err(EXPANSION),
            Some('(') => {
                self.at += 1;
                self.list(depth + 1)
            }
            Some('{') => self.expansion(),
            Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => {
                self.name();
                Ok(())
            }
            Some('0'..='9' | '?' | '#' | '@' | '*' | '$' | '!') => {
                self.at += 1;
                Ok(())
            }
            // A letter like others.
            Some('"') if in_quotes => Ok(()),
            None | Some(' ' | '\t' | '\n' | '/' | '.' | ',' | ':' | '%') => Ok(()),
            Some(_) => Err(EXPANSION),
        }
    }

    fn name(&mut self) {
        while self.peek(0).is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
            self.at += 1;
        }
    }

    /// `${NAME}` and `${NAME:-plain}`.
    fn expansion(&mut self) -> Read {
        self.at += 1;
        if !self.peek(0).is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_') {
            return Err(EXPANSION);
        }
        self.name();
        if self.peek(0) == Some(':') {
            self.at += 1;
        }
        if self.peek(0) == Some('-') {
            self.at += 1;
            while self.peek(0).is_some_and(|letter| letter.is_ascii_alphanumeric() || "_./:@%+,-".contains(letter)) {
                self.at += 1;
            }
        } else if self.letters[self.at - 1] == ':' {
            return Err(EXPANSION);
        }
        if self.peek(0) != Some('}') {
            return Err(EXPANSION);
        }
        self.at += 1;
        Ok(())
    }
}

impl Bare {
    /// Whether shells read it alike with this letter behind it.
    fn is_alike(&self, next: Option<char>) -> Read {
        let text = self.text.as_str();
        if self.is_plain && RESERVED.contains(&text) {
            return Err("a word stands in it that not all shells know");
        }
        let is_pattern = self.is_plain && !text.contains('=') && pairs(text, '[', ']');
        if text.contains(['[', ']']) && !matches!(text, "[" | "]") && !is_pattern {
            return Err("a square bracket stands in it that shells may read otherwise");
        }
        if let Some((name, _)) = text.split_once("+=")
            && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        {
            return Err("it adds to a variable, which not all shells know");
        }
        if text.contains(['{', '}']) {
            // With commas or dots between them braces make several words, and one before a redirection names a variable.
            let is_list = text.contains(',') || text.contains("..");
            let begins = text.starts_with('{') && text != "{}" && !text.starts_with("{{");
            if !pairs(text, '{', '}') || is_list || begins || !self.is_plain || matches!(next, Some('<' | '>')) {
                return Err(BRACE);
            }
        }
        Ok(())
    }
}

/// Whether each opening mark in a text has its closing one.
fn pairs(text: &str, opening: char, closing: char) -> bool {
    let mut open = 0_i32;
    let closes = text.chars().all(|letter| {
        open += i32::from(letter == opening) - i32::from(letter == closing);
        open >= 0
    });
    closes && open == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shells_may_read_otherwise_is_told() {
        for script in [
            "echo {a; ./x",
            "echo {a; ./x }",
            "ls {x && ./y",
            "echo {a\n./x",
            "cat x {; ./y",
            "echo { ; ./x",
            "{ ls; }",
            "echo {{a}; ./x",
            "echo {a,{b}\n./x",
            "ls {a,b}\\'; ./x; \\'",
            "ls {a,b}{\n./x",
            "echo {1..3}",
            "ls <f}",
            "ec}ho a",
            ": {PATH}</dev/null",
            ": {a[0]}>&1",
            "cat <<'E'\n./x\nE",
            "cat <<< x",
            "[[ '' || ./x ]]",
            "if [[ '' || ./x ]]; then ls; fi",
            "ls | time [[ '' || ./x ]]",
            "time ls",
            "coproc TMPDIR { ls; }",
            "((1))",
            "echo $((1 + 2))",
            "echo $[1]",
            "echo ${x@P}",
            "echo ${!x}",
            "echo ${x:=y}",
            "echo ${#x}",
            "echo $'\\' ; ./x ; echo \\'' # '",
            "echo $\"x\"",
            "echo \"${x:-'}\"; ./x; echo \"'}\"",
            "echo `./x\n(`",
            "echo \"`./x`\"",
            "x=(a)",
            "x+=/y",
            "a[0]=/y",
            "ls [ab",
            "ls \"a\"[0]",
            "echo (a",
            "(ls)",
            "f() { ls; }",
            "echo \"$\\\n{x@P}\"",
            "echo $\\\n((x))",
            "l\\\ns",
            "ls \\",
            "ls a\\ b",
            "cat <(ls)",
            "ls >| x",
            "ls &> x",
            "ls >&x",
            "ls |& cat",
            "ls & ./x",
            "case a in a) ls;; esac",
            "ls;#'\n./x;'",
            "echo $(ls # )\n./x )",
            "ls\r\n",
            "ls\u{a0}x",
            "echo 'a",
            "echo \"a",
            "echo $(ls",
            "ls )",
        ] {
            assert!(unlike(script).is_some(), "{script}");
        }
    }

    #[test]
    fn what_all_shells_read_alike_is_not() {
        for script in [
            "awk '{print $1}' x | sort",
            "find . -name '*.md' -exec grep -l x {} +",
            "git log HEAD@{1} -1",
            "cat /proc/[0-9]*/stat",
            "docker ps --format {{.Names}}",
            "echo ${HOME} \"${HOME:-/x}\" \"$(date)\" $? $1 \"cost: 5$\"",
            "version=$(node --version)\n[ \"$version\" = v20 ]",
            "if test -f x && [ -d y ]; then ls; else ls ~; fi",
            "for f in a b; do test -f \"$f\"; done",
            "git log \\\n  --oneline",
            "ls\n# the `web` service, see $(date) it's\nls # as in `x`",
            "git log --format='%H {x' -1 2>/dev/null >&2",
            "echo \"a ; b { c \\\" ü\"",
            "jq '.a[0]\n| .b' x.json",
            "! grep -q x y || echo \"$(ls | wc -l)\" >> z < y",
        ] {
            assert_eq!(unlike(script), None, "{script}");
        }
    }
}
