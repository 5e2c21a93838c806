"""Markdown and HTML: data stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from crm_cli.render.markdown import escape, paragraph
from crm_cli.tables import Column, Table
from tests.render.hard import COLUMNS, HARD, RECORD, REPORT, ROWS, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", r"a\|b"),
        ("`x` *y* _z_ ~s~", r"\`x\` \*y\* \_z\_ \~s\~"),
        ("[a](b)", r"\[a\](b)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("a\\|b", r"a\\\|b"),
        ("a\nb", "a<br>b"),
        ("$x$", r"\$x\$"),
        ("=1+1 -5", "=1+1 -5"),
    ],
)
def test_markdown_escapes(text: str, expected: str) -> None:
    assert escape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- x", r"\- x"),
        ("+ x", r"\+ x"),
        ("# x", r"\# x"),
        ("1. x", r"1\. x"),
        ("12) x", r"12\) x"),
        ("> x", "&gt; x"),
        ("---", r"\---"),
        ("1.5 x", r"1\.5 x"),
        ("2026-11-22", "2026-11-22"),
        ("x", "x"),
    ],
)
def test_markdown_paragraphs(text: str, expected: str) -> None:
    assert paragraph(text) == expected


def test_every_markdown_row_has_as_many_cells() -> None:
    for result in (HARD, REPORT, RECORD):
        for line in shown(result, "md").splitlines():
            if line.startswith("|"):
                bars = re.sub(r"\\.", "", line).count("|")
                assert bars in (14, 7, 3, 4)


class Page(HTMLParser):
    """The tags, the attributes and the texts of table cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.cells: list[str] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update((name, value or "") for name, value in attrs)
        if tag == "td":
            self.inside = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def test_html_has_no_tag_of_the_data() -> None:
    page = Page(shown(HARD, "html"))
    assert page.tags == {
        "html", "head", "meta", "title", "style", "body", "main", "div", "table", "thead", "tbody",
        "tr", "th", "td", "p", "small", "svg", "rect",
    }  # fmt: skip
    names = {name for name, _ in page.attributes}
    assert not names & {"href", "src", "onclick", "action"}
    columns = len([column for column in COLUMNS if column.shown])
    assert page.cells[1 :: columns] == [
        "[red]x[/]", "张伟", "'; drop table contact; --", "@x", "abc<U+202E>dcba", "🎉 party 🎊",
        "", "", "'=x", "O'Brien",
    ]  # fmt: skip
    assert page.cells[7 * columns + 2] == ROWS[7][2]


def test_html_stands_alone() -> None:
    text = shown(REPORT, "html")
    assert "default-src 'none'" in text
    assert '<meta charset="utf-8">' in text
    assert "prefers-color-scheme: dark" in text
    assert 'name="viewport"' in text
    assert "http:" not in text
    assert "https:" not in text
    assert "<h1>Pipeline of &lt;amy&gt;</h1>" in text
    assert "<title>Pipeline of &lt;amy&gt;</title>" in text
    assert "<tfoot>" in text


def test_empty_lists_say_so() -> None:
    empty = Table([Column("ref")], [], noun="company")
    assert shown(empty, "md") == "no companies\n"
    assert "<p>no companies</p>" in shown(empty, "html")


def test_no_word_of_a_page_is_broken_but_the_very_long() -> None:
    found = shown(
        Table([Column("name")], [["Champions League"], ["x" * 41], ["+49 30 1234567"]]), "html"
    )
    assert '<td class="text" dir="auto">Champions League' in found
    assert '<td class="long" dir="auto">xxx' in found
    assert '<td class="day" dir="auto">+49 30 1234567' in found
    assert "td.long { min-width: 4rem; overflow-wrap: anywhere }" in found
