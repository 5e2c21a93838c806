"""What an import has to say for itself: one line, what is worth knowing, and the rejected rows."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from crm_cli.nouns import NOUNS
from crm_cli.services.fields import NOUNS_WITH_FIELDS
from crm_cli.services.imports.drafts import SHOWN_LINES, Odd
from crm_cli.services.imports.mapping import Plan
from crm_cli.services.imports.results import Summary
from crm_cli.tables import Column, Outcome, Record, Table
from crm_cli.values.percents import WHOLE, percent_number
from crm_cli.values.plurals import counted
from crm_cli.values.references import reference

SHOWN = 20
_REJECTED = [
    Column("line", "integer"),
    Column("column"),
    Column("value"),
    Column("reason"),
]
_COUNTS = ("read", "created", "updated", "unchanged", "rejected")
_COLUMNS = [
    Column("file"),
    Column("noun"),
    *(Column(name, "integer") for name in _COUNTS),
    Column("kept", "integer"),
    Column("noted", "integer"),
    Column("in_trash", "integer"),
    Column("missing", "integer"),
    Column("trashed", "integer"),
    Column("rejects_file"),
    Column("source"),
    Column("columns_left_out"),
    Column("undated_deals", "integer"),
    Column("backwards_deals", "integer"),
    Column("undated_tickets", "integer"),
    Column("phones_of_no_region", "integer"),
    Column("left_out", "integer"),
    Column("also_of_another_source", "integer"),
    Column("taken_for_empty", "integer"),
    Column("emptied", "integer"),
]
_LONGEST = 80
_CONFLICTS = 5
_MISSED = 10
_STAYS = [
    Column("line", "integer"),
    Column("ref"),
    Column("field"),
    Column("ours"),
    Column("theirs"),
]


def outcome(
    plan: Plan,
    summary: Summary,
    *,
    file: str,
    changeset: int | None,
    rejects: str,
    dry_run: bool,
    whole: bool,
    refused: bool = False,
) -> Outcome:
    """The outcome of an import. `whole` gives all rejected rows that were kept, else some."""
    if refused:  # all of it was taken back
        summary = replace(summary, created=0, updated=0, trashed=0, noted=0, made={})
    noun = NOUNS[plan.noun]
    message = (
        "{file}: {read:,} {rows} read, {created:,} {things} created, {updated:,} updated,"
        " {unchanged:,} unchanged, {rejected:,} rejected"
    )
    if refused:
        message = "nothing was written: {rejected:,} of {read:,} {rows} of {file} cannot be"
    values: dict[str, object] = {name: getattr(summary, name) for name in _COUNTS}
    values |= {
        "file": file,
        "rows": "row" if summary.read == 1 else "rows",
        "things": noun.name if summary.created == 1 else noun.plural,
    }
    return Outcome(
        message + (" imported" if refused else ""),
        values,
        _record(plan, summary, file, rejects),
        changeset,
        dry_run,
        [] if refused else details_of(plan, summary, rejects, dry_run=dry_run),
        _rejected(summary, whole) if summary.problems else None,
    )


def _rejected(summary: Summary, whole: bool) -> Table:
    problems = summary.problems if whole else summary.problems[:SHOWN]
    rows = [
        (one.line, one.column, one.value if whole else one.value[:_LONGEST], one.reason)
        for one in problems
    ]
    note = f"… and {summary.rejected - SHOWN:,} more" if summary.rejected > SHOWN else ""
    return Table(_REJECTED, list(rows), noun="rejected row", note="" if whole else note)


def _record(plan: Plan, summary: Summary, file: str, rejects: str) -> Record:
    row = [
        file,
        plan.noun,
        *(getattr(summary, name) for name in _COUNTS),
        summary.kept,
        summary.noted,
        summary.in_trash,
        summary.missing if plan.missing else None,
        summary.trashed if plan.missing else None,
        rejects or None,
        plan.source if "external_id" in plan.given else None,
        plan.left_out,
        summary.undated if plan.noun == "deal" else None,
        summary.backwards if plan.noun == "deal" else None,
        summary.undated if plan.noun == "ticket" else None,
        summary.odd.foreign,
        summary.left_out,
        sum(summary.elsewhere.values()),
        sum(summary.odd.nothing.values()),
        summary.emptied,
    ]
    return Record("import", "", file, Table(list(_COLUMNS), [row]), _sections(plan, summary))


def _sections(plan: Plan, summary: Summary) -> dict[str, Table]:
    """The mapping, what was made on the way, what stays, and whom the source no longer has."""
    mapping = Table(
        [Column("column"), Column("field")],
        [(one.column, one.target.name) for one in plan.mapped],
        noun="mapped column",
    )
    made = Table(
        [Column("noun"), Column("count", "integer")],
        [(noun, count) for noun, count in sorted(summary.made.items())],
        noun="made record",
    )
    stays = Table(
        _STAYS,
        [
            (line, reference(plan.noun, id) or str(id), name, _text(ours), _text(theirs))
            for line, id, name, ours, theirs in summary.conflicts
        ],
        noun="value that stays",
    )
    missed = Table(
        [Column("ref"), Column("name")],
        [(reference(plan.noun, id) or str(id), name) for id, name in summary.missed],
        noun="missing record",
    )
    return {
        "mapping": mapping,
        "made": made,
        "folded": folded(plan),
        "stages_made": made_stages(plan),
        "stays": stays,
        "emptied_values": emptied_values((plan, summary)),
        "missed": missed,
    }


def made_stages(plan: Plan) -> Table:
    """The stages that `--make-stages` makes."""
    return Table(
        [Column("pipeline"), Column("stage"), Column("probability", "percent"), Column("outcome")],
        [
            (name, one.name, one.probability / WHOLE, one.outcome)
            for name, stages in plan.pipelines.items()
            for one in stages
        ],
        title="Stages to be made",
        noun="stage",
    )


def folded(*plans: Plan) -> Table:
    """The words of the file that become one value of ours, or nothing, and where they are kept."""
    return Table(
        [
            Column("column"),
            Column("theirs"),
            Column("rows", "integer"),
            Column("field"),
            Column("ours"),
            Column("kept_in"),
        ],
        [
            (fold.column, word, count, fold.target, fold.ours or None, fold.kept or None)
            for plan in plans
            for fold in plan.folds
            for word, count in fold.words.items()
        ],
        title="Words that become one, or nothing",
        noun="word",
    )


def _folds(plan: Plan) -> list[str]:
    """The same in lines, one for each value."""
    found = []
    for fold in plan.folds:
        words = [f'"{word[:_LONGEST]}" {count:,}×' for word, count in fold.words.items()]
        more = f" and {len(words) - SHOWN:,} more" if len(words) > SHOWN else ""
        shown = f"{', '.join(words[:SHOWN])}{more}"
        found.append(f"{fold.column}: {shown} → {fold.ours or 'nothing'}")
    for column, kept in dict.fromkeys((fold.column, fold.kept) for fold in plan.folds if fold.kept):
        found.append(f"the words of {column} are kept in the field {kept}")
    if plan.noun == "deal" and any(fold.target == "stage" for fold in plan.folds):
        found.append("--make-stages would make the pipelines and stages of the file instead")
    for name, stages in plan.pipelines.items():
        listed = ", ".join(f"{one.name} {percent_number(one.probability)} %" for one in stages)
        found.append(f"stages made in the pipeline {name}: {listed}")
    return found


def emptied_values(*parts: tuple[Plan, Summary]) -> Table:
    """What was emptied as the source no longer has it, the first few."""
    return Table(
        [Column("line", "integer"), Column("ref"), Column("field"), Column("was")],
        [
            (line, reference(plan.noun, id) or str(id), name, _text(ours))
            for plan, summary in parts
            for line, id, name, ours in summary.losses
        ],
        title="Would be emptied",
        total=sum(summary.emptied for _, summary in parts),
        noun="value",
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def details_of(plan: Plan, summary: Summary, rejects: str, *, dry_run: bool) -> list[str]:
    details = []
    made = [
        f"{count:,} {NOUNS[noun].name if count == 1 else NOUNS[noun].plural}"
        for noun, count in sorted(summary.made.items())
    ]
    if made:
        details.append(f"made on the way: {', '.join(made)}")
    if summary.made_fields:
        made_of = summary.made_fields.items()
        named = [f"{name} ({'yes/no' if kind == 'yesno' else kind})" for name, kind in made_of]
        details.append(f"fields made: {', '.join(named)} (crm field edit --kind changes one)")
    details += _folds(plan)
    if dry_run:
        mapped = ", ".join(f"{one.column} → {one.target.name}" for one in plan.mapped)
        details.append(f"columns: {mapped}")
    if plan.left_out:
        details.append(f"columns left out: {', '.join(plan.left_out)}{_keep(plan)}")
    if "external_id" in plan.given:
        details.append(f"their ids are kept as those of {plan.source} (--source)")
    details += [] if dry_run else _noted(plan, summary)
    if summary.kept:
        details.append(
            f"{counted(summary.kept, 'value differs', 'values differ')} from what is there, which"
            " stays (--on-match overwrite takes the file's)"
        )
    details += _conflicts(plan, summary) + _emptied(plan, summary)
    if plan.missing:
        details += _missing(plan, summary)
    details += _others(plan, summary)
    if summary.left_out:
        details.append(
            f"{counted(summary.left_out, 'row is', 'rows are')} left out, as --value says that"
            " there is none of what each record needs"
        )
    if summary.in_trash:
        details.append(
            f"{counted(summary.in_trash, 'row is', 'rows are')} about records in the trash, and"
            " skipped (crm trash restore)"
        )
    details += [f"numbers in {name} are in {unit}" for name, unit in plan.units.items()]
    details += _dates(plan, summary)
    details += _odd(summary.odd)
    if "rating" in plan.given and "rated_at" not in plan.given and summary.made.get("survey"):
        details.append(
            "ratings are dated by when their ticket was closed or resolved"
            " (--map COLUMN=rated_at says it better)"
        )
    if summary.unused_values:
        details.append(f"no row has {', '.join(summary.unused_values)} (--value)")
    if rejects:
        details.append(f"the rejected rows are in {rejects}: mend them and import that file")
    return details


def total_row(line: int, cells: Sequence[str]) -> str:
    """What is said of a last row that is none."""
    word = next(text.strip() for text in cells if text.strip())
    return f"line {line} ({word}) holds sums and is left out"


def _others(plan: Plan, summary: Summary) -> list[str]:
    """Which records that were there the rows may be about, or were taken to name."""
    found = [
        f"{counted(count, NOUNS[plan.noun].name, NOUNS[plan.noun].plural)} of {source}"
        f" {'has' if count == 1 else 'have'} the same id and name: if this is the same source, undo"
        f" it and say --source {shlex.quote(source)}"
        for source, count in summary.elsewhere.items()
    ]
    if summary.alike:
        title = NOUNS[plan.noun].title
        things = counted(summary.alike, NOUNS[plan.noun].name, NOUNS[plan.noun].plural)
        found.append(
            f"{things} {'has' if summary.alike == 1 else 'have'} the {title} and the company of one"
            f" that was there before: if these are the same, undo it and say --key {title},company"
        )
    if summary.total is not None:
        found.append(total_row(*summary.total))
    if summary.referred:
        found.append(
            f"named by reference: {summary.referred} (if one is a name:"
            f" --value company:{summary.referred.split()[0]}=NAME)"
        )
    return found


def _keep(plan: Plan) -> str:
    """How columns that go nowhere could be kept; nothing where that is meant."""
    meant = {plan.columns[index] for index in plan.dropped}
    if plan.noun not in NOUNS_WITH_FIELDS or meant.issuperset(plan.left_out):
        return ""
    return " (--keep-rest makes fields of them)"


def _dates(plan: Plan, summary: Summary) -> list[str]:
    """What the dates of deals and tickets leave open."""
    found = [_undated(plan, summary.undated)] if summary.undated else []
    if summary.backwards:
        found.append(
            f"{counted(summary.backwards, 'deal was', 'deals were')} closed before"
            f" {'it was' if summary.backwards == 1 else 'they were'} opened, by the dates of the"
            " file: left out where days are counted (crm deal list --where"
            " problem=closed-before-opened)"
        )
    return found


def _undated(plan: Plan, count: int) -> str:
    """What is missing of deals that are won or lost or tickets that are done, and how to say it."""
    if plan.noun == "ticket":
        column = "" if "resolved_at" in plan.given else " (--map COLUMN=resolved_at)"
        return (
            f"{counted(count, 'ticket is', 'tickets are')} resolved or closed, but the file does"
            f" not say when {'it was' if count == 1 else 'they were'} resolved: left out of the"
            f" times to resolution{column}"
        )
    column = "" if "closed_at" in plan.given else "--map COLUMN=closed_at, or "
    return (
        f"{counted(count, 'won or lost deal has', 'won or lost deals have')} no closing day, so"
        f" that no report of a period counts {'it' if count == 1 else 'them'}"
        f" ({column}crm deal edit --where stage=won,lost --where closed_at= --set closed_at=DATE)"
    )


def _odd(odd: Odd) -> list[str]:
    """What was taken otherwise than it stands in the file."""
    found = []
    if odd.phones:
        found.append(
            f"{counted(odd.phones, 'phone number is', 'phone numbers are')} kept as written:"
            " no such number can be dialled"
        )
    if odd.foreign:
        where = _lines(odd.foreign_lines)
        found.append(
            f"{counted(odd.foreign, 'phone number names', 'phone numbers name')} no country and"
            f" {'is' if odd.foreign == 1 else 'are'} none of {odd.region}, kept as written:"
            f" {where} (--phone-region CODE, where they are of another country)"
        )
    if odd.birthdays:
        found.append(
            f"{counted(odd.birthdays, 'birthday is no day and', 'birthdays are no days and')}"
            f" left out: {_lines(odd.birthday_lines)}"
        )
    if odd.nothing:
        words = [f'{column} "{word}" {count:,}×' for (column, word), count in odd.nothing.items()]
        more = f" and {len(words) - SHOWN_LINES} more" if len(words) > SHOWN_LINES else ""
        found.append(
            f"taken for empty: {', '.join(words[:SHOWN_LINES])}{more} (--value FIELD:WORD=WORD"
            " keeps a word)"
        )
    if odd.unopened:
        found.append(
            f"{counted(odd.unopened, 'duration is', 'durations are')} left out: no opened_at to"
            " count from"
        )
    if odd.otherwise:
        found.append(
            f"{counted(odd.otherwise, 'duration does', 'durations do')} not lead from opened_at to"
            " the moment in the file, which holds"
        )
    if odd.people:
        found.append(
            f"{counted(odd.people, 'row names', 'rows name')} several people: the first one is"
            " linked"
        )
    return found


def _lines(lines: list[int]) -> str:
    """Where something stands, as "lines 3, 17": the first ones."""
    more = ", …" if len(lines) > SHOWN_LINES else ""
    shown = ", ".join(map(str, lines[:SHOWN_LINES]))
    return f"{'line' if len(lines) == 1 else 'lines'} {shown}{more}"


def _noted(plan: Plan, summary: Summary) -> list[str]:
    """What an import has written that changed no record."""
    if not summary.noted or summary.created + summary.updated:
        return []
    noun = NOUNS[plan.noun]
    things = noun.name if summary.noted == 1 else noun.plural
    return [f"what the file says of {summary.noted:,} {things} is noted, for the next time"]


def _missing(plan: Plan, summary: Summary) -> list[str]:
    """What the source told of before and no longer has, and what was done about it."""
    noun = NOUNS[plan.noun]
    things = noun.name if summary.missing == 1 else noun.plural
    told = (
        f"{summary.missing:,} {things} of {plan.source} {'is' if summary.missing == 1 else 'are'}"
    )
    details = [f"{told} no longer in the file" + (": " if summary.missing else "")]
    named = [f"{reference(plan.noun, id)} {name}".strip() for id, name in summary.missed[:_MISSED]]
    details[0] += ", ".join(named) + (" …" if summary.missing > _MISSED else "")
    if summary.trashed:
        details.append(f"{summary.trashed:,} of them put into the trash")
    elif plan.missing == "trash" and summary.missing:
        details.append("none was put into the trash: rows were rejected, or there is none at all")
    return details


def _conflicts(plan: Plan, summary: Summary) -> list[str]:
    """What stays because a person changed it since the source said it."""
    shown = [
        f"line {line}: {reference(plan.noun, id) or id} {name} stays {ours}; the file says"
        f" {'nothing' if theirs is None else theirs}"
        for line, id, name, ours, theirs in summary.conflicts[:_CONFLICTS]
    ]
    left = summary.kept - len(shown) if shown else 0
    return shown + ([f"… and {left:,} more that stay"] if left > 0 else [])


def _emptied(plan: Plan, summary: Summary) -> list[str]:
    """What the source said last time and no longer has, and is empty now."""
    if not summary.emptied:
        return []
    shown = [
        f"{reference(plan.noun, id) or id} {name} was {ours}"
        for _, id, name, ours in summary.losses[:_CONFLICTS]
    ]
    more = "; …" if summary.emptied > len(shown) else ""
    return [
        f"{counted(summary.emptied, 'value', 'values')} emptied, as the file no longer has"
        f" {'it' if summary.emptied == 1 else 'them'}: {'; '.join(shown)}{more}"
    ]
