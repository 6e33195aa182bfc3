//! The reader that minds the grammar. Only this and [`super::outcome`] know the parser underneath.

mod expansion;

use super::builder::{Builder, Context, is_name};
use super::{Assignment, Word, lines};
use shuck_ast::{
    ArrayElem, Assignment as AstAssignment, AssignmentValue, BinaryOp, BuiltinCommand, Command, CompoundCommand,
    ConditionalBinaryOp, ConditionalExpr, ConditionalUnaryOp, DeclOperand, HeredocBody, HeredocBodyPart, Redirect,
    RedirectKind, RedirectTarget, SimpleCommand, Span, Stmt, StmtSeq, Word as AstWord,
};
use shuck_parser::parser::Parser;
use std::ops::Range;

/// Reads the whole masked text; what has no tree is left to [`lines`].
pub fn read(builder: &mut Builder) {
    let parsed = Parser::new(builder.text()).parse();
    let clean = parsed.is_ok();
    let mut gaps = Vec::new();
    let mut walk = Walk { text: builder.text(), builder, reach: 0 };
    walk.separated(&parsed.file.body);
    for stmt in &parsed.file.body.stmts {
        gaps.push(walk.reach..stmt.span.start.offset());
        walk.statement(stmt, &Context::default());
    }
    gaps.push(walk.reach..walk.text.len());
    if !clean {
        builder.spoil();
        for gap in gaps {
            if builder.text().get(gap.clone()).is_some_and(|lost| !lost.trim().is_empty()) {
                lines::read(builder, gap);
            }
        }
    }
}

struct Walk<'b, 'a> {
    builder: &'b mut Builder<'a>,
    text: &'a str,
    /// The end of what has been seen, here-documents included.
    reach: usize,
}

fn range(span: Span) -> Range<usize> {
    span.start.offset()..span.end.offset()
}

impl Walk<'_, '_> {
    /// The parser takes `foo (bar)` for two commands without anything between them; a shell does not.
    fn separated(&mut self, sequence: &StmtSeq) {
        for stmt in sequence.stmts.iter().skip(1) {
            let before = self.text.get(..stmt.span.start.offset()).unwrap_or_default();
            let subshell = matches!(stmt.command, Command::Compound(CompoundCommand::Subshell(_)));
            // The span of a subshell begins after its bracket.
            let apart = before.trim_end_matches([' ', '\t', '(']).ends_with(['\n', ';', '&']);
            if subshell && !apart {
                self.builder.spoil();
            }
        }
    }

    fn sequence(&mut self, sequence: &StmtSeq, context: &Context) {
        self.separated(sequence);
        for stmt in &sequence.stmts {
            self.statement(stmt, context);
        }
    }

    fn subshell(&mut self, sequence: &StmtSeq, context: &Context) {
        let inside = self.builder.enter(context);
        self.sequence(sequence, &inside);
    }

    /// What `$( … )` runs reads what its command reads, which is seldom meant.
    fn substitution(&mut self, sequence: &StmtSeq, place: Span, context: &Context) {
        self.builder.substitution(range(place), true);
        self.subshell(sequence, &Context { piped: false, ..context.clone() });
    }

    fn statement(&mut self, stmt: &Stmt, context: &Context) {
        self.prefixed_statement(stmt, Vec::new(), context);
    }

    fn prefixed_statement(&mut self, stmt: &Stmt, prefix: Vec<Word>, context: &Context) {
        // A chain of a thousand operators leans left; it is walked without recursion.
        let mut rights = Vec::new();
        let mut left = stmt;
        loop {
            self.reach = self.reach.max(left.span.end.offset());
            self.redirects(&left.redirects, context);
            let Command::Binary(binary) = &left.command else { break };
            rights.push(binary);
            left = &binary.left;
        }
        self.one(&left.command, prefix, context);
        let (mut guarded, mut before) = (context.guarded, left);
        for binary in rights.into_iter().rev() {
            let piped = context.piped || matches!(binary.op, BinaryOp::Pipe | BinaryOp::PipeAll);
            let decides = matches!(binary.op, BinaryOp::And | BinaryOp::Or);
            guarded |= decides && self.tests_a_file(before);
            before = &binary.right;
            self.statement(&binary.right, &Context { piped, guarded, ..context.clone() });
        }
    }

