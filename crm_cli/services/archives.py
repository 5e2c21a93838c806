"""The archive of `crm backup`: one zip file that holds a whole database, portable between engines.

`manifest.json` says the schema version, the rows and SHA-256 of every table, and the highest id
that each ever gave; `tables/NAME.jsonl` has one row a line. The zip's comment is the SHA-256 of
all bytes before it, so that not one bit can change unseen.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from crm_cli.database import SCHEMA_VERSION, Database
from crm_cli.errors import BadContent, Failure
from crm_cli.private import appearing, unwritable

FORMAT = 1
MANIFEST = "manifest.json"
DIGEST_LENGTH = 64  # hexadecimal SHA-256
MOST_RATIO = 500  # rows of a table compress about 10 to 1; far more is a bomb
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds: rows and SHA-256 by table, and the ids that are used up."""

    schema: int
    made_at: str
    program: str
    tables: dict[str, tuple[int, str]]
    sequences: dict[str, int]

    @property
    def made(self) -> str:
        """When it was made, to the minute, in UTC."""
        return f"{self.made_at[:16].replace('T', ' ')} UTC"

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(rows for rows, _ in self.tables.values())


def write(database: Database, path: Path, tables: list[str], now: str) -> Manifest:
    """Write an archive of `tables` to `path` (0600), which must not exist.

    It takes the name when it is whole. Raises Failure where it cannot be written.
    """
    try:
        with appearing(path) as out:
            manifest = _write_zip(database, out, tables, now)
            out.flush()
            _seal(out)
    except FileExistsError as error:
        raise taken(path) from error
    except OSError as error:
        raise unwritable(path, error) from error
    return manifest


def taken(path: Path) -> Failure:
    """The error for a file that is there already."""
    return Failure("{path} exists already", hint="name another file", path=path)


def _write_zip(database: Database, out: IO[bytes], tables: list[str], now: str) -> Manifest:
    from crm_cli import __version__

    found: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for table in tables:
            digest, count = hashlib.sha256(), 0
            with archive.open(f"tables/{table}.jsonl", "w", force_zip64=True) as entry:
                for piece, rows in _lines(database, table):
                    digest.update(piece)
                    entry.write(piece)
                    count += rows
            found[table] = (count, digest.hexdigest())
        manifest = Manifest(SCHEMA_VERSION, now, __version__, found, sequences(database, tables))
        archive.writestr(MANIFEST, json.dumps(_as_json(manifest), indent=1))
        archive.comment = b"0" * DIGEST_LENGTH
    return manifest


def _lines(database: Database, table: str) -> Iterator[tuple[bytes, int]]:
    """The rows of a table as JSON Lines, a few thousand at a time, in the order of their ids."""
    last = -1
    while True:
        rows = database.rows(
            f"SELECT * FROM {table} WHERE id > :last ORDER BY id LIMIT 5000", {"last": last}
        )
        if not rows:
            return
        last = rows[-1]["id"]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        yield text.encode("utf-8"), len(rows)


def sequences(database: Database, tables: list[str]) -> dict[str, int]:
    """The highest id that each table ever gave, so that none is given again."""
    if database.engine == "sqlite":
        return {
            row["name"]: row["seq"]
            for row in database.rows("SELECT name, seq FROM sqlite_sequence")
            if row["name"] in tables
        }
    found = {}
    for table in tables:
        row = database.rows(
            "SELECT pg_get_serial_sequence(CAST(:table AS TEXT), 'id') AS name", {"table": table}
        )[0]
        if row["name"]:
            last = database.rows(f"SELECT last_value, is_called FROM {row['name']}")[0]
            found[table] = int(last["last_value"]) if last["is_called"] else 0
    return found


def _as_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schema": manifest.schema,
        "made_at": manifest.made_at,
        "program": manifest.program,
        "tables": {
            name: {"rows": rows, "sha256": digest}
            for name, (rows, digest) in manifest.tables.items()
        },
        "sequences": manifest.sequences,
    }


def _seal(out: IO[bytes]) -> None:
    """Put the SHA-256 of everything before it into the zip's comment, the end of the file."""
    size = out.seek(0, os.SEEK_END) - DIGEST_LENGTH
    digest = _digest(out, size)
    out.seek(size)
    out.write(digest.encode("ascii"))
    out.flush()


