#!/usr/bin/env bash
# Compares the time and memory of `devops-docs lint` with those of rumdl and zizmor, from PyPI, on the same inputs.
# `scripts/bench.sh [REPOSITORY]`; writes to a temporary folder only. The tools do different work: the table says what a
# run costs, not which is better.
set -euo pipefail
given=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR=$target
cargo build --release --locked --quiet
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check rumdl zizmor

WORK=$work BINARY=$target/release/devops-docs GIVEN=$given python3 - <<'PYTHON'
import os
import pathlib
import subprocess
import time

work = pathlib.Path(os.environ["WORK"])
tools = work / "venv" / "bin"
binary = os.environ["BINARY"]
RUNS = 3

WORKFLOW = """name: Workflow {n}
on:
  push:
    branches: [main]
  workflow_dispatch:
    inputs:
      environment:
        type: string
jobs:
  build:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        node: [18, 20, 22]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: ${{{{ matrix.node }}}}
      - run: make target{n}
        env:
          TOKEN: ${{{{ secrets.TOKEN_{n} }}}}
"""

PAGE = """# Page {n}

## Prerequisites

- Node 20
- See [the next page](page{next}.md#prerequisites) and `scripts/run{script}.sh`.

## Deploy

```sh
make target{script}
./scripts/run{script}.sh staging
gh workflow run workflow{script}.yml -f environment=staging
```

| Tool | Version | Why |
|---|---|---|
| Node | 20 | the build |
| make | 4 | the targets |

Text that says nothing in particular, over a line or two, so that the page has the length of a page that somebody
wrote, with `code`, *emphasis* and [a link to the first page](page0.md).
"""


def generate(root, workflows, pages):
    (root / ".github" / "workflows").mkdir(parents=True)
    (root / "docs").mkdir()
    (root / "scripts").mkdir()
    (root / ".nvmrc").write_text("20.11.1\n")
    (root / "Makefile").write_text("".join(f"target{n}:\n\ttrue\n" for n in range(60)))
    for n in range(60):
        (root / "scripts" / f"run{n}.sh").write_text("#!/bin/sh\n")
        (root / "scripts" / f"run{n}.sh").chmod(0o755)
    for n in range(workflows):
        (root / ".github" / "workflows" / f"workflow{n}.yml").write_text(WORKFLOW.format(n=n))
    for n in range(pages):
        (root / "docs" / f"page{n}.md").write_text(PAGE.format(n=n, next=(n + 1) % pages, script=n % 60))
    git = ["git", "-C", str(root), "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run([*git[:3], "init", "--quiet"], check=True)
    subprocess.run([*git, "add", "--all"], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", "All"], check=True)
    return root


def measure(command, folder):
    """The best of some runs: CPU seconds with children, wall seconds, peak MiB of the process, exit code."""
    best = None
    for _ in range(RUNS):
        with open(os.devnull, "wb") as nothing:
            environment = {**os.environ, "XDG_CACHE_HOME": str(work / "cache"), "NO_COLOR": "1"}
            started = time.perf_counter()
            child = subprocess.Popen(command, cwd=folder, env=environment, stdout=nothing, stderr=nothing)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - started
            child.returncode = os.waitstatus_to_exitcode(status)
        result = (wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode)
        best = min(best or result, result)
    return best


inputs = [
    ("this repository", pathlib.Path.cwd()),
    ("60 workflows, 200 pages", generate(work / "workflows", 60, 200)),
    ("60 workflows, 10,000 pages", generate(work / "pages", 60, 10_000)),
]
if os.environ["GIVEN"]:
    inputs.append((os.environ["GIVEN"], pathlib.Path(os.environ["GIVEN"])))
commands = [
    ("devops-docs lint --no-cache", [binary, "lint", "--no-cache"]),
    ("devops-docs lint", [binary, "lint"]),
    ("devops-docs lint --staged", [binary, "lint", "--staged"]),
    ("rumdl check --isolated", [str(tools / "rumdl"), "check", "--isolated", "--no-cache", "."]),
    ("zizmor --offline", [str(tools / "zizmor"), "--offline", "."]),
]
print(f"\nbest of {RUNS}, {os.cpu_count()} cores\n")
print("| input | command | CPU s | wall s | peak MiB | exit code |")
print("|---|---|---:|---:|---:|---:|")
for name, folder in inputs:
    for words, command in commands:
        wall, cpu, peak, code = measure(command, folder)
        print(f"| {name} | `{words}` | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {code} |", flush=True)
PYTHON
