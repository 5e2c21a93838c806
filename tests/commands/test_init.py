"""`crm init`: make a database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Crm


@pytest.fixture
def bare(crm_sqlite: Crm) -> Iterator[Crm]:
    """A home without a database."""
    crm_sqlite.environment["CRM_DATABASE_URL"] = str(crm_sqlite.folder / "new.db")
    yield crm_sqlite


def test_unattended_it_takes_the_locales_and_prints_them(bare: Crm) -> None:
    said = bare.ok("init", environment={"LANG": "de_DE.UTF-8", "TZ": "Europe/Berlin"})
    assert said.lines[0] == "made new.db for amy".replace("new.db", str(bare.folder / "new.db"))
    assert said.lines[1].startswith("  currency EUR, time zone Europe/Berlin, phone region DE")
    assert (bare.folder / "new.db").stat().st_mode & 0o777 == 0o600
    assert bare.ok("config", "get", "timezone").lines == ["Europe/Berlin"]


@pytest.mark.parametrize(
    ("zone", "words", "region"),
    [
        ("Asia/Shanghai", (), "CN"),
        ("PRC", (), "CN"),
        ("UTC", (), "US"),
        ("Europe/Berlin", ("--timezone", "America/Sao_Paulo"), "BR"),
        ("Europe/Berlin", ("--phone-region", "fr"), "FR"),
    ],
)
def test_the_phone_region_is_that_of_the_time_zone(
    bare: Crm, zone: str, words: tuple[str, ...], region: str
) -> None:
    said = bare.ok("init", *words, environment={"LANG": "en_US.UTF-8", "TZ": zone})
    assert f"phone region {region} " in said.lines[1]
    assert bare.ok("config", "get", "phone_region").lines == [region]


def test_what_is_said_counts(bare: Crm) -> None:
    bare.ok("init", "--currency", "cny", "--timezone", "Asia/Shanghai", "--user", "wei")
    assert bare.ok("config", "get", "currency").lines == ["CNY"]
    users = bare.ok("user", "list", "--json", environment={"CRM_USER": "wei"}).json
    assert [user["handle"] for user in users] == ["wei"]


def test_a_name_with_an_address_is_taken_apart(bare: Crm) -> None:
    said = bare.ok("init", "--user", "Li Wei <li@X.example>")
    assert said.lines[0].endswith(" for li (Li Wei, li@x.example)")
    bare.ok("user", "add", '"Chen, Bo" <bo@x.example>')
    bare.ok("user", "add", "cy@x.example", "--name", "Cy")
    users = bare.ok("user", "list", "--sort", "id", "--json").json
    assert [(user["handle"], user["name"], user["email"]) for user in users] == [
        ("li", "Li Wei", "li@x.example"),
        ("bo", "Chen, Bo", "bo@x.example"),
        ("cy", "Cy", "cy@x.example"),
    ]


def test_a_name_with_an_address_is_no_handle(bare: Crm) -> None:
    for words in (("contact", "add", "Jane"), ("init", "--user", "Li Wei <li@>")):
        result = bare(*words, environment={"CRM_USER": "Li Wei <li@x.example>"})
        assert result.code == 2, words
        assert "error: " in result.err
        assert list(bare.folder.iterdir()) == []
    result = bare("contact", "add", "Jane", environment={"CRM_USER": "Li Wei <li@x.example>"})
    assert "no handle\nhint: a handle is short, as in li (CRM_USER" in result.err


def test_a_dry_run_makes_nothing(bare: Crm) -> None:
    said = bare.ok("init", "--dry-run", "--currency", "USD")
    assert said.lines[0].startswith("dry run, nothing written: would have made ")
    assert "  currency USD, time zone Europe/Berlin" in said.lines[1]
    told = bare.ok("init", "--dry-run", "--json").json
    assert (told["dry_run"], told["changeset"]) == (True, None)
    assert list(bare.folder.iterdir()) == []


def test_a_second_time_is_a_conflict_and_a_wrong_currency_makes_nothing(bare: Crm) -> None:
    wrong = bare("init", "--currency", "XXZ")
    assert (wrong.code, wrong.err.splitlines()[0]) == (2, 'error: no currency "XXZ"')
    assert list(bare.folder.iterdir()) == []
    bare.ok("init")
    assert bare("init").code == 7


def test_what_a_killed_process_left_is_removed(crm_sqlite: Crm, tmp_path: Path) -> None:
    """Files of a process that runs, and other files, stay."""
    path = tmp_path / "new" / "crm.db"
    path.parent.mkdir()
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    left = [path.with_name(f"crm.db.new-{gone.pid}{more}") for more in ("", "-journal")]
    kept = [path.with_name(name) for name in (f"crm.db.new-{os.getppid()}", "crm.db.new-x")]
    for file in (*left, *kept):
        file.write_text("half")
    crm_sqlite.ok("--db", path, "init")
    assert [file.exists() for file in left] == [False, False]
    assert [file.exists() for file in kept] == [True, True]
    assert crm_sqlite.ok("--db", path, "doctor").code == 0


def test_a_first_command_that_fails_makes_no_database(crm_sqlite: Crm, tmp_path: Path) -> None:
    """Neither an import whose rows are refused, nor a wrong value; the next one makes it."""
    path = tmp_path / "none" / "crm.db"
    path.parent.mkdir()
    result = crm_sqlite(
        "--db", path, "import", "-", "--as", "contacts", stdin="name,email\nA,bad@\n"
    )
    assert result.code == 4
    assert "made" not in result.err
    assert crm_sqlite("--db", path, "contact", "add", "Jane", "--email", "bad@").code == 2
    assert list(path.parent.iterdir()) == []
    added = crm_sqlite.ok("--db", path, "contact", "add", "Jane", "--json")
    assert added.json["changeset"] == 2
    assert [file.name for file in path.parent.iterdir()] == ["crm.db"]
    assert "made" in added.err


def test_a_database_is_furnished_before_it_has_its_name(
    crm_sqlite: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What breaks in between leaves nothing, and init can be run again."""
    from crm_cli.services import stages

    path = tmp_path / "none" / "crm.db"
    path.parent.mkdir()
    with monkeypatch.context() as patched:
        patched.setattr(stages, "DEFAULT_STAGES", None)
        assert crm_sqlite("--db", path, "init").code == 1
    assert list(path.parent.iterdir()) == []
    crm_sqlite.ok("--db", path, "init")
    assert len(crm_sqlite.ok("--db", path, "stage", "list", "--json").json) == 7


