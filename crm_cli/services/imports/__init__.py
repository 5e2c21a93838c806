"""Imports: rows of any file become records.

A row goes through four steps: its columns are mapped to fields (`mapping`), its texts are read
(`reading`), the record that it is about is looked for (`matching`), and what differs is written
in batches (`records_there`, `writing`). `run` puts them together.
"""

from crm_cli.services.imports.drafts import Problem
from crm_cli.services.imports.mapping import Plan, Request, make_plan
from crm_cli.services.imports.results import Summary
from crm_cli.services.imports.run import import_rows

__all__ = ["Plan", "Problem", "Request", "Summary", "import_rows", "make_plan"]
