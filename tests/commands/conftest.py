"""Books, and mail servers, that tests of several commands begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.commands.mailing import happen, point
from tests.conftest import Crm
from tests.mailserver import Certificates, Inbox, serving


@pytest.fixture
def desk(crm: Crm) -> Crm:
    """Jane of Acme, and bob, a colleague."""
    crm.ok("company", "add", "Acme")
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--email", "jane@acme.com")
    crm.ok("user", "add", "bob")
    return crm


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates.make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(params=["starttls", "tls", "none"])
def any_server(request: pytest.FixtureRequest, certificates: Certificates) -> Iterator[Inbox]:
    with serving(request.param, certificates) as inbox:
        yield inbox


@pytest.fixture
def server(certificates: Certificates) -> Iterator[Inbox]:
    with serving("starttls", certificates) as inbox:
        yield inbox


@pytest.fixture
def ready(crm: Crm, server: Inbox, certificates: Certificates) -> Crm:
    """A book in which something happened, and the account of the server."""
    happen(crm)
    point(crm, server.port, "starttls", certificates)
    return crm


@pytest.fixture
def ready_sqlite(crm_sqlite: Crm, server: Inbox, certificates: Certificates) -> Crm:
    """As `ready`, on SQLite alone: for what does not depend on the engine."""
    happen(crm_sqlite)
    point(crm_sqlite, server.port, "starttls", certificates)
    return crm_sqlite
