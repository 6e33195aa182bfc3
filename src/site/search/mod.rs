//! The search index, in shards that load as classic scripts, also from `file://`.
