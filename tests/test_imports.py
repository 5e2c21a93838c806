"""Imports are light and go one way: reading commands import nothing that only writing and asking
need, and no module imports itself by way of others.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.conftest import Crm
from tests.servers import Server

HEAVY = (
    "sqlmodel", "sqlalchemy", "pydantic", "alembic", "questionary", "prompt_toolkit", "asyncio",
    "psycopg2.extras",
)  # fmt: skip
PROGRAM = """
import sys
from crm_cli.cli import main
code = main(sys.argv[2:])
sys.stdout.flush()
loaded = [name for name in sys.argv[1].split(",") if name in sys.modules]
sys.exit(f"exit code {code}, imported {loaded}" if code or loaded else 0)
"""


@pytest.fixture
def book(crm_sqlite: Crm) -> Crm:
    """A database with a little of everything."""
    crm_sqlite.ok("contact", "add", "Jane Smith", "--email", "jane@acme.example")
    crm_sqlite.ok("deal", "add", "Jam", "--amount", "12k")
    crm_sqlite.ok("log", "call", "Jane Smith", "talked", "--next", "send quote", "--due", "today")
    return crm_sqlite


def heavy(crm: Crm, words: str, environment: dict[str, str] | None = None) -> str:
    """What a command in a process of its own imported that is heavy, or how it failed; or ""."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(HEAVY), *words.split()],
        env=crm.environment | (environment or {}),
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    "words",
    [
        "--version",
        "--help",
        "contact --help",
        "contact add --help",
        "contact list",
        "contact list --json",
        "contact dossier C1",
        "contact list --where stage=lead --sort name --format csv",
        "company list",
        "deal list --where amount>=1k",
        "task list",
        "interaction list",
        "contact show C1",
        "contact show jane@acme.example --json",
        "contact show Jane",
        "deal show D1",
        "show D1",
        "find jane",
        "find jane --json",
        "today",
        "today --json",
        "report pipeline",
        "report wins --json",
        "report activity --format md",
        "tag list",
        "stage list",
        "config list",
    ],
)
def test_reading_imports_nothing_heavy(book: Crm, words: str) -> None:
    assert heavy(book, words) == ""


@pytest.mark.parametrize("words", ["contact list --json", "find jane", "report pipeline"])
def test_reading_a_server_imports_nothing_heavy(
    crm_sqlite: Crm, postgres: Server, words: str
) -> None:
    with postgres.fresh() as url:
        assert heavy(crm_sqlite, words, {"CRM_DATABASE_URL": url}) == ""


def test_the_agenda_imports_nothing_heavy(book: Crm) -> None:
    assert heavy(book, "") == ""


@pytest.mark.parametrize("line", ["crm contact show J", "crm con", "crm deal list --owner a"])
def test_completion_imports_nothing_heavy(book: Crm, line: str) -> None:
    environment = {"_CRM_COMPLETE": "complete_bash", "_CRM_LINE": line}
    assert heavy(book, "", environment) == ""


def test_machine_formats_do_without_rich(book: Crm) -> None:
    for words in ("contact list --json", "deal show D1 --json", "find jane --format csv"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, "rich", *words.split()],
            env=book.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr


def imported(modules: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Which of the modules each one imports, those in functions and for types alone included."""
    found: dict[str, set[str]] = {}
    for name, tree in modules.items():
        named: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert not node.level, f"{name} imports from . in line {node.lineno}"
                wholes = [f"{node.module}.{alias.name}" for alias in node.names]
                named |= {whole if whole in modules else str(node.module) for whole in wholes}
        found[name] = (named & modules.keys()) - {name}
    return found


def test_no_module_imports_itself_by_way_of_others() -> None:
    root = Path(__file__).parent.parent
    modules = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            path.read_text(encoding="utf-8")
        )
        for path in (root / "crm_cli").rglob("*.py")
    }
    graph = imported(modules)
    assert sum(map(len, graph.values())) > 1000  # it was read at all
    TopologicalSorter(graph).prepare()  # CycleError names the modules of a circle
