#!/bin/sh
# Sets up a machine for this repository.
#
# Written by devops-docs from the files of the repository; `devops-docs lint --fix` writes it again when they change.
# Steps of your own belong into scripts/devops/bootstrap.local.sh, which runs before the checks.
set -eu

usage='usage: sh scripts/devops/bootstrap.sh [--dry-run] [--install] [--no-check]
  --dry-run   show every step and change nothing
  --install   install missing tools where a command for this system is known
  --no-check  do not run the checks at the end'

dry_run=false
install=false
check=true
for argument in "$@"; do
    case "$argument" in
        --dry-run) dry_run=true ;;
        --install) install=true ;;
        --no-check) check=false ;;
        -h | --help) printf '%s\n' "$usage"; exit 0 ;;
        *) printf '%s\n' "$usage" >&2; exit 2 ;;
    esac
done

cd "$(dirname "$0")/../.."

case "$(uname -s)" in
    Linux) if [ -f /etc/debian_version ]; then system=debian; else system=other; fi ;;
    Darwin) system=macos ;;
    MINGW* | MSYS* | CYGWIN*) system=windows ;;
    *) system=other ;;
esac

missing=''
failed=''

# Runs a command, or only shows it.
step() {
    printf '+ %s\n' "$*"
    if [ "$dry_run" = false ]; then
        "$@"
    fi
}

# as_root COMMAND...: with sudo where that is needed and there.
as_root() {
    if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null 2>&1; then
        step sudo "$@"
    else
        step "$@"
    fi
}

# attempt COMMAND...: a step that others do not wait for; what it cannot do is told at the end.
attempt() {
    if [ "$dry_run" = false ] && ! command -v "$1" >/dev/null 2>&1; then
        printf 'left out %s: %s is not there\n' "$*" "$1"
    elif step "$@"; then
        return
    fi
    failed="$failed
  $*"
}

# What was done and what is left, whichever step ended this.
summary() {
    code=$?
    if [ "$dry_run" = true ]; then
        printf '\nNothing was changed. Missing or wrong:%s\n' "${missing:- none}"
    elif [ "$code" != 0 ] || [ -n "$missing$failed" ]; then
        printf '\nNot ready.\n' >&2
        if [ -n "$missing" ]; then
            printf 'Missing or wrong:%s\n' "$missing" >&2
        fi
        if [ -n "$failed" ]; then
            printf 'Did not end well:%s\n' "$failed" >&2
        fi
        if [ "$code" = 0 ]; then
            code=1
        fi
    elif [ "$check" = true ]; then
        printf '\nReady: every tool is there, and every step ended well.\n'
    else
        printf '\nReady, and not checked.\n'
    fi
    exit "$code"
}

# older VERSION OTHER: whether a version comes before another one, number by number.
older() {
    left=$1.
    right=$2.
    while [ -n "$left$right" ]; do
        one=${left%%.*}
        other=${right%%.*}
        left=${left#*.}
        right=${right#*.}
        if [ "${one:-0}" -lt "${other:-0}" ]; then
            return 0
        elif [ "${one:-0}" -gt "${other:-0}" ]; then
            return 1
        fi
    done
    return 1
}

# fits VERSION WANTED...: whether a version is one of these: `20` stands for all that begin with it, `18..21` for those
# from 18 on that are below 21; either end may be left out.
fits() {
    version=$1
    shift
    for range in "$@"; do
        from=${range%..*}
        below=${range#*..}
        case "$range:$version." in
            *..*:*)
                if [ -n "$from" ] && older "$version" "$from"; then
                    continue
                elif [ -z "$below" ] || older "$version" "$below"; then
                    return 0
                fi ;;
            *:"$range".*) return 0 ;;
        esac
    done
    return 1
}

# number: the first version in what is read.
number() {
    sed -n 's/^[^0-9]*\([0-9][0-9.]*\).*/\1/p' | head -n 1
}

# in_words WANTED...: what is asked for, as people say it.
in_words() {
    said=''
    for range in "$@"; do
        case "$range" in
            *..) range="${range%..} or newer" ;;
            ..*) range="below ${range#..}" ;;
            *..*) range="${range%..*} or newer, below ${range#*..}" ;;
        esac
        said="${said:+$said, or }$range"
    done
    printf '%s' "$said"
}

# need NAME WANTED DEBIAN MACOS WINDOWS PROBE...: looks for a tool, and for its version where WANTED has numbers; each way
# is a command, or an address.
need() {
    if command -v "$6" >/dev/null 2>&1; then
        name=$1
        wanted=$2
        shift 5
        is=''
        if [ -n "$wanted" ]; then
            is=$("$@" 2>&1 | number)
        fi
        # The numbers are words of their own.
        # shellcheck disable=SC2086
        if [ -z "$is" ] || fits "$is" $wanted; then
            printf 'found    %s\n' "$name"
        else
            # shellcheck disable=SC2086
            printf 'wrong    %s: it is %s, and the repository asks for %s\n' "$name" "$is" "$(in_words $wanted)"
            missing="$missing $name"
        fi
        return
    fi
    case "$system" in
        debian) way=$3 ;;
        macos) way=$4 ;;
        windows) way=$5 ;;
        *) way=$3 ;;
    esac
    case "$install:$system:$way" in
        true:*:https://* | true:*: | true:other:* | true:*:comes\ * | true:*:*[\|\&\;\$\<\>]*) ;;
        true:*:apt-get\ install\ *)
            # Names of packages are words of their own.
            # shellcheck disable=SC2086
            as_root apt-get install -y ${way#apt-get install } || true ;;
        true:*)
            # The ways are plain words.
            # shellcheck disable=SC2086
            step $way || true ;;
    esac
    if command -v "$6" >/dev/null 2>&1; then
        printf 'found    %s\n' "$1"
        return
    fi
    printf 'missing  %s: %s\n' "$1" "${way:-see its own pages}"
    missing="$missing $1"
}

trap summary EXIT
printf 'System: %s\n' "$system"
need git '' 'apt-get install git' 'xcode-select --install' 'winget install Git.Git' git --version
need Node '' https://nodejs.org/en/download https://nodejs.org/en/download https://nodejs.org/en/download node --version
need Python '' https://www.python.org/downloads/ https://www.python.org/downloads/ https://www.python.org/downloads/ python3 --version
need Rust '' https://rustup.rs https://rustup.rs https://rustup.rs rustc --version
need Chromium '' 'apt-get install chromium' 'brew install --cask chromium' '' chromium --version
need 'GitHub CLI' '' https://cli.github.com 'brew install gh' 'winget install GitHub.cli' gh --version

attempt cargo build

if [ -f scripts/devops/bootstrap.local.sh ]; then
    attempt sh scripts/devops/bootstrap.local.sh
fi

if [ "$check" = true ]; then
    attempt ./scripts/test.sh
fi
