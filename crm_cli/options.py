"""The options that commands share, and the one wrapper that turns a function into a command.

A command is a plain function that takes the AppContext and its options, and returns a result. A
parameter whose class is one of those here stands for all of its options.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints

import typer
from typer.models import OptionInfo

from crm_cli.context import AppContext
from crm_cli.display import AsJson, AsOf, Display, Format, Options, Output
from crm_cli.errors import UsageError
from crm_cli.render import LISTS, format_of

if TYPE_CHECKING:
    from crm_cli.tables import Outcome, Record, Report, Table

    Result = Table | Report | Record | Outcome | None


Sort = Annotated[
    str | None, typer.Option(help="A column; -column for the largest first.", metavar="COLUMN")
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-n", help="How many rows; 0 for all.", min=0, max=10**9, metavar="N"),
]


class ListDisplay(Display):
    """A list: which records, in which order, how many."""

    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            "-w",
            help='A condition: "city=Berlin", "amount>=10k USD"; repeat for more.',
            metavar="CONDITION",
        ),
    ] = None
    sort: Sort = None
    limit: Limit = None


class ShortDisplay(Display):
    """A short list (tags, fields, stages …): in which order, how many."""

    sort: Sort = None
    limit: Limit = None


class ReportDisplay(Display):
    """A report: one of its sections, where the format holds only one; or a message of it."""

    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            help="table, json, jsonl, csv, md, html, xlsx, or eml: a message for sendmail -t; else"
            " as --output ends.",
            metavar="FORMAT",
        ),
    ] = "table"
    formats: Sequence[str] = (*LISTS, "eml")
    section: Annotated[str | None, typer.Option(help="One section, for csv and jsonl.")] = None
    to: Annotated[
        list[str] | None,
        typer.Option("--to", help="Whom a message goes to; repeat for more.", metavar="ADDRESS"),
    ] = None


class SortedReport(ReportDisplay):
    """A report whose rows can be put into another order, in one section."""

    sort: Annotated[
        str | None,
        typer.Option(
            help="A column of the section; -column for the largest first.", metavar="COLUMN"
        ),
    ] = None

    limit: int | None = None  # the report has such an option itself


class ShortReport(SortedReport):
    """A report, one section of which can be cut."""

    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            "-n",
            help="How many rows of the section; 0 for all.",
            min=0,
            max=10**9,
            metavar="N",
        ),
    ] = None


class ShowDisplay(Options):
    """How one record is shown."""

    formats: Sequence[str] = LISTS
    endings = Display.endings
    format: Format = "table"
    json: AsJson = False
    output: Output = None
    as_of: AsOf = None

    columns: str | None = None
    section: str | None = None
    raw: bool = False

    def settle(self) -> None:
        """Take --json for --format json."""
        if self.json:
            self.format = "json"


class Writing(Options):
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


class Many(Options):
    """Instead of one record by its REF, all that meet conditions."""

    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            "-w",
            help="Instead of REF: all that meet a condition, as in city=Berlin; repeat for more.",
            metavar="CONDITION",
        ),
    ] = None
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="With --where: do not ask before it is done.")
    ] = False


class ManySet(Many):
    """The same, for a command that sets fields."""

    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="Any field, as in --set city=Paris; repeat for more.",
            metavar="FIELD=VALUE",
        ),
    ] = None


class Run:
    """A function as Typer takes it: with all its options spelled out, and showing what it returns.

    They are spelled out when Typer asks for them, which it does for the command that runs only.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__name__ = function.__name__
        self.__module__ = function.__module__
        self.__doc__ = _flowing(function.__doc__ or "")

    def __call__(self, ctx: typer.Context, **given: Any) -> None:
        """Run the command; options that are not given have their defaults."""
        crm: AppContext = ctx.obj
        display: Any = None
        crm.writes = any(issubclass(kind, Writing) for kind, _ in self._expanded[1].values())
        for name, (kind, options) in self._expanded[1].items():
            given[name] = kind(**{key: given.pop(key) for key in options if key in given})
            if hasattr(given[name], "format"):
                display = given[name]
        if hasattr(display, "formats"):
            _settle_format(display, ctx)
        crm.as_of = getattr(display, "as_of", None)
        result = None
        try:
            result = self.function(crm, **given)
            crm.finished = getattr(result, "dry_run", None) is False
            if hasattr(result, "warnings"):
                result.warnings = crm.warnings
            if result is not None:
                crm.emit(result, display or Display())
            for warning in crm.warnings:
                crm.notice("{warning}", warning=warning)
        finally:  # what is done has happened, even where it could not be said
            if crm.written is not None:
                _call_hooks(crm, ctx.command_path.split()[1:], result)

    @cached_property
    def _expanded(self) -> tuple[list[inspect.Parameter], dict[str, tuple[Any, list[str]]]]:
        """The parameters, and for each that stands for options its class and their names."""
        hints = get_type_hints(self.function, include_extras=True)
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        parameters = [inspect.Parameter("ctx", kind, annotation=typer.Context)]
        groups: dict[str, tuple[Any, list[str]]] = {}
        for name, parameter in list(inspect.signature(self.function).parameters.items())[1:]:
            annotation = hints[name]
            if _is_group(annotation):
                expanded = _expand(annotation)
                groups[name] = (annotation, [option.name for option in expanded])
                parameters += expanded
            else:
                parameters.append(parameter.replace(annotation=annotation, kind=kind))
        for parameter in parameters[1:]:
            _name_value(parameter)
        # A default before a parameter without one is fine for keywords, not for a signature.
        parameters.sort(key=lambda found: found.default is not inspect.Parameter.empty)
        return parameters, groups

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.Signature(self._expanded[0])

    @property
    def __annotations__(self) -> dict[str, Any]:  # type: ignore[override]
        return {found.name: found.annotation for found in self._expanded[0]}


