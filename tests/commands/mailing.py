"""The account that reports are sent from, and what was sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.conftest import Crm, Result
from tests.mailserver import HOST, PASSWORD, USER, Certificates
from tests.reports.made import making

SEND = ("report", "weekly", "--send", "--to", "bo@example.com")


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
