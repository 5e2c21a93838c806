"""The tables, one noun a file. A command imports only the models that it writes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import MetaData

# Not recorded in the history: the history itself, the machinery around it, and what is not undone.
UNRECORDED = frozenset(
    {"changeset", "change", "running", "write_lock", "alembic_version", "erased"}
)


@cache
def load_all() -> MetaData:
    """The metadata of every table, with foreign keys deferrable (undo defers them)."""
    import importlib
    import pkgutil

    from sqlmodel import SQLModel

    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    for table in SQLModel.metadata.tables.values():
        for constraint in table.foreign_key_constraints:
            constraint.deferrable = True
            constraint.initially = "IMMEDIATE"
    return SQLModel.metadata


def portable(metadata: MetaData) -> MetaData:
    """The metadata with the conditions of its indexes for both engines, to make migrations from.

    An index on an optional link leaves out the rows without one: where most have none, SQLite's
    statistics would make it believe that a lookup finds nearly all rows, and read the whole table.
    """
    for table in metadata.tables.values():
        for index in table.indexes:
            (column, *others) = index.columns
            if column.nullable and column.foreign_keys and not others and not index.unique:
                index.dialect_options["sqlite"]["where"] = column.is_not(None)
            where = index.dialect_options["sqlite"]["where"]
            if where is not None:
                index.dialect_options["postgresql"]["where"] = where
    return metadata
