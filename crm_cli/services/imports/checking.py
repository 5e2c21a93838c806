"""The page of `crm import --check`: what is in a file, and what an import would make of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadContent
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.looking import Look
from crm_cli.services.imports.orders import ORDER_NAMES, SERIAL, DateColumn, NumberColumn
from crm_cli.services.imports.plans import Plan
from crm_cli.services.imports.summary import emptied_values, folded, made_stages
from crm_cli.services.imports.targets import Target
from crm_cli.tables import Column, Record, Row, Table
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.services.imports.drafts import Problem
    from crm_cli.services.imports.results import Summary

_SAMPLE = 30  # characters of a sample that are shown
_SHOWN = 10  # duplicates and reasons that are shown
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}


@dataclass(slots=True)
class Checked:
    """All that a check has found out. Without a plan nobody knows what the rows are."""

    file: str
    facts: dict[str, Any]  # how the file is written
    columns: Sequence[str]
    look: Look
    plan: Plan | None = None
    program: str = ""
    region: str = ""
    summary: Summary | None = None
    names: Mapping[int, str] = field(default_factory=dict)  # of the records that were matched
    questions: Sequence[BadContent] = ()
    command: str = ""


def facts_of(source: Any) -> dict[str, Any]:
    """How an opened file is written."""
    preamble = "; ".join(line.strip() for line in source.preamble)[:120]
    sheet = getattr(source, "sheet", "")
    return {
        "format": {"csv": "CSV", "vcard": "vCard", "excel": "Excel", "jsonl": "JSON Lines"}.get(
            source.kind, source.kind.upper()
        ),
        "sheet": sheet or None,
        "encoding": source.encoding or None,
        "encoding_is": source.sure or None,
        "delimiter": _DELIMITERS.get(source.delimiter, source.delimiter) or None,
        "quote": (source.quote or "none is needed") if source.kind == "csv" else None,
        "header_line": source.header_line or None,
        "before_the_header": preamble or None,
    }


_DOUBTFUL = (
    "values_emptied",
    "undated_deals",
    "backwards_deals",
    "undated_tickets",
    "phones_of_no_region",
)


def page(found: Checked) -> Record:
    """The page, as a record with sections."""
    summary, plan = found.summary, found.plan
    cells: dict[str, Any] = {"file": found.file, **found.facts, "rows": found.look.rows}
    if plan is not None:
        cells |= {
            "they_are": NOUNS[plan.noun].plural,
            "as_exported_by": found.program or None,
            "phone_region": found.region or None,
            "their_ids_are_of": plan.source if "external_id" in plan.given else None,
        }
    if summary is not None:
        is_deal = plan is not None and plan.noun == "deal"
        cells |= {
            "new": summary.created,
            "there_already": summary.matched,
            "of_these_changed": summary.updated if summary.matched else None,
            "values_emptied": summary.emptied or None,
            "twice_in_the_file": summary.repeated,
            "rejected": summary.rejected,
            "undated_deals": (summary.undated or None) if is_deal else None,
            "backwards_deals": summary.backwards or None,
            "undated_tickets": None if is_deal else summary.undated or None,
            "also_of_another_source": "; ".join(
                f"{count:,} of {source} (--source)" for source, count in summary.elsewhere.items()
            )
            or None,
            "alike_and_there_already": summary.alike or None,
            "phones_of_no_region": summary.odd.foreign or None,
        }
    cells["command"] = found.command or None
    integers = ("header_line", "rows", "new", "there_already", "of_these_changed")
    kinds = dict.fromkeys((*integers, "twice_in_the_file", "rejected", *_DOUBTFUL), "integer")
    fields = Table(
        [Column(name, kinds.get(name, "text")) for name in cells],  # type: ignore[arg-type]
        [list(cells.values())],
    )
    sections = {"to_decide": _questions(found), "columns": _columns(found)}
    if plan is not None:
        sections["left_over"] = _left_over(found, sorted(found.look.unused))
        if plan.folds:
            sections["folded"] = folded(plan)
        if plan.pipelines:
            sections["stages_made"] = made_stages(plan)
    if summary is not None and plan is not None and summary.emptied:
        sections["emptied_values"] = emptied_values((plan, summary))
    if summary is not None:
        sections |= {
            "repeats": _repeats(summary),
            "matches": _matches(summary, found),
            "rejected_rows": _rejected(list(summary.different.values())),
        }
    return Record("import", "", found.file, fields, sections)


def sheet_page(
    found: Checked,
    plans: Sequence[Plan],
    summaries: Sequence[Summary],
    samples: Sequence[list[str]],
    rejected: int,
    unused: Sequence[int],
) -> Record:
    """The page about a sheet whose rows hold a record of each of the plans' nouns."""
    cells: dict[str, Any] = {"file": found.file, **found.facts, "rows": found.look.rows}
    cells |= {
        "they_are": ", ".join(NOUNS[plan.noun].plural for plan in plans) + " (several in a row)",
        "phone_region": found.region or None,
        "rejected": rejected,
        "command": found.command or None,
    }
    integers = {"header_line", "rows", "rejected"}
    fields = Table(
        [Column(name, "integer" if name in integers else "text") for name in cells],
        [list(cells.values())],
    )
    counts = ("new", "there_already", "of_these_changed")
    parts: list[Row] = [
        (NOUNS[plan.noun].plural, one.created, one.matched, one.updated, list(map(_short, texts)))
        for plan, one, texts in zip(plans, summaries, samples, strict=True)
    ]
    columns = [Column("records"), *(Column(name, "integer") for name in counts)]
    columns.append(Column("samples", title="for example"))
    sections = {
        "to_decide": _questions(found),
        "parts": Table(columns, parts, title="In each row", noun="noun", wrapped=True),
        "columns": _columns(found, plans),
        "left_over": _left_over(found, unused),
        "rejected_rows": _rejected([one for s in summaries for one in s.different.values()]),
    }
    if any(plan.folds for plan in plans):
        sections["folded"] = folded(*plans)
    if any(summary.emptied for summary in summaries):
        sections["emptied_values"] = emptied_values(*zip(plans, summaries, strict=True))
    return Record("import", "", found.file, fields, sections)


