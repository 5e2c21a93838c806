"""The index of the search text: what it finds is what a search without it finds, at any time."""

from __future__ import annotations

import sqlite3
from itertools import product
from pathlib import Path
from random import Random

import pytest

from crm_cli.database import Database
from crm_cli.nouns import INDEXED, NOUNS
from crm_cli.services.indexed import Index
from tests.conftest import Crm

LETTERS = 'ab张伟 \n"%_é'


def _found(crm: Crm, *words: str) -> list[str]:
    return sorted(hit["ref"] for hit in crm.ok("find", *words, "--limit", "0", "--json").json)


def _without(crm: Crm, *words: str) -> list[str]:
    """What is found in a copy that has no index."""
    copy = crm.folder / "copy.db"
    copy.unlink(missing_ok=True)
    connection = sqlite3.connect(crm.database.path)
    connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    with sqlite3.connect(copy) as connection:
        for noun, event in product(INDEXED, ("insert", "update", "delete")):
            connection.execute(f"DROP TRIGGER {NOUNS[noun].table}_index_{event}")
        connection.execute("DROP TABLE search_index")
    connection.close()
    return _found(crm, *words, "--db", str(copy))


@pytest.fixture
def people(crm_sqlite: Crm) -> Crm:
    """Some records with names of one to many characters."""
    crm = crm_sqlite
    for name in (
        "张伟",
        "张伟明",
        "王",
        "Li",
        "Lia Ruiz",
        "O'Brien",
        'Ann "Q" Lee',
        "100%_x",
        "José",
    ):
        crm.ok("contact", "add", name)
    crm.ok("company", "add", "Lia Maschinenbau", "--city", "Köln")
    crm.ok("log", "call", "José", "Quote\nabout the delivery to 张伟", "--next", "ask Lia")
    crm.ok("deal", "add", "Big deal with 张")
    return crm


@pytest.mark.parametrize(
    "words",
    ["张伟", "张", "伟", "伟明", "王", "li", "lia", "l", "o'brien", '"q"', '"', "100%_", "%", "_x",
     "li ruiz", "ruiz lia", "jose", "koln", "delivery", "delivery quote", "zzz", "zz", "张 deal",
     "ia m"],
)  # fmt: skip
def test_it_finds_what_a_search_without_it_finds(people: Crm, words: str) -> None:
    assert _found(people, words) == _without(people, words)


def test_it_is_asked(people: Crm) -> None:
    """One that said nothing would be found out by a search that finds nothing."""
    with sqlite3.connect(people.database.path) as connection:
        connection.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
    connection.close()
    assert _found(people, "jose") == []
    assert _found(people, "张伟") == []
    assert _found(people, "jose", "--as-of", "today") == ["C9"]
    (check,) = [row for row in people("doctor", "--json").json if row["check"] == "search"]
    assert (check["state"], check["found"]) == ("wrong", "the search does not find C1")
    people.ok("db", "upgrade", "--repair")
    assert _found(people, "jose") == ["C9"]


def test_it_follows_every_change(people: Crm) -> None:
    """Added, edited, deleted, taken back, brought back, imported, out of the trash."""
    crm = people
    crm.ok("contact", "edit", "José", "--name", "Xavier")
    assert _found(crm, "jose") == []
    assert _found(crm, "xavier") == ["C9"]
    crm.ok("undo", "--yes")
    assert _found(crm, "jose") == ["C9"]
    assert _found(crm, "xavier") == []
    crm.ok("redo")
    assert _found(crm, "xavier") == ["C9"]
    crm.ok("contact", "delete", "C9")
    assert _found(crm, "xavier") == []
    crm.ok("trash", "restore", "C9")
    assert _found(crm, "xavier") == ["C9"]
    crm.ok("import", "-", "--as", "contacts", stdin="name\nQuentin\nQuincy\n")
    assert _found(crm, "quentin") == ["C10"]
    crm.ok("undo", "--yes")
    assert _found(crm, "quentin") == []
    for word in ("quentin", "xavier", "jose", "张伟", "li"):
        assert _found(crm, word) == _without(crm, word)


