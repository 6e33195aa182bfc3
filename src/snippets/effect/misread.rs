//! What shells may read otherwise than the parser does. It need not be broken: where the two part, the parser may take for
//! one word what a shell runs as several commands, so none of it counts as a look.

/// Why a script may be something else to the shell that runs it; none where both read the same.
pub(super) fn misread(script: &str, interpreter: &str) -> Option<&'static str> {
    let mut scan = Scan {
        letters: script.chars().collect(),
        at: 0,
        open: 0,
        starts: true,
        is_sh: interpreter == "sh",
        document: None,
    };
    while scan.at < scan.letters.len() {
        if let Some(why) = scan.step() {
            return Some(why);
        }
    }
    let has_patterns = script.split_whitespace().any(|word| word.trim_end_matches(';') == "esac");
    (scan.open != 0 && !has_patterns).then_some("its brackets do not match")
}

const BRACE: &str = "a brace stands in it that shells may take for a letter";

struct Scan {
    letters: Vec<char>,
    at: usize,
    /// How many round brackets are open.
    open: i32,
    /// Whether a command may begin here.
    starts: bool,
    is_sh: bool,
    /// The here-document whose body follows.
    document: Option<Document>,
}

/// A here-document whose body is still to come.
struct Document {
    /// The line that ends it.
    end: String,
    /// Whether that line may be indented: `<<-`.
    may_be_indented: bool,
    /// Whether its delimiter is in quotes, so that nothing in it is expanded and no line continued.
    is_literal: bool,
    /// How many round brackets were open.
    open: i32,
}

const ELSEWHERE: &str = "shells may end its here-document elsewhere";
const JOINED: &str = "a line goes on in the middle of a word";

impl Scan {
    fn peek(&self, ahead: usize) -> char {
        self.letters.get(self.at + ahead).copied().unwrap_or('\n')
    }

