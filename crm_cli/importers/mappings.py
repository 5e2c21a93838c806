"""Mappings of the user's own: kept in files that can be used again and shared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_cli.errors import BadContent, Failure, UsageError
from crm_cli.private import make_folder, replace_file, unwritable

if TYPE_CHECKING:
    from crm_cli.services.imports.templates import Template


def load_mapping(text: str, folder: Path) -> Template:
    """The mapping in a file, or the one of this name in the folder where they are kept.

    UsageError where there is none, naming those that there are; BadContent for what is none.
    """
    import tomllib

    from crm_cli.services.imports.templates import read_template

    path = Path(text).expanduser()
    if not path.is_file() and _is_name(text):
        path = folder / f"{text}.toml"
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        kept = sorted(one.stem for one in folder.glob("*.toml")) if folder.is_dir() else []
        raise UsageError(
            "no mapping is called {name}",
            hint="kept are: {kept}" if kept else "--save-mapping NAME keeps one; or name a file",
            name=text,
            kept=", ".join(kept),
        ) from error
    except OSError as error:
        raise Failure(
            "{path} cannot be read: {why}", hint="ls -l {path}", path=path, why=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise BadContent(
            "{path} is not UTF-8, as TOML must be", hint="write it anew in UTF-8", path=path
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise BadContent(
            "{path} is no mapping: {why}", hint="mend it", path=path, why=str(error)
        ) from error
    return read_template(table, file=str(path))


def save_mapping(name: str, folder: Path, table: dict[str, Any]) -> Path:
    """Keep a mapping under a name; the file that it is in. One of that name is replaced."""
    import tomlkit

    check_name(name)
    path = folder / f"{name}.toml"
    try:
        make_folder(folder)
    except OSError as error:
        raise unwritable(path, error) from error
    replace_file(path, lambda out: out.write(tomlkit.dumps(table)))
    return path


def check_name(name: str) -> None:
    """Raise UsageError for what no mapping can be called."""
    if not _is_name(name):
        raise UsageError(
            "a mapping cannot be called {name!r}",
            hint="use letters, digits, - and _: --save-mapping fair",
            name=name,
        )


def _is_name(text: str) -> bool:
    return re.fullmatch(r"\w[\w-]*", text) is not None
