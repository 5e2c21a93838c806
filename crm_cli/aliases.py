"""A person's own commands: what an alias stands for, with the words that follow it put in."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence

from crm_cli.errors import BadValue, UsageError

_PLACE = re.compile(r"\$([1-9])")


def words_of(text: str) -> list[str]:
    """The words that an alias stands for, taken apart as a shell does. BadValue for none."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadValue(
            "cannot read {text!r}: a quote is not closed", hint="close it", text=text
        ) from error
    if words[:1] == ["crm"]:
        words = words[1:]
    if not words:
        raise BadValue("an alias stands for a command", hint="as in 'deal list'", text=text)
    return words


def expand(argv: Sequence[str], commands: Collection[str], aliases: Mapping[str, str]) -> list[str]:
    """`argv` with an alias, when its first word is one, exchanged for what that stands for.

    `$1` is the first word that follows; words without such a place come at the end. A command is
    never replaced, and what an alias stands for is not looked up again. Raises UsageError when a
    word is missing.
    """
    place = next((n for n, word in enumerate(argv) if not word.startswith("-")), None)
    if place is None or argv[place] in commands or argv[place] not in aliases:
        return list(argv)
    name, given = argv[place], list(argv[place + 1 :])
    words = words_of(aliases[name])
    used = {int(number) for word in words for number in _PLACE.findall(word)}
    if used and max(used) > len(given):
        raise UsageError(
            "{name} needs {count} words after it: it stands for crm {text}",
            hint="crm config alias list",
            name=name,
            count=max(used),
            text=aliases[name],
        )
    filled = [_PLACE.sub(lambda found: given[int(found[1]) - 1], word) for word in words]
    rest = [word for number, word in enumerate(given, 1) if number not in used]
    return [*argv[:place], *filled, *rest]
