"""The lines that are no table: what was done, what went wrong, what else there is to say.

All are templates with values, filled here; whatever the values hold, no line can do more to a
terminal than be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.values.plurals import counted, plural
from crm_cli.values.text import visible

if TYPE_CHECKING:
    from crm_cli.errors import CrmError
    from crm_cli.tables import Outcome, Report, Table


class _Values(dict[str, Any]):
    """Template values; one that is missing stays visible as its name in braces."""

    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _harmless(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        # Left a number, for templates such as {count:,}.
        return value
    if isinstance(value, tuple) and hasattr(value, "currency"):
        from crm_cli.values.money import Money, show_amount

        return show_amount(Money(*value))
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join([visible(str(item)) for item in value])
    return visible(str(value))


def fill(template: str, values: Mapping[str, object]) -> str:
    """`template` with `values`, harmless to a terminal; its own line ends stay.

    A template that cannot be filled is given as it is: a message about an error must not fail.
    """
    harmless = _Values({name: _harmless(value) for name, value in values.items()})
    try:
        text = template.format_map(harmless)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        text = template
    return visible(text, newline=True)


def error_lines(error: CrmError) -> list[str]:
    """The lines `error: …` and, when there is a hint, `hint: …`."""
    return _labelled("error", fill(error.message, error.values)) + (
        _labelled("hint", fill(error.hint, error.values)) if error.hint else []
    )


def notice_lines(message: str, *, hint: str = "", **values: object) -> list[str]:
    """A notice for stderr: the message, and `hint: …` when there is one."""
    lines = fill(message, values).split("\n")
    return lines + (_labelled("hint", fill(hint, values)) if hint else [])


def _labelled(label: str, text: str) -> list[str]:
    first, *rest = text.split("\n")
    return [f"{label}: {first}"] + [" " * (len(label) + 2) + line for line in rest]


def outcome_lines(outcome: Outcome) -> list[str]:
    """What a command did, how to undo it, and its details under it, indented."""
    line = fill(outcome.message, outcome.values)
    if outcome.dry_run:
        line = _supposed(line)
    elif outcome.changeset is not None:
        line = f"{line} (undo: crm undo {outcome.changeset})"
    details = [part for text in outcome.details for part in visible(text, newline=True).split("\n")]
    return line.split("\n") + [f"  {detail}" for detail in details]


_PARTICIPLES = {"took": "taken", "wrote": "written"}
_DONE = {"won", "lost", "put", "set", "made", "sent", "brought", "taken", "written", "undone"}


def _supposed(line: str) -> str:
    """What a command did, as what it would have done."""
    first, blank, rest = line.partition(" ")
    first = _PARTICIPLES.get(first, first)
    if (first in _DONE or first.endswith("ed")) and not rest.startswith("before"):
        return f"dry run, nothing written: would have {first}{blank}{rest}"
    return f"dry run, nothing written: {line}"


def cut_notice(table: Table, *, limit: bool = True) -> str:
    """`20 of 9,997 contacts (--limit 0 shows all)`; empty when nothing was left out.

    `limit` is whether the command has that option to name.
    """
    if table.total is None or table.total <= len(table.rows):
        return ""
    count = f"{len(table.rows):,} of {counted(table.total, visible(table.noun))}"
    return f"{count} (--limit 0 shows all)" if limit else count


def none_of(table: Table) -> str:
    """`no contacts`."""
    return f"no {plural(visible(table.noun))}"


def empty_notice(result: Table | Report) -> list[str]:
    """For stderr, beside an empty result: `no contacts` and the hint; nothing when it has rows."""
    from crm_cli.tables import Table

    if isinstance(result, Table):
        if result.rows:
            return []
        return [none_of(result)] + (_labelled("hint", visible(result.hint)) if result.hint else [])
    # Some sections are never without rows: "won 0".
    nothing = not result.records or not any(table.rows for table in result.sections.values())
    if result.hint and nothing:
        return _labelled("hint", visible(result.hint))
    return []
