"""vCards 2.1, 3.0 and 4.0 -> rows with fixed columns, one card a row."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator

from crm_cli.errors import BadContent
from crm_cli.importers.encodings import AUTO, not_utf8, survey
from crm_cli.importers.files import Opened
from crm_cli.importers.magic import HEAD, bom_encoding, utf16_guess
from crm_cli.importers.rows import BadRow, Row, RowSource, Whole
from crm_cli.importers.vcard_lines import (
    BEGIN,
    BOM,
    END,
    UNENDED,
    Card,
    CardError,
    Property,
    cards,
    split_escaped,
)
from crm_cli.values.spreadsheet import join_list

COLUMNS = (
    "name", "given_name", "family_name", "nickname", "email", "phone", "handles", "company",
    "department", "job_title", "address", "city", "region", "postcode", "country", "birthday",
    "website", "note", "uid", "categories",
)  # fmt: skip

# Said of the card, not of the person; nothing is lost by leaving them.
_IGNORED = {
    "VERSION", "PRODID", "REV", "SORT-STRING", "CLASS", "SOURCE", "PROFILE", "NAME", "MAILER",
    "CLIENTPIDMAP", "XML", "X-ABLABEL", "X-ABADR", "X-ABSHOWAS", "X-ABUID", "X-EVOLUTION-FILE-AS",
    "X-REJECTED-BECAUSE",
}  # fmt: skip
_PICTURES = {"PHOTO": "photo", "LOGO": "logo", "SOUND": "sound", "KEY": "key"}
_TAKEN = {
    "N", "FN", "NICKNAME", "EMAIL", "TEL", "IMPP", "ORG", "TITLE", "ROLE", "ADR", "LABEL", "BDAY",
    "URL", "NOTE", "UID", "CATEGORIES", "KIND", "X-ADDRESSBOOKSERVER-KIND",
    "X-ADDRESSBOOKSERVER-MEMBER", "MEMBER",
}  # fmt: skip
_HANDLES = {
    "X-QQ": "qq", "X-WECHAT": "wechat", "X-SKYPE": "skype", "X-SKYPE-USERNAME": "skype",
    "X-JABBER": "xmpp", "X-AIM": "aim", "X-ICQ": "icq", "X-MSN": "msn", "X-YAHOO": "yahoo",
    "X-GOOGLE-TALK": "gtalk", "X-TWITTER": "twitter", "X-TELEGRAM": "telegram",
    "X-GTALK": "gtalk", "X-WHATSAPP": "whatsapp", "X-LINKEDIN": "linkedin",
}  # fmt: skip
# What a card may be about: one, several, and what they can become.
_CALLED = {
    "individual": ("a person", "people", "contacts"),
    "org": ("an organisation", "organisations", "companies"),
    "group": ("a group", "groups", ""),
    "other": ("a place or a thing", "places or things", ""),
}
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?")
_CJK = re.compile("[\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")


class VcardRows(RowSource):
    """The cards of a file. Several e-mails, phones … of one card stand in one cell, `a; b`."""

    kind = "vcard"

    def __init__(self, opened: Opened, *, encoding: str | None = None) -> None:
        super().__init__(opened.stream, opened.name, opened.size)
        self.columns = list(COLUMNS)
        self.stream.seek(0)
        head = self.stream.read(HEAD)
        bom = bom_encoding(head)
        unmarked = "" if bom or encoding not in {None, AUTO} else utf16_guess(head)
        self._wide = bom.startswith(("utf-16", "utf-32"))
        self._codec = self.encoding = "utf-8"
        self.sure = "where a card does not say another one"
        self._seen: list[str] = []
        self._first = 1  # the number of the first line in `_seen`
        if encoding == AUTO and not bom and not unmarked and self._is_utf8():
            encoding = None
        if encoding or bom or unmarked:
            found = survey(self.stream, self.name, encoding)
            self.sure = found.sure
            self.encoding, self._codec = found.encoding, found.codec.removesuffix("-sig")
            self.notices = list(found.notices)
            self._wide = self._codec.startswith(("utf-16", "utf-32"))
        self.codec = "utf-8" if self._wide else self._codec
        self._wide_codec, self._codec = self._codec, "utf-8" if self._wide else self._codec
        self._left_out: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._wanted = ""
        for card in self._cards():
            self._note_left_out(card)
        self.notices += [
            f"not imported: {what} (of {count} card{'s' * (count > 1)})"
            for what, count in self._left_out.most_common()
        ]

    def likely(self) -> str:
        """Contacts, unless all cards are of organisations."""
        return "company" if set(self._kinds) == {"org"} else "contact"

    def choose(self, noun: str) -> list[str]:
        """Give only the cards that can become the noun; what is said of the others."""
        self._wanted = "org" if noun == "company" else "individual"
        said = []
        for kind, count in self._kinds.items():
            if kind != self._wanted:
                one, many, nouns = _CALLED[kind]
                cards = f"the card of {one}" if count == 1 else f"{count} cards of {many}"
                flag = f" (--as {nouns} does)" if nouns else ""
                said.append(f"not imported: {cards}{flag}")
        return said

    def _is_utf8(self) -> bool:
        """Whether all that does not name its own character set is UTF-8."""
        try:
            for card in self._cards():
                if not card.fault:
                    _Reading(card, "utf-8").cells()
        except UnicodeDecodeError:
            return False
        except CardError:
            return True
        return True

    def _lines(self) -> Iterator[str]:
        """Raw lines: a character a byte. UTF-16 is first made UTF-8."""
        self.stream.seek(0)
        if self._wide:
            text = io.TextIOWrapper(self.stream, self._wide_codec, "strict", newline="")
        else:
            text = io.TextIOWrapper(self.stream, "latin-1", newline="")
        after_cr = False
        try:
            for line in text:
                if not (after_cr and line == "\r\n"):  # CR CR LF ends one line
                    self._seen.append(line.encode().decode("latin-1") if self._wide else line)
                    yield self._seen[-1]
                after_cr = line.endswith("\r")
        finally:
            if not self.stream.closed:
                text.detach()

    def _cards(self) -> Iterator[Card]:
        self._seen, self._first = [], 1
        for card in cards(self._lines()):
            if card.fault == UNENDED:
                raise BadContent(
                    "{file}: the card that begins on line {line} is cut off: END:VCARD is missing",
                    hint="is the file whole? export it again",
                    file=self.name,
                    line=card.line,
                )
            yield card
            del self._seen[: card.end - self._first]  # its last line may begin the next, too
            self._first = card.end

    def _written(self, card: Card) -> str:
        """The card as the file has it, a character a byte; what stands outside of one as one."""
        lines = self._seen[card.line - self._first : card.end - self._first + 1]
        lines = [line.rstrip("\r\n") for line in lines]
        if (ended := END.match(lines[0])) and BEGIN.match(lines[0], ended.end()):
            lines[0] = lines[0][ended.end() :]
        if ended := END.match(lines[-1]):
            lines[-1] = ended[0]
        begun = [] if BEGIN.fullmatch(lines[0].removeprefix(BOM)) else ["BEGIN:VCARD"]
        return "\r\n".join([*begun, *lines, *([] if ended else ["END:VCARD"])])

    def __iter__(self) -> Iterator[Row | BadRow]:
        self.blank_rows = 0
        for card in self._cards():
            try:
                if card.fault:
                    raise CardError(card.fault)
                cells = _Reading(card, self._codec).cells()
            except CardError as error:
                yield BadRow(card.line, str(error), Whole(self._written(card)))
                continue
            except UnicodeDecodeError:
                raise not_utf8(self.stream, self.name) from None
            if self._wanted and _kind(card) != self._wanted:
                continue
            if any(cells.values()):
                texts = [cells.get(column, "") for column in COLUMNS]
                yield Row(card.line, Whole(self._written(card), texts))
            else:
                self.blank_rows += 1

    def _note_left_out(self, card: Card) -> None:
        self._kinds[_kind(card)] += 1
        names = {one.name for one in card.properties} - _TAKEN - _IGNORED - set(_HANDLES)
        self._left_out.update(_PICTURES.get(name, name) for name in names)
        if sum(one.name == "ADR" and any(one.raw.split(";")) for one in card.properties) > 1:
            self._left_out["further addresses"] += 1


def _kind(card: Card) -> str:
    """What a card is about: individual, org, group or other."""
    said = {one.name: one.raw.strip().lower() for one in card.properties}
    if said.get("X-ABSHOWAS") == "company":
        return "org"
    kind = said.get("KIND") or said.get("X-ADDRESSBOOKSERVER-KIND") or "individual"
    return kind if kind in _CALLED else "other"


class _Reading:
    """One card, being read."""

    def __init__(self, card: Card, codec: str) -> None:
        self.codec, self.kind = codec, _kind(card)
        self.by_name: dict[str, list[Property]] = {}
        for one in card.properties:
            self.by_name.setdefault(one.name, []).append(one)
        for several in self.by_name.values():
            several.sort(key=Property.preference)
        self.old = any(one.raw.strip() == "2.1" for one in self.by_name.get("VERSION", []))

    def cells(self) -> dict[str, str]:
        """The card's cells by column."""
        cells = {
            **self._name(),
            "email": join_list(
                _unique([_bare_uri(mail, "mailto:") for mail in self._all("EMAIL")])
            ),
            "phone": join_list(_unique(self._phones())),
            "handles": join_list(_unique(self._handles())),
            "job_title": self._first("TITLE") or self._first("ROLE"),
            "website": join_list(_unique(self._all("URL"))),
            "uid": _bare_uri(self._first("UID"), "urn:uuid:"),
            "categories": join_list(_unique(self._listed("CATEGORIES"))),
            **self._organisation(),
            **self._address(),
            **self._birthday_and_note(),
        }
        if self.kind == "org":
            cells["company"] = ""  # its own name, or its department's
        return {column: cell.strip() for column, cell in cells.items()}

    def _text(self, one: Property) -> str:
        return one.text(self.codec)

    def _all(self, name: str) -> list[str]:
        texts = [self._unescape(self._text(one)).strip() for one in self.by_name.get(name, [])]
        return [text for text in texts if text]

    def _first(self, name: str) -> str:
        return next(iter(self._all(name)), "")

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

    def _phones(self) -> list[str]:
        """The numbers as written, faxes last; of a tel: address the number and the extension."""
        numbers = sorted(self.by_name.get("TEL", []), key=lambda one: "fax" in one.types())
        texts = [self._unescape(self._text(one)).strip() for one in numbers]
        return [re.sub(r";ext=", " x", _bare_uri(text, "tel:"), flags=re.I) for text in texts]

    def _handles(self) -> list[str]:
        found = self._all("IMPP")
        for name, service in _HANDLES.items():
            found += [_bare_service(handle, service) for handle in self._all(name)]
        return found

    def _organisation(self) -> dict[str, str]:
        if "ORG" not in self.by_name:
            return {}
        company, *units = self._parts(self.by_name["ORG"][0], ";")
        return {"company": company, "department": ", ".join(unit for unit in units if unit)}

    def _address(self) -> dict[str, str]:
        for one in self.by_name.get("ADR", []):
            parts = [*self._parts(one, ";"), *[""] * 7][:7]
            if any(parts):
                box, extended, street, city, region, postcode, country = parts
                lines = [line for line in (street, extended, box) if line]
                return {
                    "address": ", ".join(lines),
                    "city": city,
                    "region": region,
                    "postcode": postcode,
                    "country": country,
                }
        return {"address": self._first("LABEL")}

    def _birthday_and_note(self) -> dict[str, str]:
        """A birthday that is no whole date ("circa 1800", --0412) is kept in the note."""
        notes = self._all("NOTE")
        written = self._first("BDAY")
        found = _DATE.fullmatch(written)
        if written and not found:
            notes.append(f"Birthday: {written}")
        birthday = "-".join(found.groups()) if found else ""
        return {"birthday": birthday, "note": "\n".join(notes)}


def _bare_uri(text: str, scheme: str) -> str:
    return text[len(scheme) :] if text.lower().startswith(scheme) else text


def _bare_service(handle: str, service: str) -> str:
    return handle if handle.lower().startswith(service + ":") else f"{service}:{handle}"


def _unique(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
