"""What tests of commands share: files to read, records as they are, the numbers of changesets."""

from __future__ import annotations

from typing import Any

from tests.conftest import Crm


def put(crm: Crm, name: str, text: str | bytes) -> str:
    """Write a file into the folder that the program runs in."""
    data = text.encode() if isinstance(text, str) else text
    (crm.folder / name).write_bytes(data)
    return name


def records(crm: Crm, noun: str, *columns: str) -> list[dict[str, Any]]:
    """The records of a noun, oldest first, with these columns."""
    found: list[dict[str, Any]] = crm.ok(noun, "list", "--json", "--sort", "id").json
    return [{name: row[name] for name in columns} for row in found]


def changesets(crm: Crm) -> int:
    """How many changesets there are."""
    found = crm.database.rows("SELECT count(*) AS n FROM changeset")[0]["n"]
    crm.database.close()
    return int(found)


def newest(crm: Crm) -> int:
    """The number of the newest changeset."""
    return int(crm.database.rows("SELECT max(id) AS id FROM changeset")[0]["id"])


def titles(crm: Crm, *words: str) -> list[str]:
    """The titles of the deals that a list with these options has."""
    return [row["title"] for row in crm.ok("deal", "list", *words, "--json").json]


def take_back(crm: Crm) -> None:
    """Undo the last command."""
    last = newest(crm)
    crm.database.close()
    crm.ok("undo", str(last))
