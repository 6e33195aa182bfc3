//! Arithmetic, in which a shell evaluates what variables hold: the value `a[$(command)]` runs a command.

use std::sync::LazyLock;

use regex::Regex;

/// Numbers, counts and statuses, with operators between.
static CONSTANT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:\s|[-+*/%()<>=!&|^~?:,]|0x[0-9A-Fa-f]+\b|[0-9]+\b|\$[#?]|\$\{#\w+(?:\[[@*]\])?\})*$")
        .expect("a valid expression")
});

/// Whether no value of a variable takes part in an expression.
pub fn is_constant(expression: &str) -> bool {
    CONSTANT.is_match(expression)
}

#[cfg(test)]
mod tests {
    use super::is_constant;

    #[test]
    fn only_numbers_and_counts_are_constant() {
        for constant in ["", "1", " -3 ", "0x1F + 2", "1 + (2 * 3)", "$# > 1", "$? == 0", "${#a} - 1", "${#a[@]}"] {
            assert!(is_constant(constant), "{constant}");
        }
        for other in ["a", "$a", "1a", "a[0]", "`b`", "$(b)", "${a}", "${#a[$(b)]}", "$1", "'1'", "\"1\"", "2#$a"] {
            assert!(!is_constant(other), "{other}");
        }
    }
}
