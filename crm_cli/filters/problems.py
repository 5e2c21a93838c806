"""What may be wrong with a record and takes more than one column to see: `--where problem=stale`.

Each is a condition in SQL on the noun's view `v`. Where two records are likely the same, or say
the same twice, all of them are found.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from crm_cli.errors import UsageError
from crm_cli.values.plurals import with_article
from crm_cli.values.text import brief, fold

if TYPE_CHECKING:
    from crm_cli.filters.binding import Binding

Problem = Callable[["Binding"], str]

_WON = "SELECT s.id FROM stage s WHERE s.outcome = 'won'"


def _stale_deal(bound: Binding) -> str:
    """Open, and opening, last move and interactions are all too old; as in the pipeline report."""
    day, moment = _before(bound)
    return (
        "v.outcome = 'open'"
        " AND (v.opened_at IS NOT NULL OR v.stage_since IS NOT NULL"
        " OR v.last_interaction IS NOT NULL)"
        f" AND coalesce(v.opened_at, '') < {day} AND coalesce(v.stage_since, '') < {day}"
        f" AND coalesce(v.last_interaction, '') < {moment}"
    )


def _stale_ticket(bound: Binding) -> str:
    """Unresolved, opened long ago, and no interaction on it since."""
    _, moment = _before(bound)
    return (
        f"v.status IN ('open', 'pending') AND v.opened_at < {moment}"
        f" AND coalesce(v.last_interaction, '') < {moment}"
    )


def _before(bound: Binding) -> tuple[str, str]:
    """The day and the moment before which all is stale."""
    from crm_cli.values.dates import day_start

    day = bound.book.today - timedelta(days=bound.book.stale_days)
    return bound(day.isoformat()), bound(day_start(day, bound.book.zone))


def _plain(sql: str) -> Problem:
    return lambda bound: sql


def _same(table: str, key: str, *more: str) -> Problem:
    """Records of a table that share a key (of the row `r`) with another live one.

    The key "name" is the folded name: the first line of the search text.
    """

    def condition(bound: Binding) -> str:
        found = _first_line(bound) if key == "name" else key
        parts = ", ".join((found, *more))
        return (
            "v.id IN (SELECT x.id FROM (SELECT r.id, count(*) OVER"
            f" (PARTITION BY {parts}) AS n FROM {table} r WHERE r.deleted_at IS NULL"
            f" AND {found} <> '') x WHERE x.n > 1)"
        )

    return condition


def _first_line(bound: Binding) -> str:
    if bound.reader.engine == "postgresql":
        return "split_part(r.search_text, chr(10), 1)"
    return "substr(r.search_text, 1, instr(r.search_text || char(10), char(10)) - 1)"


_SAME_PHONE = """v.id IN (SELECT x.contact_id FROM (
  SELECT p.contact_id, min(p.contact_id) OVER (PARTITION BY coalesce(p.e164, p.digits)) AS low,
    max(p.contact_id) OVER (PARTITION BY coalesce(p.e164, p.digits)) AS high
  FROM contact_phone p JOIN contact c ON c.id = p.contact_id AND c.deleted_at IS NULL
  WHERE p.digits <> '') x WHERE x.low <> x.high)"""

_EMAIL_DOMAIN = """v.company_id IN (SELECT o.id FROM company o WHERE o.domain <> '')
  AND EXISTS (SELECT 1 FROM contact_email e WHERE e.contact_id = v.id)
  AND NOT EXISTS (SELECT 1 FROM contact_email e JOIN company o ON o.id = v.company_id
    WHERE e.contact_id = v.id
      AND (e.key LIKE '%@' || lower(o.domain) OR e.key LIKE '%.' || lower(o.domain)))"""

_BOUGHT = f"""(EXISTS (SELECT 1 FROM deal d WHERE d.company_id = v.company_id
    AND d.deleted_at IS NULL AND d.stage_id IN ({_WON}))
  OR EXISTS (SELECT 1 FROM deal_contact l JOIN deal d ON d.id = l.deal_id
    WHERE l.contact_id = v.id AND d.deleted_at IS NULL AND d.stage_id IN ({_WON})))"""

_PROBLEMS: dict[str, dict[str, Problem]] = {
    "contact": {
        "same-name": _same("contact", "name", "r.company_id"),
        "same-phone": _plain(_SAME_PHONE),
        "email-domain": _plain(_EMAIL_DOMAIN),
        "never-bought": _plain(f"v.stage = 'customer' AND NOT {_BOUGHT}"),
        "already-bought": _plain(f"v.stage IN ('lead', 'prospect') AND {_BOUGHT}"),
    },
    "company": {
        "same-name": _same("company", "name"),
        "same-domain": _same("company", "lower(r.domain)"),
    },
    "deal": {
        "stale": _stale_deal,
        "same-title": _same("deal", "name", "r.company_id", "r.amount_minor", "r.currency",
                            "r.opened_at", "r.closed_at"),
        "closed-before-opened": _plain("v.closed_at < v.opened_at"),
        "open-but-closed": _plain("v.outcome = 'open' AND v.closed_at IS NOT NULL"),
    },
    "ticket": {
        "stale": _stale_ticket,
        "answered-before-opened": _plain("v.responded_at < v.opened_at"),
        "resolved-before-opened": _plain("v.resolved_at < v.opened_at"),
        "closed-before-resolved": _plain("v.closed_at < v.resolved_at"),
    },
}  # fmt: skip


def names(noun: str) -> list[str]:
    """The problems that records of a noun may have."""
    return list(_PROBLEMS.get(noun, ()))


def condition(noun: str, text: str, bound: Binding) -> str:
    """The SQL of a problem. Raises UsageError, with the problems there are."""
    known = _PROBLEMS.get(noun, {})
    name = fold(text.strip()).replace(" ", "-").replace("_", "-")
    if name not in known:
        raise UsageError(
            'there is no problem "{text}" of {one}',
            hint="one of {names}",
            text=brief(text),
            one=with_article(noun),
            names=", ".join(known),
        )
    if bound.reader.engine == "postgresql":
        # With the usual 4 MB, a set of many ids is gone through again for each record: no end.
        bound.reader.rows("SELECT set_config('work_mem', '64MB', false)")
    return f"({known[name](bound)})"
