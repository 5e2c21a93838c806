"""How likely two companies are one, and which pairs of them are worth comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.services.duplicates.likeness import (
    Likeness,
    Rarity,
    Reason,
    plain,
    slipped,
    street_level,
)
from crm_cli.values.pinyin import has_han, pinyin
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.database import Reader

# What says only how a company is set up.
_FORMS = (
    " gmbh mbh ag kg kgaa ohg gbr ug ev se inc incorporated llc llp ltd limited corp corporation co"
    " company plc sa sas sarl srl spa bv nv ab asa as oy aps sp zoo pty pte kk the and und et y de "
)
_EAST_ASIAN_FORMS = (
    "股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|公司|株式会社|有限会社|주식회사"
)
_DOTTED = r"\b(?:[a-z]\.){2,}"
_GENERIC = " info shop online mail "

_CHOSEN = 6.0
"""Companies choose names that nobody else has: one that is the same weighs more than its share."""


class Firm(NamedTuple):
    """A company as it is compared; "" and () are unknown."""

    id: int
    words: tuple[str, ...]
    sound: str = ""
    domains: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    street: str = ""
    city: str = ""
    country: str = ""
    parent: int | None = None

    @property
    def key(self) -> str:
        """Its name without its form, run together."""
        return "".join(self.words)

    @property
    def order(self) -> str:
        """What a large group is put into order by."""
        return self.key

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers in its name: Hotel 1 is not Hotel 2."""
        return frozenset(word for word in self.words if word.isdigit())

    @property
    def brands(self) -> set[str]:
        """Its domains without what comes before and after the name: acme of www.acme.co.uk."""
        return {found for found in map(_brand, (*self.domains, *self.mail)) if found}


@lru_cache(maxsize=1 << 16)
def _brand(domain: str) -> str:
    labels = [label for label in domain.split(".")[:-1] if len(label) > 3]
    return labels[-1] if labels and f" {labels[-1]} " not in _GENERIC else ""


@lru_cache(maxsize=1 << 16)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a company's name, folded, without its legal form."""
    text = re.sub(_EAST_ASIAN_FORMS, " ", fold(name))
    text = re.sub(_DOTTED, lambda match: match[0].replace(".", ""), text)
    words = re.findall(r"[^\W_]+", text.replace("'", "").replace("’", ""))
    kept = [word for word in words if f" {word} " not in _FORMS]
    return tuple(kept or words)


def load(reader: Reader) -> list[Firm]:
    """The live companies, as they are compared."""
    mail: dict[int, set[str]] = {}
    shared: dict[str, set[int]] = {}
    for company, key in reader.tuples(
        "SELECT c.company_id, e.key FROM contact_email e JOIN contact c ON c.id = e.contact_id"
        " WHERE c.deleted_at IS NULL AND c.company_id IS NOT NULL"
    ):
        domain = key.rpartition("@")[2]
        mail.setdefault(company, set()).add(domain)
        shared.setdefault(domain, set()).add(company)
    firms = []
    for id, name, domain, website, street, city, country, parent in reader.tuples(
        "SELECT id, name, domain, website, address, city, country, parent_id FROM company"
        " WHERE deleted_at IS NULL ORDER BY id"
    ):
        words = name_words(name)
        sound = pinyin("".join(words)) if has_han(name) else ""
        hosts = dict.fromkeys(host for host in (domain, _host(website)) if host)
        # What half the book writes from (gmail.com) is nobody's domain.
        own = tuple(sorted(d for d in mail.get(id, ()) if len(shared[d]) <= 3))
        firms.append(
            Firm(id, words, sound, tuple(hosts), own, plain(street), plain(city), plain(country),
                 parent)
        )  # fmt: skip
    return firms


def _host(website: str | None) -> str:
    from crm_cli.errors import BadValue
    from crm_cli.values.websites import domain_of

    try:
        return domain_of(website) if website else ""
    except BadValue:
        return ""


def count(firms: list[Firm]) -> Rarity:
    """How rare each value is among these companies."""
    rarity = Rarity(len(firms))
    rarity.count("name", (one.key for one in firms))
    rarity.count("word", (word for one in firms for word in set(one.words)))
    rarity.count("domain", (d for one in firms for d in {*one.domains, *one.mail}))
    rarity.count("brand", (brand for one in firms for brand in one.brands))
    rarity.count("street", (one.street for one in firms))
    rarity.count("city", (one.city for one in firms))
    rarity.count("country", (one.country for one in firms))
    return rarity


