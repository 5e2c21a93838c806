"""One golden file a format for segments, satisfaction, tickets and quality, over hard values.

The same on both engines; hostile names in companies, contacts, fields, comments and segments.
"""

from __future__ import annotations

import pytest

from tests.conftest import Crm
from tests.goldens import difference
from tests.reports.made import Made, making
from tests.reports.test_goldens import ENDINGS, HOSTILE, hard

PERIOD = ("--period", "2026-11")
REPORTS = {
    "segments": ("report", "segments", "--members", "--currency", "EUR", "--bins", "3"),
    "segments.region": ("report", "segments", "--by", "region"),
    "segments.lifecycle": (
        "report",
        "segments",
        "--by",
        "lifecycle",
        "--where",
        "region=O'Brien,张伟,a|b",
    ),
    "satisfaction": ("report", "satisfaction", *PERIOD),
    "satisfaction.compare": ("report", "satisfaction", *PERIOD, "--compare"),
    "tickets": ("report", "tickets", *PERIOD),
    "quality": ("report", "quality"),
}
SECTIONS = {"segments": "members", "satisfaction": "unhappy", "tickets": "by_channel"}


def service(made: Made) -> None:
    """Tickets and answers with a hostile name in every text, beside the book of all reports."""
    hard(made)
    kinds = ("question", "problem", "complaint", "suggestion", "repair", None, "problem")
    for number, name in enumerate(HOSTILE):
        day = number + 2
        ticket = made.ticket(
            f"2026-11-{day:02}T08:00:00.000Z" if number != 5 else None,
            f"2026-11-{day:02}T10:30:00.000Z" if number % 2 else None,
            f"2026-11-{day + 2:02}T09:15:00.000Z" if number < 5 else None,
            subject=name,
            channel=name,
            kind=kinds[number],
            assignee=name if number < 6 else None,
            contact_id=number + 1,
            company_id=number + 1,
        )
        moment = f"2026-11-{day + 3:02}T12:00:00.000Z"
        made.answer("csat", number % 5 + 1, moment, ticket_id=ticket, comment=name)
        made.answer("nps", 10 - number, moment, contact_id=number + 1, comment=f"{name}\n{name}")
        made.answer("ces", 7 - number, moment, company_id=number + 1)
        made.servqual(moment, 5, 7, 6, 5, 4, number + 1, contact_id=number + 1)
    made.answer("nps", 3, None)
    # Twenty purchases in two years by a company that is named by nobody else.
    company = made.company("Ένα Café", region="")
    for number in range(20):
        year, month = divmod(number, 12)
        made.won(f"{2025 + year}-{month + 1:02}-10", 10**number % 99991, company=company)


@pytest.fixture
def book(crm: Crm) -> Crm:
    with making(crm.database) as made:
        service(made)
    for name in ("[red]x[/]", "张伟"):
        crm.ok("segment", "save", name, "company", "--where", f'name="{name}"')
    return crm


@pytest.mark.parametrize("format", ["table", "json", "md", "html"])
def test_whole_reports(book: Crm, format: str) -> None:
    for name, words in REPORTS.items():
        ending = ENDINGS.get(format, format)
        assert difference(f"reports/{name}.{ending}", book.ok(*words, "--format", format).out) == ""


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_sections(book: Crm, format: str) -> None:
    for name, section in SECTIONS.items():
        words = (*REPORTS[name], "--section", section, "--format", format)
        assert difference(f"reports/{name}.{section}.{format}", book.ok(*words).out) == ""


def test_saved_segments(book: Crm) -> None:
    words = ("report", "segments", "--by", "saved", "--format", "table")
    assert difference("reports/segments.saved.txt", book.ok(*words).out) == ""
