"""vCards 2.1, 3.0 and 4.0 -> rows with fixed columns, one card a row."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from crm_cli.errors import BadContent
from crm_cli.importers.encodings import AUTO, not_utf8, survey
from crm_cli.importers.files import Opened
from crm_cli.importers.magic import HEAD, bom_encoding, utf16_guess
from crm_cli.importers.rows import BadRow, Row, RowSource, Whole
from crm_cli.importers.vcard_lines import BEGIN, BOM, END, UNENDED, Card, CardError, cards
from crm_cli.importers.vcard_reading import CALLED, HANDLES, KDE, Reading, kind_of
from crm_cli.values.plurals import counted

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
    "", "N", "FN", "NICKNAME", "EMAIL", "TEL", "IMPP", "ORG", "TITLE", "ROLE", "ADR", "LABEL",
    "BDAY", "URL", "NOTE", "UID", "CATEGORIES", "KIND", "X-ADDRESSBOOKSERVER-KIND",
    "X-SOCIALPROFILE", "SOCIALPROFILE", "X-ADDRESSBOOKSERVER-MEMBER", "MEMBER",
}  # fmt: skip


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
        self._left_out: dict[str, list[int]] = {}
        self._noted: dict[str, list[int]] = {}
        self._kinds: Counter[str] = Counter()
        self._wanted = ""
        for card in self._cards():
            self._note_left_out(card)
        for said, places in (("not imported", self._left_out), ("kept in the note", self._noted)):
            for what, lines in sorted(places.items(), key=lambda item: -len(item[1])):
                where = (
                    f"{counted(len(lines), 'card')}, {'first ' * (len(lines) > 1)}line {lines[0]}"
                )
                self.notices.append(f"{said}: {what} ({where})")

    def likely(self) -> str:
        """Contacts, unless all cards are of organisations."""
        return "company" if set(self._kinds) == {"org"} else "contact"

    def choose(self, noun: str) -> list[str]:
        """Give only the cards that can become the noun; what is said of the others."""
        self._wanted = "org" if noun == "company" else "individual"
        said = []
        for kind, count in self._kinds.items():
            if kind != self._wanted:
                one, many, nouns = CALLED[kind]
                cards = f"the card of {one}" if count == 1 else f"{count} cards of {many}"
                flag = f" (--as {nouns} does)" if nouns else ""
                said.append(f"not imported: {cards}{flag}")
        return said

    def _is_utf8(self) -> bool:
        """Whether all that does not name its own character set is UTF-8."""
        try:
            for card in self._cards():
                if not card.fault:
                    Reading(card, "utf-8").cells()
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
                cells = Reading(card, self._codec).cells()
            except CardError as error:
                yield BadRow(card.line, str(error), Whole(self._written(card)))
                continue
            except UnicodeDecodeError:
                raise not_utf8(self.stream, self.name) from None
            if self._wanted and kind_of(card) != self._wanted:
                continue
            if any(cells.values()):
                texts = [cells.get(column, "") for column in COLUMNS]
                yield Row(card.line, Whole(self._written(card), texts))
            else:
                self.blank_rows += 1

    def _note_left_out(self, card: Card) -> None:
        """Say of a card what has no field: what is not imported, and what goes to the note."""
        self._kinds[kind_of(card)] += 1
        left: dict[str, int] = {}
        noted: dict[str, int] = {}
        for one in card.properties:
            if one.name not in _TAKEN | _IGNORED | HANDLES.keys() and not KDE.match(one.name):
                left.setdefault(_PICTURES.get(one.name, one.name), one.line)
        if not card.fault:
            reading = Reading(card, self._codec)
            with suppress(CardError, UnicodeDecodeError):  # said when the rows are read
                reading.cells()
            for why, line in reading.left:
                left.setdefault(why, line)
            for label, line in reading.noted:
                noted.setdefault(label, line)
        for said, found in ((self._left_out, left), (self._noted, noted)):
            for what, line in found.items():
                said.setdefault(what, []).append(line)
