//! Console transcripts: what follows a prompt is a command, all else is what a program said.

use super::{Script, parse_with_prompts};
use crate::text::Excerpt;
use std::ops::Range;

/// Whether a line of `text` begins with a `$ ` prompt.
pub fn looks_like_console(text: &str) -> bool {
    text.lines().any(|line| command_of(line, "$ ").is_some())
}

/// Whether a text begins with a command behind a `> `, as some write what npm shows; a redirection has one word.
pub fn begins_behind_bracket(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).and_then(|line| command_of(line, "> "));
    first.is_some_and(|words| words.trim().contains(' ') && is_root_command(words))
}

/// Reads a transcript: only what follows a prompt is a command.
pub fn parse_console(source: Excerpt) -> Script {
    let mut all = Script::empty();
    let mut groups = 0;
    for block in blocks(source.text) {
        // Each is read alone, so that an error in one cannot swallow the next.
        let script = parse_with_prompts(source.part(block.range), &block.prompts);
        let first_group = groups;
        for mut command in script.commands {
            for group in &mut command.group {
                *group += first_group;
                groups = groups.max(*group + 1);
            }
            all.commands.push(command);
        }
        all.functions.extend(script.functions);
        all.required.extend(script.required);
        all.uses.extend(script.uses);
        all.writes.extend(script.writes);
        all.clean &= script.clean;
    }
    all
}

/// A command of a transcript and where its output stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The command without its prompts.
    pub command: String,
    /// The bytes from after the command to the next one, or to the end.
    pub output: Range<usize>,
}

/// The commands of a transcript, each with what was printed under it.
pub fn transcript(text: &str) -> Vec<Entry> {
    let blocks = blocks(text);
    let ends: Vec<usize> = blocks.iter().skip(1).map(|block| block.range.start).chain([text.len()]).collect();
    let typed = |block: &Block| {
        let mut typed = String::new();
        let mut at = block.range.start;
        for prompt in &block.prompts {
            typed.push_str(text[at..block.range.start + prompt.start].trim_end_matches([' ', '\t']));
            at = block.range.start + prompt.end;
        }
        typed.push_str(&text[at..block.range.end]);
        typed.trim_end_matches(['\n', '\r']).to_owned()
    };
    blocks.iter().zip(ends).map(|(block, end)| Entry { command: typed(block), output: block.range.end..end }).collect()
}

/// A command with the lines that continue it.
struct Block {
    range: Range<usize>,
    /// The prompts in it, counted from its start.
    prompts: Vec<Range<usize>>,
}

/// The text after `prompt` if the line begins with it.
fn command_of<'a>(line: &'a str, prompt: &str) -> Option<&'a str> {
    line.trim_start_matches([' ', '\t']).strip_prefix(prompt)
}

/// The prompt that this transcript uses.
fn prompt_of(text: &str) -> Option<&'static str> {
    let used = |prompt| text.lines().any(|line| command_of(line, prompt).is_some());
    let root = || text.lines().filter_map(|line| command_of(line, "# ")).all(is_root_command);
    if used("$ ") {
        Some("$ ")
    } else if used("% ") {
        Some("% ")
    } else if begins_behind_bracket(text) {
        Some("> ")
    } else {
        (used("# ") && root()).then_some("# ")
    }
}

/// Whether the words after a `# ` are a command rather than a comment.
fn is_root_command(words: &str) -> bool {
    let words = words.trim();
    let name = words.split_whitespace().next().unwrap_or_default();
    name.starts_with(|first: char| first.is_ascii_lowercase() || "./".contains(first))
        && name.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || "./_-".contains(next))
        && !words.ends_with(['.', ':', '!', '?'])
}

fn blocks(text: &str) -> Vec<Block> {
    let Some(prompt) = prompt_of(text) else { return Vec::new() };
    let mut blocks: Vec<Block> = Vec::new();
    let mut unfinished = Unfinished::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(command) = command_of(line, prompt) {
            let marked = indent..indent + prompt.len();
            blocks.push(Block { range: start..end, prompts: Vec::from([marked]) });
            unfinished = Unfinished::default();
            unfinished.add(command);
        } else if let Some(block) = blocks.last_mut().filter(|_| unfinished.goes_on(line, &text[start..], prompt)) {
            let continued = command_of(line, "> ").filter(|_| prompt != "> ");
            if continued.is_some() {
                let at = start - block.range.start + indent;
                block.prompts.push(at..at + 2);
            }
            block.range.end = end;
            unfinished.add(continued.unwrap_or(line));
        } else {
            unfinished = Unfinished::default();
        }
        start = end;
    }
    blocks
}

/// How many lines a quoted word may have.
const LONGEST_QUOTE: usize = 100;

