"""What is asked in a terminal, as a person sees it. Today is Fri 2026-11-20."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm
from tests.terminal import BACKSPACE, CTRL_C, CTRL_D, DOWN, ENTER, ESCAPE, TAB, Terminal


@pytest.fixture
def crm(crm_sqlite: Crm) -> Crm:
    """Two Janes, one of them at Acme."""
    crm_sqlite.ok("contact", "add", "Jane Smith", "--company", "Acme", "--create",
                  "--email", "jane@acme.de")  # fmt: skip
    crm_sqlite.ok("contact", "add", "Jane Doe")
    return crm_sqlite


def run(crm: Crm, *words: str, **variables: str) -> Terminal:
    return Terminal(*words, environment=crm.environment | variables, folder=crm.folder)


def count(crm: Crm, *tables: str) -> list[int]:
    found = [crm.database.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables]
    crm.database.close()
    return found


EVERYTHING = ("changeset", "contact", "company", "deal", "task", "interaction")


# crm log ---------------------------------------------------------------------------------


def test_log_asks_for_everything(crm: Crm) -> None:
    terminal = run(crm, "log")
    terminal.see("What was it?")
    terminal.type(DOWN + DOWN + ENTER)
    terminal.see("With whom?")
    terminal.type("smi")
    assert "contact C1 (Acme)" in terminal.see("Jane Smith")
    terminal.type(TAB)
    terminal.see("With whom? Jane Smith")
    terminal.type(ENTER)
    terminal.answer("What about?", "wants a quote")
    terminal.answer("Next step?", "send quote")
    terminal.answer("Due?", "mon 15:00")
    terminal.see("next: K1 send quote, due Mon 2026-11-23 15:00")
    assert terminal.end() == 0
    made: Any = crm.ok("interaction", "list", "--json").json[0]
    assert (made["kind"], made["contacts"], made["subject"]) == (
        "meeting", ["Jane Smith"], "wants a quote"
    )  # fmt: skip


def test_what_is_given_is_not_asked(crm: Crm) -> None:
    terminal = run(crm, "log", "call", "--next", "send quote", "--due", "mon")
    terminal.answer("With whom?", "jane doe")
    terminal.answer("What about?", "")
    terminal.see("logged call I1 with Jane Doe")
    assert "What was it?" not in terminal.text
    assert "Next step?" not in terminal.text
    assert terminal.end() == 0


def test_an_answer_that_cannot_be_read_is_asked_again(crm: Crm) -> None:
    terminal = run(crm, "log", "call")
    terminal.answer("With whom?", "jane")
    terminal.see("fits several: C1 Jane Smith, C2 Jane Doe")
    terminal.type(" smith" + ENTER)
    terminal.answer("What about?", "")
    terminal.answer("Next step?", "send quote")
    terminal.answer("Due?", "3/4")
    terminal.see("it could be 3 April or 4 March")
    terminal.type(BACKSPACE * 3 + "mon" + ENTER)
    terminal.see("due Mon 2026-11-23")
    assert terminal.end() == 0


def test_a_person_who_is_not_there_is_made_if_wished(crm: Crm) -> None:
    terminal = run(crm, "log", "call")
    terminal.answer("With whom?", "Li Na")
    terminal.see("There is nobody called Li Na. Make a contact?")
    terminal.type("n")
    terminal.see("With whom? Li Na")
    terminal.type(ENTER)
    terminal.see("Make a contact?")
    terminal.type("y")
    terminal.answer("What about?", "hello")
    terminal.answer("Next step?", "")
    terminal.see("logged call I1 with Li Na")
    assert terminal.end() == 0
    assert count(crm, "contact") == [3]


def test_one_of_several_is_picked(crm: Crm) -> None:
    terminal = run(crm, "log", "call", "jane", "hello")
    text = terminal.see("C2 Jane Doe")
    assert "Which jane?" in text
    assert "C1 Jane Smith (Acme)" in text
    terminal.type(DOWN + ENTER)
    terminal.see("logged call I1 with Jane Doe")
    assert terminal.end() == 0


def test_chinese_names_are_chosen_by_their_sound(crm: Crm) -> None:
    for name in ("张伟", "曾静", "单雪", "仇英", "解晓东"):
        crm.ok("contact", "add", name)
    terminal = run(crm, "log", "call")
    for typed, name in (("zw", "张伟"), ("zengj", "曾静"), ("sx", "单雪"), ("xiex", "解晓东")):
        terminal.see("With whom?")
        terminal.type(typed)
        # The second half of a wide character is an empty cell.
        terminal.see(name if name in terminal.text else name[0])
        terminal.type(BACKSPACE * len(typed))
    terminal.type("qy" + TAB)
    terminal.type(ENTER)
    terminal.answer("What about?", "hello")
    terminal.answer("Next step?", "")
    terminal.see("logged call I1 with")
    assert terminal.end() == 0
    assert crm.ok("interaction", "show", "I1", "--json").json["contacts"] == ["仇英"]


def test_a_slip_of_the_fingers_finds_a_name(crm: Crm) -> None:
    terminal = run(crm, "log", "call")
    terminal.see("With whom?")
    terminal.type("jnae smith")
    terminal.see("contact C1 (Acme)")
    terminal.type(TAB)
    terminal.see("With whom? Jane Smith")
    terminal.type(ESCAPE)
    assert terminal.end() == 130


def test_it_begins_with_what_was_said_the_last_time(crm: Crm) -> None:
    """The kind; owner, pipeline and currency of a deal, where there are several to choose of."""
    crm.ok("user", "add", "bob", "--name", "Bob")
    crm.ok("pipeline", "add", "Partners")
    crm.ok("deal", "add", "First", "--pipeline", "Partners", "--amount", "5k USD", "--owner", "bob")
    crm.ok("log", "visit", "C2", "hello")
    terminal = run(crm, "log")
    terminal.see("What was it?")
    terminal.type(ENTER)
    terminal.answer("With whom?", "jane doe")
    terminal.answer("What about?", "")
    terminal.answer("Next step?", "")
    terminal.see("logged visit I2 with Jane Doe")
    assert terminal.end() == 0
    terminal = run(crm, "deal", "add")
    terminal.answer("Title", "Second")
    terminal.answer("Company", "")
    terminal.answer("Contact", "")
    terminal.answer("Amount (in USD, as the last time)", "7k")
    terminal.see("Pipeline")
    terminal.type(ENTER)
    terminal.see("Stage")
    terminal.type(ENTER)
    terminal.answer("Expected close", "")
    terminal.see("Owner bob")
    terminal.type(ENTER)
    terminal.see("added deal D2 Second")
    assert terminal.end() == 0
    made: Any = crm.ok("deal", "show", "D2", "--json").json
    assert (made["amount"], made["currency"]) == ("7000.00", "USD")
    assert (made["pipeline"], made["owner"]) == ("Partners", "bob")


# In an editor ----------------------------------------------------------------------------


def editor(crm: Crm, script: str) -> str:
    """An editor that is a shell script; $1 is the file."""
    path = crm.folder / "editor.sh"
    path.write_text("#!/bin/sh\n" + script, encoding="utf-8")
    path.chmod(0o700)
    return str(path)


def test_a_long_text_is_written_in_an_editor(crm: Crm) -> None:
    script = editor(
        crm, 'grep -q "crm log call C2" "$1" && sed -i "1s/.*/A quote\\nfor 30 seats/" "$1"\n'
    )
    terminal = run(crm, "log", "call", "C2", "--edit", EDITOR=script)
    terminal.see("logged call I1 with Jane Doe")
    assert terminal.end() == 0
    made: Any = crm.ok("interaction", "show", "I1", "--json").json
    assert (made["subject"], made["body"]) == ("A quote", "for 30 seats")


def test_a_sentence_has_its_text_at_length(crm: Crm) -> None:
    script = editor(crm, 'echo "30 seats" > "$1"\n')
    terminal = run(crm, "log", "called C2 5m about a quote, wants SSO", "--edit", EDITOR=script)
    terminal.see("logged call I1")
    assert terminal.end() == 0
    made: Any = crm.ok("interaction", "show", "I1", "--json").json
    assert (made["subject"], made["body"]) == ("a quote", "wants SSO\n\n30 seats")


def test_the_editor_of_a_question(crm: Crm) -> None:
    script = editor(crm, 'printf "Quote\\nfor 30 seats" > "$1"\n')
    terminal = run(crm, "log", "call", EDITOR=script)
    terminal.answer("With whom?", "C2")
    terminal.see("What about?")
    terminal.type("\x18\x05")
    terminal.see("30 seats")
    terminal.type(ENTER)
    terminal.answer("Next step?", "")
    terminal.see("logged call")
    assert terminal.end() == 0


@pytest.mark.parametrize(
    ("script", "code", "says"),
    [
        ("true\n", 4, "the text is empty: nothing was written"),
        ('echo "" > "$1"\n', 4, "the text is empty: nothing was written"),
        ("exit 3\n", 1, "ended with exit code 3; nothing was written"),
    ],
)
def test_an_editor_that_writes_nothing(crm: Crm, script: str, code: int, says: str) -> None:
    before = count(crm, *EVERYTHING)
    terminal = run(crm, "log", "call", "C2", "--edit", EDITOR=editor(crm, script))
    terminal.see(says)
    assert terminal.end() == code
    assert count(crm, *EVERYTHING) == before


def test_no_editor_without_a_terminal(crm: Crm) -> None:
    result = crm("log", "call", "C2", "--edit")
    assert result.code == 2
    assert "no terminal for an editor" in result.err


# Leaving ---------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [ESCAPE, CTRL_C, CTRL_D])
def test_leaving_leaves_no_trace(crm: Crm, key: str) -> None:
    before = count(crm, *EVERYTHING)
    terminal = run(crm, "log", "call")
    terminal.answer("With whom?", "jane doe")
    terminal.see("What about?")
    terminal.type(key)
    terminal.see("interrupted: nothing was changed")
    assert terminal.end() == 130
    assert count(crm, *EVERYTHING) == before


@pytest.mark.parametrize("key", [ESCAPE, CTRL_C])
def test_leaving_a_choice(crm: Crm, key: str) -> None:
    terminal = run(crm, "log")
    terminal.see("note")
    terminal.type(key)
    terminal.see("interrupted: nothing was changed")
    assert terminal.end() == 130


def test_leaving_before_there_is_a_database_makes_none(crm: Crm) -> None:
    crm.environment["CRM_DATABASE_URL"] = str(crm.folder / "none.db")
    terminal = run(crm, "contact", "add")
    terminal.answer("Name", "Jane")
    terminal.see("Company")
    terminal.type(ESCAPE)
    assert terminal.end() == 130
    assert not (crm.folder / "none.db").exists()


# Adding ----------------------------------------------------------------------------------


def test_a_contact_with_a_new_company(crm: Crm) -> None:
    terminal = run(crm, "contact", "add")
    terminal.answer("Name", "")
    terminal.see("a contact needs a name")
    terminal.type("张伟" + ENTER)
    terminal.answer("Company", "Globex")
    terminal.see("There is no company Globex. Make it?")
    terminal.type("y")
    terminal.answer("Job title", "CTO")
    terminal.answer("E-mail", "jane@acme.de")
    terminal.see("jane@acme.de belongs to C1 Jane Smith")
    terminal.type(BACKSPACE * 12 + "zw@globex.cn" + ENTER)
    terminal.answer("Phone", "")
    terminal.see("customer")
    terminal.type(DOWN + DOWN + ENTER)
    terminal.see("added contact C3 ")
    assert terminal.end() == 0
    made: Any = crm.ok("contact", "show", "C3", "--json").json
    wanted = {
        "name": "张伟",
        "company": "Globex",
        "job_title": "CTO",
        "emails": ["zw@globex.cn"],
        "phones": [],
        "stage": "customer",
    }
    assert {name: made[name] for name in wanted} == wanted


def test_a_deal_with_its_stage_and_amount(crm: Crm) -> None:
    terminal = run(crm, "deal", "add", "--company", "acme")
    terminal.answer("Title", "Renewal")
    terminal.answer("Contact", "smith")
    terminal.answer("Amount", "1.234")
    terminal.see("1.234")
    terminal.type(BACKSPACE * 5 + "12k" + ENTER)
    terminal.see("negotiation")
    terminal.type(DOWN + DOWN + ENTER)
    terminal.answer("Expected close", "eom")
    terminal.see("added deal D1 Renewal")
    assert terminal.end() == 0
    made: Any = crm.ok("deal", "show", "D1", "--json").json
    wanted = {
        "company": "Acme",
        "contacts": ["Jane Smith"],
        "amount": "12000.00",
        "stage": "qualified",
        "expected_close": "2026-11-30",
    }
    assert {name: made[name] for name in wanted} == wanted


def test_a_task_and_a_company(crm: Crm) -> None:
    terminal = run(crm, "task", "add", "--due", "mon")
    terminal.answer("What is to do", "call back")
    terminal.answer("Contact", "C2")
    terminal.answer("Deal", "")
    terminal.see("added task K1 call back, due Mon 2026-11-23")
    assert terminal.end() == 0
    terminal = run(crm, "company", "add")
    terminal.answer("Name", "Initech")
    for question in ("Domain", "Industry", "City"):
        terminal.answer(question, "")
    terminal.see("added company O2 Initech")
    assert terminal.end() == 0


def test_a_flag_that_cannot_be_read_is_refused_before_anything_is_asked(crm: Crm) -> None:
    terminal = run(crm, "contact", "add", "--company", "Nowhere")
    terminal.see("error: no company called 'Nowhere'")
    assert terminal.end() == 3
    assert "Name" not in terminal.text


# Without a person ------------------------------------------------------------------------


@pytest.mark.parametrize("words", [["contact", "add"], ["deal", "add"], ["log"], ["log", "call"]])
def test_nothing_is_asked_with_no_input(crm: Crm, words: list[str]) -> None:
    terminal = run(crm, *words, "--no-input")
    terminal.see("error: ")
    assert terminal.end() == 2
    assert "hint: " in terminal.text


def test_no_colours_where_none_are_wanted(crm: Crm) -> None:
    terminal = run(crm, "company", "add", NO_COLOR="1")
    terminal.see("Name")
    cells = [cell for line in terminal.screen.buffer.values() for cell in line.values()]
    assert {cell.fg for cell in cells} == {"default"}
    terminal.type(ESCAPE)
    assert terminal.end() == 130
