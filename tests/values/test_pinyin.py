"""Chinese names in Latin letters."""

from __future__ import annotations

import pytest
from pypinyin import lazy_pinyin

from crm_cli.values.pinyin import _table, pinyin, sounds

# Read otherwise in the names of people and companies than pypinyin reads them alone.
OURS = set("长長都厦廈佛藏晟卜翟查〇")


def test_the_table_reads_each_character_as_pypinyin_does() -> None:
    table = _table()
    assert len(table) > 20_000
    wrong = {
        char: reading
        for char, reading in table.items()
        if char not in OURS and lazy_pinyin(char)[0].replace("ü", "v") != reading
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("张伟", "zhangwei zw"),
        ("张 伟", "zhangwei zw"),
        ("单雪", "shanxue sx"),
        ("曾小贤", "zengxiaoxian zxx"),
        ("仇英", "qiuying qy"),
        ("解晓东", "xiexiaodong xxd"),
        ("尉迟恭", "yuchigong ycg"),
        ("吕布", "lvbu lb lubu"),
        ("Jane 张", "janezhang jz"),
        ("Jane", ""),
        ("", ""),
    ],
)
def test_people(name: str, heard: str) -> None:
    assert sounds(name, person=True) == heard


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("华为技术", "huaweijishu hwjs"),
        ("重庆银行", "chongqingyinhang cqyh"),
        ("单县曾记", "shanxiancengji sxcj"),
        ("腾讯Cloud (北京)", "tengxuncloudbeijing txcbj"),
    ],
)
def test_companies(name: str, heard: str) -> None:
    assert sounds(name, person=False) == heard


def test_a_part_of_a_name() -> None:
    assert (pinyin("曾", family=True), pinyin("明轩")) == ("zeng", "mingxuan")
