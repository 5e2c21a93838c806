"""The options that commands share, and the one wrapper that turns a function into a command.

A command is a plain function that takes the AppContext and its options, and returns a result. A
parameter that is one of the dataclasses here stands for all of their options.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from crm_cli.context import AppContext

if TYPE_CHECKING:
    from crm_cli.tables import Outcome, Record, Report, Table

    Result = Table | Report | Record | Outcome | None


@dataclass
class Display:
    """How a list or a report is shown."""

    format: Annotated[
        str, typer.Option("--format", "-f", help="table, json, jsonl, csv, md or html.")
    ] = "table"
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False
    columns: Annotated[
        str | None, typer.Option(help="Which columns, as in --columns ref,name,owner.")
    ] = None
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Write to this file.", metavar="FILE")
    ] = None
    raw: Annotated[
        bool, typer.Option("--raw", help="CSV: leave cells that a spreadsheet would compute.")
    ] = False
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="What was recorded by the end of that day.", metavar="DATE"),
    ] = None

    section: str | None = None

    def __post_init__(self) -> None:
        if self.json:
            self.format = "json"


@dataclass
class ListDisplay(Display):
    """A list: which records, in which order, how many."""

    where: Annotated[
        list[str] | None,
        typer.Option("--where", "-w", help='A condition, as in "city=Berlin" or "amount>=10k".'),
    ] = None
    sort: Annotated[str | None, typer.Option(help="A column; -column for the largest first.")] = (
        None
    )
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", help="How many rows; 0 for all.", min=0)
    ] = None


@dataclass
class ShortDisplay(Display):
    """A short list (tags, fields, stages …): in which order, how many."""

    sort: Annotated[str | None, typer.Option(help="A column; -column for the largest first.")] = (
        None
    )
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", help="How many rows; 0 for all.", min=0)
    ] = None


@dataclass
class ReportDisplay(Display):
    """A report: one of its sections, where the format holds only one."""

    section: Annotated[str | None, typer.Option(help="One section, for csv and jsonl.")] = None


@dataclass
class ShowDisplay:
    """How one record is shown."""

    format: Annotated[
        str, typer.Option("--format", "-f", help="table, json, jsonl, csv, md or html.")
    ] = "table"
    json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Write to this file.", metavar="FILE")
    ] = None
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="What was recorded by the end of that day.", metavar="DATE"),
    ] = None

    columns: str | None = None
    section: str | None = None
    raw: bool = False

    def __post_init__(self) -> None:
        if self.json:
            self.format = "json"


@dataclass
class Writing:
    """A command that writes."""

    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False
    json: Annotated[bool, typer.Option("--json", help="The record and its changeset as JSON.")] = (
        False
    )

    columns: str | None = None
    output: str | None = None
    section: str | None = None
    raw: bool = False

    @property
    def format(self) -> str:
        """The format that `--json` chooses."""
        return "json" if self.json else "table"


def command(function: Callable[..., Any]) -> Callable[..., None]:
    """Make `function(crm, …)` a command for Typer, and show what it returns.

    Options of a dataclass parameter become options of the command; a field without a typer
    annotation keeps its default.
    """
    hints = get_type_hints(function, include_extras=True)
    groups: dict[str, tuple[Any, list[str]]] = {}
    parameters = [
        inspect.Parameter("ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    ]
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        annotation = hints[name]
        if is_dataclass(annotation):
            expanded = _expand(annotation)
            groups[name] = (annotation, [option.name for option in expanded])
            parameters += expanded
        else:
            parameters.append(
                parameter.replace(
                    annotation=annotation, kind=inspect.Parameter.POSITIONAL_OR_KEYWORD
                )
            )

    @wraps(function)
    def run(ctx: typer.Context, **given: Any) -> None:
        crm: AppContext = ctx.obj
        display: Any = None
        for name, (kind, names) in groups.items():
            given[name] = kind(**{option: given.pop(option) for option in names})
            if hasattr(given[name], "format"):
                display = given[name]
        crm.as_of = getattr(display, "as_of", None)
        result = function(crm, **given)
        if result is not None:
            crm.emit(result, display or Display())

    # Typer reads both; a default before a parameter without one is fine for keywords.
    required = [p for p in parameters if p.default is inspect.Parameter.empty]
    optional = [p for p in parameters if p.default is not inspect.Parameter.empty]
    run.__signature__ = inspect.Signature(required + optional)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    del run.__wrapped__
    return run


def _expand(kind: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            option.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=option.default,
            annotation=hints[option.name],
        )
        for option in fields(kind)
        if hasattr(hints[option.name], "__metadata__")
    ]
