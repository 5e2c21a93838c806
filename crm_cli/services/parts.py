"""What belongs to a record: its deals, tasks, interactions, people, revenue … as sections."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crm_cli.nouns import NOUNS
from crm_cli.services import customers, fields, listing
from crm_cli.tables import Column, Row, Table
from crm_cli.values.dates import from_utc_text
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader


class _Kind(NamedTuple):
    """A section of records: their noun, which of them, in which order, how many, what is seen."""

    title: str
    noun: str
    condition: str
    order: str
    limit: int
    shown: tuple[str, ...]


_OPEN = "r.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome = 'open')"
_CLOSED = "r.stage_id IN (SELECT s.id FROM stage s WHERE s.outcome <> 'open')"

# The order of sections is the order in which they are shown.
_KINDS = {
    "people": _Kind(
        "People",
        "contact",
        "TRUE",
        "r.id DESC",
        20,
        ("ref", "name", "job_title", "emails", "phones", "stage"),
    ),
    "subsidiaries": _Kind(
        "Subsidiaries", "company", "TRUE", "r.id DESC", 20, ("ref", "name", "city", "open_deals")
    ),
    "deals": _Kind(
        "Open deals",
        "deal",
        _OPEN,
        "r.expected_close NULLS LAST, r.id DESC",
        20,
        ("ref", "title", "stage", "amount", "likelihood", "expected_close", "owner"),
    ),
    "closed_deals": _Kind(
        "Closed deals",
        "deal",
        _CLOSED,
        "r.closed_at DESC NULLS LAST, r.id DESC",
        10,
        ("ref", "title", "stage", "amount", "closed_at", "reason"),
    ),
    "tickets": _Kind(
        "Tickets",
        "ticket",
        "TRUE",
        "CASE WHEN r.status IN ('open', 'pending') THEN 0 ELSE 1 END,"
        " r.opened_at DESC NULLS LAST, r.id DESC",
        10,
        ("ref", "subject", "kind", "priority", "status", "owner", "opened_at", "rating"),
    ),
    "surveys": _Kind(
        "Last scores",
        "survey",
        "TRUE",
        "r.answered_at DESC NULLS LAST, r.id DESC",
        5,
        ("ref", "answered_at", "kind", "score", "comment", "unhappy", "followed_up"),
    ),
    "tasks": _Kind(
        "Tasks",
        "task",
        "TRUE",
        "CASE WHEN r.done_at IS NULL THEN 0 ELSE 1 END, r.done_at DESC,"
        " r.due_on NULLS LAST, r.due_time NULLS LAST, r.id",
        10,
        ("ref", "due_on", "due_time", "title", "priority", "owner", "status"),
    ),
    "interactions": _Kind(
        "Last interactions",
        "interaction",
        "TRUE",
        "r.occurred_at DESC NULLS LAST, r.id DESC",
        10,
        ("ref", "occurred_at", "kind", "direction", "contacts", "subject", "owner"),
    ),
}

# Where the ids of a section's records are found: through indexes, from the record shown.
_PEOPLE_OF_COMPANY = "SELECT c.id FROM contact c WHERE c.company_id = :id AND c.deleted_at IS NULL"
_DEALS_OF_CONTACT = "SELECT l.deal_id AS id FROM deal_contact l WHERE l.contact_id = :id"
_DEALS_OF_COMPANY = "SELECT d.id FROM deal d WHERE d.company_id = :id"
_SOURCES: dict[str, dict[str, tuple[str, ...]]] = {
    "contact": {
        "deals": (_DEALS_OF_CONTACT,),
        "closed_deals": (_DEALS_OF_CONTACT,),
        "tickets": ("SELECT t.id FROM ticket t WHERE t.contact_id = :id",),
        "surveys": ("SELECT v.id FROM survey v WHERE v.contact_id = :id",),
        "tasks": ("SELECT t.id FROM task t WHERE t.contact_id = :id",),
        "interactions": (
            "SELECT l.interaction_id AS id FROM interaction_contact l WHERE l.contact_id = :id",
        ),
    },
    "company": {
        "people": ("SELECT c.id FROM contact c WHERE c.company_id = :id",),
        "subsidiaries": ("SELECT c.id FROM company c WHERE c.parent_id = :id",),
        "deals": (_DEALS_OF_COMPANY,),
        "closed_deals": (_DEALS_OF_COMPANY,),
        "tickets": (
            "SELECT t.id FROM ticket t WHERE t.company_id = :id",
            f"SELECT t.id FROM ticket t WHERE t.contact_id IN ({_PEOPLE_OF_COMPANY})",
        ),
        "surveys": (
            "SELECT v.id FROM survey v WHERE v.company_id = :id",
            f"SELECT v.id FROM survey v WHERE v.contact_id IN ({_PEOPLE_OF_COMPANY})",
        ),
        "tasks": (
            "SELECT t.id FROM task t WHERE t.company_id = :id",
            f"SELECT t.id FROM task t WHERE t.contact_id IN ({_PEOPLE_OF_COMPANY})",
            "SELECT t.id FROM task t"
            " WHERE t.deal_id IN (SELECT d.id FROM deal d WHERE d.company_id = :id)",
        ),
        "interactions": (
            "SELECT i.id FROM interaction i WHERE i.company_id = :id",
            "SELECT l.interaction_id AS id FROM interaction_contact l"
            f" WHERE l.contact_id IN ({_PEOPLE_OF_COMPANY})",
            "SELECT i.id FROM interaction i"
            " WHERE i.deal_id IN (SELECT d.id FROM deal d WHERE d.company_id = :id)",
        ),
    },
    "deal": {
        "people": ("SELECT l.contact_id AS id FROM deal_contact l WHERE l.deal_id = :id",),
        "tickets": ("SELECT t.id FROM ticket t WHERE t.deal_id = :id",),
        "surveys": ("SELECT v.id FROM survey v WHERE v.deal_id = :id",),
        "tasks": ("SELECT t.id FROM task t WHERE t.deal_id = :id",),
        "interactions": ("SELECT i.id FROM interaction i WHERE i.deal_id = :id",),
    },
    "interaction": {
        "people": (
            "SELECT l.contact_id AS id FROM interaction_contact l WHERE l.interaction_id = :id",
        ),
        "tasks": ("SELECT t.id FROM task t WHERE t.interaction_id = :id",),
    },
    "ticket": {
        "surveys": ("SELECT v.id FROM survey v WHERE v.ticket_id = :id",),
        "tasks": ("SELECT t.id FROM task t WHERE t.ticket_id = :id",),
        "interactions": ("SELECT i.id FROM interaction i WHERE i.ticket_id = :id",),
    },
    "survey": {
        "tasks": ("SELECT t.id FROM task t WHERE t.survey_id = :id",),
        "interactions": ("SELECT i.id FROM interaction i WHERE i.survey_id = :id",),
    },
    "task": {},
    "user": {
        "deals": ("SELECT d.id FROM deal d WHERE d.owner_id = :id",),
        "tickets": ("SELECT t.id FROM ticket t WHERE t.assignee_id = :id",),
        "tasks": ("SELECT t.id FROM task t WHERE t.assignee_id = :id",),
        "interactions": ("SELECT i.id FROM interaction i WHERE i.user_id = :id",),
    },
}

# The columns that point at other records.
_LINKS: dict[str, tuple[tuple[str, str], ...]] = {
    "contact": (("company_id", "company"), ("referred_by_id", "contact")),
    "company": (("parent_id", "company"),),
    "deal": (("company_id", "company"),),
    "interaction": (
        ("company_id", "company"),
        ("deal_id", "deal"),
        ("ticket_id", "ticket"),
        ("survey_id", "survey"),
    ),
    "task": (
        ("contact_id", "contact"),
        ("company_id", "company"),
        ("deal_id", "deal"),
        ("interaction_id", "interaction"),
        ("ticket_id", "ticket"),
        ("survey_id", "survey"),
    ),
    "ticket": (("contact_id", "contact"), ("company_id", "company"), ("deal_id", "deal")),
    "survey": (
        ("contact_id", "contact"),
        ("company_id", "company"),
        ("ticket_id", "ticket"),
        ("deal_id", "deal"),
    ),
    "user": (),
}


def sources(noun: str, section: str) -> tuple[str, ...]:
    """The statements that find the ids of a section's records; none if it has no such section.

    A deal is its own.
    """
    if noun == "deal" and section == "deals":
        return ("SELECT CAST(:id AS BIGINT) AS id",)
    return _SOURCES[noun].get(section, ())


class Gatherer:
    """Reads what belongs to one record. `purchases` is there after `sections`, for customers."""

    def __init__(self, reader: Reader, book: Book, noun: str, id: int) -> None:
        self.reader, self.book, self.noun, self.id = reader, book, noun, id
        self.purchases: customers.Purchases | None = None
        self.custom: dict[str, list[fields.Definition]] = {}

    def sections(self) -> dict[str, Table]:
        """The sections by name, empty ones too."""
        made: dict[str, Table] = {}
        if self.noun == "deal":
            made["stage_history"] = self._stages()
        if self.noun == "ticket":
            made["status_history"] = self._steps()
        if self.noun in ("contact", "company"):
            made["lifetime_revenue"] = self._revenue()
        for name in _KINDS:
            if name in _SOURCES.get(self.noun, {}):
                made[name] = self.records(name)
        made["linked"] = self._linked()
        made["external_ids"] = self._external_ids()
        return made

    def records(self, name: str) -> Table:
        """A section of records, with the columns of their list."""
        kind = _KINDS[name]
        noun = NOUNS[kind.noun]
        # The few ids lead; the records are then found by their keys.
        among = " UNION ".join(_SOURCES[self.noun][name])
        found = (
            f"FROM ({among}) x CROSS JOIN {noun.table} r"
            f" WHERE r.id = x.id AND r.deleted_at IS NULL AND {kind.condition}"
        )
        rows = self.reader.rows(
            f"SELECT r.id {found} ORDER BY {kind.order} LIMIT {kind.limit}", {"id": self.id}
        )
        total = len(rows)
        if total == kind.limit:
            total = int(self.reader.rows(f"SELECT count(*) AS n {found}", {"id": self.id})[0]["n"])
        ids = [row["id"] for row in rows]
        custom = self._custom(kind.noun)
        columns = [
            column._replace(shown=column.name in kind.shown)
            for column in listing.columns(noun, custom)
        ]
        records = listing.fetch(self.reader, noun, custom, ids) if ids else []
        return Table(columns, records, title=kind.title, total=total, noun=noun.name)

    def _custom(self, noun: str) -> list[fields.Definition]:
        if noun not in self.custom:
            self.custom[noun] = fields.definitions(self.reader, noun)
        return self.custom[noun]

    def _revenue(self) -> Table:
        contact = self.id if self.noun == "contact" else None
        company = self.id if self.noun == "company" else None
        if contact is not None:
            rows = self.reader.rows(
                "SELECT company_id FROM contact WHERE id = :id", {"id": contact}
            )
            company = rows[0]["company_id"]
        self.purchases = customers.purchases(self.reader, company=company, contact=contact)
        columns = [
            Column("revenue", "money", currency_name="currency"),
            Column("deals", "integer", title="deals won"),
            Column("first_purchase", "date"),
            Column("last_purchase", "date"),
        ]
        bought: list[Row] = [
            [part.money, part.deals, part.first, part.last] for part in self.purchases.revenue
        ]
        unpriced = self.purchases.unpriced
        note = f"{unpriced:,} won without an amount" if unpriced and bought else ""
        return Table(columns, bought, title="Lifetime revenue", noun="purchase", note=note)

    def _stages(self) -> Table:
        """The stages of a deal and the whole days in each; the present one counts up to today."""
        moves = self.reader.rows(
            "SELECT m.at, f.name AS origin, t.name AS stage, t.outcome,"
            " (SELECT u.handle FROM user_account u WHERE u.id = m.user_id) AS owner"
            " FROM stage_move m JOIN stage t ON t.id = m.to_stage_id"
            " LEFT JOIN stage f ON f.id = m.from_stage_id"
            " WHERE m.deal_id = :id ORDER BY m.id",
            {"id": self.id},
        )
        rows: list[Row] = []
        for move, following in zip(moves, [*moves[1:], None], strict=True):
            until = self.book.today.isoformat() if following is None else following["at"]
            lasting = move["at"] and until and (following or move["outcome"] == "open")
            days = (
                (date.fromisoformat(until) - date.fromisoformat(move["at"])).days
                if lasting
                else None
            )
            rows.append([move["at"], move["origin"], move["stage"], days, move["owner"]])
        columns = [
            Column("at", "date", title="on"),
            Column("from"),
            Column("stage"),
            Column("days", "integer"),
            Column("owner", title="by"),
        ]
        return Table(columns, rows, title="Stage history", noun="move")

    def _steps(self) -> Table:
        """The statuses of a ticket and how long it was in each; an open one up to now."""
        moves = self.reader.rows(
            "SELECT m.at, m.from_status, m.to_status,"
            " (SELECT u.handle FROM user_account u WHERE u.id = m.user_id) AS owner"
            " FROM ticket_move m WHERE m.ticket_id = :id ORDER BY m.id",
            {"id": self.id},
        )
        rows: list[Row] = []
        for move, following in zip(moves, [*moves[1:], None], strict=True):
            until = self.book.stamp if following is None else following["at"]
            lasting = following or move["to_status"] in ("open", "pending")
            seconds = (
                (from_utc_text(until) - from_utc_text(move["at"])).total_seconds()
                if lasting and move["at"] and until
                else None
            )
            rows.append(
                [move["at"], move["from_status"], move["to_status"], seconds, move["owner"]]
            )
        columns = [
            Column("at", "datetime", title="on"),
            Column("from"),
            Column("status"),
            Column("seconds", "duration", title="for"),
            Column("owner", title="by"),
        ]
        return Table(columns, rows, title="Steps", noun="step")

    def _linked(self) -> Table:
        """The records that this one points at."""
        rows: list[Row] = []
        table = NOUNS[self.noun].table
        for column, noun in _LINKS.get(self.noun, ()):
            target = NOUNS[noun]
            found = self.reader.rows(
                f"SELECT o.id, o.{target.title} AS title FROM {table} r"
                f" JOIN {target.table} o ON o.id = r.{column}"
                " WHERE r.id = :id AND o.deleted_at IS NULL",
                {"id": self.id},
            )
            as_what = column.removesuffix("_id")
            rows += [[reference(noun, row["id"]), as_what, row["title"]] for row in found]
        columns = [Column("ref", title="id"), Column("link", title="what"), Column("title")]
        return Table(columns, rows, title="Linked", noun="record")

    def _external_ids(self) -> Table:
        rows = self.reader.rows(
            "SELECT source, external_id FROM external_id"
            " WHERE noun = :noun AND record_id = :id AND external_id NOT LIKE '~%'"
            " ORDER BY source, external_id",
            {"noun": self.noun, "id": self.id},
        )
        columns = [Column("source"), Column("external_id", title="id there")]
        cells: list[Row] = [[row["source"], row["external_id"]] for row in rows]
        return Table(columns, cells, title="Ids elsewhere", noun="id")
