"""What triggers cost an import: its time with them over its time without.

    python tests/benchmarks/import_triggers.py [ROWS [RUNS]]

Imports a file of contacts (12 columns) into fresh SQLite databases: with all triggers, with those
of the search alone, and with none; that of colleagues always stays, so that one change is recorded
and the import is committed. Prints processor and elapsed seconds, the least of the runs, and two
ratios: what the history costs, which may be 1.3, and what all of them do.
"""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KEPT = "user_account_insert"
HEADER = (
    "First Name,Last Name,Email,Phone,Company,Job Title,City,Country,Postal Code,Lead Source,"
    "Birthday,Contact Owner\n"
)


def write_contacts(path: Path, rows: int) -> None:
    """A file of contacts as another program might export them, the same every time."""
    given = ("Anna", "Jürgen", "Maria", "Wei", "Lena", "Tom", "François", "Zoë")
    family = ("Smith", "Müller", "García", "Chen", "Novák", "Brown", "Lefèvre", "Yılmaz")
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for n in range(rows):
            phone = f"+49 30 {n + 1000000:07d}" if n % 2 else f"(415) 555-{n % 10000:04d}x{n}"
            file.write(
                f"{given[n % 8]},{family[n // 8 % 8]}{n},anna{n}@example{n % 500}.com,{phone},"
                f'"Acme {n % 2000}, Inc.",Engineer {n % 50},City {n % 300},Germany,{n % 99999:05d},'
                f"Fair,19{n % 50 + 50}-0{n % 9 + 1}-1{n % 9},owner{n % 10}@example.com\n"
            )


def crm(database: Path, *words: str) -> tuple[float, float]:
    """Run the program; processor and elapsed seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | {"CRM_DATABASE_URL": str(database), "CRM_USER": "amy"}
    command = [sys.executable, "-m", "crm_cli", *words]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - start


ALL, SEARCH, NONE = "all triggers", "search alone", "no triggers"


def measure(folder: Path, file: Path, triggers: str) -> tuple[float, float]:
    """One import into a fresh database."""
    database = folder / "bench.db"
    database.unlink(missing_ok=True)
    crm(database, "init", "--currency", "EUR", "--timezone", "UTC")
    if triggers != ALL:
        connection = sqlite3.connect(database)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            if name != KEPT and not (triggers == SEARCH and "_index_" in name):
                connection.execute(f"DROP TRIGGER {name}")
        connection.commit()
        connection.close()
    return crm(database, "import", str(file), "--as", "contacts")


def main() -> None:
    """Measure, turn about, and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    found: dict[str, list[tuple[float, float]]] = {ALL: [], SEARCH: [], NONE: []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "contacts.csv"
        write_contacts(file, rows)
        for _ in range(runs):
            for triggers, times in found.items():
                times.append(measure(folder, file, triggers))
    least = {
        key: [min(column) for column in zip(*times, strict=True)] for key, times in found.items()
    }
    for triggers, (processor, elapsed) in least.items():
        print(f"{triggers:14} {processor:7.2f} s processor {elapsed:7.2f} s elapsed")
    history, whole = (least[ALL][0] / least[other][0] for other in (SEARCH, NONE))
    print(f"{rows:,} contacts, least of {runs} runs: history {history:.2f}, all {whole:.2f}")


if __name__ == "__main__":
    main()
