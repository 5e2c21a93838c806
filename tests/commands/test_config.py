"""`crm config`: the settings."""

from __future__ import annotations

from tests.conftest import Crm


def test_without_a_command_it_lists(crm_sqlite: Crm) -> None:
    bare = crm_sqlite.ok("config")
    assert bare.out == crm_sqlite.ok("config", "list").out
    assert "Europe/Berlin" in bare.out
    assert crm_sqlite.ok("config", "get", "currency").out == "EUR\n"


def test_a_town_is_a_time_zone_and_a_word_a_currency(crm: Crm) -> None:
    crm.ok("config", "set", "timezone", "shanghai")
    crm.ok("config", "set", "timezone", "香港")
    assert crm.ok("config", "get", "timezone").out == "Asia/Hong_Kong\n"
    crm.ok("config", "set", "timezone", "上海")
    crm.ok("config", "set", "currency", "RMB")
    assert crm.ok("config", "get", "timezone").out == "Asia/Shanghai\n"
    assert crm.ok("config", "get", "currency").out == "CNY\n"
    refused = crm("config", "set", "currency", "¥")
    assert refused.code == 2 and "CNY or JPY" in refused.err
    assert "did you mean phone_region?" in crm("config", "set", "phone.region", "CN").err
