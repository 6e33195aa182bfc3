//! Container images, as far as they say the version of a tool.

use crate::model::{Reading, Role, Tool};
use crate::text::Span;

use super::source::State;

/// Images whose tag is the version of the tool in them.
const IMAGES: &[(&str, &str)] = &[
    ("node", "node"),
    ("python", "python"),
    ("ruby", "ruby"),
    ("golang", "go"),
    ("rust", "rust"),
    ("php", "php"),
    ("elixir", "elixir"),
    ("erlang", "erlang"),
    ("postgres", "postgres"),
    ("mysql", "mysql"),
    ("redis", "redis"),
    ("mariadb", "mariadb"),
    ("mongo", "mongodb"),
    ("valkey/valkey", "valkey"),
    ("memcached", "memcached"),
    ("rabbitmq", "rabbitmq"),
    ("elasticsearch", "elasticsearch"),
    ("elasticsearch/elasticsearch", "elasticsearch"),
    ("opensearchproject/opensearch", "opensearch"),
    ("clickhouse/clickhouse-server", "clickhouse"),
    ("postgis/postgis", "postgres"),
    ("pgvector/pgvector", "postgres"),
    ("eclipse-temurin", "java"),
    ("openjdk", "java"),
    ("denoland/deno", "deno"),
    ("oven/bun", "bun"),
    ("cimg/node", "node"),
    ("cimg/python", "python"),
    ("cimg/ruby", "ruby"),
    ("cimg/go", "go"),
    ("dotnet/sdk", "dotnet"),
    ("devcontainers/python", "python"),
    ("devcontainers/ruby", "ruby"),
    ("devcontainers/go", "go"),
    ("devcontainers/php", "php"),
];

/// States the version that an image's tag gives; `span` is that of the image as written.
pub(super) fn state(image: &str, span: Span, folder: &str, reading: &mut Reading) {
    let image = image.split('@').next().unwrap_or(image);
    let Some((name, tag)) = image.rsplit_once(':') else { return };
    let name = name.strip_prefix("docker.io/").unwrap_or(name);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let known = IMAGES.iter().find(|(image, _)| {
        name == *image || name.strip_suffix(image).is_some_and(|host| host.ends_with('/') && host.contains('.'))
    });
    let Some(tool) = known.and_then(|(_, tool)| Tool::named(tool)) else { return };
    // `pgvector/pgvector:pg16`
    let tag = tag.strip_prefix("pg").unwrap_or(tag);
    let version: &str = tag.split('-').next().unwrap_or(tag);
    if version.starts_with(|c: char| c.is_ascii_digit()) {
        reading.version(folder, tool, version, Role::Pin, tag_span(image, tag, version, span));
    }
}

/// The version inside the image's words, when they are written as they are.
fn tag_span(image: &str, tag: &str, version: &str, span: Span) -> Span {
    if span.len() < image.len() {
        return span;
    }
    let start = span.start as usize + image.len() - tag.len();
    Span::new(span.file, start, start + version.len())
}
