"""The figures of answers to surveys: CSAT, NPS, CES, SERVQUAL, as reports.md defines them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from crm_cli.reports.figures import THIN, THIN_COLUMN, mean, rate, thin
from crm_cli.tables import Column, Row, Table
from crm_cli.values.enums import SERVQUAL_DIMENSIONS

Counts = dict[int, int]


@dataclass(slots=True)
class Answers:
    """How often each score was given, by kind; for SERVQUAL answers, expectation, perception."""

    scores: dict[str, Counts] = field(default_factory=dict)
    gaps: dict[str, list[int]] = field(default_factory=dict)
    servqual: int = 0

    def add(self, kind: str, score: int | None, answers: int) -> None:
        """Add answers with a score."""
        if kind == "servqual" or score is None:
            self.servqual += answers
        else:
            counts = self.scores.setdefault(kind, {})
            counts[score] = counts.get(score, 0) + answers

    def add_gap(self, dimension: str, answers: int, expected: int, perceived: int) -> None:
        """Add the answers of a dimension of SERVQUAL: how many, and the sums of both scores."""
        sums = self.gaps.setdefault(dimension, [0, 0, 0])
        for place, value in enumerate((answers, expected, perceived)):
            sums[place] += value

    def count(self, kind: str) -> int:
        """How many answers of a kind there are."""
        return self.servqual if kind == "servqual" else sum(self.scores.get(kind, {}).values())

    def total(self) -> int:
        """How many answers there are."""
        return self.servqual + sum(self.count(kind) for kind in self.scores)

    def share(self, kind: str, scores: Iterable[int]) -> float | None:
        """The share of these scores in the answers of a kind, a fraction."""
        counts = self.scores.get(kind, {})
        return rate(sum(counts.get(score, 0) for score in scores), self.count(kind))

    def mean(self, kind: str) -> float | None:
        """The mean score of a kind."""
        counts = self.scores.get(kind, {})
        return mean(sum(score * count for score, count in counts.items()), self.count(kind))

    def csat(self) -> float | None:
        """Ratings of 4 or 5 among all ratings, a fraction."""
        return self.share("csat", (4, 5))

    def nps(self) -> float | None:
        """100 (p - d): the shares of 9 and 10, and of 0 to 6, in points."""
        p, d = self.share("nps", (9, 10)), self.share("nps", range(7))
        return None if p is None or d is None else round(100 * (p - d), 4)

    def margin(self) -> float | None:
        """The 95 % margin of NPS in points: 100 x 1.96 x sqrt((p + d - (p - d)^2) / n).

        The standard error of a mean of +1, 0 and -1; not given for fewer than 30 answers.
        """
        n = self.count("nps")
        p, d = self.share("nps", (9, 10)), self.share("nps", range(7))
        if n < THIN or p is None or d is None:
            return None
        # Rounding may leave a trace below nothing where all answers are of one kind.
        return round(100 * 1.96 * sqrt(max(p + d - (p - d) ** 2, 0.0) / n), 4)

    def gap(self, dimension: str) -> float | None:
        """The mean of perception - expectation in a dimension."""
        answers, expected, perceived = self.gaps.get(dimension, (0, 0, 0))
        return mean(perceived - expected, answers)

    def mean_gap(self) -> float | None:
        """The unweighted mean of the dimensions' gaps."""
        gaps = [found for name in SERVQUAL_DIMENSIONS if (found := self.gap(name)) is not None]
        return mean(sum(gaps), len(gaps))


def csat(answers: Answers) -> Table:
    """Satisfied customers: share, mean, and how often each rating was given."""
    columns = [
        Column("answers", "integer"),
        Column("satisfied", "integer", title="4 or 5"),
        Column("csat", "percent", title="CSAT"),
        Column("mean", "number", places=2),
        *(Column(f"rated_{score}", "integer", title=str(score)) for score in range(1, 6)),
        THIN_COLUMN,
    ]
    n, counts = answers.count("csat"), answers.scores.get("csat", {})
    rows: list[Row] = []
    if n:
        each = [counts.get(score, 0) for score in range(1, 6)]
        rows.append([n, each[3] + each[4], answers.csat(), answers.mean("csat"), *each, thin(n)])
    return Table(columns, rows, title="CSAT: satisfaction, 1 to 5", noun="rating")


