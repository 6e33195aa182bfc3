//! What stands within words: variables and what is done with their values, and arithmetic.

use super::super::arithmetic;
use super::super::builder::Context;
use super::{Walk, range};
use shuck_ast::{
    BourneParameterExpansion, ParameterExpansionSyntax, ParameterOp, Pattern, PatternPart, Span, Subscript, VarRef,
    Word as AstWord, WordPart, WordPartNode,
};

impl Walk<'_, '_> {
    pub(super) fn parts(&mut self, parts: &[WordPartNode], context: &Context) {
        for part in parts {
            self.part(part, context);
        }
    }

    fn part(&mut self, part: &WordPartNode, context: &Context) {
        match &part.kind {
            WordPart::Literal(_)
            | WordPart::SingleQuoted { .. }
            | WordPart::ZshQualifiedGlob(_)
            | WordPart::PrefixMatch { .. } => {}
            WordPart::DoubleQuoted { parts, .. } => self.parts(parts, context),
            WordPart::Variable(name) => self.variable(name, part.span),
            WordPart::CommandSubstitution { body, .. } | WordPart::ProcessSubstitution { body, .. } => {
                self.substitution(body, part.span, context);
            }
            WordPart::ArithmeticExpansion { expression, expression_word_ast, .. } => {
                self.builder.substitution(range(part.span), false);
                self.evaluated(expression.slice(self.text));
                self.word(expression_word_ast, context);
            }
            WordPart::Parameter(parameter) => self.parameter(&parameter.syntax, context),
            WordPart::ParameterExpansion { reference, operator, operand_word_ast, .. } => {
                self.operation(reference, Some(operator), operand_word_ast.as_deref(), context);
            }
            WordPart::IndirectExpansion { reference, operator, operand_word_ast, .. } => {
                self.indirect(reference, operator.as_deref(), operand_word_ast.as_deref(), context);
            }
            WordPart::Length(reference)
            | WordPart::ArrayAccess(reference)
            | WordPart::ArrayLength(reference)
            | WordPart::ArrayIndices(reference) => self.reference(reference, false, context),
            WordPart::Transformation { reference, operator } => self.transformation(reference, *operator, context),
            WordPart::Substring { reference, offset_word_ast, length_word_ast, .. }
            | WordPart::ArraySlice { reference, offset_word_ast, length_word_ast, .. } => {
                self.slice(reference, offset_word_ast, length_word_ast.as_deref(), context);
            }
        }
    }

    pub(super) fn parameter(&mut self, syntax: &ParameterExpansionSyntax, context: &Context) {
        // The other syntax is zsh's, which is never asked for.
        let ParameterExpansionSyntax::Bourne(syntax) = syntax else { return };
        match syntax {
            BourneParameterExpansion::Access { reference }
            | BourneParameterExpansion::Length { reference }
            | BourneParameterExpansion::Indices { reference } => self.reference(reference, false, context),
            BourneParameterExpansion::Transformation { reference, operator } => {
                self.transformation(reference, *operator, context);
            }
            BourneParameterExpansion::Indirect { reference, operator, operand_word_ast, .. } => {
                self.indirect(reference, operator.as_deref(), operand_word_ast.as_deref(), context);
            }
            BourneParameterExpansion::PrefixMatch { .. } => {}
            BourneParameterExpansion::Slice { reference, offset_word_ast, length_word_ast, .. } => {
                self.slice(reference, offset_word_ast, length_word_ast.as_deref(), context);
            }
            BourneParameterExpansion::Operation { reference, operator, operand_word_ast, .. } => {
                self.operation(reference, Some(operator), operand_word_ast.as_deref(), context);
            }
        }
    }

    /// `${!X:?}` requires what `X` names, which cannot be known; `X` itself is only used.
    fn indirect(&mut self, to: &VarRef, op: Option<&ParameterOp>, operand: Option<&AstWord>, context: &Context) {
        // What it names may have a subscript, `a[$(x)]`.
        self.builder.evaluates(to.name.as_str());
        let op = op.filter(|op| !matches!(op, ParameterOp::Error));
        self.operation(to, op, operand, context);
    }

