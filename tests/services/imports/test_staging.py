"""`crm import --make-stages`: the pipelines and stages of the source are made."""

from __future__ import annotations

from tests.commands.helpers import put, records, take_back
from tests.conftest import Crm

HUBSPOT = """\
Deal ID,Deal Name,Deal Stage,Pipeline,Associated Contact Email
1,Jam,Contract Sent,Renewals,ann@x.example
2,Tea,Qualified to Buy,renewals,ann@x.example
3,Oil,Closed Won,Renewals,ann@x.example
4,Rye,Contract Sent,,ann@x.example
"""
PIPEDRIVE = """\
Deal - ID,Deal - Title,Deal - Stage,Deal - Pipeline,Deal - Status,Deal - Probability
1,Jam,Demo,New business,Open,60
2,Tea,Demo,New business,Won,60
3,Oil,Demo,New business,Lost,20
4,Rye,Trial,New business,Open,
"""


def stages(crm: Crm, pipeline: str) -> list[tuple[str, float, str]]:
    listed = crm.ok("stage", "list", "--pipeline", pipeline, "--json").json
    return [(one["stage"], one["probability"], one["outcome"]) for one in listed]


def placed(crm: Crm) -> list[tuple[str, str]]:
    return [(one["pipeline"], one["stage"]) for one in records(crm, "deal", "pipeline", "stage")]


def test_the_stages_of_a_program_are_made_in_its_order(crm: Crm) -> None:
    path = put(crm, "deals.csv", HUBSPOT)
    checked = crm.ok("import", path, "--make-stages", "--check", "--json").json
    made = [(one["pipeline"], one["stage"]) for one in checked["stages_made"]]
    assert made == [
        ("Renewals", "Qualified to Buy"),
        ("Renewals", "Contract Sent"),
        ("Renewals", "Closed Won"),
        ("Renewals", "lost"),
        ("HubSpot", "Contract Sent"),
        ("HubSpot", "won"),
        ("HubSpot", "lost"),
    ]
    record = crm.ok("import", path, "--make-stages", "--json").json["record"]
    assert record["folded"] == []
    assert not record["columns_left_out"]
    # Two open stages stand at one and two thirds of the way.
    assert stages(crm, "Renewals") == [
        ("Qualified to Buy", 0.33, "open"),
        ("Contract Sent", 0.67, "open"),
        ("Closed Won", 1.0, "won"),
        ("lost", 0.0, "lost"),
    ]
    assert placed(crm) == [
        ("Renewals", "Contract Sent"),
        ("Renewals", "Qualified to Buy"),
        ("Renewals", "Closed Won"),
        ("HubSpot", "Contract Sent"),
    ]
    again = crm.ok("import", path, "--make-stages", "--json").json["record"]
    assert (again["unchanged"], again["stages_made"]) == (4, [])
    # A stage that comes later is added before the closed ones; undo takes all of it back.
    later = HUBSPOT + "5,Nut,Presentation Scheduled,Renewals,ann@x.example\n"
    crm.ok("import", put(crm, "deals.csv", later), "--make-stages")
    names = [name for name, _, _ in stages(crm, "Renewals")]
    assert names[2:] == ["Presentation Scheduled", "Closed Won", "lost"]
    take_back(crm)
    assert len(stages(crm, "Renewals")) == 4


def test_the_column_of_probabilities_says_how_likely_a_stage_is(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    path = put(crm, "deals.csv", PIPEDRIVE)
    refused = crm("import", path)
    assert (refused.code, "--make-stages" in refused.err) == (4, True)
    crm.ok("import", path, "--make-stages")
    assert stages(crm, "New business") == [
        ("Demo", 0.6, "open"),
        ("Trial", 0.67, "open"),
        ("won", 1.0, "won"),
        ("lost", 0.0, "lost"),
    ]
    assert [stage for _, stage in placed(crm)] == ["Demo", "won", "lost", "Trial"]


def test_a_file_without_stages_has_none_to_make(crm_sqlite: Crm) -> None:
    path = put(crm_sqlite, "people.csv", "name,email\nAnn,ann@x.example\n")
    result = crm_sqlite("import", path, "--make-stages")
    assert (result.code, "no column has the stages of deals" in result.err) == (2, True)


def test_folded_stages_propose_it(crm_sqlite: Crm) -> None:
    text = HUBSPOT.replace("Qualified to Buy", "Decision Maker Bought-In")
    result = crm_sqlite.ok("import", put(crm_sqlite, "deals.csv", text))
    assert "--make-stages would make the pipelines and stages of the file instead" in result.out


def test_pipelines_and_stages_may_be_given_other_names(crm_sqlite: Crm) -> None:
    crm = crm_sqlite
    values = ("--value", "pipeline:Renewals=Again", "--value", "stage:Contract Sent=Signing")
    crm.ok("import", put(crm, "deals.csv", HUBSPOT), "--make-stages", *values)
    assert placed(crm) == [
        ("Again", "Signing"),
        ("Again", "Qualified to Buy"),
        ("Again", "Closed Won"),
        ("HubSpot", "Signing"),
    ]
