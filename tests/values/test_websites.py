"""Domains of web addresses."""

from __future__ import annotations

import pytest

from crm_cli.errors import BadValue
from crm_cli.values.websites import domain_of, read_website


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("acme.com", "acme.com"),
        ("ACME.com", "acme.com"),
        ("www.acme.com", "acme.com"),
        ("https://www.acme.com/x", "acme.com"),
        ("http://acme.com", "acme.com"),
        ("HTTPS://Acme.Com/About?q=1#top", "acme.com"),
        ("//acme.com/x", "acme.com"),
        ("acme.com:8080", "acme.com"),
        ("https://acme.com:443/", "acme.com"),
        ("acme.com.", "acme.com"),
        (" acme.com ", "acme.com"),
        ("shop.acme.co.uk", "shop.acme.co.uk"),
        ("https://acme.com/user@home", "acme.com"),
        ("https://bücher.de", "bücher.de"),
        ("https://xn--bcher-kva.de", "bücher.de"),
        ("例子.中国", "例子.中国"),
        ("3m.com", "3m.com"),
        ("my-company.io", "my-company.io"),
    ],
)
def test_domain_of(website: str, domain: str) -> None:
    assert domain_of(website) == domain


@pytest.mark.parametrize(
    ("website", "reason"),
    [
        ("", "there is no domain in it"),
        ("n/a", "a domain has a point in it"),
        ("localhost", "a domain has a point in it"),
        ("acme com", "there is no domain in it"),
        ("https://", "there is no domain in it"),
        ("jane@acme.com", "it is an e-mail address"),
        ("mailto:jane@acme.com", "it is an e-mail address"),
        ("javascript:alert(1)", "it does not begin with http:// or https://"),
        ("192.168.1.1", "it does not end like a domain"),
        ("acme.c", "it does not end like a domain"),
        ("-acme.com", "these are not the letters of a domain"),
        ("ac_me.com", "these are not the letters of a domain"),
        ("acme..com", "these are not the letters of a domain"),
        ("a" * 64 + ".com", "these are not the letters of a domain"),
        ("acme.com, beta.com", "there is no domain in it"),
    ],
)
def test_refused(website: str, reason: str) -> None:
    with pytest.raises(BadValue) as caught:
        domain_of(website)
    assert reason in str(caught.value)


def test_read_website_keeps_what_was_typed() -> None:
    assert read_website(" https://www.Acme.com/About ") == "https://www.Acme.com/About"
    with pytest.raises(BadValue, match="no web address"):
        read_website("nothing here")
