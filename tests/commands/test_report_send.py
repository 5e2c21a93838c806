"""`crm report weekly --send`, to a real mail server. Today is Friday, 2026-11-20, in Berlin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from crm_cli.services import mail
from tests.commands.mailing import SEND, change, deliveries, happen, point, refusal, write
from tests.conftest import Crm
from tests.mailserver import HOST, PASSWORD, USER, Certificates, Inbox, serving


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


# The password ----------------------------------------------------------------------------


def test_a_command_prints_the_password(ready_sqlite: Crm, server: Inbox) -> None:
    del ready_sqlite.environment["CRM_SMTP_PASSWORD"]
    file = Path(ready_sqlite.environment["HOME"]) / "secret"
    file.write_text(f"{PASSWORD}\nand more\n")
    change(ready_sqlite, password_command="cat ~/secret | tee /dev/null")
    ready_sqlite.ok(*SEND)
    assert server.logins == 1


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
        "dry run, nothing written: would have sent Weekly report 2026-W46 to bo@example.com\n"
    )
    assert (server.logins, server.received, deliveries(ready)) == (1, [], [])
    ready.environment["CRM_SMTP_PASSWORD"] = "wrong"
    assert refusal(ready(*SEND, "--dry-run"), "does not take the name and password") == (1, [])
    ready.environment["CRM_SMTP_PASSWORD"] = PASSWORD
    ready.ok(*SEND)
    assert ready.ok(*SEND, "--dry-run").out.startswith("dry run, nothing written: sent before")


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
