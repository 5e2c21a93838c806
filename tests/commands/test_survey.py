"""`crm survey`: answers, bound to who or what they are about. Today is Fri 2026-11-20."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Crm


@pytest.fixture
def asked(crm: Crm) -> Crm:
    """Jane of Acme with ticket T1, and Acme's deal D1 with her in it."""
    crm.ok("company", "add", "Acme")
    crm.ok("contact", "add", "Jane Smith", "--company", "Acme", "--email", "jane@acme.com")
    crm.ok("deal", "add", "Relaunch", "--company", "acme", "--contact", "jane")
    crm.ok("ticket", "open", "Portal is down", "--contact", "jane", "--deal", "D1")
    crm.ok("company", "add", "Globex")
    return crm


def survey(crm: Crm, *words: str) -> Any:
    """The record that a writing command gives back."""
    return crm.ok("survey", *words, "--json").json["record"]


def reminders(crm: Crm) -> list[str]:
    report = crm.ok("today", "--json").json
    return [row["ref"] for row in report["sections"]["today"] if row["kind"] == "unhappy"]


def test_contact_company_and_deal_follow_from_the_ticket(asked: Crm) -> None:
    made = survey(asked, "add", "csat", "4", "--ticket", "T1", "--comment", "quick")
    wanted = {
        "ref": "V1",
        "kind": "csat",
        "score": 4,
        "comment": "quick",
        "contact": "Jane Smith",
        "company": "Acme",
        "ticket": "Portal is down",
        "deal": "Relaunch",
        "answered_at": "2026-11-20T10:00:00.000Z",
        "unhappy": "no",
        "followed_up": "no",
    }
    assert {name: made[name] for name in wanted} == wanted


def test_contact_and_company_follow_from_the_deal_and_the_company_from_the_contact(
    asked: Crm,
) -> None:
    of_deal = survey(asked, "add", "nps", "10", "--deal", "D1")
    assert (of_deal["contact"], of_deal["company"]) == ("Jane Smith", "Acme")
    of_contact = survey(asked, "add", "ces", "7", "--contact", "jane", "--on", "2026-11-02")
    assert (of_contact["company"], of_contact["ticket"]) == ("Acme", None)
    assert of_contact["answered_at"] == "2026-11-01T23:00:00.000Z"
    other = survey(asked, "add", "nps", "0", "--ticket", "T1", "--company", "Globex")
    assert (other["contact"], other["company"]) == ("Jane Smith", "Globex")


def test_servqual_has_pairs_by_dimension(asked: Crm) -> None:
    made = survey(
        asked, "add", "servqual", "--contact", "jane", "--tangibles", "5/3",
        "--reliability", "７／７", "--responsiveness", "6 / 2", "--assurance", "1/1",
        "--empathy", "4/5",
    )  # fmt: skip
    assert made["score"] is None
    assert [made[name] for name in ("tangibles", "reliability", "responsiveness")] == [
        "5/3",
        "7/7",
        "6/2",
    ]
    changed = survey(asked, "edit", "V1", "--tangibles", "5/4", "--empathy", "")
    assert (changed["tangibles"], changed["empathy"]) == ("5/4", None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("csat", "6", "--contact", "jane"), "csat is 1 to 5, not 6"),
        (("csat", "0", "--contact", "jane"), "csat is 1 to 5, not 0"),
        (("nps", "11", "--contact", "jane"), "nps is 0 to 10, not 11"),
        (("ces", "8", "--contact", "jane"), "ces is 1 to 7, not 8"),
        (("nps", "7.5", "--contact", "jane"), "'7.5' is no score"),
        (("nps", "good", "--contact", "jane"), "'good' is no score"),
        (("nps", "--contact", "jane"), "nps needs a score"),
        (("nps", "9"), "about someone or something"),
        (("nps", "9", "--company", "Globex"), "about someone or something"),
        (("nps", "9", "--contact", "jane", "--empathy", "5/5"), "only servqual has empathy"),
        (("servqual", "--contact", "jane"), "servqual needs what was expected"),
        (("servqual", "5", "--contact", "jane", "--empathy", "5/5"), "no single score"),
        (("servqual", "--contact", "jane", "--empathy", "8/5"), "no pair"),
        (("servqual", "--contact", "jane", "--empathy", "5"), "no pair"),
        (("mood", "5", "--contact", "jane"), 'no kind of survey "mood"'),
        (("nps", "9", "--contact", "jane", "--on", "tomorrow"), "still to come"),
    ],
)
def test_what_is_no_answer_is_refused(asked: Crm, words: tuple[str, ...], said: str) -> None:
    result = asked("survey", "add", *words)
    assert result.code == 2
    assert said in result.err
    assert asked.ok("survey", "list", "--json").json == []


