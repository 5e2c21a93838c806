"""Cards, calendars and messages of any text: nothing is injected, and the text comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.render.eml import message
from crm_cli.render.style import Envelope
from crm_cli.tables import Column, Table
from crm_cli.values.emails import read_mailbox
from crm_cli.values.spreadsheet import split_list
from tests.importers.test_vcard import only
from tests.render.hard import shown, style
from tests.render.test_eml import parsed, parts, report

PIECES = [
    "\r\nBcc: evil@x.example", "\nEND:VCARD\nBEGIN:VCARD\nFN:Evil", "\r\nEND:VTODO\r\nBEGIN:VEVENT",
    "BEGIN:VCARD", "ATTENDEE;CN=Evil:mailto:evil@x.example", "EMAIL:evil@x.example", "\r\n ", "\r",
    "\n\n", "\t", "\\", "\\n", "\\N", "\\,", ";", ",", ":", '"', "=0D=0A", "=?utf-8?q?x?=", "^n",
    "\x00", "\x1b[31m", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\u202e", "\ufeff",
    "<evil@x.example>", "张伟" * 13, "🎉" * 19, "e\u0301" * 30, "x" * 74, "x" * 75, "é" * 37,
    "👨‍👩‍👧", " ",
]  # fmt: skip
text = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120),
)
EXAMPLES = settings(max_examples=40)


def properties(written: str) -> list[tuple[str, str]]:
    """The properties of a file, read as RFC 6350 and RFC 5545 say; each line is looked at."""
    data = written.encode()
    assert data.endswith(b"\r\n")
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert line.decode().strip("\ufeff") != ""  # no character is cut in two
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
    whole = data.replace(b"\r\n ", b"").decode()
    # What else one may take for a line's end goes on in the next line then.
    lazily = re.sub("\n+ ", "", "\n".join(written.splitlines())).split("\n")
    assert len([line for line in lazily if line]) == whole.count("\r\n")
    return [
        (name, value)
        for line in whole.split("\r\n")[:-1]
        for name, _, value in [line.partition(":")]
    ]


def said(value: str) -> str:
    """The text that a value means."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


def comes_back(value: str, *texts: str) -> None:
    """Check that a value says texts, one after the other, but for ASCII control characters."""
    lines = "".join(part.replace("\r\n", "\n").replace("\r", "\n") for part in texts)
    controls = "[\x00-\x08\x0b-\x1f\x7f]"
    if all(re.sub(controls, "", part) for part in texts):  # else they are shown
        assert said(value) == re.sub(controls, "", lines)


def table(noun: str, cells: dict[str, object]) -> Table:
    """A table of one row."""
    return Table([Column(name) for name in cells], [list(cells.values())], noun=noun)


def only_once(found: Iterable[tuple[str, str]], name: str) -> str:
    """The value of the only property of a name."""
    (value,) = (value for other, value in found if other == name)
    return value


@EXAMPLES
@given(name=text, note=text, tag=text)
@example("\ufeff", "a\\", "\r\n")
def test_a_card_is_one_card(name: str, note: str, tag: str) -> None:
    cells = {
        "uid": "1", "name": name, "given_name": note, "family_name": name, "company": note,
        "job_title": note, "email": [tag], "phone": [note], "handle": [f"{tag}:{name}"],
        "address": name, "city": tag, "region": None, "postcode": None, "country": None,
        "birthday": None, "tag": [tag, name],
    }  # fmt: skip
    found = properties(shown(table("contact", cells), "vcard"))
    names = [name for name, _ in found]
    assert (names[0], names[-1]) == ("BEGIN", "END")
    plain = [name for name in names if name != "IMPP"]
    assert plain == ["BEGIN", "VERSION", "UID", "FN", "N", "ORG", "TITLE", "EMAIL;TYPE=INTERNET",
                     "TEL", "ADR", "CATEGORIES", "END"]  # fmt: skip
    comes_back(only_once(found, "FN"), name)
    comes_back(only_once(found, "TITLE"), note)
    comes_back(only_once(found, "EMAIL;TYPE=INTERNET"), tag)
    comes_back(only_once(found, "CATEGORIES"), tag, ",", name)


DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat)
SERVICES = ["xmpp", "irc", "sip", "wechat", "skype", "微信", "a b"]


@EXAMPLES
@given(
    name=text,
    note=text,
    day=st.one_of(DAYS, DAYS.map(lambda day: f"-{day[4:]}")),
    service=st.sampled_from(SERVICES),
    format=st.sampled_from(["vcard", "vcard4"]),
)
def test_a_card_is_read_back_as_it_was(
    name: str, note: str, day: str, service: str, format: str
) -> None:
    name, note = (" ".join(found.split()) or "x" for found in (name, note))
    plain = not re.search("[\x00-\x1f\x7f]", name + note)
    handle = f"{service}:b{name}"
    cells = {"uid": "1", "name": name, "job_title": note, "birthday": day, "handle": [handle]}
    written = shown(table("contact", cells), format)
    with TemporaryDirectory() as folder:
        row = only(Path(folder), written)
    assert row["birthday"] == day
    if plain:
        assert (row["name"], row["job_title"]) == (name, note)
        assert split_list(row["handles"]) == [handle]
    assert row.keys() <= {"name", "family_name", "job_title", "uid", "birthday", "handles"}


@EXAMPLES
@given(title=text, who=text, body=text)
def test_a_calendar_has_one_entry(title: str, who: str, body: str) -> None:
    task = {"uid": "1", "title": title, "due": "2026-11-27", "contact": who, "company": body}
    found = properties(shown(table("task", task), "ics"))
    assert [name for name, _ in found] == [
        "BEGIN", "VERSION", "PRODID", "BEGIN", "UID", "DTSTAMP", "SUMMARY", "DUE;VALUE=DATE",
        "STATUS", "DESCRIPTION", "END", "END",
    ]  # fmt: skip
    comes_back(only_once(found, "SUMMARY"), title)
    comes_back(only_once(found, "DESCRIPTION"), "contact: ", who, "\ncompany: ", body)
    meeting = {"uid": "1", "occurred_at": "2026-11-20T10:00:00.000Z", "kind": "meeting",
               "subject": title, "body": body, "contact": [who, title]}  # fmt: skip
    found = properties(shown(table("interaction", meeting), "ics"))
    assert [name for name, _ in found] == [
        "BEGIN", "VERSION", "PRODID", "BEGIN", "UID", "DTSTAMP", "DTSTART", "SUMMARY",
        "DESCRIPTION", "END", "END",
    ]  # fmt: skip
    comes_back(only_once(found, "SUMMARY"), title)
    comes_back(only_once(found, "DESCRIPTION"), body, "\ncontact: ", who, ", ", title)


@EXAMPLES
@given(title=text, sender=text, local=st.integers(1, 60))
@example("x", "Bcc: evil@x.example" + "x" * 74, 1)
@example("\\é" * 30 + "\t", "0", 1)
def test_a_message_goes_where_it_is_sent(title: str, sender: str, local: int) -> None:
    address = f"{'c' * local}@x.example"
    try:
        envelope = Envelope(read_mailbox(f"{sender} <{address}>"), ("amy@example.com",))
    except BadValue:
        envelope = Envelope(("", address), ("amy@example.com",))
    made = message(report(title), style(envelope=envelope)).as_string()
    assert made.isascii()
    found = parsed(made)
    assert sorted(found.keys()) == ["Auto-Submitted", "Content-Type", "Date", "From",
                                    "MIME-Version", "Message-ID", "Subject", "To"]  # fmt: skip
    assert found["To"] == "amy@example.com"
    assert [address.addr_spec for address in found["From"].addresses] == [address]
    head = made.split("\n\n", maxsplit=1)[0].split("\n")
    assert all(re.match(r"[A-Z][A-Za-z-]+:( |$)|[ \t]+\S", line) for line in head)
    plain, page = parts(made)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]", plain + page)
    if title.isprintable() and title.isascii() and "=?" not in title and title.strip():
        assert found["Subject"].split() == title.split()
        assert title.split(maxsplit=1)[0][:60] in plain
