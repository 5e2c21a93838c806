from __future__ import annotations

from pathlib import Path

import pytest

from crm_cli.errors import BadContent
from crm_cli.importers import BadRow, Row, RowSource
from tests.importers.reading import read, refusal, write


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def cells(source: RowSource, row: Row | BadRow) -> dict[str, str]:
    """The row's cells that are not empty."""
    assert isinstance(row, Row), row
    return {column: cell for column, cell in source.record(row).items() if cell}


def only(folder: Path, content: str | bytes, **flags: object) -> dict[str, str]:
    source, rows = read(write(folder, content, "x.vcf"), **flags)
    (row,) = rows
    return cells(source, row)


def test_a_whole_card_of_version_3(tmp_path: Path) -> None:
    text = card(
        "N:Lee;Anna;Maria;Dr.;PhD",
        "FN:Dr. Anna Maria Lee\\, PhD",
        "NICKNAME:Ann,Annie",
        "EMAIL;TYPE=home:anna@home.example",
        "EMAIL;TYPE=INTERNET,pref:anna@work.example",
        "TEL;TYPE=FAX:+49 30 99",
        "TEL;TYPE=CELL:+49 170 1",
        "ORG:Acme\\, Inc.;Research;Optics",
        "TITLE:Engineer",
        "ADR;TYPE=work:PO 7;Floor 2;Main St 1;Berlin;BE;10115;Germany",
        "BDAY:1985-04-12T00:00:00Z",
        "URL:https://anna.example",
        "NOTE:one\\ntwo\\; three",
        "UID:urn:uuid:42",
        "CATEGORIES:vip,press\\, old",
        "X-QQ:12345",
    )
    assert only(tmp_path, text) == {
        "name": "Dr. Anna Maria Lee, PhD",
        "given_name": "Anna Maria",
        "family_name": "Lee",
        "nickname": "Ann; Annie",
        "email": "anna@work.example; anna@home.example",
        "phone": "+49 170 1; +49 30 99",
        "handles": "qq:12345",
        "company": "Acme, Inc.",
        "department": "Research, Optics",
        "job_title": "Engineer",
        "address": "Main St 1, Floor 2, PO 7",
        "city": "Berlin",
        "region": "BE",
        "postcode": "10115",
        "country": "Germany",
        "birthday": "1985-04-12",
        "website": "https://anna.example",
        "note": "one\ntwo; three",
        "uid": "42",
        "categories": "vip; press, old",
    }


def test_version_4_with_addresses_of_phones_and_a_preference(tmp_path: Path) -> None:
    text = card(
        "FN:Bob",
        "TEL;VALUE=uri;PREF=2:tel:+1-555-0100;ext=102",
        'TEL;VALUE=uri;PREF=1;TYPE="voice,home":tel:+1-555-0199',
        "EMAIL;PREF=1:bob@example.com",
        "BDAY:--0412",
        "KIND:individual",
        "IMPP:xmpp:bob@chat.example",
        version="4.0",
    )
    assert only(tmp_path, text) == {
        "name": "Bob",
        "phone": "+1-555-0199; +1-555-0100 x102",
        "email": "bob@example.com",
        "birthday": "--04-12",
        "handles": "xmpp:bob@chat.example",
    }


def test_version_2_1_quoted_printable_over_several_lines(tmp_path: Path) -> None:
    text = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=BC=A0;=E4=BC=9F;;;",
        "TEL;CELL;PREF:13800138000",
        "NOTE;CHARSET=UTF-8;QUOTED-PRINTABLE:first =",
        "line=0D=0Asecond =3D=",
        "",
        "ORG:Work\\;Shop;",
        version="2.1",
    )
    assert only(tmp_path, text) == {
        "name": "张伟",
        "given_name": "伟",
        "family_name": "张",
        "phone": "13800138000",
        "note": "first line\r\nsecond =",
        "company": "Work;Shop",
    }


def test_a_charset_of_its_own_beside_utf_8(tmp_path: Path) -> None:
    content = (
        b"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=GBK:\xd5\xc5\xce\xb0\n"
        b"ORG;CHARSET=ISO-8859-1:Caf\xe9\nNOTE:" + "Grüße".encode() + b"\nEND:VCARD\n"
    )
    assert only(tmp_path, content) == {"name": "张伟", "company": "Café", "note": "Grüße"}


