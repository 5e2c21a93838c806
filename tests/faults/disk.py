"""Let every write fail in turn: what the command was doing is there whole, or not at all.

    python -m tests.faults.disk [--most 1000] [--only upgrade]

Each command is run once for each of its calls that write to the database's folder, of which one
fails: an input/output error (EIO) or a full disk (ENOSPC), put in its way by strace. Where there is
no strace, a limit on the size of files stands in for a full disk. After each, the database is what
it was, or, if the command said that it was done, what it should be; it finds no fault in itself;
and what failed is said in a line and a hint, with exit code 1. Prints a Markdown table; exit code 1
when something was lost.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from tests.faults.kill import CASES, Case, State, copies, faults, people, state, write_people

CALLS = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink", "link", "rename")
ERRORS = ("ENOSPC", "EIO")


class Failing(NamedTuple):
    """What fails: the so many-th call of a name, with an error; or files beyond a size."""

    call: str
    error: str
    number: int


def has_strace() -> bool:
    """Whether strace is here and allowed to do its work."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode == 0


def run_with(
    words: list[str], url: str, folder: Path, before: list[str], limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the program under another one, or with a limit on the size of files."""

    def hold() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    return subprocess.run(
        [*before, sys.executable, "-B", "-m", "crm_cli", *words],
        env={"PATH": "/usr/bin:/bin", "CRM_DATABASE_URL": url, **people(folder)},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=hold,
        timeout=120,
    )


def calls_of(case: Case, url: str, folder: Path) -> list[tuple[str, int]]:
    """The calls of the case that change its folder: of which name, and the how many-th of it."""
    log = folder / "calls"
    traced = ["strace", "-f", "-y", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}"]
    done = run_with(list(case.words), url, folder, traced)
    if done.returncode:
        raise RuntimeError(done.stderr)
    counts: Counter[str] = Counter()
    found = []
    for line in log.read_text(errors="replace").splitlines():
        call = line.partition("(")[0].split()[-1]
        counts[call] += 1
        if str(folder) in line and call in CALLS:
            found.append((call, counts[call]))
    return found


def each(case: Case, url: str, folder: Path, most: int, dice: random.Random) -> list[Failing]:
    """What to let fail: every call with every error, or a choice among them."""
    if has_strace():
        calls = calls_of(case, url, folder)
        every = [Failing(call, error, number) for call, number in calls for error in ERRORS]
    else:
        size = Path(url).stat().st_size
        every = [Failing("size", "EFBIG", at) for at in range(0, size * 2, 4096)]
    return every if len(every) <= most else dice.sample(every, most)


def run(case: Case, folder: Path, most: int, dice: random.Random) -> Counter[str]:
    """Let each of a case's calls fail; how often nothing was done, all, or something was lost."""
    write_people(folder, 60)
    for left in folder.glob("b.crm*"):
        left.unlink()
    found: Counter[str] = Counter()
    with copies(case, None, folder) as urls, closing(urls):  # type: ignore[type-var]
        url = next(urls)
        before = state(url)
        done = run_with(list(case.words), url, folder, [])
        if done.returncode:
            raise RuntimeError(done.stderr)
        after = state(url)
        for failing in each(case, next(urls), folder, most, dice):
            url = next(urls)
            done = let_fail(case, url, folder, failing)
            found["tried"] += 1
            wrong = judge(done, url, before, after)
            found["failed"] += done.returncode != 0
            found["lost" if wrong else "fine"] += 1
            if wrong:
                print(f"{case.name}: {failing} {wrong} {done.stderr}", file=sys.stderr)
    return found


def let_fail(case: Case, url: str, folder: Path, failing: Failing) -> Any:
    """Run the case while one call of it fails."""
    words = list(case.words)
    if failing.call == "size":
        return run_with(words, url, folder, [], limit=failing.number)
    inject = f"inject={failing.call}:error={failing.error}:when={failing.number}"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={failing.call}"]
    return run_with(words, url, folder, [*strace, "-e", inject])


def judge(done: Any, url: str, before: State, after: State) -> list[str]:
    """What is wrong with what a command left and said."""
    wrong = faults(url)
    now = state(url)
    said = done.returncode == 0 or "what the command did is done" in done.stderr
    if now != (after if said else before):
        wrong.append(f"exit code {done.returncode} and {'all' if now == after else now}")
    if done.returncode:
        lines = done.stderr.splitlines()
        if done.returncode != 1 or len(lines) > 2 or not lines[0].startswith("error: "):
            wrong.append(f"it ended with {done.returncode}")
        if "a bug in crm" in done.stderr:
            wrong.append("it took it for a bug")
    return wrong


def main() -> int:
    """Let each fail in turn, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=1000, help="failures of each command")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="commands whose name has this")
    given = parser.parse_args()
    memory = Path("/dev/shm")
    fine = True
    print(f"by {'strace' if has_strace() else 'the size of files'}")
    print("| what | failures | the command failed | lost or half done |")
    print("| --- | ---: | ---: | ---: |", flush=True)
    for case in (case for case in CASES if given.only in case.name):
        with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
            found = run(case, Path(name), given.most, random.Random(given.seed))
        cells = " | ".join(str(found[kind]) for kind in ("tried", "failed", "lost"))
        print(f"| {case.name} | {cells} |", flush=True)
        fine &= not found["lost"]
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
