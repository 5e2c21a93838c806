"""Reports: pure functions from a database to plain data.

The folder is the registry: a report is NAME.py beside NAME.sql, and `crm report NAME` runs it. A
module without a .sql file of its name is not a report but something that reports share. What a
report module has:

    HELP       one line on what it tells
    KIND       "period" (from one day to another) or "state" (one moment)
    DEFAULT    the period when none is given, for a period report ("12m")
    NOUN       what its --where and --tag are conditions on
    SCOPE      which of the common options it takes, besides those of the period
    EXAMPLES   command lines that show it at work
    Options    a dataclass of its own options, each field made by `option` (or `argument`)
    run        (reader, book, options, scope) -> tables.Report
    run_key    (book, options, scope) -> str, only for a report that can be sent by itself: what
               tells one sending from another

The SQL file holds statements, each under a line `-- name: xyz`. A part of a statement between two
equal marks, `/*by*/ d.owner_id /*by*/`, can be exchanged by `fill`; as it stands the text runs in
any SQL shell, and that is how figures can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.errors import NotFound

if TYPE_CHECKING:
    from crm_cli.reports.scope import ReportModule

FOLDER = Path(__file__).parent


def option(default: Any, help: str, *, metavar: str = "", flag: str = "", bare: str = "") -> Any:
    """A field of a report's Options: what it is when not given, and its line in the help.

    The command line shows it as `--name`, or as `flag`; `bare` is what it is when its flag is
    given without a value.
    """
    about = {"help": help, "metavar": metavar, "flag": flag, "bare": bare}
    return field(default=default, metadata=about)


def argument(default: Any, help: str, *, metavar: str) -> Any:
    """A field of a report's Options that is given by its place: what it is when not given."""
    about = {"help": help, "metavar": metavar, "flag": "", "bare": "", "place": True}
    return field(default=default, metadata=about)


def names() -> list[str]:
    """The reports that there are, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.sql") if path.with_suffix(".py").exists())


def explainable() -> list[str]:
    """The reports whose figures can be explained: see the package `explained`."""
    return sorted(path.stem for path in (FOLDER / "explained").glob("[a-z]*.py"))


def load(name: str) -> ReportModule:
    """The module of a report. Raises NotFound."""
    if name not in names():
        raise NotFound(
            "there is no report {name!r}",
            hint="one of {names}",
            name=name,
            names=", ".join(names()),
        )
    module: Any = import_module(f"crm_cli.reports.{name}")
    found: ReportModule = module
    return found


@lru_cache(maxsize=64)
def statements(name: str) -> dict[str, str]:
    """The named statements of a report's SQL file, without their comment lines."""
    found: dict[str, str] = {}
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    for block in re.split(r"(?m)^-- name: *", text)[1:]:
        title, _, body = block.partition("\n")
        lines = [line for line in body.splitlines() if not line.startswith("--")]
        found[title.strip()] = "\n".join(lines).strip().removesuffix(";")
    return found


def fill(sql: str, parts: Mapping[str, str]) -> str:
    """A statement with some of its marked parts exchanged; the others stay as they are.

    The parts are SQL of ours, never a value that a user gave: those are bound.
    """

    def exchange(match: re.Match[str]) -> str:
        return parts.get(match[1], match[2])

    return re.sub(r"/\*(\w+)\*/(.*?)/\*\1\*/", exchange, sql, flags=re.DOTALL)
