"""The real process: pipes, signals, a full disk, a bare environment, a terminal."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect
import pytest

import crm_cli
from crm_cli.database import Command, Database
from crm_cli.services import companies
from crm_cli.session import transaction
from tests.conftest import NOW, Crm

CRM = [sys.executable, "-m", "crm_cli"]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A database with a few companies of hard names."""
    path = tmp_path_factory.mktemp("furnished") / "crm.db"
    shutil.copyfile(sqlite_template, path)
    names = ("张伟 GmbH", "[red]x[/]", "\x1b[31mred", "=1+1")
    with transaction(Database(str(path)), Command("test", "amy", NOW)) as session:
        for name in names:
            companies.add(session, {"name": name})
    return path


@pytest.fixture
def home(tmp_path: Path, furnished: Path) -> Path:
    """A home folder with that database."""
    data = tmp_path / ".local" / "share" / "crm"
    data.mkdir(parents=True)
    shutil.copyfile(furnished, data / "crm.db")
    (data / "crm.db").chmod(0o600)
    return tmp_path


def run(
    words: Sequence[str],
    home: Path | None,
    *,
    environment: Mapping[str, str] | None = None,
    **options: object,
) -> subprocess.CompletedProcess[bytes]:
    """Run crm in an environment that holds nothing but what is given, as cron has it."""
    variables = {"PATH": "/usr/bin:/bin"} | dict(environment or {})
    if home is not None:
        variables["HOME"] = str(home)
    given = {"capture_output": True, "stdin": subprocess.DEVNULL} | options
    return subprocess.run([*CRM, *words], env=variables, timeout=60, check=False, **given)  # type: ignore[call-overload,no-any-return]


def shell(line: str, home: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a shell line in which `crm` is the program; its exit code is crm's."""
    script = f'crm() {{ "{sys.executable}" -m crm_cli "$@"; }}; set -o pipefail; {line}'
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home)}
    return subprocess.run(
        ["/bin/bash", "-c", script], env=environment, capture_output=True, timeout=60, check=False
    )


def test_a_bare_environment_shows_names_of_any_language(home: Path) -> None:
    result = run(["company", "list", "--columns", "name"], home)
    assert result.returncode == 0
    assert "张伟 GmbH" in result.stdout.decode("utf-8")
    assert result.stderr == b""


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_no_locale_makes_a_traceback(home: Path, locale: str) -> None:
    result = run(["company", "list"], home, environment={"LC_ALL": locale, "TERM": "dumb"})
    assert result.returncode == 0
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize("words", [["--help"], ["company", "list"], ["help", "dates"]])
def test_a_code_page_that_lacks_a_letter_is_no_failure(home: Path, words: list[str]) -> None:
    result = run(words, home, environment={"PYTHONIOENCODING": "latin-1"})
    assert (result.returncode, result.stderr) == (0, b"")


def test_no_escape_sequence_reaches_the_output(home: Path) -> None:
    result = run(["company", "list"], home)
    assert b"\x1b" not in result.stdout
    assert b"^[[31mred" in result.stdout
    assert b"[red]x[/]" in result.stdout


def test_a_reader_that_leaves_early_is_no_error(home: Path) -> None:
    result = shell("crm company list --format jsonl | head -1", home)
    assert result.stdout.count(b"\n") == 1
    assert result.stderr == b""
    assert result.returncode in (0, 141)


def test_a_long_list_into_a_closed_pipe_ends_with_141(home: Path) -> None:
    with sqlite3.connect(home / ".local/share/crm/crm.db") as connection:
        connection.executemany(
            "INSERT INTO company (uid, created_at, updated_at, name, search_text)"
            " VALUES (?, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', ?, '')",
            [(f"u{number}", "x" * 200) for number in range(3000)],
        )
    result = shell("crm company list --limit 0 | head -1; exit ${PIPESTATUS[0]}", home)
    assert result.returncode == 141
    assert result.stderr == b""


