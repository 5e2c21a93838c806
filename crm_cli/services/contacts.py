"""Contacts: people, and the addresses at which they are reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from crm_cli.batches import among, update
from crm_cli.errors import Conflict, NotFound, UsageError
from crm_cli.services import records, search
from crm_cli.services.alike import warn_of_alike, warn_of_shared
from crm_cli.services.inputs import INPUTS
from crm_cli.services.phones import unread
from crm_cli.services.records import Texts, Values
from crm_cli.values.emails import email_key
from crm_cli.values.names import join_name, read_name
from crm_cli.values.phones import Phone, same_phone
from crm_cli.values.references import reference

if TYPE_CHECKING:
    from crm_cli.session import Session

# What to add to a list and what to take from it, as typed, by the list's name.
Changes = Mapping[str, tuple[Sequence[str], Sequence[str]]]


def add(session: Session, texts: Texts, *, create: bool = False) -> int:
    """Make a contact; returns its id. Raises Conflict when an e-mail address is another's.

    Given and family name are read from the name where that is certain, unless they are given.
    """
    values = records.read(session, "contact", texts, create=create)
    values.columns = {name: value for name, value in values.columns.items() if value is not None}
    columns = values.columns
    if columns.get("name"):
        _split(columns)
    elif "given_name" in columns or "family_name" in columns:
        columns["name"] = _joined(columns)
    else:
        raise UsageError("a contact needs a name", hint='crm contact add "Jane Smith"')
    warn_of_alike(session, "contact", columns)
    return records.insert(session, "contact", values)


def edit(
    session: Session,
    id: int,
    texts: Texts,
    *,
    create: bool = False,
    changes: Changes | None = None,
) -> None:
    """Change a contact's fields; `changes` adds to and takes from its lists, keeping the rest.

    Raises Conflict when an e-mail address is another's, UsageError for a contact referred by
    itself, and NotFound for taking away what it does not have.
    """
    values = records.read(session, "contact", texts, create=create)
    if values.columns.get("referred_by_id") == id:
        raise UsageError(
            "a contact cannot be referred by itself", hint="name the one who brought them"
        )
    for name, (added, removed) in (changes or {}).items():
        items = values.lists[name] if name in values.lists else read_list(session, id, name)
        values.lists[name] = _changed(session, name, items, added, removed)
    if {"name", "given_name", "family_name"} & values.columns.keys():
        sql = "SELECT name, given_name, family_name FROM contact WHERE id = :id"
        _agree(session.rows(sql, {"id": id})[0], values)
    records.update(session, "contact", id, values)


def _split(columns: dict[str, Any]) -> None:
    """The display name, and the parts that were not given."""
    found = read_name(columns["name"])
    columns["name"] = found.display
    columns.setdefault("given_name", found.given or None)
    columns.setdefault("family_name", found.family or None)


def _joined(parts: Mapping[str, Any]) -> str:
    given, family = parts.get("given_name") or "", parts.get("family_name") or ""
    return join_name(given, family).display if given or family else ""


def _family_first(parts: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (parts["family_name"], parts["given_name"])))


def _agree(old: Mapping[str, Any], values: Values) -> None:
    columns = values.columns
    if columns.get("name", old["name"]) != old["name"]:
        _split(columns)
    elif "name" not in columns and old["name"] == _joined(old):
        # The name was made of its parts, so it follows them; a nickname stays.
        columns["name"] = _joined({**old, **columns}) or old["name"]
    elif "name" not in columns and old["name"] == _family_first(old):
        columns["name"] = _family_first({**old, **columns}) or old["name"]


def rename_many(
    session: Session, ids: Sequence[int], text: str, *, field: str = "name"
) -> tuple[set[int], list[int]]:
    """Give contacts this name, or given or family name (`field`), as `edit` does.

    Returns those that had another; none is refused, so the second of what is returned is empty.
    """
    given = records.read(session, "contact", {field: text}).columns
    columns = ("name", "given_name", "family_name")
    changed: list[tuple[Any, ...]] = []
    sql = f"SELECT id, {', '.join(columns)} FROM contact WHERE id {{among}} ORDER BY id"
    for old in among(session, sql, ids):
        values = Values(columns=dict(given))
        _agree(old, values)
        new = {name: values.columns.get(name, old[name]) for name in columns}
        if any(new[name] != old[name] for name in columns):
            changed.append((*new.values(), session.now, old["id"]))
    update(session, "contact", (*columns, "updated_at"), changed)
    found = [row[-1] for row in changed]
    search.refresh_many(session, "contact", found)
    return set(found), []


def refer_many(session: Session, ids: Sequence[int], text: str) -> tuple[set[int], list[int]]:
    """Write down who brought these contacts; those that had another, and who cannot be it."""
    columns = records.read(session, "contact", {"referred_by": text}).columns
    refused = [id for id in ids if id == columns["referred_by_id"]]
    others = [id for id in ids if id not in refused]
    return records.set_columns(session, "contact", others, columns), refused


class _List(NamedTuple):
    """How a list is kept: its table, the columns of an item, which of them tell items apart."""

    table: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    cells: Callable[[Any], tuple[Any, ...]]
    item: Callable[[Mapping[str, Any]], Any]
    ordered: bool = True


_LISTS = {
    "email": _List(
        "contact_email",
        ("email", "key"),
        ("key",),
        lambda email: (email, email_key(email)),
        lambda row: row["email"],
    ),
    "phone": _List(
        "contact_phone",
        ("phone", "e164", "digits", "extension"),
        ("digits", "extension"),
        lambda phone: (phone.raw, phone.e164, phone.digits, phone.extension or None),
        lambda row: Phone(row["phone"], row["e164"], row["digits"], row["extension"] or ""),
    ),
    "handle": _List(
        "contact_handle",
        ("service", "handle"),
        ("service", "handle"),
        lambda text: tuple(text.split(":", 1)),
        lambda row: f"{row['service']}:{row['handle']}",
        ordered=False,
    ),
}


def read_list(session: Session, id: int, name: str) -> list[Any]:
    """The items of a contact's list (email, phone or handle), as `inputs` reads them."""
    kept = _LISTS[name]
    return [kept.item(row) for row in _rows(session, id, kept)]


