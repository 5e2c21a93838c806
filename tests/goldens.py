"""Expected outputs in files: `check("render/hard.csv", text)` compares and shows a diff.

After a wanted change, `CRM_UPDATE_GOLDEN=1 pytest` writes the files anew; the diff that git then
shows is to be read as carefully as code.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def check(name: str, actual: str) -> None:
    """Fail with a diff when `actual` is not, byte for byte, the content of `golden/name`."""
    path = GOLDEN / name
    if os.environ.get("CRM_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(actual.encode())
    assert path.exists(), f"no golden file {name}: make it with CRM_UPDATE_GOLDEN=1, then read it"
    expected = path.read_bytes().decode()
    if actual != expected:
        lines = difflib.unified_diff(
            [repr(line) for line in expected.splitlines(keepends=True)],
            [repr(line) for line in actual.splitlines(keepends=True)],
            f"golden/{name}",
            "actual",
            lineterm="",
        )
        raise AssertionError("\n".join(["not as expected:", *lines]))
