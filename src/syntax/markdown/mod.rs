//! A page of Markdown as a linter needs it: everything that says something, each with its exact place.

mod attributes;
mod bare_url;
mod destination;
mod front_matter;
mod html;
mod slug;

pub use slug::slug;
