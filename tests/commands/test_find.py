"""`crm find`: search everything."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm


def _titles(crm: Crm, *words: str) -> list[str]:
    return [hit["title"] for hit in crm.ok("find", *words, "--json").json]


@pytest.fixture
def people(crm: Crm) -> Crm:
    """Some people with a company, a deal, a task and a call."""
    crm.ok("company", "add", "Schröder Maschinenbau", "--domain", "schroeder.de", "--city", "Köln")
    crm.ok("contact", "add", "José Müller", "--company", "O1", "--email", "jose@schroeder.de")
    crm.ok("contact", "add", "张伟明", "--phone", "+86 138 0013 8000", "--handle", "wechat:zwm88")
    crm.ok("contact", "add", "Ann 100%_real", "--job-title", "Müllerin")
    crm.ok("contact", "add", "Juergen Boll")
    crm.ok("deal", "add", "Müller website", "--company", "O1", "--competitor", "Globex")
    crm.ok("task", "add", "Ask Müller about the offer")
    crm.ok("log", "call", "C1", "Quote\nHe asked about delivery to Zürich and the long warranty")
    return crm


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["jose"], ["José Müller"]),
        (["muller jose"], ["José Müller"]),
        (["muller", "web"], ["Müller website"]),
        (["schroder"], ["Schröder Maschinenbau"]),
        # ü is ue, ö is oe; but an e is no matter of taste where there is no umlaut.
        (["mueller", "jose"], ["José Müller"]),
        (["schroeder", "masch"], ["Schröder Maschinenbau"]),
        (["jürgen"], ["Juergen Boll"]),
        (["mueller", "web"], ["Müller website"]),
        (["aen"], []),
        # Two Chinese characters, at the beginning or not.
        (["张伟"], ["张伟明"]),
        (["伟明"], ["张伟明"]),
        # Addresses, handles, cities, what was said.
        (["jose@schroeder.de"], ["José Müller"]),
        (["zwm88"], ["张伟明"]),
        (["koln"], ["Schröder Maschinenbau"]),
        (["globex"], ["Müller website"]),
        (["zurich", "warranty"], ["Quote"]),
        # Phone numbers by their digits, however they are written.
        (["13800138000"], ["张伟明"]),
        (["+86 138-0013-8000"], ["张伟明"]),
        (["0138 0013 80"], ["张伟明"]),
        # The wildcards of SQL are plain characters.
        (["100%_"], ["Ann 100%_real"]),
        (["%"], ["Ann 100%_real"]),
        (["_"], ["Ann 100%_real"]),
        (["\\"], []),
        (["muller", "xyz"], []),
    ],
)  # fmt: skip
def test_hits(people: Crm, words: list[str], titles: list[str]) -> None:
    """All words have to occur."""
    assert _titles(people, *words) == titles


def test_best_first(people: Crm) -> None:
    """Names that begin so, then those that have it, then the rest; case and accents do not matter.

    Among equals of the same moment contacts come before tasks.
    """
    assert _titles(people, "MULLER") == [
        "Müller website",
        "José Müller",
        "Ask Müller about the offer",
        "Ann 100%_real",
    ]


def test_long_text_is_cut_around_the_word(crm: Crm) -> None:
    """At spaces, with an ellipsis on either side."""
    crm.ok("contact", "add", "Jane")
    before, after = (
        "one two three four five six seven eight",
        "nine ten eleven twelve thirteen last",
    )
    crm.ok("log", "note", "Jane", f"Memo\n{before} NEEDLE {after}")
    assert crm.ok("find", "needle", "--json").json[0]["matched"] == (
        "body: …four five six seven eight NEEDLE nine ten eleven twelve…"
    )


def test_what_matched(people: Crm) -> None:
    """Besides the title: where the words are, and what tells hits from others."""
    hit: dict[str, Any] = people.ok("find", "schroeder", "--type", "contacts", "--json").json[0]
    assert (hit["ref"], hit["type"]) == ("C1", "contact")
    assert (hit["about"], hit["matched"]) == (
        "Schröder Maschinenbau",
        "e-mail: jose@schroeder.de",
    )
    hit = people.ok("find", "warranty", "--json").json[0]
    assert hit["about"] == "call, 2026-11-20, José Müller"
    assert hit["matched"] == "body: He asked about delivery to Zürich and the long warranty"
    assert people.ok("find", "13800138000", "--json").json[0]["matched"] == (
        "phone: +86 138 0013 8000"
    )
    assert people.ok("find", "website", "--json").json[0]["about"] == "Schröder Maschinenbau, lead"


def test_newest_first_and_limit(crm: Crm) -> None:
    """Among equals the newest; a cut list says so, and a limit of one noun is the whole's."""
    crm.ok("contact", "add", "Jane")
    for day in (3, 1, 2):
        crm.ok("log", "note", "Jane", f"memo {day}", "--at", f"2026-11-0{day}")
    assert _titles(crm, "memo") == ["memo 3", "memo 2", "memo 1"]
    result = crm.ok("find", "memo", "--limit", "2")
    assert "2 of 3 matches" in result.out
    assert [hit["title"] for hit in crm.ok("find", "memo", "--sort", "title", "--json").json] == [
        "memo 1",
        "memo 2",
        "memo 3",
    ]


