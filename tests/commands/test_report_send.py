"""`crm report weekly --send`, to a real mail server. Today is Friday, 2026-11-20, in Berlin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crm_cli import passwords
from crm_cli.services import mail
from tests.conftest import Crm, Result
from tests.mailserver import (
    HOST,
    PASSWORD,
    USER,
    Certificates,
    Inbox,
    free_port,
    serving,
    silent,
)
from tests.reports.made import making

SEND = ("report", "weekly", "--send", "--to", "bo@example.com")


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


def point(crm: Crm, port: int, security: str, certificates: Certificates | None = None) -> None:
    """Set up the account, as `crm config set` would."""
    settings = {
        "host": HOST, "port": str(port), "security": security, "user": USER,
        "from": "The CRM <crm@example.com>",
    }  # fmt: skip
    write(crm, settings)
    crm.environment["CRM_SMTP_PASSWORD"] = PASSWORD
    if certificates:
        crm.environment["SSL_CERT_FILE"] = str(certificates.file)


def write(crm: Crm, settings: dict[str, str]) -> None:
    """The personal file with these settings for mail."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    file = Path(crm.environment["CRM_CONFIG_DIR"]) / "config.toml"
    file.write_text("\n".join(["[smtp]", *lines, ""]))


def change(crm: Crm, **settings: str) -> None:
    """Change settings by their command."""
    for name, value in settings.items():
        crm.ok("config", "set", f"smtp.{name}", value)


def happen(crm: Crm) -> None:
    """Something, in the week."""
    with making(crm.database) as made:
        made.deal("lead", 100, opened_at="2026-11-10", moved="2026-11-10", title="Acme")


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


def deliveries(crm: Crm) -> list[dict[str, Any]]:
    found = crm.database.rows(
        "SELECT report, run_key, recipients, sent_at FROM delivery ORDER BY id"
    )
    crm.database.close()
    return found


def refusal(result: Result, *said: str) -> tuple[int, list[str]]:
    """The exit code, and which of the texts an answer lacks that is one error line and one hint."""
    lines = result.err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["error", "hint"], result.err
    assert (result.out, PASSWORD in result.err) == ("", False)
    return result.code, [text for text in said if text not in result.err]


def test_sent_by_every_kind_of_connection(
    crm_sqlite: Crm, any_server: Inbox, certificates: Certificates
) -> None:
    happen(crm_sqlite)
    point(crm_sqlite, any_server.port, any_server.security, certificates)
    result = crm_sqlite.ok(*SEND, "--to", "Amy <amy@example.com>", "--to", "bo@example.com")
    assert result.out == "sent Weekly report 2026-W46 to bo@example.com, amy@example.com\n"
    assert result.err == ""
    [(to, message)] = any_server.received
    assert to == ["bo@example.com", "amy@example.com"]
    assert message["To"] == "bo@example.com, amy@example.com"
    assert message["From"] == "The CRM <crm@example.com>"
    assert message["Subject"] == "Weekly report 2026-W46"
    assert message["Date"].datetime.isoformat() == "2026-11-20T11:00:00+01:00"
    plain, html = message.iter_parts()
    for part in (plain, html):
        assert isinstance(part, type(message))
        assert "Deals won, lost and new" in part.get_content()
    assert any_server.logins == 1


def test_the_same_week_is_sent_once(ready: Crm, server: Inbox) -> None:
    ready.ok(*SEND)
    assert deliveries(ready) == [
        {
            "report": "weekly",
            "run_key": "2026-W46",
            "recipients": "bo@example.com",
            "sent_at": "2026-11-20T10:00:00.000Z",
        }
    ]
    again = ready.ok(*SEND)
    assert again.out.startswith("sent before: Weekly report 2026-W46 to bo@example.com")
    assert again.err == ""
    assert server.addresses == [["bo@example.com"]]
    assert server.logins == 1  # it did not even ask the server
    ready.ok(*SEND, "--again", environment={"CRM_NOW": "2026-11-21T10:00:00Z"})
    assert server.addresses == [["bo@example.com"]] * 2
    assert [row["sent_at"] for row in deliveries(ready)] == ["2026-11-21T10:00:00.000Z"]
    happen_next = {"CRM_NOW": "2026-11-23T06:00:00Z"}
    assert "2026-W47" in ready.ok(*SEND, environment=happen_next).out
    assert len(server.received) == 3


def test_who_did_not_have_it_gets_it(ready: Crm, server: Inbox) -> None:
    ready.ok(*SEND)
    result = ready.ok(*SEND, "--to", "amy@example.com", "--to", "BO@example.com")
    assert result.out == "sent Weekly report 2026-W46 to amy@example.com\n"
    assert server.addresses == [["bo@example.com"], ["amy@example.com"]]
    assert [row["recipients"] for row in deliveries(ready)] == ["bo@example.com\namy@example.com"]


def test_a_report_on_something_else_is_another(ready: Crm, server: Inbox) -> None:
    for more in ((), ("--owner", "amy"), ("--week", "2026-W45"), ("--currency", "EUR")):
        ready.ok(*SEND, *more)
    assert [row["run_key"] for row in deliveries(ready)] == [
        "2026-W46", "2026-W46 · owner amy", "2026-W45", "2026-W46 · EUR",
    ]  # fmt: skip
    assert len(server.received) == 4


