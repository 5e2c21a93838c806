"""One golden file a report and format, over a book of hard values, the same on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Crm
from tests.goldens import difference
from tests.reports.made import Made, making

ENDINGS = {"table": "txt"}
HOSTILE = (
    "[red]x[/]",
    "=1+1",
    "'; drop table deal; --",
    "张伟",
    "O'Brien",
    "a\u202eb\x1b[31m",
    "a|b",
)
REPORTS = {
    "pipeline": ("report", "pipeline"),
    "pipeline.eur": ("report", "pipeline", "--currency", "EUR"),
    "wins": ("report", "wins", "--period", "2026"),
    "wins.source": ("report", "wins", "--period", "2026-Q3", "--by", "source", "--compare",
                    "--currency", "EUR"),
    "activity": ("report", "activity", "--period", "2026-Q4", "--by", "month"),
}  # fmt: skip
SECTIONS = {"pipeline": "stages", "wins": "by_owner", "activity": "quiet"}


def hard(made: Made) -> None:
    """Hostile names everywhere, three currencies with 0, 2 and 3 decimals, and no names at all."""
    for number, stage in enumerate(("lead", "nurture", "qualified", "proposal")):
        made.session.rows(
            "UPDATE stage SET name = :name WHERE id = :id",
            {"name": HOSTILE[number], "id": made.stage(stage)},
        )
    stages = ("lead", "nurture", "qualified", "proposal", "negotiation", "won", "lost")
    currencies = ("EUR", "JPY", "KWD")
    for number, name in enumerate(HOSTILE):
        company = made.company(name, region=name)
        contact = made.contact(name, owner=name, company_id=company)
        for step, stage in enumerate(stages):
            closed = f"2026-0{number + 1}-15" if stage in ("won", "lost") else None
            deal = made.deal(
                stage,
                None if step == 3 else 10 ** (number + 3) + step,
                currencies[(number + step) % 3],
                owner=None if number == 6 else name,
                moved=f"2026-0{number + 1}-15",
                opened_at=f"2026-0{number + 1}-01" if number != 2 else None,
                closed_at=closed,
                company_id=company,
                source=name if number % 2 else None,
                expected_close="2026-11-01" if step == 1 else None,
            )
            if stage == "won":
                made.touch(f"2026-0{number + 1}-10T12:00:00.000Z", "call", user=name,
                           deal_id=deal, contacts=(contact,), channel=name)  # fmt: skip
        made.touch(f"2026-10-{number + 10}T12:00:00.000Z", "note", user=name)
        made.task("2026-11-02", f"2026-11-0{number + 1}T12:00:00.000Z", name)
    made.rate("EUR", "JPY", "2026-01-01", "160")
    made.rate("KWD", "EUR", "2026-01-01", "3.05")
    made.rate("KWD", "EUR", "2026-08-01", "3.1")


@pytest.fixture
def book(crm: Crm) -> Crm:
    with making(crm.database) as made:
        hard(made)
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


def test_csv_of_several_sections_needs_one(book: Crm) -> None:
    result = book("report", "wins", "--format", "csv")
    assert result.code == 2
    assert "--section" in result.err
    assert "by_owner" in result.err


def test_output_to_a_file(book: Crm, tmp_path: Path) -> None:
    path = tmp_path / "pipeline.md"
    result = book.ok("report", "pipeline", "--format", "md", "--output", str(path))
    assert result.out == ""
    assert path.read_text(encoding="utf-8").startswith("# Pipeline")
