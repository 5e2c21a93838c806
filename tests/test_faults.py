"""A short form of the trials in tests/faults, so that each is run with the other tests."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults import kill

KILLS = {"sqlite": 2, "postgresql": 1}


@pytest.mark.parametrize("case", kill.CASES, ids=[case.name for case in kill.CASES])
def test_what_is_killed_is_done_whole_or_not_at_all(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path, case: kill.Case
) -> None:
    server = request.getfixturevalue("postgres") if engine == "postgresql" else None
    found = kill.run(case, server, tmp_path, KILLS[engine], random.Random(7), rows=60)
    assert found["nothing"] + found["all"] == KILLS[engine]
    assert not found["in between"]
    assert not found["broken"]
