"""A whole mail message, for `sendmail -t` and --send: the same as plain text and as HTML.

Nothing in a title or a name can add a header: what is no letter is made visible first, addresses
were read as addresses, and Python's own header rules refuse line ends.
"""

from __future__ import annotations

from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from io import StringIO
from typing import TextIO

from crm_cli.errors import UsageError
from crm_cli.render import html, table
from crm_cli.render.style import Style, put
from crm_cli.tables import Outcome, Record, Report, Table

# What a mail program shows without wrapping.
_WIDTH = 78


def write(result: Table | Report | Record | Outcome, stream: TextIO, style: Style) -> None:
    """Write `result` as a message, in ASCII with Unix line ends."""
    put(stream, message(result, style).as_string())


def message(result: Table | Report | Record | Outcome, style: Style) -> EmailMessage:
    """`result` as a message to those whom `style.envelope` names. UsageError when there is none."""
    if style.envelope is None or not style.envelope.to:
        raise UsageError(
            "a message needs someone to go to",
            hint="crm report weekly --format eml --to amy@example.com",
        )
    name, address = style.envelope.sender
    made = EmailMessage()
    # A header is folded at blanks, and a line of blanks alone would end the headers.
    made["Subject"] = " ".join(html.title_of(result, html.blocks_of(result, style)).split())
    made["From"] = Address(display_name=name, addr_spec=address)
    made["To"] = [Address(addr_spec=each) for each in style.envelope.to]
    made["Date"] = format_datetime(style.now)
    made["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    # So that nobody's absence is announced to us (RFC 3834).
    made["Auto-Submitted"] = "auto-generated"
    text = StringIO()
    table.write(result, text, replace(style, width=_WIDTH, colour=False, unicode=False, whole=True))
    made.set_content(text.getvalue(), cte="quoted-printable")
    page = html.mail_page(result, replace(style, width=None, colour=False, unicode=True))
    made.add_alternative(page, subtype="html", cte="quoted-printable")
    return made
