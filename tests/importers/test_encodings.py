from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest

from crm_cli.errors import BadContent, UsageError
from crm_cli.importers import Row
from crm_cli.importers.candidates import alone, rank
from crm_cli.importers.decoding import CHUNK
from tests.importers.corpus import cases, verdict
from tests.importers.reading import read, refusal, write

CHINESE = "姓名,公司\n张伟,杭州云图科技有限公司\n李娜,北京星辰贸易有限公司\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_certain(tmp_path: Path, encoding: str) -> None:
    source, rows = read(write(tmp_path, CHINESE.encode(encoding)))
    assert source.columns == ["姓名", "公司"]
    assert rows[0] == Row(2, ["张伟", "杭州云图科技有限公司"])
    assert source.encoding == encoding.removesuffix("-sig")


def test_utf_16_big_endian_with_a_mark(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, b"\xfe\xff" + CHINESE.encode("utf-16-be")))
    assert source.columns == ["姓名", "公司"]
    assert len(rows) == 2


def test_a_mark_before_a_quoted_header(tmp_path: Path) -> None:
    source, _ = read(write(tmp_path, '\ufeff"name","city"\n"Anna","Berlin"\n'))
    assert source.columns == ["name", "city"]


def test_what_is_not_utf_8_is_refused_with_the_flag(tmp_path: Path) -> None:
    message, hint = refusal(write(tmp_path, CHINESE.encode("gbk")), BadContent)
    assert message == "people.csv is not UTF-8: byte d0 on line 1"
    assert hint == "say its encoding: --encoding gb18030 (reads 姓名,公司)"


def test_the_line_of_the_bad_byte_is_named_beyond_the_first_chunk(tmp_path: Path) -> None:
    line = b"Anna,Berlin\r\n"
    count = CHUNK // len(line) + 5
    message, hint = refusal(
        write(tmp_path, b"name,city\r\n" + line * count + b"Andr\xe9,Paris\r\n"), BadContent
    )
    assert message == f"people.csv is not UTF-8: byte e9 on line {count + 2}"
    assert hint.startswith("say its encoding: --encoding cp1252 (reads André,Paris)")


def test_the_encoding_is_said(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, CHINESE.encode("gbk")), encoding="GBK")
    assert source.encoding == "gbk"
    assert rows[1] == Row(3, ["李娜", "北京星辰贸易有限公司"])


def test_the_encoding_that_is_said_does_not_fit(tmp_path: Path) -> None:
    path = write(tmp_path, b"name,city\nAndr\xe9,Paris\n")
    message, hint = refusal(path, BadContent, encoding="ascii")
    assert message == "people.csv is not in ascii: byte e9 on line 2"
    assert hint.startswith("try --encoding cp1252 (reads André,Paris)")


@pytest.mark.parametrize("name", ["nix", "rot13", "base64", "idna", "unicode_escape"])
def test_an_unknown_encoding(tmp_path: Path, name: str) -> None:
    message, hint = refusal(write(tmp_path, "a,b\n"), UsageError, encoding=name)
    assert message == f"no encoding is called {name}"
    assert hint.startswith("--encoding utf-8, gb18030, big5, shift_jis")


@pytest.mark.parametrize("anna", ["Anna", "张伟"])
def test_utf_16_without_a_mark_is_refused_by_its_name(tmp_path: Path, anna: str) -> None:
    path = write(tmp_path, f"name,city\n{anna},Berlin\n".encode("utf-16-le"))
    message, hint = refusal(path, BadContent)
    assert "seems to be UTF-16" in message
    assert hint == "--encoding utf-16-le"
    source, rows = read(path, encoding=hint.split()[1])
    assert source.columns == ["name", "city"]
    assert rows == [Row(2, [anna, "Berlin"])]


def test_auto_takes_the_only_plausible_encoding_and_says_so(tmp_path: Path) -> None:
    source, rows = read(write(tmp_path, CHINESE.encode("gbk")), encoding="auto")
    assert source.encoding == "gb18030"
    assert rows[0] == Row(2, ["张伟", "杭州云图科技有限公司"])
    assert source.notices == [
        "read as gb18030, the only likely encoding:"
        " 姓名, 公司, 张伟, 杭州云图科技有限公司, 李娜, 北京星辰贸易有限公司"
    ]


def test_auto_refuses_where_two_fit(tmp_path: Path) -> None:
    # The Spanish Muñoz in cp1252 is as good a Polish Muńoz in cp1250.
    path = write(tmp_path, "name,city\nMuñoz,Roma\n".encode("cp1252"))
    _, hint = refusal(path, BadContent, encoding="auto")
    assert hint.startswith("say its encoding: --encoding cp1252 (reads Muñoz,Roma) or ")


