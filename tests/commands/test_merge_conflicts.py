"""Merges of records that differ: which of two values stays, and who is asked."""

from __future__ import annotations

from tests.changes.histories import contents
from tests.commands.helpers import newest
from tests.conftest import Crm
from tests.terminal import DOWN, ENTER, ESCAPE, Terminal


def test_without_a_terminal_a_conflict_is_refused_and_named(crm: Crm) -> None:
    crm.ok("field", "add", "contact", "Level")
    crm.ok("contact", "add", "Jane", "--city", "Ulm", "--stage", "lead", "--field", "level=1")
    crm.ok("contact", "add", "Jane", "--city", "Bonn", "--stage", "lead", "--field", "level=2")
    before = contents(crm.database)
    result = crm("contact", "merge", "C1", "C2")
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines() == [
        "error: C1 and C2 differ in city (Ulm | Bonn), Level (1 | 2)",
        "hint: say whose value stays: --prefer newest, A (C1) or B (C2); or for one field"
        " --take city=B",
    ]
    assert crm("contact", "merge", "C1", "C2", "--dry-run").code == 2
    assert crm("contact", "merge", "C1", "C2", "--take", "city=B").code == 2
    assert contents(crm.database) == before
    tried = crm.ok("contact", "merge", "C1", "C2", "--take", "city=B", "--prefer", "a", "--dry-run")
    assert "city: Bonn, from C2" in tried.out
    assert contents(crm.database) == before
    result = crm.ok("contact", "merge", "C1", "C2", "--take", "city=B", "--take", "LEVEL=a",
                    "--json")  # fmt: skip
    assert (result.json["record"]["city"], result.json["record"]["Level"]) == ("Bonn", "1")
    assert result.json["changeset"] == newest(crm)


def test_the_newest_value_is_the_one_written_last_field_by_field(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--city", "Ulm", "--job-title", "CTO")
    crm.ok("contact", "add", "Jane", "--city", "Bonn", "--job-title", "CEO")
    crm.ok("contact", "edit", "C1", "--city", "Rome")
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "newest")
    found = crm.ok("contact", "show", "C1", "--json").json
    assert (found["city"], found["job_title"]) == ("Rome", "CEO")


def test_fields_that_mean_one_thing_are_chosen_together(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--consent", "given", "--consent-at", "2026-01-02")
    crm.ok("contact", "add", "Jane", "--consent", "withdrawn", "--consent-source", "phone")
    crm.ok("contact", "merge", "C1", "C2", "--take", "consent=B")
    found = crm.ok("contact", "show", "C1", "--json").json
    assert found["consent"] == "withdrawn"
    assert (found["consent_at"], found["consent_source"]) == (None, "phone")


def test_in_a_terminal_each_difference_is_chosen(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Jane Smith", "--city", "Ulm", "--stage", "lead")
    crm.ok("contact", "add", "Jane Smyth", "--city", "\x1b[31mBonn", "--stage", "customer")
    terminal = Terminal("contact", "merge", "C1", "C2", "--take", "stage=B",
                        environment=crm.environment, folder=crm.folder)  # fmt: skip
    terminal.see("They differ")
    assert "Jane Smyth (C2)" in " ".join(terminal.see("? name").split())
    terminal.type(ENTER)
    assert "^[[31mBonn (C2)" in " ".join(terminal.see("? city").split())
    terminal.type(DOWN + ENTER)
    terminal.see("merged contact C2 Jane Smyth into C1 Jane Smith")
    assert terminal.end() == 0
    found = crm.ok("contact", "show", "C1", "--json").json
    assert (found["name"], found["city"], found["stage"]) == (
        "Jane Smith", "\x1b[31mBonn", "customer"
    )  # fmt: skip


def test_leaving_the_questions_leaves_no_trace(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    for city in ("Ulm", "Bonn"):
        crm.ok("contact", "add", "Jane", "--city", city)
    before = contents(crm.database)
    terminal = Terminal("contact", "merge", "C1", "C2",
                        environment=crm.environment, folder=crm.folder)  # fmt: skip
    terminal.see("? city")
    terminal.type(ESCAPE)
    assert terminal.end() == 130
    assert contents(crm.database) == before


def test_hostile_values_are_shown_harmless_where_they_differ(crm: Crm) -> None:
    crm.ok("contact", "add", "[red]x[/] \x1b[31m", "--city", "=1+1\u202e")
    crm.ok("contact", "add", "张伟", "--city", "柏林")
    result = crm("contact", "merge", "C1", "C2")
    assert "\x1b" not in result.err
    assert "city (=1+1<U+202E> | 柏林)" in result.err
    crm.ok("contact", "merge", "C1", "C2", "--prefer", "B")
    found = crm.ok("contact", "show", "C1", "--json").json
    assert (found["name"], found["family_name"], found["city"]) == ("张伟", "张", "柏林")


def test_a_name_that_stays_stays_whole(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "[red]x[/]")
    crm_sqlite.ok("contact", "add", "张伟")
    crm_sqlite.ok("contact", "merge", "C1", "C2", "--prefer", "A")
    kept = crm_sqlite.ok("contact", "show", "C1", "--json").json
    assert (kept["name"], kept["given_name"], kept["family_name"]) == (
        "[red]x[/]", "[red]x[/]", None,
    )  # fmt: skip
