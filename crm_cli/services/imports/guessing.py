"""Which noun a file is about, by the names of its columns; only where they decide it clearly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from crm_cli.errors import BadContent
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.synonyms import header_key, numbered_key, synonyms
from crm_cli.values.enums import SURVEY_KINDS
from crm_cli.values.text import fold

# What a file about a noun has: of each group at least one field.
_NEEDED: dict[str, tuple[str, ...]] = {
    "contact": ("name given_name family_name email",),
    "company": ("name domain",),
    "deal": ("title stage", "stage amount expected_close closed_at probability outcome"),
    "interaction": ("kind", "occurred_at body subject"),
    "task": ("title", "due done_at priority recurrence"),
    "ticket": ("subject body", "status priority external_id opened_at"),
    "survey": ("score", "kind contact contact_name ticket answered_at comment"),
    "user": ("handle role", "name email handle"),
}
# Names that say nothing about what a file is about.
_NEUTRAL = frozenset(
    ("id", "no", "nr", "number", "row", "age", "gender", "sex", "序号", "年龄", "性别", "编号")
)
_OF_TICKETS = {"subject", "status", "priority", "opened_at"}
_LEAST = 0.9  # the score from which a noun is likely
_AHEAD = 1.5  # how many times the next noun's score the best must have
_FAR_AHEAD = 2.0  # the same where the next noun knows a column that the best does not
_ANY = 0.25  # what a known name counts beside what it tells


Own = Mapping[str, Collection[str]]
_NOTHING: Own = {}


class Guess(NamedTuple):
    """A noun, how much of the header speaks for it, and which columns it knows."""

    noun: str
    score: float
    known: frozenset[str] = frozenset()


@cache
def _known() -> Counter[str]:
    """How many nouns know each name."""
    return Counter(word for noun in _NEEDED for word in synonyms(noun))


def guesses(columns: Sequence[str], own: Own = _NOTHING) -> list[Guess]:
    """The nouns that the columns may be about, the likeliest first.

    A name that one noun alone knows counts 1, one that four nouns know a quarter, and a field
    counts once. `own` are the names of the team's own fields, by noun.
    """
    found = []
    telling = [
        column
        for column in columns
        if header_key(column) not in _NEUTRAL and not column.startswith("field:")
    ]
    for noun, groups in _NEEDED.items():
        words = synonyms(noun, columns)
        fields: dict[str, float] = {}
        known = {column for column in telling if fold(column) in own.get(noun, ())}
        for column in telling:
            key = header_key(column)
            field = words.get(key) or words.get(numbered_key(column))
            if field:
                known.add(column)
                key = key if key in words else numbered_key(column)
                worth = 1 / _known()[key] + _ANY
                fields[field] = max(worth, fields.get(field, 0))
        if noun == "ticket" and not fields.keys() & _OF_TICKETS:
            continue  # what was said of tickets, as answers to a survey are
        # Where most columns are unknown, the known ones may stand beside the point.
        if len(known) * 2 > len(telling) and all(
            fields.keys() & set(group.split()) for group in groups
        ):
            found.append(Guess(noun, sum(fields.values()), frozenset(known)))
    return sorted(found, key=lambda one: -one.score)


def _plain_survey(guess: Guess, columns: Sequence[str]) -> bool:
    """Whether surveys are guessed of which nothing says the kind: a lead has a score as well."""
    if guess.noun != "survey":
        return False
    words = synonyms("survey")
    keys = [header_key(column) for column in columns]
    return not any(words.get(key) == "kind" or key.startswith(SURVEY_KINDS) for key in keys)


def exported(columns: Sequence[str]) -> str:
    """The noun whose export of our own has just these columns, those of the team's own aside."""
    from crm_cli.services.exports import NOUNS_EXPORTED, columns_of

    plain = {column for column in columns if not column.startswith("field:")}
    for noun in NOUNS_EXPORTED:
        if plain.issuperset(columns_of(noun)):
            return noun
    return ""


def guess_noun(columns: Sequence[str], *, file: str, own: Own = _NOTHING) -> str:
    """The noun that the columns are plainly about. BadContent, with the flag, where they are not"""
    if ours := exported(columns):
        return ours
    found = guesses(columns, own)
    if found and found[0].score >= _LEAST:
        # Who knows some of its columns and no other is no rival: the best explains the rest too.
        rivals = [
            one
            for one in found[1:]
            if _plain_survey(found[0], columns)
            or (one.score * _AHEAD > found[0].score and not one.known < found[0].known)
            or (one.score * _FAR_AHEAD > found[0].score and not one.known <= found[0].known)
        ]
        if not rivals:
            return found[0].noun
    likely = [NOUNS[one.noun].plural for one in found[:3]]
    raise BadContent(
        "the columns of {file} do not say what its rows are: {columns}",
        hint="say it: --as " + ", ".join(likely or ["contacts, companies, deals, tickets …"]),
        file=file,
        columns=", ".join(columns[:8]) + (" …" if len(columns) > 8 else ""),
        flag="--as " + ("|".join(likely) or "NOUN"),
    )
