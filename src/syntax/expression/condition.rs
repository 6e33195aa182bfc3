//! What an `if:` demands, taken apart at `&&`, `||` and `!` down to comparisons of a context with a word.

use github_actions_expressions::call::{Call, Function};
use github_actions_expressions::context::Context;
use github_actions_expressions::op::{BinExpr, BinOp, UnOp};
use github_actions_expressions::{Expr, SpannedExpr};

use super::parse;

/// A condition, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// As written, on one line.
    pub words: String,
    /// What it demands.
    pub demand: Demand,
}

/// What a condition demands. Contexts are paths as `github.event_name`, words are without quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Each of these.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
    /// That this does not hold.
    Not(Box<Condition>),
    /// That a context is a word, a number, `true` or `false`.
    Is(String, String),
    /// That a context begins with a word.
    Begins(String, String),
    /// That a context has a word in it.
    Has(String, String),
    /// That a context is neither nothing nor `false`.
    Holds(String),
    /// Nothing, or what cannot be.
    Constant(bool),
    /// Something else.
    Other,
}

impl Condition {
    /// Reads an `if:`, with or without `${{ }}`; of what cannot be read the demand is another.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        let inner = text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(text).trim();
        if inner.is_empty() {
            return Self { words: String::new(), demand: Demand::Constant(true) };
        }
        let expression = if inner.contains("${{") { None } else { parse(inner) };
        let demand = expression.map_or(Demand::Other, |expression| demand(&expression));
        Self { words: one_line(inner), demand }
    }

    /// Several conditions as one.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self::of(parts, " && ", Demand::All)
    }

    /// Conditions of which one is enough.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::of(parts, " || ", Demand::Any)
    }

    /// Whether a context decides it, such as `github.ref`; what cannot be taken apart is taken by its words.
    #[must_use]
    pub fn asks_for(&self, is_meant: fn(&str) -> bool) -> bool {
        match &self.demand {
            Demand::All(parts) | Demand::Any(parts) => parts.iter().any(|part| part.asks_for(is_meant)),
            Demand::Not(inner) => inner.asks_for(is_meant),
            Demand::Is(path, _) | Demand::Begins(path, _) | Demand::Has(path, _) | Demand::Holds(path) => {
                is_meant(path)
            }
            Demand::Constant(_) => false,
            Demand::Other => self.words.split(|c: char| !(c.is_alphanumeric() || "._-".contains(c))).any(is_meant),
        }
    }

    /// Whether it asks how the jobs before it ended, so that it may hold where one of them was skipped.
    #[must_use]
    pub fn asks_how_others_ended(&self) -> bool {
        parse(&self.words).is_some_and(|expression| has_status(&expression))
    }

    fn of(mut parts: Vec<Self>, operator: &str, made: fn(Vec<Self>) -> Demand) -> Self {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        // Of the two operators `&&` binds first.
        let is_loose = |part: &Self| operator == " && " && has_choice(&part.words);
        let in_brackets = |part: &Self| if is_loose(part) { format!("({})", part.words) } else { part.words.clone() };
        let words: Vec<String> = parts.iter().map(in_brackets).collect();
        Self { words: words.join(operator), demand: made(parts) }
    }
}

/// Whether a choice stands in a condition outside of all brackets and strings: `a || b`, and not `(a || b)`.
fn has_choice(words: &str) -> bool {
    let mut depth = 0;
    let mut in_string = false;
    words.char_indices().any(|(at, letter)| {
        match letter {
            '\'' => in_string = !in_string,
            '(' if !in_string => depth += 1,
            ')' if !in_string => depth -= 1,
            _ => {}
        }
        depth == 0 && !in_string && words[at..].starts_with("||")
    })
}