    /// Whether a condition, or one that it is made of, asks for a file: `[ -f x ]`, `test -e x`, `! [[ -d x ]]`.
    fn tests_a_file(&self, mut condition: &Stmt) -> bool {
        while let Command::Binary(binary) = &condition.command {
            if self.tests_a_file(&binary.right) {
                return true;
            }
            condition = &binary.left;
        }
        let text = self.text.get(range(condition.span)).unwrap_or_default();
        let mut words = text.trim_start_matches(['!', '(', '{', ' ', '\t', '\n']).split_whitespace();
        words.next().is_some_and(|word| matches!(word, "[" | "[[" | "test"))
            && words.any(|word| matches!(word, "-e" | "-f" | "-d" | "-x" | "-r" | "-s" | "-L" | "-h"))
    }

    fn one(&mut self, command: &Command, prefix: Vec<Word>, context: &Context) {
        match command {
            Command::Simple(simple) => self.simple(simple, prefix, context),
            Command::Builtin(builtin) => self.builtin(builtin, prefix, context),
            Command::Decl(declaration) => {
                let mut assignments = self.assignments(&declaration.assignments, context);
                let mut words = prefix;
                words.extend(self.builder.word(range(declaration.variant_span)));
                for operand in &declaration.operands {
                    match operand {
                        DeclOperand::Flag(word) | DeclOperand::Dynamic(word) => words.extend(self.word(word, context)),
                        DeclOperand::Name(name) => words.extend(self.builder.word(range(name.span))),
                        DeclOperand::Assignment(set) => assignments.extend(self.assignment(set, context)),
                    }
                }
                self.builder.command(assignments, words, context);
            }
            Command::Binary(binary) => {
                self.statement(&binary.left, context);
                self.statement(&binary.right, context);
            }
            Command::Compound(compound) => self.compound(compound, context),
            Command::Function(function) => {
                for (_, span) in function.static_name_entries() {
                    self.builder.function(range(span));
                }
                self.statement(&function.body, &Context { in_function: true, ..context.clone() });
            }
            Command::AnonymousFunction(function) => self.statement(&function.body, context),
        }
    }

    fn simple(&mut self, simple: &SimpleCommand, prefix: Vec<Word>, context: &Context) {
        let assignments = self.assignments(&simple.assignments, context);
        let mut words = prefix;
        for word in std::iter::once(&simple.name).chain(&simple.args) {
            words.extend(self.word(word, context));
        }
        self.builder.command(assignments, words, context);
    }

    fn builtin(&mut self, builtin: &BuiltinCommand, prefix: Vec<Word>, context: &Context) {
        let (name, assignments, first, rest, span) = match builtin {
            BuiltinCommand::Break(it) => ("break", &it.assignments, &it.depth, &it.extra_args, it.span),
            BuiltinCommand::Continue(it) => ("continue", &it.assignments, &it.depth, &it.extra_args, it.span),
            BuiltinCommand::Return(it) => ("return", &it.assignments, &it.code, &it.extra_args, it.span),
            BuiltinCommand::Exit(it) => ("exit", &it.assignments, &it.code, &it.extra_args, it.span),
        };
        let start = assignments.last().map_or(span.start.offset(), |set| set.span.end.offset());
        let assignments = self.assignments(assignments, context);
        let mut words = prefix;
        // The tree keeps no place for the name of a builtin.
        let place = self.text.get(start..).and_then(|rest| rest.find(name));
        words.extend(place.and_then(|at| self.builder.word(start + at..start + at + name.len())));
        for word in first.iter().chain(rest) {
            words.extend(self.word(word, context));
        }
        self.builder.command(assignments, words, context);
    }

