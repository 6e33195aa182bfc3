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

# How names of secrets begin or end, and what may stand for a value.
names='([Pp]assword|PASSWORD|[Pp]asswd|PASSWD|[Pp]assphrase|PASSPHRASE|[Ss]ecret|SECRET|[Tt]oken|TOKEN|[Aa]pi[_-]?[Kk]ey|API[_-]?KEY|[Pp]rivate[_-]?[Kk]ey|PRIVATE[_-]?KEY|[Aa]ccess[_-]?[Kk]ey|ACCESS[_-]?KEY)'
value="(\"[^\"]*\"|'[^']*'|[^ ,]+)"

# Masks the values of the files of variables, and what looks like a credential.
masked() {
    awk -v env_files=.env '
        function remember(value) {
            if (length(value) > 5) values[++count] = value
        }
        # A value stands in logs as it is written, without its escapes, or line by line.
        function remember_all(value, parts, n, i) {
            remember(value)
            n = split(value, parts, /\\n|\n/)
            for (i = 1; n > 1 && i <= n; i++) {
                remember(parts[i])
                remember(substr(parts[i], index(parts[i], "=") + 1))
            }
            if (gsub(/\\"/, "\"", value)) remember(value)
        }
        # Where a quotation mark ends a value; 0 if it does on no part of this line.
        function closing(text, mark, at) {
            for (at = 1; at <= length(text); at++) {
                if (substr(text, at, 1) == "\\" && mark == "\"") at++
                else if (substr(text, at, 1) == mark) return at
            }
            return 0
        }
        BEGIN {
            number = split(env_files, files, ":")
            for (file = 1; file <= number; file++) {
                mark = ""
                while ((getline line < files[file]) > 0) {
                    sub(/\r$/, "", line)
                    if (mark == "") {
                        at = index(line, "=")
                        if (line ~ /^[ \t]*#/ || at == 0) continue
                        line = substr(line, at + 1)
                        sub(/^[ \t]+/, "", line)
                        value = ""
                        mark = substr(line, 1, 1)
                        if (mark != "\"" && mark != "\047") {
                            mark = ""
                            sub(/[ \t]+#.*$/, "", line)
                            sub(/[ \t]+$/, "", line)
                            remember_all(line)
                            continue
                        }
                        line = substr(line, 2)
                    } else {
                        value = value "\n"
                    }
                    at = closing(line, mark)
                    if (at == 0) {
                        value = value line
                        continue
                    }
                    remember_all(value substr(line, 1, at - 1))
                    mark = ""
                }
                if (mark != "") remember_all(value)
            }
            # The longest first: a part of a value must not hide the rest of it.
            for (i = 2; i <= count; i++) {
                for (j = i; j > 1 && length(values[j]) > length(values[j - 1]); j--) {
                    value = values[j]
                    values[j] = values[j - 1]
                    values[j - 1] = value
                }
            }
        }
        # A key may be cut off, so not all that follows is taken for one.
        /-----BEGIN [A-Z ]*PRIVATE KEY-----/ { left = 100; print "****" }
        left > 0 {
            left = /-----END [A-Z ]*PRIVATE KEY-----/ ? 0 : left - 1
            next
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
        -e 's#(://[^/:@ ]+):[^/ ]+@#\1:****@#g' \
        -e 's#(hooks\.slack\.com/[a-z]+/|discord(app)?\.com/api/webhooks/)[A-Za-z0-9/_-]+#\1****#g' \
        -e 's/((mysql|mysqldump|mysqladmin|mariadb)( [^|;&]*)? -p)[^ ]+/\1****/g' \
        -e "s/(curl [^|;&]*(-u|--user)[ =]?[\"']?[^: \"']+:)[^ \"']+/\1****/g" \
        -e 's#(://)[^/:@ ]+@#\1****@#g' \
        -e 's/(gh[pousr]_|github_pat_|glpat-|sk_live_|xox[abprs]-|AKIA|AIza|npm_|pypi-)[A-Za-z0-9_-]{8,}/****/g' \
        -e 's/(^|[^A-Za-z0-9])sk-[A-Za-z0-9_-]{16,}/\1****/g' \
        -e 's/eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}(\.[A-Za-z0-9_-]*)?/****/g' \
        -e 's/([Cc]ookie: *).*/\1****/' \
        -e "s/([Aa]uthorization[\"']?[:=] *[\"']?([A-Za-z]+ +)?)[^ \"']+/\\1****/g" \
        -e "s/(--[A-Za-z-]*${names}[ =]+)$value/\\1****/g" \
        -e "s/(${names}[A-Za-z_]*[\"']? *[=:] *)$value/\\1****/g"
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
    part node --version
    part python3 --version
    part rustc --version
    part chromium --version
    part gh --version
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
