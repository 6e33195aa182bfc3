#!/bin/sh
# Tells whether this machine and what runs on it are as this repository needs them. It only looks.
#
# Written by devops-docs from the files of the repository; `devops-docs lint --fix` writes it again when they change.
set -eu

if [ "${1:-}" = --dry-run ]; then
    dry_run=true
elif [ $# -gt 0 ]; then
    printf 'usage: sh scripts/devops/healthcheck.sh [--dry-run]\n' >&2
    exit 2
else
    dry_run=false
fi

cd "$(dirname "$0")/../.."

bad=0
tools=0

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

# probe NAME WANTED COMMAND...: a command that prints a version and changes nothing; WANTED are numbers or nothing.
probe() {
    name=$1
    wanted=$2
    shift 2
    if [ "$dry_run" = true ]; then
        printf 'would run  %s\n' "$*"
        return
    fi
    if ! said=$("$@" 2>&1); then
        printf 'bad   %s: %s does not run\n' "$name" "$*"
        bad=$((bad + 1))
        tools=$((tools + 1))
        return
    fi
    is=$(printf '%s\n' "$said" | number)
    # The numbers are words of their own.
    # shellcheck disable=SC2086
    if [ -z "$wanted" ] || [ -z "$is" ] || fits "$is" $wanted; then
        printf 'ok    %s: %s\n' "$name" "$(printf '%s\n' "$said" | head -n 1)"
    else
        # shellcheck disable=SC2086
        printf 'bad   %s: it is %s, and the repository asks for %s\n' "$name" "$is" "$(in_words $wanted)"
        bad=$((bad + 1))
        tools=$((tools + 1))
    fi
}

# variable NAME FILE: set in that file or in this shell; its value is never shown.
variable() {
    if [ "$dry_run" = true ]; then
        printf 'would look for the variable %s\n' "$1"
    elif [ -f "$2" ] && grep -q "^\(export \)\{0,1\}$1=." "$2" || printenv "$1" >/dev/null 2>&1; then
        printf 'ok    %s is set\n' "$1"
    else
        printf 'bad   %s is not set in %s\n' "$1" "$2"
        bad=$((bad + 1))
    fi
}

# service NAME: a service of Compose.
service() {
    if [ "$dry_run" = true ]; then
        printf 'would look for the service %s\n' "$1"
    elif docker compose ps --status running --services 2>/dev/null | grep -qx "$1"; then
        printf 'ok    service %s runs\n' "$1"
    else
        printf 'bad   service %s does not run\n' "$1"
        bad=$((bad + 1))
    fi
}

probe git '' git --version
probe Node '' node --version
probe Python '' python3 --version
probe Rust '' rustc --version
probe Chromium '' chromium --version
probe 'GitHub CLI' '' gh --version

if [ "$dry_run" = true ]; then
    printf '\nNothing was asked.\n'
elif [ "$bad" -gt 0 ]; then
    if [ "$tools" -gt 0 ]; then
        printf '\nsh scripts/devops/bootstrap.sh tells how to install what is missing or wrong.'
    fi
    printf '\nNot ready: %s bad.\n' "$bad"
    exit 1
else
    printf '\nReady: nothing is bad.\n'
fi