def _questions(found: Checked) -> Table:
    rows: list[Row] = [
        (str(error), error.hint.format_map(error.values)) for error in found.questions
    ]
    return Table([Column("what"), Column("say")], rows, title="To decide", wrapped=True)


def _columns(found: Checked, plans: Sequence[Plan] = ()) -> Table:
    targets: dict[int, list[str]] = {}
    for plan in plans or filter(None, [found.plan]):
        noun = f"{plan.noun}." if plans else ""
        for one in plan.mapped:
            targets.setdefault(one.index, []).append(noun + _named(one.target))
        for default in plan.defaults:
            for part in default.parts:
                if part.index is not None and part.index >= 0:
                    targets.setdefault(part.index, []).append(noun + default.target.name)
    rows: list[Row] = []
    for index, column in enumerate(found.columns):
        if found.facts["format"] == "vCard" and not found.look.filled[index]:
            continue  # the reader's, and not the file's
        rows.append(
            (
                column,
                _targets(targets.get(index, [])) or None,
                found.look.filled[index],
                [_short(text) for text in found.look.samples[index]],
                _written(found, index),
            )
        )
    columns = [
        Column("column"),
        Column("field", unknown="–"),
        Column("filled", "integer"),
        Column("samples", title="for example"),
        Column("written", unknown=""),
    ]
    return Table(columns, rows, title="Columns", noun="column", wrapped=True)


def _named(target: Target) -> str:
    """The field, as --map would name it: one that is to be made with its kind."""
    own = target.custom
    return target.name if own is None or own.id is not None else f"field:{own.name}:{own.kind}"


