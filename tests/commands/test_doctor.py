"""`crm doctor`: exit code 1 and what to do, whatever is wrong."""

from __future__ import annotations

import shlex
import sqlite3
from pathlib import Path

from tests.conftest import Crm
from tests.migrations.older import old_book


def test_all_is_well(crm: Crm) -> None:
    checks = crm.ok("doctor", "--json").json
    assert {row["state"] for row in checks} == {"ok"}
    assert {"schema", "integrity", "history", "settings"} <= {row["check"] for row in checks}


def test_a_newer_schema(crm_sqlite: Crm) -> None:
    with sqlite3.connect(crm_sqlite.database.path) as connection:
        connection.execute("PRAGMA user_version=99")
    connection.close()
    result = crm_sqlite("doctor", "--json")
    assert result.code == 1
    (row,) = result.json
    assert (row["check"], row["state"]) == ("schema", "wrong")
    assert "was written by a newer crm (schema 99" in row["found"]
    assert row["advice"] == "upgrade crm on this machine, as its README says"


def test_an_older_schema_is_left_as_it_is(crm_sqlite: Crm, tmp_path: Path) -> None:
    book = old_book(tmp_path / "old.db", 1)
    before = book.read_bytes()
    result = crm_sqlite("--db", book, "doctor")
    assert result.code == 1
    assert "crm db upgrade" in result.out
    assert book.read_bytes() == before


def test_a_damaged_file(crm_sqlite: Crm) -> None:
    """The first page is gone, or one in the middle."""
    path = crm_sqlite.database.path
    whole = path.read_bytes()
    for start in (0, 4096 * 20):
        path.write_bytes(whole[:start] + b"\xaa" * 8192 + whole[start + 8192 :])
        result = crm_sqlite("doctor")
        assert result.code == 1, result.err
        assert "restore the last backup" in result.out


