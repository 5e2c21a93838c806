"""The JSON export of Monica: its contacts, with what is nested in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crm_cli.errors import BadContent
from crm_cli.importers import open_rows
from tests.conftest import Crm

ANN: dict[str, Any] = {
    "uuid": "u-1",
    "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-02T03:04:05Z",
    "properties": {
        "first_name": "Ann",
        "last_name": "Lee",
        "job": "CEO",
        "company": "Acme",
        "is_starred": False,
        "tags": ["vip", "a; b"],
        "birthdate": {"is_age_based": False, "is_year_unknown": False, "date": "1990-05-06"},
    },
    "data": [
        {
            "count": 3,
            "type": "contact_field",
            "values": [
                {"properties": {"data": "ann@acme.example", "type": "t-1"}},
                {"properties": {"data": "+49 30 123456", "type": "t-2"}},
                {"properties": {"data": "ann.lee", "type": "t-3"}},
            ],
        },
        {
            "count": 1,
            "type": "address",
            "values": [{"properties": {"street": "Weg 1", "city": "Berlin", "country": "DE"}}],
        },
        {"count": 1, "type": "note", "values": [{"properties": {"body": "x"}}]},
    ],
}
BEN: dict[str, Any] = {
    "uuid": "u-2",
    "properties": {
        "first_name": "Ben",
        "birthdate": {"is_year_unknown": True, "date": "1970-01-02"},
    },
}


def write(folder: Path, *contacts: dict[str, Any]) -> Path:
    file = folder / "monica.json"
    account = {"uuid": "a", "data": [{"count": 2, "type": "contact", "values": contacts}]}
    whole = {"version": "1.0-preview.1", "app_version": "4.1.2", "account": account}
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def test_each_contact_is_a_row(tmp_path: Path) -> None:
    with open_rows(write(tmp_path, ANN, BEN)) as rows:
        ann, ben = (dict(zip(rows.columns, cells, strict=True)) for _, cells in rows)  # type: ignore[misc]
        assert rows.notices == ["not imported: notes of the contacts"]
    assert ann["uuid"] == "u-1"
    assert (ann["email"], ann["phone"]) == ("ann@acme.example", "+49 30 123456")
    assert (ann["street"], ann["city"], ann["birthdate"]) == ("Weg 1", "Berlin", "1990-05-06")
    assert (ben["first_name"], ben["birthdate"], ben["email"]) == ("Ben", "--01-02", "")


def test_it_needs_no_flag(crm_sqlite: Crm) -> None:
    file = write(crm_sqlite.folder, ANN, BEN)
    result = crm_sqlite.ok("import", str(file))
    assert "contacts as Monica exports them" in result.out
    assert "2 contacts created" in result.out
    ben, ann = crm_sqlite.ok("contact", "list", "--json").json
    assert (ann["name"], ann["company"], ann["job_title"]) == ("Ann Lee", "Acme", "CEO")
    assert ann["emails"] == ["ann@acme.example"]
    assert ann["birthday"] == "1990-05-06"
    assert sorted(ann["tags"]) == ["a; b", "vip"]
    assert (ben["name"], ben["birthday"]) == ("Ben", "--01-02")
    assert "2 unchanged" in crm_sqlite.ok("import", str(file)).out


def test_a_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path, ANN)
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(BadContent, match="Monica"):
        open_rows(file)
