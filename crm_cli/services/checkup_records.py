"""What of the records cannot be read, as another program wrote it, and the command that mends it.

A command has `…` where somebody has to say what is right.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import CrmError
from crm_cli.nouns import NOUNS
from crm_cli.values.plurals import counted
from crm_cli.values.references import LETTERS, reference

if TYPE_CHECKING:
    from crm_cli.database import Database, Reader, Rows
    from crm_cli.session import Session

REPAIR = "crm db upgrade --repair"
RESTORE = "restore the last backup: crm restore FILE"
STAMPS = ("created_at", "updated_at", "deleted_at")
NAMED, AT_ONCE = 3, 50  # records that a line names, and that a command changes
_NOUN_OF = {noun.table: noun.name for noun in NOUNS.values()}


class Problem(NamedTuple):
    """What cannot be read, and what mends it; a `remark` is lawful, and only said."""

    found: str
    advice: str
    remark: bool = False


def problems(database: Database) -> Iterator[Problem]:
    """All that cannot be read, kind by kind."""
    for check in (
        _moves, _times, _changes, _currencies, _closings, _loops, _recurrences, _own, _filters
    ):  # fmt: skip
        yield from check(database)


def mend(session: Session) -> list[str]:
    """What `crm db upgrade --repair` mends of the records, and what there is to say of it.

    Each deal has its first stage, and the day of a move that cannot be read is unknown; a stamp is
    when the history wrote the record; and a change that cannot be read tells nothing.
    """
    said = []
    if deals := session.rows(
        "INSERT INTO stage_move (deal_id, to_stage_id)"
        f" SELECT d.id, d.stage_id FROM deal d WHERE {_WITHOUT_MOVES} RETURNING deal_id AS id"
    ):
        ids = [row["id"] for row in deals]
        said.append(f"{_named('deal', ids)}: the first stage is that of today, its day unknown")
    for side in ("before", "after"):
        rows = session.rows(
            f"UPDATE change SET {side} = '{{}}' WHERE {_no_json(session, side)} RETURNING id"
        )
        if rows:
            session.unrecorded = True
            said.append(
                f"{counted(len(rows), 'change')} could not be read, and cannot be undone any more"
            )
    for table, column, ids in _unreadable_times(session):
        if (table, column) == ("stage_move", "at"):
            source = "NULL"
        elif column in STAMPS:
            edge = "min" if column == "created_at" else "max"
            source = (
                f"coalesce((SELECT {edge}(s.at) FROM change c JOIN changeset s"
                f" ON s.id = c.changeset_id WHERE c.table_name = '{table}' AND c.row_id = :id),"
                f" '{session.now}')"
            )
        else:
            continue
        session.many(
            f"UPDATE {table} SET {column} = {source} WHERE id = :id", [{"id": id} for id in ids]
        )
        known = "unknown" if source == "NULL" else "when the history recorded it"
        said.append(f"{column} of {_named(_NOUN_OF.get(table, table), ids)} is {known}")
    return said


def _named(noun: str, ids: list[int]) -> str:
    """The first records of some, and how many there are more."""
    names = [reference(noun, id) if noun in LETTERS else f"{noun} {id}" for id in ids[:NAMED]]
    more = f" and {len(ids) - NAMED:,} more" if len(ids) > NAMED else ""
    return ", ".join(names) + more


def _set(noun: str, ids: list[int], field: str, value: str = "…") -> str:
    refs = [reference(noun, id) for id in ids[:AT_ONCE]]
    which = refs[0] if len(refs) == 1 else f"--where ref={','.join(refs)}"
    return f"crm {noun} edit {which} --set {field}={value}"


_WITHOUT_MOVES = "NOT EXISTS (SELECT 1 FROM stage_move m WHERE m.deal_id = d.id)"


def _moves(database: Database) -> Iterator[Problem]:
    rows = database.rows(
        f"SELECT d.id FROM deal d WHERE d.deleted_at IS NULL AND {_WITHOUT_MOVES} ORDER BY d.id"
    )
    if ids := [row["id"] for row in rows]:
        yield Problem(f"no stage was recorded for {_named('deal', ids)}", REPAIR)


def _closings(database: Database) -> Iterator[Problem]:
    rows = database.rows(
        "SELECT d.id, EXISTS (SELECT 1 FROM stage_move m WHERE m.deal_id = d.id"
        " AND m.to_stage_id = d.stage_id AND m.at IS NOT NULL) AS dated"
        " FROM deal d JOIN stage s ON s.id = d.stage_id WHERE s.outcome <> 'open'"
        " AND d.closed_at IS NULL AND d.deleted_at IS NULL ORDER BY d.id"
    )
    for dated, said in ((1, "no closing day, though their move has one"), (0, "no closing day")):
        if ids := [row["id"] for row in rows if row["dated"] == dated]:
            found = f"{counted(len(ids), 'won or lost deal')}: {said} ({_named('deal', ids)})"
            yield Problem(found, _set("deal", ids, "closed_at"), remark=not dated)


def _times(database: Database) -> Iterator[Problem]:
    from crm_cli.services.inputs import INPUTS

    for table, column, ids in _unreadable_times(database):
        noun = _NOUN_OF.get(table, table)
        names = [one.name for one in INPUTS.get(noun, {}).values() if one.stored_as == column]
        if column in STAMPS or table == "stage_move":
            advice = REPAIR
        elif table == "rate" and column == "on_day":
            advice = _delete_rate(ids)
        elif names:
            advice = _set(noun, ids, names[0])
        else:
            advice = RESTORE
        yield Problem(f"{column} of {_named(noun, ids)} is no time that there is", advice)


def _unreadable_times(reader: Reader) -> Iterator[tuple[str, str, list[int]]]:
    """Table, column and ids of the days and times that are none, by what the columns have to hold.

    One statement for each table gives what is suspicious, which is next to nothing.
    """
    from sqlalchemy import CheckConstraint

    from crm_cli.models import load_all

    for table in load_all().sorted_tables:
        columns = {
            str(rule.name).removeprefix(f"{table.name}_").rpartition("_")[0]: str(rule.sqltext)
            for rule in table.constraints
            if isinstance(rule, CheckConstraint) and str(rule.name).endswith(("_time", "_day"))
        }
        if not columns:
            continue
        where = " OR ".join(_suspicious(reader.engine, *column) for column in columns.items())
        rows = reader.rows(f"SELECT id, {', '.join(columns)} FROM {table.name} WHERE {where}")
        for column in columns:
            bad = [row for row in rows if not _is_time(row[column])]
            if column not in STAMPS:  # what is in the trash is read no more
                bad = [row for row in bad if not row.get("deleted_at")]
            if ids := [row["id"] for row in bad]:
                yield table.name, column, sorted(ids)


_DAY, _HOURS = "[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]", "[0-2][0-9]:[0-5][0-9]"


def _suspicious(engine: str, column: str, rule: str) -> str:
    """The condition that a day or time may be none; the last days of months are left to Python."""
    like = "GLOB" if engine == "sqlite" else "SIMILAR TO"
    if "__:__'" in rule:
        return f"NOT ({column} {like} '{_HOURS}' AND {column} < '24')"
    shape = f"{_DAY}T{_HOURS}:[0-5][0-9].[0-9][0-9][0-9]Z" if "T__" in rule else _DAY
    bounds = f"substr({column}, 6, 2) BETWEEN '01' AND '12' AND {column} > '0001'"
    days = f"substr({column}, 9, 2) BETWEEN '01' AND '28'"
    short = f"substr({column}, 6, 2) <> '02' AND substr({column}, 9, 2) BETWEEN '29' AND '30'"
    long = " OR ".join(f"substr({column}, 6, 5) = '{month:02}-31'" for month in _LONG)
    hours = f" AND substr({column}, 12, 2) < '24'" if "T__" in rule else ""
    good = f"{column} {like} '{shape}' AND {bounds}{hours} AND ({days} OR {short} OR {long})"
    return f"NOT ({good})"


_LONG = (1, 3, 5, 7, 8, 10, 12)


def _is_time(text: str | None) -> bool:
    """Whether a stored day, time of day or moment is one; a birthday may lack its year."""
    if text is None:
        return True
    try:
        full = f"2000{text[1:]}" if text.startswith("--") else text
        if len(full) == len("12:00"):
            full = f"2000-01-01T{full}"
        datetime.fromisoformat(full)
    except ValueError:
        return False
    return True


def _no_json(reader: Reader, column: str) -> str:
    """The condition that what was recorded is no JSON object."""
    if reader.engine == "sqlite":
        return f"CASE WHEN json_valid({column}) THEN json_type({column}) <> 'object' ELSE" + (
            f" {column} IS NOT NULL END"
        )
    version = reader.rows("SELECT CAST(current_setting('server_version_num') AS INTEGER) AS n")
    if version[0]["n"] >= 160_000:
        return f"{column} IS NOT JSON OBJECT"
    return f"{column} NOT LIKE '{{%}}'"


def _changes(database: Database) -> Iterator[Problem]:
    where = " OR ".join(f"({_no_json(database, side)})" for side in ("before", "after"))
    rows = database.rows(
        f"SELECT DISTINCT changeset_id AS id FROM change WHERE {where} ORDER BY changeset_id"
    )
    if ids := [row["id"] for row in rows]:
        yield Problem(f"what {_named('changeset', ids)} changed cannot be read", REPAIR)


def _currencies(database: Database) -> Iterator[Problem]:
    for table, column in (("deal", "currency"), ("rate", "base"), ("rate", "quote")):
        codes = database.rows(f"SELECT DISTINCT {column} AS code FROM {table} ORDER BY 1")
        for code in (row["code"] for row in codes if row["code"] and not _is_currency(row["code"])):
            rows = database.rows(
                f"SELECT id FROM {table} WHERE {column} = :code AND deleted_at IS NULL ORDER BY id",
                {"code": code},
            )
            if ids := [row["id"] for row in rows]:
                deal = table == "deal"
                advice = _set(table, ids, "amount", '"… EUR"') if deal else _delete_rate(ids)
                yield Problem(f"{_named(table, ids)}: there is no currency {code!r}", advice)


def _delete_rate(ids: list[int]) -> str:
    return f"crm rate delete {ids[0]}"


def _is_currency(code: str | None) -> bool:
    from crm_cli.values.currencies import CODES

    return code in CODES


def _loops(database: Database) -> Iterator[Problem]:
    for noun, field, link in (("company", "parent", "parent_id"),
                              ("contact", "referred_by", "referred_by_id")):  # fmt: skip
        rows = database.rows(
            f"SELECT id, {link} AS above FROM {noun} WHERE {link} IS NOT NULL ORDER BY id"
        )
        above = {row["id"]: row["above"] for row in rows}
        for ids in _circles(above):
            ring = " → ".join(reference(noun, id) for id in [*ids, ids[0]])
            yield Problem(f"{field} goes in a circle: {ring}", _set(noun, ids[:1], field, ""))


def _circles(above: dict[int, int]) -> Iterator[list[int]]:
    seen: set[int] = set()
    for start in above:
        path: list[int] = []
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            path.append(at)
            at = above.get(at)
        if at in path:
            yield path[path.index(at) :]


def _recurrences(database: Database) -> Iterator[Problem]:
    rows = database.rows(
        "SELECT recurrence AS text, id FROM task WHERE recurrence IS NOT NULL"
        " AND deleted_at IS NULL ORDER BY id"
    )
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row["text"], []).append(row["id"])
    for text, tasks in ids.items():
        if not _reads(_next_due, text):
            found = f"{_named('task', tasks)}: {text!r} does not say how often"
            yield Problem(found, _set("task", tasks, "recurrence"))


def _next_due(text: str) -> None:
    from crm_cli.services.recurrences import next_due, read_recurrence

    read_recurrence(text)
    next_due(date(2026, 1, 1), text, date(2026, 1, 1))


def _reads(read: Callable[[Any], object], value: Any) -> bool:
    try:
        read(value)
    except (CrmError, ValueError, TypeError, LookupError):
        return False
    return True


def _own(database: Database) -> Iterator[Problem]:
    """Own fields: what there is to choose from, and the values by their kind."""
    from crm_cli.nouns import choices_of
    from crm_cli.services.fields import NOUNS_WITH_FIELDS

    for row in database.rows("SELECT * FROM field WHERE deleted_at IS NULL ORDER BY id"):
        choices = choices_of(row["choices"])
        if row["kind"] == "choice" and not choices:
            yield Problem(
                f"what there is to choose from in {row['noun']} {row['name']!r} cannot be read",
                f"crm field edit {row['noun']} {shlex.quote(row['name'])} --choices …",
            )
    for noun in NOUNS_WITH_FIELDS:
        rows = database.rows(
            f"SELECT f.name, f.kind, f.choices, v.value, v.currency, min(v.{noun}_id) AS id"
            f" FROM {noun}_field v JOIN field f ON f.id = v.field_id JOIN {NOUNS[noun].table} r"
            f" ON r.id = v.{noun}_id WHERE f.kind <> 'text' AND f.deleted_at IS NULL"
            " AND r.deleted_at IS NULL"
            " GROUP BY f.id, f.name, f.kind, f.choices, v.value, v.currency ORDER BY 6"
        )
        for row in rows:
            if not _fits(row):
                name, ref = row["name"], reference(noun, row["id"])
                said = f"{row['value']} {row['currency'] or ''}".rstrip()
                yield Problem(
                    f"{ref}: {name} cannot be {said!r}, as it is a {row['kind']}",
                    f"crm {noun} edit {ref} --field {shlex.quote(name)}=…",
                )


def _fits(row: dict[str, Any]) -> bool:
    from crm_cli.nouns import choices_of
    from crm_cli.values.numbers import read_number

    kind, value = row["kind"], row["value"]
    if kind == "choice":
        choices = choices_of(row["choices"])
        return not choices or value in choices
    if kind == "yesno":
        return value in ("yes", "no")
    if kind == "money":
        return _reads(int, value) and _is_currency(row["currency"])
    return _reads(date.fromisoformat if kind == "date" else read_number, value)


def _filters(database: Database) -> Iterator[Problem]:
    """Saved filters that cannot be used any more; the settings are the default ones here."""
    from crm_cli.book import load_book
    from crm_cli.filters import compile_conditions
    from crm_cli.nouns import definitions
    from crm_cli.services.saved_filters import conditions_of

    book = load_book(None, datetime.now(UTC))
    custom = cache(lambda noun: definitions(database, noun))
    rows: Rows = database.rows("SELECT * FROM saved_filter WHERE deleted_at IS NULL ORDER BY id")
    for row in rows:
        try:
            conditions = conditions_of(row["conditions"])
            noun = NOUNS[row["noun"]]
            compile_conditions(database, noun, custom(noun.name), conditions, book)
        except (CrmError, KeyError) as error:
            name = shlex.quote(row["name"])
            yield Problem(
                f"the filter {row['name']!r} cannot be read: {error}",
                f"crm filter edit {name} --where …"
                if row["noun"] in NOUNS
                else f"crm filter delete {name}",
            )