@pytest.mark.parametrize(
    ("line", "code"),
    [("--version | true", 141), ("--version >/dev/full", 1), ("--version >&-", 1)],
)
def test_the_shortcut_of_the_version_ends_like_the_others(home: Path, line: str, code: int) -> None:
    result = shell(f"crm {line}; exit ${{PIPESTATUS[0]}}", home)
    assert (result.returncode, b"Exception" in result.stderr) == (code, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_output_is_one_line_and_1(home: Path) -> None:
    result = shell("crm company list >/dev/full", home)
    assert result.returncode == 1
    assert result.stderr.count(b"\n") <= 2
    assert result.stderr.startswith(b"error: ")


def test_a_closed_stdout_is_1_and_no_traceback(home: Path) -> None:
    result = shell("crm company list >&-", home)
    assert result.returncode == 1
    assert result.stderr.startswith(b"error: standard output is closed\nhint: ")


def test_what_was_written_before_the_output_failed_is_said(home: Path) -> None:
    result = shell("crm company add Acme >/dev/full", home)
    assert result.returncode == 1
    assert result.stderr.splitlines()[1].startswith(b"hint: what it did is done all the same (undo")
    assert b"Acme" in shell("crm company list", home).stdout
    for words in (f"backup {home}/b.crm", f"restore {home}/b.crm --yes", "config set user bo"):
        result = shell(f"crm {words} >/dev/full", home)
        assert result.stderr.splitlines()[1] == b"hint: what it did is done all the same"
    dry = shell("crm company add Other --dry-run >/dev/full", home)
    assert dry.stderr.splitlines()[1] == b"hint: nothing was changed"


def test_without_a_home_the_error_says_what_to_set(tmp_path: Path) -> None:
    # A user id that no passwd entry knows, and no HOME: platformdirs finds no place.
    program = (
        "import pwd, sys\n"
        "def nobody(_):\n    raise KeyError('no such user')\n"
        "pwd.getpwuid = nobody\n"
        "from crm_cli.cli import main\n"
        "sys.exit(main(['company', 'list']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    assert b"error: there is no home folder" in result.stderr
    assert b"hint: set HOME" in result.stderr


def test_a_database_that_others_may_not_see(tmp_path: Path) -> None:
    result = run(["company", "add", "Acme"], tmp_path, preexec_fn=lambda: os.umask(0))
    assert result.returncode == 0, result.stderr
    path = tmp_path / ".local/share/crm/crm.db"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert str(path).encode() in result.stderr


@pytest.mark.parametrize("umask", [0, 0o777, 0o022])
def test_nothing_that_is_written_can_be_read_by_others(tmp_path: Path, umask: int) -> None:
    (tmp_path / "bad.csv").write_text("name,email\nJane,nonsense\nTom,tom@x.example\n")
    for words in (
        ["contact", "add", "Jane"],
        ["config", "set", "user", "amy"],
        ["contact", "list", "--output", "list.html"],
        ["export", "contacts", "--output", "c.csv"],
        ["export", "contacts", "deals", "--output", "out"],
        ["export", "contacts", "--format", "xlsx", "--output", "c.xlsx"],
        ["export", "--all", "all.zip"],
        ["backup", "b.crm"],
        ["today", "--ics", "t.ics"],
        ["import", "bad.csv", "--as", "contacts", "--skip-bad", "--rejects", "r.csv",
         "--save-mapping", "fair"],
        ["restore", "b.crm", "--yes"],
    ):  # fmt: skip
        done = run(words, tmp_path, preexec_fn=lambda: os.umask(umask), cwd=tmp_path)
        assert done.returncode in (0, 6), (words, done.stderr)
    made = {path.name: path for path in tmp_path.rglob("*") if path.name != "bad.csv"}
    assert {"crm.db", "config.toml", "list.html", "c.csv", "c.xlsx", "contacts.csv", "all.zip",
            "b.crm", "r.csv", "t.ics", "fair.toml"} <= made.keys()  # fmt: skip
    for path in made.values():
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_a_file_that_is_written_again_keeps_its_rights(home: Path) -> None:
    page = home / "page.html"
    for rights in (0o644, 0o640):
        page.touch()
        page.chmod(rights)
        assert (
            run(["company", "list", "--format", "html", "--output", str(page)], home).returncode
            == 0
        )
        assert stat.S_IMODE(page.stat().st_mode) == rights


def test_reading_without_a_database_makes_none(tmp_path: Path) -> None:
    for words in (["contact", "list"], ["today"], ["find", "x"], ["report", "pipeline"], []):
        result = run(words, tmp_path)
        assert result.returncode == 0, (words, result.stderr)
    result = run(["contact", "list", "--json"], tmp_path)
    assert result.stdout.strip() == b"[]"
    assert not (tmp_path / ".local").exists()


def test_a_read_only_database_can_be_read_and_not_written(home: Path) -> None:
    path = home / ".local/share/crm/crm.db"
    if os.getuid() == 0:
        pytest.skip("root writes everywhere")
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        assert run(["company", "list"], home).returncode == 0
        result = run(["company", "add", "New"], home)
    finally:
        path.parent.chmod(0o700)
    assert result.returncode == 1
    assert result.stderr.startswith(b"error: ")


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_an_import_leaves_nothing(home: Path, sent: signal.Signals) -> None:
    path = home / "people.csv"
    path.write_text(
        "name,email\n" + "".join(f"P {n},p{n}@x.example\n" for n in range(60_000)), "utf-8"
    )
    process = subprocess.Popen(
        [*CRM, "import", str(path), "--as", "contacts"],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # As in a terminal, also where these tests run under nohup or in the background.
        preexec_fn=lambda: signal.signal(sent, signal.SIG_DFL),  # noqa: PLW1509
    )
    journal = home / ".local/share/crm/crm.db-journal"
    end = time.monotonic() + 30
    while not journal.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    assert process.poll() is None, "the import ended before the signal"
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode in (128 + sent, -sent), err
    assert b"Traceback" not in err
    listed = run(["contact", "list", "--json"], home)
    assert listed.stdout.strip() == b"[]"
    assert run(["doctor"], home).returncode == 0


def test_the_module_and_the_version(tmp_path: Path) -> None:
    result = run(["--version"], tmp_path)
    assert (result.returncode, result.stdout) == (0, b"crm 0.1.0\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nosuch"], 2),
        (["contact", "list", "--nosuch"], 2),
        (["contact", "list", "--where", "nosuch=1"], 2),
        (["contact", "list", "--columns", "nosuch"], 2),
        (["contact", "list", "--sort", "nosuch"], 2),
        (["contact", "show", "nobody at all"], 3),
        (["company", "show", "99"], 3),
        (["show", "12"], 2),
        (["import", "/no/such/file.csv", "--as", "contacts"], 2),
        (["--db", "/proc/nowhere/x.db", "company", "add", "x"], 3),
        (["--db", "/etc/passwd", "company", "list"], 4),
        (["config", "set", "currency", "XXQ"], 2),
        (["undo", "9999"], 3),
        (["undo", "x"], 2),
    ],
)
def test_every_error_is_one_line_and_a_hint(home: Path, words: list[str], code: int) -> None:
    result = run(words, home)
    text = result.stderr.decode()
    assert result.returncode == code, text
    assert result.stdout == b""
    lines = text.splitlines()
    assert lines[0].startswith("error: "), text
    assert len(lines) <= 2, text
    assert len(lines) == 1 or lines[1].startswith("hint: "), text


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("company", "list"),
    ("company", "show", "O1"),
    ("today",),
    ("board",),
    ("history",),
    ("report", "weekly"),
    ("company", "--help"),
    ("help", "dates"),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_terminal_of_one_column_is_enough(home: Path, words: tuple[str, ...]) -> None:
    process = pexpect.spawn(
        sys.executable,
        ["-m", "crm_cli", *words],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "TERM": "dumb", "LC_ALL": "C"},
        dimensions=(2, 1),
        timeout=60,
    )
    process.expect(pexpect.EOF)
    process.close()
    assert process.exitstatus == 0
    assert b"Traceback" not in process.before
    assert b"\x1b[3" not in process.before, "a dumb terminal has no colours"


