#!/bin/sh
# Collects what is needed to look into a failure in one file below _ai/devops/logs, masked. It changes nothing else.
#
# Written by devops-docs from the files of the repository; `devops-docs lint --fix` writes it again when they change.
set -eu

usage='usage: sh scripts/devops/capture-logs.sh [--dry-run] [--ci] [--keep DAYS]
  --dry-run    show what would be collected, and write nothing
  --ci         also the log of the last failed run of GitHub Actions, by gh
  --keep DAYS  delete older captures [default: 14]'

dry_run=false
ci=false
keep=14
while [ $# -gt 0 ]; do
    case "$1" in
        --dry-run) dry_run=true ;;
        --ci) ci=true ;;
        --keep)
            keep=${2:-}
            case "$keep" in
                '' | *[!0-9]*) printf '%s\n' "$usage" >&2; exit 2 ;;
            esac
            shift ;;
        -h | --help) printf '%s\n' "$usage"; exit 0 ;;
        *) printf '%s\n' "$usage" >&2; exit 2 ;;
    esac
    shift
done

cd "$(dirname "$0")/../.."
folder=_ai/devops/logs
file="$folder/$(date -u +%Y%m%dT%H%M%SZ).log"

# Masks the values of .env, and what looks like a credential.
masked() {
    awk -v env_file=.env '
        BEGIN {
            while ((getline line < env_file) > 0) {
                at = index(line, "=")
                if (line ~ /^[ \t]*#/ || at == 0) continue
                value = substr(line, at + 1)
                gsub(/^["\047 ]+|["\047 \r]+$/, "", value)
                if (length(value) > 5) values[++count] = value
            }
        }
        {
            rest = $0
            for (i = 1; i <= count; i++) {
                out = ""
                while ((at = index(rest, values[i])) > 0) {
                    out = out substr(rest, 1, at - 1) "****"
                    rest = substr(rest, at + length(values[i]))
                }
                rest = out rest
            }
            print rest
        }
    ' | sed -E \
        -e 's#(://[^/:@ ]+):[^/@ ]+@#\1:****@#g' \
        -e 's/(gh[pousr]_|github_pat_|glpat-|sk_live_|xox[abprs]-|AKIA|npm_|pypi-)[A-Za-z0-9_-]{8,}/****/g' \
        -e 's/([Aa]uthorization: *[A-Za-z]+ +)[^ ]+/\1****/g' \
        -e 's/(([Pp]assword|[Pp]asswd|[Ss]ecret|[Tt]oken|[Aa]pi[_-]?[Kk]ey|PASSWORD|SECRET|TOKEN|API_KEY)[A-Za-z_]*["'"'"']? *[=:] *)[^ ,]+/\1****/g'
}

# part COMMAND...: what a command says, whether or not it ends well.
part() {
    printf '\n== %s\n' "$*"
    if [ "$dry_run" = false ]; then
        "$@" 2>&1 || printf '(it ended with %s)\n' "$?"
    fi
}

collect() {
    part uname -a
    part git log -5 --oneline
    part git status --short
    part git --version
    part rustc --version
    if [ "$ci" = true ]; then
        part gh run list --limit 5
        run=$(gh run list --status failure --limit 1 --json databaseId --jq '.[0].databaseId' 2>/dev/null || true)
        if [ -n "$run" ]; then
            part gh run view "$run" --log-failed
        fi
    fi
}

if [ "$dry_run" = true ]; then
    printf 'would write %s with:\n' "$file"
    collect
    exit 0
fi

mkdir -p "$folder"
# What was captured stays on this machine.
if [ ! -e "$folder/.gitignore" ]; then
    printf '*\n' > "$folder/.gitignore"
fi
collect | masked > "$file"
find "$folder" -name '*.log' -type f -mtime "+$keep" -exec rm -f {} +
printf '%s\n' "$file"