def test_folding_in_the_middle_of_a_character(tmp_path: Path) -> None:
    name = "张伟伟".encode()
    content = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:" + name[:4] + b"\r\n " + name[4:]
    assert only(tmp_path, content + b"\r\nEND:VCARD\r\n") == {"name": "张伟伟"}


@pytest.mark.parametrize(
    ("version", "expected"), [("2.1", "one two"), ("3.0", "onetwo"), ("4.0", "onetwo")]
)
def test_folding_keeps_its_space_in_version_2_1_only(
    tmp_path: Path, version: str, expected: str
) -> None:
    text = card("FN:x", "NOTE:one\r\n two", version=version)
    assert only(tmp_path, text)["note"] == expected


def test_several_cards_glued_in_lower_case_and_with_marks_between(tmp_path: Path) -> None:
    text = (
        "begin:vcard\nversion:3.0\nfn:Anna\nend:vcardBEGIN:VCARD\nVERSION:3.0\nFN:Bob\n"
        "END:VCARD \n\n\ufeffBEGIN:VCARD\nVERSION:4.0\nFN:Eve\nEND:VCARD"
    )
    source, rows = read(write(tmp_path, text, "x.vcf"))
    assert [(row.line, cells(source, row)["name"]) for row in rows] == [
        (1, "Anna"),
        (4, "Bob"),
        (9, "Eve"),
    ]


@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_a_version_that_does_not_come_first(tmp_path: Path, version: str) -> None:
    """Of a second card, too: what the first one says is not taken for it."""
    other = card("FN:Zoë", "NOTE:a\r\n b", version="3.0" if version == "2.1" else "2.1")
    text = f"BEGIN:VCARD\r\nNOTE:one\r\n two\r\nFN:Anna\r\nVERSION:{version}\r\nEND:VCARD\r\n"
    source, rows = read(write(tmp_path, other + text, "x.vcf"))
    notes = [cells(source, row)["note"] for row in rows]
    assert notes == (["ab", "one two"] if version == "2.1" else ["a b", "onetwo"])


@pytest.mark.parametrize("place", range(1, 14))
@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_a_fold_anywhere_inside_characters(tmp_path: Path, version: str, place: int) -> None:
    """Also before the last byte of à, which is a blank elsewhere; 🎉 has four bytes, 张 three."""
    text = "é张🎉üà".encode()
    head = f"BEGIN:VCARD\r\nVERSION:{version}\r\nFN:Ann\r\nNOTE:".encode()
    folded = head + text[:place] + b"\r\n " + text[place:] + b"\r\nEND:VCARD\r\n"
    found = only(tmp_path, folded)["note"]
    between = version == "2.1" and place in (2, 5, 9, 11)  # where its space is the text's own
    assert found.replace(" ", "") == "é张🎉üà"
    assert (" " in found) == between


