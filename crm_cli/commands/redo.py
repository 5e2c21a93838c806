"""`crm redo`: bring back what an undo took."""

from __future__ import annotations

import typer

from crm_cli.commands.undo import take_back
from crm_cli.context import AppContext
from crm_cli.errors import Conflict
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome

app = typer.Typer()


@app.command()
@command
def redo(crm: AppContext, writing: Writing) -> Outcome:
    """Bring back what your last undo took, as long as you did nothing else since.

    Example: crm redo
    """
    from crm_cli.changes.log import next_to_redo
    from crm_cli.services import undoing

    reader = crm.require_database()
    id = next_to_redo(reader, crm.actor)
    if id is None:
        raise Conflict(
            "{who} has nothing to redo",
            hint="crm history; crm undo N takes any changeset back, an undo too",
            who=crm.actor,
        )
    return take_back(crm, undoing.find(reader, id), "redo", False, writing)
