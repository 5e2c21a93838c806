"""Conditions that reach through a link, against plain SQL on the tables of the small book."""

from __future__ import annotations

import pytest

from crm_cli.database import Database
from crm_cli.errors import UsageError
from tests.filters.records import ids

COMPANY = "SELECT r.id FROM {table} r LEFT JOIN company o ON o.id = r.company_id WHERE "
OWNER = "SELECT r.id FROM {table} r LEFT JOIN user_account u ON u.id = r.owner_id WHERE "


@pytest.mark.parametrize("noun", ["contact", "deal"])
@pytest.mark.parametrize(
    ("condition", "sql"),
    [
        ("company.industry=retail", COMPANY + "lower(o.industry) = 'retail'"),
        ("company.industry!=retail", COMPANY + "coalesce(lower(o.industry), '') <> 'retail'"),
        ("company.city=", COMPANY + "coalesce(o.city, '') = ''"),
        ("company.city!=", COMPANY + "coalesce(o.city, '') <> ''"),
        ('company.city=Berlin,""', COMPANY + "coalesce(o.city, '') IN ('', 'Berlin')"),
        ("company.id>=2", COMPANY + "o.id >= 2"),
        ("company.name=O1", COMPANY + "FALSE"),
        ("company.name~muller", COMPANY + "o.id = 1"),
        ("company.tag=vip", COMPANY + "o.id IN (1, 3)"),
        ("company.parent.city~berlin", COMPANY + "o.parent_id = 1"),
        ("company.owner!~amy", COMPANY + "coalesce(o.owner_id, 0) <> 1"),
        ("owner.handle=amy", OWNER + "u.handle = 'amy'"),
        ("owner.handle!=amy", OWNER + "coalesce(u.handle, '') <> 'amy'"),
    ],
)
def test_through_a_link(filled: Database, noun: str, condition: str, sql: str) -> None:
    text = sql.format(table=noun) + " AND r.deleted_at IS NULL ORDER BY r.id"
    expected = [row["id"] for row in filled.rows(text)]
    assert ids(filled, noun, [condition]) == expected


def test_through_a_list_of_contacts(filled: Database) -> None:
    sql = (
        "SELECT DISTINCT l.deal_id AS id FROM deal_contact l JOIN contact c ON c.id = l.contact_id"
        " JOIN deal d ON d.id = l.deal_id WHERE c.city = 'Berlin' AND d.deleted_at IS NULL"
        " ORDER BY 1"
    )
    expected = [row["id"] for row in filled.rows(sql)]
    assert ids(filled, "deal", ["contacts.city=Berlin"]) == expected
    assert ids(filled, "deal", ["contact.city=Berlin"]) == expected


@pytest.mark.parametrize("noun", ["deal", "ticket"])
def test_stale_is_a_condition(filled: Database, noun: str) -> None:
    stale = ids(filled, noun, ["stale=yes"])
    assert stale == ids(filled, noun, ["problem=stale"])
    assert ids(filled, noun, ["stale=no"]) == [
        id for id in ids(filled, noun, []) if id not in stale
    ]


@pytest.mark.parametrize("condition", ["city.name=x", "company.nothing=x", "company.=x", "x.y=1"])
def test_what_is_no_link(filled: Database, condition: str) -> None:
    with pytest.raises(UsageError):
        ids(filled, "contact", [condition])
