"""Whatever is typed as a condition either runs or is refused with a reason, on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_cli.database import Database
from crm_cli.errors import CrmError
from crm_cli.nouns import NOUNS
from tests.filters.records import ids
from tests.filters.test_conditions import CASES

_NOUNS = [name for name in NOUNS if name != "user"]
_COLUMNS = sorted({column.name for noun in NOUNS.values() for column in noun.columns})
_VALUES = [str(case.values[1]) for case in CASES]
_CONDITIONS = st.one_of(
    st.text(),
    st.builds(
        "{}{}{}".format,
        st.sampled_from([*_COLUMNS, "Seats", "Budget", "Renewal", "Tier", "Partner"]),
        st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "~", "!~", "≥"]),
        st.one_of(st.text(), st.integers().map(str), st.from_regex(r"[-0-9.,:€kKwT ]{1,12}")),
    ),
    st.sampled_from(_VALUES),
)


@pytest.mark.parametrize("noun", _NOUNS)
@given(where=st.lists(_CONDITIONS, max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_runs_or_is_refused(filled: Database, noun: str, where: list[str]) -> None:
    try:
        found = ids(filled, noun, where)
    except CrmError as error:
        assert str(error)
        assert error.exit_code in (2, 3)
        error.hint.format_map(error.values)
    else:
        assert set(found) <= set(ids(filled, noun, []))
