"""What the quality report looks for: for each noun the conditions that find what may be wrong."""

from __future__ import annotations

from typing import NamedTuple

KINDS = ("missing", "contradictory", "stale", "doubtful", "duplicates")


class Check(NamedTuple):
    """One thing to look for: which noun and field, what is wrong, and the conditions that find it.

    In the conditions, {today} stands for today, {stale} and {quiet} for the days before which
    something is stale or quiet.
    """

    kind: str
    noun: str
    field: str
    what: str
    where: tuple[str, ...]


CHECKS = tuple(
    Check(kind, noun, field, what, tuple(where))
    for kind, noun, field, what, *where in (
        ("missing", "contact", "e-mail, phone", "neither e-mail nor phone", "emails=", "phones="),
        ("missing", "contact", "owner", "looked after by nobody", "owner="),
        ("missing", "contact", "last interaction", "never talked to", "last_interaction="),
        ("contradictory", "contact", "stage", "a customer who never bought",
         "problem=never-bought"),
        ("contradictory", "contact", "stage", "bought, but not yet a customer",
         "problem=already-bought"),
        ("stale", "contact", "last interaction", "a customer who is quiet",
         "stage=customer", "last_interaction<{quiet}"),
        ("doubtful", "contact", "e-mail", "e-mail not of the company's domain",
         "problem=email-domain"),
        ("doubtful", "contact", "birthday", "birthday still to come", "birthday>{today}"),
        ("duplicates", "contact", "name", "same name and company", "problem=same-name"),
        ("duplicates", "contact", "phone", "same phone number", "problem=same-phone"),
        ("missing", "company", "domain", "neither domain nor website", "domain=", "website="),
        ("missing", "company", "owner", "looked after by nobody", "owner="),
        ("missing", "company", "contacts", "nobody known there", "contacts=0"),
        ("duplicates", "company", "name", "same name", "problem=same-name"),
        ("duplicates", "company", "domain", "same domain", "problem=same-domain"),
        ("missing", "deal", "amount", "open, without an amount", "outcome=open", "amount="),
        ("missing", "deal", "amount", "won, without an amount", "outcome=won", "amount="),
        ("missing", "deal", "expected close", "open, without an expected close",
         "outcome=open", "expected_close="),
        ("missing", "deal", "owner", "open, of nobody", "outcome=open", "owner="),
        ("missing", "deal", "company", "neither company nor contact", "company=", "contacts="),
        ("missing", "deal", "opened", "opened on an unknown day", "opened_at="),
        ("missing", "deal", "closed", "won or lost on an unknown day",
         "outcome=won,lost", "closed_at="),
        ("missing", "deal", "reason", "lost, without a reason", "outcome=lost", "reason="),
        ("contradictory", "deal", "closed", "closed before it was opened",
         "problem=closed-before-opened"),
        ("contradictory", "deal", "closed", "open, with a day of closing",
         "problem=open-but-closed"),
        ("contradictory", "deal", "closed", "closed on a day to come", "closed_at>{today}"),
        ("contradictory", "deal", "opened", "opened on a day to come", "opened_at>{today}"),
        ("stale", "deal", "expected close", "open, past its expected close",
         "outcome=open", "expected_close<{today}"),
        ("stale", "deal", "last interaction", "open, no move and no touch for long",
         "problem=stale"),
        ("doubtful", "deal", "amount", "an amount of zero", "amount=0"),
        ("duplicates", "deal", "title", "same title, company, amount and days",
         "problem=same-title"),
        ("missing", "task", "due", "open, without a due date", "status=open", "due_on="),
        ("missing", "task", "owner", "open, of nobody", "status=open", "owner="),
        ("contradictory", "task", "done", "done in the future", "done_at>{today}"),
        ("stale", "task", "due", "long overdue", "status=open", "due_on<{stale}"),
        ("missing", "interaction", "when", "took place at an unknown time", "occurred_at="),
        ("missing", "interaction", "who", "with nobody known",
         "contacts=", "company=", "deal=", "ticket="),
        ("contradictory", "interaction", "when", "took place in the future", "occurred_at>{today}"),
        ("missing", "ticket", "opened", "opened at an unknown time", "opened_at="),
        ("missing", "ticket", "resolved", "resolved at an unknown time",
         "status=resolved,closed", "resolved_at="),
        ("missing", "ticket", "assignee", "unresolved, of nobody",
         "status=open,pending", "owner="),
        ("missing", "ticket", "kind", "without a kind", "kind="),
        ("missing", "ticket", "contact", "neither contact nor company", "contact=", "company="),
        ("contradictory", "ticket", "responded", "answered before it was opened",
         "problem=answered-before-opened"),
        ("contradictory", "ticket", "resolved", "resolved before it was opened",
         "problem=resolved-before-opened"),
        ("contradictory", "ticket", "closed", "closed before it was resolved",
         "problem=closed-before-resolved"),
        ("contradictory", "ticket", "opened", "opened in the future", "opened_at>{today}"),
        ("stale", "ticket", "last interaction", "unresolved, no touch for long",
         "problem=stale"),
        ("missing", "survey", "answered", "answered at an unknown time", "answered_at="),
        ("missing", "survey", "contact", "from nobody known",
         "contact=", "company=", "ticket=", "deal="),
        ("contradictory", "survey", "answered", "answered in the future", "answered_at>{today}"),
        ("stale", "survey", "follow-up", "unhappy, not followed up",
         "unhappy=yes", "followed_up=no"),
    )
)  # fmt: skip
"""Everything that is looked for, in the order in which it is shown."""

OWNED = ("contact", "company", "deal", "task", "interaction", "ticket")
"""The nouns whose records belong to a colleague."""
