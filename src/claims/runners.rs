//! What the programs that pages tell people to run know by themselves, so that it is no claim.

use super::wrappers::is_wrapper;

/// Words that begin a command of a program this linter understands.
#[rustfmt::skip]
const PROGRAMS: &[&str] = &[
    "make", "gmake", "just", "task", "go-task", "mise", "npm", "pnpm", "yarn", "bun", "composer", "cargo",
    "docker", "docker-compose", "podman-compose", "gh", "bash", "sh", "zsh", "source", "python", "python3",
    "node", "ruby", "terraform", "tofu", "nvm", "fnm", "rustup", "pyenv", "rbenv", "asdf", "cd", "corepack",
];

/// Whether a word begins a command that this linter looks into.
pub(super) fn is_program(word: &str) -> bool {
    PROGRAMS.contains(&word) || is_wrapper(word)
}

/// What npm does without a script, its aliases and what earlier versions did; of words that begin others, the longest.
#[rustfmt::skip]
const NPM: &[&str] = &[
    "access", "add-user", "adduser", "approve-scripts", "audit", "author", "bin", "bugs", "cache", "cit",
    "clean-install-test", "completion", "config", "create", "ddp", "dedupe", "deny-scripts", "deprecate", "diff",
    "dist-tags", "docs", "doctor", "edit", "exec", "explain", "explore", "find-dupes", "fund", "get", "help-search",
    "hlep", "home", "hook", "ic", "info", "init", "innit", "install-ci-test", "install-clean", "install-scripts",
    "install-test", "isntall-clean", "issues", "it", "la", "link", "list", "ll", "ln", "login", "logout", "ls",
    "ogr", "org", "outdated", "owner", "pack", "ping", "pkg", "prefix", "profile", "prune", "publish", "query",
    "rb", "rebuild", "remove", "repo", "restart", "rm", "root", "rum", "run-script", "sbom", "search", "set-script",
    "show", "shrinkwrap", "sit", "stage", "stars", "start", "stop", "tag", "team", "test", "token", "trust", "tst",
    "udpate", "undeprecate", "uninstall", "unlink", "unpublish", "unstar", "update", "upgrade", "urn", "verison",
    "version", "view", "whoami", "why", "x",
];

/// Whether npm takes a word for a command: it forgives whoever writes only the beginning of one.
fn is_npm_command(word: &str) -> bool {
    NPM.iter().any(|command| command.starts_with(word))
}

/// What npm is about: `npm package` in inline code orders nothing.
#[rustfmt::skip]
const OF_NPM: &[&str] = &[
    "account", "client", "command", "commands", "dependencies", "dependency", "lockfile", "lockfiles", "module", "modules",
    "package", "package-lock", "packages", "project", "projects", "registries", "registry", "script", "scripts", "task",
    "tasks", "user", "workspace", "workspaces",
];

/// Whether a word behind npm, which has no such command, can only be meant as a script.
pub(super) fn is_npm_script(word: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | ':');
    let is_version = word.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    word.chars().all(is_plain) && !is_version && !OF_NPM.contains(&word) && !is_npm_command(word)
}

/// What pnpm does without a script.
#[rustfmt::skip]
pub(super) const PNPM: &[&str] = &[
    "add", "approve-builds", "audit", "bin", "build-scripts", "c", "cache", "cat-file", "cat-index", "change", "ci",
    "completion", "config", "create", "dedupe", "deploy", "dlx", "doctor", "env", "exec", "fetch", "find-hash",
    "help", "i", "import", "init", "install", "install-test", "it", "lane", "licenses", "link", "list", "ll", "ln",
    "login", "logout", "ls", "m", "multi", "outdated", "pack", "patch", "patch-commit", "patch-remove", "prune",
    "publish", "rb", "rebuild", "recursive", "remove", "restart", "rm", "root", "rt", "run", "runtime", "search",
    "self-update", "server", "setup", "stage", "start", "stop", "store", "t", "test", "tst", "un", "uninstall", "unlink",
    "up", "update", "upgrade", "version", "view", "whoami", "why", "x", "nx", "turbo",
];

/// What Yarn, of either generation, does without a script.
#[rustfmt::skip]
pub(super) const YARN: &[&str] = &[
    "access", "add", "audit", "autoclean", "bin", "cache", "check", "config", "constraints", "create", "dedupe",
    "dlx", "exec", "explain", "generate-lock-entry", "global", "help", "import", "info", "init", "install",
    "licenses", "link", "list", "login", "logout", "node", "npm", "outdated", "owner", "pack", "patch",
    "patch-commit", "plugin", "policies", "prune", "publish", "rebuild", "remove", "run", "search",
    "self-update", "set", "stage", "start", "tag", "team", "test", "unlink", "unplug", "up", "upgrade",
    "upgrade-interactive", "version", "versions", "why", "workspace", "workspaces",
];

/// What bun does without a script.
#[rustfmt::skip]
pub(super) const BUN: &[&str] = &[
    "a", "add", "audit", "build", "c", "create", "exec", "feedback", "help", "i", "info", "init", "install",
    "link", "outdated", "patch", "pm", "publish", "remove", "repl", "rm", "run", "test", "unlink", "update",
    "upgrade", "why", "x",
];

/// What Composer does without a script.
#[rustfmt::skip]
pub(super) const COMPOSER: &[&str] = &[
    "about", "archive", "audit", "browse", "bump", "check-platform-reqs", "clear-cache", "completion", "config",
    "create-project", "depends", "diagnose", "dump-autoload", "dumpautoload", "exec", "fund", "global", "help",
    "home", "i", "info", "init", "install", "licenses", "list", "outdated", "prohibits", "reinstall", "remove",
    "require", "run", "run-script", "search", "self-update", "selfupdate", "show", "status", "suggests", "u",
    "update", "upgrade", "validate", "why",
];

/// Programs that commonly come with a dependency, and that a package manager runs without a script.
#[rustfmt::skip]
pub(super) const BINARIES: &[&str] = &[
    "ava", "babel", "biome", "changeset", "commitlint", "concurrently", "cypress", "drizzle-kit", "electron",
    "esbuild", "eslint", "expo", "gatsby", "gulp", "husky", "jest", "karma", "knip", "lerna", "lint-staged",
    "mocha", "next", "ng", "nodemon", "nuxt", "nx", "oxlint", "parcel", "playwright", "prettier", "prisma",
    "react-scripts", "rimraf", "rollup", "sentry-cli", "snowpack", "storybook", "stylelint", "svelte-kit",
    "swc", "tailwindcss", "ts-node", "tsc", "tsup", "tsx", "turbo", "typedoc", "typeorm", "vercel", "vite",
    "vitepress", "vitest", "vue-cli-service", "webpack", "wrangler", "zx", "tauri", "astro", "remix", "hardhat",
    "lage", "rush", "ncu", "syncpack", "semantic-release", "release-it", "docusaurus", "mintlify", "netlify",
    "firebase", "supabase", "kysely", "sequelize", "sequelize-cli", "msw", "madge", "size-limit", "tap", "nyc",
    "c8", "cdk", "serverless", "sls", "shadcn", "node", "dotenv", "cross-env", "http-server", "serve",
    "patch-package", "rspack", "rsbuild", "publint", "attw", "api-extractor", "only-allow", "husky",
];
