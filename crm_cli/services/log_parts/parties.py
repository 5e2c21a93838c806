"""The people of a one-line log: found, or to be made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from crm_cli.database import Reader, Rows
from crm_cli.errors import Ambiguous, NotFound, UsageError
from crm_cli.services import references
from crm_cli.services.log_parts import names
from crm_cli.services.log_parts.fits import HAN, Fit, Stranger, unclear
from crm_cli.services.log_parts.fits import near as nearest
from crm_cli.services.log_parts.words import COMMON, OPENERS, to_do
from crm_cli.values.phones import looks_like_phone
from crm_cli.values.plurals import with_article
from crm_cli.values.references import read_reference, reference
from crm_cli.values.text import brief

NEW = "new"  # the answer that makes a person
_NOUNS = ("contact", "company", "deal")
_REFERENCE = r"[A-Za-z#][1-9][0-9]{0,17}(?![\w])"
_EMAIL = r"(?a:[^\s@,，;；<>\u3400-\u9fff]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
_AT = r"\s*[@＠]\s*|\s+at\s+|\s+(?:from|of)\s+(?=[A-Z])"
_LIST = r"\s*(?:和|、|及|与|跟|&|\+|and)\s*"
_MOST_TRIES = 8  # names that are looked for in a text
_MET_HAN = "(?:^|[，；\n])((?:见到?了?|见|遇到|跟|和|与)[\u3400-\u9fff]{2,12})"
_THERE = (
    r"(?:^|[,;\n] ?)(?:(?:spoke|talked|met|sat down) (?:with|to) (?P<with>[A-Z][^,;\n]*)"
    r"|(?P<who>[A-Z]\w+(?: [A-Z]\w+)?) (?:showed|gave|told|met|joined|received|guided) us\b)"
)
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


class Run(NamedTuple):
    """People who stand together in a text, and where."""

    start: int
    end: int
    people: list[Party]


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

    def knows(self, text: str) -> bool:
        """Whether somebody who is known is named there, one or several who fit."""
        if re.match(rf"(?:[CODcod][1-9][0-9]{{0,17}}|{_EMAIL})(?!\w)", text):
            return True
        try:
            return bool(text) and isinstance(names.find(self.reader, text), Fit)
        except UsageError:
            return False

    def runs(self, text: str) -> list[Run]:
        """The people who are known in a text with Chinese, those who stand together in one run.

        A company is left out where people are named: it says where they are, or where it was.
        """
        found = names.mentions(self.reader, text)
        strangers = []
        for (start, company), (place, person) in pairwise(found):
            between = text[company.end : place]
            if (company.noun, person.noun) == ("company", "contact") and (
                between == "的" or (not between and company.level == 0)
            ):  # nobody of that name is there
                stranger = self.whole(text[start : person.end])
                strangers.append(Run(start, person.end, [stranger]))
        if strangers:
            return strangers
        if any(fit.noun == "contact" for _, fit in found):
            found = [one for one in found if one[1].noun == "contact"]
        runs: list[Run] = []
        exact = re.match(
            rf".*?(?<![A-Za-z0-9])(?={_REFERENCE}|{_EMAIL}|1[0-9]{{10}}(?![0-9]))", text
        )
        if exact and not (found and found[0][0] < exact.end()):
            who = self._exact(text[exact.end() :])
            if who:
                runs.append(Run(exact.end(), exact.end() + who[1], [who[0]]))
        for place, fit in found:
            start = self._with_place(text, place, fit)
            if runs and start < runs[-1].end:
                continue
            at = self._company(text, fit.end) if fit.noun == "contact" else None
            party = self._settle(text[place : fit.end].strip(), fit, at)
            end = at.end if at else fit.end
            if runs and re.fullmatch(_LIST, text[runs[-1].end : start]):
                runs[-1] = Run(runs[-1].start, end, [*runs[-1].people, party])
            else:
                runs.append(Run(start, end, [party]))
        return runs

    def _with_place(self, text: str, start: int, fit: Fit) -> int:
        """Where a person begins with the part of the company's name before: 腾讯的欧阳工."""
        of = re.search(rf"({HAN}{{2,}}?)的?$", text[:start])
        if (
            of is None
            or fit.noun != "contact"
            or len(fit.rows) != 1
            or not fit.rows[0]["company_id"]
        ):
            return start
        ids = {"id": fit.rows[0]["company_id"]}
        (name,) = (
            row["name"] for row in self.reader.rows("SELECT name FROM company WHERE id = :id", ids)
        )
        before = text[:start].removesuffix("的")
        return next(
            (at for at in range(max(0, len(before) - 12), len(before) - 1) if before[at:] in name),
            start,
        )

    def mentioned(self, text: str) -> list[Party]:
        """Those who are known and named anywhere in a text. Raises Ambiguous, as `read` does."""
        if re.search(HAN, text):
            return [party for run in self.runs(text) for party in run.people]
        people: list[Party] = []
        place, tries, left_out = 0, 0, {*COMMON, *OPENERS, *to_do()}
        for word in re.finditer(r"(?<!\S)\S+", text):
            plain = word[0].lower().strip(".,;:!?")
            if word.start() < place or plain in left_out or tries > _MOST_TRIES:
                continue
            exact = re.match(f"{_REFERENCE}|{_EMAIL}", word[0])
            before = text[: word.start()].split()[-1:]
            near = bool(before) and before[0].lower() in left_out
            if not (exact or word[0][0].isupper() or near):
                continue
            tries += 1
            fit = None if exact else names.find_latin_or_none(self.reader, text[word.start() :])
            if exact or (fit and (fit.level < 2 or word[0][0].isupper() or near)):
                party, end = self.read(text[word.start() :])
                people.append(party)
                place = word.start() + end
        return people

    def there(self, text: str) -> list[Party]:
        """Those of a company who took part, as the clauses about a talk with it say."""
        found = []
        for clause in re.findall(_MET_HAN, text):
            found += [party for run in self.runs(clause)[:1] for party in run.people]
        for match in re.finditer(_THERE, text):
            name = match["with"] or match["who"]
            try:
                fit = names.find(self.reader, name)
            except UsageError:
                continue
            if isinstance(fit, Fit) and fit.noun == "contact" and len(fit.rows) == 1:
                found.append(self._settle(name[: fit.end], fit, None))
        return found

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
        named = "@" in at[0] or "＠" in at[0]
        if (
            word
            and not named
            and (not self.create or not word[0][0].isupper() or " at" not in at[0])
        ):
            return None  # at home, at the fair: a place
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
        if not found.sure and answer is None and not self.create:
            raise self._not_theirs(typed, found)
        if not found.sure and self.create:
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

    def _not_theirs(self, typed: str, found: Fit) -> Ambiguous:
        """The error for a title that nobody of the surname has."""
        fitting = [("contact", row["id"], row["name"]) for row in found.rows]
        listed = ", ".join(
            f"{reference(noun, row['id'])} {row['name']}"
            + (f" ({row['job_title']})" if row["job_title"] else "")
            for (noun, _, _), row in zip(fitting, found.rows, strict=True)
        )
        return Ambiguous(
            "nobody is known as {text!r}; it may be {found}",
            hint="write the name or the id, or --create makes a contact",
            text=brief(typed),
            found=listed,
            typed=typed,
            candidates=fitting,
        )

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
