"""Books that tests of several commands begin with."""

from __future__ import annotations

import pytest

from tests.conftest import Crm


@pytest.fixture
def desk(crm: Crm) -> Crm:
    """Jane of Acme, and bob, a colleague."""
    crm.ok("company", "add", "Acme")
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--email", "jane@acme.com")
    crm.ok("user", "add", "bob")
    return crm
