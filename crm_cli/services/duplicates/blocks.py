"""Which records are worth comparing: those that share a key, never all with all.

Where very many share one (a large company, a birthday that stands for "unknown"), each is compared
with those next to it in the order of names only (the sorted neighbourhood of Hernández and Stolfo
1995). So the work grows with the book, not with its square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

SMALL = 24
"""Up to so many records that share a key are all compared with each other."""
WINDOW = 6
"""Among more, how many of those that follow a record are compared with it."""

COMMON = frozenset({"name", "sound", "mailbox", "domain"})
"""Kinds of keys that tell nothing when very many share one: a common name, gmail.com."""

Key = tuple[str, str]


def candidates(
    keys: Iterable[tuple[Key, int]], orders: Sequence[Callable[[int], str]]
) -> Iterator[tuple[int, int]]:
    """Pairs of places (the lower first, each pair once) to compare, from (key, place) pairs.

    `orders` are the names by which a large group is put into order, one after the other.
    """
    groups: dict[Key, list[int]] = {}
    for key, place in keys:
        groups.setdefault(key, []).append(place)
    beside: dict[int, list[list[int]]] = {}
    for (kind, _), members in groups.items():
        if 1 < len(members) <= SMALL:
            for place in members:
                beside.setdefault(place, []).append(members)
        elif len(members) > SMALL and kind not in COMMON:
            for pair in _neighbours(members, orders):
                beside.setdefault(min(pair), []).append(list(pair))
    for place in sorted(beside):
        found = {other for members in beside[place] for other in members if other > place}
        for other in sorted(found):
            yield place, other


def _neighbours(
    members: list[int], orders: Sequence[Callable[[int], str]]
) -> Iterator[tuple[int, int]]:
    for order in orders:
        row = sorted(set(members), key=order)
        for start, place in enumerate(row):
            for other in row[start + 1 : start + 1 + WINDOW]:
                yield place, other
