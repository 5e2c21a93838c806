"""Cut the power: what was acknowledged is there, and nothing is half done.

    python -m tests.faults.power [--points 400] [--seed 1]

Commands run one after the other while strace records what they write. Then the power is cut after
any of these calls: what was synced by then is on the disk; of what was not, each write is there,
missing, or torn at a sector; of names made, renamed and removed, the first few count. The database
must have no fault, and hold all that was acknowledged by then, and of the command that ran all or
nothing. Prints a Markdown table; exit code 1 when something was lost. Needs strace.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from crm_cli.database import Database
from tests.faults.disk import has_strace, run_with
from tests.faults.kill import ADD, IMPORT, State, faults, make, state, write_people

CALLS = (
    "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,renameat2,"
    "link,linkat"
)
SECTOR = 512
COMMANDS: tuple[tuple[str, ...], ...] = (
    ADD,
    ("contact", "edit", "C1", "--city", "Berlin", "--add-email", "j@x.example"),
    ("backup", "b.crm"),
    IMPORT,
    ("contact", "merge", "C2", "C3", "--prefer", "A"),
    ("undo", "4", "--yes", "--force"),
    ("restore", "b.crm", "--yes"),
    ("contact", "add", "Last"),
)


class Event(NamedTuple):
    """One thing that happened: made, write, size, sync, gone, moved, linked, or said."""

    kind: str
    path: str = ""
    other: str = ""
    offset: int = 0
    data: bytes = b""


def record(
    folder: Path, commands: Sequence[Sequence[str]] = COMMANDS, rows: int = 40
) -> tuple[dict[str, bytes], list[Event], list[State]]:
    """Run the commands; the files before them, what happened, and the state after each."""
    url = str(folder / "crm.db")
    make(Database(url))
    write_people(folder, rows)
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    states, events = [state(url)], []
    with tempfile.TemporaryDirectory() as apart:
        log = Path(apart) / "log"
        strace = ["strace", "-f", "-y", "-qq", "-xx", "-s", "10000000", "-o", str(log)]
        for words in commands:
            done = run_with(list(words), url, folder, [*strace, "-e", f"trace={CALLS}"])
            if done.returncode:
                raise RuntimeError(done.stderr)
            events += read_log(log, folder)
            events.append(Event("said"))
            states.append(state(url))
    return files, events, states


_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_HANDLE = re.compile(r"^\d+<((?:\\x[0-9a-f]{2}|[^>\\])*)>")


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


def read_log(log: Path, folder: Path) -> list[Event]:
    """What a log of strace says was done to the files of a folder; failed calls left out."""
    events = []
    for line in log.read_text(encoding="ascii", errors="replace").splitlines():
        found = _CALL.match(line)
        if found is None or int(found[3]) < 0:
            continue
        events += _event(found[1], found[2], str(folder))
    return events


def _event(call: str, arguments: str, folder: str) -> list[Event]:
    texts = [_plain(text) for text in _TEXT.findall(arguments)]
    handle = _HANDLE.match(arguments)
    if call.startswith(("open", "unlink", "rename", "link")):
        return _of_names(call, [_inside(text.decode(), folder) for text in texts], arguments)
    opened = _plain(handle[1]).decode() if handle and "\\x" in handle[1] else ""
    path = _inside(opened, folder).removesuffix(" (deleted)")
    if not path:
        return []
    number = arguments.rpartition(", ")[2]
    kinds = {
        "pwrite64": lambda: Event("write", path, offset=int(number), data=texts[0]),
        "ftruncate": lambda: Event("size", path, offset=int(number)),
        "write": lambda: Event("write", path, offset=-1, data=texts[0]),  # written in one go
    }
    return [kinds.get(call, lambda: Event("sync", path))()]


def _inside(path: str, folder: str) -> str:
    """The path within the folder, "." for the folder itself; empty for one elsewhere."""
    if path == folder:
        return "."
    path = path if path.startswith("/") else f"{folder}/{path}"
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else ""


def _of_names(call: str, paths: list[str], arguments: str) -> list[Event]:
    """What a call does that is given names: those of the folder, else empty."""
    if not paths or paths[0] in ("", "."):
        return []
    if call == "openat":
        made = [Event("made", paths[0])] if "O_CREAT" in arguments else []
        return made + ([Event("size", paths[0])] if "O_TRUNC" in arguments else [])
    if call.startswith("unlink"):
        return [Event("gone", paths[0])]
    return [Event("moved" if call.startswith("rename") else "linked", *paths[:2])]


@dataclass
class _File:
    """A file on the disk, and what was written to it and not yet synced."""

    content: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)


class Disk:
    """What is on a disk, and what would be had it been synced."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._now = {name: _File(bytearray(content)) for name, content in files.items()}
        self._kept = dict(self._now)
        self._names: list[tuple[Event, _File | None]] = []

    def happen(self, event: Event) -> None:
        """Let an event happen."""
        file = self._now.get(event.path)
        if event.kind == "sync" and event.path == ".":
            self._keep(len(self._names))
        elif event.kind == "sync" and file is not None:
            for write in file.pending:
                _apply(file, write)
            file.pending.clear()
        elif event.kind in ("write", "size") and file is not None:
            file.pending.append(event)
        elif event.kind == "made" and file is None:
            self._change(self._now, event, made := _File())
            self._names.append((event, made))
        elif event.kind in ("gone", "moved", "linked"):
            self._change(self._now, event, None)
            self._names.append((event, None))

    def _keep(self, count: int) -> None:
        for event, file in self._names[:count]:
            self._change(self._kept, event, file)
        del self._names[:count]

    @staticmethod
    def _change(names: dict[str, _File], event: Event, file: _File | None) -> None:
        if event.kind == "made" and file is not None:
            names[event.path] = file
        elif event.kind == "gone":
            names.pop(event.path, None)
        elif event.path in names:
            names[event.other] = names[event.path]
            if event.kind == "moved":
                del names[event.path]

    def cut(self, folder: Path, dice: random.Random) -> None:
        """Write to a folder what is there when the power comes back."""
        names = dict(self._kept)
        for event, file in self._names[: dice.randint(0, len(self._names))]:
            self._change(names, event, file)
        mode = dice.choice(("none", "all", "some", "some", "torn"))
        for name, file in names.items():
            copy = _File(bytearray(file.content))
            for event in file.pending:
                if mode == "all" or (mode != "none" and dice.random() < 0.5):
                    _apply(copy, _torn(event, dice) if mode == "torn" else event)
            (folder / name).write_bytes(copy.content)
            (folder / name).chmod(0o600)


