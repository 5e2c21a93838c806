"""Hooks: what they are told, of which events, and that they cannot spoil what was done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Crm


def hook(crm: Crm, name: str, script: str) -> Path:
    """An executable hook; the path of a file that it may write to."""
    folder = Path(crm.environment["CRM_CONFIG_DIR"]) / "hooks"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return folder / f"{name}.out"


def test_a_hook_gets_the_outcome_as_json(crm: Crm) -> None:
    out = hook(crm, "post-deal-move", 'cat > "$0.out"')
    crm.ok("deal", "add", "经营 [red]x[/]", "--amount", "12k")
    assert not out.exists(), "no other command calls it"
    result = crm.ok("deal", "move", "D1", "proposal")
    told = json.loads(out.read_text(encoding="utf-8"))
    assert (told["event"], told["actor"], told["at"]) == (
        "deal-move", "amy", "2026-11-20T10:00:00.000Z",
    )  # fmt: skip
    assert told["command"] == "crm deal move D1 proposal"
    assert told["record"]["title"] == "经营 [red]x[/]"
    assert told["record"]["amount"] == "12000.00"
    assert told["record"]["stage"] == "proposal"
    assert f"crm undo {told['changeset']}" in result.out


def test_what_it_prints_goes_to_stderr(crm_sqlite: Crm) -> None:
    hook(crm_sqlite, "post-contact-add", "printf 'told\\033[31m them\\n'; echo too >&2")
    result = crm_sqlite.ok("contact", "add", "Ann", "--json")
    assert result.json["record"]["name"] == "Ann"
    assert "told" in result.err
    assert "too" in result.err
    assert "\x1b" not in result.err


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "failed (exit code 3)"),
        ("kill -9 $$", "failed"),
        ("sleep 30", "was stopped after 1 s"),
        ("exec 0<&-; exit 0", ""),
    ],
)
def test_a_failing_hook_is_reported_and_changes_nothing(
    crm_sqlite: Crm, script: str, said: str
) -> None:
    hook(crm_sqlite, "post-contact-add", script)
    crm_sqlite.ok("config", "set", "hooks.timeout", "1")
    result = crm_sqlite.ok("contact", "add", "Ann")
    assert "added contact C1 Ann" in result.out
    assert said in result.err
    assert crm_sqlite.ok("contact", "show", "C1", "--json").json["name"] == "Ann"


def test_a_hook_without_an_interpreter_is_reported(crm_sqlite: Crm) -> None:
    hook(crm_sqlite, "post-contact-add", "")
    path = Path(crm_sqlite.environment["CRM_CONFIG_DIR"]) / "hooks" / "post-contact-add"
    path.write_text("#!/nowhere/at/all\n", encoding="utf-8")
    result = crm_sqlite.ok("contact", "add", "Ann")
    assert "cannot be run" in result.err


def test_no_hook_is_called_when_nothing_changed(crm_sqlite: Crm) -> None:
    out = hook(crm_sqlite, "post-contact-edit", 'cat > "$0.out"')
    crm_sqlite.ok("contact", "add", "Ann")
    crm_sqlite.ok("contact", "edit", "C1", "--name", "Anna", "--dry-run")
    crm_sqlite.ok("contact", "edit", "C1", "--name", "Ann")
    assert crm_sqlite("contact", "edit", "C9", "--name", "Anna").code == 3
    assert not out.exists()


def test_a_file_that_is_not_executable_is_no_hook(crm_sqlite: Crm) -> None:
    out = hook(crm_sqlite, "post-contact-add", 'cat > "$0.out"')
    out.with_suffix("").chmod(0o644)
    crm_sqlite.ok("contact", "add", "Ann")
    assert not out.exists()


def test_a_hook_that_uses_crm_calls_no_further_hooks(crm_sqlite: Crm) -> None:
    import sys

    crm = crm_sqlite
    again = f'cat >/dev/null; "{sys.executable}" -m crm_cli contact add "By the hook"'
    hook(crm, "post-contact-add", again)
    crm.ok("contact", "add", "Ann")
    names = [row["name"] for row in crm.ok("contact", "list", "--json").json]
    assert sorted(names) == ["Ann", "By the hook"]


def told(crm: Crm) -> list[tuple[str, list[str]]]:
    """The events that hooks were told of since the last call: their names, and whose they were."""
    folder = Path(crm.environment["CRM_CONFIG_DIR"]) / "hooks"
    out = folder / "all.out"
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    out.unlink(missing_ok=True)
    found = [json.loads(line) for line in lines]
    return sorted((one["event"], [row["ref"] for row in one["records"]]) for one in found)


def listen(crm: Crm, *names: str) -> None:
    for name in names:
        hook(crm, name, 'cat >> "$(dirname "$0")/all.out"')


WON = [("deal.moved", ["D1"]), ("deal.won", ["D1"])]


@pytest.mark.parametrize(
    "words",
    [
        ("deal", "win", "D1"),
        ("deal", "move", "D1", "won"),
        ("deal", "edit", "--where", "title=Relaunch", "--set", "stage=won", "--yes"),
        ("import", "deals.csv", "--as", "deals", "--source", "x"),
        ("redo",),
    ],
)
def test_a_deal_that_is_won_is_told_whichever_way(crm: Crm, words: tuple[str, ...]) -> None:
    (crm.folder / "deals.csv").write_text("id,title,stage\n7,Relaunch,lead\n", encoding="utf-8")
    crm.ok("import", "deals.csv", "--as", "deals", "--source", "x")
    (crm.folder / "deals.csv").write_text("id,title,stage\n7,Relaunch,won\n", encoding="utf-8")
    if words[0] == "redo":
        undo = crm.ok("deal", "win", "D1", "--json").json["changeset"]
        crm.ok("undo", str(undo))
    listen(crm, "deal.won", "deal.moved", "deal.lost", "deal.added")
    crm.ok(*words, "--dry-run")
    assert told(crm) == []
    crm.ok(*words)
    assert told(crm) == WON


def test_events_follow_the_rows_once_a_changeset(crm: Crm) -> None:
    from crm_cli.services.events import NAMES

    listen(crm, *NAMES)
    steps: list[tuple[tuple[str, ...], list[tuple[str, list[str]]]]] = [
        (("contact", "add", "Ann Lee", "--email", "ann@x.example"), [("contact.added", ["C1"])]),
        (("contact", "edit", "C1", "--add-email", "al@x.example"), [("contact.changed", ["C1"])]),
        (("contact", "tag", "C1", "vip"), [("contact.changed", ["C1"])]),
        (("contact", "delete", "C1", "--yes"), [("contact.deleted", ["C1"])]),
        (("trash", "restore", "C1"), [("contact.restored", ["C1"])]),
        (("deal", "add", "A", "--stage", "won"), [("deal.added", ["D1"]), ("deal.won", ["D1"])]),
        (("deal", "move", "D1", "lead"), [("deal.changed", ["D1"]), ("deal.moved", ["D1"]),
                                          ("deal.reopened", ["D1"])]),
        (("undo",), [("deal.changed", ["D1"]), *WON]),
        (("deal", "add", "B"), [("deal.added", ["D2"])]),
        (("undo",), [("deal.deleted", ["D2"])]),
        (("ticket", "open", "x"), [("ticket.added", ["T1"]), ("ticket.opened", ["T1"])]),
        (("ticket", "close", "T1"), [("ticket.changed", ["T1"]), ("ticket.closed", ["T1"]),
                                     ("ticket.resolved", ["T1"])]),
        (("ticket", "reopen", "T1"), [("ticket.changed", ["T1"]), ("ticket.reopened", ["T1"])]),
        (("task", "add", "x"), [("task.added", ["K1"])]),
        (("done", "K1"), [("task.changed", ["K1"]), ("task.done", ["K1"])]),
        (("config", "set", "stale_days", "31"), []),
    ]  # fmt: skip
    changeset = ""
    for words, wanted in steps:
        result = crm.ok(*words, *([changeset] if words == ("undo",) else []), "--json")
        changeset = str(result.json["changeset"])
        assert told(crm) == wanted, words
    listed = "".join(f"{name}\n" for name in ("Bo", "Cy"))
    crm.ok("import", "-", "--as", "contacts", stdin=f"name\n{listed}")
    assert told(crm) == [("contact.added", ["C2", "C3"])]
    crm.ok("contact", "forget", "C2", "--yes")
    assert told(crm) == [("contact.deleted", ["C2"])]


def test_an_event_says_who_how_and_what(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    out = hook(crm, "deal.lost", 'cat > "$0.out"')
    crm.ok("deal", "add", "Relaunch", "--amount", "12k")
    crm.ok("deal", "lose", "D1", "--reason", "price")
    said = json.loads(out.read_text(encoding="utf-8"))
    assert (said["event"], said["actor"], said["kind"], said["count"]) == (
        "deal.lost", "amy", "change", 1,
    )  # fmt: skip
    assert said["message"].startswith("D1 Relaunch: stage lead → lost")
    assert said["records"] == [crm.ok("deal", "list", "--json").json[0]]
    assert said["command"] == "crm deal lose D1 --reason price"


def test_a_hook_has_no_passwords(crm_sqlite: Crm) -> None:
    out = hook(crm_sqlite, "contact.added", 'env > "$0.out"')
    url = crm_sqlite.environment["CRM_DATABASE_URL"]
    secret = {"CRM_SMTP_PASSWORD": "s3cret", "PGPASSWORD": "s3cret", "CHAT_URL": "https://x/"}
    crm_sqlite.ok("contact", "add", "Ann", environment=secret)
    named = {"CRM_DATABASE_URL": "postgresql://amy:s3cret@x.example/crm?password=s3cret"}
    crm_sqlite.ok("--db", url, "contact", "add", "Bob", environment=secret | named)
    text = out.read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert "PASSWORD" not in text
    assert "CRM_DATABASE_URL=postgresql://amy@x.example/crm?password=\n" in text
    assert "CHAT_URL=https://x/" in text


def test_a_hook_of_no_event_is_named(crm_sqlite: Crm) -> None:
    for name in ("deal.closed", "deal.won.sample", "contact.added"):
        hook(crm_sqlite, name, 'cat > "$0.out"')
    said = crm_sqlite.ok("contact", "add", "Ann").err
    assert said.startswith("the hook deal.closed is never run: there is no such event\nhint: crm")
    assert said.count("hook") == 2
