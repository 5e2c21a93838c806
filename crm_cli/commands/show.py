"""`crm show`: one record, whole."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.commands.nouns import chosen, require_database
from crm_cli.context import AppContext
from crm_cli.options import ShowDisplay, command
from crm_cli.tables import Record

app = typer.Typer()


@app.command("show")
@command
def show(
    crm: AppContext,
    ref: Annotated[
        str, typer.Argument(help="An id (D12), a name, an e-mail, a phone.", metavar="REF")
    ],
    display: ShowDisplay,
) -> Record:
    """Show one record, whole: its fields and all that belongs to it.

    Example: crm show D12
    """
    from crm_cli.services import references
    from crm_cli.services.showing import show_record

    require_database(crm, "contact")
    assert crm.reader is not None
    noun, id = references.resolve_any(crm.reader, chosen(crm, None, ref))
    return show_record(crm.reader, noun, id, crm.book)
