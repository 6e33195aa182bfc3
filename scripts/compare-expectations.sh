#!/usr/bin/env bash
# Holds the table of expectations against cram (PyPI): what both can say is to have the same verdict, but for the
# differences that are meant, which stand below with their reasons. Writes to a temporary folder only.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check cram pyyaml

WORK=$work "$work/venv/bin/python" - <<'PYTHON'
import os
import pathlib
import re
import subprocess
import sys

import yaml

work = pathlib.Path(os.environ["WORK"])
table = yaml.safe_load(pathlib.Path("tests/checks/expectations.yaml").read_text())

# What cram has no words for.
OURS = re.compile(r"^\s*\.\.\.\s*$|\[\.\.\]|\((?:semver|json|contains|absent)\)$")
# What cram alone reads as more than text.
THEIRS = re.compile(r" \((?:esc|no-eol|\?)\)$")


def meant(output, lines):
    """Why both may differ; none if they may not."""
    if output and not output.endswith("\n"):
        return "a missing line end at the end of an output is not minded here"
    if "\r" in output:
        return "line ends of Windows count as line ends here"
    if "\x1b" in output:
        return "colours are stripped here"
    patterns = [line for line in lines if line.endswith((" (re)", " (glob)"))]
    if patterns and not output.isascii():
        return "a pattern speaks of characters here, and of bytes there"
    if any("|" in line for line in patterns):
        return "an alternative is a whole line here; there its last one alone is held to the end of the line"
    if any(line.startswith("(?") for line in patterns):
        return "an expression may begin with flags here"
    if any(line.endswith("$ (re)") for line in patterns):
        return "the end of a line is no part of it here"
    return None


rows = [(topic, *row) for topic, rows in table.items() for row in rows]
translated = []
for at, (topic, verdict, output, lines) in enumerate(rows):
    if verdict == "invalid" or lines is None or any(OURS.search(line) or THEIRS.search(line) for line in lines):
        continue
    (work / f"case{at}.txt").write_bytes(output.encode())
    expected = "".join(f"  {line}\n" for line in lines)
    (work / f"case{at}.t").write_text(f'  $ cat "$TESTDIR/case{at}.txt"\n{expected}')
    translated.append((at, topic, verdict, output, lines))

unmeant, differs = [], {}
for at, topic, verdict, output, lines in translated:
    run = subprocess.run([work / "venv" / "bin" / "cram", "--quiet", f"case{at}.t"], cwd=work, capture_output=True)
    said = {0: "pass", 1: "fail"}.get(run.returncode, f"code {run.returncode}")
    if said != verdict:
        why = meant(output, lines)
        if why is None:
            unmeant.append(f"{topic}: {output!r} against {lines!r}: {verdict} here, {said} there")
        else:
            differs[why] = differs.get(why, 0) + 1

print(f"{len(rows)} rows, {len(translated)} of them in the words of cram, {sum(differs.values())} differ as meant:")
for why, count in sorted(differs.items()):
    print(f"  {count} × {why}")
print("\n".join(unmeant) or "no other difference")
sys.exit(bool(unmeant))
PYTHON
