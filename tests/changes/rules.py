"""The rules that no undo may break, asked in SQL of all rows."""

from __future__ import annotations

from crm_cli.changes.conflicts import links
from crm_cli.database import Reader
from crm_cli.models import load_all

Broken = set[tuple[str, int]]

# Each finds the ids of rows that break it. What an import does not know is empty, which is right.
RULES = {
    "an open deal with a closing date": (
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE s.outcome = 'open' AND d.closed_at IS NOT NULL"
    ),
    "a closed deal without a closing date": (
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE s.outcome <> 'open' AND d.closed_at IS NULL AND NOT EXISTS (SELECT 1"
        " FROM external_id e WHERE e.noun = 'deal' AND e.record_id = d.id)"
    ),
    "a deal in a stage of another pipeline": (
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id"
        " WHERE s.pipeline_id <> d.pipeline_id"
    ),
    "a live deal in a deleted stage": (
        "SELECT d.id FROM deal d JOIN stage s ON s.id = d.stage_id JOIN pipeline p ON p.id ="
        " s.pipeline_id WHERE d.deleted_at IS NULL AND (s.deleted_at IS NOT NULL"
        " OR p.deleted_at IS NOT NULL)"
    ),
    "a deal that did not move to where it is": (
        "SELECT d.id FROM deal d WHERE d.stage_id <> (SELECT m.to_stage_id FROM stage_move m"
        " WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1)"
    ),
    "a live pipeline without a stage of each outcome": (
        "SELECT p.id FROM pipeline p WHERE p.deleted_at IS NULL AND (SELECT count(DISTINCT"
        " s.outcome) FROM stage s WHERE s.pipeline_id = p.id AND s.deleted_at IS NULL) < 3"
    ),
    "no pipeline": (
        "SELECT 0 AS id WHERE NOT EXISTS (SELECT 1 FROM pipeline WHERE deleted_at IS NULL)"
    ),
    "an open ticket with an end": (
        "SELECT id FROM ticket WHERE (status IN ('open', 'pending') AND resolved_at IS NOT NULL)"
        " OR (status <> 'closed' AND closed_at IS NOT NULL)"
    ),
    "a ticket that did not come into its status": (
        "SELECT t.id FROM ticket t WHERE t.status <> (SELECT m.to_status FROM ticket_move m"
        " WHERE m.ticket_id = t.id ORDER BY m.id DESC LIMIT 1)"
    ),
    "a ticket answered before it was opened": (
        "SELECT id FROM ticket WHERE responded_at < opened_at OR resolved_at < opened_at"
        " OR closed_at < opened_at"
    ),
    "a ticket that went back in time": (
        "SELECT t.id FROM ticket t WHERE EXISTS (SELECT 1 FROM ticket_move m WHERE m.ticket_id ="
        " t.id AND (m.at < t.opened_at OR EXISTS (SELECT 1 FROM ticket_move o WHERE o.ticket_id ="
        " t.id AND o.id > m.id AND o.at < m.at)))"
    ),
    "a deal that went back in time": (
        "SELECT d.id FROM deal d WHERE EXISTS (SELECT 1 FROM stage_move m WHERE m.deal_id = d.id"
        " AND (m.at < d.opened_at OR EXISTS (SELECT 1 FROM stage_move o WHERE o.deal_id = d.id"
        " AND o.id > m.id AND o.at < m.at)))"
    ),
    "an amount without its currency": (
        "SELECT id FROM deal WHERE (amount_minor IS NULL) <> (currency IS NULL)"
    ),
    "a live address of a deleted contact": (
        "SELECT e.id FROM contact_email e JOIN contact c ON c.id = e.contact_id"
        " WHERE e.deleted_at IS NULL AND c.deleted_at IS NOT NULL"
    ),
    "a company that belongs to itself": (
        "WITH RECURSIVE up (id, above) AS (SELECT id, parent_id FROM company UNION"
        " SELECT u.id, c.parent_id FROM up u JOIN company c ON c.id = u.above)"
        " SELECT DISTINCT id FROM up WHERE id = above"
    ),
    "a contact that referred itself": "SELECT id FROM contact WHERE referred_by_id = id",
    "a score and pairs in one answer": (
        "SELECT s.id FROM survey s WHERE (s.kind = 'servqual') <>"
        " EXISTS (SELECT 1 FROM survey_score p WHERE p.survey_id = s.id)"
    ),
    "an answer about nothing": (
        "SELECT id FROM survey WHERE contact_id IS NULL AND ticket_id IS NULL AND deal_id IS NULL"
    ),
}


def broken(reader: Reader) -> Broken:
    """What is broken by the rows: rules with the ids of the rows that break them."""
    found = {(rule, row["id"]) for rule, sql in RULES.items() for row in reader.rows(sql)}
    for child, column, parent in links(load_all()):
        sql = (
            f"SELECT c.id FROM {child} c WHERE c.{column} IS NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.id = c.{column})"
        )
        found |= {(f"{child}.{column}", row["id"]) for row in reader.rows(sql)}
    if reader.engine == "sqlite":
        assert reader.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    return found
