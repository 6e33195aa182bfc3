#!/bin/sh
# What the tests of this repository need beside Rust and git. scripts/devops/bootstrap.sh runs this before the checks.
set -eu

missing=''

# lacks NAME PACKAGES: notes what Debian has under another name.
lacks() {
    printf 'missing  %s: apt-get install %s\n' "$1" "$2"
    missing="$missing $2"
}

python3 -c 'import ensurepip, venv' 2>/dev/null || lacks 'python3 with venv' 'python3 python3-venv'
command -v node >/dev/null 2>&1 || lacks Node nodejs
command -v npm >/dev/null 2>&1 || lacks npm npm
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || lacks Chromium chromium
cargo clippy --version >/dev/null 2>&1 || printf 'missing  clippy: rustup component add clippy rustfmt\n'

if [ -n "$missing" ]; then
    # On Debian scripts/test.sh installs these itself when it runs as root.
    printf 'The stages of scripts/test.sh that need them fail, or install them:%s\n' "$missing"
fi
