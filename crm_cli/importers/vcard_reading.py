"""One vCard -> the cells of its row; what has no column goes to the note, and is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from crm_cli.errors import BadValue
from crm_cli.importers.vcard_lines import Card, CardError, Property, split_escaped
from crm_cli.values.birthdays import read_birthday
from crm_cli.values.emails import read_email, split_emails
from crm_cli.values.spreadsheet import join_list
from crm_cli.values.text import fold

HANDLES = {
    "X-QQ": "qq", "X-WECHAT": "wechat", "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype",
    "X-JABBER": "xmpp", "X-AIM": "aim", "X-ICQ": "icq", "X-MSN": "msn", "X-YAHOO": "yahoo",
    "X-GOOGLE-TALK": "gtalk", "X-TWITTER": "twitter", "X-TELEGRAM": "telegram",
    "X-GTALK": "gtalk", "X-WHATSAPP": "whatsapp", "X-LINKEDIN": "linkedin", "X-XMPP": "xmpp",
    "X-IRC": "irc", "X-SIP": "sip", "X-SIGNAL": "signal", "X-MATRIX": "matrix", "X-LINE": "line",
}  # fmt: skip
KDE = re.compile("X-MESSAGING/(.+)-ALL")  # X-messaging/xmpp-All; several are apart by U+E000
_SERVICE = re.compile(r"[^:/@]+:\s*\S.*", re.DOTALL)
_BDAY = re.compile(r"(\d{8}|\d{4}-\d\d-\d\d|--\d\d-?\d\d)(?:[T ].*)?")
_NOW = datetime(2000, 1, 1, tzinfo=UTC)  # of no matter: whole days are read
_CJK = re.compile("[\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
# What a card may be about: one, several, and what they can become.
CALLED = {
    "individual": ("a person", "people", "contacts"),
    "org": ("an organisation", "organisations", "companies"),
    "group": ("a group", "groups", ""),
    "other": ("a place or a thing", "places or things", ""),
}


def kind_of(card: Card) -> str:
    """What a card is about: individual, org, group or other."""
    said = {one.name: one.raw.strip().lower() for one in card.properties}
    if said.get("X-ABSHOWAS") == "company":
        return "org"
    kind = said.get("KIND") or said.get("X-ADDRESSBOOKSERVER-KIND") or "individual"
    return kind if kind in CALLED else "other"


class Reading:
    """One card, being read. After `cells`, `left` and `noted` say what has no column."""

    def __init__(self, card: Card, codec: str) -> None:
        self.codec, self.kind = codec, kind_of(card)
        self.by_name: dict[str, list[Property]] = {}
        for one in card.properties:
            self.by_name.setdefault(one.name, []).append(one)
        for several in self.by_name.values():
            several.sort(key=Property.preference)
        self.left: list[tuple[str, int]] = []  # what cannot be read, and on which line
        self.noted: list[tuple[str, int]] = []  # what has no field and goes to the note
        self._notes: list[str] = []
        self.old = any(one.raw.strip() == "2.1" for one in self.by_name.get("VERSION", []))

    def cells(self) -> dict[str, str]:
        """The card's cells by column."""
        cells = {
            **self._name(),
            "email": join_list(_unique(self._emails())),
            "phone": join_list(_unique(self._phones())),
            "handles": join_list(_unique(self._handles())),
            "job_title": self._job_title(),
            "website": join_list(_unique(self._all("URL"))),
            "uid": _bare_uri(self._first("UID"), "urn:uuid:"),
            "categories": join_list(_unique(self._listed("CATEGORIES"))),
            **self._organisation(),
            **self._address(),
            "birthday": self._birthday(),
        }
        cells["note"] = "\n".join([*self._all("NOTE"), *self._notes])
        if self.kind == "org":
            cells["company"] = ""  # its own name, or its department's
        for one in self.by_name.get("", []):
            self.left.append(("a line without a name and a colon", one.line))
        return {column: cell.strip() for column, cell in cells.items()}

    def _text(self, one: Property) -> str:
        """The text of a property. CardError for a name that cannot be decoded, else "" then."""
        try:
            return one.text(self.codec)
        except CardError as error:
            if one.name in ("N", "FN"):
                raise
            self.left.append((re.sub(r" \(line \d+\)", "", str(error)), one.line))
            return ""

    def _plain(self, one: Property) -> str:
        return self._unescape(self._text(one)).strip()

    def _all(self, name: str) -> list[str]:
        return [text for one in self.by_name.get(name, []) if (text := self._plain(one))]

    def _first(self, name: str) -> str:
        return next(iter(self._all(name)), "")

    def _several(self, *names: str) -> Iterator[tuple[Property, str]]:
        """The properties of these names that say something, in order, each text once.

        Of those that say the same in several languages (ALTID) the first.
        """
        seen: set[str] = set()
        for one in [one for name in names for one in self.by_name.get(name, [])]:
            same = one.name + one.parameters["ALTID"][0] if "ALTID" in one.parameters else ""
            text = self._plain(one)
            if text and text not in seen and same not in seen:
                yield one, text
            seen |= {text, same} - {""}

    def _note(self, label: str, text: str, one: Property) -> None:
        """Keep in the note what no field holds."""
        self._notes.append(f"{label}: {text}")
        self.noted.append((one.name, one.line))

    def _parts(self, one: Property, separator: str) -> list[str]:
        """The value's parts, each unescaped and without spaces at its ends."""
        return [self._unescape(part).strip() for part in split_escaped(self._text(one), separator)]

    def _listed(self, name: str) -> list[str]:
        return [part for one in self.by_name.get(name, []) for part in self._parts(one, ",")]

    def _unescape(self, text: str) -> str:
        if self.old:  # version 2.1 knows no line breaks by escape, and a path is a path
            return re.sub(r"\\([;,:])", r"\1", text)
        return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], text, flags=re.DOTALL)

    def _name(self) -> dict[str, str]:
        family = given = built = ""
        if "N" in self.by_name:
            parts = [*self._parts(self.by_name["N"][0], ";"), "", "", "", "", ""][:5]
            family, first, middle, prefix, suffix = parts
            given = " ".join(part for part in (first, middle) if part)
            if _CJK.search(family + given):
                built = family + given.replace(" ", "")
            else:
                built = " ".join(part for part in (prefix, given, family, suffix) if part)
        nickname = join_list(_unique(self._listed("NICKNAME")))
        name = self._first("FN") or built or nickname
        if not name and "ORG" in self.by_name:
            name = self._parts(self.by_name["ORG"][0], ";")[0]
        return {"name": name, "given_name": given, "family_name": family, "nickname": nickname}

    def _emails(self) -> Iterator[str]:
        """The addresses; what is none goes to the note."""
        for one, text in self._several("EMAIL"):
            mail = _bare_uri(text, "mailto:")
            try:
                for each in split_emails(mail):
                    read_email(each)
            except BadValue:
                self._note("Email", mail, one)
            else:
                yield mail

    def _phones(self) -> list[str]:
        """The numbers as written, faxes last; of a tel: address the number and the extension."""
        numbers = sorted(self.by_name.get("TEL", []), key=lambda one: "fax" in one.types())
        texts = [self._plain(one) for one in numbers]
        return [re.sub(r";ext=", " x", _bare_uri(text, "tel:"), flags=re.I) for text in texts]

    def _handles(self) -> Iterator[str]:
        """Names on services, as service:name; an address that names no service is a note."""
        for one, text in self._several("IMPP", "X-SOCIALPROFILE", "SOCIALPROFILE"):
            said = one.parameters.get("X-SERVICE-TYPE") or one.parameters.get("SERVICE-TYPE")
            if said is None and one.name != "IMPP":
                said = sorted(one.types() - {"pref", "home", "work", "other"})
            service = next(iter(said or []), "").strip('" ').lower()
            bare = _bare_uri(text, "x-apple:")
            if service and (bare != text or one.name != "IMPP" or not _SERVICE.fullmatch(text)):
                yield f"{service}:{bare}"
            elif _SERVICE.fullmatch(text):
                yield text
            else:
                self._note("Address of a messenger", text, one)
        for name in self.by_name:
            kde = KDE.match(name)
            service = HANDLES.get(name) or (kde[1].lower() if kde else "")
            for text in self._all(name) if service else ():
                for each in text.split("\ue000") if kde else [text]:
                    yield _bare_service(each, service)

    def _job_title(self) -> str:
        found = ""
        for one, text in self._several("TITLE", "ROLE"):
            if found:
                self._note(one.name.capitalize(), text, one)
            found = found or text
        return found

    def _organisation(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for one, _ in self._several("ORG"):
            company, *units = self._parts(one, ";")
            department = ", ".join(unit for unit in units if unit)
            if found and (company or department):
                self._note("Company", ", ".join(filter(None, [company, department])), one)
            elif company or department:
                found = {"company": company, "department": department}
        return found

    def _address(self) -> dict[str, str]:
        found: dict[str, str] = {}
        words: set[str] = set()
        for one, _ in self._several("ADR"):
            parts = [*self._parts(one, ";"), *[""] * 7][:7]
            box, extended, street, city, region, postcode, country = parts
            address = ", ".join(line for line in (street, extended, box) if line)
            if not any(parts):
                continue
            words.update(_words(" ".join(parts)))
            if found:
                rest = [address, city, region, postcode, country]
                self._note("Address", ", ".join(filter(None, rest)), one)
                continue
            found = {
                "address": address,
                "city": city,
                "region": region,
                "postcode": postcode,
                "country": country,
            }
        for one, text in self._several("LABEL"):
            if not found:
                found = {"address": text}
            elif not words.issuperset(_words(text)):  # most say an address of the card again
                self._note("Address", text, one)
        return found

    def _birthday(self) -> str:
        """The day, `--MM-DD` without its year; what is no day goes to the note ("circa 1800")."""
        found = ""
        for one, text in self._several("BDAY"):
            day, whole = "", _BDAY.fullmatch(text)
            with suppress(BadValue):
                day = read_birthday(whole[1], now=_NOW) if whole else ""
            omitted = one.parameters.get("X-APPLE-OMIT-YEAR", [""])[0]
            if day and omitted == day[:4]:
                day = f"-{day[4:]}"
            if found or not day:
                self._note("Birthday", text, one)
            found = found or day
        return found


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))


def _bare_uri(text: str, scheme: str) -> str:
    return text[len(scheme) :] if text.lower().startswith(scheme) else text


def _bare_service(handle: str, service: str) -> str:
    return handle if handle.lower().startswith(service + ":") else f"{service}:{handle}"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
