"""Files of orders, which become won deals: each has a customer, an order date and an amount."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace

from crm_cli.errors import BadContent
from crm_cli.services.imports.plans import Request
from crm_cli.services.imports.suggesting import place_of
from crm_cli.services.imports.synonyms import ORDER_DATE, ORDER_NUMBER, header_key, synonyms

# What says that not all rows are sales, or that they are deals or lines of an order.
_NO_SALES = {"stage", "pipeline", "probability", "expected_close", "reason", "outcome"}
_OTHER = {
    *("status", "orderstatus", "state", "sku", "quantity", "qty", "unitprice"),
    *("订单状态", "状态", "数量", "单价"),
}
_CUSTOMER_ID = ("customerid", "userid", "clientid", "buyerid", "客户编号", "客户id")


def as_won_deals(request: Request, columns: Sequence[str], file: str) -> tuple[Request, list[str]]:
    """The request for won deals and the flags that say the same, where the columns are an order's.

    Else the request as it is, and no flags. BadContent, with the flag, where the customer is an id
    of which nobody knows whether it is a company's or a contact's.
    """
    said = {place_of(text.rpartition("=")[0], columns) for text in request.maps}
    keys = {header_key(name): name for place, name in enumerate(columns) if place not in said}
    fields = {field: keys[key] for key, field in synonyms("deal").items() if key in keys}
    people = {field: keys[key] for key, field in synonyms("contact").items() if key in keys}
    number = next((keys[key] for key in ORDER_NUMBER.split() if key in keys), "")
    dated = any(key in keys for key in ORDER_DATE.split())
    ids = [keys[key] for key in _CUSTOMER_ID if key in keys]
    named = "company" in fields or "contact" in fields or "email" in people
    if not (dated and "amount" in fields and (number or named)):
        return request, []
    if fields.keys() & _NO_SALES or keys.keys() & _OTHER:
        return request, []
    given = {text.partition("=")[0].strip() for text in request.defaults} | {
        text.rpartition("=")[2].strip() for text in request.maps
    }
    word = "order" if number.isascii() else "订单"
    wanted = {"outcome": "won"}
    if "title" not in fields:
        wanted["title"] = f"{word} {{{number}}}" if number else f"{word} {{closed_at}}"
    if "email" in people and "contact" not in fields:
        names = [f"{{{people[part]}}} " for part in _parts(people)]
        wanted["contact"] = f"{''.join(names)}<{{{people['email']}}}>"
    defaults = [f"{name}={text}" for name, text in wanted.items() if name not in given]
    if ids and not named and not given & {"company.id", "contact.id", "company", "contact"}:
        raise BadContent(
            'the column "{column}" of {file} is the id of a company or of a contact',
            hint="import these first, and say which: --map {column}=contact.id or --map"
            " {column}=company.id, with the --source of theirs",
            file=file,
            column=ids[0],
            flag=f"--map '{ids[0]}=contact.id|company.id'",
        )
    flags = ["--as deals", *(f"--default {shlex.quote(one)}" for one in defaults)]
    make = "contact" in wanted and "contact" not in given
    if make and not request.create_contacts:
        flags.append("--create-contacts")
    return replace(
        request,
        noun="deal",
        defaults=(*request.defaults, *defaults),
        create_contacts=request.create_contacts or make,
    ), flags


def _parts(people: dict[str, str]) -> list[str]:
    return [name for name in ("given_name", "family_name") if name in people]
