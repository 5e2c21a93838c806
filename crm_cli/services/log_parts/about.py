"""What a reference in front of a log stands for: whom the follow-up, ticket or answer is about."""

from __future__ import annotations

from typing import NamedTuple

from crm_cli.database import Reader
from crm_cli.errors import UsageError
from crm_cli.services import references
from crm_cli.services.log_parts.parties import Party
from crm_cli.values.references import read_reference, reference

_LINKED = ("task", "ticket", "survey")  # they are about somebody


class About(NamedTuple):
    """Whom it is about, and the deal, ticket and answer that it belongs to (references)."""

    people: list[Party]
    deal: str = ""
    ticket: str = ""
    survey: str = ""


def about(reader: Reader, text: str) -> About:
    """What the record with this reference is about. Raises NotFound, and UsageError for nobody."""
    typed = read_reference(text)
    assert typed is not None
    id = references.resolve(reader, typed.noun, text)
    ref = reference(typed.noun, id)
    if typed.noun not in _LINKED:
        return About([Party(ref)])
    beside = {"task": "ticket_id, survey_id", "survey": "ticket_id", "ticket": "id AS ticket_id"}
    row = reader.rows(
        f"SELECT contact_id, company_id, deal_id, {beside[typed.noun]} FROM {typed.noun}"
        " WHERE id = :id",
        {"id": id},
    )[0]
    found = {name: reference(name, row[f"{name}_id"])
             for name in ("contact", "company", "deal", "ticket", "survey")
             if row.get(f"{name}_id")}  # fmt: skip
    if typed.noun == "survey":
        found["survey"] = ref
    who = next((found[name] for name in ("contact", "company", "deal") if name in found), "")
    if not who:
        raise UsageError(
            "{ref} is about nobody",
            hint='say with whom: crm log "called Jane Smith about it"',
            ref=ref,
        )
    company = found.get("company", "") if who.startswith("C") else ""
    deal = found.get("deal", "") if not who.startswith("D") else ""
    return About(
        [Party(who, company=company)], deal, found.get("ticket", ""), found.get("survey", "")
    )
