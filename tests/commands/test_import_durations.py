"""Tickets of a file that says how long they took, not when: counted from their opening."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Crm

OPENED = "2026-01-05T09:00:00Z"


def brought_in(crm: Crm, folder: Path, header: str, *rows: str, say: tuple[str, ...] = ()) -> str:
    path = folder / "t.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return crm.ok("import", str(path), "--as", "tickets", *say).out


@pytest.mark.parametrize(
    ("column", "cell", "at"),
    [
        ("first_response_minutes", "90", "2026-01-05T10:30:00.000Z"),
        ("First Response Time (in hours)", "1.5", "2026-01-05T10:30:00.000Z"),
        ("首次响应时长(分钟)", "30", "2026-01-05T09:30:00.000Z"),
        ("Time to first response", "00:12:30", "2026-01-05T09:12:30.000Z"),
        ("Time to first response", "1h 20m", "2026-01-05T10:20:00.000Z"),
        ("resolution_hours", "48", "2026-01-07T09:00:00.000Z"),
        ("解决时长", "2小时", "2026-01-05T11:00:00.000Z"),
    ],
)
def test_moments_are_counted_from_the_opening(
    crm: Crm, tmp_path: Path, column: str, cell: str, at: str
) -> None:
    brought_in(crm, tmp_path, f"id,subject,created_at,{column}", f"1,Printer,{OPENED},{cell}")
    ticket = json.loads(crm.ok("ticket", "list", "--json").out)[0]
    assert at in (ticket["responded_at"], ticket["resolved_at"])


def test_what_has_no_opening_or_contradicts_is_said(crm_sqlite: Crm, tmp_path: Path) -> None:
    said = brought_in(
        crm_sqlite,
        tmp_path,
        "id,subject,created_at,resolved_at,resolution_hours",
        f"1,Printer,{OPENED},2026-01-05T12:00:00Z,2",
        "2,Screen,,,5",
    )
    assert "1 duration is left out: no opened_at" in said
    assert "1 duration does not lead from opened_at" in said
    tickets = json.loads(crm_sqlite.ok("ticket", "list", "--json").out)
    assert {one["resolved_at"] for one in tickets} == {"2026-01-05T12:00:00.000Z", None}


def test_a_number_without_a_unit_is_refused(crm_sqlite: Crm, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"id,subject,created_at,time_to_resolve\n1,Printer,{OPENED},5\n")
    refused = crm_sqlite("import", str(path), "--as", "tickets")
    assert (refused.code, "has no unit" in refused.err + refused.out) == (4, True)
    mapped = ("--map", "time_to_resolve=resolution_hours")
    crm_sqlite.ok("import", str(path), "--as", "tickets", *mapped)
    ticket = json.loads(crm_sqlite.ok("ticket", "list", "--json").out)[0]
    assert ticket["resolved_at"] == "2026-01-05T14:00:00.000Z"


def test_a_dry_run_that_would_change_nothing_says_so(crm_sqlite: Crm) -> None:
    crm_sqlite.ok("company", "add", "Acme")
    said = crm_sqlite.ok("company", "edit", "O1", "--name", "Acme", "--dry-run").out
    assert "no change: company" in said
    assert "would have" not in said


def test_the_report_has_the_medians_of_the_file(crm_sqlite: Crm, tmp_path: Path) -> None:
    brought_in(
        crm_sqlite,
        tmp_path,
        "id,subject,created_at,first_response_minutes,resolution_hours",
        *(
            f"{n},S{n},{OPENED},{first},{hours}"
            for n, first, hours in ((1, 10, 1), (2, 20, 2), (3, 60, 30))
        ),
    )
    report = crm_sqlite.ok("report", "tickets", "--period", "2026-01").out
    assert "20 min" in report, "of 10, 20 and 60 minutes"
    assert "2 h" in report, "of 1, 2 and 30 hours"