def test_the_history_has_it_and_undo_does_not(ready: Crm, server: Inbox) -> None:
    ready.ok("company", "add", "Acme")
    ready.ok(*SEND)
    rows = ready.database.rows("SELECT command, kind FROM changeset ORDER BY id DESC LIMIT 1")
    ready.database.close()
    assert rows == [{"command": "crm report weekly --send --to bo@example.com", "kind": "final"}]
    assert "crm company add Acme" in ready("undo").err  # that is the last one to take back
    last = ready.database.rows("SELECT max(id) AS id FROM changeset")[0]["id"]
    ready.database.close()
    assert ready("undo", str(last)).code == 7
    assert len(deliveries(ready)) == 1


def test_as_json(ready_sqlite: Crm, server: Inbox) -> None:
    found = ready_sqlite.ok(*SEND, "--json").json
    assert found["message"] == "sent Weekly report 2026-W46 to bo@example.com"
    assert found["dry_run"] is False


# What goes wrong -------------------------------------------------------------------------


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
    ("name", "value"), [("port", "many"), ("security", "ssl"), ("from", "nobody")]
)
def test_a_setting_that_cannot_be_read(crm_sqlite: Crm, name: str, value: str) -> None:
    assert crm_sqlite("config", "set", f"smtp.{name}", value).code == 2
    settings = {"host": HOST, "from": "crm@example.com", name: value}
    write(crm_sqlite, settings)
    assert refusal(crm_sqlite(*SEND), value) == (2, [])


# The password ----------------------------------------------------------------------------


def test_a_command_prints_the_password(ready_sqlite: Crm, server: Inbox) -> None:
    del ready_sqlite.environment["CRM_SMTP_PASSWORD"]
    file = Path(ready_sqlite.environment["HOME"]) / "secret"
    file.write_text(f"{PASSWORD}\nand more\n")
    change(ready_sqlite, password_command="cat ~/secret | tee /dev/null")
    ready_sqlite.ok(*SEND)
    assert server.logins == 1


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


def test_no_user_no_password(crm_sqlite: Crm) -> None:
    happen(crm_sqlite)
    with serving("none") as inbox:
        write(crm_sqlite, {"host": HOST, "port": str(inbox.port), "security": "none",
                           "from": "crm@example.com"})  # fmt: skip
        crm_sqlite.ok(*SEND)
        assert (len(inbox.received), inbox.logins) == (1, 0)


def test_the_account_does_not_show_its_password() -> None:
    account = mail.Account(HOST, 25, "tls", USER, ("", USER), PASSWORD)
    assert PASSWORD not in repr(account)
    assert PASSWORD not in str(account)


# When, and when not ----------------------------------------------------------------------


def test_if_changed_sends_nothing_of_a_week_in_which_nothing_happened(
    ready: Crm, server: Inbox
) -> None:
    result = ready.ok(*SEND, "--if-changed", "--week", "2026-W40")
    assert (result.out, result.err) == ("", "")
    assert deliveries(ready) == []
    assert server.logins == 0
    ready.ok(*SEND, "--if-changed")
    assert len(server.received) == 1


def test_a_dry_run_logs_in_and_sends_nothing(ready: Crm, server: Inbox) -> None:
    result = ready.ok(*SEND, "--dry-run")
    assert result.out == (
        "dry run, nothing written: sent Weekly report 2026-W46 to bo@example.com\n"
    )
    assert (server.logins, server.received, deliveries(ready)) == (1, [], [])
    ready.environment["CRM_SMTP_PASSWORD"] = "wrong"
    assert refusal(ready(*SEND, "--dry-run"), "does not take the name and password") == (1, [])
    ready.environment["CRM_SMTP_PASSWORD"] = PASSWORD
    ready.ok(*SEND)
    assert ready.ok(*SEND, "--dry-run").out.startswith("dry run, nothing written: sent before")


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


def test_other_reports_are_messages_too_but_not_sent(crm_sqlite: Crm) -> None:
    out = crm_sqlite.ok("report", "pipeline", "--format", "eml", "--to", "bo@example.com").out
    assert "\nTo: bo@example.com\n" in out
    assert crm_sqlite("report", "pipeline", "--send").code == 2


def test_a_message_in_a_file(crm_sqlite: Crm) -> None:
    write(crm_sqlite, {"from": "CRM <crm@example.com>"})
    words = ("report", "weekly", "--format", "eml", "--to", "bo@example.com", "-o", "x.eml")
    result = crm_sqlite.ok(*words)
    assert (result.out, result.err) == ("", "")
    text = (crm_sqlite.folder / "x.eml").read_bytes()
    assert text.startswith(b"Subject: Weekly report 2026-W46\nFrom: CRM <crm@example.com>\n")
    assert b"\r" not in text


def test_two_at_once_send_one(ready: Crm, server: Inbox) -> None:
    server.delay = 1.5
    program = [sys.executable, "-m", "crm_cli", *SEND]
    path = os.pathsep.join(filter(None, [str(Path.cwd()), os.environ.get("PYTHONPATH", "")]))
    variables = ready.environment | {"PYTHONPATH": path}
    runs = [
        subprocess.Popen(
            program, env=variables, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ready.folder,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = sorted(run.communicate(timeout=60) for run in runs)
    assert [run.returncode for run in runs] == [0, 0], said
    assert [err for _, err in said] == ["", ""]
    assert said[0][0].startswith("sent Weekly report 2026-W46 to bo@example.com")
    assert said[1][0].startswith("sent before: ")
    assert server.addresses == [["bo@example.com"]]
    assert len(deliveries(ready)) == 1
