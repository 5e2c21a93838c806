"""The one entry: which formats there are, what they import, and outputs that lack characters."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, TextIOWrapper

import pytest

from crm_cli.errors import UsageError
from crm_cli.render import FORMATS, render
from crm_cli.tables import Column, Table
from tests.render.hard import HARD, OUTCOME, RECORD, REPORT, shown, style


def test_an_unknown_format_names_the_others() -> None:
    with pytest.raises(UsageError) as caught:
        shown(HARD, "xml")
    assert caught.value.values["formats"] == "table, json, jsonl, csv, md, html, eml"


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_every_result(format: str) -> None:
    for result in (HARD, RECORD, OUTCOME):
        assert shown(result, format).endswith("\n")
    assert shown(REPORT, format, section="by_stage").endswith("\n")


def imported(statement: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["json", "jsonl", "csv"])
def test_data_formats_do_without_rich(module: str) -> None:
    modules = imported(f"import crm_cli.render.{module}")
    assert not any(name.split(".")[0] == "rich" for name in modules)
    assert "crm_cli.values.money" not in modules


def test_the_entry_imports_next_to_nothing() -> None:
    modules = imported("import crm_cli.render")
    ours = {name for name in modules if name.startswith("crm_cli")}
    assert ours == {"crm_cli", "crm_cli.render", "crm_cli.render.style"}


def test_a_table_in_a_pipe_does_without_richs_tables() -> None:
    assert "rich.table" not in imported("import crm_cli.render.table")


@pytest.mark.parametrize("format", FORMATS)
def test_a_stream_that_lacks_a_character(format: str) -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, "latin-1")
    render(Table([Column("name")], [["é 张"]]), format=format, stream=stream, style=style())
    stream.flush()
    text = raw.getvalue().decode("latin-1")
    if format == "eml":  # is ASCII, whatever it says
        assert "=C3=A9 =E5=BC=A0" in text
        return
    assert "é" in text or "\\xe9" in text
    assert "u5f20" in text
