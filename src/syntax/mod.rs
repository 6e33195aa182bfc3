//! Text to trees of spans. Knows formats and nothing of what they mean.

pub mod markdown;
