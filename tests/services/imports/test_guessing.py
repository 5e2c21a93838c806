"""Which noun a file is about."""

from __future__ import annotations

import pytest

from crm_cli.errors import BadContent
from crm_cli.services.exports import NOUNS_EXPORTED, columns_of
from crm_cli.services.imports.guessing import guess_noun


@pytest.mark.parametrize(
    ("header", "noun"),
    [
        ("Name,Email,Phone", "contact"),
        ("姓名,手机,邮箱,公司", "contact"),
        ("First Name,Last Name,E-mail Address,Company,Title", "contact"),
        ("序号,姓名,年龄,职业,title", "contact"),
        ("account,sector,year_established,revenue,employees,subsidiary_of", "company"),
        ("客户名称,行业,城市", "company"),
        ("Name,Website,Industry", "company"),
        ("name,email,city", "contact"),  # a company has no e-mail address
        ("姓名,電子郵件,電話,公司", "contact"),
        ("氏名,メール,電話番号,会社名", "contact"),
        ("Name,Email,Email 2,Phone #2", "contact"),
        ("商机,金额,阶段,公司", "deal"),
        ("title,amount,stage", "deal"),
        ("id,subject,priority,status,email,created", "ticket"),
        ("kind,date,contact,body", "interaction"),
        ("subject,due,priority,contact", "task"),
        ("kind,score,email,date", "survey"),
        ("NPS score,email,comment", "survey"),
        ("username,full name,role", "user"),
        ("Vorname,Nachname,Firma,Telefon,E-Mail", "contact"),
        ("Titel,Firma,Betrag,Währung,Phase", "deal"),
        ("Firma,Branche,Ort", "company"),
        ("氏名,会社名,メール", "contact"),
        ("이름,회사,전화,이메일", "contact"),
        ("跟进时间,跟进方式,跟进内容,跟进人", "interaction"),
    ],
)
def test_columns_that_say_it(header: str, noun: str) -> None:
    assert guess_noun(header.split(","), file="a.csv") == noun


@pytest.mark.parametrize(
    "header",
    [
        "name,company",  # people, or deals
        "name",
        "name,city",
        "name,email,amount",  # a deal would lose the address, a contact the amount
        "name,email,score",  # how likely a lead is, or what it answered
        "product,series,sales_price",
        # Orders, with the customer's name: not a list of contacts.
        "customer_id,order_date,revenue,first_name,last_name,email",
    ],
)
def test_columns_that_leave_it_open(header: str) -> None:
    with pytest.raises(BadContent) as caught:
        guess_noun(header.split(","), file="a.csv")
    assert "--as " in caught.value.hint


@pytest.mark.parametrize("noun", NOUNS_EXPORTED)
def test_our_own_exports_say_what_they_are(noun: str) -> None:
    assert guess_noun([*columns_of(noun), "field:Level:number"], file="a.csv") == noun
