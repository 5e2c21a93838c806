"""How customers are split into segments: by RFM, lifecycle, value, tag, saved filter, any field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from crm_cli.errors import CrmError, UsageError
from crm_cli.reports.customers import Customers, Row
from crm_cli.services import segments
from crm_cli.services.lifecycle import CARE, STAGES, stage
from crm_cli.services.segments import TIER_CARE, TIERS
from crm_cli.values.plurals import counted
from crm_cli.values.rfm import Scores, rules

if TYPE_CHECKING:
    from crm_cli.database import Reader

NO_PURCHASE = "no purchase"
UNDATED = "undated purchase"
OTHER_CURRENCY = "other currency"
NOT_SCORED = "not scored"
OUTSIDE = (NOT_SCORED, NO_PURCHASE, UNDATED, OTHER_CURRENCY)
COMPUTED = ("rfm", "lifecycle", "value", "tag", "saved")
_UNSCORED_CARE = ("Go on selling: scores come with more customers.", "number of customers")
_OUTSIDE_CARE = {
    NOT_SCORED: _UNSCORED_CARE,
    NO_PURCHASE: CARE["prospect"],
    UNDATED: ("Enter the day: crm deal edit REF --closed DATE.", "won deals without a day"),
    OTHER_CURRENCY: ("Convert the amounts: --currency CODE, with crm rate add.", "–"),
}

# The SQL of a field for a company and for a contact `c`; "" for one that it does not have.
_OWNER = "(SELECT u.handle FROM user_account u WHERE u.id = c.owner_id)"
_FIELDS = {name: (f"c.{name}", f"c.{name}") for name in ("region", "country", "city", "source")}
_FIELDS |= {name: (f"c.{name}", "") for name in ("industry", "size")}
_FIELDS |= {name: ("", f"c.{name}") for name in ("stage", "language", "job_title")}
_FIELDS["owner"] = (_OWNER, _OWNER)


@dataclass(slots=True)
class Split:
    """The customers by segment, in the order of the report.

    `groups` has the keys of each segment's customers, or their number where the keys were not
    asked for; `rows` the purchases that count, by customer. `outside` names what has no share;
    `care` says what to do for a segment and what to watch. `scores` and `cuts` are those of RFM.
    Where a customer can be in several segments or in none, `everyone` is how many there are.
    """

    by: str
    rows: Mapping[int, Row]
    currency: str | None
    groups: dict[str | None, list[int]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    care: dict[str, tuple[str, str]] = field(default_factory=dict)
    scores: dict[int, Scores] = field(default_factory=dict)
    cuts: tuple[list[Fraction], ...] = ()
    everyone: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, name: str | None, key: int) -> None:
        """Put a customer into a segment."""
        self.groups.setdefault(name, []).append(key)

    def size(self, name: str | None) -> int:
        """How many customers are in a segment."""
        return self.counted.get(name or "", 0) + len(self.groups.get(name, ()))

    def ordered(self, names: tuple[str, ...]) -> None:
        """Bring the segments into this order, and leave out the empty ones."""
        self.groups = {
            name: self.groups.get(name, []) for name in names if self.size(name)
        }  # fmt: skip


def split(customers: Customers, by: str, bins: int, *, keys: bool) -> Split:
    """All customers by segment. `keys` asks for the keys of those who never bought, too.

    Raises UsageError for a `by` that there is not.
    """
    segments.check_bins(bins)
    name = by.strip().casefold()
    if name in ("rfm", "value"):
        found = _by_rfm(customers, bins) if name == "rfm" else _by_value(customers, bins)
    elif name == "lifecycle":
        found = _by_lifecycle(customers)
    else:
        return _by_attribute(customers, by)
    outside = "prospect" if name == "lifecycle" else NO_PURCHASE
    if keys:
        found.groups[outside] = customers.keys_without()
    else:
        found.counted[outside] = customers.count_without()
    found.ordered((*found.care, *OUTSIDE) if name != "lifecycle" else (*STAGES, UNDATED))
    found.care |= {name: _OUTSIDE_CARE[name] for name in OUTSIDE}
    return found


def main_currency(customers: Customers) -> str:
    """The one currency that sums are compared in: the one that was asked for, the only one that
    there is, else the team's; where nothing was bought in the team's, the most frequent one.
    """
    book, found = customers.book, customers.currencies
    if customers.scope.currency:
        return customers.scope.currency
    if not found or book.currency in found:
        return next(iter(found)) if len(found) == 1 else book.currency
    return min(found, key=lambda code: (-found[code], code))


def _begin(customers: Customers, by: str) -> Split:
    """A split by figures in one currency, with those who have no purchase that counts."""
    currency = main_currency(customers)
    rows = customers.in_currency(currency)
    found = Split(by, rows, currency)
    for key, row in customers.bought.items():
        if key not in rows:
            found.add(OTHER_CURRENCY if row.purchases else UNDATED, key)
    others = [(code, n) for code, n in sorted(customers.currencies.items()) if code != currency]
    if others:
        said = ", ".join(f"{count:,} in {code}" for code, count in others)
        way = "" if customers.scope.currency else f"; --currency {currency} converts them"
        found.notes.append(f"purchases in other currencies are left out ({said}){way}")
    return found


def _too_few(found: Split, bins: int) -> bool:
    """Whether there are too few customers to score, who are then put into one segment."""
    count = len(found.rows)
    if segments.enough(count, bins) or not count:
        return False
    found.groups[NOT_SCORED] = list(found.rows)
    fewer = next((b for b in (4, 3) if b < bins and segments.enough(count, b)), None)
    said = f"{counted(count, 'customer')} who bought: fewer than {2 * bins}, so no scores"
    found.notes.append(said + (f" (--bins {fewer} needs {2 * fewer})" if fewer else ""))
    return True


def _by_rfm(customers: Customers, bins: int) -> Split:
    book = customers.book
    found = _begin(customers, "rfm")
    table = rules(book.setting("rfm.names"))
    found.care = {rule.name: (rule.do, rule.watch) for rule in reversed(table)}
    found.care = {rule.name: found.care[rule.name] for rule in table}
    if _too_few(found, bins):
        return found
    today = book.today
    days = {
        day: (today - date.fromisoformat(day)).days
        for day in {row.last_day for row in found.rows.values()}
    }
    rows = found.rows.values()
    scores, found.cuts = segments.rfm(
        [days[row.last_day] for row in rows],
        [row.purchases for row in rows],
        [row.revenue or 0 for row in rows],
        bins,
    )
    found.scores = dict(zip(found.rows, scores, strict=True))
    names = segments.names(table, bins)
    members: dict[str, list[int]] = {name: [] for name in names.values()}
    into = {cell: members[name].append for cell, name in names.items()}
    for key, cell in found.scores.items():
        into[cell](key)
    found.groups.update(members)
    if bins < segments.MOST_BINS:
        scale = " ".join(str(segments.on_five(score, bins)) for score in range(1, bins + 1))
        found.notes.append(
            f"the names are for scores 1 to 5: those of {bins} bins count as {scale}"
        )
    return found


def _by_value(customers: Customers, bins: int) -> Split:
    found = _begin(customers, "value")
    found.care = {name: TIER_CARE[name] for name in TIERS[bins]}
    if _too_few(found, bins):
        return found
    revenue = {key: row.revenue or 0 for key, row in found.rows.items()}
    labels, cuts = segments.tiers(revenue, bins)
    found.cuts = (cuts,)
    for key, label in labels.items():
        found.add(label, key)
    return found


def stage_of(customers: Customers, key: int) -> str | None:
    """The lifecycle stage of a customer; None when no day of a purchase is known."""
    row = customers.bought.get(key)
    if row is None:
        return "prospect"
    if not row.purchases:
        return None
    return stage(row.first_day, row.last_day, row.recent, customers.limits)


def _by_lifecycle(customers: Customers) -> Split:
    found = Split("lifecycle", customers.bought, only_currency(customers))
    found.care = {name: CARE[name] for name in STAGES}
    for key in customers.bought:
        found.add(stage_of(customers, key) or UNDATED, key)
    return found


def only_currency(customers: Customers) -> str | None:
    """The one currency of all purchases, None where they are in several."""
    codes = list(customers.currencies)
    if len(codes) > 1:
        return None
    return codes[0] if codes else customers.scope.currency or customers.book.currency


def _by_attribute(customers: Customers, by: str) -> Split:
    """By tag, saved filter or field: those who never bought are in it too."""
    found = Split(by, customers.bought, only_currency(customers))
    everyone = [*customers.bought, *customers.keys_without()]
    name = by.strip().casefold()
    if name in ("tag", "saved"):
        found.everyone = len(everyone)
    if name == "tag":
        _add_tags(customers, found, everyone)
    elif name == "saved":
        _add_saved(customers, found, set(everyone))
    else:
        company, contact = _field(customers.reader, by)
        values = customers.values(company, contact)
        for key in everyone:
            value = values.get(key)
            found.add(None if value in (None, "") else str(value), key)
    _order_by_size(found)
    care_by_stage(customers, found)
    return found


def _add_tags(customers: Customers, found: Split, everyone: list[int]) -> None:
    tagged = set()
    known = set(everyone)
    for row in [*customers.run("company_tags"), *customers.run("contact_tags")]:
        if row["customer"] in known:
            tagged.add(row["customer"])
            found.add(row["value"], row["customer"])
    found.groups[None] = [key for key in everyone if key not in tagged]


def _add_saved(customers: Customers, found: Split, everyone: set[int]) -> None:
    for row in customers.run("saved"):
        try:
            keys = saved_keys(customers, row["name"], row["noun"])
        except CrmError as error:
            found.notes.append(f"the saved segment {row['name']} cannot be read: {error}")
            continue
        found.groups[row["name"]] = [key for key in keys if key in everyone]
    if not found.groups:
        found.notes.append("nothing is saved: crm segment save NAME company --where …")


def saved_keys(customers: Customers, name: str, noun: str) -> list[int]:
    """The customers that a saved filter finds; a contact counts as its company."""
    from crm_cli.filters import compile_conditions
    from crm_cli.nouns import NOUNS
    from crm_cli.services.fields import definitions

    reader = customers.reader
    sql, bound = compile_conditions(
        reader, NOUNS[noun], definitions(reader, noun), [f"@{name}"], customers.book
    )
    key = "v.id" if noun == "company" else "coalesce(v.company_id, -v.id)"
    rows = reader.rows(
        f"SELECT DISTINCT {key} AS customer FROM {noun}_view v"
        f" WHERE v.deleted_at IS NULL AND {sql or 'TRUE'} ORDER BY 1",
        bound,
    )
    return [row["customer"] for row in rows]


def _field(reader: Reader, by: str) -> tuple[str, str]:
    """The SQL of a field for companies and for contacts. Raises UsageError, with the choices."""
    from crm_cli.services.fields import definitions
    from crm_cli.values.text import fold

    name = fold(by.strip())
    known = _FIELDS.get(name.replace("-", "_").replace(" ", "_"))
    if known:
        return known
    parts = {"company": "", "contact": ""}
    choices = [*COMPUTED, *_FIELDS]
    for noun in parts:
        for custom in definitions(reader, noun):
            if custom.kind == "money":
                continue
            choices.append(custom.name)
            if fold(custom.name) == name:
                parts[noun] = (
                    f"(SELECT f.value FROM {noun}_field f"
                    f" WHERE f.{noun}_id = c.id AND f.field_id = {int(custom.id)})"
                )
    if not any(parts.values()):
        raise UsageError(
            "customers cannot be split by {by!r}",
            hint="--by takes {choices}",
            by=by,
            choices=", ".join(dict.fromkeys(choices)),
        )
    return parts["company"], parts["contact"]


def _order_by_size(found: Split) -> None:
    """The largest first, those without a value last."""
    order = sorted(
        found.groups, key=lambda name: (name is None, -len(found.groups[name]), name or "")
    )
    found.groups = {name: found.groups[name] for name in order if found.groups[name] or name}


def care_by_stage(customers: Customers, found: Split) -> None:
    """What to do for a segment that says nothing of it: what most of its customers need."""
    for name, keys in found.groups.items():
        counts: dict[str, int] = {}
        for key in keys:
            known = stage_of(customers, key)
            if known:
                counts[known] = counts.get(known, 0) + 1
        if counts:
            most = min(counts, key=lambda known: (-counts[known], STAGES.index(known)))
            do, watch = CARE[most]
            found.care[name or ""] = (f"mostly {most} ({counts[most]:,}): {do}", watch)


def label_of(found: Split) -> dict[int, tuple[Any, ...]]:
    """The segments of each customer."""
    labels: dict[int, tuple[Any, ...]] = {}
    for name, keys in found.groups.items():
        if found.everyone:
            labels.update({key: (*labels.get(key, ()), name) for key in keys})
        else:
            labels.update(dict.fromkeys(keys, (name,)))
    return labels