    fn compound(&mut self, compound: &CompoundCommand, context: &Context) {
        match compound {
            CompoundCommand::If(it) => {
                let mut inside = context.clone();
                let first = std::iter::once((&it.condition, &it.then_branch));
                for (condition, branch) in first.chain(it.elif_branches.iter().map(|(test, branch)| (test, branch))) {
                    self.sequence(condition, &inside);
                    inside.guarded |= condition.stmts.iter().any(|stmt| self.tests_a_file(stmt));
                    self.sequence(branch, &inside);
                }
                if let Some(branch) = &it.else_branch {
                    self.sequence(branch, &inside);
                }
            }
            CompoundCommand::For(it) => {
                let variables =
                    it.targets.iter().filter_map(|target| self.builder.assignment(range(target.span), None));
                let variables: Vec<Assignment> = variables.map(unknown).collect();
                self.builder.command(variables, Vec::new(), context);
                self.loops(it.words.iter().flatten(), context);
                self.sequence(&it.body, context);
            }
            CompoundCommand::Select(it) => {
                let variable = self.builder.assignment(range(it.variable_span), None).map(unknown);
                self.builder.command(variable.into_iter().collect(), Vec::new(), context);
                self.loops(&it.words, context);
                self.sequence(&it.body, context);
            }
            CompoundCommand::Foreach(it) => {
                self.loops(&it.words, context);
                self.sequence(&it.body, context);
            }
            CompoundCommand::Repeat(it) => {
                self.word(&it.count, context);
                self.sequence(&it.body, context);
            }
            CompoundCommand::ArithmeticFor(it) => {
                for part in [it.init_span, it.condition_span, it.step_span] {
                    self.arithmetic(part);
                }
                self.sequence(&it.body, context);
            }
            CompoundCommand::While(it) => {
                self.builder.repeats();
                self.sequence(&it.condition, context);
                self.sequence(&it.body, context);
            }
            CompoundCommand::Until(it) => {
                self.builder.repeats();
                self.sequence(&it.condition, context);
                self.sequence(&it.body, context);
            }
            CompoundCommand::Case(it) => {
                self.word(&it.word, context);
                for case in &it.cases {
                    self.patterns(&case.patterns, context);
                    self.sequence(&case.body, context);
                }
            }
            CompoundCommand::Subshell(inside) => self.subshell(inside, context),
            CompoundCommand::BraceGroup(inside) => self.sequence(inside, context),
            CompoundCommand::Arithmetic(it) => self.arithmetic(it.expr_span),
            CompoundCommand::Time(it) => {
                let start = it.span.start.offset();
                let prefix: Vec<Word> = self.builder.word(start..start + "time".len()).into_iter().collect();
                match &it.command {
                    Some(stmt) => self.prefixed_statement(stmt, prefix, context),
                    None => self.builder.command(Vec::new(), prefix, context),
                }
            }
            CompoundCommand::Conditional(it) => self.conditional(&it.expression, context),
            CompoundCommand::Coproc(it) => self.statement(&it.body, context),
            CompoundCommand::Always(it) => {
                self.sequence(&it.body, context);
                self.sequence(&it.always_body, context);
            }
        }
    }

    fn assignments(&mut self, assignments: &[AstAssignment], context: &Context) -> Vec<Assignment> {
        assignments.iter().filter_map(|set| self.assignment(set, context)).collect()
    }

    fn assignment(&mut self, set: &AstAssignment, context: &Context) -> Option<Assignment> {
        self.subscript(set.target.subscript.as_deref(), context);
        let name = range(set.target.name_span);
        let plain = !set.append && set.target.subscript.is_none();
        match &set.value {
            AssignmentValue::Scalar(word) => {
                self.word(word, context);
                let value = name.end + 1..set.span.end.offset().max(name.end + 1);
                let found = self.builder.assignment(name, Some(value));
                if plain { found } else { found.map(unknown) }
            }
            AssignmentValue::Compound(array) => {
                for element in &array.elements {
                    match element {
                        ArrayElem::Sequential(value) => _ = self.word(value, context),
                        ArrayElem::Keyed { key, value } | ArrayElem::KeyedAppend { key, value } => {
                            self.subscript(Some(key), context);
                            self.word(value, context);
                        }
                    }
                }
                self.builder.assignment(name, None)
            }
        }
    }

    fn redirects(&mut self, redirects: &[Redirect], context: &Context) {
        for redirect in redirects {
            self.reach = self.reach.max(redirect.span.end.offset());
            match &redirect.target {
                RedirectTarget::Word(word) => {
                    let Some(target) = self.word(word, context) else { continue };
                    if is_output(redirect.kind, &target) {
                        self.builder.writes(target);
                    } else if matches!(redirect.kind, RedirectKind::Input | RedirectKind::HereString) {
                        self.builder.reads(target);
                    }
                }
                RedirectTarget::Heredoc(heredoc) => {
                    if !self.follows(range(heredoc.delimiter.span), range(heredoc.body.span)) {
                        self.builder.spoil();
                    }
                    self.heredoc(&heredoc.body, context);
                    if let Some(body) = self.builder.word(range(heredoc.body.span)) {
                        self.builder.reads(body);
                    }
                    // The line with the delimiter follows the body.
                    let end = heredoc.body.span.end.offset();
                    let rest = self.text.get(end..).unwrap_or_default();
                    let line = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
                    self.reach = self.reach.max(end + line);
                }
            }
        }
    }

