"""Reading rows: each mapped cell by the reader of its field, fast for what is plain."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.errors import BadValue, CrmError
from crm_cli.services import fields, inputs
from crm_cli.services.imports import cells as split
from crm_cli.services.imports.drafts import Draft, Problem
from crm_cli.services.imports.mapping import Part, Plan
from crm_cli.services.imports.targets import Target
from crm_cli.values import enums
from crm_cli.values.text import check_text, fold

if TYPE_CHECKING:
    from crm_cli.book import Book

Put = Callable[[Draft, str], None]
Read = Callable[[str], Any]

_ISO_DAY = re.compile(r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")
_STORED = re.compile(r"(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3])"
                     r":[0-5]\d:[0-5]\d\.\d{3}Z")  # fmt: skip
# Texts of these differ from row to row, so remembering them would help nobody.
_UNIQUE = frozenset({"name", "title", "subject", "body", "address", "handle", "email", "website"})
_REMEMBERED = 20_000


class _Cell(NamedTuple):
    place: int
    column: str
    target: Target
    put: Put
    values: dict[str, str] | None


class RowReader:
    """Makes drafts of rows. `fields_by_name` are the custom fields, those just made included."""

    def __init__(self, plan: Plan, book: Book, fields_by_name: dict[str, int]) -> None:
        self.plan = plan
        self.book = book
        self.used: dict[str, set[str]] = {name: set() for name in plan.values}
        self.odd_phones = 0
        self._fields = fields_by_name
        self._books: dict[str, Book] = {}
        self._cells = [
            _Cell(
                one.index,
                one.column,
                one.target,
                self._put(one.target),
                plan.values.get(one.target.name),
            )
            for one in plan.mapped
        ]
        self._defaults = [
            (
                default,
                self._put(default.target),
                [one.index for one in plan.columns_of(default.target.name)],
            )
            for default in plan.defaults
        ]
        self._finish = {"contact": self._finish_contact, "deal": self._finish_deal}.get(plan.noun)
        self._splits = not {"given_name", "family_name"} & plan.given

    def read(self, line: int, cells: list[str]) -> Draft:
        """The draft of a row; its `problems` say what cannot be read."""
        draft = Draft(line, cells)
        for index, column, target, put, values in self._cells:
            text = cells[index]
            if not text or text.isspace():
                continue
            if values is not None:
                text = self._translated(target.name, values, text)
                if not text:
                    continue
            try:
                put(draft, text)
            except CrmError as error:
                draft.problems.append(Problem(line, column, text, str(error)))
        for default, put, indexes in self._defaults:
            if any(cells[index] and not cells[index].isspace() for index in indexes):
                continue
            text = self._filled(default.parts, cells)
            if text:
                try:
                    put(draft, text)
                except CrmError as error:
                    draft.problems.append(Problem(line, default.target.name, text, str(error)))
        if not draft.problems:
            self._complete(draft)
        return draft

    def _complete(self, draft: Draft) -> None:
        try:
            for name, text in list(draft.extra.items()):
                if name.startswith("custom:"):
                    self._put_custom_money(draft, int(name[7:]), text)
            if self._finish is not None:
                self._finish(draft)
        except CrmError as error:
            name = str(error.values.get("field", ""))
            where = self.plan.columns_of(name)
            draft.problems.append(
                Problem(draft.line, where[0].column if where else "", "", str(error))
            )

    def _translated(self, target: str, values: dict[str, str], text: str) -> str:
        key = fold(text.strip())
        if key not in values:
            return text
        self.used[target].add(key)
        return values[key]

    def _filled(self, parts: tuple[Part, ...], cells: list[str]) -> str:
        """A template with the texts of a row; empty when all that it names is."""
        texts: list[str] = []
        known = all(part.index is None for part in parts)
        for part in parts:
            text = part.text
            if part.index is not None:
                text = cells[part.index].strip()
                if part.target in self.plan.values:
                    text = self._translated(part.target, self.plan.values[part.target], text)
                known = known or bool(text)
            texts.append(text)
        return " ".join("".join(texts).split()) if known else ""

    # Where the text of a cell goes --------------------------------------------------------

    def _put(self, target: Target) -> Put:  # noqa: PLR0911 - a return for each kind
        name = target.name
        if target.kind == "list":
            return {
                "email": self._put_emails,
                "phone": self._put_phones,
                "handle": self._put_handles,
                "link": self._put_links,
                "contact": self._put_people,
            }[name]
        if target.kind == "tags":
            return self._put_tags
        if target.custom is not None:
            return self._put_field(target)
        if target.kind == "column" and target.input is not None:
            if name == "due":
                return self._put_due
            return self._column(target.input.stored_as, self._reader(target))
        if name == "seconds":
            return self._column(name, _seconds)
        return partial(self._keep, name, "links" if target.kind == "link" else "extra")

    def _keep(self, name: str, where: str, draft: Draft, text: str) -> None:
        """Keep the text of what is no column; some are read already now."""
        if name == "outcome":
            text = enums.read_choice(text, enums.DEAL_OUTCOMES, "outcome")
        elif name == "stage_since":
            text = _day(text, inputs.past_day, self.book)
        elif name == "company.domain":
            text = inputs.domain(text, self.book)
        _once(name, where, draft, text)

    def _reader(self, target: Target) -> Read:
        found = target.input
        assert found is not None
        book, read = self.book, found.read
        if read is inputs.line:
            return inputs.line if target.name in _UNIQUE else _remember(inputs.line)
        if read is inputs.past_day or read is inputs.day:
            return _remember(lambda text: _day(text, read, book))
        if read is inputs.moment:
            return _remember(lambda text: _moment(text, book))
        if target.name in _UNIQUE:
            return lambda text: read(text, book)
        return _remember(lambda text: read(text, book))

    def _column(self, stored: str, read: Read) -> Put:
        def put(draft: Draft, text: str) -> None:
            value = read(text)
            columns = draft.columns
            if stored in columns and columns[stored] != value:
                raise _two(stored, columns[stored], value)
            if value != "":
                columns[stored] = value

        return put

    def _put_due(self, draft: Draft, text: str) -> None:
        from crm_cli.services.tasks import read_due

        day, time = (text, "") if _ISO_DAY.fullmatch(text) else read_due(text, self.book)
        draft.columns["due_on"] = day
        if time:
            draft.columns.setdefault("due_time", time)

    def _put_emails(self, draft: Draft, text: str) -> None:
        found = draft.lists.setdefault("email", {})
        for part in split.emails(text):
            email = inputs.email(part, self.book)
            found.setdefault(split.email_key(email), (email, split.email_key(email)))

    def _put_phones(self, draft: Draft, text: str) -> None:
        found = draft.lists.setdefault("phone", {})
        for phone, read in split.phones(check_text(text), self.book.phone_region):
            self.odd_phones += not read
            cells = (phone.raw, phone.e164, phone.digits, phone.extension or None)
            found.setdefault(split.phone_key(cells), cells)

    def _put_handles(self, draft: Draft, text: str) -> None:
        found = draft.lists.setdefault("handle", {})
        for part in split.items(text):
            service, _, name = inputs.handle(part, self.book).partition(":")
            found.setdefault((service, name), (service, name))

    def _put_links(self, draft: Draft, text: str) -> None:
        found = draft.lists.setdefault("link", {})
        for part in split.items(text):
            target = inputs.line(part)
            found.setdefault(target, (target,))

    def _put_people(self, draft: Draft, text: str) -> None:
        """Names and addresses of contacts, looked up later."""
        found = draft.lists.setdefault("contact", {})
        for part in split.people(check_text(text)):
            found.setdefault(part, (part,))

    def _put_tags(self, draft: Draft, text: str) -> None:
        for name in split.tags(check_text(text)):
            draft.tags.setdefault(fold(name), inputs.line(name))

    def _put_field(self, target: Target) -> Put:
        custom = target.custom
        assert custom is not None
        id = self._fields[fold(custom.name)]
        definition = fields.Definition(id, self.plan.noun, custom.name, custom.kind, custom.choices)
        if custom.kind == "money":
            return lambda draft, text: _once(f"custom:{id}", "extra", draft, text)
        read: Read = _remember(lambda text: fields.read_value(definition, text, self.book))

        def put(draft: Draft, text: str) -> None:
            value = read(text)
            if draft.custom.setdefault(id, value) != value:
                raise _two(custom.name, draft.custom[id][0], value[0])

        return put

    # What needs the whole row -------------------------------------------------------------

    def _put_custom_money(self, draft: Draft, id: int, text: str) -> None:
        name = next(
            custom.name
            for target in self.plan.targets
            if (custom := target.custom) and self._fields[fold(custom.name)] == id
        )
        money = self._money(name, text, draft.extra.get(f"{name}_currency", ""))
        draft.custom[id] = (str(money.minor), money.currency)

    def _money(self, field: str, text: str, currency: str) -> Any:
        """The amount of a cell, in the currency of the cell beside it if there is one."""
        try:
            book = self.book
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

        code = read_currency(text.strip(), yen=self.book.yen)
        return self._books.setdefault(text, replace(self.book, currency=code))

    def _finish_deal(self, draft: Draft) -> None:
        text = draft.extra.pop("amount", None)
        if text is not None:
            money = self._money("amount", text, draft.extra.get("currency", ""))
            draft.columns |= {"amount_minor": money.minor, "currency": money.currency}

    def _finish_contact(self, draft: Draft) -> None:
        """The display name and its parts, each from the other where only one was given."""
        from crm_cli.values.names import join_name, read_name

        columns = draft.columns
        name = columns.get("name")
        if name is None:
            given, family = columns.get("given_name", ""), columns.get("family_name", "")
            if given or family:
                draft.derived["name"] = join_name(given, family).display
        elif self._splits:
            found = read_name(name)
            columns["name"] = found.display
            if found.given:
                draft.derived["given_name"] = found.given
            if found.family:
                draft.derived["family_name"] = found.family


def _once(name: str, where: str, draft: Draft, text: str) -> None:
    """Keep the text of a field that can have one only."""
    text = inputs.line(text)
    kept: dict[str, str] = getattr(draft, where)
    if kept.setdefault(name, text) != text:
        raise _two(name, kept[name], text)


def _two(name: str, one: object, other: object) -> BadValue:
    return BadValue(
        "{name} has two values in this row: {one} and {other}",
        name=name.removesuffix("_id"),
        one=one,
        other=other,
    )


def _remember(read: Read) -> Read:
    """`read`, remembering what it gave: most columns of a file have few different texts."""
    known: dict[str, Any] = {}

    def remembering(text: str) -> Any:
        found = known.get(text)
        if found is None:
            if len(known) > _REMEMBERED:
                known.clear()
            found = known[text] = read(text)
        return found

    return remembering


def _day(text: str, read: Callable[[str, Book], Any], book: Book) -> Any:
    return text if _ISO_DAY.fullmatch(text) else read(text, book)


def _moment(text: str, book: Book) -> Any:
    return text if _STORED.fullmatch(text) else inputs.moment(text, book)


def _seconds(text: str) -> int:
    if not text.strip().isdecimal():
        raise BadValue("{text!r} is no number of seconds", text=text)
    return int(text)