/// Whether a function of the status of a run, other than the one that holds by default, is called anywhere.
fn has_status(expression: &SpannedExpr<'_>) -> bool {
    match &expression.inner {
        Expr::Call(call) => {
            let is_status = matches!(call.func, Function::Always | Function::Cancelled | Function::Failure);
            is_status || call.args.iter().any(has_status)
        }
        Expr::BinExpr(BinExpr { lhs, rhs, .. }) => has_status(lhs) || has_status(rhs),
        Expr::UnExpr { expr, .. } => has_status(expr),
        _ => false,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn part(expression: &SpannedExpr<'_>) -> Condition {
    Condition { words: one_line(expression.origin.raw), demand: demand(expression) }
}

fn demand(expression: &SpannedExpr<'_>) -> Demand {
    match &expression.inner {
        Expr::BinExpr(BinExpr { lhs, op: BinOp::And, rhs }) => Demand::All(joined(lhs, rhs, true)),
        Expr::BinExpr(BinExpr { lhs, op: BinOp::Or, rhs }) => Demand::Any(joined(lhs, rhs, false)),
        Expr::BinExpr(BinExpr { lhs, op: BinOp::Eq, rhs }) => compared(lhs, rhs),
        Expr::BinExpr(BinExpr { lhs, op: BinOp::Neq, rhs }) => match compared(lhs, rhs) {
            Demand::Other => Demand::Other,
            demand => Demand::Not(Box::new(Condition { words: one_line(expression.origin.raw), demand })),
        },
        Expr::UnExpr { op: UnOp::Not, expr } => match part(expr) {
            Condition { demand: Demand::Constant(value), .. } => Demand::Constant(!value),
            // Whatever else it is about, it is about a run that goes well.
            _ if matches!(&expr.inner, Expr::Call(Call { func: Function::Failure, .. })) => Demand::Constant(true),
            inner => Demand::Not(Box::new(inner)),
        },
        Expr::Call(call) => called(call),
        Expr::Context(context) => path(context).map_or(Demand::Other, Demand::Holds),
        Expr::Literal(literal) if matches!(&*literal.as_str(), "true" | "false") => {
            Demand::Constant(literal.as_str() == "true")
        }
        _ => Demand::Other,
    }
}

/// The parts on both sides of an operator, those of the same operator within them one by one.
fn joined(lhs: &SpannedExpr<'_>, rhs: &SpannedExpr<'_>, is_and: bool) -> Vec<Condition> {
    let parts = [lhs, rhs].into_iter().map(part).flat_map(|part| match part.demand {
        Demand::All(inner) if is_and => inner,
        Demand::Any(inner) if !is_and => inner,
        _ => vec![part],
    });
    parts.collect()
}

fn compared(lhs: &SpannedExpr<'_>, rhs: &SpannedExpr<'_>) -> Demand {
    match (&lhs.inner, &rhs.inner) {
        (Expr::Context(context), Expr::Literal(word)) | (Expr::Literal(word), Expr::Context(context)) => {
            path(context).map_or(Demand::Other, |path| Demand::Is(path, word.as_str().into_owned()))
        }
        _ => Demand::Other,
    }
}

fn called(call: &Call<'_>) -> Demand {
    let arguments: Vec<&Expr<'_>> = call.args.iter().map(|argument| &argument.inner).collect();
    match (call.func, arguments.as_slice()) {
        (Function::Success | Function::Always, _) => Demand::Constant(true),
        (Function::Cancelled, _) => Demand::Constant(false),
        (Function::StartsWith, [Expr::Context(context), Expr::Literal(word)]) => {
            path(context).map_or(Demand::Other, |path| Demand::Begins(path, word.as_str().into_owned()))
        }
        (Function::Contains, [Expr::Context(context), Expr::Literal(word)]) => {
            path(context).map_or(Demand::Other, |path| Demand::Has(path, word.as_str().into_owned()))
        }
        (Function::Contains, [Expr::Call(list), Expr::Context(context)]) => one_of(list, context),
        _ => Demand::Other,
    }
}

/// `contains(fromJSON('["push", "schedule"]'), github.event_name)`
fn one_of(list: &Call<'_>, context: &Context<'_>) -> Demand {
    let (Function::FromJSON, [SpannedExpr { inner: Expr::Literal(json), .. }]) = (list.func, list.args.as_slice())
    else {
        return Demand::Other;
    };
    let (Some(path), Ok(words)) = (path(context), serde_json::from_str::<Vec<String>>(&json.as_str())) else {
        return Demand::Other;
    };
    let is = |word: String| Condition { words: format!("{path} == '{word}'"), demand: Demand::Is(path.clone(), word) };
    Demand::Any(words.into_iter().map(is).collect())
}

/// The path of a context, if no part of it is computed.
fn path(context: &Context<'_>) -> Option<String> {
    let steps = context.parts.iter().map(|part| match &part.inner {
        Expr::Identifier(name) => Some(name.as_str().to_owned()),
        Expr::Index(index) => match &index.inner {
            Expr::Literal(name) => Some(name.as_str().into_owned()),
            _ => None,
        },
        _ => None,
    });
    Some(steps.collect::<Option<Vec<_>>>()?.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(path: &str, word: &str) -> Demand {
        Demand::Is(path.to_owned(), word.to_owned())
    }

    #[test]
    fn comparisons_are_read_in_every_notation() {
        for (text, expected) in [
            ("github.event_name == 'release'", is("github.event_name", "release")),
            ("${{ 'release' == github['event_name'] }}", is("github.event_name", "release")),
            ("inputs.push == true", is("inputs.push", "true")),
            ("vars.DEPLOY", Demand::Holds("vars.DEPLOY".to_owned())),
            (
                "startsWith(github.ref, 'refs/tags/v')",
                Demand::Begins("github.ref".to_owned(), "refs/tags/v".to_owned()),
            ),
            ("always()", Demand::Constant(true)),
            ("!cancelled()", Demand::Constant(true)),
            ("!failure()", Demand::Constant(true)),
            ("failure()", Demand::Other),
        ] {
            assert_eq!(Condition::read(text).demand, expected, "{text}");
        }
    }

    #[test]
    fn conditions_that_are_joined_mean_what_they_meant_alone() {
        let all = |parts: &[&str]| Condition::all(parts.iter().map(|part| Condition::read(part)).collect()).words;
        assert_eq!(all(&["a || b", "c"]), "(a || b) && c");
        assert_eq!(all(&["(a || b)", "a != '||'", "f(a || b)"]), "(a || b) && a != '||' && f(a || b)");
    }

    #[test]
    fn what_decides_a_condition_is_found_in_every_part_of_it() {
        let is_ref = |path: &str| path == "github.ref";
        for (text, expected) in [
            ("github.ref == 'refs/heads/main' && vars.DEPLOY", true),
            ("!startsWith(github.ref, 'x') || inputs.force", true),
            ("endsWith(github.ref, '-rc')", true),
            ("github.ref_type == 'tag'", false),
            ("github.event_name == 'github.ref'", false),
        ] {
            assert_eq!(Condition::read(text).asks_for(is_ref), expected, "{text}");
        }
        for (text, expected) in [
            ("${{ always() && github.ref == 'x' }}", true),
            ("!( cancelled( ) ) || inputs.force", true),
            ("Failure()", true),
            ("success()", false),
            ("inputs.words == 'always()'", false),
        ] {
            assert_eq!(Condition::read(text).asks_how_others_ended(), expected, "{text}");
        }
    }

    #[test]
    fn parts_keep_their_words() {
        let read = Condition::read("github.ref == 'refs/heads/main' &&\n  !inputs.dry && hashFiles('x') != ''");
        let Demand::All(parts) = read.demand else { panic!("{read:?}") };
        let words: Vec<&str> = parts.iter().map(|part| part.words.as_str()).collect();
        assert_eq!(words, ["github.ref == 'refs/heads/main'", "!inputs.dry", "hashFiles('x') != ''"]);
        assert_eq!(parts[2].demand, Demand::Other);
    }

    #[test]
    fn what_is_one_of_a_list_is_one_of_several() {
        let read = Condition::read("contains(fromJSON('[\"push\", \"schedule\"]'), github.event_name)");
        let Demand::Any(parts) = read.demand else { panic!("{read:?}") };
        assert_eq!(
            parts.iter().map(|part| part.demand.clone()).collect::<Vec<_>>(),
            [is("github.event_name", "push"), is("github.event_name", "schedule")]
        );
    }

    #[test]
    fn what_cannot_be_read_demands_something_else() {
        for text in ["${{ github.ref }} == 'x'", "github.ref ==", "github.actor == github.repository_owner"] {
            assert_eq!(Condition::read(text).demand, Demand::Other, "{text}");
        }
        assert_eq!(Condition::read("${{ }}").demand, Demand::Constant(true));
    }
}