@pytest.mark.parametrize("words", COMMANDS[:3], ids=" ".join)
@pytest.mark.parametrize("redirection", [">&-", "2>&-", "<&-", ">/dev/full", "2>/dev/full"])
def test_no_stream_that_is_missing_makes_a_traceback(
    home: Path, words: tuple[str, ...], redirection: str
) -> None:
    result = shell(f"crm {' '.join(words)} {redirection}", home)
    assert b"Traceback" not in result.stdout + result.stderr
    output_fails = redirection in (">&-", ">/dev/full")
    assert result.returncode == (1 if output_fails else 0)


def test_no_assert_does_anything() -> None:
    """So `python -O`, which leaves them out, does the same: they tell a type checker something."""
    found = [
        f"{path.name}: {ast.unparse(node)}"
        for path in (Path(crm_cli.__file__).parent).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert [one for one in found if re.search(r"(?<!isinstance)\(\w|:=", one)] == []


def test_it_runs_without_docstrings_and_asserts(home: Path) -> None:
    for words in (["company", "list", "--json"], ["company", "--help"], ["nosuch"]):
        results = [
            subprocess.run(
                [sys.executable, flag, "-m", "crm_cli", *words],
                env={"HOME": str(home), "PATH": "/usr/bin:/bin"},
                capture_output=True,
                timeout=60,
                check=False,
            )
            for flag in ("-B", "-O")
        ]
        plain, optimised = ((one.returncode, one.stdout, one.stderr) for one in results)
        assert optimised == plain


ZONES = ("UTC", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago")


def test_what_is_shown_does_not_depend_on_the_zone_of_the_machine(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("company", "add", "Acme")
    crm.ok("log", "call", "O1", "late", "--at", "2026-11-19 23:30")
    crm.ok("task", "add", "send", "--due", "tomorrow")
    for words in (("interaction", "list"), ("today",), ("report", "activity"), ("history",)):
        shown = {crm.ok(*words, environment={"TZ": zone}).out for zone in ZONES}
        assert len(shown) == 1, words


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", "2026-11-20"), ("America/St_Johns", "2026-11-20"), ("Asia/Kathmandu", "2026-11-20"),
        ("Pacific/Kiritimati", "2026-11-21"), ("Pacific/Pago_Pago", "2026-11-19"),
    ],
)  # fmt: skip
def test_days_are_those_of_the_teams_zone(crm_sqlite: Crm, zone: str, day: str) -> None:
    """At 10:00 UTC it is midnight of the next day on Kiritimati, and 23:00 on Pago Pago."""
    crm_sqlite.ok("config", "set", "timezone", zone)
    crm_sqlite.ok("task", "add", "send", "--due", "today")
    (task,) = crm_sqlite.ok("task", "list", "--json").json
    assert task["due_on"] == day


@pytest.mark.parametrize("now", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00Z", "soon"])
def test_a_clock_beyond_all_dates_is_refused(crm_sqlite: Crm, now: str) -> None:
    for words in (("today",), ("contact", "list"), ("company", "add", "Acme")):
        result = crm_sqlite(*words, environment={"CRM_NOW": now})
        assert (result.code, result.err.splitlines()[0][:24]) == (2, "error: CRM_NOW is no tim")


def test_a_clock_that_is_set_back_loses_nothing(crm: Crm) -> None:
    earlier = {"CRM_NOW": "2020-01-01T00:00:00Z"}
    crm.ok("company", "add", "Acme")
    crm.ok("company", "edit", "O1", "--city", "Berlin", environment=earlier)
    crm.ok("company", "edit", "O1", "--city", "Bonn", environment=earlier)
    assert len(crm.ok("history", "--json", environment=earlier).json) >= 3
    crm.ok("undo", "--yes", environment=earlier | {"CRM_USER": "amy"})
    assert crm.ok("company", "show", "O1", "--json").json["city"] == "Berlin"
    then = crm.ok("company", "list", "--as-of", "2026-11-20", "--json").json
    assert [row["name"] for row in then] == ["Acme"]
    for words in (("today",), ("report", "weekly"), ("report", "quality"), ("doctor",)):
        crm.ok(*words, environment=earlier)
