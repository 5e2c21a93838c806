"""What a name in a one-line log may mean, and the questions to the database for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.database import Reader, Rows
from crm_cli.errors import UsageError
from crm_cli.services.indexed import Index
from crm_cli.services.merged import went_into
from crm_cli.services.references import sounding
from crm_cli.values.text import brief, fold, like

HAN = r"[\u3007\u3400-\u9fff\uf900-\ufaff]"
MOST_NEAR = 2000  # records that are compared with a name that nobody has
_LIVE = "coalesce(deleted_at, '') = ''"


class Fit(NamedTuple):
    """Records that the first `end` characters of a text may mean; `level` 0 is a whole name.

    `others` are companies that fit part of a name as well as these people do. `sure` is whether
    the title with the name is theirs.
    """

    end: int
    level: int
    noun: str
    rows: Rows
    title: str = ""
    others: Sequence[Mapping[str, Any]] = ()
    sure: bool = True


class Stranger(NamedTuple):
    """A name that nobody has, and the company that stood with it.

    `sure` is whether it is clear where the company and the name begin and end.
    """

    end: int
    name: str
    company: str = ""
    sure: bool = True


def rows_of(
    reader: Reader, noun: str, condition: str, params: Mapping[str, Any], *words: str
) -> Rows:
    """The live records that meet a condition, which has one of `words` in the search text."""
    more = ", company_id, job_title, family_name" if noun == "contact" else ""
    index = Index(reader, [[word] for word in words])
    found = reader.rows(
        f"SELECT id, name{more} FROM {noun}"
        f" WHERE {condition} AND {_LIVE}{index.condition(noun, 'id')} ORDER BY id",
        {**params, **index.params},
    )
    there = {row["id"] for row in found}
    went = went_into(reader, noun, condition, params)
    return found + [row for row in went if row["id"] not in there]


def containing(reader: Reader, noun: str, *words: str) -> Rows:
    """The live records that have one of `words` in what they are searched by; short ones whole."""
    patterns = []
    for word in words:
        if len(word) > 2:
            patterns.append(f"%{like(word)}%")
            continue
        ends = [f"{like(word)}{end}" for end in (" %", "\n%", "")]
        patterns += [*ends, *(f"% {end}" for end in ends)]
    params = {f"p{number}": pattern for number, pattern in enumerate(patterns)}
    each = " OR ".join(f"search_text LIKE :{name} ESCAPE '\\'" for name in params)
    return rows_of(reader, noun, f"({each})", params, *words)


def best(fits: Sequence[Fit]) -> Fit | None:
    """The longest; among equals the closest, and people before companies.

    Where people and companies have part of a name alike, both are kept.
    """
    order = {"contact": 0, "company": 1}
    longest = sorted(fits, key=lambda fit: (-fit.end, fit.level, order[fit.noun]))
    if not longest or longest[0].level == 0:
        return longest[0] if longest else None
    alike = [fit for fit in longest if fit.end == longest[0].end]
    people = next((fit for fit in alike if fit.noun == "contact"), None)
    others = next((fit for fit in alike if fit.noun == "company"), None)
    if people is None or others is None:
        return longest[0]
    return people._replace(others=others.rows)


def near(reader: Reader, name: str) -> list[tuple[str, int, str]]:
    """Up to three records whose names are near to `name`, as noun, id and name, the nearest first.

    Those that sound so (Li Na: 李娜), then of those that have the beginning of one of its words.
    """
    from rapidfuzz import fuzz, process

    heard = [
        (noun, *found) for noun in ("contact", "company") for found in sounding(reader, noun, name)
    ]
    parts = [fold(word)[:3] for word in name.split()][:4]
    if len(parts) == 1 and re.match(HAN, name):
        parts = [fold(name[:1]), fold(name[-1:])]
    params = {f"part{number}": f"%{like(part)}%" for number, part in enumerate(parts) if part}
    if not params:
        return heard[:3]
    condition = " OR ".join(f"search_text LIKE :{key} ESCAPE '\\'" for key in params)
    found: dict[tuple[str, int], str] = {}
    for noun in ("contact", "company"):
        rows = reader.rows(
            f"SELECT id, name FROM {noun} WHERE ({condition}) AND {_LIVE}"
            f" ORDER BY id LIMIT {MOST_NEAR}",
            params,
        )
        found |= {(noun, row["id"]): row["name"] or "" for row in rows}
    folded = {key: fold(text) for key, text in found.items()}
    nearest = process.extract(fold(name), folded, scorer=fuzz.WRatio, score_cutoff=75, limit=3)
    return list(dict.fromkeys([*heard, *((*key, found[key]) for _, _, key in nearest)]))[:3]


def unclear(text: str) -> UsageError:
    """The error for a name of which nobody can tell where it begins or ends."""
    return UsageError(
        "cannot tell the name in {text!r}",
        hint="put a space or a comma after the name, and 的 between a company and a name",
        text=brief(text),
    )


def nobody(text: str) -> UsageError:
    """The error to raise where no person, company or deal is named."""
    return UsageError(
        "it does not say with whom" + (": {text!r} begins with no name" if text.strip() else ""),
        hint='crm log "called Jane Smith about the quote"',
        text=text[:60],
    )
