"""`crm report weekly --send` that cannot be: servers, certificates, passwords, settings."""

from __future__ import annotations

import time

import pytest

from crm_cli import passwords
from crm_cli.services import mail
from tests.commands.mailing import SEND, change, deliveries, point, refusal, write
from tests.conftest import Crm
from tests.mailserver import HOST, PASSWORD, Certificates, Inbox, free_port, serving, silent


def test_a_wrong_password(ready: Crm, server: Inbox) -> None:
    ready.environment["CRM_SMTP_PASSWORD"] = wrong = "not-the-Pa55word"
    server.denial = f"535 5.7.8 wrong: {wrong}"
    result = ready(*SEND)
    assert refusal(result, "does not take the name and password", "535", "CRM_SMTP_PASSWORD") == (
        1,
        [],
    )
    debug = ready("--debug", *SEND)
    assert "Traceback" in debug.err
    for text in (result.err, debug.err):
        assert wrong not in text
    assert deliveries(ready) == []
    assert server.received == []
    ready.environment["CRM_SMTP_PASSWORD"] = PASSWORD
    ready.ok(*SEND)
    assert len(server.received) == 1


def test_no_secret_reaches_the_database(ready_sqlite: Crm) -> None:
    ready_sqlite.ok(*SEND)
    content = ready_sqlite.database.path.read_bytes()
    assert b"bo@example.com" in content
    assert PASSWORD.encode() not in content


def test_a_password_that_is_no_ascii_is_not_shown(ready_sqlite: Crm) -> None:
    ready_sqlite.environment["CRM_SMTP_PASSWORD"] = "gehäim"
    result = ready_sqlite("--debug", *SEND)
    assert result.code == 1
    assert "ASCII" in result.err
    assert "ä" not in result.err
    assert "xe4" not in result.err


@pytest.mark.parametrize("answer", ["554 5.6.0 no\x1b[31m", "451 4.3.0 later"])
def test_a_message_that_is_not_taken(ready: Crm, server: Inbox, answer: str) -> None:
    server.answer = answer
    assert refusal(ready(*SEND), answer[:3], f"{HOST}:{server.port}") == (1, [])
    assert deliveries(ready) == []
    assert ready.database.rows("SELECT 1 AS x FROM changeset WHERE command LIKE '%weekly%'") == []
    ready.database.close()
    server.answer = "250 OK"
    ready.ok(*SEND)


def test_nobody_is_taken(ready: Crm, server: Inbox) -> None:
    assert refusal(ready("report", "weekly", "--send", "--to", "no@example.com"), "550", "^[") == (
        1,
        [],
    )
    assert deliveries(ready) == []


def test_somebody_is_not_taken(ready: Crm, server: Inbox) -> None:
    result = ready(*SEND, "--to", "nobody@example.com")
    assert refusal(
        result, "to 1 of 2 addresses", "nobody@example.com (550", "the others alone"
    ) == (6, [])
    assert [row["recipients"] for row in deliveries(ready)] == ["bo@example.com"]
    # Each time that cron tries again it is the same: most have it, and one cannot be reached.
    said = ("sent before: ", "to 1 of 2 addresses", "nobody@example.com (550")
    assert refusal(ready(*SEND, "--to", "nobody@example.com"), *said) == (6, [])
    assert [row["recipients"] for row in deliveries(ready)] == ["bo@example.com"]
    assert server.addresses == [["bo@example.com"]]
    result = ready(*SEND, "--to", "nobody@example.com", "--to", "cy@example.com")
    assert refusal(result, "sent Weekly", "to 2 of 3 addresses") == (6, [])
    assert server.addresses == [["bo@example.com"], ["cy@example.com"]]
    result = ready("report", "weekly", "--send", "--to", "nobody@example.com")
    assert refusal(result, "refuses every address") == (1, [])


def test_a_certificate_that_nobody_signed(ready_sqlite: Crm, server: Inbox) -> None:
    del ready_sqlite.environment["SSL_CERT_FILE"]
    assert refusal(ready_sqlite(*SEND), "its certificate is not good", "SSL_CERT_FILE") == (1, [])
    assert server.logins == 0


def test_a_certificate_of_someone_else(crm_sqlite: Crm, certificates: Certificates) -> None:
    with serving("tls", certificates, name="other.example") as inbox:
        point(crm_sqlite, inbox.port, "tls", certificates)
        assert refusal(crm_sqlite(*SEND), "its certificate is not good") == (1, [])
        assert inbox.logins == 0


def test_a_server_without_encryption(crm_sqlite: Crm) -> None:
    with serving("none") as inbox:
        point(crm_sqlite, inbox.port, "starttls")
        assert refusal(crm_sqlite(*SEND), "STARTTLS", "smtp.security") == (1, [])
        assert inbox.logins == 0
        point(crm_sqlite, inbox.port, "tls")
        assert refusal(crm_sqlite(*SEND), "the encrypted connection failed") == (1, [])


