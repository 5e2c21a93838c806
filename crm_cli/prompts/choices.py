"""Which of two values stays, asked in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_cli.prompts.asker import Asker
from crm_cli.values.text import brief, visible

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.services.merging import Part


def choose_sides(crm: AppContext, parts: Sequence[Part], names: tuple[str, str]) -> dict[str, str]:
    """Whose value of each field stays: A or B, by the field's name. `names` are the records.

    Raises KeyboardInterrupt on Ctrl-C and Esc.
    """
    asker = Asker(crm)
    crm.notice("They differ. Choose what stays; Esc leaves without a trace.")
    chosen = {}
    for part in parts:
        sides = {
            f"{brief(visible(text))}  ({visible(name)})": side
            for side, text, name in zip("AB", part.texts, names, strict=True)
        }
        chosen[part.name] = sides[asker.choose(part.name.replace("_", " "), [*sides])]
    return chosen
