"""The lines of the README's crontabs, run as cron runs them."""

from __future__ import annotations

import email
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from crm_cli.database import Database
from crm_cli.values.dates import utc_text
from tests.conftest import make
from tests.mailserver import PASSWORD, USER, free_port, serving
from tests.reports.made import making

README = Path(__file__).parent.parent / "README.md"


def lines(word: str) -> list[str]:
    """The commands of the README's crontabs with this word, as cron hands them to the shell."""
    found: list[str] = []
    for block in re.findall(r"(?ms)^```crontab\n(.*?)^```", README.read_text(encoding="utf-8")):
        for line in block.splitlines():
            fields = line.split(None, 5)
            assert len(fields) == 6, line
            assert "%" not in line, "cron reads % as a line end"
            if word in fields[5]:
                found.append(fields[5])
    return found


def cron(command: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as cron does: with next to no environment, and no terminal."""
    environment = {
        "HOME": str(home), "LOGNAME": "amy", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin",
    }  # fmt: skip
    return subprocess.run(
        ["/bin/sh", "-c", command],
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        start_new_session=True,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with the program, and a database in which something happened last week."""
    program = tmp_path / ".local" / "bin" / "crm"
    program.parent.mkdir(parents=True)
    script = f'#!/bin/sh\nPYTHONPATH="{README.parent}" exec "{sys.executable}" -m crm_cli "$@"\n'
    program.write_text(script)
    program.chmod(0o700)
    file = tmp_path / ".local" / "share" / "crm" / "crm.db"
    file.parent.mkdir(parents=True, mode=0o700)
    database = Database(str(file))
    make(database)
    now = datetime.now(UTC)
    wednesday = now - timedelta(days=now.isoweekday() + 4)
    with making(database, utc_text(now)) as made:
        made.company("张伟 GmbH")
        made.touch(utc_text(wednesday), company_id=1)
        due = (wednesday - timedelta(days=9)).date().isoformat()
        made.record("task", title="寄样品", due_on=due, priority="normal", search_text="")
    return tmp_path


def account(home: Path, port: int) -> None:
    """The settings that the README names, for a server on this machine."""
    folder = home / ".config" / "crm"
    folder.mkdir(parents=True)
    (folder / "smtp-password").write_text(f"{PASSWORD}\n")
    command = re.search(r"smtp.password_command (\".*?\")", README.read_text(encoding="utf-8"))
    assert command
    (folder / "config.toml").write_text(
        f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nuser = "{USER}"\n'
        f'from = "CRM <crm@example.com>"\npassword_command = {command[1]}\n'
    )


def test_the_line_that_sends(home: Path) -> None:
    [command] = lines("--send")
    with serving("none") as inbox:
        account(home, inbox.port)
        for _ in range(2):
            result = cron(command, home)
            assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
        assert inbox.addresses == [["amy@example.com", "bo@example.com"]]
        [(_, message)] = inbox.received
    assert re.fullmatch(r"Weekly report \d{4}-W\d\d", message["Subject"])
    for part in message.iter_parts():
        assert isinstance(part, EmailMessage)
        assert "寄样品" in part.get_content()
        assert "What needs a person" in part.get_content()


def test_the_line_when_nothing_happened(home: Path) -> None:
    [command] = lines("--send")
    with making(Database(str(home / ".local/share/crm/crm.db"))) as made:
        made.session.rows("UPDATE interaction SET occurred_at = '2020-01-01T00:00:00.000Z'")
    with serving("none") as inbox:
        account(home, inbox.port)
        result = cron(command, home)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
        assert inbox.logins == 0


def test_the_line_without_its_server(home: Path) -> None:
    [command] = lines("--send")
    account(home, free_port())
    result = cron(command, home)
    assert result.returncode == 1
    assert result.stdout == ""
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["error", "hint"]


def test_the_line_before_anything_is_set_up(home: Path) -> None:
    [command] = lines("--send")
    result = cron(command, home)
    assert result.returncode == 2
    assert "crm config set smtp.host" in result.stderr


def test_the_line_for_sendmail(home: Path) -> None:
    [command] = lines("sendmail -t")
    sendmail = home / "sendmail"
    sendmail.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >{home}/words; cat >{home}/sent\n')
    sendmail.chmod(0o700)
    result = cron(command.replace("/usr/sbin/sendmail", str(sendmail)), home)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (home / "words").read_text() == "-t\n"
    message = email.message_from_bytes((home / "sent").read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert message["To"] == "amy@example.com"
    assert re.fullmatch(r"crm <[^@\s]+@[^@\s]+>", message["From"])  # as cron's own mail has it
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    assert "寄样品" in html.get_content()
