"""The lists beside a record: the tables that hold them, and what tells their items apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from crm_cli.services.imports import cells


class ListTable(NamedTuple):
    """A list of a noun. `key` is what tells the items apart; `ordered` lists have positions."""

    table: str
    columns: tuple[str, ...]
    key: Callable[[tuple[Any, ...]], Any]
    ordered: bool = False


def _first(cells: tuple[Any, ...]) -> Any:
    return cells[0]


_NONE: dict[Any, tuple[Any, ...]] = {}
LISTS: dict[str, Mapping[str, ListTable]] = {
    "contact": {
        "email": ListTable("contact_email", ("email", "key"), lambda row: row[1], True),
        "phone": ListTable(
            "contact_phone", ("phone", "e164", "digits", "extension"), cells.phone_key, True
        ),
        "handle": ListTable("contact_handle", ("service", "handle"), lambda row: row),
    },
    "interaction": {
        "contact": ListTable("interaction_contact", ("contact_id",), _first),
        "link": ListTable("interaction_link", ("target",), _first),
    },
    "deal": {"contact": ListTable("deal_contact", ("contact_id",), _first)},
    "survey": {
        "scores": ListTable("survey_score", ("dimension", "expectation", "perception"), _first)
    },
}


def lists_of(noun: str) -> Mapping[str, ListTable]:
    """The lists of a noun, by name."""
    return LISTS.get(noun, {})


def search_parts(noun: str, lists: Mapping[str, Mapping[Any, tuple[Any, ...]]]) -> list[str]:
    """What a record's lists add to its search text, as `services.search` does."""
    if noun != "contact":
        return []
    parts: list[str] = []
    for row in lists.get("email", _NONE).values():
        parts.append(row[0])  # noqa: PERF401 - a list for each of few would take longer
    phones = lists.get("phone")
    if phones:
        parts += [row[2] for row in phones.values()]
        parts += [row[1] for row in phones.values() if row[1]]
    for row in lists.get("handle", _NONE).values():
        parts.append(row[1])
    return parts
