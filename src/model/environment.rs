//! How environments are commonly called.

/// The names that environments commonly have, each with what it is called for short.
const NAMES: &[&[&str]] = &[
    &["production", "prod", "prd"],
    &["staging", "stg"],
    &["development", "dev"],
    &["preproduction", "preprod"],
    &["qa"],
    &["uat"],
    &["sandbox"],
];

/// Names that are those of environments where something is deployed to them, and else of a step.
const OF_STEPS: &[&str] = &["stage", "test", "testing", "preview", "demo", "integration"];

/// Names of what people have on their own machines, or make for a test.
const OF_OWN_MACHINES: &[&str] = &["local", "development", "dev", "docker", "devcontainer", "test", "ci"];

/// The common name of what is called so.
pub fn common(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase().replace(['-', '_'], "");
    NAMES.iter().find(|names| names.contains(&word.as_str())).map(|names| names[0])
}

/// Whether an environment is commonly called so.
fn is_common(word: &str) -> bool {
    common(word).is_some()
}

/// Whether an environment is commonly called so, and the word does not also stand for the work on a project.
pub fn is_common_target(word: &str) -> bool {
    is_common(word) && !is_of_own_machine(word)
}

/// Whether the word is the name of an environment where it is said that something is deployed to it.
pub fn is_deployed_to(word: &str) -> bool {
    is_common(word) || OF_STEPS.contains(&word)
}

/// Whether two names are of one environment: `prod` and `production`.
pub fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || common(one).is_some_and(|name| common(other) == Some(name))
}

/// Whether an environment may well be on people's own machines, or made for a test, so that no job need name it.
pub fn is_of_own_machine(name: &str) -> bool {
    OF_OWN_MACHINES.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Whether an environment is the one that users work with: `prod`, `production-eu`, `eu-prod`, and no `preprod`.
pub fn is_production(name: &str) -> bool {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_alphabetic()).collect();
    words.iter().any(|word| common(word) == Some(NAMES[0][0])) && !["pre", "non"].contains(&words[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_environment_is_meant() {
        assert!(is_same("Prod", "production") && is_same("x", "X") && !is_same("qa", "uat"));
        for (name, expected) in [
            ("production", true),
            ("Prod", true),
            ("production-eu", true),
            ("eu_prod2", true),
            ("preprod", false),
            ("pre-prod", false),
            ("product", false),
            ("staging", false),
        ] {
            assert_eq!(is_production(name), expected, "{name}");
        }
    }
}
