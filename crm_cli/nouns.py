"""The nouns: their tables, views and letters, and the typed columns that their lists have."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from crm_cli.errors import UsageError
from crm_cli.tables import Column
from crm_cli.values.references import LETTERS

if TYPE_CHECKING:
    from crm_cli.database import Reader


class Noun(NamedTuple):
    """One kind of record.

    `title` is the column that names a record to people; `order` the default order of its list.
    `columns` are those of the list, in order; a money column `x` stands for the view's `x_minor`
    and `currency`; a text column in `lists` holds several values, joined by `views.ITEM_END`.
    """

    name: str
    plural: str
    table: str
    title: str
    order: str
    columns: tuple[Column, ...]
    lists: tuple[str, ...] = ()

    @property
    def view(self) -> str:
        """The SQL view behind its lists."""
        return f"{self.name}_view"

    @property
    def letter(self) -> str:
        """The letter of its references, "D" for deals; empty for nouns without one."""
        return LETTERS.get(self.name, "")

    def column(self, name: str) -> Column | None:
        """The column called `name`, if there is one."""
        return next((column for column in self.columns if column.name == name), None)


def _hidden(name: str, kind: str = "text") -> Column:
    return Column(name, kind, shown=False)  # type: ignore[arg-type]


_REF = Column("ref", title="id")
_STAMPS = (_hidden("created_at", "datetime"), _hidden("updated_at", "datetime"))
_KEYS = (_hidden("id", "integer"), _hidden("uid"))
_TOTALS = (
    _hidden("open_value", "money"),
    _hidden("won_value", "money"),
    _hidden("open_tickets", "integer"),
)

NOUNS: dict[str, Noun] = {
    noun.name: noun
    for noun in (
        Noun(
            "company",
            "companies",
            "company",
            "name",
            "id DESC",
            (
                _REF,
                Column("name"),
                Column("domain"),
                Column("industry"),
                Column("city"),
                Column("country"),
                Column("owner"),
                Column("contacts", "integer"),
                Column("open_deals", "integer"),
                Column("last_interaction", "datetime"),
                Column("tags"),
                _hidden("website"),
                _hidden("size"),
                _hidden("region"),
                _hidden("address"),
                _hidden("parent"),
                _hidden("source"),
                *_TOTALS,
                *_KEYS,
                *_STAMPS,
            ),
            lists=("tags",),
        ),
        Noun(
            "contact",
            "contacts",
            "contact",
            "name",
            "id DESC",
            (
                _REF,
                Column("name"),
                Column("company"),
                Column("job_title"),
                Column("emails", title="e-mail"),
                Column("phones", title="phone"),
                Column("stage"),
                Column("owner"),
                Column("last_interaction", "datetime"),
                Column("tags"),
                _hidden("given_name"),
                _hidden("family_name"),
                _hidden("handles"),
                _hidden("source"),
                _hidden("referred_by"),
                _hidden("region"),
                _hidden("country"),
                _hidden("city"),
                _hidden("address"),
                _hidden("postcode"),
                _hidden("language"),
                _hidden("birthday", "date"),
                _hidden("interests"),
                _hidden("consent"),
                _hidden("consent_at", "date"),
                _hidden("consent_source"),
                _hidden("keep_in_touch_days", "integer"),
                _hidden("open_deals", "integer"),
                *_TOTALS,
                _hidden("company_id", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
            lists=("emails", "phones", "handles", "tags"),
        ),
        Noun(
            "interaction",
            "interactions",
            "interaction",
            "subject",
            "occurred_at DESC NULLS LAST, id DESC",
            (
                _REF,
                Column("occurred_at", "datetime", title="when"),
                Column("kind"),
                Column("contacts", title="who"),
                Column("subject"),
                Column("company"),
                Column("owner", title="by"),
                Column("seconds", "duration", title="length"),
                # Else the subject has no room in 80 columns.
                Column("deal", shown=False),
                Column("direction", title="way", shown=False),
                _hidden("channel"),
                _hidden("body"),
                _hidden("sentiment"),
                _hidden("links"),
                _hidden("tags"),
                _hidden("ticket"),
                _hidden("company_id", "integer"),
                _hidden("deal_id", "integer"),
                _hidden("ticket_id", "integer"),
                _hidden("survey_id", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
            lists=("contacts", "links", "tags"),
        ),
        Noun(
            "task",
            "tasks",
            "task",
            "title",
            "due_on NULLS LAST, due_time NULLS LAST, id",
            (
                _REF,
                Column("due_on", "date", title="due"),
                Column("due_time", title="at"),
                Column("title"),
                Column("priority"),
                Column("contact"),
                Column("company"),
                Column("deal"),
                Column("owner"),
                Column("status"),
                _hidden("done_at", "datetime"),
                _hidden("recurrence"),
                _hidden("tags"),
                _hidden("ticket"),
                _hidden("contact_id", "integer"),
                _hidden("company_id", "integer"),
                _hidden("deal_id", "integer"),
                _hidden("interaction_id", "integer"),
                _hidden("ticket_id", "integer"),
                _hidden("survey_id", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
            lists=("tags",),
        ),
        Noun(
            "deal",
            "deals",
            "deal",
            "title",
            "id DESC",
            (
                _REF,
                Column("title"),
                Column("company"),
                Column("stage"),
                Column("amount", "money", currency_name="currency"),
                Column("likelihood", "percent", places=2),
                Column("expected_close", "date"),
                Column("owner"),
                _hidden("last_interaction", "datetime"),  # else the stage has no room in 80 columns
                _hidden("contacts"),
                _hidden("pipeline"),
                _hidden("outcome"),
                _hidden("stage_since", "date"),
                Column("probability", "percent", shown=False, places=2),
                _hidden("opened_at", "date"),
                _hidden("closed_at", "date"),
                _hidden("source"),
                _hidden("campaign"),
                _hidden("reason"),
                _hidden("competitor"),
                _hidden("tags"),
                _hidden("company_id", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
            lists=("contacts", "tags"),
        ),
        Noun(
            "ticket",
            "tickets",
            "ticket",
            "subject",
            "opened_at DESC NULLS LAST, id DESC",
            (
                _REF,
                Column("subject"),
                Column("kind"),
                Column("priority"),
                Column("status"),
                Column("contact"),
                Column("company"),
                Column("owner", title="assignee"),
                Column("opened_at", "datetime", title="opened"),
                _hidden("body"),
                _hidden("channel"),
                _hidden("deal"),
                _hidden("responded_at", "datetime"),
                _hidden("resolved_at", "datetime"),
                _hidden("closed_at", "datetime"),
                _hidden("waiting_since", "datetime"),
                _hidden("rating", "integer"),
                _hidden("last_interaction", "datetime"),
                _hidden("tags"),
                _hidden("contact_id", "integer"),
                _hidden("company_id", "integer"),
                _hidden("deal_id", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
            lists=("tags",),
        ),
        Noun(
            "survey",
            "surveys",
            "survey",
            "comment",
            "answered_at DESC NULLS LAST, id DESC",
            (
                _REF,
                Column("answered_at", "datetime", title="answered"),
                Column("kind"),
                Column("score", "integer"),
                Column("contact"),
                Column("company"),
                Column("ticket"),
                Column("deal"),
                Column("comment"),
                Column("unhappy"),
                Column("followed_up"),
                _hidden("tangibles"),
                _hidden("reliability"),
                _hidden("responsiveness"),
                _hidden("assurance"),
                _hidden("empathy"),
                _hidden("contact_id", "integer"),
                _hidden("company_id", "integer"),
                _hidden("ticket_id", "integer"),
                _hidden("deal_id", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
        ),
        Noun(
            "user",
            "users",
            "user_account",
            "handle",
            "id",
            (
                _REF,
                Column("handle"),
                Column("name"),
                Column("email", title="e-mail"),
                Column("role"),
                Column("open_deals", "integer"),
                Column("open_tasks", "integer"),
                *_KEYS,
                *_STAMPS,
            ),
        ),
    )
}


class Definition(NamedTuple):
    """A custom field of a noun; `choices` is empty for every kind but "choice"."""

    id: int
    noun: str
    name: str
    kind: str
    choices: tuple[str, ...] = ()


def definitions(reader: Reader, noun: str) -> list[Definition]:
    """The live custom fields of a noun, in the order they were made."""
    rows = reader.rows(
        "SELECT id, noun, name, kind, choices FROM field"
        " WHERE noun = :noun AND deleted_at IS NULL ORDER BY id",
        {"noun": noun},
    )
    return [
        Definition(
            row["id"],
            row["noun"],
            row["name"],
            row["kind"],
            choices_of(row["choices"]),
        )
        for row in rows
    ]


def choices_of(stored: str | None) -> tuple[str, ...]:
    """The choices of a field, a JSON list of texts; none where it cannot be read (see doctor)."""
    import json

    try:
        found = json.loads(stored or "[]")
    except ValueError:
        return ()
    return tuple(map(str, found)) if isinstance(found, list) else ()


# The nouns whose search text SQLite indexes. Databases keep this order: add at the end only.
INDEXED = ("contact", "company", "deal", "ticket", "task", "interaction", "survey")
INDEX_ROWS = 1 << 40


def index_start(noun: str) -> int:
    """What the index of the search text adds to the ids of a noun, which has `INDEX_ROWS` rows."""
    return INDEXED.index(noun) * INDEX_ROWS


# Stored in whole percent; a cell's percent is a fraction.
PERCENT_COLUMNS = frozenset({"likelihood", "probability"})


def find_noun(text: str) -> Noun:
    """The noun that a person names, in either number and case. Raises UsageError with them all."""
    wanted = text.strip().casefold()
    for noun in NOUNS.values():
        if wanted in (noun.name, noun.plural):
            return noun
    raise UsageError(
        "there is no noun {text!r}", hint="one of {nouns}", text=text, nouns=", ".join(NOUNS)
    )
