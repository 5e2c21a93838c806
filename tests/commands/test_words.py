"""Words of answers and refusals: articles, what a record is called, what is shown raw."""

from __future__ import annotations

import pytest

from crm_cli.nouns import NOUNS
from crm_cli.values.plurals import with_article
from tests.commands.helpers import put
from tests.conftest import Crm


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_has_its_article(crm_sqlite: Crm, noun: str) -> None:
    """The only noun that begins with a vowel to hear is an interaction; "user" begins with a y."""
    article = "an" if noun == "interaction" else "a"
    assert with_article(noun) == f"{article} {noun}"
    if noun != "survey":  # its first argument is asked for by the command line
        result = crm_sqlite(noun, "list", "--where", "problem=nix")
        assert (
            f" a {noun}" not in result.err if article == "an" else f" an {noun}" not in result.err
        )


def test_what_has_no_title_is_called_by_its_kind(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Jane Smith")
    assert (
        crm.ok("interaction", "add", "call", "--contact", "C1")
        .lines[0]
        .startswith("added interaction I1 call (undo")
    )
    changed = crm.ok("interaction", "edit", "I1", "--minutes", "90")
    assert changed.lines[0].startswith("changed interaction I1 call (undo")
    assert changed.lines[1:] == ["  duration: (empty) → 1 h 30 min"]
    same = crm.ok("interaction", "edit", "I1", "--minutes", "90")
    assert same.lines == ["no change: interaction I1 call already has these values"]
    assert "I1 means interaction 1, and a deal is wanted here" in crm("deal", "show", "I1").err
    assert (
        "C1 means contact 1, and an interaction is wanted" in crm("interaction", "show", "C1").err
    )


def test_a_dry_run_says_what_it_would_have_done(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    said = crm.ok("contact", "add", "Jane", "--dry-run").out
    assert said.startswith("dry run, nothing written: would have added contact C1 Jane")
    crm.ok("contact", "add", "Jane")
    said = crm.ok("undo", "--yes", "--dry-run").out
    assert said.startswith("dry run, nothing written: would have taken back #2: ")


def test_amounts_that_stay_are_amounts(crm_sqlite: Crm) -> None:
    """And how many more stay is told without saying who changed them."""
    crm = crm_sqlite
    header = "id,title,amount,currency\n"
    first = "".join(f"{n},Deal {n},{n}00,USD\n" for n in range(1, 8))
    crm.ok("import", put(crm, "deals.csv", header + first), "--as", "deals", "--source", "x")
    for n in range(1, 8):
        crm.ok("deal", "edit", f"D{n}", "--amount", "150000 USD")
    second = first.replace("00,USD", "11.11,USD")
    result = crm.ok(
        "import", put(crm, "deals.csv", header + second), "--as", "deals", "--source", "x"
    )
    said = result.out + result.err
    assert "D1 amount stays 150,000.00 USD; the file says 111.11 USD" in said
    assert "minor" not in said
    assert "… and 2 more that stay" in said


def test_a_new_database_says_what_its_currency_is_for(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.environment["CRM_DATABASE_URL"] = str(crm.folder / "new.db")
    result = crm.ok("deal", "add", "Big", "--amount", "100 USD")
    assert "EUR for amounts that name no currency" in result.err


def test_the_help_of_wins_names_what_it_takes(crm_sqlite: Crm) -> None:
    import re

    text = " ".join(re.sub(r"[│\s]+", " ", crm_sqlite.ok("report", "wins", "--help").out).split())
    named = re.search(r"--by FIELD (.*?),? (?:or )?a field", text)
    assert named is not None
    for name in named[1].rstrip(",").split(", "):
        assert crm_sqlite("report", "wins", "--by", name.strip()).code == 0, name


def test_what_was_undone_is_marked_in_the_history(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    crm.ok("contact", "add", "Jane")
    crm.ok("contact", "edit", "C1", "--city", "Rom")
    crm.ok("undo", "--yes")
    lines = crm.ok("history").lines
    assert [("[undone by #4]" in line) for line in lines[2:5]] == [False, True, False]


def test_two_records_are_never_surely_one(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    for name in ("Jane Smith", "Jane Smyth"):
        crm.ok(
            "contact", "add", name, "--phone", "+4915112345678", "--email", f"{name[5:]}@x.example"
        )
    (pair,) = crm.ok("contact", "duplicates", "--json").json
    assert 0.9 < pair["score"] <= 0.99
    assert "100 %" not in crm.ok("contact", "duplicates").out
