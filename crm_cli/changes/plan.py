"""The plan of an undo: what goes back, what stays, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_cli.changes.log import Net, RowKey, Since
from crm_cli.changes.units import Action, Unit


@dataclass(slots=True)
class Kept:
    """Why a unit stays: a template for people with its values, and the columns it is about."""

    unit: Unit
    columns: list[str]
    message: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What an undo does and what it leaves, made against the rows as they are now.

    `quiet` are rows that are deleted without more ado, see `changes.quiet`.
    """

    changeset_id: int
    nets: dict[RowKey, Net]
    current: dict[RowKey, dict[str, Any]]
    since: dict[RowKey, Since]
    units: dict[Unit, list[Action]]
    kept: list[Kept] = field(default_factory=list)
    quiet: Mapping[str, set[int]] = field(default_factory=dict)

    @property
    def actions(self) -> list[Action]:
        """The steps of all units that go back."""
        return [action for actions in self.units.values() for action in actions]
