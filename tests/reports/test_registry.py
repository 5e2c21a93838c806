"""The folder is the registry, and every statement runs as it stands, on both engines."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_type_hints

import pytest

from crm_cli import reports
from crm_cli.database import Database
from crm_cli.errors import NotFound
from tests.conftest import Crm

SAMPLES = {
    "limit": 5,
    "owner": 1,
    "today_julian": 2461364.5,
    "by_field": 1,
    "most": 1,
    "id": 1,
}


def test_a_report_is_two_files() -> None:
    for name in reports.names():
        assert (reports.FOLDER / f"{name}.py").exists()
        assert (reports.FOLDER / f"{name}.sql").exists()
    assert {"activity", "pipeline", "wins"} <= set(reports.names())
    assert not {"scope", "figures", "periods", "compare"} & set(reports.names())


def test_no_statement_file_without_its_report() -> None:
    assert [path.stem for path in sorted(reports.FOLDER.glob("*.sql"))] == reports.names()


@pytest.mark.parametrize("name", reports.names())
def test_a_report_says_what_it_is(name: str) -> None:
    module = reports.load(name)
    assert module.HELP.endswith(".")
    assert "\n" not in module.HELP
    assert module.KIND in ("period", "state")
    assert bool(module.DEFAULT) == (module.KIND == "period")
    assert all(example.startswith("crm ") for example in module.EXAMPLES)
    assert get_type_hints(module.Options).keys() == {f.name for f in fields(module.Options)}
    assert all(field.metadata["help"] for field in fields(module.Options))


@pytest.mark.parametrize("name", reports.names())
def test_every_statement_runs_as_it_stands(name: str, database: Database) -> None:
    for statement in reports.statements(name).values():
        found = re.findall(r"(?<![:\w]):([a-z_]\w*)", re.sub(r"'[^']*'|--.*", "", statement))
        values = {each: SAMPLES.get(each, "2026-01-01") for each in found}
        assert isinstance(database.rows(statement, values), list)


def test_statements_are_named_and_without_their_comments() -> None:
    found = reports.statements("pipeline")
    assert found.keys() >= {"process", "stages", "amounts"}
    assert not any(line.startswith("--") for sql in found.values() for line in sql.splitlines())


def test_fill_exchanges_marked_parts_only() -> None:
    sql = "SELECT /*by*/ d.a /*by*/ FROM d WHERE 1 = 1/*scope*//*scope*/ GROUP BY /*by*/ d.a /*by*/"
    assert reports.fill(sql, {}) == "SELECT  d.a  FROM d WHERE 1 = 1 GROUP BY  d.a "
    assert reports.fill(sql, {"by": "d.b", "scope": " AND x"}) == (
        "SELECT d.b FROM d WHERE 1 = 1 AND x GROUP BY d.b"
    )


def test_load_names_the_reports_there_are() -> None:
    with pytest.raises(NotFound) as caught:
        reports.load("scope")
    assert "pipeline" in str(caught.value.values["names"])


def test_help_lists_the_reports_with_a_line_each(crm_sqlite: Crm) -> None:
    text = crm_sqlite.ok("report", "--help").out
    for name in reports.names():
        assert re.search(rf"\b{name}\b", text)


@pytest.mark.parametrize("name", reports.names())
def test_each_report_has_help_with_an_example(name: str, crm_sqlite: Crm) -> None:
    text = crm_sqlite.ok("report", name, "--help").out
    assert "Example: crm " in text
    assert "--format" in text


def test_unknown_report(crm_sqlite: Crm) -> None:
    result = crm_sqlite("report", "pipelnie")
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert "pipeline" in result.err
