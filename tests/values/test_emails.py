"""E-mail addresses: accepted, refused with the reason, split and compared."""

from __future__ import annotations

import re

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from crm_cli.errors import BadValue
from crm_cli.values import emails
from crm_cli.values.emails import email_domain, email_key, read_email, split_emails


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("jane@example.com", "jane@example.com"),
        ("  jane@example.com\n", "jane@example.com"),
        ("Jane.Smith@Example.COM", "Jane.Smith@example.com"),
        ("INFO@Acme.com", "INFO@acme.com"),
        ("jane+crm@example.co.uk", "jane+crm@example.co.uk"),
        ("jane_smith@example.com", "jane_smith@example.com"),
        ("jane-smith@my-company.com", "jane-smith@my-company.com"),
        ("j@x.io", "j@x.io"),
        ("1@2.de", "1@2.de"),
        ("o'brien@example.ie", "o'brien@example.ie"),
        ("a/b=c@example.com", "a/b=c@example.com"),
        ("!#$%&*@example.com", "!#$%&*@example.com"),
        ("{jane}@example.com", "{jane}@example.com"),
        ("jane@mail.eu.example.com", "jane@mail.eu.example.com"),
        ("jane@try.test", "jane@try.test"),
        ("jane@3m.com", "jane@3m.com"),
        ("jane@BÜCHER.de", "jane@bücher.de"),
        ("jane@xn--bcher-kva.de", "jane@bücher.de"),
        ("jörg@example.com", "jörg@example.com"),
        ("张伟@example.cn", "张伟@example.cn"),
        ("zhangwei@例子.中国", "zhangwei@例子.中国"),
        ("Jane Smith <jane@example.com>", "jane@example.com"),
        ('"Smith, Jane" <Jane@Example.com>', "Jane@example.com"),
        ("<jane@example.com>", "jane@example.com"),
        ("张伟 <zw@example.cn>", "zw@example.cn"),
        ("mailto:jane@example.com", "jane@example.com"),
        ("MAILTO:jane@example.com?subject=Hi", "jane@example.com"),
        ("a" * 64 + "@example.com", "a" * 64 + "@example.com"),
        ("a@" + "b" * 63 + ".com", "a@" + "b" * 63 + ".com"),
    ],
)
def test_read_email(text: str, address: str) -> None:
    assert read_email(text) == address


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the e-mail address is empty"),
        ("   ", "the e-mail address is empty"),
        ("<>", "the e-mail address is empty"),
        ("jane", "must have an @-sign"),
        ("jane at example.com", "must have an @-sign"),
        ("jane@", "must be something after the @-sign"),
        ("@example.com", "must be something before the @-sign"),
        ("jane@example", "should have a period"),
        ("jane@@example.com", "invalid characters"),
        ("jane@example..com", "two periods in a row"),
        ("jane..smith@example.com", "two periods in a row"),
        (".jane@example.com", "cannot start with a period"),
        ("jane.@example.com", "immediately before the @-sign"),
        ("jane@.example.com", "period immediately after the @-sign"),
        ("jane@example.com.", "cannot end with a period"),
        ("jane@-example.com", "hyphen immediately after the @-sign"),
        ("jane@example-.com", "a period and a hyphen next to each other"),
        ("jane@exa_mple.com", "invalid characters: '_'"),
        ("jane smith@example.com", "invalid characters before the @-sign: SPACE"),
        ("jane@exam ple.com", "invalid characters: SPACE"),
        ("jane＠example.com", '"full-width" at-sign'),
        ("jane@example.com; bob@example.com", "is more than one e-mail address"),
        ("jane@example.com bob@example.com", "is more than one e-mail address"),
        ("jane@localhost", "should have a period"),
        ("jane@printer.local", "special-use or reserved name"),
        ("jane@x.invalid", "special-use or reserved name"),
        ("jane@x.onion", "special-use or reserved name"),
        ("jane@192.168.1.1", "not within a valid top-level domain"),
        ("jane@[192.168.1.1]", "a bracketed IP address after the @-sign is not allowed"),
        ('"jane doe"@example.com', "quoting the part before the @-sign is not allowed"),
        ("jane@ab--cd.com", "two letters followed by two dashes"),
        ("a" * 250 + "@example.com", "too long"),
        ("a@" + "b" * 64 + ".com", "separated by so many characters"),
        ("a@" + "b.c." * 70 + "com", "too long"),
        ("jane(work)@example.com", "invalid characters before the @-sign: '(', ')'"),
        ("jane,smith@example.com", "invalid characters before the @-sign: ','"),
        ("jane@example.com>", "invalid characters: '>'"),
        ("Jane <jane@example.com", "angle bracket"),
        ("jane@\u202eexample.com", "unsafe characters: RIGHT-TO-LEFT OVERRIDE"),
        ("ja\x1bne@example.com", "invalid characters"),
        ("jane\0@example.com", "has a NUL character"),
        ("jane\udce9@example.com", "is not valid UTF-8"),
        ("http://example.com", "must have an @-sign"),
    ],
)
def test_refused_emails(text: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        read_email(text)
    assert reason in str(caught.value)
    assert caught.value.hint


@given(st.from_regex(re.compile(emails._PLAIN, re.ASCII), fullmatch=True))
def test_the_fast_path_accepts_only_what_the_library_accepts(text: str) -> None:
    try:
        fast = read_email(text)
    except BadValue:
        return
    checked = validate_email(text, check_deliverability=False, test_environment=True)
    assert fast == text.rpartition("@")[0] + "@" + checked.domain


@given(st.emails())
def test_addresses_of_the_standard_are_read_or_refused_with_a_reason(text: str) -> None:
    try:
        address = read_email(text)
    except BadValue as error:
        assert str(error)
    else:
        assert re.fullmatch(r".+@[^A-Z]+", address)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@b.com, d@e.com; g@h.com", ["a@b.com", "d@e.com", "g@h.com"]),
        ("a@b.com d@e.com", ["a@b.com", "d@e.com"]),
        ("a@b.com，d@e.com；g@h.com、i@j.com", ["a@b.com", "d@e.com", "g@h.com", "i@j.com"]),
        ("a@b.com\nd@e.com", ["a@b.com", "d@e.com"]),
        ("Jane Smith <a@b.com>, d@e.com", ["Jane Smith <a@b.com>", "d@e.com"]),
        ('"Smith, Jane" <a@b.com>; d@e.com', ['"Smith, Jane" <a@b.com>', "d@e.com"]),
        ("Smith, Jane <a@b.com>; d@e.com", ["Smith, Jane <a@b.com>", "d@e.com"]),
        ("nobody, a@b.com", ["nobody", "a@b.com"]),
        ("a@b.com, nobody", ["a@b.com", "nobody"]),
        ("a@b.com", ["a@b.com"]),
        (" ; , ", []),
        ("", []),
    ],
)
def test_split_emails(text: str, found: list[str]) -> None:
    assert split_emails(text) == found


def test_key_and_domain() -> None:
    assert email_key(" Jane.Smith@Example.COM ") == "jane.smith@example.com"
    assert email_key("jo\u0308rg@example.com") == "jörg@example.com"
    assert email_domain("Jane@Example.COM") == "example.com"
    assert email_domain("Jane <jane@Example.com>") == "example.com"
    assert email_domain("nobody") == ""