def test_the_past_is_searched_without_it(people: Crm) -> None:
    """The index knows the present alone."""
    later = {"CRM_NOW": "2026-11-25T10:00:00Z"}
    people.ok("contact", "edit", "José", "--name", "Xavier", environment=later)
    found = people.ok("find", "jose", "--as-of", "2026-11-24", "--json", environment=later).json
    assert [hit["title"] for hit in found] == ["José"]
    shown = people.ok("show", "jose", "--as-of", "2026-11-24", "--json", environment=later).json
    assert shown["name"] == "José"


def test_rows_written_by_another_program_are_found(people: Crm) -> None:
    with sqlite3.connect(people.database.path) as connection:
        connection.execute("UPDATE contact SET search_text = 'hidden' WHERE id = 9")
        connection.execute("UPDATE contact SET search_text = '' WHERE id = 8")
        connection.execute("UPDATE contact SET search_text = 'again' WHERE id = 8")
    connection.close()
    assert _found(people, "hidden") == ["C9"]
    assert _found(people, "again") == ["C8"]
    assert _found(people, "100%") == []


def test_restored_archives_are_indexed(people: Crm, tmp_path: Path) -> None:
    archive = tmp_path / "a.crm"
    people.ok("backup", archive)
    people.ok("restore", archive, "--db", str(tmp_path / "new.db"))
    assert _found(people, "xavier", "--db", str(tmp_path / "new.db")) == []
    assert _found(people, "jose", "--db", str(tmp_path / "new.db")) == ["C9"]
    assert people.ok("doctor", "--db", str(tmp_path / "new.db"), "--json").json


def test_a_missing_index_is_made_again(people: Crm) -> None:
    """The doctor says what to do; until then the search reads all records."""
    with sqlite3.connect(people.database.path) as connection:
        for noun, event in product(INDEXED, ("insert", "update", "delete")):
            connection.execute(f"DROP TRIGGER {NOUNS[noun].table}_index_{event}")
        connection.execute("DROP TABLE search_index")
    connection.close()
    assert _found(people, "jose") == ["C9"]
    checked = people("doctor", "--json")
    assert checked.code == 1
    assert "22 triggers or views are not ours: company_index_delete" in checked.out
    people.ok("db", "upgrade", "--repair")
    assert people.ok("doctor").code == 0
    assert _found(people, "jose") == ["C9"]


def test_a_read_only_file_can_be_searched(people: Crm) -> None:
    people.database.path.chmod(0o400)
    assert _found(people, "张伟") == ["C1", "C2", "I1"]


def test_random_texts(database: Database) -> None:
    """Whatever is looked for: the condition leaves out no record that has it."""
    if database.engine != "sqlite":
        assert Index(database, [["abc"]]).condition("contact") == ""
        return
    dice = Random(4)
    texts = {id: "".join(dice.choices(LETTERS, k=dice.randint(1, 12))) for id in range(1, 400)}
    stamps = "'2026-11-20T10:00:00.000Z', '2026-11-20T10:00:00.000Z'"
    for id, text in texts.items():
        database.connect().execute(
            "INSERT INTO contact (id, uid, name, search_text, created_at, updated_at)"
            f" VALUES (?, ?, 'x', ?, {stamps})",
            (id, str(id), text),
        )
    hits = 0
    for _ in range(300):
        ways = [
            ["".join(dice.choices(LETTERS.replace(" ", ""), k=dice.randint(1, 5)))
             for _ in range(dice.randint(1, 2))]
            for _ in range(dice.randint(1, 2))
        ]  # fmt: skip
        index = Index(database, ways)
        rows = database.rows(
            f"SELECT r.id FROM contact r WHERE TRUE{index.condition('contact')}", index.params
        )
        wanted = {
            id
            for id, text in texts.items()
            if any(all(word in text for word in words) for words in ways)
        }
        assert wanted <= {row["id"] for row in rows}
        hits += len(wanted)
    assert hits > 1000
