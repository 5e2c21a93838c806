"""Questions in a terminal: what a command is not told, it asks for.

Each answer is read at once, by the readers that options go through; one that cannot be read shows
why and is asked again. Nothing is written before the last answer: Ctrl-C and Esc leave no trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crm_cli.config import Setting, read_setting
from crm_cli.errors import Ambiguous, BadValue, NotFound
from crm_cli.nouns import NOUNS
from crm_cli.prompts.asker import Asker, Check
from crm_cli.prompts.completion import Records, company_note
from crm_cli.reports.scope import NoDatabase
from crm_cli.services import references
from crm_cli.services.inputs import INPUTS, Input
from crm_cli.services.lately import lately
from crm_cli.values import enums
from crm_cli.values.plurals import with_article
from crm_cli.values.references import reference
from crm_cli.values.text import visible

if TYPE_CHECKING:
    from crm_cli.context import AppContext
    from crm_cli.database import Reader
    from crm_cli.values.money import Money

__all__ = ["ask_fields", "ask_log", "ask_setting", "choose", "confirm", "pick"]

Texts = dict[str, Any]

SKIPPED = "(none)"

# What is asked of each noun, in this order, where it is not given.
ASKED: dict[str, Mapping[str, str]] = {
    "contact": {
        "name": "Name",
        "company": "Company",
        "job_title": "Job title",
        "email": "E-mail",
        "phone": "Phone",
        "stage": "Stage",
        "owner": "Owner",
    },
    "company": {
        "name": "Name",
        "domain": "Domain",
        "industry": "Industry",
        "city": "City",
        "owner": "Owner",
    },
    "deal": {
        "title": "Title",
        "company": "Company",
        "contact": "Contact",
        "amount": "Amount",
        "pipeline": "Pipeline",
        "stage": "Stage",
        "expected_close": "Expected close",
        "owner": "Owner",
    },
    "task": {"title": "What is to do", "due": "Due", "contact": "Contact", "deal": "Deal"},
}
# Links to records that are made on the way, if that is agreed to.
_MADE = ("company",)


def ask_fields(
    crm: AppContext, noun: str, texts: Mapping[str, Any], *, create: bool = False
) -> Texts:
    """`texts` with the answers for what they lack of a noun's main fields.

    A company that is not there is in the answers only if making it was agreed to, and may be in
    `texts` only with `create`; so what comes back can be stored with `create`. Raises
    KeyboardInterrupt on Ctrl-C and Esc, UsageError where nobody can be asked, and what reading
    the given texts raises.
    """
    asker = Asker(crm)
    found = dict(texts)
    for name, known in INPUTS[noun].items():
        for text in [found[name]] if isinstance(found.get(name), str) else found.get(name) or ():
            _check(crm, noun, known, may_lack=create)(text)
    asker.introduce()
    last = lately(crm.reader, noun)
    for name, label in ASKED.get(noun, {NOUNS[noun].title: NOUNS[noun].title.capitalize()}).items():
        if found.get(name) or not _is_open(crm, name):
            continue
        answer = _ask_field(asker, noun, INPUTS[noun][name], label, found, last)
        if answer:
            found[name] = [answer] if INPUTS[noun][name].kind == "list" else answer
    return found


def ask_log(crm: AppContext, given: Mapping[str, Any]) -> Texts:
    """Kind, who, text, next and due of an interaction: as given, or else as answered.

    `create` says that making the person was agreed to. Raises as `ask_fields` does.
    """
    from crm_cli.services import tasks

    asker = Asker(crm)
    asker.introduce()
    found = dict(given)
    if not found.get("kind"):
        last = lately(crm.reader, "interaction", crm.actor).get("kind", "")
        found["kind"] = asker.choose("What was it?", enums.INTERACTION_KINDS, default=last)
    if not found.get("who"):
        found |= _ask_who(asker)
    if not found.get("text"):
        found["text"] = [asker.text("What about? (Ctrl-X Ctrl-E: in your editor)", long=True)]
    if not found.get("next"):
        found["next"] = asker.text("Next step?")
    if found["next"] and not found.get("due"):
        found["due"] = asker.text("Due?", check=lambda text: tasks.read_due(text, crm.book))
    return found


def ask_setting(crm: AppContext, found: Setting, suggested: str) -> str:
    """The value of a setting, as answered; Enter alone takes what is suggested."""
    answer = Asker(crm).text(
        f"{found.name} ({found.purpose}) [{visible(suggested)}]",
        check=lambda text: read_setting(found, text),
    )
    return answer or suggested


def confirm(crm: AppContext, question: str) -> bool:
    """Whether the person says yes; Enter alone is no."""
    return Asker(crm).confirm(question)


def _ask_who(asker: Asker) -> Texts:
    """Whom it was with, and whether to make that contact."""
    from crm_cli.services import logbook

    crm = asker.crm

    def is_new(text: str) -> bool:
        return logbook.is_new(crm.reader or NoDatabase(), text)

    def check(text: str) -> None:
        if not is_new(text):
            references.resolve_among(crm.reader or NoDatabase(), logbook.PARTNERS, text)

    who = ""
    while True:
        who = asker.text(
            "With whom?",
            check=check,
            completer=Records(crm.reader, logbook.PARTNERS),
            required="say with whom: a person, a company or a deal",
            default=who,
        )
        if not is_new(who):
            return {"who": who, "create": False}
        if asker.confirm(f"There is nobody called {visible(who)}. Make a contact?"):
            return {"who": who, "create": True}


def choose(crm: AppContext, question: str, choices: Mapping[str, str]) -> str:
    """One of `choices`, as chosen; what stands beside each is shown with it."""
    labels = {
        f"{choice}  ({visible(note)})" if note else choice: choice
        for choice, note in choices.items()
    }
    return labels[Asker(crm).choose(question, [*labels])]


def pick(crm: AppContext, error: Ambiguous) -> str:
    """The reference of the one of several records that fit, as chosen."""
    candidates: list[tuple[str, int, str]] = list(error.values.get("candidates") or ())  # type: ignore[call-overload]
    if not candidates:
        raise error
    asker = Asker(crm)
    labels = {
        f"{reference(noun, id)} {visible(name)}{company_note(crm.reader, noun, id)}": reference(
            noun, id
        )
        for noun, id, name in candidates
    }
    return labels[asker.choose(f"Which {visible(str(error.values.get('text', '')))}?", [*labels])]


def _is_open(crm: AppContext, name: str) -> bool:
    """Whether there is anything to choose: several pipelines, several colleagues."""
    table = {"pipeline": "pipeline", "owner": "user_account"}.get(name)
    if table is None:
        return True
    if crm.reader is None:
        return False
    rows = crm.reader.rows(f"SELECT count(*) AS n FROM {table} WHERE deleted_at IS NULL")
    return bool(rows[0]["n"] > 1)


def _ask_field(
    asker: Asker, noun: str, known: Input, label: str, found: Texts, last: Mapping[str, str]
) -> str:
    crm = asker.crm
    before = last.get(known.name, "")
    if noun == "deal" and known.name in ("stage", "pipeline"):
        names = _stages(crm, found) if known.name == "stage" else _pipelines(crm)
        return asker.choose(label, names, default=before)
    if noun == "contact" and known.name == "stage":
        chosen = asker.choose(label, [*enums.CONTACT_STAGES, SKIPPED], default=before)
        return "" if chosen == SKIPPED else chosen
    if known.kind == "amount" and last.get("currency", crm.book.currency) != crm.book.currency:
        return _ask_amount(asker, label, last["currency"])
    required = f"{with_article(noun)} needs {with_article(known.name)}" if known.required else ""
    completer = Records(crm.reader, (known.target,)) if known.target else None
    made = known.kind == "link" and known.target in _MADE
    answer = (before or crm.actor) if known.name == "owner" else ""
    while True:
        answer = asker.text(
            label,
            check=_check(crm, noun, known, may_lack=made),
            completer=completer,
            required=required,
            default=answer,
        )
        if not answer or not made or _is_there(crm, known.target, answer):
            return answer
        if asker.confirm(f"There is no {known.target} {visible(answer)}. Make it?"):
            return answer


def _ask_amount(asker: Asker, label: str, currency: str) -> str:
    """An amount in the currency of the last time, where the answer names no other."""
    from crm_cli.values.money import decimal_text, read_amount

    book = asker.crm.book

    def read(text: str) -> Money:
        return read_amount(text, currency=currency, yen=book.yen)

    answer = asker.text(f"{label} (in {currency}, as the last time)", check=read)
    if not answer:
        return ""
    money = read(answer)
    return f"{decimal_text(money)} {money.currency}"


def _check(crm: AppContext, noun: str, known: Input, *, may_lack: bool = False) -> Check:
    """What reads an answer and raises a CrmError when it is no good."""

    def check(text: str) -> None:
        if noun == "task" and known.name == "due":
            from crm_cli.services.tasks import read_due

            read_due(text, crm.book)
            return
        value = known.read(text, crm.book)
        if known.target:
            try:
                references.resolve(crm.reader or NoDatabase(), known.target, text.removeprefix("@"))
            except NotFound:
                if not may_lack:
                    raise
        elif noun == "contact" and known.name == "email" and crm.reader is not None:
            _require_free(crm.reader, text)
        elif noun == "company" and known.name == "domain" and crm.reader is not None:
            from crm_cli.services.records import require_free

            require_free(crm.reader, "company", "domain", value)  # type: ignore[arg-type]

    return check


def _require_free(reader: Reader, email: str) -> None:
    from crm_cli.values.emails import email_key

    rows = reader.rows(
        "SELECT c.id, c.name FROM contact_email e JOIN contact c ON c.id = e.contact_id"
        " WHERE e.key = :key AND e.deleted_at IS NULL",
        {"key": email_key(email)},
    )
    if rows:
        raise BadValue(
            "{email} belongs to {ref} {name}",
            hint="leave it out, or give another",
            email=email,
            ref=reference("contact", rows[0]["id"]),
            name=rows[0]["name"],
        )


def _is_there(crm: AppContext, noun: str, text: str) -> bool:
    try:
        references.resolve(crm.reader or NoDatabase(), noun, text)
    except NotFound:
        return False
    return True


def _pipelines(crm: AppContext) -> list[str]:
    assert crm.reader is not None
    rows = crm.reader.rows("SELECT name FROM pipeline WHERE deleted_at IS NULL ORDER BY id")
    return [row["name"] for row in rows]


def _stages(crm: AppContext, found: Mapping[str, Any]) -> list[str]:
    from crm_cli.services import pipelines
    from crm_cli.services.stages import DEFAULT_STAGES

    if crm.reader is None:
        return [stage.name for stage in DEFAULT_STAGES]
    chosen = found.get("pipeline")
    pipeline = pipelines.find(crm.reader, chosen) if chosen else pipelines.default(crm.reader)
    return [stage.name for stage in pipelines.stages(crm.reader, pipeline)]
