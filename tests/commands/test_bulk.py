"""Many records at once: `--where` instead of a REF, and follow-ups for all that fit."""

from __future__ import annotations

from typing import Any

import pytest

from tests.changes.histories import contents
from tests.conftest import Crm
from tests.terminal import ENTER, Terminal


def _people(crm: Crm) -> None:
    """Three in Berlin, one of them vip, and one in Paris with a hostile name."""
    crm.ok("contact", "add", "Jane Smith", "--city", "Berlin", "--tag", "vip", "--tag", "old")
    crm.ok("contact", "add", "张伟", "--city", "Berlin")
    crm.ok("contact", "add", "Tom Bell", "--city", "Berlin", "--job-title", "CTO")
    crm.ok("contact", "add", "[red]x[/]", "--city", "Paris")


def _changesets(crm: Crm) -> int:
    return int(crm.database.rows("SELECT count(*) AS n FROM changeset")[0]["n"])


def _cells(crm: Crm, noun: str, *names: str) -> list[tuple[Any, ...]]:
    rows = crm.ok(noun, "list", "--sort", "id", "--json").json
    return [tuple(row[name] for name in names) for row in rows]


def test_fields_of_all_that_fit_in_one_changeset_that_undo_takes_back(crm: Crm) -> None:
    _people(crm)
    crm.ok("field", "add", "contact", "budget", "--kind", "number")
    before, count = contents(crm.database), _changesets(crm)
    result = crm.ok(
        *("contact", "edit", "--where", "city=Berlin", "--yes"),
        *("--set", "job_title=CTO", "--set", "tags=vip", "--set", "owner=amy"),
        *("--set", "budget=12", "--set", "city=Köln"),
    )
    assert result.out.startswith("changed 3 contacts (undo: crm undo ")
    assert _changesets(crm) == count + 1
    assert _cells(crm, "contact", "name", "job_title", "tags", "owner", "budget", "city") == [
        ("Jane Smith", "CTO", ["vip"], "amy", 12, "Köln"),
        ("张伟", "CTO", ["vip"], "amy", 12, "Köln"),
        ("Tom Bell", "CTO", ["vip"], "amy", 12, "Köln"),
        ("[red]x[/]", None, [], None, None, "Paris"),
    ]
    found = crm.ok("find", "koln", "--json").json
    assert sorted(row["ref"] for row in found) == ["C1", "C2", "C3"]
    crm.ok("undo", "--yes")
    assert contents(crm.database) == before


def test_each_way_of_writing_gives_what_the_single_one_gives(crm: Crm) -> None:
    """The fields of two records set one by one, and of two at once: the rows are equal."""
    for number in range(4):
        crm.ok("company", "add", f"Firm {number}")
        crm.ok("deal", "add", f"Deal {number}", "--amount", "5 USD", "--company", "O1")
        crm.ok("ticket", "open", f"Ticket {number}", "--company", "O1")
        crm.ok("task", "add", f"Task {number}", "--due", "mon 9:30", "--tag", "a")
    crm.ok("deal", "lose", "D1", "--reason", "price")
    crm.ok("deal", "lose", "D3", "--reason", "price")
    sets = {
        "deal": ("stage=won", "amount=12k", "competitor=Globex", "tag=big"),
        "ticket": ("status=closed", "priority=high", "kind=complaint"),
        "task": ("due=fri 15:00", "priority=high", "tag=b"),
    }
    letters = {"deal": "D", "ticket": "T", "task": "K"}
    for noun, pairs in sets.items():
        words = [word for pair in pairs for word in ("--set", pair)]
        for id in (1, 2):
            crm.ok(noun, "edit", f"{letters[noun]}{id}", *words)
        crm.ok(noun, "edit", "--where", "id=3,4", "--yes", *words)
        singles, several = _rows(crm, noun, (1, 2)), _rows(crm, noun, (3, 4))
        assert singles == several
    assert _cells(crm, "deal", "amount", "currency", "closed_at")[3] == (
        ("12000.00", "USD", "2026-11-20")
    )


def _rows(crm: Crm, noun: str, ids: tuple[int, int]) -> list[Any]:
    """The rows of two records, and those beside them, but for what is each one's own."""
    own = {"id", "uid", "title", "subject", "search_text", f"{noun}_id", "created_at"}
    found = []
    tables = {"deal": ("stage_move", "deal_tag"), "ticket": ("ticket_move",), "task": ("task_tag",)}
    for table, column in ((noun, "id"), *((table, f"{noun}_id") for table in tables[noun])):
        for id in ids:
            rows = crm.database.rows(f"SELECT * FROM {table} WHERE {column} = {id} ORDER BY id")
            found.append([{k: v for k, v in row.items() if k not in own} for row in rows])
    crm.database.close()
    return found


