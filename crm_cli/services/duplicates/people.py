"""How likely two contacts are one person, and which pairs of them are worth comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.services.duplicates.likeness import (
    Likeness,
    PersonName,
    Rarity,
    Reason,
    name_reason,
    nearness,
    person_name,
    plain,
    slipped,
    street_level,
)
from crm_cli.values.birthdays import fit, is_yearless

if TYPE_CHECKING:
    from crm_cli.database import Reader

# Addresses of a function, which say nothing of who reads them.
_ROLES = (
    " info office contact kontakt mail post sales support service admin hello jobs team"
    " marketing vertrieb buchhaltung accounting billing rechnung noreply newsletter "
)
_GOOGLE = ("gmail.com", "googlemail.com")
_PHONE_DIGITS = 7  # fewer are an extension
_HOUSEHOLD = 8.0
"""The most that an address and a telephone weigh where the given names differ: a family."""


class Person(NamedTuple):
    """A contact as it is compared; "" and () are unknown."""

    id: int
    name: PersonName
    birthday: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    referred_by: int | None = None
    domains: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()

    @property
    def order(self) -> str:
        """What a large group is put into order by."""
        return self.name.family + self.name.given


def plain_email(key: str) -> str:
    """An address without what mail servers do not look at: +tags, and points at Google's."""
    box, _, domain = key.rpartition("@")
    box = box.partition("+")[0] or box
    if domain in _GOOGLE:
        box, domain = box.replace(".", "") or box, "gmail.com"
    return f"{box}@{domain}"


def _mailbox(email: str) -> str:
    box = "".join(char for char in email.rpartition("@")[0] if char.isalnum())
    return box if len(box) >= 5 and f" {box} " not in _ROLES else ""


def phone_end(digits: str) -> str:
    """The last digits of a number, which stay the same with and without its country code."""
    return digits.lstrip("0")[-8:]


def person(id: int, name: PersonName, *, emails: Iterable[str] = (), **known: Any) -> Person:
    """A contact as it is compared; `emails` are the keys of its addresses."""
    plain_emails = tuple(dict.fromkeys(map(plain_email, emails)))
    domains = dict.fromkeys(email.rpartition("@")[2] for email in plain_emails)
    boxes = dict.fromkeys(box for box in map(_mailbox, plain_emails) if box)
    return Person(
        id, name, emails=plain_emails, domains=tuple(domains), mailboxes=tuple(boxes), **known
    )


def load(reader: Reader) -> list[Person]:
    """The live contacts, as they are compared."""
    beside: dict[str, dict[int, list[str]]] = {}
    for name, column in (
        ("email", "x.key"),
        ("phone", "x.digits"),
        ("handle", "x.service || ':' || lower(x.handle)"),
    ):
        found = beside.setdefault(name, {})
        for id, text in reader.tuples(
            f"SELECT x.contact_id, {column} FROM contact_{name} x"
            " JOIN contact c ON c.id = x.contact_id WHERE c.deleted_at IS NULL ORDER BY x.id"
        ):
            found.setdefault(id, []).append(text)
    emails, phones, handles = beside["email"], beside["phone"], beside["handle"]
    return [
        person(
            id,
            person_name(name, given or "", family or ""),
            birthday=birthday or "",
            street=plain(street),
            postcode=plain(postcode).replace(" ", ""),
            city=plain(city),
            company=str(company or ""),
            emails=emails.get(id, ()),
            phones=tuple(phones.get(id, ())),
            handles=tuple(handles.get(id, ())),
            referred_by=referred_by,
        )
        for id, name, given, family, birthday, street, postcode, city, company, referred_by
        in reader.tuples(
            "SELECT id, name, given_name, family_name, birthday, address, postcode, city,"
            " company_id, referred_by_id FROM contact WHERE deleted_at IS NULL ORDER BY id"
        )
    ]  # fmt: skip


