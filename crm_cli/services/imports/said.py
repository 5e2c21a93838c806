"""What a source said last of a record: the texts of its row, kept to be compared with the next."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from operator import itemgetter

from crm_cli.services.imports.plans import LINE, Plan
from crm_cli.values.text import fold

# What a record is called that the source has no id for: this, and the record's uid.
NAMELESS = "~"


class Sayings:
    """Makes and reads back the texts of rows, for one plan.

    A saying is a JSON list: what its texts are of, joined by commas, and the texts.
    """

    def __init__(self, plan: Plan, fields: Mapping[str, int] | None = None) -> None:
        """`fields` are the ids of the team's own, by folded name: one made again is another."""
        names, places = [], []
        for one in plan.mapped:
            id = (fields or {}).get(fold(one.target.name)) if one.target.custom else None
            names.append(f"{one.target.name}#{id}" if id else one.target.name)
            places.append(one.index)
        for default in plan.defaults:
            for part in default.parts:
                if part.index is not None and part.index != LINE:
                    names.append(f"{default.target.name}={plan.columns[part.index]}")
                    places.append(part.index)
        self._names, self._places = names, places
        self._width = len(plan.columns)
        self._signature = ",".join(names)
        self._start = f"[{encode_basestring(self._signature)},"
        self._texts = _getter(places)

    def of(self, cells: Sequence[str]) -> str:
        """The saying of a row."""
        return f"{self._start}{','.join(map(encode_basestring, self._texts(cells)))}]"

    def cells(self, saying: str) -> list[str]:
        """The cells of the row that was said.

        Fields that it did not have then are empty in it.
        """
        signature, *texts = json.loads(saying)
        cells = [""] * self._width
        if signature == self._signature:
            for place, text in zip(self._places, texts, strict=True):
                cells[place] = text
            return cells
        there: dict[str, list[str]] = {}
        for name, text in zip(str(signature).split(","), texts, strict=True):
            there.setdefault(name, []).append(text)
        by_id = {name.rpartition("#")[2]: name for name in there if "#" in name}
        for name, place in zip(self._names, self._places, strict=True):
            plain, mark, id = name.rpartition("#")
            if mark and name not in there:  # renamed since; before, ids were no part of it
                name = by_id.get(id, plain)  # noqa: PLW2901
            if there.get(name):
                cells[place] = there[name].pop(0)
        return cells


def _getter(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places)
