"""What the shell offers when TAB is pressed: names, references and addresses that begin with what

is typed, and Chinese names that sound like it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.nouns import NOUNS
from crm_cli.services.indexed import Index
from crm_cli.services.references import sounds_of
from crm_cli.values.references import reference
from crm_cli.values.text import check_text, fold, like

if TYPE_CHECKING:
    from crm_cli.database import Reader

MOST = 30
"""More would fill the screen, and take longer to find than to type another letter."""
_LOOKED_AT = 200  # records that may sound like it

# Short lists: the table, and the column that people type.
_SHORT = {
    "tag": ("tag", "name"),
    "stage": ("stage", "name"),
    "pipeline": ("pipeline", "name"),
    "filter": ("saved_filter", "name"),
    "field": ("field", "name"),
}
_SOUNDING = ("contact", "company")


class _Found(NamedTuple):
    noun: str
    id: int
    name: str
    sound: str = ""


def suggest(reader: Reader, kinds: Sequence[str], text: str) -> list[tuple[str, str]]:
    """Up to 30 words that may be meant by `text`, and what each is.

    They are names of `kinds` (nouns, tag, stage …) that begin with it, in any case, or that sound
    like it (zhangw, zw); references, if it begins one (c1); e-mail addresses, if it has an "@". A
    name that several have is offered as references.
    """
    check_text(text)
    words: list[tuple[str, str]] = []
    found: list[_Found] = []
    for kind in kinds:
        if len(found) + len(words) >= MOST:
            break
        if kind == "contact" and "@" in text:
            words += [(address, "") for address in _addresses(reader, text)]
        elif kind in _SHORT:
            words += [(name, "") for name in _short(reader, kind, text)]
        else:
            numbered = _numbered(reader, kind, text)
            words += numbered
            found += [] if numbered else _named(reader, kind, text)
    alike = Counter(fold(one.name) for one in found)
    found.sort(key=lambda one: (bool(one.sound), kinds.index(one.noun), fold(one.name)))
    for one in found:
        ref = reference(one.noun, one.id)
        said = f"{one.sound} {ref}".strip()
        plain = alike[fold(one.name)] == 1
        words.append((one.name, said) if plain else (ref, f"{one.sound} {one.name}".strip()))
    return words[:MOST]


def fields_of(reader: Reader, noun: str) -> list[str]:
    """The names of the fields that the team has for a noun."""
    rows = reader.rows(
        "SELECT name FROM field WHERE noun = :noun AND deleted_at IS NULL ORDER BY id",
        {"noun": noun},
    )
    return [row["name"] for row in rows]


def _short(reader: Reader, kind: str, text: str) -> list[str]:
    table, column = _SHORT[kind]
    rows = reader.rows(f"SELECT {column} AS name FROM {table} WHERE deleted_at IS NULL ORDER BY id")
    wanted = fold(text)
    names = {row["name"] for row in rows if fold(row["name"]).startswith(wanted)}
    return sorted(names, key=fold)


def _numbered(reader: Reader, noun: str, text: str) -> list[tuple[str, str]]:
    """References that begin with the text, where it is a letter and digits."""
    match = re.fullmatch(r"([A-Za-z])([1-9]\d{0,8})", text)
    if not match or match[1].upper() != NOUNS[noun].letter:
        return []
    ranges = [(int(match[2]) * 10**more, (int(match[2]) + 1) * 10**more - 1) for more in range(7)]
    within = " OR ".join(f"id BETWEEN {first} AND {last}" for first, last in ranges)
    rows = reader.rows(
        f"SELECT id, {NOUNS[noun].title} AS name FROM {NOUNS[noun].table}"
        f" WHERE ({within}) AND deleted_at IS NULL ORDER BY id LIMIT {MOST}"
    )
    return [(reference(noun, row["id"]), row["name"] or "") for row in rows]


def _named(reader: Reader, noun: str, text: str) -> list[_Found]:
    """The search text begins with the name, folded. Rows come as they lie: sorting reads all."""
    wanted = fold(text)
    table, title = NOUNS[noun].table, NOUNS[noun].title
    index = Index(reader, [wanted.split()])

    def rows(condition: str, params: dict[str, Any], most: int) -> Any:
        return reader.rows(
            # With coalesce SQLite reads the table through, faster than by an index of it.
            f"SELECT id, {title} AS name, search_text AS said FROM {table}"
            f" WHERE coalesce(deleted_at, '') = '' AND {condition}"
            f"{index.condition(noun, 'id')} LIMIT {most}",
            {**params, **index.params},
        )

    begun = rows("search_text LIKE :start ESCAPE '\\'", {"start": like(wanted) + "%"}, MOST)
    found = [
        _Found(noun, row["id"], row["name"])
        for row in begun
        if row["name"] and fold(row["name"]).startswith(wanted)
    ]
    sound = wanted.replace(" ", "")
    if noun not in _SOUNDING or not (sound.isascii() and sound.isalpha() and len(sound) > 1):
        return found
    # The second line of the search text is how a Chinese name sounds.
    second = f"substr(search_text, length({title}) + 2)"
    params = {"sound": f"{sound}%", "initials": f"% {sound}%"}
    for row in rows(f"({second} LIKE :sound OR {second} LIKE :initials)", params, _LOOKED_AT):
        heard = [word for word in sounds_of(row["said"]) if word.startswith(sound)]
        if heard:
            found.append(_Found(noun, row["id"], row["name"], sounds_of(row["said"])[0]))
    return found


def _addresses(reader: Reader, text: str) -> list[str]:
    rows = reader.rows(
        "SELECT email AS name FROM contact_email WHERE deleted_at IS NULL"
        f" AND key LIKE :start ESCAPE '\\' LIMIT {MOST}",
        {"start": like(text.casefold()) + "%"},
    )
    return [row["name"] for row in rows]
