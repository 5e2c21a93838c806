"""`crm import`: rows that cannot be, and input that makes no sense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.helpers import changesets, put, records
from tests.conftest import Crm

# Bad rows --------------------------------------------------------------------------------


def test_bad_rows_are_kept_apart_mended_and_imported_again(crm: Crm) -> None:
    text = (
        "name,email,birthday,note\n"
        "Ann,ann@x.example,1980-02-03,=1+1\n"
        'Ben,"b\n@",,"say ""hi""\nthere"\n'
        "Cat,cat@x.example,03/04/1980,\n"
        "Dan,dan@x.example\n"
        ",,,nobody\n"
    )
    file = put(crm, "a.csv", text)
    options = ("--as", "contacts", "--map", "note=field:note")
    refused = crm("import", file, *options)
    assert refused.code == 4
    assert refused.err.splitlines() == [
        'error: no date in the column "birthday" says whether the day or the month comes first:'
        ' "03/04/1980" (line 6) is Thu 1980-04-03 or Tue 1980-03-04',
        "hint: say it: --date-order dmy or --date-order mdy",
    ]
    refused = crm("import", file, *options, "--date-order", "dmy")
    assert refused.code == 4
    assert refused.err.splitlines()[-2:] == [
        "error: 3 of 5 rows of a.csv cannot be imported; nothing was written",
        "hint: mend them, or import the others with --skip-bad",
    ]
    assert crm.ok("contact", "list", "--json").json == []

    result = crm("import", file, *options, "--skip-bad")
    assert result.code == 6
    assert "1 contact created, 0 updated, 0 unchanged, 4 rejected" in result.lines[0]
    rejects = crm.folder / "a.csv.rejects.csv"
    written = rejects.read_text(encoding="utf-8")
    assert "3 April or 4 March" in written
    assert written.startswith("rejected_because,name,email,birthday,note\n")
    assert '"Ben","b\n@"' not in written and 'Ben,"b\n@",,"say ""hi""\nthere"\n' in written
    assert ",Dan,dan@x.example\n" in written

    mended = written.replace('"b\n@"', "ben@x.example").replace("03/04/1980", "1980-04-03")
    mended = mended.replace(",Dan,dan@x.example\n", ",Dan,dan@x.example,,\n")
    mended = mended.replace(",,,,nobody", ",Eve,,,nobody")
    put(crm, "mended.csv", mended)
    result = crm.ok("import", "mended.csv", *options)
    assert "4 contacts created" in result.lines[0]
    assert "left out" not in result.out
    names = [row["name"] for row in records(crm, "contact", "name")]
    assert names == ["Ann", "Ben", "Cat", "Dan", "Eve"]
    assert records(crm, "contact", "note")[1] == {"note": 'say "hi"\nthere'}


def test_the_file_of_rejected_rows_never_takes_the_place_of_another(crm: Crm) -> None:
    file = put(crm, "a.csv", "name,email\nAnn,broken\n")
    put(crm, "mine.csv", "name\nprecious\n")
    options = ("--as", "contacts", "--skip-bad", "--rejects")
    result = crm("import", file, *options, "mine.csv")
    assert result.code == 2
    assert "mine.csv is there and no file of rejected rows" in result.err
    assert (crm.folder / "mine.csv").read_text() == "name\nprecious\n"
    assert crm("import", file, *options, "bad.csv").code == 6
    assert crm("import", file, *options, "bad.csv").code == 6
    assert not list(crm.folder.glob(".*new"))


def test_a_dry_run_ends_as_the_real_run_would(crm: Crm) -> None:
    file = put(crm, "a.csv", "name,email\nAnn,broken\nBen,\n")
    assert crm("import", file, "--as", "contacts", "--dry-run").code == 4
    assert crm("import", file, "--as", "contacts", "--dry-run", "--skip-bad").code == 6
    assert not (crm.folder / "a.csv.rejects.csv").exists()


def test_json_of_a_refused_import_has_the_rows(crm: Crm) -> None:
    file = put(crm, "a.csv", "name,email,company\nAnn,broken,\nBob,b@x.de,Acme\n")
    result = crm("import", file, "--as", "contacts", "--json")
    assert result.code == 4
    assert result.json["changeset"] is None
    assert result.json["rows"][0]["line"] == 2
    assert result.json["record"]["created"] == 0
    assert result.json["record"].get("made", []) == []
    assert result.err.startswith("error: 1 of 2 rows of a.csv cannot be imported")


# Bad input -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "message", "hint"),
    [
        (["nowhere.csv", "--as", "contacts"], 2, "no file nowhere.csv", ""),
        (["empty.csv", "--as", "contacts"], 4, "empty.csv is empty", ""),
        (["binary.csv", "--as", "contacts"], 4, "", ""),
        (["quoted.csv", "--as", "contacts"], 4, "line 2", ""),
        (["unknown.csv", "--as", "contacts"], 4, "is not UTF-8", "--encoding "),
        (["unclear.csv"], 4, "do not say what its rows are", "--as "),
        (["ok.csv", "--as", "contats"], 2, "contats", ""),
        (
            ["ok.csv", "--as", "contacts", "--map", "Nme=name"],
            2,
            "there is no column 'Nme' in ok.csv",
            "did you mean 'Name'? There are: Name, Mail",
        ),
        (
            ["ok.csv", "--as", "contacts", "--map", "Name=emial"],
            2,
            "contact has no field 'emial'",
            "did you mean 'email'?",
        ),
        (["ok.csv", "--as", "contacts", "--map", "Name"], 2, "cannot read --map 'Name'", "COLUMN"),
        (["ok.csv", "--as", "contacts", "--value", "x"], 2, "cannot read --value 'x'", "THEIRS"),
        (["ok.csv", "--as", "contacts", "--default", "x"], 2, "cannot read --default", ""),
        (
            ["ok.csv", "--as", "contacts", "--default", "name={Nme}"],
            2,
            "'Nme' in --default is neither a column nor a mapped field",
            "did you mean 'Name'?",
        ),
        (["ok.csv", "--as", "contacts", "--key", "city"], 2, "--key city: no column", "--map"),
        (["ok.csv", "--as", "contacts", "--on-match", "merge"], 2, "'merge'", "skip, fill"),
        (["other.csv", "--as", "contacts"], 2, "no column of other.csv is known: a, b", "--map"),
        (["ok.csv", "--as", "contacts", "--map", "Mail=field:x:nonsense"], 2, "nonsense", ""),
    ],
)
def test_bad_input(crm_sqlite: Crm, words: list[str], code: int, message: str, hint: str) -> None:
    crm = crm_sqlite
    put(crm, "ok.csv", "Name,Mail\nAnn,ann@x.example\n")
    put(crm, "other.csv", "a,b\n1,2\n")
    put(crm, "empty.csv", "")
    put(crm, "binary.csv", b"\x7fELF\x00\x01\x02\x00" * 50)
    put(crm, "quoted.csv", 'name,email\nAnn,"broken\n')
    put(crm, "unknown.csv", "name,city\nMuñoz,York\n".encode("cp1252"))
    put(crm, "unclear.csv", "name,company\nAnn,Acme\n")
    before = changesets(crm)
    result = crm("import", *words)
    assert result.code == code
    error, *rest = result.err.splitlines()
    assert error.startswith("error: ") and message in error
    assert len(rest) == 1 and rest[0].startswith("hint: ") and hint in rest[0]
    assert changesets(crm) == before


def test_another_encoding_is_read_when_it_is_named(crm: Crm) -> None:
    file = put(crm, "gbk.csv", "姓名,邮箱\n张伟,z@x.example\n李娜,bad\n".encode("gb18030"))
    result = crm("import", file, "--as", "contacts", "--encoding", "gb18030", "--skip-bad")
    assert result.code == 6
    assert records(crm, "contact", "name") == [{"name": "张伟"}]
    assert "李娜" in (crm.folder / "gbk.csv.rejects.csv").read_text(encoding="gb18030")


@pytest.mark.parametrize(
    ("encoding", "codec", "text"),
    [  # ㈱ and 똠방각하 are not in the strict encodings of these names
        ("shift_jis", "cp932", "名前,email,会社\n花子,bad,㈱鈴木\n"),
        ("sjis", "cp932", "名前,email,会社\n花子,bad,㈱鈴木\n"),
        ("euc_kr", "cp949", "이름,email,회사\n영희,bad,똠방 전자\n"),
        ("big5", "cp950", "姓名,email,公司\n志明,bad,碁峰€資訊\n"),
    ],
)
def test_rejects_are_in_the_very_encoding_of_the_file(
    crm_sqlite: Crm, encoding: str, codec: str, text: str
) -> None:
    file = put(crm_sqlite, "a.csv", text.encode(codec))
    result = crm_sqlite("import", file, "--as", "contacts", "--encoding", encoding, "--skip-bad")
    assert result.code == 6, result.err
    written = (crm_sqlite.folder / "a.csv.rejects.csv").read_bytes().decode(codec)
    assert written.splitlines()[1].endswith(text.splitlines()[1])


CARD = "BEGIN:VCARD\r\n{}VERSION:3.0\r\nFN:{}\r\nEND:VCARD"
WHY = "X-REJECTED-BECAUSE:{}\r\n"
BAD = '"bad" is no e-mail address: an email address must have an @-sign'


@pytest.mark.parametrize(
    ("name", "text", "written", "mend"),
    [
        (
            "a.json",
            '[{"name": "Ann"},\n {"name": "Bob", "name":\n "Rob", "email": ["b@x.example"]}, 5,'
            ' {"name": "Zoë", "email": "bad", "n": {"a": [1]}}]',
            '{"rejected_because": "the key \'name\' stands twice", "name": "Bob", "name":'
            '  "Rob", "email": ["b@x.example"]}\n'
            '{"rejected_because": "no object: {} expected", "rejected": "5"}\n'
            f'{{"rejected_because": {json.dumps("email: " + BAD)}, "name": "Zoë", "email": "bad",'
            ' "n": {"a": [1]}}\n',
            {'"name": "Bob", ': "", '"rejected": "5"': '"name": "Eve"', '"bad", ': '"", '},
        ),
        (
            "a.jsonl",
            '{"name": "Ann"}\n{"name": }\n{"name": "Zoë", "email": "bad"}\n',
            '{"rejected_because": "no JSON: Expecting value (character 10)", "name": }\n'
            f'{{"rejected_because": {json.dumps("email: " + BAD)},'
            ' "name": "Zoë", "email": "bad"}\n',
            {'"name": }': '"name": "Bob"}', '"bad"}': '""}'},
        ),
        (
            "a.vcf",
            CARD.format("", "Ann\r\nN;CHARSET=x:Ann") + "\r\n" + CARD.format("", "Ben")
            + CARD.format("", "Zoë\r\nN;CHARSET=y:Z\r\nX-KEPT:a\r\n b"),
            CARD.format(WHY.format("no charset is called x (line 4)"), "Ann\r\nN;CHARSET=x:Ann")
            + "\r\n"
            + CARD.format(
                WHY.format("no charset is called y (line 12)"),
                "Zoë\r\nN;CHARSET=y:Z\r\nX-KEPT:a\r\n b",
            )
            + "\r\n",
            {"CHARSET=x": "CHARSET=UTF-8", "CHARSET=y": "CHARSET=UTF-8"},
        ),
    ],
)  # fmt: skip
def test_rejected_objects_and_cards_are_kept_whole_mended_and_imported_again(
    crm_sqlite: Crm, name: str, text: str, written: str, mend: dict[str, str]
) -> None:
    crm = crm_sqlite
    assert crm("import", put(crm, name, text), "--as", "contacts", "--skip-bad").code == 6
    rejects = f"{name}.rejects.{'vcf' if name == 'a.vcf' else 'jsonl'}"
    assert (crm.folder / rejects).read_bytes().decode() == written
    assert crm("import", rejects, "--as", "contacts", "--skip-bad", "--rejects", "b").code == 6
    again = (crm.folder / "b").read_text(encoding="utf-8").casefold()
    assert again.count("rejected") == written.casefold().count("rejected")
    for bad, good in mend.items():
        written = written.replace(bad, good)
    mended = crm.ok("import", put(crm, f"mended-{name}", written), "--as", "contacts")
    assert " 0 rejected" in mended.out
    assert "rejected" not in "".join(mended.lines[1:])


def test_a_file_without_rows_is_no_error(crm: Crm) -> None:
    result = crm.ok("import", put(crm, "a.csv", "name,email\n"), "--as", "contacts")
    assert "0 rows read" in result.lines[0]


def test_a_path_in_the_default_place_of_rejects(crm_sqlite: Crm, tmp_path: Path) -> None:
    file = tmp_path / "far.csv"
    file.write_text("name,email\nAnn,broken\n")
    assert crm_sqlite("import", file, "--as", "contacts", "--skip-bad").code == 6
    assert (tmp_path / "far.csv.rejects.csv").exists()