def compare(one: Firm, other: Firm, rarity: Rarity) -> Likeness:
    """How likely two companies are one, and what speaks for it."""
    if one.id == other.parent or other.id == one.parent:
        return Likeness(-99.0, ())  # one belongs to the other
    reasons = [
        reason
        for reason in (
            _name(one, other, rarity),
            _domain(one, other, rarity),
            *_place(one, other, rarity),
        )
        if reason
    ]
    found = sorted((one for one in reasons if one.words), key=lambda reason: -reason.bits)
    return Likeness(rarity.prior + sum(reason.bits for reason in reasons), tuple(found))


def _name(one: Firm, other: Firm, rarity: Rarity) -> Reason:
    if one.numbers != other.numbers:
        return Reason("", -8.0)
    if one.key == other.key:
        return Reason("same name", rarity.bits("name", one.key, 13.0) + _CHOSEN)
    if one.sound and other.sound:
        return _part_of_name(one, other, rarity) or Reason("", -6.0)
    if one.sound or other.sound:
        if (one.sound or one.key) == (other.sound or other.key):
            return Reason("same name in pinyin", rarity.bits("name", one.key, 13.0) + _CHOSEN - 2.0)
        return Reason("", -5.0)
    return _part_of_name(one, other, rarity) or _near_name(one, other)


def _part_of_name(one: Firm, other: Firm, rarity: Rarity) -> Reason | None:
    """What it says that one name has all words of the other: Acme, Acme Robotics."""
    mine, theirs = set(one.words), set(other.words)
    if not (mine <= theirs or theirs <= mine):
        return None
    rarest = max((rarity.bits("word", word, 10.0) for word in mine & theirs), default=0.0)
    return Reason("part of the name" if rarest > 4 else "", rarest - 4.0)


def _near_name(one: Firm, other: Firm) -> Reason:
    from rapidfuzz import fuzz

    turned = "".join(sorted(one.words)), "".join(sorted(other.words))
    alike = max(fuzz.ratio(one.key, other.key), fuzz.ratio(*turned))
    if alike >= 90 and min(len(one.key), len(other.key)) >= 5:
        return Reason("near name", 6.0)
    return Reason("", 0.0 if alike >= 80 else -6.0)


def _domain(one: Firm, other: Firm, rarity: Rarity) -> Reason | None:
    mine, theirs = {*one.domains, *one.mail}, {*other.domains, *other.mail}
    if not mine or not theirs:
        return None
    if mine & theirs:
        bits = max(rarity.bits("domain", domain, 12.0) for domain in mine & theirs)
        if set(one.domains) & set(other.domains):
            return Reason("same domain", bits + 10.0)
        return Reason("same e-mail domain", bits)
    brands = one.brands & other.brands
    if brands:
        bits = max(rarity.bits("brand", brand, 9.0) for brand in brands)
        return Reason("same name in the domain", bits)
    return Reason("", -2.0)


def _place(one: Firm, other: Firm, rarity: Rarity) -> Iterator[Reason]:
    if one.street and other.street:
        level = street_level(one.street, other.street)
        bits = (-2.0, 0.0, 4.0, rarity.bits("street", one.street, 8.0))[level]
        yield Reason(("", "", "near address", "same address")[level], bits)
    if one.city and other.city:
        if one.city == other.city:
            yield Reason("same city", rarity.bits("city", one.city, 4.0))
        else:
            yield Reason("", 2.0 if slipped(one.city, other.city) else -2.0)
    if one.country and other.country and one.country != other.country:
        yield Reason("", -1.0)


def blocks(firms: Iterable[Firm]) -> Iterator[tuple[str, str, int]]:
    """Keys that companies share when they are worth comparing: (kind, key, id)."""
    for one in firms:
        yield "name", one.key, one.id
        yield "sound", one.sound or one.key, one.id
        yield "start", one.key[:5], one.id
        for word in {word for word in one.words if len(word) > 2 and not word.isdigit()}:
            yield "word", word, one.id
        for domain in {*one.domains, *one.mail}:
            yield "domain", domain, one.id
        for brand in one.brands:
            yield "brand", brand, one.id
        if one.street:
            yield "street", f"{one.street} {one.city}", one.id
