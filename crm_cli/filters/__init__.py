"""Conditions on lists (`--where`) and the columns to sort by, as SQL with bound values.

A condition is COLUMN OPERATOR VALUE: `city=Berlin,Paris`, `"amount>=10k"`, `tag=vip`,
`"name~smith"`, `"last_interaction<2026-09-01"`, `"owner!=amy"`, and `@NAME` for a saved filter.

- `=` and `!=` take several values, of which any may fit; a value in double quotes may have commas
  in it (`name="Smith, Jane"`). An empty value means an empty field: `owner=`, `owner!=`.
- `~` and `!~` look for a part of a text. Neither case nor accents matter in names and titles, in
  linked records, tags, stages and choices; in other texts case does not matter, accents do.
- `<`, `<=`, `>` and `>=` compare numbers, amounts, percentages, durations, days and times; an
  empty field is in none of them.
- `!=` and `!~` are true wherever `=` and `~` are not, for empty fields too.
- `stale=yes` and `stale=no` tell deals and tickets with which nothing happens from the others;
  `problem=same-name` and its like find what is doubtful in a record (filters/problems.py):
  `crm report quality` names them.
- A dot reaches through a link: `company.industry=software`, `owner.name~amy`, `contacts.city=Rome`.
  `--sort company.industry` does where there is one linked record.
- A field with several values (tags, e-mail addresses) fits when one of them does.
- A day stands for the whole of it in the team's zone, a month or a week for all of its days.
  `last_interaction<=fri` goes up to the end of Friday, `last_interaction>fri` begins after it.
- An amount is compared with the amounts in its currency only, which is the team's when it names
  none; a list says how many it leaves out for that. Sorting by an amount puts those in the team's
  currency first, then each other currency by itself.
"""

from crm_cli.filters.columns import currency_of, currency_order, expression
from crm_cli.filters.compare import compile_conditions, compile_left_out

__all__ = [
    "compile_conditions",
    "compile_left_out",
    "currency_of",
    "currency_order",
    "expression",
]
