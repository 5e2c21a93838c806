"""Tags: labels that the team gives to records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import Conflict, NotFound, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.tables import Column, Record, Row, Table
from crm_cli.values.references import reference
from crm_cli.values.text import check_text, fold

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.session import Session

NOUNS_WITH_TAGS = ("contact", "company", "deal", "interaction", "task", "ticket")
SHOWN = 20  # records named when one tag is shown

COLUMNS = [
    Column("name"),
    *(Column(NOUNS[noun].plural, "integer") for noun in NOUNS_WITH_TAGS),
    Column("keep_in_touch_days", "integer", title="keep in touch"),
    Column("id", "integer", shown=False),
    Column("uid", shown=False),
    Column("created_at", "datetime", shown=False),
    Column("updated_at", "datetime", shown=False),
]


class Tag(NamedTuple):
    """A live tag."""

    id: int
    name: str


def resolve(reader: Reader, text: str) -> Tag:
    """The tag called `text`, whatever its case. Raises NotFound with the nearest."""
    name = check_text(text).strip().removeprefix("#")
    rows = reader.rows("SELECT id, name, key FROM tag WHERE deleted_at IS NULL ORDER BY key")
    for row in rows:
        if row["key"] == fold(name):
            return Tag(row["id"], row["name"])
    raise missing("tag", name, [row["name"] for row in rows])


def missing(what: str, name: str, there: Iterable[str]) -> NotFound:
    """The error that there is no `what` called `name`, with those that are near to it."""
    from rapidfuzz import fuzz, process

    folded = {found: fold(found) for found in there}
    near = process.extract(fold(name), folded, scorer=fuzz.WRatio, score_cutoff=75, limit=3)
    if near:
        return NotFound(
            "no {what} called {name!r}",
            hint="did you mean {near}?",
            what=what,
            name=name,
            near=" or ".join(found for *_, found in near),
        )
    return NotFound("no {what} called {name!r}", hint="crm {what} list", what=what, name=name)


def list_tags(reader: Reader, *, only: int | None = None) -> Table:
    """All tags by name, with how many live records of each noun they are on."""
    counts: dict[tuple[str, int], int] = {}
    for noun in NOUNS_WITH_TAGS:
        rows = reader.rows(
            f"SELECT l.tag_id, count(*) AS n FROM {noun}_tag l JOIN {noun} r ON r.id = l.{noun}_id"
            " WHERE r.deleted_at IS NULL GROUP BY l.tag_id"
        )
        counts |= {(noun, row["tag_id"]): row["n"] for row in rows}
    tags = reader.rows(
        "SELECT id, uid, name, keep_in_touch_days, created_at, updated_at FROM tag"
        " WHERE deleted_at IS NULL ORDER BY key"
    )
    place = next(n for n, column in enumerate(COLUMNS) if column.name == "keep_in_touch_days")
    used = any(tag["keep_in_touch_days"] for tag in tags)
    return Table(
        [
            column._replace(shown=column.shown and (n != place or used))
            for n, column in enumerate(COLUMNS)
        ],
        [
            [
                tag["name"],
                *(counts.get((noun, tag["id"]), 0) for noun in NOUNS_WITH_TAGS),
                tag["keep_in_touch_days"],
                tag["id"],
                tag["uid"],
                tag["created_at"],
                tag["updated_at"],
            ]
            for tag in tags
            if only in (None, tag["id"])
        ],
        noun="tag",
        hint="crm contact tag REF vip makes one",
    )


def show_tag(reader: Reader, tag: Tag) -> Record:
    """A tag: on how many records it is, and the newest of them."""
    rows: list[Row] = []
    for noun in NOUNS_WITH_TAGS:
        found = reader.rows(
            f"SELECT r.id, r.{NOUNS[noun].title} AS title FROM {noun}_tag l"
            f" JOIN {noun} r ON r.id = l.{noun}_id"
            f" WHERE l.tag_id = :tag AND r.deleted_at IS NULL ORDER BY r.id DESC LIMIT {SHOWN}",
            {"tag": tag.id},
        )
        rows += [[reference(noun, row["id"]), noun, row["title"]] for row in found]
    fields = list_tags(reader, only=tag.id)
    total = sum(fields.rows[0][1 : 1 + len(NOUNS_WITH_TAGS)])
    columns = [Column("ref", title="id"), Column("type"), Column("title")]
    records = Table(columns, rows, title="Records", total=total, noun="record")
    return Record("tag", "", tag.name, fields, {"records": records})


def add(session: Session, text: str) -> int:
    """Make a tag; returns its id. Raises Conflict when there is one of that name."""
    _require_free(session, text)
    return tag_id(session, text)


def rename(session: Session, tag: Tag, text: str) -> None:
    """Give a tag another name. Raises Conflict when it is another tag's."""
    name = clean(text)
    _require_free(session, name, tag.id)
    if name != tag.name:
        session.rows(
            "UPDATE tag SET name = :name, key = :key, updated_at = :now WHERE id = :id",
            {"name": name, "key": fold(name), "now": session.now, "id": tag.id},
        )


