"""`crm help`: the long explanations, and the help of any command."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_cli.context import AppContext
from crm_cli.display import Display
from crm_cli.errors import NotFound
from crm_cli.tables import Column, Row, Table

app = typer.Typer()


@app.command()
def help_(
    ctx: typer.Context,
    topic: Annotated[list[str] | None, typer.Argument(help="A topic, or a command.")] = None,
) -> None:
    """Explain a topic at length: dates, amounts, references, conditions, imports, undo, cron …

    Without a topic they are listed. The words of a command give its help.

    Example: crm help dates
    """
    from crm_cli.guides import guide, topics
    from crm_cli.render.guide import show_guide

    crm: AppContext = ctx.obj
    root = ctx.find_root()
    commands = root.command.list_commands(root)  # type: ignore[attr-defined]
    known = topics()
    name = " ".join(topic or ()).casefold()
    if not topic:
        rows: list[Row] = [(f"crm help {name}", title) for name, title in known.items()]
        crm.emit(Table([Column("command"), Column("about")], rows, noun="topic"), Display())
    elif name in known:
        show_guide(guide(name), crm.stdout, crm.style(Display(), crm.stdout))
    elif topic[0] in commands:
        root.command.main([*topic, "--help"], prog_name="crm", standalone_mode=False, obj=crm)
    else:
        raise _unknown(" ".join(topic), [*known, *commands])


def _unknown(name: str, known: list[str]) -> NotFound:
    from crm_cli.values.text import nearest

    near = nearest(name, known)
    return NotFound(
        "no topic and no command is called {name!r}",
        hint="did you mean crm help {near}? crm help lists the topics"
        if near
        else "crm help lists the topics, crm --help the commands",
        name=name,
        near=near,
    )
