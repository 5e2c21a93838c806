"""What every noun's fields are and how a typed text becomes the value that is stored.

One table serves the commands' options, the columns of an import, edits in bulk and prompts, so a
field is read the same way wherever it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from crm_cli.book import Book
from crm_cli.errors import BadValue
from crm_cli.values import enums
from crm_cli.values.text import check_text

Read = Callable[[str, Book], Any]
Kind = Literal["column", "amount", "link", "list", "tags"]
LONGEST_LINE = 1000  # a name, a title: long enough for any, short enough for an index


class Input(NamedTuple):
    """One field that can be given.

    `kind` is how it is stored: in the column `column` (default: the field's name), as an amount
    with its currency, as a link to the noun `target`, as a list in rows of their own, or as tags.
    `read` turns one text into the stored value.
    """

    name: str
    read: Read
    kind: Kind = "column"
    column: str = ""
    target: str = ""
    required: bool = False
    purpose: str = ""

    @property
    def stored_as(self) -> str:
        """The column of the noun's table that holds it."""
        return self.column or (f"{self.name}_id" if self.kind == "link" else self.name)


def line(text: str, _book: Book | None = None) -> str:
    """A text of one line; line breaks and outer blanks are taken out. BadValue when too long."""
    found = " ".join(check_text(text).split()) if _has_breaks(text) else check_text(text).strip()
    return _not_too_long(found)


def title(text: str, _book: Book | None = None) -> str:
    """What a record is called: a line break inside stays, as it is in the file that has it.

    Outer blanks are taken out. BadValue when too long.
    """
    return _not_too_long(check_text(text).strip())


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST_LINE:
        raise BadValue(
            "a text of {length} characters is too long for one line",
            hint=f"up to {LONGEST_LINE} fit; put the rest into a note",
            length=len(text),
        )
    return text


def _has_breaks(text: str) -> bool:
    return any(mark in text for mark in "\n\r\t\v\f\x85\u2028\u2029")


def prose(text: str, _book: Book) -> str:
    """A text of any length; its line breaks stay."""
    return check_text(text).strip("\r\n")


def day(text: str, book: Book) -> str:
    """A date that may be in the future, as ISO text."""
    from crm_cli.values.dates import read_date

    return read_date(text, today=book.today, prefer="future").isoformat()


def closing_day(text: str, book: Book) -> str:
    """The day on which something is expected, as ISO text; of a month or quarter its last day."""
    try:
        return day(text, book)
    except BadValue as error:
        last = str(error.values.get("last", ""))
        if last < book.today.isoformat():  # no period, or one without its year
            raise
        return last


def past_day(text: str, book: Book) -> str:
    """A date that is more likely past ("fri" is the last one), as ISO text.

    A time of day, as other systems write it, is dropped: a business date is a day.
    """
    from crm_cli.values.dates import read_when

    return read_when(text, now=book.now, prefer="past").day.isoformat()


def birthday(text: str, book: Book) -> str:
    """A day of birth, with or without its year, as `values.birthdays` has it."""
    from crm_cli.values.birthdays import read_birthday

    return read_birthday(text, now=book.now)


def moment(text: str, book: Book) -> str:
    """A past moment, as stored (UTC text)."""
    from crm_cli.values.dates import instant, read_when

    return instant(read_when(text, now=book.now, prefer="past"), book.zone)


def amount(text: str, book: Book) -> Any:
    """An amount, as Money; below zero it is a credit or a refund."""
    from crm_cli.values.money import read_amount

    return read_amount(text, currency=book.currency, yen=book.yen)


def percent(text: str, _book: Book) -> int:
    """A percentage, 0 to 100, with or without the sign, in hundredths of a percent."""
    from crm_cli.values.percents import read_percent

    return read_percent(text)


def whole(text: str, _book: Book) -> int:
    """A whole number of days, at least 1; "90d" and "2 weeks" are taken too."""
    units = {"day": 1, "days": 1, "d": 1, "week": 7, "weeks": 7, "w": 7, "month": 30, "months": 30}
    bare = text.strip().lower()
    number = bare[: len(bare) - len(bare.lstrip("0123456789"))]
    unit = bare[len(number) :].strip()
    if number.isdigit() and int(number) >= 1 and (not unit or unit in units):
        return int(number) * units.get(unit, 1)
    raise BadValue("{text!r} is no number of days", hint="write 30, or 2 weeks", text=text)


def duration(text: str, _book: Book) -> int:
    """A length of time, in seconds."""
    from crm_cli.values.durations import read_duration

    return read_duration(text)


def choice(choices: tuple[str, ...], what: str) -> Read:
    """A reader for one of a fixed list of words, in either language."""

    def read(text: str, _book: Book) -> str:
        return enums.read_choice(text, choices, what)

    return read


def channel(text: str, _book: Book) -> str:
    """How a request came: a channel that is known in either language, or any other text."""
    return enums.read_channel(line(text))


def score(text: str, _book: Book) -> int:
    """What was answered in a survey; whether the kind of survey has it is for `surveys` to say."""
    from crm_cli.values.numbers import read_number
    from crm_cli.values.ratings import read_rating

    if (said := read_rating(text)) is not None:
        return said
    try:
        whole, _, rest = read_number(text).partition(".")
    except BadValue:
        whole, rest = "", "1"
    if rest.strip("0"):
        raise BadValue(
            "{text!r} is no score",
            hint="write a whole number: csat is 1 to 5, nps 0 to 10, ces 1 to 7",
            text=text,
        )
    return int(whole)


def gap(text: str, _book: Book) -> tuple[int, int]:
    """What was expected and what was perceived, each 1 to 7, as in 5/3."""
    from crm_cli.values.numbers import narrow

    parts = [part.strip() for part in narrow(text).split("/")]
    if len(parts) != 2 or not all(part in set("1234567") for part in parts):
        raise BadValue(
            "{text!r} is no pair of expectation and perception",
            hint="both are 1 to 7: write 5/3 where 5 was expected and 3 was felt",
            text=text,
        )
    return int(parts[0]), int(parts[1])


def email(text: str, _book: Book) -> str:
    """An e-mail address."""
    from crm_cli.values.emails import read_email

    return read_email(text)


def phone(text: str, book: Book) -> Any:
    """A phone number, as values.phones.Phone."""
    from crm_cli.values.phones import read_phone

    return read_phone(text, region=book.phone_region)


def handle(text: str, _book: Book | None = None) -> str:
    """A name on a service, as service:name; a service has one name, whatever it is called."""
    service, mark, name = line(text).replace("：", ":", 1).partition(":")
    if not mark or not service.strip() or not name.strip():
        raise BadValue("{text!r} is no handle", hint="write it as wechat:zhangwei", text=text)
    return f"{enums.service(service)}:{name.strip()}"


def domain(text: str, _book: Book) -> str:
    """A domain name, also from a web address."""
    from crm_cli.values.websites import domain_of

    return domain_of(text)


def user_handle(text: str, _book: Book) -> str:
    """A short name for a colleague; "@" before it is taken off."""
    if "@" in text.partition("<")[2]:
        raise BadValue(
            "{text!r} is a name with an address, and no handle",
            hint="a handle is short, as in li (CRM_USER, or crm config set user li)",
            text=text,
        )
    return line(text).removeprefix("@")


def clock(text: str, book: Book) -> str:
    """A time of day, HH:MM."""
    from crm_cli.values.clock import read_time

    return f"{read_time(text, book.today):%H:%M}"


def recurrence(text: str, _book: Book) -> str:
    """How often a task comes back: "day", "2 weeks", "month" …; read by tasks.next_due."""
    from crm_cli.services.recurrences import read_recurrence

    return read_recurrence(text)


def _link(name: str, target: str, purpose: str = "", column: str = "") -> Input:
    return Input(name, line, kind="link", target=target, purpose=purpose, column=column)


_PLACES = tuple(Input(name, line) for name in ("region", "country", "city", "address"))
_OWNER = _link("owner", "user", "who looks after it")
_TAGS = Input("tag", line, kind="tags")

INPUTS: dict[str, Mapping[str, Input]] = {
    noun: {field.name: field for field in fields}
    for noun, fields in {
        "company": (
            Input("name", title, required=True),
            Input("domain", domain),
            Input("website", line),
            Input("industry", line),
            Input("size", line),
            *_PLACES,
            _link("parent", "company", "the company that it belongs to"),
            _OWNER,
            Input("source", line),
            _TAGS,
        ),
        "contact": (
            Input("name", title, required=True),
            Input("given_name", line),
            Input("family_name", line),
            Input("email", email, kind="list"),
            Input("phone", phone, kind="list"),
            Input("handle", handle, kind="list"),
            _link("company", "company"),
            Input("job_title", line),
            Input("stage", choice(enums.CONTACT_STAGES, "stage of a contact")),
            Input("source", line),
            _link("referred_by", "contact"),
            *_PLACES,
            Input("postcode", line),
            Input("language", line),
            Input("birthday", birthday),
            Input("interests", line),
            _OWNER,
            Input("consent", choice(("given", "refused", "withdrawn"), "consent")),
            Input("consent_at", past_day),
            Input("consent_source", line),
            Input("keep_in_touch_days", whole, purpose="how often to be in touch"),
            _TAGS,
        ),
        "interaction": (
            Input("kind", choice(enums.INTERACTION_KINDS, "kind of interaction"), required=True),
            Input("contact", line, kind="list", target="contact"),
            _link("company", "company"),
            Input("channel", line),
            Input("direction", choice(enums.DIRECTIONS, "direction")),
            Input("occurred_at", moment),
            Input("duration", duration, column="seconds"),
            Input("subject", title),
            Input("body", prose),
            Input("sentiment", choice(enums.SENTIMENTS, "sentiment")),
            _link("deal", "deal"),
            _link("ticket", "ticket", "the ticket that it belongs to"),
            _link("survey", "survey", "the answer that it follows up"),
            _link("owner", "user", "who of the team", column="user_id"),
            Input("link", line, kind="list"),
            _TAGS,
        ),
        "task": (
            Input("title", title, required=True),
            Input("due", day, column="due_on"),
            Input("due_time", clock),
            Input("priority", choice(enums.TASK_PRIORITIES, "priority")),
            Input("done_at", moment),
            _link("owner", "user", "who does it", column="assignee_id"),
            _link("contact", "contact"),
            _link("company", "company"),
            _link("deal", "deal"),
            _link("ticket", "ticket", "the ticket that it is about"),
            _link("survey", "survey", "the answer that it follows up"),
            Input("recurrence", recurrence),
            _TAGS,
        ),
        "deal": (
            Input("title", title, required=True),
            _link("company", "company"),
            Input("contact", line, kind="list", target="contact"),
            Input("pipeline", line),
            Input("stage", line),
            Input("amount", amount, kind="amount"),
            Input("probability", percent),
            Input("opened_at", past_day),
            Input("expected_close", closing_day),
            Input("closed_at", past_day),
            _OWNER,
            Input("source", line),
            Input("campaign", line),
            Input("reason", line),
            Input("competitor", line),
            _TAGS,
        ),
        "ticket": (
            Input("subject", title, required=True),
            Input("body", prose),
            Input("kind", choice(enums.TICKET_KINDS, "kind of ticket")),
            Input("priority", choice(enums.TICKET_PRIORITIES, "priority")),
            Input("status", choice(enums.TICKET_STATUSES, "status")),
            Input("channel", channel),
            _link("contact", "contact", "who asked"),
            _link("company", "company"),
            _link("deal", "deal"),
            _link("owner", "user", "who looks after it", column="assignee_id"),
            Input("opened_at", moment),
            Input("responded_at", moment),
            Input("resolved_at", moment),
            Input("closed_at", moment),
            _TAGS,
        ),
        "survey": (
            Input("kind", choice(enums.SURVEY_KINDS, "kind of survey"), required=True),
            Input("score", score),
            Input("comment", prose),
            Input("answered_at", moment),
            _link("contact", "contact", "who answered"),
            _link("company", "company"),
            _link("ticket", "ticket"),
            _link("deal", "deal"),
            *(Input(name, gap, kind="list") for name in enums.SERVQUAL_DIMENSIONS),
        ),
        "user": (
            Input("handle", user_handle, required=True),
            Input("name", title),
            Input("email", email),
            Input("role", choice(enums.ROLES, "role")),
        ),
    }.items()
}
