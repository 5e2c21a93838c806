"""Pairs of records that are one, to be merged."""

from __future__ import annotations

from tests.conftest import Crm


def twice(crm: Crm) -> None:
    """Two contacts that are one; C3 is somebody else, and stands for what must stay as it is."""
    crm.ok("field", "add", "contact", "level")
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@a.example", "--phone", "+49 30 1234567",
           "--tag", "vip", "--handle", "wechat:jane", "--company", "Acme", "--create",
           "--stage", "lead")  # fmt: skip
    crm.ok("contact", "add", "Jane Smith", "--email", "jane@b.example", "--email", "j@b.example",
           "--phone", "+49 30 1234567", "--phone", "+49 30 7654321", "--tag", "vip", "--tag", "new",
           "--handle", "linkedin:jane", "--job-title", "CTO", "--field", "level=gold")  # fmt: skip
    crm.ok("contact", "add", "Referred", "--referred-by", "C2", "--email", "r@c.example")


def linked(crm: Crm) -> None:
    """Something of every kind that points at C2 or at O2, and what C1 has of the same."""
    crm.ok("company", "add", "Acme Ltd", "--tag", "vip", "--domain", "acme.example")
    crm.ok("company", "add", "Sub", "--parent", "O2")
    crm.ok("field", "add", "company", "size class")
    crm.ok("company", "edit", "O2", "--field", "size class=big")
    crm.ok("contact", "edit", "C3", "--company", "O2")
    crm.ok("deal", "add", "Both", "--contact", "C2", "--contact", "C3", "--contact", "C1",
           "--company", "O2")  # fmt: skip
    crm.ok("deal", "add", "His", "--contact", "C3", "--contact", "C2")
    crm.ok("interaction", "add", "call", "Talk", "--contact", "C1", "--contact", "C2",
           "--company", "O2")  # fmt: skip
    crm.ok("interaction", "add", "call", "Talk again", "--contact", "C2")
    crm.ok("task", "add", "Write", "--contact", "C2", "--company", "O2")
    crm.ok("ticket", "open", "Broken", "--contact", "C2", "--company", "O2")
    crm.ok("survey", "add", "nps", "9", "--contact", "C2", "--company", "O2")
    crm.ok("contact", "distinct", "C2", "C3")
    crm.ok("company", "distinct", "O2", "O3")
    path = crm.folder / "ids.csv"
    path.write_text("id,name,email\n77,Jane Smith,j@b.example\n")
    crm.ok("import", path, "--as", "contacts", "--map", "id=external_id", "--source", "erp",
           "--key", "email")  # fmt: skip
