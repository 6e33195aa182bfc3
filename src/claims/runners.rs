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

/// What npm does without a script.
#[rustfmt::skip]
pub(super) const NPM: &[&str] = &[
    "access", "adduser", "audit", "bin", "bugs", "cache", "ci", "clean-install", "completion", "config",
    "create", "dedupe", "deprecate", "diff", "dist-tag", "docs", "doctor", "edit", "exec", "explain", "explore",
    "find-dupes", "fund", "get", "help", "hook", "i", "init", "install", "install-ci-test", "install-test",
    "link", "ll", "login", "logout", "ls", "list", "org", "outdated", "owner", "pack", "ping", "pkg", "prefix",
    "profile", "prune", "publish", "query", "rebuild", "repo", "restart", "root", "sbom", "search", "set",
    "shrinkwrap", "star", "start", "stop", "team", "test", "t", "tst", "token", "uninstall", "un", "unpublish",
    "unstar", "update", "up", "version", "view", "whoami", "x", "add", "rm", "remove",
];

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