SAMPLES = [
    ("gb18030", "姓名,电话\n欧阳修,13800138000\n司马光,139\n"),
    ("gb18030", "备注\n客户要求周五前发报价，下周签合同\n"),
    ("big5", "姓名,公司\n陳志明,宏達國際電子股份有限公司\n林淑芬,台灣大哥大\n"),
    ("shift_jis", "氏名,会社\n田中太郎,株式会社ヤマト\n鈴木一郎,トヨタ自動車\n"),
    ("euc_jp", "氏名,会社\n田中太郎,株式会社ヤマト\n鈴木一郎,トヨタ自動車\n"),
    ("euc_kr", "이름,회사\n김민수,삼성전자 주식회사\n이영희,현대자동차\n"),
    ("cp1252", "name\nJürgen Müller\nBjörn Straße\n"),
    ("cp1252", "name\nJosé Muñoz\nÁngel Núñez\nIñigo García\n"),
    ("cp1252", "name\nFrançois Lefèvre\nHélène Dubois\nZoë L’Hôte\n"),
    ("cp1252", "name\nSøren Kjær\nÅse Ødegård\n"),
    ("cp1250", "name\nŁukasz Wiśniewski\nGrażyna Żak\nMichał Dąbrowski\n"),
    ("cp1250", "name\nJiří Dvořák\nŽofie Růžičková\nTomáš Němec\n"),
    ("cp1250", "name\nSzőke Gyöngyi\nKovács Ödön\nTűzkő Zsófia\n"),
    ("cp1251", "имя,город\nИван Петров,Москва\nОльга Сидорова,Санкт-Петербург\n"),
    ("cp1254", "name\nŞükrü Yıldız\nGülşen Öztürk\nİbrahim Çağ\n"),
    ("mac_roman", "name,city\nJürgen Müller,Köln\nBjörn Straße,Düsseldorf\n"),
    ("mac_roman", "name\nFrançois Lefèvre\nHélène Dubois\n"),
]


@pytest.mark.parametrize(("encoding", "text"), SAMPLES)
def test_the_right_encoding_stands_alone(encoding: str, text: str) -> None:
    ranked = rank(io.BytesIO(text.encode(encoding)))
    chosen = alone(ranked)
    assert chosen is not None, ranked
    assert chosen.encoding == encoding
    assert all(word in text for word in chosen.words)


def test_letters_that_two_encodings_share_are_one_candidate() -> None:
    # cp1252, cp1250 and cp1254 read the same text: there is nothing to choose.
    names = [one.encoding for one in rank(io.BytesIO("Jürgen\n".encode("cp1252")))]
    assert "cp1252" in names
    assert "cp1250" not in names


def test_noise_is_not_plausible() -> None:
    noise = bytes(range(0x80, 0x100)) * 4
    assert alone(rank(io.BytesIO(noise))) is None


@pytest.mark.parametrize("part", ["first", "held"])
def test_no_file_of_the_corpus_is_read_wrongly(part: str) -> None:
    # `tests/benchmarks/encodings.py` goes through all of it.
    some = list(cases(part, (1, 4, 25)))[:: 4 if part == "held" else 9]
    found = Counter(verdict(case) for case in some if case.kind != "utf-16")
    assert found["WRONG"] == 0
    assert found["right"] > 0.5 * found.total(), found
    assert found["missed"] <= 0.05 * (found["missed"] + found["offered"]), found


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [CHINESE, "이름,회사\n김민수,가나전자\n가영희,각자동차\n"])
def test_utf_16_without_a_mark_is_known_with_few_latin_letters(
    tmp_path: Path, encoding: str, text: str
) -> None:
    _, hint = refusal(write(tmp_path, text.encode(encoding)), BadContent, encoding="auto")
    assert hint == f"--encoding {encoding}"


def test_iso_2022_jp_is_no_ascii(tmp_path: Path) -> None:
    path = write(tmp_path, "氏名,会社\n田中太郎,株式会社\n".encode("iso2022_jp"))
    message, hint = refusal(path, BadContent, encoding="auto")
    assert message == "people.csv has the marks of ISO-2022-JP between its characters"
    assert hint == "--encoding iso2022_jp"
    assert read(path, encoding="iso2022_jp")[0].columns == ["氏名", "会社"]


@pytest.mark.parametrize("flags", [{}, {"encoding": "auto"}])
def test_utf_8_but_for_some_lines_is_refused_with_those_lines(
    tmp_path: Path, flags: dict[str, object]
) -> None:
    lines = ["name,city", "Jürgen,Köln", "Zoë,Paris", "José,León", "Ann,York", "Ève,Nîmes"]
    data = [line.encode("cp1252" if n in (2, 5) else "utf-8") for n, line in enumerate(lines)]
    for ending in (b"\n", b"\r\n", b"\r"):
        message, hint = refusal(write(tmp_path, ending.join(data)), BadContent, **flags)
        assert message == (r"people.csv is UTF-8 but for lines 3, 6: Zo\xeb,Paris, \xc8ve,N\xeemes")
        assert hint == "write those lines anew in UTF-8, as the others are"


def test_one_damaged_byte_in_utf_8(tmp_path: Path) -> None:
    data = "name\nMüller und Söhne für Bäder".encode() + b"\x92\n"
    message, _ = refusal(write(tmp_path, data), BadContent, encoding="auto")
    assert message == r"people.csv is UTF-8 but for line 2: ür Bäder\x92"


def test_a_byte_that_the_likely_encoding_lacks_is_said(tmp_path: Path) -> None:
    text = "name\nJürgen Müller\nBjörn Weiß\nKäthe Böhm\nJörg Schäfer\n"
    path = write(tmp_path, text.encode("cp1252").replace(b"B\xf6hm", b"B\x81hm"))
    _, hint = refusal(path, BadContent, encoding="auto")
    assert hint.startswith("say its encoding: --encoding cp1252, but for a byte, (reads ")
    message, _ = refusal(path, BadContent, encoding="cp1252")
    assert message == "people.csv is not in cp1252: byte 81 on line 4"


def test_the_choices_show_where_they_differ(tmp_path: Path) -> None:
    _, hint = refusal(write(tmp_path, "name\nMuñoz\n".encode("cp1252")), BadContent)
    shown = re.findall(r"\(reads ([^)]*)\)", hint)
    assert len(shown) == len(set(shown)) == 3
