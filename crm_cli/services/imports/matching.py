"""Finding the record that a row is about: by the key of the command line, else by the noun's own.

The noun's own ways, in their order: our `uid`; the source's id; then
- a contact: an e-mail address; a telephone number; the name with the company
- a company: the domain; the name
- a colleague: handle, e-mail address, name
- a deal, task, interaction, ticket or answer without an id of its source: what it is about, all of
  it.

A name fits only if no other identifier contradicts it: an id of the same source, another company,
another domain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Draft, InTrash, Rejected
from crm_cli.services.imports.entries import Entry
from crm_cli.services.imports.keys import KeyIndex
from crm_cli.services.imports.links import Links
from crm_cli.services.imports.loosely import Loosely, Trash
from crm_cli.services.imports.mapping import Plan
from crm_cli.services.imports.told import Told
from crm_cli.services.inputs import INPUTS

if TYPE_CHECKING:
    from crm_cli.session import Session

# What tells records apart where neither an id nor an address does; of these, what the file has.
_WHOLE = {
    "deal": ("title", "company", "contact"),
    "interaction": ("kind", "occurred_at", "contact", "company", "subject", "body"),
    "task": ("title", "due", "contact", "company", "deal"),
    "ticket": ("subject", "body", "opened_at", "contact", "company"),
    "survey": ("kind", "score", "comment", "answered_at", "ticket", "deal"),
}
# In which two rows of one file are two records, and a later file may change the record that it is.
_APART = ("company", "contact", "deal", "ticket", "owner")
# Keys of which a record has several, looked up batch by batch in tables of their own.
LISTED = ("email", "phone", "handle")
Entries = Mapping[int, Entry]


class Matcher:
    """Finds the records of a noun that drafts are about."""

    def __init__(self, session: Session, plan: Plan, links: Links, fields: dict[str, int]) -> None:
        self._session, self._plan, self._links = session, plan, links
        self._noun = plan.noun
        self._uids: dict[str, tuple[int, bool]] = {}
        self._external: dict[str, tuple[int, bool]] = {}
        self._listed: dict[Any, list[int]] = {}
        whole = tuple(name for name in _WHOLE.get(self._noun, ()) if plan.names(name))
        if self._noun == "survey" and not plan.given & {"ticket", "deal"}:
            whole += ("contact",) if plan.names("contact") else ()
        self._apart = _apart(plan, whole)
        self._whole = KeyIndex(session, plan, whole) if whole else None
        amount = ("amount",) if self._noun == "deal" and "amount" in plan.given else ()
        beside = (*self._apart, *amount)
        # Where many have one title, each row would look at all of them without this one.
        self._exact = KeyIndex(session, plan, whole + beside) if whole and beside else None
        self._row_key = ""
        self._key: KeyIndex | None = None
        self._list = ""
        self._trash = Trash(session, self._noun)
        of_row = plan.linked is not None and self._noun in _WHOLE
        self._told = Told(session, plan) if of_row else None
        own_way = self._noun == "contact" and not plan.key
        self._loosely = Loosely(session, links) if own_way else None
        if plan.key and plan.key not in (("external_id",), ("uid",)):
            if self._noun == "contact" and plan.key[0] in LISTED and len(plan.key) == 1:
                self._list = plan.key[0]
            else:
                self._key = KeyIndex(session, plan, plan.key)
                self._key.use_fields(fields)

    # Once for each batch ------------------------------------------------------------------

    def prefetch(self, drafts: Sequence[Draft]) -> None:
        """Look up the ids and addresses of a batch, each kind in one statement."""
        table = NOUNS[self._noun].table
        uids = [draft.extra["uid"] for draft in drafts if "uid" in draft.extra]
        self._uids = {
            row["uid"]: (row["id"], row["deleted_at"] is not None)
            for row in batches.among(
                self._session,
                f"SELECT id, uid, deleted_at FROM {table} WHERE uid {{among}}",
                uids,
            )
        }
        ids = [draft.extra["external_id"] for draft in drafts if "external_id" in draft.extra]
        self._external = {
            row["external_id"]: (row["record_id"], row["deleted_at"] is not None)
            for row in batches.among(
                self._session,
                "SELECT e.external_id, e.record_id, r.deleted_at FROM external_id e"
                f" JOIN {table} r ON r.id = e.record_id"
                " WHERE e.external_id {among} AND e.noun = :noun AND e.source = :source",
                ids,
                noun=self._noun,
                source=self._plan.source,
            )
        }
        self._prefetch_listed(drafts)
        if self._loosely is not None:
            self._loosely.prefetch(drafts)
        if self._told is not None:
            self._told.prefetch(drafts)

    def _prefetch_listed(self, drafts: Sequence[Draft]) -> None:
        self._listed = {}
        if self._list not in ("phone", "handle"):
            return
        column = "digits" if self._list == "phone" else "handle"
        place = 2 if self._list == "phone" else 1
        wanted = {row[place] for d in drafts for row in d.lists.get(self._list, {}).values()}
        for row in batches.among(
            self._session,
            f"SELECT c.id, l.* FROM contact_{self._list} l JOIN contact c ON c.id = l.contact_id"
            f" WHERE l.{column} {{among}} AND c.deleted_at IS NULL",
            sorted(value for value in wanted if value),
        ):
            key = row["digits"] if self._list == "phone" else (row["service"], row["handle"])
            self._listed.setdefault(key, []).append(row["contact_id"])

    def candidates(self, draft: Draft) -> set[int]:
        """The ids of all records that the draft may be about."""
        found = {id for id, _ in self._by_id(draft)}
        if self._key is not None:
            found.update(self._key.find(draft))
        found.update(self._by_list(draft, self._list))
        return found | self._by_noun(draft)

    def _by_noun(self, draft: Draft) -> set[int]:
        links, noun = self._links, self._noun
        if noun == "contact":
            found = {id for id in map(links.emails.get, draft.lists.get("email", ())) if id}
            if found:
                return found
            if not draft.lists.get("email"):
                found.update(links.names["contact"].find(draft.name))
            if self._loosely is not None and self._loosely.anybody:
                found |= self._loosely.candidates(draft)
            return found
        if noun == "company":
            named = set(links.names["company"].find(draft.columns.get("name", "")))
            domain = links.domains.get(draft.columns.get("domain", ""))
            return named | ({domain} if domain else set())
        if noun == "user":
            return {
                id
                for by, known in links.users.items()
                for id in known.get(_folded(draft.columns.get(by)), [])
            }
        told = self._told.of(draft) if self._told is not None else ()
        return {*told, *self._by_whole(draft)}

    def _by_whole(self, draft: Draft) -> list[int]:
        """The records that are about the same; of those that are alike in all, no others."""
        found = self._exact.find(draft) if self._exact is not None else []
        return found or (self._whole.find(draft) if self._whole is not None else [])

    # Once for each row --------------------------------------------------------------------

    def match(self, draft: Draft, entries: Entries) -> int | None:
        """The id of the record that the draft is about; None when it is a new one.

        Raises Rejected when several fit, and when identifiers of the row belong to different
        records; InTrash when the one is in the trash.
        """
        self._row_key = ""
        found = self._match(draft, entries)
        if found is not None and self._exact is not None:
            self._row_key = self._exact.of(draft)  # before what the source did not change is gone
        if found is None and self._trash.anything and self._trash.has(draft):
            raise InTrash
        return found

    def _match(self, draft: Draft, entries: Entries) -> int | None:
        for id, deleted in self._by_id(draft):
            if deleted:
                raise InTrash
            return self._checked(draft, id)
        if self._key is not None and self._key.has(draft):
            return self._only(self._plan.key[0], draft, self._key.find(draft))
        if self._list and draft.lists.get(self._list):
            return self._only(self._list, draft, self._by_list(draft, self._list))
        return self._own_way(draft, entries)

    def _own_way(self, draft: Draft, entries: Entries) -> int | None:
        if self._noun == "contact":
            return self._contact(draft, entries)
        if self._noun == "company":
            return self._company(draft, entries)
        if self._noun == "user":
            return self._user(draft)
        told = self._told if "external_id" not in draft.extra else None
        if told is not None and (id := told.match(draft, entries)) is not None:
            return id
        if self._whole is None or "external_id" in draft.extra or "uid" in draft.extra:
            return None
        found = self._free(draft, self._by_whole(draft), entries)
        if self._told is not None and not self._told.titled:
            found = [id for id in found if entries[id].line]
        return self._only(self._whole.names[0], draft, self._like(draft, found, entries))

    def _like(self, draft: Draft, ids: list[int], entries: Entries) -> list[int]:
        """Those with the links and the amount of the row, else those that no row spoke of yet."""
        wanted = {
            column: draft.found.get(column, _NONE_YET if name in draft.links else None)
            for name, column in self._apart.items()
        }
        if self._noun == "deal" and "amount" in self._plan.given:
            wanted |= {name: draft.columns.get(name) for name in ("amount_minor", "currency")}
        alike = [
            id
            for id in ids
            if all(entries[id].columns.get(name) == value for name, value in wanted.items())
        ]
        return alike or [id for id in ids if not entries[id].line]

    def _by_id(self, draft: Draft) -> list[tuple[int, bool]]:
        """Whom our uid, or the source's id, names; and whether that record is in the trash."""
        for known, name in ((self._uids, "uid"), (self._external, "external_id")):
            found = known.get(draft.extra.get(name, ""))
            if found is not None:
                return [found]
        return []

    def _by_list(self, draft: Draft, name: str) -> list[int]:
        items = draft.lists.get(name, {}) if name else {}
        if name == "email":
            found = [self._links.emails.get(key) for key in items]
            return list(dict.fromkeys(id for id in found if id))
        keys = [row[2] if name == "phone" else row for row in items.values()]
        return list(dict.fromkeys(id for key in keys for id in self._listed.get(key, [])))

    def _checked(self, draft: Draft, id: int) -> int:
        """The record of an id, after making sure that no address in the row is another's."""
        if self._noun == "contact":
            for key in draft.lists.get("email", ()):
                owner = self._links.emails.get(key)
                if owner is not None and owner != id:
                    raise self._taken("email", key, owner)
        if self._noun == "company":
            domain = draft.columns.get("domain", "")
            owner = self._links.domains.get(domain) if domain else None
            if owner is not None and owner != id:
                raise self._taken("domain", domain, owner)
        return id

    def _taken(self, target: str, value: str, owner: int) -> Rejected:
        listed = self._links.listed(self._noun, [owner])
        return Rejected(target, value, f"{value} belongs to {listed}")

    def _contact(self, draft: Draft, entries: Entries) -> int | None:
        if draft.lists.get("email"):
            found = self._by_list(draft, "email")
            id = self._only("email", draft, found)
            if id is not None and not self._free(draft, [id], entries):
                raise self._taken("email", next(iter(draft.lists["email"])), id)
            if id is not None or self._loosely is None or not self._loosely.anybody:
                return id
            fitting = self._loosely.by_phone(draft, entries)
            fitting = fitting or self._loosely.by_name(draft, entries)
            return self._only("name", draft, self._free(draft, fitting, entries))
        if self._loosely is not None and draft.lists.get("phone"):
            fitting = self._free(draft, self._loosely.by_phone(draft, entries), entries)
            if fitting:
                return self._only("phone", draft, fitting)
        named = self._links.names["contact"].find(draft.name)
        company = draft.found.get("company_id")
        fitting = [
            id for id in self._free(draft, named, entries) if self._same_place(draft, entries, id)
        ]
        exact = [id for id in fitting if entries[id].columns.get("company_id") == company]
        return self._only("name", draft, exact if len(exact) == 1 else fitting)

    def _same_place(self, draft: Draft, entries: Entries, id: int) -> bool:
        """Whether neither company nor telephone says that this is another person of the name."""
        entry = entries[id]
        named = "company" in draft.links or draft.line in (self._plan.linked or {}).get(
            "company", ()
        )
        if named or draft.extra.keys() & {"company.id", "company.domain"}:
            there = entry.columns.get("company_id")
            if there is not None and there != draft.found.get("company_id"):
                return False
        ours, theirs = draft.lists.get("phone", {}), entry.lists.get("phone", {})
        return not (ours and theirs and not ours.keys() & theirs.keys())

    def _company(self, draft: Draft, entries: Entries) -> int | None:
        domain = draft.columns.get("domain", "")
        if domain and (found := self._links.domains.get(domain)) is not None:
            if not self._free(draft, [found], entries):
                raise self._taken("domain", domain, found)
            return found
        named = self._links.names["company"].find(draft.columns.get("name", ""))
        fitting = [
            id
            for id in self._free(draft, named, entries)
            if not domain or not self._links.domain_of(id)
        ]
        return self._only("name", draft, fitting)

    def _user(self, draft: Draft) -> int | None:
        for by in ("handle", "email", "name"):
            text = draft.columns.get(by)
            found = self._links.users[by].get(_folded(text), []) if text else []
            if found:
                return self._only(by, draft, found)
        return None

    def _free(self, draft: Draft, ids: Sequence[int], entries: Entries) -> list[int]:
        """Those that neither the same source nor this file knows under another id."""
        wanted = draft.extra.get("external_id")
        found = [
            id
            for id in ids
            if wanted is None or entries[id].external is None or wanted in entries[id].said
        ]
        if "uid" in draft.extra:
            found = [id for id in found if not entries[id].made_here]
        return found

    def _only(self, target: str, draft: Draft, found: Sequence[int]) -> int | None:
        if len(found) > 1:
            listed = self._links.listed(self._noun, sorted(found))
            raise Rejected(target, "", f"fits several: {listed}; another --key says which")
        return self._checked(draft, found[0]) if found else None

    # What this import wrote ----------------------------------------------------------------

    def learn(self, entry: Entry, draft: Draft) -> None:
        """Know a record that a row has made or added to, for the rows that follow."""
        links, id = self._links, entry.id
        if "uid" in draft.extra and entry.columns.get("uid") == draft.extra["uid"]:
            self._uids[draft.extra["uid"]] = (id, False)
        if "external_id" in draft.extra:
            self._external[draft.extra["external_id"]] = (id, False)
        for key in draft.lists.get("email", ()) if self._noun == "contact" else ():
            links.emails[key] = id
        if self._list in ("phone", "handle"):
            for row in draft.lists.get(self._list, {}).values():
                known = self._listed.setdefault(row[2] if self._list == "phone" else row, [])
                if id not in known:
                    known.append(id)
        name = entry.columns.get(NOUNS[self._noun].title)
        if self._noun in links.names and name:
            links.names[self._noun].add(name, id)
        if self._noun == "company" and entry.columns.get("domain"):
            links.add_domain(entry.columns["domain"], id)
        if self._noun == "user":
            links.add_user(id, entry.columns)
        if self._exact is not None:  # what a row of this file made is no other row's but by this
            self._exact.put(self._row_key or self._exact.of(draft), id)
        for index in (self._key, self._whole if self._exact is None else None):
            if index is not None and entry.is_new:
                index.add(draft, id)


_NONE_YET = -1  # the id of what is to be made first: no record has it


def _apart(plan: Plan, whole: Sequence[str]) -> dict[str, str]:
    """The columns of the links that rows give and that are no part of the key, by field."""
    return {
        name: field.stored_as
        for name in _APART
        if name not in whole
        and plan.names(name)
        and (field := INPUTS[plan.noun].get(name)) is not None
        and field.kind == "link"
    }


def _folded(text: Any) -> str:
    from crm_cli.values.text import fold

    return fold(text) if text else ""
