"""Folding, checking and showing text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values.text import brief, check_text, expanded, fold, spellings, visible


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Jane SMITH", "jane smith"),
        ("José", "jose"),
        ("Jose\u0301", "jose"),
        ("Müller", "muller"),
        ("Straße", "strasse"),
        ("GROẞ", "gross"),
        ("Łódź", "lodz"),
        ("Ørsted", "orsted"),
        ("Æsir", "aesir"),
        ("İstanbul", "istanbul"),
        ("Ελλάς", "ελλασ"),
        ("張偉", "張偉"),
        ("张伟", "张伟"),
        ("ＡＣＭＥ　１２", "acme 12"),
        ("ｶﾀｶﾅ", "カタカナ"),
        ("ｶﾞ", "ガ"),
        ("がか", "がか"),
        ("김민수", "김민수"),
        ("ﬁrm", "firm"),
        ("Đỗ", "do"),
        ("zero\u200bwidth", "zerowidth"),
        ("Ольга", "ольга"),
        ("Андрей", "андреи"),
        ("O'Brien", "o'brien"),
        ("a\u00a0b", "a b"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_fold_is_fast_on_ascii() -> None:
    start = time.process_time()
    for _ in range(100_000):
        fold("Jane Smith of Acme")
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("text", ["", "plain", "张伟", "\x1b[31m", "a\nb", "🦊"])
def test_check_text_gives_the_same_text(text: str) -> None:
    assert check_text(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\0b", "the text a\0b has a NUL character, which cannot be stored"),
        ("caf\udce9", "the text caf\udce9 is not valid UTF-8"),
    ],
)
def test_check_text_refuses(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        check_text(text)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("张伟 é", "张伟 é"),
        ("\x1b[31mred", "^[[31mred"),
        ("\0", "^@"),
        ("\x7f", "^?"),
        ("\x85", "<U+0085>"),
        ("\x9b31m", "<U+009B>31m"),
        ("a\u202eb", "a<U+202E>b"),
        ("a\u2066b\u2069", "a<U+2066>b<U+2069>"),
        ("a\u200eb\u200f\u061c", "a<U+200E>b<U+200F><U+061C>"),
        ("a\tb", "a b"),
        ("a\nb", "a⏎b"),
        ("a\r\nb", "a⏎b"),
        ("a\rb", "a^Mb"),
        ("a\u2028b", "a⏎b"),
        ("\udce9", "<U+DCE9>"),
        ("a\u3000b", "a\u3000b"),
        ("[red]x[/]", "[red]x[/]"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_keeps_newlines_when_asked() -> None:
    assert visible("a\r\nb\n\x1bc\td", newline=True) == "a\nb\n^[c d"


@given(st.text())
def test_visible_text_is_harmless(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in shown)


def test_brief() -> None:
    assert brief("short") == "short"
    assert brief("x" * 61) == "x" * 59 + "…"


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("Jane", ["jane"]),
        ("Juergen", ["juergen", "jurgen"]),
        ("Jürgen", ["jurgen", "juergen"]),
        ("Ju\u0308rgen", ["jurgen", "juergen"]),
        ("baeuerle", ["baeuerle", "bauerle", "baeurle", "baurle"]),
        ("Weiß", ["weiss"]),
        ("Ærø", ["aero", "aro"]),
        ("王芳", ["王芳"]),
    ],
)
def test_spellings(word: str, ways: list[str]) -> None:
    assert spellings(word) == ways


def test_two_spellings_are_expanded_to_one() -> None:
    assert {expanded(name) for name in ("Müller", "Mueller", "MÜLLER")} == {"mueller"}
