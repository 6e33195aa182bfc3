//! devops-docs reads a repository twice, as the machine sees it and as its pages tell it, and compares.

pub mod diagnostic;
pub mod syntax;
pub mod text;
