"""How satisfied customers are: CSAT, NPS, CES and SERVQUAL, by whom and when, and what was done.

Sections: `csat`, `nps`, `ces`, `servqual`; `response` (rated among resolved tickets); `by_month`
(or what --by says), `by_owner`, `by_kind` and `by_channel` (of the ticket), `by_segment` (of the
customer, see --segments); `follow_up` and `unhappy`: the answers with CSAT up to 2 or NPS up to 6,
and whether a task or an interaction followed them up. The owner of an answer is who worked on its
ticket, else who owns its deal, its contact, its company.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crm_cli.errors import UsageError
from crm_cli.reports import fill, option, periods, statements
from crm_cli.reports import satisfaction_figures as tables
from crm_cli.reports.compare import cut_groups, stacked
from crm_cli.reports.figures import THIN_COLUMN, count_of, rate, thin
from crm_cli.reports.satisfaction_figures import Answers
from crm_cli.tables import Column, Report, Row, Table
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows
    from crm_cli.reports.periods import Period
    from crm_cli.reports.scope import Scope

HELP = "CSAT, NPS, CES and SERVQUAL by month, owner, kind and segment; unhappy answers."
KIND = "period"
DEFAULT = "90d"
NOUN = "survey"
SCOPE = ("owner", "where")
EXAMPLES = (
    "crm report satisfaction --period 2026-Q3 --compare",
    "crm report satisfaction --owner amy --by week --segments rfm",
)

SPLIT: dict[str, Callable[[Period], Iterator[tuple[str, Period]]]] = {
    "day": periods.days,
    "week": periods.weeks,
    "month": periods.months,
}
_WHOLE = "'all'"
TICKET_CHANNEL = "(SELECT t.channel FROM ticket t WHERE t.id = v.ticket_id)"
TICKET_KIND = "(SELECT t.kind FROM ticket t WHERE t.id = v.ticket_id)"
OWNER = """coalesce(
    (SELECT t.assignee_id FROM ticket t WHERE t.id = v.ticket_id),
    (SELECT d.owner_id FROM deal d WHERE d.id = v.deal_id),
    (SELECT c.owner_id FROM contact c WHERE c.id = v.contact_id),
    (SELECT o.owner_id FROM company o WHERE o.id = v.company_id))"""
# A customer is a company (its id), else a contact (its id, negative), as in the segments report.
CUSTOMER = """coalesce(v.company_id,
    (SELECT c.company_id FROM contact c WHERE c.id = v.contact_id),
    (SELECT coalesce(t.company_id, c.company_id)
      FROM ticket t LEFT JOIN contact c ON c.id = t.contact_id WHERE t.id = v.ticket_id),
    -v.contact_id, -(SELECT t.contact_id FROM ticket t WHERE t.id = v.ticket_id))"""


@dataclass(frozen=True, slots=True)
class Options:
    """How the answers are split."""

    by: str = option("month", "Split the time by day, week or month.", metavar="UNIT")
    segments: str = option(
        "lifecycle", "Which segments: lifecycle, rfm, value, tag, saved, any field.", metavar="WHAT"
    )
    limit: int | None = option(
        None, "How many groups and unhappy answers to show; 0 for all.", metavar="N"
    )


@dataclass(slots=True)
class Source:
    """Where the figures come from: runs the statements of the report for a period."""

    reader: Reader
    book: Book
    scope: Scope

    def rows(self, statement: str, period: Period, **parts: str) -> Rows:
        """The rows of a statement."""
        return self.reader.rows(*self._filled(statement, period, parts))

    def tuples(self, statement: str, period: Period, **parts: str) -> list[tuple[Any, ...]]:
        """The rows of a statement that has very many."""
        return self.reader.tuples(*self._filled(statement, period, parts))

    def _filled(
        self, statement: str, period: Period, parts: dict[str, str]
    ) -> tuple[str, dict[str, Any]]:
        owner = f" AND {OWNER} = :scope_owner" if self.scope.owner is not None else ""
        tickets = " AND t.assignee_id = :scope_owner" if self.scope.owner is not None else ""
        known = {"scope": owner + self.scope.conditions("survey", "v"), "tickets": tickets}
        sql = fill(statements("satisfaction")[statement], {**known, **parts})
        return sql, {**self.scope.params, **period.moments(self.book)}

    def answers(self, period: Period, by: str = _WHOLE) -> dict[Any, Answers]:
        """The answers of a period by the SQL of a key."""
        found: dict[Any, Answers] = {}
        for row in self.rows("scores", period, by=by):
            answers = found.setdefault(row["key"], Answers())
            answers.add(row["kind"], row["score"], row["answers"])
        if any(answers.servqual for answers in found.values()):
            for row in self.rows("servqual", period, by=by):
                sums = (row["answers"], row["expectation"], row["perception"])
                found[row["key"]].add_gap(row["dimension"], *sums)
        return found


def run(reader: Reader, book: Book, options: Options, scope: Scope) -> Report:
    """The answers of the period. Raises UsageError for an unknown --by or --segments."""
    if options.by not in SPLIT:
        raise UsageError(
            "answers cannot be split by {by!r}",
            hint="--by day, week or month; owner, kind and segment are always shown",
            by=options.by,
        )
    source = Source(reader, book, scope)
    segment_of = segments_by(source, options.segments)
    sections, records = _sections(source, scope.period, segment_of)
    if scope.before:
        earlier, _ = _sections(source, scope.before, segment_of)
        sections = {
            name: stacked(table, earlier[name], _key(table)) for name, table in sections.items()
        }
    elif records:
        sections = _with_time(source, options.by, sections)
    limit = options.limit or 0
    cut_groups(sections, limit, 3 if scope.before else 1)
    sections["unhappy"] = _unhappy(source, scope.period, limit)
    return Report(
        name="satisfaction",
        title=" · ".join(["Satisfaction", *scope.words]),
        period=(scope.period.first.isoformat(), scope.period.last.isoformat()),
        zone=str(book.zone),
        currency=book.currency,
        sections=sections,
        records=records,
        notes=_notes(source, options),
        hint=scope.hint(
            "no answers in this time: crm ticket rate REF 5, crm survey add, or crm import"
        ),
    )


def _sections(
    source: Source, period: Period, segment_of: Callable[[Any], tuple[Any, ...]]
) -> tuple[dict[str, Table], int]:
    """The sections of a period but those that are not compared, and how many answers it has."""
    whole = source.answers(period).get("all", Answers())
    users = {row["id"]: row["handle"] for row in source.rows("users", period)}
    sections = {
        "csat": tables.csat(whole),
        "nps": tables.nps(whole),
        "ces": tables.ces(whole),
        "servqual": tables.servqual(whole),
        "response": _response(source.rows("response", period)),
    }
    owners = {users.get(key): found for key, found in source.answers(period, OWNER).items()}
    kinds = source.answers(period, TICKET_KIND)
    sections["by_owner"] = _groups(owners, "owner", "(nobody)")
    sections["by_kind"] = _groups(kinds, "kind", "(no ticket, or no kind)")
    channels = source.answers(period, TICKET_CHANNEL)
    sections["by_channel"] = _groups(channels, "channel", "(no ticket, or no channel)")
    sections["by_segment"] = _groups(_by_segment(source, period, segment_of), "segment", "(none)")
    sections["follow_up"] = _follow_up(source.rows("follow_up", period))
    return sections, whole.total()


def _with_time(source: Source, by: str, sections: dict[str, Table]) -> dict[str, Table]:
    """The sections with that by day, week or month after those of the whole."""
    found = {name: source.answers(part).get("all") for name, part in SPLIT[by](source.scope.period)}
    answered = {name: answers for name, answers in found.items() if answers}
    table = _groups(answered, by, "", ordered=True)
    whole = ("csat", "nps", "ces", "servqual", "response")
    first = {name: sections[name] for name in whole}
    return {**first, f"by_{by}": table, **sections}


def segments_by(source: Source, by: str) -> Callable[[Any], tuple[Any, ...]]:
    """What gives the segments of a customer by its key. Raises UsageError."""
    from crm_cli.reports.customers import load
    from crm_cli.reports.scope import Scope
    from crm_cli.reports.segmenting import NO_PURCHASE, label_of, split

    customers = load(source.reader, source.book, Scope("company", source.scope.period))
    labels = label_of(split(customers, by, 5, keys=by in ("tag", "saved")))
    never = "prospect" if by == "lifecycle" else NO_PURCHASE if by in ("rfm", "value") else None
    labels[0] = (None,)  # an answer of nobody known
    return lambda key: labels.get(key or 0, (never,))


def _by_segment(
    source: Source, period: Period, segment_of: Callable[[Any], tuple[Any, ...]]
) -> dict[Any, Answers]:
    found: dict[Any, Answers] = {}
    for key, kind, score, count in source.tuples("scores", period, by=CUSTOMER):
        for name in segment_of(key):
            found.setdefault(name, Answers()).add(kind, score, count)
    if any(answers.servqual for answers in found.values()):
        for key, dimension, *sums in source.tuples("servqual", period, by=CUSTOMER):
            for name in segment_of(key):
                found[name].add_gap(dimension, *sums)
    return found


def _groups(found: dict[Any, Answers], name: str, unknown: str, *, ordered: bool = False) -> Table:
    keys = list(found)
    if not ordered:
        keys.sort(key=lambda key: (key is None, -found[key].total(), str(key)))
    rows: list[Row] = [[key, *tables.group_cells(found[key])] for key in keys]
    columns = [Column(name, unknown=unknown), *tables.GROUP_COLUMNS]
    return Table(columns, rows, title=f"By {name}", noun="group")


def _response(rows: Rows) -> Table:
    columns = [
        Column("resolved", "integer", title="tickets resolved"),
        Column("rated", "integer"),
        Column("rate", "percent", title="response rate"),
        THIN_COLUMN,
    ]
    resolved, rated = (count_of(rows[0] if rows else None, name) for name in ("resolved", "rated"))
    cells: list[Row] = (
        [[resolved, rated, rate(rated, resolved), thin(resolved)]] if resolved else []
    )
    return Table(columns, cells, title="Who answered", noun="resolved ticket")


def _follow_up(rows: Rows) -> Table:
    columns = [
        Column("unhappy", "integer", title="unhappy answers"),
        Column("followed_up", "integer"),
        Column("rate", "percent", title="share"),
        THIN_COLUMN,
    ]
    unhappy, done = (
        count_of(rows[0] if rows else None, name) for name in ("unhappy", "followed_up")
    )
    cells: list[Row] = [[unhappy, done, rate(done, unhappy), thin(unhappy)]] if unhappy else []
    return Table(columns, cells, title="Unhappy answers followed up", noun="unhappy answer")


def _unhappy(source: Source, period: Period, limit: int) -> Table:
    rows = source.rows("unhappy", period, limit=f" LIMIT {int(limit)}" if limit else "")
    total = len(rows)
    if limit and len(rows) >= limit:
        counts = source.rows("follow_up", period)
        total = count_of(counts[0] if counts else None, "unhappy")
    return Table(
        [
            Column("ref", title="id"),
            Column("answered_at", "datetime", title="answered"),
            Column("kind"),
            Column("score", "integer"),
            Column("followed_up"),
            Column("contact"),
            Column("company"),
            Column("ticket"),
            Column("deal", shown=False),
            Column("owner"),
            Column("comment"),
        ],
        [_unhappy_row(row) for row in rows],
        title="Unhappy answers (CSAT up to 2, NPS up to 6)",
        noun="unhappy answer",
        total=total,
    )


def _unhappy_row(row: dict[str, Any]) -> Row:
    ticket, deal = row["ticket_id"], row["deal_id"]
    return [
        reference("survey", row["id"]),
        row["answered_at"],
        row["kind"],
        row["score"],
        row["followed_up"],
        row["contact"],
        row["company"],
        reference("ticket", ticket) if ticket else None,
        reference("deal", deal) if deal else None,
        row["owner"],
        row["comment"],
    ]


def _key(table: Table) -> tuple[str, ...]:
    first = table.columns[0]
    return (first.name,) if first.kind == "text" else ()


def _notes(source: Source, options: Options) -> list[str]:
    scope = source.scope
    notes = [f"compared with {scope.before}"] if scope.before else []
    notes.append(f"segments are by {options.segments}, as of today")
    rows = source.rows("undated", scope.period)
    undated = count_of(rows[0] if rows else None, "answers")
    if undated:
        notes.append(f"{counted(undated, 'answer')} of an unknown time: in no period")
    if scope.narrowed:
        notes.append("the response rate is of all resolved tickets: the conditions are on answers")
    return notes
