"""The book itself: what is missing, contradictory, stale, doubtful, or there twice.

Sections: `records` (how many of each noun, and with how many findings), then a section for each
kind of finding: which field of which noun, how many, their share, and the command that lists them.
The figure and the list ask the same question, so they cannot differ.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crm_cli.nouns import NOUNS, find_noun
from crm_cli.reports import fill, option, statements
from crm_cli.reports.figures import THIN_COLUMN, bars, rate, thin
from crm_cli.reports.quality_checks import CHECKS, KINDS, OWNED, Check
from crm_cli.services.duplicates import DUPLICABLE
from crm_cli.tables import Column, Report, Row, Table

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader
    from crm_cli.reports.scope import Scope

HELP = "What is missing, contradictory, stale, doubtful or double in the book, and how to list it."
KIND = "state"
DEFAULT = ""
NOUN = "contact"
SCOPE = ("owner",)
EXAMPLES = (
    "crm report quality",
    "crm report quality --noun deal --owner amy",
)
_TITLES = {
    "missing": "Missing",
    "contradictory": "Contradictory",
    "stale": "Stale",
    "doubtful": "Doubtful",
    "duplicates": "Likely there twice",
}


@dataclass(frozen=True, slots=True)
class Options:
    """What is looked at."""

    noun: str | None = option(None, "Only this noun: contact, company, deal …", metavar="NOUN")
    all: bool = option(False, "Show what was looked for and not found, too.")


@dataclass(frozen=True, slots=True)
class Finding:
    """How many of a noun's records a check finds, and the conditions that it asked with."""

    check: Check
    count: int
    records: int
    where: tuple[str, ...]

    @property
    def command(self) -> str:
        """The command that lists them."""
        words = ["crm", self.check.noun, "list"]
        for condition in self.where:
            words += ["--where", condition]
        return shlex.join(words)


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """What may be wrong at this moment. Raises UsageError for an unknown noun."""
    nouns = list(dict.fromkeys(check.noun for check in CHECKS))
    if options.noun:
        nouns = [find_noun(options.noun).name]
    owner = _owner(reader, scope)
    if owner:
        nouns = [noun for noun in nouns if noun in OWNED]
    found: list[Finding] = []
    for noun in nouns:
        found += _findings(reader, book, noun, owner)
    records = {finding.check.noun: finding.records for finding in found}
    sections = {"records": _records(records, found)}
    for kind in KINDS:
        sections[kind] = _section(kind, [one for one in found if one.check.kind == kind], options)
    nothing = sum(not finding.count for finding in found)
    total = sum(records.values())
    return Report(
        name="quality",
        title=" · ".join(["Quality of the book", *scope.words]),
        period=(book.today.isoformat(), book.today.isoformat()),
        zone=str(book.zone),
        currency=book.currency,
        sections=sections if total else {"records": sections["records"]},
        records=total,
        notes=[f"{nothing} of {len(found)} checks found nothing"] if total else [],
        hint="the book is empty: crm contact add, or crm import" if not total else "",
    )


def _owner(reader: Reader, scope: Scope) -> str:
    """The condition that a record belongs to the colleague who was asked for; "" for nobody."""
    if scope.owner is None:
        return ""
    sql = "SELECT u.handle FROM user_account u WHERE u.id = :id"
    return f"owner={reader.rows(sql, {'id': scope.owner})[0]['handle']}"


def _findings(reader: Reader, book: Book, noun: str, owner: str) -> list[Finding]:
    """All that the checks of a noun find, with one statement."""
    from crm_cli.filters import compile_conditions
    from crm_cli.services.fields import NOUNS_WITH_FIELDS, definitions

    custom = definitions(reader, noun) if noun in NOUNS_WITH_FIELDS else []
    days = {
        "today": book.today.isoformat(),
        "stale": (book.today - timedelta(days=book.stale_days)).isoformat(),
        "quiet": (book.today - timedelta(days=book.quiet_days)).isoformat(),
    }
    params: dict[str, Any] = {}

    def compiled(conditions: tuple[str, ...], prefix: str) -> str:
        sql, bound = compile_conditions(reader, NOUNS[noun], custom, conditions, book)
        params.update({name.replace("where_", prefix): value for name, value in bound.items()})
        return sql.replace(":where_", f":{prefix}")  # each condition has its own values

    checks = [check for check in CHECKS if check.noun == noun]
    asked = [tuple(text.format(**days) for text in check.where) for check in checks]
    columns = [
        f",\n  CAST(sum(CASE WHEN {compiled(where, f'c{number}_')} THEN 1 ELSE 0 END) AS BIGINT)"
        f" AS c{number}"
        for number, where in enumerate(asked)
    ]
    parts = {"checks": "".join(columns), "view": f"{noun}_view"}
    if owner:
        parts["scope"] = f" AND {compiled((owner,), 'owner_')}"
    rows = reader.rows(fill(statements("quality")["counts"], parts), params)
    row = rows[0] if rows else {"records": 0}
    return [
        Finding(
            check, int(row.get(f"c{number}") or 0), int(row["records"]),
            (*where, owner) if owner else where,
        )
        for number, (check, where) in enumerate(zip(checks, asked, strict=True))
    ]  # fmt: skip


def _records(records: dict[str, int], found: list[Finding]) -> Table:
    rows: list[Row] = []
    for noun, count in records.items():
        if count:
            findings = [one.count for one in found if one.check.noun == noun and one.count]
            rows.append([noun, count, len(findings), sum(findings)])
    columns = [
        Column("noun"),
        Column("records", "integer"),
        Column("problems", "integer", title="kinds of finding"),
        Column("findings", "integer"),
    ]
    return Table(columns, rows, title="What was looked at", noun="noun")


def _section(kind: str, found: list[Finding], options: Options) -> Table:
    shown = [one for one in found if one.count or (options.all and one.records)]
    shares = [rate(one.count, one.records) for one in shown]
    lengths = bars(round(share * 10**6) if share else 0 for share in shares)
    rows: list[Row] = []
    for one, share, length in zip(shown, shares, lengths, strict=True):
        check = one.check
        cells = [check.what, one.count, share, thin(one.records), length]
        rows.append([check.noun, check.field, *cells, one.command])
    columns = [
        Column("noun"),
        Column("field", shown=False),
        Column("what"),
        Column("count", "integer"),
        Column("share", "percent"),
        THIN_COLUMN._replace(shown=False),
        Column("bar", "bar", shown=False),
        Column("command", title="list them"),
    ]
    nouns = [noun for noun in DUPLICABLE if any(row[0] == noun for row in rows)]
    note = ", ".join(f"crm {noun} duplicates" for noun in nouns if kind == "duplicates")
    return Table(
        columns,
        rows,
        title=_TITLES[kind],
        noun="finding",
        wrapped=True,
        note=f"{note}: near ones too, with what speaks for each pair" if note else "",
    )