def keep_in_touch(session: Session, tag: Tag, text: str) -> None:
    """Say how often to be in touch with the contacts that have a tag, as in "30" or "6 weeks".

    An empty text says it no more. Raises BadValue for what is no number of days.
    """
    from crm_cli.services.inputs import whole

    days = whole(text, session.book) if text.strip() else None
    session.rows(
        "UPDATE tag SET keep_in_touch_days = :days, updated_at = :now WHERE id = :id"
        " AND coalesce(keep_in_touch_days, 0) <> coalesce(:days, 0)",
        {"days": days, "now": session.now, "id": tag.id},
    )


def clean(text: str) -> str:
    """The name of a tag in `text`. Raises UsageError when it is unusable."""
    name = check_text(text).strip().removeprefix("#").strip()
    if not fold(name) or "," in name or "\n" in name:
        raise UsageError(
            "{name!r} cannot be a tag", hint="a tag is a word without commas", name=name
        )
    return name


def _require_free(session: Session, text: str, id: int = 0) -> None:
    rows = session.rows(
        "SELECT name FROM tag WHERE key = :key AND deleted_at IS NULL AND id <> :id",
        {"key": fold(clean(text)), "id": id},
    )
    if rows:
        raise Conflict(
            "there is a tag called {name!r} already", hint="crm tag list", name=rows[0]["name"]
        )


def delete(session: Session, tag: Tag) -> None:
    """Put a tag into the trash; records that had it show it no more."""
    session.rows(
        "UPDATE tag SET deleted_at = :now, updated_at = :now WHERE id = :id",
        {"now": session.now, "id": tag.id},
    )


def set_tags(session: Session, noun: str, id: int, names: Sequence[str]) -> None:
    """Make these the tags of a record; a tag that is not there yet is made."""
    wanted = {fold(name.strip().removeprefix("#")) for name in names}
    change_tags(
        session, noun, id, names, [n for n in tags_of(session, noun, id) if fold(n) not in wanted]
    )


def tags_of(session: Session, noun: str, id: int) -> list[str]:
    """The names of a record's tags, in alphabetical order."""
    rows = session.rows(
        f"SELECT t.name FROM {noun}_tag l JOIN tag t ON t.id = l.tag_id"
        f" WHERE l.{noun}_id = :id AND t.deleted_at IS NULL ORDER BY t.key",
        {"id": id},
    )
    return [row["name"] for row in rows]


def change_tags(
    session: Session, noun: str, id: int, add: Sequence[str], remove: Sequence[str]
) -> list[str]:
    """Add and remove tags of a record; returns the names that it has then."""
    there = {fold(name) for name in tags_of(session, noun, id)}
    table, owner = f"{noun}_tag", f"{noun}_id"
    added = {
        tag_id(session, name) for name in add if fold(name.strip().removeprefix("#")) not in there
    }
    for tag in sorted(added):
        session.rows(
            f"INSERT INTO {table} ({owner}, tag_id) VALUES (:id, :tag)", {"id": id, "tag": tag}
        )
    for key in sorted({fold(name) for name in remove} & there):
        session.rows(
            f"DELETE FROM {table} WHERE {owner} = :id"
            " AND tag_id = (SELECT id FROM tag WHERE key = :key AND deleted_at IS NULL)",
            {"id": id, "key": key},
        )
    return tags_of(session, noun, id)


def tag_id(session: Session, name: str) -> int:
    """The id of a tag, made if there is none of that name in any case. UsageError when unusable."""
    from crm_cli.models import tag as models

    name = clean(name)
    rows = session.rows(
        "SELECT id FROM tag WHERE key = :key AND deleted_at IS NULL", {"key": fold(name)}
    )
    if rows:
        return int(rows[0]["id"])
    tag = models.Tag(name=name, key=fold(name), created_at=session.now, updated_at=session.now)
    session.add(tag)
    session.flush()
    assert tag.id is not None
    return tag.id
