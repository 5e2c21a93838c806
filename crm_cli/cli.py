"""The command line: global options, the list of commands, and the one place where errors end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
import typer.main

from crm_cli.context import AppContext
from crm_cli.errors import CrmError
from crm_cli.lazy import Entry, LazyGroup, load

DAILY, NOUNS, DATA, SETUP = "Every day", "Records", "Data and reports", "Setting up"


def _entry(module: str, help: str, panel: str) -> Entry:
    return Entry(f"crm_cli.commands.{module}", help, panel)


class Root(LazyGroup):
    """The commands of `crm`."""

    entries = {  # noqa: RUF012
        "today": _entry("today", "What needs doing today.", DAILY),
        "log": _entry("log", "Log a call, an e-mail, a meeting …", DAILY),
        "done": _entry("done", "Tick off a follow-up.", DAILY),
        "board": _entry("board", "Open deals by stage, side by side.", DAILY),
        "find": _entry("find", "Search everything.", DAILY),
        "show": _entry("show", "One record, whole.", DAILY),
        "undo": _entry("undo", "Take back the last command, or any.", DAILY),
        "history": _entry("history", "Who changed what, and when.", DAILY),
        "redo": _entry("redo", "Bring back what an undo took.", DAILY),
        "contact": _entry("contact", "People.", NOUNS),
        "company": _entry("company", "Organisations.", NOUNS),
        "deal": _entry("deal", "Opportunities.", NOUNS),
        "ticket": _entry("ticket", "Service requests.", NOUNS),
        "survey": _entry("survey", "What customers answered.", NOUNS),
        "task": _entry("task", "Follow-ups.", NOUNS),
        "interaction": _entry("interaction", "Calls, e-mails, meetings …", NOUNS),
        "user": _entry("user", "Colleagues.", NOUNS),
        "tag": _entry("tag", "Labels.", NOUNS),
        "field": _entry("field", "Fields of your own.", NOUNS),
        "pipeline": _entry("pipeline", "The sales process.", NOUNS),
        "stage": _entry("stage", "The steps of a pipeline.", NOUNS),
        "filter": _entry("filter", "Saved conditions.", NOUNS),
        "segment": _entry("segment", "Sets of customers, saved or computed.", NOUNS),
        "trash": _entry("trash", "What was deleted.", NOUNS),
        "report": _entry("report", "Pipeline, wins, activity …", DATA),
        "import": _entry("import_", "Bring in a file.", DATA),
        "export": _entry("export", "Write records to a file.", DATA),
        "backup": _entry("backup", "The whole database in one archive.", DATA),
        "restore": _entry("restore", "A database from an archive.", DATA),
        "init": _entry("init", "Make a database.", SETUP),
        "config": _entry("config", "Settings, the team's and yours.", SETUP),
        "rate": _entry("rate", "Exchange rates.", SETUP),
        "doctor": _entry("doctor", "Check that the database is well.", SETUP),
        "db": _entry("db", "The database itself.", SETUP),
        "demo": _entry("demo", "Try it on made-up data.", SETUP),
        "help": _entry("help", "Dates, amounts, conditions … at length.", SETUP),
    }


app = typer.Typer(
    name="crm",
    cls=Root,
    help="A CRM for the terminal: contacts, deals, follow-ups and reports.",
    epilog="Without a command: what needs doing today. Example: crm demo",
    invoke_without_command=True,
    no_args_is_help=False,
    add_completion=True,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback()
def root(
    ctx: typer.Context,
    db: Annotated[
        str | None,
        typer.Option(
            "--db",
            help="The database: a file, a postgresql:// URL, or demo.",
            metavar="FILE|URL",
        ),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Say nothing where all is well.")
    ] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colours.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="The version.")] = False,
) -> None:
    """A CRM for the terminal: contacts, deals, follow-ups and reports."""
    if version:
        from crm_cli import __version__

        typer.echo(f"crm {__version__}")
        raise typer.Exit
    crm: AppContext = ctx.obj
    crm.db, crm.no_input, crm.no_color, crm.debug = db, no_input, no_color, debug
    crm.quiet = quiet
    if ctx.invoked_subcommand is None:
        from crm_cli.commands.today import today

        ctx.invoke(today, ctx=ctx)


GLOBAL_FLAGS = ("--quiet", "-q", "--no-input", "--no-color", "--debug")


def hoist(argv: Sequence[str]) -> list[str]:
    """The arguments with the global options first, so that they may stand anywhere."""
    first: list[str] = []
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in GLOBAL_FLAGS or word.startswith("--db="):
            first.append(word)
        elif word == "--db":
            following = next(words, None)
            first.append(word if following is None else f"{word}={following}")
        else:
            rest.append(word)
    return first + rest


def _expanded(arguments: list[str], crm: AppContext) -> list[str]:
    """The arguments with an alias exchanged for what it stands for: the person's own, or a slip."""
    words = [word for word in arguments if not word.startswith("-")][:2]
    if not words or (words[0] in Root.entries and not _shows_noun(words)):
        return arguments
    found, aliases = arguments, crm.config.aliases()
    if aliases:
        from crm_cli.aliases import expand

        found = expand(arguments, Root.entries, aliases)
    if found == arguments:
        from crm_cli.suggestions import rewritten

        groups = [name for name, entry in Root.entries.items() if entry.panel == NOUNS]
        found = rewritten(
            arguments, groups, lambda name: load(Root.entries[name].module, name).infos
        )
    if found != arguments:
        crm.argv = found
    return hoist(found)