    /// Whether the body of a here-document begins on the line below its delimiter: of several on one line the parser takes
    /// what follows the first for something else.
    fn follows(&self, delimiter: Range<usize>, body: Range<usize>) -> bool {
        let between = self.text.get(delimiter.end..body.start).unwrap_or_default();
        let rest = between.strip_suffix('\n').unwrap_or("\n");
        !rest.contains('\n') && !rest.replace("<<<", "").contains("<<")
    }

    fn heredoc(&mut self, body: &HeredocBody, context: &Context) {
        for part in &body.parts {
            match &part.kind {
                HeredocBodyPart::Literal(_) => {}
                HeredocBodyPart::Variable(name) => self.variable(name, part.span),
                HeredocBodyPart::CommandSubstitution { body, .. } => self.substitution(body, part.span, context),
                HeredocBodyPart::ArithmeticExpansion { expression, expression_word_ast, .. } => {
                    self.builder.substitution(range(part.span), false);
                    self.evaluated(expression.slice(self.text));
                    self.word(expression_word_ast, context);
                }
                HeredocBodyPart::Parameter(parameter) => self.parameter(&parameter.syntax, context),
            }
        }
    }

    fn words<'w>(&mut self, words: impl IntoIterator<Item = &'w AstWord>, context: &Context) {
        for word in words {
            self.word(word, context);
        }
    }

    fn loops<'w>(&mut self, words: impl IntoIterator<Item = &'w AstWord>, context: &Context) {
        for word in words {
            if let Some(word) = self.word(word, context) {
                self.builder.loops(word);
            }
        }
    }

    /// Notes what a word uses and runs, and gives the word.
    fn word(&mut self, word: &AstWord, context: &Context) -> Option<Word> {
        self.parts(&word.parts, context);
        self.builder.word(range(word.span))
    }

    fn conditional(&mut self, expression: &ConditionalExpr, context: &Context) {
        // Chains lean left here too.
        let mut pending = vec![expression];
        while let Some(expression) = pending.pop() {
            match expression {
                ConditionalExpr::Binary(it) => {
                    let sides = [&*it.left, &*it.right];
                    if compares_numbers(it.op) {
                        for side in sides {
                            self.evaluated(self.text.get(range(side.span())).unwrap_or("$"));
                        }
                    }
                    pending.extend(sides);
                }
                ConditionalExpr::Unary(it) => {
                    if matches!(it.op, ConditionalUnaryOp::VariableSet | ConditionalUnaryOp::ReferenceVariable) {
                        let named = self.text.get(range(it.expr.span())).unwrap_or("$");
                        if !is_name(named) {
                            self.builder.evaluates(named);
                        }
                    }
                    pending.push(&it.expr);
                }
                ConditionalExpr::Parenthesized(it) => pending.push(&it.expr),
                ConditionalExpr::Word(word) => {
                    if let Some(word) = self.word(word, context) {
                        self.builder.tests(word);
                    }
                }
                ConditionalExpr::Regex(word) => _ = self.word(word, context),
                ConditionalExpr::Pattern(pattern) => self.patterns(std::slice::from_ref(pattern), context),
                ConditionalExpr::VarRef(reference) => self.subscript(reference.subscript.as_deref(), context),
            }
        }
    }
}

/// Whether both sides are evaluated as arithmetic.
fn compares_numbers(op: ConditionalBinaryOp) -> bool {
    use ConditionalBinaryOp as Op;
    matches!(
        op,
        Op::ArithmeticEq | Op::ArithmeticNe | Op::ArithmeticLe | Op::ArithmeticGe | Op::ArithmeticLt | Op::ArithmeticGt
    )
}

/// Whether a redirection writes to the file that it names; `2>&1` names a stream.
fn is_output(kind: RedirectKind, target: &Word) -> bool {
    match kind {
        RedirectKind::Output
        | RedirectKind::Clobber
        | RedirectKind::Append
        | RedirectKind::ReadWrite
        | RedirectKind::OutputBoth => true,
        RedirectKind::DupOutput => !target.raw.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'),
        RedirectKind::Input
        | RedirectKind::HereDoc
        | RedirectKind::HereDocStrip
        | RedirectKind::HereString
        | RedirectKind::DupInput => false,
    }
}

/// The same assignment with a value that only running it would tell.
fn unknown(set: Assignment) -> Assignment {
    Assignment { value: None, ..set }
}