def nps(answers: Answers) -> Table:
    """Who would recommend us: promoters less detractors, with the margin."""
    columns = [
        Column("answers", "integer"),
        Column("promoters", "integer", title="promoters (9, 10)"),
        Column("passives", "integer", title="passives (7, 8)"),
        Column("detractors", "integer", title="detractors (0 to 6)"),
        Column("nps", "number", title="NPS", places=1),
        Column("margin", "number", title="± (95 %)", places=1),
        THIN_COLUMN,
    ]
    n, counts = answers.count("nps"), answers.scores.get("nps", {})
    rows: list[Row] = []
    if n:
        parts = [
            sum(counts.get(score, 0) for score in span)
            for span in (range(9, 11), range(7, 9), range(7))
        ]
        rows.append([n, *parts, answers.nps(), answers.margin(), thin(n)])
    return Table(columns, rows, title="NPS: would recommend us, 0 to 10", noun="answer")


def ces(answers: Answers) -> Table:
    """How easy it was."""
    n = answers.count("ces")
    rows: list[Row] = [[n, answers.mean("ces"), thin(n)]] if n else []
    columns = [Column("answers", "integer"), Column("mean", "number", places=2), THIN_COLUMN]
    return Table(columns, rows, title="CES: effort, 1 to 7 (7 is easy)", noun="answer")


def servqual(answers: Answers) -> Table:
    """Perception less expectation by dimension, and the unweighted mean of the gaps."""
    columns = [
        Column("dimension"),
        Column("answers", "integer"),
        Column("expectation", "number", places=2),
        Column("perception", "number", places=2),
        Column("gap", "number", places=2),
        THIN_COLUMN,
    ]
    rows: list[Row] = []
    for name in SERVQUAL_DIMENSIONS:
        n, expected, perceived = answers.gaps.get(name, (0, 0, 0))
        if n:
            figures = [mean(expected, n), mean(perceived, n), answers.gap(name)]
            rows.append([name, n, *figures, thin(n)])
    table = Table(columns, rows, title="SERVQUAL: perception − expectation", noun="dimension")
    if rows:
        means = [mean(sum(row[place] for row in rows), len(rows)) for place in (2, 3)]
        table.footer = ["unweighted mean", answers.servqual, *means, answers.mean_gap(), None]
    return table


GROUP_COLUMNS = [
    Column("answers", "integer"),
    Column("csat", "percent", title="CSAT"),
    Column("csat_mean", "number", shown=False, places=2),
    Column("csat_n", "integer", title="n"),
    Column("nps", "number", title="NPS", places=1),
    Column("nps_margin", "number", title="±", places=1),
    Column("nps_n", "integer", title="n"),
    Column("ces", "number", title="CES", places=2),
    Column("ces_n", "integer", title="n"),
    Column("servqual_gap", "number", title="gap", places=2),
    Column("servqual_n", "integer", title="n"),
    THIN_COLUMN,
]


def group_cells(answers: Answers) -> Row:
    """The cells of `GROUP_COLUMNS` for the answers of one group."""
    sizes = {kind: answers.count(kind) for kind in ("csat", "nps", "ces", "servqual")}
    few = [f"{kind} {thin(count)}" for kind, count in sizes.items() if thin(count)]
    return [
        answers.total(),
        answers.csat(),
        answers.mean("csat"),
        sizes["csat"],
        answers.nps(),
        answers.margin(),
        sizes["nps"],
        answers.mean("ces"),
        sizes["ces"],
        answers.mean_gap(),
        sizes["servqual"],
        ", ".join(few) or None,
    ]
