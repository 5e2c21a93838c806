"""Mail: who it is from, and handing it to the server of the configuration (SMTP).

The password comes from CRM_SMTP_PASSWORD, or from what a command of the configuration prints. It
is in no message, no traceback and no history, and goes over encrypted connections only, or to
this machine.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage

from crm_cli.config import SETTINGS, Config, read_setting
from crm_cli.errors import CrmError, Failure, UsageError
from crm_cli.passwords import printed
from crm_cli.values.emails import read_mailbox
from crm_cli.values.text import brief

SECONDS = 30
"""How long the server may take for each step."""

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_HERE = ("localhost", "127.0.0.1", "::1")


class Refused(Failure):
    """The server takes none of the addresses; `answers` has what it said of each."""

    def __init__(self, found: Account, answers: dict[str, str]) -> None:
        super().__init__(
            "cannot send mail by {server}: it refuses every address ({reasons})",
            hint="check --to",
            server=found.server,
            reasons="; ".join(sorted(set(answers.values()))),
        )
        self.answers = answers


@dataclass(frozen=True, slots=True)
class Account:
    """The server, how to reach it, and as whom."""

    host: str
    port: int
    security: str
    user: str
    sender: tuple[str, str]
    password: str = field(default="", repr=False)

    @property
    def server(self) -> str:
        """Its name for people."""
        return f"{self.host}:{self.port}"


def sender(config: Config) -> tuple[str, str]:
    """Whom mail is from: the name, which may be empty, and the address.

    Without `smtp.from` it is the account on this machine, as cron's own mail has it.
    """
    if text := config.get("smtp.from"):
        return read_mailbox(text)
    import getpass
    import re

    host = socket.gethostname()
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", host):
        host = "localhost"
    with suppress(OSError, KeyError):
        if re.fullmatch(r"[A-Za-z0-9._-]+", name := getpass.getuser()):
            return "crm", f"{name}@{host}"
    return "crm", f"crm@{host}"


def account(config: Config) -> Account:
    """The account of the configuration, with its password.

    Raises UsageError for what is not set, BadValue for what cannot be read, Failure when there is
    no password.
    """
    for name, example in (("smtp.host", "mail.example.com"), ("smtp.from", "crm@example.com")):
        if not config.get(name):
            raise UsageError(
                "--send needs the setting {name}",
                hint="crm config set {name} {example}",
                name=name,
                example=example,
            )
    security = read_setting(SETTINGS["smtp.security"], config.get("smtp.security"))
    port = config.get("smtp.port")
    host, user = config.get("smtp.host").strip(), config.get("smtp.user")
    found = Account(
        host,
        int(read_setting(SETTINGS["smtp.port"], port)) if port else _PORTS[security],
        security,
        user,
        read_mailbox(config.get("smtp.from")),
        _password(config) if user else "",
    )
    if user and security == "none" and host not in _HERE:
        raise UsageError(
            "the password would go to {server} for everyone to read",
            hint="crm config set smtp.security starttls (or tls)",
            server=found.server,
        )
    return found


def _password(config: Config) -> str:
    if password := config.environment.get("CRM_SMTP_PASSWORD"):
        return password
    command = config.get("smtp.password_command")
    if not command:
        raise Failure(
            "there is no password for smtp.user",
            hint="set CRM_SMTP_PASSWORD, or smtp.password_command to a command that prints it",
        )
    return printed("smtp.password_command", command, config.environment)


@contextmanager
def connected(found: Account) -> Iterator[smtplib.SMTP]:
    """A connection to the server, encrypted and logged in as the account asks.

    Raises Failure with the reason in one line.
    """
    server: smtplib.SMTP | None = None
    try:
        with _explained(found):
            server = _open(found)
        yield server
    finally:
        if server is not None:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()


def _open(found: Account) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if found.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            found.host, found.port, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(found.host, found.port, timeout=SECONDS)
    try:
        if found.security == "starttls":
            server.starttls(context=context)
        if found.user:
            server.login(found.user, found.password)
    except BaseException:
        server.close()
        raise
    return server


def send(
    server: smtplib.SMTP, found: Account, message: EmailMessage, to: Sequence[str]
) -> dict[str, str]:
    """Hand a message to the server; returns the addresses that it refused, each with the reason.

    Raises Failure when nobody gets it: Refused, where that is for the addresses.
    """
    nobody = False
    with _explained(found):
        try:
            refused = server.send_message(message, found.sender[1], list(to))
        except smtplib.SMTPRecipientsRefused as error:
            refused, nobody = error.recipients, True
    answers = {address: _reply(*answer) for address, answer in refused.items()}
    if nobody:
        raise Refused(found, answers)
    return answers


@contextmanager
def _explained(found: Account) -> Iterator[None]:
    """Turn what goes wrong into one line; without a cause, which could hold the secret."""
    try:
        yield
    except CrmError:
        raise
    except (OSError, UnicodeError, smtplib.SMTPException, ValueError) as error:
        reason, hint = _why(error)
        if found.password:
            reason = reason.replace(found.password, "…")
        raise Failure(
            "cannot send mail by {server}: {reason}", hint=hint, server=found.server, reason=reason
        ) from None


_PORT_HINT = "check smtp.host, smtp.port and smtp.security: crm config list"


def _why(error: Exception) -> tuple[str, str]:  # noqa: PLR0911 - a return for each kind
    if isinstance(error, smtplib.SMTPAuthenticationError):
        reason = f"it does not take the name and password ({_reply(*error.args[:2])})"
        return reason, "check smtp.user, and CRM_SMTP_PASSWORD or smtp.password_command"
    if isinstance(error, smtplib.SMTPSenderRefused):
        reason = f"it refuses the sender ({_reply(error.smtp_code, error.smtp_error)})"
        return reason, "check smtp.from, and whether it asks for smtp.user"
    if isinstance(error, UnicodeError):  # its own words would show the letter
        return "only ASCII letters can be in the name and password", "set another password"
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error), _PORT_HINT
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return str(error).rstrip("."), _PORT_HINT
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = f"its certificate is not good ({error.verify_message})"
        return reason, "SSL_CERT_FILE names the certificates to trust, if it is one of your own"
    if isinstance(error, ssl.SSLError):
        return "the encrypted connection failed", _PORT_HINT
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return f"no answer within {SECONDS} s", _PORT_HINT
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "it closed the connection", _PORT_HINT
    if isinstance(error, socket.gaierror):
        return "there is no such host", _PORT_HINT
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower(), _PORT_HINT
    return str(error).split("\n")[0] or type(error).__name__, _PORT_HINT


def _reply(code: int, text: bytes | str) -> str:
    """What the server said, in one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return brief(f"{code} {' '.join(words.split())}".strip(), 120)
