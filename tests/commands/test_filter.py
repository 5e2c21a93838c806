"""`crm filter`: conditions under a name."""

from __future__ import annotations

from tests.conftest import Crm


def test_a_filter_lists_its_records(crm: Crm) -> None:
    """Shown, with further conditions, and as a condition of a list."""
    for name, city, tag in (
        ("Anna", "Berlin", "vip"),
        ("Ben", "Berlin", "x"),
        ("Cem", "Köln", "vip"),
    ):
        crm.ok("contact", "add", name, "--city", city, "--tag", tag)
    crm.ok("filter", "add", "Berliners", "contacts", "--where", "city=Berlin")
    assert [row["name"] for row in crm.ok("filter", "show", "berliners", "--json").json] == [
        "Ben",
        "Anna",
    ]
    more = crm.ok("filter", "show", "@Berliners", "--where", "tag=vip", "--json")
    assert [row["name"] for row in more.json] == ["Anna"]
    listed = crm.ok("contact", "list", "--where", "@berliners", "--sort", "name", "--json")
    assert [row["name"] for row in listed.json] == ["Anna", "Ben"]


def test_edit_list_delete(crm: Crm) -> None:
    """Another name and other conditions; the trash frees the name."""
    crm.ok("filter", "add", "vips", "company", "--where", "tag=vip", "--where", "city!=")
    row = crm.ok("filter", "list", "--json").json[0]
    assert (row["name"], row["noun"]) == ("vips", "company")
    assert row["conditions"] == ["tag=vip", "city!="]
    crm.ok("filter", "edit", "vips", "--name", "VIPs", "--where", "tag=vip")
    assert crm.ok("filter", "list", "--json").json[0]["conditions"] == ["tag=vip"]
    assert crm.ok("filter", "edit", "vips", "--name", "VIPs").out.startswith("no change")
    crm.ok("filter", "delete", "vips")
    assert crm.ok("filter", "list", "--json").json == []
    crm.ok("filter", "add", "vips", "deal", "--where", "stage=won")


def test_refused(crm_sqlite: Crm) -> None:
    """A condition that cannot be read, none at all, a name in use, itself."""
    crm = crm_sqlite
    assert crm("filter", "add", "x", "contact").code == 2
    assert crm("filter", "add", "x", "contact", "--where", "colour=red").code == 2
    assert crm.ok("filter", "list", "--json").json == []
    crm.ok("filter", "add", "x", "contact", "--where", "tag=a")
    assert crm("filter", "add", "X", "contact", "--where", "tag=a").code == 7
    crm.ok("filter", "add", "y", "contact", "--where", "@x")
    result = crm("filter", "edit", "x", "--where", "@y")
    assert result.code == 2
    assert "contains itself" in result.err
    assert crm("filter", "show", "z").code == 3
    assert crm("filter", "edit", "x").code == 2
