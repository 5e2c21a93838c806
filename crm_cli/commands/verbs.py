"""The verbs that nouns have alike: each function adds one to the commands of a noun.

`about` begins its help; `examples` are what stands behind `crm NOUN VERB`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer

from crm_cli.commands.duplicates import (
    Again,
    MinScore,
    One,
    Other,
    Prefer,
    Take,
    ToldApart,
    list_duplicates,
    merge_records,
    tell_apart,
)
from crm_cli.commands.lists import list_noun
from crm_cli.commands.nouns import (
    NewTags,
    OldTags,
    OneOrMany,
    Ref,
    delete_record,
    show_noun,
    tag_record,
)
from crm_cli.context import AppContext
from crm_cli.options import ListDisplay, Many, ShowDisplay, Writing, command
from crm_cli.tables import Outcome, Record, Table


def _add(
    app: typer.Typer,
    noun: str,
    verb: str,
    function: Callable[..., Any],
    about: str,
    *examples: str,
) -> None:
    lines = [about, *(f"Example: crm {noun} {verb} {example}" for example in examples)]
    function.__doc__ = "\n\n".join(lines)
    app.command(verb)(command(function))


def list_(app: typer.Typer, noun: str, about: str, *examples: str) -> None:
    """Add `list`."""

    def list_(crm: AppContext, display: ListDisplay) -> Table:
        return list_noun(crm, noun, display)

    _add(app, noun, "list", list_, about, *examples)


def show(app: typer.Typer, noun: str, about: str, *examples: str) -> None:
    """Add `show`."""

    def show(crm: AppContext, ref: Ref, display: ShowDisplay) -> Record:
        return show_noun(crm, noun, ref)

    _add(app, noun, "show", show, about, *examples)


def delete(app: typer.Typer, noun: str, one: str, many: str, *examples: str) -> None:
    """Add `delete`: of "a person" or, by --where, of "people"."""
    about = f"Put {one} into the trash, or all {many} that meet --where."

    def delete(crm: AppContext, writing: Writing, many: Many, ref: OneOrMany = None) -> Outcome:
        return delete_record(crm, noun, ref, writing, many)

    _add(app, noun, "delete", delete, about, *examples)


def tag(app: typer.Typer, noun: str, one: str, *examples: str) -> None:
    """Add `tag`: of "a person"."""
    about = (
        f"Add tags to {one}, and take tags away with --remove; or those of all that meet --where."
    )

    def tag(
        crm: AppContext,
        writing: Writing,
        many: Many,
        ref: OneOrMany = None,
        tags: NewTags = None,
        remove: OldTags = None,
    ) -> Outcome:
        return tag_record(crm, noun, ref, tags, remove, writing, many)

    _add(app, noun, "tag", tag, about, *examples)


def duplicates(app: typer.Typer, noun: str, many: str, who: str, refs: str, merging: str) -> None:
    """Add `duplicates`, `distinct` and `merge`: of "people", "who" are there twice.

    `refs` are two of them, as an example; `merging` is what the help of `merge` says.
    """

    def duplicates(
        crm: AppContext,
        display: ListDisplay,
        min_score: MinScore = None,
        distinct: ToldApart = False,
    ) -> Table:
        return list_duplicates(crm, noun, display, min_score, distinct)

    def distinct(
        crm: AppContext, one: One, other: Other, writing: Writing, remove: Again = False
    ) -> Outcome:
        return tell_apart(crm, noun, one, other, remove, writing)

    def merge(
        crm: AppContext,
        one: One,
        other: Other,
        writing: Writing,
        prefer: Prefer = None,
        take: Take = None,
    ) -> Outcome:
        return merge_records(crm, noun, one, other, prefer, take, writing)

    about = (
        f"List {many} {who} are likely there twice, the likeliest first: how likely, and why.\n\n"
        "With --where, one of the two has to meet the conditions. Pairs that were told apart with"
        f" crm {noun} distinct are left out."
    )
    _add(app, noun, "duplicates", duplicates, about, "--where owner=amy --min-score 95")
    about = f"Remember that two {many} are not the same, so that they are not listed as duplicates."
    _add(app, noun, "distinct", distinct, about, refs)
    _add(app, noun, "merge", merge, merging, f"{refs} --prefer newest --take city=A")
