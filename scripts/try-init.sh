#!/usr/bin/env bash
# Runs `init` on copies of repositories and holds what must hold of any: it ends well, `lint` finds no error, the site
# builds, a second `init` writes nothing, and `lint --fix` changes nothing.
#
#   scripts/try-init.sh FOLDER...
#
# Each folder is a checkout, a folder without git, or a bare git directory. They are only read. The binary is
# $DEVOPS_DOCS, or target/debug/devops-docs.
set -uo pipefail

cd "$(dirname "$0")/.." || exit 2
binary=${DEVOPS_DOCS:-$PWD/target/debug/devops-docs}
[ $# -gt 0 ] || { echo 'usage: scripts/try-init.sh FOLDER...' >&2; exit 2; }
[ -x "$binary" ] || { echo "no binary at $binary: cargo build" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
as=(-c user.name=nobody -c user.email=nobody@example.org -c commit.gpgsign=false)

# copy FROM TO: the files of a repository; with git again if it had git.
copy() {
    mkdir -p "$2"
    if [ -e "$1/.git" ]; then
        tar -C "$1" --exclude=./.git -cf - . | tar -C "$2" -xf -
    elif [ -f "$1/HEAD" ] && [ -d "$1/objects" ]; then
        # Some objects of a partial copy may be absent; what is there is enough.
        git -C "$1" archive HEAD 2>/dev/null | tar -C "$2" -xf - 2>/dev/null
    else
        tar -C "$1" -cf - . | tar -C "$2" -xf -
        return
    fi
    git -C "$2" init --quiet
    git -C "$2" add --all 2>/dev/null
    git -C "$2" "${as[@]}" commit --quiet --message 'as it was'
}

# state: what is in a folder, git's own files left out.
state() {
    find . -path ./.git -prune -o -path ./_site -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
}

# own STATE: the part of a state that init wrote.
own() {
    grep -E ' \./(_ai|_ai\.dev|scripts/devops)/' <<<"$1"
}

# try: every promise in turn; what is broken is printed.
try() {
    local before
    "$binary" init --yes --ci github --scripts --agents >"$work/out" 2>&1 || { echo 'init fails'; return 1; }
    if [ -d .git ]; then
        git add --all 2>/dev/null
        git "${as[@]}" commit --quiet --message 'init'
    fi
    # Of what was there before, `lint` may find what it likes.
    "$binary" lint --format github 2>&1 | grep -E '^::error [^:]*file=(_ai|_ai\.dev|scripts/devops)/' >"$work/out"
    [ ! -s "$work/out" ] || { echo 'lint finds errors in what init wrote'; return 1; }
    "$binary" build >"$work/out" 2>&1 || { echo 'build fails'; return 1; }
    rm -rf _site
    before=$(state)
    "$binary" init --yes --ci github --scripts --agents >"$work/out" 2>&1 || { echo 'the second init fails'; return 1; }
    [ "$before" = "$(state)" ] || { echo 'a second init changes files'; return 1; }
    "$binary" lint --fix >"$work/out" 2>&1
    [ $? -lt 2 ] || { echo 'lint --fix fails'; return 1; }
    # It may mend the pages that were there before.
    before=$(own "$before")
    [ "$before" = "$(own "$(state)")" ] || { echo 'lint --fix changes what init wrote'; return 1; }
}

good=0
bad=0
for from in "$@"; do
    from=$(cd "$from" && pwd) || { bad=$((bad + 1)); continue; }
    to=$work/copy
    rm -rf "$to"
    copy "$from" "$to"
    if why=$(cd "$to" && try); then
        printf 'good  %s\n' "$from"
        good=$((good + 1))
    else
        printf 'bad   %s: %s\n' "$from" "$why"
        sed 's/^/      /' "$work/out" | head -20
        bad=$((bad + 1))
    fi
done
printf '%s good, %s bad\n' "$good" "$bad"
[ "$bad" -eq 0 ]
