"""`crm tag`: the team's labels."""

from __future__ import annotations

from tests.conftest import Crm


def _tagged(crm: Crm) -> None:
    crm.ok("contact", "add", "Jane", "--tag", "vip", "--tag", "lead")
    crm.ok("contact", "add", "Tom", "--tag", "vip")
    crm.ok("company", "add", "Acme", "--tag", "vip")


def test_list_counts_live_records(crm: Crm) -> None:
    """By noun; what is in the trash does not count."""
    _tagged(crm)
    crm.ok("contact", "delete", "C2")
    rows = {row["name"]: row for row in crm.ok("tag", "list", "--json").json}
    assert (rows["vip"]["contacts"], rows["vip"]["companies"], rows["vip"]["deals"]) == (1, 1, 0)
    assert (rows["lead"]["contacts"], rows["lead"]["companies"]) == (1, 0)
    ordered = crm.ok("tag", "list", "--sort=-companies,name", "--json").json
    assert [row["name"] for row in ordered] == ["vip", "lead"]
    assert len(crm.ok("tag", "list", "-n", "1", "--json").json) == 1


def test_show(crm: Crm) -> None:
    """The records that have it, the newest first."""
    _tagged(crm)
    shown = crm.ok("tag", "show", "VIP", "--json").json
    assert [row["ref"] for row in shown["records"]] == ["C2", "C1", "O1"]


def test_rename_everywhere(crm: Crm) -> None:
    """Records show the new name; the name of another tag is refused."""
    _tagged(crm)
    crm.ok("tag", "edit", "vip", "--name", "Key account")
    assert crm.ok("contact", "show", "C2", "--json").json["tags"] == ["Key account"]
    result = crm("tag", "edit", "lead", "--name", "KEY ACCOUNT")
    assert result.code == 7
    assert "'Key account'" in result.err
    crm.ok("tag", "edit", "lead", "--name", "LEAD")
    assert crm.ok("tag", "edit", "lead", "--name", "LEAD").out.startswith("no change")


def test_delete_and_add_again(crm: Crm) -> None:
    """A deleted tag is shown no more, and a new one of its name begins empty."""
    _tagged(crm)
    crm.ok("tag", "delete", "vip")
    assert crm.ok("contact", "show", "C1", "--json").json["tags"] == ["lead"]
    crm.ok("tag", "add", "vip")
    rows = {row["name"]: row["contacts"] for row in crm.ok("tag", "list", "--json").json}
    assert rows == {"lead": 1, "vip": 0}
    crm.ok("contact", "tag", "C1", "vip")
    assert crm.ok("contact", "tag", "C1", "--remove", "lead").lines[1] == "  tags: vip"


def test_refused(crm_sqlite: Crm) -> None:
    """A name in use, a name with a comma, one that is not there."""
    crm = crm_sqlite
    crm.ok("tag", "add", "vip")
    assert crm("tag", "add", "#VIP").code == 7
    assert crm("tag", "add", "a,b").code == 2
    assert crm("tag", "add", " ").code == 2
    assert crm("tag", "show", "nothing").code == 3
    assert crm("tag", "list", "--sort", "size").code == 2


def test_how_often_to_be_in_touch(crm: Crm) -> None:
    """A tag's days are shown, changed, taken back, and undone."""
    crm.ok("tag", "add", "customer", "--keep-in-touch", "30d")
    assert crm.ok("tag", "show", "customer", "--json").json["keep_in_touch_days"] == 30
    crm.ok("tag", "edit", "customer", "--keep-in-touch", "6 weeks")
    assert crm.ok("tag", "list", "--json").json[0]["keep_in_touch_days"] == 42
    again = crm.ok("tag", "edit", "customer", "--keep-in-touch", "42")
    assert again.out.startswith("no change")
    crm.ok("tag", "edit", "customer", "--keep-in-touch", "")
    assert crm.ok("tag", "show", "customer", "--json").json["keep_in_touch_days"] is None
    crm.ok("undo", "--yes")
    assert crm.ok("tag", "show", "customer", "--json").json["keep_in_touch_days"] == 42
    assert crm("tag", "edit", "customer", "--keep-in-touch", "often").code == 2
    assert crm("tag", "edit", "customer").code == 2
