"""A record that was found, and what is shown of it: its name, what tells it apart, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.nouns import NOUNS
from crm_cli.tables import Column
from crm_cli.values.dates import local_day
from crm_cli.values.references import reference
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader

AROUND = 30  # characters shown before and after what matched

COLUMNS = [
    Column("ref", title="id"),
    Column("type"),
    Column("title"),
    Column("about"),
    Column("matched"),
    Column("at", "datetime", shown=False),
    Column("id", "integer", shown=False),
]

# What else tells a hit from others, and the moment that orders hits; `r` is the record.
_COMPANY = "(SELECT o.name FROM company o WHERE o.id = r.company_id)"
_CONTACT = "(SELECT c.name FROM contact c WHERE c.id = r.contact_id)"
_ABOUT = {
    "contact": (_COMPANY,),
    "company": ("r.city", "r.country"),
    "deal": (_COMPANY, "(SELECT s.name FROM stage s WHERE s.id = r.stage_id)"),
    "ticket": ("r.status", _CONTACT, _COMPANY),
    "survey": ("r.kind", "CAST(r.score AS TEXT)", _CONTACT),
    "task": ("'due ' || r.due_on", "CASE WHEN r.done_at IS NULL THEN NULL ELSE 'done' END"),
    "interaction": (
        "r.kind",
        "r.occurred_at",
        "(SELECT c.name FROM interaction_contact l JOIN contact c ON c.id = l.contact_id"
        " WHERE l.interaction_id = r.id ORDER BY l.id LIMIT 1)",
    ),
}
MOMENT = {
    "interaction": "r.occurred_at",
    "ticket": "r.opened_at",
    "survey": "r.answered_at",
}
# Where the words may have been found, besides the title: what it is called, and its SQL.
_PLACES = {
    "contact": (
        ("e-mail", "(SELECT group_concat(x.email, '\n') FROM contact_email x"
         " WHERE x.contact_id = r.id)"),
        ("phone", "(SELECT group_concat(x.phone, '\n') FROM contact_phone x"
         " WHERE x.contact_id = r.id)"),
        ("handle", "(SELECT group_concat(x.service || ':' || x.handle, '\n')"
         " FROM contact_handle x WHERE x.contact_id = r.id)"),
        ("job title", "r.job_title"),
        ("city", "r.city"),
        ("given name", "r.given_name"),
        ("family name", "r.family_name"),
    ),
    "company": (
        ("domain", "r.domain"),
        ("website", "r.website"),
        ("city", "r.city"),
        ("industry", "r.industry"),
    ),
    "deal": (
        ("reason", "r.reason"),
        ("competitor", "r.competitor"),
        ("campaign", "r.campaign"),
    ),
    "ticket": (("body", "r.body"),),
    "survey": (),
    "task": (),
    "interaction": (("body", "r.body"),),
}  # fmt: skip


class Query(NamedTuple):
    """What is looked for: folded words, and the digits of a phone number if it may be one.

    `typed` has the words as they were typed, but in small letters, by the folded ones,
    `ways` the spellings of each word: juergen, and jurgen, as Jürgen folds.
    """

    text: str
    words: list[str]
    digits: str
    typed: dict[str, str]
    ways: list[list[str]]


class Hit(NamedTuple):
    """A record that was found: rank 0 is the best; the moment is empty when it is unknown."""

    noun: str
    id: int
    rank: int
    moment: str


def digits_of(phone: str) -> str:
    """The digits without the zeros before them, which depend on where one calls from."""
    return "".join(sign for sign in fold(phone.replace("(0)", "")) if sign.isdigit()).lstrip("0")


def cells(
    reader: Reader,
    noun: str,
    query: Query,
    ids: Sequence[int],
    fields: Sequence[int] | None,
    book: Book,
) -> dict[int, list[Any]]:
    """The cells of these hits, by id."""
    title, moment = NOUNS[noun].title, MOMENT.get(noun, "r.created_at")
    places = "".join(f", {sql} AS place{n}" for n, (_, sql) in enumerate(_PLACES[noun]))
    places += "".join(f", {sql} AS about{n}" for n, sql in enumerate(_ABOUT[noun]))
    found: dict[int, list[Any]] = {}
    for start in range(0, len(ids), 500):
        part = {f"id{number}": id for number, id in enumerate(ids[start : start + 500])}
        own = _own_values(reader, noun, part, fields) if fields else {}
        for row in reader.rows(
            f"SELECT r.id, r.{title} AS title, {moment} AS moment{places}"
            f" FROM {NOUNS[noun].table} r WHERE r.id IN ({', '.join(':' + name for name in part)})",
            part,
        ):
            name = row["title"]
            if not name and noun == "interaction":
                name = (row["place0"] or "").strip().partition("\n")[0]
            found[row["id"]] = [
                reference(noun, row["id"]),
                noun,
                name,
                _about(noun, row, book),
                _matched(noun, query, row, own.get(row["id"], ())),
                row["moment"],
                row["id"],
            ]
    return found


def _about(noun: str, row: dict[str, Any], book: Book) -> str | None:
    parts = [row[f"about{number}"] for number in range(len(_ABOUT[noun]))]
    if noun == "interaction" and parts[1]:
        parts[1] = local_day(parts[1], book.zone).isoformat()
    return ", ".join(part for part in parts if part) or None


def _own_values(
    reader: Reader, noun: str, ids: dict[str, int], fields: Sequence[int]
) -> dict[int, list[tuple[str, str]]]:
    """The names and values of these fields of the team's own, by the record that has them."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row in reader.rows(
        f"SELECT f.{noun}_id AS record, d.name, f.value FROM {noun}_field f"
        f" JOIN field d ON d.id = f.field_id WHERE d.id IN ({', '.join(map(str, fields))})"
        f" AND f.{noun}_id IN ({', '.join(':' + name for name in ids)}) ORDER BY d.id",
        ids,
    ):
        found.setdefault(row["record"], []).append((row["name"], row["value"]))
    return found


def _matched(
    noun: str, query: Query, row: dict[str, Any], own: Sequence[tuple[str, str]]
) -> str | None:
    """Where the words were found that are not in the title, with what stands around them."""
    title = fold(row["title"] or "")
    missing = [way[0] for way in query.ways if not any(word in title for word in way)]
    places = [(name, row[f"place{number}"]) for number, (name, _) in enumerate(_PLACES[noun])]
    for word in missing:
        for place, texts in (*places, *own):
            for text in (texts or "").split("\n"):
                if word in fold(text):
                    return f"{place}: {_excerpt(text, word)}"
    if missing and query.digits:
        phones = (row.get("place1") or "").split("\n")
        best = [text for text in phones if query.digits in digits_of(text)] or phones
        return f"phone: {best[0]}" if best[0] else None
    return None


def _excerpt(text: str, word: str) -> str:
    """The text around the word, on one line."""
    text = text.strip()
    at = fold(text).find(word)
    if len(text) <= 2 * AROUND + len(word) or len(fold(text)) != len(text):
        return text if len(text) <= 4 * AROUND else text[: 4 * AROUND] + "…"
    start, end = max(at - AROUND, 0), min(at + len(word) + AROUND, len(text))
    # Whole words, where there are spaces between them.
    if start and " " in text[start:at]:
        start = text.index(" ", start)
    if end < len(text) and " " in text[at + len(word) : end]:
        end = text.rindex(" ", at, end)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")
