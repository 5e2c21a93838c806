"""Asking whom a sentence of `crm log` means, where it is not clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.errors import Ambiguous, NotFound
from crm_cli.prompts import pick
from crm_cli.prompts.asker import Asker
from crm_cli.prompts.completion import company_note
from crm_cli.values.references import reference
from crm_cli.values.text import visible

if TYPE_CHECKING:
    from crm_cli.context import AppContext

NOBODY = "new"


def ask_party(crm: AppContext, error: Ambiguous | NotFound) -> str:
    """The reference of the record that was meant, or "new" for one to be made.

    Raises the error when it is neither.
    """
    if isinstance(error, Ambiguous):
        return pick(crm, error)
    name = visible(str(error.values["name"])) + visible(str(error.values.get("where", "")))
    candidates: list[tuple[str, int, str]] = list(error.values.get("candidates") or ())  # type: ignore[call-overload]
    asker = Asker(crm)
    if not candidates:
        if asker.confirm(f"There is nobody called {name}. Make a contact?"):
            return NOBODY
        raise error
    labels = {
        f"{reference(noun, id)} {visible(found)}{company_note(crm.reader, noun, id)}": reference(
            noun, id
        )
        for noun, id, found in candidates
    }
    make = f"a new contact: {name}"
    chosen = asker.choose(f"There is nobody called {name}. Who is meant?", [*labels, make])
    return NOBODY if chosen == make else labels[chosen]
