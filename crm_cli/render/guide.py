"""A guide (Markdown) in a terminal; elsewhere the Markdown as it is."""

from __future__ import annotations

from typing import TextIO

from crm_cli.render.style import Style, put


def show_guide(markdown: str, stream: TextIO, style: Style) -> None:
    """Write a guide to `stream`, laid out for the width of a terminal if it is one."""
    if style.width is None:
        put(stream, markdown)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console(
        file=stream,
        width=min(style.width, 100),
        force_terminal=style.colour,
        no_color=not style.colour,
        highlight=False,
    )
    console.print(Markdown(markdown, code_theme="ansi_dark", hyperlinks=False))
