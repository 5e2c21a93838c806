"""What the commands that list do alike: conditions, order, length, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.nouns import NOUNS
from crm_cli.tables import NO_DATABASE, Table
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import ListDisplay, ShortDisplay


def list_noun(crm: AppContext, noun: str, display: ListDisplay, **options: Any) -> Table:
    """The records of a noun."""
    from crm_cli.services.listing import columns, list_records

    if crm.reader is None:
        return Table(
            columns(NOUNS[noun], ()),
            [],
            noun=noun,
            hint=NO_DATABASE,
        )
    extra, params = options.get("extra") or "", options.get("params")
    say_left_out(crm, noun, display, extra, params)
    if display.sort:
        _say_unlike(crm, noun, display, extra, params)
    if display.columns:
        _say_mixed(crm, noun, display, extra, params)
    return list_records(
        crm.reader,
        noun,
        crm.book,
        where=display.where or (),
        sort=display.sort,
        limit=limit_of(crm, display),
        counted=display.format not in ("json", "jsonl", "csv"),
        **options,
    )


def say_left_out(
    crm: AppContext,
    noun: str,
    display: ListDisplay,
    extra: str = "",
    params: Mapping[str, Any] | None = None,
) -> None:
    """Say how many records a condition on an amount cannot be compared with, on stderr."""
    from crm_cli.services.listing import left_out

    assert crm.reader is not None
    unlike = left_out(crm.reader, noun, crm.book, display.where or (), extra, params)
    if unlike:
        crm.notice(
            "{count:,} with an amount in another currency than {currency} {are} not compared",
            hint='name it, as in --where "amount>=10k USD"',
            count=unlike,
            currency=crm.book.currency,
            are="is" if unlike == 1 else "are",
        )


def _say_unlike(
    crm: AppContext, noun: str, display: ListDisplay, extra: str, params: Mapping[str, Any] | None
) -> None:
    """Say that amounts in several currencies are sorted apart, on stderr."""
    from crm_cli.services.listing import sorted_currencies

    assert crm.reader is not None
    where = display.where or ()
    found = sorted_currencies(crm.reader, noun, crm.book, display.sort or "", where, extra, params)
    if found:
        crm.notice(
            "unlike currencies are not compared: first {first}, then {others}",
            first=found[0],
            others=", ".join(found[1:]),
        )


def _say_mixed(
    crm: AppContext, noun: str, display: ListDisplay, extra: str, params: Mapping[str, Any] | None
) -> None:
    """Say which values asked for are empty, as they would add up unlike currencies, on stderr."""
    from crm_cli.services.listing import in_several

    assert crm.reader is not None
    asked = [name.strip() for name in (display.columns or "").split(",")]
    where = display.where or ()
    for name, count in in_several(crm.reader, noun, crm.book, asked, where, extra, params).items():
        crm.notice(
            "{column} is empty for {records}: unlike currencies are not added",
            hint='those with euros in it: --where "{column}_currency~EUR"',
            column=name,
            records=counted(count, noun),
        )


def short_list(crm: AppContext, table: Table, display: ShortDisplay) -> Table:
    """A list that is whole in `table`, in the order and length asked for.

    Raises UsageError for a column that it does not have.
    """
    return arrange(table, display.sort, limit_of(crm, display))


def arrange(table: Table, sort: str | None, limit: int | None) -> Table:
    """`table` in the order of `sort` (columns, "-" for the largest first), cut after `limit` rows.

    What is unknown comes last. Raises UsageError for a column that it does not have.
    """
    from crm_cli.render.choice import nearest_or_error

    names = [column.name for column in table.columns]
    for name in reversed(sort.split(",") if sort else ()):
        place = names.index(nearest_or_error("column", name.strip().lstrip("-+"), names))
        known = [row for row in table.rows if row[place] is not None]
        known.sort(key=lambda row: _sort_key(row[place]), reverse=name.strip().startswith("-"))
        table.rows = known + [row for row in table.rows if row[place] is None]
    if limit is not None:
        table.total, table.rows = len(table.rows), table.rows[:limit]
    return table


def _sort_key(value: Any) -> Any:
    from crm_cli.values.text import fold

    if isinstance(value, list):
        return [fold(item) for item in value]
    return fold(value) if isinstance(value, str) else value


def limit_of(crm: AppContext, display: ListDisplay | ShortDisplay) -> int | None:
    """How many rows to show: the option, else the configured number; None for all.

    Formats for machines and files are not cut unless it is asked for.
    """
    if display.limit is not None:
        return display.limit or None
    if display.format != "table" or display.output:
        return None
    return int(crm.config.get("limit")) or None
