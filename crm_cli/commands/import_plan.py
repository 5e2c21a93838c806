"""From the options of `crm import` to an open file and a plan; in a terminal it asks what is open.

Everything here happens before the database is written to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crm_cli.context import AppContext
from crm_cli.errors import BadContent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crm_cli.commands.import_options import Mapping, Reading
    from crm_cli.importers import RowSource
    from crm_cli.services.fields import Definition
    from crm_cli.services.imports import Plan, Request
    from crm_cli.services.imports.looking import Look
    from crm_cli.services.imports.templates import Template
    from crm_cli.services.pipelines import Stage

NO_MAPPING = "none"


@dataclass(slots=True)
class Prepared:
    """A plan, what it rests on, and what the user said to get there.

    `questions` are what is left open, where that was to be collected; without a plan nobody knows
    what the rows are, and one that is not `complete` cannot be tried.
    """

    plan: Plan | None
    look: Look
    template: Template | None
    asked: list[str]  # flags that answers in the terminal stand for
    questions: list[BadContent] = field(default_factory=list)
    complete: bool = True

    @property
    def ready(self) -> Plan:
        """The plan, which there is where nothing was left open."""
        assert self.plan is not None
        return self.plan


def mappings_folder(crm: AppContext) -> Path:
    """Where mappings are kept."""
    return crm.config.path.parent / "mappings"


def kept_mapping(crm: AppContext, mapping: Mapping) -> Template | None:
    """The mapping that `--mapping` names. UsageError where there is none of the name."""
    from crm_cli.importers.mappings import check_name, load_mapping

    if mapping.save_mapping is not None:
        check_name(mapping.save_mapping)
    if mapping.mapping in (None, NO_MAPPING):
        return None
    return load_mapping(mapping.mapping, mappings_folder(crm))


def open_file(
    crm: AppContext,
    file: str,
    reading: Reading,
    template: Template | None,
    asked: list[str],
) -> RowSource:
    """The rows of the file; its encoding is asked for where it is not certain."""
    from crm_cli.importers import open_rows

    kept = template.encoding if template else ""
    encoding = reading.encoding or kept or (None if crm.interactive else "auto")
    delimiter = reading.delimiter or (template.delimiter if template else "") or None

    def attempt(encoding: str | None) -> RowSource:
        return open_rows(
            file,
            encoding=encoding,
            delimiter=delimiter,
            format=reading.kind,
            header=reading.header,
            sheet=reading.sheet,
        )

    try:
        rows = attempt(encoding)
    except BadContent as error:
        likely = error.values.get("encodings")
        if not crm.interactive or not isinstance(likely, dict) or not likely or file == "-":
            raise
        from crm_cli.prompts import choose

        crm.notice("{text}", text=error)
        chosen = choose(crm, "Which of these is right?", likely)
        asked.append(f"--encoding {chosen}")
        rows = attempt(chosen)
    for notice in rows.notices:
        crm.remark("{text}", text=notice)
    return rows


def prepare(
    crm: AppContext,
    rows: RowSource,
    request: Request,
    reading: Reading,
    mapping: Mapping,
    template: Template | None,
    asked: list[str],
    *,
    lenient: bool = False,
    check: bool = False,
) -> Prepared:
    """The plan for an open file. BadContent, with the flag, for what the file leaves open.

    `lenient`: the rows with dates that have two readings are rejected one by one instead. `check`
    collects what is left open.
    """
    from crm_cli.services import fields
    from crm_cli.services.imports.looking import Look
    from crm_cli.services.imports.mapping import keep_notes
    from crm_cli.services.imports.templates import with_stages

    if template is None and mapping.mapping is None:
        template = _recognised(crm, rows, request.noun)
    try:
        if template is None and not request.noun and rows.kind != "vcard":
            request = _sales(crm, rows, request, asked)
        noun = (
            request.noun
            or (template.noun if template else "")
            or _guessed(crm, rows, request, asked)
        )
    except BadContent as error:
        if not check:
            raise
        return Prepared(None, Look(), template, asked, [error], complete=False)
    if request.noun == "ticket" and template is None:
        _warn_of_answers(crm, rows)
    for notice in rows.choose(noun):
        crm.remark("{text}", text=notice)
    if template is not None:
        template = with_stages(template, [stage.name for stage in _stages(crm)])
    request = replace(request, noun=noun, template=template)
    there = fields.definitions(crm.reader, noun) if crm.reader is not None else []
    prepared = _planned(rows, request, there, asked, check=check)
    if rows.kind == "vcard" and mapping.mapping is None:
        keep_notes(prepared.ready, prepared.look.unused, there)
    if mapping.keep_rest and noun in fields.NOUNS_WITH_FIELDS:
        _keep_rest(crm, rows, prepared, reading, there)
    settle_plan(crm, prepared, reading, lenient=lenient, check=check)
    if mapping.make_stages:
        _make_stages(crm, rows, prepared)
    fold_words(crm, prepared, there, stages=not mapping.make_stages)
    return prepared


def _make_stages(crm: AppContext, rows: RowSource, prepared: Prepared) -> None:
    """Let the pipelines and stages of the file be made."""
    from crm_cli.services import pipelines
    from crm_cli.services.imports.staging import settle

    found = pipelines.pipelines(crm.reader) if crm.reader is not None else []
    names = {one.id: one.name for one in found} or {0: "Sales"}
    there = [(names[stage.pipeline_id], stage) for stage in _stages(crm)]
    settle(prepared.ready, rows, there, prepared.template.name if prepared.template else "")
    prepared.look.unused -= {one.index for one in prepared.ready.mapped}


def fold_words(
    crm: AppContext, prepared: Prepared, there: Sequence[Definition], *, stages: bool = True
) -> None:
    """Find out which words of the file become one of ours, and have them kept."""
    from crm_cli.services.imports.folding import settle

    plan, template = prepared.ready, prepared.template
    if not prepared.look.words:
        return
    ours = _stages(crm) if plan.noun == "deal" and stages else []
    settle(plan, prepared.look.words, crm.book, ours, there, template.name if template else "")


def _keep_rest(
    crm: AppContext,
    rows: RowSource,
    prepared: Prepared,
    reading: Reading,
    there: Sequence[Definition],
) -> None:
    """Let all columns that hold something and go nowhere become fields, each of its kind."""
    from crm_cli.services.imports.kinds import kinds_of
    from crm_cli.services.imports.mapping import keep_rest, kept_names
    from crm_cli.values.text import fold

    look, template = prepared.look, prepared.template
    names = kept_names(prepared.ready, sorted(look.unused))
    of = {fold(one.name): one.kind for one in there}
    kinds = kinds_of(
        rows,
        rows.columns,
        {index: of.get(fold(name), "") for index, name in names.items()},
        look,
        crm.book,
        order=bool(reading.date_order or (template and template.date_order)),
        mark=bool(reading.decimal or (template and template.decimal)),
    )
    keep_rest(prepared.ready, names, kinds, there)
    look.unused.clear()


def _planned(
    rows: RowSource,
    request: Request,
    there: Sequence[Definition],
    asked: list[str],
    *,
    check: bool,
) -> Prepared:
    """The plan for the rows, and a look at them. `check` collects what they lack."""
    from crm_cli.services.imports import make_plan
    from crm_cli.services.imports.looking import look
    from crm_cli.services.imports.suggesting import require

    plan = make_plan(request, rows.columns, there, file=rows.name, kind=rows.kind, strict=not check)
    prepared = Prepared(plan, look(rows, plan), request.template, asked)
    try:
        require(plan, rows.name)
    except BadContent as error:
        prepared.questions.append(error)
        # What is proposed is tried, so that the rest of the page is about the same command.
        proposed = f"{error.values.get('name')}={error.values.get('sample')}"
        if "{" in proposed:
            request = replace(request, defaults=(*request.defaults, proposed))
            plan = make_plan(request, rows.columns, there, file=rows.name, kind=rows.kind)
            prepared.plan, prepared.look = plan, look(rows, plan)
        else:
            prepared.complete = False
    return prepared


def keep(crm: AppContext, name: str, prepared: Prepared, request: Request, rows: RowSource) -> None:
    """Keep the mapping that was used, for `--mapping NAME`."""
    from crm_cli.importers.mappings import save_mapping
    from crm_cli.services.imports.plans import table_of

    plan, found = prepared.ready, prepared.look
    defaults = dict(prepared.template.defaults) if prepared.template else {}
    defaults |= {target: text for target, _, text in (d.partition("=") for d in request.defaults)}
    orders = {found.said[index] for index in found.dates if index in found.said}
    marks = {found.said[index] for index in found.numbers if index in found.said}
    table = table_of(
        plan,
        defaults,
        date_order=orders.pop() if len(orders) == 1 else "",
        decimal=marks.pop() if len(marks) == 1 else "",
        encoding=rows.encoding if rows.encoding not in ("", "utf-8") else "",
        delimiter=rows.delimiter if rows.delimiter not in ("", ",") else "",
    )
    path = save_mapping(name, mappings_folder(crm), table)
    crm.remark("kept as {path} (--mapping {name})", path=path, name=name)


def _recognised(crm: AppContext, rows: RowSource, noun: str) -> Template | None:
    from crm_cli.importers.presets import recognise
    from crm_cli.nouns import NOUNS

    found = recognise(rows.columns, noun) if rows.kind != "vcard" else None
    if found is not None:
        crm.remark(
            "{file}: {nouns} as {program} exports them",
            file=rows.name,
            nouns=NOUNS[found.noun].plural,
            program=found.name,
        )
    return found


def _warn_of_answers(crm: AppContext, rows: RowSource) -> None:
    """Say that what is to become tickets looks like what was said of tickets."""
    from crm_cli.services.imports.guessing import guesses

    likely = [one.noun for one in guesses(rows.columns)]
    if likely[:1] == ["survey"] and "ticket" not in likely:
        crm.remark("{file}: its columns are those of answers (--as surveys)", file=rows.name)


def _sales(crm: AppContext, rows: RowSource, request: Request, asked: list[str]) -> Request:
    """The request for a file of orders, which are won deals; that of any other file as it is."""
    from crm_cli.services.imports.sales import as_won_deals

    request, flags = as_won_deals(request, rows.columns, rows.name)
    if flags:
        asked += flags
        crm.remark("{file}: orders, as won deals: {flags}", file=rows.name, flags=" ".join(flags))
    return request


def _guessed(crm: AppContext, rows: RowSource, request: Request, asked: list[str]) -> str:
    from crm_cli.nouns import NOUNS
    from crm_cli.services.imports.guessing import guess_noun, guesses

    if rows.likely():
        return rows.likely()
    # What the user says of a column says nothing of the others.
    columns = [c for c in rows.columns if not any(m.startswith(f"{c}=") for m in request.maps)]
    try:
        noun = guess_noun(columns, file=rows.name, own=_own_fields(crm))
    except BadContent as error:
        if not crm.interactive:
            raise
        from crm_cli.prompts import choose
        from crm_cli.services.imports.targets import NOUNS as IMPORTED

        crm.notice("{text}", text=error)
        likely = dict.fromkeys([*(one.noun for one in guesses(columns)), *IMPORTED])
        plurals = {NOUNS[name].plural: name for name in likely}
        noun = plurals[choose(crm, "What are its rows?", dict.fromkeys(plurals, ""))]
        asked.append(f"--as {NOUNS[noun].plural}")
        return noun
    crm.remark(
        "{file}: its columns are those of {nouns} (--as)",
        file=rows.name,
        nouns=NOUNS[noun].plural,
    )
    return noun


def _own_fields(crm: AppContext) -> dict[str, list[str]]:
    """The names of the team's own fields, and of their currencies, folded, by noun."""
    from crm_cli.services import fields
    from crm_cli.values.text import fold

    found: dict[str, list[str]] = {}
    if crm.reader is not None:
        for noun in fields.NOUNS_WITH_FIELDS:
            names = [fold(one.name) for one in fields.definitions(crm.reader, noun)]
            found[noun] = names + [f"{name}_currency" for name in names]
    return found


