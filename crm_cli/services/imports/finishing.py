"""What of a row needs more than one cell: amounts with their currency, names in two columns …"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from crm_cli.book import Book
from crm_cli.errors import BadValue, CrmError
from crm_cli.services import inputs
from crm_cli.services.imports.cells import people
from crm_cli.services.imports.drafts import Draft, Odd
from crm_cli.services.imports.plans import Plan
from crm_cli.services.imports.readers import TOOK
from crm_cli.values.dates import utc_text
from crm_cli.values.names import join_name, read_name
from crm_cli.values.text import fold
from crm_cli.values.websites import domain_named, named_by_address


class Finisher:
    """Completes the drafts of one plan. `fields` are the ids of the team's own, by folded name.

    `odd` counts the rows of which not all can be kept.
    """

    def __init__(self, plan: Plan, book: Book, fields: Mapping[str, int], odd: Odd) -> None:
        self._plan, self._book, self._fields = plan, book, fields
        self._books: dict[str, Book] = {}
        self._odd = odd
        self._finish: Callable[[Draft], None] | None = {
            "contact": self._finish_contact,
            "company": self._finish_company,
            "deal": self._finish_deal,
            "ticket": self._finish_ticket,
            "survey": self._finish_person,
        }.get(plan.noun)
        self._custom_money = any(
            target.custom is not None and target.custom.kind == "money" for target in plan.targets
        )

    def complete(self, draft: Draft) -> None:
        """Work out what needs the whole row. Raises CrmError, which names the field."""
        if self._custom_money:
            for name, text in list(draft.extra.items()):
                if name.startswith("custom:"):
                    self._put_custom_money(draft, int(name[7:]), text)
        if self._finish is not None:
            self._finish(draft)

    def _put_custom_money(self, draft: Draft, id: int, text: str) -> None:
        name = next(
            custom.name
            for target in self._plan.targets
            if (custom := target.custom) and self._fields[fold(custom.name)] == id
        )
        money = self._money(name, text, draft.extra.get(f"{name}_currency", ""))
        draft.custom[id] = (str(money.minor), money.currency)

    def _money(self, field: str, text: str, currency: str) -> Any:
        """The amount of a cell, in the currency of the cell beside it if there is one."""
        try:
            book = self._book
            if currency:
                book = self._books.get(currency) or self._in_currency(currency)
            money = inputs.amount(text, book)
            if currency and money.currency != book.currency:
                raise BadValue("{text} is not in {currency}", text=text, currency=book.currency)
            return money
        except CrmError as error:
            error.values.setdefault("field", field)
            raise

    def _in_currency(self, text: str) -> Book:
        from crm_cli.values.currencies import read_currency

        code = read_currency(text.strip(), yen=self._book.yen)
        return self._books.setdefault(text, replace(self._book, currency=code))

    def _finish_deal(self, draft: Draft) -> None:
        text = draft.extra.pop("amount", None)
        if text is not None:
            money = self._money("amount", text, draft.extra.get("currency", ""))
            draft.columns |= {"amount_minor": money.minor, "currency": money.currency}

    def _finish_person(self, draft: Draft) -> None:
        """Who asked or answered: the name and the address may stand in two columns."""
        name, text = draft.extra.pop("contact_name", ""), draft.links.get("contact", "")
        if "(" in text or text.count("@") > 1:  # HubSpot: Jane Smith (jane@example.com);…
            named = people(text)
            self._odd.people += len(named) > 1 and self._odd.counting
            draft.links["contact"] = text = named[0] if named else ""
        plain = name.replace("<", "").replace(">", "").strip()
        if plain and not text:
            draft.links["contact"] = name.strip()
        elif plain and "@" in text and "<" not in text:
            draft.links["contact"] = f"{plain} <{text}>"

    def _finish_ticket(self, draft: Draft) -> None:
        """A ticket without a subject is called by the beginning of its text."""
        self._finish_person(draft)
        for took, moment in TOOK.items():
            if took in draft.extra:
                self._count_from_opening(draft, int(draft.extra.pop(took)), moment)
        if "subject" not in draft.columns and "body" in draft.columns:
            from crm_cli.services.logbook import split as subject_and_body

            draft.derived["subject"] = subject_and_body(draft.columns["body"])[0]

    def _count_from_opening(self, draft: Draft, seconds: int, moment: str) -> None:
        """The moment that a duration ends; one that the file itself has holds."""
        opened, there = draft.columns.get("opened_at"), draft.columns.get(moment)
        if opened is None:
            self._odd.unopened += self._odd.counting and there is None
            return
        ends = datetime.fromisoformat(opened) + timedelta(seconds=seconds)
        if there is None:
            draft.columns[moment] = utc_text(ends)
        elif abs(datetime.fromisoformat(there) - ends) >= timedelta(minutes=1):
            self._odd.otherwise += self._odd.counting

    def _finish_company(self, draft: Draft) -> None:
        """A company that is called by its web address or domain has that."""
        name = draft.columns.get("name", "")
        if "uid" not in draft.extra and domain_named(name):
            known = named_by_address(name)
            draft.columns |= {**known, **draft.columns, "name": known["name"]}

    def _finish_contact(self, draft: Draft) -> None:
        """The display name and its parts, each from the other where only one was given."""
        columns = draft.columns
        name = columns.get("name")
        if name is None:
            given, family = columns.get("given_name", ""), columns.get("family_name", "")
            if given and family and given.isascii() and family.isascii():
                draft.derived["name"] = f"{given} {family}"
            elif given or family:
                draft.derived["name"] = join_name(given, family).display
        elif " " in name and columns.get("family_name") == name and "given_name" not in columns:
            del columns["family_name"]  # the whole name: nobody has said what its parts are
        elif "uid" not in draft.extra and not columns.keys() & {"given_name", "family_name"}:
            found = read_name(name)
            columns["name"] = found.display
            if found.given:
                draft.derived["given_name"] = found.given
            if found.family:
                draft.derived["family_name"] = found.family
