"""The names of RFM segments: which scores have which name, what to do for it, what to watch.

Scores go from 1 to 5, 5 being the best: for recency the most recent. The first rule that fits
names a cell. A team's own rules are a JSON list of objects with the keys of `Rule`; every one of
the 125 cells must have a name.
"""

from __future__ import annotations

import json
import re
from itertools import product
from typing import Any, NamedTuple

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, check_text

Scores = tuple[int, int, int]
RULES_HINT = "crm segment names --json gives the names in force, to be changed and set again"


class Rule(NamedTuple):
    """A name for scores from-to of recency, frequency and monetary value ("4-5", "1")."""

    name: str
    recency: str
    frequency: str
    monetary: str
    do: str
    watch: str

    def cells(self) -> set[Scores]:
        """The scores that the rule is for."""
        spans = [_span(text) for text in self[1:4]]
        return {(r, f, m) for r in spans[0] for f in spans[1] for m in spans[2]}


def _span(text: str) -> range:
    return range(int(text[0]), int(text[-1]) + 1)


_AT_RISK = (
    "Write to them yourself, ask what is missing, and mend it with an offer of their kind.",
    "reactivation rate; unhappy answers and open tickets among them",
)

RULES = (
    Rule(
        "Champions", "4-5", "4-5", "4-5",
        "Thank them, ask for a referral or a review, show them new things first; no discounts.",
        "days since the last purchase; referrals",
    ),
    Rule(
        "Can't lose", "1-2", "4-5", "4-5",
        "Call them this week: they were among the best and have stopped. Ask why; make it right.",
        "share called; purchases within 60 days of the call",
    ),
    Rule(
        "Loyal", "3-5", "4-5", "1-5",
        "Offer what goes with what they bought, and loyalty benefits; ask for their opinion.",
        "interval between purchases; share that becomes champions",
    ),
    Rule(
        "Big spender", "3-5", "1-3", "5",
        "Give them a person of their own and the best of what you sell; make buying easy.",
        "purchases a year; average order value",
    ),
    Rule(
        "New", "5", "1", "1-4",
        "Welcome them, see that the first purchase works, and propose the second within a month.",
        "satisfaction after the first purchase; share that buys again",
    ),
    Rule(
        "Promising", "4", "1", "1-4",
        "Stay in their mind: something useful now and then, and a small reason to come back.",
        "second purchases within 90 days",
    ),
    Rule(
        "Potential loyal", "4-5", "2-3", "1-4",
        "Recommend by what they bought, and invite them to what loyal customers get.",
        "frequency; share that becomes loyal",
    ),
    Rule(
        "Need attention", "3", "2-3", "1-4",
        "Remind them in time, with an offer for a few days on what they bought before.",
        "replies; days since the last purchase",
    ),
    Rule("At risk", "1-2", "3-5", "1-5", *_AT_RISK),
    Rule("At risk", "1-2", "1-2", "4-5", *_AT_RISK),
    Rule(
        "About to sleep", "2-3", "1-2", "1-4",
        "One friendly reminder of what is new, with an easy next step.",
        "answers; reactivation rate",
    ),
    Rule(
        "Lost", "1", "1-2", "1-3",
        "One last win-back offer; then spend the time on others.",
        "customers won back, and what each of them cost",
    ),
)  # fmt: skip


def rules(text: str) -> tuple[Rule, ...]:
    """The rules that the setting holds; the built-in ones when it is empty."""
    return tuple(Rule(**rule) for rule in json.loads(text)) if text else RULES


def named(found: tuple[Rule, ...]) -> dict[Scores, Rule]:
    """For each cell the first rule that fits; without the cells that no rule is for."""
    cells: dict[Scores, Rule] = {}
    for rule in found:
        for cell in rule.cells():
            cells.setdefault(cell, rule)
    return cells


def read_rules(text: str) -> str:
    """The canonical JSON of a team's own rules; empty for the built-in ones.

    Raises BadValue for what is no such list, and for a cell without a name.
    """
    if not text.strip():
        return ""
    try:
        given: Any = json.loads(check_text(text))
    except ValueError as error:
        raise _bad("this is no JSON: {reason}", reason=str(error)) from error
    if not isinstance(given, list) or not given:
        raise _bad("a list of rules is wanted")
    found = tuple(_rule(number, item) for number, item in enumerate(given, 1))
    cells = named(found)
    for cell in product(range(1, 6), repeat=3):
        if cell not in cells:
            raise _bad(
                "no rule names the scores recency {r}, frequency {f}, monetary {m}",
                r=cell[0],
                f=cell[1],
                m=cell[2],
            )
    return json.dumps([rule._asdict() for rule in found], ensure_ascii=False)


def _rule(number: int, item: Any) -> Rule:
    if not isinstance(item, dict):
        raise _bad("rule {number} is no object", number=number)
    unknown = [key for key in item if key not in Rule._fields]
    missing = [key for key in Rule._fields[:4] if not str(item.get(key, "")).strip()]
    if unknown or missing:
        raise _bad(
            "rule {number} " + ("does not know {key!r}" if unknown else "has no {key!r}"),
            number=number,
            key=brief((unknown or missing)[0]),
        )
    texts = {key: " ".join(str(item.get(key, "")).split()) for key in Rule._fields}
    for key in Rule._fields[1:4]:
        texts[key] = texts[key].replace("–", "-").replace(" ", "")
        if not re.fullmatch("[1-5](-[1-5])?", texts[key]) or not _span(texts[key]):
            raise _bad(
                "rule {number} has {value!r} as its {key}: scores are 1 to 5, as in 4-5",
                number=number,
                key=key,
                value=brief(texts[key]),
            )
    return Rule(**texts)


def _bad(message: str, **values: object) -> BadValue:
    return BadValue(message, hint=RULES_HINT, **values)
