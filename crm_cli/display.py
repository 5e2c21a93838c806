"""How a result is shown: the options of every command that has something to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Self

import typer

from crm_cli.render import LISTS

Format = Annotated[
    str,
    typer.Option(
        "--format",
        "-f",
        help="table, json, jsonl, csv, md, html or xlsx; else as --output ends.",
        metavar="FORMAT",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Output = Annotated[
    str | None, typer.Option("--output", "-o", help="Write to this file.", metavar="FILE")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="What was recorded by the end of that day.", metavar="DATE"),
]


class Options:
    """Options that commands share: the attributes with their defaults, as in a dataclass.

    Making a real dataclass takes half a millisecond, in every command, for each of these.
    """

    def __init__(self, **given: Any) -> None:
        self.__dict__.update(given)
        self.settle()

    def settle(self) -> None:
        """Bring options that say the same into one."""

    def but(self, **changed: Any) -> Self:
        """The same options, with some changed."""
        return type(self)(**(vars(self) | changed))


class Display(Options):
    """How a list or a report is shown."""

    formats: Sequence[str] = LISTS
    endings: Mapping[str, str] = MappingProxyType({})
    format: Format = "table"
    json: AsJson = False
    columns: Annotated[
        str | None,
        typer.Option(help="Which columns, as in --columns ref,name,owner.", metavar="COLUMNS"),
    ] = None
    output: Output = None
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV: leave cells that a spreadsheet would compute.")
    ] = False
    as_of: AsOf = None

    section: str | None = None
    to: list[str] | None = None

    def settle(self) -> None:
        """Take --json for --format json."""
        if self.json:
            self.format = "json"