def _settle_format(display: Any, ctx: typer.Context) -> None:
    """Let the ending of `--output` decide the format that nobody chose.

    UsageError for a format, or an ending, that the command does not have.
    """
    source = ctx.get_parameter_source("format")
    if display.output and not display.json and (source is None or source.name == "DEFAULT"):
        found = format_of(display.output, display.formats, display.endings)
        display.format = found or display.format
    elif display.format not in display.formats:
        raise UsageError(
            "there is no format {format} here",
            hint="use one of {formats}",
            format=display.format,
            formats=", ".join(display.formats),
        )


def _call_hooks(crm: AppContext, words: list[str], outcome: Any) -> None:
    from crm_cli import hooks

    found = hooks.find_hooks(crm.config)
    if not found or crm.written is None:
        return
    with suppress(OSError, ValueError):
        crm.stdout.flush()
    style = crm.style(Display(), crm.stdout)
    if getattr(outcome, "changeset", None) is not None:
        hooks.run_command_hook(crm, found, words, outcome, style)
    hooks.run_event_hooks(crm, found, crm.written, style)


def _flowing(text: str) -> str:
    """A docstring with a line a paragraph, which a terminal of any width can wrap."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(
        part if part.startswith("Example") else " ".join(part.split()) for part in paragraphs
    )


def command(function: Callable[..., Any]) -> Run:
    """Make `function(crm, …)` a command for Typer, and show what it returns.

    The options of a parameter of class `Options`, or of a dataclass, become options of the
    command; an attribute without a typer annotation keeps its default.
    """
    return Run(function)


def _name_value(parameter: inspect.Parameter) -> None:
    """Let the help say NAME or TEXT of a text that the command has no better word for."""
    kind, about = get_args(parameter.annotation)[:2]
    if about.metavar is not None or kind not in (str, str | None, list[str], list[str] | None):
        return
    if isinstance(about, OptionInfo):
        about.metavar = "TEXT"
    else:
        name = parameter.name.strip("_").upper()
        several = "..." if kind in (list[str], list[str] | None) else ""
        optional = parameter.default is not inspect.Parameter.empty
        about.metavar = (f"[{name}]" if optional else name) + several


def _is_group(annotation: Any) -> bool:
    """Whether a parameter of this type stands for several options."""
    is_class = isinstance(annotation, type)
    return is_class and (
        issubclass(annotation, Options) or hasattr(annotation, "__dataclass_fields__")
    )


def _expand(kind: Any) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=getattr(kind, name),
            annotation=annotation,
        )
        for name, annotation in get_type_hints(kind, include_extras=True).items()
        if hasattr(annotation, "__metadata__")
    ]