def _torn(event: Event, dice: random.Random) -> Event:
    sectors = len(event.data) // SECTOR
    if event.kind != "write" or sectors < 2:
        return event
    return event._replace(data=event.data[: SECTOR * dice.randint(1, sectors)])


def _apply(file: _File, event: Event) -> None:
    content = file.content
    if event.kind == "size":
        del content[event.offset :]
        content.extend(b"\0" * (event.offset - len(content)))
        return
    offset = len(content) if event.offset < 0 else event.offset
    content.extend(b"\0" * (offset - len(content)))
    content[offset : offset + len(event.data)] = event.data


def run(
    folder: Path,
    points: int,
    dice: random.Random,
    commands: Sequence[Sequence[str]] = COMMANDS,
) -> Counter[str]:
    """Cut the power at so many points; how often the database held what it should."""
    original = folder / "original"
    original.mkdir()
    files, events, states = record(original, commands)
    found: Counter[str] = Counter(events=len(events))
    for point in sorted(dice.choices(range(1, len(events) + 1), k=points)):
        disk = Disk(files)
        for event in events[:point]:
            disk.happen(event)
        acknowledged = sum(event.kind == "said" for event in events[:point])
        broken = folder / "broken"
        broken.mkdir()
        disk.cut(broken, dice)
        wrong = _after(broken, states[acknowledged : acknowledged + 2])
        found["lost" if wrong else "fine"] += 1
        if wrong:
            print(f"after event {point}, command {acknowledged}: {wrong}", file=sys.stderr)
        shutil.rmtree(broken)
    return found


def _after(folder: Path, due: list[State]) -> list[str]:
    url = str(folder / "crm.db")
    if not Path(url).exists():
        return ["there is no database"]
    try:
        wrong = faults(url)
        now = state(url)
    except Exception as error:
        return [f"it cannot be read: {error}"]
    return wrong if now in due else [*wrong, f"it is {now}"]


def main() -> int:
    """Cut the power, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if not has_strace():
        print("there is no strace here", file=sys.stderr)
        return 1
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        found = run(Path(name), given.points, random.Random(given.seed))
    print("| recorded writes, syncs and renames | power cuts | lost or half done |")
    print("| ---: | ---: | ---: |")
    print(f"| {found['events']} | {given.points} | {found['lost']} |")
    return 1 if found["lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
