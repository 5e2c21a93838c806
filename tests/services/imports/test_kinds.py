"""Of which kind a field is that `--keep-rest` makes of a column."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crm_cli.book import Book
from crm_cli.services.imports.kinds import KindColumn

BOOK = Book(datetime(2026, 11, 20, 10, tzinfo=UTC), ZoneInfo("UTC"), "EUR", "DE", "JPY", 30, 30)


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("Annual Revenue", "991679.42|9782960.29|12", "number"),
        ("Umsatz", "1.234,50|12", "number"),
        ("Change", "-3|+4", "text"),  # +4 may be a telephone code
        ("Open mark", "1,234|2,345", "text"),
        ("Both marks", "1,234.50|1.234,50", "text"),
        ("Sometimes", "12|n/a", "text"),
        ("PLZ", "10115|80331", "text"),
        ("Account ID", "1|2", "text"),
        ("OwnerId", "1|2", "text"),
        ("Paid", "yes|No", "yesno"),
        ("Flag", "1|0", "number"),
        ("Leading", "007|123", "text"),
        ("Share", "0.5|0", "number"),
        ("Serial", "4711231|4711232|4711239", "text"),
        ("Turnover", "120000|340000|250000", "number"),
        ("Long", "1234567890123456|1", "text"),
        ("Founded", "2001-05-03|2001/6/4", "date"),
        ("Since", "31/12/2025|03/04/2025", "date"),
        ("Open date", "03/04/2025|05/06/2025", "text"),
        ("Moment", "2001-05-03 10:15", "text"),
        ("Named", "3-Nov-2026|Nov 4, 2026", "date"),
        ("Weekday", "monday|friday", "text"),
        ("Version", "1.2.3|4.5.6", "text"),
        ("Budget", "€ 1,200.00|50 USD", "money"),
        ("Size", "5 kg|6 kg", "text"),
        ("Blank", " ", "text"),
    ],
)
def test_the_kind_of_a_column(name: str, texts: str, kind: str) -> None:
    column = KindColumn(name, BOOK)
    for line, text in enumerate(texts.split("|"), 2):
        column.look(text, line)
    assert column.kind(order=False, mark=False) == kind


def test_what_the_user_says_of_open_ones() -> None:
    column = KindColumn("Open", BOOK)
    column.look("03/04/2025", 2)
    assert column.kind(order=True, mark=False) == "date"
    numbers = KindColumn("Open", BOOK)
    numbers.look("1,234", 2)
    assert numbers.kind(order=False, mark=True) == "number"