def test_what_is_so_already_is_left_and_counted(crm: Crm) -> None:
    _people(crm)
    result = crm.ok("contact", "edit", "-w", "city=Berlin", "--job-title", "CTO", "-y")
    assert result.out.startswith("changed 2 contacts; 1 needed no change")
    count = _changesets(crm)
    result = crm.ok("contact", "edit", "-w", "city=Berlin", "--job-title", "CTO", "-y")
    assert result.out == "no change: 3 contacts already have these values\n"
    assert _changesets(crm) == count


def test_without_a_person_to_ask_it_has_to_be_meant(crm: Crm) -> None:
    _people(crm)
    before = contents(crm.database)
    result = crm("contact", "delete", "--where", "city=Berlin")
    assert result.code == 2
    assert "this would delete 3 contacts: C3 Tom Bell, C2 张伟, C1 Jane Smith\n" in result.err
    assert "--yes" in result.err
    assert contents(crm.database) == before
    assert crm.ok("contact", "delete", "--where", "city=Berlin", "--yes").out.startswith(
        "deleted 3 contacts"
    )
    assert _cells(crm, "contact", "ref") == [("C4",)]
    crm.ok("undo", "--yes")
    assert contents(crm.database) == before


def test_a_dry_run_counts_and_changes_nothing(crm: Crm) -> None:
    _people(crm)
    before = contents(crm.database)
    result = crm.ok("contact", "tag", "--where", "city=Berlin", "vip", "--dry-run", "--json").json
    assert result["message"] == "tagged 2 contacts; 1 needed no change"
    assert (result["dry_run"], result["changeset"]) == (True, None)
    assert [row["ref"] for row in result["rows"]] == ["C3", "C2", "C1"]
    assert contents(crm.database) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("contact", "edit", "--where", "city=Berlin", "--set", "birthday=blah"), 2, "blah"),
        (("contact", "edit", "--where", "city=Berlin", "--set", "nothing=1"), 3, "nothing"),
        (("contact", "edit", "--where", "city=Berlin", "--set", "name="), 2, "C3 Tom Bell: name"),
        (("contact", "edit", "--where", "town=Berlin", "--set", "city=x"), 2, "town"),
        (("contact", "edit", "--where", "city=Berlin"), 2, "nothing to change"),
        (("contact", "edit", "--where", "", "--set", "city=x"), 2, "cannot read the condition"),
        (("contact", "edit", "-w", "city=Berlin", "--city", "x", "--set", "city=y"), 2, "twice"),
        (("contact", "edit", "C1", "--where", "city=Berlin", "--set", "city=x"), 2, "two ways"),
        (("contact", "delete", "C1", "--where", "city=Berlin"), 2, "two ways"),
        (("contact", "tag", "C1", "vip", "--where", "city=Berlin"), 2, "two ways"),
        (("contact", "tag", "--where", "city=Berlin", "--remove", "nix"), 3, "nix"),
        (("contact", "edit", "--set", "city=x"), 2, "which contact?"),
        (("contact", "delete"), 2, "which contact?"),
        (("contact", "edit", "--where", "city=Berlin", "--set", "email=a@x.example"), 7, "C3"),
    ],
)
def test_what_cannot_be_done_writes_nothing(
    crm: Crm, words: tuple[str, ...], code: int, said: str
) -> None:
    _people(crm)
    before = contents(crm.database)
    result = crm(*words, "--yes")
    assert (result.code, said in result.err) == (code, True), result.err
    assert contents(crm.database) == before


def test_one_record_that_cannot_change_stops_all_and_is_named(crm: Crm) -> None:
    crm.ok("deal", "add", "Old", "--opened", "2026-01-01")
    crm.ok("deal", "add", "New", "--opened", "2026-11-10")
    before = contents(crm.database)
    result = crm(
        "deal", "edit", "--where", "outcome=open", "--set", "stage=lost", "--set",
        "closed_at=2026-11-01", "--yes",
    )  # fmt: skip
    assert result.code == 4
    assert "D2 New: " in result.err
    assert contents(crm.database) == before


def test_nothing_fits(crm: Crm) -> None:
    _people(crm)
    for words in (
        ("contact", "edit", "--where", "city=Rome", "--set", "city=x"),
        ("contact", "delete", "--where", "city=Rome"),
        ("contact", "tag", "--where", "city=Rome", "vip"),
        ("task", "add", "call", "--where", "city=Rome"),
    ):
        assert "fits city=Rome" in crm.ok(*words).out
    assert "vip" in crm.ok("tag", "list").out


def test_tags(crm: Crm) -> None:
    _people(crm)
    crm.ok(
        "contact", "tag", "--where", "city=Berlin", "vip", "key account", "--remove", "old", "-y"
    )
    assert _cells(crm, "contact", "tags") == [
        (["key account", "vip"],), (["key account", "vip"],), (["key account", "vip"],), ([],)
    ]  # fmt: skip
    crm.ok("deal", "add", "One")
    crm.ok("deal", "tag", "--where", "title=One", "D1x", "-y")
    assert _cells(crm, "deal", "tags") == [(["D1x"],)]


