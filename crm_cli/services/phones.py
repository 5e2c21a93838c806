"""Phone numbers of the book: what is said of one that cannot be read, and reading all again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_cli.batches import delete, update
from crm_cli.errors import BadValue
from crm_cli.services import search
from crm_cli.values.phones import Phone, read_phone
from crm_cli.values.plurals import counted

if TYPE_CHECKING:
    from crm_cli.session import Session


def unread(number: str, region: str) -> str:
    """What to say of a number that has no E.164 form, so that a caller is not known by it."""
    if region:
        return f"{number} is no whole number of {region}: it is kept as typed"
    return (
        f"{number} is kept as typed, so a caller may not be found by it: the team has no region"
        " (crm config set phone_region DE reads all numbers again)"
    )


def read_again(session: Session, old: str, new: str) -> str:
    """Read all numbers by the region `new`, those in the trash as well; what became of them.

    One that another region read stays: an import may have had one of its own.
    Where two of a contact are the same number now, the first stays.
    """
    changed: list[tuple[str | int | None, ...]] = []
    contacts, doubled = set(), []
    seen: dict[tuple[int, str, str], bool] = {}  # and whether it was read otherwise
    gained = lost = 0
    for row in session.rows("SELECT * FROM contact_phone ORDER BY contact_id, position, id"):
        phone = Phone(row["phone"], row["e164"], row["digits"], row["extension"] or "")
        ours = phone.e164 is None or phone == _read(phone, old)
        found = _read(phone, new) if ours else phone
        key = (row["contact_id"], found.digits, found.extension)
        if key in seen and (found != phone or seen[key]):
            doubled.append(row["id"])
        elif found != phone:
            changed.append((found.e164, found.digits, found.extension or None, row["id"]))
            gained += phone.e164 is None
            lost += found.e164 is None
        if found != phone:
            contacts.add(row["contact_id"])
        seen.setdefault(key, found != phone)
    update(session, "contact_phone", ("e164", "digits", "extension"), changed)
    delete(session, "contact_phone", doubled)
    search.refresh_many(session, "contact", sorted(contacts))
    parts = [
        f"{gained:,} can be read in full now" if gained else "",
        f"{lost:,} cannot any more" if lost else "",
        f"{len(changed) - gained - lost:,} are of another country" if len(changed) > gained + lost
        else "",
        f"{len(doubled):,} stood there twice" if doubled else "",
    ]  # fmt: skip
    if not changed and not doubled:
        return "no phone number reads otherwise"
    total = counted(len(changed) + len(doubled), "phone number")
    return f"read again: {total} ({', '.join(part for part in parts if part)})"


def _read(phone: Phone, region: str) -> Phone:
    try:
        return read_phone(phone.raw, region=region)
    except BadValue:  # an older version took it
        return phone
