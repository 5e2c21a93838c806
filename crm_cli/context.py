"""What a command works with: configuration, database, clock, input and output.

Each part is made when it is first asked for, and a test can put its own in its place.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from crm_cli.config import Config
from crm_cli.connections import has_password
from crm_cli.database import Command, Database, Reader, SchemaBehind
from crm_cli.errors import BadContent, BadValue, CrmError, NotFound, UsageError
from crm_cli.private import remove_left, replace_file, writable

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.display import Display
    from crm_cli.render import Style
    from crm_cli.render.style import Envelope
    from crm_cli.session import Session

STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


class AppContext:
    """One run of the program."""

    def __init__(self, argv: Sequence[str] = ()) -> None:
        self.argv = list(argv)
        self.db: str | None = None
        self.no_input = False
        self.no_color = False
        self.quiet = False
        self.remarks: list[str] = []  # what is worth knowing, not yet said
        self.debug = False
        self.config = Config()
        self.as_of: str | None = None
        self.takes_at = False
        self.recorded_since: str | None = None
        self.exit_code = 0
        self.written: int | None = None  # the changeset of what is done and will stay
        self.finished = False  # it did what it was to do, and has but to say so
        self.warnings: list[str] = []  # what the command should say on stderr as well
        self.command_notes: dict[str, Any] = {}  # what else the changeset says of the command
        self.writes = False  # it would make the database where there is none
        self.inputs: list[Path] = []  # the files that it reads

    @property
    def stdin(self) -> TextIO:
        """Where input comes from."""
        return sys.stdin

    @property
    def stdout(self) -> TextIO:
        """Where results go."""
        return sys.stdout

    @property
    def interactive(self) -> bool:
        """Whether there is a person to ask: input and messages are on a terminal."""
        return not self.no_input and _is_terminal(sys.stdin) and _is_terminal(sys.stderr)

    @cached_property
    def now(self) -> datetime:
        """The moment of the command (UTC). CRM_NOW sets it, for tests and for scripts."""
        text = self.config.environment.get("CRM_NOW")
        if not text:
            return datetime.now(UTC)
        try:
            moment = datetime.fromisoformat(text)
            if not 1900 <= moment.year <= 2200:  # as of all dates
                raise ValueError(text)
        except ValueError as error:
            raise BadValue(
                "CRM_NOW is no time: {text!r}", hint="write 2026-11-20T10:00:00Z", text=text
            ) from error
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)

    @cached_property
    def database(self) -> Database:
        """The database named by option, environment or configuration; it may not exist yet."""
        return self.open(
            self.config.database_url(self.db), named=bool(self.config.named_database(self.db))
        )

    def open(self, url: str, *, named: bool = True) -> Database:
        """The database at a URL; where that says no password, `database.password_command` does."""
        said = has_password(url)
        return Database(url, lambda: None if said else self._database_password, named=named)

    @cached_property
    def _database_password(self) -> str | None:
        return self.config.database_password()

    def show_anyhow(self) -> None:
        """Show what is shown by the default settings where the team's cannot be read."""
        try:
            _ = self.book
        except CrmError:
            self.show_without_database()

    @property
    def reader(self) -> Reader | None:
        """The database to read from, checked and up to date; None when there is none yet.

        Raises NotFound where somebody named it, and the command would not make it.
        """
        if self._reader is None and self.database.named and not self.writes:
            raise self.no_database()
        return self._reader

    def require_database(self) -> Reader:
        """The database to read from, never made. Raises NotFound where there is none."""
        if self.reader is None:
            raise self.no_database()
        return self.reader

    def no_database(self) -> NotFound:
        """The error for a database that is not there."""
        demo = self.config.named_database(self.db) == "demo"
        return NotFound(
            "there is no database yet at {name}",
            hint="crm demo makes it" if demo else "check its name (crm db url); crm init makes one",
            name=self.database.label,
        )

    @cached_property
    def _reader(self) -> Reader | None:
        if not self.database.exists():
            return None
        self._bring_up_to_date()
        if self.as_of is not None:
            self._go_back(self.as_of)
        return self.database

    def _go_back(self, text: str) -> None:
        """Read the database as it was recorded by a past moment, and let that be now."""
        from crm_cli.book import load_book
        from crm_cli.changes.past import past_moment, show_past
        from crm_cli.values.dates import from_utc_text

        moment = past_moment(text, load_book(self.database, self.now))
        self.recorded_since = show_past(self.database, moment)
        self.__dict__["now"] = from_utc_text(moment)

    def before_the_book(self) -> str:
        """What is to be said where `--as-of` is a moment before the first record; else nothing."""
        if not self.recorded_since or self.recorded_since <= self.book.stamp:
            return ""
        from crm_cli.values.dates import local_day

        day = local_day(self.recorded_since, self.book.zone)
        said = f"nothing was recorded before {day}: what is older was entered later"
        return said + f"; --at {self.book.today} goes by its dates" if self.takes_at else said

    def look_back(self, text: str) -> None:
        """Let a past day or time be now, while everything is read that is known.

        Raises UsageError for one that is yet to come.
        """
        from dataclasses import replace

        from crm_cli.changes.past import past_moment
        from crm_cli.values.dates import from_utc_text

        moment = from_utc_text(past_moment(text, self.book)).astimezone(self.book.zone)
        self.__dict__["book"] = replace(self.book, now=moment)

    @cached_property
    def book(self) -> Book:
        """The team's settings and the moment."""
        from crm_cli.book import load_book

        return load_book(self._reader, self.now)

    def show_without_database(self) -> None:
        """Show what is shown by the default settings: the database cannot or must not be read."""
        from crm_cli.book import load_book

        self.__dict__["book"] = load_book(None, self.now)

    @property
    def actor(self) -> str:
        """The handle of who runs the command."""
        return self.config.user()

    @property
    def command(self) -> Command:
        """Who writes, when, and with which words, for the changeset."""
        from crm_cli.passwords import without_secrets

        source = "terminal" if _is_terminal(sys.stdin) else "script"
        return Command(
            without_secrets(self.argv),
            self.actor,
            _stamp(self.now),
            source,
            fixed=bool(self.config.environment.get("CRM_NOW")),
            **self.command_notes,
        )

    def _bring_up_to_date(self) -> None:
        try:
            self.database.check()
        except SchemaBehind:
            if self.database.engine == "postgresql":
                raise
            from crm_cli.migrations import upgrade

            backup = upgrade(self.database, self.now)
            self._inform(
                "{name} was upgraded; a copy is {copy}", name=self.database.label, copy=backup
            )

    @property
    def own_files(self) -> Path:
        """The path beside which files for a while are made: of the database, or in our folder."""
        on_server = self.database.engine == "postgresql"
        return self.config.data_folder / "server" if on_server else self.database.path

    def remove_left(self) -> list[Path]:
        """Remove what commands left that were killed: copies of the book above all. What it was."""
        left: list[Path] = []
        with suppress(CrmError):
            left = remove_left(self.own_files)
            left += remove_left(None, self.config.data_folder / "backups")
        if left:
            names = ", ".join(str(path) for path in left)
            self.notice("removed what a command that was killed had left: {names}", names=names)
        return left

    @contextmanager
    def transaction(self, *, dry_run: bool = False) -> Iterator[Session]:
        """A session to write in; the database is made first when there is none.

        A dry run without a database uses one that is thrown away.
        """
        self.remove_left()
        with self._writing(dry_run) as session:
            yield session
            self.warnings += session.warnings

    @contextmanager
    def _writing(self, dry_run: bool) -> Iterator[Session]:
        from crm_cli.session import transaction

        if self.database.exists():
            self._bring_up_to_date()
            self._finish_making()
            with transaction(self.database, self.command, dry_run=dry_run) as session:
                yield session
            self.written = None if dry_run else session.changeset_id
            with suppress(BadContent):  # it may be mended by now
                self.__dict__.setdefault("book", session.book)  # to show what was done
            return
        self.database.check_place()
        if dry_run and self.database.engine == "sqlite":
            from tempfile import TemporaryDirectory

            with TemporaryDirectory() as folder:
                scratch = Database(str(Path(folder) / "dry-run.db"))
                with (
                    self._making(scratch, {}, {}) as (made, _),
                    transaction(made, self.command, dry_run=True) as session,
                ):
                    yield session
            return
        # It takes its name when all is written: a command that fails leaves no database.
        with self._making(self.database, {}, {}) as (made, settings):
            with transaction(made, self.command, dry_run=dry_run) as session:
                yield session
            changeset = session.changeset_id
        self._inform(
            "made {name} (time zone {timezone}, phone region {phone_region}, {currency} for amounts"
            " that name no currency; crm config changes them)",
            name=self.database.label,
            **{"phone_region": "none"} | settings,
        )
        self.written = changeset

    def make_database(
        self, database: Database, settings: dict[str, str], user: dict[str, str]
    ) -> dict[str, str]:
        """Make a database and furnish it; returns the settings that it got.

        What `settings` does not say, the machine's locale and time zone do.
        """
        with self._making(database, settings, user) as (_, chosen):
            pass
        return chosen

    @contextmanager
    def _making(
        self, database: Database, settings: dict[str, str], user: dict[str, str]
    ) -> Iterator[tuple[Database, dict[str, str]]]:
        """A new, furnished database to write to, which takes its name at the end."""
        from crm_cli import migrations
        from crm_cli.services.setup import system_settings

        chosen = system_settings(self.config.environment) | settings
        with migrations.building(database) as made:
            self._furnish(made, chosen, user)
            yield made, chosen
        self.__dict__.pop("_reader", None)
        self.__dict__.pop("book", None)

    def _furnish(self, database: Database, settings: dict[str, str], user: dict[str, str]) -> None:
        from crm_cli.services.setup import furnish
        from crm_cli.session import transaction

        with transaction(database, self.command._replace(kind="final")) as session:
            if not session.rows("SELECT 1 AS found FROM pipeline LIMIT 1"):
                furnish(session, settings, {"handle": self.actor} | user)

    def _finish_making(self) -> None:
        """Furnish a database on the server, if whoever made it was stopped before that."""
        if self.database.engine == "sqlite":
            return  # such a file never takes its name
        if not self.database.rows("SELECT 1 AS found FROM pipeline LIMIT 1"):
            from crm_cli.services.setup import system_settings

            self._furnish(self.database, system_settings(self.config.environment), {})

    def close(self) -> None:
        """Let go of the database."""
        if "database" in self.__dict__:
            self.database.close()

    @property
    def height(self) -> int:
        """The lines of the terminal."""
        import shutil

        return max(shutil.get_terminal_size((80, 24)).lines, 1)

    @property
    def width(self) -> int:
        """The columns of the terminal."""
        return _width()

    # Output ------------------------------------------------------------------------------

    def notice(self, message: str, *, hint: str = "", **values: object) -> None:
        """Say something on stderr."""
        from crm_cli.render.message import notice_lines

        _say(notice_lines(message, hint=hint, **values))

    def remark(self, message: str, **values: Any) -> None:
        """Say what is worth knowing and needs nobody: at once where somebody looks on.

        Else with the result or with the error: cron would mail each line on stderr.
        """
        from crm_cli.render.message import notice_lines

        if _is_terminal(sys.stderr):
            self._inform(message, **values)
        else:
            self.remarks += notice_lines(message, **values)

    def _inform(self, message: str, **values: Any) -> None:
        if not self.quiet:
            self.notice(message, **values)

    def style(self, display: Display, stream: TextIO) -> Style:
        """How to show a result on `stream`."""
        from crm_cli.render import Style

        terminal = _is_terminal(stream)
        encoding = (getattr(stream, "encoding", None) or "utf-8").lower()
        return Style(
            zone=self.book.zone,
            now=self.book.now,
            width=_width() if terminal else None,
            height=self.height if terminal else None,
            colour=terminal and self._colourful(),
            columns=tuple(
                part.strip() for part in (display.columns or "").split(",") if part.strip()
            ),
            section=display.section,
            raw=display.raw,
            bom=getattr(display, "bom", False),
            unicode="utf" in encoding or encoding.startswith("gb"),
            envelope=self._envelope(display),
        )

    def _envelope(self, display: Display) -> Envelope | None:
        """Whom a message goes to. BadValue for what is no address."""
        given: list[str] | None = getattr(display, "to", None)
        if not given:
            return None
        from crm_cli.render.style import Envelope
        from crm_cli.services.mail import sender
        from crm_cli.values.emails import read_mailbox

        to = dict.fromkeys(read_mailbox(text)[1] for text in given)
        return Envelope(sender(self.config), tuple(to))

    def _colourful(self) -> bool:
        environment = self.config.environment
        return not (
            self.no_color
            or environment.get("NO_COLOR")
            or environment.get("TERM") == "dumb"
            or self.config.get("color") == "never"
        )

    def emit(self, result: Any, display: Display) -> None:
        """Show what a command gave back: to stdout, or to the file of `--output`."""
        from crm_cli.render import render
        from crm_cli.render.message import empty_notice
        from crm_cli.tables import Outcome, Report, Table

        if isinstance(result, Outcome):
            if self.quiet and not self.exit_code and display.format == "table":
                return
            result.details[:0] = self.remarks
        elif not self.quiet:
            _say(self.remarks)
        self.remarks = []
        if isinstance(result, Report) and getattr(display, "to", None) and display.format != "eml":
            raise UsageError("--to is for a message", hint="add --format eml")
        if isinstance(result, Report) and self.as_of is not None and self.reader is not None:
            result.as_of = self.book.stamp
        if too_early := self.before_the_book():
            if isinstance(result, Table | Report):
                result.hint = too_early
            if isinstance(result, Report):  # `diff` says so itself
                said = [note for note in result.notes if "nothing was recorded" not in note]
                result.notes = [*said, too_early]
        if display.output and display.output not in STDOUT:
            self._emit_to_file(result, display, self.output(display.output))
            return
        stream = self.stdout
        render(result, format=display.format, stream=stream, style=self.style(display, stream))
        stream.flush()
        if isinstance(result, Table | Report) and display.format == "table" and not self.quiet:
            _say(empty_notice(result))

    def output(self, path: str | Path) -> Path:
        """The file to write where somebody named `path`: what it points at, if it is a link.

        UsageError for what is no regular file, for the database and for a file that is read.
        """
        return writable(Path(path), self.database.files, self.inputs)

    def _emit_to_file(self, result: Any, display: Display, path: Path) -> None:
        from crm_cli.render import render

        def write(stream: TextIO) -> None:
            render(result, format=display.format, stream=stream, style=self.style(display, stream))

        replace_file(path, write)
        if _is_terminal(sys.stderr):  # cron would mail it
            self._inform("wrote {path}", path=path)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def _say(lines: Sequence[str]) -> None:
    from crm_cli.render.style import put

    if lines and sys.stderr is not None:
        with suppress(OSError):  # a full disk under the messages takes no result away
            put(sys.stderr, "\n".join(lines) + "\n")


def _is_terminal(stream: Any) -> bool:
    try:
        return bool(stream is not None and stream.isatty())
    except ValueError:  # closed
        return False


def _width() -> int:
    import shutil

    return max(shutil.get_terminal_size((80, 24)).columns, 1)