@pytest.mark.parametrize(
    ("words", "score", "about"),
    [
        (("nps", "C1", "9"), 9, "contact"),
        (("nps", "9", "c1"), 9, "contact"),
        (("nps", "Jane Smith", "9"), 9, "contact"),
        (("csat", "4", "T1"), 4, "ticket"),
        (("ces", "D1", "7"), 7, "deal"),
        (("servqual", "C1", "--tangibles", "5/3"), None, "contact"),
        (("nps", "C1", "9", "--ticket", "T1"), 9, "ticket"),
    ],
)
def test_whom_an_answer_is_about_may_stand_beside_its_score(
    asked: Crm, words: tuple[str, ...], score: int | None, about: str
) -> None:
    made = survey(asked, "add", *words)
    assert (made["score"], made["contact"]) == (score, "Jane Smith")
    assert made[about] == {
        "contact": "Jane Smith", "ticket": "Portal is down", "deal": "Relaunch"
    }[about]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nps", "9", "2"), "which of 9 and 2 is the score?"),
        (("nps", "O1", "9"), "not O1"),
        (("nps", "9", "C1", "--contact", "jane"), "C1 and --contact are two"),
        (("nps", "C1"), "nps needs a score"),
        (("nps", "C1", "D1"), "'D1' is no score"),
    ],
)
def test_two_words_that_are_no_score_and_no_person_are_refused(
    asked: Crm, words: tuple[str, ...], said: str
) -> None:
    result = asked("survey", "add", *words)
    assert (result.code, said in result.err) == (2, True), result.err
    assert asked.ok("survey", "list", "--json").json == []


def test_an_edit_keeps_the_rules(asked: Crm) -> None:
    survey(asked, "add", "csat", "2", "--contact", "jane")
    assert survey(asked, "edit", "V1", "--score", "4", "--comment", "better")["score"] == 4
    for words in (("--score", "6"), ("--kind", "servqual"), ("--contact", ""), ("--score", "")):
        assert asked("survey", "edit", "V1", *words).code == 2
    assert survey(asked, "edit", "V1", "--kind", "nps", "--score", "9")["kind"] == "nps"


def test_rating_a_ticket_makes_a_csat_answer(asked: Crm) -> None:
    said = asked.ok("ticket", "rate", "T1", "4", "quick", "and", "friendly")
    assert said.lines[0].startswith("rated ticket T1 Portal is down: 4 of 5, answer V1")
    assert asked("ticket", "rate", "T1", "6").code == 2
    [made] = asked.ok("survey", "list", "--json").json
    assert (made["kind"], made["score"], made["comment"]) == ("csat", 4, "quick and friendly")


def test_a_ticket_has_one_rating_of_its_contact(asked: Crm) -> None:
    asked.ok("ticket", "rate", "T1", "4", "quick", "--on", "2026-11-02")
    again = asked.ok("ticket", "rate", "T1", "2")
    assert again.lines[0].startswith(
        "rated ticket T1 Portal is down: 2 of 5, answer V1, instead of 4"
    )
    assert "comment: quick → (empty)" in again.out
    rated = asked.ok("report", "satisfaction", "--json").json["sections"]["csat"]
    assert [(row["answers"], row["mean"]) for row in rated] == [(1, 2.0)]


def test_what_another_person_thinks_of_a_ticket_stays(asked: Crm) -> None:
    asked.ok("contact", "add", "Bo", "--company", "Globex")
    asked.ok("ticket", "rate", "T1", "4", "quick", "--on", "2026-11-02")
    survey(asked, "add", "csat", "5", "--ticket", "T1", "--contact", "Bo")
    changeset = asked.ok("ticket", "rate", "T1", "3", "--json").json["changeset"]

    def answers() -> list[tuple[Any, ...]]:
        found = asked.ok("survey", "list", "--sort", "id", "--json").json
        names = ("ref", "score", "comment", "contact", "answered_at")
        return [tuple(row[name] for name in names) for row in found]

    of_bo = ("V2", 5, None, "Bo", "2026-11-20T10:00:00.000Z")
    assert answers() == [("V1", 3, None, "Jane Smith", "2026-11-20T10:00:00.000Z"), of_bo]
    asked.ok("undo", str(changeset))
    assert answers() == [("V1", 4, "quick", "Jane Smith", "2026-11-01T23:00:00.000Z"), of_bo]


