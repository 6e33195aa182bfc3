//! The tools whose versions pages and sources speak of, under all their names.

/// A tool, by the one name we use for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tool {
    /// In lower case, as version managers call it.
    pub id: &'static str,
    /// As people write it.
    pub shown: &'static str,
}

/// Every tool with what else it is called, in lower case.
const TOOLS: &[(Tool, &[&str])] = &[
    (Tool { id: "node", shown: "Node" }, &["node.js", "nodejs", "node"]),
    (Tool { id: "python", shown: "Python" }, &["python", "python3", "cpython"]),
    (Tool { id: "ruby", shown: "Ruby" }, &["ruby"]),
    (Tool { id: "go", shown: "Go" }, &["go", "golang"]),
    (Tool { id: "rust", shown: "Rust" }, &["rust", "rustc", "msrv"]),
    (Tool { id: "java", shown: "Java" }, &["java", "jdk", "openjdk", "temurin"]),
    (Tool { id: "php", shown: "PHP" }, &["php"]),
    (Tool { id: "elixir", shown: "Elixir" }, &["elixir"]),
    (Tool { id: "erlang", shown: "Erlang" }, &["erlang", "erlang/otp", "otp"]),
    (Tool { id: "dotnet", shown: ".NET" }, &[".net", "dotnet", ".net sdk", ".net core", "asp.net core"]),
    (Tool { id: "deno", shown: "Deno" }, &["deno"]),
    (Tool { id: "bun", shown: "Bun" }, &["bun"]),
    (Tool { id: "npm", shown: "npm" }, &["npm"]),
    (Tool { id: "pnpm", shown: "pnpm" }, &["pnpm"]),
    (Tool { id: "yarn", shown: "Yarn" }, &["yarn"]),
    (Tool { id: "poetry", shown: "Poetry" }, &["poetry"]),
    (Tool { id: "uv", shown: "uv" }, &["uv"]),
    (Tool { id: "terraform", shown: "Terraform" }, &["terraform"]),
    (Tool { id: "opentofu", shown: "OpenTofu" }, &["opentofu", "tofu"]),
    (Tool { id: "postgres", shown: "PostgreSQL" }, &["postgresql", "postgres"]),
    (Tool { id: "mysql", shown: "MySQL" }, &["mysql"]),
    (Tool { id: "redis", shown: "Redis" }, &["redis"]),
    (Tool { id: "mariadb", shown: "MariaDB" }, &["mariadb"]),
    (Tool { id: "mongodb", shown: "MongoDB" }, &["mongodb", "mongo"]),
    (Tool { id: "valkey", shown: "Valkey" }, &["valkey"]),
    (Tool { id: "memcached", shown: "Memcached" }, &["memcached"]),
    (Tool { id: "rabbitmq", shown: "RabbitMQ" }, &["rabbitmq"]),
    (Tool { id: "elasticsearch", shown: "Elasticsearch" }, &["elasticsearch"]),
    (Tool { id: "opensearch", shown: "OpenSearch" }, &["opensearch"]),
    (Tool { id: "clickhouse", shown: "ClickHouse" }, &["clickhouse"]),
    (Tool { id: "hugo", shown: "Hugo" }, &["hugo"]),
    (Tool { id: "gradle", shown: "Gradle" }, &["gradle"]),
    (Tool { id: "maven", shown: "Maven" }, &["maven"]),
    (Tool { id: "bundler", shown: "Bundler" }, &["bundler"]),
    (Tool { id: "zig", shown: "Zig" }, &["zig"]),
    (Tool { id: "helm", shown: "Helm" }, &["helm"]),
    (Tool { id: "kubectl", shown: "kubectl" }, &["kubectl"]),
    (Tool { id: "just", shown: "just" }, &["just"]),
    (Tool { id: "mise", shown: "mise" }, &["mise"]),
    (Tool { id: "golangci-lint", shown: "golangci-lint" }, &["golangci-lint"]),
];

/// The tools that run as services, mostly in containers, so that nobody installs them to work here.
const SERVICES: &[&str] = &[
    "postgres",
    "mysql",
    "redis",
    "mariadb",
    "mongodb",
    "valkey",
    "memcached",
    "rabbitmq",
    "elasticsearch",
    "opensearch",
    "clickhouse",
];

impl Tool {
    /// Whether it runs as a service.
    pub fn is_service(self) -> bool {
        SERVICES.contains(&self.id)
    }

    /// The tool of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        TOOLS.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(tool, _)| *tool)
    }

    /// Every name of every tool, in lower case, longest first, for use in an expression.
    pub fn all_names() -> Vec<&'static str> {
        let mut names: Vec<_> = TOOLS.iter().flat_map(|(_, words)| words.iter().copied()).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names
    }
}
