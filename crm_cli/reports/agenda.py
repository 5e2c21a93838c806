"""The agenda of a day as it is filled: whose it is, how many rows it takes, what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from crm_cli.database import NOTHING, Params
from crm_cli.reports import fill, statements
from crm_cli.tables import Row

if TYPE_CHECKING:
    from crm_cli.book import Book
    from crm_cli.database import Reader, Rows

EVERYTHING = 1_000_000_000
# Another order of follow-ups than the one in the statement.
_ORDERS = {
    "day": {
        "order": "f.due_on, f.due_time NULLS LAST, f.urgency, f.id",
        "order_shown": "t.due_on, t.due_time NULLS LAST, f.urgency, f.id",
    }
}


class Whose(NamedTuple):
    """Of whom: "mine" is what `user` has and what nobody has, "one" what `user` has, "all".

    `user` is the id of a colleague, 0 for one who is not in the database.
    """

    kind: Literal["mine", "one", "all"]
    user: int = 0
    words: str = ""

    def parts(self) -> dict[str, str]:
        """What to exchange in the statements."""
        if self.kind == "mine":
            return {}
        columns = {
            "task": "t.assignee_id",
            "ticket": "t.assignee_id",
            "survey": "coalesce(t.assignee_id, c.owner_id, o.owner_id)",
            "deal": "d.owner_id",
            "contact": "c.owner_id",
        }
        return {
            name: f"{column} = :owner" if self.kind == "one" else "TRUE"
            for name, column in columns.items()
        }


class Agenda:
    """The rows of the report, collected kind by kind until `limit` is reached; the rest counted."""

    def __init__(
        self, reader: Reader, book: Book, whose: Whose, limit: int | None, most: int = EVERYTHING
    ) -> None:
        self.reader, self.book, self.whose, self.most = reader, book, whose, most
        self.limit = limit or EVERYTHING
        self.rows: list[Row] = []
        self.more: dict[str, int] = {}
        self.sql = statements("today")

    @property
    def total(self) -> int:
        """How many there are, shown or not."""
        return len(self.rows) + sum(self.more.values())

    def read(self, name: str, params: Params = NOTHING, order: str = "") -> Rows:
        """The rows of a statement, as many as can be of use; `order` exchanges its parts."""
        given = {
            "owner": self.whose.user,
            "today": self.book.today.isoformat(),
            "limit": max(self.limit - len(self.rows), 1),
            "most": self.most + self.limit + 1,
        }
        parts = self.whose.parts() | (_ORDERS[order] if order else {})
        return self.reader.rows(fill(self.sql[name], parts), given | dict(params))

    def add(self, kind: str, found: Rows, make: Callable[[Mapping[str, Any]], Row]) -> None:
        """Add as many rows as fit; count the others (their number stands in `n`, if cut)."""
        count = int(found[0].get("n", len(found))) if found else 0
        taken = found[: self.limit - len(self.rows)]
        self.rows += [make(row) for row in taken]
        if count > len(taken):
            self.more[kind] = self.more.get(kind, 0) + count - len(taken)


def person_at(person: str | None, company: str | None) -> str | None:
    """ "Jane Smith (Acme)", or the one of the two that is known."""
    return f"{person} ({company})" if person and company else person or company