def count(people: list[Person]) -> Rarity:
    """How rare each value is among these people."""
    rarity = Rarity(len(people))
    rarity.count("given", (one.name.given for one in people))
    rarity.count("family", (one.name.family for one in people))
    rarity.count("birthday", (one.birthday for one in people))
    rarity.count("street", (one.street for one in people))
    rarity.count("postcode", (one.postcode for one in people))
    rarity.count("city", (one.city for one in people))
    rarity.count("company", (one.company for one in people))
    rarity.count("phone", (phone_end(digits) for one in people for digits in one.phones))
    rarity.count("domain", (domain for one in people for domain in one.domains))
    rarity.count("mailbox", (box for one in people for box in one.mailboxes))
    rarity.count("email", (email for one in people for email in one.emails))
    rarity.count("handle", (handle for one in people for handle in one.handles))
    return rarity


def compare(one: Person, other: Person, rarity: Rarity) -> Likeness:
    """How likely two contacts are one person, and what speaks for it."""
    name = name_reason(one.name, other.name, rarity)
    if one.referred_by == other.id or other.referred_by == one.id:
        return Likeness(-99.0, ())  # nobody refers themselves
    bits = rarity.prior + (name.bits if name else 0.0)
    found = [name] if name and name.words else []
    addresses = [*_emails(one, other, rarity), *_handles(one, other, rarity)]
    birthday = _birthday(one, other, rarity)
    phone = _phones(one, other, rarity)
    work = _work(one, other, rarity)
    home = _home(one, other, rarity)
    if work and work.bits > 0 and home and home.bits > 0:
        home = home._replace(bits=min(home.bits, 3.0))  # it is the company's
    if _other_given(one, other) and not (birthday and birthday.bits > 9):
        phone, work, home = _household(phone, work, home)
    elif _colleagues(one, other) and not any(
        reason and reason.bits > 0 for reason in (*addresses, birthday, phone)
    ):
        work, home = _household(work, home)
    for reason in (*addresses, birthday, phone, work, home):
        if reason is not None:
            bits += reason.bits
            if reason.words:
                found.append(reason)
    found.sort(key=lambda reason: -reason.bits)
    return Likeness(bits, tuple(found))


def _other_given(one: Person, other: Person) -> bool:
    given = one.name.given, other.name.given
    return all(given) and not nearness(*given) and nearness(given[0], other.name.family) < 2


def _colleagues(one: Person, other: Person) -> bool:
    """Whether two of one company have quite another family name each, and no street to tell."""
    family = one.name.family, other.name.family
    unlike = all(family) and not nearness(*family) and nearness(family[0], other.name.given) < 2
    return unlike and bool(one.company or one.domains) and not (one.street and other.street)


def _household(*shared: Reason | None) -> list[Reason | None]:
    """What a family or an office shares, cut to what that may weigh."""
    bits = sum(reason.bits for reason in shared if reason and reason.bits > 0)
    part = min(1.0, _HOUSEHOLD / bits) if bits else 1.0
    return [
        reason._replace(bits=reason.bits * part) if reason and reason.bits > 0 else reason
        for reason in shared
    ]


def _emails(one: Person, other: Person, rarity: Rarity) -> Iterator[Reason]:
    if not one.emails or not other.emails:
        return
    same = set(one.emails).intersection(other.emails)
    if same:
        yield Reason("same e-mail", max(rarity.bits("email", email, 16.0) for email in same) + 2)
        return
    boxes = set(one.mailboxes).intersection(other.mailboxes)
    if boxes:
        bits = max(rarity.bits("mailbox", box, 7.0) for box in boxes)
        yield Reason("same e-mail before the @", bits)
    else:
        yield Reason("", -1.0)


def _handles(one: Person, other: Person, rarity: Rarity) -> Iterator[Reason]:
    same = set(one.handles) & set(other.handles)
    if same:
        yield Reason("same handle", max(rarity.bits("handle", handle, 14.0) for handle in same))


def _birthday(one: Person, other: Person, rarity: Rarity) -> Reason | None:
    if not one.birthday or not other.birthday:
        return None
    if fit(one.birthday, other.birthday):
        # Of one day in 366, where a year is not known.
        most = 8.5 if is_yearless(one.birthday) or is_yearless(other.birthday) else 11.0
        bits = max(rarity.bits("birthday", day, most) for day in (one.birthday, other.birthday))
        return Reason("same birthday", bits)
    if slipped(one.birthday, other.birthday):
        return Reason("near birthday", 4.0)
    return Reason("", -5.0)


