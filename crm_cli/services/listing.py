"""Lists of records: conditions, order, columns and limit, read from the views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.nouns import NOUNS, PERCENT_COLUMNS, Noun
from crm_cli.services import fields
from crm_cli.tables import Column, Row, Table
from crm_cli.values.money import Money
from crm_cli.values.percents import WHOLE
from crm_cli.values.references import reference
from crm_cli.values.text import nearest
from crm_cli.views import items

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Params, Reader, Rows

# Columns of names, of which one may know a part.
_NAMED = ("name", "title", "subject", "company", "contact", "contacts", "deal", "competitor")


def list_records(
    reader: Reader,
    noun_name: str,
    book: Book,
    *,
    where: Sequence[str] = (),
    sort: str | None = None,
    limit: int | None = None,
    extra: str = "",
    params: Params | None = None,
    counted: bool = True,
) -> Table:
    """The live records of a noun that meet all conditions of `where`, as a table.

    `sort` is a column, with "-" before it for the largest first; `limit` None gives them all.
    `extra` is one more SQL condition on the view, with `params`. The table's columns are those of
    the noun and its custom fields; `total` counts what a limit left out, unless `counted` is
    false, for a format that does not tell. Raises UsageError for an unknown column or an
    unreadable condition.
    """
    noun = NOUNS[noun_name]
    custom = fields.definitions(reader, noun_name) if noun_name in fields.NOUNS_WITH_FIELDS else []
    conditions, bound = _conditions(reader, noun, custom, book, where, extra, params)
    order = _order(reader, noun, custom, sort, book.currency)
    cut = "" if limit is None else f" LIMIT {int(limit)}"
    # The ids first: the view's columns are then computed for the rows that are shown only.
    ids = [
        row["id"]
        for row in reader.rows(
            f"SELECT v.id FROM {noun.view} v WHERE {conditions} ORDER BY {order}{cut}", bound
        )
    ]
    rows = fetch(reader, noun, custom, ids)
    hint = "" if rows else _empty_hint(noun, where)
    table = Table(columns(noun, custom), rows, noun=noun.name, hint=hint)
    if limit is not None and counted:
        count = f"SELECT count(*) AS n FROM {noun.view} v WHERE {conditions}"
        if not where and not extra:  # the bare table counts from a small index
            count = f"SELECT count(*) AS n FROM {noun.table} WHERE deleted_at IS NULL"
        table.total = len(rows) if len(ids) < limit else int(reader.rows(count, bound)[0]["n"])
    return table


def left_out(
    reader: Reader,
    noun_name: str,
    book: Book,
    where: Sequence[str],
    extra: str = "",
    params: Params | None = None,
) -> int:
    """How many records a list leaves out because their amount is in another currency.

    Those are the amounts that a condition without a currency (`amount>=10k`) cannot be compared
    with. `extra` is one more SQL condition on the view, with `params`.
    """
    if not where:
        return 0
    from crm_cli.filters import compile_left_out

    noun = NOUNS[noun_name]
    custom = fields.definitions(reader, noun_name) if noun_name in fields.NOUNS_WITH_FIELDS else []
    sql, bound = compile_left_out(reader, noun, custom, where, book)
    if not sql:
        return 0
    conditions = " AND ".join(part for part in ("v.deleted_at IS NULL", extra, sql) if part)
    rows = reader.rows(
        f"SELECT count(*) AS n FROM {noun.view} v WHERE {conditions}", {**bound, **(params or {})}
    )
    return int(rows[0]["n"])


def sorted_currencies(
    reader: Reader,
    noun_name: str,
    book: Book,
    sort: str,
    where: Sequence[str] = (),
    extra: str = "",
    params: Params | None = None,
) -> list[str]:
    """The currencies of the amounts that a list is sorted by, in their order there, if several."""
    from crm_cli.filters import currency_of

    noun = NOUNS[noun_name]
    custom = fields.definitions(reader, noun_name) if noun_name in fields.NOUNS_WITH_FIELDS else []
    for name in sort.split(","):
        unit = currency_of(noun, custom, name.strip().lstrip("-+"), reader)
        if unit is None:
            continue
        conditions, bound = _conditions(reader, noun, custom, book, where, extra, params)
        rows = reader.tuples(f"SELECT DISTINCT {unit} FROM {noun.view} v WHERE {conditions}", bound)
        found = sorted(
            (row[0] for row in rows if row[0]),
            key=lambda code: (
                code != book.currency,
                code,
            ),
        )
        if len(found) > 1:
            return found
    return []


def in_several(
    reader: Reader,
    noun_name: str,
    book: Book,
    names: Sequence[str],
    where: Sequence[str] = (),
    extra: str = "",
    params: Params | None = None,
) -> dict[str, int]:
    """How many records of a list have amounts in several currencies in a column of `names`, which
    is empty for them; without the columns of which there are none.
    """
    noun = NOUNS[noun_name]
    money = [column for column in noun.columns if column.kind == "money" and column.name in names]
    if not money:
        return {}
    custom = fields.definitions(reader, noun_name)
    conditions, bound = _conditions(reader, noun, custom, book, where, extra, params)
    counts = ", ".join(
        f"count(CASE WHEN v.{column.name}_minor IS NULL THEN v.{column.currency_key} END)"
        for column in money
    )
    ((*found,),) = reader.tuples(f"SELECT {counts} FROM {noun.view} v WHERE {conditions}", bound)
    return {column.name: n for column, n in zip(money, found, strict=True) if n}


def matching(
    reader: Reader, noun_name: str, book: Book, where: Sequence[str], extra: str = ""
) -> list[int]:
    """The ids of the live records of a noun that meet all conditions, in the order of its list.

    Raises as `list_records` does.
    """
    noun = NOUNS[noun_name]
    custom = fields.definitions(reader, noun_name) if noun_name in fields.NOUNS_WITH_FIELDS else []
    conditions, bound = _conditions(reader, noun, custom, book, where, extra)
    order = _order(reader, noun, custom, None)
    sql = f"SELECT v.id FROM {noun.view} v WHERE {conditions} ORDER BY {order}"
    return [row[0] for row in reader.tuples(sql, bound)]


def _conditions(
    reader: Reader,
    noun: Noun,
    custom: Sequence[fields.Definition],
    book: Book,
    where: Sequence[str],
    extra: str,
    params: Params | None = None,
) -> tuple[str, dict[str, Any]]:
    """What a live record of a list has to meet, as SQL on the view `v`, and its values."""
    sql, bound = "", dict(params or {})
    if where:
        from crm_cli.filters import compile_conditions

        sql, more = compile_conditions(reader, noun, custom, where, book)
        bound = more | bound
    return " AND ".join(part for part in ("v.deleted_at IS NULL", extra, sql) if part), bound


def _empty_hint(noun: Noun, where: Sequence[str]) -> str:
    if not where:
        return f"crm {noun.name} add makes one"
    from crm_cli.filters.grammar import parse

    for text in where:
        condition = None if text.lstrip().startswith("@") else parse(text)
        if condition and condition.operator == "=" and condition.column in _NAMED:
            part = f"{condition.column}~{condition.whole or '…'}"
            return f"= is the whole of it, and {part} a part; crm {noun.name} list shows them all"
    return f"crm {noun.name} list shows them all"


def columns(noun: Noun, custom: Sequence[fields.Definition]) -> list[Column]:
    """The columns of a noun's list: its own, then the team's."""
    kinds: dict[str, Any] = {"number": "number", "money": "money", "date": "date"}
    return [
        *noun.columns,
        *(Column(found.name, kinds.get(found.kind, "text"), shown=False) for found in custom),
    ]


def fetch(
    reader: Reader, noun: Noun, custom: Sequence[fields.Definition], ids: Sequence[int]
) -> list[Row]:
    """The rows of these records, in this order, with the cells of `columns`."""
    by_id: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        names = {f"id{number}": id for number, id in enumerate(part)}
        listed = ", ".join(f":{name}" for name in names)
        for row in reader.rows(f"SELECT v.* FROM {noun.view} v WHERE v.id IN ({listed})", names):
            by_id[row["id"]] = row
        if custom:
            _add_custom(by_id, noun, custom, reader, listed, names)
    return [cells(noun, custom, by_id[id]) for id in ids if id in by_id]


def _add_custom(
    by_id: dict[int, dict[str, Any]],
    noun: Noun,
    custom: Sequence[fields.Definition],
    reader: Reader,
    listed: str,
    names: Params,
) -> None:
    definitions = {found.id: found for found in custom}
    values: Rows = reader.rows(
        f"SELECT {noun.name}_id AS record, field_id, value, currency FROM {noun.name}_field"
        f" WHERE {noun.name}_id IN ({listed})",
        names,
    )
    for value in values:
        found = definitions.get(value["field_id"])
        if found is not None and value["record"] in by_id:
            cell = custom_cell(found.kind, value["value"], value["currency"])
            by_id[value["record"]]["field:" + found.name] = cell


def custom_cell(kind: str, value: str, currency: str | None) -> Any:
    """The cell of a stored value of a custom field; None for no number, which doctor names."""
    try:
        if kind == "money":
            return Money(int(value), currency or "")
        if kind == "number":
            from crm_cli.values.exact import exact

            return exact(value)
    except (ValueError, ArithmeticError):
        return None
    return value


def cells(noun: Noun, custom: Sequence[fields.Definition], row: dict[str, Any]) -> Row:
    """One row of the view (and `field:NAME` keys) as the cells of `columns`."""
    found: list[Any] = []
    for column in noun.columns:
        if column.name == "ref":
            found.append(reference(noun.name, row["id"]))
        elif column.kind == "money":
            minor = row[f"{column.name}_minor"]
            found.append(None if minor is None else Money(minor, row[column.currency_key]))
        elif column.name in noun.lists:
            found.append(items(row[column.name]))
        elif column.name in PERCENT_COLUMNS:
            percent = row[column.name]
            found.append(None if percent is None else percent / WHOLE)
        else:
            found.append(row[column.name])
    found += [row.get("field:" + definition.name) for definition in custom]
    return found


def _unknown_order(noun: Noun, custom: Sequence[fields.Definition], name: str) -> UsageError:
    known = [column.name for column in columns(noun, custom)]
    near = "" if "." in name else nearest(name, known)
    return UsageError(
        "{noun} has no column {name!r} to sort by",
        hint="did you mean {near}? There are: {columns}" if near else "there are: {columns}",
        noun=noun.name,
        name=name,
        near=near,
        columns=", ".join(known),
    )


def _order(
    reader: Reader,
    noun: Noun,
    custom: Sequence[fields.Definition],
    sort: str | None,
    currency: str = "",
) -> str:
    if not sort:
        return ", ".join(f"v.{part.strip()}" for part in noun.order.split(","))
    from crm_cli.filters import currency_order, expression

    parts = []
    for name in sort.split(","):
        descending = name.strip().startswith("-")
        found = expression(noun, custom, name.strip().lstrip("-+"), reader)
        if found is None:
            raise _unknown_order(noun, custom, name.strip().lstrip("-+"))
        before = currency_order(noun, custom, name.strip().lstrip("-+"), currency, reader)
        parts += [before] if before else []
        parts.append(f"{found} {'DESC' if descending else 'ASC'} NULLS LAST")
    return ", ".join([*parts, "v.id"])
