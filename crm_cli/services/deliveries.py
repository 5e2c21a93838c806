"""What was sent, so that nobody gets the same report twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_cli.database import Reader
    from crm_cli.session import Session

_FIND = (
    "SELECT id, recipients FROM delivery"
    " WHERE report = :report AND run_key = :key AND deleted_at IS NULL"
)


def missing(reader: Reader, report: str, key: str, to: Sequence[str]) -> list[str]:
    """Those of the addresses `to` that did not get the report of this run key yet."""
    rows = reader.rows(_FIND, {"report": report, "key": key})
    had = {address.casefold() for row in rows for address in row["recipients"].split("\n")}
    return [address for address in to if address.casefold() not in had]


def record(session: Session, report: str, key: str, to: Sequence[str]) -> None:
    """Write down that the report of this run key goes to these addresses now."""
    rows = session.rows(_FIND, {"report": report, "key": key})
    if not rows:
        from crm_cli.models.delivery import Delivery

        session.add(
            Delivery(
                report=report,
                run_key=key,
                recipients="\n".join(to),
                sent_at=session.now,
                created_at=session.now,
                updated_at=session.now,
            )
        )
        session.flush()
        return
    had = rows[0]["recipients"].split("\n")
    fresh = missing(session, report, key, to)
    session.rows(
        "UPDATE delivery SET recipients = :recipients, sent_at = :now, updated_at = :now"
        " WHERE id = :id",
        {"recipients": "\n".join([*had, *fresh]), "now": session.now, "id": rows[0]["id"]},
    )


def forget(session: Session, report: str, key: str, addresses: Sequence[str]) -> None:
    """Take back that the report of this run key went to these addresses: they refused it."""
    if not addresses:
        return
    rows = session.rows(_FIND, {"report": report, "key": key})
    gone = {address.casefold() for address in addresses}
    left = [each for each in rows[0]["recipients"].split("\n") if each.casefold() not in gone]
    session.rows(
        "UPDATE delivery SET recipients = :recipients WHERE id = :id",
        {"recipients": "\n".join(left), "id": rows[0]["id"]},
    )