/// What a command so far still waits for.
#[derive(Default)]
struct Unfinished {
    /// The last line ends with a backslash.
    backslash: bool,
    /// The last line ends with an operator.
    operator: bool,
    /// A quote is open.
    quote: Option<char>,
    /// The delimiter of a here-document.
    heredoc: Option<String>,
    /// Loops and conditions that have not ended.
    compounds: usize,
}

impl Unfinished {
    /// Whether `line`, which has no prompt of its own and begins `rest`, belongs to the command.
    fn goes_on(&self, line: &str, rest: &str, prompt: &str) -> bool {
        let continued = command_of(line, "> ").is_some() || line.trim() == ">";
        // An apostrophe only looks open: a quote is believed if it closes before the next command.
        let closes = |quote: char| {
            let near = rest.lines().take(LONGEST_QUOTE).take_while(|line| command_of(line, prompt).is_none());
            near.into_iter().any(|line| line.contains(quote))
        };
        self.backslash
            || self.heredoc.is_some()
            || self.quote.is_some_and(closes)
            || (continued && (self.operator || self.compounds > 0))
    }

    fn add(&mut self, line: &str) {
        let line = line.trim_end_matches(['\n', '\r']);
        if let Some(delimiter) = &self.heredoc {
            if line.trim() == delimiter {
                self.heredoc = None;
            }
            return;
        }
        let mut plain = String::with_capacity(line.len());
        let mut chars = line.chars();
        self.backslash = false;
        while let Some(next) = chars.next() {
            match self.quote {
                Some('\'') if next != '\'' => {}
                _ if next == '\\' => self.backslash = chars.next().is_none(),
                Some(open) if open == next => self.quote = None,
                Some(_) => {}
                None if next == '\'' || next == '"' => self.quote = Some(next),
                None => plain.push(next),
            }
        }
        self.operator = plain.trim_end().ends_with(['|', '&', '{', '(']);
        for word in plain.split([' ', '\t', ';']) {
            match word {
                "for" | "while" | "until" | "if" | "case" => self.compounds += 1,
                "done" | "fi" | "esac" => self.compounds = self.compounds.saturating_sub(1),
                _ => {}
            }
        }
        if let Some((_, after)) = line.split_once("<<").filter(|(_, after)| !after.starts_with('<')) {
            let word = after.trim_start_matches('-').split_whitespace().next().unwrap_or_default();
            let delimiter: String = word.chars().filter(|next| next.is_alphanumeric() || *next == '_').collect();
            self.heredoc = (!delimiter.is_empty()).then_some(delimiter);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::hostile;

    fn commands(text: &str) -> Vec<String> {
        let script = parse_console(hostile::excerpt(text));
        script
            .commands
            .iter()
            .map(|command| command.words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn only_what_follows_a_prompt_is_a_command() {
        assert_eq!(commands("$ make a\nmake: done\n> app@1.0 build\n# note\n  $ make b\n"), ["make a", "make b"]);
        assert_eq!(commands("make a\nout\n"), [""; 0]);
    }

    #[test]
    fn commands_go_on_over_lines() {
        assert_eq!(commands("$ docker run \\\n>   -p 80 \\\n    img\nabc\n"), ["docker run -p 80 img"]);
        assert_eq!(commands("$ cat <<EOF > x\nmake no\nEOF\nout\n$ make b\n"), ["cat", "make b"]);
        assert_eq!(commands("$ for x in 1; do\n> make a\n> done\nout\n"), ["", "make a"]);
        assert_eq!(commands("$ echo 'a\n> b'\nout"), ["echo 'a\n> b'"]);
        assert_eq!(commands("$ curl -d '{\n  \"a\": 1\n}'\nout\n$ make b"), ["curl -d '{\n  \"a\": 1\n}'", "make b"]);
    }

    #[test]
    fn the_prompt_of_root_is_told_from_a_comment() {
        assert_eq!(commands("# apt-get install x\nReading...\n# reboot\n"), ["apt-get install x", "reboot"]);
        assert_eq!(commands("# Install the package:\napt-get install x\n"), [""; 0]);
        assert_eq!(commands("% make a\nout\n"), ["make a"]);
    }

    #[test]
    fn an_open_quote_harms_only_its_own_command() {
        assert_eq!(commands("$ echo don't\n$ make b\n"), ["echo don't", "make b"]);
    }

    #[test]
    fn a_bracket_is_a_prompt_before_the_first_command_alone() {
        assert_eq!(commands("> npm start\n# Open it\n> npm test\n"), ["npm start", "npm test"]);
        assert!(!begins_behind_bracket("> access.log\n") && !begins_behind_bracket("npm start\n> npm start x\n"));
    }

    #[test]
    fn a_prompt_is_recognised() {
        assert!(looks_like_console("x\n  $ y"));
        assert!(!looks_like_console("$x\necho $ y"));
    }
}
