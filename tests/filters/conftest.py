"""The small book of `records`, made once for all tests of conditions on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from crm_cli.database import Command, Database
from tests.conftest import ENGINES, NOW, fresh_database
from tests.filters.records import fill


@pytest.fixture(scope="module", params=ENGINES)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The small book, which no test here changes."""
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("filters")
        database = Database(fresh_database(request, request.param, folder, stack))
        stack.callback(database.close)
        fill(database, Command("crm test", "amy", NOW))
        yield database
