"""Cells of fields with several values: what a row's draft gets of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from crm_cli.book import Book
from crm_cli.services import inputs
from crm_cli.services.imports import cells as split
from crm_cli.services.imports import readers
from crm_cli.services.imports.drafts import Draft, Odd
from crm_cli.services.imports.plans import Plan
from crm_cli.services.imports.targets import Target
from crm_cli.values.phones import Phone
from crm_cli.values.text import check_text, fold

Put = Callable[[Draft, str], None]


class Several:
    """Takes cells apart. `translate` gives ours for a text of theirs, empty to leave it out.

    `odd` counts the telephone numbers that are kept as they are.
    """

    def __init__(self, plan: Plan, book: Book, translate: Callable[..., str], odd: Odd) -> None:
        self._plan, self._book, self._translate = plan, book, translate
        self._odd = odd

    def of(self, target: Target) -> Put | None:
        """What takes the texts of a field; None for one with a single value."""
        if target.kind == "tags":
            return self.put_tags
        if target.name == "due":
            return self.put_due
        if target.kind != "list":
            return None
        if self._plan.noun == "survey":
            return partial(self.put_scores, target.name)
        if target.name == "handle":
            return partial(self.put_handles, target.service)
        return {
            "email": self.put_emails,
            "phone": self.put_phones,
            "link": self.put_links,
            "contact": self.put_people,
        }[target.name]

    def put_due(self, draft: Draft, text: str) -> None:
        """A day, and the time after it."""
        from crm_cli.services.tasks import read_due

        day, time = (text, "") if readers.is_day(text) else read_due(text, self._book)
        draft.columns["due_on"] = day
        if time:
            draft.columns.setdefault("due_time", time)

    def put_emails(self, draft: Draft, text: str) -> None:
        """E-mail addresses."""
        found = draft.lists.setdefault("email", {})
        if readers.is_email(text):
            key = text.lower()
            found[key] = (text, key)
            return
        for part in split.emails(text):
            email = inputs.email(part, self._book)
            key = split.email_key(email)
            found.setdefault(key, (email, key))

    def put_phones(self, draft: Draft, text: str) -> None:
        """Telephone numbers, those that cannot be read as they are.

        One that is said to be that of WeChat as well is a handle, too.
        """
        if not text.isascii() and (plain := split.without_wechat(text)) != text:
            handles = draft.lists.setdefault("handle", {})
            for phone, read in split.phones(plain, self._book.phone_region):
                if read:
                    handles.setdefault(("wechat", phone.raw), ("wechat", phone.raw))
            text = plain
        elif "E+" in text or "e+" in text:
            split.check_whole(text)
        found = draft.lists.setdefault("phone", {})
        for phone, read in split.phones(text, self._book.phone_region):
            if phone.e164 is None:
                self._count(phone, read, draft.line)
            cells = (phone.raw, phone.e164, phone.digits, phone.extension or None)
            found.setdefault(split.phone_key(cells), cells)

    def _count(self, phone: Phone, read: bool, line: int) -> None:
        if not read:
            self._odd.phones += self._odd.counting
        elif self._odd.region and "+" not in phone.raw:
            self._odd.count_foreign(line)

    def put_handles(self, service: str, draft: Draft, text: str) -> None:
        """Names in messengers, those without one of their own in `service`."""
        found = draft.lists.setdefault("handle", {})
        for part in split.items(text):
            whole = part if ":" in part or not service else f"{service}:{part}"
            own, _, name = inputs.handle(whole, self._book).partition(":")
            found.setdefault((own, name), (own, name))

    def put_links(self, draft: Draft, text: str) -> None:
        """Addresses and paths of files."""
        found = draft.lists.setdefault("link", {})
        for part in split.items(text):
            target = inputs.line(part)
            found.setdefault(target, (target,))

    def put_people(self, draft: Draft, text: str) -> None:
        """Names and addresses of contacts, looked up later."""
        found = draft.lists.setdefault("contact", {})
        for part in split.people(check_text(text)):
            found.setdefault(part, (part,))

    def put_scores(self, dimension: str, draft: Draft, text: str) -> None:
        """What was expected and perceived in a dimension of servqual."""
        found = draft.lists.setdefault("scores", {})
        found[dimension] = (dimension, *inputs.gap(text, self._book))

    def put_tags(self, draft: Draft, text: str) -> None:
        """Tags."""
        values = self._plan.values.get("tag")
        for name in split.tags(check_text(text)):
            if values is not None and not (name := self._translate("tag", values, name)):
                continue
            draft.tags.setdefault(fold(name), inputs.line(name))
