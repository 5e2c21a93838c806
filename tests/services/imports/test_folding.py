"""Words of the file that become one value of ours are shown, counted and kept."""

from __future__ import annotations

import pytest

from tests.commands.helpers import put, records
from tests.conftest import Crm

CONTACTS = """\
Contact ID,First Name,Last Name,Email,Lifecycle Stage,Lead Status
1,Ann,Lee,ann@x.example,Lead,
2,Ben,Fox,ben@x.example,Subscriber,
3,Cy,Roe,cy@x.example,Lead,
4,Dee,Poe,dee@x.example,Other,
5,Eve,Orr,eve@x.example,Customer,
"""
DEALS = """\
Deal ID,Deal Name,Deal Stage,Associated Contact Email
1,Jam,Contract Sent,ann@x.example
2,Tea,Decision Maker Bought-In,ann@x.example
3,Oil,Closed Won,ann@x.example
"""
TICKETS = "id,subject,status\n1,A,New\n2,B,Open\n3,C,open\n4,D,Closed\n"


def row(column: str, word: str, count: int, field: str, ours: str | None, kept: str) -> object:
    return {
        "column": column,
        "theirs": word,
        "rows": count,
        "field": field,
        "ours": ours,
        "kept_in": kept or None,
    }


def test_words_that_become_one_or_nothing_are_shown_and_kept(crm: Crm) -> None:
    path = put(crm, "contacts.csv", CONTACTS)
    kept = "HubSpot Lifecycle Stage"
    folded = [
        row("Lifecycle Stage", word, count, "stage", ours, kept)
        for word, count, ours in (
            ("Lead", 2, "lead"),
            ("Subscriber", 1, "lead"),
            ("Other", 1, None),
        )
    ]
    assert crm.ok("import", path, "--check", "--json").json["folded"] == folded
    assert crm.ok("import", path, "--dry-run", "--json").json["record"]["folded"] == folded
    result = crm.ok("import", path)
    for line in (
        'Lifecycle Stage: "Lead" 2×, "Subscriber" 1× → lead',
        'Lifecycle Stage: "Other" 1× → nothing',
        "the words of Lifecycle Stage are kept in the field HubSpot Lifecycle Stage",
    ):
        assert line in result.out
    assert [(one["stage"], one[kept]) for one in records(crm, "contact", "stage", kept)] == [
        ("lead", "Lead"),
        ("lead", "Subscriber"),
        ("lead", "Lead"),
        (None, "Other"),
        ("customer", "Customer"),
    ]
    # A later file with one word for each fills the same field, and a second import changes nothing.
    assert "0 updated, 5 unchanged" in crm.ok("import", path).out
    later = "\n".join(CONTACTS.splitlines()[:2]).replace(",Lead,", ",Opportunity,") + "\n"
    crm.ok("import", put(crm, "contacts.csv", later))
    assert records(crm, "contact", "stage", kept)[0] == {"stage": "prospect", kept: "Opportunity"}


def test_stages_of_deals_are_folded_in_a_new_book_too(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    path = put(crm, "deals.csv", DEALS)
    folded = [
        row("Deal Stage", word, 1, "stage", "negotiation", "HubSpot Deal Stage")
        for word in ("Contract Sent", "Decision Maker Bought-In")
    ]
    record = crm.ok("import", path, "--json").json["record"]
    assert record["folded"] == folded
    kept = [one["HubSpot Deal Stage"] for one in records(crm, "deal", "HubSpot Deal Stage")]
    assert kept == ["Contract Sent", "Decision Maker Bought-In", "Closed Won"]
    new = crm("--db", str(crm.folder / "new.db"), "import", path, "--check", "--json")
    assert new.json["folded"] == folded


@pytest.mark.parametrize(
    ("text", "options", "words", "kept"),
    [
        (TICKETS, [], [("Open", 2), ("New", 1)], "tickets status"),
        # The user says that both are one: counted, and no field is made.
        (
            TICKETS,
            ["--value", "status:New=open", "--value", "status:Open=open"],
            [("Open", 2), ("New", 1)],
            "",
        ),
        # The words are kept already.
        (
            TICKETS,
            ["--map", "status=status", "--map", "status=field:theirs"],
            [("Open", 2), ("New", 1)],
            "theirs",
        ),
        (TICKETS, ["--map", "status="], [], ""),
        (TICKETS.replace("New", "open"), [], [], ""),  # another case is no other word
    ],
)
def test_a_field_is_made_where_the_user_said_nothing(
    crm_sqlite: Crm, text: str, options: list[str], words: list[tuple[str, int]], kept: str
) -> None:
    crm = crm_sqlite
    path = put(crm, "tickets.csv", text)
    record = crm.ok("import", path, "--as", "tickets", *options, "--json").json["record"]
    assert record["folded"] == [
        row("status", word, count, "status", "open", kept) for word, count in words
    ]
    fields = [one["name"] for one in crm.ok("field", "list", "--json").json]
    assert fields == ([kept] if kept else [])


def test_the_parts_of_a_sheet_have_theirs(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    text = (
        "Company,Contact,Email,Deal,Deal Stage,Amount,City\n"
        "Acme,Ann Lee,ann@x.example,Jam,Won,5,Rome\nFox,Ben Fox,ben@x.example,Tea,Closed Won,6,\n"
    )
    path = put(crm, "all.csv", text)
    folded = [
        row("Deal Stage", word, 1, "stage", "won", "all Deal Stage")
        for word in ("Closed Won", "Won")
    ]
    assert crm.ok("import", path, "--as", "sheet", "--check", "--json").json["folded"] == folded
    assert crm.ok("import", path, "--as", "sheet", "--json").json["record"]["folded"] == folded
    put(crm, "all.csv", text.replace("Jam,Won,5", "Jam,Won,"))
    checked = crm.ok("import", path, "--as", "sheet", "--check", "--json").json
    record = crm.ok("import", path, "--as", "sheet", "--json").json["record"]
    assert checked["emptied_values"] == record["emptied_values"]
    assert [(one["field"], one["was"]) for one in record["emptied_values"]] == [
        ("amount", "5.00 EUR")
    ]
