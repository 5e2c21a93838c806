"""Finding the companies, colleagues, contacts and deals that a row names, and making some.

A company and a colleague are made when there is none of that name. A person is made only when
the user asked for it, and a deal never: people are not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services import search
from crm_cli.services.imports import cells
from crm_cli.services.imports.drafts import Rejected
from crm_cli.services.imports.named import Named
from crm_cli.services.references import SHOWN
from crm_cli.values.references import reference
from crm_cli.values.text import fold
from crm_cli.values.websites import domain_named

if TYPE_CHECKING:
    from crm_cli.session import Session


class Names:
    """Live records of a noun by folded name, read when first asked for; new ones are added."""

    def __init__(self, session: Session, noun: str) -> None:
        self._session, self._noun = session, noun
        self._ids: dict[str, int | list[int]] | None = None

    def find(self, name: str) -> list[int]:
        """The ids of the records with this name, in any case."""
        found = self._known().get(fold(name), [])
        return [found] if isinstance(found, int) else found

    def add(self, name: str, id: int) -> None:
        """Know one more record."""
        if self._ids is None:
            return
        key = fold(name)
        there = self._ids.get(key)
        if there is None:
            self._ids[key] = id
        elif isinstance(there, int):
            if there != id:
                self._ids[key] = [there, id]
        elif id not in there:
            there.append(id)

    def _known(self) -> dict[str, int | list[int]]:
        if self._ids is None:
            self._ids = {}
            noun = NOUNS[self._noun]
            for rows in batches.pages(
                self._session,
                f"SELECT id, {noun.title} AS name FROM {noun.table}"
                " WHERE deleted_at IS NULL AND id > :last",
            ):
                for row in rows:
                    if row["name"]:
                        self.add(row["name"], row["id"])
        return self._ids


class Links:
    """All that rows can name, and what was made for them."""

    def __init__(self, session: Session, ids: batches.Ids) -> None:
        self._session, self._ids = session, ids
        self.uids = batches.uids()
        self.names = {
            noun: Names(session, noun) for noun in ("company", "contact", "deal", "ticket")
        }
        self.made: dict[str, int] = defaultdict(int)
        self.named = Named(session)
        self.emails: dict[str, int] = {}  # of contacts: those that the batch asks for
        self._domains: dict[str, int] | None = None
        self._domain_of: dict[int, str] = {}
        self._user_ids: dict[str, int] = {}  # of texts that were asked for
        self._users: dict[str, dict[str, list[int]]] | None = None
        self._pending: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    # Companies ----------------------------------------------------------------------------

    def company(self, name: str, domain: str = "") -> int | None:
        """The company with this domain, else of this reference, uid or name; None for none.

        A name that is a domain ("acme.com") also finds the company with that domain. Raises
        Rejected when several have the name.
        """
        domain = domain or domain_named(name, bare=False)
        if domain and (found := self.domains.get(domain)) is not None:
            return found
        if not name:
            return None
        named = self._ours_or_named("company", name)
        if domain:
            named = [id for id in named if id not in self._domain_of]
        if len(named) > 1:
            raise Rejected(
                "company",
                name,
                f"{name} fits several: {self.listed('company', named)};"
                f' rename one: crm company edit O{named[-1]} --name "…"',
            )
        if named:
            return named[0]
        return None if domain else self.domains.get(fold(name))

    @property
    def domains(self) -> dict[str, int]:
        """The live companies by domain."""
        if self._domains is None:
            self._domains = {}
            for rows in batches.pages(
                self._session,
                "SELECT id, domain FROM company"
                " WHERE deleted_at IS NULL AND domain IS NOT NULL AND id > :last",
            ):
                for row in rows:
                    self.add_domain(row["domain"], row["id"])
        return self._domains

    def domain_of(self, id: int) -> str:
        """The domain of a company, empty when it has none."""
        return self._domain_of.get(id, "") if self.domains is not None else ""

    def add_domain(self, domain: str, id: int) -> None:
        """Know a company's domain."""
        if self._domains is not None:
            self._domains[domain] = id
            self._domain_of[id] = domain

    def make_company(self, name: str, domain: str = "") -> int:
        """A new company; it is written by `flush`."""
        id = self._ids.take("company")
        if address := domain_named(name):
            name, domain = address, domain or address
        name = name or domain
        values = (name, domain or None, search.compose([name, domain], "company"))
        self._pending["company"].append((id, *values))
        self.names["company"].add(name, id)
        if domain:
            self.add_domain(domain, id)
        self.made["company"] += 1
        return id

    # Colleagues ---------------------------------------------------------------------------

    def user(self, text: str) -> int | None:
        """The colleague with this handle, e-mail address or name; None when there is none.

        Raises Rejected when several have the name.
        """
        known = self._user_ids.get(text)
        if known is not None:
            return known
        typed, text = text, text.strip().removeprefix("@")
        for by in ("handle", "email" if "@" in text else "name"):
            found = self.users[by].get(fold(text), [])
            if len(found) > 1:
                raise Rejected("owner", text, f"{text} fits several: {self.listed('user', found)}")
            if found:
                self._user_ids[typed] = found[0]
                return found[0]
        return None

    @property
    def users(self) -> dict[str, dict[str, list[int]]]:
        """The live colleagues by folded handle, e-mail address and name."""
        if self._users is None:
            self._users = {"handle": {}, "email": {}, "name": {}}
            for row in self._session.rows(
                "SELECT id, handle, email, name FROM user_account WHERE deleted_at IS NULL"
            ):
                self.add_user(row["id"], row)
        return self._users

    def add_user(self, id: int, row: Any) -> None:
        """Know one more colleague."""
        for by, known in self.users.items():
            if row.get(by):
                ids = known.setdefault(fold(row[by]), [])
                if id not in ids:
                    ids.append(id)

    def free_handle(self, name: str, email: str) -> str:
        """A handle for a colleague without one: the address before the @, else the name."""
        for handle in (email.partition("@")[0], name, email):
            if handle and fold(handle) not in self.users["handle"]:
                return handle
        raise Rejected("handle", name or email, f"the handle {name or email} is taken")

    def make_user(self, text: str) -> int:
        """A new colleague of this name or e-mail address; written by `flush`."""
        text = text.strip().removeprefix("@")
        email = text if "@" in text else ""
        row = {
            "handle": self.free_handle("" if email else text, email),
            "email": email or None,
            "name": None,
        }
        id = self._ids.take("user_account")
        found = search.compose([row["handle"], row["name"], row["email"]])
        self._pending["user_account"].append(
            (id, row["handle"], row["name"], row["email"], "member", found)
        )
        self.add_user(id, row)
        self.made["user"] += 1
        return id

    # Contacts and deals -------------------------------------------------------------------

    def look_up_emails(self, keys: Iterable[str]) -> None:
        """Find out whose these addresses are, too."""
        rows = batches.among(
            self._session,
            "SELECT key, contact_id FROM contact_email WHERE key {among} AND deleted_at IS NULL",
            sorted(set(keys)),
        )
        self.emails |= {row["key"]: row["contact_id"] for row in rows}

    def contact(self, text: str, company: int | None) -> int | None:
        """The contact of this address, reference, uid, exact name or phone number; else None.

        Of several with the name, the one of `company`. Raises Rejected when that leaves several.
        """
        if "@" in text:
            return self.emails.get(person_key(text))
        found = self._ours_or_named("contact", text) or self.named.by_phone(text)
        return self._only("contact", text, found, company)

    def deal(self, text: str, company: int | None) -> int | None:
        """The deal of this reference, uid or title; of several, the one of `company`."""
        return self._only("deal", text, self._ours_or_named("deal", text), company)

    def ticket(self, text: str, company: int | None) -> int | None:
        """The ticket of this id (see `Named`), else of this subject."""
        return self._only("ticket", text, self._ours_or_named("ticket", text), company)

    def _ours_or_named(self, noun: str, text: str) -> list[int]:
        """The record that a text names by its reference, uid or id, else those of this name."""
        ours = self.named.find(noun, text)
        found = self.names[noun].find(text) if ours is None else [ours]
        if not found and self.named.is_ours(noun, text):
            raise Rejected(noun, text, f"no {noun} {text}")
        return found

    def _only(self, noun: str, text: str, found: list[int], company: int | None) -> int | None:
        if len(found) > 1 and company is not None:
            rows = batches.among(
                self._session,
                f"SELECT id FROM {NOUNS[noun].table} WHERE id {{among}} AND company_id = :company",
                found,
                company=company,
            )
            found = [row["id"] for row in rows] or found
        if len(found) > 1:
            raise Rejected(noun, text, f"{text} fits several: {self.listed(noun, found)}")
        return found[0] if found else None

    def make_contact(self, text: str, company: int | None) -> int:
        """A new contact of this name, e-mail address or phone number; written by `flush`."""
        from crm_cli.values.emails import read_email
        from crm_cli.values.names import read_name

        email = read_email(text) if "@" in text else ""
        shown = text.partition("<")[0].strip(' "') if "<" in text else ""
        phone = self.named.read_phone(text)
        name = read_name(shown or email or text)
        given, family = (name.given, name.family) if shown or not (email or phone) else ("", "")
        id = self._ids.take("contact")
        beside = [email, phone.digits, phone.e164] if phone else [email]
        found = search.compose([name.display, given, family, *beside], "contact")
        self._pending["contact"].append(
            (id, name.display, given or None, family or None, company, found)
        )
        if email:
            key = cells.email_key(email)
            self._pending["contact_email"].append((id, email, key, 0))
            self.emails[key] = id
        if phone:
            self._pending["contact_phone"].append(
                (id, phone.raw, phone.e164, phone.digits, phone.extension or None, 0)
            )
            self.named.add_phone(phone.digits, id)
        self.names["contact"].add(name.display, id)
        self.made["contact"] += 1
        return id

    # Writing and showing ------------------------------------------------------------------

    def flush(self) -> None:
        """Write what was made, before what points at it."""
        now = self._session.now
        for table, columns in _MADE.items():
            rows = self._pending.pop(table, [])
            if table.startswith("contact_"):
                batches.insert(self._session, table, columns, rows)
                continue
            stamped = [(*row, next(self.uids), now, now) for row in rows]
            stamps = ("uid", "created_at", "updated_at")
            batches.insert(self._session, table, (*columns, *stamps), stamped)

    def listed(self, noun: str, ids: Sequence[int]) -> str:
        """Records by reference and name, for a message."""
        shown = list(ids)[:SHOWN]
        title = NOUNS[noun].title
        rows = batches.among(
            self._session,
            f"SELECT id, {title} AS name FROM {NOUNS[noun].table} WHERE id {{among}}",
            shown,
        )
        names = {row["id"]: row["name"] for row in rows}
        texts = [f"{reference(noun, id)} {names.get(id) or ''}".strip() for id in shown]
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        return ", ".join(texts) + more


_MADE = {
    "user_account": ("id", "handle", "name", "email", "role", "search_text"),
    "company": ("id", "name", "domain", "search_text"),
    "contact": ("id", "name", "given_name", "family_name", "company_id", "search_text"),
    "contact_email": ("contact_id", "email", "key", "position"),
    "contact_phone": ("contact_id", "phone", "e164", "digits", "extension", "position"),
}


def person_key(text: str) -> str:
    """The key of the e-mail address in `text`, which may have a name before it."""
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1]
    return cells.email_key(text.strip())
