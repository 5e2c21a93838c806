"""Contacts as vCards 4.0."""

from __future__ import annotations

from typing import TextIO

from crm_cli.render import vcard
from crm_cli.render.style import Style
from crm_cli.tables import Outcome, Record, Report, Table


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write the contacts of an export, a card each. UsageError for anything else."""
    vcard.write(result, stream, style, version="4.0")
