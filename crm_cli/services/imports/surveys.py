"""What is special about importing answers to surveys: their scores, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_cli.errors import CrmError
from crm_cli.services import surveys
from crm_cli.services.imports.drafts import Draft, Rejected

_ABOUT = ("contact", "ticket", "deal")


def check(draft: Draft, columns: Mapping[str, Any], scores: Mapping[Any, Any], now: str) -> None:
    """Raise Rejected for an answer that cannot be; what the row names counts as there."""
    at = columns.get("answered_at")
    if at and at > now:
        raise Rejected("answered_at", "", f"{at[:10]} is still to come")
    named = {f"{name}_id": -1 for name in _ABOUT if name in draft.links}
    try:
        surveys.check({**columns, **named}, [*scores])
    except CrmError as error:
        raise Rejected(str(error.values.get("field", "")), "", str(error)) from error
