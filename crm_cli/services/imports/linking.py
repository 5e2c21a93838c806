"""Finding the records that rows name: their company, owner, contacts, deal and ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from crm_cli.services.imports.drafts import Draft, Rejected
from crm_cli.services.imports.links import Links, person_key
from crm_cli.services.imports.lists import lists_of
from crm_cli.services.imports.plans import Plan
from crm_cli.services.imports.theirs import TheirIds
from crm_cli.services.inputs import INPUTS

if TYPE_CHECKING:
    from crm_cli.session import Session


class Linker:
    """Looks up what the rows of one plan name. What is to be made is made when one is accepted."""

    def __init__(self, session: Session, plan: Plan, links: Links, owner_column: str) -> None:
        self._plan, self._links, self._owner_column = plan, links, owner_column
        given = plan.given & {"company.id", "contact.id"}
        self._theirs = TheirIds(session, plan.noun, plan.source) if given else None
        self._stored = {field.stored_as for field in INPUTS[plan.noun].values()}
        self._columns = {
            name: owner_column if name == "owner" else f"{name}_id"
            for name in ("company", "owner", "contact", "deal", "ticket")
        }

    def look_up(self, drafts: Sequence[Draft], *, beside: bool = False) -> None:
        """Look up the addresses and ids of a batch, or `beside` it, each kind in one statement."""
        if not beside:
            self._links.emails = {}
            self._links.named.clear()
            if self._theirs is not None:
                self._theirs.clear()
        keys = {key for draft in drafts for key in draft.lists.get("email", ())}
        if "contact" in self._plan.given:
            for draft in drafts:
                texts = [*_texts(draft), draft.links.get("contact", "")]
                keys.update(person_key(text) for text in texts if "@" in text)
        if keys:
            self._links.look_up_emails(keys)
        for noun in filter(self._plan.names, ("contact", "company", "deal", "ticket")):
            wanted = {text for draft in drafts if (text := draft.links.get(noun))}
            if noun == "contact":
                wanted |= {text for draft in drafts for text in _texts(draft)}
            if wanted:
                self._links.named.look_up(noun, wanted, self._plan.source)
        if self._theirs is not None:
            self._theirs.look_up(drafts)

    def find(self, draft: Draft, *, beside: bool = True) -> None:
        """Find what a row names. Raises Rejected where it is not there and will not be made.

        Done twice: before the batch, and again for what a row of the batch may have made since.
        `beside` takes what the same row of a sheet has made of the nouns before.
        """
        if self._plan.linked and beside:
            self._link(draft, self._plan.linked)
        if self._theirs is not None:
            self._theirs.link(draft)
        if not (draft.links or draft.extra or "contact" in draft.lists):
            draft.resolved = True
            return
        self._find_company(draft)
        if "owner" in draft.links and self._owner_column not in draft.found:
            id = self._links.user(draft.links["owner"])
            if id is not None:
                draft.found[self._owner_column] = id
        for name in ("contact", "deal", "ticket"):
            if name in draft.links and f"{name}_id" not in draft.found:
                self._find_one(name, draft)
        if "contact" in draft.lists:
            self._find_people(draft)
        draft.resolved = self._is_resolved(draft)

    def _link(self, draft: Draft, linked: Mapping[str, Mapping[int, int]]) -> None:
        """Link a row to the records that it holds itself."""
        for noun, ids in linked.items():
            id = ids.get(draft.line)
            if id is None:
                continue
            if noun in lists_of(self._plan.noun):
                draft.lists[noun] = {id: (id,)}
            elif f"{noun}_id" in self._stored:
                draft.found[f"{noun}_id"] = id

    def _find_company(self, draft: Draft) -> None:
        if "company_id" in draft.found:
            return
        company = draft.links.get("company", "")
        domain = draft.extra.get("company.domain", "")
        if company or domain:
            id = self._links.company(company, domain)
            if id is not None:
                draft.found["company_id"] = id

    def _find_one(self, name: str, draft: Draft) -> None:
        id = getattr(self._links, name)(draft.links[name], draft.found.get("company_id"))
        if id is not None:
            draft.found[f"{name}_id"] = id
        elif name != "contact" or not self._plan.create_contacts:
            raise _nobody(name, draft.links[name])

    def _is_resolved(self, draft: Draft) -> bool:
        if draft.people or ("company.domain" in draft.extra and "company_id" not in draft.found):
            return False
        columns, found = self._columns, draft.found
        return all(columns[name] in found for name in draft.links if name in columns)

    def _find_people(self, draft: Draft) -> None:
        """Replace the wanted that name people by ids, in their order, as far as they are there."""
        if not draft.people:
            if all(isinstance(text, int) for text in draft.lists["contact"]):
                return
            draft.people = list(draft.lists["contact"])
        people: list[str | int] = []
        for one in draft.people:
            company = draft.found.get("company_id")
            id = one if isinstance(one, int) else self._links.contact(one, company)
            if id is None and not self._plan.create_contacts:
                raise _nobody("contact", str(one))
            people.append(one if id is None else id)
        ids = [one for one in people if isinstance(one, int)]
        draft.lists["contact"] = {id: (id,) for id in ids}
        draft.people = people if len(ids) < len(people) else []


def _texts(draft: Draft) -> list[str]:
    """What names people in a row, those aside that are found already."""
    return [one for one in draft.lists.get("contact", ()) if isinstance(one, str)]


def _nobody(noun: str, text: str) -> Rejected:
    flag = "--create-contacts" if noun == "contact" else ""
    hint = f" ({flag} makes them)" if flag else ""
    return Rejected(noun, text, f"no {noun} {text}{hint}", flag)
