"""The touches of deals: their own interactions, and those with their contacts while they were open.

An interaction that is linked to no deal is a touch of a deal when one of the deal's contacts took
part in it from the day of the opening to that of the closing, and that contact had no other open
deal on that day. A deal opened on an unknown day has its own interactions only; another deal of
which the opening is unknown was open all the time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

_SQL = """
  SELECT i.deal_id, i.id, coalesce(i.channel, i.kind) AS channel, i.occurred_at
  FROM closed d JOIN interaction i ON i.deal_id = d.id
  WHERE i.deleted_at IS NULL{scope}
  UNION ALL
  SELECT DISTINCT d.id, i.id, coalesce(i.channel, i.kind), i.occurred_at
  FROM closed d
  JOIN deal_contact l ON l.deal_id = d.id
  JOIN interaction_contact p ON p.contact_id = l.contact_id
  JOIN interaction i ON i.id = p.interaction_id
  WHERE i.deal_id IS NULL AND i.deleted_at IS NULL{scope}
    AND {local} >= julianday(d.opened_at) AND {local} < julianday(d.closed_at) + 1
    AND NOT EXISTS (
      SELECT 1 FROM deal_contact m JOIN deal e ON e.id = m.deal_id JOIN stage s ON s.id = e.stage_id
      WHERE m.contact_id = l.contact_id AND m.deal_id <> d.id AND e.deleted_at IS NULL
        AND (e.opened_at IS NULL OR julianday(e.opened_at) <= {local})
        AND (s.outcome = 'open' OR julianday(e.closed_at) + 1 > {local}))
"""


@lru_cache(maxsize=8)
def touches_sql(zone: tzinfo, today: date, scope: str = "") -> str:
    """A SELECT of deal_id, id, channel (the kind where there is none) and occurred_at of the
    touches of the deals in `closed`, which has their id, opened_at and closed_at.

    `scope` is a condition on the interaction `i`.
    """
    return _SQL.format(local=_local("i.occurred_at", zone, today), scope=scope)


def _local(column: str, zone: tzinfo, today: date) -> str:
    """The Julian day of a moment by the zone's clock, for moments since 2000."""
    step = datetime(today.year + 1, 1, 1, tzinfo=UTC)
    shift = _days(step, zone)
    cases = []
    while step.year >= 2000:
        earlier = step - timedelta(days=28)
        if _days(earlier, zone) != _days(step, zone):
            low, high = earlier, step
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (
                    (low, middle) if _days(middle, zone) == _days(high, zone) else (middle, high)
                )
            change = f"{high.replace(second=0):%Y-%m-%dT%H:%M}"
            cases.append(f"WHEN {column} >= '{change}' THEN {_days(step, zone)}")
            shift = _days(earlier, zone)
        step = earlier
    added = f"CASE {' '.join(cases)} ELSE {shift} END" if cases else shift
    return f"(julianday({column}) + {added})"


def _days(moment: datetime, zone: tzinfo) -> float:
    offset = moment.astimezone(zone).utcoffset()
    seconds = offset.total_seconds() if offset else 0
    return (seconds + 0.0005) / 86400  # a day's first moment is of the day, however it is rounded
