"""Deals below the commands: what holds whatever the order of moves, lists of contacts, filters."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from crm_cli.database import Command, Database
from crm_cli.errors import BadContent, NotFound, UsageError
from crm_cli.services import contacts, deals, moves, pipelines, stages
from crm_cli.session import transaction


def rows(database: Database, sql: str) -> list[dict[str, Any]]:
    found = database.rows(sql)
    database.close()
    return found


def test_contacts_keep_their_order_and_equal_ones_leave_no_trace(
    database: Database, command: Command
) -> None:
    with transaction(database, command) as session:
        first, second, third = (contacts.add(session, {"name": name}) for name in "ABC")
        id = deals.add(session, {"title": "X", "contact": ["A", "B"]})

    def people() -> list[int]:
        return [
            row["contact_id"]
            for row in rows(database, "SELECT contact_id FROM deal_contact ORDER BY id")
        ]

    assert people() == [first, second]
    for wanted in ([first, second, third], [third, first], [first], [second, first], []):
        with transaction(database, command) as session:
            deals.write_list(session, id, "contact", wanted)
        assert people() == wanted
        with transaction(database, command) as session:
            deals.write_list(session, id, "contact", wanted)
        assert session.changeset_id is None


def test_who_moved_a_deal_is_written_down(database: Database) -> None:
    at = "2026-11-20T10:00:00.000Z"
    with transaction(database, Command("crm deal add", "amy", at)) as session:
        id = deals.add(session, {"title": "X"})
    with transaction(database, Command("crm deal move", "bob", at)) as session:
        moved = deals.move(session, id, "proposal")
    assert moved is not None
    assert (moved.before.name, moved.after.name, moved.on) == ("lead", "proposal", "2026-11-20")
    found = rows(
        database,
        "SELECT u.handle FROM stage_move m JOIN user_account u ON u.id = m.user_id ORDER BY m.id",
    )
    assert [row["handle"] for row in found] == ["amy", "bob"]


def test_today_is_the_teams_day(database: Database) -> None:
    # 23:30 UTC on the 20th is the 21st in Berlin.
    late = Command("crm deal add", "amy", "2026-11-20T23:30:00.000Z")
    with transaction(database, late) as session:
        id = deals.add(session, {"title": "X"})
        deals.close(session, id, "won", on="2026-11-21")
    (row,) = rows(database, "SELECT opened_at, closed_at FROM deal")
    assert row == {"opened_at": "2026-11-21", "closed_at": "2026-11-21"}


def test_unknown_dates_of_imports_stand_in_nobodys_way(
    database: Database, command: Command
) -> None:
    with transaction(database, command) as session:
        id = deals.add(session, {"title": "X", "stage": "won"})
        session.rows("UPDATE deal SET opened_at = NULL, closed_at = NULL")
        session.rows("UPDATE stage_move SET at = NULL")
    with transaction(database, command) as session:
        moved = deals.reopen(session, id, on="2026-01-05")
    assert moved is not None
    assert moved.on == "2026-01-05"


def test_a_correction_reaches_an_unknown_closing_date(database: Database, command: Command) -> None:
    with transaction(database, command) as session:
        id = deals.add(session, {"title": "X", "stage": "won"})
        session.rows("UPDATE deal SET closed_at = NULL")
        session.rows("UPDATE stage_move SET at = NULL")
    with transaction(database, command) as session:
        deals.edit(session, id, {"closed_at": "2026-11-20"})
    (row,) = rows(
        database, "SELECT d.closed_at, m.at FROM deal d JOIN stage_move m ON m.deal_id = d.id"
    )
    assert row == {"closed_at": "2026-11-20", "at": "2026-11-20"}


def test_a_deal_in_the_trash_does_not_move(database: Database, command: Command) -> None:
    with transaction(database, command) as session:
        id = deals.add(session, {"title": "X"})
        session.rows("UPDATE deal SET deleted_at = :now", {"now": session.now})
    with pytest.raises(NotFound), transaction(database, command) as session:
        deals.move(session, id, "won")


def test_what_a_move_means_in_words(database: Database, command: Command) -> None:
    from crm_cli.values.money import Money

    with transaction(database, command, dry_run=True) as session:
        by_name = {stage.name: stage for stage in pipelines.stages(session)}
    lead, won, lost = by_name["lead"], by_name["won"], by_name["lost"]
    amount = Money(1_240_000, "EUR")
    said = [
        moves.meaning(moves.Moved(before, after, "2026-11-20"), amount, "price")
        for before, after in ((lead, won), (lead, lost), (won, lead), (lead, by_name["proposal"]))
    ]
    assert said == [
        "closed Fri 2026-11-20, 12,400.00 EUR, reason: price",
        "closed Fri 2026-11-20, reason: price",
        "open again since Fri 2026-11-20",
        "since Fri 2026-11-20",
    ]


def test_conditions_of_the_list_are_bound_values(database: Database) -> None:
    sql, params = deals.conditions(database, stages=["prop"], outcomes=["open", "won"])
    assert sql == "v.stage_id IN (:stage_id_0) AND v.outcome IN (:outcome_0, :outcome_1)"
    assert params == {"stage_id_0": 4, "outcome_0": "open", "outcome_1": "won"}
    assert deals.conditions(database) == ("", {})


def test_another_closing_day_keeps_the_order_of_the_moves(
    database: Database, command: Command
) -> None:
    with transaction(database, command, dry_run=True) as session:
        signed = stages.NewStage("signed", 100, "won")
        stages.add(session, pipelines.default(session), signed, after=None)
        id = deals.add(session, {"title": "X", "opened_at": "2026-11-03"})
        deals.close(session, id, "lost", on="2026-11-04")
        deals.close(session, id, "won", on="2026-11-08")
        deals.move(session, id, "signed", on="2026-11-10")
        for day in ("2026-11-03", "2026-11-12"):
            with pytest.raises(BadContent):
                deals.edit(session, id, {"closed_at": day})
        deals.edit(session, id, {"closed_at": "2026-11-06"})
        assert _broken(session, id) == []


STAGES = ("lead", "nurture", "qualified", "proposal", "negotiation", "won", "lost")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "win", "lose", "reopen", "edit", "close", "open"]),
        st.sampled_from(STAGES),
        st.integers(1, 24),
    ),
    max_size=12,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
@example(steps=[("lose", "lead", 4), ("edit", "won", 1), ("close", "lead", 3)])
def test_whatever_happens_a_deal_is_whole(
    database: Database, command: Command, steps: list[tuple[str, str, int]]
) -> None:
    """Closing date exactly when closed; the last move is where the deal is; days never go back."""
    with transaction(database, command, dry_run=True) as session:
        id = deals.add(session, {"title": "X", "opened_at": "2026-11-03"})
        for verb, stage, number in steps:
            day = f"2026-11-{number:02}"
            try:
                _step(session, id, verb, stage, day)
            except (BadContent, UsageError):
                session.flush()
            assert _broken(session, id) == []


def _step(session: Any, id: int, verb: str, stage: str, day: str) -> None:
    if verb == "move":
        deals.move(session, id, stage, on=day)
    elif verb in ("win", "lose"):
        deals.close(session, id, {"win": "won", "lose": "lost"}[verb], on=day)
    elif verb == "reopen":
        deals.reopen(session, id, on=day)
    elif verb == "edit":
        deals.edit(session, id, {"stage": stage})
    elif verb == "close":
        deals.edit(session, id, {"closed_at": day})
    else:
        deals.edit(session, id, {"opened_at": day})


def _broken(session: Any, id: int) -> list[str]:
    """What does not hold of a deal and its history."""
    (deal,) = session.rows(
        "SELECT d.*, s.outcome FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = :id",
        {"id": id},
    )
    history = moves.history(session, id)
    days, closed = [row["at"] for row in history], deal["closed_at"]
    came, went = ([row[f"{side}_stage_id"] for row in history] for side in ("from", "to"))
    rules = {
        "closed is dated": (closed is None) == (deal["outcome"] == "open"),
        "the last move is where it is": went[-1] == deal["stage_id"],
        "each move goes on from the one before": came[1:] == went[:-1],
        "moves are in the order of their days": days == sorted(days),
        "it begins before it moves": deal["opened_at"] <= days[-1] <= "2026-11-20",
        "it begins before it is closed": closed is None or closed >= deal["opened_at"],
        "it is closed by a move": closed is None or closed in days,
    }
    return [rule for rule, holds in rules.items() if not holds]
