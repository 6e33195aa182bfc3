#!/usr/bin/env bash
# All tests of the project, as continuous integration runs them. Needs Rust, git and python3, Chromium and Node, and the
# network for crates, for what drives the browser, and for the pre-commit that the last stage runs. Writes to the target
# folder, to tests/browser/node_modules and to a temporary folder.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
[[ $target == /* ]] || target=$PWD/$target
export CARGO_TARGET_DIR=$target
# Hooks set these, and git would take them for the repositories that the tests make.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX

work=$(mktemp -d)
current=
started=0
times=()

stage() {
    [[ -z $current ]] || times+=("$(printf '%5d s  %s' $((SECONDS - started)) "$current")")
    current=$1
    started=$SECONDS
    [[ -z $current ]] || printf '\n== %s\n' "$current"
}

finish() {
    local code=$?
    rm -rf "$work"
    if ((code != 0)); then
        printf '\n== failed: %s\n' "$current" >&2
    fi
}
trap finish EXIT

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

# Runs a command, keeps what it says in $work/said, and fails unless it exits with the given code.
expect() {
    local wanted=$1 code=0
    shift
    "$@" >"$work/said" 2>&1 || code=$?
    cat "$work/said"
    ((code == wanted)) || fail "\`$*\` exited with $code instead of $wanted"
}

says() {
    grep -qF -- "$1" "$work/said" || fail "it did not say: $1"
}

is_silent_about() {
    if grep -qF -- "$1" "$work/said"; then fail "it said: $1"; fi
}

stage "format"
cargo fmt --all --check

stage "clippy"
cargo clippy --all-targets --locked -- -D warnings

stage "tests"
cargo test --locked

stage "pre-commit, which installs without the lock file"
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    ((EUID == 0)) || fail "python3 has no venv; on Debian: apt-get install python3-venv"
    apt-get update -qq
    apt-get install -qq -y python3-venv
fi
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check pre-commit
export PRE_COMMIT_HOME=$work/pre-commit
export GIT_AUTHOR_NAME=tests GIT_AUTHOR_EMAIL=tests@localhost GIT_COMMITTER_NAME=tests GIT_COMMITTER_EMAIL=tests@localhost

version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)

# What is tested is the working tree, so a commit is made of it, elsewhere.
hooks=$work/hooks
mkdir "$hooks"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' path; do
    if [[ -f $path ]]; then printf '%s\0' "$path"; fi
done | tar --null --files-from=- -cf - | tar -C "$hooks" -xf -
git -C "$hooks" init --quiet --initial-branch=main
git -C "$hooks" add --all
git -C "$hooks" commit --quiet --message "The working tree"

user=$work/user
git init --quiet --initial-branch=main "$user"
cat >"$user/.pre-commit-config.yaml" <<CONFIG
repos:
  - repo: $hooks
    rev: $(git -C "$hooks" rev-parse HEAD)
    hooks:
      - id: devops-docs
      - id: devops-docs-all
CONFIG
pre_commit=$work/venv/bin/pre-commit

pushd "$user" >/dev/null
printf '# Shop\n\nSee [the plan](missing.md).\n' >README.md
git add --all
expect 1 "$pre_commit" run devops-docs
says "broken-link"
says "README.md"
binary=$(find "$PRE_COMMIT_HOME" -path '*/bin/devops-docs')
expect 0 "$binary" --version
says "devops-docs $version"
expect 1 "$pre_commit" run devops-docs-all --all-files
says "broken-link"

git commit --quiet --message "A broken link"
printf '# Setup\n\nSee [the shop](README.md).\n' >SETUP.md
git add --all
expect 0 "$pre_commit" run devops-docs
is_silent_about "broken-link"
git commit --quiet --message "A clean page"
expect 1 "$pre_commit" run devops-docs-all --from-ref HEAD~1 --to-ref HEAD
says "broken-link"

printf '# Shop\n\nSee [the setup](SETUP.md).\n' >README.md
git add --all
expect 0 "$pre_commit" run --all-files
is_silent_about "broken-link"

printf '20\n' >.nvmrc
printf '# Shop\n\n## Requirements\n\n- Node 20\n' >README.md
git add --all
git commit --quiet --message "A pin and a page that agree"
printf '22\n' >.nvmrc
git add --all
expect 0 "$pre_commit" run devops-docs
says "stale-version"
popd >/dev/null

# From here on with the binary that people install: it is the quicker one, too.
stage "our own pages"
"$binary" lint --profile strict
"$binary" build --strict --output "$work/site"
code=0
"$binary" gate release --run || code=$?
# What a pull request adds runs once it is merged, so there nothing is missing but that.
((code == 0)) || [[ $code == 3 && -n ${GITHUB_BASE_REF:-} ]] || fail "our own gate exited with $code"

stage "site in a browser"
browser=${BROWSER:-$(command -v chromium google-chrome-stable google-chrome | head -n 1 || true)}
missing=()
[[ -n $browser ]] || missing+=(chromium)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if ((${#missing[@]} > 0)); then
    ((EUID == 0)) || fail "missing: ${missing[*]}; on Debian: apt-get install ${missing[*]}"
    apt-get update -qq
    apt-get install -qq -y "${missing[@]}"
    browser=${browser:-$(command -v chromium)}
fi
export BROWSER=$browser
npm ci --prefix tests/browser --silent --no-audit --no-fund
node tests/browser/search.mjs "$target/tmp/search"
export DEVOPS_DOCS=$binary
node tests/browser/site.mjs
node tests/browser/weigh.mjs

stage ""
printf '\n== all passed\n'
printf '%s\n' "${times[@]}"
