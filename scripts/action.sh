#!/usr/bin/env bash
# The steps of action.yml: `install` puts the binary into a folder of the job, `lint` runs it and writes the job's summary.
set -euo pipefail

root=${RUNNER_TEMP:-/tmp}/devops-docs
binary=$root/bin/devops-docs

install() {
    # The source of the action itself is the version that the workflow named.
    local source=(--path "${SOURCE:-$ACTION}")
    if [[ -z ${SOURCE:-} && -n ${VERSION:-} ]]; then
        local kind=--branch
        [[ $VERSION == v[0-9]* ]] && kind=--tag
        [[ $VERSION =~ ^[0-9a-f]{40}$ ]] && kind=--rev
        source=(--git https://github.com/devops-docs/devops-docs "$kind" "$VERSION")
    fi
    cargo install --locked --quiet --root "$root" "${source[@]}"
}

lint() {
    # The bash of macOS takes an empty list for an unset name, hence the `+` below.
    local words=() judged=() code=0 summary skip= word
    read -ra words <<<"${ARGUMENTS//$'\n'/ }"
    # The summary has a file and a form of its own.
    for word in ${words[@]+"${words[@]}"}; do
        case $skip$word in
        skip*) skip= ;;
        --output-file | --format) skip=skip ;;
        --output-file=* | --format=* | --exit-zero | --quiet | -q) ;;
        *) judged+=("$word") ;;
        esac
    done
    [[ -z ${FAIL_ON:-} ]] || words+=(--fail-on "$FAIL_ON")
    "$binary" lint --format "${FORMAT:-text}" ${words[@]+"${words[@]}"} || code=$?
    if [[ -n ${GITHUB_STEP_SUMMARY:-} && $code -le 1 ]]; then
        summary=$(mktemp)
        "$binary" lint --quiet ${judged[@]+"${judged[@]}"} --exit-zero --format markdown --output-file "$summary"
        cat "$summary" >>"$GITHUB_STEP_SUMMARY"
        rm -f "$summary"
    fi
    exit "$code"
}

"$1"
