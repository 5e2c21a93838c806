"""Data is never a command: whatever text it is, on a terminal, in a page, in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pexpect
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.values.numbers import read_number
from tests.conftest import Crm, Result

RAW = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What reaches no terminal, but for the line ends of the program's own."""

PIECES = [
    "\x1b[31m", "\x1b]0;owned\x07", "\x9b32m", "\x7f", "\x08", "\r", "\n", "\t", "\x85", "\u2028",
    "\u202e", "\u2066", "\u200f", "[red]", "[/]", "[link=x]", ":smile:", "<script>document.title='o"
    "wned'</script>", "<img src=x onerror=\"document.title='owned'\">", "</td></table>", "&lt;",
    "javascript:alert(1)", "{secret}", "{0}", "%s", "=1+1", "+1+cmd|' /C calc'!A0", "-2",
    "@SUM(A1)",
    "=HYPERLINK(\"http://x\")", "'=1", "\"", "'", ";", "--", "|", "`", "\\", "🎉", "e\u0301",
    "张伟",
    "\u0600", "\ufeff", "\u00ad", "x" * 300,
]  # fmt: skip
text = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
).filter(lambda found: found.strip() != "")
FEW = settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HARDEST = "".join(PIECES[:24])

SHOWN: tuple[tuple[str, ...], ...] = (
    ("contact", "list"), ("contact", "show", "C1"), ("company", "list"), ("deal", "list"),
    ("deal", "show", "D1"), ("interaction", "list"), ("show", "I1"), ("task", "list"),
    ("ticket", "list"), ("show", "T1"), ("survey", "list"), ("tag", "list"), ("user", "list"),
    ("field", "list"), ("filter", "list"), ("history",), ("history", "C1"), ("find", "x"),
    ("today",),
    ("contact", "dossier", "C1"), ("report", "wins"), ("report", "weekly"), ("report", "quality"),
)  # fmt: skip


def fill(crm: Crm, given: list[str]) -> list[Result]:
    """A record of every noun, each text field of which is hostile; what the commands said."""
    a, b, c = given
    short = re.sub(r"\s+", " ", c)[:30].strip() or "x"
    said = [
        crm("field", "add", "contact", f"F {short}"),
        crm("contact", "add", "--job-title", b, "--city", c, "--interests", a, "--tag", b,
            "--source", c, "--address", a, "--", a),
        crm("company", "add", "--industry", b, "--city", c, "--", f"Co {a}"),
        crm("deal", "add", "--amount", "5", "--source", b, "--contact", "C1", "--", c),
        crm("deal", "lose", "D1", "--reason", a),
        crm("interaction", "add", "note", "--body", b, "--contact", "C1", "--", a),
        crm("task", "add", "--contact", "C1", "--due", "fri", "--", b),
        crm("ticket", "open", "--contact", "C1", "--", c),
        crm("survey", "add", "csat", "1", "--contact", "C1", "--comment", a),
        crm("user", "add", "bo", "--name", b),
        crm("contact", "show", "--", c),
        crm("contact", "list", "--where", f"name~{a}"),
        crm("contact", "list", "--sort", b),
        crm("contact", "list", "--columns", c),
    ]  # fmt: skip
    for result in said:
        assert result.code in (0, 2, 3, 5), result.err
        assert "a bug in crm" not in result.err
        assert not RAW.search(result.out + result.err), result
    return said


@given(given_texts=st.lists(text, min_size=3, max_size=3))
@FEW
def test_nothing_raw_is_shown(crm_sqlite: Crm, given_texts: list[str]) -> None:
    _reset(crm_sqlite)
    fill(crm_sqlite, given_texts)
    for words in SHOWN:  # other formats, and all other commands: test_hostile_tree
        result = crm_sqlite(*words)
        assert result.code in (0, 3), result.err
        assert not RAW.search(result.out + result.err), words


def _reset(crm: Crm) -> None:
    """The book without any record, for the next example."""
    crm.database.close()
    template = crm.folder.parent / "empty.db"
    if template.exists():
        shutil.copyfile(template, crm.database.path)
    else:
        shutil.copyfile(crm.database.path, template)


def test_the_hardest_is_shown_alike_on_both_engines(crm: Crm) -> None:
    fill(crm, [HARDEST, HARDEST[::-1], f"z {HARDEST}"])
    for words in SHOWN:
        result = crm.ok(*words)
        assert not RAW.search(result.out + result.err), words
        json.loads(crm.ok(*words, "--json").out)