def _phones(one: Person, other: Person, rarity: Rarity) -> Reason | None:
    from crm_cli.values.phones import same_phone

    if not one.phones or not other.phones:
        return None
    same = [
        mine
        for mine in one.phones
        for theirs in other.phones
        if same_phone(mine.lstrip("0"), theirs.lstrip("0"))
    ]
    if same:
        bits = max(rarity.bits("phone", phone_end(digits), 11.0) for digits in same)
        return Reason("same phone", bits)
    return Reason("", -1.0)


def _work(one: Person, other: Person, rarity: Rarity) -> Reason | None:
    """The company, or the domain of an e-mail address: one of them, as they say the same."""
    if one.company and one.company == other.company:
        return Reason("same company", rarity.bits("company", one.company, 9.0))
    domains = set(one.domains).intersection(other.domains)
    if domains:
        bits = max(rarity.bits("domain", domain, 8.0) for domain in domains)
        return Reason("same e-mail domain", bits)
    return Reason("", -1.5) if one.company and other.company else None


def _home(one: Person, other: Person, rarity: Rarity) -> Reason | None:
    """Street, postcode and town."""
    bits, words = 0.0, []
    if one.street and other.street:
        level = street_level(one.street, other.street)
        bits += (-3.0, 0.0, 5.0, rarity.bits("street", one.street, 9.0))[level]
        words += ["near address", "same address"][level - 2 : level - 1] if level >= 2 else []
    for kind, mine, theirs, most, near, differ in (
        ("postcode", one.postcode, other.postcode, 8.0, 3.0, -2.0),
        ("city", one.city, other.city, 6.0, 3.0, -1.5),
    ):
        if mine and theirs:
            if mine == theirs:
                bits += rarity.bits(kind, mine, most)
            else:
                bits += near if slipped(mine, theirs) else differ
            if mine == theirs and not words:
                words.append(f"same {kind}")
    if not bits:
        return None
    return Reason(words[0] if words and bits > 0 else "", min(bits, 16.0))


def blocks(people: Iterable[Person]) -> Iterator[tuple[str, str, int]]:
    """Keys that contacts share when they are worth comparing: (kind, key, id)."""
    people = list(people)
    # Of a birthday without its year, the day is what others are found by.
    days = {one.birthday[-5:] for one in people if is_yearless(one.birthday)}
    for one in people:
        for keys in (_own_keys(one), _shared_keys(one, days), _home_keys(one)):
            for kind, key in keys:
                yield kind, key, one.id


def _own_keys(one: Person) -> Iterator[tuple[str, str]]:
    """What hardly two people share."""
    if len(one.name.key) > 1:
        yield "name", one.name.key
    for email in one.emails:
        yield "email", email
    for box in one.mailboxes:
        yield "mailbox", box
    for digits in {phone_end(digits) for digits in one.phones}:
        if len(digits) >= _PHONE_DIGITS:
            yield "phone", digits
    for handle in one.handles:
        yield "handle", handle


def _shared_keys(one: Person, days: Set[str]) -> Iterator[tuple[str, str]]:
    """What many share, with a letter of the name: nobody is the same for a company alone."""
    for letter in {one.name.given[:1], one.name.family[:1]} - {""}:
        if one.company:
            yield "company", f"{one.company} {letter}"
        if one.birthday:
            yield "birthday", f"{one.birthday} {letter}"
        if one.birthday[-5:] in days:
            yield "birthday", f"{one.birthday[-5:]} {letter}"
        for domain in one.domains:
            yield "domain", f"{domain} {letter}"


def _home_keys(one: Person) -> Iterator[tuple[str, str]]:
    """Parts of the address, any two of which may be written wrong."""
    number = "".join(char for char in one.street[:6] if char.isdigit())
    for part in (one.name.given[:4], one.name.family[:4]):
        if part and one.postcode:
            yield "home", f"{one.postcode} {part}"
        if part and number:
            yield "house", f"{number} {part}"
    if one.postcode and number:
        yield "house", f"{one.postcode} {number}"
    if one.street:
        yield "street", "".join(sorted(one.street.replace(" ", "")))[-14:]
