"""What `crm log "a sentence"` asks in a terminal. Today is Fri 2026-11-20."""

from __future__ import annotations

import pytest

from tests.conftest import Crm
from tests.terminal import DOWN, ENTER, ESCAPE, Terminal


@pytest.fixture
def crm(crm_sqlite: Crm) -> Crm:
    """Two Johns, and Jane Smith at Acme."""
    crm_sqlite.ok("contact", "add", "John Doe", "--company", "Acme", "--create")
    crm_sqlite.ok("contact", "add", "John Roe")
    crm_sqlite.ok("contact", "add", "Jane Smith", "--company", "Acme")
    return crm_sqlite


def run(crm: Crm, *words: str) -> Terminal:
    return Terminal(*words, environment=crm.environment, folder=crm.folder)


def people(crm: Crm) -> list[list[str]]:
    """Whom each interaction was with."""
    return [row["contacts"] for row in crm.ok("interaction", "list", "--json").json]


def test_one_of_several_is_chosen(crm: Crm) -> None:
    terminal = run(crm, "log", "called John 15m about renewal")
    terminal.see("Which John?")
    assert "C1 John Doe (Acme)" in terminal.see("C2 John Roe")
    terminal.type(DOWN + ENTER)
    terminal.see("who C2 John Roe")
    assert terminal.end() == 0
    assert people(crm) == [["John Roe"]]


def test_a_name_that_is_near_is_offered_and_a_new_contact(crm: Crm) -> None:
    terminal = run(crm, "log", "called Jane Smyth, ok")
    terminal.see("There is nobody called Jane Smyth. Who is meant?")
    terminal.see("a new contact: Jane Smyth")
    terminal.type(ENTER)
    terminal.see("who C3 Jane Smith, O1 Acme")
    assert terminal.end() == 0
    assert people(crm) == [["Jane Smith"]]


def test_a_stranger_is_made_when_it_is_agreed_to(crm: Crm) -> None:
    terminal = run(crm, "log", "met Qi Xu @initech and John Doe 1h")
    terminal.see("There is nobody called Qi Xu at initech. Make a contact?")
    terminal.type("y")
    terminal.see("made contact C4 Qi Xu")
    assert terminal.end() == 0
    assert people(crm) == [["Qi Xu", "John Doe"]]


def test_no_and_escape_leave_no_trace(crm: Crm) -> None:
    terminal = run(crm, "log", "called Qi Xu")
    terminal.see("Make a contact?")
    terminal.type("n")
    terminal.see("error: there is no 'Qi Xu'")
    assert terminal.end() == 3
    terminal = run(crm, "log", "called John")
    terminal.see("Which John?")
    terminal.type(ESCAPE)
    assert terminal.end() == 130
    assert people(crm) == []


def test_nothing_is_asked_with_no_input(crm: Crm) -> None:
    terminal = run(crm, "--no-input", "log", "called John")
    terminal.see("'John' fits several: C1 John Doe, C2 John Roe")
    assert terminal.end() == 5