def _shows_noun(words: list[str]) -> bool:
    """Whether it is `show contact …` or `show deals`, where the noun comes first here."""
    noun = words[1].removesuffix("s") if len(words) > 1 else ""
    return words[0] == "show" and (noun in Root.entries or noun == "companie")


def main(argv: Sequence[str] | None = None) -> int:  # noqa: PLR0911 - an end for each error
    """Run one command and return its exit code. Every error ends here."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    crm = AppContext(arguments)
    if "_CRM_COMPLETE" in os.environ:
        return _complete(crm)
    if "--install-completion" in arguments or "--show-completion" in arguments:
        from crm_cli.completion import install_scripts

        install_scripts()
    try:
        with _no_rich_traceback():
            returned = typer.main.get_command(app)(
                args=_expanded(hoist(arguments), crm),
                prog_name="crm",
                standalone_mode=False,
                obj=crm,
            )
        sys.stdout.flush()
        if returned == 130:  # Typer takes Ctrl-C for a way to end like others
            raise KeyboardInterrupt
        return crm.exit_code
    except SystemExit as stop:  # Typer's way out for completion, and for a closed pipe
        if isinstance(stop.__context__, BrokenPipeError):
            _discard_output()
            return 141
        return stop.code if isinstance(stop.code, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        _print_error([f"interrupted: {_what_stays(crm)}"])
        return 130
    except BrokenPipeError:
        _discard_output()
        return 141
    except Exception as error:
        return report_error(error, crm)
    finally:
        crm.close()


def _complete(crm: AppContext) -> int:
    """Answer the shell in which TAB was pressed."""
    from crm_cli.completion import complete

    try:
        found = complete(
            lambda: typer.main.get_command(app),
            crm,
            lambda words: _expanded(hoist(words), crm),
            list(Root.entries),
        )
        if found:
            print(found)
    except (KeyboardInterrupt, OSError, SystemExit):
        pass  # the shell has gone on
    finally:
        crm.close()
    return 0


def report_error(error: Exception, crm: AppContext) -> int:
    """Say what went wrong on stderr, and return the exit code."""
    from crm_cli.values.text import visible

    if crm.debug:
        import traceback

        _print_error([visible(traceback.format_exc().rstrip(), newline=True)])

    if isinstance(error, CrmError):
        from crm_cli.render.message import error_lines

        if crm.written is not None and "left" in error.values:  # it failed when all was done
            error.values["left"], error.hint = _what_stays(crm), "make room on the disk"
        if error.exit_code == 3 and (too_early := crm.before_the_book()):
            error.hint = too_early
        _print_error(crm.remarks + error_lines(error))
        return error.exit_code
    if hasattr(error, "format_message"):  # Typer's own: a wrong option, a missing argument
        if type(error).__name__ == "NoArgsIsHelpError":
            return 2  # the help was printed
        where, said = _where(error), _sentence(error)
        hint = _TOO_MUCH.get(where) if "unexpected extra argument" in said else None
        _print_error(
            [f"error: {visible(said)}", f"hint: {hint or visible(_suggested(error, said, crm))}"]
        )
        return 2
    if isinstance(error, OSError):
        if "write" in str(error) or error.errno in _WRITE_ERRORS:
            _discard_output()
        what = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        _print_error([f"error: {visible(str(what or error))}", f"hint: {_what_stays(crm)}"])
        return 1
    kind = type(error).__name__
    _print_error(
        [
            f"error: a bug in crm ({kind}: {error})",
            "hint: crm doctor names values that cannot be read; else run it again with --debug"
            " and report what it prints",
        ]
    )
    return 1


def _where(error: Any) -> str:
    """The command that Typer found an error in."""
    context = getattr(error, "ctx", None)
    return context.command_path if context else "crm"


def _suggested(error: Any, said: str, crm: AppContext) -> str:
    """The hint to an error that Typer found."""
    from crm_cli.suggestions import for_usage

    context = getattr(error, "ctx", None)
    options = [name for one in context.command.params for name in one.opts] if context else []
    option = str(getattr(error, "option_name", "")) if "no such option" in said else ""
    where = _where(error)
    if context is None:  # an option without its value does not say whose it is
        words = [word for word in crm.argv if not word.startswith("-")]
        group = bool(words) and words[0] in Root.entries
        where += "".join(f" {word}" for word in words[: group * 2])
    return for_usage(where, said, option, options, crm.argv) or f"{where} --help"


def _what_stays(crm: AppContext) -> str:
    """What an error that came last leaves: a command that was done before it is done."""
    if crm.written is None:
        return "what it did is done all the same" if crm.finished else "nothing was changed"
    return f"what it did is done all the same (undo: crm undo {crm.written})"


# Where a text beside the step could be told to the customer, or be for us alone.
_TOO_MUCH = {
    f"crm ticket {step}": f'a reply to them is crm ticket reply T1 "…"{flag}; a note is crm log T1'
    ' "note: …"'
    for step, flag in (
        ("resolve", " --resolve"),
        ("wait", " --wait"),
        ("close", ""),
        ("reopen", ""),
    )
}
_WRITE_ERRORS = (5, 9, 27, 28)  # EIO, EBADF, EFBIG, ENOSPC


def _sentence(error: Any) -> str:
    text = str(error.format_message()).strip().rstrip(".")
    return text[:1].lower() + text[1:]


def _print_error(lines: list[str]) -> None:
    from crm_cli.connections import label
    from crm_cli.render.style import put

    try:
        if sys.stderr is not None:
            # An address may have been typed in the wrong place, with its password.
            put(sys.stderr, label("\n".join(lines)) + "\n")
            sys.stderr.flush()
    except (OSError, ValueError):
        pass  # nobody is listening


def _discard_output() -> None:
    """Send what is still buffered nowhere, so that the interpreter's exit does not fail on it."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


class _no_rich_traceback:  # noqa: N801
    """Typer replaces `sys.excepthook`; our errors end in `main`."""

    def __enter__(self) -> None:
        self._hook = sys.excepthook

    def __exit__(self, *_: object) -> None:
        sys.excepthook = self._hook
