"""What the commands of every noun do alike: add, show, edit, tag, delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_cli.errors import Ambiguous, CrmError, UsageError
from crm_cli.nouns import NOUNS
from crm_cli.tables import Outcome, Record, Table
from crm_cli.values.plurals import with_article
from crm_cli.values.references import read_reference, reference

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.options import Many, Writing

Ref = Annotated[str, typer.Argument(help="Its id, or its name.", metavar="REF")]
OneOrMany = Annotated[
    str | None, typer.Argument(help="Its id, or its name; or --where, for many.", metavar="[REF]")
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field", help="A field of your own, as in --field budget=12k.", metavar="NAME=VALUE"
    ),
]
NewTags = Annotated[list[str] | None, typer.Argument(help="Tags to add.", metavar="[TAG]...")]
OldTags = Annotated[list[str] | None, typer.Option("--remove", help="A tag to take away.")]
Create = Annotated[
    bool, typer.Option("--create", help="Make the company or colleague that is not there yet.")
]


def dated(name: str, help: str) -> Any:
    """An option that takes a date."""
    return typer.Option(name, help=help, metavar="DATE")


def texts_of(noun: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `noun` that were given on the command line, as typed."""
    from crm_cli.services.inputs import INPUTS

    texts = {
        name: given[name]
        for name in INPUTS[noun]
        if given.get(name) is not None and given[name] != []
    }
    for pair in given.get("field") or ():
        name, value = _pair("field", pair)
        if _input_name(noun, name) in INPUTS[noun]:
            raise UsageError(
                "{name} is no field of your own",
                hint="give it by its option: {option}",
                name=name,
                option=_option_of(noun, _input_name(noun, name)),
            )
        texts[name] = value
    for pair in getattr(given.get("many"), "sets", None) or ():
        name, value = _pair("set", pair)
        known = INPUTS[noun].get(_input_name(noun, name))
        if known is not None and known.kind in ("list", "tags"):
            texts[known.name] = [*texts.get(known.name, ()), value]
        elif (known.name if known else name) in texts:
            raise UsageError("{name} is set twice", hint="give it once", name=name)
        else:
            texts[known.name if known else name] = value
    return texts


def _pair(option: str, text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        raise UsageError(
            "cannot read --{option} {text!r}",
            hint="write --{option} name=value",
            option=option,
            text=text,
        )
    return name.strip(), value


def _option_of(noun: str, name: str) -> str:
    """The option of `crm NOUN edit` that sets a field: --closed for closed_at."""
    hint = import_module(f"crm_cli.commands.{noun}").edit.__annotations__.get(name)
    if hint is None:
        return f"crm {noun} edit --help"
    option = hint.__metadata__[0]  # Typer takes the first name for the default
    named = [said for said in (option.default, *(option.param_decls or ())) if type(said) is str]
    return named[0] if named else f"--{name.replace('_', '-')}"


def _input_name(noun: str, name: str) -> str:
    """The name under which a field is given that a list calls `name`: due_on is due, tags tag."""
    from crm_cli.services.inputs import INPUTS

    name = name.strip().lower().replace("-", "_").replace(" ", "_")
    if name in INPUTS[noun]:
        return name
    for known in INPUTS[noun].values():
        if name in (known.stored_as, known.stored_as.removesuffix("_id"), f"{known.name}s"):
            return known.name
    return name


def one_or_many(noun: str, verb: str, ref: str | None, many: Many | None) -> Many | None:
    """`many` when its conditions choose the records, None when `ref` does.

    Raises UsageError for both and for neither.
    """
    where = many.where if many is not None else None
    if where and ref is not None:
        raise UsageError(
            "{ref!r} and --where are two ways to say which",
            hint="leave one out: crm {noun} {verb} --help",
            ref=ref,
            noun=noun,
            verb=verb,
        )
    if where:
        return many
    if ref is None:
        raise UsageError(
            "which {noun}?",
            hint="crm {noun} {verb} REF, or --where for all that fit",
            noun=noun,
            verb=verb,
        )
    return None


def add_record(crm: AppContext, noun: str, given: Mapping[str, Any], writing: Writing) -> Outcome:
    """Add a record from the options given, asking for what is missing in a terminal."""
    texts = texts_of(noun, given)
    title = NOUNS[noun].title
    if not texts.get(title):
        if not crm.interactive:
            raise UsageError(
                "{one} needs {what}",
                hint='crm {noun} add "…"',
                noun=noun,
                one=with_article(noun),
                what=with_article(title),
            )
        from crm_cli.prompts import ask_fields

        texts = ask_fields(crm, noun, texts, create=bool(given.get("create")))
        given = {**given, "create": True}  # making what is not there was agreed to
    service = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
    with crm.transaction(dry_run=writing.dry_run) as session:
        extra = {"create": True} if given.get("create") else {}
        id = service.add(session, texts, **extra)
        record = snapshot(session, noun, id)
    return outcome("added", noun, record, session.changeset_id, writing, session.notes)


def edit_record(
    crm: AppContext,
    noun: str,
    ref: str | None,
    given: Mapping[str, Any],
    writing: Writing,
    **more: Any,
) -> Outcome:
    """Change the fields of a record that were given; `more` goes to the noun's own `edit`.

    Or, when `many` in what was given has conditions, those of all records that meet them.
    """
    from crm_cli.services import references
    from crm_cli.services.edited import changed_fields

    many = one_or_many(noun, "edit", ref, given.get("many"))
    texts = texts_of(noun, given)
    if not texts and not any(more.values()):
        raise UsageError(
            "nothing to change", hint="name a field: crm {noun} edit --help", noun=noun
        )
    if many:
        from crm_cli.commands import bulk

        return bulk.edit(crm, noun, many, texts, writing, create=given.get("create", False), **more)
    assert ref is not None
    service = import_module(f"crm_cli.services.{NOUNS[noun].plural}")
    crm.require_database()
    ref = chosen(crm, noun, ref)
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, noun, ref)
        extra = {"create": True} if given.get("create") else {}
        service.edit(session, id, texts, **extra, **more)
        record = snapshot(session, noun, id)
        said = session.notes
        details = said + changed_fields(session, noun, id, besides=said)
    same = session.unchanged
    return outcome("changed", noun, record, session.changeset_id, writing, details, unchanged=same)