def test_nobody_listens(crm_sqlite: Crm) -> None:
    point(crm_sqlite, free_port(), "none")
    assert refusal(crm_sqlite(*SEND), "connection refused", "smtp.port") == (1, [])


def test_no_such_host(crm_sqlite: Crm) -> None:
    point(crm_sqlite, 25, "starttls")
    change(crm_sqlite, host="mail.invalid")
    assert refusal(crm_sqlite(*SEND), "cannot send mail by mail.invalid:25") == (1, [])


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_server_that_says_nothing(
    crm_sqlite: Crm, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.5)
    with silent() as port:
        point(crm_sqlite, port, security)
        before = time.monotonic()
        assert refusal(crm_sqlite(*SEND), "no answer within 0.5 s") == (1, [])
        assert time.monotonic() - before < 10


def test_a_password_in_the_clear_only_on_this_machine(crm_sqlite: Crm) -> None:
    point(crm_sqlite, 25, "none")
    change(crm_sqlite, host="mail.example.com")
    assert refusal(crm_sqlite(*SEND), "for everyone to read", "smtp.security") == (2, [])


@pytest.mark.parametrize("name", ["host", "from"])
def test_what_is_not_set_is_named(crm_sqlite: Crm, name: str) -> None:
    point(crm_sqlite, 25, "starttls")
    crm_sqlite.ok("config", "unset", f"smtp.{name}")
    assert refusal(crm_sqlite(*SEND), f"smtp.{name}", f"crm config set smtp.{name}") == (2, [])


@pytest.mark.parametrize(
    ("name", "value", "code"), [("port", "many", 4), ("security", "ssl", 2), ("from", "nobody", 2)]
)
def test_a_setting_that_cannot_be_read(crm_sqlite: Crm, name: str, value: str, code: int) -> None:
    assert crm_sqlite("config", "set", f"smtp.{name}", value).code == 2
    settings = {"host": HOST, "from": "crm@example.com", name: value}
    write(crm_sqlite, settings)
    assert refusal(crm_sqlite(*SEND), value) == (code, [])


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("echo hush >&2; echo hush; exit 3", "failed (exit code 3)"),
        ("true # hush", "printed nothing"),
        ("no-such-program-hush", "failed (exit code 127)"),
        ("sleep 9; echo hush", "took more than 0.5 s"),
    ],
)
def test_a_command_that_prints_none(
    ready_sqlite: Crm, monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    monkeypatch.setattr(passwords, "SECONDS", 0.5)
    del ready_sqlite.environment["CRM_SMTP_PASSWORD"]
    change(ready_sqlite, password_command=command)
    assert refusal(ready_sqlite(*SEND), said) == (1, [])
    for words in (SEND, ("--debug", *SEND)):
        assert "hush" not in ready_sqlite(*words).err


def test_no_password_at_all(ready_sqlite: Crm) -> None:
    del ready_sqlite.environment["CRM_SMTP_PASSWORD"]
    assert refusal(ready_sqlite(*SEND), "no password for smtp.user", "smtp.password_command") == (
        1,
        [],
    )


def test_the_week_that_runs_is_not_sent(ready_sqlite: Crm, server: Inbox) -> None:
    assert refusal(
        ready_sqlite(*SEND, "--week", "this-week"), "is not over: it ends on 2026-11-22"
    ) == (2, [])
    assert server.received == []


def test_without_a_database_nothing_is_sent_or_made(ready_sqlite: Crm, server: Inbox) -> None:
    assert refusal(ready_sqlite("--db", "none.db", *SEND), "no database yet") == (3, [])
    assert not (ready_sqlite.folder / "none.db").exists()
    assert server.received == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--send"], "--send needs an address"),
        (["--again"], "--again needs --send"),
        (["--dry-run"], "--dry-run needs --send"),
        (["--to", "bo@example.com"], "--to is for a message"),
        (["--format", "eml"], "a message needs someone to go to"),
        (["--send", "--to", "bo"], '"bo" is no e-mail address'),
        (["--send", "--to", "bo@x.example\nBcc: a@x.example"], "more than one e-mail address"),
        (["--send", "--to", "bö@example.com"], "letters before the @"),
        ([*SEND[2:], "--output", "x.eml"], "--send and --output do not go together"),
        ([*SEND[2:], "--format", "html"], "--send and --format html do not go together"),
        ([*SEND[2:], "--as-of", "2026-11-01"], "--send and --as-of do not go together"),
    ],
)
def test_options_that_make_no_sense(crm_sqlite: Crm, words: list[str], said: str) -> None:
    assert refusal(crm_sqlite("report", "weekly", *words), said) == (2, [])
