"""What was said the last time: the answers that a prompt begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_cli.database import Reader

# For each noun the newest live record, with what it has of these.
_SQL = {
    "deal": "SELECT p.name AS pipeline, r.currency, u.handle AS owner FROM deal r"
    " LEFT JOIN pipeline p ON p.id = r.pipeline_id LEFT JOIN user_account u ON u.id = r.owner_id",
    "contact": "SELECT r.stage, u.handle AS owner FROM contact r"
    " LEFT JOIN user_account u ON u.id = r.owner_id",
    "company": "SELECT u.handle AS owner FROM company r"
    " LEFT JOIN user_account u ON u.id = r.owner_id",
    "interaction": "SELECT r.kind FROM interaction r LEFT JOIN user_account u ON u.id = r.user_id",
}


def lately(reader: Reader | None, noun: str, actor: str = "") -> dict[str, str]:
    """Kind, stage, owner, pipeline and currency of the newest record, those that it has.

    With `actor`, a handle, of the newest that is this colleague's.
    """
    if reader is None or noun not in _SQL:
        return {}
    whose = " AND u.handle = :actor" if actor else ""
    rows = reader.rows(
        f"{_SQL[noun]} WHERE r.deleted_at IS NULL{whose} ORDER BY r.id DESC LIMIT 1",
        {"actor": actor} if actor else {},
    )
    return {name: value for name, value in rows[0].items() if value} if rows else {}