@given(name=text, note=text)
@FEW
def test_json_and_csv_give_back_what_was_typed(crm_sqlite: Crm, name: str, note: str) -> None:
    crm = crm_sqlite
    _reset(crm)
    crm.ok("task", "add", "--due", "fri", "--", name)
    crm.ok("interaction", "add", "note", "--body", note, "--", "subject")
    (kept,) = crm.ok("task", "list", "--json").json
    (task,) = crm.database.rows("SELECT title FROM task")
    assert kept["title"] == task["title"]
    (shown,) = crm.ok("interaction", "list", "--columns", "body", "--json").json
    assert shown["body"] is None or shown["body"].split() == note.split()
    for format in ("csv", "xlsx"):
        path = crm.folder / f"tasks.{format}"
        path.unlink(missing_ok=True)
        crm.ok("export", "tasks", "--format", format, "--output", path)
        inert(path)
        crm.ok("task", "delete", "K1", environment={"CRM_NOW": "2026-11-20T10:00:01Z"})
        crm.ok("undo", _last(crm))
        again = crm("import", path, "--as", "tasks", "--dry-run", "--json")
        assert again.code in (0, 2, 4), again.err


def _last(crm: Crm) -> str:
    return str(crm.database.rows("SELECT max(id) AS id FROM changeset")[0]["id"])


def inert(path: Path) -> None:
    """No cell of a file is a formula."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for name in book.namelist():
                content = book.read(name).decode("utf-8", "replace")
                assert "<f>" not in content, name
                assert "<hyperlink " not in content, name
        return
    for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
        for cell in row:
            if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                read_number(cell)  # a number may begin so


class Tags(HTMLParser):
    """The tags of a page, and its attributes that run or load something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.active: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.active |= {
            name for name, _ in attrs if name.startswith("on") or name in ("src", "href")
        }


OURS_IN_PAGES = {
    "body", "div", "h1", "h2", "h3", "head", "html", "main", "meta", "p", "rect", "section",
    "small", "style", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr",
}  # fmt: skip
PAGES = (("contact", "list"), ("contact", "show", "C1"), ("deal", "list"), ("report", "wins"),
         ("report", "weekly"), ("history",))  # fmt: skip


@given(given_texts=st.lists(text, min_size=3, max_size=3))
@FEW
def test_no_tag_of_the_data_is_one_of_the_page(crm_sqlite: Crm, given_texts: list[str]) -> None:
    _reset(crm_sqlite)
    fill(crm_sqlite, given_texts)
    for words in PAGES:
        page = Tags(crm_sqlite(*words, "--format", "html").out)
        assert page.tags <= OURS_IN_PAGES
        assert not page.active


CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here")
@pytest.mark.parametrize("words", [("contact", "show", "C1")], ids=" ".join)
def test_no_script_runs_in_a_browser(crm_sqlite: Crm, words: tuple[str, ...]) -> None:
    fill(crm_sqlite, [HARDEST, HARDEST[::-1], f"z {HARDEST}"])
    page = crm_sqlite.folder / "page.html"
    crm_sqlite.ok(*words, "--format", "html", "--output", page)
    assert _title(page, crm_sqlite.folder) != "owned"
    # The same browser runs a script that is one: so it would have shown.
    page.write_text(f"<title>a page</title>{PIECES[17]}", "utf-8")
    assert _title(page, crm_sqlite.folder) == "owned"


def _title(page: Path, folder: Path) -> str:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/chrome"]
    done = subprocess.run(
        [CHROMIUM, *flags, "--virtual-time-budget=2000", "--dump-dom", page.as_uri()],
        env={"HOME": str(folder), "PATH": os.environ["PATH"]},
        capture_output=True,
        timeout=120,
        check=True,
    )
    found = re.search("<title>(.*?)</title>", done.stdout.decode(), re.DOTALL)
    return found[1] if found else ""


# On a terminal ------------------------------------------------------------------------------

OURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>78]|\r\n|\r|\x08| ")
"""What the program itself sends to a terminal: colours, the cursor, line ends."""


@pytest.fixture
def hostile(crm_sqlite: Crm) -> Iterator[Crm]:
    """A book of one of each noun, all hostile, and two people who are called alike."""
    fill(crm_sqlite, [HARDEST, HARDEST[::-1], f"z {HARDEST}"])
    for _ in range(2):
        crm_sqlite.ok("contact", "add", f"Same {HARDEST}")
    yield crm_sqlite