@pytest.mark.parametrize(
    ("kind", "score", "unhappy"),
    [("csat", "2", True), ("csat", "3", False), ("nps", "6", True), ("nps", "7", False),
     ("ces", "1", False)],
)  # fmt: skip
def test_an_unhappy_answer_is_on_the_agenda(
    asked: Crm, kind: str, score: str, unhappy: bool
) -> None:
    said = asked.ok("survey", "add", kind, score, "--contact", "jane").out
    assert ("unhappy: it shows in crm today" in said) is unhappy
    assert reminders(asked) == (["V1"] if unhappy else [])
    listed = asked.ok("survey", "list", "--unhappy", "--json").json
    assert [row["ref"] for row in listed] == (["V1"] if unhappy else [])


@pytest.mark.parametrize(
    "words",
    [
        ("task", "add", "call them", "--survey", "V1"),
        ("log", "call", "jane", "we talked", "--survey", "V1"),
        ("ticket", "reply", "T1", "we are sorry"),
    ],
)
def test_until_someone_follows_it_up(asked: Crm, words: tuple[str, ...]) -> None:
    survey(asked, "add", "csat", "1", "--ticket", "T1", "--comment", "late")
    assert reminders(asked) == ["V1"]
    made = asked.ok(*words, "--json").json
    assert reminders(asked) == []
    assert asked.ok("survey", "show", "V1", "--json").json["followed_up"] == "yes"
    asked.ok("undo", str(made["changeset"]))
    assert reminders(asked) == ["V1"]


def test_a_follow_up_is_about_whom_the_answer_is(asked: Crm) -> None:
    survey(asked, "add", "csat", "1", "--ticket", "T1")
    task = asked.ok("task", "add", "call", "--survey", "V1", "--json").json["record"]
    assert (task["contact"], task["company"], task["deal"]) == ("Jane Smith", "Acme", "Relaunch")
    assert task["survey_id"] == 1
    assert asked.ok("survey", "show", "V1", "--json").json["tasks"][0]["ref"] == "K1"


def test_their_own_reply_follows_nothing_up(asked: Crm) -> None:
    survey(asked, "add", "csat", "1", "--ticket", "T1")
    asked.ok("ticket", "reply", "T1", "well?", "--in")
    assert reminders(asked) == ["V1"]


def test_answers_are_listed_and_filtered(asked: Crm) -> None:
    survey(asked, "add", "nps", "9", "--contact", "jane", "--on", "1 Nov")
    survey(asked, "add", "nps", "3", "--ticket", "T1", "--on", "5 Nov", "--comment", "Too SLOW")
    survey(asked, "add", "csat", "5", "--ticket", "T1", "--on", "3 Nov")

    def refs(*words: str) -> list[str]:
        return [row["ref"] for row in asked.ok("survey", "list", *words, "--json").json]

    assert refs() == ["V2", "V3", "V1"]
    assert refs("--where", "kind=nps", "--where", "score<=6") == ["V2"]
    assert refs("--where", "unhappy=yes") == ["V2"]
    assert refs("--where", "ticket=T1", "--sort", "score") == ["V2", "V3"]
    assert refs("--where", "comment~slow") == ["V2"]
    assert refs("--where", "answered<2026-11-02") == ["V1"]


def test_the_heading_of_an_answer_is_its_score(asked: Crm) -> None:
    survey(asked, "add", "nps", "3", "--ticket", "T1", "--comment", "too slow")
    out = asked.ok("survey", "show", "V1").out
    assert out.splitlines()[0] == "V1 nps 3"
    assert "unhappy, nobody followed it up yet" in out
    assert "too slow" in out


def test_scores_in_words_and_stars(desk: Crm) -> None:
    desk.ok("survey", "add", "csat", "非常满意", "C1")
    desk.ok("survey", "add", "nps", "8/10", "C1")
    (desk.folder / "s.csv").write_text("kind,score,contact\ncsat,★★☆☆☆,Jane Smith\n", "utf-8")
    desk.ok("import", str(desk.folder / "s.csv"), "--as", "surveys")
    scores = [row["score"] for row in desk.ok("survey", "list", "--json").json]
    assert sorted(scores) == [2, 5, 8]
    refused = desk("survey", "add", "nps", "4星", "C1")
    assert refused.code == 2 and "nps is 0 to 10, and that score is one of 5" in refused.err
