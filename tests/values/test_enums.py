"""Choices: as they are, shortened, and in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from crm_cli.errors import BadValue
from crm_cli.values import enums
from crm_cli.values.enums import read_channel, read_choice, read_yes_no


@pytest.mark.parametrize(
    ("text", "choices", "choice"),
    [
        ("call", enums.INTERACTION_KINDS, "call"),
        ("CALL", enums.INTERACTION_KINDS, "call"),
        (" call ", enums.INTERACTION_KINDS, "call"),
        ("c", enums.INTERACTION_KINDS, "call"),
        ("mee", enums.INTERACTION_KINDS, "meeting"),
        ("e-mail", enums.INTERACTION_KINDS, "email"),
        ("Phone call", enums.INTERACTION_KINDS, "call"),
        ("打电话", enums.INTERACTION_KINDS, "call"),
        ("电话", enums.INTERACTION_KINDS, "call"),
        ("邮件", enums.INTERACTION_KINDS, "email"),
        ("见面", enums.INTERACTION_KINDS, "meeting"),
        ("微信", enums.INTERACTION_KINDS, "message"),
        ("拜访", enums.INTERACTION_KINDS, "visit"),
        ("备注", enums.INTERACTION_KINDS, "note"),
        ("incoming", enums.DIRECTIONS, "in"),
        ("o", enums.DIRECTIONS, "out"),
        ("线索", enums.CONTACT_STAGES, "lead"),
        ("潜在客户", enums.CONTACT_STAGES, "prospect"),
        ("客户", enums.CONTACT_STAGES, "customer"),
        ("流失", enums.CONTACT_STAGES, "former"),
        ("lost", enums.CONTACT_STAGES, "former"),
        ("lost", enums.DEAL_OUTCOMES, "lost"),
        ("Closed Won", enums.DEAL_OUTCOMES, "won"),
        ("赢单", enums.DEAL_OUTCOMES, "won"),
        ("medium", enums.TASK_PRIORITIES, "normal"),
        ("高", enums.TASK_PRIORITIES, "high"),
        ("紧急", enums.TICKET_PRIORITIES, "urgent"),
        ("投诉", enums.TICKET_KINDS, "complaint"),
        ("in progress", enums.TICKET_STATUSES, "open"),
        ("已解决", enums.TICKET_STATUSES, "resolved"),
        ("NPS", enums.SURVEY_KINDS, "nps"),
        ("yes/no", enums.FIELD_KINDS, "yesno"),
        ("Yes-No", enums.FIELD_KINDS, "yesno"),
        ("管理员", enums.ROLES, "admin"),
        ("正面", enums.SENTIMENTS, "positive"),
        ("gold", ["Gold", "Silver"], "Gold"),
        ("a", ["A", "a"], "a"),
        ("金", ["金牌", "银牌"], "金牌"),
        ("rouge", {"red": ["rouge", "红"], "blue": ["bleu"]}, "red"),
    ],
)
def test_read_choice(text: str, choices: Sequence[str], choice: str) -> None:
    assert read_choice(text, choices, "kind") == choice


@pytest.mark.parametrize(
    ("text", "choices", "reason", "hint"),
    [
        (
            "clal",
            enums.INTERACTION_KINDS,
            'no kind "clal"',
            "did you mean call? One of: call, email, meeting, message, visit, note",
        ),
        ("xyz", enums.DIRECTIONS, 'no kind "xyz"', "one of: in, out"),
        ("", enums.DIRECTIONS, "the kind is empty", "one of: in, out"),
        (
            "me",
            enums.INTERACTION_KINDS,
            'the kind "me" may mean meeting or message',
            "write one of them in full",
        ),
        (
            "问题",
            enums.TICKET_KINDS,
            'the kind "问题" may mean question or problem',
            "write one of them in full",
        ),
        ("phone", ["call", "email"], 'no kind "phone"', "one of: call, email"),
    ],
)
def test_refused_choices(text: str, choices: Sequence[str], reason: str, hint: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_choice(text, choices, "kind")
    assert str(caught.value) == reason
    assert caught.value.hint.format_map(caught.value.values) == hint


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "1", "on", "是", "对", " yes "])
def test_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "off", "否", "不是"])
def test_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["", "maybe", "2", "yesno"])
def test_neither(text: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_yes_no(text)
    assert str(caught.value) == f'"{text}" is neither yes nor no'


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("email", "email"),
        ("E-Mail", "email"),
        ("邮件", "email"),
        ("Phone", "phone"),
        ("电话", "phone"),
        ("微信", "wechat"),
        ("Live chat", "chat"),
        ("Web form", "web"),
        ("当面", "in person"),
        ("Social media", "social media"),
        ("Carrier pigeon", "Carrier pigeon"),
        ("we", "we"),  # no beginnings: a channel of the team's own may be called so
    ],
)
def test_a_channel_is_known_or_stays_as_it_is(text: str, channel: str) -> None:
    assert read_channel(text) == channel