def _digest(stream: IO[bytes], size: int) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while size > 0:
        piece = stream.read(min(_PIECE, size))
        if not piece:
            break
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


def verify(path: Path) -> Manifest:
    """Check an archive to the last bit, and return what it holds.

    Raises Failure when it cannot be read, and BadContent when it is none of ours, damaged, too
    new, or has anything in it but the tables that it names.
    """
    try:
        with path.open("rb") as stream:
            _check_seal(stream, path)
            with zipfile.ZipFile(stream) as archive:
                manifest = _read_manifest(archive, path)
                for table, (rows, digest) in manifest.tables.items():
                    _check_table(archive, path, table, rows, digest)
    except OSError as error:
        raise Failure(
            "cannot read {path}: {reason}",
            hint="check that the file is there and that you may read it",
            path=path,
            reason=error.strerror or str(error),
        ) from error
    except (
        *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError),
        *(ValueError, LookupError, TypeError, AttributeError, RecursionError, RuntimeError),
    ) as error:  # a manifest may be any JSON, and an entry packed in any way
        raise damaged(path, str(error)) from error
    return manifest


def _check_seal(stream: IO[bytes], path: Path) -> None:
    size = stream.seek(0, os.SEEK_END) - DIGEST_LENGTH
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04" or size <= 0:
        raise BadContent("{path} is no archive of crm", hint="crm backup makes one", path=path)
    stream.seek(size)
    sealed = stream.read()
    if _digest(stream, size).encode("ascii") != sealed:
        raise damaged(path, "its checksum does not fit")


def _read_manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    if archive.getinfo(MANIFEST).file_size > 1 << 20:
        raise damaged(path, "its manifest is too large")
    raw = json.loads(archive.read(MANIFEST))
    if raw["format"] > FORMAT or raw["schema"] > SCHEMA_VERSION:
        raise BadContent(
            "{path} was written by a newer crm ({program})",
            hint="upgrade crm on this machine, as its README says",
            path=path,
            program=raw.get("program", "?"),
        )
    tables = {name: (table["rows"], table["sha256"]) for name, table in raw["tables"].items()}
    expected = {MANIFEST, *(f"tables/{name}.jsonl" for name in tables)}
    names = [entry.filename for entry in archive.infolist()]
    if set(names) != expected or len(names) != len(expected):
        strange = sorted(set(names) ^ expected)[:3]
        raise BadContent(
            "{path} holds what does not belong into it: {names}",
            hint="take another archive",
            path=path,
            names=", ".join(strange) or "a name twice",
        )
    for entry in archive.infolist():
        if entry.file_size > MOST_RATIO * max(entry.compress_size, 1 << 16):
            raise BadContent(
                "{path} would unpack to far too much", hint="take another archive", path=path
            )
    sequences = raw["sequences"]
    if not sequences.keys() <= tables.keys() or not all(
        isinstance(last, int) and 0 <= last < 1 << 62 for last in sequences.values()
    ):
        raise damaged(path, "its last ids are none")
    return Manifest(raw["schema"], raw["made_at"], raw["program"], tables, sequences)


def _check_table(archive: zipfile.ZipFile, path: Path, table: str, rows: int, digest: str) -> None:
    found, count = hashlib.sha256(), 0
    with archive.open(f"tables/{table}.jsonl") as entry:
        while piece := entry.read(_PIECE):
            found.update(piece)
            count += piece.count(b"\n")
    if found.hexdigest() != digest or count != rows:
        raise damaged(path, f"the table {table} is not as it was written")


def damaged(path: Path, reason: str) -> BadContent:
    """The error for an archive that does not hold what it should."""
    return BadContent(
        "{path} is damaged: {reason}", hint="take another archive", path=path, reason=reason
    )


def read_rows(path: Path, table: str) -> Iterator[dict[str, Any]]:
    """The rows of one table of an archive that was verified."""
    with zipfile.ZipFile(path) as archive, archive.open(f"tables/{table}.jsonl") as entry:
        for line in entry:
            row: dict[str, Any] = json.loads(line)
            yield row
