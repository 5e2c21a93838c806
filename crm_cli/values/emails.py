"""E-mail addresses: kept as typed, checked by email-validator, compared without case."""

from __future__ import annotations

import re
import unicodedata

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, check_text

# Addresses that email-validator is known to accept; it is imported for the others only.
_PLAIN = (
    r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+([A-Za-z]{2,63})"
)
# Special-use names, which no mail reaches (IANA); .test is left out, so that one can try things.
_RESERVED = ("arpa", "invalid", "local", "localhost", "onion")
LONGEST_NAME = 60  # characters of a display name
_SEPARATORS = r'(?:"[^"]*"|<[^<>]*>|[^,;|、，；\n\r])+'


def read_email(text: str) -> str:
    """The address in `text` as typed, its domain in small letters; BadValue says what is wrong.

    A display name around it (`Jane <jane@example.com>`) and `mailto:` are left out. Whether the
    domain exists is not asked.
    """
    address = _bare(check_text(text))
    match = re.fullmatch(_PLAIN, address, re.ASCII)
    local, _, domain = address.rpartition("@")
    if (
        match
        and len(address) <= 254
        and len(local) <= 64
        and match[1].lower() not in _RESERVED
        and max(map(len, domain.split("."))) <= 63
    ):
        return f"{local}@{domain.lower()}"
    if not address:
        raise BadValue("the e-mail address is empty", hint="write it like jane@example.com")
    if address.count("@") > 1 and len(split_emails(address)) > 1:
        raise BadValue(
            '"{text}" is more than one e-mail address', hint="give one at a time", text=brief(text)
        )
    return f"{local}@{_checked_domain(address, text)}"


def _bare(text: str) -> str:
    """The address without white space around it, display name, angle brackets and mailto:."""
    address = text.strip()
    if address.endswith(">") and (match := re.fullmatch(r"[^<>]*<([^<>]*)>", address)):
        address = match[1].strip()
    if address[:7].lower() == "mailto:":
        address = address[7:].partition("?")[0].strip()
    return address


def _checked_domain(address: str, text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # The test environment only lets .test pass.
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        reason = str(error).rstrip(".")
        raise BadValue(
            '"{text}" is no e-mail address: {reason}',
            hint="write it like jane@example.com",
            text=brief(text),
            reason=reason[:1].lower() + reason[1:],
        ) from None
    return checked.domain


def read_mailbox(text: str) -> tuple[str, str]:
    """The display name (may be empty) and the address of `Jane Smith <jane@example.com>`.

    The address is one that every mail server takes: its domain in the ASCII form. BadValue, also
    for a local part with other letters than ASCII, for control characters, and for a name so long
    that Python breaks its header within it and forgets the quotes: its words could be an address.
    """
    address = read_email(text)
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise BadValue(
            '"{text}" has letters before the @ that not every mail server takes',
            hint="use another address",
            text=brief(text),
        )
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    name = text.strip().rpartition("<")[0].strip().strip('"').strip()
    if any(unicodedata.category(char).startswith("C") for char in name):
        raise BadValue(
            'the name in "{text}" has characters that cannot be seen',
            hint="write it like Jane Smith <jane@example.com>",
            text=brief(text),
        )
    if len(name) > LONGEST_NAME:
        raise BadValue(
            'the name in "{text}" is longer than {most} characters',
            hint="write a shorter one",
            text=brief(text),
            most=LONGEST_NAME,
        )
    return name, f"{local}@{domain}"


def email_key(text: str) -> str:
    """`text` as a key to compare addresses by: without case, in Unicode's composed form."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


def email_domain(text: str) -> str:
    """The domain of an address in small letters; empty when there is no `@`."""
    return text.strip().rstrip(">").rpartition("@")[2].strip().lower() if "@" in text else ""


def split_emails(text: str) -> list[str]:
    """The addresses in a list such as "a@b.com, Jane <d@e.com>; g@h.com", not yet checked."""
    found: list[str] = []
    pieces = [piece.strip() for piece in re.findall(_SEPARATORS, text)]
    before = ""
    for piece in pieces:
        if "@" not in piece and before == "" and piece:
            # Perhaps the first half of `Smith, Jane <jane@example.com>`.
            before = piece
        elif before and "<" in piece:
            found.append(f"{before}, {piece}")
            before = ""
        else:
            found += [before] if before else []
            before = ""
            several = piece.count("@") > 1 and "<" not in piece and '"' not in piece
            found += piece.split() if several else [piece]
    return [piece for piece in [*found, before] if piece]
