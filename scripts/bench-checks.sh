#!/usr/bin/env bash
# Compares the time of `devops-docs check` with those of cram (PyPI) and bats (Debian or npm) on the same commands:
# 500 times `true`, one after the other, and 100 times `sleep 0.05`, four at once where a tool can.
# Writes to a temporary folder only. cram runs a file in one shell, bats and devops-docs each test in its own;
# only devops-docs confines them.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${CARGO_TARGET_DIR:-$PWD/target}
CARGO_TARGET_DIR=$target cargo build --release --locked --quiet
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check cram
bats=$(command -v bats || true)
if [ -z "$bats" ]; then
    npm install --silent --prefix "$work/npm" bats
    bats=$work/npm/node_modules/bats/bin/bats
fi

WORK=$work BINARY=$target/release/devops-docs BATS=$bats python3 - <<'PYTHON'
import os
import pathlib
import shutil
import subprocess
import time

work = pathlib.Path(os.environ["WORK"])
binary = os.environ["BINARY"]
bats = os.environ["BATS"]
cram = work / "venv" / "bin" / "cram"
RUNS = 3


def place(name, count, command):
    """A folder with the same commands in the form of each tool; cram gets four files, since it has no jobs."""
    root = work / name
    root.mkdir()
    subprocess.run(["git", "init", "--quiet", root], check=True)
    fence = "```sh {{ check=read name=c{n} }}\n{command}\n```\n\n"
    (root / "README.md").write_text("".join(fence.format(n=n, command=command) for n in range(count)))
    (root / "one.t").write_text(f"  $ {command}\n" * count)
    for part in range(4):
        (root / f"part{part}.t").write_text(f"  $ {command}\n" * (count // 4))
    test = '@test "c{n}" {{\n  {command}\n}}\n'
    (root / "all.bats").write_text("".join(test.format(n=n, command=command) for n in range(count)))
    return root


def seconds(root, commands):
    """The best of some runs of commands that run side by side."""
    best = None
    for _ in range(RUNS):
        begun = time.monotonic()
        running = [subprocess.Popen(c, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for c in commands]
        codes = [process.wait() for process in running]
        took = time.monotonic() - begun
        assert not any(codes), (commands, codes)
        best = took if best is None else min(best, took)
    return f"{best:.2f} s"


def check(jobs):
    return [[binary, "check", "--no-cache", "--require-sandbox", "--jobs", str(jobs)]]


true = place("true", 500, "true")
sleeps = place("sleeps", 100, "sleep 0.05")
parallel = shutil.which("parallel") is not None
rows = [
    ("devops-docs", seconds(true, check(1)), seconds(sleeps, check(4))),
    (
        "cram",
        seconds(true, [[cram, "one.t"]]),
        seconds(sleeps, [[cram, f"part{part}.t"] for part in range(4)]) + ", four files side by side",
    ),
    (
        "bats",
        seconds(true, [[bats, "all.bats"]]),
        seconds(sleeps, [[bats, *(["--jobs", "4"] if parallel else []), "all.bats"]])
        + ("" if parallel else ", one at a time: GNU parallel is missing"),
    ),
]
print("| tool | 500 × `true`, in sequence | 100 × `sleep 0.05`, four jobs |")
print("|---|---|---|")
for row in rows:
    print("| " + " | ".join(row) + " |")
PYTHON
