"""Turning an accepted row into a new record, or into changes of the one that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.errors import CrmError
from crm_cli.nouns import NOUNS
from crm_cli.services import surveys as answers
from crm_cli.services import tags
from crm_cli.services.imports import deals, surveys, syncing, tickets
from crm_cli.services.imports.drafts import Contradicted, Draft, Rejected
from crm_cli.services.imports.entries import Entry, differing, is_unnamed
from crm_cli.services.imports.links import Links
from crm_cli.services.imports.mapping import Plan
from crm_cli.services.imports.named import is_uid
from crm_cli.services.imports.said import NAMELESS
from crm_cli.services.imports.writing import NEEDED
from crm_cli.services.inputs import INPUTS
from crm_cli.services.interactions import company_of
from crm_cli.values.dates import from_utc_text
from crm_cli.values.plurals import with_article
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

# Links that are found when all rows are there: they point into the file itself.
_WITH_COMPANY = ("deal", "interaction", "ticket")  # theirs follows from the contact
LATER = {"company": "parent", "contact": "referred_by"}


class Maker:
    """Makes and changes the entries of one noun. `kept` is what the last row left as it was."""

    def __init__(self, session: Session, plan: Plan, links: Links, ids: batches.Ids) -> None:
        self._session, self._plan, self._links, self._ids = session, plan, links, ids
        self._noun = plan.noun
        self._tags: dict[str, int] = {}
        self.kept = 0
        self._overwrite = self._always = plan.on_match == "overwrite"
        self.conflicts: list[tuple[str, Any, Any]] = []  # of the last row: what stays
        self.emptied: list[tuple[str, Any]] = []  # and what went without anything in its place
        self._stages = deals.Stages(session) if self._noun == "deal" else None
        self._today = session.book.today.isoformat()
        self._company_of_contact: dict[int, int | None] = {}
        self._required = [
            (field.name, field.stored_as) for field in INPUTS[self._noun].values() if field.required
        ]
        self.required = {name for name, _ in self._required}
        self._needed = {stored for _, stored in self._required} | NEEDED.get(self._noun, {}).keys()
        self._stored = {
            name: field.stored_as
            for name, field in INPUTS[self._noun].items()
            if field.kind == "link"
        }
        owner = INPUTS[self._noun].get("owner")
        self.owner_column = owner.stored_as if owner else ""

    @property
    def columns(self) -> list[str]:
        """The columns that an import writes: those of all fields of the noun."""
        later = LATER.get(self._noun)
        found = [
            field.stored_as
            for field in INPUTS[self._noun].values()
            if field.kind in ("column", "link") and field.name != later
        ]
        if self._noun == "deal":
            found = [name for name in found if name not in ("pipeline", "stage")]
            found += ["pipeline_id", "stage_id", "amount_minor", "currency"]
        return found

    # A new record -------------------------------------------------------------------------

    def make(self, draft: Draft) -> Entry:
        """The new record of a row. Raises Rejected when it lacks what it needs."""
        self.kept = 0
        self._overwrite = self._always
        uid = draft.extra.get("uid")
        if uid is not None and not is_uid(uid):
            raise Rejected("uid", uid, f"{uid} is no uid")
        if self._noun == "ticket":
            tickets.settle(draft, self._session.now)
        columns = {**draft.derived, **draft.columns}
        placed = self._placed(draft, None)
        day = deals.settle(draft, placed.stage, self._today) if placed else None
        if placed is not None:
            columns = {**draft.derived, **draft.columns}
            columns |= {"pipeline_id": placed.stage.pipeline_id, "stage_id": placed.stage.id}
        if self._noun == "contact" and not columns.get("name"):
            self._name_by_address(draft)
            columns = {**draft.derived, **columns}
        self._check(draft, columns)
        if self._noun == "survey":
            about = {**columns, **draft.found}
            surveys.check(draft, about, draft.lists.get("scores", {}), self._session.now)
        columns |= self._links_of(draft, None)
        if self._noun == "survey":
            columns |= answers.follow(self._session, columns)
        elif self._noun in _WITH_COMPANY and not self._plan.names("company"):
            self._take_company(draft, columns)
        columns["uid"] = uid or next(self._links.uids)
        entry = self._new_entry(draft, columns)
        if placed is not None:
            entry.new_moves = deals.first_moves(entry.id, draft, placed, day)
        if self._noun == "ticket":
            entry.new_moves = tickets.first_moves(entry.id, columns)
            entry.rating = entry.new_rating = tickets.rating_of(draft)
            self._count_rating(entry)
        return entry

    def _new_entry(self, draft: Draft, columns: dict[str, Any]) -> Entry:
        """A record with these columns, and all that the row has beside them."""
        entry = Entry(self._ids.take(NOUNS[self._noun].table), columns, is_new=True)
        entry.custom = dict(draft.custom)
        entry.new_custom = entry.custom
        entry.lists = draft.lists
        entry.new_items = draft.lists
        if draft.tags:
            entry.add_tags(map(self._tag, draft.tags.values()))
        entry.external = draft.extra.get("external_id")
        if entry.external or "uid" not in draft.extra:  # else it is an export of our own
            entry.new_said[entry.external or NAMELESS + columns["uid"]] = draft.saying
        return entry

    def _name_by_address(self, draft: Draft) -> None:
        """A person of whom only the address is known is called by it, as `links` does."""
        if self._noun == "contact" and not draft.name:
            email = next(iter(draft.lists.get("email", {}).values()), None)
            if email is not None:
                draft.derived["name"] = email[0]

    def _count_rating(self, entry: Entry) -> None:
        if entry.new_rating is not None and entry.new_rating.id is None:
            self._links.made["survey"] += 1

    def _check(self, draft: Draft, columns: dict[str, Any]) -> None:
        """Make sure that a new record has what it needs."""
        if self._noun == "user" and not columns.get("handle"):
            name, email = columns.get("name", ""), columns.get("email", "")
            if name or email:
                columns["handle"] = self._links.free_handle(name, email)
        for name, stored in self._required:
            if not columns.get(stored):
                raise Rejected(
                    name,
                    "",
                    f"{with_article(self._noun)} needs {with_article(name)}, and this row has none",
                )
        at = columns.get("occurred_at")
        if at and at > self._session.now:
            local = from_utc_text(at).astimezone(self._session.book.zone)
            raise Rejected("occurred_at", "", f"{local:%Y-%m-%d %H:%M} is still to come")

    def _placed(self, draft: Draft, present: Any) -> deals.Placed | None:
        return self._stages.place(draft, present) if self._stages is not None else None

    def is_undated(self, entry: Entry) -> bool:
        """Whether a deal is won or lost, or a ticket was resolved, nobody knows when."""
        if self._stages is None:
            done = entry.columns.get("status") in ("resolved", "closed")
            return done and not entry.columns.get("resolved_at")
        stage = self._stages.stage(entry.columns["stage_id"])
        return stage.outcome != "open" and not entry.columns.get("closed_at")

    def _take_company(self, draft: Draft, columns: dict[str, Any]) -> None:
        """Without a column of companies, that of the first contact, as when it is typed."""
        first = columns.get("contact_id") or next(iter(draft.lists.get("contact", ())), None)
        if first is None or "company_id" in columns:
            return
        if first not in self._company_of_contact:
            self._company_of_contact[first] = company_of(self._session, first)
        company = self._company_of_contact[first]
        if company is not None:
            columns["company_id"] = company

    # Links --------------------------------------------------------------------------------

    def _links_of(self, draft: Draft, entry: Entry | None) -> dict[str, int]:
        """The ids of what a row names, made where that is not there.

        Of an entry that has them, and is not to be overwritten, nothing is made.
        """
        columns = draft.found
        name, domain = draft.links.get("company", ""), draft.extra.get("company.domain", "")
        if (name or domain) and self._wanted("company_id", columns, entry):
            # Again: a row before this one may have made it.
            found = self._links.company(name, domain)
            columns["company_id"] = found or self._links.make_company(name, domain)
        if "owner" in draft.links and self._wanted(self.owner_column, columns, entry):
            owner = self._links.user(draft.links["owner"])
            columns[self.owner_column] = owner or self._links.make_user(draft.links["owner"])
        if "contact" in draft.links and self._wanted("contact_id", columns, entry):
            columns["contact_id"] = self._person(draft.links["contact"], columns.get("company_id"))
        if draft.people:  # in their order: the first one is the main one
            company = columns.get("company_id")
            ids = [
                one if isinstance(one, int) else self._person(one, company) for one in draft.people
            ]
            draft.lists["contact"] = {id: (id,) for id in ids}
        draft.people = []
        return columns

    def _wanted(self, column: str, found: dict[str, int], entry: Entry | None) -> bool:
        return column not in found and (
            entry is None or self._overwrite or not entry.columns.get(column)
        )

    def _person(self, text: str, company: int | None) -> int:
        found = self._links.contact(text, company)
        if found is not None:
            return found
        try:
            return self._links.make_contact(text, company)
        except CrmError as error:
            raise Rejected("contact", text, str(error)) from error

    def _tag(self, name: str) -> int:
        key = fold(name)
        if key not in self._tags:
            self._tags[key] = tags.tag_id(self._session, name)
        return self._tags[key]

    # A record that is there ----------------------------------------------------------------

    def merge(self, entry: Entry, draft: Draft, last: Draft | None = None) -> bool:
        """Let an entry take in a row; whether that changes it.

        Empty fields are filled, with `overwrite` the others are changed too; lists and tags are
        added to. With what the source said `last`, only what it changed is written, see `syncing`.
        Raises Rejected, changing nothing, where rows contradict each other.
        """
        self.kept, self.conflicts, self.emptied = 0, [], []
        self._overwrite = self._always
        gone = False
        if last is not None:
            gone = self._sync(entry, draft, last)
            self._overwrite = True
        placed, day = self._settle_stage(entry, draft)
        rating = self._settle_ticket(entry, draft) if self._noun == "ticket" else None
        values = {**draft.columns}
        name = values.get("name", entry.columns.get("name"))
        same = fold(str(name)) == fold(str(entry.columns.get("name")))
        if self._overwrite or same or is_unnamed(entry):
            values = {**draft.derived, **values}
        if self._noun == "company" and values.get("name", "") == values.get("domain"):
            del values["name"]  # a domain is no better name than one that is there
        values |= draft.found  # before anything is made
        columns, custom, kept = differing(entry, draft, values, overwrite=self._overwrite)
        self.kept += kept
        if self._noun == "survey":
            scores = entry.lists.get("scores", {}) | draft.lists.get("scores", {})
            surveys.check(draft, entry.columns | columns, scores, self._session.now)
        made = self._links_of(draft, entry)
        columns |= {
            column: id
            for column, id in made.items()
            if column not in values and entry.columns.get(column) != id
        }
        changed = gone or bool(columns or custom or rating)
        if self._noun == "ticket":
            tickets.move(entry, columns)
        if rating is not None:
            entry.rating = entry.new_rating = rating
            self._count_rating(entry)
        entry.set_columns(columns)
        for field, value in custom.items():
            entry.set_custom(field, value)
        changed |= self._add_beside(entry, draft)
        if placed is not None:
            changed |= self._move(entry, placed, day)
        return changed

    def _add_beside(self, entry: Entry, draft: Draft) -> bool:
        """Add the items and the tags of a row; whether any was new, or was taken away."""
        changed = False
        for list_name, items in draft.lists.items():
            changed |= entry.add_items(list_name, items)
        if draft.tags:
            changed |= entry.add_tags(map(self._tag, draft.tags.values()))
        for name in draft.gone_tags:
            if entry.drop_tags([self._tag(name)]):
                changed = True
                self.emptied.append(("tag", name))
        return changed

    def _sync(self, entry: Entry, draft: Draft, last: Draft) -> bool:
        """Leave in a row what the source changed; whether something was taken away already."""
        for one in (draft, last):
            self._name_by_address(one)
            if self._noun == "ticket":
                tickets.settle(one, self._session.now)
        if self._stages is not None:
            self._sync_stage(entry, draft, last)
        kept, self.emptied = syncing.reduce(entry, draft, last, self._needed, self._stored)
        self.conflicts += kept
        self.kept += len(self.conflicts)
        return bool(entry.gone_items or entry.gone_custom)

    def _sync_stage(self, entry: Entry, draft: Draft, last: Draft) -> None:
        """Where the source moved a deal, and a person did too, it stays where they put it."""
        assert self._stages is not None
        present = self._stages.stage(entry.columns["stage_id"])
        placed = self._placed(draft, present)
        try:
            before = self._placed(last, present)
            deals.settle(last, before.stage if before else present, self._today)
        except Rejected:
            before = None
        deals.settle(draft, placed.stage if placed else present, self._today)
        if not syncing.is_moved(draft, last) or placed is None or placed.stage.id == present.id:
            return
        if before is None or before.stage.id != present.id:
            self.conflicts.append(("stage", present.name, placed.stage.name))
            syncing.forget_stage(draft)

    def _settle_stage(self, entry: Entry, draft: Draft) -> tuple[deals.Placed | None, str | None]:
        """The stage that a deal gets, and the day; none of another noun, or where it stays."""
        if self._stages is None:
            return None, None
        present = self._stages.stage(entry.columns["stage_id"])
        placed = self._placed(draft, present)
        if placed is not None and placed.stage.id != present.id:
            self._contradicts(entry, placed, present)
        if not self._overwrite:
            self.kept += placed is not None and placed.stage.id != present.id
            placed = None
        return placed, deals.settle(draft, placed.stage if placed else present, self._today)

    def _settle_ticket(self, entry: Entry, draft: Draft) -> tickets.Rating | None:
        """Leave out of a row what may not be overwritten; the rating that the ticket gets."""
        tickets.settle(draft, self._session.now)
        self.kept += tickets.keep_status(entry, draft, overwrite=self._overwrite)
        rating, stays = tickets.compare_rating(entry, draft, overwrite=self._overwrite)
        self.kept += stays
        return rating

    def _contradicts(self, entry: Entry, placed: deals.Placed, present: Any) -> None:
        if entry.line and (entry.made_here or self._overwrite):
            raise Contradicted("stage", placed.stage.name, f"line {entry.line} says {present.name}")

    def _move(self, entry: Entry, placed: deals.Placed, day: str | None) -> bool:
        """Move a deal to another stage; the day of it is empty where the file does not say it."""
        assert self._stages is not None
        stage, present = placed.stage, self._stages.stage(entry.columns["stage_id"])
        if stage.id == present.id:
            return False
        closing = stage.outcome != "open"
        changes: dict[str, Any] = {"stage_id": stage.id, "pipeline_id": stage.pipeline_id}
        if not closing and entry.columns.get("closed_at"):
            changes["closed_at"] = None
        entry.set_columns(changes)
        since = day if closing else None
        entry.new_moves.append((entry.id, present.id, stage.id, since))
        return True
