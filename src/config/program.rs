//! The command line of this program, as pages may name it: its commands with their options. The command line itself says
//! what it is, so that nothing is told twice.

/// A command: the program, or what one tells it to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// The commands that it has.
    pub commands: Vec<Self>,
    /// Its options, with their dashes: `--select`.
    pub options: Vec<String>,
    /// What its first argument is one of; empty where it can be anything.
    pub values: Vec<String>,
}
