//! Whether a script can fail: what swallows the statuses of its commands. A second walk over the tree that [`super::tree`]
//! reads.

use shuck_ast::{
    BinaryOp, BuiltinCommand, Command, CompoundCommand, SimpleCommand, Span, Stmt, StmtSeq, StmtTerminator,
};
use shuck_parser::parser::Parser;

use super::{guard, quote};

/// Programs whose status says nothing.
#[derive(Clone, Copy)]
pub struct Silent<'a> {
    /// Those that succeed by themselves.
    pub always: &'a [String],
    /// Those that, at the end of a pipe, succeed whatever came in.
    pub deaf: &'a [String],
}

/// Why no command of a script can make it fail, when a shell runs it that stops at the first one that does; none if one
/// can. `pipefail` says that a pipe has the status of all its parts from the start.
pub fn cannot_fail(text: &str, pipefail: bool, silent: Silent) -> Option<String> {
    if guard::is_hostile(text) {
        return None;
    }
    let parsed = Parser::new(text).parse();
    let mut walk = Walk { text, pipefail, silent, swallowed: None };
    let all = parsed.is_ok() && !parsed.file.body.stmts.is_empty() && walk.sequence(&parsed.file.body);
    all.then(|| walk.swallowed.unwrap_or_else(|| "its commands always succeed".to_owned()))
}

struct Walk<'a> {
    text: &'a str,
    pipefail: bool,
    silent: Silent<'a>,
    /// The first thing that swallows a status.
    swallowed: Option<String>,
}

/// How deep compound commands are looked into.
const DEEPEST: usize = 32;

impl Walk<'_> {
    fn at(&self, span: Span) -> &str {
        self.text.get(span.start.offset()..span.end.offset()).unwrap_or_default()
    }

    fn sequence(&mut self, sequence: &StmtSeq) -> bool {
        sequence.stmts.iter().all(|stmt| self.statement(stmt, 0))
    }

    fn nested(&mut self, sequence: &StmtSeq, depth: usize) -> bool {
        depth < DEEPEST && sequence.stmts.iter().all(|stmt| self.statement(stmt, depth + 1))
    }

    /// Whether a statement always succeeds.
    fn statement(&mut self, stmt: &Stmt, depth: usize) -> bool {
        if matches!(stmt.terminator, Some(StmtTerminator::Background(_))) {
            self.swallow("`&` leaves its status behind");
            return true;
        }
        if stmt.negated || depth > DEEPEST || !stmt.redirects.iter().all(|redirect| self.opens(redirect.span)) {
            return false;
        }
        match &stmt.command {
            Command::Binary(binary) => match binary.op {
                BinaryOp::And => self.statement(&binary.left, depth + 1) && self.statement(&binary.right, depth + 1),
                BinaryOp::Or => {
                    let rescued = self.statement(&binary.right, depth + 1);
                    if rescued {
                        let shown = self.at(binary.right.span).trim().lines().next().unwrap_or_default().to_owned();
                        self.swallow(&format!("`|| {shown}` lets every failure pass"));
                    }
                    rescued
                }
                BinaryOp::Pipe | BinaryOp::PipeAll => {
                    self.is_deaf(&binary.right) && (!self.pipefail || self.statement(&binary.left, depth + 1))
                        || self.statement(&binary.right, depth + 1) && self.statement(&binary.left, depth + 1)
                }
            },
            Command::Simple(simple) => self.simple(simple),
            Command::Compound(compound) => self.compound(compound, depth),
            Command::Function(_) => true,
            Command::Builtin(BuiltinCommand::Exit(exit)) => {
                exit.code.as_ref().is_some_and(|code| self.at(code.span) == "0") && exit.extra_args.is_empty()
            }
            Command::Builtin(_) | Command::Decl(_) | Command::AnonymousFunction(_) => false,
        }
    }

    fn compound(&mut self, compound: &CompoundCommand, depth: usize) -> bool {
        match compound {
            CompoundCommand::BraceGroup(inside) | CompoundCommand::Subshell(inside) => self.nested(inside, depth),
            CompoundCommand::If(it) => {
                let branches = it.elif_branches.iter().map(|(_, branch)| branch).chain(&it.else_branch);
                std::iter::once(&it.then_branch).chain(branches).all(|branch| self.nested(branch, depth))
            }
            // It measures a whole pipe, and has the status of that.
            CompoundCommand::Time(time) => time.command.as_ref().is_none_or(|timed| self.statement(timed, depth + 1)),
            _ => false,
        }
    }

    fn simple(&mut self, simple: &SimpleCommand) -> bool {
        let words: Vec<Option<String>> =
            std::iter::once(&simple.name).chain(&simple.args).map(|word| quote::literal(self.at(word.span))).collect();
        let name = words[0].as_deref().unwrap_or_default();
        if name == "set" {
            self.pipefail |= words.iter().flatten().any(|word| word == "pipefail");
            return !words.iter().flatten().any(|word| word == "+e");
        }
        // What an assignment computes has a status of its own.
        let computes = simple.assignments.iter().any(|set| self.at(set.span).contains(['$', '`']));
        let sets = name.is_empty() && !simple.assignments.is_empty();
        !computes && (sets || self.silent.always.iter().any(|known| known == name))
    }

    /// Whether the last command of a pipe succeeds whatever came before it.
    fn is_deaf(&mut self, stmt: &Stmt) -> bool {
        let Command::Simple(simple) = &stmt.command else { return false };
        let name = quote::literal(self.at(simple.name.span)).unwrap_or_default();
        let deaf = !stmt.negated && self.silent.deaf.contains(&name);
        if deaf && !self.pipefail {
            self.swallow(&format!("a pipe has the status of its last command, and `{name}` succeeds whatever it gets"));
        }
        deaf
    }

    /// Whether a redirection is one that always succeeds.
    fn opens(&self, span: Span) -> bool {
        let target = self.at(span).trim_start_matches(|c: char| c.is_ascii_digit() || "<>&|".contains(c)).trim();
        target.is_empty() || target == "/dev/null" || self.at(span).contains(">&")
    }

    fn swallow(&mut self, why: &str) {
        self.swallowed.get_or_insert_with(|| why.to_owned());
    }
}