# What another program wrote, the line of it, the command that mends it, and what stands for "…".
UNREADABLE = [
    ("UPDATE setting SET value = 'ZZZZ' WHERE name = 'currency'", '"ZZZZ"',
        "crm config set currency …", "EUR"),
    ("UPDATE setting SET value = '-3' WHERE name = 'stale_days'", "stale_days cannot be '-3'",
        "crm config set stale_days …", "30"),
    ("UPDATE setting SET value = 'Mars' WHERE name = 'timezone'", "timezone cannot be 'Mars'",
        "crm config set timezone …", "UTC"),
    ("DELETE FROM stage_move WHERE deal_id = 1", "no stage was recorded for D1",
        "crm db upgrade --repair", ""),
    ("UPDATE deal SET expected_close = '2026-02-30' WHERE id > 2", "expected_close of D3, D4",
        "crm deal edit --where ref=D3,D4 --set expected_close=…", "2026-12-28"),
    ("UPDATE deal SET opened_at = '2026-02-29' WHERE id = 1", "opened_at of D1 is no",
        "crm deal edit D1 --set opened_at=…", "2026-02-28"),
    ("UPDATE task SET due_time = '24:00' WHERE id = 1", "due_time of K1",
        "crm task edit K1 --set due_time=…", "15:00"),
    ("UPDATE interaction SET occurred_at = '2026-11-05T24:61:00.000Z'", "occurred_at of I1",
        "crm interaction edit I1 --set occurred_at=…", "2026-11-05"),
    ("UPDATE contact SET birthday = '--02-30' WHERE id = 1", "birthday of C1",
        "crm contact edit C1 --set birthday=…", "--05-24"),
    ("UPDATE company SET created_at = '2026-99-01T00:00:00.000Z' WHERE id = 1",
        "created_at of O1", "crm db upgrade --repair", ""),
    ("UPDATE company SET deleted_at = 'x___-__-__T__:__:__.___Z' WHERE id = 3",
        "deleted_at of O3", "crm db upgrade --repair", ""),
    ("UPDATE stage_move SET at = '2026-13-01' WHERE deal_id = 4", "at of stage_move 4",
        "crm db upgrade --repair", ""),
    ("UPDATE change SET before = '{', after = '[]' WHERE operation = 'update' AND id < 40",
        "changed cannot be read", "crm db upgrade --repair", ""),
    ("UPDATE deal SET currency = 'ZZZZ', amount_minor = 5 WHERE id > 2",
        "D3, D4: there is no currency 'ZZZZ'",
        'crm deal edit --where ref=D3,D4 --set amount="… EUR"', "5"),
    ("UPDATE rate SET quote = 'ZZZZ' WHERE id = 1", "rate 1: there is no currency 'ZZZZ'",
        "crm rate delete 1", ""),
    ("UPDATE rate SET on_day = '2026-06-31' WHERE id = 2", "on_day of rate 2",
        "crm rate delete 2", ""),
    ("UPDATE deal SET closed_at = NULL WHERE id = 2", "1 won or lost deal: no closing",
        "crm deal edit D2 --set closed_at=…", "today"),
    ("UPDATE company SET parent_id = 3 - id WHERE id < 3", "parent goes in a circle: O1 → O2 → O1",
        "crm company edit O1 --set parent=", ""),
    ("UPDATE contact SET referred_by_id = id WHERE id = 2", "referred_by goes in a circle: C2 → C2",
        "crm contact edit C2 --set referred_by=", ""),
    ("UPDATE task SET recurrence = 'sometimes' WHERE id = 2", "K2: 'sometimes' does not say",
        "crm task edit K2 --set recurrence=…", "week"),
    ("UPDATE saved_filter SET conditions = '[\"colour=red\"]' WHERE id = 1", "the filter 'f'",
        "crm filter edit f --where …", "city=Rome"),
    ("UPDATE saved_filter SET conditions = 'x' WHERE id = 2", "the filter 'g'",
        "crm filter edit g --where …", "city=Rome"),
    ("UPDATE saved_filter SET noun = 'boat' WHERE id = 3", "the filter 'h'",
        "crm filter delete h", ""),
    ("UPDATE field SET choices = 'x' WHERE name = 'kind of'", "choose from in contact 'kind of'",
        "crm field edit contact 'kind of' --choices …", "small,large"),
    ("UPDATE contact_field SET value = 'huge' WHERE field_id = 1", "C1: size cannot be 'huge'",
        "crm contact edit C1 --field size=…", "small"),
    ("UPDATE contact_field SET value = '1e' WHERE field_id = 2", "C1: n cannot be '1e'",
        "crm contact edit C1 --field n=…", "7"),
    ("UPDATE contact_field SET currency = 'ZZZZ' WHERE field_id = 3",
        "C1: budget cannot be '500 ZZZZ'", "crm contact edit C1 --field budget=…", "5EUR"),
    ("UPDATE contact_field SET value = '2026-02-30' WHERE field_id = 4", "C1: met cannot",
        "crm contact edit C1 --field met=…", "2026-02-28"),
]  # fmt: skip
BOOK = """
company add Acme\ncompany add Lund\ncompany add Gone
contact add Jane --company Acme\ncontact add "Bob Ray"
deal add A --opened 2026-11-01\ndeal add B --stage won\ndeal add C\ndeal add D
task add Call\ntask add Write --every week
interaction add call Jane --at 2026-11-05
rate add EUR USD 1.1\nrate add EUR CHF 1.1 --on 2026-01-01\nconfig set stale_days 9
filter add f contact --where city=Rome\nfilter add g contact --where city=Rome
filter add h contact --where city=Rome
field add contact size --kind choice --choices small,large\nfield add contact n --kind number
field add contact budget --kind money\nfield add contact met --kind date
field add contact "kind of" --kind choice --choices a,b
contact edit C1 --field size=small --field n=3 --field budget=5 --field met=today
"""


def test_what_cannot_be_read_is_named_and_mended(crm: Crm) -> None:
    for line in BOOK.strip().splitlines():
        crm.ok(*shlex.split(line))
    if crm.database.engine == "sqlite":
        crm.database.execute("PRAGMA ignore_check_constraints=ON")
    else:
        crm.database.execute("ALTER TABLE company DROP CONSTRAINT company_deleted_at_time")
    for sql, *_ in UNREADABLE:
        crm.database.execute(sql)
    crm.database.close()
    result = crm("doctor", "--json")
    assert result.code == 1
    wrong = {row["found"]: row["advice"] for row in result.json if row["state"] == "wrong"}
    commands: dict[str, None] = {}
    for _, line, advice, right in UNREADABLE:
        (found,) = [found for found in wrong if line in found]
        assert wrong.pop(found) == advice
        commands[advice.replace("…", right) + (" --yes" if "--where ref" in advice else "")] = None
    assert not wrong
    for command in commands:
        crm.ok(*shlex.split(command)[1:])
    assert {row["state"] for row in crm.ok("doctor", "--json").json} == {"ok"}


def test_a_closing_day_may_be_unknown(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("import", "-", "--as", "deals", stdin="title,stage\nA,won\nB,lost\n")
    (said,) = [row for row in crm_sqlite.ok("doctor", "--json").json if row["check"] == "records"]
    assert (said["state"], said["found"]) == ("ok", "2 won or lost deals: no closing day (D1, D2)")
