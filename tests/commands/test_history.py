"""`crm history`: what was done, in words, and one record's life; the same text on both engines."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.conftest import Crm
from tests.goldens import difference


def at(moment: str) -> dict[str, str]:
    return {"CRM_NOW": f"2026-11-{moment}:00Z"}


PEOPLE = "name,email,company\nJane Smith,jane@acme.example,Acme\n张伟,zw@acme.example,Acme\n"


@pytest.fixture
def told(crm: Crm) -> Crm:
    """A team's three days: an import, a deal and its end, edits, an undo, a bulk edit."""
    crm.ok("user", "add", "tom", "--name", "Tom Bell", environment=at("18T07:00"))
    path = crm.folder / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    crm.ok("import", path.name, "--as", "contacts", environment=at("18T08:00"))
    deal = ("deal", "add", "Website relaunch", "--company", "Acme", "--amount", "12k")
    crm.ok(*deal, "--stage", "negotiation", environment=at("18T09:30"))
    crm.ok("deal", "move", "D1", "won", "--reason", "price", environment=at("19T15:02"))
    edit = ("contact", "edit", "C1", "--city", "Berlin", "--add-email", "j@x.example")
    crm.ok(*edit, "--tag", "vip", environment=at("19T15:10") | {"CRM_USER": "tom"})
    crm.ok("field", "add", "contact", "budget", "--kind", "money", environment=at("19T15:20"))
    crm.ok("contact", "edit", "C2", "--field", "budget=5k", environment=at("19T15:21"))
    crm.ok("contact", "edit", "C2", "--field", "budget=6k", "--name", "[red]x[/]\x1b[31m",
           environment=at("19T15:22"))  # fmt: skip
    crm.ok("undo", "6", environment=at("20T08:00"))
    bulk = ("contact", "edit", "--where", "company=Acme", "--set", "owner=tom", "--yes")
    crm.ok(*bulk, environment=at("20T09:00"))
    crm.ok("contact", "delete", "C2", environment=at("20T09:10"))
    crm.ok("config", "set", "currency", "USD", environment=at("20T09:20"))
    return crm


def test_the_list_in_words(told: Crm) -> None:
    assert difference("history/list.txt", told.ok("history").out) == ""


@pytest.mark.parametrize("ref", ["D1", "C1", "C2"])
def test_one_records_life(told: Crm, ref: str) -> None:
    assert difference(f"history/{ref}.txt", told.ok("history", ref).out) == ""


def test_one_changeset_by_its_number(told: Crm) -> None:
    every = told.ok("history", "--json").json
    for text in ("5", "#5"):
        assert told.ok("history", text, "--json").json == [every[-5]]
    for text in ("0", "999"):
        result = told("history", text)
        assert (result.code, result.err.splitlines()[0]) == (
            3,
            f"error: there is no changeset {text}",
        )


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "md", "html"])
def test_all_formats(told: Crm, format: str) -> None:
    """Those for people as they were read once; those for programs have the same rows."""
    found = told.ok("history", "--format", format).out
    rows = told.ok("history", "--json").json
    assert [row["changeset"] for row in rows] == [f"#{number}" for number in range(13, 0, -1)]
    if format == "jsonl":
        assert [json.loads(line) for line in found.splitlines()] == rows
    elif format == "csv":
        read = list(csv.DictReader(io.StringIO(found)))
        assert [row["what"] for row in read] == [row["what"] for row in rows]
    elif format != "json":
        assert difference(f"history/list.{format}", found) == ""


def test_the_line_of_a_move(told: Crm) -> None:
    """As the specification has it."""
    (line,) = [line for line in told.ok("history").lines if "deal move" in line]
    assert " ".join(line.split()) == (
        "#5 yesterday 16:02 amy deal move D1 won --reason price"
        " · D1 Website relaunch: stage negotiation → won, closed 2026-11-19, reason price"
    )


def test_only_some(told: Crm) -> None:
    """By user, day, words of the command, source; and all of these at once."""

    def ids(*words: str, environment: dict[str, str] | None = None) -> list[str]:
        rows = told.ok("history", *words, "--json", environment=environment).json
        return [row["changeset"] for row in rows]

    assert ids("--user", "tom") == ["#6"]
    assert ids("--user", "me", environment={"CRM_USER": "tom"}) == ["#6"]
    # The database itself was made today: #1 is older only by its number.
    assert ids("--since", "2026-11-20") == ["#13", "#12", "#11", "#10", "#1"]
    assert ids("--since", "yesterday", "--until", "yesterday") == ["#9", "#8", "#7", "#6", "#5"]
    assert ids("--command", "IMPORT") == ["#3"]
    assert ids("--command", "contact edit", "--user", "amy", "--since", "today") == ["#11"]
    assert ids("--command", "%") == []
    assert ids("--source", "terminal") == []
    assert len(ids("--source", "script")) == 13
    assert told("history", "--since", "blah").code == 2
    assert told("history", "--source", "blah").code == 2
    assert told("history", "C99").code == 3
    cut = told.ok("history", "--limit", "2")
    assert "2 of 13 changesets" in cut.out + cut.err


def test_what_a_strangers_sql_wrote_is_told_too(crm: Crm) -> None:
    """Consecutive statements share a changeset; the next command ends it."""
    crm.ok("company", "add", "Acme", "--city", "Berlin")
    for number, statement in enumerate(
        ("UPDATE company SET city = 'Rome'", "UPDATE company SET size = '5'", "DELETE FROM company")
    ):
        crm.database.execute(statement)
        crm.database.close()
        if number == 1:
            crm.ok("company", "add", "Globex")
    rows = crm.ok("history", "--json").json[:3]
    assert [(row["source"], row["who"], row["command"], row["changes"]) for row in rows] == [
        ("outside", None, "outside crm", "O1 Acme removed · O2 Globex removed"),
        ("script", "amy", "company add Globex", "O2 Globex added"),
        ("outside", None, "outside crm", "O1 Acme: city Berlin → Rome, size 5"),
    ]
    assert [row["source"] for row in crm.ok("history", "--source", "outside", "--json").json] == [
        "outside"
    ] * 2


@pytest.mark.parametrize(
    ("words", "recorded"),
    [
        (("--db", "{url}", "company", "add", "X"), "--db … company add X"),
        (("--db={url}", "company", "add", "X"), "--db=… company add X"),
        (
            ("company", "add", "X", "--website", "https://amy:hunter2@x.example/a"),
            "company add X --website https://amy:…@x.example/a",
        ),
        (
            ("company", "add", "postgresql://amy:p%40ss:w@h/db"),
            "company add postgresql://amy:…@h/db",
        ),
        (("company", "add", "a:b@c"), "company add a:b@c"),
    ],
)
def test_no_secret_is_kept(crm: Crm, words: tuple[str, ...], recorded: str) -> None:
    url = crm.environment["CRM_DATABASE_URL"]
    crm.ok(*(word.format(url=url) for word in words))
    rows = crm.database.rows("SELECT command FROM changeset ORDER BY id DESC LIMIT 1")
    assert rows[0]["command"] == f"crm {recorded}"
