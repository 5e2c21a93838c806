"""All that is held about one person, as one record: for those who ask what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.batches import among
from crm_cli.errors import NotFound
from crm_cli.nouns import NOUNS
from crm_cli.services import fields, forgetting, listing, showing
from crm_cli.services.forgetting_commands import lines_naming
from crm_cli.services.forgetting_names import still_named, with_rare
from crm_cli.services.forgetting_rows import rows_of_people, with_merged
from crm_cli.services.life import life_of
from crm_cli.tables import Column, Record, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

# The sections of records: their noun, their heading, and the columns that people see.
_SECTIONS = {
    "interactions": ("interaction", "Interactions", "ref occurred_at kind contacts subject body"),
    "tasks": ("task", "Tasks", "ref due_on title status"),
    "deals": ("deal", "Deals", "ref title stage amount closed_at"),
    "tickets": ("ticket", "Tickets", "ref opened_at subject body status"),
    "surveys": ("survey", "Answers", "ref answered_at kind score comment"),
    "referred": ("contact", "Came through them", "ref name company"),
    "merged": ("contact", "Merged into them", "ref name emails phones"),
}
_OF = {
    "interactions": (
        "SELECT interaction_id AS id FROM interaction_contact WHERE contact_id {among}"
    ),
    "tasks": "SELECT id FROM task WHERE contact_id {among}",
    "deals": "SELECT deal_id AS id FROM deal_contact WHERE contact_id {among}",
    "tickets": "SELECT id FROM ticket WHERE contact_id {among}",
    "surveys": "SELECT id FROM survey WHERE contact_id {among}",
    "referred": "SELECT id FROM contact WHERE referred_by_id {among}",
}
_CONSENT = ("consent", "consent_at", "consent_source")


def dossier(reader: Reader, id: int, book: Book) -> Record:
    """The person's fields, and all else as sections, what is in the trash and the history too.

    Raises NotFound for one of whom only the history knows.
    """
    if not reader.rows("SELECT 1 AS found FROM contact WHERE id = :id", {"id": id}):
        raise NotFound(
            "{ref} is gone; only the history knows of it",
            hint="crm history {ref}",
            ref=reference("contact", id),
        )
    shown = showing.show_record(reader, "contact", id, book)
    people = with_merged(reader, [id])
    theirs = rows_of_people(reader, people)
    # Texts that are theirs alone belong to their sections.
    more = {f"{noun}s": ids for noun, ids in theirs.blank.items() if noun != "contact"}
    more["merged"] = set(people) - {id}
    sections = {"consents": _consents(reader, id, book), "addresses": _addresses(reader, people)}
    held: dict[str, set[int]] = {}
    for name, (noun, title, seen) in _SECTIONS.items():
        found = {row["id"] for row in among(reader, _OF[name], people)} if name in _OF else set()
        sections[name] = _records(reader, noun, title, seen, found | more.get(name, set()))
        held[noun] = found | more.get(name, set())
    sections["external_ids"] = _external_ids(reader, held | {"contact": set(people)})
    sections["history"] = _history(reader, people, book)
    traits = with_rare(reader, forgetting.traits_known(reader, theirs), people)
    own: dict[str, Collection[int]] = {**theirs.gone, **theirs.blank}
    sections["named"] = still_named(reader, traits, own)
    sections["commands"] = lines_naming(reader, traits)
    named = [c._replace(shown=c.shown or c.name == "uid") for c in shown.fields.columns]
    own_fields = Table(named, shown.fields.rows, noun="contact")
    return Record("contact", shown.reference, shown.title, own_fields, sections)


def _records(reader: Reader, name: str, title: str, seen: str, ids: Collection[int]) -> Table:
    """All of these records with all of their columns, those in the trash marked as such."""
    noun = NOUNS[name]
    custom = fields.definitions(reader, name) if name in fields.NOUNS_WITH_FIELDS else []
    trash = {
        row["id"]: row["deleted_at"]
        for row in among(
            reader, f"SELECT id, deleted_at FROM {noun.table} WHERE id {{among}}", sorted(ids)
        )
    }
    columns = [
        column._replace(shown=column.name in seen.split())
        for column in listing.columns(noun, custom)
    ]
    there = sorted(trash)
    rows = listing.fetch(reader, noun, custom, there)
    deleted = Column("deleted_at", "datetime", title="deleted", shown=any(trash.values()))
    return Table(
        [*columns, deleted],
        [[*row, trash[id]] for id, row in zip(there, rows, strict=True)],
        title=title,
        noun=name,
        wrapped=True,
    )


def _addresses(reader: Reader, people: list[int]) -> Table:
    """E-mails, phones and handles one by one, in all the forms that are kept."""
    rows: list[Any] = []
    for kind, columns in (("email", "email, key"), ("phone", "phone, e164, digits, extension"),
                          ("handle", "service, handle")):  # fmt: skip
        for row in among(
            reader,
            f"SELECT contact_id, {columns} FROM contact_{kind} WHERE contact_id {{among}}"
            " ORDER BY id",
            people,
        ):
            owner = reference("contact", row.pop("contact_id"))
            if kind == "handle":
                row["service"] += f":{row.pop('handle')}"
            first, *others = (str(value) for value in row.values() if value is not None)
            kept = [value for value in dict.fromkeys(others) if value != first]
            rows.append((owner, kind, first, ", ".join(kept) or None))
    columns_ = [Column("ref", title="of"), Column("kind"), Column("address"), Column("kept_as")]
    return Table(columns_, rows, title="Addresses", noun="address")


def _consents(reader: Reader, id: int, book: Book) -> Table:
    """What they said of being written to, now and before: what, on which day, where, recorded."""
    row = reader.rows(f"SELECT {', '.join(_CONSENT)} FROM contact WHERE id = :id", {"id": id})[0]
    now: dict[str, Any] = dict(row)
    changes: dict[str, dict[str, Any]] = {}
    life = life_of(reader, "contact", id, book)
    names = [column.name for column in life.columns]
    for cells in life.rows:
        told = dict(zip(names, cells, strict=True))
        column = str(told["field"] or "").replace(" ", "_")
        if column in _CONSENT:
            at = changes.setdefault(str(told["changeset"]), {"at": told["at"], "before": {}})
            at["before"][column] = told["before"] or None
    rows: list[Any] = []
    values: Mapping[str, Any] = now
    for change in changes.values():  # newest first
        rows.append((*(values[column] for column in _CONSENT), change["at"]))
        values = {**values, **change["before"]}
    added = next((row[names.index("at")] for row in life.rows if row[3] is None), None)
    if any(values.values()):
        rows.append((*(values[column] for column in _CONSENT), added))
    columns = [
        Column("consent"),
        Column("consent_at", "date", title="said on"),
        Column("consent_source", title="where"),
        Column("recorded_at", "datetime", title="recorded"),
    ]
    return Table(columns, [row for row in rows if any(row[:3])], title="Consent", noun="consent")


def _external_ids(reader: Reader, held: Mapping[str, Collection[int]]) -> Table:
    """What other systems call them and what is theirs, and said of it."""
    rows: list[Any] = []
    for noun, ids in held.items():
        found = among(
            reader,
            "SELECT record_id, source, external_id, said FROM external_id"
            " WHERE noun = :noun AND record_id {among} ORDER BY source, id",
            sorted(ids),
            noun=noun,
        )
        rows += [(row["source"], row["external_id"], row["said"],
                  reference(noun, row["record_id"])) for row in found]  # fmt: skip
    columns = [
        Column("source"),
        Column("external_id", title="id there"),
        Column("said"),
        Column("ref", title="of"),
    ]
    return Table(
        columns, rows, title="What other systems call them, and said", noun="id", wrapped=True
    )


def _history(reader: Reader, people: list[int], book: Book) -> Table:
    lives = [life_of(reader, "contact", person, book) for person in people]
    rows = [row for life in lives for row in life.rows]
    rows.sort(key=lambda row: int(str(row[0])[1:]), reverse=True)
    return Table(lives[0].columns, rows, title="History", noun="change", wrapped=True)
