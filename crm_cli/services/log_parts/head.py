"""What the first clause of a one-line log says, in either language."""

from __future__ import annotations

from typing import NamedTuple

from crm_cli.errors import UsageError
from crm_cli.services.log_parts.moments import Moment
from crm_cli.services.log_parts.parties import Party
from crm_cli.services.log_parts.words import Verb
from crm_cli.values.text import brief

AND = r"\s*(?:\band\b|&|\+(?!deal\b)|和|、|及|与)\s*"
HINT = 'crm log "called Jane Smith 15m about the quote, next fri: send it"'


class Head(NamedTuple):
    """What was done, with whom, what follows in the line, and when, if that stood in between.

    `told` are the words of it that are kept, as they say more than the verb.
    """

    verb: Verb
    people: list[Party]
    rest: str
    when: Moment | None = None
    told: str = ""


def no_entry(text: str) -> UsageError:
    """The error for a text of which nobody can tell what happened."""
    return UsageError(
        "cannot tell what happened in {text!r}" if text else "there is nothing to log",
        hint=f"begin with called, met, emailed … or 见了, 给…打电话: {HINT}",
        text=brief(text),
    )