    /// `${X@P}` expands the value once more.
    fn transformation(&mut self, reference: &VarRef, operator: char, context: &Context) {
        if operator == 'P' {
            self.builder.evaluates(reference.name.as_str());
        }
        self.reference(reference, false, context);
    }

    fn slice(&mut self, of: &VarRef, offset: &AstWord, length: Option<&AstWord>, context: &Context) {
        self.reference(of, false, context);
        for word in std::iter::once(offset).chain(length) {
            self.evaluated_word(word);
            self.word(word, context);
        }
    }

    /// Notes what is evaluated as arithmetic, unless no value takes part in it.
    pub(super) fn evaluated(&mut self, expression: &str) {
        if !arithmetic::is_constant(expression) {
            self.builder.evaluates(expression.trim());
        }
    }

    pub(super) fn evaluated_word(&mut self, word: &AstWord) {
        let text = self.text;
        self.evaluated(text.get(range(word.span)).unwrap_or("$"));
    }

    fn operation(&mut self, on: &VarRef, op: Option<&ParameterOp>, operand: Option<&AstWord>, context: &Context) {
        self.reference(on, matches!(op, Some(ParameterOp::Error)), context);
        self.words(operand, context);
        match op {
            Some(
                ParameterOp::RemovePrefixShort { pattern }
                | ParameterOp::RemovePrefixLong { pattern }
                | ParameterOp::RemoveSuffixShort { pattern }
                | ParameterOp::RemoveSuffixLong { pattern },
            ) => self.patterns(std::slice::from_ref(pattern), context),
            Some(
                ParameterOp::ReplaceFirst { pattern, replacement_word_ast, .. }
                | ParameterOp::ReplaceAll { pattern, replacement_word_ast, .. },
            ) => {
                self.patterns(std::slice::from_ref(pattern), context);
                self.word(replacement_word_ast, context);
            }
            _ => {}
        }
    }

    pub(super) fn patterns(&mut self, patterns: &[Pattern], context: &Context) {
        for part in patterns.iter().flat_map(|pattern| &pattern.parts) {
            match &part.kind {
                PatternPart::Word(word) => _ = self.word(word, context),
                PatternPart::Group { patterns, .. } => self.patterns(patterns, context),
                PatternPart::Literal(_) | PatternPart::AnyString | PatternPart::AnyChar | PatternPart::CharClass(_) => {
                }
            }
        }
    }

    fn reference(&mut self, reference: &VarRef, required: bool, context: &Context) {
        let name = range(reference.name_span);
        if self.text.get(name.clone()) == Some(reference.name.as_str()) {
            self.builder.used(name, required);
        }
        self.subscript(reference.subscript.as_deref(), context);
    }

    pub(super) fn subscript(&mut self, subscript: Option<&Subscript>, context: &Context) {
        let Some(subscript) = subscript else { return };
        if !subscript.is_array_selector() {
            self.evaluated(subscript.syntax_text(self.text));
        }
        self.words(subscript.word_ast(), context);
    }

    /// A `$X` or `${X}`, whose name the tree gives no place of its own.
    pub(super) fn variable(&mut self, name: &str, span: Span) {
        let part = range(span);
        let Some(start) = self.text.get(part.clone()).and_then(|text| text.find(name)) else { return };
        self.builder.used(part.start + start..part.start + start + name.len(), false);
    }

    /// Notes the `$X` of an arithmetic expression; a bare `X` is no expansion.
    pub(super) fn arithmetic(&mut self, expression: Option<Span>) {
        let Some(place) = expression.map(range) else { return };
        let text = self.text.get(place.clone()).unwrap_or_default();
        self.evaluated(text);
        for (dollar, _) in text.match_indices('$') {
            let rest = &text[dollar + 1..];
            let name = rest.trim_start_matches('{');
            let start = place.start + dollar + 1 + rest.len() - name.len();
            let length = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            self.builder.used(start..start + length, false);
        }
    }
}
