"""A three-way merge: what the source says now, what it said last time, and what is there.

A field is written only where the source now says something else than last time. Where a person
changed it too, theirs stays and is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_cli.services.imports.drafts import Draft, Rejected
from crm_cli.services.imports.entries import Entry
from crm_cli.values.birthdays import adds_year, fit
from crm_cli.values.references import reference
from crm_cli.values.text import fold

_PLACED = ("pipeline", "stage", "outcome", "stage_since")
_RATED = ("rating", "rating_comment", "rated_at")


def reduce(
    entry: Entry, now: Draft, last: Draft, required: set[str], stored: Mapping[str, str]
) -> tuple[list[tuple[str, Any, Any]], list[tuple[str, Any]]]:
    """Leave in `now` only what is to be written, over whatever is there; empty what is gone.

    Returns what stays although the source changed it: field, what is there, what the source says;
    and what is emptied, as the source no longer has it: field, what was there (tags are not yet).
    The links of both drafts have been looked for; `stored` are the columns that keep them.
    `required` columns are never emptied.
    """
    kept: list[tuple[str, Any, Any]] = []
    gone: list[tuple[str, Any]] = []
    _columns(entry, now, last, required, kept, gone)
    _links(entry, now, last, stored, kept, required, gone)
    _lists(entry, now, last, gone)
    for field in {**now.custom, **last.custom}:
        new, old, ours = now.custom.get(field), last.custom.get(field), entry.custom.get(field)
        now.custom.pop(field, None)
        if new in (old, ours):
            continue
        if ours is not None and ours != old:
            kept.append((f"custom:{field}", ours[0], new[0] if new else None))
        elif new is not None:
            now.custom[field] = new
        elif ours is not None:
            entry.drop_custom(field)
            gone.append((f"custom:{field}", ours[0]))
    return kept, gone


def _columns(
    entry: Entry,
    now: Draft,
    last: Draft,
    required: set[str],
    kept: list[tuple[str, Any, Any]],
    gone: list[tuple[str, Any]],
) -> None:
    said = {**now.derived, **now.columns}
    before = {**last.derived, **last.columns}
    write: dict[str, Any] = {}
    for name in {**said, **before}:
        new, old, ours = said.get(name), before.get(name), entry.columns.get(name)
        if new in (old, ours) or (new is None and name in required):
            continue
        if name == "birthday" and ours and new and fit(ours, new):
            if adds_year(ours, new):
                write[name] = new
            continue
        if not ours or ours == old or _alike(ours, old):
            if new is not None or ours:
                write[name] = new
                if new is None and name in last.columns:
                    gone.append((name, ours))
        elif name == "amount_minor":
            other = said.get("currency") or entry.columns["currency"]
            kept.append(("amount", _amount(ours, entry.columns["currency"]), _amount(new, other)))
        else:
            kept.append((name, ours, new))
    now.derived, now.columns = {}, write
    if any(name == "amount_minor" for name, _ in gone):  # its currency goes with it
        currency = entry.columns["currency"]
        gone[:] = [
            ("amount", _amount(ours, currency)) if name == "amount_minor" else (name, ours)
            for name, ours in gone
            if name != "currency"
        ]


def _amount(minor: Any, currency: str) -> str | None:
    from crm_cli.values.money import Money, show_amount

    return None if minor is None else show_amount(Money(int(minor), currency))


def _alike(ours: Any, old: Any) -> bool:
    return isinstance(ours, str) and isinstance(old, str) and fold(ours) == fold(old)


def _links(
    entry: Entry,
    now: Draft,
    last: Draft,
    stored: Mapping[str, str],
    kept: list[tuple[str, Any, Any]],
    required: set[str],
    gone: list[tuple[str, Any]],
) -> None:
    """Links by name, address or id: what the texts say decides whether the source changed them."""
    for name, column in stored.items():
        texts = [(one.links.get(name), _beside(one, name)) for one in (now, last)]
        if texts[0] == texts[1]:
            _forget(now, name, column)
            continue
        ours = entry.columns.get(column)
        if ours and not any((texts[0][0], *texts[0][1])) and ours == last.found.get(column):
            if column not in required:
                now.columns[column] = None
                gone.append((name, next(filter(None, (texts[1][0], *texts[1][1])))))
            continue
        if not ours or ours == last.found.get(column) or ours == now.found.get(column):
            continue
        kept.append((name, ours, texts[0][0] or ""))
        _forget(now, name, column)


def _beside(draft: Draft, name: str) -> tuple[str | None, ...]:
    return tuple(draft.extra.get(f"{name}.{part}") for part in ("domain", "id"))


def _forget(draft: Draft, name: str, column: str) -> None:
    draft.links.pop(name, None)
    draft.found.pop(column, None)
    for part in ("domain", "id"):
        draft.extra.pop(f"{name}.{part}", None)


def _lists(entry: Entry, now: Draft, last: Draft, gone: list[tuple[str, Any]]) -> None:
    """Items that are new are added, those that the source no longer has are taken away.

    Those in whose place others come are not emptied.
    """
    for name in {*now.lists, *last.lists}:
        new, old = now.lists.get(name, {}), last.lists.get(name, {})
        if new or old:
            dropped = entry.drop_items(name, [key for key in old if key not in new])
            now.lists[name] = {key: cells for key, cells in new.items() if key not in old}
            if not now.lists[name]:
                gone += [(name, _shown(name, cells)) for cells in dropped]
    now.gone_tags = [name for key, name in last.tags.items() if key not in now.tags]
    now.tags = {key: name for key, name in now.tags.items() if key not in last.tags}
    for group in (_PLACED, _RATED):
        if all(now.extra.get(name) == last.extra.get(name) for name in group):
            for name in group:
                now.extra.pop(name, None)


def _shown(name: str, cells: tuple[Any, ...]) -> str:
    """An item of a list, as people read it."""
    if name == "contact":
        return reference("contact", cells[0])
    return " ".join(cells) if name == "handle" else str(cells[0])


def is_moved(now: Draft, last: Draft) -> bool:
    """Whether the source puts a deal elsewhere than last time."""
    return any(now.extra.get(name) != last.extra.get(name) for name in _PLACED)


def forget_stage(draft: Draft) -> None:
    """Leave a deal where it is."""
    for name in _PLACED:
        draft.extra.pop(name, None)


def forget_links(draft: Draft) -> None:
    """Leave out of a row what is linked at the end: it says what it said last time."""
    draft.links.clear()


def compare(now: Draft, first: Draft, line: int) -> None:
    """Raise Rejected where two rows of one file say different things of one record."""
    said, before = {**now.derived, **now.columns}, {**first.derived, **first.columns}
    for name, value in said.items():
        other = before.get(name)
        if other is None or other == value or _alike(value, other):
            continue
        if name != "birthday" or not fit(value, other):
            raise Rejected(name, str(value), f"line {line} says {other}")
    for field, pair in now.custom.items():
        there = first.custom.get(field)
        if there is not None and there != pair:
            raise Rejected(f"custom:{field}", pair[0], f"line {line} says {there[0]}")
