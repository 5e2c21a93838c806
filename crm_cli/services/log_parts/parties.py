"""The people of a one-line log: found, or to be made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from crm_cli.database import Reader, Rows
from crm_cli.errors import Ambiguous, NotFound, UsageError
from crm_cli.services import references
from crm_cli.services.log_parts import names
from crm_cli.services.log_parts.fits import Fit, Stranger, unclear
from crm_cli.services.log_parts.fits import near as nearest
from crm_cli.values.phones import looks_like_phone
from crm_cli.values.plurals import with_article
from crm_cli.values.references import read_reference, reference
from crm_cli.values.text import brief

NEW = "new"  # the answer that makes a person
_NOUNS = ("contact", "company", "deal")
_REFERENCE = r"[A-Za-z#][1-9][0-9]{0,17}(?![\w])"
_EMAIL = r"[^\s@,，;；<>]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_AT = r"\s*[@＠]\s*|\s+at\s+"
_PHONE = r"[+()0-9./\-]+(?=$|[\s,，;；。@])"


class Party(NamedTuple):
    """One whom something happened with.

    `ref` is a contact, company or deal; empty for a person to be made, called `name`. `company`
    is the reference of the company that was named, `made` the name of one to be made.
    """

    ref: str
    name: str = ""
    company: str = ""
    made: str = ""


class _Company(NamedTuple):
    """A company that was named, as typed; `rows` are those that it may be, `end` where it ends."""

    typed: str
    rows: Rows
    end: int


class Parties:
    """Reads whom a line is about. `answers`: which record a name, as typed, means, or NEW."""

    def __init__(self, reader: Reader, create: bool, answers: Mapping[str, str]) -> None:
        self.reader, self.create, self.answers = reader, create, answers

    def strict(self) -> Parties:
        """The same, making nobody."""
        return Parties(self.reader, False, self.answers)

    def begins(self, text: str) -> bool:
        """Whether somebody is named there: one who is known, or a name with a capital letter."""
        if re.match(rf"{_REFERENCE}|{_EMAIL}|[+(]?[0-9]{{3}}", text):
            return True
        if text[:1].isupper():
            return not re.match(r"I\b", text)
        try:
            return bool(text) and isinstance(names.find(self.reader, text), Fit)
        except UsageError:
            return False

    def whole(self, text: str) -> Party:
        """The one whom all of `text` names. Raises as `read` does."""
        exact = self._exact(text)
        if exact is not None and not text[exact[1] :].strip():
            return exact[0]
        at = re.search(_AT, text)
        company = self._company(text, at.start()) if at else None
        name = text[: at.start()] if at else text
        found = names.find(self.reader, name, whole=True)
        if isinstance(found, Stranger) and name[found.end :].strip():
            raise unclear(name)
        return self._settle(name, found, company)

    def read(self, text: str) -> tuple[Party, int]:
        """The one whom the beginning of `text` names, and where that ends.

        Raises NotFound and Ambiguous, with the name as it was `typed`, and UsageError where no
        name begins.
        """
        exact = self._exact(text)
        if exact is not None:
            return exact
        found = names.find(self.reader, text)
        company = None
        if isinstance(found, Stranger) or found.noun == "contact":
            company = self._company(text, found.end)
        party = self._settle(text[: found.end].strip(), found, company)
        return party, company.end if company else found.end

    # References, addresses, numbers ---------------------------------------------------------

    def _exact(self, text: str) -> tuple[Party, int] | None:
        if match := re.match(_EMAIL, text):
            id = references.resolve(self.reader, "contact", match[0])
            return self._with_company(reference("contact", id), text, match.end())
        match = re.match(_REFERENCE, text)
        typed = read_reference(match[0]) if match else None
        if match and typed:
            if typed.noun in _NOUNS:
                id = references.resolve(self.reader, typed.noun, match[0])
                return self._with_company(reference(typed.noun, id), text, match.end())
            if not self._is_name(match[0]):
                raise UsageError(
                    "{text} is {noun}, and it does not say with whom",
                    hint="name a person (C12), a company (O3) or a deal (D4)",
                    text=match[0],
                    noun=with_article(typed.noun),
                )
        return self._phone(text)

    def _is_name(self, text: str) -> bool:
        """Whether somebody is called like a reference."""
        return any(references.named(self.reader, noun, text) for noun in ("contact", "company"))

    def _phone(self, text: str) -> tuple[Party, int] | None:
        """The longest run of digits that is somebody's number."""
        if not re.match(r"[+(]?[0-9]", text):
            return None
        spans, end = [], 0
        while match := re.match(rf"\s?{_PHONE}", text[end:]):
            end += match.end()
            spans.append(end)
        missing: NotFound | None = None
        for end in reversed(spans):
            if not looks_like_phone(text[:end]):
                continue
            try:
                id = references.resolve(self.reader, "contact", text[:end])
            except NotFound as error:
                missing = error
                continue
            return self._with_company(reference("contact", id), text, end)
        if missing is not None:
            raise missing
        return None

    def _with_company(self, ref: str, text: str, end: int) -> tuple[Party, int]:
        found = self._company(text, end) if ref.startswith("C") else None
        if found is None:
            return Party(ref), end
        if found.rows:
            return Party(
                ref, company=self._one("company", f"@{found.typed}", found.rows)
            ), found.end
        return Party(ref, made=self._new_company(found.typed)), found.end

    # Names ----------------------------------------------------------------------------------

    def _company(self, text: str, end: int) -> _Company | None:
        """The company after "@" or "at"; None when none is named: "at home" is no company."""
        at = re.match(_AT, text[end:])
        if not at:
            return None
        start = end + at.end()
        rest = text[start:]
        fit = names.companies(self.reader, rest)
        if fit:
            return _Company(rest[: fit.end], fit.rows, start + fit.end)
        word = re.match(r"[^\s,，;；。:：@#]+(?:\s+[A-Z][^\s,，;；。:：@#]*)*", rest)
        if word and "@" not in at[0] and "＠" not in at[0] and not word[0][0].isupper():
            return None
        if not word:
            raise UsageError("there is no company after the @", hint="write @acme")
        typed = word[0] if word[0][0].isupper() else word[0].split()[0]
        return _Company(typed.rstrip("."), [], start + len(typed))

    def _settle(self, typed: str, found: Fit | Stranger, company: _Company | None) -> Party:
        """The one of those found, or the one to be made."""
        answer = self.answers.get(typed)
        if answer and answer != NEW:
            return Party(answer, company=self._ref(company))
        if isinstance(found, Stranger):
            if company is None and found.company:
                rows = references.named(self.reader, "company", found.company)
                company = _Company(found.company, rows, found.end)
            if not found.sure and not (company and company.rows) and self._makes(typed):
                raise unclear(typed)
            return self._stranger(typed, found.name, company)
        if answer == NEW:
            return self._stranger(typed, typed, company)
        if found.noun == "company" or company is None:
            return Party(self._one(found.noun, typed, found.rows, found.others))
        return self._at(typed, found.rows, company)

    def _at(self, typed: str, rows: Rows, company: _Company) -> Party:
        """The one of the people found who is at the company, or of whom no other is known."""
        ids = [row["id"] for row in company.rows]
        there = [row for row in rows if row["company_id"] in ids]
        if there:
            return Party(self._one("contact", typed, there))
        free = [row for row in rows if row["company_id"] is None]
        if len(free) != 1:
            return self._stranger(typed, typed, company, rows)
        made = "" if company.rows else self._new_company(company.typed)
        return Party(reference("contact", free[0]["id"]), "", self._ref(company), made)

    def _ref(self, company: _Company | None) -> str:
        """The reference of a company that is known; empty for none."""
        if company is None or not company.rows:
            return ""
        return self._one("company", f"@{company.typed}", company.rows)

    def _stranger(
        self, typed: str, name: str, company: _Company | None, others: Rows | None = None
    ) -> Party:
        if self._makes(typed):
            made = company.typed if company and not company.rows else ""
            return Party("", name, self._ref(company), made)
        near = [("contact", row["id"], row["name"]) for row in others or ()]
        if not near:
            near = nearest(self.reader, name)
        where = f" at {company.typed}" if company else ""
        listed = ", ".join(f"{reference(noun, id)} {found}" for noun, id, found in near[:3])
        raise NotFound(
            "there is no {name!r}{where}" + ("; the nearest: {near}" if near else ""),
            hint="--create makes a contact of that name"
            + (", or use the id" if near else "")
            + "; a comma ends a name",
            name=brief(name),
            where=where,
            near=listed,
            typed=typed,
            candidates=near[:3],
        )

    def _makes(self, typed: str) -> bool:
        """Whether a person of that name is to be made."""
        return self.create or self.answers.get(typed) == NEW

    def _new_company(self, name: str) -> str:
        if self.create:
            return name
        raise NotFound(
            "no company called {name!r}",
            hint="--create makes it, or: crm company list",
            name=brief(name),
        )

    def _one(
        self, noun: str, typed: str, rows: Rows, companies: Sequence[Mapping[str, Any]] = ()
    ) -> str:
        """The reference of the only one of `rows` and `companies`, or of the one answered."""
        fitting = [(noun, row["id"], row["name"]) for row in rows]
        fitting += [("company", row["id"], row["name"]) for row in companies]
        refs = [reference(each, id) for each, id, _ in fitting]
        if len(refs) == 1:
            return refs[0]
        if self.answers.get(typed) in refs:
            return self.answers[typed]
        shown = fitting[: references.SHOWN]
        listed = ", ".join(f"{reference(each, id)} {name}" for each, id, name in shown)
        if len(refs) > references.SHOWN:
            listed += f" and {len(refs) - references.SHOWN} more"
        raise Ambiguous(
            "{text!r} fits several: {found}",
            hint="say which by its id, or add the company: @acme",
            text=brief(typed),
            found=listed,
            typed=typed,
            candidates=fitting,
        )