    /// Takes one letter, or all between two quotes.
    fn step(&mut self) -> Option<&'static str> {
        let letter = self.peek(0);
        let started = self.starts;
        self.starts =
            matches!(letter, '\n' | ';' | '&' | '|' | '(' | ')' | '!' | '{') || started && letter.is_whitespace();
        match letter {
            '\n' if self.document.is_some() => return self.body(),
            '#' if self.at == 0 || self.letters[self.at - 1].is_whitespace() => {
                while self.peek(1) != '\n' {
                    self.at += 1;
                }
            }
            '\\' if self.joins() => return Some(JOINED),
            '\\' => self.at += 1,
            '\'' => self.skip_to('\''),
            '"' => return self.double(),
            '`' => return Some("it has a command in backticks"),
            '$' if self.is_sh && matches!(self.peek(1), '\'' | '"') => {
                return Some("sh may not know the quotes behind a dollar sign");
            }
            '$' if self.peek(1) == '\'' => {
                self.at += 1;
                return self.ansi();
            }
            '$' if self.peek(1) == '{' => return self.expansion(),
            '(' | '[' if self.is_sh && started && self.peek(1) == letter => {
                return Some("sh may not know its conditions");
            }
            '=' if self.peek(1) == '(' => return Some("it sets a list"),
            '(' => self.open += 1,
            ')' => self.open -= 1,
            '<' if self.peek(1) == '<' && self.peek(2) != '<' => return self.document(),
            // A group of commands.
            '{' if self.peek(1).is_whitespace() && (started || self.follows_a_keyword()) => {}
            '{' => return self.braces(),
            // The end of a group.
            '}' if started && (self.peek(1).is_whitespace() || ";&|()<>".contains(self.peek(1))) => {}
            '}' => return Some(BRACE),
            _ => {}
        }
        self.at += 1;
        None
    }

    fn skip_to(&mut self, end: char) {
        while self.at + 1 < self.letters.len() {
            self.at += 1;
            if self.letters[self.at] == end {
                break;
            }
        }
    }

    /// Quotes in which a backslash stands for the next letter: `$'…'`.
    fn ansi(&mut self) -> Option<&'static str> {
        self.at += 1;
        while self.at < self.letters.len() && self.peek(0) != '\'' {
            self.at += if self.peek(0) == '\\' { 2 } else { 1 };
        }
        self.at += 1;
        None
    }

    fn double(&mut self) -> Option<&'static str> {
        self.at += 1;
        while self.at < self.letters.len() && self.peek(0) != '"' {
            match self.peek(0) {
                '`' => return Some("it has a command in backticks"),
                '$' if self.peek(1) == '{' => {
                    if let Some(why) = self.expansion() {
                        return Some(why);
                    }
                    continue;
                }
                '<' if self.peek(1) == '<' && self.peek(2) != '<' => {
                    return Some("a here-document may stand within its quotes");
                }
                '<' if self.peek(1) == '<' => self.at += 2,
                '\\' if self.joins() => return Some(JOINED),
                '\\' => self.at += 1,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        None
    }

    /// Whether a line goes on behind the backslash at hand, and not between two words: a shell joins the lines before it
    /// reads, so that `$` and `(` may come together.
    fn joins(&self) -> bool {
        self.peek(1) == '\n' && (self.at == 0 || !self.letters[self.at - 1].is_whitespace())
    }

    /// `${…}`: quotes and commands within it are read in as many ways as there are shells.
    fn expansion(&mut self) -> Option<&'static str> {
        self.at += 2;
        while self.at < self.letters.len() && self.peek(0) != '}' {
            if matches!(self.peek(0), '\'' | '"' | '\\' | '`' | '\n' | ';' | '(' | '{' | '&' | '|') {
                return Some("shells differ on what stands in its expansion");
            }
            self.at += 1;
        }
        if self.at >= self.letters.len() {
            return Some("its braces do not match");
        }
        self.at += 1;
        None
    }

    /// `{a,b}`: one word, or no pair of braces to a shell.
    fn braces(&mut self) -> Option<&'static str> {
        let from = self.at;
        let mut open = 0_i32;
        while self.at < self.letters.len() {
            let letter = self.peek(0);
            if letter.is_whitespace() || ";&|<>()'\"`\\$".contains(letter) {
                return Some(BRACE);
            }
            open += i32::from(letter == '{') - i32::from(letter == '}');
            self.at += 1;
            if open == 0 {
                let is_name = |letter: &char| letter.is_alphanumeric() || "_[]".contains(*letter);
                let named = self.letters[from + 1..self.at - 1].iter().all(is_name);
                return (named && matches!(self.peek(0), '<' | '>')).then_some("a redirection in it sets a variable");
            }
        }
        Some(BRACE)
    }

    /// The delimiter of a here-document.
    fn document(&mut self) -> Option<&'static str> {
        if self.document.is_some() {
            return Some("several here-documents begin on one line");
        }
        self.at += 2;
        let may_be_indented = self.peek(0) == '-';
        self.at += usize::from(may_be_indented);
        while matches!(self.peek(0), ' ' | '\t') {
            self.at += 1;
        }
        let quote = Some(self.peek(0)).filter(|letter| matches!(letter, '\'' | '"'));
        self.at += usize::from(quote.is_some());
        let from = self.at;
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == '_' {
            self.at += 1;
        }
        let end = self.letters[from..self.at].iter().collect();
        self.document = Some(Document { end, may_be_indented, is_literal: quote.is_some(), open: self.open });
        let is_closed = quote.is_none_or(|quote| self.peek(0) == quote);
        self.at += usize::from(quote.is_some());
        let ends = self.peek(0).is_whitespace() || ";&|<>)".contains(self.peek(0));
        (self.at == from || !is_closed || !ends).then_some(ELSEWHERE)
    }

    /// Passes over the body of the here-document.
    fn body(&mut self) -> Option<&'static str> {
        let document = self.document.take()?;
        if document.open != self.open {
            return Some(ELSEWHERE);
        }
        loop {
            let from = self.at + 1;
            if from >= self.letters.len() {
                return Some("its here-document does not end");
            }
            let length = self.letters[from..].iter().position(|letter| *letter == '\n');
            let length = length.unwrap_or(self.letters.len() - from);
            let line: String = self.letters[from..from + length].iter().collect();
            self.at = from + length;
            let bare = if document.may_be_indented { line.trim_start_matches('\t') } else { &line };
            if bare == document.end {
                return None;
            }
            if !document.is_literal && line.ends_with('\\') {
                // With the next line it may be a substitution, and that may not be its end.
                return Some(JOINED);
            }
        }
    }

    /// Whether `then`, `do` or `else` stands before.
    fn follows_a_keyword(&self) -> bool {
        let before: String =
            self.letters[..self.at].iter().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        let word = before
            .split(|letter: char| letter.is_whitespace() || ";&|()".contains(letter))
            .rfind(|word| !word.is_empty());
        matches!(word, Some("then" | "do" | "else" | "elif" | "if" | "while" | "until" | "time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shells_read_otherwise_is_told() {
        for (interpreter, script) in [
            ("bash", "echo {a; ./x"),
            ("bash", "echo {a; ./x }"),
            ("bash", "ls {x && ./y"),
            ("bash", "echo {a\n./x"),
            ("bash", "cat x {; ./y"),
            ("bash", "echo { ; ./x"),
            ("sh", "echo {{a}; ./x"),
            ("bash", "echo {a,{b}\n./x"),
            ("bash", "ls <f}"),
            ("bash", "ec}ho a"),
            ("bash", ": {PATH}</dev/null"),
            ("bash", ": {a[0]}>&1"),
            ("bash", "cat <<'E\\F'\nE\\F\n./x\nEF"),
            ("sh", "cat <<$'E'\nfoo\n$E\n./x\nE"),
            ("sh", "[[ '' || ./x ]]"),
            ("sh", "((1))"),
            ("sh", "echo $'\\' ; ./x ; echo \\'' # '"),
            ("sh", "echo \"${x:-'}\"; ./x; echo \"'}\""),
            ("bash", "echo `./x\n(`"),
            ("bash", "x=(;\n./x"),
            ("bash", "echo (a"),
            ("bash", "cat <<A <<B\nA\nB"),
            ("bash", "cat <<A; cat <<B\nA\nB"),
            ("bash", "cat <<'A' <<B\nA\nB"),
            ("bash", "cat <<A | cat 3<<B\nA\nB"),
            ("bash", "cat <<A \\\n <<B\nA\nB"),
            ("bash", "cat <<A $(ls\nA\n)"),
            ("bash", "cat << -A\nA\n./x\n-A"),
            ("bash", "x=\"$(cat <<A <<B\nA\nB\n)\""),
            ("bash", "cat <<E\n$\\\n(./x)\nE"),
            ("bash", "cat <<E\na\\\nE\necho '$(./x)'\nE"),
            ("bash", "echo \"$\\\n{x@P}\""),
            ("bash", "echo \"${\\\n!x}\""),
            ("bash", "echo $\\\n((x))"),
            ("bash", "cat <\\\n<A\n$(./x)\nA"),
        ] {
            assert!(misread(script, interpreter).is_some(), "{script}");
        }
    }

    #[test]
    fn what_all_shells_read_alike_is_not() {
        for script in [
            "awk '{print $1}' x | sort",
            "echo {a,{b,c}d}{1..3} HEAD@{1}",
            "{ ls; } | { sort; }",
            "echo {a,b} ${HOME} \"${HOME:-/x}\" $(date) $((1 + 2))",
            "{ ls; cat x; }",
            "if true; then { ls; }; fi",
            "f() { ls; }\nf",
            "cat <<'EOF'\n{\nEOF\n",
            "cat <<'EOF'\na \\\nEOF\n",
            "cat <<A\n\tA\nA\n",
            "cat <<A | sort\nx\nA\ncat <<-B\ny\n\tB\n",
            "x=$(cat <<A\ny\nA\n)",
            "git log \\\n  --oneline",
            "echo \"a \\\n b\"",
            "test -f x && [ -d y ]",
            "case $x in a) ls ;; esac",
            "find . -name '*.md' -exec grep -l x {} +",
            "git log --format='%H {x' -1",
            "echo \"a ; b { c\"",
        ] {
            assert_eq!(misread(script, "bash"), None, "{script}");
        }
    }
}