def _rows(session: Session, id: int, kept: _List) -> list[dict[str, Any]]:
    order = "position, id" if kept.ordered else "id"
    return session.rows(
        f"SELECT * FROM {kept.table} WHERE contact_id = :id ORDER BY {order}", {"id": id}
    )


def write_list(session: Session, id: int, name: str, items: Sequence[Any]) -> None:
    """Make `items` (as `inputs` reads them) a contact's list: email, phone or handle.

    Equal rows stay, so that the history has what changed and nothing else. Raises Conflict when
    an e-mail address belongs to another live contact.
    """
    kept = _LISTS[name]
    there = {tuple(row[key] for key in kept.keys): row for row in _rows(session, id, kept)}
    wanted: dict[tuple[Any, ...], dict[str, Any]] = {}
    for item in items:
        row = dict(zip(kept.columns, kept.cells(item), strict=True))
        key = tuple(row[key] for key in kept.keys)
        if key not in wanted:
            wanted[key] = row | ({"position": len(wanted)} if kept.ordered else {})
    if name == "email":
        for row in wanted.values():
            _require_free(session, id, row["email"], row["key"])
    for key in there.keys() - wanted.keys():
        session.rows(f"DELETE FROM {kept.table} WHERE id = :id", {"id": there[key]["id"]})
    for key, row in wanted.items():
        _write_row(session, id, kept.table, there.get(key), row)


def _write_row(
    session: Session, id: int, table: str, old: Mapping[str, Any] | None, row: dict[str, Any]
) -> None:
    if old is None:
        if table != "contact_email":  # which no other has
            warn_of_shared(session, id, table, row)
        if row.get("phone") and not row["e164"]:
            session.warnings.append(unread(row["phone"], session.book.phone_region))
        names = ["contact_id", *row]
        session.rows(
            f"INSERT INTO {table} ({', '.join(names)})"
            f" VALUES ({', '.join(':' + name for name in names)})",
            row | {"contact_id": id},
        )
    elif any(old[name] != value for name, value in row.items()):
        changes = ", ".join(f"{name} = :{name}" for name in row)
        session.rows(f"UPDATE {table} SET {changes} WHERE id = :id", row | {"id": old["id"]})


def _require_free(session: Session, id: int, email: str, key: str) -> None:
    rows = session.rows(
        "SELECT c.id, c.name FROM contact_email e JOIN contact c ON c.id = e.contact_id"
        " WHERE e.key = :key AND e.deleted_at IS NULL AND c.id <> :id",
        {"key": key, "id": id},
    )
    if rows:
        raise Conflict(
            "{email} belongs to {ref} {name}",
            hint="edit that contact, or take the address away from it first:"
            " crm contact edit {ref} --remove-email {email}",
            email=email,
            ref=reference("contact", rows[0]["id"]),
            name=rows[0]["name"],
        )


def _changed(
    session: Session, name: str, items: Sequence[Any], added: Sequence[str], removed: Sequence[str]
) -> list[Any]:
    read = INPUTS["contact"][name].read
    left = list(items)
    for text in removed:
        item = _among(name, left, read(text, session.book))
        if item is None:
            raise NotFound(
                "the contact has no {name} {text!r}",
                hint="it has: {items}" if left else "it has none",
                name=name,
                text=text,
                items=", ".join(getattr(item, "raw", item) for item in left),
            )
        left.remove(item)
    return left + [read(text, session.book) for text in added]


def _among(name: str, items: Sequence[Any], wanted: Any) -> Any:
    """The one of `items` that is `wanted`, written in whichever way; None when there is none."""
    kept = _LISTS[name]

    def key(item: Any) -> tuple[Any, ...]:
        cells = dict(zip(kept.columns, kept.cells(item), strict=True))
        return tuple(cells[column] for column in kept.keys)

    equal = [item for item in items if key(item) == key(wanted)]
    if not equal and name == "phone":
        equal = [item for item in items if same_phone(item.digits, wanted.digits)]
    return equal[0] if len(equal) == 1 else None