@pytest.fixture
def imported(crm: Crm, tmp_path: Path) -> Crm:
    """A book that a first import made, by the locale of the machine."""
    crm.ok("config", "set", "timezone", "UTC")
    crm.ok("config", "unset", "phone_region")
    crm.ok("import", "-", "--as", "contacts", stdin="name,phone\nAnn,030 123456\n")
    return crm


def test_a_book_without_amounts_is_set_up_after_a_first_import(imported: Crm) -> None:
    words = ("init", "--currency", "usd", "--timezone", "Berlin", "--user", "Li <li@x.example>")
    dry = imported.ok(*words, "--dry-run")
    done = imported.ok(*words, "--json").json
    wanted = [
        "read again: 1 phone number (1 can be read in full now)",
        "currency is USD (was EUR)",
        "timezone is Europe/Berlin (was UTC)",
        "phone_region is DE (was empty)",
    ]
    assert done["details"] == wanted
    assert all(line in dry.out for line in wanted)
    assert imported.ok("config", "get", "currency").lines == ["USD"]
    assert [row["handle"] for row in imported.ok("user", "list", "--json").json] == ["amy", "li"]
    assert imported.ok(*words).out.startswith("nothing changed: ")
    imported.ok("undo", str(done["changeset"]), "--force")
    assert imported.ok("config", "get", "currency").lines == ["EUR"]


@pytest.mark.parametrize(
    "words",
    [
        ("deal", "add", "A", "--amount", "5"),
        ("rate", "add", "USD", "EUR", "0.9"),
        ("contact", "edit", "C1", "--field", "budget=5"),
    ],
)
def test_where_there_are_amounts_a_book_stays_as_it_is(
    imported: Crm, words: tuple[str, ...]
) -> None:
    imported.ok("field", "add", "contact", "budget", "--kind", "money")
    assert imported("init").code == 7, "nothing is said"
    imported.ok(*words)
    refused = imported("init", "--currency", "USD")
    assert (refused.code, "with amounts in " in refused.err) == (7, True)
    assert imported.ok("config", "get", "currency").lines == ["EUR"]


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        ("title,amount", ["A,5", "B,7"], "amounts: 2 in EUR; those without a currency are taken"),
        ("title,amount", ["A,$5", "B,7", "C,8"], "amounts: 2 in EUR, 1 in USD; those without"),
        ("title,amount,currency", ["A,5,GBP", "B,7,EUR"], "amounts: 1 in EUR, 1 in GBP\n"),
    ],
)
def test_an_import_says_its_currencies(crm: Crm, columns: str, rows: list[str], said: str) -> None:
    text = "\n".join([columns, *rows, ""])
    assert said in crm.ok("import", "-", "--as", "deals", stdin=text).out


def test_an_import_says_the_currencies_of_own_fields(crm: Crm) -> None:
    text = "name,budget\nAnn Lee,5\nBob Ray,$7\nCy Poe,9\n"
    words = ("--as", "contacts", "--map", "budget=field:budget:money")
    said = "budget: 2 in EUR, 1 in USD; those without a currency are taken for EUR"
    assert said in crm.ok("import", "-", *words, stdin=text).out
