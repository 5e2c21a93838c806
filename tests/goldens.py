"""Expected outputs in files: `assert difference("render/hard.csv", text) == ""`.

After a wanted change, `CRM_UPDATE_GOLDEN=1 pytest` writes the files anew; the diff that git then
shows is to be read as carefully as code.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def difference(name: str, actual: str) -> str:
    """What differs between `golden/name` and `actual`, as a diff; empty where no byte does."""
    path = GOLDEN / name
    if os.environ.get("CRM_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual.encode())
    assert path.exists(), f"no golden file {name}: make it with CRM_UPDATE_GOLDEN=1, then read it"
    expected = path.read_bytes().decode()
    lines = difflib.unified_diff(
        [repr(line) for line in expected.splitlines(keepends=True)],
        [repr(line) for line in actual.splitlines(keepends=True)],
        f"golden/{name}",
        "actual",
        lineterm="",
    )
    return "\n".join(lines)