ODD = {
    "X-messaging/xmpp-All:a@chat.example": ({"handles": "xmpp:a@chat.example"}, []),
    "IMPP:irc:a": ({"handles": "irc:a"}, []),
    "IMPP;X-SERVICE-TYPE=QQ:x-apple:12345": ({"handles": "qq:12345"}, []),
    "IMPP;X-SERVICE-TYPE=Skype:ann.lee": ({"handles": "skype:ann.lee"}, []),
    "X-SIP:a@x.example": ({"handles": "sip:a@x.example"}, []),
    "X-SOCIALPROFILE;type=twitter:https://t.example/a": (
        {"handles": "twitter:https://t.example/a"},
        [],
    ),
    "IMPP:a@chat.example": (
        {"note": "Address of a messenger: a@chat.example"},
        ["kept in the note: IMPP (1 card, line 4)"],
    ),
    "EMAIL:ann at x": ({"note": "Email: ann at x"}, ["kept in the note: EMAIL (1 card, line 4)"]),
    "BDAY:1980-13-45": (
        {"note": "Birthday: 1980-13-45"},
        ["kept in the note: BDAY (1 card, line 4)"],
    ),
    "BDAY:--02-30": ({"note": "Birthday: --02-30"}, ["kept in the note: BDAY (1 card, line 4)"]),
    "BDAY;VALUE=text:circa 1800": (
        {"note": "Birthday: circa 1800"},
        ["kept in the note: BDAY (1 card, line 4)"],
    ),
    "BDAY:--02-29": ({"birthday": "--02-29"}, []),
    "BDAY:--0229": ({"birthday": "--02-29"}, []),
    "BDAY;X-APPLE-OMIT-YEAR=1604;VALUE=date:1604-03-01": ({"birthday": "--03-01"}, []),
    "BDAY;X-APPLE-OMIT-YEAR=1904:19040301": ({"birthday": "--03-01"}, []),
    "BDAY:19850412T101500Z": ({"birthday": "1985-04-12"}, []),
    "TITLE:CEO\r\nTITLE:Founder\r\nROLE:CEO\r\nROLE:Sales": (
        {"job_title": "CEO", "note": "Title: Founder\nRole: Sales"},
        ["kept in the note: TITLE (1 card, line 5)", "kept in the note: ROLE (1 card, line 7)"],
    ),
    "ORG:Alpha;Lab\r\nORG:Beta;Shop;Till": (
        {"company": "Alpha", "department": "Lab", "note": "Company: Beta, Shop, Till"},
        ["kept in the note: ORG (1 card, line 5)"],
    ),
    "TITLE;ALTID=1:Chef\r\nTITLE;ALTID=1:Boss": ({"job_title": "Chef"}, []),
    "ADR:;;;;;;\r\nADR:;;Main St 1;Rome;;;\r\nLABEL:Main St 1\\nRome": (
        {"address": "Main St 1", "city": "Rome"},
        [],
    ),
    "ADR:;;Main St 1;Rome;;;\r\nADR:;;Via 2;;;;Italy\r\nLABEL:Rue 5\\nParis": (
        {
            "address": "Main St 1",
            "city": "Rome",
            "note": "Address: Via 2, Italy\nAddress: Rue 5\nParis",
        },
        ["kept in the note: ADR (1 card, line 5)", "kept in the note: LABEL (1 card, line 6)"],
    ),
    "NOTE;CHARSET=NIX:x\r\nTEL:1234567": (
        {"phone": "1234567"},
        ["not imported: no charset is called nix (1 card, line 4)"],
    ),
}


@pytest.mark.parametrize("lines", ODD)
def test_one_odd_property_leaves_the_card_and_is_named(tmp_path: Path, lines: str) -> None:
    expected, notices = ODD[lines]
    source, (row,) = read(write(tmp_path, card("FN:A", lines), "x.vcf"))
    assert cells(source, row) == {"name": "A", **expected}
    assert source.notices == notices


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_every_line_end(tmp_path: Path, end: str) -> None:
    text = card("FN:Anna", "NOTE:a\r\n b").replace("\r\n", end)
    assert only(tmp_path, text) == {"name": "Anna", "note": "ab"}


def test_photos_are_skipped_with_a_notice(tmp_path: Path) -> None:
    photo = "iVBORw0KGgoAAAANSUhEUgAAAAsAAAALCAQAAAADpb"
    text = (
        card("FN:A", f"PHOTO;ENCODING=b;TYPE=PNG:{photo}\r\n {photo}\r\n {photo}=")
        + card("FN:B", f"PHOTO;JPEG;BASE64:\r\n{photo}\r\n{photo}=\r\n", version="2.1")
        + card("FN:C", f"PHOTO:data:image/png;base64\\,{photo}", "X-SHOE:42", version="4.0")
    )
    source, rows = read(write(tmp_path, text, "x.vcf"))
    assert [cells(source, row) for row in rows] == [{"name": "A"}, {"name": "B"}, {"name": "C"}]
    assert source.notices == [
        "not imported: photo (3 cards, first line 4)",
        "not imported: X-SHOE (1 card, line 20)",
    ]


def test_a_photo_of_a_megabyte(tmp_path: Path) -> None:
    text = card("FN:A", "PHOTO;ENCODING=b:" + ("A" * 74 + "\r\n ") * 14_000 + "AAAA", "TEL:1234567")
    assert only(tmp_path, text) == {"name": "A", "phone": "1234567"}


def test_a_text_in_base64(tmp_path: Path) -> None:
    text = card("FN;ENCODING=B;CHARSET=UTF-8:5byg5Lyf")
    assert only(tmp_path, text) == {"name": "张伟"}


def test_the_card_of_an_assistant_inside_another(tmp_path: Path) -> None:
    text = card("FN:Boss", "AGENT:", card("FN:Help", "TEL:1", version="2.1").strip(), version="2.1")
    source, rows = read(write(tmp_path, text, "x.vcf"))
    assert [cells(source, row) for row in rows] == [{"name": "Boss"}]
    assert source.notices == ["not imported: AGENT (1 card, line 4)"]


