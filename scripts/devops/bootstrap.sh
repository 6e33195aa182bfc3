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
            printf 'wrong    %s: it is %s, and the repository pins %s\n' "$name" "$is" "$wanted"
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
        true:*:https://* | true:*: | true:other:* | true:*:comes\ *) ;;
        true:*:apt-get\ install\ *)
            as_root apt-get install -y "${way#apt-get install }"
            return ;;
        true:*)
            # The ways come from the table of devops-docs and are plain words.
            # shellcheck disable=SC2086
            step $way
            return ;;
    esac
    printf 'missing  %s: %s\n' "$1" "${way:-see its own pages}"
    missing="$missing $1"
}

printf 'System: %s\n' "$system"
need git '' 'apt-get install git' 'xcode-select --install' 'winget install Git.Git' git --version
need Rust '' https://rustup.rs https://rustup.rs https://rustup.rs rustc --version

if [ -n "$missing" ] && [ "$dry_run" = false ]; then
    printf '\nInstall what is missing or wrong first:%s\n' "$missing" >&2
    exit 1
fi

step cargo build

if [ -f scripts/devops/bootstrap.local.sh ]; then
    step sh scripts/devops/bootstrap.local.sh
fi

if [ "$check" = true ]; then
    step ./scripts/test.sh
fi

if [ "$dry_run" = true ]; then
    printf '\nNothing was changed. Missing or wrong:%s\n' "${missing:- none}"
elif [ "$check" = true ]; then
    printf '\nReady: every tool is there, and every step ended well.\n'
else
    printf '\nReady, and not checked.\n'
fi