def _stages(crm: AppContext) -> list[Stage]:
    """The team's stages, or those that a new book will have."""
    from crm_cli.services import pipelines

    if crm.reader is not None:
        return pipelines.stages(crm.reader)
    from crm_cli.services.stages import DEFAULT_STAGES

    return [pipelines.Stage(0, "", 0, one.name, 0, *one[1:]) for one in DEFAULT_STAGES]


def settle_plan(
    crm: AppContext, prepared: Prepared, reading: Reading, *, lenient: bool, check: bool
) -> None:
    """Decide how dates and numbers are written; ask where a column leaves it open."""
    from crm_cli.services.imports.looking import settle

    orders, decimals = list(reading.date_order or ()), list(reading.decimal or ())
    template = prepared.template
    if template is not None:
        orders += [template.date_order] if template.date_order and not orders else []
        decimals += [template.decimal] if template.decimal and not decimals else []
    while True:
        try:
            settle(
                prepared.ready,
                prepared.look,
                crm.book,
                orders=orders,
                decimals=decimals,
                separators=reading.separator or (),
                lenient=lenient and not crm.interactive,
                questions=prepared.questions if check and not crm.interactive else None,
            )
            return
        except BadContent as error:
            if not crm.interactive or "index" not in error.values:
                raise
            _ask_order(crm, error, orders, decimals, prepared.asked)


def _ask_order(
    crm: AppContext, error: BadContent, orders: list[str], decimals: list[str], asked: list[str]
) -> None:
    from crm_cli.prompts import choose
    from crm_cli.services.imports.orders import ORDER_NAMES

    crm.notice("{text}", text=error)
    column = error.values["column"]
    if "orders" in error.values:
        choices = {name: ORDER_NAMES[name] for name in error.values["orders"]}  # type: ignore[attr-defined]
        chosen = choose(crm, "In which order are they?", choices)
        orders.append(f"{column}={chosen}")
        asked.append(f"--date-order '{column}={chosen}'")
    else:
        chosen = choose(crm, "Which is the decimal mark?", {".": "the point", ",": "the comma"})
        decimals.append(f"{column}={chosen}")
        asked.append(f"--decimal '{column}={chosen}'")
