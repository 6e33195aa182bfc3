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

{% include "versions.sh" %}

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
    elif {{ compose }} ps --status running --services 2>/dev/null | grep -qx "$1"; then
        printf 'ok    service %s runs\n' "$1"
    else
        printf 'bad   service %s does not run\n' "$1"
        bad=$((bad + 1))
    fi
}
{% for tool in tools %}
probe {{ tool.name|sh }} {{ tool.wanted|sh }} {{ tool.probe }}
{%- endfor %}
{%- for variable in variables %}
variable {{ variable.name|sh }} {{ variable.file|sh }}
{%- endfor %}
{%- for name in services %}
service {{ name|sh }}
{%- endfor %}

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
