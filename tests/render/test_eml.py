"""Messages: read back as a mail program reads them."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import SMTP, default
from io import StringIO

import pytest

from crm_cli.errors import UsageError
from crm_cli.render import render
from crm_cli.render.eml import message
from crm_cli.render.html import mail_page
from crm_cli.render.style import Envelope
from crm_cli.tables import Column, Report, Table
from tests.render.hard import HARD, RECORD, REPORT, shown, style
from tests.render.test_markup import Page

TITLES = [
    "plain",
    "Q3: 张伟 & Söhne <x@y.example>",
    "one\nBcc: evil@example.com",
    "one\r\nBcc: evil@example.com\r\n\r\nbody",
    "one\rBcc: evil@example.com",
    "one\u2028Bcc: evil@example.com\x0bTo: x\x85y",
    "=?utf-8?q?Bcc:_evil@example.com?=",
    "\x1b[31mred \u202eabc",
    "a title that goes on " * 30,
    "没有空格的标题" * 40,
    "",
]
NAMES = ["", "CRM", "张伟", 'Smith, "Jane" <x@y.example>', "a:b;c", "=?utf-8?q?x?=", "O'Brien \\"]


def report(title: str) -> Report:
    table = Table([Column("name")], [[title]], title=title, noun="row", note=title)
    return Report("x", title, ("2026-11-09", "2026-11-15"), "UTC", "EUR", {"a": table}, 1)


def parsed(text: str) -> EmailMessage:
    found = email.message_from_string(text, policy=default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def parts(text: str) -> tuple[str, str]:
    """The plain text and the HTML of a message."""
    found = parsed(text)
    assert found.get_content_type() == "multipart/alternative"
    plain, html = found.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert isinstance(plain, EmailMessage) and isinstance(html, EmailMessage)
    return str(plain.get_content()), str(html.get_content())


def test_headers() -> None:
    to = ("amy@example.com", "bo@xn--fsqu00a.xn--fiqs8s")
    envelope = Envelope(("The CRM", "crm@example.com"), to)
    found = parsed(shown(REPORT, "eml", envelope=envelope))
    assert found["Subject"] == "Pipeline of <amy>"
    assert found["From"] == "The CRM <crm@example.com>"
    assert found["To"] == "amy@example.com, bo@xn--fsqu00a.xn--fiqs8s"
    assert found["Date"].datetime.isoformat() == "2026-11-22T08:30:00+00:00"
    assert re.fullmatch(r"<[^<>@\s]+@example\.com>", found["Message-ID"])
    assert found["MIME-Version"] == "1.0"
    assert found["Auto-Submitted"] == "auto-generated"
    assert sorted(found.keys()) == sorted(
        ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version",
         "Content-Type"]
    )  # fmt: skip


def test_every_message_has_an_id_of_its_own() -> None:
    assert message(REPORT, style())["Message-ID"] != message(REPORT, style())["Message-ID"]


def test_both_parts_say_it_all() -> None:
    plain, html = parts(shown(REPORT, "eml"))
    for text in ("By stage", "lead", "120,000.00", "total", "119,999.01", "no deals"):
        assert text in plain
        assert text in html
    assert "Pipeline of <amy>" in plain
    assert "Pipeline of &lt;amy&gt;" in html


@pytest.mark.parametrize("result", [HARD, RECORD, REPORT])
def test_hard_values_come_through(result: Table) -> None:
    text = shown(result, "eml")
    assert text.isascii()
    assert all(len(line) <= 998 for line in text.splitlines())
    assert "\r" not in text  # sendmail wants the line ends of Unix
    plain, html = parts(text)
    assert "\x1b" not in plain + html
    assert "\u202e" not in plain + html
    assert html == mail_page(result, style())
    assert max(len(line) for line in plain.splitlines()) <= 78


def test_names_of_any_language_come_through() -> None:
    plain, html = parts(shown(HARD, "eml"))
    assert "张伟" in plain
    assert "张伟" in html
    assert "<script>alert" in plain
    assert "<script>alert" not in html


@pytest.mark.parametrize("title", TITLES)
def test_no_title_adds_a_header(title: str) -> None:
    found = parsed(shown(report(title), "eml"))
    assert found["To"] == "amy@example.com"
    assert found["Bcc"] is None
    assert len(found.keys()) == 8
    assert not re.search(r"[\r\n]", found["Subject"])


@pytest.mark.parametrize("name", NAMES)
def test_no_name_adds_an_address(name: str) -> None:
    envelope = Envelope((name, "crm@example.com"), ("amy@example.com",))
    made = message(REPORT, style(envelope=envelope))
    for text in (made.as_string(), made.as_bytes(policy=SMTP).decode("ascii")):
        found = parsed(text)
        assert [address.addr_spec for address in found["From"].addresses] == ["crm@example.com"]
        # What is written like an encoded word is read as one: it stays a name.
        assert found["From"].addresses[0].display_name == ("x" if name[:2] == "=?" else name)


@pytest.mark.parametrize(
    "address", ["a@b.example\nBcc: x@y.example", "a@b.example, x@y.example", "a@b.example\r\nX: y"]
)
def test_python_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        message(REPORT, style(envelope=Envelope(("", "crm@example.com"), (address,))))


def test_nobody_to_go_to() -> None:
    for envelope in (None, Envelope(("", "crm@example.com"), ())):
        stream = StringIO()
        with pytest.raises(UsageError) as caught:
            render(REPORT, format="eml", stream=stream, style=style(envelope=envelope))
        assert "--to" in caught.value.hint
        assert stream.getvalue() == ""


def test_the_html_stands_alone_and_knows_the_dark() -> None:
    page = mail_page(REPORT, style())
    for text in ("http:", "https:", "url(", "@import", "<script", "<img", "<link", "<svg", "var("):
        assert text not in page
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    assert "max-width: 480px" in page


def test_every_element_of_the_html_has_its_look() -> None:
    page = mail_page(REPORT, style())
    body = page[page.index("<main>") :]
    for tag in re.findall(r"<(?:h1|h2|p|table|th|td|tfoot)\b[^>]*>", body):
        assert 'style="' in tag


def test_no_look_is_put_into_the_data() -> None:
    title = '<td class="num">&lt;p>"'
    page = Page(mail_page(report(title), style()))
    assert title in page.cells


@pytest.mark.parametrize(
    ("fraction", "widths"),
    [(0.0, ["100%"]), (None, ["100%"]), (0.25, ["25%", "75%"]), (0.001, ["0.1%", "99.9%"]),
     (1.0, ["100%"])],
)  # fmt: skip
def test_bars_are_as_long_as_they_say(fraction: float | None, widths: list[str]) -> None:
    table = Table([Column("part", "bar")], [[fraction]], noun="row")
    page = mail_page(table, style())
    cells = re.findall(r'<td style="padding:0[^>]*width="([^"]+)"', page)
    assert cells == widths
    assert page.count('class="filled"') == (1 if fraction else 0)


def test_the_text_of_a_mail_cuts_and_leaves_out_nothing() -> None:
    """A long name goes on in the next line, and no column is missing."""
    columns = [Column(name) for name in ("deal", "company", "next step", "owner", "why", "where")]
    row = [f"{column.name} {'with many words ' * 3}end" for column in columns]
    table = Table(columns, [row], title="x", noun="row")
    made = Report("x", "x", ("2026-11-09", "2026-11-15"), "UTC", "EUR", {"a": table}, 1)
    plain, _ = parts(shown(made, "eml"))
    assert plain.count("end") == len(columns)
    assert "..." not in plain and "not shown" not in plain
    assert max(map(len, plain.splitlines())) <= 78
