"""Values that break renderers, in one table, and what the render tests share."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

from crm_cli.render import Style, render
from crm_cli.render.style import Envelope
from crm_cli.tables import Column, Outcome, Record, Report, Table
from crm_cli.values.money import Money

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ENVELOPE = Envelope(("crm", "crm@example.com"), ("amy@example.com",))
LONG = "a very long text that goes on " * 5 + "end"


def style(**changes: Any) -> Style:
    """A style in Berlin, as in a pipe unless told otherwise."""
    return Style(**{"zone": BERLIN, "now": NOW, "envelope": ENVELOPE, **changes})


def shown(result: Table | Report | Record | Outcome, format: str = "table", **changes: Any) -> str:
    """What `render` writes."""
    stream = StringIO()
    render(result, format=format, stream=stream, style=style(**changes))
    return stream.getvalue()


COLUMNS = [
    Column("ref"),
    Column("name"),
    Column("note"),
    Column("tags"),
    Column("id", "integer"),
    Column("touches", "integer"),
    Column("mean_days", "number"),
    Column("amount", "money", currency_name="currency"),
    Column("win_rate", "percent"),
    Column("due", "date"),
    Column("seen_at", "datetime", title="last seen"),
    Column("talked", "duration"),
    Column("part", "bar"),
    Column("uid", shown=False),
]
NOTHING: list[Any] = [None] * 12
ROWS: list[list[Any]] = [
    ["C1", "[red]x[/]", "=1+1", ["vip", "a;b"], 1234, 8800, 12.5, Money(1240000, "EUR"),
     0.631501, "2026-11-27", "2026-11-21T15:02:00.000Z", 900, 1.0, "u1"],
    ["C2", "张伟", "-5", [], 2, 0, 3, Money(5000, "JPY"),
     0.0, "2024-02-29", "2026-07-01T22:00:00.000Z", 5400, 0.5, "u2"],
    ["C3", "'; drop table contact; --", "+86 138", ["one"], 3, 12345678901234567890, -0.25,
     Money(1234567, "KWD"), 1.0, "0001-01-01", "2026-03-29T01:30:00.000Z", 45, 0.001, "u3"],
    ["C4", "@x", "\x1b[31mred\x1b[0m \x9b31m \x7f", None, 4, -1234567, 1234.567,
     Money(-123450, "EUR"), -0.05, "2026-12-31", "2026-11-21T15:02:59.999Z", 90, 0.0, "u4"],
    ["C5", "abc\u202edcba", "one\ntwo\tthree\rfour", ["=x", "y\\"], 5, 1, 0.005,
     Money(0, "EUR"), 0.0004, "2026-01-01", "2026-11-21T23:00:00.000Z", 360000, 0.25, "u5"],
    ["C6", "🎉 party 🎊", LONG, ["标签"], 6, 2, 2.0, Money(5, "EUR"),
     12.5, "2026-06-30", "2026-11-21T22:59:00.000Z", 0, 0.99, "u6"],
    ["C7", *NOTHING, None],
    ["C8", "", "a|b `c` *d* _e_ ~f~ <script>alert('1')</script> & \"q\" \\", [""], 8, 8, 8,
     None, None, None, None, None, None, ""],
    ["C9", "'=x", "\t=1", ["a, b"], 9, 9, 9.99, Money(10**17, "EUR"), 0.5, None, None, 59.6,
     None, None],
    ["C0", "O'Brien", "\r@x", [], 10, 10, None, None, None, None, None, -900, None, None],
]  # fmt: skip
HARD = Table(COLUMNS, ROWS, total=9997, noun="contact")

PLAIN = Table(
    [
        Column("stage"),
        Column("deals", "integer"),
        Column("amount", "money", currency_name="currency"),
        Column("weighted", "money", currency_name="currency"),
        Column("mean_days", "number", title="mean days in the stage"),
        Column("part", "bar", title=""),
    ],
    [
        ["lead", 1200, Money(12_000_000, "EUR"), Money(1_200_000, "EUR"), 12.5, 1.0],
        ["qualified (thin)", 2, Money(-99, "EUR"), None, None, 0.1],
    ],
    title="By stage",
    noun="stage",
    note="stages in their order",
    footer=["total", 1202, Money(11_999_901, "EUR"), Money(1_200_000, "EUR"), None, None],
)
REPORT = Report(
    "pipeline", "Pipeline of <amy>", ("2026-01-01", "2026-11-21"), "Europe/Berlin", "EUR",
    {"by_stage": PLAIN, "lost": Table([Column("ref")], [], noun="deal")},
    records=1202, as_of="2026-11-20T22:59:59.999Z", notes=["1 row is thin (n < 30)", "- and so on"],
    hint="crm deal add",
)  # fmt: skip
RECORD = Record(
    "deal", "D12", "Acme [b]renewal[/b]",
    Table(
        [Column("title"), Column("amount", "money"), Column("body"), Column("tags"),
         Column("owner"), Column("closed_at", "datetime"), Column("uid", shown=False)],
        [["Acme [b]renewal[/b]", Money(1240000, "EUR"), "first line\n\x1b[31msecond", ["a", "b"],
          None, None, "u12"]],
    ),
    {
        "tasks": Table([Column("ref"), Column("title"), Column("due", "date")],
                       [["K1", "send quote", "2026-11-27"]], total=3, noun="task"),
        "interactions": Table([Column("ref")], [], noun="interaction"),
    },
    summary="open for 12 days",
)  # fmt: skip
OUTCOME = Outcome(
    "moved {ref} to {stage}",
    {"ref": "D12", "stage": "won\x1b[31m"},
    record=RECORD,
    changeset=41,
    details=["win dated 2026-11-22"],
)