def test_no_hit_is_no_error(crm: Crm) -> None:
    """Exit code 0, a notice on stderr, an empty array."""
    result = crm("find", "nothing")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("no matches\nhint: ")
    assert crm.ok("find", "nothing", "--json").out == "[]\n"


def test_deleted_records_are_not_found(people: Crm) -> None:
    """What is in the trash is gone."""
    people.ok("contact", "delete", "C1")
    assert _titles(people, "jose") == []


@pytest.mark.parametrize("words", [[""], ["  "], ["\u200b"]])
def test_nothing_to_look_for(crm_sqlite: Crm, words: list[str]) -> None:
    """An empty text would find everything."""
    result = crm_sqlite("find", *words)
    assert result.code == 2
    assert result.err.startswith("error: there is nothing to look for\nhint: ")


def test_much_text(crm: Crm) -> None:
    """A page of text is refused, and many words are looked for."""
    crm.ok("contact", "add", "Jane")
    result = crm("find", "x" * 60_000)
    assert result.code == 2
    assert result.err.startswith("error: a text of 60,000 characters is too long")
    assert crm.ok("find", *["jane", "Jane", "JANE"] * 30, "--json").json[0]["ref"] == "C1"
    assert crm("show", "word " * 2000).code == 3
    assert crm("show", "x" * 60_000).code == 3


def test_unknown_type(crm_sqlite: Crm) -> None:
    """The nouns are named."""
    result = crm_sqlite("find", "x", "--type", "invoice")
    assert result.code == 2
    assert "contact" in result.err.splitlines()[1]


def test_without_a_database(crm_sqlite: Crm) -> None:
    """A hint, exit code 0, and nothing is made."""
    crm_sqlite.without_database()
    result = crm_sqlite.ok("find", "x")
    assert result.err.startswith("no matches\nhint: there is no database yet")
    assert not crm_sqlite.database.path.exists()


def test_an_empty_column_is_not_shown(crm: Crm) -> None:
    """JSON has it always."""
    crm.ok("contact", "add", "Jane", "--email", "mail@acme.example")
    assert "matched" not in crm.ok("find", "jane").out
    assert crm.ok("find", "jane", "--json").json[0]["matched"] is None
    assert "e-mail: mail@acme.example" in crm.ok("find", "acme").out


def test_fields_of_the_team_are_searched(people: Crm) -> None:
    """The words may stand in several of them, and in the name; of other kinds no value does."""
    people.ok("field", "add", "contact", "备注")
    people.ok("field", "add", "contact", "Fair")
    people.ok("field", "add", "contact", "Budget", "--kind", "number")
    people.ok("contact", "edit", "C2", "--field", "备注=展会老客户", "--field", "Fair=CeBIT Köln")
    people.ok("contact", "edit", "C2", "--field", "Budget=4711")
    people.ok("contact", "edit", "C3", "--field", "备注=100%")
    found = people.ok("find", "老客户", "--json").json
    assert [(hit["ref"], hit["matched"]) for hit in found] == [("C2", "备注: 展会老客户")]
    assert _titles(people, "cebit", "展会", "张伟明") == ["张伟明"]
    # Köln is the town of a company, too; an ö is found by an ö.
    assert sorted(_titles(people, "köln")) == ["Schröder Maschinenbau", "张伟明"]
    assert _titles(people, "4711") == []
    people.ok("contact", "edit", "C1", "--field", "备注=Müller junior")
    by_name = people.ok("find", "müller", "--type", "contact", "--json").json
    assert [(hit["ref"], hit["matched"]) for hit in by_name if hit["ref"] == "C1"] == [("C1", None)]
    assert _titles(people, "100%") == ["Ann 100%_real"]  # once, though it is in both
    people.ok("field", "delete", "contact", "备注")
    assert _titles(people, "老客户") == []
