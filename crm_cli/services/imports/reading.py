"""Reading rows: each mapped cell by the reader of its field, fast for what is plain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadValue, CrmError
from crm_cli.services import fields, inputs
from crm_cli.services.imports import cells as split
from crm_cli.services.imports import readers
from crm_cli.services.imports.drafts import Draft, Problem
from crm_cli.services.imports.mapping import LINE, Default, Plan
from crm_cli.services.imports.readers import Read
from crm_cli.services.imports.targets import Target
from crm_cli.values.names import join_name, read_name
from crm_cli.values.text import check_text, fold

if TYPE_CHECKING:
    from crm_cli.book import Book

Put = Callable[[Draft, str], None]

_REMEMBERED = 20_000
_BAGS = ("columns", "links", "extra", "custom")  # of a draft: where single values go


class _Cell:
    """What to do with the texts of one column.

    A field with one value has a `bag`, a `key` in it, and `read`; `known` remembers what it gave,
    since most columns have few different texts. The others have `put`.
    """

    __slots__ = (
        "bag",
        "column",
        "fix",
        "key",
        "known",
        "place",
        "put",
        "read",
        "soft",
        "target",
        "values",
    )

    def __init__(self, place: int, column: str, target: Target) -> None:
        self.place, self.column, self.target = place, column, target.name
        self.values: dict[str, str] | None = None
        self.fix: Callable[[str], str] | None = None
        self.soft = False
        self.bag = 0
        self.key: Any = ""
        self.read: Read | None = None
        self.put: Put | None = None
        self.known: dict[str, Any] | None = None


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
            self._cell(one.index, one.column, one.target, soft=one.soft) for one in plan.mapped
        ]
        self._defaults = [
            (
                default,
                self._cell(-1, default.target.name, default.target),
                [one.index for one in plan.columns_of(default.target.name)],
            )
            for default in plan.defaults
        ]
        self._finish = {
            "contact": self._finish_contact,
            "deal": self._finish_deal,
            "ticket": self._finish_ticket,
            "survey": self._finish_person,
        }.get(plan.noun)

    def read(self, line: int, cells: list[str]) -> Draft:
        """The draft of a row; its `problems` say what cannot be read."""
        draft = Draft(line, cells)
        bags: tuple[dict[Any, Any], ...] = (draft.columns, draft.links, draft.extra, draft.custom)
        for cell in self._cells:
            text = cells[cell.place]
            if not text:
                continue
            if cell.known is not None:
                value = cell.known.get(text)
                if value is not None and bags[cell.bag].setdefault(cell.key, value) == value:
                    continue
            self._take(draft, cell, text)
        for default, cell, indexes in self._defaults:
            if not any(cells[index] and not cells[index].isspace() for index in indexes):
                self._take(draft, cell, self._filled(default, line, cells))
        if not draft.problems:
            self._complete(draft)
        return draft

    def _take(self, draft: Draft, cell: _Cell, text: str) -> None:
        """Read a text that is not known yet."""
        if not text or text.isspace():
            return
        written = text
        if cell.values is not None and cell.place >= 0:
            text = self._translated(cell.target, cell.values, text)
            if not text:
                return
        if cell.fix is not None:
            text = cell.fix(text)
        try:
            if cell.put is not None:
                cell.put(draft, text)
                return
            assert cell.read is not None
            value = cell.read(text)
            if value == "":
                return
            if cell.known is not None:
                if len(cell.known) > _REMEMBERED:
                    cell.known.clear()
                cell.known[written] = value
            bag: dict[Any, Any] = getattr(draft, _BAGS[cell.bag])
            if bag.setdefault(cell.key, value) != value and not cell.soft:
                raise BadValue(
                    "{name} has two values in this row: {one} and {other}",
                    name=cell.target,
                    one=bag[cell.key],
                    other=value,
                )
        except CrmError as error:
            draft.problems.append(Problem(draft.line, cell.column, written, str(error)))

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

    def _filled(self, default: Default, line: int, cells: list[str]) -> str:
        """A template with the texts of a row; empty when all that it names is, of a date any."""
        texts: list[str] = []
        parts = default.parts
        known = all(part.index is None for part in parts)
        for part in parts:
            text = part.text
            if part.index == LINE:
                text, known = str(line), True
            elif part.index is not None:
                text = cells[part.index].strip()
                if part.target in self.plan.values:
                    text = self._translated(part.target, self.plan.values[part.target], text)
                if not text and default.whole:
                    return ""
                known = known or bool(text)
            texts.append(text)
        return " ".join("".join(texts).split()) if known else ""

    # Where the text of a cell goes --------------------------------------------------------

    def _cell(self, place: int, column: str, target: Target, *, soft: bool = False) -> _Cell:
        cell = _Cell(place, column, target)
        cell.soft = soft
        if target.kind != "tags":  # of those each one is translated
            cell.values = self.plan.values.get(target.name)
        cell.fix = self.plan.fixes.get(place)
        cell.put = self._put(target)
        if cell.put is not None:
            return cell
        cell.bag, cell.key, cell.read = self._single(target)
        if target.name not in readers.UNIQUE:
            cell.known = {}
        return cell

    def _put(self, target: Target) -> Put | None:
        """What takes the texts of a field with several values."""
        if target.kind == "tags":
            return self._put_tags
        if target.name == "due":
            return self._put_due
        if target.kind != "list":
            return None
        if self.plan.noun == "survey":
            return partial(self._put_scores, target.name)
        return {
            "email": self._put_emails,
            "phone": self._put_phones,
            "handle": self._put_handles,
            "link": self._put_links,
            "contact": self._put_people,
        }[target.name]

    def _single(self, target: Target) -> tuple[int, Any, Read]:
        """Where the value of any other field goes, and how its text is read."""
        custom = target.custom
        if custom is not None:
            id = self._fields[fold(custom.name)]
            if custom.kind == "money":  # needs the currency, which another column may have
                return _BAGS.index("extra"), f"custom:{id}", readers.line
            found = fields.Definition(id, self.plan.noun, custom.name, custom.kind, custom.choices)
            return _BAGS.index("custom"), id, readers.custom(found, self.book)
        if target.kind == "column" and target.input is not None:
            return 0, target.input.stored_as, readers.column(target.input, self.book)
        if target.name == "seconds":
            return 0, "seconds", readers.seconds
        bag = "links" if target.kind == "link" else "extra"
        return _BAGS.index(bag), target.name, readers.extra(target.name, self.book)

    def _put_due(self, draft: Draft, text: str) -> None:
        from crm_cli.services.tasks import read_due

        day, time = (text, "") if readers.is_day(text) else read_due(text, self.book)
        draft.columns["due_on"] = day
        if time:
            draft.columns.setdefault("due_time", time)

    def _put_emails(self, draft: Draft, text: str) -> None:
        found = draft.lists.setdefault("email", {})
        if readers.is_email(text):
            key = text.lower()
            found[key] = (text, key)
            return
        for part in split.emails(text):
            email = inputs.email(part, self.book)
            key = split.email_key(email)
            found.setdefault(key, (email, key))

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

    def _put_scores(self, dimension: str, draft: Draft, text: str) -> None:
        """What was expected and perceived in a dimension of servqual."""
        found = draft.lists.setdefault("scores", {})
        found[dimension] = (dimension, *inputs.gap(text, self.book))

    def _put_tags(self, draft: Draft, text: str) -> None:
        values = self.plan.values.get("tag")
        for name in split.tags(check_text(text)):
            if values is not None and not (name := self._translated("tag", values, name)):
                continue
            draft.tags.setdefault(fold(name), inputs.line(name))

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

    def _finish_person(self, draft: Draft) -> None:
        """Who asked or answered: the name and the address may stand in two columns."""
        name, text = draft.extra.pop("contact_name", ""), draft.links.get("contact", "")
        name = name.replace("<", "").replace(">", "").strip()
        if name and not text:
            draft.links["contact"] = name
        elif name and "@" in text and "<" not in text:
            draft.links["contact"] = f"{name} <{text}>"

    def _finish_ticket(self, draft: Draft) -> None:
        """A ticket without a subject is called by the beginning of its text."""
        self._finish_person(draft)
        if "subject" not in draft.columns and "body" in draft.columns:
            from crm_cli.services.logbook import split as subject_and_body

            draft.derived["subject"] = subject_and_body(draft.columns["body"])[0]

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
        elif "uid" not in draft.extra and not columns.keys() & {"given_name", "family_name"}:
            found = read_name(name)
            columns["name"] = found.display
            if found.given:
                draft.derived["given_name"] = found.given
            if found.family:
                draft.derived["family_name"] = found.family
