"""Web addresses and the domain that a company is known by."""

from __future__ import annotations

import re

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, check_text

_ADDRESS = r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+-]*):)?(?://)?(?P<host>[^/?#\s:@]+)(?::[0-9]{1,5})?(?:[/?#]\S*)?"
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"


def domain_of(website: str) -> str:
    """The domain of a web address, in small letters and without www.: "acme.com".

    `https://www.acme.com/about`, `acme.com:8080` and `ACME.com` are all acme.com. A domain in
    another script is given in that script. BadValue when there is no domain in it.
    """
    text = check_text(website).strip()
    match = re.fullmatch(_ADDRESS, text)
    if "@" in text.partition("/")[0] and not text.lower().startswith("http"):
        raise _refused(website, "it is an e-mail address")
    if not match:
        raise _refused(website, "there is no domain in it")
    if match["scheme"] and match["scheme"].lower() not in ("http", "https", "ftp"):
        raise _refused(website, "it does not begin with http:// or https://")
    host = _readable(match["host"].lower().rstrip(".")).removeprefix("www.")
    labels = host.split(".")
    if len(labels) < 2:
        raise _refused(website, "a domain has a point in it")
    if len(host) > 253 or not all(re.fullmatch(_LABEL, label) for label in labels):
        raise _refused(website, "these are not the letters of a domain")
    if not labels[-1][0].isalpha() or len(labels[-1]) < 2:
        raise _refused(website, "it does not end like a domain")
    return host


def domain_named(name: str, *, bare: bool = True) -> str:
    """The domain where a company is called by its web address; empty for any other name.

    With `bare` a domain alone, in small letters, is one too: a name is written Booking.com.
    """
    if name[:4].lower() not in ("http", "www.") and not (bare and "." in name and name.islower()):
        return ""
    try:
        return domain_of(name)
    except BadValue:
        return ""


def named_by_address(name: str) -> dict[str, str]:
    """The name and the domain of a company to be made, and the address that it was called by."""
    domain = domain_named(name)
    if not domain:
        return {"name": name}
    website = {} if domain_named(name, bare=False) == "" else {"website": name.strip()}
    return {"name": domain, "domain": domain, **website}


def _readable(host: str) -> str:
    """xn-- labels in the script they stand for, as e-mail addresses have them."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def read_website(text: str) -> str:
    """A web address as typed, without white space around it; BadValue when it has no domain."""
    domain_of(text)
    return text.strip()


def _refused(text: str, reason: str) -> BadValue:
    return BadValue(
        '"{text}" is no web address: {reason}',
        hint="write it like acme.com or https://acme.com/about",
        text=brief(text.strip()),
        reason=reason,
    )
