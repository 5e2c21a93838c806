"""A real mail server on loopback, with certificates of its own, that keeps what it is given."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

HOST = "127.0.0.1"
USER, PASSWORD = "amy@example.com", "s3cret-pa55 word"


@dataclass
class Certificates:
    """Our own authority, in a file as SSL_CERT_FILE takes it, and contexts for servers."""

    authority: trustme.CA
    file: Path

    @classmethod
    def make(cls, folder: Path) -> Certificates:
        """Make an authority."""
        authority = trustme.CA()
        file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(file))
        return cls(authority, file)

    def context(self, name: str = HOST) -> ssl.SSLContext:
        """What a server of this name needs."""
        found = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(name).configure_cert(found)
        return found


@dataclass
class Inbox:
    """What the server does, and what came in. Recipients that begin with "no" are refused."""

    port: int
    security: str
    received: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    logins: int = 0
    answer: str = "250 OK"
    denial: str = "535 5.7.8 no"
    delay: float = 0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("no"):
            return "550 5.1.1 no such\x1b[31m mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.delay)
        if self.answer.startswith("250"):
            found = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(found, EmailMessage)
            self.received.append((envelope.rcpt_tos, found))
        return self.answer

    def authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any
    ) -> AuthResult:
        """Let the one user in."""
        assert isinstance(given, LoginPassword)
        self.logins += 1
        well = (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=well, handled=False, message=None if well else self.denial)

    @property
    def addresses(self) -> list[list[str]]:
        """To whom each message went."""
        return [to for to, _ in self.received]


@contextmanager
def serving(
    security: str, certificates: Certificates | None = None, name: str = HOST
) -> Iterator[Inbox]:
    """A server that takes mail by starttls, by tls, or by none."""
    context = certificates.context(name) if certificates else None
    inbox = Inbox(free_port(), security)
    login = {
        "authenticator": inbox.authenticate,
        "auth_require_tls": security == "starttls",
        "auth_exclude_mechanism": ["CRAM-MD5"],
    }
    if security == "starttls":
        login |= {"tls_context": context, "require_starttls": True}
    controller = Controller(
        inbox,
        hostname=HOST,
        port=inbox.port,
        ssl_context=context if security == "tls" else None,
        server_hostname="mail.example",
        **login,
    )
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield int(listener.getsockname()[1])