def on_terminal(crm: Crm, *words: str, keys: str = "") -> str:
    """All that `crm` sends to a terminal."""
    process = pexpect.spawn(
        sys.executable,
        ["-m", "crm_cli", *words],
        env={"TERM": "xterm-256color", "LANG": "C.UTF-8", **crm.environment},
        cwd=str(crm.folder),
        dimensions=(40, 120),
        timeout=60,
    )
    if keys:
        process.expect("Same")
        process.send(keys)
    process.expect(pexpect.EOF)
    return bytes(process.before or b"").decode()


@pytest.mark.parametrize("format", ["table", "json", "csv"])
def test_nothing_raw_reaches_a_terminal(hostile: Crm, format: str) -> None:
    sent = on_terminal(hostile, "contact", "list", "--format", format)
    assert "owned" in sent
    assert not RAW.search(OURS.sub("", sent))
    assert "\x1b[31m" not in sent.split("owned", 1)[1][:20]


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "show", "C1"),
        ("contact", "show", HARDEST),
        ("history",),
        ("contact", "list", "--where", f"{HARDEST}=1"),
        ("import", HARDEST),
        ("--db", f"/nowhere/{HARDEST}", "contact", "add", "x"),
        (HARDEST,),
        ("--debug", "import", HARDEST),
    ],
)
def test_nothing_raw_reaches_a_terminal_in_whole_records_and_errors(
    hostile: Crm, words: tuple[str, ...]
) -> None:
    sent = on_terminal(hostile, *words)
    assert len(sent) > 10
    assert "\x1b]" not in sent
    assert not RAW.search(OURS.sub("", sent))


def test_nothing_raw_reaches_a_terminal_in_a_question(hostile: Crm) -> None:
    sent = on_terminal(hostile, "contact", "show", "Same", keys="\x03")
    assert "\x1b]" not in sent
    assert not RAW.search(OURS.sub("", sent))


# Fuzzing what is typed ----------------------------------------------------------------------

typed = st.one_of(text, st.text(min_size=1, max_size=20))
COLUMNS = ["name", "city", "amount", "tags", "id", "created_at", "last_interaction", "F"]
columns = st.one_of(st.sampled_from(COLUMNS), typed)


@given(
    where=st.builds("{}{}{}".format, columns, st.sampled_from(["=", "~", "<", ">=", "!="]), typed),
    sort=st.one_of(columns, columns.map("-{}".format)),
    shown=st.lists(columns, min_size=1, max_size=3).map(",".join),
    words=typed,
    field=typed,
)
@settings(FEW, max_examples=12)
def test_what_is_typed_gives_the_same_on_both_engines(
    crm_both: tuple[Crm, Crm], where: str, sort: str, shown: str, words: str, field: str
) -> None:
    given: tuple[tuple[str, ...], ...] = (
        ("contact", "list", "--json", f"--where={where}"),
        ("contact", "list", "--json", f"--sort={sort}"),
        ("deal", "list", "--json", f"--sort={sort}", f"--where={where}"),
        ("contact", "list", "--json", f"--columns={shown}"),
        ("find", "--json", "--", words),
        ("field", "add", "contact", "--dry-run", "--", field),
        ("contact", "show", "--json", "--", words),
    )
    for command in given:
        one, other = (crm(*command) for crm in crm_both)
        assert (one.code, _told(one)) == (other.code, _told(other)), command
        assert one.code in (0, 2, 3, 5), one.err
        assert "a bug in crm" not in one.err
        assert not RAW.search(one.err)


def _told(result: Result) -> str:
    """What was said, without what is each database's own."""
    return re.sub(r'"uid": "[^"]*"', "", result.out) + result.err


@pytest.fixture(scope="module")
def crm_both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Crm, Crm]]:
    """The same small book on both engines."""
    from tests.conftest import make_crm

    folder = tmp_path_factory.mktemp("both")
    with request.getfixturevalue("postgres").fresh() as url:
        (folder / "one").mkdir()
        (folder / "other").mkdir()
        path = folder / "one" / "crm.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        both = make_crm(str(path), folder / "one"), make_crm(url, folder / "other")
        for crm in both:
            crm.ok("field", "add", "contact", "F")
            for name in ("Jane Smith", "张伟", "O'Brien", "=1+1 [red]", "ßÄö", "a%b_c"):
                crm.ok("contact", "add", name, "--city", "Berlin", "--field", f"F={name}")
            crm.ok("deal", "add", "100% \\ 'deal'", "--amount", "5")
        yield both
        for crm in both:
            crm.database.close()
