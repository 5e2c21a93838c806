"""`crm report`: the reports of the folder `reports`, each a command with its options."""

from __future__ import annotations

from dataclasses import MISSING, field, fields, make_dataclass
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_type_hints

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup

from crm_cli import reports
from crm_cli.commands.lists import arrange
from crm_cli.commands.mailing import NoSending, Sending, check, send
from crm_cli.context import AppContext
from crm_cli.display import Options
from crm_cli.errors import UsageError
from crm_cli.lazy import completed
from crm_cli.options import ReportDisplay, ShortReport, SortedReport, command
from crm_cli.tables import NO_DATABASE, Outcome, Report

if TYPE_CHECKING:
    from crm_cli.reports.scope import ReportModule, Scope

EXPLAIN = "--explain"


class Explaining(Options):
    """What stands behind the figures, for the reports that can say it."""

    explain: Annotated[
        list[str] | None,
        typer.Option(
            EXPLAIN,
            help="The formulas and the records behind the figures; of a row: stage=proposal.",
            metavar="[KEY=VALUE]",
        ),
    ] = None


class NoExplaining(Options):
    """For the other reports."""

    explain: list[str] | None = None


class Common(NamedTuple):
    """One of the options that reports share: its type, flags and help."""

    kind: Any
    flags: tuple[str, ...]
    help: str
    metavar: str | None = None


_COMMON = {
    "owner": Common(str | None, ("--owner",), "Only what belongs to this colleague.", "USER"),
    "where": Common(
        list[str] | None, ("--where", "-w"), 'A condition on {nouns}, as in "source=web".'
    ),
    "tag": Common(list[str] | None, ("--tag",), "Only {nouns} with this tag; repeat for more."),
    "pipeline": Common(str | None, ("--pipeline",), "Only deals of this pipeline.", "NAME"),
    "currency": Common(
        str | None, ("--currency",), "Convert all amounts to this currency (see crm rate).", "CODE"
    ),
    "at": Common(
        str | None,
        ("--at",),
        "The business up to a past day, by what is known now (--as-of: what was known then).",
        "DATE",
    ),
}
_PERIOD = {
    "period": Common(
        str | None, ("--period", "-p"), "2026-09, 2026-Q3, last-week, this-month, 90d … [{default}]"
    ),
    "since": Common(str | None, ("--since",), "The first day.", "DATE"),
    "until": Common(str | None, ("--until",), "The last day (today).", "DATE"),
    "compare": Common(bool, ("--compare",), "Beside it the same length of time before."),
}


class Reports(TyperGroup):
    """The commands of `crm report`: one for each report in the folder."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the reports."""
        return reports.names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command that runs a report; None when there is none of that name."""
        if cmd_name not in reports.names():
            return None
        return completed(ctx, make_command(cmd_name))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the arguments name. UsageError, with the reports there are."""
        if args and not args[0].startswith("-") and args[0] not in reports.names():
            raise UsageError(
                "there is no report {name!r}",
                hint="there are {names}",
                name=args[0],
                names=", ".join(reports.names()),
            )
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Reports,
    add_completion=False,
    help="Reports: what the book says. Each one goes to table, json, jsonl, csv, md or html.",
    epilog="Example: crm report pipeline --owner amy --format md",
    no_args_is_help=True,
)


@app.callback()
def report() -> None:
    """Reports: what the book says. Each one goes to table, json, jsonl, csv, md or html."""


def make_command(name: str) -> TyperCommand:
    """The command of a report, with the common options and the report's own."""
    module = reports.load(name)
    scope_options = _scope_options(module)
    own_options = _own_options(module)
    run_key: Any = getattr(module, "run_key", None)  # only what has one is sent

    hints = module.Options.__annotations__

    def run(
        crm: AppContext, scope: Any, own: Any, explaining: Any, sending: Any, display: Any
    ) -> Report | Outcome | None:
        check(sending, display)
        options, chosen = _understood(crm, module, vars(scope), vars(own), display)
        if explaining.explain is not None:
            found = _explained(crm, name, module, options, chosen, explaining.explain)
            _arrange(found, display)
            return found
        key = run_key(crm.book, options, chosen) if sending.send else ""
        found = _report(crm, module, options, chosen)
        if sending.if_changed and not found.records:
            return None
        _arrange(found, display)
        return send(crm, found, key, sending, display) if sending.send else found

    run.__annotations__ = {
        "crm": AppContext,
        "scope": scope_options,
        "own": own_options,
        "explaining": Explaining if name in reports.explainable() else NoExplaining,
        "sending": Sending if run_key else NoSending,
        "display": SortedReport if "limit" in hints else ShortReport,
        "return": Report,
    }
    examples = "\n\n".join(f"Example: {line}" for line in module.EXAMPLES)
    single = typer.Typer(add_completion=False)
    single.command(name, help=f"{module.HELP}\n\n{examples}", short_help=module.HELP)(command(run))
    made = typer.main.get_command(single)
    assert isinstance(made, TyperCommand)
    _allow_bare(made, module)
    return made


