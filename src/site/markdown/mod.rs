//! One page of Markdown to HTML.
