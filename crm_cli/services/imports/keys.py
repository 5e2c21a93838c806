"""Records by a key of several fields, read from the whole table when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_cli import batches
from crm_cli.errors import UsageError
from crm_cli.nouns import NOUNS
from crm_cli.services.imports.drafts import Draft
from crm_cli.services.imports.lists import LISTS
from crm_cli.services.imports.mapping import Plan
from crm_cli.services.imports.targets import Target
from crm_cli.services.inputs import INPUTS
from crm_cli.values.text import fold

if TYPE_CHECKING:
    from crm_cli.session import Session

_BETWEEN = "\x1f"  # no text that people type has it


class KeyIndex:
    """The live records of a noun by the values of some of its fields, folded."""

    def __init__(self, session: Session, plan: Plan, names: tuple[str, ...]) -> None:
        self.names = names
        self._session, self._noun = session, plan.noun
        self._fields: dict[str, int] = {}
        self._ids: dict[str, int | list[int]] | None = None
        targets = {target.name: target for target in plan.targets}
        for name in names:
            if name in targets:  # else it is named by an id or a domain
                self._check(targets[name])
        self._customs = {
            name: target.custom.name
            for name, target in targets.items()
            if name in names and target.custom is not None
        }

    def _check(self, target: Target) -> None:
        people = target.name == "contact" and self._noun in ("deal", "interaction")
        if target.kind in ("column", "amount", "link", "custom") or people:
            return
        raise UsageError(
            "--key cannot be {name}",
            hint="use fields with one value each; external_id, uid and, for contacts, email, phone"
            " and handle stand alone",
            name=target.name,
        )

    def use_fields(self, fields: dict[str, int]) -> None:
        """Know the ids of the team's own fields, by folded name."""
        self._fields = {name: fields[fold(custom)] for name, custom in self._customs.items()}

    def has(self, draft: Draft) -> bool:
        """Whether the row has any part of the key."""
        return any(self._part(draft, name) for name in self.names)

    def find(self, draft: Draft) -> list[int]:
        """The ids of the records with the key of the row."""
        found = self._known().get(self.of(draft), [])
        return [found] if isinstance(found, int) else found

    def add(self, draft: Draft, id: int) -> None:
        """Know one more record, the one that the row made."""
        if self._ids is not None:
            self.put(self.of(draft), id)

    def put(self, key: str, id: int) -> None:
        """Know that a record has this key, once the table was read."""
        if self._ids is None:
            return
        there = self._ids.get(key)
        if there is None:
            self._ids[key] = id
        elif isinstance(there, int):
            if there != id:
                self._ids[key] = [there, id]
        elif id not in there:
            there.append(id)

    def of(self, draft: Draft) -> str:
        """The key of a row."""
        return _BETWEEN.join([self._part(draft, name) for name in self.names])

    def _part(self, draft: Draft, name: str) -> str:
        if name in self._fields:
            return _text(draft.custom.get(self._fields[name], ("",))[0])
        field = INPUTS[self._noun][name]
        if name == "contact" and field.kind == "list":
            return _people(draft.lists.get("contact", {})) + ("?" if draft.people else "")
        if field.kind == "link":
            id = draft.found.get(field.stored_as)
            # One that is to be made first: no record can have it yet.
            to_make = draft.links.get(name) or draft.extra.get(f"{name}.domain")
            return str(id) if id else f"?{to_make}" if to_make else ""
        if field.kind == "amount":
            return _amount(draft.columns)
        return _text(draft.columns.get(field.stored_as) or draft.derived.get(field.stored_as))

    def _known(self) -> dict[str, int | list[int]]:
        if self._ids is not None:
            return self._ids
        self._ids = {}
        noun = NOUNS[self._noun]
        for rows in batches.pages(
            self._session,
            f"SELECT * FROM {noun.table} WHERE deleted_at IS NULL AND id > :last",
        ):
            ids = [row["id"] for row in rows]
            people = self._beside(ids) if "contact" in self.names else {}
            customs = self._custom_values(ids)
            for row in rows:
                parts = []
                for name in self.names:
                    if name in self._fields:
                        parts.append(_text(customs.get((row["id"], self._fields[name]))))
                    else:
                        parts.append(self._stored(name, row, people))
                self.put(_BETWEEN.join(parts), row["id"])
        return self._ids

    def _stored(self, name: str, row: dict[str, Any], people: dict[int, dict[int, Any]]) -> str:
        field = INPUTS[self._noun][name]
        if name == "contact" and field.kind == "list":
            return _people(people.get(row["id"], {}))
        return _amount(row) if field.kind == "amount" else _text(row[field.stored_as])

    def _beside(self, ids: list[int]) -> dict[int, dict[int, Any]]:
        if "contact" not in LISTS.get(self._noun, {}):
            return {}
        found: dict[int, dict[int, Any]] = {}
        for row in batches.among(
            self._session,
            f"SELECT {self._noun}_id AS id, contact_id FROM {self._noun}_contact"
            f" WHERE {self._noun}_id {{among}}",
            ids,
        ):
            found.setdefault(row["id"], {})[row["contact_id"]] = None
        return found

    def _custom_values(self, ids: list[int]) -> dict[tuple[int, int], str]:
        if not self._fields:
            return {}
        return {
            (row["id"], row["field_id"]): row["value"]
            for row in batches.among(
                self._session,
                f"SELECT {self._noun}_id AS id, field_id, value FROM {self._noun}_field"
                f" WHERE {self._noun}_id {{among}}",
                ids,
            )
        }


def _text(value: Any) -> str:
    return fold(value) if isinstance(value, str) else "" if value is None else str(value)


def _people(items: dict[Any, Any]) -> str:
    return ",".join(sorted(map(str, items)))


def _amount(row: dict[str, Any]) -> str:
    minor = row.get("amount_minor")
    return "" if minor is None else f"{minor} {row['currency']}"
