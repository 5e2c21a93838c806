from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_cli.errors import BadContent
from crm_cli.importers import BadRow, Row
from tests.importers.reading import read, refusal, write


def test_an_array_of_objects(tmp_path: Path) -> None:
    text = '[\n  {"name": "Anna", "city": "Köln"},\n  {"name": "张伟",\n   "vip": true}\n]\n'
    source, rows = read(write(tmp_path, text, "x.json"))
    assert source.kind == "json"
    assert source.columns == ["name", "city", "vip"]
    assert rows == [Row(2, ["Anna", "Köln", ""]), Row(3, ["张伟", "", "true"])]


def test_json_lines(tmp_path: Path) -> None:
    text = '{"name": "Anna"}\n\n{"name": "Bob", "age": 7}\n'
    source, rows = read(write(tmp_path, text, "x.jsonl"))
    assert source.kind == "jsonl"
    assert source.columns == ["name", "age"]
    assert rows == [Row(1, ["Anna", ""]), Row(3, ["Bob", "7"])]


def test_digits_stay_as_written(tmp_path: Path) -> None:
    text = '[{"a": 1.10, "b": 123456789012345678901234567890, "c": 1e5, "d": -0}]'
    _, rows = read(write(tmp_path, text))
    assert rows == [Row(1, ["1.10", "123456789012345678901234567890", "1e5", "-0"])]


def test_nested_values(tmp_path: Path) -> None:
    value = {
        "address": {"city": "Rome", "geo": {"lat": "1"}},
        "tags": ["vip", "a;b"],
        "lines": [{"sku": "A"}],
        "none": None,
        "empty": {},
        "flags": [True, False],
    }
    source, rows = read(write(tmp_path, json.dumps([value])))
    (row,) = rows
    assert isinstance(row, Row)
    assert source.record(row) == {
        "address.city": "Rome",
        "address.geo.lat": "1",
        "tags": "vip; a\\;b",
        "lines": '[{"sku": "A"}]',
        "none": "",
        "empty": "",
        "flags": "true; false",
    }


def test_a_text_that_looks_like_a_formula_is_not_changed(tmp_path: Path) -> None:
    _, rows = read(write(tmp_path, '[{"a": "\'=1", "b": "=1"}]'))
    assert rows == [Row(1, ["'=1", "=1"])]


def test_an_array_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    items = [{"name": f"n{i}", "note": "é\n" * (i % 50)} for i in range(5000)]
    items[77]["note"] = "长" * 200_000
    source, rows = read(write(tmp_path, json.dumps(items, ensure_ascii=False, indent=1)))
    assert len(rows) == 5000
    assert rows[77] == Row(2 + 77 * 4, ["n77", "长" * 200_000])
    assert rows[4999].cells == ["n4999", "é\n" * 49]
    assert source.size is not None


@pytest.mark.parametrize("text", ["[]", "[ ]\n", "\ufeff[]"])
def test_an_empty_array(tmp_path: Path, text: str) -> None:
    source, rows = read(write(tmp_path, text))
    assert (source.columns, rows) == ([], [])


def test_bad_objects_are_bad_rows(tmp_path: Path) -> None:
    text = '[{"a": "1"}, 5, {"a": "x", "a": "y"}, {"a": "\\u0000"}, {"a": "\\ud800"},\n{"a": "2"}]'
    _, rows = read(write(tmp_path, text))
    assert rows == [
        Row(1, ["1"]),
        BadRow(1, "no object: {} expected", []),
        BadRow(1, "the key 'a' stands twice", []),
        BadRow(1, "a NUL character in 'a', which no text has", []),
        BadRow(1, "half a character (a lone surrogate) in 'a'", []),
        Row(2, ["2"]),
    ]


def test_a_bad_line_of_json_lines_is_one_bad_row(tmp_path: Path) -> None:
    text = '{"a": "1"}\n{"a": }\n{"a": NaN}\n[1]\n{"a": "2"}\n'
    _, rows = read(write(tmp_path, text))
    assert rows == [
        Row(1, ["1"]),
        BadRow(2, "no JSON: Expecting value (character 7)", []),
        BadRow(3, "no JSON: NaN is no JSON value (character 1)", []),
        BadRow(4, "no object: {} expected", []),
        Row(5, ["2"]),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"a": 1},\n {"a": ]', "line 2: Expecting value"),
        ('[{"a": 1},\n {"a": 2}', "line 2: ',' or ']' expected, but it ends"),
        ('[{"a": 1}\n {"a": 2}]', "line 2: ',' or ']' expected"),
        ('[{"a": "x\n', "line 1: Invalid control character at"),
        ('[{"a": "x', "line 1: Unterminated string starting at"),
        ('[{"a": 1}]\nx', "line 2: there is something after the end of the array"),
        ('[{"a": 1},]', "line 1: Expecting value"),
        ("[" * 100_000, "line 1: nested too deeply"),
    ],
)
def test_an_array_that_is_broken(tmp_path: Path, text: str, message: str) -> None:
    found, hint = refusal(write(tmp_path, text, "x.json"), BadContent)
    assert found == f"x.json is not valid JSON: {message}"
    assert hint == "python3 -m json.tool x.json shows the place too"


def test_one_large_object_is_refused_with_what_to_do(tmp_path: Path) -> None:
    message, hint = refusal(write(tmp_path, '{\n "data": [\n {}]}\n', "x.json"), BadContent)
    assert message == "x.json is neither an array of objects nor an object on each line"
    assert hint.startswith("give an array of objects, or one object a line")


def test_it_can_be_read_twice(tmp_path: Path) -> None:
    from crm_cli.importers import open_rows

    with open_rows(write(tmp_path, '[{"a": 1}, {}]')) as source:
        assert list(source) == list(source) == [Row(1, ["1"])]
        assert source.blank_rows == 1