def test_groups_and_their_labels(tmp_path: Path) -> None:
    text = card("FN:A", "item1.ORG:Test Inc", "item1.X-ABLabel:Work", "item2.ADR:;;;Rome;;;")
    source, rows = read(write(tmp_path, text, "x.vcf"))
    assert cells(source, rows[0]) == {"name": "A", "company": "Test Inc", "city": "Rome"}
    assert source.notices == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["N:Jones;Mike;;;"], "Mike Jones"),
        (["N:王;小明;;;"], "王小明"),
        (["NICKNAME:Mo"], "Mo"),
        (["ORG:Acme;Sales", "TEL:1234567"], "Acme"),
        (["FN:"], ""),
    ],
)
def test_a_card_without_a_formatted_name(tmp_path: Path, lines: list[str], expected: str) -> None:
    assert only(tmp_path, card(*lines, "EMAIL:a@b.example"))["email"] == "a@b.example"
    assert only(tmp_path, card(*lines, "EMAIL:a@b.example")).get("name", "") == expected


def test_a_card_that_is_cut_off(tmp_path: Path) -> None:
    path = write(tmp_path, card("FN:A") + "BEGIN:VCARD\nVERSION:4.0\nFN:B\n", "x.vcf")
    assert refusal(path, BadContent) == (
        "x.vcf: the card that begins on line 5 is cut off: END:VCARD is missing",
        "is the file whole? export it again",
    )


def test_what_is_wrong_with_one_card_rejects_that_card(tmp_path: Path) -> None:
    text = (
        card("FN:A", "this is nothing")
        + "BEGIN:VCARD\r\nFN:B\r\n"
        + card("FN:C")
        + "between\r\n"
        + card("FN;ENCODING=QUOTED-PRINTABLE:Caf=E9")
        + card("FN;CHARSET=NIX:D")
        + card("FN:E")
    )
    source, rows = read(write(tmp_path, text, "x.vcf"))
    assert cells(source, rows[0]) == {"name": "A"}
    assert source.notices == ["not imported: a line without a name and a colon (1 card, line 4)"]
    assert rows[1] == BadRow(6, "not ended before the next begins on line 8", [])
    assert cells(source, rows[2]) == {"name": "C"}
    assert rows[3] == BadRow(12, "this line is outside of any card", [])
    assert rows[4] == BadRow(13, "FN (line 15) is not in utf-8, which --encoding would change", [])
    assert rows[5] == BadRow(17, "no charset is called nix (line 19)", [])
    assert cells(source, rows[6]) == {"name": "E"}


def test_another_encoding_is_refused_with_the_flag(tmp_path: Path) -> None:
    path = write(tmp_path, card("FN:Jürgen Müller").encode("cp1252"), "x.vcf")
    message, hint = refusal(path, BadContent)
    assert message == "x.vcf is not UTF-8: byte fc on line 3"
    assert hint.startswith("say its encoding: --encoding cp1252")
    assert only(tmp_path, path.read_bytes(), encoding="cp1252") == {"name": "Jürgen Müller"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    assert only(tmp_path, card("FN:张伟").encode(encoding)) == {"name": "张伟"}


def test_utf_16_without_its_mark_asks_for_one_flag(tmp_path: Path) -> None:
    path = write(tmp_path, card("FN:Anna").encode("utf-16-be"), "x.vcf")
    assert refusal(path, BadContent)[1] == "--encoding utf-16-be"
    assert only(tmp_path, path.read_bytes(), encoding="utf-16-be") == {"name": "Anna"}


def test_cr_cr_lf_ends_one_line(tmp_path: Path) -> None:
    photo = "PHOTO;ENCODING=b:AAAA\r\n AAAA\r\n BBBB"
    text = card("FN:Anna", photo, "NOTE:see\r\n  below", "this is nothing")
    source, (row,) = read(write(tmp_path, text.replace("\r\n", "\r\r\n"), "x.vcf"))
    assert cells(source, row) == {"name": "Anna", "note": "see below"}
    assert "not imported: a line without a name and a colon (1 card, line 9)" in source.notices


def test_a_charset_is_what_windows_calls_by_its_name(tmp_path: Path) -> None:
    text = card("FN;CHARSET=EUC-KR:", version="2.1").replace("KR:", "KR:똠방")
    assert only(tmp_path, text.encode("cp949")) == {"name": "똠방"}
