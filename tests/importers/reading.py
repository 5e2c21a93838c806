"""Helpers of these tests: a file with given bytes, its rows, the error it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_cli.errors import CrmError
from crm_cli.importers import BadRow, Row, RowSource, open_rows


def write(folder: Path, content: bytes | str, name: str = "people.csv") -> Path:
    """A file in `folder` with this content; text as UTF-8."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, **flags: object) -> tuple[RowSource, list[Row | BadRow]]:
    """The source (closed) and all its rows."""
    with open_rows(path, **flags) as source:  # type: ignore[arg-type]
        return source, list(source)


def refusal(path: Path, kind: type[CrmError], **flags: object) -> tuple[str, str]:
    """The message and the hint with which the file is refused, the folder left out."""
    with pytest.raises(kind) as caught:
        read(path, **flags)
    error = caught.value
    assert type(error) is kind
    hint = error.hint.format_map(error.values)
    return str(error).replace(f"{path.parent}/", ""), hint.replace(f"{path.parent}/", "")