def tag_record(
    crm: AppContext,
    noun: str,
    ref: str | None,
    add: Sequence[str] | None,
    remove: Sequence[str] | None,
    writing: Writing,
    many: Many | None = None,
) -> Outcome:
    """Add and remove tags of a record; a tag that is not there yet is made.

    Or those of all records that meet the conditions of `many`; then `ref` is the first tag.
    """
    from crm_cli.services import references, tags

    if many is not None and many.where and ref is not None:
        typed = read_reference(ref)
        if not typed or typed.noun != noun:
            add, ref = [ref, *(add or ())], None
    several = one_or_many(noun, "tag", ref, many)
    if not add and not remove:
        raise UsageError(
            "no tag to add or remove",
            hint="crm {noun} tag {ref} vip, or crm {noun} tag {ref} --remove vip",
            noun=noun,
            ref="--where …" if several else ref,
        )
    if several:
        from crm_cli.commands import bulk

        return bulk.tag(crm, noun, several, add or (), remove or (), writing)
    assert ref is not None
    crm.require_database()
    ref = chosen(crm, noun, ref)
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, noun, ref)
        gone = [tags.resolve(session, name).name for name in remove or ()]
        names = tags.change_tags(session, noun, id, add or (), gone)
        record = snapshot(session, noun, id)
    same = session.unchanged
    result = outcome("tagged", noun, record, session.changeset_id, writing, unchanged=same)
    result.details.append(f"tags: {', '.join(names) or 'none'}")
    return result


def delete_record(
    crm: AppContext, noun: str, ref: str | None, writing: Writing, many: Many | None = None
) -> Outcome:
    """Put a record into the trash, or all that meet the conditions of `many`."""
    from crm_cli.services import records, references

    several = one_or_many(noun, "delete", ref, many)
    if several:
        from crm_cli.commands import bulk

        return bulk.delete(crm, noun, several, writing)
    assert ref is not None
    crm.require_database()
    ref = chosen(crm, noun, ref)
    with crm.transaction(dry_run=writing.dry_run) as session:
        id = references.resolve(session, noun, ref)
        record = snapshot(session, noun, id)
        records.delete(session, noun, id)
    details = session.notes
    return outcome("deleted", noun, record, session.changeset_id, writing, details)


def chosen(crm: AppContext, noun: str | None, ref: str) -> str:
    """`ref`, or in a terminal the one of several that fit it which a person picks.

    With no noun, of any. What cannot be found is for the caller to say.
    """
    if not crm.interactive or crm.reader is None:
        return ref
    from crm_cli.services import references

    try:
        if noun is None:
            references.resolve_any(crm.reader, ref)
        else:
            references.resolve(crm.reader, noun, ref)
    except Ambiguous as error:
        from crm_cli.prompts import pick

        return pick(crm, error)
    except CrmError:
        pass
    return ref


def snapshot(session: Any, noun: str, id: int) -> Record:
    """The fields of a record as a list shows them, without what belongs to it."""
    from crm_cli.services import fields, listing

    found = NOUNS[noun]
    custom = fields.definitions(session, noun)
    rows = listing.fetch(session, found, custom, [id])
    table = Table(listing.columns(found, custom), rows)
    cells = {column.name: value for column, value in zip(table.columns, rows[0], strict=True)}
    title = str(cells[found.title] or cells.get("kind") or found.name)
    return Record(noun, reference(noun, id), title, table)


def outcome(
    done: str,
    noun: str,
    record: Record,
    changeset: int | None,
    writing: Writing,
    details: Sequence[str] = (),
    *,
    unchanged: bool = False,
) -> Outcome:
    """What a writing command says of one record; `details` are lines under it.

    `unchanged` is whether nothing changed, which a dry run's lack of a changeset does not tell.
    """
    what = "{noun} {ref} {title}" if record.reference else "{noun} {title}"
    message = "{done} " + what
    if unchanged or (changeset is None and not writing.dry_run):
        message = f"no change: {what} already has these values"
    return Outcome(
        message,
        {"done": done, "noun": noun, "ref": record.reference, "title": record.title},
        record,
        changeset,
        writing.dry_run,
        list(details),
    )


def show_noun(crm: AppContext, noun: str, ref: str) -> Record:
    """One record of a noun, whole."""
    from crm_cli.services import references
    from crm_cli.services.showing import show_record

    reader = crm.require_database()
    id = references.resolve(reader, noun, chosen(crm, noun, ref))
    return show_record(reader, noun, id, crm.book)
