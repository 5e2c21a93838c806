"""Which rows are a person's: beside them, of those merged into them, and theirs alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among
from crm_cli.changes.log import rows_of
from crm_cli.services.merged import merged_into

if TYPE_CHECKING:
    from crm_cli.database import Reader

# What belongs to a person, by `contact_id`.
BESIDE = (
    "contact_email",
    "contact_phone",
    "contact_handle",
    "contact_tag",
    "contact_field",
    "contact_distinct",
)

Ids = dict[str, set[int]]


@dataclass(slots=True)
class Theirs:
    """The rows of some people, by table.

    `gone` go, and their history with them. Of `blank` only the free text goes, of `said` what a
    source said; `links` point at the people, and stay. `removed` are rows that are there no more,
    as they were last.
    """

    people: list[int]
    gone: Ids = field(default_factory=dict)
    blank: Ids = field(default_factory=dict)
    said: set[int] = field(default_factory=set)
    links: Ids = field(default_factory=dict)
    removed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


def with_merged(reader: Reader, ids: Collection[int]) -> list[int]:
    """These people and all that were merged into them, and into those."""
    winners, found = merged_into(reader, "contact"), set(ids)
    while more := {loser for loser, winner in winners.items() if winner in found} - found:
        found |= more
    return sorted(found)


def rows_of_people(reader: Reader, people: Sequence[int]) -> Theirs:
    """All rows of these people, those included that the history alone has."""
    theirs = Theirs(list(people), blank={"contact": set(people)})
    looking = _Looking(reader, theirs)
    for table in BESIDE:
        theirs.gone[table] = looking.rows(table, "contact_id", people)
    theirs.gone["contact_distinct"] |= looking.rows("contact_distinct", "other_id", people)
    theirs.gone["external_id"] = looking.external("contact", people)
    theirs.links["deal_contact"] = looking.rows("deal_contact", "contact_id", people)
    theirs.links["interaction_contact"] = looking.rows("interaction_contact", "contact_id", people)
    _find_texts(looking, people)
    for noun in ("interaction", "task", "ticket", "survey"):
        ids = theirs.blank[noun]
        theirs.said |= looking.external(noun, ids)
        if noun == "interaction":
            theirs.gone["interaction_link"] = looking.rows(
                "interaction_link", "interaction_id", ids
            )
        if noun != "survey":
            texts = {row["id"] for row in reader.rows("SELECT id FROM field WHERE kind = 'text'")}
            theirs.gone[f"{noun}_field"] = looking.rows(
                f"{noun}_field", f"{noun}_id", ids, only=("field_id", texts)
            )
    looking.remember(people)
    return theirs


def _find_texts(looking: _Looking, people: Sequence[int]) -> None:
    """The tickets, answers, interactions and tasks that belong to these people alone.

    What has no person of its own belongs with its ticket, answer or interaction.
    """
    blank = looking.theirs.blank
    blank["ticket"] = looking.rows("ticket", "contact_id", people)
    blank["survey"] = looking.rows("survey", "contact_id", people)
    blank["survey"] |= looking.rows(
        "survey", "ticket_id", blank["ticket"], only=("contact_id", {None})
    )
    blank["interaction"] = looking.talks(people)
    blank["task"] = looking.rows("task", "contact_id", people)
    for noun in ("ticket", "survey", "interaction"):
        blank["task"] |= looking.rows(
            "task", f"{noun}_id", blank[noun], only=("contact_id", {None})
        )


class _Looking:
    """Finds rows by what they point at: those that are there, and those that were removed."""

    def __init__(self, reader: Reader, theirs: Theirs) -> None:
        self._reader, self.theirs = reader, theirs
        self._gone: dict[str, dict[int, dict[str, Any]]] = {}

    def _removed(self, table: str) -> dict[int, dict[str, Any]]:
        """The rows of a table that are there no more, as they were last, by id."""
        if table not in self._gone:
            self._gone[table] = {
                id: json.loads(before)
                for id, before in self._reader.tuples(
                    "SELECT c.row_id, c.before FROM change c WHERE c.table_name = :table"
                    " AND c.operation = 'delete' AND NOT EXISTS"
                    f" (SELECT 1 FROM {table} t WHERE t.id = c.row_id) ORDER BY c.id",
                    {"table": table},
                )
            }
        return self._gone[table]

    def rows(
        self,
        table: str,
        column: str,
        ids: Collection[int],
        only: tuple[str, Collection[Any]] | None = None,
    ) -> set[int]:
        """The ids of rows whose `column` is one of `ids`; `only` is one more column and values."""
        wanted = set(ids)
        if not wanted:
            return set()
        sql = f"SELECT * FROM {table} WHERE {column} {{among}}"
        there = {row["id"]: row for row in among(self._reader, sql, sorted(wanted))}
        gone = {id: row for id, row in self._removed(table).items() if row.get(column) in wanted}
        return {
            id for id, row in (there | gone).items() if only is None or row.get(only[0]) in only[1]
        }

    def external(self, noun: str, ids: Collection[int]) -> set[int]:
        """What other systems call these records."""
        return self.rows("external_id", "record_id", ids, only=("noun", {noun}))

    def talks(self, people: Collection[int]) -> set[int]:
        """The interactions in which nobody else took part."""
        links = self.rows("interaction_contact", "contact_id", people)
        there = rows_of(self._reader, "interaction_contact", sorted(links))
        last = self._removed("interaction_contact")
        theirs = {(there.get(id) or last[id])["interaction_id"] for id in links}
        live = among(
            self._reader,
            "SELECT interaction_id, contact_id FROM interaction_contact"
            " WHERE interaction_id {among}",
            sorted(theirs),
        )
        known = set(people)
        with_others = {row["interaction_id"] for row in live if row["contact_id"] not in known}
        # Of an interaction that is gone, all that took part were removed with it.
        removed = self._removed("interaction")
        with_others |= {
            row["interaction_id"]
            for row in last.values()
            if row["contact_id"] not in known and row["interaction_id"] in removed
        }
        # Who was taken out of one that is there took no part in it.
        still = {row["interaction_id"] for row in live} | removed.keys()
        alone = (theirs & still) - with_others
        for noun in ("ticket", "survey"):
            found = self.rows("interaction", f"{noun}_id", self.theirs.blank[noun])
            rows = among(
                self._reader,
                "SELECT DISTINCT interaction_id AS id FROM interaction_contact"
                " WHERE interaction_id {among}",
                sorted(found),
            )
            alone |= found - {row["id"] for row in rows}
        return alone

    def remember(self, people: Sequence[int]) -> None:
        """Keep what the removed rows held, for what the people are told by."""
        for table, ids in (*self.theirs.gone.items(), ("contact", set(people))):
            removed = self._removed(table)
            self.theirs.removed += [(table, removed[id]) for id in ids if id in removed]
