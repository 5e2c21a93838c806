"""`crm log`: note a call, an e-mail, a meeting while it is fresh, in a sentence or by parts."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from crm_cli.commands.followups import logged_line
from crm_cli.commands.nouns import snapshot
from crm_cli.context import AppContext
from crm_cli.errors import Ambiguous, BadContent, NotFound, UsageError
from crm_cli.options import Writing, command
from crm_cli.tables import Outcome
from crm_cli.values.references import read_reference

app = typer.Typer(add_completion=False)

EXAMPLE = 'crm log "called Jane Smith 15m about the quote, next fri: send it"'
# What a sentence can follow as a reference: K12 "called, wants SSO".
ABOUT = ("contact", "company", "deal", "task", "ticket", "survey")


Kind = Annotated[
    str | None,
    typer.Argument(
        help='A sentence; or call, email, meeting, message, visit, note; or "-" for stdin.',
        metavar="[SENTENCE|KIND]",
    ),
]
Who = Annotated[
    str | None,
    typer.Argument(
        help="A person (name, id, e-mail, phone), a company or a deal.", metavar="[WHO]"
    ),
]
Text = Annotated[
    list[str] | None, typer.Argument(help='What about; "-" for stdin.', metavar="[TEXT]...")
]
Next = Annotated[str | None, typer.Option("--next", help="The follow-up to make.", metavar="TEXT")]
Due = Annotated[str | None, typer.Option("--due", help="When the follow-up is due.")]
Deal = Annotated[str | None, typer.Option("--deal", help="The deal it belongs to.")]
Ticket = Annotated[str | None, typer.Option("--ticket", help="The ticket it belongs to.")]
Survey = Annotated[
    str | None, typer.Option("--survey", help="The answer that it follows up, as in V3.")
]
Minutes = Annotated[str | None, typer.Option("--minutes", help="How long: 15, or 1h30.")]
At = Annotated[str | None, typer.Option("--at", help='When, if not now: "yesterday 15:00".')]
Channel = Annotated[str | None, typer.Option(help="phone, zoom, wechat …")]
Incoming = Annotated[bool, typer.Option("--in", help="They came to us.")]
Outgoing = Annotated[bool, typer.Option("--out", help="We went to them.")]
Others = Annotated[
    list[str] | None, typer.Option("--with", help="Another person; repeat for more.")
]
Company = Annotated[str | None, typer.Option(help="The company, if it is not the person's.")]
Sentiment = Annotated[str | None, typer.Option(help="positive, neutral or negative.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeat for more.")]
Links = Annotated[
    list[str] | None, typer.Option("--link", help="A web address or a file path; repeat for more.")
]
Create = Annotated[bool, typer.Option("--create", help="Make the person who is not there yet.")]
Edit = Annotated[bool, typer.Option("--edit", help="Write the text in your editor ($EDITOR).")]


@app.command("log")
@command
def log(
    crm: AppContext,
    writing: Writing,
    kind: Kind = None,
    who: Who = None,
    text: Text = None,
    next: Next = None,
    due: Due = None,
    deal: Deal = None,
    ticket: Ticket = None,
    survey: Survey = None,
    minutes: Minutes = None,
    at: At = None,
    channel: Channel = None,
    incoming: Incoming = False,
    outgoing: Outgoing = False,
    with_: Others = None,
    company: Company = None,
    sentiment: Sentiment = None,
    tag: Tags = None,
    link: Links = None,
    create: Create = False,
    edit: Edit = False,
) -> Outcome:
    """Log a call, an e-mail, a meeting, and the follow-ups that come of it.

    One argument is a sentence: when, what, with whom, how long, #tags, about what; then what they
    said, and what is next. "remind me tomorrow to …" makes the follow-up alone. "-" reads one a
    line from stdin, all or nothing.
    REF "…" says it of whom a follow-up, a ticket, a deal or a person (K12, T3 …) is about.
    Else two or more are KIND WHO [TEXT]; the first line of TEXT is the subject, the rest the body,
    and "-" reads it from stdin.
    In a terminal, crm log alone asks, and what is unclear in a sentence is asked.

    Example: crm log "called Jane Smith @acme 15m about renewal, next fri: send quote"

    Example: crm log "见了华为的张总 30分钟，想要报价，下周五发合同"

    Example: crm log K12 "called 5m, she agrees, next fri: send quote"

    Example: crm log call "Jane Smith" "wants a quote" --next "send it" --due fri
    """
    given = dict(locals())
    more = _more(given)
    if edit and _says_all(given):
        more["body"] = _written(crm, given)
    if (logged_sentence := _sentence(crm, given, more, writing)) is not None:
        return logged_sentence
    if edit:
        given["text"] = given["text"] or [""]  # it is not asked for
    if kind is None or who is None:
        given |= _missing(crm, given)
    if edit:
        given["text"] = [_written(crm, given)]
    if given["text"] == ["-"]:
        given["text"] = [_stdin_text(crm)]
    return _log_parts(crm, given, more, writing)


def _log_parts(
    crm: AppContext, given: dict[str, Any], more: dict[str, Any], writing: Writing
) -> Outcome:
    """Log KIND WHO TEXT, all of which is known now."""
    from crm_cli.services import logbook

    who = _chosen(crm, given["who"])
    with crm.transaction(dry_run=writing.dry_run) as session:
        logged = logbook.log(
            session,
            given["kind"],
            who,
            " ".join(given["text"] or ()),
            others=given["with_"] or (),
            deal=given["deal"],
            more=more,
            next=given["next"],
            due=given["due"],
            create=given["create"],
        )
        record = snapshot(session, "interaction", logged.interaction)
        task = snapshot(session, "task", logged.task) if logged.task else None
        logbook.note_open_deal(session, logged.interaction)
    message, values = logged_line(crm, record, [task] if task else [], given["at"])
    if task is not None:
        record.sections["tasks"] = task.fields
    return Outcome(message, values, record, session.changeset_id, writing.dry_run, session.notes)


def _sentence(
    crm: AppContext, given: dict[str, Any], more: dict[str, Any], writing: Writing
) -> Outcome | None:
    """Log a sentence, the lines of stdin, or what is said of a reference; None for KIND WHO."""
    kind, who = given["kind"], given["who"]
    if kind is None:
        return None
    if given["deal"]:
        more = more | {"deal": given["deal"]}
    if who is None:
        from crm_cli.commands.log_sentence import STDIN, is_sentence, log_sentence

        if kind != STDIN and not is_sentence(kind):
            return None
        return log_sentence(crm, kind, given, more, writing)
    typed = read_reference(kind)
    if typed is None or typed.noun not in ABOUT:
        return None
    from crm_cli.commands.log_sentence import log_about

    line = " ".join([who, *(given["text"] or ())])
    if line == "-":
        line = _stdin_text(crm)
    return log_about(crm, kind, line, given, more, writing)


def _says_all(given: dict[str, Any]) -> bool:
    """Whether it is a sentence, alone or of a reference, and not KIND WHO."""
    if given["kind"] is None:
        return False
    typed = read_reference(given["kind"])
    if typed is not None and typed.noun in ABOUT and given["who"] is not None:
        return True
    from crm_cli.commands.log_sentence import is_sentence

    return given["who"] is None and is_sentence(given["kind"])


def _written(crm: AppContext, given: dict[str, Any]) -> str:
    """The text as it is written in the editor. Raises as `write_text` does."""
    from crm_cli.prompts.editor import write_text

    text = [] if _says_all(given) else given["text"] or []
    if "-" in (given["kind"], given["who"], *text):
        raise UsageError("--edit and - are two texts", hint="leave one of them out")
    words = " ".join(word for word in (given["kind"], given["who"]) if word)
    return write_text(crm, f"crm log {words}", " ".join(text))


def _stdin_text(crm: AppContext) -> str:
    """The text that stdin has. Raises BadContent when it has none, or is not UTF-8."""
    from crm_cli.commands.log_sentence import read_stdin

    text = read_stdin(crm)
    if not text.strip():
        raise BadContent(
            "stdin is empty, and the text was to come from it",
            hint='pipe it in: crm log note "Jane Smith" - < notes.txt',
        )
    return text


def _missing(crm: AppContext, given: dict[str, Any]) -> dict[str, Any]:
    """What is asked in a terminal; elsewhere a usage error that says what is missing."""
    kind = given["kind"]
    if kind is not None:
        from crm_cli.values import enums

        kind = enums.read_choice(kind, enums.INTERACTION_KINDS, "kind of interaction")
    if crm.interactive:
        from crm_cli.prompts import ask_log

        return ask_log(crm, given | {"kind": kind})
    if kind is None:
        raise UsageError("say what it was, and with whom", hint=EXAMPLE)
    raise UsageError("say with whom", hint='crm log {kind} "Jane Smith"', kind=kind)


def _chosen(crm: AppContext, who: str) -> str:
    """`who`, or the one of several that a person picks in a terminal."""
    if not crm.interactive or crm.reader is None:
        return who
    from crm_cli.services import logbook, references

    try:
        references.resolve_among(crm.reader, logbook.PARTNERS, who)
    except Ambiguous as error:
        from crm_cli.prompts import pick

        return pick(crm, error)
    except NotFound:
        pass  # they may be made
    return who


def _more(given: dict[str, Any]) -> dict[str, Any]:
    """The texts of the interaction's further fields."""
    if given["incoming"] and given["outgoing"]:
        raise UsageError("--in and --out are two directions", hint="give one of them")
    direction = "in" if given["incoming"] else "out" if given["outgoing"] else None
    found = {
        "occurred_at": given["at"],
        "duration": given["minutes"],
        "direction": direction,
        **{name: given[name] for name in ("channel", "company", "sentiment", "tag", "link")},
        **{name: given[name] for name in ("ticket", "survey")},
    }
    return {name: value for name, value in found.items() if value}
