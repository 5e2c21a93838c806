"""`crm demo`, which has a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_cli.database import Database
from crm_cli.session import transaction
from tests.conftest import Crm


def demo_file(crm: Crm) -> Path:
    return Path(crm.environment["CRM_DATA_DIR"]) / "demo.db"


@pytest.fixture
def demo(crm_sqlite: Crm) -> Iterator[Database]:
    """The demo, just made."""
    crm_sqlite.ok("demo", "--json")
    database = Database(str(demo_file(crm_sqlite)))
    yield database
    database.close()


def count(database: Database, sql: str) -> int:
    return int(database.rows(f"SELECT count(*) AS n FROM {sql}")[0]["n"])


def test_it_shows_the_pipeline_and_the_day_and_says_how_to_go_on(crm_sqlite: Crm) -> None:
    result = crm_sqlite.ok("demo")
    assert result.lines[0] == "Pipeline"
    assert "Today, Fri 2026-11-20 · amy and unowned" in result.lines
    assert "due today 15:00" in result.out
    assert f"made {demo_file(crm_sqlite)}: 40 companies, 300 contacts, 210 deals" in result.err
    for command in ("crm --db demo today", "crm --db demo contact list", "crm init"):
        assert command in result.err


def test_the_commands_it_names_work(crm_sqlite: Crm) -> None:
    lines = [line.strip() for line in crm_sqlite.ok("demo").err.splitlines()]
    named = [line.split("  ")[0] for line in lines if line.startswith("crm --db demo")]
    assert len(named) == 7
    for line in named:
        words = line.replace('"went well"', "well").replace('"send quote"', "quote").split()
        crm_sqlite.ok(*words[1:])


def test_the_users_own_data_is_not_touched(crm_sqlite: Crm) -> None:
    before = crm_sqlite.database.path.read_bytes()
    crm_sqlite.ok("demo", "--json")
    crm_sqlite.ok("--db", str(crm_sqlite.database.path), "demo", "--fresh", "--json")
    assert crm_sqlite.database.path.read_bytes() == before
    assert [path.name for path in demo_file(crm_sqlite).parent.iterdir()] == ["demo.db"]
    assert demo_file(crm_sqlite).stat().st_mode & 0o777 == 0o600


def test_a_second_run_keeps_what_was_done_in_it_and_a_fresh_one_does_not(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("demo", "--json")
    crm_sqlite.ok("--db", "demo", "contact", "add", "Somebody New")
    again = crm_sqlite.ok("demo", "--json")
    assert "the demo is there already" in again.err
    assert {"noun": "contact", "records": 301} in again.json
    fresh = crm_sqlite.ok("demo", "--fresh", "--json")
    assert {"noun": "contact", "records": 300} in fresh.json


def test_json_has_the_counts(crm_sqlite: Crm) -> None:
    counts = {row["noun"]: row["records"] for row in crm_sqlite.ok("demo", "--json").json}
    assert (counts["company"], counts["contact"], counts["user"]) == (40, 300, 4)
    assert counts["deal"] == 210
    assert counts["interaction"] > 1000
    assert counts["task"] > 50


def test_whoever_has_a_colleagues_handle_stands_in_for_them(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("demo", "--json", environment={"CRM_USER": "mei"})
    handles = [
        row["handle"] for row in crm_sqlite.ok("--db", "demo", "user", "list", "--json").json
    ]
    assert handles == ["mei", "tom", "sara"]


def test_it_is_the_same_on_the_same_day(crm_sqlite: Crm) -> None:
    def content() -> list[object]:
        crm_sqlite.ok("demo", "--fresh", "--json")
        database = Database(str(demo_file(crm_sqlite)))
        found: list[object] = [
            database.rows("SELECT name, emails, phones, tags, owner FROM contact_view ORDER BY id"),
            database.rows(
                "SELECT title, stage, amount_minor, closed_at FROM deal_view ORDER BY id"
            ),
            database.rows(
                "SELECT occurred_at, subject, contacts FROM interaction_view ORDER BY id"
            ),
            database.rows("SELECT title, due_on, due_time, contact FROM task_view ORDER BY id"),
        ]
        database.close()
        return found

    assert content() == content()


def test_the_database_is_well(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("demo", "--json")
    assert crm_sqlite("--db", "demo", "doctor").code == 0


def test_search_texts_are_those_that_the_services_write(demo: Database) -> None:
    from crm_cli.database import Command
    from crm_cli.services import search

    with transaction(demo, Command("crm test", "amy", "2026-11-20T10:00:00.000Z")) as session:
        before = session.rows("SELECT max(id) AS id FROM change")
        for noun in ("company", "contact", "deal", "interaction", "task", "user"):
            table = "user_account" if noun == "user" else noun
            for row in session.rows(f"SELECT id FROM {table}"):
                search.refresh(session, noun, row["id"])
        changes = session.rows(
            "SELECT table_name, row_id, after FROM change WHERE id > :id", {"id": before[0]["id"]}
        )
    assert [row for row in changes if row["table_name"] != "user_account"] == []


def test_histories_of_deals_hold_together(demo: Database) -> None:
    assert count(demo, "deal WHERE closed_at < opened_at OR closed_at > '2026-11-20'") == 0
    assert count(demo, "stage_move WHERE at IS NULL OR at > '2026-11-20'") == 0
    last = (
        "(SELECT m.to_stage_id FROM stage_move m WHERE m.deal_id = d.id ORDER BY m.id DESC LIMIT 1)"
    )
    assert count(demo, f"deal d WHERE stage_id <> {last}") == 0
    back = (
        "stage_move a JOIN stage_move b ON b.deal_id = a.deal_id AND b.id = a.id + 1"
        " WHERE b.at < a.at OR b.from_stage_id <> a.to_stage_id"
    )
    assert count(demo, back) == 0
    for outcome in ("open", "won", "lost"):
        assert count(demo, f"deal_view WHERE outcome = '{outcome}'") >= 25
    assert {row["currency"] for row in demo.rows("SELECT currency FROM deal")} >= {"EUR", "CNY"}


def test_it_ends_today_and_goes_back_eighteen_months(demo: Database) -> None:
    rows = demo.rows("SELECT min(occurred_at) AS first, max(occurred_at) AS last FROM interaction")
    assert rows[0]["first"] < "2025-07-01"
    assert "2026-11-18" < rows[0]["last"] <= "2026-11-20T10:00:00.000Z"
    assert count(demo, "interaction WHERE occurred_at > '2026-11-20T10:00:00.000Z'") == 0
    open_tasks = "task WHERE done_at IS NULL AND assignee_id = 1"
    assert count(demo, f"{open_tasks} AND due_on < '2026-11-20'") >= 1
    assert count(demo, f"{open_tasks} AND due_on = '2026-11-20'") >= 2
    assert count(demo, f"{open_tasks} AND due_on > '2026-11-20'") >= 2


def test_telephone_numbers_and_addresses_reach_nobody(demo: Database) -> None:
    from crm_cli.values.phones import read_phone

    assert count(demo, "contact_email WHERE email NOT LIKE '%.example'") == 0
    for row in demo.rows("SELECT phone, e164, digits FROM contact_phone"):
        found = read_phone(row["phone"], region="DE")
        assert (found.e164, found.digits) == (row["e164"], row["digits"])
        assert row["e164"].startswith(
            ("+442079460", "+120255501", "+130355501", "+151255501", "+493023125", "+3319900",
             "+861200000")
        )  # fmt: skip


def test_names_are_in_two_languages(demo: Database) -> None:
    chinese = count(demo, "contact WHERE language = 'zh'")
    assert 90 <= chinese <= 180
    names = demo.rows("SELECT name FROM contact WHERE language = 'zh'")
    assert not any(row["name"].isascii() for row in names)


@pytest.mark.parametrize("words", [("demo",), ("demo", "--fresh")])
def test_a_file_in_its_place_that_is_no_database_is_left_alone(
    crm_sqlite: Crm, words: tuple[str, ...]
) -> None:
    file = demo_file(crm_sqlite)
    file.write_text("my notes", encoding="utf-8")
    result = crm_sqlite(*words)
    assert result.code == 4
    assert result.err.splitlines()[-2].startswith("error: ")
    assert file.read_text(encoding="utf-8") == "my notes"


def test_it_has_tickets_and_answers_and_shows_segments_and_satisfaction(crm_sqlite: Crm) -> None:
    out = crm_sqlite.ok("demo").out
    for title in ("Pipeline", "Customers by RFM", "Satisfaction", "Today, "):
        assert title in out
    environment = {"CRM_DATABASE_URL": "demo"}
    tickets = crm_sqlite.ok("ticket", "list", "--json", environment=environment).json
    assert len(tickets) > 100
    for ticket in tickets:  # what happened is in the order in which it can happen
        times = [ticket[name] for name in ("opened_at", "responded_at", "resolved_at")]
        known = [time for time in times if time]
        assert known == sorted(known)
    kinds = {
        row["kind"]
        for row in crm_sqlite.ok("survey", "list", "--json", environment=environment).json
    }
    assert kinds == {"csat", "nps", "ces", "servqual"}


def test_it_can_be_tried(crm_sqlite: Crm) -> None:
    """A dry run makes nothing."""
    result = crm_sqlite.ok("demo", "--dry-run")
    assert result.out.startswith("dry run, nothing written: would have made the demo at ")
    assert crm_sqlite("--db", "demo", "contact", "list").out == ""


def test_it_has_a_past(crm_sqlite: Crm) -> None:
    """The pipeline of an earlier day is that of the stage history, and the days between add up."""
    crm_sqlite.ok("demo", "--json")
    then = ("--db", "demo", "report", "pipeline", "--currency", "EUR", "--json")
    for day in ("2025-12-01", "2026-10-01", "2026-11-19"):
        database = Database(str(demo_file(crm_sqlite)))
        rows = database.rows(
            "SELECT s.name, count(*) AS n FROM stage_move m JOIN stage s ON s.id = m.to_stage_id"
            " WHERE m.id = (SELECT max(x.id) FROM stage_move x"
            " WHERE x.deal_id = m.deal_id AND x.at <= :day) AND s.outcome = 'open' GROUP BY s.name",
            {"day": day},
        )
        database.close()
        stages = crm_sqlite.ok(*then, "--as-of", day).json["sections"]["stages"]
        found = {row["stage"]: row["deals"] for row in stages if row["deals"]}
        assert found == {row["name"]: row["n"] for row in rows}
    parts = crm_sqlite.ok(
        "--db", "demo", "report", "diff", "2026-10-01", "2026-11-19", "--json"
    ).json["sections"]["parts"]
    counts = {row["part"]: row["deals"] for row in parts}
    for part in ("new", "won", "lost", "moved on", "slipped", "grown", "shrunk"):
        assert counts[part] > 0, part
    changes = crm_sqlite.ok("--db", "demo", "history", "--json", "--limit", "0").json
    assert len(changes) > 300
    now = crm_sqlite.ok(*then).json["sections"]
    crm_sqlite.ok("--db", "demo", "undo", changes[0]["changeset"].removeprefix("#"))
    crm_sqlite.ok("--db", "demo", "redo")
    assert crm_sqlite.ok(*then).json["sections"] == now