def test_only_open_tasks_unless_it_is_said(crm: Crm) -> None:
    """As `crm task list` shows them."""
    for title in ("One", "Two"):
        crm.ok("task", "add", title, "--due", "2026-11-19")
    crm.ok("task", "done", "K1")
    crm.ok("task", "edit", "--where", "due_on<today", "--set", "due=mon", "--yes")
    rows = crm.ok("task", "list", "--all", "--json").json
    assert {row["ref"]: row["due_on"] for row in rows} == {"K1": "2026-11-19", "K2": "2026-11-23"}


def test_a_follow_up_for_each(crm: Crm) -> None:
    _people(crm)
    crm.ok("user", "add", "tom")
    crm.ok("field", "add", "task", "why")
    count = _changesets(crm)
    crm.ok(
        *("task", "add", "Call about renewal", "--where", "city=Berlin", "--due", "fri 9:00"),
        *("--owner", "tom", "--tag", "renewal", "--field", "why=contract", "--yes"),
    )
    assert _changesets(crm) == count + 1
    expected = [
        ("Call about renewal", name, "2026-11-27", "09:00", "tom", ["renewal"], "contract")
        for name in ("Tom Bell", "张伟", "Jane Smith")
    ]
    columns = ("title", "contact", "due_on", "due_time", "owner", "tags", "why")
    assert _cells(crm, "task", *columns) == expected
    assert len(crm.ok("find", "renewal", "--json").json) == 3
    crm.ok("company", "add", "Acme")
    crm.ok("ticket", "open", "Broken", "--contact", "C1", "--company", "O1")
    crm.ok("ticket", "open", "Slow", "--contact", "C2")
    crm.ok("task", "add", "Look", "--for", "tickets", "--where", "status=open", "--yes")
    assert _cells(crm, "task", "title", "ticket", "contact", "company")[3:] == [
        ("Look", "Slow", "张伟", None), ("Look", "Broken", "Jane Smith", "Acme")
    ]  # fmt: skip


def test_a_follow_up_for_each_member_of_a_segment(crm: Crm) -> None:
    _people(crm)
    crm.ok("segment", "save", "berliners", "contact", "--where", "city=Berlin")
    crm.ok("task", "add", "Call", "--segment", "berliners", "--yes")
    assert len(_cells(crm, "task", "contact")) == 3
    crm.ok("company", "add", "Acme")
    crm.ok("deal", "add", "One", "--company", "Acme", "--amount", "5k")
    crm.ok("deal", "add", "Two", "--contact", "C4", "--amount", "4k")
    crm.ok("deal", "win", "D1")
    crm.ok("deal", "win", "D2")
    members = crm.ok("segment", "members", "new", "--by", "lifecycle", "--json").json
    assert [row["ref"] for row in members] == ["O1", "C4"]
    crm.ok("task", "add", "Welcome", "--segment", "new", "--by", "lifecycle", "--yes")
    assert _cells(crm, "task", "company", "contact")[3:] == [
        ("Acme", None), (None, "[red]x[/]")
    ]  # fmt: skip
    for words in (("--where", "tag=vip"), ("--for", "deals")):
        assert crm("task", "add", "x", "--segment", "new", *words).code == 2
    assert crm("task", "add", "x", "--for", "deals").code == 2
    assert crm("task", "add", "x", "--for", "users", "--where", "role=member").code == 2
    assert crm("task", "add", "--where", "tag=vip").code == 2


def test_a_person_is_asked(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    _people(crm)
    before = contents(crm.database)
    words = ("contact", "edit", "--where", "city=Berlin", "--set", "city=Paris")

    def terminal() -> Terminal:
        environment = {key: value for key, value in crm.environment.items() if key != "TERM"}
        return Terminal(*words, environment=environment, folder=crm.folder)

    screen = terminal()
    screen.see("3 contacts: C3 Tom Bell, C2 张伟, C1 Jane Smith")
    screen.answer("Change city of 3 contacts?", "n")
    assert screen.end() != 0
    assert contents(crm.database) == before
    screen = terminal()
    screen.answer("Change city of 3 contacts?", "y" + ENTER)
    screen.see("changed 3 contacts")
    assert screen.end() == 0
    assert {row[0] for row in _cells(crm, "contact", "city")} == {"Paris"}


def test_an_unknown_field_is_refused_also_where_no_record_fits(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("contact", "add", "Ann")
    result = crm_sqlite("contact", "edit", "--where", "city=Nowhere", "--set", "nope=1", "--yes")
    assert result.code == 3
    assert "no field called 'nope'" in result.err
