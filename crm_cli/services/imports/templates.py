"""Mappings that are kept: those of well-known programs, and those of the user's own.

A template says for one layout of a file what the flags of `crm import` would say. It is a table in
a TOML file:

    noun = "contact"
    source = "hubspot"
    header = ["Contact ID", "Lifecycle Stage"]   # all of these are there: it is that layout,
    only = ["Lead Status", "Record ID"]          # with one of these, which other files have not
    also = [["HubSpot ID"]]                      # or all of one of these

    [map]
    "Contact ID" = "external_id"
    "E-mail # - Value" = "email"                 # "#" is any number
    "Last Modified" = ""                         # left out

    [values.stage]
    Subscriber = "lead"

    [default]
    title = "{Product} {Account}"
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from crm_cli.errors import BadContent
from crm_cli.services.imports.synonyms import unmarked
from crm_cli.values.text import fold

_TEXTS = ("noun", "source", "name", "key", "date_order", "decimal", "encoding", "delimiter")
BOTH = " + "  # between the fields of a column that goes to two
_KNOWN = {*_TEXTS, "header", "only", "also", "map", "values", "default", "create_contacts"}


@dataclass(frozen=True, slots=True)
class Template:
    """What is kept of a mapping. `name` is what people call the program or the mapping."""

    noun: str
    name: str = ""
    source: str = ""
    header: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    maps: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    date_order: str = ""
    decimal: str = ""
    encoding: str = ""
    delimiter: str = ""
    create_contacts: bool = False

    def fits(self, columns: Sequence[str]) -> bool:
        """Whether a file with these columns has this layout."""
        there = {_plain(column) for column in columns}
        sure = not self.only or any(_plain(name) in there for name in self.only)
        layouts = (self.header if sure else (), *self.also)
        return any(layout and {_plain(name) for name in layout} <= there for layout in layouts)

    def places(self, columns: Sequence[str]) -> dict[int, str]:
        """The field of each column that the template names, by the column's place."""
        # "#" is any number, but the second of two columns of one name is called "Name #2".
        parts = {name: re.split(r"#(?!\d)", _plain(name)) for name in self.maps}
        plain = {parts[name][0]: to for name, to in self.maps.items() if len(parts[name]) == 1}
        numbered = [
            (re.compile(r"\d+".join(map(re.escape, parts[name]))), target)
            for name, target in self.maps.items()
            if len(parts[name]) > 1
        ]
        found: dict[int, str] = {}
        for index, column in enumerate(columns):
            name = _plain(column)
            target = plain.get(name)
            if target is None:
                target = next((to for known, to in numbered if known.fullmatch(name)), None)
            if target is not None:
                found[index] = target
        return found


def _plain(column: str) -> str:
    """A column's name as layouts are compared by: without case, accents, blanks and a star."""
    return " ".join(fold(unmarked(column)).strip("* ").split())


def read_template(table: Mapping[str, Any], *, file: str) -> Template:
    """The template in a table of TOML. BadContent for what is none."""

    def bad(what: str) -> BadContent:
        return BadContent(
            "{file} is no mapping: {what}",
            hint="crm import FILE --save-mapping NAME writes one",
            file=file,
            what=what,
        )

    for name in table:
        if name not in _KNOWN:
            raise bad(f"it has {name!r}, which is unknown")
    for name in _TEXTS:
        if not isinstance(table.get(name, ""), str):
            raise bad(f"{name} must be a text")
    if not table.get("noun"):
        raise bad("it names no noun")
    values = table.get("values", {})
    texts = [table.get("map", {}), table.get("default", {})]
    if not isinstance(values, dict) or not all(isinstance(one, dict) for one in values.values()):
        raise bad("values must be tables")
    for texts_of in [*texts, *values.values()]:
        if not isinstance(texts_of, dict) or not all(
            isinstance(text, str) for text in texts_of.values()
        ):
            raise bad("map, values and default hold texts")
    header, also = table.get("header", []), table.get("also", [])
    only = table.get("only", [])
    layouts = [header, only, *also] if isinstance(also, list) else [also]
    for layout in layouts:
        if not isinstance(layout, list) or not all(isinstance(name, str) for name in layout):
            raise bad("header must be a list of column names, and also one of such lists")
    return Template(
        header=tuple(header),
        only=tuple(only),
        also=tuple(map(tuple, also)),
        maps=texts[0],
        values=values,
        defaults=texts[1],
        create_contacts=bool(table.get("create_contacts", False)),
        **{name: table.get(name, "") for name in _TEXTS},
    )


def with_stages(template: Template, names: Sequence[str]) -> Template:
    """The template for a team with stages of these names.

    A stage that is called as in the other program is that stage; what the template makes of one
    counts only where the team has it.
    """
    if template.noun != "deal" or "stage" not in template.values:
        return template
    there = {fold(name) for name in names}
    kept = {
        theirs: ours
        for theirs, ours in template.values["stage"].items()
        if fold(theirs) not in there and (not ours or fold(ours) in there)
    }
    return replace(template, values={**template.values, "stage": kept})
