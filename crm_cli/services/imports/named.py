"""What rows call records otherwise than by name: a reference, a uid, a phone number, their id."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports import cells
from crm_cli.services.references import LEAST_DIGITS, phone_digits
from crm_cli.values.phones import Phone
from crm_cli.values.references import read_reference

if TYPE_CHECKING:
    from crm_cli.session import Session

is_uid = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


class Named:
    """The records that the texts of a batch name in such a way, looked up for all of it at once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[str, dict[str, int]] = defaultdict(dict)
        self.by_reference: dict[str, dict[str, int]] = defaultdict(dict)  # in the whole file

    def clear(self) -> None:
        """Forget the texts of the batch before."""
        self._ids.clear()

    def look_up(self, noun: str, texts: Collection[str], source: str) -> None:
        """Find what these texts name. Ids of other systems (of several `source`'s) are tickets'."""
        found = self._ids[noun]
        found |= self._ours(noun, texts)
        if noun != "ticket":
            return
        theirs: dict[str, dict[str, int]] = {}
        for row in batches.among(
            self._session,
            "SELECT e.external_id, e.source, t.id FROM external_id e"
            " JOIN ticket t ON t.id = e.record_id WHERE e.external_id {among}"
            " AND e.noun = 'ticket' AND t.deleted_at IS NULL",
            sorted(texts),
        ):
            theirs.setdefault(row["external_id"], {})[row["source"]] = row["id"]
        for text, by_source in theirs.items():
            if source in by_source or len(by_source) == 1:
                found[text] = by_source.get(source) or next(iter(by_source.values()))

    def find(self, noun: str, text: str) -> int | None:
        """The record that a text of the batch names; None when it names none in such a way."""
        return self._ids[noun].get(text)

    def is_ours(self, noun: str, text: str) -> bool:
        """Whether a text can be nothing but a reference or a uid, and so no name to be given."""
        return (len(text) == 36 and bool(is_uid(text.lower()))) or (
            noun != "company" and _id(noun, text) is not None
        )

    def _ours(self, noun: str, texts: Collection[str]) -> dict[str, int]:
        uids = [text for text in texts if len(text) == 36 and is_uid(text.lower())]
        ids = {text: id for text in texts if (id := _id(noun, text)) is not None}
        if noun == "company" and len(ids) + len(uids) < len(texts):
            ids = {}  # O2 is a company, where the others have names
        found: dict[str, int] = {}
        table = NOUNS[noun].table
        for column, wanted in (("uid", {uid: uid.lower() for uid in uids}), ("id", ids)):
            there = {
                row[column]: row["id"]
                for row in batches.among(
                    self._session,
                    f"SELECT id, uid FROM {table} WHERE deleted_at IS NULL AND {column} {{among}}",
                    [*wanted.values()],
                )
            }
            found |= {text: there[key] for text, key in wanted.items() if key in there}
        self.by_reference[noun] |= {text: found[text] for text in ids.keys() & found.keys()}
        return found

    # People by telephone ------------------------------------------------------------------

    @cached_property
    def _phones(self) -> dict[str, list[tuple[str, int]]]:
        """The numbers of all live contacts, by their last digits."""
        found: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for rows in batches.pages(
            self._session,
            "SELECT p.id AS id, p.digits AS digits, p.contact_id AS contact FROM contact_phone p"
            " JOIN contact c ON c.id = p.contact_id WHERE c.deleted_at IS NULL AND p.id > :last",
        ):
            for row in rows:
                found[row["digits"][-LEAST_DIGITS:]].append((row["digits"], row["contact"]))
        return found

    def by_phone(self, text: str) -> list[int]:
        """The contacts with this number; what comes before it depends on where one calls from."""
        phone = self.read_phone(text)
        if phone is None:
            return []
        digits = phone_digits(text)
        there = self._phones[digits[-LEAST_DIGITS:]]
        found = [id for known, id in there if known in (digits, phone.digits)]
        national = digits.lstrip("0")
        if not found and len(national) >= LEAST_DIGITS and not text.startswith("+"):
            found = [id for known, id in there if known.endswith(national)]
        return list(dict.fromkeys(found))

    def add_phone(self, digits: str, id: int) -> None:
        """Know the number of one more contact."""
        self._phones[digits[-LEAST_DIGITS:]].append((digits, id))

    def read_phone(self, text: str) -> Phone | None:
        """The phone number that a text is; None for any other text."""
        if not phone_digits(text):
            return None
        return cells.phones(text, self._session.book.phone_region)[0][0]


def _id(noun: str, text: str) -> int | None:
    """The id in a reference to a record of this noun."""
    if not text[-1:].isdigit() or not text[0].isalpha():
        return None
    typed = read_reference(text)
    return typed.id if typed is not None and typed.noun == noun else None