def _targets(names: Sequence[str]) -> str:
    """Where a column goes; of a sheet, what names a record and links the others to it is one."""
    for name in ("company.name", "contact.name"):
        if name in names:
            return name
    owners = [name for name in names if name.endswith(".owner")]
    if len(owners) > 1:
        return "owner of each"
    return " and ".join(dict.fromkeys(names))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _SAMPLE else plain[: _SAMPLE - 1] + "…"


def _written(found: Checked, index: int) -> str | None:
    """How the dates or numbers of a column are written, and what shows it."""
    dates, numbers = found.look.dates.get(index), found.look.numbers.get(index)
    said = found.look.said.get(index, "")
    if dates is not None and dates.filled:
        return _order(dates, said)
    if numbers is not None and (said or numbers.open or numbers.shown):
        return _mark(numbers, said, _is_open(found, index))
    return said or None


def _order(column: DateColumn, said: str) -> str:
    if said and said == column.order:
        shown = column.shown
        if said == SERIAL or shown is None:
            return ORDER_NAMES[said]
        return f"{ORDER_NAMES[said]}: line {shown.line} has {shown.text}"
    if said:
        return f"{ORDER_NAMES[said]}, as you say"
    if column.undecided is not None:
        return "open: the day or the month may come first"
    if column.open is not None:
        return "in both orders, row by row"
    return "with one reading each"


def _is_open(found: Checked, index: int) -> bool:
    """Whether the numbers of a column have two readings: all of them, or in their currency."""
    problems = found.summary.different.values() if found.summary is not None else []
    return any(error.values.get("index") == index for error in found.questions) or any(
        one.column == found.columns[index] and one.flag.startswith("--decimal")
        for one, _ in problems
    )


def _mark(column: NumberColumn, said: str, is_open: bool) -> str:
    names = {".": "decimal point", ",": "decimal comma"}
    if said and column.decimal == said:
        shown = column.shown[said]
        return f"{names[said]}: line {shown.line} has {shown.text}"
    if said:
        return f"{names[said]}, as you say"
    if len(column.shown) > 1:
        return "with both decimal marks, row by row"
    if is_open:
        return f"open: the {'comma' if ',' in column.open else 'point'} may be either"
    return "commas between thousands"


def _left_over(found: Checked, unused: Iterable[int]) -> Table:
    rows: list[Row] = [(found.columns[index], found.look.filled[index]) for index in unused]
    note = "--keep-rest makes fields of them, --map COLUMN=FIELD says where one goes"
    columns = [Column("column"), Column("filled", "integer")]
    return Table(columns, rows, title="Left over", noun="column", note=note if rows else "")


def _repeats(summary: Summary) -> Table:
    rows: list[Row] = list(summary.repeats[:_SHOWN])
    return Table(
        [Column("line", "integer"), Column("same_as_line", "integer")],
        rows,
        title="Twice in the file",
        total=summary.repeated,
        noun="row",
    )


def _matches(summary: Summary, found: Checked) -> Table:
    assert found.plan is not None
    noun = found.plan.noun
    rows: list[Row] = [
        (line, reference(noun, id) or str(id), found.names.get(id))
        for line, id in summary.matches[:_SHOWN]
    ]
    columns = [Column("line", "integer"), Column("ref", title="is"), Column("name")]
    return Table(columns, rows, title="There already", total=summary.matched, noun="row")


def _rejected(groups: Sequence[tuple[Problem, int]]) -> Table:
    rows: list[Row] = [
        (one.line, count, one.column or None, one.value[:80] or None, one.reason)
        for one, count in groups[:_SHOWN]
    ]
    columns = [
        Column("line", "integer"),
        Column("rows", "integer"),
        Column("column"),
        Column("value"),
        Column("reason"),
    ]
    return Table(
        columns, rows, title="Would be rejected", total=len(groups), noun="reason", wrapped=True
    )