def _allow_bare(made: TyperCommand, module: ReportModule) -> None:
    """Let an option that says what it means without a value be given so: `--members`.

    Where a report has arguments, what follows `--explain` is a value of it only as KEY=VALUE.
    """
    options = fields(module.Options)
    bare = {_flag(found): found.metadata["bare"] for found in options if found.metadata["bare"]}
    placed = any(found.metadata.get("place") for found in options)
    parse = made.parse_args

    def is_value(flag: str, following: str) -> bool:
        if following.startswith("-"):
            return False
        return flag != EXPLAIN or not placed or "=" in following

    def parse_args(ctx: Any, args: list[str]) -> list[str]:
        given: list[str] = []
        for word, following in zip(args, [*args[1:], "--"], strict=False):
            given.append(word)
            if word in bare and not is_value(word, following):
                given.append(bare[word])
        return parse(ctx, given)

    if any(EXPLAIN in found.opts for found in made.params):
        bare[EXPLAIN] = ""
    if bare:
        made.parse_args = parse_args  # type: ignore[method-assign]


def _flag(found: Any) -> str:
    return str(found.metadata["flag"] or "--" + found.name.replace("_", "-"))


def run_report(
    crm: AppContext,
    module: ReportModule,
    scope: dict[str, Any],
    own: dict[str, Any],
    display: ReportDisplay,
) -> Report:
    """Run a report with the common options in `scope` and those of its `own`; others call this."""
    return _report(crm, module, *_understood(crm, module, scope, own, display))


def _understood(
    crm: AppContext,
    module: ReportModule,
    scope: dict[str, Any],
    own: dict[str, Any],
    display: ReportDisplay,
) -> tuple[Any, Scope]:
    """The report's own options, and the common ones."""
    from crm_cli.reports.scope import Asked, NoDatabase, read_scope

    asked = Asked(**{name: value for name, value in scope.items() if value is not None})
    if "limit" in own and own["limit"] is None:
        own["limit"] = _limit(crm, display)
    reader = crm.reader or NoDatabase()
    crm.takes_at = "at" in module.SCOPE
    if asked.at:
        crm.look_back(asked.at)
    return module.Options(**own), read_scope(reader, crm.book, module, asked)


def _report(crm: AppContext, module: ReportModule, options: Any, scope: Scope) -> Report:
    """Run a report; without a database it is empty."""
    from crm_cli.reports.scope import NoDatabase

    found = module.run(crm.reader or NoDatabase(), crm.book, options, scope)
    if crm.reader is None:
        found.hint = NO_DATABASE
    return found


def _explained(
    crm: AppContext,
    name: str,
    module: ReportModule,
    options: Any,
    scope: Scope,
    asked: list[str],
) -> Report:
    """The report's figures with what stands behind them."""
    if crm.reader is None:
        return _report(crm, module, options, scope)
    from crm_cli.reports import explained

    return explained.explain(name, module, crm.reader, crm.book, options, scope, asked)


def _arrange(report: Report, display: Any) -> None:
    """Put one section into the order asked for, and cut it.

    Raises UsageError where it is not said which section, or for an unknown column or section.
    """
    if not display.sort and display.limit is None:
        return
    from crm_cli.render.choice import nearest_or_error

    names = list(report.sections)
    if display.section is None and len(names) > 1:
        raise UsageError(
            "{report} has several sections, each with rows of its own",
            hint="choose one with --section: {names}",
            report=report.name,
            names=", ".join(names),
        )
    name = nearest_or_error("section", display.section or names[0], names)
    table = report.sections[name]
    arrange(table, display.sort, display.limit or None)
    table.noun = "row"  # what is counted now


def _limit(crm: AppContext, display: ReportDisplay) -> int:
    """How many rows of a long section; data formats and files are not cut unless asked."""
    if display.format != "table" or display.output:
        return 0
    return int(crm.config.get("limit"))


def _scope_options(module: ReportModule) -> type[Any]:
    """The common options of a report as a dataclass for `options.command`."""
    from crm_cli.nouns import NOUNS

    words = {"nouns": NOUNS[module.NOUN].plural, "default": module.DEFAULT}
    chosen = {name: _COMMON[name] for name in module.SCOPE}
    if module.KIND == "period":
        chosen = _PERIOD | chosen
    made: list[Any] = []
    for name, common in chosen.items():
        declared = typer.Option(
            *common.flags, help=common.help.format(**words), metavar=common.metavar
        )
        default = False if common.kind is bool else None
        made.append((name, Annotated[common.kind, declared], field(default=default)))
    return make_dataclass("ScopeOptions", made)


def _own_options(module: ReportModule) -> type[Any]:
    """The report's own options as a dataclass for `options.command`."""
    hints = get_type_hints(module.Options)
    made: list[Any] = []
    for found in fields(module.Options):
        about: dict[str, Any] = {
            "help": found.metadata["help"],
            "metavar": found.metadata["metavar"] or None,
        }
        if hints[found.name] in (int, int | None):  # beyond, neither dates nor engines can count
            about["max"] = 36_500 if found.name == "days" else 10**9
        placed = found.metadata.get("place")
        declared = typer.Argument(**about) if placed else typer.Option(_flag(found), **about)
        default = None if found.default is MISSING else found.default
        made.append((found.name, Annotated[hints[found.name], declared], field(default=default)))
    return make_dataclass("OwnOptions", made)
