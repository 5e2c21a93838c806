"""Presets: the layouts of other programs' exports, one TOML file a program, known by their header.

Each file has a `name`, a `source` (what the program's ids are kept under) and tables `[[file]]`,
one for each kind of file that the program writes, in the form of `services.imports.templates`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_cli.services.imports.templates import Template

__all__ = ["presets", "recognise"]


@cache
def presets() -> tuple[Template, ...]:
    """All presets, by the name of their file."""
    import tomllib

    from crm_cli.services.imports.templates import read_template

    found = []
    folder = resources.files("crm_cli.importers.presets")
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            program = tomllib.loads(file.read_text("utf-8"))
            shared = {"name": program["name"], "source": program["source"]}
            found += [read_template(shared | table, file=file.name) for table in program["file"]]
    return tuple(found)


def recognise(columns: Sequence[str], noun: str = "") -> Template | None:
    """The preset whose layout these columns have (`noun`: of this noun); None when there is none.

    Of several the one that knows the most columns, then the one that asks for the most.
    """
    fitting = [one for one in presets() if noun in ("", one.noun) and one.fits(columns)]
    return max(fitting, key=lambda one: (len(one.places(columns)), len(one.header)), default=None)
