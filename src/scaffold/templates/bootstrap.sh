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

{% include "versions.sh" %}

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
{% for tool in tools -%}
need {{ tool.name|sh }} {{ tool.wanted|sh }} {{ tool.install[0]|sh }} {{ tool.install[1]|sh }} {{ tool.install[2]|sh }} {{ tool.probe }}
{% endfor -%}
{% if samples %}
# Variables that are set already stay as they are.
{%- for sample in samples %}
if [ -e {{ sample.becomes|sh }} ]; then
    printf 'kept     %s\n' {{ sample.becomes|sh }}
else
    step cp {{ sample.path|sh }} {{ sample.becomes|sh }}
fi
if git rev-parse --git-dir >/dev/null 2>&1 && ! git check-ignore -q {{ sample.becomes|sh }}; then
    printf 'caution  git does not ignore %s: keep secrets out of commits\n' {{ sample.becomes|sh }}
fi
{%- endfor %}
{% endif %}
{% for command in setup -%}
{% if command is startingwith("cd ") %}step{% else %}attempt{% endif %} {{ command }}
{% endfor %}
if [ -f scripts/devops/bootstrap.local.sh ]; then
    attempt sh scripts/devops/bootstrap.local.sh
fi
{% if checks %}
if [ "$check" = true ]; then
{%- for command in checks %}
    {% if command is startingwith("cd ") %}step{% else %}attempt{% endif %} {{ command }}
{%- endfor %}
fi
{% endif -%}
